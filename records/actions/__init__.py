"""Every change of state: one transaction with its status row and its audit event."""

from records.actions.acknowledging import acknowledge
from records.actions.amending import (
    NothingDifferent,
    add_colleague,
    amend,
    drop_amendment,
    prepare_amendment,
)
from records.actions.assigning import ASSIGNED_AT_ONCE, NotAssigned, assign
from records.actions.autosaving import autosave_account_section, autosave_section
from records.actions.changing import NotAllowed, Stale
from records.actions.colleagues import (
    answer_denial,
    deny_involvement,
    give_account,
    save_account_section,
)
from records.actions.commenting import add_comment
from records.actions.drafting import discard, save_section, start
from records.actions.filing import (
    ExplanationNeeded,
    Incomplete,
    LookAlikes,
    consult,
    is_late,
    resubmit,
    submit,
    withdraw,
)
from records.actions.handing_over import AccountBegun, hand_over, hand_over_left
from records.actions.incidents import add_person
from records.actions.joining import join, show_look_alikes
from records.actions.marking_footage import mark_footage
from records.actions.offline import send_from_device
from records.actions.printing import print_record
from records.actions.receipts import make_receipt
from records.actions.reviewing import (
    FieldQuestion,
    NotShown,
    ReasonsMissing,
    accept,
    clear,
    escalate,
    open_record,
    return_with_question,
    uphold,
)
from records.actions.sampling import (
    NothingToDraw,
    consult_blind,
    draw_dip_sample,
    give_second_review,
)
from records.actions.saved_searches import (
    NameTaken,
    change_saved_search,
    delete_saved_search,
    queue_digests,
    save_search,
)
from records.actions.searching import search
from records.actions.second_opinions import ask_opinion, give_opinion
from records.judgement import Judgement, UseJudgement

__all__ = [
    "ASSIGNED_AT_ONCE",
    "AccountBegun",
    "ExplanationNeeded",
    "FieldQuestion",
    "Incomplete",
    "Judgement",
    "LookAlikes",
    "NameTaken",
    "NotAllowed",
    "NotAssigned",
    "NotShown",
    "NothingDifferent",
    "NothingToDraw",
    "ReasonsMissing",
    "Stale",
    "UseJudgement",
    "accept",
    "acknowledge",
    "add_colleague",
    "add_comment",
    "add_person",
    "amend",
    "answer_denial",
    "ask_opinion",
    "assign",
    "autosave_account_section",
    "autosave_section",
    "change_saved_search",
    "clear",
    "consult",
    "consult_blind",
    "delete_saved_search",
    "deny_involvement",
    "discard",
    "draw_dip_sample",
    "drop_amendment",
    "escalate",
    "give_account",
    "give_opinion",
    "give_second_review",
    "hand_over",
    "hand_over_left",
    "is_late",
    "join",
    "make_receipt",
    "mark_footage",
    "open_record",
    "prepare_amendment",
    "print_record",
    "queue_digests",
    "resubmit",
    "return_with_question",
    "save_account_section",
    "save_search",
    "save_section",
    "search",
    "send_from_device",
    "show_look_alikes",
    "start",
    "submit",
    "uphold",
    "withdraw",
]
