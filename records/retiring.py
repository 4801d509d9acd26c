"""Answers that are no longer offered: by the program (`RETIRED`) or by an administrator.

A retired answer stays readable, stays valid on the records that hold it, and may be offered
again. What the program itself depends on cannot be retired, and this module says why.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices

from records import vocabulary as v
from records.conditions import Chosen
from records.policy import Rules
from records.questionnaire import ENCOUNTER_QUESTIONS, USE_QUESTIONS, all_questions
from records.vocabulary import NONE_OF_THESE, RETIRED

# Lists from which an administrator may retire answers, under the names by which the rules know
# them, for ever. Not among them: yes and no, the statuses, and the lists by which reports compare
# groups or the law names them (compliance, conduct, ages, gender, ethnicity).
LISTS: dict[str, tuple[str, type[TextChoices]]] = {
    "encounter_reason": ("Reason for the encounter", v.EncounterReason),
    "location_type": ("Kind of place", v.LocationType),
    "search_power": ("Power to search", v.SearchPower),
    "gowisely": ("What the person was told", v.Gowisely),
    "vulnerability": ("Vulnerabilities", v.Vulnerability),
    "outcome": ("Outcome for the person", v.Outcome),
    "handcuff_injury": ("Injuries from handcuffs", v.HandcuffInjury),
    "position": ("Position of the hands", v.Position),
    "handcuff_type": ("Type of handcuffs", v.HandcuffType),
    "force_power": ("Power to use force", v.ForcePower),
    "force_reason": ("Reason for force", v.ForceReason),
    "impact_factor": ("Impact factors", v.ImpactFactor),
    "de_escalation": ("De-escalation", v.DeEscalation),
    "officer_defined_code": ("Officer-defined code", v.OfficerDefinedCode),
}
OTHER = "other"
LEAST_LEFT = 2
# Questions that an administrator may retire: nobody has to answer them, nothing hangs on them.
QUESTIONS = ("officer_defined_code",)


@dataclass(frozen=True)
class Choice:
    """One answer of a list, as the page of retired choices shows it."""

    value: str
    label: str
    retired: bool
    fixed: str = ""  # why it cannot be retired


def by_administrators(rules: Rules, vocabulary: type[TextChoices]) -> frozenset[str]:
    for name, (_, one) in LISTS.items():
        if one is vocabulary:
            return frozenset(rules.retired_choices.get(name, ()))
    return frozenset()


def retired(rules: Rules, choices: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The values of a column's choices that are not offered for new answers."""
    choices = list(choices)
    for vocabulary in {*RETIRED, *(one for _, one in LISTS.values())}:
        if vocabulary.choices == choices:
            return RETIRED.get(vocabulary, frozenset()) | by_administrators(rules, vocabulary)
    return frozenset()


def is_asked_now(rules: Rules, name: str) -> bool:
    """Whether a question is put to officers at all."""
    return name not in rules.retired_questions or name not in QUESTIONS


def why_not(vocabulary: type[TextChoices], value: str) -> str:
    """Why an answer cannot be retired; empty if it can."""
    if value == NONE_OF_THESE:
        return "Officers need a way to say that none applies."
    if value == OTHER:
        return "Officers need a way to give an answer that is not in the list."
    for question in all_questions(ENCOUNTER_QUESTIONS) + all_questions(USE_QUESTIONS):
        condition = question.when
        if (
            isinstance(condition, Chosen)
            and condition.values == (value,)
            and _vocabulary_asked_by(condition.field) is vocabulary
        ):
            return f"It opens the question “{question.ask}”."
    if value in RETIRED.get(vocabulary, ()):
        return "The program has retired it."
    return ""


def _vocabulary_asked_by(name: str) -> type[TextChoices] | None:
    """The list from which a question is answered."""
    return _LIST_OF_QUESTION.get(name)


# Those questions of `LISTS` on whose answers another question hangs.
_LIST_OF_QUESTION: dict[str, type[TextChoices]] = {
    "reason": v.EncounterReason,
    "search_power": v.SearchPower,
    "outcomes": v.Outcome,
    "position": v.Position,
    "handcuff_type": v.HandcuffType,
    "force_powers": v.ForcePower,
    "force_reasons": v.ForceReason,
    "impact_factors": v.ImpactFactor,
    "de_escalation": v.DeEscalation,
}


def choices_of(rules: Rules, name: str) -> list[Choice]:
    """Every answer of a list: offered, retired, or bound to stay."""
    _, vocabulary = LISTS[name]
    gone = RETIRED.get(vocabulary, frozenset()) | by_administrators(rules, vocabulary)
    return [
        Choice(value, label, value in gone, why_not(vocabulary, value))
        for value, label in vocabulary.choices
    ]


def problem_with(name: str, values: Iterable[str]) -> str:
    """Why these values of a list cannot all be retired; empty if they can."""
    _, vocabulary = LISTS[name]
    values = set(values)
    if values - set(vocabulary.values):
        return "Choose answers that are in the list."
    for value in vocabulary.values:
        if value in values and (reason := why_not(vocabulary, value)):
            return f"“{vocabulary(value).label}” cannot be retired. {reason}"
    left = set(vocabulary.values) - values - RETIRED.get(vocabulary, frozenset())
    if len(left - {NONE_OF_THESE, OTHER}) < LEAST_LEFT:
        return f"Leave at least {LEAST_LEFT} answers beside “other” and “none of these”."
    return ""
