"""Giving a draft to a colleague, who becomes the one to report it."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from audit.models import Operation
from outbox.actions import queue
from records import permissions
from records.actions.changing import action, insist, insist_unchanged, lock, log, save
from records.actions.drafting import open_account
from records.answers import SectionState, account_states
from records.models import Encounter, HandcuffUse, OfficerPresent, StatusChange
from records.vocabulary import Involvement, Status

# The name of the row in the record's history; the status stays what it is.
HANDED_OVER = "hand_over"


class AccountBegun(Exception):
    """Who has written about applying handcuffs cannot be listed as having applied none."""


@action
def hand_over(
    *,
    encounter_id: UUID,
    to: User,
    involvement: Involvement,
    version_seen: int,
    by: User,
    at: datetime,
) -> Encounter:
    """Make `to` the reporting officer of a draft, and list the giver with what they did there.

    Nobody signs another officer's reasons: the giver's account stays the giver's, to be finished
    when the record is filed, and the new reporting officer begins one of their own.
    """
    encounter = lock(encounter_id)
    insist(permissions.may_hand_over(by, encounter))
    insist_unchanged(encounter, version_seen)
    _give(
        encounter,
        to,
        involvement=involvement,
        by=by,
        at=at,
        reason=f"To {to}",
        letter=(
            f"{by.name} handed you the draft {encounter.reference} to finish and file.\n\n"
            "Sign in to see it among your drafts. If it is not yours to report, you can hand it "
            "back there.\n"
        ),
    )
    return encounter


@action
def hand_over_left(*, leaver: User, to: User, by: User, at: datetime) -> list[Encounter]:
    """Give every draft of somebody who has left to one colleague; who gives them reads none.

    What the leaver wrote about their own use of handcuffs stays theirs, as with every hand-over.
    """
    leaver = User.objects.select_for_update().get(pk=leaver.pk)
    insist(permissions.may_hand_over_left(by, leaver))
    drafts = Encounter.objects.drafts_of(leaver).order_by("pk").values_list("pk", flat=True)
    given = [encounter for encounter in map(lock, drafts) if _is_draft_of(leaver, encounter)]
    for encounter in given:
        _give(
            encounter,
            to,
            involvement=Involvement.APPLIED,
            by=by,
            at=at,
            reason=f"To {to}, as {leaver} left",
            letter=(
                f"{leaver.name} left, and their draft {encounter.reference} was handed to you to "
                "finish and file.\n\n"
                "Sign in to see it among your drafts. If it is not yours to report, you can hand "
                "it to a colleague there.\n"
            ),
        )
    return given


def _is_draft_of(officer: User, encounter: Encounter) -> bool:
    return encounter.status == Status.DRAFT and encounter.reporting_officer_id == officer.pk


def _give(
    encounter: Encounter,
    to: User,
    *,
    involvement: Involvement,
    by: User,
    at: datetime,
    reason: str,
    letter: str,
) -> None:
    giver = encounter.reporting_officer
    insist(permissions.may_take_over(to, encounter))
    _keep_account_of_giver(encounter, giver, involvement)
    encounter.officers_present.filter(officer=to).delete()
    OfficerPresent.objects.create(encounter=encounter, officer=giver, involvement=involvement)
    if not encounter.uses.filter(officer=to).exists():
        open_account(encounter, to, at=at)
    encounter.reporting_officer, encounter.team = to, to.team
    save(encounter, at=at, fields=("reporting_officer", "team"))
    StatusChange.objects.create(
        encounter=encounter,
        step=HANDED_OVER,
        from_status=Status.DRAFT,
        to_status=Status.DRAFT,
        at=at,
        by=by,
        reason=reason,
    )
    queue(
        key=f"handed-over:{encounter.pk}:{encounter.version}",
        to=to.email,
        subject=f"A draft was handed to you: {encounter.reference}",
        body=letter,
        at=at,
    )
    log(
        encounter,
        operation=Operation.ALTERATION,
        action="hand_over",
        by=by,
        at=at,
        reason=reason,
        detail={"to": to.pk, "involvement": involvement},
    )


def _keep_account_of_giver(encounter: Encounter, giver: User, involvement: Involvement) -> None:
    """An account that says something stays; an empty one of somebody who applied none goes."""
    if involvement == Involvement.APPLIED:
        return
    use = encounter.uses.get(officer=giver)
    if account_begun(use, encounter):
        raise AccountBegun
    use.delete()


def account_begun(use: HandcuffUse, encounter: Encounter) -> bool:
    """Whether the officer has answered anything about their own use of handcuffs."""
    use.encounter = encounter
    states = account_states(use=use, now=encounter.changed_at)
    return set(states.values()) != {SectionState.NOT_STARTED}
