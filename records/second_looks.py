"""Who may look a second time: an opinion before a decision, a second review after it.

Verdicts as in `permissions`. A second review is worth something only from somebody who does not
know the first decision: while it is open, every page with decisions is closed to its reviewer.
"""

from accounts.models import Role, User
from accounts.permissions import YES, Verdict, no
from records import permissions
from records.models import DipSampleItem, Encounter, SecondOpinion
from records.vocabulary import Status


def may_ask_opinion(user: User, encounter: Encounter) -> Verdict:
    """Ask a colleague before deciding."""
    return permissions.may_decide(user, encounter)


def may_be_asked(person: User, encounter: Encounter) -> Verdict:
    """Be asked for a second opinion: somebody who decides on such records, and impartially."""
    if not person.is_active or not person.has_role(Role.SUPERVISOR, Role.PROFESSIONAL_STANDARDS):
        return no("Second opinions are given by supervisors and by professional standards.")
    if not permissions.impartial(person, encounter):
        return no(f"{person.name} was part of this encounter, or is led by somebody who was.")
    blind = may_see_decisions(person, encounter)
    return blind if blind else no(f"{person.name} cannot be asked about this record now.")


def may_give_opinion(user: User, encounter: Encounter) -> Verdict:
    """Answer a colleague who asked, while the record still waits."""
    if open_opinion(user, encounter) is None:
        return no("Nobody waits for your opinion on this record.")
    if encounter.status not in (Status.SUBMITTED, Status.ESCALATED):
        return no(f"It is “{encounter.get_status_display()}”: the decision did not wait.")
    return permissions.impartial(user, encounter)


def open_opinion(user: User, encounter: Encounter) -> SecondOpinion | None:
    """The first question to `user` about this record that has no answer yet."""
    unanswered = [
        request
        for request in encounter.second_opinions.all()
        if request.asked_id == user.pk and getattr(request, "opinion", None) is None
    ]
    return min(unanswered, key=lambda request: request.pk, default=None)


def may_run_dip_samples(user: User) -> Verdict:
    """Draw random samples of accepted records for a second review."""
    if not user.has_role(Role.PROFESSIONAL_STANDARDS):
        return no("Dip samples are drawn by professional standards.")
    return YES


def may_see_decisions(user: User, encounter: Encounter) -> Verdict:
    """Read the record with what was decided: not while one is to review it a second time."""
    for item in encounter.dip_sample_items.all():
        if item.reviewer_id == user.pk and getattr(item, "second_review", None) is None:
            return no(
                "You are asked to review this record a second time, without seeing the first "
                "decision. Give your second review first."
            )
    return YES


def can_review_again(user: User) -> Verdict:
    """Be a second reviewer of any record at all."""
    if not user.is_active or not user.has_role(Role.SUPERVISOR, Role.PROFESSIONAL_STANDARDS):
        return no("Second reviews are given by supervisors and by professional standards.")
    return YES


def may_review_again(user: User, encounter: Encounter) -> Verdict:
    """Be the second reviewer: impartial, not the first, and without sight of the decision."""
    able = can_review_again(user)
    if not able:
        return able
    if any(review.reviewer_id == user.pk for review in encounter.reviews.all()) or any(
        user.pk in (request.asked_id, request.asked_by_id)
        for request in encounter.second_opinions.all()
    ):
        return no(f"{user.name} took part in the first decision.")
    if any(item.reviewer_id == user.pk for item in encounter.dip_sample_items.all()):
        return no(f"{user.name} was asked about this record before.")
    escalated = any(
        change.to_status == Status.ESCALATED for change in encounter.status_changes.all()
    )
    if (
        permissions.supervises(user, encounter)
        or (escalated and user.has_role(Role.PROFESSIONAL_STANDARDS))
        or any(access.user_id == user.pk for access in encounter.granted_accesses.all())
    ):
        return no(f"{user.name} can see the first decision.")
    return permissions.impartial(user, encounter)


def may_give_second_review(user: User, item: DipSampleItem) -> Verdict:
    """Review a record of a dip sample that was given to one."""
    if item.reviewer_id != user.pk:
        return no("Somebody else was asked to review this record a second time.")
    if item.encounter.status == Status.WITHDRAWN:
        return no("The record was withdrawn, so there is nothing left to review.")
    return permissions.impartial(user, item.encounter)
