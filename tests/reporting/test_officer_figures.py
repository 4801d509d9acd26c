"""One officer against similar encounters by colleagues: counted right, silent where chance speaks.

What the database adds up is compared with the package's formulas over the rows of the register.
"""

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from scipy.stats import false_discovery_control, poisson

from accounts.models import User
from records.models import Encounter, HandcuffUse
from records.vocabulary import (
    COUNTED_STATUSES,
    Compliance,
    DeEscalation,
    EncounterReason,
    Ethnicity,
    UseStatus,
    YesNo,
    age_band,
)
from reporting.reports import officer_counts
from reporting.reports.officer_counts import OFFICER_MEASURES
from reporting.reports.officer_figures import ALL_ALIKE, REPORT
from reporting.reports.officer_filters import OfficerSelection
from reporting.reports.standing import NOT_WORKED_OUT
from reporting.runs.actions import work_out
from reporting.statistics import State, effective_number, expected_events, shrunken_ratio
from tests import factories
from tests.reporting.registering import NOON, an_area
from tests.reporting.teaming import a_tree, an_account, anything, record

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
MONTHS = {"first_month": date(2025, 4, 1), "last_month": date(2026, 3, 1)}
SEEN_AS_BLACK = {"ethnicity_perceived": Ethnicity.BLACK}

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return a_tree(teams=3, officers=4)


def worked_out(officer) -> OfficerSelection:
    selection = OfficerSelection(officer=officer, **MONTHS)
    work_out(report=REPORT, scope=REPORT.offline.scope_of(selection), by=None, at=NOW)
    return selection


def figures(officer):
    """Worked out, stored, and read back."""
    return REPORT.compute(worked_out(officer), now=NOW)


def everybody(tree) -> list[User]:
    return [officer for officers in tree.officers.values() for officer in officers]


def mixed(officer, *, black, white, **choices):
    record([officer], black, **SEEN_AS_BLACK, **choices)
    record([officer], white, **choices)


# -- The slow way ---------------------------------------------------------------------------------


def encounters_of_everybody():
    """Each officer's encounters, with what the officer's own accounts of each say."""
    given = defaultdict(list)
    uses = HandcuffUse.objects.filter(
        status=UseStatus.SUBMITTED, encounter__status__in=COUNTED_STATUSES
    ).select_related("encounter")
    for use in uses:
        given[use.officer_id, use.encounter].append(use)
    return given


def cell_of(encounter):
    hour = encounter.occurred_at.astimezone(ZoneInfo("Europe/London")).hour
    return (
        encounter.area_id,
        encounter.reason,
        age_band(encounter.age_years),
        encounter.gender,
        hour // 6,
    )


def answer(measure, encounter, uses):
    """Yes, no, or None where it is not known."""
    tried = [use.de_escalation for use in uses if use.de_escalation]
    when = [use.before_arrest for use in uses if use.before_arrest]
    how = [use.compliance for use in uses if use.compliance]
    return {
        "seen_as_black": encounter.ethnicity_perceived == Ethnicity.BLACK
        if encounter.ethnicity_perceived not in ("", Ethnicity.NOT_REPORTED)
        else None,
        "before_arrest": YesNo.YES in when if when else None,
        "non_compliant": Compliance.NON_COMPLIANT in how if how else None,
        "no_de_escalation": all(one == [DeEscalation.NONE] for one in tried) if tried else None,
        "continued_use": any(use.continued_use for use in uses),
    }[measure.name]


def matched_slowly(officer, measure):
    own, others = Counter(), Counter()
    own_events, other_events = Counter(), Counter()
    for (pk, encounter), uses in encounters_of_everybody().items():
        found = answer(measure, encounter, uses)
        if found is not None:
            cell = cell_of(encounter)
            (own if pk == officer.pk else others)[cell] += 1
            (own_events if pk == officer.pk else other_events)[cell] += found
    alike = [cell for cell in own if others[cell]]
    weights = [own[cell] / others[cell] for cell in alike for _ in range(others[cell])]
    return {
        "number": sum(own[cell] for cell in alike),
        "left_out": sum(own[cell] for cell in own if not others[cell]),
        "observed": sum(own_events[cell] for cell in alike),
        "expected": expected_events(
            strata=[(own[cell], other_events[cell], others[cell]) for cell in alike]
        ),
        "similar": effective_number(
            weights=sum(weights), squares=sum(weight**2 for weight in weights)
        ),
    }


@pytest.mark.parametrize("seed", range(2))
def test_every_number_of_every_officer_is_that_of_the_rows(tree, seed):
    anything(tree, seed=seed, number=70)
    draw = random.Random(seed)
    for encounter in Encounter.objects.all():
        encounter.area = an_area(*draw.choice([("A1", "Aldham"), ("A2", "Boxted")]))
        encounter.reason = draw.choice([EncounterReason.RESPONSE, EncounterReason.WELFARE])
        encounter.age_years = draw.choice([15, 20, 20, 40])
        encounter.ethnicity_perceived = draw.choice(
            [Ethnicity.BLACK, Ethnicity.WHITE, Ethnicity.NOT_REPORTED]
        )
        encounter.save()
        for use in encounter.uses.all():
            use.before_arrest = draw.choice(list(YesNo))
            use.compliance = draw.choice(list(Compliance))
            use.save()
    counts = officer_counts.by_officer(
        tree.force.path, OfficerSelection(officer=everybody(tree)[0], **MONTHS)
    )
    left_out = 0
    for officer in everybody(tree):
        for measure in OFFICER_MEASURES:
            slow = matched_slowly(officer, measure)
            found = counts[officer.pk].measures[measure.name] if officer.pk in counts else None
            if found is None:
                assert slow["number"] == slow["left_out"] == 0
                continue
            assert (found.number, found.left_out) == (slow["number"], slow["left_out"])
            assert found.observed == slow["observed"]
            assert found.expected == pytest.approx(slow["expected"])
            assert found.similar == pytest.approx(slow["similar"])
            left_out += found.left_out
    assert left_out > 0


# -- What is shown --------------------------------------------------------------------------------


def plant(tree, *, chosen=(30, 10), others=(10, 30)):
    """The first officer sees more people as Black than everybody else in like encounters."""
    officers = everybody(tree)
    mixed(officers[0], black=chosen[0], white=chosen[1])
    for n, officer in enumerate(officers[1:]):
        mixed(officer, black=others[0] + n % 5 - 2, white=others[1])
    return officers[0]


def test_an_officer_unlike_colleagues_is_shown_drawn_towards_one(tree):
    officer = plant(tree)
    result = figures(officer)
    found = result.chosen
    assert (found.matched.observed, found.matched.number) == (30, 40)
    assert found.matched.expected == pytest.approx(
        matched_slowly(officer, found.measure)["expected"]
    )
    assert 1 < found.shrunken.estimate < found.ratio.estimate
    assert found.shrunken.lower > 1
    assert found.q < 0.05
    prior = found.shrunken.inputs["prior"]
    assert found.shrunken == shrunken_ratio(
        observed=30, expected=found.matched.expected, prior=prior
    )


def test_q_is_over_all_officers_who_can_be_compared(tree):
    officer = plant(tree)
    record([factories.an_officer(team=tree.teams[0])], 5)
    pairs = [
        (one["observed"], one["expected"])
        for one in (matched_slowly(each, OFFICER_MEASURES[0]) for each in everybody(tree))
    ]
    p_values = [min(1, 2 * min(poisson.cdf(o, e), poisson.sf(o - 1, e))) for o, e in pairs]
    result = figures(officer)
    assert result.officers_judged == len(pairs)
    assert result.chosen.q == pytest.approx(false_discovery_control(p_values)[0], rel=1e-9)


def test_whoever_works_where_more_black_people_are_met_is_compared_with_colleagues_there(tree):
    officers = everybody(tree)
    for n, officer in enumerate(officers):
        where = an_area("A2", "Boxted") if n < 5 else an_area("A1", "Aldham")
        mixed(officer, black=32 if n < 5 else 4, white=8 if n < 5 else 36, area=where)
    found = figures(officers[0]).chosen
    assert (found.matched.observed, found.matched.number) == (32, 40)
    assert found.ratio.estimate == pytest.approx(1)


def test_where_officers_vary_no_more_than_chance_nothing_is_said_of_one(tree):
    for officer in everybody(tree):
        mixed(officer, black=20, white=20)
    found = figures(everybody(tree)[0]).chosen
    assert found.ratio.estimate == pytest.approx(1)
    assert (found.shrunken.state, found.shrunken.estimate) == (State.NOT_ESTIMABLE, None)
    assert found.note == ALL_ALIKE


@pytest.mark.parametrize(
    ("own", "others", "note"),
    [
        (29, 40, "fewer than 30 encounters"),
        (40, 3, "fewer than 50 similar encounters by colleagues"),
    ],
)
def test_below_the_gates_there_is_no_number_of_the_officer(tree, own, others, note):
    officers = everybody(tree)
    mixed(officers[0], black=own - own // 2, white=own // 2)
    for officer in officers[1:]:
        record([officer], others // 2, **SEEN_AS_BLACK)
        record([officer], others - others // 2)
    result = figures(officers[0])
    assert result.chosen.ratio.note == note
    header = REPORT.header()
    for line in REPORT.lines(result):
        row = dict(zip(header, line, strict=True))
        if row["measure"] == "seen_as_black":
            names = ("observed", "expected", "ratio", "shrunk_ratio", "lo", "hi", "ks", "q_value")
            assert [row[name] for name in names] == [None] * len(names)
            assert row["state"] == "insufficient"


def test_a_second_account_of_the_same_officer_is_no_second_encounter(tree):
    officer = plant(tree)
    before = figures(officer).encounters
    for use in HandcuffUse.objects.filter(officer=officer).select_related("encounter")[:5]:
        an_account(use.encounter, by=officer)
    assert figures(officer).encounters == before == 40


def test_a_colleagues_account_makes_it_the_colleagues_encounter_too(tree):
    officer, colleague = everybody(tree)[:2]
    for encounter in record([officer], 12):
        an_account(encounter, by=colleague)
    assert figures(colleague).encounters == 12


# -- Whether they are alike -----------------------------------------------------------------------


def test_encounters_alike_in_every_hour_age_and_month_have_no_distance(tree):
    result = figures(plant(tree))
    assert set(result.imbalance.values()) == {0}
    assert result.chosen.ks == 0


def test_hours_that_never_meet_within_a_block_are_told(tree):
    officers = everybody(tree)
    mixed(officers[0], black=30, white=10, occurred_at=NOON + timedelta(hours=3))
    for officer in officers[1:]:
        mixed(officer, black=10, white=30)
    result = figures(officers[0])
    assert result.imbalance["hours"] == pytest.approx(1)
    assert result.imbalance["ages"] == 0
    assert result.chosen.ks == pytest.approx(1)


# -- Beside colleagues ----------------------------------------------------------------------------


def test_colleagues_of_the_team_stand_beside_without_names_and_in_an_order_that_says_nothing(tree):
    officer = plant(tree)
    result = figures(officer)
    assert len(result.beside) == 3
    refs = [one.officer_ref for one in result.beside]
    assert refs == sorted(refs)
    written = str([list(line) for line in REPORT.lines(result)])
    for person in everybody(tree):
        assert person.name not in written
        assert person.warrant_number not in written


def test_fewer_than_three_colleagues_are_not_drawn(tree):
    officer = plant(tree)
    User.objects.filter(pk=everybody(tree)[1].pk).update(team=tree.teams[1])
    assert figures(officer).colleagues == ()


def test_an_officer_without_records_has_an_empty_result(tree):
    plant(tree)
    result = figures(factories.an_officer(team=tree.teams[0]))
    assert result.is_empty
    assert {one.ratio.state for one in result.figures} == {State.NOT_ESTIMABLE}


def test_the_queries_do_not_grow_with_officers(tree):
    officer = plant(tree)
    selection = worked_out(officer)
    with CaptureQueriesContext(connection) as few:
        REPORT.compute(selection, now=NOW)
    for _ in range(10):
        mixed(factories.an_officer(team=tree.teams[0]), black=10, white=30)
    worked_out(officer)
    with CaptureQueriesContext(connection) as many:
        result = REPORT.compute(selection, now=NOW)
    assert len(result.beside) == 13
    assert len(few) == len(many) == 4


def test_without_a_run_there_are_no_figures_and_the_file_says_why(tree):
    selection = OfficerSelection(officer=plant(tree), **MONTHS)
    result = REPORT.compute(selection, now=NOW)
    assert result.standing is None
    assert {(one.state, one.note) for one in result.rows} == {(State.NOT_ESTIMABLE, NOT_WORKED_OUT)}
