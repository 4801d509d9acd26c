"""What every chart is: a picture with a name and words, in drawings of which one is shown.

The layout of a drawing is strings and numbers; one template draws all of them without any
reckoning. One drawing is for a phone and one for a page, and the style sheet shows the one that
fits; a part of small multiples has only the first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from reporting.charts.labels import Anchor, Text

Size = Literal["narrow", "wide"]


class Stroke(NamedTuple):
    """A path and its look: what it is, and of which kind, as the style sheet has them."""

    name: str
    path: str
    kind: str = ""


class Lettering(NamedTuple):
    """Texts of one look."""

    kind: str
    anchor: Anchor
    texts: list[Text]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """One drawing in user units of its view box. `ident` is that of its picture."""

    ident: str
    size: Size
    width: str
    height: str
    texts: tuple[Text, ...]

    @property
    def title_id(self) -> str:
        return f"{self.ident}-{self.size}-title"

    @property
    def desc_id(self) -> str:
        return f"{self.ident}-{self.size}-desc"

    @property
    def every_text(self) -> list[Text]:
        return list(self.texts)

    @property
    def shapes(self) -> Iterable[Stroke]:
        """All that is drawn but the words, from the back to the front; some paths are empty."""
        raise NotImplementedError

    @property
    def strokes(self) -> list[Stroke]:
        """The shapes, those of one look as one path: there is less to write, and to read."""
        paths: dict[tuple[str, str], list[str]] = {}
        for name, path, kind in self.shapes:
            if path:
                paths.setdefault((name, kind), []).append(path)
        return [Stroke(name, "".join(parts), kind) for (name, kind), parts in paths.items()]

    @property
    def lettering(self) -> list[Lettering]:
        """The words, those of one look together."""
        looks: dict[tuple[str, Anchor], list[Text]] = {}
        for text in self.every_text:
            looks.setdefault((text.kind, text.anchor), []).append(text)
        return [Lettering(kind, anchor, texts) for (kind, anchor), texts in looks.items()]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A chart: what it is called, and what it says to those who do not see it.

    `ident` starts the ids of its drawings and names its file, so it is unique on its page.
    `greyed` is for a chart with more than 20% unknown.
    """

    kind: str
    ident: str
    title: str
    description: str
    drawings: tuple[Drawing, ...]
    greyed: bool = False
