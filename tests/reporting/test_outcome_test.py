"""R8: who is in a hit rate, what both tests say together, and when nothing is shown."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.urls import reverse

from records.models import Encounter
from records.models.area import AreaKind
from records.vocabulary import COUNTED_STATUSES, Ethnicity, SearchPower, Status, YesNo
from reporting import wording
from reporting.presenters import outcome_test as presenter
from reporting.reports import GIVEN_STOP_OR_ARREST, OUTCOME_TEST
from reporting.reports.given_filters import GivenSelection, StopsForm
from reporting.statistics import State, Together
from tests import factories
from tests.reporting import slow_shares as slow
from tests.reporting.reading import numbers, rows_of, text_of, the_file_has
from tests.reporting.registering import (
    NOON,
    an_area,
    encounters,
    new_encounter,
    plain_officer,
    stops,
)

PAGE, CSV = reverse("outcome_test"), reverse("outcome_test_csv")
PERIOD = {"start": "2026-03", "end": "2026-03"}
CHOSEN = {
    "first_month": date(2026, 3, 1),
    "last_month": date(2026, 3, 1),
    "before_arrest": YesNo.YES,
}
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SEARCHED = {
    "searched": "yes",
    "search_power": SearchPower.MDA_S23,
    "compliance": "compliant",
    "before_arrest": "yes",
}
ARRESTED = {"outcomes": ["arrested"], "arrested_at": NOON}
FREED = {"outcomes": ["no_further_action"], "arrested_at": None}

pytestmark = pytest.mark.django_db


def report(**choices):
    return OUTCOME_TEST.compute(GivenSelection(**{**CHOSEN, **choices}), now=NOW)


@pytest.fixture
def places():
    return [
        an_area("A1", "Aldham"),
        an_area("B1", "Bexham"),
        an_area("S1", "Airport", kind=AreaKind.SITE),
    ]


def a_register(places, *, seed, size=700):
    chance, by = Random(seed), plain_officer()
    statuses = [9 if status in COUNTED_STATUSES else 1 for status in Status]

    def one():
        power = chance.choice(["", SearchPower.PACE_S1, SearchPower.MDA_S23])
        began = NOON + timedelta(minutes=chance.randrange(-20_000, 40_000))
        arrested = chance.random() < 0.6
        return new_encounter(
            by=by,
            area=chance.choice(places),
            status=chance.choices(Status.values, weights=statuses)[0],
            ethnicity_perceived=chance.choices(Ethnicity.values, weights=[30, 25, 10, 3, 1, 6])[0],
            before_arrest=chance.choice(YesNo.values),
            compliance="compliant",
            searched="yes" if power else "no",
            search_power=power,
            outcomes=["arrested" if arrested else "no_further_action"],
            arrested_at=began if arrested else None,
            occurred_at=began,
        )

    Encounter.objects.bulk_create(one() for _ in range(size))


def many_stopped(seed, most=400):
    chance = Random(seed)
    return {
        (area, group): chance.randint(200, most)
        for area in ("A1", "B1")
        for group in Ethnicity.values
    }


@pytest.mark.parametrize("seed", range(3))
def test_the_same_numbers_as_an_independent_slow_computation(places, seed):
    a_register(places, seed=seed, size=2_500 if seed == 1 else 700)  # one in ten is accepted
    stops(many_stopped(seed))
    choices = [{}, {"accepted_only": True}, {"area": places[0]}][seed]

    result = report(**choices)

    areas = ["A1"] if "area" in choices else ["A1", "B1"]
    people, arrests, freed, elsewhere = Counter(), Counter(), Counter(), 0
    for one in Encounter.objects.filter(occurred_at__year=2026, occurred_at__month=3):
        counted = {Status.ACCEPTED} if "accepted_only" in choices else COUNTED_STATUSES
        if one.status not in counted or one.before_arrest != "yes":
            continue
        if one.area_id not in areas:
            elsewhere += "area" not in choices
            continue
        key = one.ethnicity_perceived, one.area_id
        people[key] += 1
        arrests[key] += "arrested" in one.outcomes
        freed[one.ethnicity_perceived] += "no_further_action" in one.outcomes

    def of(group, *within):
        chosen = [(group, area) for area in within or areas]
        return sum(arrests[key] for key in chosen), sum(people[key] for key in chosen)

    assert result.elsewhere == elsewhere
    compared = 0
    for row in (*result.groups, result.unknown):
        assert (row.events, row.total) == of(row.group)
        assert row.no_further_action == freed[row.group]
        if row.total < 10:
            assert not row.share.shown
            continue
        assert numbers(row.share) == pytest.approx(slow.share(row.events, row.total))
        if row.group in ("white", "not_reported"):
            continue
        both = (*of(row.group), *of("white"))
        if min(both[0], both[2]) < 10:
            assert not row.ratio.shown
            continue
        compared += 1
        assert numbers(row.ratio) == pytest.approx(slow.ratio(*both), rel=1e-5)
        if "area" not in choices:
            strata = [(*of(row.group, area), *of("white", area)) for area in areas]
            assert numbers(row.pooled) == pytest.approx(slow.pooled(strata))
    assert compared >= 1


def test_what_the_unknown_could_change_is_said_from_five_per_cent(places):
    """At the extremes those arrested are of one group, and those who are not of the other."""
    stops({("A1", group): 100 for group in ("white", "black", "not_reported")})
    for group, arrested, freed in (("white", 20, 20), ("black", 15, 25), ("not_reported", 1, 3)):
        known = {"area": places[0], "ethnicity_perceived": group, **SEARCHED}
        encounters(arrested, **known, **ARRESTED)
        encounters(freed, **known, **FREED)

    result = report()

    assert not result.shows_bounds  # 4 of 84
    row = result.of(Ethnicity.BLACK)
    assert row.bounds.bounds == pytest.approx(((15 / 43) / (21 / 41), (16 / 41) / (20 / 43)))
    known = {"area": places[0], "ethnicity_perceived": "not_reported", **SEARCHED}
    encounters(1, **known, **FREED)
    assert presenter.page(report()).tables[-1].heading == "What the unknown could change"


def test_the_other_test_is_r5_of_the_same_choice(places):
    a_register(places, seed=3)
    stops(many_stopped(3))

    result = report()
    other = GIVEN_STOP_OR_ARREST.compute(result.selection, now=NOW)

    for row, given in zip(result.compared, other.compared, strict=True):
        assert row.handcuffed == given.pooled or row.handcuffed == given.ratio
    assert result.of(Ethnicity.BLACK).handcuffed == other.of(Ethnicity.BLACK).pooled


@pytest.mark.parametrize(
    ("black_stopped", "black_arrested", "together", "words"),
    [
        (100, 20, Together.AGREE, "evidence of a lower bar, and not of why"),
        (100, 75, Together.DISAGREE, "neither is treated as evidence"),
        (100, 50, Together.CANNOT_SAY, "nothing is said"),
        (200, 20, Together.CANNOT_SAY, "nothing is said"),
        (900, 75, Together.AGREE, "evidence of a higher bar, and not of why"),
    ],
)
def test_both_tests_together(places, black_stopped, black_arrested, together, words):
    """White: 80 of 200 stopped are handcuffed and 40 of these arrested."""
    for group, handcuffed, arrested in (("white", 80, 40), ("black", 80, black_arrested)):
        known = {"area": places[0], "ethnicity_perceived": group, **SEARCHED}
        encounters(arrested, **known, **ARRESTED)
        encounters(handcuffed - arrested, **known, **FREED)
    stops({("A1", "white"): 200, ("A1", "black"): black_stopped})

    result = report(area=places[0])

    black = result.of(Ethnicity.BLACK)
    assert black.together is together
    [(badge, said), *_] = presenter.page(result).finding.groups
    assert badge.startswith(presenter.BADGES[together])
    assert words in said


# -- Page and file --------------------------------------------------------------------------------


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


def test_page_chart_and_file_say_the_same_numbers(client, analyst, places):
    a_register(places, seed=5)
    stops(many_stopped(5))

    page = client.get(PAGE, PERIOD)
    lines = {(line["place"], line["group"]): line for line in rows_of(client.get(CSV, PERIOD))}

    result, words = page.context["result"], text_of(page)
    assert len(lines) == len(result.rows) == 7 + 2 * len(result.areas)
    for row in result.rows:
        line = lines[row.area, row.group]
        assert (line["n_prearrest"], line["arrests"]) == (str(row.total), str(row.events))
        assert line["nfa"] == str(row.no_further_action)
        the_file_has(line, "hit_pct", row.share, times=100)
        the_file_has(line, "rd", row.difference, times=100)
        the_file_has(line, "rr", row.ratio)
        the_file_has(line, "mh_rr", row.pooled)
        the_file_has(line, "handcuffed_rr", row.handcuffed)
        assert line["combined_state"] == (row.together or "")
        assert line["before_arrest"] == "yes"
        assert row.area or wording.share_figures(row.share) in words
        if row.together:
            assert presenter.BADGES[row.together] in words
    [scatter] = page.context["page"].figures
    for area in result.areas:
        assert (
            f"{area.own.area}: White {wording.share_figures(area.reference.share)}, "
            f"Black (or Black British) {wording.share_figures(area.own.share)}."
        ) in scatter.chart.description
    assert "Only agreement between this and the stop-based test is treated as evidence" in words


def test_without_stops_the_hit_rates_are_not_shown_alone(client, analyst, places):
    encounters(30, area=places[0], **SEARCHED, **ARRESTED)
    assert "This report is locked" in text_of(client.get(PAGE, PERIOD))
    assert client.get(CSV, PERIOD).status_code == 404
    stops({("A1", "white"): 50}, period_start=date(2020, 3, 1), period_end=date(2020, 3, 31))

    words = text_of(client.get(PAGE, PERIOD))
    lines = rows_of(client.get(CSV, PERIOD))

    assert "This report is locked for this choice" in words
    assert "Hit rate" not in words
    assert {line["state"] for line in lines} == {State.BENCHMARK_MISSING.value}
    assert {line["hit_pct"] + line["rr"] + line["combined_state"] for line in lines} == {""}


def test_nothing_and_too_little(client, analyst, places):
    stops({("A1", "white"): 50, ("A1", "black"): 50})
    assert "No handcuffing is recorded" in text_of(client.get(PAGE, PERIOD))
    encounters(9, area=places[0], **SEARCHED, **FREED)

    words = text_of(client.get(PAGE, PERIOD))

    assert "Cannot say, Black (or Black British)" in words
    assert "fewer than 10 people in one of the groups, so no percentage is shown" in words


def test_it_is_of_stops_and_of_handcuffing_before_any_arrest_whatever_the_address_says(places):
    stops({("A1", "white"): 50})
    form = StopsForm(
        {"kind": "arrests", "before_arrest": "no", "compliance": "compliant"}, today=NOW.date()
    )

    assert form.is_valid()
    chosen = form.selection()
    assert (chosen.kind, chosen.before_arrest, chosen.compliance) == ("stops", "yes", "")
    assert chosen.first_month == date(2026, 3, 1)


def test_queries_do_not_grow_with_rows(client, analyst, places, django_assert_num_queries):
    stops(many_stopped(2))
    encounters(1, area=places[0], **SEARCHED)
    client.get(PAGE, PERIOD)
    with django_assert_num_queries(15):
        client.get(PAGE, PERIOD)
    a_register(places, seed=2, size=60)
    with django_assert_num_queries(15):
        client.get(PAGE, PERIOD)
