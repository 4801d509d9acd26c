"""Who may do what. What state a record must be in is `workflow`'s business.

Each function returns a `Verdict`, used both to refuse and to explain why a button is off.
"""

from accounts.models import Role, User
from accounts.permissions import YES, Verdict, no
from records.listed import has_unanswered_denial, is_still_asked
from records.models import Encounter, OfficerPresent, Review
from records.vocabulary import (
    INCOMPLETE_STATUSES,
    UNDECIDED_STATUSES,
    Decision,
    Involvement,
    Status,
    UseStatus,
    YesNoUnknown,
)


def involved_officers(encounter: Encounter) -> list[User]:
    """Everybody who took part: the reporting officer, those listed, those who gave an account."""
    people = {encounter.reporting_officer_id: encounter.reporting_officer}
    for listed in encounter.officers_present.all():
        people[listed.officer_id] = listed.officer
    for use in encounter.uses.all():
        people[use.officer_id] = use.officer
    return list(people.values())


def open_question(encounter: Encounter) -> Review | None:
    """The question a returned record waits for an answer to."""
    if encounter.status != Status.RETURNED:
        return None
    unanswered = [
        review
        for review in encounter.reviews.all()
        if review.question_for_id is not None and review.answered_at is None
    ]
    return max(unanswered, key=lambda review: review.at, default=None)


def listed_as_applying(user: User, encounter: Encounter) -> OfficerPresent | None:
    """The row by which `user` is asked how they applied handcuffs here; see `records.listed`."""
    for listed in encounter.officers_present.all():
        if listed.officer_id == user.pk and is_still_asked(listed):
            return listed
    return None


def may_record(user: User) -> Verdict:
    """File encounters of one's own."""
    if not user.has_role(Role.OFFICER):
        return no("Only officers record encounters.")
    return YES


def may_keep_on_device(user: User) -> Verdict:
    """Have the key for drafts that rest on a device: all who write records or accounts."""
    if not user.has_role(Role.OFFICER, Role.SUPERVISOR):
        return no("Only those who record handcuffing keep drafts on a device.")
    return YES


def may_keep_rules(user: User) -> Verdict:
    """See and change deadlines, prompts and retired answers."""
    if not user.has_role(Role.ADMINISTRATOR):
        return no("Only administrators keep the rules of the register.")
    return YES


def may_edit(user: User, encounter: Encounter) -> Verdict:
    """Change the shared facts and the reporting officer's account."""
    if encounter.reporting_officer_id != user.pk:
        return no("Only the officer who reported the encounter can change it.")
    if encounter.status == Status.DRAFT:
        return YES
    question = open_question(encounter)
    if question is None:
        return no("A filed record can be changed only while it is returned with a question.")
    if question.question_for_id != user.pk:
        return no(f"The open question is for {question.question_for.name}.")
    return YES


may_submit = may_edit


def may_answer(user: User, encounter: Encounter) -> Verdict:
    """Answer the reviewer's question and send the record back."""
    question = open_question(encounter)
    if question is None:
        return no("No question is open on this record.")
    if question.question_for_id != user.pk:
        return no(f"The open question is for {question.question_for.name}.")
    return YES


def may_discard(user: User, encounter: Encounter) -> Verdict:
    """Drop a draft."""
    if encounter.reporting_officer_id != user.pk:
        return no("Only the officer who started a draft can discard it.")
    return YES


def may_hand_over(user: User, encounter: Encounter) -> Verdict:
    """Give a draft to a colleague to report."""
    if encounter.reporting_officer_id != user.pk:
        return no("Only the officer whose draft it is can hand it over.")
    if encounter.status != Status.DRAFT:
        return no("Only a draft can be handed over; this record was filed or discarded.")
    return YES


def may_hand_over_left(user: User, leaver: User) -> Verdict:
    """Give all drafts of somebody who left to a colleague, known by their references only."""
    if not user.has_role(Role.ADMINISTRATOR):
        return no("Administrators hand over what somebody left behind.")
    if leaver.is_active:
        return no(f"{leaver.name} still has access: only they hand over their drafts.")
    return YES


def may_take_over(user: User, encounter: Encounter) -> Verdict:
    """Become the reporting officer of somebody's draft."""
    if user.pk == encounter.reporting_officer_id:
        return no("It is their draft already.")
    return may_be_given_drafts(user)


def may_be_given_drafts(user: User) -> Verdict:
    """Finish and file what somebody else began."""
    if not user.is_active or user.team is None or not may_record(user):
        return no(f"{user.name} cannot record encounters.")
    return YES


# Why a filed record cannot be amended as it stands.
_NOT_NOW = {
    Status.RETURNED: "It is returned with a question: change it and answer there.",
    Status.ESCALATED: "Professional standards examine it: nothing is changed meanwhile. "
    "Add a comment instead.",
    Status.UPHELD: "Professional standards upheld a concern about it, so it stays as it is. "
    "Add a comment instead.",
    Status.WITHDRAWN: "It was withdrawn.",
}


def may_amend(user: User, encounter: Encounter) -> Verdict:
    """Change a filed record with a reason: the shared facts, or one's own account."""
    if encounter.status in INCOMPLETE_STATUSES:
        return no("It was never filed, so there is nothing to amend.")
    if encounter.reporting_officer_id != user.pk and not _gave_account(user, encounter):
        return no("Only officers who reported it or gave an account amend a record.")
    if encounter.status in _NOT_NOW:
        return no(_NOT_NOW[encounter.status])
    return YES


def may_add_colleague(user: User, encounter: Encounter) -> Verdict:
    """Name one more colleague who was there, after filing."""
    if encounter.reporting_officer_id != user.pk:
        return no("Only the officer who reported it says who was there.")
    return may_amend(user, encounter)


def may_be_added(colleague: User, encounter: Encounter) -> Verdict:
    """Be named as one who was there, after filing.

    Whoever is asked for an account already stays asked: they say themselves if they were not there.
    """
    if colleague.pk == encounter.reporting_officer_id:
        return no("You are already part of the record.")
    if not colleague.has_role(Role.OFFICER, Role.SUPERVISOR):
        return no(f"{colleague.name} is not an officer.")
    for listed in encounter.officers_present.all():
        if listed.officer_id == colleague.pk and listed.involvement == Involvement.APPLIED:
            return no(f"{colleague.name} is already on the list as having applied handcuffs.")
    return YES


def may_comment(user: User, encounter: Encounter) -> Verdict:
    """Add a remark to a filed record: who took part, who reviews, professional standards."""
    if encounter.status in INCOMPLETE_STATUSES:
        return no("Comments are for filed records.")
    took_part = any(officer.pk == user.pk for officer in involved_officers(encounter))
    reviews = user.has_role(Role.PROFESSIONAL_STANDARDS) or supervises(user, encounter)
    if not (took_part or reviews):
        return no("Comments are for those who took part and those who review.")
    return YES


def may_mark_footage(user: User, encounter: Encounter) -> Verdict:
    """Say that the footage is marked as evidence: whoever may comment, where there is footage."""
    if encounter.video_recording != YesNoUnknown.YES or encounter.occurred_at is None:
        return no("The record says nothing of footage.")
    return may_comment(user, encounter)


def may_make_receipt(user: User, encounter: Encounter) -> Verdict:
    """Make the receipt that the person is given."""
    if encounter.status in INCOMPLETE_STATUSES:
        return no("File the record first: the receipt says what it says.")
    took_part = any(officer.pk == user.pk for officer in involved_officers(encounter))
    if not (took_part or supervises(user, encounter)):
        return no("Receipts are for the officers who were there and their supervisors.")
    return YES


def may_withdraw(user: User, encounter: Encounter) -> Verdict:
    """Take a filed record out of the figures, with a reason; it stays visible."""
    if encounter.reporting_officer_id == user.pk:
        if encounter.status in (Status.SUBMITTED, Status.RETURNED):
            return YES
        return no("Once it is decided or escalated, somebody else withdraws a record.")
    if encounter.status in (Status.ESCALATED, Status.UPHELD):
        # Else a supervisor could take a record away from those who examine it.
        return may_conclude(user, encounter)
    over_it = supervises(user, encounter)
    if not over_it:
        return over_it
    return impartial(user, encounter)


def may_give_account(user: User, encounter: Encounter) -> Verdict:
    """Add one's own account to a colleague's encounter, or change it when asked about it."""
    if encounter.reporting_officer_id == user.pk:
        return no("Your own account is part of the record you filed.")
    if encounter.status in INCOMPLETE_STATUSES or encounter.status == Status.WITHDRAWN:
        return no("The encounter has not been filed, or was withdrawn.")
    if listed_as_applying(user, encounter) is None:
        return no("You are not listed as having applied handcuffs.")
    given = any(
        use.officer_id == user.pk and use.status == UseStatus.SUBMITTED
        for use in encounter.uses.all()
    )
    if given and not may_answer(user, encounter):
        return no("You have already given your account.")
    if not given and encounter.status not in UNDECIDED_STATUSES:
        return no("The record has been decided without your account; tell your supervisor.")
    return YES


def may_deny_involvement(user: User, encounter: Encounter) -> Verdict:
    """Say that one applied no handcuffs."""
    if any(use.officer_id == user.pk for use in encounter.uses.all()):
        return no("You have begun an account of applying handcuffs.")
    return may_give_account(user, encounter)


def may_add_person(user: User, encounter: Encounter) -> Verdict:
    """Begin the record of another person of the same incident."""
    if encounter.reporting_officer_id != user.pk:
        return no("Only the officer who reported one person of an incident adds the next.")
    if encounter.status in (Status.DISCARDED, Status.WITHDRAWN):
        return no("This record was discarded or withdrawn; start a new one.")
    return may_record(user)


def may_save_favourite(user: User, encounter: Encounter) -> Verdict:
    """Keep the circumstances of a record under a name."""
    if encounter.reporting_officer_id != user.pk:
        return no("Favourites are made from records of your own.")
    return may_record(user)


def may_answer_denial(user: User, encounter: Encounter) -> Verdict:
    """Answer colleagues who say that they were not involved."""
    if encounter.reporting_officer_id != user.pk:
        return no("The officer who reported the encounter answers.")
    if encounter.status not in UNDECIDED_STATUSES:
        return no("The record has been decided, or was withdrawn.")
    if not any(has_unanswered_denial(listed) for listed in encounter.officers_present.all()):
        return no("No colleague waits for an answer.")
    return YES


def may_join(user: User, encounter: Encounter) -> Verdict:
    """Add one's own account to a record that one found to be about the same person."""
    if encounter.reporting_officer_id == user.pk:
        return no("It is your own record.")
    if encounter.status not in UNDECIDED_STATUSES:
        return no("It has been decided, so no account can be added to it.")
    if _gave_account(user, encounter):
        return no("You have given your account there.")
    return may_record(user)


def may_review(user: User, encounter: Encounter) -> Verdict:
    """Decide on the justification as a supervisor."""
    over_it = supervises(user, encounter)
    if not over_it:
        return over_it
    return impartial(user, encounter)


def may_conclude(user: User, encounter: Encounter) -> Verdict:
    """Decide on an escalated record."""
    if not user.has_role(Role.PROFESSIONAL_STANDARDS):
        return no("Professional standards decide on escalated records.")
    return impartial(user, encounter)


def may_open_any_record(user: User) -> Verdict:
    """Open a record that was not escalated, with a stated reason."""
    if not user.has_role(Role.PROFESSIONAL_STANDARDS):
        return no("Only professional standards open records of others with a stated reason.")
    return YES


def may_decide(user: User, encounter: Encounter) -> Verdict:
    """Take the decision that the record waits for, as supervisor or as professional standards."""
    if encounter.status == Status.SUBMITTED:
        return may_review(user, encounter)
    if encounter.status == Status.ESCALATED:
        return may_conclude(user, encounter)
    return no(f"It is “{encounter.get_status_display()}”, so nothing waits to be decided.")


def concerned(encounter: Encounter, review: Review) -> list[User]:
    """Who is to read a decision: the officers with an account, and whoever escalated it."""
    people = {encounter.reporting_officer_id: encounter.reporting_officer}
    for use in encounter.uses.all():
        if use.status == UseStatus.SUBMITTED:
            people[use.officer_id] = use.officer
    if review.decision in (Decision.ACCEPT, Decision.UPHOLD):
        before = [one for one in encounter.reviews.all() if one.at < review.at]
        last = max(before, key=lambda one: one.at, default=None)
        if last is not None and last.decision == Decision.ESCALATE:
            people[last.reviewer_id] = last.reviewer
    people.pop(review.reviewer_id, None)
    return list(people.values())


def may_acknowledge(user: User, encounter: Encounter, review: Review) -> Verdict:
    """Say that one has read a decision."""
    if all(person.pk != user.pk for person in concerned(encounter, review)):
        return no("This decision is not about something you did or asked.")
    return YES


def may_see_queue(user: User) -> Verdict:
    """See what waits for review."""
    if not user.has_role(Role.SUPERVISOR):
        return no("Only supervisors review encounters.")
    return YES


# Records that a supervisor can be asked to take: what waits, and what comes back to be decided.
_ASSIGNABLE = (Status.SUBMITTED, Status.RETURNED)


def may_assign(user: User, encounter: Encounter, *, to: User | None) -> Verdict:
    """Ask a supervisor to take the review, take it oneself, or leave it to whoever comes first.

    Nobody chooses the reviewer of an encounter on which they may not decide themselves.
    """
    verdict = may_review(user, encounter)
    if not verdict:
        return verdict
    if encounter.status not in _ASSIGNABLE:
        return no(f"It is “{encounter.get_status_display()}”, so no review of it is assigned.")
    if to is not None and to.pk != user.pk and not (to.is_active and may_review(to, encounter)):
        return no(f"{to.name} may not review it.")
    return YES


def _gave_account(user: User, encounter: Encounter) -> bool:
    return any(
        use.officer_id == user.pk and use.status == UseStatus.SUBMITTED
        for use in encounter.uses.all()
    )


def supervises(user: User, encounter: Encounter) -> Verdict:
    """Supervise the team that the record is of, or one above it."""
    if not user.has_role(Role.SUPERVISOR):
        return no("Only supervisors review encounters.")
    if user.team is None or not user.team.contains(encounter.team):
        return no("The encounter belongs to another team.")
    return YES


def impartial(user: User, encounter: Encounter) -> Verdict:
    """Nobody decides on an encounter they were part of, or one of somebody who supervises them."""
    for officer in involved_officers(encounter):
        if officer.pk == user.pk:
            return no("You were part of this encounter, so somebody else must decide on it.")
        supervises_reviewer = (
            officer.has_role(Role.SUPERVISOR)
            and officer.team is not None
            and user.team is not None
            and officer.team_id != user.team_id
            and officer.team.contains(user.team)
        )
        if supervises_reviewer:
            return no(f"{officer.name} supervises you, so somebody else must decide on it.")
    return YES
