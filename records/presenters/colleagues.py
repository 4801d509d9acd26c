"""What stands beside a colleague on the list of people present, and in mail to colleagues."""

from dataclasses import dataclass
from datetime import datetime

from records.listed import denied_again, has_unanswered_denial, was_asked_again
from records.models import Encounter, OfficerPresent
from records.presenters.answers import moment
from records.vocabulary import DenialResponse


def colleague_notes(row: OfficerPresent, *, awaited: bool) -> list[str]:
    """What was said about this colleague's part, in order, and what is still to come."""
    notes = []
    if row.joined_at is not None:
        notes.append(f"Added themselves, {moment(row.joined_at)}")
    if row.not_involved_at is not None:
        again = " again" if denied_again(row) else ""
        denial = f"Says{again} they were not involved: {row.not_involved_reason}"
        if denied_again(row):
            notes += [_response(row), denial]
        else:
            notes += [denial, _response(row)]
    if awaited:
        due = f", due {moment(row.account_due_at)}" if row.account_due_at else ""
        notes.append(f"Account not given yet{due}")
    return [note for note in notes if note]


def _response(row: OfficerPresent) -> str:
    if row.denial_response == DenialResponse.AGREED:
        note = f": {row.denial_response_note}" if row.denial_response_note else ""
        return f"Agreed by the reporting officer: listed by mistake{note}"
    if row.denial_response == DenialResponse.DISPUTED:
        return f"The reporting officer says they did apply handcuffs: {row.denial_response_note}"
    return "The reporting officer has not answered yet" if has_unanswered_denial(row) else ""


def dispute(row: OfficerPresent | None) -> dict[str, str] | None:
    """What a colleague who is asked again should read first."""
    if row is None or not was_asked_again(row):
        return None
    return {
        "denied": moment(row.not_involved_at),
        "reason": row.not_involved_reason,
        "note": row.denial_response_note,
    }


@dataclass(frozen=True)
class Letter:
    """A mail. It names the record and never what it is about."""

    subject: str
    body: str


def account_asked(encounter: Encounter, *, due: datetime) -> Letter:
    """To a colleague who applied handcuffs, when the record is filed."""
    return Letter(
        f"Your account is needed: {encounter.reference}",
        f"{encounter.reporting_officer.name} filed {encounter.reference} and listed you as having "
        "applied handcuffs.\n\n"
        f"Sign in by {moment(due)} to add your own account, or to say that you were not "
        "involved.\n",
    )


def denial_made(encounter: Encounter, *, by_name: str, final: bool) -> Letter:
    """To the reporting officer, when a colleague was not involved."""
    if final:
        return Letter(
            f"Not involved, for the second time: {encounter.reference}",
            f"{by_name} says again that they were not involved in {encounter.reference}. The "
            "reviewer sees what you both said; there is nothing for you to do.\n",
        )
    return Letter(
        f"A colleague was not involved: {encounter.reference}",
        f"{by_name} says that they were not involved in {encounter.reference}, where you listed "
        "them.\n\nSign in to answer: whether you listed them by mistake, or what they did.\n",
    )


def denial_agreed(encounter: Encounter) -> Letter:
    """To the colleague: nothing more to do."""
    return Letter(
        f"You were listed by mistake: {encounter.reference}",
        f"{encounter.reporting_officer.name} agrees that you were listed by mistake in "
        f"{encounter.reference}. There is nothing more for you to do.\n",
    )


def denial_disputed(encounter: Encounter, *, due: datetime) -> Letter:
    """To the colleague, who is asked again."""
    return Letter(
        f"Your account is asked for again: {encounter.reference}",
        f"{encounter.reporting_officer.name} says that you did apply handcuffs in "
        f"{encounter.reference}, and why.\n\n"
        f"Sign in by {moment(due)} to add your account, or to say once more that you were not "
        "involved; the reviewer then reads what you both said.\n",
    )


def joined(encounter: Encounter, *, by_name: str) -> Letter:
    """To the reporting officer, when somebody adds themselves."""
    return Letter(
        f"A colleague joined your record: {encounter.reference}",
        f"{by_name} was about to record the same person and joined {encounter.reference} "
        "instead, as having applied handcuffs. Their own account follows.\n\n"
        "Sign in to see it. If it was another person, tell your supervisor.\n",
    )
