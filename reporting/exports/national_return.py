"""Officer reports in the lists of the national annual return of police use of force.

Forces return them to the Home Office for a financial year: one report is one officer’s force on one
person. The lists are the official ones, in their words. The form of the return itself is not
published, so the names of the columns are ours, and what is not asked here (other tactics, say) has
no column rather than an empty one.

Two traps of such files are avoided: an age band is “11 to 17”, never a text that a spreadsheet
takes for a date, and no answer is the word “None”, which some readers take for a missing one.
"""

from django.db.models import TextChoices

from records import vocabulary as v
from reporting import groupings
from reporting.exports import occasion, officer_reports
from reporting.exports.columns import RowColumn, Type, pseudonym, text
from reporting.exports.met_use_of_force import OUTCOMES
from reporting.exports.published import one_of, translated_code
from reporting.exports.row_file import RowFile

NOT_REPORTED = "Not reported"
NO_CONDITION = "No condition"
TACTICS = {
    v.Compliance.COMPLIANT: "Compliant handcuffing",
    v.Compliance.NON_COMPLIANT: "Non-compliant handcuffing",
}
HEALTH = {
    value: NO_CONDITION if value is v.HealthCondition.NONE else value.label
    for value in v.HealthCondition
}
_YEAR = f"extract(year FROM {occasion.LONDON_TIME} - interval '3 months')::int"
_FORCE = """
JOIN accounts_team AS team ON team.id = encounter.team_id
JOIN accounts_team AS force ON force.id = split_part(team.path, '/', 1)::bigint"""


def _labels(values: type[TextChoices]) -> dict[TextChoices, str]:
    return {value: value.label for value in values}


def _answer(name: str, sql: str, words: dict[TextChoices, str], description: str) -> RowColumn:
    """A coded answer that every report has: what is not known is said to be so."""
    return translated_code(name, sql, words, description, otherwise=NOT_REPORTED)


def _each(prefix: str, array: str, values: type[TextChoices]) -> list[RowColumn]:
    """A column for each answer of a list; the answer that there is none has no column."""
    return [
        one_of(f"{prefix}_{value.value}", array, [value])
        for value in values
        if value.value != v.ImpactFactor.NONE.value
    ]


def columns() -> tuple[RowColumn, ...]:
    """In the order of the file."""
    return (
        pseudonym("officer_report", "uuid_send(account.id)", "The account"),
        RowColumn(
            name="financial_year",
            type=Type.TEXT,
            sql=f"{_YEAR} || '/' || right(({_YEAR} + 1)::text, 2)",
            description="The year from 1 April to 31 March in which the encounter began, by London "
            "time, such as 2025/26",
        ),
        text("force", "force.name", "The police force"),
        occasion.encounter(),
        _answer(
            "location", "encounter.location_type", _labels(v.LocationType), "The kind of place"
        ),
        _answer("tactic", "account.compliance", TACTICS, "The handcuffing, as it was recorded"),
        _answer("conduct", "account.conduct", _labels(v.Conduct), "Conduct of the person"),
        *_each("reason", "account.force_reasons", v.ForceReason),
        *_each("impact", "account.impact_factors", v.ImpactFactor),
        _answer(
            "person_age",
            groupings.age_band("encounter.age_years"),
            _labels(v.AgeBand),
            "National age band, as perceived or known",
        ),
        _answer("person_gender", "encounter.gender", _labels(v.Gender), "Gender as perceived"),
        _answer(
            "person_ethnicity",
            "encounter.ethnicity_perceived",
            _labels(v.Ethnicity),
            "Ethnicity as perceived; Chinese is part of Asian",
        ),
        _answer(
            "person_condition",
            "encounter.health_condition",
            HEALTH,
            f"Health condition as perceived; “{NO_CONDITION}” if there was none",
        ),
        _answer(
            "person_injured",
            "encounter.injured",
            {v.YesNoUnknown.YES: "Yes", v.YesNoUnknown.NO: "No"},
            "Whether the person was injured",
        ),
        translated_code(
            "person_injury",
            "encounter.injury_severity",
            _labels(v.InjurySeverity),
            "How badly; empty without an injury",
        ),
        translated_code(
            "medical_help_offered",
            "encounter.medical_help_offered",
            _labels(v.YesNo),
            "Empty without an injury",
        ),
        translated_code(
            "medical_help_given",
            "encounter.medical_help_given",
            _labels(v.YesNo),
            "Empty without an injury",
        ),
        _answer("officer_injured", "account.officer_injured", _labels(v.YesNo), "Officer injured"),
        translated_code(
            "officer_injury",
            "account.officer_injury_severity",
            _labels(v.OfficerInjurySeverity),
            "How badly; empty without an injury",
        ),
        translated_code(
            "officer_assaulted",
            "account.officer_assaulted",
            _labels(v.YesNo),
            "Injured by an intentional assault; empty without an injury, as it is not asked then",
        ),
        *(
            one_of(f"outcome_{values[0].value}", "encounter.outcomes", values)
            for values in OUTCOMES.values()
        ),
    )


NATIONAL_RETURN = RowFile(
    name="national_return",
    title="Officer reports for the national annual return",
    about="The officer reports in the official lists of police use of force, by financial year: "
    "choose April to March above. One report is one officer’s use on one person, so these are not "
    "counts of people; other tactics than handcuffs are not recorded here. The Home Office’s own "
    "form is not published: the names of the columns are ours",
    unit="officer reports",
    key="officer_report",
    row="account",
    rows=officer_reports.given,
    joins=lambda chosen: f"{occasion.WITH_ENCOUNTER}{_FORCE}",
    columns=columns,
)
