"""Columns that several files have: the encounter, when and where it was, and the person's groups.

For a query that has `encounter` and, with `WITH_AREA`, `area`. `WITH_ENCOUNTER` is for queries
whose rows are accounts.
"""

from records import vocabulary as v
from records.models.area import AreaKind
from reporting import groupings
from reporting.exports.columns import (
    RowColumn,
    Unit,
    code,
    moment,
    number,
    pseudonym,
    text,
    yes_no,
)

LONDON_TIME = "(encounter.occurred_at AT TIME ZONE 'Europe/London')"
WITH_ENCOUNTER = "JOIN records_encounter AS encounter ON encounter.id = account.encounter_id"
WITH_AREA = "JOIN records_area AS area ON area.code = encounter.area_id"


def encounter() -> RowColumn:
    return pseudonym(
        "encounter",
        "uuid_send(encounter.id)",
        "The encounter, the same in every file made with the same key",
    )


def when() -> tuple[RowColumn, ...]:
    return (
        moment(
            "occurred_date",
            f"to_char({LONDON_TIME}, 'YYYY-MM-DD')",
            "Day on which the encounter began, by London time",
            unit=Unit.DAY,
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
            unit=Unit.MONTH,
        ),
    )


def where() -> tuple[RowColumn, ...]:
    return (
        text("area_code", "encounter.area_id", "Area, ONS code where it has one"),
        text("area_name", "area.name", "Area, its name"),
        code(
            "area_kind",
            AreaKind,
            "Only districts have residents to compare with",
            sql="area.kind",
        ),
    )


def ages() -> tuple[RowColumn, ...]:
    return (
        code(
            "age_band",
            v.AgeBand,
            "National age band",
            sql=groupings.age_band("encounter.age_years"),
        ),
        yes_no("age_16_to_25", "encounter.age_years BETWEEN 16 AND 25", "Aged 16 to 25"),
        yes_no("is_child", "encounter.age_years < 18", "Under 18"),
    )


def gender() -> RowColumn:
    return code("gender", v.Gender, "Gender as perceived by the officer")


def ethnicity_perceived() -> RowColumn:
    return code("ethnicity_perceived", v.Ethnicity, "Ethnicity as perceived by the officer")


def self_defined_group() -> RowColumn:
    return code(
        "ethnicity_self_defined_group",
        v.Ethnicity,
        "Ethnicity as the person describes it, in five groups; not stated and not asked are not "
        "reported",
        sql=groupings.self_defined_group("encounter.ethnicity_self_defined"),
    )
