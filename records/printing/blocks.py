"""Reads a page as a column of blocks: what is left of it without colours and columns.

Knows the few elements that pages of a record are made of. Nothing is run or fetched, and text
stays text: what a person typed has been escaped by the template and is unescaped here, once.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Not for paper, whatever they hold.
SKIPPED_CLASSES = {
    *("c-no-print", "govuk-visually-hidden"),
    *("govuk-summary-list__actions", "govuk-summary-card__actions"),
}
SKIPPED = {"script", "style", "svg", "form", "button", "input", "select", "textarea", "nav"}
VOID = {"br", "hr", "img", "input", "link", "meta", "col", "wbr", "source", "path"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
ENDS_A_BLOCK = HEADINGS | {
    *("p", "li", "ul", "ol", "dl", "dt", "dd", "div", "section", "article", "table", "tr"),
    *("td", "th", "caption", "figure", "figcaption", "blockquote", "details", "summary"),
    *("fieldset", "legend", "header", "footer", "main", "aside", "thead", "tbody"),
}


@dataclass(frozen=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Item:
    """One line of a list."""

    text: str


@dataclass(frozen=True)
class Row:
    """A question and its answers."""

    key: str
    values: tuple[str, ...]


Block = Heading | Words | Item | Row


@dataclass
class _Open:
    tag: str
    skipped: bool
    written: bool  # line ends were typed and are kept


@dataclass
class _Table:
    columns: list[str] = field(default_factory=list)
    cells: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._open: list[_Open] = []
        self._text = ""
        self._key: str | None = None
        self._values: list[str] = []
        self._table = _Table()

    # What the parser meets

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        classes = set((attributes.get("class") or "").split())
        if tag == "br":
            self._text += "\n"
            return
        if tag in ENDS_A_BLOCK:
            self._end_block()
        if tag == "dt":
            self._end_row()
        if tag in VOID:
            return
        above = self._open[-1] if self._open else _Open("", False, False)
        skipped = (
            above.skipped
            or tag in SKIPPED
            or "hidden" in attributes
            or bool(classes & SKIPPED_CLASSES)
        )
        self._open.append(_Open(tag, skipped, above.written or "c-written" in classes))
        if tag == "svg" and not above.skipped and attributes.get("aria-label"):
            self._text += f" {attributes['aria-label']} "
        if "govuk-tag" in classes and self._text.strip():
            self._text = f"{self._text.rstrip()} · "

    def handle_endtag(self, tag):
        if not any(one.tag == tag for one in self._open):
            return
        if tag in ENDS_A_BLOCK:
            self._end_block()
        while self._open and self._open.pop().tag != tag:
            pass
        if tag == "dl":
            self._end_row()
        elif tag == "tr":
            self._end_table_row()
        elif tag == "table":
            self._table = _Table()

    def handle_data(self, data):
        above = self._open[-1] if self._open else _Open("", False, False)
        if above.skipped:
            return
        if above.written:
            self._text += data
        else:
            text = re.sub(r"\s+", " ", data)
            # Spaces between elements are the template's, not somebody's words.
            self._text += text if self._text and not self._text[-1].isspace() else text.lstrip()

    def finish(self) -> list[Block]:
        self.close()
        self._end_block()
        self._end_row()
        return self.blocks

    # What it amounts to

    def _end_block(self) -> None:
        text, self._text = self._text.strip(), ""
        inside = [one.tag for one in self._open]
        text = re.sub(r"[ \t]+\n|\n[ \t]+(?=\n)", "\n", text)
        if not text:
            return
        if inside and inside[-1] in ("td", "th"):
            self._table.cells.append((inside[-1], text))
        elif "dd" in inside:
            self._values.append(text)
        elif "dt" in inside:
            self._key = f"{self._key} {text}" if self._key else text
        elif inside and inside[-1] in HEADINGS:
            self.blocks.append(Heading(int(inside[-1][1]), text))
        elif "li" in inside:
            self.blocks.append(Item(text))
        else:
            self.blocks.append(Words(text))

    def _end_row(self) -> None:
        if self._key is not None:
            self.blocks.append(Row(self._key, tuple(self._values)))
        self._key, self._values = None, []

    def _end_table_row(self) -> None:
        """Every cell with the head of its column, as a phone would show it."""
        cells, self._table.cells = self._table.cells, []
        if not cells:
            return
        if all(kind == "th" for kind, _ in cells):
            self._table.columns = [text for _, text in cells]
            return
        columns = self._table.columns
        named = len(columns) == len(cells)
        first, *rest = [
            f"{columns[number]}: {text}" if named and kind == "td" else text
            for number, (kind, text) in enumerate(cells)
        ]
        self.blocks.append(Row(first, tuple(rest)))


def blocks(html: str) -> list[Block]:
    """The blocks of a page, in order."""
    reader = _Reader()
    reader.feed(html)
    return reader.finish()
