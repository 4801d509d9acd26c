"""The cube is what the register says, whatever is done to the register and by whom."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import Role
from records import actions
from records.models import Encounter
from records.questionnaire import ENCOUNTER_QUESTIONS, USE_QUESTIONS, Section
from records.vocabulary import (
    COUNTED_STATUSES,
    Assessment,
    Compliance,
    EscalationCategory,
    Ethnicity,
    Status,
    YesNo,
)
from reporting import cube
from reporting.models import CubeCell
from tests.reporting.registering import (
    ACCOUNT,
    NOON,
    OCCASION,
    a_person,
    a_team,
    an_account,
    an_area,
    an_encounter,
    encounters,
    new_encounter,
)

JUDGEMENT = actions.Judgement(
    lawful_basis=Assessment.MET,
    necessity=Assessment.MET,
    proportionality=Assessment.MET,
    de_escalation=Assessment.MET,
    video_viewed=YesNo.YES,
)


def cells() -> dict[tuple, tuple[int, int, int]]:
    """Every cell that is not zero: (month, area, ethnicity, compliance, ...) -> measures."""
    rows = CubeCell.objects.values_list(*cube.DIMENSIONS, *cube.MEASURES)
    keys = len(cube.DIMENSIONS)
    return {row[:keys]: row[keys:] for row in rows if any(row[keys:])}


def test_the_migration_installs_what_the_code_says():
    migration = import_module("reporting.migrations.0002_cube_follows_register")

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
    colleague = a_person("C", Role.OFFICER, team=encounter.team)
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


@pytest.mark.django_db
def test_every_step_of_the_workflow_leaves_the_cube_exact():
    """Each step as the pages take it, and the count after it."""
    team = a_team()
    officer = a_person("O", Role.OFFICER, team=team)
    colleague = a_person("C", Role.OFFICER, team=team)
    supervisor = a_person("S", Role.SUPERVISOR, team=team)
    standards = a_person("P", Role.PROFESSIONAL_STANDARDS)
    area = an_area("A1", "Aldham")

    def counted_after(encounter: Encounter) -> tuple[int, int]:
        assert cube.differences() == []
        return (
            sum(cell.encounters for cell in CubeCell.objects.all()),
            sum(cell.encounters for cell in CubeCell.objects.filter(accepted=True)),
        )

    def filed() -> Encounter:
        encounter = actions.start(encounter_id=new_encounter(by=officer).pk, by=officer, at=NOON)
        answers = {**OCCASION, **ACCOUNT, "area": area, "occurred_at": NOON}
        answers |= {"applied_at": NOON, "ended_at": NOON + timedelta(minutes=5)}
        for section in Section:
            asked = {
                question.name
                for questions in (ENCOUNTER_QUESTIONS, USE_QUESTIONS)
                for question in questions.get(section, ())
            }
            encounter = actions.save_section(
                encounter_id=encounter.pk,
                section=section,
                answers={name: answers[name] for name in asked & set(answers)},
                colleagues={colleague: "applied"} if section is Section.VIDEO else None,
                version_seen=encounter.version,
                by=officer,
                at=NOON + timedelta(minutes=30),
            )
        before = counted_after(encounter)
        encounter = actions.submit(
            encounter_id=encounter.pk, version_seen=encounter.version, by=officer, at=later
        )
        assert counted_after(encounter) == (before[0] + 1, before[1])
        return encounter

    def take(action, encounter: Encounter, *, by, **more) -> Encounter:
        return action(
            encounter_id=encounter.pk, version_seen=encounter.version, by=by, at=later, **more
        )

    later = NOON + timedelta(hours=1)
    encounter = filed()
    encounter = take(
        actions.return_with_question,
        encounter,
        by=supervisor,
        judgement=JUDGEMENT,
        question="Why?",
        question_for=officer,
    )
    assert counted_after(encounter) == (1, 0)
    encounter = take(actions.resubmit, encounter, by=officer, answer="Because.")
    assert counted_after(encounter) == (1, 0)
    encounter = take(actions.accept, encounter, by=supervisor, judgement=JUDGEMENT)
    assert counted_after(encounter) == (1, 1)

    for conclude, accepted in ((actions.clear, 2), (actions.uphold, 2)):
        encounter = take(
            actions.escalate,
            filed(),
            by=supervisor,
            judgement=replace(JUDGEMENT, comment="A question of its own"),
            category=EscalationCategory.OTHER,
        )
        encounter = take(conclude, encounter, by=standards, judgement=JUDGEMENT)
        assert counted_after(encounter)[1] == accepted
    encounter = take(actions.withdraw, filed(), by=officer, reason="Twice recorded")
    assert counted_after(encounter) == (3, 2)


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
        }

    def some_rows():
        known = list(Encounter.objects.order_by("reference").values_list("pk", flat=True))
        return Encounter.objects.filter(
            pk__in=chance.sample(known, chance.randrange(len(known) + 1))
        )

    for _ in range(25):
        match chance.randrange(6):
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
        assert cube.differences() == []
    assert Encounter.objects.counted().count() == sum(row[0] for row in cells().values())


@pytest.mark.django_db
def test_what_is_rolled_back_was_never_counted():
    with transaction.atomic():
        encounters(3)
        transaction.set_rollback(True)

    assert cells() == {}


@pytest.mark.django_db
def test_whoever_writes_an_encounter_keeps_the_cube_and_needs_no_right_to_it(as_web_role):
    by, area = an_officer_and_an_area()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
        cursor.execute("RESET ROLE")
        cursor.execute(f"REVOKE ALL ON reporting_cube FROM {connection.ops.quote_name(role)}")
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(role)}")
    an_encounter(by=by, area=area)

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert sum(row[0] for row in cells().values()) == 1


def an_officer_and_an_area():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
        cursor.execute("RESET ROLE")
        encounter = new_encounter()
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(role)}")
    return encounter.reporting_officer, encounter.area


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_neither_block_one_another_for_ever_nor_miscount():
    """Statements that touch the same cells in opposite orders."""
    areas = [an_area(f"R{number}", f"Area {number}") for number in range(4)]
    groups = Ethnicity.values
    by = new_encounter().reporting_officer
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
    ] == [("A1", 0, 2), ("B1", 2, 0)]


@pytest.mark.django_db
def test_a_damaged_cube_does_not_stop_a_record():
    encounter = an_encounter()
    CubeCell.objects.all().delete()

    encounter.delete()

    assert [row[0] for row in cells().values()] == [-1]
