"""Every officer of a force against similar encounters by colleagues: nothing for a page.

The unit is an officer's encounter: one person whom the officer handcuffed on one occasion, as the
officer's own accounts of it say. Like is compared with like by the case mix of officers, with
colleagues only, never with oneself. What `expected_events` and `effective_number` say of one
officer is added up here by the database, for a force has too many cells to carry them out of it;
a test holds the two against each other.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from records.vocabulary import Compliance, DeEscalation, Ethnicity, UseStatus, YesNo
from reporting.exports.occasion import LONDON_TIME
from reporting.exports.row_file import encounters
from reporting.reports import case_mix
from reporting.selection import Selection
from reporting.statistics import distances_from_others, effective_number

_MIX = case_mix.names(case_mix.OFFICER_MIX)


@dataclass(frozen=True, kw_only=True)
class OfficerMeasure:
    """Something that is so of an officer's encounter or not.

    `event` and `answered` are SQL over `encounter` and the officer's own `account` of it.
    """

    name: str
    label: str
    event: str
    answered: str
    not_said: str


OFFICER_MEASURES: tuple[OfficerMeasure, ...] = (
    OfficerMeasure(
        name="seen_as_black",
        label="People seen as Black",
        event=f"encounter.ethnicity_perceived = '{Ethnicity.BLACK.value}'",
        answered=f"encounter.ethnicity_perceived NOT IN ('', '{Ethnicity.NOT_REPORTED.value}')",
        not_said="Of those handcuffed only: who was met and not handcuffed is not in the register.",
    ),
    OfficerMeasure(
        name="before_arrest",
        label="Applied before any arrest",
        event="account.before_arrest",
        answered="account.before_arrest IS NOT NULL",
        not_said="It does not say whether there was a need for it: the justification does.",
    ),
    OfficerMeasure(
        name="non_compliant",
        label="Recorded as non-compliant",
        event="account.non_compliant",
        answered="account.non_compliant IS NOT NULL",
        not_said="It is what the officer recorded: others may see the same conduct differently.",
    ),
    OfficerMeasure(
        name="no_de_escalation",
        label="No de-escalation tried",
        event="account.no_de_escalation",
        answered="account.no_de_escalation IS NOT NULL",
        not_said="It does not say whether it could have been tried.",
    ),
    OfficerMeasure(
        name="continued_use",
        label="Handcuffs stayed on",
        event="account.continued_use",
        answered="account.continued_use IS NOT NULL",
        not_said="It does not say whether they had to: reviewers judge that.",
    ),
)
USUAL_OFFICER_MEASURE = OFFICER_MEASURES[0].name


@dataclass(frozen=True, kw_only=True)
class Matched:
    """An officer's encounters by one measure, against similar ones by colleagues.

    `number` could be compared, `left_out` could not: no colleague has any like them. `similar` is
    the effective number of encounters by colleagues that they are compared with.
    """

    number: int = 0
    left_out: int = 0
    observed: int = 0
    expected: float = 0.0
    similar: float = 0.0


@dataclass(frozen=True, kw_only=True)
class OfficerCounts:
    """One officer: all encounters, and each measure by its name."""

    encounters: int
    measures: dict[str, Matched]


def by_officer(force_path: str, selection: Selection) -> dict[int, OfficerCounts]:
    """Every officer who gave an account in the force, by key."""
    head, parameters = _own(force_path, selection)
    cells, wanted = [], []
    for measure in OFFICER_MEASURES:
        events, total = f"{measure.name}_events", f"{measure.name}_total"
        others = f"nullif(cell.{total} - own.{total}, 0)"
        alike = f"FILTER (WHERE cell.{total} > own.{total})"
        cells += [f"sum({events})::int AS {events}", f"sum({total})::int AS {total}"]
        wanted += [
            f"coalesce(sum(own.{total}) {alike}, 0)::int",
            f"coalesce(sum(own.{total}) FILTER (WHERE cell.{total} = own.{total}), 0)::int",
            f"coalesce(sum(own.{events}) {alike}, 0)::int",
            f"coalesce(sum(own.{total}::float8 * (cell.{events} - own.{events}) / {others}), 0)",
            f"coalesce(sum(own.{total}::float8 * own.{total} / {others}), 0)",
        ]
    with case_mix.roomy_cursor() as cursor:
        cursor.execute(
            f"""{head},
            cell AS (SELECT {_MIX}, {", ".join(cells)} FROM own GROUP BY {_MIX})
            SELECT officer_id, sum(own.encounters)::int, {", ".join(wanted)}
            FROM own JOIN cell USING ({_MIX})
            GROUP BY officer_id ORDER BY officer_id""",  # noqa: S608 - made of our own vocabulary
            parameters,
        )
        return {row[0]: _counts(row[1], row[2:]) for row in cursor.fetchall()}


def _counts(number: int, figures: Sequence[Any]) -> OfficerCounts:
    found = {}
    for place, measure in enumerate(OFFICER_MEASURES):
        compared, left_out, observed, expected, squares = figures[5 * place : 5 * place + 5]
        found[measure.name] = Matched(
            number=compared,
            left_out=left_out,
            observed=observed,
            expected=expected,
            similar=effective_number(weights=compared, squares=squares),
        )
    return OfficerCounts(encounters=number, measures=found)


# What the cells leave open: they hold blocks of hours, bands of ages and no time of the year.
BALANCED = {
    "hours": f"extract(hour FROM {LONDON_TIME})::int",
    "ages": "encounter.age_years",
    "months": f"(12 * extract(year FROM {LONDON_TIME}) + extract(month FROM {LONDON_TIME}))::int",
}


def imbalance(force_path: str, selection: Selection) -> dict[int, dict[str, float | None]]:
    """How unlike each one's matched encounters still are in hours, ages and months, by officer.

    Inside a cell the hours, years of age and months of an officer may be other ones than those of
    the colleagues: the largest distance of each (Kolmogorov-Smirnov), 0 if they are the same.
    """
    head, parameters = _encounters(force_path, selection)
    each = ", ".join(f"coalesce(({sql})::float4, 'NaN')" for sql in BALANCED.values())
    officers, cells = array("q"), array("q")
    values = {name: array("f") for name in BALANCED}
    with case_mix.roomy_cursor() as settings, connection.chunked_cursor() as cursor:
        settings.execute("SET LOCAL cursor_tuple_fraction = 1")  # all of it is fetched
        cursor.execute(
            f"""{head}
            SELECT officer_id, dense_rank() OVER (ORDER BY {_MIX}), {each}
            FROM account
            JOIN (
                SELECT *, {case_mix.columns(case_mix.OFFICER_MIX)} FROM chosen AS encounter
            ) AS encounter ON encounter.id = account.encounter_id""",  # noqa: S608
            parameters,
        )
        for officer, cell, *found in cursor:
            officers.append(officer)
            cells.append(cell)
            for kept, value in zip(values.values(), found, strict=True):
                kept.append(value)
    distances = {
        name: distances_from_others(units=officers, cells=cells, values=kept)
        for name, kept in values.items()
    }
    return {
        officer: {name: of[officer] for name, of in distances.items()} for officer in set(officers)
    }


def _encounters(force_path: str, selection: Selection) -> tuple[str, tuple[Any, ...]]:
    """What each officer's own accounts say of each encounter, as the head of a statement."""
    rows = encounters(selection).filter(team__path__startswith=force_path)
    sql, parameters = rows.values(
        *("id", "occurred_at", "area_id", "reason", "age_years", "gender", "ethnicity_perceived")
    ).query.sql_with_params()
    head = f"""
    WITH chosen AS MATERIALIZED ({sql}),
    account AS (
        SELECT officer_id, encounter_id,
            bool_or(before_arrest = '{YesNo.YES.value}')
                FILTER (WHERE before_arrest <> '') AS before_arrest,
            bool_or(compliance = '{Compliance.NON_COMPLIANT.value}')
                FILTER (WHERE compliance <> '') AS non_compliant,
            bool_and(de_escalation @> ARRAY['{DeEscalation.NONE.value}']::varchar[])
                FILTER (WHERE de_escalation <> '{{}}') AS no_de_escalation,
            bool_or(continued_use) AS continued_use
        FROM records_handcuffuse
        WHERE status = '{UseStatus.SUBMITTED.value}' AND encounter_id IN (SELECT id FROM chosen)
        GROUP BY officer_id, encounter_id
    )"""  # noqa: S608
    return head, parameters


def _own(force_path: str, selection: Selection) -> tuple[str, tuple[Any, ...]]:
    """Each officer's encounters in each cell, with what is counted of them."""
    head, parameters = _encounters(force_path, selection)
    counted = []
    for measure in OFFICER_MEASURES:
        counted += [
            f"count(*) FILTER (WHERE {measure.event} AND {measure.answered})::int "
            f"AS {measure.name}_events",
            f"count(*) FILTER (WHERE {measure.answered})::int AS {measure.name}_total",
        ]
    return (
        f"""{head},
        own AS (
            SELECT account.officer_id, {_MIX}, count(*)::int AS encounters, {", ".join(counted)}
            FROM account
            JOIN (
                SELECT *, {case_mix.columns(case_mix.OFFICER_MIX)} FROM chosen AS encounter
            ) AS encounter ON encounter.id = account.encounter_id
            GROUP BY account.officer_id, {_MIX}
        )""",  # noqa: S608
        parameters,
    )
