"""What happened, and to whom: the circumstances that every later answer agrees with."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from records.demo import words
from records.demo.shares import AGES, COMPLIANCE, chance, pick, some
from records.vocabulary import (
    AgeBasis,
    Compliance,
    Conduct,
    EncounterReason,
    Ethnicity,
    Gender,
    Gowisely,
    HealthCondition,
    LocationType,
    OfficerDefinedCode,
    SearchPower,
    SelfDefinedEthnicity,
    Vulnerability,
    YesNo,
)

_REASONS = {
    EncounterReason.STOP_AND_SEARCH: 34,
    EncounterReason.RESPONSE: 30,
    EncounterReason.VEHICLE_STOP: 11,
    EncounterReason.PLANNED_ARREST: 9,
    EncounterReason.PUBLIC_ORDER: 7,
    EncounterReason.WELFARE: 5,
    EncounterReason.TRANSPORT: 1.5,
    EncounterReason.CUSTODY: 1.5,
    EncounterReason.OTHER: 1,
}
_ANYWHERE = {
    LocationType.STREET: 60,
    LocationType.OPEN_GROUND: 10,
    LocationType.RETAIL: 8,
    LocationType.LICENSED: 4,
    LocationType.PUBLIC_TRANSPORT: 4,
    LocationType.DWELLING: 14,
}
_LOCATIONS = {
    EncounterReason.STOP_AND_SEARCH: {
        LocationType.STREET: 78,
        LocationType.OPEN_GROUND: 14,
        LocationType.PUBLIC_TRANSPORT: 4,
        LocationType.RETAIL: 4,
    },
    EncounterReason.VEHICLE_STOP: {LocationType.STREET: 100},
    EncounterReason.RESPONSE: {
        LocationType.STREET: 42,
        LocationType.DWELLING: 28,
        LocationType.RETAIL: 16,
        LocationType.LICENSED: 8,
        LocationType.PUBLIC_TRANSPORT: 4,
        LocationType.HOSPITAL: 2,
    },
    EncounterReason.PLANNED_ARREST: {LocationType.DWELLING: 88, LocationType.STREET: 12},
    EncounterReason.PUBLIC_ORDER: {
        LocationType.STREET: 52,
        LocationType.LICENSED: 24,
        LocationType.STADIUM: 12,
        LocationType.OPEN_GROUND: 12,
    },
    EncounterReason.WELFARE: {
        LocationType.DWELLING: 42,
        LocationType.STREET: 36,
        LocationType.HOSPITAL: 10,
        LocationType.MENTAL_HEALTH: 8,
        LocationType.AMBULANCE: 4,
    },
    EncounterReason.TRANSPORT: {
        LocationType.VEHICLE_WITH_CAGE: 60,
        LocationType.VEHICLE_WITHOUT_CAGE: 40,
    },
    EncounterReason.CUSTODY: {LocationType.CUSTODY: 85, LocationType.POLICE_STATION: 15},
}
_SEARCHED = {
    EncounterReason.STOP_AND_SEARCH: 1.0,
    EncounterReason.VEHICLE_STOP: 0.55,
    EncounterReason.RESPONSE: 0.2,
    EncounterReason.PUBLIC_ORDER: 0.12,
}
_SEARCH_POWERS = {
    SearchPower.MDA_S23: 58,
    SearchPower.PACE_S1: 35,
    SearchPower.CJPOA_S60: 4,
    SearchPower.TACT_S43: 0.5,
    SearchPower.OTHER: 2.5,
}
_ARRESTED = {
    EncounterReason.STOP_AND_SEARCH: 0.34,
    EncounterReason.VEHICLE_STOP: 0.5,
    EncounterReason.RESPONSE: 0.76,
    EncounterReason.PLANNED_ARREST: 0.98,
    EncounterReason.PUBLIC_ORDER: 0.6,
    EncounterReason.WELFARE: 0.06,
    EncounterReason.OTHER: 0.3,
}
# Handcuffed before the arrest, where there was one. Without one it was always before.
_BEFORE_ARREST = {
    EncounterReason.STOP_AND_SEARCH: 0.93,
    EncounterReason.VEHICLE_STOP: 0.6,
    EncounterReason.RESPONSE: 0.42,
    EncounterReason.PLANNED_ARREST: 0.14,
    EncounterReason.PUBLIC_ORDER: 0.35,
    EncounterReason.WELFARE: 0.6,
    EncounterReason.OTHER: 0.5,
}
_CONDUCT = {
    Compliance.COMPLIANT: {
        Conduct.COMPLIANT: 80,
        Conduct.VERBAL_RESISTANCE: 12,
        Conduct.PASSIVE_RESISTANCE: 7,
        Conduct.ACTIVE_RESISTANCE: 1,
    },
    Compliance.NON_COMPLIANT: {
        Conduct.ACTIVE_RESISTANCE: 50,
        Conduct.AGGRESSIVE_RESISTANCE: 24,
        Conduct.PASSIVE_RESISTANCE: 11,
        Conduct.VERBAL_RESISTANCE: 9,
        Conduct.SERIOUS_RESISTANCE: 6,
    },
}
ATTACKS = (Conduct.AGGRESSIVE_RESISTANCE, Conduct.SERIOUS_RESISTANCE)
_GENDERS = {Gender.MALE: 88, Gender.FEMALE: 11, Gender.OTHER: 0.4, Gender.NOT_REPORTED: 0.6}
# What people say of themselves, within the group the officer perceived.
_SELF_DEFINED = {
    Ethnicity.WHITE: {"w1": 60, "w9": 31, "w2": 5, "w3": 4},
    Ethnicity.BLACK: {"b1": 36, "b2": 38, "b9": 26},
    Ethnicity.ASIAN: {"a1": 16, "a2": 22, "a3": 30, "a4": 4, "a9": 28},
    Ethnicity.MIXED: {"m1": 46, "m2": 18, "m3": 14, "m9": 22},
    Ethnicity.OTHER: {"o2": 42, "o9": 58},
    Ethnicity.NOT_REPORTED: {"w1": 30, "b9": 20, "a9": 20, "m9": 15, "o9": 15},
}
_OFFICER_DEFINED = {
    Ethnicity.WHITE: {"ic1": 74, "ic2": 26},
    Ethnicity.BLACK: {"ic3": 100},
    Ethnicity.ASIAN: {"ic4": 93, "ic5": 7},
    Ethnicity.OTHER: {"ic6": 100},
    Ethnicity.NOT_REPORTED: {"ic9": 100},
}


@dataclass(frozen=True)
class Circumstances:
    """One person on one occasion, before anybody writes it down."""

    reason: EncounterReason
    location: LocationType
    power: SearchPower | None
    ethnicity: Ethnicity
    age: int | None
    gender: Gender
    compliance: Compliance
    conduct: Conduct
    weapon: bool
    alcohol: bool
    drugs: bool
    mental: bool
    arrested: bool
    before_arrest: bool
    # The account of a calm person's handcuffing gives a habit for its reason.
    weak: bool
    until_applied: timedelta
    in_handcuffs: timedelta

    @property
    def lasts(self) -> timedelta:
        """From the first contact to the end of the handcuffing."""
        return self.until_applied + self.in_handcuffs

    @property
    def told(self) -> words.Person:
        return words.Person(self.gender, self.age)

    @property
    def resists(self) -> bool:
        return self.compliance == Compliance.NON_COMPLIANT


def draw(
    rng: Random,
    *,
    ethnicity: Ethnicity,
    weak: bool,
    reason: EncounterReason | None = None,
    location: LocationType | None = None,
) -> Circumstances:
    """Circumstances that agree with each other, and with the reason and the place if given."""
    reason = reason or pick(rng, _REASONS)
    searched = chance(rng, _SEARCHED.get(reason, 0))
    power = pick(rng, _SEARCH_POWERS) if searched else None
    compliance = pick(rng, COMPLIANCE[ethnicity])
    conduct = pick(rng, _CONDUCT[compliance])
    resists = compliance == Compliance.NON_COMPLIANT
    known_age = chance(rng, 0.98)
    youngest, oldest = pick(rng, AGES)
    age = rng.randint(youngest, oldest)
    weapon = chance(rng, 0.6 if power == SearchPower.PACE_S1 else 0.07)
    evening = reason in (EncounterReason.PUBLIC_ORDER, EncounterReason.RESPONSE)
    alcohol = chance(rng, 0.34 if evening else 0.07)
    drugs = chance(rng, 0.2 if power == SearchPower.MDA_S23 else 0.09)
    mental = chance(rng, 0.85 if reason == EncounterReason.WELFARE else 0.06)
    arrested = chance(rng, _ARRESTED.get(reason, 0) * (1.15 if resists else 1))
    if conduct in ATTACKS and reason in _ARRESTED and reason != EncounterReason.WELFARE:
        arrested = arrested or chance(rng, 0.85)
    before = not arrested or chance(rng, _BEFORE_ARREST.get(reason, 0))
    # Somebody brought from a cell was arrested long ago.
    if reason in (EncounterReason.TRANSPORT, EncounterReason.CUSTODY):
        before = False
    if arrested or reason == EncounterReason.TRANSPORT:
        minutes = rng.triangular(12, 140, 38)
    elif reason == EncounterReason.WELFARE:
        minutes = rng.triangular(8, 90, 25)
    else:
        minutes = min(rng.lognormvariate(2.15, 0.6), 75)
    return Circumstances(
        reason=reason,
        location=location or pick(rng, _LOCATIONS.get(reason, _ANYWHERE)),
        power=power,
        ethnicity=ethnicity,
        age=age if known_age else None,
        gender=pick(rng, _GENDERS),
        compliance=compliance,
        conduct=conduct,
        weapon=weapon,
        alcohol=alcohol,
        drugs=drugs,
        mental=mental,
        arrested=arrested,
        before_arrest=before,
        weak=weak and not resists,
        until_applied=timedelta(minutes=rng.randint(1, 12)),
        in_handcuffs=timedelta(minutes=max(2, round(minutes))),
    )


def encounter_answers(
    rng: Random, case: Circumstances, *, occurred_at: datetime, area: str
) -> dict[str, Any]:
    """The section "The encounter"."""
    power_other = ""
    if case.power == SearchPower.OTHER:
        power_other = rng.choice(("Firearms Act 1968 s47", "PACE 1984 s32, after arrest"))
    gowisely: list[str] = []
    if case.power is not None:
        told = dict.fromkeys(Gowisely, 0.96) | {Gowisely.WARRANT_CARD: 0.12, Gowisely.NONE: 0}
        gowisely = some(rng, told) if chance(rng, 0.985) else []
        gowisely = gowisely or [Gowisely.NONE]
    other = case.reason == EncounterReason.OTHER
    return {
        "incident_reference": f"CAD {rng.randint(100, 9_899)}/{occurred_at:%d%b%y}".upper()
        if chance(rng, 0.86)
        else "",
        "occurred_at": occurred_at,
        "area_id": area,
        "location_type": case.location,
        "location_description": rng.choice(words.PLACES[case.location]),
        "reason": case.reason,
        "reason_other": rng.choice(words.OTHER_REASONS) if other else "",
        "searched": YesNo.NO if case.power is None else YesNo.YES,
        "search_power": case.power or "",
        "search_power_other": power_other,
        "gowisely": gowisely,
    }


def person_answers(rng: Random, case: Circumstances) -> dict[str, Any]:
    """The section "The person"."""
    basis = pick(rng, {AgeBasis.KNOWN: 70, AgeBasis.ESTIMATED: 30})
    self_defined = _self_defined(rng, case.ethnicity)
    code = ""
    if case.ethnicity in _OFFICER_DEFINED and chance(rng, 0.55):
        code = OfficerDefinedCode(pick(rng, _OFFICER_DEFINED[case.ethnicity]))
    physical = chance(rng, 0.045)
    health = {
        (False, False): HealthCondition.NONE,
        (True, False): HealthCondition.MENTAL,
        (False, True): HealthCondition.PHYSICAL,
        (True, True): HealthCondition.MENTAL_AND_PHYSICAL,
    }[case.mental, physical]
    if health == HealthCondition.NONE and chance(rng, 0.05):
        health = HealthCondition.NOT_REPORTED
    vulnerable = {
        Vulnerability.CHILD: case.age is not None and case.age < 18,
        Vulnerability.PREGNANT: case.gender == Gender.FEMALE and 0.02,
        Vulnerability.PHYSICAL: physical,
        Vulnerability.MENTAL: case.mental,
        Vulnerability.LEARNING_OR_AUTISM: 0.015,
        Vulnerability.UNDER_INFLUENCE: case.alcohol or case.drugs,
        Vulnerability.COMMUNICATION: 0.02,
        Vulnerability.MEDICAL: 0.01,
    }
    return {
        "age_basis": AgeBasis.NOT_KNOWN if case.age is None else basis,
        "age_years": case.age,
        "gender": case.gender,
        "ethnicity_perceived": case.ethnicity,
        "officer_defined_code": code,
        "ethnicity_self_defined": self_defined,
        "not_asked_reason": rng.choice(words.NOT_ASKED)
        if self_defined == SelfDefinedEthnicity.NOT_ASKED
        else "",
        "health_condition": health,
        "vulnerabilities": some(rng, vulnerable) or [Vulnerability.NONE],
    }


def _self_defined(rng: Random, perceived: Ethnicity) -> SelfDefinedEthnicity:
    """Mostly what the officer perceived; one in five does not say."""
    if chance(rng, 0.7 if perceived == Ethnicity.NOT_REPORTED else 0.2):
        return SelfDefinedEthnicity.NOT_STATED
    if chance(rng, 0.03):
        return SelfDefinedEthnicity.NOT_ASKED
    if chance(rng, 0.06):
        perceived = pick(rng, {group: len(codes) for group, codes in _SELF_DEFINED.items()})
    return SelfDefinedEthnicity(pick(rng, _SELF_DEFINED[perceived]))
