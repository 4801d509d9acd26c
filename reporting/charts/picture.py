"""What every chart is: a picture with a name and words, in two drawings of which one is shown.

The layout of a drawing is strings and numbers; a template draws it without any reckoning. One
drawing is for a phone and one for a page; the style sheet shows the one that fits.
"""

from dataclasses import dataclass
from typing import Literal

from reporting.charts.labels import Text

Size = Literal["narrow", "wide"]


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


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A chart: what it is called, and what it says to those who do not see it.

    `kind` names the template that draws it. `ident` starts the ids of its drawings and names its
    file, so it is unique on its page. `greyed` is for a chart with more than 20% unknown. A picture
    with links is a group of things to reach.
    """

    kind: str
    ident: str
    title: str
    description: str
    drawings: tuple[Drawing, ...]
    greyed: bool = False
    role: Literal["img", "group"] = "img"
