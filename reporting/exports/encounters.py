"""The encounter file: one row per person-encounter, pseudonymised, for analysts.

No name, no warrant number, no free text, no coordinates, no reference.
"""

from records import vocabulary as v
from reporting.exports import occasion, trainings
from reporting.exports.columns import RowColumn, code, codes, number, pseudonym, yes_no
from reporting.exports.row_file import RowFile

_CONDUCT = ", ".join(f"'{conduct.value}'" for conduct in v.Conduct)
_YES = f"'{v.YesNo.YES.value}'"
_NONE = f"'{v.DeEscalation.NONE.value}'"
_CHECKS = ("asked_too_tight", "checked_tightness", "double_locked")


def _accounts(chosen: str) -> str:
    """What the given accounts of one encounter say together; `chosen` selects the encounters.

    Grouped before they are joined, and only those that are wanted: that is the fastest plan for a
    million encounters as for a hundred.
    """
    checks = " AND ".join(f"{check} = {_YES}" for check in _CHECKS)
    return f"""
    SELECT
        encounter_id,
        max(floor(extract(epoch FROM ended_at - applied_at) / 60))::int AS minutes,
        bool_or(continued_use) AS continued_use,
        bool_or(de_escalation <> ARRAY[{_NONE}]::varchar[]) AS de_escalation_tried,
        (ARRAY[{_CONDUCT}])[max(array_position(ARRAY[{_CONDUCT}], conduct::text))] AS conduct,
        bool_and({checks}) AS all_checks,
        bool_or(officer_injured = {_YES}) AS officer_injured,
        count(*) FILTER (WHERE {trainings.ANY_LAPSED}) AS training_lapsed,
        count(*) FILTER (WHERE NOT ({trainings.ANY_LAPSED}) AND ({trainings.ANY_UNKNOWN}))
            AS training_unknown
    FROM records_handcuffuse AS account
    {trainings.JOIN}
    WHERE status = '{v.UseStatus.SUBMITTED.value}' AND encounter_id IN ({chosen})
    GROUP BY encounter_id
    """  # noqa: S608 - made of our own vocabulary


def columns() -> tuple[RowColumn, ...]:
    """In the order of the file."""
    return (
        occasion.encounter(),
        pseudonym(
            "incident",
            "convert_to(nullif(upper(replace(encounter.incident_reference, ' ', '')), ''), 'UTF8')",
            "The incident reference, empty if none was given; references may come again on "
            "another day, so use it together with the date",
        ),
        *occasion.when(),
        *occasion.where(),
        code("location_type", v.LocationType, "Kind of place"),
        code("reason", v.EncounterReason, "Why the encounter happened"),
        code("searched", v.YesNo, "Whether the person was searched under a power"),
        code("search_power", v.SearchPower, "Power used for the search; empty without a search"),
        codes("gowisely", v.Gowisely, "What the person was told before the search"),
        *occasion.ages(),
        code("age_basis", v.AgeBasis, "How the age is known"),
        occasion.gender(),
        occasion.ethnicity_perceived(),
        code(
            "officer_defined_code",
            v.OfficerDefinedCode,
            "Officer-defined code (6+1), where one was used",
        ),
        code(
            "ethnicity_self_defined",
            v.SelfDefinedEthnicity,
            "Ethnicity as the person describes it (18+1)",
        ),
        occasion.self_defined_group(),
        code("health_condition", v.HealthCondition, "Health condition as perceived"),
        codes("vulnerabilities", v.Vulnerability, "Vulnerabilities"),
        codes("outcomes", v.Outcome, "Outcomes for the person"),
        yes_no(
            "arrested",
            f"'{v.Outcome.ARRESTED.value}' = ANY(encounter.outcomes)",
            "Whether the person was arrested",
        ),
        code("injured", v.YesNoUnknown, "Whether the person was injured"),
        code("injury_severity", v.InjurySeverity, "How badly; empty without an injury"),
        codes("injury_kinds", v.HandcuffInjury, "Which injuries"),
        code("medical_help_offered", v.YesNo, "Medical help offered; empty without an injury"),
        code("medical_help_given", v.YesNo, "Medical help given; empty without an injury"),
        code("complaint_made", v.YesNo, "Whether the person complained about the handcuffing"),
        code("video_recording", v.YesNoUnknown, "Whether body-worn video was recording"),
        number(
            "officer_reports",
            "encounter.officer_reports",
            "Accounts of officers who applied handcuffs; the next ten columns sum them up",
            unit="accounts",
        ),
        code("compliance", v.Compliance, "Non-compliant if any account says so"),
        code("before_arrest", v.YesNo, "Applied before any arrest, if any account says so"),
        number(
            "minutes_in_handcuffs",
            "account.minutes",
            "Time in handcuffs, the longest of any account",
            unit="whole minutes",
        ),
        yes_no(
            "continued_use",
            "account.continued_use",
            "Kept on past the time limit or the end of a search, in any account",
        ),
        yes_no(
            "de_escalation_tried",
            "account.de_escalation_tried",
            "Anything tried to avoid or shorten it, in any account",
        ),
        code(
            "worst_conduct",
            v.Conduct,
            "The most serious conduct in any account",
            sql="account.conduct",
        ),
        yes_no(
            "all_checks_made",
            "account.all_checks",
            "Every officer asked about tightness, checked it and double-locked",
        ),
        yes_no(
            "officer_injured",
            "account.officer_injured",
            "Whether any of these officers was injured",
        ),
        number(
            "officers_training_lapsed",
            "account.training_lapsed",
            "Accounts whose officer had a personal safety, legal or de-escalation training that "
            "had lapsed on that day, by the last date until then",
            unit="accounts",
        ),
        number(
            "officers_training_unknown",
            "account.training_unknown",
            "Accounts whose officer had none lapsed, but one of which no date until then is kept",
            unit="accounts",
        ),
        yes_no("filed_late", "encounter.is_late", "Filed after the deadline"),
        number(
            "days_to_submit",
            "floor(extract(epoch FROM encounter.submitted_at - encounter.occurred_at) / 86400)"
            "::int",
            "From the beginning of the encounter to its filing",
            unit="whole days",
        ),
        code("status", v.Status, "Where the review stands; only counted statuses occur"),
        number(
            "questionnaire_version",
            "encounter.questionnaire_version",
            "Which edition of the questions was answered",
            unit="version",
        ),
    )


ENCOUNTERS = RowFile(
    name="encounters",
    title="Encounters",
    about="One row for each person on each occasion, with what the officers’ accounts say together",
    unit="person-encounters",
    key="encounter",
    row="encounter",
    rows=lambda chosen: chosen,
    joins=lambda keys: (
        f"{occasion.WITH_AREA}\n"
        f"LEFT JOIN ({_accounts(keys)}) AS account ON account.encounter_id = encounter.id"
    ),
    columns=columns,
)
