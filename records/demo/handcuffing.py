"""One officer's account: the handcuffs, the justification and the de-escalation."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from records.conditions import is_continued_use
from records.demo import justification, words
from records.demo.occasion import ATTACKS, Circumstances
from records.demo.shares import chance, pick, some
from records.vocabulary import (
    AfterSearch,
    DeEscalation,
    Effect,
    EncounterReason,
    EndedBy,
    ForcePower,
    ForceReason,
    Gender,
    HandcuffType,
    ImpactFactor,
    OfficerInjurySeverity,
    Position,
    SearchPower,
    YesNo,
)

_FRONT = {
    Position.FRONT_STACK: 40,
    Position.FRONT_PALMS_TOGETHER: 22,
    Position.REAR_BACK_TO_BACK: 28,
    Position.REAR_STACK: 7,
    Position.REAR_PALMS_TOGETHER: 2,
    Position.OTHER: 1,
}
_REAR = _FRONT | {Position.FRONT_STACK: 12, Position.FRONT_PALMS_TOGETHER: 5}
_TYPES = {
    HandcuffType.RIGID: 93,
    HandcuffType.HINGED: 3,
    HandcuffType.CHAIN: 2,
    HandcuffType.FLEXI: 1.5,
    HandcuffType.OTHER: 0.5,
}
# Question, what "no" is explained with, and how often it is "no" without and with resistance.
_CHECKS = (
    (
        "asked_too_tight",
        "not_asked_too_tight_reason",
        (0.05, 0.16),
        ("They were shouting and would not have heard", "A colleague was speaking to them"),
    ),
    (
        "checked_tightness",
        "not_checked_reason",
        (0.03, 0.12),
        ("They would not keep still long enough", "My colleague checked in my place"),
    ),
    (
        "double_locked",
        "not_double_locked_reason",
        (0.06, 0.22),
        (
            "They were struggling on the ground",
            "Removed again before there was time",
            "They would not keep still long enough to turn the key",
        ),
    ),
)
_DE_ESCALATION = {
    DeEscalation.EXPLAINED: 0.82,
    DeEscalation.LISTENED: 0.4,
    DeEscalation.TIME_AND_SPACE: 0.14,
    DeEscalation.CHANGED_VOICE: 0.22,
    DeEscalation.MOVED: 0.09,
    DeEscalation.ASKED_OTHERS: 0.05,
    DeEscalation.INTERPRETER: 0.01,
    DeEscalation.WARNED: 0.27,
    DeEscalation.OFFERED_CHOICE: 0.13,
    DeEscalation.OTHER: 0.02,
}
_EFFECTS = {
    False: {Effect.WORKED: 68, Effect.PARTLY: 27, Effect.DID_NOT_WORK: 5},
    True: {Effect.DID_NOT_WORK: 55, Effect.PARTLY: 36, Effect.WORKED: 9},
}
_UNRULY = (EncounterReason.RESPONSE, EncounterReason.PUBLIC_ORDER)


def account(
    rng: Random, case: Circumstances, *, occurred_at: datetime, after: timedelta = timedelta()
) -> dict[str, Any]:
    """What one officer answers; a second officer's handcuffs go on `after` the first ones."""
    applied_at = occurred_at + case.until_applied + min(after, case.in_handcuffs)
    ended_at = occurred_at + case.lasts
    answers: dict[str, Any] = {"applied_at": applied_at, "ended_at": ended_at}
    answers |= _circumstances_of_use(rng, case)
    answers |= _checks(rng, case)
    answers |= _powers_and_reasons(rng, case)
    de_escalation = _de_escalation(rng, case)
    answers["continued_use"] = is_continued_use(answers)
    answers |= {
        "justification_what_happened": words.what_happened(rng, case),
        "justification_necessity": justification.necessity(
            rng, case, reasons=answers["force_reasons"], factors=answers["impact_factors"]
        ),
        "justification_alternatives": justification.alternatives(
            rng,
            case,
            tried=de_escalation["de_escalation"],
            helped=de_escalation["de_escalation_effect"] != Effect.DID_NOT_WORK,
        ),
        "justification_continued": justification.continued(
            rng, case, after_search=answers["after_search"] == AfterSearch.YES
        )
        if answers["continued_use"]
        else "",
    }
    return answers | de_escalation | _own_injury(rng, case)


def _circumstances_of_use(rng: Random, case: Circumstances) -> dict[str, Any]:
    to_custody = (case.arrested and chance(rng, 0.9)) or case.reason == EncounterReason.TRANSPORT
    after_search = AfterSearch.NO_SEARCH
    if case.power is not None:
        stayed_on = case.arrested or chance(rng, 0.08)
        after_search = AfterSearch.YES if stayed_on else AfterSearch.NO
    position = pick(rng, _REAR if case.resists else _FRONT)
    kind = pick(rng, _TYPES)
    return {
        "ended_by": EndedBy.CUSTODY if to_custody else EndedBy.REMOVED,
        "after_search": after_search,
        "before_arrest": YesNo.YES if case.before_arrest else YesNo.NO,
        "compliance": case.compliance,
        "conduct": case.conduct,
        "position": position,
        "position_other": "One hand to the stretcher" if position == Position.OTHER else "",
        "handcuff_type": kind,
        "handcuff_type_other": "Soft restraint belt" if kind == HandcuffType.OTHER else "",
    }


def _checks(rng: Random, case: Circumstances) -> dict[str, Any]:
    answers = {}
    for question, why_not, (calm, resisting), explanations in _CHECKS:
        no = chance(rng, resisting if case.resists else calm)
        answers[question] = YesNo.NO if no else YesNo.YES
        answers[why_not] = rng.choice(explanations) if no else ""
    return answers


def _powers_and_reasons(rng: Random, case: Circumstances) -> dict[str, Any]:
    attacked = case.conduct in ATTACKS
    restrained_for_care = case.reason == EncounterReason.WELFARE
    under_pace = case.power == SearchPower.PACE_S1 or (case.power is None and case.arrested)
    powers = {
        # Some name s117 for a drugs search too; the reviewer sees a warning.
        ForcePower.PACE_S117: 0.92 if under_pace else 0.12 * (case.power is not None),
        ForcePower.CLA_S3: 0.25 if under_pace else 0.8 * (not restrained_for_care),
        ForcePower.COMMON_LAW: 0.6 if attacked else 0.2,
        ForcePower.OTHER: restrained_for_care and 0.8,
    }
    force_powers = some(rng, powers) or [ForcePower.COMMON_LAW]
    reasons = {
        ForceReason.PROTECT_SELF: 0.75 if attacked else 0.3,
        ForceReason.PROTECT_PUBLIC: 0.2 if case.weapon or case.resists else 0.05,
        ForceReason.PROTECT_SUBJECT: 0.85 if restrained_for_care else 0.06,
        ForceReason.PROTECT_OFFICERS: 0.5 if attacked else 0.15,
        ForceReason.PREVENT_OFFENCE: 0.15 if case.reason in _UNRULY else 0.02,
        ForceReason.SECURE_EVIDENCE: 0.4 if case.power == SearchPower.MDA_S23 else 0.05,
        ForceReason.EFFECT_SEARCH: 0.6 if case.power is not None else 0,
        ForceReason.EFFECT_ARREST: 0.6 if case.arrested else 0,
        ForceReason.PREVENT_HARM: 0.6 if restrained_for_care else 0.03,
        ForceReason.PREVENT_ESCAPE: 0.35,
    }
    force_reasons = some(rng, reasons) or [ForceReason.PREVENT_ESCAPE]
    factors = {
        ImpactFactor.WEAPON: case.weapon,
        ImpactFactor.ALCOHOL: case.alcohol,
        ImpactFactor.DRUGS: case.drugs,
        ImpactFactor.MENTAL_HEALTH: case.mental,
        ImpactFactor.PRIOR_KNOWLEDGE: 0.12,
        ImpactFactor.SIZE_GENDER_BUILD: 0.12 if case.gender == Gender.MALE else 0.02,
        ImpactFactor.ACUTE_DISTURBANCE: 0.03 if case.resists and case.drugs else 0.002,
        ImpactFactor.CROWD: 0.3 if case.reason == EncounterReason.PUBLIC_ORDER else 0.05,
    }
    mental_capacity = "Mental Capacity Act 2005 s5"
    return {
        "force_powers": force_powers,
        "force_power_other": mental_capacity if ForcePower.OTHER in force_powers else "",
        "force_reasons": force_reasons,
        "impact_factors": some(rng, factors) or [ImpactFactor.NONE],
    }


def _de_escalation(rng: Random, case: Circumstances) -> dict[str, Any]:
    tried: list[str] = []
    if not case.weak and not chance(rng, 0.14 if case.resists else 0.04):
        tried = some(rng, _DE_ESCALATION)
    other = DeEscalation.OTHER in tried
    return {
        "de_escalation": tried or [DeEscalation.NONE],
        "de_escalation_other": rng.choice(justification.OTHER_DE_ESCALATION) if other else "",
        "de_escalation_effect": pick(rng, _EFFECTS[case.resists]) if tried else "",
        "no_de_escalation_reason": ""
        if tried
        else rng.choice(justification.no_de_escalation(case)),
    }


def _own_injury(rng: Random, case: Circumstances) -> dict[str, Any]:
    attacked = case.conduct in ATTACKS
    injured = chance(rng, 0.16 if attacked else 0.008)
    severity = pick(rng, {OfficerInjurySeverity.MINOR: 96, OfficerInjurySeverity.SEVERE: 4})
    return {
        "officer_injured": YesNo.YES if injured else YesNo.NO,
        "officer_injury_severity": severity if injured else "",
        "officer_assaulted": (YesNo.YES if attacked else YesNo.NO) if injured else "",
    }
