"""R6: who is alike, what is put together or left out, when nothing is fitted."""

from collections import Counter
from datetime import UTC, date, datetime
from random import Random
from urllib.parse import parse_qs

import numpy as np
import pytest
import statsmodels.api as sm
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event, Operation
from records.models import Encounter
from records.vocabulary import Ethnicity, SearchPower
from reporting import wording
from reporting.forms import COMPARED
from reporting.models import Run, RunRequest
from reporting.presenters import adjusted_comparison as presenter
from reporting.presenters.unknown import between
from reporting.reports import ADJUSTED_COMPARISON
from reporting.reports.adjusted_models import AGE, PLACE, SEX, Incidents
from reporting.reports.counterparts import MISFITS, NO_GROUP
from reporting.reports.given_filters import ComparableForm, GivenSelection
from reporting.reports.standing import NOT_WORKED_OUT
from reporting.runs import actions as runs
from reporting.runs.actions import work_out
from reporting.statistics import State, e_value
from tests import factories
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

PAGE, CSV = reverse("adjusted_comparison"), reverse("adjusted_comparison_csv")
PERIOD = {"start": "2026-03", "end": "2026-03"}
MARCH = {"first_month": date(2026, 3, 1), "last_month": date(2026, 3, 1)}
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SEARCHED = {"searched": "yes", "search_power": SearchPower.MDA_S23}
BANDS = {"under_18": (11, 17), "18_24": (18, 24), "25_plus": (25, 60)}
SEXES = ("male", "female")

pytestmark = pytest.mark.django_db


def report(**choices):
    """Worked out, stored, and read back."""
    selection = GivenSelection(**{**MARCH, **choices})
    work_out(report=ADJUSTED_COMPARISON, scope=selection, by=None, at=NOW)
    return ADJUSTED_COMPARISON.compute(selection, now=NOW)


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


@pytest.fixture
def places():
    return [an_area("A1", "Aldham"), an_area("B1", "Bexham"), an_area("C1", "Colham")]


def both_sides(places, *, seed, unknown=0):
    """A table of stops by everything, and handcuffed people of it; how many of each."""
    chance, by = Random(seed), plain_officer()
    stopped, handcuffed, rows = {}, Counter(), []
    for place in places:
        for group in ("white", "black"):
            for band, (youngest, oldest) in BANDS.items():
                for sex in SEXES:
                    key = (place.pk, group, band, sex)
                    stopped[key] = chance.randint(8, 60)
                    share = 0.25 + 0.2 * (group == "black") + 0.1 * (sex == "male")
                    number = sum(chance.random() < share for _ in range(stopped[key]))
                    handcuffed[key] = number
                    rows += [
                        new_encounter(
                            by=by,
                            area=place,
                            ethnicity_perceived=group,
                            age_years=chance.randint(youngest, oldest),
                            age_basis="known",
                            gender=sex,
                            **SEARCHED,
                        )
                        for _ in range(number)
                    ]
    rows += [
        new_encounter(by=by, area=places[0], age_years=None, age_basis="not_known", **SEARCHED)
        for _ in range(unknown)
    ]
    Encounter.objects.bulk_create(rows)
    a_table("stops", stopped | {("A1", "white", "not_reported", "male"): 3 * unknown})
    return stopped, handcuffed


def by_statsmodels(stopped, handcuffed, *covariates):
    """One row for each person, and another program."""
    people = [(key, n < handcuffed[key]) for key, number in stopped.items() for n in range(number)]
    columns = [[1.0] * len(people), [float(key[1] == "black") for key, _ in people]]
    for position in covariates:
        levels = sorted({key[position] for key, _ in people})
        columns += [[float(key[position] == one) for key, _ in people] for one in levels[1:]]
    fit = sm.GLM(
        np.array([float(yes) for _, yes in people]),
        np.array(columns).T,
        family=sm.families.Poisson(),
    ).fit(cov_type="HC0")
    low, high = fit.conf_int()[1]
    return float(np.exp(fit.params[1])), float(np.exp(low)), float(np.exp(high))


def by_taking_everybody_as_each_group(stopped, handcuffed, *covariates):
    """The difference of the average shares of a logistic model with a row for each person."""
    people = [(key, n < handcuffed[key]) for key, number in stopped.items() for n in range(number)]
    columns = [[1.0] * len(people), [float(key[1] == "black") for key, _ in people]]
    for position in covariates:
        levels = sorted({key[position] for key, _ in people})
        columns += [[float(key[position] == one) for key, _ in people] for one in levels[1:]]
    x = np.array(columns).T
    fit = sm.GLM(np.array([float(yes) for _, yes in people]), x, family=sm.families.Binomial())
    fit = fit.fit()
    shares = []
    for group in (1, 0):
        x[:, 1] = group
        shares.append(float(np.mean(fit.predict(x))))
    return shares[0] - shares[1]


@pytest.mark.parametrize("seed", range(2))
def test_the_same_numbers_as_another_program_with_a_row_for_each_person(places, seed):
    stopped, handcuffed = both_sides(places, seed=seed, unknown=4)

    result = report()

    assert result.covariates == (PLACE, AGE, SEX)
    assert [row.covariates for row in result.models] == [
        (),
        (PLACE,),
        (PLACE, AGE),
        (PLACE, AGE, SEX),
    ]
    for row, covariates in zip(result.models, ((), (0,), (0, 2), (0, 2, 3)), strict=True):
        assert (row.people, row.events) == (sum(stopped.values()), handcuffed.total())
        expected = by_statsmodels(stopped, handcuffed, *covariates)
        assert numbers(row.ratio) == pytest.approx(expected, rel=1e-6)
        assert row.strength == e_value(ratio=row.ratio)
    assert result.second.covariates == (PLACE, AGE, SEX)
    assert result.second.difference.estimate == pytest.approx(
        by_taking_everybody_as_each_group(stopped, handcuffed, 0, 2, 3), rel=1e-6
    )
    assert result.left_out == 12
    assert result.adjusted.overlap == result.reference_overlap == 1
    assert [row.overlap for row in result.models[:-1]] == [None] * 3


def test_a_place_with_few_is_put_together_with_others_like_it(places):
    known = {"age_years": 30, "age_basis": "known", "gender": "male", **SEARCHED}
    for place, number in zip(places, (30, 4, 3), strict=True):
        for group in ("white", "black"):
            encounters(number, area=place, ethnicity_perceived=group, **known)
    stops({(code, group): 90 for code in ("A1", "B1", "C1") for group in ("white", "black")})

    result = report()

    assert result.joined == 2
    assert result.covariates == (PLACE,)
    assert result.adjusted.ratio.inputs["parameters"] == 3  # constant, group, one of two levels
    assert any("2 places with fewer than 10" in note for note in presenter.notes(result))


def test_a_band_with_few_joins_its_older_neighbour_and_the_oldest_its_younger(places):
    ages = {"under_10": (5, 2), "10_17": (15, 20), "18_24": (20, 3), "25_34": (30, 20)}
    table = {}
    for band, (age, number) in (ages | {"35_plus": (50, 1)}).items():
        for group in ("white", "black"):
            table["A1", group, band, ""] = 50
            encounters(
                number,
                area=places[0],
                ethnicity_perceived=group,
                age_years=age,
                age_basis="known",
                **SEARCHED,
            )
    a_table("stops", table)

    result = report()

    assert result.covariates == (AGE,)
    assert result.adjusted.ratio.inputs["parameters"] == 3  # up to 17, and from 18
    assert result.adjusted.events == 92


def test_what_the_tables_do_not_tell_apart_is_said(places):
    stops({("A1", "white"): 90, ("A1", "black"): 90})
    for group in ("white", "black"):
        encounters(20, area=places[0], ethnicity_perceived=group, **SEARCHED)

    result = report()

    assert result.covariates == ()
    assert len(result.models) == len(result.rows) == 1
    assert result.second is None
    assert result.not_told == (AGE, SEX)
    [said] = [note for note in presenter.notes(result) if note.startswith("Not adjusted")]
    assert "the time of day or the power used" in said
    assert "nor for age and sex, which the tables do not tell apart" in said
    assert "compliance, justification or outcome" in said


def test_the_unknown_are_said_with_bounds_and_make_the_picture_grey_above_a_fifth(
    client, analyst, places
):
    stops({("A1", "white"): 90, ("A1", "black"): 90})
    for group, number in (("white", 20), ("black", 20), ("not_reported", 11)):
        encounters(number, area=places[0], ethnicity_perceived=group, **SEARCHED)

    result = report()

    [said] = [note for note in presenter.notes(result) if note.startswith("Ethnicity was not")]
    assert "for 11 of 51 people handcuffed (21.6%) and for 0 of 180 searches (0.0%)" in said
    assert "drawn in grey" in presenter.finding(result).warning
    assert presenter.figure(result).chart.greyed
    # All who were handcuffed among the White stopped, or among the Black: 31 of 90.
    assert result.crude.bounds.bounds == pytest.approx((20 / 31, 31 / 20))
    [crude] = rows_of(client.get(CSV, PERIOD))
    found = float(crude["rr_bound_lo"]), float(crude["rr_bound_hi"])
    assert found == result.crude.bounds.bounds
    words = text_of(client.get(PAGE, PERIOD))
    recorded = wording.ratio_figures(result.crude.ratio)
    assert f"Crude {recorded} {between(*found)}" in words
    assert "Not settled: the direction depends on where they belong" in words


def test_few_unknown_have_bounds_in_the_file_alone_and_many_of_the_tables_have_them_too(
    client, analyst, places
):
    known = {("A1", "white"): 90, ("A1", "black"): 90}
    for group, number in (("white", 20), ("black", 20), ("not_reported", 2)):
        encounters(number, area=places[0], ethnicity_perceived=group, **SEARCHED)
    stops(known)
    result = report()
    assert not result.shows_bounds
    assert "What the unknown could change" not in text_of(client.get(PAGE, PERIOD))
    assert float(rows_of(client.get(CSV, PERIOD))[0]["rr_bound_lo"]) == pytest.approx(20 / 22)

    stops(known | {("A1", "not_reported"): 60}, version=2)
    result = report()
    assert result.shows_bounds
    assert result.is_greyed  # 60 of 240 stopped
    # Those without handcuffs in the group, those with them in the reference.
    assert result.crude.bounds.bounds[0] == pytest.approx((20 / 150) / (22 / 90))


def test_every_step_has_bounds_with_the_unknown_at_their_own_place(client, analyst, places):
    """By another program, with the unknown put where they make the ratio lowest, and highest."""
    stopped = {("A1", "white"): 90, ("A1", "black"): 70, ("B1", "white"): 40, ("B1", "black"): 80}
    handcuffed = dict(zip(stopped, (20, 30, 15, 33), strict=True))
    by_code = {place.pk: place for place in places}
    for (code, group), number in (handcuffed | {("A1", "not_reported"): 6}).items():
        encounters(number, area=by_code[code], ethnicity_perceived=group, **SEARCHED)
    # Nobody of either group was stopped in Colham: the unknown there have nobody to compare with.
    stops(stopped | {("B1", "not_reported"): 10, ("C1", "not_reported"): 4})

    result = report()

    assert (result.covariates, result.joined) == ((PLACE,), 0)
    for row, covariates in zip(result.models, ((), (0,)), strict=True):
        ends = []
        for with_event, without in (("white", "black"), ("black", "white")):
            all_, yes = dict(stopped), dict(handcuffed)
            yes["A1", with_event] += 6
            all_["B1", without] += 10
            ends.append(by_statsmodels(all_, yes, *covariates)[0])
        assert row.bounds.bounds == pytest.approx(tuple(ends))
        assert row.bounds.recorded == row.ratio
    assert result.second.bounds is None
    *lines, second = rows_of(client.get(CSV, PERIOD))
    words = text_of(client.get(PAGE, PERIOD))
    for row, line, name in zip(result.models, lines, ("Crude", "Adjusted for place"), strict=True):
        found = float(line["rr_bound_lo"]), float(line["rr_bound_hi"])
        assert found == row.bounds.bounds
        assert f"{name} {wording.ratio_figures(row.ratio)} {between(*found)}" in words
    assert second["rr_bound_lo"] == ""


def test_more_handcuffed_than_stopped_leaves_a_cell_out_and_many_leave_nothing_to_fit(places):
    table = {
        (code, group, "", sex): 100
        for code in ("A1", "B1")
        for group in ("white", "black")
        for sex in SEXES
    }
    for code, place in (("A1", places[0]), ("B1", places[1])):
        for group in ("white", "black"):
            for sex in SEXES:
                known = {"area": place, "ethnicity_perceived": group, "gender": sex, **SEARCHED}
                encounters(40, **known)
        table[code, "black", "", "other"] = 1
    encounters(3, area=places[0], ethnicity_perceived="black", gender="other", **SEARCHED)
    a_table("stops", table)

    result = report()

    assert (result.misfits, result.handcuffed) == (3, 323)
    assert result.adjusted.ratio.shown
    assert any("3 of 323 handcuffings" in note for note in presenter.notes(result))
    encounters(90, area=places[0], ethnicity_perceived="black", gender="male", **SEARCHED)
    refused = report()
    assert {(row.state, row.note) for row in refused.rows} == {(State.NOT_ESTIMABLE, MISFITS)}
    assert refused.adjusted.overlap is None
    assert f"not shown: {MISFITS}." in dict(presenter.page(refused).finding.groups)["Crude"]


def test_too_few_for_so_many_parameters_is_not_shown(places):
    for place in places:
        for group in ("white", "black"):
            encounters(6, area=place, ethnicity_perceived=group, **SEARCHED)
    table = {
        (place.pk, group, "", sex): 60
        for place in places
        for group in ("white", "black")
        for sex in SEXES
    }
    a_table("stops", table)
    Encounter.objects.filter(area="A1").update(gender="female")

    result = report()

    assert result.crude.ratio.shown
    assert result.adjusted.state == State.INSUFFICIENT
    assert "parameter" in result.adjusted.note
    second = result.second
    for figure in (second.ratio, second.share, second.reference_share, second.difference):
        assert figure.state == State.INSUFFICIENT
    [said] = [one for one in presenter.finding(result).more if "second model" in one]
    assert "is not shown: fewer than 10 events for each parameter" in said


def test_a_group_that_the_table_lacks(places):
    stops({("A1", "white"): 90})
    encounters(20, area=places[0], ethnicity_perceived="black", **SEARCHED)

    result = report()

    assert (result.crude.state, result.crude.note) == (State.BENCHMARK_MISSING, NO_GROUP)


# -- Page and file --------------------------------------------------------------------------------


def test_page_chart_and_file_say_the_same_numbers(client, analyst, places):
    both_sides(places, seed=3)
    report()

    with CaptureQueriesContext(connection) as captured:
        page = client.get(PAGE, PERIOD)
    asked = [one["sql"] for one in captured]
    lines = rows_of(client.get(CSV, PERIOD))

    result, words = page.context["result"], text_of(page)
    [figure] = page.context["page"].figures
    assert [line["model"] for line in lines] == [
        "crude",
        "place",
        "place + age_band",
        "place + age_band + sex",
        "place + age_band + sex",
    ]
    assert [line["method"] for line in lines] == ["modified_poisson"] * 4 + ["g_computation"]
    the_file_has(lines[-1], "rd", result.second.difference)
    assert {line["rd"] for line in lines[:-1]} == {""}
    for figure_of in (
        wording.share_figures(result.second.share),
        wording.points_figures(result.second.difference),
    ):
        assert figure_of in words
    for row, line in zip(result.rows, lines, strict=True):
        the_file_has(line, "rr", row.ratio)
        assert (int(line["n"]), int(line["events"])) == (row.people, row.events)
        assert float(line["e_value"]) == row.strength.estimate
        assert float(line["e_value_limit"]) == row.strength.lower
        assert line["group"] == "black"
        assert wording.ratio_figures(row.ratio) in words
        assert wording.ratio_figures(row.ratio) in drawn(figure)
    assert float(lines[-2]["overlap_pct"]) == 100 * result.adjusted.overlap
    # With a stored run nobody is counted: the cube says only whether any record has changed.
    [summed] = [sql for sql in asked if 'SUM("reporting_cube"' in sql]
    assert "fingerprint" in summed
    assert not [sql for sql in asked if "GROUP BY" in sql]
    assert "Adjusted for place, age and sex:" in words
    assert "100% of the Black (or Black British) people stopped have somebody" in words
    assert "Not adjusted for compliance, justification or outcome" in words
    assert "√(" in words  # the worked example


def test_locked_and_empty(client, analyst, places):
    assert "This report is locked" in text_of(client.get(PAGE, PERIOD))
    assert client.get(CSV, PERIOD).status_code == 404
    stops({("A1", "white"): 50}, period_start=date(2020, 3, 1), period_end=date(2020, 3, 31))
    assert "This report is locked for this choice" in text_of(client.get(PAGE, PERIOD))
    assert {line["state"] for line in rows_of(client.get(CSV, PERIOD))} == {"benchmark_missing"}
    stops({("A1", "white"): 0, ("A1", "black"): 0}, name="Another")
    assert "There are no figures for this choice yet" in text_of(client.get(PAGE, PERIOD))
    report()
    assert "The register has nobody handcuffed in these" in text_of(client.get(PAGE, PERIOD))


def test_compliance_cannot_be_chosen(places):
    form = ComparableForm({"compliance": "compliant"}, today=NOON.date())
    assert form.is_valid()
    assert form.selection().compliance == ""
    assert "compliance" not in form.fields
    assert form.selection().group == Ethnicity.BLACK


def test_queries_do_not_grow_with_rows(client, analyst, places, django_assert_num_queries):
    stops({("A1", "white"): 90, ("A1", "black"): 90})
    encounters(1, area=places[0], **SEARCHED)
    report()
    client.get(PAGE, PERIOD)
    with django_assert_num_queries(14):
        client.get(PAGE, PERIOD)
    encounters(40, area=places[0], ethnicity_perceived="black", **SEARCHED)
    report()
    with django_assert_num_queries(14):
        client.get(PAGE, PERIOD)


# -- Stored runs ----------------------------------------------------------------------------------


def test_a_choice_is_worked_out_by_the_button_stored_and_logged(client, analyst, places):
    both_sides(places, seed=3)
    assert "There are no figures for this choice yet" in text_of(client.get(PAGE, PERIOD))
    [line] = rows_of(client.get(CSV, PERIOD))
    assert (line["state"], line["note"], line["n"]) == ("not_estimable", NOT_WORKED_OUT, "")

    page = client.post(reverse("work_out_adjusted_comparison"), PERIOD, follow=True)

    run = Run.objects.get()
    assert (run.by, len(run.code_version), len(run.data_hash)) == (analyst, 64, 64)
    event = Event.objects.get(action="work_out_report")
    assert (event.actor, event.operation) == (str(analyst.pk), Operation.COMBINATION)
    assert event.detail["data_hash"] == run.data_hash
    assert event.detail["filters"]["group"] == "black"
    assert f"from {run.encounters} records of these months. None has changed" in text_of(page)
    assert {line["data_hash"] for line in rows_of(client.get(CSV, PERIOD))} == {run.data_hash}


def test_a_stored_run_stays_as_it_was_and_says_that_the_register_changed(client, analyst, places):
    both_sides(places, seed=3)
    before = report()
    assert before.standing.is_current
    encounter = Encounter.objects.filter(ethnicity_perceived="black").first()
    Encounter.objects.filter(pk=encounter.pk).update(age_years=12, version=encounter.version + 1)

    after = ADJUSTED_COMPARISON.compute(before.selection, now=NOW)

    assert (after.models, after.standing.run) == (before.models, before.standing.run)
    assert not after.standing.is_current
    assert "Records, or the tables compared with, have changed since." in text_of(
        client.get(PAGE, PERIOD)
    )
    encounters(2, area=places[0], **SEARCHED)
    number = Encounter.objects.count()
    assert f"it has {number} records of these months now" in text_of(client.get(PAGE, PERIOD))
    anew = report()
    assert anew.standing.is_current
    assert anew.standing.run.data_hash != before.standing.run.data_hash


def test_a_run_of_another_version_of_the_report_is_not_read(places):
    both_sides(places, seed=3)
    run = report().standing.run
    about = (run.report, ADJUSTED_COMPARISON.version, run.choice)
    assert Run.objects.newest(*about) == run
    assert Run.objects.newest(run.report, ADJUSTED_COMPARISON.version + 1, run.choice) is None


def test_another_table_is_another_comparison(places):
    both_sides(places, seed=3)
    before = report()
    stops({("A1", "white"): 500, ("A1", "black"): 500}, version=2)

    after = ADJUSTED_COMPARISON.compute(before.selection, now=NOW)

    assert after.found.tables == before.found.tables
    assert not after.standing.is_current


def test_people_of_one_incident_make_the_intervals_look_too_narrow(places):
    both_sides(places, seed=3)
    chosen = Encounter.objects.filter(ethnicity_perceived__in=["white", "black"])
    alike = list(chosen.values_list("pk", flat=True)[:5])
    chosen.filter(pk__in=alike[:3]).update(incident_reference="CAD 1")
    chosen.filter(pk__in=alike[3:]).update(incident_reference="CAD 2")

    result = report()

    number = chosen.count()
    assert result.incidents == Incidents(
        people=number, incidents=number - 3, squares=number - 5 + 9 + 4
    )
    assert result.incidents.width == pytest.approx(((number + 8) / number) ** 0.5)
    assert any(f"were in {number - 3} incidents" in note for note in presenter.notes(result))


def test_the_command_works_out_every_group_once_until_the_register_is_another(places):
    both_sides(places, seed=3)

    call_command("work_out", verbosity=0)

    stored = Run.objects.filter(report="adjusted_comparison")
    assert {parse_qs(run.choice)["group"][0] for run in stored} == set(COMPARED)
    assert {run.by for run in stored} == {None}
    call_command("work_out", verbosity=0)
    assert stored.all().count() == len(COMPARED)
    encounters(1, area=places[0], **SEARCHED)
    call_command("work_out", verbosity=0)
    assert stored.all().count() == 2 * len(COMPARED)
    call_command("work_out", "adjusted-comparison", "group=asian", "start=2026-03", verbosity=0)
    assert stored.all().count() == 2 * len(COMPARED) + 1
    with pytest.raises(CommandError, match="no such choice"):
        call_command("work_out", "adjusted-comparison", "group=nobody")


def test_what_is_too_much_to_wait_for_is_noted_and_worked_out_by_the_command(
    client, analyst, places, monkeypatch
):
    both_sides(places, seed=3)
    monkeypatch.setattr(runs, "AT_ONCE", 10)

    page = client.post(reverse("work_out_adjusted_comparison"), PERIOD, follow=True)

    assert "It is noted, and will be worked out soon." in text_of(page)
    assert not Run.objects.exists()
    assert RunRequest.objects.open().get().by == analyst
    call_command("work_out", verbosity=0)
    assert not RunRequest.objects.open().exists()
    assert Event.objects.filter(action="ask_to_work_out_report").count() == 1
