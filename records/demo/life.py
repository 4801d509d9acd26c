"""The life of one fictional record: the rows that `records.actions` would have left behind.

The steps here have the names of the actions and write what they write, but in memory, so that
thousands of records can be stored at once. tests/records/test_demo.py compares the two.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings

from accounts.models import User
from audit.models import Operation
from records import workflow
from records.actions import Judgement
from records.actions.reviewing import ACCESS_LASTS, SEE_THE_ANSWERS
from records.conditions import is_continued_use
from records.models import (
    Acknowledgement,
    Encounter,
    HandcuffUse,
    OfficerPresent,
    RecordAccess,
    Review,
    ReviewQuestion,
    StatusChange,
    UseAssessment,
)
from records.questionnaire import ACCOUNT_SECTIONS, Section
from records.vocabulary import (
    Assessment,
    Compliance,
    Decision,
    DeEscalation,
    DenialResponse,
    EscalationCategory,
    Involvement,
    ReturnReason,
    Status,
    UseStatus,
    YesNo,
)
from records.workflow import Step


class Logged(NamedTuple):
    """An audit event about a record, before the record has its reference."""

    at: datetime
    actor: str
    actor_label: str
    operation: Operation
    action: str
    reason: str
    detail: dict[str, Any]


@dataclass
class Life:
    """One encounter with everything that belongs to it, not yet stored."""

    encounter: Encounter
    uses: list[HandcuffUse] = field(default_factory=list)
    present: list[OfficerPresent] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    assessments: list[UseAssessment] = field(default_factory=list)
    questions: list[ReviewQuestion] = field(default_factory=list)
    acknowledgements: list[Acknowledgement] = field(default_factory=list)
    changes: list[StatusChange] = field(default_factory=list)
    accesses: list[RecordAccess] = field(default_factory=list)
    events: list[Logged] = field(default_factory=list)

    @property
    def involved(self) -> set[User]:
        return {self.encounter.reporting_officer, *(row.officer for row in self.present)}

    def has_account_of(self, officer: User) -> bool:
        return any(
            use.officer == officer and use.status == UseStatus.SUBMITTED for use in self.uses
        )

    def log(
        self,
        operation: Operation,
        action: str,
        *,
        by: User,
        at: datetime,
        reason: str = "",
        detail: dict[str, Any] | None = None,
    ) -> None:
        self.events.append(Logged(at, str(by.pk), str(by), operation, action, reason, detail or {}))

    def save(self, *, at: datetime) -> None:
        self.encounter.version += 1
        self.encounter.changed_at = at

    def move(self, step: Step, *, by: User, at: datetime, reason: str = "") -> None:
        encounter = self.encounter
        before = encounter.status
        encounter.status = workflow.target_of(step=step, status=before)
        encounter.review_due_at = (
            at + timedelta(hours=settings.REVIEW_WITHIN_HOURS)
            if encounter.status == Status.SUBMITTED
            else None
        )
        self.save(at=at)
        self._change(step, before, by=by, at=at, reason=reason)

    def _change(self, step: str, before: str, *, by: User, at: datetime, reason: str = "") -> None:
        self.changes.append(
            StatusChange(
                encounter=self.encounter,
                step=step,
                from_status=before,
                to_status=self.encounter.status,
                at=at,
                by=by,
                reason=reason,
            )
        )

    def save_sections(
        self, sections: Iterable[Section], *, at: list[datetime], logged: bool
    ) -> None:
        """The sections were saved at these times; their answers are on the rows already."""
        for section, moment in zip(sections, at, strict=True):
            self.save(at=moment)
            if section in ACCOUNT_SECTIONS:
                self.uses[0].changed_at = moment
            if logged:
                self.log(
                    Operation.ALTERATION,
                    "save_section",
                    by=self.encounter.reporting_officer,
                    at=moment,
                    detail={"section": section},
                )

    def list_colleague(self, officer: User, involvement: Involvement) -> None:
        self.present.append(
            OfficerPresent(encounter=self.encounter, officer=officer, involvement=involvement)
        )

    def submit(self, *, at: datetime, late_explanation: str = "") -> None:
        encounter, [use] = self.encounter, self.uses
        encounter.is_late = bool(late_explanation)
        encounter.late_explanation = late_explanation
        encounter.submitted_at = at
        use.status, use.submitted_at, use.changed_at = UseStatus.SUBMITTED, at, at
        self.move(Step.SUBMIT, by=encounter.reporting_officer, at=at)
        for row in self.present:
            if row.involvement == Involvement.APPLIED:
                row.account_due_at = at + timedelta(hours=settings.ACCOUNT_WITHIN_HOURS)
        self.log(
            Operation.COLLECTION,
            "submit",
            by=encounter.reporting_officer,
            at=at,
            detail={"late": encounter.is_late},
        )

    def begin_account(self, officer: User, answers: dict[str, Any], *, at: datetime) -> None:
        """A colleague's first section, or all three if the answers go so far."""
        use = HandcuffUse(
            pk=UUID(int=self.uses[0].pk.int ^ (len(self.uses) + 1), version=4),
            encounter=self.encounter,
            officer=officer,
            created_at=at,
            changed_at=at,
            **answers,
        )
        use.continued_use = is_continued_use(answers)
        sections = ACCOUNT_SECTIONS if use.officer_injured else ACCOUNT_SECTIONS[:1]
        for minutes, section in enumerate(sections):
            use.changed_at = at + timedelta(minutes=3 * minutes)
            self.save(at=use.changed_at)
            self.log(
                Operation.ALTERATION,
                "save_account_section",
                by=officer,
                at=use.changed_at,
                detail={"section": section},
            )
        self.uses.append(use)

    def give_account(self, officer: User, answers: dict[str, Any], *, at: datetime) -> None:
        self.begin_account(officer, answers, at=at - timedelta(minutes=12))
        use = self.uses[-1]
        use.status, use.submitted_at, use.changed_at = UseStatus.SUBMITTED, at, at
        self.save(at=at)
        self.log(Operation.COLLECTION, "give_account", by=officer, at=at)

    def deny_involvement(self, officer: User, reason: str, *, at: datetime) -> None:
        [row] = [row for row in self.present if row.officer == officer]
        again = bool(row.denial_response)
        row.not_involved_at, row.not_involved_by, row.not_involved_reason = at, officer, reason
        self.save(at=at)
        self.log(
            Operation.ALTERATION,
            "deny_involvement",
            by=officer,
            at=at,
            detail={"final": again},
        )

    def answer_denial(
        self, officer: User, response: DenialResponse, *, at: datetime, note: str = ""
    ) -> None:
        [row] = [row for row in self.present if row.officer == officer]
        row.denial_response, row.denial_response_note = response, note
        row.denial_responded_at = at
        if response == DenialResponse.DISPUTED:
            row.account_due_at = at + timedelta(hours=settings.ACCOUNT_WITHIN_HOURS)
        self.save(at=at)
        self.log(
            Operation.ALTERATION,
            "answer_denial",
            by=self.encounter.reporting_officer,
            at=at,
            detail={"response": response, "officer": officer.pk},
        )

    def decide(
        self,
        step: Step,
        decision: Decision,
        judgement: Judgement,
        *,
        by: User,
        at: datetime,
        question: str = "",
        question_for: User | None = None,
        reasons: Sequence[ReturnReason] = (),
        about: str = "",
        escalation_category: EscalationCategory | str = "",
    ) -> None:
        """A reviewer reads the record and decides a few minutes later."""
        self.log(Operation.CONSULTATION, "consult", by=by, at=at - timedelta(minutes=9))
        review = Review(
            encounter=self.encounter,
            reviewer=by,
            at=at,
            decision=decision,
            question=SEE_THE_ANSWERS if about else question,
            question_for=question_for,
            return_reasons=list(reasons),
            escalation_category=escalation_category,
            **judgement.columns,
        )
        self.reviews.append(review)
        self.assessments += judgement.assessments(self.uses, review=review)
        if about:
            [use] = [use for use in self.uses if use.officer == question_for]
            self.questions.append(
                ReviewQuestion(review=review, use=use, field=about, text=question)
            )
        self.move(step, by=by, at=at)
        self.log(Operation.ALTERATION, step, by=by, at=at, detail={"decision": decision})

    def acknowledge(self, officer: User, *, at: datetime) -> None:
        """Somebody reads the last decision and says so."""
        review = self.reviews[-1]
        self.acknowledgements.append(Acknowledgement(review=review, officer=officer, at=at))
        self.log(
            Operation.ALTERATION,
            "acknowledge",
            by=officer,
            at=at,
            detail={"decision": review.decision},
        )

    def resubmit(self, answer: str, *, at: datetime) -> None:
        review = self.reviews[-1]
        review.answer, review.answered_at = answer, at
        self.move(Step.RESUBMIT, by=review.question_for, at=at)
        self.log(Operation.ALTERATION, "resubmit", by=review.question_for, at=at)

    def withdraw(self, reason: str, *, by: User, at: datetime) -> None:
        self.move(Step.WITHDRAW, by=by, at=at, reason=reason)
        self.log(Operation.ALTERATION, "withdraw", by=by, at=at, reason=reason)

    def discard(self, *, at: datetime) -> None:
        officer = self.encounter.reporting_officer
        self.move(Step.DISCARD, by=officer, at=at)
        self.log(Operation.ERASURE, "discard", by=officer, at=at)

    def summarise(self) -> None:
        """What the triggers on accounts and assessments will compute, so they need not write it."""
        given = [use for use in self.uses if use.status == UseStatus.SUBMITTED]
        self.encounter.officer_reports = len(given)
        for name, graver in (
            ("compliance", Compliance.NON_COMPLIANT),
            ("before_arrest", YesNo.YES),
        ):
            answers = {getattr(use, name) for use in given}
            summed_up = graver if graver in answers else max(answers, default="")
            setattr(self.encounter, name, summed_up)
        self.encounter.no_de_escalation = bool(given) and all(
            DeEscalation.NONE in use.de_escalation for use in given
        )
        self.encounter.minutes_in_handcuffs = max((use.minutes for use in given), default=None)
        last = {one.use_id: one.continued_use for one in self.assessments if one.continued_use}
        self.encounter.continued_unjustified = Assessment.NOT_MET in last.values()

    def open_record(self, reason: str, *, by: User, at: datetime) -> None:
        self.accesses.append(
            RecordAccess(
                encounter=self.encounter, user=by, reason=reason, at=at, ends_at=at + ACCESS_LASTS
            )
        )
        self.log(Operation.CONSULTATION, "open_record", by=by, at=at, reason=reason)


def start(
    *,
    pk: UUID,
    officer: User,
    at: datetime,
    answers: dict[str, Any],
    account: dict[str, Any],
    person_key: str = "P1",
) -> Life:
    """A draft with these answers; what was never answered stays empty."""
    encounter = Encounter(
        pk=pk,
        reporting_officer=officer,
        team=officer.team,
        created_at=at,
        changed_at=at,
        person_key=person_key,
        **answers,
    )
    use = HandcuffUse(
        pk=UUID(int=pk.int ^ 1, version=4),
        encounter=encounter,
        officer=officer,
        created_at=at,
        changed_at=at,
        **account,
    )
    use.continued_use = is_continued_use(account)
    life = Life(encounter=encounter, uses=[use])
    life._change("start", "", by=officer, at=at)
    life.log(Operation.COLLECTION, "start", by=officer, at=at)
    return life
