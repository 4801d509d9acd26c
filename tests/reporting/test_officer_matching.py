"""One officer against similar encounters by colleagues: counted right, each in its own register.

What the database adds up is compared with the package's formulas over the rows of the register.
"""

import random
from datetime import timedelta

import pytest

from records.models import Encounter
from records.vocabulary import (
    Compliance,
    EncounterReason,
    Ethnicity,
    YesNo,
)
from reporting.reports import officer_counts
from reporting.reports.officer_counts import OFFICER_MEASURES
from reporting.reports.officer_figures import ALL_ALIKE, REPORT
from reporting.reports.officer_filters import OfficerSelection
from reporting.statistics import State
from tests.reporting.officering import (
    MONTHS,
    SEEN_AS_BLACK,
    encounters_of_everybody,
    everybody,
    figures,
    matched_slowly,
    mixed,
)
from tests.reporting.registering import NOON, an_area
from tests.reporting.teaming import a_tree, an_account, anything, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def few():
    """Four officers of two teams, who have recorded nothing."""
    return a_tree(teams=1, officers=2)


@pytest.fixture
def tree():
    return a_tree(teams=3, officers=4)


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
    given = encounters_of_everybody()
    left_out = 0
    for officer in everybody(tree):
        for measure in OFFICER_MEASURES:
            slow = matched_slowly(given, officer, measure)
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


def test_whoever_works_where_more_black_people_are_met_is_compared_with_colleagues_there():
    officers = everybody(a_tree(teams=2, officers=2))
    for n, officer in enumerate(officers):
        where = an_area("A2", "Boxted") if n < 3 else an_area("A1", "Aldham")
        mixed(officer, black=28 if n < 3 else 4, white=4 if n < 3 else 28, area=where)
    found = figures(officers[0]).chosen
    assert (found.matched.observed, found.matched.number) == (28, 32)
    assert found.ratio.estimate == pytest.approx(1)


def test_where_officers_vary_no_more_than_chance_nothing_is_said_of_one(few):
    for officer in everybody(few):
        mixed(officer, black=16, white=16)
    found = figures(everybody(few)[0]).chosen
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
def test_below_the_gates_there_is_no_number_of_the_officer(few, own, others, note):
    officers = everybody(few)
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


def test_a_colleagues_account_makes_it_the_colleagues_encounter_too(few):
    officer, colleague = everybody(few)[:2]
    for encounter in record([officer], 12):
        an_account(encounter, by=colleague)
    assert figures(colleague).encounters == 12


def test_hours_that_never_meet_within_a_block_are_told(few):
    officers = everybody(few)
    mixed(officers[0], black=30, white=10, occurred_at=NOON + timedelta(hours=3))
    for officer in officers[1:]:
        mixed(officer, black=10, white=30)
    result = figures(officers[0])
    assert result.imbalance["hours"] == pytest.approx(1)
    assert result.imbalance["ages"] == 0
    assert result.chosen.ks == pytest.approx(1)
