"""R3: locked without residents by age and sex; with them, rates as if all groups were alike."""

import csv
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import product
from math import exp, log, sqrt
from pathlib import Path
from random import Random

import pytest
from django.core.management import call_command
from django.urls import reverse
from scipy import stats

from records.models import Encounter
from records.models.area import AreaKind
from records.vocabulary import COUNTED_STATUSES, AgeGroup, Ethnicity, Gender, Status
from reporting import wording
from reporting.disclosure import Counted, Released
from reporting.models import BenchmarkKind
from reporting.presenters import standardised_rates as presenter
from reporting.reports import STANDARDISED_RATES
from reporting.reports.age_sex_strata import KNOWN, NO_PLACE, NOT_KNOWN
from reporting.reports.population_gap import GROUPS
from reporting.reports.standardised_rows import NO_GROUP
from reporting.selection import ComparedSelection
from reporting.statistics import Hidden, State
from tests import factories
from tests.reporting.reading import drawn, numbers, rows_of, text_of, the_file_has
from tests.reporting.registering import (
    NOON,
    a_table,
    an_area,
    encounters,
    new_encounter,
    plain_officer,
    residents,
)

SAMPLE = Path(__file__).parent / "samples" / "residents_by_age_and_sex.csv"
PAGE, CSV = reverse("standardised_rates"), reverse("standardised_rates_csv")
PERIOD = {"start": "2026-03", "end": "2026-03"}
MARCH = {"first_month": date(2026, 3, 1), "last_month": date(2026, 3, 1)}
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
YEARS = 31 / 365.25
AGES = {"under_11": 9, "11_17": 16, "18_34": 25, "35_49": 40, "50_64": 60, "65_plus": 70}

pytestmark = pytest.mark.django_db


def report(**choices):
    return STANDARDISED_RATES.compute(ComparedSelection(**{**MARCH, **choices}), now=NOW)


@pytest.fixture
def places():
    return [
        an_area("A1", "Aldham"),
        an_area("B1", "Bexham"),
        an_area("S1", "Airport", kind=AreaKind.SITE),
    ]


@pytest.fixture
def sample(places):
    """A census by age and sex, loaded as an administrator would."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    call_command(
        "load_table",
        SAMPLE,
        kind="residents",
        name="Census by age and sex",
        coverage="Aldshire",
        start=date(2021, 3, 21),
        end=date(2021, 3, 21),
        source="Office",
        licence="OGL",
        attribution="Source: Office",
        areas=2,
        total=sum(int(line["count"]) for line in lines),
    )
    return {
        (one["area_code"], one["ethnicity"], one["age_band"], one["sex"]): int(one["count"])
        for one in lines
    }


def a_register(places, *, seed, size=900):
    chance, by = Random(seed), plain_officer()
    statuses = [9 if status in COUNTED_STATUSES else 1 for status in Status]

    def one():
        age = chance.choice([None, *AGES.values(), 17, 18, 34, 35, 25, 25, 25])
        return new_encounter(
            by=by,
            area=chance.choice(places),
            status=chance.choices(Status.values, weights=statuses)[0],
            ethnicity_perceived=chance.choices(Ethnicity.values, weights=[30, 25, 10, 3, 1, 6])[0],
            gender=chance.choices(Gender.values, weights=[30, 12, 1, 1])[0],
            age_years=age,
            age_basis="not_known" if age is None else "known",
            occurred_at=NOON + timedelta(minutes=chance.randrange(-20_000, 40_000)),
        )

    Encounter.objects.bulk_create(one() for _ in range(size))


def band(age):
    return next(
        name for name, last in zip(AGES, (10, 17, 34, 49, 64, 120), strict=True) if age <= last
    )


def dobson(strata):
    """The standardised rate per 1,000 written out, with Byar's limits (exact below 10)."""
    whole = sum(w for _, _, w in strata)
    value = sum(w / whole * x / n for x, n, w in strata)
    variance = sum((w / whole) ** 2 * x / n**2 for x, n, w in strata)
    x = sum(x for x, _, _ in strata)
    z = stats.norm.ppf(0.975)
    low = x * (1 - 1 / (9 * x) - z / (3 * sqrt(x))) ** 3
    high = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * sqrt(x + 1))) ** 3
    scale = sqrt(variance / x)
    limits = value, value + scale * (low - x), value + scale * (high - x)
    return [1000 * one for one in limits], variance / value**2


@pytest.mark.parametrize("seed", range(3))
def test_the_same_numbers_as_an_independent_slow_computation(places, sample, seed):
    a_register(places, seed=seed)
    choices = {"area": places[0]} if seed == 1 else {}

    result = report(**choices)

    areas = {"A1"} if choices else {"A1", "B1"}
    events, not_known, unknown, elsewhere, nobodys = Counter(), Counter(), 0, 0, Counter()
    for one in Encounter.objects.filter(occurred_at__year=2026, occurred_at__month=3):
        if one.status not in COUNTED_STATUSES:
            continue
        if one.area_id not in areas:
            elsewhere += not choices
        elif one.ethnicity_perceived == "not_reported":
            unknown += 1
            if one.age_years is not None and one.gender in ("male", "female"):
                nobodys[band(one.age_years), one.gender] += 1
        elif one.age_years is None or one.gender not in ("male", "female"):
            not_known[one.ethnicity_perceived] += 1
        else:
            events[one.ethnicity_perceived, band(one.age_years), one.gender] += 1
    people = Counter()
    for (area, *key), number in sample.items():
        if area in areas:
            people[tuple(key)] += number
    keys = [(name, sex) for sex in ("male", "female") for name in AGES]

    def strata(group):
        return [
            (
                events[(group, *key)],
                people[(group, *key)] * YEARS,
                sum(people[(one, *key)] for one in ("white", "black", "asian", "mixed", "other")),
            )
            for key in keys
        ]

    assert (result.unknown, result.elsewhere, result.problem) == (unknown, elsewhere, "")
    shown = 0
    for row in result.groups:
        own, other = strata(row.group), strata("white")
        assert row.events == sum(x for x, _, _ in own)
        assert row.not_known == not_known[row.group]
        assert row.population == sum(people[(row.group, *key)] for key in keys)
        assert row.rate.estimate == pytest.approx(1000 * row.events / (row.population * YEARS))
        if row.events < 10:
            assert row.standardised.state == State.INSUFFICIENT
            continue
        expected, spread = dobson(own)
        assert numbers(row.standardised) == pytest.approx(expected)
        if row.group == "white":
            continue
        shown += 1
        reference, other_spread = dobson(other)
        ratio = expected[0] / reference[0]
        half = stats.norm.ppf(0.975) * sqrt(spread + other_spread)
        assert numbers(row.standardised_ratio) == pytest.approx(
            (ratio, exp(log(ratio) - half), exp(log(ratio) + half))
        )
        # The unknown of each age and sex, all of the reference, then all of the group.
        more = [
            [(x + nobodys[key], *rest) for (x, *rest), key in zip(one, keys, strict=True)]
            for one in (other, own)
        ]
        assert row.bounds.bounds == pytest.approx(
            (expected[0] / dobson(more[0])[0][0], dobson(more[1])[0][0] / reference[0])
        )
        for one, mine, theirs in zip(result.strata_of(row.group), own, other, strict=True):
            assert (one.events, one.population * YEARS) == pytest.approx(mine[:2])
            if min(mine[0], theirs[0]) >= 10:
                assert one.ratio.estimate == pytest.approx(
                    mine[0] / mine[1] / (theirs[0] / theirs[1])
                )
            else:
                assert not one.ratio.shown
    assert shown >= 1
    assert result.events == sum(events.values()) + sum(not_known.values()) + unknown


def test_groups_of_one_mix_have_the_same_rates_crude_and_adjusted(places):
    table = {}
    for group, times in (("white", 4), ("black", 1), ("asian", 2), ("mixed", 1), ("other", 1)):
        for name, size in zip(AGES, (10, 9, 25, 20, 15, 12), strict=True):
            for sex in ("male", "female"):
                table["A1", group, name, sex] = times * size * 100
    a_table("residents", table)
    for group in ("white", "black"):
        for age in (16, 25, 40):
            known = {"age_years": age, "age_basis": "known", "gender": "male"}
            encounters(12, area=places[0], ethnicity_perceived=group, **known)

    black = report().of(Ethnicity.BLACK)

    assert black.standardised.estimate == pytest.approx(black.rate.estimate)
    assert black.standardised_ratio.estimate == pytest.approx(black.ratio.estimate)
    assert black.ratio.estimate == pytest.approx(4)


def test_a_younger_group_is_nearer_once_adjusted(places):
    """Same rates at every age, and twice the young people: the gap is one of ages."""
    counts = {("white", "18_34"): 10_000, ("white", "35_49"): 30_000}
    counts |= {("black", "18_34"): 20_000, ("black", "35_49"): 20_000}
    a_table("residents", {("A1", g, b, "male"): n for (g, b), n in counts.items()} | FILLER)
    for (group, name), people in counts.items():
        encounters(
            people // (250 if name == "18_34" else 1000),
            area=places[0],
            ethnicity_perceived=group,
            age_years=AGES[name],
            age_basis="known",
            gender="male",
        )

    black = report().of(Ethnicity.BLACK)

    assert black.ratio.estimate > 1.4
    assert black.standardised_ratio.estimate == pytest.approx(1)


FILLER = {
    ("A1", group, name, sex): 50
    for group in ("white", "black")
    for name in AGES
    for sex in ("male", "female")
    if (name, sex) not in (("18_34", "male"), ("35_49", "male"))
}


# -- Bands and strata -----------------------------------------------------------------------------


def few(**changes):
    """Two groups with 1,000 people of each age and sex, but for `changes` of Black men."""
    return {
        ("A1", group, name, sex): changes.get(name, 1000)
        if (group, sex) == ("black", "male")
        else 1000
        for group in ("white", "black")
        for name in AGES
        for sex in ("male", "female")
    }


def test_a_band_without_anybody_joins_its_neighbour_for_all_groups_alike(places):
    a_table("residents", few(under_11=0, **{"65_plus": 0}))
    for group in ("white", "black"):
        known = {"age_years": 25, "age_basis": "known", "gender": "male"}
        encounters(12, area=places[0], ethnicity_perceived=group, **known)

    result = report()

    assert result.joined == 2
    for group in (Ethnicity.WHITE, Ethnicity.BLACK):
        men = [
            one.stratum.name for one in result.strata_of(group) if one.stratum.sex == Gender.MALE
        ]
        assert men == ["under_11+11_17", "18_34", "35_49", "50_64+65_plus"]
        assert len(result.strata_of(group)) == 4 + 6
    labels = [row.stratum.age_label for row in result.strata_of(Ethnicity.BLACK)]
    assert (labels[0], labels[3]) == ("Under 18", "50 and over")
    assert result.of(Ethnicity.BLACK).standardised.shown
    assert any("2 bands have nobody of some group" in note for note in presenter.notes(result))


def test_handcuffed_where_nobody_lives_has_no_standardised_rate(places):
    a_table("residents", few(**{"18_34": 0}))
    for group in ("white", "black"):
        known = {"age_years": 25, "age_basis": "known", "gender": "male"}
        encounters(12, area=places[0], ethnicity_perceived=group, **known)

    result = report()

    black = result.of(Ethnicity.BLACK)
    assert black.standardised.state == State.NOT_ESTIMABLE
    assert "without population" in black.standardised.note
    assert result.of(Ethnicity.WHITE).standardised.shown
    assert presenter.page(result).tables  # drawn all the same


def test_bands_that_the_register_cannot_be_put_into_lock_it_with_the_reason(places):
    a_table("residents", {("A1", "white", name, "male"): 9 for name in ("0_15", "16_120")})
    a_table(
        "residents",
        {("A1", "white", name, "male"): 9 for name in ("0_24", "25_120")},
        name="Newer",
        period_end=date(2031, 3, 21),
    )

    result = report()

    assert "“18 to 25” does not lie within one band" in result.problem
    [first, _] = presenter.page(result).locked.reasons
    assert first.startswith("The ages of Newer, version 1 do not fit those of the register")
    assert {row.state for row in result.rows} == {State.BENCHMARK_MISSING}


def test_any_bands_that_hold_whole_groups_of_the_register_will_do(places):
    a_table("residents", {("A1", "white", name, "male"): 9 for name in ("0_15", "16_120")})
    assert report().problem == ""
    ages = [row.stratum.age_label for row in report().strata]
    assert ages == ["Under 16", "16 and over"]  # and a sex that nobody is of is no stratum


def test_a_group_that_the_table_lacks_is_missing(places, sample):
    a_table("residents", few(), name="Two groups", period_end=date(2031, 3, 21))
    result = report()
    assert result.benchmark.name == "Two groups"
    assert (result.of(Ethnicity.MIXED).state, result.of(Ethnicity.MIXED).note) == (
        State.BENCHMARK_MISSING,
        NO_GROUP,
    )


# -- Page and file --------------------------------------------------------------------------------


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


def test_locked_until_residents_by_age_and_sex_are_loaded_and_says_how(client, analyst, places):
    residents({"A1": {}, "B1": {}})  # by ethnicity alone

    words = text_of(client.get(PAGE, PERIOD))

    assert "This report is locked" in words
    assert "residents by area, ethnicity, age band and sex together" in words
    assert "they cannot be worked out from separate tables of each" in words
    assert "manage.py load_table FILE --kind residents" in words
    assert "each of the register’s age groups must lie within one band" in words
    assert client.get(CSV, PERIOD).status_code == 404


def test_a_place_that_the_table_lacks_locks_the_choice(client, analyst, places, sample):
    other = an_area("C1", "Colham")

    words = text_of(client.get(PAGE, {**PERIOD, "area": "C1"}))

    assert "This report is locked for this choice" in words
    assert "by ethnicity, age and sex together has Colham" in words
    assert report(area=other).problem == NO_PLACE
    assert {line["state"] for line in rows_of(client.get(CSV, {**PERIOD, "area": "C1"}))} == {
        "benchmark_missing"
    }
    encounters(3, area=other)
    whole = report()
    assert whole.without_residents == ("Colham",)
    assert whole.elsewhere == 3


def test_page_charts_and_file_say_the_same_numbers(client, analyst, places, sample):
    a_register(places, seed=5)

    page = client.get(PAGE, PERIOD)
    lines = rows_of(client.get(CSV, PERIOD))

    result, words = page.context["result"], text_of(page)
    pairs, strata = page.context["page"].figures
    assert len(lines) == len(result.rows) == 5 + 5 * 12
    by_key = {(line["group"], line["age_band"], line["sex"]): line for line in lines}
    said = defaultdict(str)
    for chart in strata.chart.charts:
        said[chart.title] = " ".join(text.words for text in chart.drawing.every_text)
    for row in result.rows:
        stratum = row.stratum
        line = by_key[row.group, stratum.name if stratum else "", stratum.sex if stratum else ""]
        assert (int(line["events"]), int(line["population"])) == (row.events, row.population)
        the_file_has(line, "rate", row.rate)
        the_file_has(line, "stratum_rr", row.ratio)
        the_file_has(line, "dsr", row.standardised)
        the_file_has(line, "dsr_ratio", row.standardised_ratio)
        if stratum is None:
            for figure in (row.ratio, row.standardised_ratio):
                if figure is not None and figure.shown:
                    assert wording.ratio_figures(figure) in words
                    assert wording.ratio_figures(figure) in " ".join(drawn(pairs))
            if row.standardised.shown:
                assert wording.rate_figures(row.standardised) in words
        elif row.group == "black" and row.ratio.shown:
            assert wording.ratio_figures(row.ratio) in said[stratum.sex.label]
            assert wording.ratio_figures(row.ratio) in words
    assert "as it is and as if every group had the same ages and sexes" in words
    assert "Repeated handcuffing of one person cannot be recognised" in words
    assert "Adjusted means: as if every group had the same ages and sexes." in words
    assert "Residents were counted in 2021, handcuffings in 2026" in words
    assert f"= {result.of(Ethnicity.BLACK).standardised.estimate:,.4f}" in words
    black = result.of(Ethnicity.BLACK)
    lowest, highest = (wording.times(end) for end in black.bounds.bounds)
    assert "What the unknown could change" in words  # one in twelve
    assert f"{lowest} to {highest}" in words
    assert float(by_key["black", "", ""]["dsr_ratio_bound_lo"]) == black.bounds.bounds[0]


def test_nothing_and_too_little(client, analyst, places, sample):
    assert "No handcuffing is recorded for this period" in text_of(client.get(PAGE, PERIOD))
    known = {"age_years": 25, "age_basis": "known", "gender": "male"}
    encounters(9, area=places[0], ethnicity_perceived="black", **known)
    encounters(12, area=places[0], **known)

    words = text_of(client.get(PAGE, PERIOD))

    assert "as it is, fewer than 10 recorded, not shown; adjusted, fewer than 10 recorded" in words
    assert "nan" not in words.lower()


def test_the_age_groups_of_the_register_are_those_that_are_mapped(places, sample):
    """One of each group: all are in a rate."""
    for group in AgeGroup:
        if group != AgeGroup.NOT_REPORTED:
            age = int(group.value.split("_")[-1 if group.value.startswith("under") else 0]) - (
                group.value.startswith("under")
            )
            encounters(1, area=places[0], age_years=age, age_basis="known", gender="female")
    white = report().reference
    assert (white.events, white.not_known) == (len(AgeGroup) - 1, 0)


# -- In public ------------------------------------------------------------------------------------


def released(counts, areas=("A1", "B1")):
    return STANDARDISED_RATES.compute(
        ComparedSelection(**MARCH),
        now=NOW,
        disclosure=Released(counts=counts, coverage="Aldshire", areas=areas),
    )


def published(hidden, **more):
    """40 in every stratum of every group but for those that are hidden."""
    counts = {Counted(): 2000, Counted(group="not_reported"): 20}
    for group in ("white", "black", "asian", "mixed", "other"):
        strata = {
            f"{sex}_{name}": hidden.get((group, sex, name), 40)
            for sex, name in product(("male", "female"), AGES)
        }
        about = strata | {KNOWN: 400, NOT_KNOWN: Hidden.TOO_SMALL} | more
        counts |= {Counted(group=group, kind=kind): number for kind, number in about.items()}
    return counts


def test_in_public_it_is_worked_out_from_published_numbers_and_what_hidden_ones_can_be(
    places, sample
):
    """Nobody is in the register: whatever it says of it, it has from what is published."""
    is_hidden = ("black", "female", "65_plus")
    result = released(published({is_hidden: Hidden.TOO_SMALL}))

    def true(group, of_hidden):
        size = {
            (sex, name): sum(sample[area, group, name, sex] for area in ("A1", "B1"))
            for sex, name in product(("male", "female"), AGES)
        }
        strata = [
            (
                of_hidden if (group, sex, name) == is_hidden else 40,
                size[sex, name] * YEARS,
                sum(sample[area, one, name, sex] for area in ("A1", "B1") for one in GROUPS),
            )
            for sex, name in size
        ]
        return dobson(strata)[0]

    black, white = result.of(Ethnicity.BLACK), result.reference
    low, high = true("black", 0), true("black", 9)
    assert black.standardised.estimate == pytest.approx(sqrt(low[0] * high[0]))
    assert black.standardised.lower == pytest.approx(low[1])
    assert black.standardised.upper == pytest.approx(high[2])
    assert numbers(white.standardised) == pytest.approx(true("white", 0))
    assert black.standardised_ratio.estimate == pytest.approx(
        black.standardised.estimate / white.standardised.estimate
    )
    assert (black.events, black.not_known, black.bounds) == (400, Hidden.TOO_SMALL, None)
    assert result.spread is result.elsewhere is result.first_month is None
    words = presenter.page(result)
    assert "once with every hidden number at 0 and once at 9" in words.method.steps[2].formula
    assert "fewer than 10" in str(words.tables[-1].rows)


def test_in_public_a_withheld_number_or_too_many_hidden_ones_leave_no_adjusted_figure(
    places, sample
):
    withheld = {("black", "male", "18_34"): Hidden.WOULD_TELL}
    small = {("asian", sex, name): Hidden.TOO_SMALL for sex in ("male", "female") for name in AGES}

    result = released(published(withheld | small))

    for group in (Ethnicity.BLACK, Ethnicity.ASIAN):
        row = result.of(group)
        assert row.ratio.shown
        assert row.standardised.state is row.standardised_ratio.state is State.SUPPRESSED
    assert result.of(Ethnicity.MIXED).standardised_ratio.shown
    said = dict(presenter.page(result).finding.groups)
    assert "adjusted, hidden, so that nobody" in said[Ethnicity.BLACK.label]
    assert "hidden numbers could change it too much" in said[Ethnicity.ASIAN.label]


def test_a_release_without_every_district_is_locked_and_tells_of_nobody(places, sample):
    an_area("C1", "Caldham")
    encounters(12, area=places[0])

    for areas, said in ((("A1", "B1", "C1"), "does not have every"), (("C1",), "was not loaded")):
        result = released({}, areas)

        assert said in " ".join(presenter.page(result).locked.reasons)
        assert {row.events for row in result.rows} == {result.events} == {None}


def test_queries_do_not_grow_with_rows(client, analyst, places, sample, django_assert_num_queries):
    encounters(1, area=places[0])
    client.get(PAGE, PERIOD)
    with django_assert_num_queries(10):
        client.get(PAGE, PERIOD)
    a_register(places, seed=2, size=60)
    with django_assert_num_queries(10):
        client.get(PAGE, PERIOD)


def test_only_tables_of_residents_by_all_three_serve(places):
    a_table("residents", {("A1", "white", "18_34", ""): 9}, name="No sex")
    a_table("residents", {("A1", "", "18_34", "male"): 9}, name="No group")
    a_table("stops", few(), name="No residents")
    assert STANDARDISED_RATES.missing()
    a_table("residents", few())
    assert not STANDARDISED_RATES.missing()
    assert BenchmarkKind.RESIDENTS in STANDARDISED_RATES.needs
