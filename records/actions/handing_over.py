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
    insist(permissions.may_take_over(to, encounter))
    _keep_account_of_giver(encounter, by, involvement)
    encounter.officers_present.filter(officer=to).delete()
    OfficerPresent.objects.create(encounter=encounter, officer=by, involvement=involvement)
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
        reason=f"To {to}",
    )
    queue(
        key=f"handed-over:{encounter.pk}:{encounter.version}",
        to=to.email,
        subject=f"A draft was handed to you: {encounter.reference}",
        body=(
            f"{by.name} handed you the draft {encounter.reference} to finish and file.\n\n"
            "Sign in to see it among your drafts. If it is not yours to report, you can hand it "
            "back there.\n"
        ),
        at=at,
    )
    log(
        encounter,
        operation=Operation.ALTERATION,
        action="hand_over",
        by=by,
        at=at,
        reason=f"To {to}",
        detail={"to": to.pk, "involvement": involvement},
    )
    return encounter


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
