"""What the register says of a team and those below it: the counts behind the team figures.

A fixed number of queries whatever the number of teams and records. The encounters are those that
every report counts for the same months, so that totals agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from math import inf
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from accounts.models import Team
from records.models import Encounter
from records.vocabulary import (
    Assessment,
    Compliance,
    Decision,
    DeEscalation,
    UseStatus,
    YesNo,
)
from reporting.exports.row_file import encounters
from reporting.reports import case_mix
from reporting.reports.case_mix import Cell, roomy_cursor
from reporting.selection import Selection

_RETURN = f"'{Decision.RETURN.value}'"
_MET = f"'{Assessment.MET.value}'"
_NONE = f"ARRAY['{DeEscalation.NONE.value}']::varchar[]"


# Of an encounter: whose it is, how it went, and what it was like.
_NEEDED = (
    *("id", "team_id", "reporting_officer_id", "is_late", "occurred_at", "submitted_at"),
    *("before_arrest", "compliance"),
    *("location_type", "reason", "age_years", "gender"),
)


@dataclass(frozen=True, kw_only=True)
class TeamCounts:
    """One team's own records in the period; a part of the tree is the sum of its teams.

    `review_due` are encounters whose time for a review has run out or would have: the younger
    ones are left out of what is said of reviews, or those reviewed at once would count double.
    """

    officers: int = 0
    encounters: int = 0
    accounts: int = 0
    filed_in_time: int = 0
    review_due: int = 0
    reviewed_in_time: int = 0
    reviewed: int = 0
    returned: int = 0
    returns: int = 0
    de_escalation_answered: int = 0
    de_escalation_tried: int = 0
    continued: int = 0
    continued_judged: int = 0
    continued_justified: int = 0
    before_arrest_answered: int = 0
    before_arrest: int = 0
    compliance_answered: int = 0
    non_compliant: int = 0

    def __add__(self, other: "TeamCounts") -> "TeamCounts":
        names = [field.name for field in fields(self)]
        return TeamCounts(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What waits for review at this moment, whenever it happened."""

    waiting: int
    overdue: int


def _chosen(path: str, selection: Selection) -> tuple[str, tuple[Any, ...]]:
    """The encounters of a team and those below it, by its path, as the head of a statement."""
    rows = encounters(selection).filter(team__path__startswith=path)
    sql, parameters = rows.values(*_NEEDED).query.sql_with_params()
    decided = f"""
    WITH chosen AS MATERIALIZED ({sql}),
    decided AS (
        SELECT encounter_id, min(at) AS first_at,
            count(*) FILTER (WHERE decision = {_RETURN}) AS returns
        FROM records_review
        WHERE encounter_id IN (SELECT id FROM chosen)
        GROUP BY encounter_id
    )"""  # noqa: S608 - made of our own vocabulary
    return decided, parameters


def by_team(
    team: Team, selection: Selection, *, now: datetime, review_within: timedelta
) -> dict[int, TeamCounts]:
    """The counts of every team that has any, by its key.

    An account belongs to the team of its encounter, also that of a colleague from elsewhere.
    """
    counts, parameters = _counts(
        team.path, selection, "team_id, reporting_officer_id", now=now, review_within=review_within
    )
    sums = ", ".join(f"sum({name})::int" for name in _SUMS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""{counts}
            SELECT team_id, count(*), {sums} FROM counts GROUP BY team_id ORDER BY team_id""",  # noqa: S608
            parameters,
        )
        return {
            team_id: TeamCounts(officers=officers, **dict(zip(_SUMS, numbers, strict=True)))
            for team_id, officers, *numbers in cursor.fetchall()
        }


def by_cell(
    force: str, selection: Selection, *, now: datetime, review_within: timedelta
) -> list[tuple[int, Cell, TeamCounts]]:
    """The same, without the officers, of every team of a force, by its path, and cell of the mix.

    It reads the whole force: nothing for a page.
    """
    names = case_mix.names(case_mix.TEAM_MIX)
    counts, parameters = _counts(
        force, selection, f"team_id, {names}", now=now, review_within=review_within
    )
    with roomy_cursor() as cursor:
        cursor.execute(
            f"""{counts}
            SELECT team_id, {names}, {", ".join(f"{name}::int" for name in _SUMS)}
            FROM counts ORDER BY team_id, {names}""",  # noqa: S608
            parameters,
        )
        width = 1 + len(case_mix.TEAM_MIX)
        return [
            (row[0], row[1:width], TeamCounts(**dict(zip(_SUMS, row[width:], strict=True))))
            for row in cursor.fetchall()
        ]


_SUMS = tuple(field.name for field in fields(TeamCounts) if field.name != "officers")


def _counts(
    path: str,
    selection: Selection,
    groups: str,
    *,
    now: datetime,
    review_within: timedelta,
) -> tuple[str, tuple[Any, ...]]:
    """All counts but that of officers, by these columns, as the head of a statement."""
    chosen, parameters = _chosen(path, selection)
    head = f"""{chosen},
    accounts AS (
        SELECT encounter_id, count(*) AS accounts,
            count(*) FILTER (WHERE de_escalation <> '{{}}') AS answered,
            count(*) FILTER (WHERE de_escalation NOT IN ('{{}}', {_NONE})) AS tried,
            count(*) FILTER (WHERE continued_use) AS continued
        FROM records_handcuffuse
        WHERE status = '{UseStatus.SUBMITTED.value}'
            AND encounter_id IN (SELECT id FROM chosen)
        GROUP BY encounter_id
    ),
    judged AS ({_JUDGED}),
    counts AS (
        SELECT {groups},
            count(*) AS encounters,
            sum(coalesce(accounts.accounts, 0)) AS accounts,
            count(*) FILTER (WHERE NOT is_late) AS filed_in_time,
            count(*) FILTER (WHERE submitted_at <= %s) AS review_due,
            count(*) FILTER (WHERE submitted_at <= %s AND first_at <= submitted_at + %s)
                AS reviewed_in_time,
            count(first_at) AS reviewed,
            count(*) FILTER (WHERE decided.returns > 0) AS returned,
            sum(coalesce(decided.returns, 0)) AS returns,
            sum(coalesce(answered, 0)) AS de_escalation_answered,
            sum(coalesce(tried, 0)) AS de_escalation_tried,
            sum(coalesce(continued, 0)) AS continued,
            sum(coalesce(judged.judged, 0)) AS continued_judged,
            sum(coalesce(judged.justified, 0)) AS continued_justified,
            count(*) FILTER (WHERE before_arrest <> '') AS before_arrest_answered,
            count(*) FILTER (WHERE before_arrest = '{YesNo.YES.value}') AS before_arrest,
            count(*) FILTER (WHERE compliance <> '') AS compliance_answered,
            count(*) FILTER (WHERE compliance = '{Compliance.NON_COMPLIANT.value}')
                AS non_compliant
        FROM (
            SELECT *, {case_mix.columns(case_mix.TEAM_MIX)} FROM chosen AS encounter
        ) AS encounter
        LEFT JOIN decided ON decided.encounter_id = encounter.id
        LEFT JOIN accounts ON accounts.encounter_id = encounter.id
        LEFT JOIN judged ON judged.encounter_id = encounter.id
        GROUP BY {groups}
    )"""  # noqa: S608
    return head, (*parameters, now - review_within, now - review_within, review_within)


# What reviewers found last of the accounts in which the handcuffs stayed on, by encounter. Second
# reviews of a sample measure agreement and decide nothing, so they are not in it.
_JUDGED = f"""
    SELECT encounter_id, count(*) AS judged,
        count(*) FILTER (WHERE found = {_MET}) AS justified
    FROM (
        SELECT DISTINCT ON (use_id) use.encounter_id, assessment.continued_use AS found
        FROM records_useassessment AS assessment
        JOIN records_review AS review ON review.id = assessment.review_id
        JOIN records_handcuffuse AS use ON use.id = assessment.use_id
        WHERE review.encounter_id IN (SELECT id FROM chosen)
            AND use.status = '{UseStatus.SUBMITTED.value}' AND use.continued_use
            AND assessment.continued_use <> ''
        ORDER BY use_id, review.at DESC, review.id DESC
    ) AS last
    GROUP BY encounter_id
"""  # noqa: S608


def durations(
    team: Team,
    selection: Selection,
    *,
    now: datetime,
    review_within: timedelta,
    filing_ranks: Sequence[int],
    of_filings: int,
    review_ranks: Sequence[int],
    of_reviews: int,
) -> tuple[dict[int, float], dict[int, float]]:
    """Seconds to the filing and to the first review at these ranks, counted from 1.

    Of reviews, those due: one that has not come yet is longer than all that have, and infinite.
    """
    chosen, parameters = _chosen(team.path, selection)
    filings = [(rank - 0.5) / of_filings for rank in filing_ranks]
    reviews = [(rank - 0.5) / of_reviews for rank in review_ranks]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""{chosen}
            SELECT
                percentile_disc(%s::float8[]) WITHIN GROUP (
                    ORDER BY extract(epoch FROM submitted_at - occurred_at)::float8
                ),
                percentile_disc(%s::float8[]) WITHIN GROUP (
                    ORDER BY coalesce(extract(epoch FROM first_at - submitted_at)::float8,
                        'infinity')
                ) FILTER (WHERE submitted_at <= %s)
            FROM chosen LEFT JOIN decided ON decided.encounter_id = chosen.id""",  # noqa: S608
            (*parameters, filings, reviews, now - review_within),
        )
        filed, reviewed = cursor.fetchone()
    return (
        dict(zip(filing_ranks, filed or [inf] * len(filing_ranks), strict=True)),
        dict(zip(review_ranks, reviewed or [inf] * len(review_ranks), strict=True)),
    )


def return_reasons(team: Team, selection: Selection) -> dict[str, int]:
    """Returns by reason; one return may have several."""
    chosen, parameters = _chosen(team.path, selection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""{chosen}
            SELECT reason, count(*)
            FROM records_review CROSS JOIN LATERAL unnest(return_reasons) AS reason
            WHERE decision = {_RETURN} AND encounter_id IN (SELECT id FROM chosen)
            GROUP BY reason ORDER BY reason""",  # noqa: S608
            parameters,
        )
        return dict(cursor.fetchall())


def waiting(team: Team, *, now: datetime) -> Waiting:
    """What waits for review in the team and below it."""
    queue = Encounter.objects.waiting_for_review().filter(team__path__startswith=team.path)
    return Waiting(
        **queue.aggregate(waiting=Count("pk"), overdue=Count("pk", filter=Q(review_due_at__lt=now)))
    )
