"""Puts blocks on pages of A4."""

import unicodedata
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from records.printing.blocks import Block, Heading, Item, Row, Words

FONTS = Path(__file__).parent / "fonts"
PLAIN, BOLD = "DejaVuSans", "DejaVuSans-Bold"
MARGIN = 51  # points: 18 mm
PADDING = 6  # the library's own, inside the margin
KEY_WIDTH = 150
# Longer answers go under their question, over the whole width, where they may run over pages.
LONG = 400
# They change how a neighbour looks and have no picture of their own.
SILENT = {"\u200b", "\u200c", "\u200d", "\ufeff", *(chr(n) for n in range(0xFE00, 0xFE10))}


@cache
def _glyphs() -> frozenset[int]:
    """What the typeface can show, having made it known; both once a process.

    The library is loaded here and not at the top: it costs a second, and few requests print.
    """
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    fonts = [TTFont(name, str(FONTS / f"{name}.ttf")) for name in (PLAIN, BOLD)]
    for font in fonts:
        registerFont(font)
    return frozenset(fonts[0].face.charToGlyph) & frozenset(fonts[1].face.charToGlyph)


def legible(text: str) -> str:
    """The text with what the typeface cannot show, or what would hide, spelled out by name."""
    glyphs = _glyphs()
    shown = []
    for character in text:
        if character == "\n":
            shown.append(character)
        elif character in SILENT:
            continue
        elif character == "\t":
            shown.append(" ")
        elif unicodedata.category(character)[0] == "C" or ord(character) not in glyphs:
            name = unicodedata.name(character, f"character {ord(character):X}")
            shown.append(f"[{name.lower()}]")
        else:
            shown.append(character)
    return "".join(shown)


def _marked(text: str) -> str:
    """As the library's paragraphs want it: nothing of the text is markup but the line ends."""
    return escape(legible(text)).replace("\n", "<br/>")


def pdf(blocks: list[Block], *, title: str, footer: str) -> bytes:
    """A PDF of the blocks, with `footer` and the number of the page on each."""
    _glyphs()
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    file = BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=title,
        lang="en-GB",
    )
    document.build(
        _flowing(blocks, width=A4[0] - 2 * MARGIN - 2 * PADDING),
        canvasmaker=_numbered(legible(footer)),
    )
    return file.getvalue()


def _flowing(blocks: list[Block], *, width: float) -> list[Any]:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, Table

    # wordWrap: a word longer than the line is broken, not lost over the edge.
    text = ParagraphStyle(
        "text", fontName=PLAIN, fontSize=9.5, leading=13, spaceAfter=5, splitLongWords=1
    )
    key = ParagraphStyle("key", text, fontName=BOLD, spaceAfter=2, keepWithNext=1)
    answer = ParagraphStyle("answer", text, leftIndent=10)
    item = ParagraphStyle("item", text, leftIndent=12, bulletIndent=2)
    heads = {
        level: ParagraphStyle(
            f"h{level}",
            text,
            fontName=BOLD,
            fontSize=size,
            leading=size * 1.25,
            spaceBefore=size * 0.8,
            spaceAfter=5,
            keepWithNext=1,
        )
        for level, size in {1: 17, 2: 13, 3: 11, 4: 10, 5: 9.5, 6: 9.5}.items()
    }
    flowing: list[Any] = []
    for block in blocks:
        match block:
            case Heading():
                flowing.append(Paragraph(_marked(block.text), heads[block.level]))
            case Words():
                flowing.append(Paragraph(_marked(block.text), text))
            case Item():
                flowing.append(Paragraph(_marked(block.text), item, bulletText="•"))
            case Row() if sum(map(len, block.values)) > LONG or len(block.key) > LONG:
                flowing.append(Paragraph(_marked(block.key), key))
                flowing += [Paragraph(_marked(value), answer) for value in block.values]
            case Row():
                cells = [Paragraph(_marked(value), text) for value in block.values]
                flowing.append(
                    Table(
                        [[Paragraph(_marked(block.key), key), cells or ""]],
                        colWidths=[KEY_WIDTH, width - KEY_WIDTH],
                        style=[
                            ("VALIGN", (0, 0), (-1, -1), "TOP"),
                            ("LINEBELOW", (0, 0), (-1, -1), 0.3, "#c2ced3"),
                            ("LEFTPADDING", (0, 0), (-1, -1), 0),
                            ("TOPPADDING", (0, 0), (-1, -1), 2),
                            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
                        ],
                    )
                )
    return flowing


def _numbered(footer: str) -> Callable[..., Any]:
    """A canvas that knows how many pages there are once all are drawn."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    class Numbered(Canvas):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._drawn: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._drawn.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._drawn, start=1):
                self.__dict__.update(page)
                self.setFont(PLAIN, 7.5)
                self.drawString(MARGIN + PADDING, MARGIN / 2, footer)
                self.drawRightString(
                    A4[0] - MARGIN - PADDING, MARGIN / 2, f"Page {number} of {len(self._drawn)}"
                )
                super().showPage()
            super().save()

    return Numbered
