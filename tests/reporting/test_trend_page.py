"""R11 as page and as CSV: every number is the same everywhere, every state has words."""

import re
from datetime import UTC, date, datetime
from itertools import product

import pytest
from django.urls import reverse

from records.models import Encounter, Policy
from records.models.policy import NUMBERS
from records.vocabulary import Ethnicity
from reporting import wording
from reporting.presenters import trend as presenter
from reporting.presenters import trend_tables
from reporting.presenters.unknown import between
from reporting.reports import TREND
from reporting.selection import ComparedSelection
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

PAGE, CSV = reverse("trend"), reverse("trend_csv")
PERIOD = {"start": "2025-01", "end": "2026-03"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


@pytest.fixture
def register():
    """Fifteen months, the last two much busier; a change of the rules in the middle."""
    residents({"A1": {"white": 9000, "black": 2000}})
    place, by = an_area("A1", "Aldham"), plain_officer()
    rows = []
    for n in range(-1, 14):
        at = london(2025 + n // 12, n % 12 + 1, 10)
        for group, number in (("white", 8), ("black", 5), ("asian", 2), ("not_reported", 1)):
            number *= 2 if n >= 12 else 1
            rows += [
                new_encounter(by=by, area=place, occurred_at=at, ethnicity_perceived=group)
                for _ in range(number)
            ]
    Encounter.objects.bulk_create(rows)
    Policy.objects.create(
        version=1,
        at=london(2025, 6, 5),
        by=factories.a_person(),
        reason="Agreed",
        **{column: least for column, least, _ in NUMBERS},
    )


def test_page_table_charts_and_csv_say_the_same_numbers(client, analyst, register):
    page = client.get(PAGE, PERIOD)
    result, words = page.context["result"], text_of(page)
    lines = {
        (line["span"], line["period"], line["group"]): line
        for line in rows_of(client.get(CSV, PERIOD))
    }

    assert len(lines) == len(result.rows) == 15 * 7 + 5 + 1
    for row in result.rows:
        line = lines[row.span, row.name, row.group]
        assert (int(line["events"]), int(line["days"])) == (row.events, row.days)
        for names, estimate in (
            (("rate", "rate_lo", "rate_hi"), row.rate),
            (("rr", "lo", "hi"), row.ratio),
            (("rd", "rd_lo", "rd_hi"), row.difference),
        ):
            given = [line[name] for name in names]
            if estimate is None or not estimate.shown:
                assert given == ["", "", ""]
                continue
            assert [float(value) for value in given] == [
                estimate.estimate,
                estimate.lower,
                estimate.upper,
            ]
            figures = wording.ratio_figures if "rr" in names else wording.rate_figures
            assert figures(estimate) in words or row.span != "month"
        if row.watch:
            assert float(line["cusum"]) == row.watch.cusum
            assert float(line["threshold"]) == row.watch.threshold
            assert line["signal"] == ("yes" if row.watch.signal else "no")
            assert f"{row.watch.cusum:,.1f}" in words
        else:
            assert (line["cusum"], line["threshold"], line["signal"]) == ("", "", "")
    for quarter in result.quarters:
        assert wording.cell(quarter.ratio, wording.ratio_figures).replace("\u00a0", " ") in words
    months, total, rates, white, quarters = (figure.chart for figure in result_figures(page))
    for month in result.months:
        assert f": {month.events:,} (" in months.description
    for month in result.months:
        if month.watch:
            assert f"{month.watch.cusum:,.1f}" in total.description
    for chart, group in ((rates, Ethnicity.BLACK), (white, Ethnicity.WHITE)):
        for month in result.of_groups[group]:
            assert wording.rate_figures(month.rate) in chart.description
    for quarter in result.quarters:
        assert f"{quarter.events:,} against {quarter.reference_events:,}" in " ".join(
            text.words for text in quarters.drawing.every_text
        )


def test_the_unknown_could_move_the_ratio_of_each_quarter_and_of_the_whole_period(
    client, analyst, register
):
    """Of 16 in a usual month 8 are White, 5 Black and 1 unknown, which is more than 5%."""
    page = client.get(PAGE, PERIOD)
    words, result = text_of(page), page.context["result"]
    lines = {line["period"]: line for line in rows_of(client.get(CSV, PERIOD)) if line["rr"]}

    assert list(lines) == [span.name for span in result.compared if span.ratio.shown]
    for span in result.compared:
        if not span.ratio.shown:
            assert span.bounds is None
            continue
        black, white, unknown = span.events, span.reference_events, span.unknown
        lowest = (black / 2000) / ((white + unknown) / 9000)
        highest = ((black + unknown) / 2000) / (white / 9000)
        assert span.bounds.bounds == pytest.approx((lowest, highest))
        line = lines[span.name]
        assert (float(line["rr_bound_lo"]), float(line["rr_bound_hi"])) == span.bounds.bounds
        said = f"{wording.ratio_figures(span.ratio)} {between(*span.bounds.bounds)}"
        assert f"{trend_tables.quarter_name(span)} {said}" in words
    assert (black, white, unknown) == (5 * 16, 8 * 16, 16)
    chart = next(one.chart for one in result_figures(page) if one.chart.ident == "quarters")
    bars = [bool(row.band) for row in chart.drawing.rows]
    assert bars == [quarter.ratio.shown for quarter in result.quarters]
    assert "a table below says how far they could move each" in words

    Encounter.objects.filter(ethnicity_perceived="not_reported").update(ethnicity_perceived="asian")
    words = text_of(client.get(PAGE, PERIOD))
    assert "What the unknown could change" not in words
    assert "“How sure are we” says how far they could move that of the whole period" in words

    # Of one quarter alone they are many.
    late = Encounter.objects.filter(
        occurred_at__gte=london(2026, 1, 1), ethnicity_perceived="asian"
    )
    chosen = late.order_by("pk").values("pk")[:4]
    Encounter.objects.filter(pk__in=chosen).update(ethnicity_perceived="not_reported")
    page = client.get(PAGE, PERIOD)
    result = page.context["result"]
    assert [span.needs_bounds for span in result.compared].count(True) == 1
    assert result.compared[-2].needs_bounds
    assert "What the unknown could change" in text_of(page)


def result_figures(page):
    return page.context["page"].figures


def test_the_signal_is_said_drawn_and_explained(client, analyst, register):
    page = client.get(PAGE, PERIOD)
    words = text_of(page)

    [signal] = page.context["result"].signals
    assert f"A lasting rise: signal in {signal.start:%B %Y}." in words
    assert "expected about once in 200 months" in words
    kinds = [mark.kind for mark in result_figures(page)[1].chart.drawing.marks]
    assert kinds.count("signal") == 1


def test_the_change_of_the_rules_is_marked_and_said(client, analyst, register):
    page = client.get(PAGE, PERIOD)

    assert "June 2025: Rules of the register, version 1." in text_of(page)
    assert "1 Jun 2025: Rules of the register, version 1" in " ".join(
        text.words for text in result_figures(page)[0].chart.drawing.every_text
    )


def test_the_sentences_have_ratio_difference_and_counts(client, analyst, register):
    words = text_of(client.get(PAGE, PERIOD))

    assert "From 1 January 2025 to 31 March 2026, 256 handcuffings were recorded" in words
    assert re.search(
        r"Black \(or Black British\) against White, 2025, quarter 1 \(first whole quarter\): "
        r"[\d.]+ times the rate .*?the difference is [\d.]+ \([\d.]+ to [\d.]+\) per 1,000 "
        r"residents a year\. 15 handcuffings against 24\.",
        words,
    )
    unknown = "Ethnicity was not reported for 16 of 256 (6.2%). They are in no rate or ratio"
    assert unknown in words


def test_another_group_can_be_chosen_and_stays_in_the_address(client, analyst, register):
    page = client.get(PAGE, {**PERIOD, "group": "asian"})

    assert "Asian (or Asian British) against White" in text_of(page)
    assert f'href="{CSV}?start=2025-01&amp;end=2026-03&amp;group=asian"' in page.content.decode()
    refused = client.get(CSV, {**PERIOD, "group": "white"})
    assert refused.status_code == 400
    assert "“white” is not in the list" in text_of(refused)


def test_a_running_month_is_told_and_drawn_apart(client, analyst, monkeypatch, register):
    monkeypatch.setattr(
        "reporting.views.timezone.now", lambda: datetime(2026, 2, 20, 12, tzinfo=UTC)
    )
    page = client.get(PAGE, {"end": "2026-02"})

    assert "February 2026 has not ended: it is drawn apart, counted up to 20 February 2026" in (
        text_of(page)
    )
    assert result_figures(page)[0].chart.drawing.marks[-1].kind == "part"
    assert "Nothing is recorded before December 2024" in text_of(page)


def test_an_empty_register_says_so(client, analyst):
    page = client.get(PAGE)

    assert page.status_code == 200
    assert "No handcuffing is recorded" in text_of(page)
    assert '<svg class="c-chart' not in page.content.decode()
    assert rows_of(client.get(CSV)) == []


def test_without_residents_there_are_counts_a_watch_and_no_rates(client, analyst):
    encounters(12, area=an_area("A1", "Aldham"))
    page = client.get(PAGE, PERIOD)

    assert "12 handcuffings were recorded in all areas" in text_of(page)
    assert "No table of residents is loaded" in text_of(page)
    assert [figure.chart.title for figure in result_figures(page)] == ["Handcuffings a month"]


def test_every_state_has_words():
    residents({"A1": {"mixed": 0}})
    place = an_area("A1", "Aldham")
    for white, black, group in product((0, 9, 30), (0, 9, 31), (Ethnicity.BLACK, Ethnicity.MIXED)):
        Encounter.objects.all().delete()
        at = london(2026, 3, 2)
        encounters(white, area=place, occurred_at=at)
        encounters(black, area=place, occurred_at=at, ethnicity_perceived=group)
        result = TREND.compute(
            ComparedSelection(
                first_month=date(2026, 1, 1), last_month=date(2026, 3, 1), group=group
            ),
            now=london(2026, 11, 1),
        )
        page = presenter.page(result)
        said = f"{page} {list(TREND.lines(result))}".lower()
        assert "nan" not in said
        assert "inf" not in said.replace("info", "")
