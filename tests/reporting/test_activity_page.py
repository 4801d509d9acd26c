"""R1 as page and as CSV: every number is the same everywhere, every state has words."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from records.models.area import AreaKind
from records.vocabulary import SelfDefinedEthnicity, YesNoUnknown
from reporting import wording
from reporting.reports.activity import FIELDS
from tests import factories
from tests.reporting.reading import drawn, rows_of, text_of
from tests.reporting.registering import an_area, encounters, london

PAGE, CSV = reverse("activity"), reverse("activity_csv")
PERIOD = {"start": "2026-01", "end": "2026-04"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


@pytest.fixture
def register():
    place = an_area("A1", "Aldham")
    for month, number in ((1, 20), (2, 30), (3, 4)):
        encounters(number, area=place, occurred_at=london(2026, month, 5), officer_reports=2)
    encounters(
        10,
        area=an_area("S1", "Airport", kind=AreaKind.SITE),
        occurred_at=london(2026, 2, 9),
        is_late=True,
        late_explanation="Long shift",
        injured=YesNoUnknown.UNKNOWN,
        ethnicity_self_defined=SelfDefinedEthnicity.NOT_STATED,
    )


def test_page_table_charts_and_csv_say_the_same_numbers(client, analyst, register):
    page = client.get(PAGE, PERIOD)
    result, words = page.context["result"], text_of(page)
    lines = {line["month"]: line for line in rows_of(client.get(CSV, PERIOD))}

    assert list(lines) == ["2026-01", "2026-02", "2026-03", "2026-04", "all"]
    for row in result.rows:
        line = lines[row.name]
        for name in ("encounters", "officer_reports", "late"):
            assert int(line[name]) == getattr(row, name)
        assert int(line["withdrawn"]) == row.withdrawn
        given = line["half_filed_within_hours"]
        assert (int(given) if given else None) == row.half_within
        for name, share in (
            ("late_pct", row.late_share),
            *((f"pct_missing_{field.name}", row.missing_share(field)) for field in FIELDS),
        ):
            assert (float(line[name]) / 100 if line[name] else None) == (
                pytest.approx(share.estimate) if share.shown else None
            )
            assert wording.cell(share, wording.share_figures).replace("\u00a0", " ") in words
        for field in FIELDS:
            assert int(line[f"missing_{field.name}"]) == row.missing[field.name]
    run, bars = page.context["page"].figures
    for month in result.months:
        assert f": {month.encounters:,} (" in run.chart.description
    for field in FIELDS:
        said = f"{result.total.missing[field.name]:,} of 64 {field.answer}"
        assert said in bars.chart.description
        assert wording.share_figures(result.total.missing_share(field)) in " ".join(drawn(bars))


def test_the_sentences(client, analyst, register):
    words = text_of(client.get(PAGE, PERIOD))

    assert "64 encounters with 108 reports of officers were recorded in all areas." in words
    assert "Filed late: 10 of 64 (15.6%)." in words
    assert "half within 1 hour." in words
    assert "Least complete: self-defined ethnicity, asked: not stated for 10 of 64" in words
    assert "A rise may mean more recording." in words


def test_nothing_of_nothing_is_not_drawn(client, analyst, register):
    """April has no record: no share, no median, and its row says so."""
    page = client.get(PAGE, PERIOD)
    quality = page.context["page"].tables[1]

    [april] = [row for row in quality.rows if row[0].startswith("April")]
    assert set(april[1:]) == {"cannot be worked out: none recorded"}
    few = client.get(PAGE, {"start": "2026-03", "end": "2026-03"})
    assert few.context["page"].figures[1].chart.drawing.bars == ()
    assert "fewer than 10 recorded, not shown" in text_of(few)


def test_every_kind_of_area_can_be_chosen(client, analyst, register):
    words = text_of(client.get(PAGE, {**PERIOD, "area": "S1"}))
    assert "10 encounters with 0 reports of officers were recorded in Airport." in words


def test_a_running_month_is_told_and_drawn_apart(client, analyst, monkeypatch, register):
    monkeypatch.setattr(
        "reporting.views.timezone.now", lambda: datetime(2026, 3, 20, 12, tzinfo=UTC)
    )
    page = client.get(PAGE, {"start": "2025-11", "end": "2026-03"})

    assert "March 2026 has not ended" in text_of(page)
    assert "Nothing is recorded before January 2026" in text_of(page)
    assert page.context["page"].figures[0].chart.drawing.marks[-1].kind == "part"


def test_an_empty_register_says_so(client, analyst):
    page = client.get(PAGE)

    assert "No handcuffing is recorded" in text_of(page)
    assert '<svg class="c-chart' not in page.content.decode()
    [line] = rows_of(client.get(CSV))
    assert (line["month"], line["encounters"], line["state"]) == ("all", "0", "not_estimable")
