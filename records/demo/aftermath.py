"""How it ended for the person, and what shows it: outcome, injuries and video."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from records.demo.occasion import Circumstances
from records.demo.shares import chance, pick, some
from records.vocabulary import (
    EncounterReason,
    HandcuffInjury,
    InjurySeverity,
    Outcome,
    YesNo,
    YesNoUnknown,
)

_WITHOUT_ARREST = {
    Outcome.NO_FURTHER_ACTION: 76,
    Outcome.COMMUNITY_RESOLUTION: 10,
    Outcome.PENALTY_NOTICE: 5,
    Outcome.REPORTED_FOR_SUMMONS: 7,
    Outcome.HOSPITALISED: 1,
}
_AFTER_WELFARE = {
    Outcome.DETAINED_MENTAL_HEALTH: 62,
    Outcome.HOSPITALISED: 24,
    Outcome.NO_FURTHER_ACTION: 14,
}
_IN_CUSTODY = "Already under arrest; handed to custody staff"
_INJURIES = {
    HandcuffInjury.RED_MARKS: 0.75,
    HandcuffInjury.BRUISES: 0.3,
    HandcuffInjury.NUMBNESS: 0.14,
    HandcuffInjury.FRACTURE: 0.01,
}
_NO_VIDEO = (
    "The battery was empty at the end of a double shift",
    "The camera came off in the struggle",
    "Plain clothes duty, no camera issued",
    "Switched on only after the handcuffs were on",
)


def outcome_answers(rng: Random, case: Circumstances, *, occurred_at: datetime) -> dict[str, Any]:
    """The shared part of the section "Outcome and injuries"."""
    outcomes = [Outcome.ARRESTED] if case.arrested else [_other_outcome(rng, case)]
    if case.arrested and chance(rng, 0.03):
        outcomes.append(Outcome.HOSPITALISED)
    arrested_at = None
    if case.arrested and case.before_arrest:
        minutes = case.in_handcuffs // timedelta(minutes=1)
        arrested_at = occurred_at + case.until_applied
        arrested_at += timedelta(minutes=rng.randint(1, min(20, minutes)))
    elif case.arrested:
        minutes = case.until_applied // timedelta(minutes=1)
        arrested_at = occurred_at + timedelta(minutes=rng.randint(0, minutes))
    often = 0.11 if case.resists else 0.025
    injured = pick(
        rng,
        {
            YesNoUnknown.YES: often,
            YesNoUnknown.UNKNOWN: 0.02,
            YesNoUnknown.NO: 0.98 - often,
        },
    )
    hurt = injured == YesNoUnknown.YES
    kinds = some(rng, _INJURIES) or [HandcuffInjury.RED_MARKS]
    severe = HandcuffInjury.FRACTURE in kinds
    offered = chance(rng, 0.94)
    given = offered and (severe or chance(rng, 0.4))
    return {
        "outcomes": outcomes,
        "outcome_other": _IN_CUSTODY if Outcome.OTHER in outcomes else "",
        "arrested_at": arrested_at,
        "injured": injured,
        "injury_severity": (InjurySeverity.SEVERE if severe else InjurySeverity.MINOR)
        if hurt
        else "",
        "injury_kinds": kinds if hurt else [],
        "medical_help_offered": _yes_or_no(offered) if hurt else "",
        "medical_help_given": _yes_or_no(given) if hurt else "",
        "complaint_made": _yes_or_no(chance(rng, 0.09 if hurt else 0.022)),
    }


def video_answers(rng: Random, case: Circumstances) -> dict[str, Any]:
    """The section "Video and people present", but for the people."""
    recording = pick(rng, {YesNoUnknown.YES: 92, YesNoUnknown.NO: 6, YesNoUnknown.UNKNOWN: 2})
    cameras = [f"BWV-{rng.randint(10_000, 99_999)}" for _ in range(rng.randint(1, 2))]
    return {
        "video_recording": recording,
        "camera_references": cameras if recording == YesNoUnknown.YES else [],
        "no_video_reason": rng.choice(_NO_VIDEO) if recording == YesNoUnknown.NO else "",
    }


def _other_outcome(rng: Random, case: Circumstances) -> Outcome:
    if case.reason in (EncounterReason.TRANSPORT, EncounterReason.CUSTODY):
        return Outcome.OTHER
    return pick(rng, _AFTER_WELFARE if case.reason == EncounterReason.WELFARE else _WITHOUT_ARREST)


def _yes_or_no(answer: bool) -> YesNo:
    return YesNo.YES if answer else YesNo.NO
