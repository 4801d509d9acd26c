"""What reviewers can do with a record; a button that is off stands there with the reason."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Role, User
from accounts.permissions import Verdict
from records import permissions, second_looks
from records.models import Encounter
from records.vocabulary import INCOMPLETE_STATUSES


@dataclass(frozen=True)
class Button:
    text: str
    href: str
    verdict: Verdict
    first: bool = False


def reviewer_buttons(encounter: Encounter, reader: User) -> list[Button]:
    """For those whose business it is; nobody else is told about what they would not do anyway."""
    if encounter.status in INCOMPLETE_STATUSES or not reader.has_role(
        Role.SUPERVISOR, Role.PROFESSIONAL_STANDARDS
    ):
        return []
    buttons = []
    if second_looks.open_opinion(reader, encounter) is not None:
        buttons.append(
            Button(
                "Give your opinion",
                reverse("give_opinion", args=[encounter.pk]),
                second_looks.may_give_opinion(reader, encounter),
                first=True,
            )
        )
    deciding = permissions.may_decide(reader, encounter)
    buttons.append(
        Button("Decide", reverse("review", args=[encounter.pk]), deciding, first=not buttons)
    )
    if deciding:
        asking = second_looks.may_ask_opinion(reader, encounter)
        href = reverse("ask_opinion", args=[encounter.pk])
        buttons.append(Button("Ask for a second opinion", href, asking))
    return buttons
