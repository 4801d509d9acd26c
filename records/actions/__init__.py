"""Every change of state: one transaction with its status row and its audit event."""

from records.actions.changing import NotAllowed, Stale
from records.actions.colleagues import deny_involvement, give_account, save_account_section
from records.actions.drafting import discard, save_section, start
from records.actions.filing import (
    ExplanationNeeded,
    Incomplete,
    consult,
    is_late,
    resubmit,
    submit,
    withdraw,
)
from records.actions.reviewing import (
    Judgement,
    NotShown,
    accept,
    clear,
    escalate,
    open_record,
    return_with_question,
    uphold,
)

__all__ = [
    "ExplanationNeeded",
    "Incomplete",
    "Judgement",
    "NotAllowed",
    "NotShown",
    "Stale",
    "accept",
    "clear",
    "consult",
    "deny_involvement",
    "discard",
    "escalate",
    "give_account",
    "is_late",
    "open_record",
    "resubmit",
    "return_with_question",
    "save_account_section",
    "save_section",
    "start",
    "submit",
    "uphold",
    "withdraw",
]
