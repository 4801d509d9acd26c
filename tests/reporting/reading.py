"""What a reader sees of a report, as page and as file."""

import csv
import io
import re
from html import unescape

from reporting.statistics import Estimate


def text_of(response) -> str:
    """The page as it is seen, without tags."""
    without_tags = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"[\s\u00a0]+", " ", unescape(without_tags))


def rows_of(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def the_file_has(line: dict[str, str], name: str, figure: Estimate | None, *, times: int = 1):
    """The file has the very numbers of a figure, or nothing where it is not shown."""
    given = [line[name], line[f"{name}_lo"], line[f"{name}_hi"]]
    if figure is None or not figure.shown:
        assert given == ["", "", ""]
        return
    numbers = (figure.estimate, figure.lower, figure.upper)
    assert [float(one) for one in given] == [times * one for one in numbers]


def numbers(figure: Estimate) -> tuple[float | None, float | None, float | None]:
    return figure.estimate, figure.lower, figure.upper


def drawn(figure) -> list[str]:
    """Every text of a figure."""
    return [text.words for text in figure.chart.drawing.every_text]
