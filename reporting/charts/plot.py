"""The field of a plot between its two axes, and the marks that stand in it.

Runs, funnels and scatters are plots of points: where a value lies, the grid, the numbers of both
axes and the shapes of the points are the same for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.charts.axis import Axis
from reporting.charts.labels import LINE, Text, lines, number, width_of
from reporting.charts.picture import Stroke

TICK = 5.0  # how far the short line of a tick reaches out of the field
SAMPLE = 24.0  # of a line, in the key


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A line of some kind, or its sample in the key."""

    kind: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Plot:
    """Edges and scales of a field: what lies across, and what goes up."""

    left: float
    right: float
    top: float
    bottom: float
    across: Axis
    up: Axis

    def x(self, value: float) -> float:
        return self.left + self.across.share(value) * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - self.up.share(value) * (self.bottom - self.top)

    def at(self, across: float, up: float) -> str:
        """A place in a path."""
        return f"{number(self.x(across))} {number(self.y(up))}"

    def grid(self, *, reach: float = 0) -> str:
        """A line across at each number that goes up, a short one below each that lies across.

        `reach` is how far up from the foot the latter begin.
        """
        left, right = number(self.left), number(self.right)
        return "".join(
            f"M{left} {number(self.y(value))}H{right}" for value, _ in self.up.ticks
        ) + verticals(
            [self.x(value) for value, _ in self.across.ticks],
            [(self.bottom - reach, self.bottom + TICK)],
        )

    def upright(self, *, first: int = 0) -> list[Text]:
        """The numbers that go up, beside their lines, from the first on that is asked for."""
        return [
            Text(
                x=number(self.left),
                shift=-8,
                y=number(self.y(value) + 5),
                words=label,
                kind="tick",
                anchor="end",
            )
            for value, label in self.up.ticks[first:]
        ]

    def level(self, *, width: float) -> list[Text]:
        """What lies across, below the field; none leaves a drawing of this width.

        The first and the last are pushed in: what they would come too near to is left out.
        """
        texts: list[Text] = []
        for value, label in self.across.ticks:
            text = below(self.x(value), self.bottom + 6, label, width=width)
            if not texts or text.box[0] >= texts[-1].box[2] + 4:
                texts.append(text)
        return texts


def key(
    entries: Sequence[tuple[str, str]], *, width: float
) -> tuple[list[Curve], list[Text], float]:
    """What the lines of each kind are, with a sample; and where the rest may begin."""
    curves: list[Curve] = []
    texts: list[Text] = []
    x = y = foot = 0.0
    for kind, words in entries:
        room = SAMPLE + 6 + width_of(words)
        if x and x + room > width:
            x, y = 0.0, foot
        middle = number(y + LINE / 2 + 1)
        curves.append(Curve(kind=kind, path=f"M{number(x)} {middle}H{number(x + SAMPLE)}"))
        texts += lines(words, x + SAMPLE + 6, y, width=width - x - SAMPLE - 6)
        foot = max(foot, float(texts[-1].y) + 4)
        x += room + 24
    return curves, texts, foot + 8 if entries else 0.0


def below(x: float, top: float, label: str, *, width: float) -> Text:
    """The label of a tick under its tick, pushed in where it would leave the drawing."""
    half = width_of(label) / 2
    return Text(
        x=number(x),
        shift=min(max(x, half), width - half) - x,
        y=number(top + LINE - 4),
        words=label,
        kind="tick",
        anchor="middle",
    )


def verticals(places: Sequence[float], spans: Sequence[tuple[float, float]]) -> str:
    """Lines down at these places, over each of the spans from top to foot."""
    ends = [(number(top), number(foot)) for top, foot in spans]
    return "".join(f"M{x} {top}V{foot}" for x in map(number, places) for top, foot in ends)


def arrow(length: float, *, half: float = 6) -> str:
    """The shape of an arrow-head from its foot on; one of negative length points to the left."""
    return f"m0 {number(-half)}l{number(length)} {number(half)}l{number(-length)} {number(half)}z"


def circle(radius: float) -> str:
    """The shape of a circle around its place."""
    arc, across = f"a{number(radius)} {number(radius)} 0 1 0", number(2 * radius)
    return f"m{number(-radius)} 0{arc} {across} 0{arc} -{across} 0z"


def diamond(radius: float) -> str:
    """The shape of a diamond around its place."""
    far = number(radius)
    return f"m0 -{far}l{far} {far}l-{far} {far}l-{far} -{far}z"


def curves_drawn(curves: Sequence[Curve]) -> list[Stroke]:
    return [Stroke("curve", curve.path, curve.kind) for curve in curves]
