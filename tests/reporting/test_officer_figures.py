"""One officer against similar encounters by colleagues: what is shown of one, in one register."""

from dataclasses import dataclass, replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from scipy.stats import false_discovery_control, poisson

from accounts.models import User
from records.models import HandcuffUse
from reporting.reports.officer_counts import OFFICER_MEASURES
from reporting.reports.officer_figures import REPORT, OfficerFigures
from reporting.reports.standing import NOT_WORKED_OUT
from reporting.statistics import State, shrunken_ratio
from tests import factories
from tests.reporting.officering import (
    NOW,
    encounters_of_everybody,
    everybody,
    figures,
    matched_slowly,
    mixed,
    worked_out,
)
from tests.reporting.releases.odd import undone
from tests.reporting.teaming import Tree, a_tree, an_account, record

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A register, and what was worked out of it for the officer who is unlike the others."""

    tree: Tree
    result: OfficerFigures

    @property
    def officer(self) -> User:
        return self.result.selection.officer


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker):
    """The first officer sees more people as Black than everybody else in like encounters."""
    with django_db_blocker.unblock(), undone():
        tree = a_tree(teams=2, officers=4)
        officers = everybody(tree)
        mixed(officers[0], black=30, white=10)
        for n, officer in enumerate(officers[1:]):
            mixed(officer, black=10 + n % 5 - 2, white=30)
        yield Planted(tree=tree, result=figures(officers[0]))


@pytest.fixture
def plant(db, planted) -> "Planted":
    return planted


def test_an_officer_unlike_colleagues_is_shown_drawn_towards_one(plant):
    found = plant.result.chosen
    assert (found.matched.observed, found.matched.number) == (30, 40)
    assert found.matched.expected == pytest.approx(
        matched_slowly(encounters_of_everybody(), plant.officer, found.measure)["expected"]
    )
    assert 1 < found.shrunken.estimate < found.ratio.estimate
    assert found.shrunken.lower > 1
    assert found.q < 0.05
    prior = found.shrunken.inputs["prior"]
    assert found.shrunken == shrunken_ratio(
        observed=30, expected=found.matched.expected, prior=prior
    )


def test_q_is_over_all_officers_who_can_be_compared(plant):
    record([factories.an_officer(team=plant.tree.teams[0])], 5)
    given = encounters_of_everybody()
    pairs = [
        (one["observed"], one["expected"])
        for one in (
            matched_slowly(given, each, OFFICER_MEASURES[0]) for each in everybody(plant.tree)
        )
    ]
    p_values = [min(1, 2 * min(poisson.cdf(o, e), poisson.sf(o - 1, e))) for o, e in pairs]
    result = figures(plant.officer)
    assert result.officers_judged == len(pairs)
    assert result.chosen.q == pytest.approx(false_discovery_control(p_values)[0], rel=1e-9)


def test_a_second_account_of_the_same_officer_is_no_second_encounter(plant):
    given = HandcuffUse.objects.filter(officer=plant.officer).select_related("encounter")
    for use in given[:5]:
        an_account(use.encounter, by=plant.officer)
    assert figures(plant.officer).encounters == plant.result.encounters == 40


def test_encounters_alike_in_every_hour_age_and_month_have_no_distance(plant):
    assert set(plant.result.imbalance.values()) == {0}
    assert plant.result.chosen.ks == 0


def test_colleagues_of_the_team_stand_beside_without_names_and_in_an_order_that_says_nothing(plant):
    result = plant.result
    assert len(result.beside) == 3
    refs = [one.officer_ref for one in result.beside]
    assert refs == sorted(refs)
    written = str([list(line) for line in REPORT.lines(result)])
    for person in everybody(plant.tree):
        assert person.name not in written
        assert person.warrant_number not in written


def test_fewer_than_three_colleagues_are_not_drawn(plant):
    colleague, elsewhere = everybody(plant.tree)[1], plant.tree.teams[1]
    User.objects.filter(pk=colleague.pk).update(team=elsewhere)
    assert figures(plant.officer).colleagues == ()


def test_an_officer_without_records_has_an_empty_result(plant):
    result = figures(factories.an_officer(team=plant.tree.teams[0]))
    assert result.is_empty
    assert {one.ratio.state for one in result.figures} == {State.NOT_ESTIMABLE}


def test_the_queries_do_not_grow_with_officers(plant):
    selection = plant.result.selection
    with CaptureQueriesContext(connection) as few:
        REPORT.compute(selection, now=NOW)
    for _ in range(3):
        mixed(factories.an_officer(team=plant.tree.teams[0]), black=10, white=22)
    worked_out(plant.officer)
    with CaptureQueriesContext(connection) as many:
        result = REPORT.compute(selection, now=NOW)
    assert len(result.beside) == 6
    assert len(few) == len(many) == 4


def test_without_a_run_there_are_no_figures_and_the_file_says_why(plant):
    selection = replace(plant.result.selection, first_month=date(2025, 5, 1))
    result = REPORT.compute(selection, now=NOW)
    assert result.standing is None
    assert {(one.state, one.note) for one in result.rows} == {(State.NOT_ESTIMABLE, NOT_WORKED_OUT)}
