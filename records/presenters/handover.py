"""What the pages about handing over a draft have to know."""

from uuid import UUID

from accounts.models import User
from records.actions.handing_over import HANDED_OVER, account_begun
from records.models import Encounter, StatusChange


def account_of_giver_begun(encounter: Encounter, giver: User) -> bool:
    """Whether the giver has written anything about their own use of handcuffs."""
    return account_begun(encounter.uses.get(officer=giver), encounter)


def handed_over_reference(encounter_id: UUID, giver: User) -> str | None:
    """The reference of a record that the person once handed over; None if they never did."""
    return (
        StatusChange.objects.filter(encounter=encounter_id, by=giver, step=HANDED_OVER)
        .order_by("-pk")
        .values_list("encounter__reference", flat=True)
        .first()
    )


def references_of_drafts(leaver: User) -> list[str]:
    """What somebody left unfinished, for those who may know no more of it than that it is there."""
    drafts = Encounter.objects.drafts_of(leaver)
    return list(drafts.order_by("reference").values_list("reference", flat=True))
