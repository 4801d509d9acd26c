"""Teams against what is expected of them: like with like, nothing else, and flagged with care."""

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from scipy.stats import false_discovery_control, poisson

from records.models import Encounter
from records.vocabulary import (
    COUNTED_STATUSES,
    Compliance,
    EncounterReason,
    Gender,
    LocationType,
    YesNo,
    age_band,
)
from reporting.reports import TEAM_FIGURES
from reporting.reports.case_mix import Expectation
from reporting.reports.team_filters import TeamSelection
from reporting.reports.team_measures import MEASURES, Against, Flag
from reporting.statistics import Estimate, FunnelLimits, FunnelUnit, Position, State
from tests import factories
from tests.reporting.registering import NOON
from tests.reporting.teaming import a_tree, anything, figures_of, record

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
MONTHS = {"first_month": date(2025, 10, 1), "last_month": date(2026, 3, 1)}
PUBLIC = ("street", "open_ground", "public_transport", "stadium")
HOME = {"location_type": LocationType.DWELLING}

pytestmark = pytest.mark.django_db


def figures(team, *, measure="de_escalation"):
    return figures_of(team, now=NOW, measure=measure, **MONTHS)


def against(result) -> dict[str, Against]:
    return {share.label: share.figure.against for share in result.comparison.teams}


def cell_of(encounter):
    """What an encounter was like, as a person would say it."""
    place = encounter.location_type
    kind = "public" if place in PUBLIC else {"dwelling": "home", "retail": "premises"}.get(place)
    hour = encounter.occurred_at.astimezone(ZoneInfo("Europe/London")).hour
    return kind, encounter.reason, age_band(encounter.age_years), encounter.gender, hour // 6


def expected_slowly(team) -> tuple[int, float, int]:
    """Non-compliant records of a team, those expected, and how many are like none elsewhere."""
    counted = Encounter.objects.filter(status__in=COUNTED_STATUSES).exclude(compliance="")
    alike = defaultdict(list)
    for encounter in counted:
        alike[cell_of(encounter)].append(encounter)
    observed, expected, left_out = 0, 0.0, 0
    for encounter in counted.filter(team=team):
        same = alike[cell_of(encounter)]
        if all(one.team_id == team.pk for one in same):
            left_out += 1
            continue
        observed += encounter.compliance == "non_compliant"
        expected += sum(one.compliance == "non_compliant" for one in same) / len(same)
    return observed, expected, left_out


@pytest.mark.parametrize("seed", range(2))
def test_observed_and_expected_are_those_of_the_rows(seed):
    tree = a_tree(teams=4)
    anything(tree, seed=seed)
    draw = random.Random(seed)
    for encounter in Encounter.objects.all():
        encounter.location_type = draw.choice(["street", "open_ground", "dwelling", "retail"])
        encounter.reason = draw.choice([EncounterReason.RESPONSE, EncounterReason.WELFARE])
        encounter.gender = draw.choice([Gender.MALE, Gender.MALE, Gender.FEMALE])
        encounter.age_years = draw.choice([15, 20, 40])
        encounter.occurred_at += timedelta(hours=draw.choice([0, -10]))
        encounter.save()
        encounter.uses.update(
            compliance=draw.choice([Compliance.COMPLIANT, Compliance.NON_COMPLIANT])
        )
    left_out = 0
    for share in figures(tree.force, measure="non_compliant").comparison.teams:
        found = share.figure.against.expectation
        observed, expected, none_like = expected_slowly(share.team)
        assert (found.observed, found.left_out) == (observed, none_like)
        assert found.expected == pytest.approx(expected)
        left_out += none_like
    assert left_out > 0


def test_all_together_have_as_many_as_expected():
    tree = a_tree(teams=4)
    anything(tree, seed=4, number=90)
    figures(tree.force)
    for measure in MEASURES:
        selection = TeamSelection(team=tree.force, measure=measure.name, **MONTHS)
        result = TEAM_FIGURES.compute(selection, now=NOW)
        pairs = [one.expectation for one in against(result).values()]
        assert sum(one.expected for one in pairs) == pytest.approx(
            sum(one.observed for one in pairs)
        )


def test_a_team_that_differs_only_in_what_it_meets_has_what_is_expected():
    """Nothing is tried in half of what happens at home and in a tenth of what happens outside."""
    tree = a_tree(teams=10)
    for n, team in enumerate(tree.teams):
        at_home = 40 if n == 3 else 10
        record(tree.officers[team.pk], at_home, tried=at_home // 2, **HOME)
        record(tree.officers[team.pk], 50 - at_home, tried=(50 - at_home) * 9 // 10)
    result = figures(tree.command)
    [crude] = [share for share in result.comparison.teams if share.label == "Team 03"]
    assert crude.figure.place.position is Position.BELOW
    found = against(result)["Team 03"]
    assert found.expectation.observed == 20 + 1
    assert found.ratio.estimate == pytest.approx(1)
    assert found.flag is Flag.NONE


def test_what_is_expected_is_what_the_whole_force_did_whoever_asks():
    tree = a_tree(teams=4)
    for team in tree.teams:
        record(tree.officers[team.pk], 10, tried=5)
    record(tree.officers[tree.elsewhere.pk], 40, tried=40)
    for asked in (tree.command, tree.force):
        found = against(figures(asked))["Team 00"]
        assert found.expectation.expected == pytest.approx(10 * 20 / 80)


def test_a_team_that_differs_in_like_situations_is_flagged_and_q_is_that_of_a_library():
    tree = a_tree(teams=10)
    for n, team in enumerate(tree.teams):
        record(tree.officers[team.pk], 40, tried=8 if n == 3 else 32 + n % 3)
    result = figures(tree.command)
    found = against(result)
    assert [label for label, one in found.items() if one.flag is Flag.ABOVE] == ["Team 03"]
    pairs = [(one.expectation.observed, one.expectation.expected) for one in found.values()]
    p_values = [min(1, 2 * min(poisson.cdf(o, e), poisson.sf(o - 1, e))) for o, e in pairs]
    assert [one.q for one in found.values()] == pytest.approx(
        list(false_discovery_control(p_values)), rel=1e-9
    )


def test_fewer_than_ten_teams_have_plain_limits_and_no_flag():
    tree = a_tree(teams=4)
    for team, tried in zip(tree.teams, (20, 10, 10, 0), strict=True):
        record(tree.officers[team.pk], 20, tried=tried)
    result = figures(tree.command)
    assert not result.comparison.expected.funnel.judges
    for one in against(result).values():
        assert one.place.adjusted is None
        assert one.flag is Flag.NOT_SAID
        assert one.q is not None


def test_fewer_than_three_teams_are_not_compared():
    tree = a_tree(teams=2)
    for team in tree.teams:
        record(tree.officers[team.pk], 20, tried=10)
    result = figures(tree.command)
    assert result.comparison.expected.funnel is None
    assert {one.q for one in against(result).values()} == {None}


def test_fewer_than_five_expected_are_no_ratio():
    tree = a_tree(teams=4)
    for n, team in enumerate(tree.teams):
        record(tree.officers[team.pk], 10 if n == 0 else 20, tried=6 if n == 0 else 13)
    found = against(figures(tree.command))["Team 00"]
    assert (found.ratio.state, found.place) == (State.INSUFFICIENT, None)
    assert found.ratio.note == "fewer than 5 expected"


def test_a_team_whose_records_are_like_nobodys_has_no_expectation():
    """It is not taken as zero events expected, nor compared with itself."""
    tree = a_tree(teams=4)
    for n, team in enumerate(tree.teams):
        record(tree.officers[team.pk], 20, tried=10, **(HOME if n == 0 else {}))
    found = against(figures(tree.command))["Team 00"]
    assert (found.expectation.compared, found.expectation.left_out) == (0, 20)
    assert (found.ratio.state, found.ratio.estimate) == (State.NOT_ESTIMABLE, None)


def test_a_team_of_two_officers_is_in_no_column_against_what_is_expected():
    tree = a_tree(teams=4)
    pair = factories.a_team(name="Pair", parent=tree.command)
    record([factories.an_officer(team=pair), factories.an_officer(team=pair)], 20, tried=3)
    for team in tree.teams:
        record(tree.officers[team.pk], 20, tried=13)
    result = figures(tree.command)
    assert against(result)["Pair"].ratio.state is State.SUPPRESSED
    header = TEAM_FIGURES.header()
    for line in TEAM_FIGURES.lines(result):
        row = dict(zip(header, line, strict=True))
        if row["team"] == "Pair" and row["state"] == "suppressed":
            names = ("observed", "expected", "ratio", "left_out", "l95", "q", "flag")
            assert [row[name] for name in names] == [None] * 7


def a_place(position: Position) -> FunnelUnit:
    limits = FunnelLimits(total=20, lower_95=0.6, upper_95=1.5, lower_998=0.4, upper_998=1.9)
    return FunnelUnit(
        events=50, total=20, share=2.5, plain=limits, adjusted=limits, position=position
    )


@pytest.mark.parametrize(
    ("position", "q", "flag"),
    [
        (Position.ABOVE, 0.01, Flag.ABOVE),
        (Position.BELOW, 0.05, Flag.BELOW),
        (Position.ABOVE, 0.0501, Flag.NONE),
        (Position.INSIDE, 0.001, Flag.NONE),
        (Position.NOT_SAID, 0.001, Flag.NOT_SAID),
        (Position.ABOVE, None, Flag.NOT_SAID),
    ],
)
def test_a_flag_needs_both_the_limits_and_the_q_value(position, q, flag):
    one = Against(
        label="Returned",
        expectation=Expectation(observed=50, expected=20.0, compared=100, left_out=0),
        ratio=Estimate(estimate=2.5, lower=2, upper=3),
        place=a_place(position),
        q=q,
    )
    assert one.flag is flag


def test_before_arrest_is_counted_where_it_is_said():
    tree = a_tree(teams=4)
    made = record(tree.officers[tree.teams[0].pk], 20, occurred_at=NOON)
    for encounter in made[:5]:
        encounter.uses.update(before_arrest=YesNo.NO)
    for encounter in made[5:]:
        encounter.uses.update(before_arrest=YesNo.YES)
    [found] = [f for f in figures(tree.teams[0]).shares if f.measure == "before_arrest"]
    assert (found.events, found.total) == (15, 20)
