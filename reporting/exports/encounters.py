"""The encounter file: one row per person-encounter, pseudonymised, for analysts.

Each column is declared once, with its SQL and its words; the file's header, the SELECT behind it
and the data dictionary all come from that list. What is not in the list does not leave: no name,
no warrant number, no free text, no coordinates, no reference.
"""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from accounts.training import Training
from records import vocabulary as v
from records.models import Encounter
from records.models.area import AreaKind
from reporting.exports.columns import (
    RowColumn,
    code,
    codes,
    moment,
    number,
    pseudonym,
    text,
    yes_no,
)
from reporting.exports.copying import copy_csv, merged
from reporting.selection import Selection, after

LONDON_TIME = "(encounter.occurred_at AT TIME ZONE 'Europe/London')"


def _age_band() -> str:
    """`vocabulary.age_band` as SQL."""
    bands = {}
    for years in range(v.OLDEST_AGE + 1):
        bands[v.age_band(years)] = years
    cases = " ".join(
        f"WHEN encounter.age_years <= {upper} THEN '{band.value}'" for band, upper in bands.items()
    )
    return f"CASE {cases} ELSE '{v.age_band(None).value}' END"


def _self_defined_group() -> str:
    """The rollup of self-defined codes as SQL."""
    cases = " ".join(
        f"WHEN '{code.value}' THEN '{group.value}'"
        for code, group in v.ETHNICITY_OF_SELF_DEFINED.items()
    )
    return f"CASE encounter.ethnicity_self_defined {cases} END"


_CONDUCT = ", ".join(f"'{conduct.value}'" for conduct in v.Conduct)
_YES = f"'{v.YesNo.YES.value}'"
_NONE = f"'{v.DeEscalation.NONE.value}'"
_CHECKS = ("asked_too_tight", "checked_tightness", "double_locked")
# How an officer's trainings stood when they applied the handcuffs: `accounts.training` as SQL.
_APPLIED_ON = "(applied_at AT TIME ZONE 'Europe/London')::date"
_LAST_TRAININGS = ", ".join(
    f"(SELECT max(day) FROM unnest(officer.{training.column}) AS day"  # noqa: S608 - our own words
    f" WHERE day <= {_APPLIED_ON}) AS {training.column}"
    for training in Training
)
_TRAINING_LAPSED = " OR ".join(
    f"coalesce((last.{training.column} + interval '{training.valid_months} months')::date"
    f" < {_APPLIED_ON}, false)"
    for training in Training
)
_TRAINING_UNKNOWN = " OR ".join(f"last.{training.column} IS NULL" for training in Training)


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
        count(*) FILTER (WHERE {_TRAINING_LAPSED}) AS training_lapsed,
        count(*) FILTER (WHERE NOT ({_TRAINING_LAPSED}) AND ({_TRAINING_UNKNOWN}))
            AS training_unknown
    FROM records_handcuffuse
    JOIN accounts_user AS officer ON officer.id = records_handcuffuse.officer_id
    CROSS JOIN LATERAL (SELECT {_LAST_TRAININGS}) AS last
    WHERE status = '{v.UseStatus.SUBMITTED.value}' AND encounter_id IN ({chosen})
    GROUP BY encounter_id
    """  # noqa: S608 - made of our own vocabulary


def columns() -> tuple[RowColumn, ...]:
    """The columns in the order of the file."""
    return (
        pseudonym(
            "encounter",
            "uuid_send(encounter.id)",
            "The encounter, the same in every file made with the same key",
        ),
        pseudonym(
            "incident",
            "convert_to(nullif(upper(replace(encounter.incident_reference, ' ', '')), ''), 'UTF8')",
            "The incident reference, empty if none was given; references may come again on "
            "another day, so use it together with the date",
        ),
        moment(
            "occurred_date",
            f"to_char({LONDON_TIME}, 'YYYY-MM-DD')",
            "Day on which the encounter began, by London time",
            unit="YYYY-MM-DD",
        ),
        number(
            "occurred_hour",
            f"extract(hour FROM {LONDON_TIME})::int",
            "Hour in which the encounter began, by London time",
            unit="hour, 0 to 23",
        ),
        moment(
            "occurred_month",
            f"to_char({LONDON_TIME}, 'YYYY-MM')",
            "Month in which reports count the encounter",
            unit="YYYY-MM",
        ),
        text("area_code", "encounter.area_id", "Area, ONS code where it has one"),
        text("area_name", "area.name", "Area, its name"),
        code(
            "area_kind",
            AreaKind,
            "Only districts have residents to compare with",
            sql="area.kind",
        ),
        code("location_type", v.LocationType, "Kind of place"),
        code("reason", v.EncounterReason, "Why the encounter happened"),
        code("searched", v.YesNo, "Whether the person was searched under a power"),
        code("search_power", v.SearchPower, "Power used for the search; empty without a search"),
        codes("gowisely", v.Gowisely, "What the person was told before the search"),
        code("age_band", v.AgeBand, "National age band", sql=_age_band()),
        yes_no("age_16_to_25", "encounter.age_years BETWEEN 16 AND 25", "Aged 16 to 25"),
        yes_no("is_child", "encounter.age_years < 18", "Under 18"),
        code("age_basis", v.AgeBasis, "How the age is known"),
        code("gender", v.Gender, "Gender as perceived by the officer"),
        code("ethnicity_perceived", v.Ethnicity, "Ethnicity as perceived by the officer"),
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
        code(
            "ethnicity_self_defined_group",
            v.Ethnicity,
            "The same in five groups; not stated and not asked are not reported",
            sql=_self_defined_group(),
        ),
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


def encounters(selection: Selection) -> QuerySet[Encounter]:
    """The encounters that the cube counts for the same selection."""
    chosen = Encounter.objects.counted()
    if selection.first_month:
        chosen = chosen.filter(occurred_at__gte=_midnight(selection.first_month))
    if selection.last_month:
        chosen = chosen.filter(occurred_at__lt=_midnight(after(selection.last_month)))
    if selection.area:
        chosen = chosen.filter(area=selection.area)
    if selection.compliance:
        chosen = chosen.filter(compliance=selection.compliance)
    if selection.before_arrest:
        chosen = chosen.filter(before_arrest=selection.before_arrest)
    if selection.accepted_only:
        chosen = chosen.filter(status=v.Status.ACCEPTED)
    return chosen


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def query(selection: Selection) -> bytes:
    """The SELECT of the file, parameters merged in. The rows come in no particular order."""
    chosen = encounters(selection)
    rows, of_rows = chosen.query.sql_with_params()
    keys, of_keys = chosen.values("pk").query.sql_with_params()
    declared = columns()
    wanted = ",\n    ".join(f"{column.sql} AS {column.name}" for column in declared)
    of_columns = [value for column in declared for value in column.parameters]
    return merged(
        f"SELECT\n    {wanted}\nFROM ({rows}) AS encounter\n"
        "JOIN records_area AS area ON area.code = encounter.area_id\n"
        f"LEFT JOIN ({_accounts(keys)}) AS account "
        "ON account.encounter_id = encounter.id",
        (*of_columns, *of_rows, *of_keys),
    )


def stream(selection: Selection) -> Iterator[bytes]:
    """The file itself."""
    return copy_csv(query(selection))
