"""What a reader sees of a page, and what a program reads of a file."""

import csv
import io
import re
from html import unescape


def text_of(response) -> str:
    """What a reader sees, without tags, white space put together."""
    without_tags = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"[\s\u00a0]+", " ", unescape(without_tags))


def lines_of(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def drawn(figure) -> list[str]:
    """Every text of a figure, of both its drawings."""
    return [text.words for drawing in figure.chart.drawings for text in drawing.every_text]
