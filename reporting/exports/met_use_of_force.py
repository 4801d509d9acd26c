"""Officer reports in the columns and words of the Met's open data on use of force.

So that what was written for the published file runs on ours. The columns are those of the list in
`reporting/data`, in its order. What we ask is translated below, column by column; what we do not
ask is empty, never “No”. Source: `reporting/data/SOURCES.md`.
"""

import csv
from functools import cache
from pathlib import Path

from records import vocabulary as v
from reporting import groupings
from reporting.exports import occasion, officer_reports
from reporting.exports.columns import RowColumn, Unit, always_empty, moment, text
from reporting.exports.published import NO, YES, flag, one_of, translated_code
from reporting.exports.row_file import RowFile

PUBLISHED = Path(__file__).parents[1] / "data" / "met_use_of_force_columns.csv"

LOCATIONS = {
    "Street/Highway": v.LocationType.STREET,
    "Public Transport": v.LocationType.PUBLIC_TRANSPORT,
    "Retail Premises": v.LocationType.RETAIL,
    "Open ground (e.g. park, car park, field)": v.LocationType.OPEN_GROUND,
    "Licensed Premises": v.LocationType.LICENSED,
    "Sports or Event Stadia": v.LocationType.STADIUM,
    "Hospital/A&E (non-mental-health setting)": v.LocationType.HOSPITAL,
    "Mental Health Setting": v.LocationType.MENTAL_HEALTH,
    "Police vehicle with prisoner handling cage": v.LocationType.VEHICLE_WITH_CAGE,
    "Police vehicle without prisoner handling cage": v.LocationType.VEHICLE_WITHOUT_CAGE,
    "Dwelling": v.LocationType.DWELLING,
    "Police station (excluding custody block)": v.LocationType.POLICE_STATION,
    "Custody Block": v.LocationType.CUSTODY,
    "Ambulance": v.LocationType.AMBULANCE,
    "Other": v.LocationType.OTHER,
}
IMPACT_FACTORS = {
    "Possesion of a weapon": v.ImpactFactor.WEAPON,  # the published spelling
    "Alcohol": v.ImpactFactor.ALCOHOL,
    "Drugs": v.ImpactFactor.DRUGS,
    "Mental Health": v.ImpactFactor.MENTAL_HEALTH,
    "Prior Knowledge": v.ImpactFactor.PRIOR_KNOWLEDGE,
    "Size/Gender/Build": v.ImpactFactor.SIZE_GENDER_BUILD,
    "Acute Behavioural Disorder": v.ImpactFactor.ACUTE_DISTURBANCE,
    "Crowd": v.ImpactFactor.CROWD,
    "Other": v.ImpactFactor.OTHER,
}
REASONS = {
    "Protect self": v.ForceReason.PROTECT_SELF,
    "Protect Public": v.ForceReason.PROTECT_PUBLIC,
    "Protect Subject": v.ForceReason.PROTECT_SUBJECT,
    "Protect Other Officers": v.ForceReason.PROTECT_OFFICERS,
    "Prevent Offence": v.ForceReason.PREVENT_OFFENCE,
    "Secure Evidence": v.ForceReason.SECURE_EVIDENCE,
    "Effect Search": v.ForceReason.EFFECT_SEARCH,
    "Effect Arrest": v.ForceReason.EFFECT_ARREST,
    "Method of Entry": v.ForceReason.METHOD_OF_ENTRY,
    "Remove Handcuffs": v.ForceReason.REMOVE_HANDCUFFS,
    "Prevent Harm": v.ForceReason.PREVENT_HARM,
    "Prevent Escape": v.ForceReason.PREVENT_ESCAPE,
    "Other": v.ForceReason.OTHER,
}
OUTCOMES = {
    "Made off/escaped": (v.Outcome.ESCAPED,),
    "Arrested": (v.Outcome.ARRESTED,),
    "Hospitalised": (v.Outcome.HOSPITALISED,),
    "Detained - Mental Health Act": (v.Outcome.DETAINED_MENTAL_HEALTH,),
    "Fatality": (v.Outcome.FATALITY,),
    # Three outcomes of our list are not in the published one.
    "Other": (
        v.Outcome.OTHER,
        v.Outcome.COMMUNITY_RESOLUTION,
        v.Outcome.PENALTY_NOTICE,
        v.Outcome.REPORTED_FOR_SUMMONS,
    ),
    "No Further Action": (v.Outcome.NO_FURTHER_ACTION,),
}
CONDUCT = {
    v.Conduct.COMPLIANT: "Compliant",
    v.Conduct.PASSIVE_RESISTANCE: "Passive resistance",
    v.Conduct.VERBAL_RESISTANCE: "Verbal resistance/gestures",
    v.Conduct.ACTIVE_RESISTANCE: "Active resistance",
    v.Conduct.AGGRESSIVE_RESISTANCE: "Aggressive resistance",
    v.Conduct.SERIOUS_RESISTANCE: "Serious or aggravated resistance",
}
TACTICS = {
    v.Compliance.COMPLIANT: "Compliant Handcuffing",
    v.Compliance.NON_COMPLIANT: "Non-Compliant Handcuffing",
}
AGES = {
    v.AgeBand.UNDER_11: "0-10",
    v.AgeBand.FROM_11: "11-17",
    v.AgeBand.FROM_18: "18-34",
    v.AgeBand.FROM_35: "35-49",
    v.AgeBand.FROM_50: "50-64",
    v.AgeBand.FROM_65: "65 and over",
}
GENDERS = {v.Gender.MALE: "Male", v.Gender.FEMALE: "Female", v.Gender.OTHER: "Other"}
ETHNICITIES = {
    v.Ethnicity.WHITE: "White",
    v.Ethnicity.BLACK: "Black (or Black British)",
    v.Ethnicity.ASIAN: "Asian (or Asian British)",
    v.Ethnicity.MIXED: "Mixed",
    v.Ethnicity.OTHER: "Other",
    v.Ethnicity.NOT_REPORTED: "Don't know",
}
YES_OR_NO = {v.YesNo.YES: YES, v.YesNo.NO: NO}
PHYSICAL = {
    v.HealthCondition.NONE: NO,
    v.HealthCondition.MENTAL: NO,
    v.HealthCondition.PHYSICAL: YES,
    v.HealthCondition.MENTAL_AND_PHYSICAL: YES,
}
MENTAL = PHYSICAL | {v.HealthCondition.MENTAL: YES, v.HealthCondition.PHYSICAL: NO}
OFFICER_INJURIES = {
    v.OfficerInjurySeverity.MINOR: "Minor",
    v.OfficerInjurySeverity.SEVERE: "Severe",
}
INJURIES = {
    v.InjurySeverity.MINOR: "Minor",
    v.InjurySeverity.SEVERE: "Severe",
    v.InjurySeverity.DEATH: "Death",
}
# The one area whose published name is not the one of the Office for National Statistics.
_BOROUGH = "CASE encounter.area_id WHEN 'E09000033' THEN 'City of Westminster' ELSE area.name END"


def translated() -> dict[str, RowColumn]:
    """The published columns that we have the answer to, by name."""
    answered = [
        moment(
            "IncidentDate",
            f"to_char({occasion.LONDON_TIME}, 'YYYY-MM-DD')",
            "Day on which the encounter began, by London time",
            unit=Unit.DAY,
        ),
        moment(
            "IncidentTime",
            f"to_char({occasion.LONDON_TIME}, 'HH24:MI:SS')",
            "Time at which the encounter began, in London",
            unit=Unit.TIME,
        ),
        *(
            flag(
                f"Incident Location: {place}",
                f"nullif(encounter.location_type, '') = '{kind.value}'",
                f"Yes if the kind of place is “{kind.label}”",
            )
            for place, kind in LOCATIONS.items()
        ),
        text("Borough", _BOROUGH, "Area, in the published spelling"),
        translated_code("PrimaryConduct", "account.conduct", CONDUCT, "Conduct of the person"),
        translated_code(
            "AssaultedBySubject",
            "account.officer_assaulted",
            {v.YesNo.YES: YES},
            "Yes if the officer was injured by an intentional assault; else empty, because an "
            "assault without injury is not asked about",
        ),
        *(
            one_of(f"Impact Factor: {factor}", "account.impact_factors", [value])
            for factor, value in IMPACT_FACTORS.items()
        ),
        *(
            one_of(f"Reason for Force: {reason}", "account.force_reasons", [value])
            for reason, value in REASONS.items()
        ),
        translated_code(
            "Tactic 1",
            "account.compliance",
            TACTICS,
            "The handcuffing; other tactics are not asked about, so it may not have been the first",
        ),
        translated_code(
            "SubjectAge",
            groupings.age_band("encounter.age_years"),
            AGES,
            "National age band; empty if the age is not known",
        ),
        translated_code("SubjectGender", "encounter.gender", GENDERS, "Gender as perceived"),
        translated_code(
            "SubjectEthnicity",
            "encounter.ethnicity_perceived",
            ETHNICITIES,
            "Ethnicity as perceived; Chinese is part of Asian, and not reported is “Don't know”",
        ),
        translated_code(
            "PhysicalDisability",
            "encounter.health_condition",
            PHYSICAL,
            "Whether a physical health condition was perceived; empty if not reported",
        ),
        translated_code(
            "MentalDisability",
            "encounter.health_condition",
            MENTAL,
            "Whether a mental health condition was perceived; empty if not reported",
        ),
        translated_code("StaffInjured", "account.officer_injured", YES_OR_NO, "Officer injured"),
        translated_code(
            "StaffInjuryIntentional",
            "account.officer_assaulted",
            YES_OR_NO,
            "Injured by an intentional assault; empty without an injury",
        ),
        translated_code(
            "StaffInjuryLevel",
            "account.officer_injury_severity",
            OFFICER_INJURIES,
            "How badly; empty without an injury",
        ),
        translated_code(
            "SubjectInjured",
            "encounter.injured",
            {v.YesNoUnknown.YES: YES, v.YesNoUnknown.NO: NO},
            "Whether the person was injured; empty if not known",
        ),
        translated_code(
            "SubjectNatureOfInjury",
            "encounter.injury_severity",
            INJURIES,
            "How badly; empty without an injury",
        ),
        translated_code(
            "SubjectMedOffered",
            "encounter.medical_help_offered",
            YES_OR_NO,
            "Medical help offered; empty without an injury",
        ),
        translated_code(
            "SubjectMedProvided",
            "encounter.medical_help_given",
            YES_OR_NO,
            "Medical help given; empty without an injury",
        ),
        *(
            one_of(f"Outcome: {outcome}", "encounter.outcomes", values)
            for outcome, values in OUTCOMES.items()
        ),
    ]
    return {column.name: column for column in answered}


@cache
def published() -> tuple[str, ...]:
    """The names of the published columns, in their order."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        return tuple(line["column"] for line in csv.DictReader(file))


def columns() -> tuple[RowColumn, ...]:
    """All published columns, in their order."""
    known = translated()
    return tuple(
        known.get(name) or always_empty(name, "Not asked here: always empty")
        for name in published()
    )


MET_USE_OF_FORCE = RowFile(
    name="met_use_of_force",
    title="Officer reports in the Met’s columns",
    about="The officer reports in the shape of the Metropolitan Police’s open data on use of "
    "force, for programs that read that; what is not asked here is empty. It has the time of day, "
    "so it is no file to publish",
    unit="officer reports",
    row="account",
    rows=officer_reports.given,
    joins=lambda chosen: f"{occasion.WITH_ENCOUNTER}\n{occasion.WITH_AREA}",
    columns=columns,
)
