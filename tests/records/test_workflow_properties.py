"""Whatever people do, in whatever order: no record ever stands where the workflow has no way to.

Sequences of every action, by people who may and people who may not, on versions that are right
and stale. After each step everything is looked at: what was refused wrote nothing at all, what
was done left its audit event by the right actor, and every record its unbroken row of statuses.

`WORKFLOW_EXAMPLES=500` tries that many sequences, longer ones, and others each time.
"""

import importlib
import inspect
import os
import pkgutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from audit import chain
from audit.models import Event
from records import actions, judgement, permissions, workflow
from records.models import Comment, DeviceSending, Encounter, PendingAmendment, StatusChange
from records.questionnaire import ACCOUNT_SECTIONS, USE_QUESTIONS, Section
from records.vocabulary import (
    Assessment,
    DenialResponse,
    EscalationCategory,
    Involvement,
    ReturnReason,
    Status,
    UseStatus,
)
from records.workflow import TRANSITIONS, Step
from tests.factories import a_judgement, complete_answers
from tests.records.conftest import everything_written

EXAMPLES = int(os.environ.get("WORKFLOW_EXAMPLES", "0"))
MOST_RECORDS = 4
FILED = tuple(status for status in Status if status not in (Status.DRAFT, Status.DISCARDED))
# Ways that are no step of the table: the beginning, and a draft changing hands.
BESIDE_THE_TABLE = {("start", "", Status.DRAFT), ("hand_over", Status.DRAFT, Status.DRAFT)}
CONCERN = a_judgement(proportionality=Assessment.NOT_MET, comment="Too long for a search")


def _modules() -> Iterator[Any]:
    for found in pkgutil.iter_modules(actions.__path__):
        yield importlib.import_module(f"{actions.__name__}.{found.name}")


# What an action may say instead of doing it.
REFUSALS = tuple(
    {
        kind
        for module in (workflow, judgement, *_modules())
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, Exception)
        and kind.__module__.startswith("records.")
    }
)


# -- What each action is given --------------------------------------------------------------------


@dataclass(frozen=True)
class Trial:
    """How an action is tried: where and by whom it may succeed, and what else it is given.

    Everybody tries it everywhere; these are only more often. `events` are the audit events it may
    leave; at least one, if anything was written.
    """

    statuses: tuple[Status, ...]
    by: tuple[str, ...]
    more: Callable[["Everything", Encounter, Any], dict[str, Any]] = lambda *_: {}
    events: tuple[str, ...] = ()
    may_be_incomplete: bool = False  # the database may refuse what no form would send


def a_section(everything, encounter, draw, sections=tuple(Section)) -> dict[str, Any]:
    section = draw(st.sampled_from(sections))
    answers = complete_answers(section, at=everything.began[encounter.pk])
    if draw(st.integers(0, 5)) == 0:
        answers = dict.fromkeys(list(answers)[:1], _blank(answers))
    return {"section": section, "answers": answers}


def _blank(answers: dict[str, Any]) -> Any:
    first = next(iter(answers.values()))
    return [] if isinstance(first, list) else "" if isinstance(first, str) else None


def own_section(everything, encounter, draw) -> dict[str, Any]:
    given = a_section(everything, encounter, draw, tuple(ACCOUNT_SECTIONS))
    own = {question.name for question in USE_QUESTIONS[given["section"]]}
    given["answers"] = {name: value for name, value in given["answers"].items() if name in own}
    return given


def with_colleagues(everything, encounter, draw) -> dict[str, Any]:
    given = a_section(everything, encounter, draw)
    if given["section"] == Section.VIDEO:
        given["colleagues"] = draw(
            st.sampled_from([None, everything.cast.present(), {}, everything.cast.present()])
        )
    return given


def a_filing(everything, encounter, draw) -> dict[str, Any]:
    others = [pk for pk in everything.began if pk != encounter.pk]
    return {
        "late_explanation": draw(st.sampled_from(["", "No signal", "No signal"])),
        "different_from": draw(st.sampled_from([[], others, others])),
    }


def a_decision(everything, encounter, draw) -> dict[str, Any]:
    return {"judgement": draw(st.sampled_from([a_judgement(), a_judgement(), CONCERN]))}


def a_question(everything, encounter, draw) -> dict[str, Any]:
    people = [*permissions.involved_officers(encounter), everything.cast.stranger]
    return {
        "judgement": CONCERN,
        "question": "Why?",
        "question_for": draw(st.sampled_from(people)),
        "reasons": draw(st.sampled_from([[ReturnReason.TOO_SHORT], [ReturnReason.POWER], []])),
    }


def an_escalation(everything, encounter, draw) -> dict[str, Any]:
    return {"judgement": CONCERN, "category": draw(st.sampled_from(list(EscalationCategory)))}


def a_preparation(everything, encounter, draw) -> dict[str, Any]:
    pending = PendingAmendment.objects.filter(encounter=encounter).first()
    shown = {
        Section.PERSON: {"age_years": draw(st.integers(18, 60))},
        Section.DE_ESCALATION: {
            "de_escalation_effect": draw(st.sampled_from(["worked", "partly"]))
        },
    }
    section = draw(st.sampled_from(list(shown)))
    return {
        "section": section,
        "answers": shown[section],
        "version_seen": pending.version if pending else 0,
    }


def an_amendment(everything, encounter, draw) -> dict[str, Any]:
    pending = PendingAmendment.objects.filter(encounter=encounter).first()
    return {"reason": "The video shows it", "prepared_seen": pending.version if pending else 1}


def a_colleague(everything, encounter, draw) -> dict[str, Any]:
    names = ["colleague", "stranger", "officer", "sergeant", "analyst"]
    return {
        "colleague": everything.cast.people()[draw(st.sampled_from(names))],
        "involvement": draw(st.sampled_from(list(Involvement))),
        "reason": "The video shows them",
    }


def an_answer_to_a_denial(everything, encounter, draw) -> dict[str, Any]:
    response = draw(st.sampled_from(list(DenialResponse)))
    return {"officer": everything.cast.colleague, "response": response, "note": "He held the arm"}


def an_assignment(everything, encounter, draw) -> dict[str, Any]:
    to = draw(st.sampled_from([everything.cast.sergeant, everything.cast.stranger, None]))
    return {"encounter_ids": [encounter.pk], "to": to}


def a_successor(everything, encounter, draw) -> dict[str, Any]:
    names = ["colleague", "stranger", "officer", "sergeant"]
    return {
        "to": everything.cast.people()[draw(st.sampled_from(names))],
        "involvement": draw(st.sampled_from(list(Involvement))),
    }


def a_comment(everything, encounter, draw) -> dict[str, Any]:
    known = list(Comment.objects.order_by("at", "pk").values_list("pk", flat=True))
    return {"comment_id": draw(st.sampled_from([everything.new_id(draw), *known])), "text": "Seen"}


def a_mark(everything, encounter, draw) -> dict[str, Any]:
    return {"marked_on": draw(st.sampled_from([everything.now.date(), None]))}


def an_acknowledgement(everything, encounter, draw) -> dict[str, Any]:
    reviews = list(encounter.reviews.order_by("pk").values_list("pk", flat=True))
    return {"review_id": draw(st.sampled_from([*reviews, 0]))}


def an_opinion_asked(everything, encounter, draw) -> dict[str, Any]:
    names = ["inspector", "standards", "stranger", "neighbour"]
    asked = everything.cast.people()[draw(st.sampled_from(names))]
    return {"asked": asked, "question": "Was it needed?"}


def another(everything, encounter, draw) -> dict[str, Any]:
    return {"other_id": draw(st.sampled_from(sorted(everything.began)))}


def from_a_device(everything, encounter, draw) -> dict[str, Any]:
    whole = {
        section: complete_answers(section, at=everything.began[encounter.pk]) for section in Section
    }
    return {
        "sections": whole,
        "colleagues": draw(st.sampled_from([{}, everything.cast.present()])),
        "version_seen": draw(st.sampled_from([None, encounter.version, encounter.version + 1])),
    }


REVIEWERS, STANDARDS = ("sergeant", "inspector"), ("standards",)
REPORTER, ASKED, COLLEAGUE = ("reporter",), ("asked",), ("colleague",)
DRAFT, UNDECIDED = (Status.DRAFT,), (Status.SUBMITTED, Status.RETURNED, Status.ESCALATED)


def of(step: Step) -> tuple[Status, ...]:
    return TRANSITIONS[step].sources


TRIALS: dict[str, Trial] = {
    "save_section": Trial(
        (Status.DRAFT, Status.RETURNED), REPORTER, with_colleagues, may_be_incomplete=True
    ),
    "autosave_section": Trial(DRAFT, REPORTER, with_colleagues, events=("save_section",)),
    "submit": Trial(of(Step.SUBMIT), REPORTER, a_filing),
    "resubmit": Trial(of(Step.RESUBMIT), ASKED, lambda *_: {"answer": "He ran"}),
    "discard": Trial(of(Step.DISCARD), REPORTER),
    "withdraw": Trial(
        of(Step.WITHDRAW), ("reporter", "sergeant"), lambda *_: {"reason": "A duplicate"}
    ),
    "accept": Trial(of(Step.ACCEPT), REVIEWERS, a_decision),
    "return_with_question": Trial(of(Step.RETURN), REVIEWERS, a_question),
    "escalate": Trial(of(Step.ESCALATE), REVIEWERS, an_escalation),
    "clear": Trial(of(Step.CLEAR), STANDARDS, a_decision),
    "uphold": Trial(of(Step.UPHOLD), STANDARDS, a_decision),
    "prepare_amendment": Trial(of(Step.AMEND), REPORTER, a_preparation),
    "amend": Trial(of(Step.AMEND), REPORTER, an_amendment),
    "add_colleague": Trial(of(Step.AMEND), REPORTER, a_colleague),
    "drop_amendment": Trial(of(Step.AMEND), REPORTER),
    "save_account_section": Trial(UNDECIDED, COLLEAGUE, own_section, may_be_incomplete=True),
    "autosave_account_section": Trial(
        UNDECIDED, COLLEAGUE, own_section, events=("save_account_section",)
    ),
    "give_account": Trial(UNDECIDED, COLLEAGUE),
    "deny_involvement": Trial(UNDECIDED, COLLEAGUE, lambda *_: {"reason": "I was elsewhere"}),
    "answer_denial": Trial(UNDECIDED, REPORTER, an_answer_to_a_denial),
    "hand_over": Trial(DRAFT, REPORTER, a_successor),
    "join": Trial(DRAFT, REPORTER, another, events=("discard", "join")),
    "add_comment": Trial(FILED, ("sergeant", "reporter"), a_comment),
    "mark_footage": Trial(FILED, ("sergeant", "reporter"), a_mark),
    "acknowledge": Trial(FILED, REPORTER, an_acknowledgement),
    "ask_opinion": Trial((Status.SUBMITTED,), REVIEWERS, an_opinion_asked),
    "give_opinion": Trial(
        (Status.SUBMITTED,), ("inspector", "standards"), lambda *_: {"opinion": "It was"}
    ),
    "assign": Trial((Status.SUBMITTED,), REVIEWERS, an_assignment),
    "make_receipt": Trial(FILED, REPORTER),
    "open_record": Trial(
        FILED,
        STANDARDS,
        lambda _, encounter, __: {"reference": encounter.reference, "reason": "Complaint 12"},
    ),
}
# They make records of their own, so they have rules of their own.
MAKERS = {"start", "add_person", "send_from_device"}
# What is no change of a record's state, and why it is not tried here.
ELSEWHERE = {
    "hand_over_left": "only for somebody whose access ended: test_drafts_of_leavers",
    "consult": "a view calls it after the door let the reader in",
    "print_record": "likewise",
    "show_look_alikes": "likewise",
    "consult_blind": "of a sample: tests of dip sampling",
    "draw_dip_sample": "of a sample",
    "give_second_review": "of a sample; it decides nothing about the record",
    "search": "reads, and logs what was looked for",
    "save_search": "a person’s own searches",
    "change_saved_search": "likewise",
    "delete_saved_search": "likewise",
}


def test_every_action_is_tried():
    """A new action is tried here with all the others, or it is said why not."""
    of_records = {
        name
        for name, function in vars(actions).items()
        if inspect.isfunction(function) and {"by", "at"} <= set(_parameters(function))
    }
    assert of_records == set(TRIALS) | MAKERS | set(ELSEWHERE)


def _parameters(function) -> list[str]:
    return list(inspect.signature(function).parameters)


# -- What is looked at ----------------------------------------------------------------------------


# What a device is known to have sent: so that sent again is sent once, and nothing of the record.
MEMORY = {DeviceSending}


class Everything(RuleBasedStateMachine):
    """A small force and a few records, in a transaction that is rolled back."""

    cast: Any  # set by the test

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = timezone.now()
        self.began: dict[uuid.UUID, Any] = {}
        self.steps: dict[uuid.UUID, int] = {}
        self.written = everything_written(but=MEMORY)
        self.done: set[str] = set()

    def teardown(self) -> None:
        try:
            connection.check_constraints()
            verified = chain.verify()
            assert verified.holds, verified.fault
            assert verified.events == Event.objects.count()
            SEEN.update(self.done)
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # What people do

    @initialize(filed=st.sampled_from([True, True, False]))
    def a_draft_is_filled_in(self, filed) -> None:
        officer = self.cast.officer
        self.make("start", officer, encounter_id=uuid.UUID(int=1))
        encounter = self.records()[0]
        for section in Section:
            self.take(
                "save_section",
                encounter,
                officer,
                section=section,
                answers=complete_answers(section, at=self.began[encounter.pk]),
                colleagues=self.cast.present() if section == Section.VIDEO else None,
                version_seen=encounter.version,
            )
            encounter.refresh_from_db()
        if filed:
            self.take("submit", encounter, officer, version_seen=encounter.version)

    @rule(data=st.data(), hours=st.sampled_from([0] * 8 + [1, 5, 40]))
    def somebody_does_something(self, data, hours) -> None:
        draw = data.draw
        self.now += timedelta(hours=hours)
        encounter = draw(st.sampled_from(self.records()), label="record")
        likely = [name for name, trial in TRIALS.items() if encounter.status in trial.statuses]
        steps = [name for name in likely if name in list(Step)]
        pool = [*steps * 8, *likely * 3, *TRIALS, *sorted(MAKERS)]
        name = draw(st.sampled_from(pool), label="action")
        if name in MAKERS:
            self.somebody_begins_a_record(name, encounter, draw)
            return
        trial = TRIALS[name]
        by = self.somebody(trial, encounter, draw)
        given = trial.more(self, encounter, draw)
        if "version_seen" in _parameters(getattr(actions, name)):
            seen = given.get("version_seen", encounter.version)
            given["version_seen"] = seen + draw(st.sampled_from([0] * 16 + [-1, 1]), label="stale")
        self.take(name, encounter, by, **given)

    def somebody_begins_a_record(self, name: str, encounter: Encounter, draw) -> None:
        known = [record.pk for record in self.records()]
        new = known if len(known) >= MOST_RECORDS else [*known, self.new_id(draw)]
        by = self.person(draw(st.sampled_from(["officer", "officer", "colleague", "analyst"])))
        chosen = draw(st.sampled_from(new), label="id")
        if name == "start":
            self.make(name, by, encounter_id=chosen)
        elif name == "add_person":
            self.make(name, by, encounter_id=encounter.pk, new_id=chosen)
        else:
            self.make(name, by, encounter_id=chosen, **from_a_device(self, encounter, draw))

    # What must hold

    def make(self, name: str, by: User, **given) -> None:
        """An action that may add a record."""
        chosen = given.get("new_id", given["encounter_id"])
        self.began.setdefault(chosen, self.now)
        events = {
            "send_from_device": ("start", "save_section", "send_from_device"),
        }.get(name, (name,))
        self._take(name, by, events, given)
        if not Encounter.objects.filter(pk=chosen).exists():
            self.began.pop(chosen)

    def take(self, name: str, encounter: Encounter, by: User, **given) -> None:
        trial = TRIALS[name]
        if "encounter_id" in _parameters(getattr(actions, name)):
            given["encounter_id"] = encounter.pk
        tolerated = (
            (IntegrityError,)
            if trial.may_be_incomplete and encounter.status != Status.DRAFT
            else ()
        )
        self._take(name, by, trial.events or (name,), given, tolerated)

    def _take(self, name, by, events, given, tolerated=()) -> None:
        self.now += timedelta(minutes=1)
        last = Event.objects.latest("id").id
        versions = dict(Encounter.objects.values_list("pk", "version"))
        try:
            getattr(actions, name)(by=by, at=self.now, **given)
            refused = False
        except (*REFUSALS, *tolerated):
            refused = True
        if refused:
            assert everything_written(but=MEMORY) == self.written, f"{name} was refused and wrote"
            return
        before, self.written = self.written, everything_written(but=MEMORY)
        left = list(Event.objects.filter(id__gt=last).order_by("id"))
        if before == self.written:
            assert left == []  # a repeat: it was done already
            return
        self.done.add(name)
        assert left, f"{name} wrote without an audit event"
        for event in left:
            assert event.action in events, f"{name} left {event.action}"
            assert (event.actor, event.at) == (str(by.pk), self.now)
            assert event.object_type == "encounter"
        about = {event.object_id for event in left}
        for pk, version in Encounter.objects.values_list("pk", "version"):
            assert version >= versions.get(pk, 0)
            if version != versions.get(pk):
                assert str(pk) in about, f"{name} changed a record and said nothing of it"

    @invariant()
    def every_record_is_where_the_workflow_leads(self) -> None:
        rows: dict[uuid.UUID, list[StatusChange]] = {}
        for row in StatusChange.objects.filter(encounter__in=self.began).order_by("id"):
            rows.setdefault(row.encounter_id, []).append(row)
        for encounter in self.records():
            way = rows.get(encounter.pk, [])
            assert way, "a record without a status row"
            assert way[0].step == "start"
            assert Status(encounter.status) == way[-1].to_status
            for before, row in zip([None, *way], way, strict=False):
                assert row.from_status == (before.to_status if before else "")
                known = (row.step, row.from_status, row.to_status) in BESIDE_THE_TABLE
                assert known or workflow.target_of(
                    step=Step(row.step), status=row.from_status
                ) == Status(row.to_status)
            assert Event.objects.filter(object_id=str(encounter.pk)).exists()

    @invariant()
    def every_record_has_what_its_status_needs(self) -> None:
        for encounter in self.records():
            own = encounter.uses.filter(officer=encounter.reporting_officer)
            given = own.filter(status=UseStatus.SUBMITTED).exists()
            filed = encounter.status in FILED
            assert given == filed
            assert (encounter.submitted_at is not None) == filed
            assert (encounter.review_due_at is not None) == (encounter.status == Status.SUBMITTED)
            question = permissions.open_question(encounter)
            assert (question is not None) == (encounter.status == Status.RETURNED)

    # Finding one's way

    def records(self) -> list[Encounter]:
        return list(
            Encounter.objects.filter(pk__in=self.began)
            .select_related("team", "reporting_officer__team")
            .order_by("created_at", "pk")
        )

    def new_id(self, draw) -> uuid.UUID:
        return uuid.UUID(int=draw(st.integers(2, 2**64), label="new id"))

    def person(self, name: str) -> User:
        return self.cast.people()[name]

    def somebody(self, trial: Trial, encounter: Encounter, draw) -> User:
        people = self.cast.people()
        question = permissions.open_question(encounter)
        right = {
            "reporter": encounter.reporting_officer,
            "asked": question.question_for if question else encounter.reporting_officer,
        }
        likely = [right[name] if name in right else people[name] for name in trial.by]
        return draw(st.sampled_from([*likely * 12, *people.values()]), label="by")


SEEN: set[str] = set()


@pytest.mark.django_db
def test_no_sequence_of_actions_reaches_an_illegal_state(cast):
    Everything.cast = cast
    SEEN.clear()
    run_state_machine_as_test(
        Everything,
        settings=settings(
            max_examples=EXAMPLES or 8,
            stateful_step_count=60 if EXAMPLES else 30,
            derandomize=not EXAMPLES,
            database=None,
            deadline=None,
            # To shorten a long sequence takes minutes.
            phases=tuple(Phase) if EXAMPLES else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    # Else everything would hold because nothing happened.
    taken = {step.value for step in Step} & SEEN
    assert len(taken) >= 3, sorted(SEEN)
    if EXAMPLES >= 200:
        assert set(TRIALS) | MAKERS == SEEN
