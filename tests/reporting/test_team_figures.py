"""The team figures: counted right, compared fairly, and silent where they would point at somebody.

Each count is compared with a slow one in plain Python over the rows of the register.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from math import inf
from statistics import median as middle

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Team
from records.models import Encounter
from records.vocabulary import (
    COUNTED_STATUSES,
    Assessment,
    Compliance,
    Decision,
    DeEscalation,
    Ethnicity,
    ReturnReason,
    Status,
    UseStatus,
    YesNo,
)
from reporting.reports import POPULATION_GAP, TEAM_FIGURES
from reporting.reports.standing import NOT_WORKED_OUT
from reporting.reports.team_counts import TeamCounts
from reporting.reports.team_figures import MOVED, TeamSelection
from reporting.selection import Selection
from reporting.statistics import Position, State, proportion
from tests import factories
from tests.reporting.registering import NOON, london
from tests.reporting.teaming import a_review, a_tree, an_account, anything, figures_of, record

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
MONTHS = {"first_month": date(2026, 1, 1), "last_month": date(2026, 3, 1)}
REVIEW_WITHIN = timedelta(hours=72)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return a_tree(teams=4)


def figures(team, *, now=NOW, **choices):
    return figures_of(team, now=now, **{**MONTHS, **choices})


def again(team, *, now=NOW, **choices):
    """As the last run found it."""
    return TEAM_FIGURES.compute(TeamSelection(team=team, **{**MONTHS, **choices}), now=now)


def share(result, measure):
    return next(figure for figure in result.shares if figure.measure == measure)


def chosen_slowly(team) -> list[Encounter]:
    """The encounters that should count, one by one."""
    first, end = london(2026, 1, 1, 0), london(2026, 4, 1, 0)
    return [
        encounter
        for encounter in Encounter.objects.select_related("team").order_by("pk")
        if encounter.status in COUNTED_STATUSES
        and encounter.team.path.startswith(team.path)
        and first <= encounter.occurred_at < end
    ]


def counted_slowly(team) -> TeamCounts:
    counts = Counter()
    officers = {}
    for encounter in chosen_slowly(team):
        officers.setdefault(encounter.team_id, set()).add(encounter.reporting_officer_id)
        reviews = sorted(encounter.reviews.all(), key=lambda review: (review.at, review.pk))
        returns = [review for review in reviews if review.decision == Decision.RETURN]
        given = [use for use in encounter.uses.all() if use.status == UseStatus.SUBMITTED]
        due = encounter.submitted_at <= NOW - REVIEW_WITHIN
        counts["encounters"] += 1
        counts["accounts"] += len(given)
        counts["filed_in_time"] += not encounter.is_late
        counts["review_due"] += due
        counts["reviewed_in_time"] += bool(
            due and reviews and reviews[0].at <= encounter.submitted_at + REVIEW_WITHIN
        )
        counts["reviewed"] += bool(reviews)
        counts["returned"] += bool(returns)
        counts["returns"] += len(returns)
        said = [use.before_arrest for use in given if use.before_arrest]
        counts["before_arrest_answered"] += bool(said)
        counts["before_arrest"] += YesNo.YES in said
        said = [use.compliance for use in given if use.compliance]
        counts["compliance_answered"] += bool(said)
        counts["ethnicity_unknown"] += encounter.ethnicity_perceived == Ethnicity.NOT_REPORTED
        counts["non_compliant"] += Compliance.NON_COMPLIANT in said
        counts["none_tried"] += any(use.de_escalation == [DeEscalation.NONE] for use in given)
        judged = [
            use.assessments.get(review=reviews[-1]).continued_use
            for use in given
            if use.continued_use and reviews
        ]
        counts["continued_judged"] += len(judged)
        counts["continued_justified"] += judged.count(Assessment.MET)
        counts["unjustified"] += any(found != Assessment.MET for found in judged)
        for use in given:
            counts["de_escalation_answered"] += bool(use.de_escalation)
            counts["de_escalation_tried"] += use.de_escalation not in ([], [DeEscalation.NONE])
            counts["continued"] += use.continued_use
    return TeamCounts(officers=sum(map(len, officers.values())), **counts)


def durations_slowly(team) -> tuple[list[float], list[float]]:
    """Hours to the filing, and to the first review of those due."""
    filed, reviewed = [], []
    for row in chosen_slowly(team):
        filed.append((row.submitted_at - row.occurred_at) / timedelta(hours=1))
        if row.submitted_at <= NOW - REVIEW_WITHIN:
            first = min((review.at for review in row.reviews.all()), default=None)
            reviewed.append((first - row.submitted_at) / timedelta(hours=1) if first else inf)
    return filed, reviewed


@pytest.mark.parametrize("seed", range(2))
def test_every_count_and_median_is_that_of_the_rows(tree, seed):
    """Of the force, of a part of it and of single teams, from one run."""
    anything(tree, seed=seed, number=90)
    slow = {team.pk: counted_slowly(team) for team in [*tree.teams, tree.elsewhere]}
    for team in (tree.force, tree.command, tree.teams[0], tree.elsewhere):
        result = figures(team) if team == tree.force else again(team)
        assert result.counts == counted_slowly(team)
        assert result.counts.encounters > 0
        for comparison in result.comparisons():
            for one in comparison.teams:
                assert one.figure.total == comparison.measure.total(slow[one.team.pk])
                if one.figure.state is not State.SUPPRESSED:
                    assert one.figure.events == comparison.measure.events(slow[one.team.pk])
        filed, reviewed = durations_slowly(team)
        for figure, hours in ((result.time_to_file, filed), (result.time_to_review, reviewed)):
            assert figure.total == len(hours)
            if figure.estimate.shown:
                assert figure.estimate.estimate == pytest.approx(middle(hours))
            elif figure.state is State.NOT_ESTIMABLE:
                assert hours.count(inf) > len(hours) / 3
    assert again(tree.force).time_to_file.estimate.shown


def test_its_total_is_that_of_the_other_report(tree):
    """One date column and one rule of what counts, so that no two reports disagree."""
    anything(tree, seed=5)
    record(tree.officers[tree.teams[0].pk], 3, occurred_at=london(2026, 1, 1, 0, 0))
    record(tree.officers[tree.teams[0].pk], 3, occurred_at=london(2025, 12, 31, 23, 59))
    record(tree.officers[tree.teams[0].pk], 2, status=Status.WITHDRAWN)
    other = POPULATION_GAP.compute(Selection(**MONTHS), now=NOW)
    counted = other.total.events + sum(left.events for left in other.left_out)
    assert figures(tree.force).counts.encounters == counted


def test_a_records_return_counts_once_and_its_reasons_each(tree):
    officers = tree.officers[tree.teams[0].pk]
    reviewer = factories.a_supervisor(team=tree.force)
    for n, encounter in enumerate(record(officers, 12)):
        if n < 4:
            for again in range(2):
                a_review(
                    encounter,
                    reviewer,
                    after=1 + again,
                    decision=Decision.RETURN,
                    reasons=(ReturnReason.TOO_SHORT, ReturnReason.POWER)[again:],
                )
        a_review(encounter, reviewer, after=9)
    result = figures(tree.teams[0])
    returned = share(result, "returned")
    assert (returned.events, returned.total) == (4, 12)
    assert result.counts.returns == 8
    by_reason = {figure.measure: figure.events for figure in result.reasons}
    assert (by_reason["returned_too_short"], by_reason["returned_power"]) == (4, 8)
    assert sum(by_reason.values()) == 12
    assert len(by_reason) == len(ReturnReason)


def test_what_is_not_reviewed_yet_is_not_left_out_of_the_time_to_review(tree):
    """Else a team that reviews only its easy records would look quick."""
    officers = tree.officers[tree.teams[0].pk]
    reviewer = factories.a_supervisor(team=tree.force)
    for n, encounter in enumerate(record(officers, 20)):
        if n < 8:
            a_review(encounter, reviewer, after=1)
    result = figures(tree.teams[0])
    assert not result.time_to_review.estimate.shown
    in_time = share(result, "reviewed_in_time")
    assert (in_time.events, in_time.total) == (8, 20)


def test_what_was_filed_just_now_is_in_no_share_of_reviews_in_time(tree):
    """It may still be in time, or be the one that was reviewed at once."""
    officers = tree.officers[tree.teams[0].pk]
    young = record(officers, 5, occurred_at=NOW - timedelta(hours=20))
    a_review(young[0], factories.a_supervisor(team=tree.force))
    record(officers, 12)
    result = figures(tree.teams[0])
    assert share(result, "reviewed_in_time").total == 12
    assert result.counts.encounters == 17


def test_unknown_ethnicity_is_a_share_of_each_team_with_wilsons_limits(tree):
    here, there = tree.teams[:2]
    record(tree.officers[here.pk], 4, ethnicity_perceived=Ethnicity.NOT_REPORTED)
    record(tree.officers[here.pk], 16, ethnicity_perceived=Ethnicity.WHITE)
    record(tree.officers[there.pk], 9, ethnicity_perceived=Ethnicity.NOT_REPORTED)
    comparison = figures(tree.command, measure="ethnicity_unknown").comparison
    found = {one.team: one.figure for one in comparison.teams}
    assert found[here].estimate == proportion(events=4, total=20)
    assert found[there].state is State.INSUFFICIENT  # fewer than ten are no percentage
    assert (comparison.overall.events, comparison.overall.total) == (13, 29)


def test_overdue_is_of_this_moment_whatever_the_period(tree):
    officers = tree.officers[tree.teams[0].pk]
    record(officers, 3, occurred_at=NOW - timedelta(days=400))
    record(officers, 2, occurred_at=NOW - timedelta(hours=5))
    record(tree.officers[tree.elsewhere.pk], 4, occurred_at=NOW - timedelta(days=9))
    result = figures(tree.command)
    assert (result.waiting.waiting, result.waiting.overdue) == (5, 3)


def test_an_account_belongs_to_the_team_of_its_encounter(tree):
    here, there = tree.teams[0], tree.teams[1]
    for encounter in record(tree.officers[here.pk], 10):
        an_account(encounter, by=tree.officers[there.pk][0], tried=False)
    shares = {
        one.team: one.figure
        for one in next(
            c for c in figures(tree.command).comparisons() if c.measure.name == "de_escalation"
        ).teams
    }
    assert (shares[here].events, shares[here].total) == (10, 20)
    assert shares[there].total == 0


# -- What a run found -----------------------------------------------------------------------------


def test_without_a_run_there_are_no_figures_and_the_file_says_why(tree):
    record(tree.officers[tree.teams[0].pk], 12)
    result = again(tree.force)
    assert (result.standing, result.comparison, list(result.more_rows())) == (None, None, [])
    assert {(one.state, one.note) for one in result.rows} == {(State.NOT_ESTIMABLE, NOT_WORKED_OUT)}
    assert {(one.events, one.total) for one in result.rows} == {(None, None)}
    assert result.waiting.waiting == 12  # that is of this moment


def test_figures_are_as_they_were_worked_out_until_they_are_again(tree, settings):
    """Also the days counted, and the deadlines that they were judged by."""
    officers = tree.officers[tree.teams[0].pk]
    record(officers, 12, filed_after=30)
    before = figures(tree.force)
    record(officers, 12)
    settings.REVIEW_WITHIN_HOURS = 5
    later = again(tree.force, now=NOW + timedelta(days=2))
    assert (later.counts, later.period, later.computed_at) == (before.counts, before.period, NOW)
    assert later.deadlines == before.deadlines
    assert not later.standing.is_current
    anew = figures(tree.force, now=NOW + timedelta(days=2))
    assert anew.counts.encounters == 24
    assert anew.deadlines.review_within == timedelta(hours=5)


def test_a_team_that_moved_takes_its_counts_along_and_leaves_no_median(tree):
    """Counts are added up by the tree as it is now; medians cannot be."""
    for team in (*tree.teams, tree.elsewhere):
        record(tree.officers[team.pk], 12)
    assert figures(tree.command).time_to_file.estimate.shown
    moved, goal = tree.teams[0], tree.elsewhere.parent
    Team.objects.filter(pk=moved.pk).update(parent=goal, path=f"{goal.path}{moved.pk}/")
    for team, number in ((tree.command, 36), (goal, 24)):
        result = again(team)
        assert result.counts.encounters == share(result, "filed_in_time").total == number
        assert (result.time_to_file.state, result.time_to_file.note) == (State.NOT_ESTIMABLE, MOVED)
    assert again(tree.force).time_to_file.estimate.shown
    assert again(Team.objects.get(pk=moved.pk)).time_to_file.estimate.shown


# -- What is not shown ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2])
def test_no_figure_is_one_of_a_person_or_two(tree, number):
    team = tree.teams[0]
    officers = tree.officers[team.pk][:number]
    for encounter in record(officers, 30, tried=20):
        a_review(encounter, factories.a_supervisor(), decision=Decision.RETURN)
    result = figures(team)
    for figure in (*result.shares, result.time_to_file, result.time_to_review):
        if figure.total:
            assert figure.state is State.SUPPRESSED, figure.measure
            assert (figure.events, figure.estimate.estimate) == (None, None)
    assert result.reasons == ()
    compared = {one.label: one.figure for one in figures(tree.command).comparison.teams}
    assert compared[team.name].state is State.SUPPRESSED
    assert compared[team.name].events is None
    lines = [line for line in TEAM_FIGURES.lines(figures(tree.command)) if team.name in line]
    header = TEAM_FIGURES.header()
    for line in lines:
        row = dict(zip(header, line, strict=True))
        assert row["events"] is None or row["total"] == 0, row["measure"]


def test_three_officers_are_shown(tree):
    record(tree.officers[tree.teams[0].pk], 30, tried=20)
    tried = share(figures(tree.teams[0]), "de_escalation")
    assert (tried.events, tried.total, tried.state) == (20, 30, State.OK)
    assert tried.estimate.estimate == pytest.approx(2 / 3)


def test_nothing_of_nothing_is_no_share(tree):
    result = figures(tree.teams[0])
    assert result.is_empty
    for figure in result.shares:
        assert figure.state is State.NOT_ESTIMABLE
        assert figure.estimate.estimate is None
    assert result.time_to_file.state is State.NOT_ESTIMABLE


def test_fewer_than_ten_are_no_percentage(tree):
    record(tree.officers[tree.teams[0].pk], 9)
    result = figures(tree.teams[0])
    assert share(result, "filed_in_time").state is State.INSUFFICIENT
    assert share(result, "filed_in_time").events == 9
    assert result.time_to_file.state is State.INSUFFICIENT


# -- Comparing ------------------------------------------------------------------------------------


def test_fewer_than_three_teams_with_records_make_no_funnel(tree):
    for team in tree.teams[:2]:
        record(tree.officers[team.pk], 12)
    comparison = figures(tree.command).comparison
    assert comparison.funnel is None
    assert comparison.compared == ()
    assert [one.figure.estimate.shown for one in comparison.teams] == [True, True, False, False]


def test_fewer_than_ten_teams_are_drawn_and_none_is_marked(tree):
    for team, tried in zip(tree.teams, (30, 15, 15, 0), strict=True):
        record(tree.officers[team.pk], 30, tried=tried)
    comparison = figures(tree.command).comparison
    assert not comparison.funnel.judges
    assert {one.figure.place.position for one in comparison.compared} == {Position.NOT_SAID}


def test_the_target_is_the_share_of_all_together_also_of_teams_too_small():
    tree = a_tree(teams=11)
    for team in tree.teams[:10]:
        record(tree.officers[team.pk], 20, tried=10)
    record(tree.officers[tree.teams[10].pk], 5, tried=0)
    record(tree.officers[tree.elsewhere.pk], 50, tried=50)
    comparison = figures(tree.command).comparison
    assert comparison.funnel.target == pytest.approx(100 / 205)
    assert len(comparison.compared) == 10
    assert comparison.teams[10].figure.place is None


def test_a_team_that_differs_is_marked_and_the_order_is_that_of_the_names():
    tree = a_tree(teams=12)
    for n, team in enumerate(tree.teams):
        record(tree.officers[team.pk], 40, tried=2 if n == 3 else 26 + n % 3)
    comparison = figures(tree.force).comparison
    assert [one.label for one in comparison.teams] == [
        "Elsewhere",
        *(f"Team {n:02}" for n in range(12)),
    ]
    marked = [one.label for one in comparison.compared if one.figure.place.position != "inside"]
    assert marked == ["Team 03"]


def test_two_teams_of_one_name_are_told_apart(tree):
    parent = tree.elsewhere.parent
    twin = factories.a_team(name="Team 00", parent=parent)
    labels = {one.team.pk: one.label for one in figures(tree.force).comparison.teams}
    assert labels[tree.teams[0].pk] == "Team 00, Command"
    assert labels[twin.pk] == "Team 00, Other command"
    assert labels[tree.teams[1].pk] == "Team 01"


def test_a_team_with_nothing_below_is_compared_with_nobody(tree):
    record(tree.officers[tree.teams[0].pk], 12)
    assert figures(tree.teams[0]).comparison is None


def test_the_queries_do_not_grow_with_teams_or_records(tree):
    record(tree.officers[tree.teams[0].pk], 1)
    figures(tree.force)
    with CaptureQueriesContext(connection) as few:
        again(tree.force)
    for _ in range(20):
        team = factories.a_team(parent=tree.command)
        record([factories.an_officer(team=team)], 3, occurred_at=NOON)
    figures(tree.force)
    with CaptureQueriesContext(connection) as many:
        assert len(again(tree.force).comparison.teams) == 25
    assert len(few) == len(many) <= 6
