"""The cube is what the register says, whatever is done to the register and by whom."""

import threading
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from records import actions
from records.models import Encounter, Review, UseAssessment
from records.vocabulary import (
    COUNTED_STATUSES,
    UNDECIDED_STATUSES,
    Compliance,
    DeEscalation,
    Ethnicity,
    Gender,
    Involvement,
    SearchPower,
    Status,
    YesNo,
)
from reporting import cube
from reporting.models import CubeCell, PeopleCell
from tests import factories
from tests.reporting.registering import (
    NOON,
    an_account,
    an_area,
    an_encounter,
    encounters,
    new_encounter,
    plain_officer,
)

SEARCHES = (
    {"searched": "no"},
    {"searched": "yes", "search_power": SearchPower.MDA_S23},
    {"searched": "yes", "search_power": SearchPower.PACE_S1},
    {"searched": "yes", "search_power": SearchPower.OTHER},
)


def cells() -> dict[tuple, tuple[int, int, int]]:
    """Cells by kind that are not zero: (month, area, ...) -> encounters, reports, late."""
    measures = ("encounters", "officer_reports", "late")
    rows = CubeCell.objects.values_list(*cube.KINDS.dimensions, *measures)
    keys = len(cube.KINDS.dimensions)
    return {row[:keys]: row[keys:] for row in rows if any(row[keys:])}


def test_the_migration_installs_what_the_code_says():
    migration = import_module("reporting.migrations.0011_search_power")

    assert cube.install_sql() == migration.INSTALL


@pytest.mark.django_db
def test_an_encounter_is_counted_in_its_month_place_and_kind():
    an_encounter(ethnicity_perceived="black", officer_reports=2, is_late=True, late_explanation="x")

    assert cells() == {(date(2026, 3, 1), "A1", "black", "", "", False): (1, 2, 1)}


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status)
def test_counted_statuses_are_counted_and_no_others(status):
    an_encounter(status=status)

    expected = 1 if status in COUNTED_STATUSES else 0
    assert sum(encounters for encounters, _, _ in cells().values()) == expected
    assert {key[5] for key in cells()} <= {status == Status.ACCEPTED}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2026, 3, 31, 22, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 31, 23, 0, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 10, 31, 23, 59, tzinfo=UTC), date(2026, 10, 1)),
        (datetime(2026, 11, 1, 0, 0, tzinfo=UTC), date(2026, 11, 1)),
    ],
)
def test_the_month_is_the_one_in_london(moment, month):
    an_encounter(occurred_at=moment)

    assert [key[0] for key in cells()] == [month]


@pytest.mark.django_db
def test_an_account_given_later_moves_the_encounter_to_another_cell():
    encounter = an_encounter()
    an_account(encounter, compliance="compliant")
    colleague = factories.an_officer()
    an_account(encounter, by=colleague, compliance="non_compliant", before_arrest="no")

    (key,) = cells()
    assert key[3:5] == ("non_compliant", "yes")
    assert cells()[key] == (1, 2, 0)
    assert cube.differences() == []


@pytest.mark.django_db
def test_a_changed_answer_moves_it_and_a_deleted_row_leaves_it():
    encounter = an_encounter(ethnicity_perceived="black")
    encounter.ethnicity_perceived = "mixed"
    encounter.area = an_area("B1", "Bexham")
    encounter.occurred_at = NOON - timedelta(days=60)
    encounter.save()
    assert list(cells()) == [(date(2026, 1, 1), "B1", "mixed", "", "", False)]

    encounter.delete()
    assert cells() == {}


def counted() -> tuple[int, int]:
    """Encounters in the cube, and accepted ones among them, once it is found exact."""
    assert cube.differences() == []
    totals = CubeCell.objects.aggregate(
        all=Sum("encounters", default=0),
        accepted=Sum("encounters", default=0, filter=Q(accepted=True)),
    )
    return totals["all"], totals["accepted"]


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status)
def test_a_record_taken_to_any_status_by_the_real_steps_is_counted_exactly(status):
    colleague = factories.an_officer()

    encounter = factories.an_encounter(status, colleagues={colleague: Involvement.APPLIED})

    is_counted = int(status in COUNTED_STATUSES)
    assert counted() == (is_counted, int(status == Status.ACCEPTED))
    if status in UNDECIDED_STATUSES:
        factories.give_account(
            encounter=encounter, officer=colleague, compliance=Compliance.NON_COMPLIANT
        )
        assert counted() == (1, 0)
        cell = CubeCell.objects.get(encounters=1)
        assert (cell.compliance, cell.officer_reports) == (Compliance.NON_COMPLIANT, 2)


@pytest.mark.django_db
def test_an_answered_question_and_a_cleared_concern_are_counted_exactly():
    standards = factories.professional_standards()
    returned = factories.an_encounter(Status.RETURNED)
    actions.resubmit(
        encounter_id=returned.pk,
        version_seen=returned.version,
        answer="Because.",
        by=returned.reporting_officer,
        at=timezone.now(),
    )
    assert counted() == (1, 0)
    escalated = factories.an_encounter(Status.ESCALATED)
    actions.clear(
        encounter_id=escalated.pk,
        version_seen=escalated.version,
        judgement=factories.a_judgement(),
        by=standards,
        at=timezone.now(),
    )
    assert counted() == (2, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_any_sequence_of_statements_leaves_the_cube_exact(seed):
    """Inserts, updates and deletes of many rows at once, drawn at random."""
    chance = Random(seed)
    areas = [an_area(f"R{number}", f"Area {number}") for number in range(3)]

    def choices() -> dict:
        return {
            "status": chance.choice(Status.values),
            "area": chance.choice(areas),
            "ethnicity_perceived": chance.choice(Ethnicity.values),
            "occurred_at": NOON - timedelta(hours=chance.randrange(3000)),
            "compliance": chance.choice(["", *Compliance.values]),
            "before_arrest": chance.choice(["", *YesNo.values]),
            "officer_reports": chance.randrange(4),
            "age_basis": "estimated",
            "age_years": chance.randrange(8, 90),
            "gender": chance.choice(Gender.values),
            "ethnicity_self_defined": chance.choice(["w1", "b2", "o9", "ns"]),
            "injured": chance.choice(["no", "unknown"]),
            "no_de_escalation": chance.random() < 0.5,
            "continued_unjustified": chance.random() < 0.5,
            "minutes_in_handcuffs": chance.choice([None, 3, 40]),
            **chance.choice(SEARCHES),
        }

    def some_rows():
        known = list(Encounter.objects.order_by("reference").values_list("pk", flat=True))
        return Encounter.objects.filter(
            pk__in=chance.sample(known, chance.randrange(len(known) + 1))
        )

    for _ in range(25):
        match chance.randrange(7):
            case 0 | 1:
                Encounter.objects.bulk_create(
                    new_encounter(**choices()) for _ in range(chance.randrange(1, 15))
                )
            case 2:
                some_rows().update(ethnicity_perceived=chance.choice(Ethnicity.values))
            case 3:
                some_rows().filed().update(
                    submitted_at=NOON + timedelta(days=1),
                    area=chance.choice(areas),
                    occurred_at=NOON - timedelta(hours=chance.randrange(3000)),
                    officer_reports=chance.randrange(4),
                )
            case 4:
                status = chance.choice([Status.ACCEPTED, Status.WITHDRAWN, Status.UPHELD])
                some_rows().update(
                    status=status, review_due_at=None, submitted_at=NOON + timedelta(days=1)
                )
            case 5:
                some_rows().filter(status=Status.DRAFT).delete()
            case 6:
                some_rows().update(
                    age_years=chance.randrange(8, 90),
                    gender=chance.choice(Gender.values),
                    minutes_in_handcuffs=chance.choice([None, 7]),
                    no_de_escalation=chance.random() < 0.5,
                    version=F("version") + 1,
                )
        assert cube.differences() == []
    assert Encounter.objects.counted().count() == sum(row[0] for row in cells().values())


@pytest.mark.django_db
def test_what_is_rolled_back_was_never_counted():
    with transaction.atomic():
        encounters(3)
        transaction.set_rollback(True)

    assert cells() == {}


@pytest.mark.django_db
def test_whoever_writes_an_encounter_keeps_the_cube_and_needs_no_right_to_it(request):
    by, area = plain_officer(), an_area("A1", "Aldham")
    with connection.cursor() as cursor:
        request.getfixturevalue("as_web_role")
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
        cursor.execute("RESET ROLE")
        cursor.execute(f'REVOKE ALL ON reporting_cube FROM "{role}"')
        cursor.execute(f'SET LOCAL ROLE "{role}"')
        an_encounter(by=by, area=area)
        cursor.execute("RESET ROLE")

    assert sum(row[0] for row in cells().values()) == 1


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_neither_block_one_another_for_ever_nor_miscount():
    """Statements that touch the same cells in opposite orders."""
    areas = [an_area(f"R{number}", f"Area {number}") for number in range(4)]
    groups = Ethnicity.values
    by = plain_officer()
    failures = []

    def write(order: int) -> None:
        try:
            for _ in range(8):
                rows = [
                    new_encounter(by=by, area=area, ethnicity_perceived=group)
                    for area in areas[::order]
                    for group in groups[::order]
                ]
                Encounter.objects.bulk_create(rows)
                Encounter.objects.filter(pk__in=[row.pk for row in rows]).update(
                    ethnicity_perceived=groups[0]
                )
        except Exception as failure:  # for the thread that asserts
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(order,)) for order in (1, -1, 1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert cube.differences() == []
    assert sum(row[0] for row in cells().values()) == 4 * 8 * len(areas) * len(groups)


@pytest.mark.django_db
def test_verify_names_what_differs_and_rebuild_repairs_it():
    encounters(3, ethnicity_perceived="black")
    call_command("verify_cube", stdout=StringIO())
    CubeCell.objects.filter(ethnicity_perceived="black").update(encounters=5, officer_reports=1)

    said = StringIO()
    with pytest.raises(CommandError, match="1 cells differ"):
        call_command("verify_cube", stderr=said)
    assert "2026-03 A1 black" in said.getvalue()
    assert "'encounters': 5" in said.getvalue()
    assert "'encounters': 3" in said.getvalue()

    call_command("rebuild_cube", stdout=StringIO())
    assert cube.differences() == []
    assert [row[0] for row in cells().values()] == [3]


@pytest.mark.django_db
def test_verify_also_sees_cells_that_are_missing_or_should_not_be():
    encounters(2)
    CubeCell.objects.update(area=an_area("B1", "Bexham"))

    assert [
        (difference.area, difference.kept["encounters"], difference.counted["encounters"])
        for difference in cube.differences()
        if difference.cube == cube.KINDS.name
    ] == [("A1", 0, 2), ("B1", 2, 0)]


@pytest.mark.django_db
def test_people_are_counted_by_both_ethnicities_age_and_gender():
    encounter = an_encounter(
        ethnicity_perceived="black",
        ethnicity_self_defined="m1",
        age_basis="estimated",
        age_years=17,
        gender="male",
        outcomes=["arrested", "hospitalised"],
        arrested_at=NOON,
    )
    an_account(encounter, compliance="compliant", before_arrest="yes", minutes=12)

    cell = PeopleCell.objects.get(encounters__gt=0)
    assert (cell.self_defined_group, cell.age_group, cell.gender) == ("mixed", "16_17", "male")
    assert (cell.before_arrest, cell.compliant, cell.arrested, cell.children) == (1, 1, 1, 1)
    assert (cell.minutes, cell.no_further_action, cell.injured) == (12, 0, 0)
    assert cube.differences() == []


@pytest.mark.django_db
def test_searches_are_counted_by_whether_their_power_is_a_named_one():
    for search in SEARCHES:
        an_encounter(**search)

    cell = CubeCell.objects.get(encounters__gt=0)
    assert (cell.encounters, cell.named_power, cell.other_power) == (4, 2, 1)
    assert cube.differences() == []


@pytest.mark.django_db
def test_the_fingerprint_is_another_after_any_step_and_the_same_for_the_same_records():
    def fingerprint():
        return CubeCell.objects.aggregate(found=Sum("fingerprint"))["found"]

    colleague = factories.an_officer()
    encounter = factories.an_encounter(
        Status.SUBMITTED, colleagues={colleague: Involvement.APPLIED}
    )
    seen = [fingerprint()]
    factories.give_account(encounter=encounter, officer=colleague)
    seen.append(fingerprint())
    another = an_encounter()
    seen.append(fingerprint())
    another.delete()

    assert len(set(seen)) == 3
    assert fingerprint() == seen[1]
    cube.rebuild()
    assert fingerprint() == seen[1]


@pytest.mark.django_db
def test_without_de_escalation_is_what_every_account_says():
    encounter = an_encounter()
    none = {"de_escalation": [DeEscalation.NONE], "no_de_escalation_reason": "No time"}
    an_account(encounter, minutes=5, **none)
    assert CubeCell.objects.aggregate(found=Sum("no_de_escalation"))["found"] == 1

    an_account(encounter, by=factories.an_officer(), minutes=31)
    counted = CubeCell.objects.aggregate(none=Sum("no_de_escalation"), minutes=Sum("minutes"))
    assert counted == {"none": 0, "minutes": 31}
    assert cube.differences() == []


def judged(encounter: Encounter, *found: str) -> int:
    """Accept it with these judgements of continued use, one after the other; what is counted."""
    for number, answer in enumerate(found):
        review = Review.objects.create(
            encounter=encounter,
            reviewer=factories.a_supervisor(),
            at=NOON + timedelta(hours=number),
            decision="accept",
            lawful_basis="met",
            necessity="met",
            proportionality="met",
            de_escalation="met",
            video_viewed="yes",
        )
        UseAssessment.objects.create(
            review=review,
            use=encounter.uses.get(),
            lawful_basis="met",
            necessity="met",
            proportionality="met",
            de_escalation="met",
            continued_use=answer,
        )
    assert cube.differences() == []
    return CubeCell.objects.aggregate(found=Sum("continued_unjustified"))["found"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("found", "counted"),
    [
        (["met"], 0),
        (["not_met"], 1),
        (["unclear"], 0),
        (["not_met", "met"], 0),
        (["met", "not_met"], 1),
        (["not_met", ""], 1),
        ([""], 0),
    ],
)
def test_the_last_judgement_of_continued_use_counts(found, counted):
    encounter = an_encounter()
    an_account(encounter, minutes=40, justification_continued="He ran twice.")

    assert judged(encounter, *found) == counted


@pytest.mark.django_db
def test_a_damaged_cube_does_not_stop_a_record():
    encounter = an_encounter()
    CubeCell.objects.all().delete()

    encounter.delete()

    assert [row[0] for row in cells().values()] == [-1]
