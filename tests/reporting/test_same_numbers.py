"""Page, file and answer for programs say the same numbers, of every report there is."""

import re
from contextlib import suppress
from html import unescape

import pytest
from django.urls import reverse

from reporting.reports import REPORTS
from tests.reporting.everything import PERIOD, bearer, everything
from tests.reporting.reading import rows_of
from tests.reporting.releases.odd import undone


@pytest.fixture(scope="module")
def reader(django_db_setup, django_db_blocker):
    """One register for all tests of the module, in a transaction around them."""
    with django_db_blocker.unblock(), undone():
        yield everything()


@pytest.fixture(params=REPORTS, ids=lambda report: report.name)
def report(db, request, reader):
    assert request.param.missing() == []
    return request.param


@pytest.fixture
def query(report):
    names = report.filters.base_fields
    return {name: value for name, value in PERIOD.items() if name in names}


@pytest.fixture
def headers(reader):
    return bearer(reader)


def as_written(value) -> str:
    """A value as a CSV has it."""
    return "" if value is None else str(value)


def unstamped(row: dict) -> dict:
    """Without the moment at which it was computed, which differs from answer to answer."""
    return {name: value for name, value in row.items() if name != "generated_at"}


def leading_nowhere(page) -> list[str]:
    """Where links within the page lead, if that is not one place of it."""
    html = page.content.decode()
    ids = re.findall(r' id="([^"]+)"', html)
    return [to for to in re.findall(r'href="#([^"]+)"', html) if ids.count(to) != 1]


def test_page_file_and_answer_are_of_one_result(client, reader, headers, report, query):
    program = client.get(reverse("api_report_json", args=[report.address]), query, headers=headers)
    file = client.get(reverse("api_report_csv", args=[report.address]), query, headers=headers)
    client.force_login(reader)
    page, by_hand = client.get(reverse(report.page), query), client.get(reverse(report.csv), query)

    rows = program.json()["rows"]
    assert rows
    lines = [unstamped(line) for line in rows_of(file)]
    assert [unstamped(line) for line in rows_of(by_hand)] == lines
    assert [
        {name: as_written(value) for name, value in unstamped(row).items()} for row in rows
    ] == lines
    shown = [
        dict(zip(report.header(), line, strict=True))
        for line in report.lines(page.context["result"])
    ]
    assert [unstamped(row) for row in shown] == [unstamped(row) for row in rows]
    assert leading_nowhere(page) == []
    said = program.json()
    assert said["caveats"] == report.caveats_of(page.context["result"])
    assert said["area"] == page.context["result"].place


# -- What is printed ------------------------------------------------------------------------------

TABLE = re.compile(r"<td.*?</td>", re.DOTALL)
# The field of lines is a drawing within the drawing, and has no words.
PICTURE = re.compile(r'<svg class="c-chart__drawing".*?</svg>.*?</svg>', re.DOTALL)
UNSEEN = re.compile(r'<span class="govuk-visually-hidden">.*?</span>')  # where a number leads
PRINTED = re.compile(r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?)(%?)(?![\w,]|\.\d)")
GATE = re.compile(r"fewer than \d+")  # why there is no figure
WITH_INTERVAL = re.compile(
    r"(?<![\w.,])(?P<estimate>[\d,.]+%?) \((?P<lo>[\d,.]+%?) to (?P<hi>[\d,.]+%?)\)"
)
# They print shares for the eye; their files have the counts that those are made of.
PERCENT_OF_COUNTS = {"activity", "certainty"}


def is_printed_from(printed: str, value: float) -> bool:
    """Whether this is the value, rounded as it stands there; a share may be printed in percent."""
    digits = printed.rstrip("%").replace(",", "")
    places = len(digits.partition(".")[2])
    times = (100, 1) if printed.endswith("%") else (1,)
    return any(f"{abs(value) * by:.{places}f}" == digits for by in times)


def numbers_of(line: dict[str, str]) -> dict[str, float]:
    found = {}
    for name, written in line.items():
        with suppress(ValueError):
            found[name] = float(written)
    return found


def holds(line: tuple[float, ...], printed: tuple[str, ...]) -> bool:
    """Whether each of the printed numbers is one of the line's."""
    return all(any(is_printed_from(one, value) for value in line) for one in printed)


def texts(pattern: re.Pattern, page) -> list[str]:
    """What is seen in each of these elements."""
    found = pattern.findall(UNSEEN.sub("", page.content.decode()))
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in found]


def test_every_number_of_a_table_is_in_the_file(client, reader, report, query):
    client.force_login(reader)
    page, file = client.get(reverse(report.page), query), client.get(reverse(report.csv), query)
    values = {value for line in rows_of(file) for value in numbers_of(line).values()}
    printed = [
        (number + percent, cell)
        for cell in texts(TABLE, page)
        for number, percent in PRINTED.findall(GATE.sub("", cell))
        if not (percent and report.name in PERCENT_OF_COUNTS)
    ]

    assert printed
    assert [
        (one, cell)
        for one, cell in printed
        if not any(is_printed_from(one, value) for value in values)
    ] == []


def test_every_figure_of_a_picture_is_one_of_the_file_with_its_own_interval(
    client, reader, report, query
):
    client.force_login(reader)
    page, file = client.get(reverse(report.page), query), client.get(reverse(report.csv), query)
    lines = [tuple(numbers_of(line).values()) for line in rows_of(file)]
    drawn = [
        found
        for text in texts(PICTURE, page)
        for found in WITH_INTERVAL.findall(text)
        if not ("%" in found[0] and report.name in PERCENT_OF_COUNTS)
    ]

    assert [found for found in drawn if not any(holds(line, found) for line in lines)] == []
