"""Every version of every row, written by the database, with who did it and why in the row."""

import pghistory
import pgtrigger
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import InternalError
from django.utils import timezone

from records import actions
from records.models import Encounter, HandcuffUse, OfficerPresent, Review
from records.models.encounter import DERIVED
from records.questionnaire import Section
from records.vocabulary import Involvement, ReturnReason
from tests.factories import a_draft, a_judgement, complete_answers
from tests.records.conftest import write_account

TRACKED = (Encounter, HandcuffUse, OfficerPresent, Review)


def history_of(row):
    return row_history(type(row)).filter(pgh_obj_id=row.pk).order_by("pgh_id")


def row_history(model):
    return apps.get_model("records", f"{model.__name__}Event").objects


@pytest.mark.parametrize("model", TRACKED)
def test_history_keeps_every_column_that_somebody_fills_in(model):
    columns = {one.column for one in model._meta.concrete_fields}
    kept = {one.column for one in row_history(model).model._meta.concrete_fields}
    derived = set(DERIVED) if model is Encounter else set()
    assert columns - kept == derived


def test_a_new_row_a_change_and_a_deletion_are_each_a_row(cast):
    draft = a_draft(cast.officer)
    row = OfficerPresent.objects.create(
        encounter=draft, officer=cast.helper, involvement=Involvement.PRESENT
    )
    history = history_of(row)
    row.involvement = Involvement.ASSISTED
    row.save()
    row.delete()
    assert list(history.values_list("pgh_label", "involvement")) == [
        ("insert", "present"),
        ("update", "assisted"),
        ("delete", "assisted"),
    ]


def test_a_change_by_raw_sql_is_kept_as_well(cast):
    draft = a_draft(cast.officer)
    history = history_of(draft)
    before = history.count()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_encounter SET gender = 'male' WHERE id = %s", [draft.pk])
    assert history.count() == before + 1
    assert (history.last().pgh_label, history.last().gender) == ("update", "male")


def test_a_change_of_nothing_is_no_row(cast):
    draft = a_draft(cast.officer)
    before = history_of(draft).count()
    Encounter.objects.filter(pk=draft.pk).update(gender="")
    assert history_of(draft).count() == before


def test_what_the_database_sums_up_by_itself_is_no_edit(cast, in_status):
    """A colleague's account changes the sums on the encounter, not what the officer reported."""
    encounter = write_account(cast.colleague, in_status("submitted"), compliance="non_compliant")
    actions.give_account(
        encounter_id=encounter.pk,
        version_seen=encounter.version,
        by=cast.colleague,
        at=timezone.now(),
    )
    encounter.refresh_from_db()
    assert encounter.compliance == "non_compliant"
    last = history_of(encounter).last()
    assert last.pgh_context["action"] == "give_account"
    assert last.version == encounter.version
    versions = list(history_of(encounter).values_list("version", flat=True))
    assert versions == sorted(set(versions)), "one row for each version, and no other"


def test_every_row_that_an_action_touches_carries_its_actor(cast, in_status):
    encounter = in_status("submitted")
    last = {model: row_history(model).latest("pgh_id").pgh_id for model in TRACKED}
    at = timezone.now()
    encounter = actions.return_with_question(
        encounter_id=encounter.pk,
        judgement=a_judgement(),
        question="Why?",
        question_for=cast.officer,
        reasons=[ReturnReason.TOO_SHORT],
        version_seen=encounter.version,
        by=cast.sergeant,
        at=at,
    )
    encounter = actions.save_section(
        encounter_id=encounter.pk,
        section=Section.VIDEO,
        answers=complete_answers(Section.VIDEO, camera_references=["BWV-2"]),
        colleagues={cast.colleague: Involvement.APPLIED},
        version_seen=encounter.version,
        by=cast.officer,
        at=at,
    )
    actions.resubmit(
        encounter_id=encounter.pk,
        answer="Because",
        version_seen=encounter.version,
        by=cast.officer,
        at=at,
    )
    written = [
        (model.__name__, row.pgh_label, row.pgh_context["action"], row.pgh_context["by"])
        for model in TRACKED
        for row in row_history(model).filter(pgh_id__gt=last[model]).order_by("pgh_id")
    ]
    officer, sergeant = cast.officer.pk, cast.sergeant.pk
    assert written == [
        ("Encounter", "update", "return_with_question", sergeant),
        ("Encounter", "update", "save_section", officer),
        ("Encounter", "update", "resubmit", officer),
        ("OfficerPresent", "delete", "save_section", officer),
        ("OfficerPresent", "delete", "save_section", officer),
        ("Review", "insert", "return_with_question", sergeant),
        ("Review", "update", "resubmit", officer),
    ]


def test_what_was_before_a_change_can_be_read(cast):
    draft = a_draft(cast.officer, complete=True, age_years=24)
    actions.save_section(
        encounter_id=draft.pk,
        section=Section.PERSON,
        answers=complete_answers(Section.PERSON, age_years=17),
        version_seen=draft.version,
        by=cast.officer,
        at=timezone.now(),
    )
    ages = history_of(draft).exclude(age_years=None).values_list("age_years", flat=True)
    assert list(dict.fromkeys(ages)) == [24, 17]


def test_hostile_text_in_a_name_does_not_leave_the_context(cast):
    """The context is handed to the database as a value, never as SQL."""
    cast.officer.name = "O'Hara\"; DROP TABLE records_review; -- %s {} \\"
    cast.officer.save()
    draft = a_draft(cast.officer)
    assert history_of(draft).last().pgh_context["by_label"] == str(cast.officer)


@pytest.mark.parametrize("model", TRACKED)
def test_history_with_rows_in_it_is_not_changed_by_the_orm(in_status, model):
    assert in_status("escalated")
    history = row_history(model)
    assert history.exists()
    for change in (
        lambda: history.update(pgh_label="insert"),
        lambda: history.all().delete(),
        lambda: history.first().save(),
        lambda: history.first().delete(),
    ):
        with (
            pytest.raises((InternalError, RuntimeError), match="append-only"),
            transaction.atomic(),
        ):
            change()


@pytest.mark.parametrize("model", ["StatusChange", "RecordAccess"])
def test_steps_and_accesses_are_not_changed_by_the_orm(cast, in_status, model):
    actions.open_record(
        reference=in_status("accepted").reference,
        reason="Complaint",
        by=cast.standards,
        at=timezone.now(),
    )
    rows = apps.get_model("records", model).objects
    assert rows.exists()
    for change in (
        lambda: rows.update(reason="another"),
        lambda: rows.all().delete(),
        lambda: rows.first().save(),
        lambda: rows.first().delete(),
    ):
        with pytest.raises(InternalError, match="append-only"), transaction.atomic():
            change()


def test_history_cannot_be_switched_off_for_a_session(cast):
    """pgtrigger lets a session ignore its triggers; not here."""
    draft = a_draft(cast.officer)
    before = history_of(draft).count()
    with pgtrigger.ignore():
        Encounter.objects.filter(pk=draft.pk).update(gender="male")
    assert history_of(draft).count() == before + 1


def test_the_context_of_a_request_is_in_the_row_itself(cast):
    """Not in a table beside it that could be changed."""
    with pghistory.context(action="by hand", by=1):
        draft = a_draft(cast.officer)
    assert history_of(draft).first().pgh_context["action"] == "start"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pghistory_context")
        assert cursor.fetchone() == (0,)
