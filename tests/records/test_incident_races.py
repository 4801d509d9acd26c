"""Several officers, or one with two fingers, at the same incident at the same moment."""

import uuid

import pytest
from django.utils import timezone

from records import actions
from records.models import Encounter
from records.vocabulary import Status
from records.workflow import StepNotPossible
from tests.factories import a_draft, an_area, an_encounter
from tests.records.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now().replace(second=0, microsecond=0)


def add(encounter, *, new_id=None):
    return actions.add_person(
        encounter_id=encounter.pk,
        new_id=new_id or uuid.uuid4(),
        by=encounter.reporting_officer,
        at=timezone.now(),
    )


def draft() -> Encounter:
    """One of a new officer, of the same person at the same moment as every other."""
    return a_draft(complete=True, at=NOW, incident_reference="")


def file(one):
    return actions.submit(
        encounter_id=one.pk,
        version_seen=one.version,
        by=one.reporting_officer,
        at=timezone.now(),
    )


def join(own, other):
    return actions.join(
        encounter_id=own.pk,
        other_id=other.pk,
        version_seen=own.version,
        by=own.reporting_officer,
        at=timezone.now(),
    )


def test_people_added_at_once_have_numbers_of_their_own():
    root = an_encounter()
    results = together(*[lambda: add(root)] * 4)
    assert all(isinstance(one, Encounter) for one in results), results
    assert sorted(one.person_key for one in results) == ["P2", "P3", "P4", "P5"]


def test_adding_the_same_person_twice_at_once_is_one_person():
    root, new_id = an_encounter(), uuid.uuid4()
    first, second = together(*[lambda: add(root, new_id=new_id)] * 2)
    assert first == second
    assert root.others_of_incident.count() == 1


def test_of_two_officers_who_file_the_same_at_once_one_is_told_about_the_other():
    an_area()
    first, second = draft(), draft()
    results = together(lambda: file(first), lambda: file(second))
    (taken,) = [one for one in results if isinstance(one, Encounter)]
    (told,) = [one for one in results if isinstance(one, actions.LookAlikes)]
    assert told.alike == [taken]
    assert Encounter.objects.filter(status=Status.SUBMITTED).count() == 1


def test_joining_twice_at_once_joins_once():
    theirs, own = an_encounter(at=NOW), draft()
    results = together(lambda: join(own, theirs), lambda: join(own, theirs))
    assert sum(isinstance(one, Encounter) for one in results) == 1, results
    assert sum(isinstance(one, StepNotPossible) for one in results) == 1, results
    assert theirs.officers_present.count() == theirs.uses.filter(status="draft").count() == 1
