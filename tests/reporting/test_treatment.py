"""R4: of whom each share is, what is compared, what is not shown, and how the page says it."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.urls import reverse

from records.models import Encounter
from records.models.area import AreaKind
from records.vocabulary import COUNTED_STATUSES, Compliance, Ethnicity, Status, YesNo
from reporting import wording
from reporting.presenters import treatment as presenter
from reporting.reports import TREATMENT
from reporting.reports.outcomes import OUTCOMES
from reporting.selection import ComparedSelection
from reporting.statistics import State
from tests import factories
from tests.reporting import slow_shares as slow
from tests.reporting.reading import numbers, rows_of, text_of, the_file_has
from tests.reporting.registering import NOON, an_area, encounters, new_encounter, plain_officer

PAGE, CSV = reverse("treatment"), reverse("treatment_csv")
PERIOD = {"start": "2026-03", "end": "2026-03"}
MARCH = {"first_month": date(2026, 3, 1), "last_month": date(2026, 3, 1)}
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
GROUPS = ("white", "black", "asian", "mixed", "other")

QUERIES = 5  # session, user, areas to choose from, cells, the first month

pytestmark = pytest.mark.django_db


def report(**choices):
    return TREATMENT.compute(ComparedSelection(**{**MARCH, **choices}), now=NOW)


@pytest.fixture
def places():
    return [
        an_area("A1", "Aldham"),
        an_area("B1", "Bexham"),
        an_area("S1", "Airport", kind=AreaKind.SITE),
    ]


def a_register(places, *, seed, size=500):
    chance, by = Random(seed), plain_officer()
    statuses = [9 if status in COUNTED_STATUSES else 1 for status in Status]

    def one():
        account = chance.choice(["", *Compliance.values])
        began = NOON + timedelta(minutes=chance.randrange(-20_000, 40_000))
        arrested = chance.random() < 0.6
        return new_encounter(
            by=by,
            area=chance.choice(places),
            status=chance.choices(Status.values, weights=statuses)[0],
            ethnicity_perceived=chance.choices(Ethnicity.values, weights=[30, 25, 10, 3, 1, 6])[0],
            compliance=account,
            before_arrest=chance.choice(YesNo.values) if account else "",
            no_de_escalation=bool(account) and chance.random() < 0.3,
            continued_unjustified=chance.random() < 0.1,
            outcomes=["arrested" if arrested else "no_further_action"],
            arrested_at=began if arrested else None,
            injured=chance.choice(["yes", "no", "unknown"]),
            occurred_at=began,
        )

    Encounter.objects.bulk_create(one() for _ in range(size))


@pytest.mark.parametrize("seed", range(3))
def test_the_same_numbers_as_an_independent_slow_computation(places, seed):
    a_register(places, seed=seed)
    choices = [{}, {"compliance": "compliant"}, {"area": places[0]}][seed]

    result = report(**choices)

    people = defaultdict(list)
    for one in Encounter.objects.filter(occurred_at__year=2026, occurred_at__month=3):
        if one.status not in COUNTED_STATUSES:
            continue
        if any(getattr(one, name) != value for name, value in choices.items()):
            continue
        people[one.ethnicity_perceived, one.area_id].append(one)

    def of(group, outcome, *areas):
        chosen = [
            one
            for (seen_as, area), found in people.items()
            for one in found
            if seen_as == group and area in (areas or [area])
        ]
        return slow.count(chosen, outcome)

    assert result.encounters == sum(len(found) for found in people.values())
    compared = 0
    for outcome in result.outcomes:
        name = outcome.outcome.name
        for row in outcome.groups:
            assert (row.events, row.total) == of(row.group, name)
            if row.total >= 10:
                assert numbers(row.share) == pytest.approx(slow.share(row.events, row.total))
            else:
                assert row.share.state in (State.INSUFFICIENT, State.NOT_ESTIMABLE)
            if row.group == "white":
                assert (row.difference, row.ratio, row.pooled) == (None, None, None)
                continue
            both = (*of(row.group, name), *of("white", name))
            if min(both[1], both[3]) >= 10:
                assert numbers(row.difference) == pytest.approx(slow.difference(*both))
            if min(both[0], both[2]) < 10:
                assert not row.ratio.shown
                assert row.pooled is row.spread is None
                continue
            compared += 1
            assert numbers(row.ratio) == pytest.approx(slow.ratio(*both), rel=1e-5)
            if "area" in choices:
                assert row.pooled is row.spread is None  # one area has nothing to pool
                continue
            strata = [(*of(row.group, name, p.pk), *of("white", name, p.pk)) for p in places]
            assert numbers(row.pooled) == pytest.approx(slow.pooled(strata))
            q, freedom, p = slow.cochran(strata)
            assert row.spread.statistic == pytest.approx(q)
            assert row.spread.degrees_of_freedom == freedom
            assert row.spread.p_value == pytest.approx(p)
    assert compared >= 3


def test_by_hand(places):
    """White 20 of 40 before arrest, Black 30 of 40; who has no account yet is in neither.

    3 of 7 have no ethnicity recorded: at the extremes the 3 are of one group, the 4 of the other.
    """
    counts = (("white", 20, 20, 3), ("black", 30, 10, 7), ("not_reported", 3, 4, 1))
    for group, yes, no, none in counts:
        for number, answer in ((yes, "yes"), (no, "no"), (none, "")):
            encounters(
                number,
                area=places[0],
                ethnicity_perceived=group,
                before_arrest=answer,
                compliance="compliant" if answer else "",
            )

    result = report()
    found = {row.outcome.name: row.of(Ethnicity.BLACK) for row in result.outcomes}

    before = found["before_arrest"]
    assert (before.events, before.total) == (30, 40)
    assert before.share.estimate == 0.75
    assert before.difference.estimate == 0.25
    assert before.ratio.estimate == 1.5
    assert before.bounds.bounds == pytest.approx(((30 / 44) / (23 / 43), (33 / 43) / (20 / 44)))
    assert found["arrested"].total == 47  # everybody
    first, *_ = presenter.tables(result)
    assert (first.heading, first.columns[0]) == ("What the unknown could change", "Outcome")
    assert before.outcome.label in [cells[0] for cells in first.rows]


def test_known_unknown_and_all_add_up(places):
    a_register(places, seed=7, size=200)
    for outcome in report().outcomes:
        parts = (*outcome.groups, outcome.unknown)
        assert sum(row.events for row in parts) == outcome.total.events
        assert sum(row.total for row in parts) == outcome.total.total


def test_what_the_choice_decides_is_left_out_and_said(places):
    encounters(12, area=places[0], compliance="compliant", before_arrest="yes")

    result = report(compliance="compliant", before_arrest="yes")

    names = [outcome.outcome.name for outcome in result.outcomes]
    assert names == [one.name for one in OUTCOMES if not one.filter]
    [note] = presenter.page(result).notes
    assert "handcuffed as non-compliant, handcuffed before any arrest" in note


# -- Page and file --------------------------------------------------------------------------------


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


def test_page_charts_and_file_say_the_same_numbers(client, analyst, places):
    a_register(places, seed=1)

    page = client.get(PAGE, PERIOD)
    lines = {(line["outcome"], line["group"]): line for line in rows_of(client.get(CSV, PERIOD))}

    result, words = page.context["result"], text_of(page)
    dots, forest = page.context["page"].figures
    assert len(lines) == len(result.rows) == len(OUTCOMES) * 7
    for row in result.rows:
        line = lines[row.outcome.name, row.group]
        assert (int(line["n_yes"]), int(line["n_group"])) == (row.events, row.total)
        the_file_has(line, "pct", row.share, times=100)
        the_file_has(line, "rd", row.difference, times=100)
        the_file_has(line, "rr", row.ratio)
        the_file_has(line, "mh_rr", row.pooled)
        assert (line["state"], line["note"]) == (row.state.value, row.note)
        if row.spread:
            assert float(line["q_p"]) == row.spread.p_value
        assert (
            f"{row.label} {row.total:,} {row.events:,} {wording.share_figures(row.share)}" in words
        )
        for figure, said in (
            (row.difference, wording.points_figures),
            (row.ratio, wording.ratio_figures),
            (row.pooled, wording.ratio_figures),
        ):
            assert figure is None or said(figure) in words
    for outcome, chart in zip(result.outcomes, dots.chart.charts, strict=True):
        for row, drawn in zip(outcome.groups, chart.drawing.rows, strict=True):
            shown = " ".join(text.words for text in drawn.texts)
            assert wording.share_figures(row.share) in shown
    scales = {
        tuple(text.words for text in chart.drawing.texts if text.kind == "tick")
        for chart in dots.chart.charts
    }
    assert len(scales) == 1  # one scale for all
    for outcome, drawn in zip(result.outcomes, forest.chart.drawing.rows, strict=True):
        shown = " ".join(text.words for text in drawn.texts)
        assert wording.ratio_figures(outcome.of(Ethnicity.BLACK).ratio) in shown


def test_the_page_says_it_in_sentences_for_the_chosen_group(client, analyst, places):
    for place in places[:2]:
        for group, yes in (("asian", 30), ("white", 20)):
            known = {"area": place, "ethnicity_perceived": group, "compliance": "compliant"}
            encounters(yes, before_arrest="yes", **known)
            encounters(50 - yes, before_arrest="no", **known)

    words = text_of(client.get(PAGE, {**PERIOD, "group": "asian"}))

    assert "200 handcuffings were recorded in all areas" in words
    assert (
        "Handcuffed before any arrest: 60.0% against 40.0%: 1.5 times the share (50% higher), 95% "
        "interval 1.13 to 2.02; the difference is 20.0 (6.1 to 32.8) percentage points. 60 of 100 "
        "people against 40 of 100."
    ) in words
    assert (
        "Asian (or Asian British): within areas 1.50 (1.12 to 2.00) times the share. The data do "
        "not show that the gap differs between areas (Q = 0.0 over 2 areas, p = 1.000)."
    ) in words
    assert "60 ÷ 100 = 60.0000%" in words  # the worked example
    assert "Only people already handcuffed are compared" in words
    assert "they do not show why they occur" in words


def test_areas_that_differ_are_said_and_come_before_the_pooled_figure(places):
    for place, black, white in ((places[0], 40, 10), (places[1], 10, 40)):
        for group, yes in (("black", black), ("white", white)):
            encounters(yes, area=place, ethnicity_perceived=group, injured="yes")
            encounters(50 - yes, area=place, ethnicity_perceived=group, injured="no")

    page = presenter.page(report())

    assert "The gap differs between areas: see its table." in dict(page.finding.groups)["Injured"]
    [text] = [table.text for table in page.tables if table.heading == "Injured"]
    assert "The gap differs between areas and is reversed in some (Q = " in text
    assert "p < 0.001). One figure for all areas hides that." in text


def test_nothing_and_too_little(client, analyst, places):
    assert "No handcuffing is recorded for this period" in text_of(client.get(PAGE, PERIOD))
    assert {line["n_group"] for line in rows_of(client.get(CSV, PERIOD))} == {"0"}
    encounters(9, area=places[0], ethnicity_perceived="black")
    encounters(12, area=places[0])

    words = text_of(client.get(PAGE, PERIOD))

    assert "fewer than 10 people in one of the groups, so no percentage is shown" in words
    assert "fewer than 10 recorded, not shown" in words
    assert "nan" not in words.lower()


def test_queries_do_not_grow_with_rows(client, analyst, places, django_assert_num_queries):
    encounters(1, area=places[0])
    client.get(PAGE, PERIOD)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE, PERIOD)
    a_register(places, seed=2, size=60)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE, PERIOD)
