"""Every change of state: what it writes, what it refuses, and that it is all or nothing."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from audit.models import Event, Operation
from records import actions
from records.models import Encounter, StatusChange
from records.questionnaire import Section
from records.vocabulary import (
    Assessment,
    DenialResponse,
    EscalationCategory,
    Involvement,
    ReturnReason,
    Status,
)
from records.workflow import TRANSITIONS, Step, StepNotPossible
from tests.factories import a_draft, a_judgement, an_encounter, complete_answers
from tests.records.conftest import everything_written, write_account

LATER = timedelta(minutes=5)
CONCERN = a_judgement(proportionality=Assessment.NOT_MET, comment="Too long for a search")


@dataclass
class Case:
    """One action, ready to be taken: on what, by whom, and what should come of it."""

    encounter: Encounter | None
    by: str
    operation: Operation
    more: dict[str, Any] = field(default_factory=dict)
    step: str = ""  # of the status row; empty when the action is no step
    reason: str = ""
    versioned: bool = True


def get_ready(force) -> dict[str, Case]:
    """Every action by its name, with a record of its own to be taken on."""

    def draft(**options) -> Encounter:
        return a_draft(force.officer, **options)

    def filed(status: str = "submitted") -> Encounter:
        return an_encounter(
            status, officer=force.officer, supervisor=force.sergeant, colleagues=force.present()
        )

    def denied() -> Encounter:
        encounter = filed()
        return actions.deny_involvement(
            encounter_id=encounter.pk,
            reason="I was elsewhere",
            version_seen=encounter.version,
            by=force.colleague,
            at=timezone.now(),
        )

    opened, read = filed(), filed()
    amended, dropped = filed(), filed("accepted")
    for prepared in (amended, dropped):
        actions.prepare_amendment(
            encounter_id=prepared.pk,
            section=Section.PERSON,
            answers={"age_years": 17},
            version_seen=0,
            by=force.officer,
            at=timezone.now(),
        )
    commented, receipted, changing, handed = filed(), filed(), filed(), draft()
    decided, wondered_at, asked_about = filed("accepted"), filed(), filed()
    actions.ask_opinion(
        encounter_id=asked_about.pk,
        asked=force.inspector,
        question="What do you think?",
        by=force.sergeant,
        at=timezone.now(),
    )
    fine, concern = {"judgement": a_judgement()}, {"judgement": CONCERN}
    question = {
        "question": "Why?",
        "question_for": force.officer,
        "reasons": [ReturnReason.TOO_SHORT],
    }
    collected, altered = Operation.COLLECTION, Operation.ALTERATION
    return {
        "start": Case(
            None,
            "officer",
            collected,
            {"encounter_id": uuid.uuid4()},
            step="start",
            versioned=False,
        ),
        "save_section": Case(
            draft(),
            "officer",
            altered,
            {"section": Section.PERSON, "answers": complete_answers(Section.PERSON)},
        ),
        "discard": Case(draft(), "officer", Operation.ERASURE, step="discard"),
        "submit": Case(
            draft(complete=True, colleagues=force.present()), "officer", collected, step="submit"
        ),
        "resubmit": Case(
            filed("returned"), "officer", altered, {"answer": "He ran"}, step="resubmit"
        ),
        "withdraw": Case(
            filed(),
            "officer",
            altered,
            {"reason": "A duplicate"},
            step="withdraw",
            reason="A duplicate",
        ),
        "save_account_section": Case(
            filed(),
            "colleague",
            altered,
            {"section": Section.HANDCUFFING, "answers": {"position": "rear_stack"}},
        ),
        "give_account": Case(write_account(force.colleague, filed()), "colleague", collected),
        "answer_denial": Case(
            denied(),
            "officer",
            altered,
            {"officer": force.colleague, "response": DenialResponse.AGREED},
        ),
        "deny_involvement": Case(filed(), "colleague", altered, {"reason": "I was elsewhere"}),
        "accept": Case(filed(), "sergeant", altered, fine, step="accept"),
        "return_with_question": Case(
            filed(), "sergeant", altered, fine | question, step="return_with_question"
        ),
        "escalate": Case(
            filed(),
            "sergeant",
            altered,
            concern | {"category": EscalationCategory.HONESTY},
            step="escalate",
        ),
        "clear": Case(filed("escalated"), "standards", altered, fine, step="clear"),
        "uphold": Case(filed("escalated"), "standards", altered, concern, step="uphold"),
        "open_record": Case(
            opened,
            "standards",
            Operation.CONSULTATION,
            {"reference": opened.reference, "reason": "Complaint 12"},
            reason="Complaint 12",
            versioned=False,
        ),
        "amend": Case(
            amended,
            "officer",
            altered,
            {"reason": "He said so", "prepared_seen": 1},
            step="amend",
            reason="He said so",
        ),
        "prepare_amendment": Case(
            changing,
            "officer",
            altered,
            {
                "encounter_id": changing.pk,
                "section": Section.PERSON,
                "answers": {"age_years": 17},
                "version_seen": 0,
            },
            versioned=False,
        ),
        "drop_amendment": Case(
            dropped,
            "officer",
            Operation.ERASURE,
            {"encounter_id": dropped.pk},
            versioned=False,
        ),
        "add_comment": Case(
            commented,
            "bystander",
            altered,
            {"encounter_id": commented.pk, "comment_id": uuid.uuid4(), "text": "I saw it too"},
            versioned=False,
        ),
        "acknowledge": Case(
            decided,
            "officer",
            altered,
            {"encounter_id": decided.pk, "review_id": decided.reviews.get().pk},
            versioned=False,
        ),
        "ask_opinion": Case(
            wondered_at,
            "sergeant",
            altered,
            {
                "encounter_id": wondered_at.pk,
                "asked": force.inspector,
                "question": "What do you think?",
            },
            versioned=False,
        ),
        "give_opinion": Case(
            asked_about,
            "inspector",
            altered,
            {"encounter_id": asked_about.pk, "opinion": "I would ask him."},
            versioned=False,
        ),
        "make_receipt": Case(
            receipted,
            "officer",
            Operation.DISCLOSURE,
            {"encounter_id": receipted.pk},
            versioned=False,
        ),
        "hand_over": Case(
            handed,
            "officer",
            altered,
            {"to": force.colleague, "involvement": "applied"},
            step="hand_over",
            reason=f"To {force.colleague}",
        ),
        "add_colleague": Case(
            filed(),
            "officer",
            altered,
            {
                "colleague": force.bystander,
                "involvement": Involvement.ASSISTED,
                "reason": "The video shows her",
            },
            step="amend",
            reason="The video shows her",
        ),
        "mark_footage": Case(filed(), "sergeant", altered, {"marked_on": timezone.localdate()}),
        "print_record": Case(
            read, "sergeant", Operation.DISCLOSURE, {"encounter": read}, versioned=False
        ),
        "consult": Case(
            read, "sergeant", Operation.CONSULTATION, {"encounter": read}, versioned=False
        ),
    }


ACTIONS = sorted(
    {name for name in actions.__all__ if name[0].islower()}  # the rest are classes
    - {"is_late"}
    # Of two records: tests/records/test_incidents.py and test_lookalikes.py.
    - {"add_person", "join", "show_look_alikes"}
    # Of many records or of none: tests/records/test_assigning.py and test_saved_searches.py.
    - {"assign", "search", "save_search", "change_saved_search", "delete_saved_search"}
    - {"queue_digests", "hand_over_left"}  # the last in tests/records/test_drafts_of_leavers.py
    # By way of save_section and its like: tests/records/test_autosave.py and test_offline.py.
    - {"autosave_section", "autosave_account_section", "send_from_device"}
    # Of a sample and not of one record: tests/records/test_dip_samples.py.
    - {"draw_dip_sample", "give_second_review", "consult_blind"}
)
UNVERSIONED = {
    "acknowledge",
    "add_comment",
    "ask_opinion",
    "consult",
    "drop_amendment",
    "give_opinion",
    "make_receipt",
    "open_record",
    "prepare_amendment",
    "print_record",
    "start",
}
VERSIONED = [name for name in ACTIONS if name not in UNVERSIONED]


@pytest.fixture(scope="module")
def ready(force) -> dict[str, Case]:
    return get_ready(force)


@pytest.fixture
def case(cast, ready, name) -> Case:
    """What the action called `name` is taken on; made once, and here as it was made."""
    return ready[name]


@pytest.fixture
def take(cast, case, name) -> Callable[..., Any]:
    """Take the action, at a minute in which nothing else happened."""

    def act(**changed):
        arguments = {"by": getattr(cast, case.by), "at": timezone.now() + LATER, **case.more}
        if case.versioned:
            arguments |= {"encounter_id": case.encounter.pk, "version_seen": case.encounter.version}
        return getattr(actions, name)(**{**arguments, **changed})

    return act


def test_every_action_is_tried(cast, ready):
    assert sorted(ready) == ACTIONS
    assert {name for name, case in ready.items() if not case.versioned} == UNVERSIONED


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_is_one_event_with_its_actor_and_time(cast, case, take, name):
    at, last = timezone.now() + LATER, Event.objects.latest("id").id
    take(at=at)
    event = Event.objects.get(id__gt=last)
    encounter = case.encounter or Encounter.objects.get(pk=case.more["encounter_id"])
    by = getattr(cast, case.by)
    assert (event.operation, event.action) == (case.operation, name)
    assert (event.actor, event.actor_label) == (str(by.pk), str(by))
    assert (event.object_type, event.object_id) == ("encounter", str(encounter.pk))
    assert event.object_label == encounter.reference
    assert (event.at, event.reason) == (at, case.reason)


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_that_is_a_step_adds_one_status_row_and_no_other_does(cast, case, take, name):
    at, last = timezone.now() + LATER, StatusChange.objects.latest("id").id
    take(at=at)
    added = StatusChange.objects.filter(id__gt=last)
    if not case.step:
        assert not added.exists()
        return
    row = added.get()
    assert row.step == case.step
    assert row.from_status == (case.encounter.status if case.encounter else "")
    assert row.to_status == row.encounter.status
    assert (row.by, row.at, row.reason) == (getattr(cast, case.by), at, case.reason)
    if case.step in list(Step):
        assert row.to_status == TRANSITIONS[Step(case.step)].target


@pytest.mark.parametrize("name", [*VERSIONED, "start"])
def test_history_says_which_action_wrote_it_and_for_whom(cast, case, take, name):
    history = apps.get_model("records", "EncounterEvent").objects
    last = history.latest("pgh_id").pgh_id
    take()
    rows, by = history.filter(pgh_id__gt=last), getattr(cast, case.by)
    assert rows
    for row in rows:
        assert row.pgh_context == {"action": name, "by": by.pk, "by_label": str(by)}


@pytest.mark.parametrize("name", VERSIONED)
def test_a_change_makes_every_copy_seen_before_stale(case, take, name):
    at = timezone.now() + LATER
    take(at=at)
    changed = Encounter.objects.get(pk=case.encounter.pk)
    assert (changed.version, changed.changed_at) == (case.encounter.version + 1, at)


@pytest.mark.parametrize("name", VERSIONED)
@pytest.mark.parametrize("newer", [-1, 1], ids=["an older version", "a newer version"])
def test_nothing_is_written_over_what_the_person_has_not_seen(case, take, name, newer):
    before = everything_written()
    with pytest.raises(actions.Stale) as stale:
        take(version_seen=case.encounter.version + newer)
    assert everything_written() == before
    assert stale.value.encounter.version == case.encounter.version


@pytest.mark.parametrize("name", ACTIONS)
def test_when_the_audit_cannot_be_written_nothing_is(take, name, monkeypatch):
    before = everything_written()

    def fails(**event):
        raise RuntimeError("no audit")

    monkeypatch.setattr("records.actions.changing.record", fails)
    with pytest.raises(RuntimeError, match="no audit"):
        take()
    assert everything_written() == before


@pytest.mark.parametrize("name", ACTIONS)
def test_the_web_role_may_write_all_that_an_action_writes(take, as_web_role, name):
    take()
    assert Event.objects.latest("id").action == name


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - {"consult", "print_record"}))
def test_who_has_no_business_with_it_is_refused_and_nothing_is_written(cast, take, name):
    before = everything_written()
    for who in ("analyst", "administrator", "nobody"):
        with pytest.raises(actions.NotAllowed) as refusal:
            take(by=getattr(cast, who))
        assert str(refusal.value).endswith(".")
    assert everything_written() == before


@pytest.mark.parametrize("status", Status)
def test_a_step_from_any_other_status_is_refused_and_nothing_is_written(cast, in_status, status):
    """By the person who might otherwise take it: the state alone is in the way."""
    fine, concern = {"judgement": a_judgement()}, {"judgement": CONCERN}
    question = {
        "question": "Why?",
        "question_for": cast.officer,
        "reasons": [ReturnReason.TOO_SHORT],
    }
    who_and_what = {
        Step.SUBMIT: (cast.officer, {}),
        Step.DISCARD: (cast.officer, {}),
        Step.RESUBMIT: (cast.officer, {"answer": "Because"}),
        Step.WITHDRAW: (cast.officer, {"reason": "A duplicate"}),
        Step.ACCEPT: (cast.sergeant, fine),
        Step.RETURN: (cast.sergeant, fine | question),
        Step.ESCALATE: (cast.sergeant, concern | {"category": EscalationCategory.OTHER}),
        Step.CLEAR: (cast.standards, fine),
        Step.UPHOLD: (cast.standards, concern),
        Step.AMEND: (cast.officer, {"reason": "He said so", "prepared_seen": 0}),
    }
    encounter, before = in_status(status), everything_written()
    for step, (by, more) in who_and_what.items():
        if status in TRANSITIONS[step].sources:
            continue
        with pytest.raises(StepNotPossible) as error:
            getattr(actions, step)(
                encounter_id=encounter.pk,
                version_seen=encounter.version,
                by=by,
                at=timezone.now(),
                **more,
            )
        assert (error.value.step, error.value.status) == (step, status)
    assert everything_written() == before
