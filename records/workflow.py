"""The states of an encounter and the steps between them: one table.

`permissions` says who may take a step, `actions` takes it; this module only says which steps
exist. docs/workflow.md is drawn from the table by `manage.py workflow_diagram`.
"""

from dataclasses import dataclass
from enum import StrEnum

from records.vocabulary import Status


class Step(StrEnum):
    """The name of a step; the action that takes it has the same name."""

    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    ACCEPT = "accept"
    RETURN = "return_with_question"
    ESCALATE = "escalate"
    CLEAR = "clear"
    UPHOLD = "uphold"
    AMEND = "amend"
    DISCARD = "discard"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Transition:
    """From any of `sources` a step leads to `target`."""

    sources: tuple[Status, ...]
    target: Status
    explanation: str


TRANSITIONS: dict[Step, Transition] = {
    Step.SUBMIT: Transition((Status.DRAFT,), Status.SUBMITTED, "the officer files the record"),
    Step.RETURN: Transition(
        (Status.SUBMITTED,), Status.RETURNED, "a supervisor asks a named officer a question"
    ),
    Step.RESUBMIT: Transition(
        (Status.RETURNED,), Status.SUBMITTED, "the named officer answers the question"
    ),
    Step.ACCEPT: Transition((Status.SUBMITTED,), Status.ACCEPTED, "a supervisor accepts"),
    Step.ESCALATE: Transition(
        (Status.SUBMITTED,), Status.ESCALATED, "a supervisor asks professional standards to decide"
    ),
    Step.CLEAR: Transition(
        (Status.ESCALATED,), Status.ACCEPTED, "professional standards find no concern"
    ),
    Step.UPHOLD: Transition(
        (Status.ESCALATED,), Status.UPHELD, "professional standards uphold the concern"
    ),
    Step.AMEND: Transition(
        (Status.SUBMITTED, Status.ACCEPTED),
        Status.SUBMITTED,
        "an amendment, with a reason, reopens the review",
    ),
    Step.DISCARD: Transition((Status.DRAFT,), Status.DISCARDED, "the officer drops the draft"),
    Step.WITHDRAW: Transition(
        (Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED, Status.ESCALATED, Status.UPHELD),
        Status.WITHDRAWN,
        "a duplicate or not a handcuffing, with a reason; the record stays visible",
    ),
}


class StepNotPossible(Exception):
    """The encounter is not in a state from which the step leads anywhere."""

    def __init__(self, *, step: Step, status: str) -> None:
        super().__init__(f"{step} is not possible from {status}")
        self.step = step
        self.status = Status(status)


def target_of(*, step: Step, status: str) -> Status:
    """The status after `step`, or StepNotPossible."""
    transition = TRANSITIONS[step]
    if status not in transition.sources:
        raise StepNotPossible(step=step, status=status)
    return transition.target


def possible(*, step: Step, status: str) -> bool:
    """Whether `step` exists from `status`, whoever takes it."""
    return status in TRANSITIONS[step].sources


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {Status.DRAFT}"]
    for step, transition in TRANSITIONS.items():
        for source in transition.sources:
            lines.append(f"    {source} --> {transition.target}: {step}")
    return "\n".join(lines) + "\n"
