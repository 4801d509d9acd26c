"""Asking a colleague before deciding, and answering."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from accounts.models import User
from audit.models import Operation
from outbox.actions import queue
from records import second_looks
from records.actions.changing import action, insist, lock, log, save
from records.models import Encounter, Opinion, RecordAccess, SecondOpinion

_LONGEST_REASON = RecordAccess._meta.get_field("reason").max_length


@action
def ask_opinion(
    *, encounter_id: UUID, asked: User, question: str, by: User, at: datetime
) -> Encounter:
    """Ask a named colleague; who could not read the record may do so for some days.

    Nothing of the record changes, so nobody's open page becomes stale. The same question to the
    same person again, while it is open, is a double click.
    """
    encounter = lock(encounter_id)
    insist(second_looks.may_ask_opinion(by, encounter))
    insist(second_looks.may_be_asked(asked, encounter))
    if encounter.second_opinions.filter(asked=asked, asked_by=by, opinion__isnull=True).exists():
        return encounter
    request = SecondOpinion.objects.create(
        encounter=encounter, asked_by=by, asked=asked, asked_at=at, question=question
    )
    given = not Encounter.objects.visible_to(asked).filter(pk=encounter.pk).exists()
    if given:
        RecordAccess.objects.create(
            encounter=encounter,
            user=asked,
            reason=f"Second opinion asked by {by}: {question}"[:_LONGEST_REASON],
            at=at,
            ends_at=at + timedelta(days=settings.SECOND_OPINION_DAYS),
        )
    queue(
        key=f"opinion-asked:{request.pk}",
        to=asked.email,
        subject=f"Your opinion is asked for: {encounter.reference}",
        body=(
            f"{by.name} asks for your opinion on the record {encounter.reference} before "
            "deciding on it.\n\nSign in to read the record and to answer.\n"
        ),
        at=at,
    )
    log(
        encounter,
        operation=Operation.DISCLOSURE if given else Operation.ALTERATION,
        action="ask_opinion",
        by=by,
        at=at,
        detail={"asked": asked.pk, "access": given},
    )
    return encounter


@action
def give_opinion(*, encounter_id: UUID, opinion: str, by: User, at: datetime) -> Encounter:
    """Answer the colleague who asked; the decision stays with them.

    The version rises: who is about to decide is told that there is something they have not read.
    """
    encounter = lock(encounter_id)
    insist(second_looks.may_give_opinion(by, encounter))
    request = second_looks.open_opinion(by, encounter)
    Opinion.objects.create(request=request, at=at, text=opinion)
    save(encounter, at=at)
    queue(
        key=f"opinion-given:{request.pk}",
        to=request.asked_by.email,
        subject=f"A second opinion is there: {encounter.reference}",
        body=(
            f"{by.name} has answered your question about the record {encounter.reference}.\n\n"
            "Sign in to read it and to decide.\n"
        ),
        at=at,
    )
    log(encounter, operation=Operation.ALTERATION, action="give_opinion", by=by, at=at)
    return encounter
