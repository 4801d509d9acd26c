"""Every change of state: what it writes, what it refuses, and that it is all or nothing."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.utils import IntegrityError
from django.utils import timezone

from audit.models import Event, Operation
from records import actions
from records.models import (
    Encounter,
    HandcuffUse,
    OfficerPresent,
    RecordAccess,
    Review,
    StatusChange,
)
from records.questionnaire import USE_QUESTIONS, Section, questions
from records.vocabulary import Assessment, EscalationCategory, Involvement, Status, UseStatus
from records.workflow import TRANSITIONS, Step, StepNotPossible
from tests.factories import a_draft, a_judgement, an_encounter, complete_answers, give_account

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

    opened, read = filed(), filed()
    fine, concern = {"judgement": a_judgement()}, {"judgement": CONCERN}
    question = {"question": "Why?", "question_for": force.officer}
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
        "consult": Case(
            read, "sergeant", Operation.CONSULTATION, {"encounter": read}, versioned=False
        ),
    }


ACTIONS = sorted(
    {name for name in actions.__all__ if name[0].islower()} - {"is_late"}  # the rest are classes
)
UNVERSIONED = {"start", "open_record", "consult"}
VERSIONED = [name for name in ACTIONS if name not in UNVERSIONED]


def write_account(officer, encounter: Encounter, **answers) -> Encounter:
    """The encounter with a finished account of `officer` that is not given yet."""
    for section, asked in USE_QUESTIONS.items():
        own = {question.name for question in asked}
        whole = complete_answers(section) | {k: v for k, v in answers.items() if k in own}
        encounter = actions.save_account_section(
            encounter_id=encounter.pk,
            section=section,
            answers={name: answer for name, answer in whole.items() if name in own},
            version_seen=encounter.version,
            by=officer,
            at=timezone.now(),
        )
    return encounter


@pytest.fixture(scope="module")
def _ready(force) -> dict[str, Case]:
    return get_ready(force)


@pytest.fixture
def case(cast, _ready, name) -> Case:
    """What the action called `name` is taken on; made once, and here as it was made."""
    return _ready[name]


@pytest.fixture
def take(cast, case, name) -> Callable[..., Any]:
    """Take the action, at a minute in which nothing else happened."""

    def act(**changed):
        arguments = {"by": getattr(cast, case.by), "at": timezone.now() + LATER, **case.more}
        if case.versioned:
            arguments |= {"encounter_id": case.encounter.pk, "version_seen": case.encounter.version}
        return getattr(actions, name)(**{**arguments, **changed})

    return act


def everything_written() -> dict[str, list]:
    """Every row of every table of the register and of the audit."""
    models = [*apps.get_app_config("records").get_models(), Event]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_every_action_is_tried(cast, _ready):
    assert sorted(_ready) == ACTIONS
    assert {name for name, case in _ready.items() if not case.versioned} == UNVERSIONED


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


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - {"consult"}))
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
    question = {"question": "Why?", "question_for": cast.officer}
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


# -- Drafting -------------------------------------------------------------------------------------


def test_a_draft_belongs_to_its_officer_and_their_team(cast):
    at = timezone.now()
    draft = actions.start(encounter_id=uuid.uuid4(), by=cast.officer, at=at)
    draft.refresh_from_db()
    assert (draft.reporting_officer, draft.team) == (cast.officer, cast.officer.team)
    assert (draft.status, draft.created_at, draft.version) == (Status.DRAFT, at, 1)
    assert draft.submitted_at is None
    (use,) = draft.uses.all()
    assert (use.officer, use.status) == (cast.officer, UseStatus.DRAFT)


def test_a_reference_says_the_year_and_a_number_nobody_else_gets(cast):
    at = timezone.now()
    drafts = [actions.start(encounter_id=uuid.uuid4(), by=cast.officer, at=at) for _ in range(5)]
    assert len({draft.reference for draft in drafts}) == 5
    for draft in drafts:
        prefix, year, number = draft.reference.split("-")
        assert (prefix, year, len(number)) == ("HC", f"{at:%y}", 6)


def test_starting_twice_with_the_same_uuid_is_one_draft_and_one_event(cast):
    key = uuid.uuid4()
    first = actions.start(encounter_id=key, by=cast.officer, at=timezone.now())
    second = actions.start(encounter_id=key, by=cast.officer, at=timezone.now() + LATER)
    assert first == second
    assert Encounter.objects.count() == HandcuffUse.objects.count() == 1
    assert Event.objects.filter(action="start").count() == 1
    assert StatusChange.objects.count() == 1


def test_nobody_starts_a_draft_under_the_uuid_of_another(cast):
    draft = actions.start(encounter_id=uuid.uuid4(), by=cast.officer, at=timezone.now())
    with pytest.raises(actions.NotAllowed, match="belongs to somebody else"):
        actions.start(encounter_id=draft.pk, by=cast.stranger, at=timezone.now())
    assert HandcuffUse.objects.count() == 1


def test_starting_again_does_not_reopen_a_filed_record(cast):
    filed = an_encounter("submitted", by=cast.officer)
    again = actions.start(encounter_id=filed.pk, by=cast.officer, at=timezone.now())
    assert again == filed
    assert Encounter.objects.get().status == Status.SUBMITTED


def test_a_section_keeps_the_answers_of_both_rows(cast):
    draft = a_draft(cast.officer, complete=False)
    actions.save_section(
        encounter_id=draft.pk,
        section=Section.OUTCOME,
        answers=complete_answers(Section.OUTCOME, complaint_made="yes", officer_injured="no"),
        version_seen=draft.version,
        by=cast.officer,
        at=timezone.now(),
    )
    draft.refresh_from_db()
    assert draft.complaint_made == "yes"
    assert draft.uses.get().officer_injured == "no"


def test_an_incomplete_section_is_kept(cast):
    draft = a_draft(cast.officer, complete=False)
    actions.save_section(
        encounter_id=draft.pk,
        section=Section.PERSON,
        answers={"gender": "female"},
        version_seen=draft.version,
        by=cast.officer,
        at=timezone.now(),
    )
    draft.refresh_from_db()
    assert (draft.gender, draft.age_basis) == ("female", "")


def save_colleagues(encounter, cast, colleagues):
    return actions.save_section(
        encounter_id=encounter.pk,
        section=Section.VIDEO,
        answers=complete_answers(Section.VIDEO),
        colleagues=colleagues,
        version_seen=encounter.version,
        by=cast.officer,
        at=timezone.now(),
    )


def listed(encounter) -> dict:
    return {row.officer: row.involvement for row in encounter.officers_present.all()}


def test_the_list_of_colleagues_becomes_what_was_sent(cast):
    draft = a_draft(cast.officer, colleagues=cast.present())
    kept = draft.officers_present.get(officer=cast.helper).pk
    wanted = {cast.helper: Involvement.PRESENT, cast.stranger: Involvement.APPLIED}
    draft = save_colleagues(draft, cast, wanted)
    assert listed(draft) == wanted
    assert draft.officers_present.get(officer=cast.helper).pk == kept


def test_a_section_without_a_list_of_colleagues_leaves_it_alone(cast):
    draft = a_draft(cast.officer, colleagues=cast.present())
    draft = save_colleagues(draft, cast, None)
    assert listed(draft) == cast.present()


@pytest.mark.parametrize("change", ["taken off", "said to have assisted"])
def test_a_colleague_with_an_account_stays_on_the_list(cast, change):
    encounter = an_encounter("submitted", by=cast.officer, colleagues=cast.present())
    encounter = with_account_of(cast.colleague, encounter)
    returned = actions.return_with_question(
        encounter_id=encounter.pk,
        judgement=JUDGEMENT,
        question="Why?",
        question_for=cast.officer,
        version_seen=encounter.version,
        by=cast.sergeant,
        at=timezone.now(),
    )
    wanted = {} if change == "taken off" else {cast.colleague: Involvement.ASSISTED}
    with pytest.raises(actions.NotAllowed, match="has begun an account"):
        save_colleagues(returned, cast, wanted)
    assert listed(returned) == cast.present()


# -- Filing ---------------------------------------------------------------------------------------


def test_filing_gives_the_account_and_sets_the_deadlines(cast, settings):
    draft, at = a_draft(cast.officer, colleagues=cast.present()), timezone.now()
    settings.REVIEW_WITHIN_HOURS, settings.ACCOUNT_WITHIN_HOURS = 48, 24
    filed = actions.submit(
        encounter_id=draft.pk, version_seen=draft.version, by=cast.officer, at=at
    )
    filed.refresh_from_db()
    assert (filed.status, filed.submitted_at) == (Status.SUBMITTED, at)
    assert filed.review_due_at == at + timedelta(hours=48)
    use = filed.uses.get()
    assert (use.status, use.submitted_at) == (UseStatus.SUBMITTED, at)
    due = {row.officer: row.account_due_at for row in filed.officers_present.all()}
    assert due == {
        cast.colleague: at + timedelta(hours=24),
        cast.helper: None,
        cast.bystander: None,
    }


def test_filing_sums_up_the_accounts_on_the_encounter(cast):
    filed = an_encounter("submitted", by=cast.officer)
    filed.refresh_from_db()
    assert filed.officer_reports == 1
    assert (filed.compliance, filed.before_arrest) == ("compliant", "yes")


@pytest.mark.parametrize("section", Section)
def test_a_record_with_an_unfinished_section_is_not_filed(cast, section):
    draft = a_draft(cast.officer)
    blank = {
        name: [] if isinstance(value, list) else None if name.endswith("_at") else ""
        for name, value in complete_answers(section).items()
        if name not in ("area", "age_years")
    }
    blank |= {name: None for name in ("area", "age_years") if name in complete_answers(section)}
    draft = actions.save_section(
        encounter_id=draft.pk,
        section=section,
        answers=blank,
        version_seen=draft.version,
        by=cast.officer,
        at=timezone.now(),
    )
    before = everything_written()
    with pytest.raises(actions.Incomplete):
        actions.submit(
            encounter_id=draft.pk, version_seen=draft.version, by=cast.officer, at=timezone.now()
        )
    assert everything_written() == before


def test_what_was_right_when_saved_can_be_wrong_when_filed(cast):
    """The same rule at filing: a time that was not in the future then cannot be now either."""
    draft = a_draft(cast.officer)
    with pytest.raises(actions.Incomplete):
        actions.submit(
            encounter_id=draft.pk,
            version_seen=draft.version,
            by=cast.officer,
            at=timezone.now() - timedelta(days=2),
        )


@pytest.mark.parametrize(
    ("hours", "late"), [(1, False), (24, False), (25, True), (24 * 90, True)]
)
def test_a_record_filed_after_the_deadline_is_late(cast, hours, late):
    at = timezone.now()
    draft = a_draft(cast.officer, occurred_at=at - timedelta(hours=hours))
    assert actions.is_late(Encounter.objects.get(pk=draft.pk), at=at) is late


def test_a_late_record_needs_an_explanation(cast):
    draft = a_draft(cast.officer, occurred_at=timezone.now() - timedelta(days=3))
    now = timezone.now()
    what = {"encounter_id": draft.pk, "version_seen": draft.version, "by": cast.officer, "at": now}
    with pytest.raises(actions.ExplanationNeeded):
        actions.submit(**what)
    filed = actions.submit(**what, late_explanation="I was taken ill")
    filed.refresh_from_db()
    assert (filed.is_late, filed.late_explanation) == (True, "I was taken ill")
    assert Event.objects.get(action="submit").detail == {"late": True}


def test_the_explanation_of_a_record_that_is_not_late_is_not_kept(cast):
    draft = a_draft(cast.officer)
    filed = actions.submit(
        encounter_id=draft.pk,
        version_seen=draft.version,
        late_explanation="None needed",
        by=cast.officer,
        at=timezone.now(),
    )
    filed.refresh_from_db()
    assert (filed.is_late, filed.late_explanation) == (False, "")


def test_the_hours_within_which_to_file_can_be_set(cast, settings):
    settings.RECORD_WITHIN_HOURS = 48
    draft = a_draft(cast.officer, occurred_at=timezone.now() - timedelta(hours=40))
    assert not actions.is_late(draft, at=timezone.now())


@pytest.mark.parametrize(
    ("minutes", "after_search", "continued"),
    [(10, "no", False), (11, "no", True), (3, "yes", True), (3, "no_search", False)],
)
def test_whether_continued_use_needs_a_reason_is_kept_with_the_answers(
    cast, minutes, after_search, continued
):
    draft = a_draft(cast.officer)
    applied = draft.uses.get().applied_at
    actions.save_section(
        encounter_id=draft.pk,
        section=Section.HANDCUFFING,
        answers={
            "applied_at": applied,
            "ended_at": applied + timedelta(minutes=minutes),
            "after_search": after_search,
            "justification_continued": "He tried to run" if continued else "",
        },
        version_seen=draft.version,
        by=cast.officer,
        at=timezone.now(),
    )
    assert draft.uses.get().continued_use is continued


def test_another_limit_later_does_not_change_what_was_asked(cast, settings):
    draft = a_draft(cast.officer)
    settings.CONTINUED_USE_MINUTES = 1
    draft = actions.save_section(
        encounter_id=draft.pk,
        section=Section.PERSON,
        answers=complete_answers(Section.PERSON),
        version_seen=draft.version,
        by=cast.officer,
        at=timezone.now(),
    )
    assert draft.uses.get().continued_use is False


def test_filing_twice_is_filing_once(cast):
    draft = a_draft(cast.officer)
    what = {"encounter_id": draft.pk, "version_seen": draft.version, "by": cast.officer}
    actions.submit(**what, at=timezone.now())
    before = everything_written()
    with pytest.raises(StepNotPossible):
        actions.submit(**what, at=timezone.now())
    assert everything_written() == before


def test_a_withdrawn_record_keeps_its_reason_and_leaves_the_queue(cast):
    filed = an_encounter("submitted", by=cast.officer)
    withdrawn = actions.withdraw(
        encounter_id=filed.pk,
        reason="Duplicate of HC-26-000001",
        version_seen=filed.version,
        by=cast.officer,
        at=timezone.now(),
    )
    withdrawn.refresh_from_db()
    assert (withdrawn.status, withdrawn.review_due_at) == (Status.WITHDRAWN, None)
    assert withdrawn.submitted_at is not None
    assert withdrawn.status_changes.get(step="withdraw").reason == "Duplicate of HC-26-000001"


def test_a_withdrawal_without_a_reason_is_refused_by_the_database(cast):
    filed = an_encounter("submitted", by=cast.officer)
    before = everything_written()
    with pytest.raises(Exception, match="status_change_withdrawal_has_reason"):
        actions.withdraw(
            encounter_id=filed.pk,
            reason="",
            version_seen=filed.version,
            by=cast.officer,
            at=timezone.now(),
        )
    assert everything_written() == before


# -- Colleagues -----------------------------------------------------------------------------------


def test_the_first_section_opens_the_account_and_the_next_finds_it(cast):
    encounter = an_encounter("submitted", by=cast.officer, colleagues=cast.present())
    assert not encounter.uses.filter(officer=cast.colleague).exists()
    with_account_of(cast.colleague, encounter)
    use = encounter.uses.get(officer=cast.colleague)
    assert (use.status, use.justification_necessity != "") == (UseStatus.DRAFT, True)


def test_an_account_that_is_not_given_does_not_count(cast):
    encounter = with_account_of(
        cast.colleague, an_encounter("submitted", by=cast.officer, colleagues=cast.present())
    )
    encounter.refresh_from_db()
    assert encounter.officer_reports == 1


def test_a_given_account_counts_and_the_encounter_says_the_worse_of_both(cast):
    """Non-compliant, or before arrest, if any account says so."""
    encounter = with_account_of(
        cast.colleague, an_encounter("submitted", by=cast.officer, colleagues=cast.present())
    )
    encounter = actions.save_account_section(
        encounter_id=encounter.pk,
        section=Section.HANDCUFFING,
        answers={"compliance": "non_compliant"},
        version_seen=encounter.version,
        by=cast.colleague,
        at=timezone.now(),
    )
    at = timezone.now()
    encounter = actions.give_account(
        encounter_id=encounter.pk, version_seen=encounter.version, by=cast.colleague, at=at
    )
    encounter.refresh_from_db()
    use = encounter.uses.get(officer=cast.colleague)
    assert (use.status, use.submitted_at) == (UseStatus.SUBMITTED, at)
    assert (encounter.officer_reports, encounter.compliance) == (2, "non_compliant")
    assert encounter.status == Status.SUBMITTED


def test_an_account_given_does_not_overwrite_the_version_of_its_encounter(cast):
    """The trigger writes the same row: neither write may undo the other."""
    encounter = with_account_of(
        cast.colleague, an_encounter("submitted", by=cast.officer, colleagues=cast.present())
    )
    given = actions.give_account(
        encounter_id=encounter.pk,
        version_seen=encounter.version,
        by=cast.colleague,
        at=timezone.now(),
    )
    assert Encounter.objects.get(pk=given.pk).version == encounter.version + 1


@pytest.mark.parametrize("begun", [True, False])
def test_an_unfinished_account_is_not_given(cast, begun):
    encounter = an_encounter("submitted", by=cast.officer, colleagues=cast.present())
    if begun:
        encounter = actions.save_account_section(
            encounter_id=encounter.pk,
            section=Section.DE_ESCALATION,
            answers=complete_answers(Section.DE_ESCALATION),
            version_seen=encounter.version,
            by=cast.colleague,
            at=timezone.now(),
        )
    before = everything_written()
    with pytest.raises(actions.Incomplete):
        actions.give_account(
            encounter_id=encounter.pk,
            version_seen=encounter.version,
            by=cast.colleague,
            at=timezone.now(),
        )
    assert everything_written() == before


def test_an_account_is_given_once(cast):
    encounter = with_account_of(
        cast.colleague, an_encounter("submitted", by=cast.officer, colleagues=cast.present())
    )
    what = {"encounter_id": encounter.pk, "by": cast.colleague, "at": timezone.now()}
    given = actions.give_account(**what, version_seen=encounter.version)
    with pytest.raises(actions.NotAllowed, match="already given"):
        actions.give_account(**what, version_seen=given.version)


def test_an_account_is_the_colleagues_own_and_not_the_reporting_officers(cast):
    encounter = an_encounter("submitted", by=cast.officer, colleagues=cast.present())
    own = encounter.uses.get(officer=cast.officer)
    with_account_of(cast.colleague, encounter)
    assert HandcuffUse.objects.values().get(pk=own.pk) == HandcuffUse.objects.values().get(
        encounter=encounter, officer=cast.officer
    )
    assert encounter.uses.count() == 2


def test_denying_involvement_keeps_who_when_and_why(cast):
    encounter = an_encounter("submitted", by=cast.officer, colleagues=cast.present())
    at = timezone.now()
    actions.deny_involvement(
        encounter_id=encounter.pk,
        reason="I was at the van",
        version_seen=encounter.version,
        by=cast.colleague,
        at=at,
    )
    row = OfficerPresent.objects.get(officer=cast.colleague)
    assert (row.not_involved_at, row.not_involved_by) == (at, cast.colleague)
    assert row.not_involved_reason == "I was at the van"
    assert row.involvement == Involvement.APPLIED, "what the reporting officer said stays"


# -- Reviewing ------------------------------------------------------------------------------------


def test_a_question_is_answered_and_the_record_accepted(cast):
    """Returned, answered, accepted: each with its row, and the answer with its question."""
    returned = an_encounter("returned", by=cast.officer, supervisor=cast.sergeant)
    assert returned.review_due_at is None
    at = timezone.now()
    answered = actions.resubmit(
        encounter_id=returned.pk,
        answer="He had run before",
        version_seen=returned.version,
        by=cast.officer,
        at=at,
    )
    review = Review.objects.get()
    assert (review.answer, review.answered_at) == ("He had run before", at)
    assert answered.status == Status.SUBMITTED
    assert answered.review_due_at > at
    accepted = actions.accept(
        encounter_id=answered.pk,
        judgement=JUDGEMENT,
        version_seen=answered.version,
        by=cast.sergeant,
        at=timezone.now(),
    )
    assert accepted.status == Status.ACCEPTED
    assert list(accepted.status_changes.order_by("id").values_list("step", flat=True)) == [
        "start",
        "submit",
        "return_with_question",
        "resubmit",
        "accept",
    ]
    assert [r.decision for r in accepted.reviews.order_by("id")] == ["return", "accept"]


def test_a_returned_record_can_be_changed_before_it_goes_back(cast):
    returned = an_encounter("returned", by=cast.officer, supervisor=cast.sergeant)
    changed = actions.save_section(
        encounter_id=returned.pk,
        section=Section.PERSON,
        answers=complete_answers(Section.PERSON, age_years=17),
        version_seen=returned.version,
        by=cast.officer,
        at=timezone.now(),
    )
    assert changed.status == Status.RETURNED
    assert Encounter.objects.get().age_years == 17


def test_a_question_to_a_colleague_is_answered_by_the_colleague(cast):
    encounter = with_account_of(
        cast.colleague, an_encounter("submitted", by=cast.officer, colleagues=cast.present())
    )
    encounter = actions.give_account(
        encounter_id=encounter.pk,
        version_seen=encounter.version,
        by=cast.colleague,
        at=timezone.now(),
    )
    returned = actions.return_with_question(
        encounter_id=encounter.pk,
        judgement=JUDGEMENT,
        question="When did you look again?",
        question_for=cast.colleague,
        version_seen=encounter.version,
        by=cast.sergeant,
        at=timezone.now(),
    )
    what = {"encounter_id": returned.pk, "answer": "x", "version_seen": returned.version}
    with pytest.raises(actions.NotAllowed, match="for Colleague"):
        actions.resubmit(**what, by=cast.officer, at=timezone.now())
    assert actions.resubmit(**what, by=cast.colleague, at=timezone.now()).status == "submitted"


def test_a_question_is_for_somebody_who_was_there(cast):
    filed = an_encounter("submitted", by=cast.officer, colleagues=cast.present())
    with pytest.raises(actions.NotAllowed, match="an officer who was there"):
        actions.return_with_question(
            encounter_id=filed.pk,
            judgement=JUDGEMENT,
            question="Why?",
            question_for=cast.stranger,
            version_seen=filed.version,
            by=cast.sergeant,
            at=timezone.now(),
        )


@pytest.mark.parametrize("part", ["lawful_basis", "necessity", "proportionality"])
@pytest.mark.parametrize("name", ["accept", "clear"])
def test_what_is_not_shown_is_not_accepted(cast, part, name):
    from dataclasses import replace

    case = READY[name](cast)
    before = everything_written()
    with pytest.raises(actions.NotShown):
        take(name, case, cast, judgement=replace(JUDGEMENT, **{part: "not_met"}))
    assert everything_written() == before


def test_a_decision_keeps_every_part_of_the_judgement(cast):
    filed = an_encounter("submitted", by=cast.officer)
    judgement = actions.Judgement(
        lawful_basis="met",
        necessity="unclear",
        proportionality="met",
        de_escalation="not_met",
        video_viewed="no",
        video_not_viewed_reason="There is none",
        comment="Try talking longer",
    )
    at = timezone.now()
    actions.accept(
        encounter_id=filed.pk,
        judgement=judgement,
        version_seen=filed.version,
        by=cast.sergeant,
        at=at,
    )
    kept = Review.objects.get()
    for name in vars(judgement):
        assert getattr(kept, name) == getattr(judgement, name), name
    assert (kept.reviewer, kept.at, kept.decision) == (cast.sergeant, at, "accept")


@pytest.mark.parametrize(
    ("name", "status", "decision"),
    [("clear", Status.ACCEPTED, "accept"), ("uphold", Status.UPHELD, "uphold")],
)
def test_professional_standards_clear_or_uphold(cast, name, status, decision):
    case = READY[name](cast)
    take(name, case, cast)
    encounter = Encounter.objects.get()
    assert encounter.status == status
    kept = encounter.reviews.order_by("-id").first()
    assert (kept.reviewer, kept.decision) == (cast.standards, decision)


@pytest.mark.parametrize("name", ["accept", "return_with_question", "escalate", "withdraw"])
def test_supervisors_of_other_teams_do_not_decide(cast, name):
    case = READY[name](cast)
    with pytest.raises(actions.NotAllowed):
        take(name, case, cast, by=cast.neighbour)


@pytest.mark.parametrize("name", ["accept", "return_with_question", "escalate"])
def test_nobody_decides_on_what_they_were_part_of(cast, name):
    both = a_person(Role.OFFICER, Role.SUPERVISOR, team=cast.officer.team)
    case = READY[name](cast)
    OfficerPresent.objects.create(
        encounter=case.encounter, officer=both, involvement=Involvement.PRESENT
    )
    with pytest.raises(actions.NotAllowed, match="You were part of this encounter"):
        take(name, case, cast, by=both)


# -- Opening --------------------------------------------------------------------------------------


def test_opening_a_record_keeps_the_reason_and_ends_after_a_day(cast):
    filed, at = an_encounter("accepted", by=cast.officer, supervisor=cast.sergeant), timezone.now()
    opened = actions.open_record(
        reference=filed.reference.lower(), reason="Complaint 12", by=cast.standards, at=at
    )
    assert opened == filed
    access = RecordAccess.objects.get()
    assert (access.user, access.encounter, access.reason) == (
        cast.standards,
        filed,
        "Complaint 12",
    )
    assert (access.at, access.ends_at) == (at, at + timedelta(hours=24))


@pytest.mark.parametrize("status", ["draft", "discarded"])
def test_what_was_never_filed_cannot_be_opened(cast, status):
    draft = an_encounter(status, by=cast.officer)
    before = everything_written()
    opened = actions.open_record(
        reference=draft.reference, reason="Complaint", by=cast.standards, at=timezone.now()
    )
    assert opened is None
    assert everything_written() == before


def test_opening_what_does_not_exist_opens_nothing(cast):
    opened = actions.open_record(
        reference="HC-26-999999", reason="Complaint", by=cast.standards, at=timezone.now()
    )
    assert opened is None
    assert not RecordAccess.objects.exists()
