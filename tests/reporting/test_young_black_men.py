"""Young Black men: who is counted, of whom each share is, in what steps of time, how it is said."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from records.models import Encounter
from records.vocabulary import COUNTED_STATUSES, Compliance, Ethnicity, Gender, Status, YesNo
from reporting import wording
from reporting.presenters.unknown import between
from reporting.reports import YOUNG_BLACK_MEN
from reporting.selection import Selection
from tests import factories
from tests.reporting import slow_shares as slow
from tests.reporting.reading import numbers, rows_of, text_of, the_file_has
from tests.reporting.registering import (
    NOON,
    an_area,
    encounters,
    london,
    new_encounter,
    plain_officer,
    residents,
)

PAGE, CSV = reverse("young_black_men"), reverse("young_black_men_csv")
PERIOD = {"start": "2026-02", "end": "2026-04"}
SPRING = {"first_month": date(2026, 2, 1), "last_month": date(2026, 4, 1)}
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
# Session, user, areas to choose from, months, young men, the unknown; districts, their residents.
QUERIES = 8
YOUNG = {"gender": "male", "age_years": 20}

pytestmark = pytest.mark.django_db


def report(**choices):
    return YOUNG_BLACK_MEN.compute(Selection(**{**SPRING, **choices}), now=NOW)


@pytest.fixture
def places():
    return [an_area("A1", "Aldham"), an_area("B1", "Bexham")]


def a_register(places, *, seed, size=600):
    chance, by = Random(seed), plain_officer()

    def one():
        account = chance.choice(["", *Compliance.values])
        age = chance.choice([None, 12, 15, 16, 17, 18, 25, 26, 40])
        return new_encounter(
            by=by,
            area=chance.choice(places),
            status=chance.choice(Status.values),
            ethnicity_perceived=chance.choices(Ethnicity.values, weights=[9, 9, 1, 1, 1, 2])[0],
            gender=chance.choices(Gender.values, weights=[9, 2, 1, 1])[0],
            age_years=age,
            age_basis="not_known" if age is None else "estimated",
            compliance=account,
            before_arrest=chance.choice(YesNo.values) if account else "",
            no_de_escalation=bool(account) and chance.random() < 0.3,
            continued_unjustified=chance.random() < 0.2,
            injured=chance.choice(["yes", "no", "unknown"]),
            occurred_at=NOON + timedelta(minutes=chance.randrange(-80_000, 100_000)),
        )

    Encounter.objects.bulk_create(one() for _ in range(size))


def is_young(one, ethnicity):
    return (
        one.ethnicity_perceived == ethnicity
        and one.gender == "male"
        and one.age_years is not None
        and 16 <= one.age_years <= 25
    )


def may_be(one):
    return (
        one.ethnicity_perceived in ("black", "not_reported")
        and one.gender in ("male", "not_reported")
        and (one.age_years is None or 16 <= one.age_years <= 25)
    )


@pytest.mark.parametrize("seed", range(2))
def test_the_same_numbers_as_an_independent_slow_computation(places, seed):
    a_register(places, seed=seed, size=1200)
    area = [None, places[1]][seed]

    result = report(area=area)

    people = defaultdict(list)
    for one in Encounter.objects.all():
        day = one.occurred_at.astimezone(LONDON).date()
        if one.status in COUNTED_STATUSES and area in (None, one.area) and 2 <= day.month <= 4:
            people[day.month].append(one)
    everybody = [one for found in people.values() for one in found]
    assert result.encounters == len(everybody)
    assert result.possible == sum(map(may_be, everybody)) - result.black.events
    for row, ethnicity in ((result.black, "black"), (result.white, "white")):
        assert row.events == sum(is_young(one, ethnicity) for one in everybody)
        assert numbers(row.share) == pytest.approx(slow.share(row.events, len(everybody)))
    assert [step.days.start.month for step in result.steps] == [2, 3, 4]
    for step in result.steps:
        found = people[step.days.start.month]
        assert step.black.total == step.white.total == len(found)
        assert step.black.events == sum(is_young(one, "black") for one in found)
        assert step.white.events == sum(is_young(one, "white") for one in found)
    compared = 0
    for own, other in result.treatment:
        name = own.outcome.name
        both = ()
        strata = []
        for place in ("all", *(place.pk for place in places)):
            counts = ()
            for ethnicity in ("black", "white"):
                young = [
                    one
                    for one in everybody
                    if is_young(one, ethnicity) and place in ("all", one.area_id)
                ]
                counts += (sum(happened(one, name) for one in young), len(young))
            if place == "all":
                both = counts
            else:
                strata.append(counts)
        assert (own.events, own.total, other.events, other.total) == both
        if min(both[0], both[2]) >= 10 and both[0] < both[1] and both[2] < both[3]:
            compared += 1
            assert numbers(own.ratio) == pytest.approx(slow.ratio(*both), rel=1e-5)
            assert numbers(own.difference) == pytest.approx(slow.difference(*both))
            if area is None:
                assert numbers(own.pooled) == pytest.approx(slow.pooled(strata))
            else:
                assert own.pooled is None
    assert compared >= 2


def happened(one, name):
    """What the cube of people calls so: without an account it did not happen."""
    if name == "compliant":
        return one.compliance == "compliant"
    return slow.HAPPENED[name][0](one)


@pytest.mark.parametrize(
    ("first", "last", "steps"),
    [
        (date(2026, 2, 1), date(2026, 2, 1), [("2026-02-01", "2026-02-28")]),
        (
            date(2025, 1, 1),
            date(2026, 2, 1),
            [
                ("2025-01-01", "2025-03-31"),
                ("2025-04-01", "2025-06-30"),
                ("2025-07-01", "2025-09-30"),
                ("2025-10-01", "2025-12-31"),
                ("2026-01-01", "2026-02-28"),
            ],
        ),
        (
            date(2026, 10, 1),
            date(2026, 11, 1),
            [("2026-10-01", "2026-10-31"), ("2026-11-01", "2026-11-23")],
        ),
    ],
)
def test_steps_are_months_and_quarters_of_the_calendar_where_there_are_many(first, last, steps):
    result = report(first_month=first, last_month=last)
    assert [(str(step.days.start), str(step.days.end)) for step in result.steps] == steps
    assert result.quarterly == (len(steps) > 3)


def test_quarters_add_up_to_the_period(places):
    for month in range(1, 13):
        for year in (2025, 2026):
            when = london(year, month, 3)
            encounters(
                month, area=places[0], ethnicity_perceived="black", occurred_at=when, **YOUNG
            )
            encounters(2, area=places[0], occurred_at=when)

    result = report(first_month=date(2025, 2, 1), last_month=date(2026, 11, 1))

    assert sum(step.black.events for step in result.steps) == result.black.events
    assert sum(step.black.total for step in result.steps) == result.encounters


# -- Page and file --------------------------------------------------------------------------------


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


def test_page_charts_and_file_say_the_same_numbers(client, analyst, places):
    a_register(places, seed=3)

    page = client.get(PAGE, PERIOD)
    lines = rows_of(client.get(CSV, PERIOD))

    result, words = page.context["result"], text_of(page)
    trend, dots, forest = page.context["page"].figures
    assert len(lines) == len(result.rows) == 2 + 2 * 3 + 2 * 7
    for row, line in zip(result.rows, lines, strict=True):
        assert (line["group"], line["outcome"]) == (row.group, row.outcome.name)
        assert (line["from"], line["to"]) == (str(row.days.start), str(row.days.end))
        assert (int(line["n_yes"]), int(line["n_group"])) == (row.events, row.total)
        the_file_has(line, "pct", row.share, times=100)
        the_file_has(line, "rd", row.difference, times=100)
        the_file_has(line, "rr", row.ratio)
        the_file_has(line, "mh_rr", row.pooled)
        assert wording.share_figures(row.share) in words
        if row.ratio is not None:
            assert wording.ratio_figures(row.ratio) in words
            assert wording.points_figures(row.difference) in words
    for step, drawn in zip(result.steps, trend.chart.drawing.rows, strict=True):
        shown = " ".join(text.words for text in drawn.texts)
        assert wording.share_figures(step.black.share) in shown
    for pair, chart in zip(result.treatment, dots.chart.charts, strict=True):
        for row, drawn in zip(pair, chart.drawing.rows, strict=True):
            shown = " ".join(text.words for text in drawn.texts)
            assert wording.share_figures(row.share) in shown
    assert result.shows_bounds
    for row, line in zip(result.rows, lines, strict=True):
        if row.bounds is None:
            assert (line["rr_bound_lo"], line["rr_bound_hi"]) == ("", "")
            continue
        assert (float(line["rr_bound_lo"]), float(line["rr_bound_hi"])) == row.bounds.bounds
        recorded = wording.ratio_figures(row.ratio)
        assert f"{row.outcome.label} {recorded} {between(*row.bounds.bounds)}" in words
    for (own, _), drawn in zip(result.treatment, forest.chart.drawing.rows, strict=True):
        shown = " ".join(text.words for text in drawn.texts)
        assert wording.ratio_figures(own.ratio) in shown


def test_young_men_of_no_ethnicity_set_bounds_and_many_of_them_make_the_pictures_grey(
    client, analyst, places
):
    for group, yes, no in (("black", 30, 10), ("white", 20, 20), ("not_reported", 3, 1)):
        for injured, number in (("yes", yes), ("no", no)):
            encounters(number, area=places[0], ethnicity_perceived=group, injured=injured, **YOUNG)
    encounters(9, area=places[0], ethnicity_perceived="not_reported", gender="female")
    result = report()
    injured = next(own for own, _ in result.treatment if own.outcome.name == "injured")

    assert (result.unknown, result.encounters) == (13, 93)
    # Of the four young men: with injuries in one group, without in the other.
    lowest, highest = (30 / 41) / (23 / 43), (33 / 43) / (20 / 41)
    assert injured.bounds.bounds == pytest.approx((lowest, highest))
    page = client.get(PAGE, PERIOD)
    assert "Ethnicity was not reported for 13 of 93 (14.0%)." in text_of(page)
    assert "What the unknown could change" in text_of(page)
    assert "drawn in grey" not in text_of(page)

    encounters(9, area=places[0], ethnicity_perceived="not_reported", gender="female")
    page = client.get(PAGE, PERIOD)
    assert "the charts are drawn in grey" in text_of(page)
    trend, dots, ratios = (figure.chart for figure in page.context["page"].figures)
    assert all(chart.greyed for chart in (trend, *dots.charts, ratios))


def test_the_page_says_it_in_sentences_and_what_cannot_be_said(client, analyst, places):
    encounters(30, area=places[0], ethnicity_perceived="black", injured="yes", **YOUNG)
    encounters(10, area=places[0], ethnicity_perceived="black", injured="no", **YOUNG)
    encounters(20, area=places[0], injured="yes", **YOUNG)
    encounters(20, area=places[0], injured="no", **YOUNG)
    encounters(10, area=places[0], ethnicity_perceived="black", gender="male", age_years=26)
    encounters(5, area=places[0], ethnicity_perceived="not_reported", **YOUNG)
    encounters(5, area=places[0], gender="female", age_years=50)

    words = text_of(client.get(PAGE, PERIOD))

    assert (
        "40 of 100 handcuffings recorded in all areas were of young Black men, aged 16 to 25: "
        "40.0% (30.9% to 49.8%). 40 were of young White men: 40.0% (30.9% to 49.8%)."
    ) in words
    assert "Injured: 75.0% against 50.0%: 1.5 times the share (50% higher)" in words
    assert "In 5 more records ethnicity, age or gender is not reported" in words
    assert "If all of them were, the share would be 45.0%." in words
    assert "No table of residents by ethnicity, age and sex together is loaded" in words
    assert "no rate is given" in words
    assert "40 ÷ 100 = 40.0000%" in words


def test_what_cannot_be_said_follows_the_tables_that_are_loaded(client, analyst, places):
    table = residents({"A1": {}, "B1": {}}, name="Census by age")
    for sex in ("male", "female"):
        table.rows.create(area_code="A1", ethnicity="black", age_band="18_24", sex=sex, count=9)

    words = text_of(client.get(PAGE, PERIOD))

    assert "Census by age has residents by ethnicity, age and sex together" in words
    assert "is loaded, and to multiply" not in words
    assert "no rate is given" in words


def test_nothing_and_too_little(client, analyst, places):
    words = text_of(client.get(PAGE, PERIOD))
    assert "No handcuffing is recorded for this period" in words
    assert "What can and cannot be said" in words
    encounters(9, area=places[0], ethnicity_perceived="black", **YOUNG)

    words = text_of(client.get(PAGE, PERIOD))

    assert "9 of 9 handcuffings recorded in all areas were of young Black men" in words
    assert "fewer than 10 people in one of the groups, so no percentage is shown" in words
    assert "100.0%" not in words


def test_queries_do_not_grow_with_rows(client, analyst, places, django_assert_num_queries):
    encounters(1, area=places[0])
    with django_assert_num_queries(QUERIES):
        client.get(PAGE, PERIOD)
    a_register(places, seed=4, size=60)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE, PERIOD)
