"""Every change of state: one transaction with its status row and its audit event."""

from records.actions.amending import (
    NothingDifferent,
    amend,
    drop_amendment,
    prepare_amendment,
)
from records.actions.changing import NotAllowed, Stale
from records.actions.colleagues import deny_involvement, give_account, save_account_section
from records.actions.commenting import add_comment
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
from records.actions.handing_over import AccountBegun, hand_over
from records.actions.printing import print_record
from records.actions.receipts import make_receipt
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
    "AccountBegun",
    "ExplanationNeeded",
    "Incomplete",
    "Judgement",
    "NotAllowed",
    "NotShown",
    "NothingDifferent",
    "Stale",
    "accept",
    "add_comment",
    "amend",
    "clear",
    "consult",
    "deny_involvement",
    "discard",
    "drop_amendment",
    "escalate",
    "give_account",
    "hand_over",
    "is_late",
    "make_receipt",
    "open_record",
    "prepare_amendment",
    "print_record",
    "resubmit",
    "return_with_question",
    "save_account_section",
    "save_section",
    "start",
    "submit",
    "uphold",
    "withdraw",
]
