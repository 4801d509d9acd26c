"""What reviewers of the demo ask, find and write, and what officers answer."""

from random import Random
from typing import NamedTuple

from records.actions import Judgement
from records.demo.shares import chance, pick
from records.vocabulary import (
    Assessment,
    EscalationCategory,
    ReturnReason,
    YesNo,
    YesNoUnknown,
)

# (question, answer), by what the record is returned for and which answer it is about.
_ABOUT_A_HABIT = (
    (
        "You describe what you usually do. What was it about this person, there and then, that "
        "made handcuffs necessary?",
        "They had both hands in the front pocket and would not take them out. I should have "
        "written that first.",
    ),
    (
        "Safety is named but not explained. What did you see or hear that made you fear for it?",
        "They looked behind me twice and stepped back to the kerb. I believed they would run into "
        "the traffic.",
    ),
)
_ABOUT_DETAILS = (
    (
        "The times show the handcuffs on for the whole search. When did you look again at whether "
        "they were still needed?",
        "After the outer pockets. They were calm by then, but the waistband was still to come.",
    ),
    (
        "The video begins after the handcuffs went on. What happened in the minute before?",
        "I switched the camera on late. In that minute I had told them why I stopped them, and "
        "they had tried to walk off.",
    ),
    (
        "Which of the powers you ticked did you rely on when the handcuffs went on?",
        "Section 3 of the Criminal Law Act. The arrest came later.",
    ),
)
_REASONS_OF_A_HABIT = (ReturnReason.NOT_THIS_PERSON, ReturnReason.OFFICER_SAFETY_ONLY)
_REASONS_OF_DETAILS = (ReturnReason.CONTINUED_USE, ReturnReason.TOO_SHORT, ReturnReason.POWER)
_ANSWERS_OF_DETAILS = ("ended_at", "justification_what_happened", "force_powers")
_ANSWER_OF_A_HABIT = "justification_necessity"
_LEARNING = (
    "Write down when you looked again at whether they were still needed.",
    "Say what you saw before you say what you feared.",
    "Start the camera before you speak to the person.",
)
_ACCEPTED = (
    "",
    "",
    "",
    "The account explains the decision for this person.",
    "Clear account. Good that the handcuffs came off early.",
    "Video agrees with the account. Double-locking to be kept in mind.",
    "Seen with the officer at the end of the shift.",
)
_ESCALATIONS = {
    EscalationCategory.DISPROPORTIONATE: "The person was calm on the video and stood with both "
    "hands in view. I cannot see why handcuffs were needed.",
    EscalationCategory.UNLAWFUL: "I cannot find grounds for the search in the account, and the "
    "handcuffs rest on it alone.",
    EscalationCategory.DISCRIMINATION: "Two people were stopped together and did the same. Only "
    "one of them was handcuffed, and the account does not say why.",
    EscalationCategory.HONESTY: "The account of the resistance differs from what the video shows.",
    EscalationCategory.CHILD: "A child in handcuffs for long, and the account does not mention it.",
    EscalationCategory.INJURY: "The injury is worse than the account would explain.",
}
_CLEARED = (
    "The full video shows what the account left out. Words of advice on writing it down.",
    "The handcuffing was within the law. Learning for the team on the length of it.",
)
_UPHELD = (
    "The account gives no reason that concerns this person. Reflective practice ordered.",
    "Neither the account nor the video shows a need for handcuffs. Passed on for assessment.",
)
LATE = (
    "Kept on after the shift for a prisoner in hospital; written on the next duty day.",
    "The device failed to connect at the end of the shift and I was on rest days after it.",
    "Held back at another incident until the morning.",
    "I believed that my colleague had recorded it and noticed the mistake on return.",
)
DUPLICATES = (
    "Entered twice by mistake; the other record is complete.",
    "Duplicate: my colleague had recorded the same person already.",
)
NOT_HANDCUFFING = (
    "The person was held by the arm only; no handcuffs were used.",
    "Recorded under the wrong person; entered anew by the officer.",
)
DENIALS = (
    "I guarded the door. I put no handcuffs on anybody.",
    "I came after the handcuffs were on.",
)
DISPUTE = "You held the left arm and closed the second cuff while I searched the pockets."
DENIED_AGAIN = "I held the arm. The cuffs were closed by the officer beside me."


class Asked(NamedTuple):
    """A return: the question, what it is for, and the answer of the record it is about."""

    question: str
    answer: str
    reason: ReturnReason
    field: str


def question_and_answer(rng: Random, *, weak: bool) -> Asked:
    if weak:
        number = rng.randrange(len(_ABOUT_A_HABIT))
        return Asked(*_ABOUT_A_HABIT[number], _REASONS_OF_A_HABIT[number], _ANSWER_OF_A_HABIT)
    number = rng.randrange(len(_ABOUT_DETAILS))
    return Asked(*_ABOUT_DETAILS[number], _REASONS_OF_DETAILS[number], _ANSWERS_OF_DETAILS[number])


def accepting(rng: Random, *, video: str) -> Judgement:
    return _judgement(
        rng,
        video=video,
        comment=rng.choice(_ACCEPTED),
        learning_point=rng.choice(_LEARNING) if chance(rng, 0.1) else "",
        de_escalation=pick(rng, {Assessment.MET: 90, Assessment.UNCLEAR: 8, Assessment.NOT_MET: 2}),
    )


def doubting(rng: Random, *, video: str) -> Judgement:
    """The judgement that goes with a question."""
    return _judgement(
        rng,
        video=video,
        necessity=pick(rng, {Assessment.UNCLEAR: 70, Assessment.NOT_MET: 30}),
        proportionality=Assessment.UNCLEAR,
    )


def escalating(
    rng: Random, *, video: str, child: bool, injured: bool
) -> tuple[Judgement, EscalationCategory]:
    possible = [
        category
        for category in _ESCALATIONS
        if not (category == EscalationCategory.CHILD and not child)
        and not (category == EscalationCategory.INJURY and not injured)
    ]
    category = rng.choice(possible)
    judgement = _judgement(
        rng,
        video=video,
        lawful_basis=Assessment.NOT_MET
        if category == EscalationCategory.UNLAWFUL
        else Assessment.UNCLEAR,
        necessity=Assessment.NOT_MET,
        proportionality=Assessment.UNCLEAR,
        comment=_ESCALATIONS[category],
    )
    return judgement, category


def clearing(rng: Random, *, video: str) -> Judgement:
    return _judgement(rng, video=video, comment=rng.choice(_CLEARED))


def upholding(rng: Random, *, video: str) -> Judgement:
    return _judgement(
        rng,
        video=video,
        necessity=Assessment.NOT_MET,
        proportionality=Assessment.NOT_MET,
        de_escalation=Assessment.NOT_MET,
        comment=rng.choice(_UPHELD),
    )


def _judgement(
    rng: Random,
    *,
    video: str,
    lawful_basis: Assessment = Assessment.MET,
    necessity: Assessment = Assessment.MET,
    proportionality: Assessment = Assessment.MET,
    de_escalation: Assessment = Assessment.MET,
    comment: str = "",
    learning_point: str = "",
) -> Judgement:
    viewed = video == YesNoUnknown.YES and chance(rng, 0.72)
    why_not = ""
    if not viewed:
        recorded = video == YesNoUnknown.YES
        why_not = "The account was enough to decide" if recorded else "There is no video"
    return Judgement(
        lawful_basis=lawful_basis,
        necessity=necessity,
        proportionality=proportionality,
        de_escalation=de_escalation,
        video_viewed=YesNo.YES if viewed else YesNo.NO,
        video_not_viewed_reason=why_not,
        comment=comment,
        learning_point=learning_point,
    )
