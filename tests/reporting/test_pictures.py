"""The pictures as files: alone they say all the page says, with the same numbers."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.urls import reverse

from audit.models import Event, Operation
from records.models import Encounter
from reporting.charts.sheet import PART, WIDTH
from reporting.presenters.pictures import PUBLISHED, RESTRICTED
from reporting.reports import (
    ACTIVITY,
    BOROUGHS,
    CERTAINTY,
    POPULATION_GAP,
    PUBLISHED_GAP,
    TEAM_FIGURES,
    TREATMENT,
    TREND,
    YOUNG_BLACK_MEN,
)
from tests import factories
from tests.reporting.reading import rows_of, text_of
from tests.reporting.registering import (
    an_area,
    encounters,
    london,
    new_encounter,
    plain_officer,
    residents,
)
from tests.reporting.teaming import a_tree, record, worked_out

SVG = "{http://www.w3.org/2000/svg}"
PERIOD = {"start": "2026-01", "end": "2026-03"}
OF_THE_REGISTER = (
    ACTIVITY,
    POPULATION_GAP,
    TREATMENT,
    BOROUGHS,
    YOUNG_BLACK_MEN,
    TREND,
    CERTAINTY,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


@pytest.fixture
def register():
    """Two boroughs and three months in which every report has something to draw."""
    residents({"A1": {"white": 9000, "black": 2000}, "B1": {"white": 7000, "black": 3000}})
    places, by = [an_area("A1", "Aldham"), an_area("B1", "Bexham")], plain_officer()
    Encounter.objects.bulk_create(
        new_encounter(
            by=by,
            area=place,
            occurred_at=london(2026, month, 9),
            ethnicity_perceived=group,
            gender="male",
            age_years=18 + n,
            injured="yes" if n % 3 else "no",
        )
        for place in places
        for month in (1, 2, 3)
        for group, number in (("white", 12), ("black", 9), ("asian", 3), ("not_reported", 2))
        for n in range(number)
    )


def figures_of(client, report, **choices):
    """What the page draws, with the address of each file."""
    page = client.get(reverse(report.page), {**PERIOD, **choices})
    assert page.context["pictures"], f"{report.name} draws nothing"
    return page.context["pictures"]


def drawing_of(client, picture):
    answer = client.get(picture.svg)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml"
    return ElementTree.fromstring(answer.content)  # noqa: S314 ours


def texts_of(drawing):
    return [text.text for text in drawing.iter(f"{SVG}text")]


def parts(figure):
    """The drawings of a figure that its file has."""
    chart = figure.chart
    if hasattr(chart, "charts"):
        return [one.layout(PART) for one in chart.charts]
    return [chart.layout(WIDTH)]


@pytest.mark.parametrize("report", OF_THE_REGISTER, ids=lambda report: report.name)
def test_a_file_has_every_word_of_the_picture_and_what_the_figures_are_of(
    client, analyst, register, report
):
    pictures = figures_of(client, report)
    assert len({picture.figure.ident for picture in pictures}) == len(pictures)
    for picture in pictures:
        texts = texts_of(drawing_of(client, picture))
        said = " ".join(texts)
        for drawing in parts(picture.figure):
            for text in drawing.every_text:
                assert text.words in texts
        assert picture.figure.chart.title in said
        assert picture.figure.caption in said
        assert RESTRICTED in said
        assert f"Report {report.id}: {report.title}." in said
        assert "Period: 1 January 2026 to 31 March 2026" in said
        assert re.search(r"Data as at: \d+ \w+ \d{4}, \d\d:\d\d", said)


@pytest.mark.parametrize("report", OF_THE_REGISTER, ids=lambda report: report.name)
def test_a_file_stands_alone(client, analyst, register, report):
    """No class, no style sheet, no script, nothing fetched; every mark has its own look."""
    for picture in figures_of(client, report):
        drawing = drawing_of(client, picture)
        assert drawing.tag == f"{SVG}svg"
        lettered = {
            text
            for group in drawing.iter(f"{SVG}g")
            if group.get("fill")
            for text in group.iter(f"{SVG}text")
        }
        for element in drawing.iter():
            assert element.tag.startswith(SVG)
            tag = element.tag.removeprefix(SVG)
            assert tag in {"svg", "g", "title", "desc", "rect", "path", "text"}
            assert not set(element.attrib) & {"class", "style", "href", "src"}
            assert not re.search(r"var\(|url\(|:", " ".join(element.attrib.values()))
            if tag in {"path", "text", "rect"} and element not in lettered:
                assert element.get("fill") or element.get("stroke"), ElementTree.tostring(element)
            if tag == "path" and "fill" not in element.attrib:
                pytest.fail(f"a path without a fill is black: {ElementTree.tostring(element)}")


def test_the_numbers_are_those_of_page_and_csv(client, analyst, register):
    page = text_of(client.get(reverse("population_gap"), PERIOD))
    lines = {
        line["group"]: line for line in rows_of(client.get(reverse("population_gap_csv"), PERIOD))
    }
    ratio, rate = (
        texts_of(drawing_of(client, picture)) for picture in figures_of(client, POPULATION_GAP)
    )

    def figures(line, name):
        return [float(line[column]) for column in (name, f"{name}_lo", f"{name}_hi")]

    value, low, high = figures(lines["black"], "rr")
    said = f"{value:.2f} ({low:.2f} to {high:.2f})"
    assert said in ratio
    assert said in page
    value, low, high = figures(lines["black"], "rate")
    said = f"{value:.1f} ({low:.1f} to {high:.1f})"
    assert said in rate
    assert said in page
    assert f"{lines['black']['events']} handcuffings, 5,000 residents" in " ".join(rate)


def test_the_filters_of_the_page_are_those_of_its_pictures(client, analyst, register):
    encounters(30, area=an_area("C1", "Cexham"), occurred_at=london(2026, 3, 9))
    [dots, _ratios] = figures_of(client, TREATMENT, area="A1", group="asian", start="2026-02")
    said = " ".join(texts_of(drawing_of(client, dots)))
    assert "Place: Aldham" in said
    assert "Period: 1 February 2026 to 31 March 2026" in said


def test_a_picture_that_leaves_is_logged_like_the_csv(client, analyst, register):
    before = Event.objects.latest("id").id
    picture = figures_of(client, POPULATION_GAP, area="A1")[0]
    answer = client.get(picture.svg)
    assert answer["Content-Disposition"] == (
        'attachment; filename="population-rate-and-gap-ratio-2026-01-to-2026-03.svg"'
    )
    assert picture.png == "population-rate-and-gap-ratio-2026-01-to-2026-03.png"
    event = Event.objects.get(id__gt=before)
    assert (event.operation, event.action) == (Operation.DISCLOSURE, "download_picture")
    assert (event.object_id, event.actor) == ("R2", str(analyst.pk))
    assert event.detail == {
        "filters": {**PERIOD, "area": "A1"},
        "picture": "ratio",
        "version": POPULATION_GAP.version,
    }


def test_what_the_page_does_not_draw_is_no_file_and_not_logged(client, analyst, register):
    before = Event.objects.latest("id").id
    address = reverse("population_gap_svg", args=["ratio"])
    nothing_there = {"start": "2020-01", "end": "2020-01"}
    assert client.get(reverse("population_gap_svg", args=["none"]), PERIOD).status_code == 404
    assert client.get(address, nothing_there).status_code == 404
    wrong = client.get(address, {"start": "spring"})
    assert wrong.status_code == 400
    assert "“spring” is not a month" in text_of(wrong)
    assert not Event.objects.filter(id__gt=before).exists()


def test_a_locked_report_has_no_pictures(client, analyst):
    assert client.get(reverse("boroughs_svg", args=["boroughs"]), PERIOD).status_code == 404


def test_words_of_the_register_cannot_break_the_drawing(client, analyst):
    residents({"A1": {}}, coverage='<b> & "Co"')
    encounters(12, area=an_area("A1", "A & <script>"), occurred_at=london(2026, 3, 9))
    for picture in figures_of(client, POPULATION_GAP, area="A1"):
        assert "Place: A & <script>" in " ".join(texts_of(drawing_of(client, picture)))


def test_published_counts_are_marked_as_such(client, analyst):
    call_command("load_benchmarks", "census-2011-forces", verbosity=0)
    call_command("load_datasets", verbosity=0)
    picture = client.get(reverse(PUBLISHED_GAP.page)).context["pictures"][0]
    said = " ".join(texts_of(drawing_of(client, picture)))
    assert PUBLISHED in said
    assert RESTRICTED not in said


def test_a_supervisor_takes_the_funnel_of_the_teams(client):
    tree = a_tree(teams=4)
    for team in tree.teams:
        record(tree.officers[team.pk], 12, tried=8)
    worked_out(TEAM_FIGURES, tree, first_month=date(2026, 1, 1), last_month=date(2026, 3, 1))
    client.force_login(factories.a_supervisor(team=tree.command))
    [funnel] = figures_of(client, TEAM_FIGURES)
    said = " ".join(texts_of(drawing_of(client, funnel)))
    assert "Teams: Command and every team below" in said
    assert "Being outside" not in said  # four teams are too few to mark any
    assert RESTRICTED in said
