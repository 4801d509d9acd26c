"""What every chart is: a picture with a name and words, laid out for the width it is asked for.

A layout is strings and numbers; templates draw it without any reckoning. A page has one drawing
for every screen: laid out for the narrowest phone, it is stretched to the room there is. Lines are
stretched, while words and marks keep their size and only move apart, so that what does not overlap
on a phone overlaps nowhere. A file is laid out for its own width, and stretched by nobody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from reporting.charts.labels import Anchor, Text, number

PHONE = 308.0  # one of 360 pixels, less its margins; on smaller ones words are smaller
ROOMY = 640.0  # from here on a page also shows the words that are for a page alone


class Stroke(NamedTuple):
    """A path and its look: what it is, and of which kind, as the style sheet has them."""

    name: str
    path: str
    kind: str = ""


class Mark(NamedTuple):
    """A shape at a place, which keeps its form and size however wide the drawing is.

    The shape is a path around its place, in relative steps.
    """

    name: str
    shape: str
    x: str
    y: str
    kind: str = ""


class Marks(NamedTuple):
    """Marks of one look and shape: the shape under an id, and where it stands."""

    name: str
    kind: str
    ident: str
    shape: str
    places: list[tuple[str, str]]


class Lettering(NamedTuple):
    """Texts of one look, each as its place across and down, its shift, and its words."""

    kind: str
    anchor: Anchor
    roomy: bool
    texts: list[tuple[str, str, str, str]]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """One drawing in user units. `ident` is that of its picture."""

    ident: str
    width: str
    height: str
    texts: tuple[Text, ...]

    @property
    def title_id(self) -> str:
        return f"{self.ident}-title"

    @property
    def desc_id(self) -> str:
        return f"{self.ident}-desc"

    @property
    def every_text(self) -> list[Text]:
        return list(self.texts)

    @property
    def shapes(self) -> Iterable[Stroke | Mark]:
        """All that is drawn but the words, from the back to the front; some paths are empty."""
        raise NotImplementedError

    @property
    def strokes(self) -> list[Stroke]:
        """The lines, which a page stretches."""
        return _by_look(one for one in self.shapes if isinstance(one, Stroke))

    @property
    def marks_in_place(self) -> list[Marks]:
        """The marks, as far across as their share of the width."""
        looks: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
        for one in self.shapes:
            if isinstance(one, Mark):
                places = looks.setdefault((one.name, one.kind, one.shape), [])
                places.append((self._across(one.x), one.y))
        return [
            Marks(name, kind, f"{self.ident}-mark-{count}", shape, places)
            for count, ((name, kind, shape), places) in enumerate(looks.items())
        ]

    @property
    def words_in_place(self) -> list[Lettering]:
        """The words, as far across as their share of the width."""
        return _lettering(
            (text, self._across(text.x), number(text.shift) if text.shift else "")
            for text in self.every_text
        )

    @property
    def outlines(self) -> list[Stroke]:
        """Lines and marks as paths, for a drawing of this very width."""
        return _by_look(
            Stroke(one.name, f"M{one.x} {one.y}{one.shape}", one.kind)
            if isinstance(one, Mark)
            else one
            for one in self.shapes
        )

    @property
    def lettering(self) -> list[Lettering]:
        """The words, for a drawing of this very width."""
        return _lettering(
            (text, number(float(text.x) + text.shift), "") for text in self.every_text
        )

    def _across(self, x: str) -> str:
        return f"{number(100 * float(x) / float(self.width))}%"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A chart: what it is called, and what it says to those who do not see it.

    `ident` starts the ids of its drawing and names its file, so it is unique on its page. `layout`
    makes a drawing of a width. `greyed` is for a chart with more than 20% unknown.
    """

    kind: str
    ident: str
    title: str
    description: str
    layout: Callable[[float], Drawing]
    greyed: bool = False

    @cached_property
    def drawing(self) -> Drawing:
        """That of the page."""
        return self.layout(PHONE)


def _by_look(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Those of one look as one path: there is less to write, and to read."""
    paths: dict[tuple[str, str], list[str]] = {}
    for name, path, kind in strokes:
        if path:
            paths.setdefault((name, kind), []).append(path)
    return [Stroke(name, "".join(parts), kind) for (name, kind), parts in paths.items()]


def _lettering(texts: Iterable[tuple[Text, str, str]]) -> list[Lettering]:
    """Texts with their places and shifts, those of one look together."""
    looks: dict[tuple[str, Anchor, bool], list[tuple[str, str, str, str]]] = {}
    for text, x, shift in texts:
        look = (text.kind, text.anchor, text.roomy)
        looks.setdefault(look, []).append((x, text.y, shift, text.words))
    return [Lettering(*look, found) for look, found in looks.items()]
