"""R7: which boroughs are compared, how they are pooled and drawn together, and how it is said."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from math import exp, log, sqrt
from random import Random

import pytest
from django.urls import reverse
from scipy import stats

from records.models import Encounter
from records.models.area import AreaKind
from records.vocabulary import COUNTED_STATUSES, Ethnicity, Status
from reporting import wording
from reporting.presenters import boroughs as presenter
from reporting.reports import BOROUGHS
from reporting.selection import ComparedSelection
from reporting.statistics import State
from tests import factories
from tests.reporting import slow_population_gap as slow
from tests.reporting.reading import numbers, rows_of, text_of, the_file_has
from tests.reporting.registering import (
    NOON,
    an_area,
    encounters,
    new_encounter,
    plain_officer,
    residents,
)

PAGE, CSV = reverse("boroughs"), reverse("boroughs_csv")
PERIOD = {"start": "2026-03", "end": "2026-03"}
MARCH = {"first_month": date(2026, 3, 1), "last_month": date(2026, 3, 1)}
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
QUERIES = 8  # session, user, the table of residents twice, areas, residents, cells, first month
PEOPLE = {
    "C1": {"white": 4000, "black": 1500},
    "A1": {"white": 5000, "black": 800},
    "B1": {"white": 2500, "black": 1200},
    "D1": {"white": 3000, "black": 900},
    "E09000033": {"white": 100, "black": 20},
}

pytestmark = pytest.mark.django_db


def report(**choices):
    return BOROUGHS.compute(ComparedSelection(**{**MARCH, **choices}), now=NOW)


@pytest.fixture
def places():
    residents(PEOPLE)
    return {
        "A1": an_area("A1", "aldham"),
        "C1": an_area("C1", "Cexham"),
        "B1": an_area("B1", "Bexham"),
        "D1": an_area("D1", "Dunham"),
        "E09000033": an_area("E09000033", "Westminster"),
        "N1": an_area("N1", "Newland"),
        "S1": an_area("S1", "Airport", kind=AreaKind.SITE),
    }


def a_register(places, *, seed, size=900):
    chance, by = Random(seed), plain_officer()
    Encounter.objects.bulk_create(
        new_encounter(
            by=by,
            area=places[chance.choices(list(places), weights=[9, 6, 12, 1, 4, 2, 2])[0]],
            status=chance.choice(Status.values),
            ethnicity_perceived=chance.choices(Ethnicity.values, weights=[30, 25, 10, 3, 1, 6])[0],
            occurred_at=NOON + timedelta(minutes=chance.randrange(-20_000, 40_000)),
        )
        for _ in range(size)
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_same_numbers_as_an_independent_slow_computation(places, seed):
    a_register(places, seed=seed)
    group = ("black", "black", "asian")[seed]

    result = report(group=Ethnicity(group))

    years = slow.years(date(2026, 3, 1), date(2026, 3, 1))
    seen = Counter(
        (one.area_id, one.ethnicity_perceived)
        for one in Encounter.objects.filter(occurred_at__year=2026, occurred_at__month=3)
        if one.status in COUNTED_STATUSES
    )
    size = {code: {**dict.fromkeys(Ethnicity, 1000), **given} for code, given in PEOPLE.items()}
    rows = {row.borough: row for row in result.boroughs}
    strata = {}
    for code in ("A1", "B1", "C1", "D1"):
        row = rows[places[code].name]
        a, b = seen[code, group], seen[code, "white"]
        t1, t0 = size[code][group] * years, size[code]["white"] * years
        strata[code] = (a, t1, b, t0)
        assert (row.events, row.reference_events) == (a, b)
        assert numbers(row.difference) == pytest.approx(slow.difference(a, t1, b, t0))
        low, high = slow.count_limits(a)
        assert numbers(row.rate) == pytest.approx(
            (1000 * a / t1, 1000 * low / t1, 1000 * high / t1)
        )
        if min(a, b) >= 10:
            assert numbers(row.ratio) == pytest.approx(slow.ratio(a, t1, b, t0))
        else:
            assert row.ratio.state is State.INSUFFICIENT
            assert row.shrunken is None
    assert len(result.compared) == 4
    for code, place in places.items():
        if place.name in rows:
            everybody = sum(number for (area, _), number in seen.items() if area == code)
            of_none = rows[place.name].unknown
            assert (of_none.inputs["events"], of_none.inputs["total"]) == (
                seen[code, "not_reported"],
                everybody,
            )
            assert of_none.shown is (everybody >= 10)

    r = sum(a * t0 / (t1 + t0) for a, t1, b, t0 in strata.values())
    s = sum(b * t1 / (t1 + t0) for a, t1, b, t0 in strata.values())
    v = sum((a + b) * t1 * t0 / (t1 + t0) ** 2 for a, t1, b, t0 in strata.values())
    half = slow.Z * sqrt(v / (r * s))
    pooled = (r / s, exp(log(r / s) - half), exp(log(r / s) + half))
    assert numbers(result.whole.ratio) == pytest.approx(pooled)

    found = [
        (log(a / t1 / (b / t0)), 1 / (1 / a + 1 / b)) for a, t1, b, t0 in strata.values() if a and b
    ]
    mean = sum(w * x for x, w in found) / sum(w for _, w in found)
    q = sum(w * (x - mean) ** 2 for x, w in found)
    assert result.spread.statistic == pytest.approx(q)
    assert result.spread.p_value == pytest.approx(stats.chi2.sf(q, len(found) - 1))

    shown = {code: one for code, one in strata.items() if min(one[0], one[2]) >= 10}
    expected = {code: r / s * t1 * b / t0 for code, (a, t1, b, t0) in shown.items()}
    observed = {code: a for code, (a, *_) in shown.items()}
    whole = sum(expected.values())
    variance = (
        sum(e * (observed[code] / e - 1) ** 2 for code, e in expected.items()) / whole
        - len(expected) / whole
    )
    for code, e in expected.items():
        k = 1 / variance if variance > 0 else float("inf")
        drawn = (observed[code] + k) / (e + k) if variance > 0 else 1
        assert rows[places[code].name].shrunken == pytest.approx(r / s * drawn)


def test_boroughs_stand_by_the_alphabet_whatever_the_ratio_and_the_case(places):
    a_register(places, seed=0)
    names = [row.borough for row in report().boroughs]
    assert names == ["aldham", "Bexham", "Cexham", "Dunham", "Newland", "Westminster"]


def test_a_central_borough_is_counted_and_in_no_rate(places):
    encounters(40, area=places["E09000033"], ethnicity_perceived="black")
    encounters(30, area=places["E09000033"])
    encounters(20, area=places["A1"], ethnicity_perceived="black")
    encounters(20, area=places["A1"])

    result = report()

    central = next(row for row in result.boroughs if row.borough == "Westminster")
    assert (central.events, central.reference_events) == (40, 30)
    assert {central.rate.estimate, central.ratio.estimate, central.difference.estimate} == {None}
    assert (result.whole.events, result.whole.reference_events) == (20, 20)
    assert result.spread.p_value is None  # one borough has nothing to differ from


def test_counted_compared_and_elsewhere_add_up(places):
    a_register(places, seed=5)
    for group in (Ethnicity.BLACK, Ethnicity.OTHER):
        result = report(group=group)
        apart = [row for row in result.boroughs if not row.enters]
        assert sum(row.events for row in result.boroughs) == result.whole.events + sum(
            row.events for row in apart
        )
        assert [row.borough for row in apart] == ["Newland", "Westminster"]
        assert (
            result.elsewhere
            == Encounter.objects.filter(
                area=places["S1"],
                status__in=COUNTED_STATUSES,
                occurred_at__year=2026,
                occurred_at__month=3,
            ).count()
        )


# -- Page and file --------------------------------------------------------------------------------


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


def test_page_chart_and_file_say_the_same_numbers(client, analyst, places):
    a_register(places, seed=1)

    page = client.get(PAGE, PERIOD)
    lines = {line["borough"]: line for line in rows_of(client.get(CSV, PERIOD))}

    result, words = page.context["result"], text_of(page)
    [figure, each] = page.context["page"].figures
    assert list(lines) == [row.borough for row in result.rows]
    for row in result.rows:
        line = lines[row.borough]
        assert (int(line["events_g"]), int(line["events_w"])) == (row.events, row.reference_events)
        the_file_has(line, "rate_g", row.rate)
        the_file_has(line, "rate_w", row.reference_rate)
        the_file_has(line, "rr", row.ratio)
        the_file_has(line, "rd", row.difference)
        assert line["shrunk_rr"] == ("" if row.shrunken is None else repr(row.shrunken))
        assert float(line["q_p"]) == result.spread.p_value
        assert f"{row.borough} {row.events:,} {row.reference_events:,}" in words
        if row.is_central:
            continue
        assert wording.rate_figures(row.rate) in words
        assert wording.ratio_figures(row.ratio) in words
        assert wording.rate_figures(row.difference) in words
        if row.ratio.shown and row.enters:
            spoken = (
                f"{row.borough}: White {wording.rate_figures(row.reference_rate)}, "
                f"Black (or Black British) {wording.rate_figures(row.rate)}."
            )
            assert spoken in figure.chart.description
            assert spoken in words
        if row.enters:
            spoken = (
                f"{row.borough}: Black (or Black British) {wording.rate_figures(row.rate)}, "
                f"White {wording.rate_figures(row.reference_rate)}."
            )
            assert spoken in each.chart.description
    drawn = sum(row.enters and row.ratio.shown for row in result.boroughs)
    assert len(figure.chart.drawing.marks) == drawn >= 2
    # Both rates of every borough that is compared, after the two of the key.
    assert len(each.chart.drawing.rates) == 2 + 2 * len(result.compared)


def test_the_ratio_of_a_borough_can_be_recomputed_from_the_file(client, analyst, places):
    a_register(places, seed=1)
    line = next(one for one in rows_of(client.get(CSV, PERIOD)) if one["borough"] == "aldham")
    a, b = int(line["events_g"]), int(line["events_w"])
    t1, t0 = (int(line[f"population_{who}"]) * float(line["years"]) for who in "gw")
    found = [float(line[name]) for name in ("rr", "rr_lo", "rr_hi")]
    assert found == pytest.approx(slow.ratio(a, t1, b, t0), rel=1e-9)


def test_the_page_says_it_in_sentences(client, analyst, places):
    for code, black, white in (("A1", 40, 20), ("B1", 20, 40)):
        encounters(black, area=places[code], ethnicity_perceived="black")
        encounters(white, area=places[code])
    encounters(3, area=places["S1"])
    encounters(2, area=places["N1"], ethnicity_perceived="black")

    words = text_of(client.get(PAGE, PERIOD))

    assert "against people seen as White in 4 boroughs of Aldshire" in words
    assert "60 handcuffings against 60." in words
    assert "Whether they differ: The gap differs between areas (Q = " in words
    assert "of 2 boroughs with enough handcuffings for a ratio, the rate is higher in " in words
    assert "many visitors for their residents: Westminster 0 and 0." in words
    assert "the table of residents does not have them: Newland 2 and 0." in words
    assert "Not in any borough: 3 handcuffings." in words
    assert "Residents were counted in 2021, handcuffings in 2026" in words
    assert "Boroughs are not ranked." in words
    assert "(40 ÷ 67.9) ÷ (20 ÷ 424.4)" in words  # the worked example, of 31 days


def test_locked_until_there_are_residents(client, analyst):
    encounters(12)
    page, file = client.get(PAGE, PERIOD), client.get(CSV, PERIOD)
    assert (page.status_code, file.status_code) == (200, 404)
    assert "This report is locked" in text_of(page)


def test_nothing_and_too_little(client, analyst, places):
    assert "No handcuffing is recorded for this period" in text_of(client.get(PAGE, PERIOD))
    encounters(9, area=places["A1"], ethnicity_perceived="black")
    encounters(12, area=places["A1"])

    page = client.get(PAGE, PERIOD)

    assert page.context["page"].figures == ()
    assert "fewer than 10 recorded, not shown" in text_of(page)
    assert "Too few areas can be compared" in text_of(page)


def test_every_state_of_a_row_has_words(places):
    for white, black in ((0, 0), (0, 12), (12, 0), (9, 12), (12, 12)):
        Encounter.objects.all().delete()
        encounters(white, area=places["A1"])
        encounters(black, area=places["A1"], ethnicity_perceived="black")
        page = presenter.page(report())
        assert len(page.tables[0].rows) == 7
        assert "nan" not in str(page.tables).lower()


def test_queries_do_not_grow_with_rows(client, analyst, places, django_assert_num_queries):
    encounters(1, area=places["A1"])
    with django_assert_num_queries(QUERIES):
        client.get(PAGE, PERIOD)
    a_register(places, seed=4, size=60)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE, PERIOD)
