"""The flags of a record: what a reviewer should look at, each with the reason it was raised."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.urls import reverse

from accounts.models import User
from records.answers import stored_answers, warnings
from records.models import Encounter, HandcuffUse, TextSimilarity
from records.presenters.answers import moment
from records.texts.free_text import free_texts, read
from records.texts.personal_data import scan
from records.vocabulary import (
    PERSONAL_DATA_FLAGS,
    Decision,
    DeEscalation,
    Involvement,
    Status,
    TextFlag,
    UseStatus,
    YesNo,
    YesNoUnknown,
)


class FlagKind(StrEnum):
    """What kind of thing a flag is about; for styles and tests."""

    CHILD = "child"
    INJURY = "injury"
    LATE = "late"
    OVERDUE = "overdue"
    NO_VIDEO = "no_video"
    NO_DE_ESCALATION = "no_de_escalation"
    CONTINUED_USE = "continued_use"
    NOT_CHECKED = "not_checked"
    POWER = "power"
    PERSONAL_DATA = "personal_data"
    NEAR_IDENTICAL = "near_identical"
    RETURNED_BEFORE = "returned_before"
    ACCOUNT_MISSING = "account_missing"


@dataclass(frozen=True)
class Flag:
    """One flag: a short label, why it was raised, whose account it concerns, where to look."""

    kind: FlagKind
    label: str
    reason: str
    officer: str = ""
    href: str = ""
    link: str = ""  # the words of the link


def flags_with_reasons(encounter: Encounter, *, reader: User, now: datetime) -> list[Flag]:
    """Every flag of a filed record with the reason it was raised, gravest first.

    `encounter` comes from `views.loading.load`: its accounts, officers and reviews are there, so
    that this asks the database one question, or two where accounts resemble others. `reader` is
    who looks at the page: another record is linked, and named, only if they may open it.

    Of texts it says in which answer what kind of personal data stands, with the words: who reads
    this reads the whole text anyway. A template shows `label` as a tag or heading, `officer`
    where there is one, `reason` as text, and `href` with the words `link` if there is an address.
    """
    given = [use for use in encounter.uses.all() if use.status == UseStatus.SUBMITTED]
    given.sort(key=lambda use: (use.officer_id != encounter.reporting_officer_id, use.created_at))
    return [
        *_of_the_person(encounter),
        *(flag for use in given for flag in _of_the_account(use, encounter)),
        *_of_the_texts(encounter, given),
        *_of_repeats(encounter, given, reader),
        *_of_the_course(encounter, given, now=now),
    ]


def _of_the_person(encounter: Encounter) -> Iterator[Flag]:
    if encounter.is_child:
        yield Flag(
            FlagKind.CHILD,
            "Child",
            f"The person is {encounter.age_years}, {_age_basis(encounter)}. Force on a child must "
            "be the minimum.",
        )
    if encounter.injured == YesNoUnknown.YES:
        severity = encounter.get_injury_severity_display()
        yield Flag(FlagKind.INJURY, "Injury", f"The person was injured: {severity.lower()}.")
    if encounter.video_recording == YesNoUnknown.NO:
        yield Flag(
            FlagKind.NO_VIDEO, "No video", f"Body-worn video was off: {encounter.no_video_reason}"
        )
    elif encounter.video_recording == YesNoUnknown.UNKNOWN:
        yield Flag(
            FlagKind.NO_VIDEO, "No video known", "It is not known whether there is body-worn video."
        )


def _age_basis(encounter: Encounter) -> str:
    return f"age {encounter.get_age_basis_display().lower()}"


def _of_the_account(use: HandcuffUse, encounter: Encounter) -> Iterator[Flag]:
    officer = use.officer.name
    if DeEscalation.NONE in use.de_escalation:
        reason = f"None was tried: {use.no_de_escalation_reason}"
        yield Flag(FlagKind.NO_DE_ESCALATION, "No de-escalation", reason, officer)
    if use.continued_use:
        yield Flag(FlagKind.CONTINUED_USE, "Continued use", _kept_on(use), officer)
    for answer, label, why in (
        (use.asked_too_tight, "Not asked if too tight", use.not_asked_too_tight_reason),
        (use.checked_tightness, "Tightness not checked", use.not_checked_reason),
        (use.double_locked, "Not double-locked", use.not_double_locked_reason),
    ):
        if answer == YesNo.NO:
            yield Flag(FlagKind.NOT_CHECKED, label, f"Reason given: {why}", officer)
    for problem in warnings(stored_answers(encounter=encounter, use=use)):
        yield Flag(FlagKind.POWER, "Power to use force", problem.message, officer)


def _kept_on(use: HandcuffUse) -> str:
    stayed = f"The handcuffs were on for {use.minutes} minute{'' if use.minutes == 1 else 's'}"
    past = ", past the end of a search" if use.after_search == YesNo.YES else ""
    return f"{stayed}{past}. Continued use needs a reason of its own."


def _of_the_texts(encounter: Encounter, given: list[HandcuffUse]) -> Iterator[Flag]:
    """What was noticed when the texts were filed, and where it stands now."""
    names = [use.officer.name for use in given]
    names += [row.officer.name for row in encounter.officers_present.all()]
    names.append(encounter.reporting_officer.name)
    for row, officer in [(encounter, ""), *((use, use.officer.name) for use in given)]:
        flagged = set(row.text_flags) & set(PERSONAL_DATA_FLAGS)
        if not flagged:
            continue
        places: dict[str, list[str]] = {kind: [] for kind in flagged}
        for text in free_texts(row):
            written = read(row, text)
            on = encounter.occurred_at.date() if encounter.occurred_at else None
            for found in scan(written, on=on, known=names, is_place=text.is_place):
                if found.kind in places:
                    place = f"“{found.words(written)}” in “{text.ask}”"
                    places[found.kind].append(place)
        for kind in PERSONAL_DATA_FLAGS:
            if kind in places:
                where = "; ".join(dict.fromkeys(places[kind]))
                reason = f"{where}." if where else "It was noticed when the text was filed."
                yield Flag(FlagKind.PERSONAL_DATA, TextFlag(kind).label, reason, officer)


def _of_repeats(encounter: Encounter, given: list[HandcuffUse], reader: User) -> Iterator[Flag]:
    if not any(TextFlag.NEAR_IDENTICAL in use.text_flags for use in given):
        return
    similar = (
        TextSimilarity.objects.filter(use__in=given)
        .select_related("use__officer", "other_use__officer", "other_use__encounter")
        .order_by("use_id", "-percent", "pk")
    )
    rows = list(similar)
    others = {row.other_use.encounter_id for row in rows}
    open_to_reader = set(
        Encounter.objects.visible_to(reader).filter(pk__in=others).values_list("pk", flat=True)
    )
    asked = {text.name: text.ask for use in given for text in free_texts(use)}
    for row in rows:
        other = row.other_use
        whose = (
            "this officer’s own account"
            if other.officer_id == row.use.officer_id
            else "the account of another officer"
        )
        place, href, link = "in another record, which you may not open", "", ""
        if other.encounter_id == encounter.pk:
            place = f"here: {other.officer.name}’s"
        elif other.encounter_id in open_to_reader:
            place = f"in {other.encounter.reference}"
            href, link = reverse("encounter", args=[other.encounter_id]), other.encounter.reference
        what = f"“{asked.get(row.question, row.question)}”" if row.question else "The justification"
        reason = f"{what} is {row.percent}% the same as {whose} "
        yield Flag(
            FlagKind.NEAR_IDENTICAL,
            TextFlag.NEAR_IDENTICAL.label,
            f"{reason}{place}.",
            row.use.officer.name,
            href,
            link,
        )


def _of_the_course(
    encounter: Encounter, given: list[HandcuffUse], *, now: datetime
) -> Iterator[Flag]:
    if encounter.is_late:
        filed = moment(encounter.submitted_at)
        reason = f"Filed {filed}. Explanation: {encounter.late_explanation}"
        yield Flag(FlagKind.LATE, "Filed late", reason)
    accounts = {use.officer_id for use in given}
    for row in encounter.officers_present.all():
        if (
            row.involvement == Involvement.APPLIED
            and row.not_involved_at is None
            and row.officer_id not in accounts
        ):
            due = f", due {moment(row.account_due_at)}" if row.account_due_at else ""
            reason = f"{row.officer.name} applied handcuffs and has not given an account{due}."
            yield Flag(FlagKind.ACCOUNT_MISSING, "Account missing", reason)
    returns = [one for one in encounter.reviews.all() if one.decision == Decision.RETURN]
    if returns:
        last = max(returns, key=lambda one: one.at)
        times = "Once" if len(returns) == 1 else f"{len(returns)} times"
        reason = f"{times}; last by {last.reviewer.name}, {moment(last.at)}."
        yield Flag(FlagKind.RETURNED_BEFORE, "Returned before", reason)
    if (
        encounter.status == Status.SUBMITTED
        and encounter.review_due_at is not None
        and encounter.review_due_at < now
    ):
        reason = f"A decision was due {moment(encounter.review_due_at)}."
        yield Flag(FlagKind.OVERDUE, "Review overdue", reason)
