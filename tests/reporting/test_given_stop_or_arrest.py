"""R5: who stands above and below the line, which tables serve, and why the report is locked."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.urls import reverse

from records.models import Encounter
from records.models.area import AreaKind
from records.vocabulary import COUNTED_STATUSES, STOP_POWERS, Ethnicity, SearchPower, Status, YesNo
from reporting import wording
from reporting.disclosure import Counted, Released
from reporting.models import Benchmark, BenchmarkKind
from reporting.presenters import given_stop_or_arrest as presenter
from reporting.reports import GIVEN_STOP_OR_ARREST
from reporting.reports.counterparts import MISFITS, NO_GROUP, Lock
from reporting.reports.given_filters import GivenForm, GivenSelection
from reporting.statistics import State
from tests import factories
from tests.reporting import slow_shares as slow
from tests.reporting.reading import drawn, numbers, rows_of, text_of, the_file_has
from tests.reporting.registering import (
    NOON,
    a_table,
    an_area,
    encounters,
    new_encounter,
    plain_officer,
    stops,
)

PAGE, CSV = reverse("given_stop_or_arrest"), reverse("given_stop_or_arrest_csv")
PERIOD = {"start": "2026-03", "end": "2026-03"}
MARCH = {"first_month": date(2026, 3, 1), "last_month": date(2026, 3, 1)}
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SEARCHED = {"searched": "yes", "search_power": SearchPower.MDA_S23}

# session, user; districts, the first month, tables of stops, of arrests, areas to choose from; is
# anything loaded; districts, loaded, offered, the table's rows, the register, other powers, the
# first month
QUERIES = 15

pytestmark = pytest.mark.django_db


def report(**choices):
    return GIVEN_STOP_OR_ARREST.compute(GivenSelection(**{**MARCH, **choices}), now=NOW)


@pytest.fixture
def places():
    return [
        an_area("A1", "Aldham"),
        an_area("B1", "Bexham"),
        an_area("S1", "Airport", kind=AreaKind.SITE),
    ]


def a_register(places, *, seed, size=600):
    chance, by = Random(seed), plain_officer()
    statuses = [9 if status in COUNTED_STATUSES else 1 for status in Status]

    def one():
        power = chance.choice(["", *SearchPower.values])
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
            search_power_other="Firearms Act" if power == SearchPower.OTHER else "",
            outcomes=["arrested" if arrested else "no_further_action"],
            arrested_at=began if arrested else None,
            occurred_at=began,
        )

    Encounter.objects.bulk_create(one() for _ in range(size))


def many_stopped(*, seed, areas=("A1", "B1", "no_coordinates")):
    chance = Random(seed)
    return {(area, group): chance.randint(200, 400) for area in areas for group in Ethnicity.values}


@pytest.mark.parametrize("seed", range(4))
def test_the_same_numbers_as_an_independent_slow_computation(places, seed):
    """Of stops and of arrests; narrowed; in one place."""
    a_register(places, seed=seed)
    kind = BenchmarkKind.ARRESTS if seed == 1 else BenchmarkKind.STOPS
    table = many_stopped(seed=seed)
    a_table(kind, {(*key, "", ""): n for key, n in table.items()})
    choices = [{}, {}, {"before_arrest": "yes"}, {"area": places[0]}][seed]

    result = report(kind=kind, **choices)

    areas = ["A1"] if "area" in choices else ["A1", "B1"]
    handcuffed, elsewhere = Counter(), 0
    for one in Encounter.objects.filter(occurred_at__year=2026, occurred_at__month=3):
        in_it = (
            "arrested" in one.outcomes
            if kind == BenchmarkKind.ARRESTS
            else one.search_power in STOP_POWERS
        )
        if one.status not in COUNTED_STATUSES or not in_it:
            continue
        if "before_arrest" in choices and one.before_arrest != "yes":
            continue
        if one.area_id in areas:
            handcuffed[one.ethnicity_perceived, one.area_id] += 1
        else:
            elsewhere += "area" not in choices

    def of(group, *within):
        return (
            sum(handcuffed[group, area] for area in within or areas),
            sum(table[area, group] for area in within or areas),
        )

    assert result.found.elsewhere == elsewhere
    assert result.place == (places[0].name if "area" in choices else "Aldshire")
    compared = 0
    for row in (*result.groups, result.unknown):
        assert (row.events, row.total) == of(row.group)
        assert numbers(row.share) == pytest.approx(slow.share(row.events, row.total))
        if row.group in ("white", "not_reported"):
            continue
        both = (*of(row.group), *of("white"))
        assert numbers(row.difference) == pytest.approx(slow.difference(*both))
        if min(both[0], both[2]) < 10:
            assert not row.ratio.shown
            continue
        compared += 1
        assert numbers(row.ratio) == pytest.approx(slow.ratio(*both), rel=1e-5)
        if "area" in choices:
            assert row.pooled is None
            continue
        strata = [(*of(row.group, area), *of("white", area)) for area in areas]
        assert numbers(row.pooled) == pytest.approx(slow.pooled(strata))
        assert row.spread.p_value == pytest.approx(slow.cochran(strata)[2])
    assert compared >= 1
    assert result.total.events == sum(handcuffed.values())
    assert result.total.total == sum(table[area, group] for area in areas for group in Ethnicity)


def test_a_named_power_counts_and_another_one_is_counted_beside(places):
    stops({("A1", "white"): 100, ("A1", "black"): 100})
    encounters(12, area=places[0], **SEARCHED)
    encounters(
        3,
        area=places[0],
        searched="yes",
        search_power=SearchPower.OTHER,
        search_power_other="PACE 1984 s32",
    )
    encounters(4, area=places[0], searched="no", search_power="")

    result = report()

    assert result.reference.events == 12
    assert result.found.other_power == 3
    [note] = [note for note in presenter.notes(result) if "another search power" in note]
    assert "3 handcuffings" in note


def test_a_table_with_margins_beside_its_finest_rows_is_not_added_up_twice(places):
    a_table(
        "stops",
        {
            ("A1", "white", "", ""): 100,
            ("A1", "white", "under_18", ""): 40,
            ("A1", "white", "18_plus", ""): 60,
            ("A1", "white", "under_18", "male"): 30,
            ("A1", "white", "under_18", "female"): 10,
            ("A1", "white", "18_plus", "male"): 50,
            ("A1", "white", "18_plus", "female"): 11,
        },
    )

    assert report().reference.total == 101  # the finest


def test_more_handcuffed_than_stopped_is_said_and_never_a_share(places):
    """Few of them in one place: out of the ratio within places. More than 5%: no share at all."""
    third = an_area("C1", "Colham")
    for place, number in ((places[0], 60), (places[1], 60), (third, 4)):
        for group in ("white", "black", "asian"):
            encounters(number, area=place, ethnicity_perceived=group, **SEARCHED)
    table = {
        (code, group): 200
        for code in ("A1", "B1", "C1")
        for group in ("white", "black", "asian", "mixed")
    }
    stops(table | {("C1", "black"): 3, ("A1", "asian"): 59})

    result = report()

    black, asian = result.of(Ethnicity.BLACK), result.of(Ethnicity.ASIAN)
    assert (black.events, black.total) == (124, 403)
    assert black.ratio.estimate == pytest.approx(124 / 403 / (124 / 600))
    assert black.undefined == 1
    assert numbers(black.pooled) == pytest.approx(slow.pooled([(60, 200, 60, 200)] * 2))
    assert (asian.state, asian.note) == (State.NOT_ESTIMABLE, MISFITS)
    assert asian.share.estimate is asian.ratio.estimate is asian.pooled is None
    assert result.of(Ethnicity.MIXED).undefined == 0
    assert result.total.share.shown
    assert result.more_handcuffed == ("Aldham", "Colham")
    page = presenter.page(result)
    assert f"not compared: {MISFITS}." in dict(page.finding.groups).values()
    assert any("than the tables have in: Aldham, Colham" in note for note in page.notes)
    assert "2 areas" in drawn(page.figures[0])


def test_a_reference_that_is_recorded_differently_leaves_nobody_compared(places):
    for group in ("white", "black"):
        encounters(20, area=places[0], ethnicity_perceived=group, **SEARCHED)
    stops({("A1", "white"): 19, ("A1", "black"): 100})

    result = report()

    assert result.of(Ethnicity.BLACK).share.shown
    assert result.of(Ethnicity.BLACK).ratio.note == MISFITS


def test_a_group_that_the_table_lacks_is_missing_and_not_zero(places):
    stops({("A1", "white"): 100, ("A1", "black"): 100})
    encounters(12, area=places[0], ethnicity_perceived="mixed", **SEARCHED)

    mixed = report().of(Ethnicity.MIXED)

    assert (mixed.events, mixed.total) == (12, None)
    assert (mixed.state, mixed.note) == (State.BENCHMARK_MISSING, NO_GROUP)


# -- Which months ---------------------------------------------------------------------------------


def monthly(first: date, number: int, **about):
    for n in range(number):
        month = date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        stops(
            {("A1", "white"): 50, ("A1", "black"): 40},
            name=f"Stops {month:%Y-%m}",
            period_start=month,
            period_end=following - timedelta(1),
            **about,
        )


def span(first: str, last: str):
    return {
        "first_month": date.fromisoformat(f"{first}-01"),
        "last_month": date.fromisoformat(f"{last}-01"),
    }


def test_tables_of_months_are_added_up_and_are_strata_of_their_own(places):
    monthly(date(2026, 1, 1), 3)
    for month in (1, 2, 3):
        for group, number in (("white", 10 + month), ("black", 12)):
            encounters(
                number,
                area=places[0],
                ethnicity_perceived=group,
                occurred_at=datetime(2026, month, 9, tzinfo=UTC),
                **SEARCHED,
            )

    result = report(**span("2026-01", "2026-03"))

    black = result.of(Ethnicity.BLACK)
    assert (black.events, black.total) == (36, 120)
    strata = [(12, 40, 10 + month, 50) for month in (1, 2, 3)]
    assert numbers(black.pooled) == pytest.approx(slow.pooled(strata))


def test_nine_months_of_ten_will_do_and_the_tenth_is_left_out_on_both_sides(places):
    monthly(date(2025, 6, 1), 9)
    encounters(5, area=places[0], occurred_at=datetime(2026, 2, 9, tzinfo=UTC), **SEARCHED)
    encounters(7, area=places[0], occurred_at=datetime(2026, 3, 9, tzinfo=UTC), **SEARCHED)

    result = report(**span("2025-06", "2026-03"))

    assert result.found.lock is None
    assert (result.reference.events, result.reference.total) == (5, 450)
    assert any("no table has them: March 2026." in note for note in presenter.notes(result))
    assert report(**span("2025-05", "2026-03")).found.lock is Lock.OTHER_MONTHS


@pytest.mark.parametrize(
    ("about", "lock"),
    [
        ({"period_start": date(2026, 2, 1)}, Lock.OTHER_MONTHS),  # cannot be divided
        ({"period_start": date(2026, 3, 2)}, Lock.OTHER_MONTHS),  # no whole month
        ({"period_start": date(2020, 3, 1), "period_end": date(2020, 3, 31)}, Lock.OTHER_MONTHS),
        ({}, None),
    ],
)
def test_only_a_table_of_these_very_months_serves(places, about, lock):
    stops({("A1", "white"): 50}, **about)
    assert report().found.lock == lock


def test_of_two_tables_of_one_month_only_one_counts(places):
    stops({("A1", "white"): 50}, name="Old", version=1)
    stops({("A1", "white"): 70}, name="Old", version=2)
    stops({("A1", "white"): 900}, name="Other")

    assert report().reference.total in (70, 900)


# -- Locked ---------------------------------------------------------------------------------------


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


def test_locked_until_anything_is_loaded_and_says_what_and_how(client, analyst, places):
    encounters(12, area=places[0], **SEARCHED)

    words = text_of(client.get(PAGE, PERIOD))

    assert "This report is locked" in words
    assert "stops and searches, or arrests, by area and ethnicity" in words
    assert "manage.py load_table FILE --kind stops" in words
    assert client.get(CSV, PERIOD).status_code == 404


@pytest.mark.parametrize(
    ("about", "lock", "said"),
    [
        (None, Lock.NO_TABLE, "had loaded no table of stops and searches"),
        ({"codes": ("Z9",)}, Lock.OTHER_PLACES, "do not have the districts of this release"),
        ({"codes": ("A1",)}, Lock.SOME_PLACES, "do not have every district of this release"),
        ({"end": date(2026, 2, 28)}, Lock.OTHER_MONTHS, "not of exactly the months"),
        ({}, None, ""),
    ],
)
def test_a_release_needs_every_month_and_district_and_says_what_is_missing(
    places, about, lock, said
):
    """Then nothing of the register is told: not even how many were handcuffed."""
    if about is not None:
        codes, end = about.get("codes", ("A1", "B1")), about.get("end", date(2026, 3, 31))
        rows = {(code, group): 100 for code in codes for group in Ethnicity}
        stops(rows, period_start=date(2026, 1, 1), period_end=end)
    encounters(12, area=places[0], **SEARCHED)
    months = span("2026-01", "2026-03")
    counts = {} if lock else {Counted(group=g, kind="named_power"): 45 for g in ("", *Ethnicity)}

    result = GIVEN_STOP_OR_ARREST.compute(
        GivenSelection(**months),
        now=NOW,
        disclosure=Released(counts=counts, coverage="Aldshire", areas=["A1", "B1"]),
    )

    assert result.found.lock is lock
    page = presenter.page(result)
    if lock:
        assert said in " ".join(page.locked.reasons)
        assert page.locked.openings == ()
        assert {row.events for row in result.rows} == {None}
        assert {row.note for row in result.rows} == {lock.value}
    else:
        black = result.of(Ethnicity.BLACK)
        assert (black.events, black.total, black.ratio.estimate) == (45, 200, 1)
        assert black.pooled is result.more_handcuffed is result.found.elsewhere is None


def test_a_table_of_other_years_locks_the_choice_and_is_offered(client, analyst, places):
    about = {"period_start": date(2020, 7, 1), "period_end": date(2020, 9, 30)}
    stops({("A1", "white"): 50}, name="Stops of 2020", **about)
    encounters(12, area=places[0], **SEARCHED)
    encounters(1, area=places[0], occurred_at=datetime(2020, 8, 1, 12, tzinfo=UTC), **SEARCHED)

    page = client.get(PAGE, PERIOD)

    words = text_of(page)
    assert "This report is locked for this choice" in words
    assert "of the same 1 month, and tables of 0 of them are loaded; 90% are needed" in words
    assert "They are of other years" in words
    assert "Stops of 2020, 1 July 2020 to 30 September 2020" in words
    assert "What it shows" not in words
    [opening] = page.context["page"].locked.openings
    opened = client.get(f"{PAGE}?{opening.query}")
    assert opened.context["result"].found.lock is None
    lines = rows_of(client.get(CSV, PERIOD))
    assert {line["state"] for line in lines} == {"benchmark_missing"}
    assert {line["note"] for line in lines} == {Lock.OTHER_MONTHS.value}
    assert {line["pct"] + line["rr"] + line["encounters"] for line in lines} == {""}
    assert next(line for line in lines if line["group"] == "white")["handcuffed"] == "12"


def test_a_table_of_months_before_the_register_began_is_neither_opened_on_nor_offered(
    client, analyst, places
):
    """The share of nobody would be 0%, and say nothing but that nobody recorded."""
    about = {"period_start": date(2020, 7, 1), "period_end": date(2020, 9, 30)}
    stops({("A1", "white"): 50, ("A1", "black"): 50}, **about)
    encounters(12, area=places[0], **SEARCHED)

    page = client.get(PAGE)

    assert page.context["page"].locked.openings == ()
    asked = text_of(client.get(PAGE, {"start": "2020-07", "end": "2020-09"}))
    assert "The register has nobody handcuffed in these places and months." in asked
    assert "Nothing is recorded in the register before March 2026" in asked
    assert "0.0%" not in asked


def test_arrests_of_police_forces_are_loaded_and_are_no_help(client, analyst, places):
    a_table("arrests", {("E23000001", "white", "", ""): 500}, name="Arrests by force")

    words = text_of(client.get(PAGE, {**PERIOD, "kind": "arrests"}))

    assert "none by ethnicity has the register’s districts" in words
    assert "Arrests by force, 1 March 2026 to 31 March 2026 (Aldshire)" in words
    assert "does not know whether its districts are exactly that area" in words
    Benchmark.objects.update(period_start=date(2017, 4, 1), period_end=date(2018, 3, 31))
    encounters(1, area=places[0], **SEARCHED)

    words = text_of(client.get(PAGE, {**PERIOD, "kind": "arrests"}))

    assert "they have none of these months, and the register begins later, in March 2026" in words


def test_stops_do_not_open_it_for_arrests(client, analyst, places):
    stops({("A1", "white"): 50})

    words = text_of(client.get(PAGE, {**PERIOD, "kind": "arrests"}))

    assert "No table of arrests is loaded." in words
    assert "load_table FILE --kind arrests" in words


def test_it_opens_on_the_newest_table_that_has_the_places(client, analyst, places):
    stops({("A1", "white"): 50}, period_start=date(2026, 2, 1))
    stops({("Z9", "white"): 50}, name="Elsewhere", period_end=date(2026, 4, 30))

    form = GivenForm({}, today=NOW.date())

    assert form.is_valid()
    chosen = form.selection()
    assert (chosen.first_month, chosen.last_month) == (date(2026, 2, 1), date(2026, 3, 1))
    assert chosen.kind == BenchmarkKind.STOPS
    asked = GivenForm(chosen.query(), today=NOW.date())
    assert asked.is_valid()
    assert asked.selection() == chosen
    assert not GivenForm({"kind": "residents"}, today=NOW.date()).is_valid()


def test_what_is_shipped_opens_on_the_searches_of_2020():
    call_command("load_areas", verbosity=0)
    call_command("load_benchmarks", verbosity=0)
    lambeth = factories.Area.objects.get(pk="E09000022")
    for group in ("white", "black"):
        encounters(
            40,
            area=lambeth,
            ethnicity_perceived=group,
            occurred_at=datetime(2020, 8, 1, 12, tzinfo=UTC),
            **SEARCHED,
        )
    form = GivenForm({}, today=NOW.date())
    assert form.is_valid()

    result = GIVEN_STOP_OR_ARREST.compute(form.selection(), now=NOW)

    assert result.found.lock is None
    assert len(result.found.areas) == 33
    assert result.found.nowhere == 7_543 + 150
    assert result.of(Ethnicity.MIXED).state == State.BENCHMARK_MISSING
    assert sum(row.total or 0 for row in (*result.groups, result.unknown)) == 65_964 - 7_693
    assert result.of(Ethnicity.BLACK).ratio.shown


# -- Page and file --------------------------------------------------------------------------------


def test_page_charts_and_file_say_the_same_numbers(client, analyst, places):
    a_register(places, seed=5)
    stops(many_stopped(seed=5))

    page = client.get(PAGE, PERIOD)
    lines = {line["group"]: line for line in rows_of(client.get(CSV, PERIOD))}

    result, words = page.context["result"], text_of(page)
    forest, dots = page.context["page"].figures
    assert len(lines) == len(result.rows) == 7
    ratios, shares = " ".join(drawn(forest)), " ".join(drawn(dots))
    for row in result.rows:
        line = lines[row.group]
        assert (int(line["handcuffed"]), int(line["encounters"])) == (row.events, row.total)
        the_file_has(line, "pct", row.share, times=100)
        the_file_has(line, "rd", row.difference, times=100)
        the_file_has(line, "rr", row.ratio)
        the_file_has(line, "mh_rr", row.pooled)
        assert (line["state"], line["note"]) == (row.state.value, row.note)
        assert line["benchmark"] == line["tables"] == "Table of stops, version 1"
        assert (
            f"{row.label} {row.total:,} {row.events:,} {wording.share_figures(row.share)}" in words
        )
        if row in result.groups:
            assert wording.share_figures(row.share) in shares
        for figure in (row.ratio, row.pooled):
            if figure and figure.shown:
                assert wording.ratio_figures(figure) in ratios
                assert wording.ratio_figures(figure) in words


def test_the_page_says_it_in_sentences(client, analyst, places):
    for place in places[:2]:
        for group, number in (("white", 20), ("black", 30)):
            encounters(number, area=place, ethnicity_perceived=group, **SEARCHED)
    stops({(code, group): 50 for code in ("A1", "B1") for group in ("white", "black")})

    words = text_of(client.get(PAGE, PERIOD))

    assert (
        "100 people were handcuffed in a search, of 200 searches: 50.0% (43.1% to 56.9%)" in words
    )
    assert (
        "Black (or Black British) against White: 60.0% against 40.0%: 1.5 times the share (50% "
        "higher), 95% interval 1.13 to 2.02; the difference is 20.0 (6.1 to 32.8) percentage "
        "points. 60 of 100 people against 40 of 100. Like with like, within areas 1.50 (1.12 to "
        "2.00) times the share."
    ) in words
    assert "Asian (or Asian British) against White: not compared: the table has no such" in words
    assert "The tables have no group Asian (or Asian British), Mixed, Other" in words
    assert "60 ÷ 100 = 60.0000%" in words  # the worked example
    assert (
        "Uses Table of stops. If the decision to stop is itself unequal this comparison "
        "understates it."
    ) in words
    assert "In groups" not in words
    assert "in groups and not person by person" in words
    assert "they do not show why they occur" in words


def test_nothing_and_too_little(client, analyst, places):
    stops({("A1", "white"): 0, ("A1", "black"): 0})
    assert "The register has nobody handcuffed in these" in text_of(client.get(PAGE, PERIOD))
    Benchmark.objects.all().delete()
    stops({("A1", "white"): 40, ("A1", "black"): 9})
    encounters(3, area=places[0], ethnicity_perceived="black", **SEARCHED)

    words = text_of(client.get(PAGE, PERIOD))

    assert "fewer than 10 people in one of the groups, so no percentage is shown" in words
    assert "nan" not in words.lower().replace("finance", "")


def test_what_the_unknown_could_change_is_said_from_five_per_cent(places):
    """Unknown in the register may be known in the table: the two are taken apart."""
    table = {("A1", "white"): 100, ("A1", "black"): 80}
    stops(table | {("A1", "not_reported"): 9})
    for group, number in (("white", 20), ("black", 30), ("not_reported", 2)):
        encounters(number, area=places[0], ethnicity_perceived=group, **SEARCHED)
    assert not report().shows_bounds  # 2 of 52, and 9 of 189
    assert [one.ident for one in presenter.page(report()).tables] == ["table"]
    encounters(1, area=places[0], ethnicity_perceived="not_reported", **SEARCHED)

    result = report()

    row = result.of(Ethnicity.BLACK)
    assert row.bounds.bounds == pytest.approx(((30 / 89) / (23 / 100), (33 / 80) / (20 / 109)))
    assert row.bounds.recorded == row.ratio
    bounds, _ = presenter.page(result).tables
    [cells] = bounds.rows
    assert cells[:3] == (
        row.label,
        wording.ratio_figures(row.ratio),
        f"{wording.times(row.bounds.bounds[0])} to {wording.times(row.bounds.bounds[1])}",
    )
    assert "may have one in the table" in bounds.text
    [line] = [one for one in report_lines(result) if one["group"] == "black"]
    assert (line["rr_bound_lo"], line["rr_bound_hi"]) == row.bounds.bounds


def report_lines(result):
    return [
        {column.name: column.value(result, row) for column in result.report.columns}
        | {"group": row.group}
        for row in result.rows
    ]


def test_many_unknown_are_drawn_in_grey(places):
    stops({("A1", group): 30 for group in Ethnicity.values})
    encounters(12, area=places[0], **SEARCHED)
    assert not report().is_greyed
    encounters(12, area=places[0], ethnicity_perceived="not_reported", **SEARCHED)
    page = presenter.page(report())
    assert all(figure.chart.greyed for figure in page.figures)
    assert "drawn in grey" in page.finding.warning


def test_queries_do_not_grow_with_rows(client, analyst, places, django_assert_num_queries):
    encounters(1, area=places[0], **SEARCHED)
    stops({("A1", "white"): 40})
    client.get(PAGE, PERIOD)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE, PERIOD)
    a_register(places, seed=2, size=60)
    Benchmark.objects.all().delete()
    stops(many_stopped(seed=2))
    with django_assert_num_queries(QUERIES):
        client.get(PAGE, PERIOD)
