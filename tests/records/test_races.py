"""Two people, or one with two fingers, at the same moment: real transactions side by side."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from audit.chain import verify
from audit.models import Event
from records import actions
from records.models import DipSample, Encounter, HandcuffUse, Review
from records.vocabulary import EscalationCategory, Status
from records.workflow import StepNotPossible
from tests.factories import (
    a_draft,
    a_judgement,
    a_supervisor,
    an_encounter,
    an_officer,
    professional_standards,
)

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[object]:
    """What each returns or raises, all begun at once, each on a connection of its own."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_starting_twice_at_once_is_one_draft():
    officer, key = an_officer(), uuid.uuid4()
    events = Event.objects.count()

    def start():
        return actions.start(encounter_id=key, by=officer, at=timezone.now())

    first, second = together(start, start)
    assert first == second
    assert Encounter.objects.count() == HandcuffUse.objects.count() == 1
    assert Event.objects.count() == events + 1
    assert verify().holds


def test_filing_twice_at_once_is_filing_once():
    draft = a_draft(complete=True)

    def submit():
        return actions.submit(
            encounter_id=draft.pk,
            version_seen=draft.version,
            by=draft.reporting_officer,
            at=timezone.now(),
        )

    results = together(submit, submit, submit)
    assert sum(isinstance(one, Encounter) for one in results) == 1
    assert sum(isinstance(one, StepNotPossible) for one in results) == 2
    assert draft.status_changes.filter(step="submit").count() == 1
    assert Event.objects.filter(action="submit").count() == 1
    assert verify().holds


def test_of_two_decisions_at_once_one_is_taken():
    filed = an_encounter()
    one, another = a_supervisor(team=filed.team), a_supervisor(team=filed.team)
    common = {"encounter_id": filed.pk, "version_seen": filed.version, "at": timezone.now()}
    results = together(
        lambda: actions.accept(**common, judgement=a_judgement(), by=one),
        lambda: actions.escalate(
            **common, judgement=a_judgement(), category=EscalationCategory.OTHER, by=another
        ),
    )
    assert sum(isinstance(result, StepNotPossible) for result in results) == 1
    review = Review.objects.get()
    assert filed.status_changes.latest("id").by == review.reviewer
    filed.refresh_from_db()
    taken = {"accept": Status.ACCEPTED, "escalate": Status.ESCALATED}
    assert filed.status == taken[review.decision]


def test_of_two_windows_saved_at_once_one_is_told_about_the_other():
    draft = a_draft()

    def save(gender):
        return actions.save_section(
            encounter_id=draft.pk,
            section="person",
            answers={"gender": gender},
            version_seen=draft.version,
            by=draft.reporting_officer,
            at=timezone.now(),
        )

    results = together(lambda: save("male"), lambda: save("female"))
    (kept,) = [one for one in results if isinstance(one, Encounter)]
    (stale,) = [one for one in results if isinstance(one, actions.Stale)]
    draft.refresh_from_db()
    assert draft.gender == kept.gender == stale.encounter.gender
    assert draft.version == 2


def draw_a_sample(*, by, page_id=None):
    today = timezone.localdate()
    return lambda: actions.draw_dip_sample(
        first_day=today,
        last_day=today,
        size=1,
        seed=1,
        reviewers=[by],
        by=by,
        at=timezone.now(),
        page_id=page_id,
    )


def test_drawing_twice_at_once_gives_nobody_the_same_record_twice():
    an_encounter(Status.ACCEPTED)
    by = professional_standards()
    results = together(draw_a_sample(by=by), draw_a_sample(by=by))
    assert DipSample.objects.get() in results
    assert [type(one) for one in results if not isinstance(one, DipSample)] == [actions.NotAllowed]


def test_one_page_sent_twice_at_once_draws_one_sample():
    an_encounter(Status.ACCEPTED)
    by, page_id = professional_standards(), uuid.uuid4()
    results = together(*[draw_a_sample(by=by, page_id=page_id)] * 2)
    assert results == [DipSample.objects.get()] * 2


def test_the_actor_of_one_action_is_not_that_of_what_comes_next():
    """The context of history ends with the action, also when the action fails."""
    draft = a_draft()
    history = apps.get_model("records", "EncounterEvent").objects
    assert history.get().pgh_context["action"] == "start"
    with pytest.raises(actions.Stale):
        actions.discard(
            encounter_id=draft.pk, version_seen=99, by=draft.reporting_officer, at=timezone.now()
        )
    Encounter.objects.filter(pk=draft.pk).update(gender="male")
    assert history.latest("pgh_id").pgh_context is None
