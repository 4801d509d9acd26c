"""What the register says of the teams of a force: the counts behind the team figures.

It reads the whole force in a fixed number of statements: for a run, and nothing for a page. The
encounters are those that every report counts for the same months, so that totals agree.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import Team
from records.models import Encounter
from records.vocabulary import (
    Assessment,
    Compliance,
    Decision,
    DeEscalation,
    Ethnicity,
    UseStatus,
    YesNo,
)
from reporting.exports.row_file import encounters
from reporting.reports import case_mix
from reporting.reports.case_mix import Cell, roomy_cursor
from reporting.reports.standing import ForceScope

_RETURN = f"'{Decision.RETURN.value}'"
_MET = f"'{Assessment.MET.value}'"
_NONE = f"ARRAY['{DeEscalation.NONE.value}']::varchar[]"


# Of an encounter: whose it is, how it went, and what it was like.
_NEEDED = (
    *("id", "team_id", "reporting_officer_id", "is_late", "occurred_at", "submitted_at"),
    *("before_arrest", "compliance", "ethnicity_perceived"),
    *("location_type", "reason", "age_years", "gender"),
)


@dataclass(frozen=True, kw_only=True)
class TeamCounts:
    """One team's own records in the period; a part of the tree is the sum of its teams.

    `review_due` are encounters whose time for a review has run out or would have: the younger
    ones are left out of what is said of reviews, or those reviewed at once would count double.
    `none_tried` and `unjustified` are the encounters of the accounts that say so.
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
    none_tried: int = 0
    continued: int = 0
    continued_judged: int = 0
    continued_justified: int = 0
    unjustified: int = 0
    before_arrest_answered: int = 0
    before_arrest: int = 0
    compliance_answered: int = 0
    non_compliant: int = 0
    ethnicity_unknown: int = 0

    @classmethod
    def together(cls, parts: Iterable["TeamCounts"]) -> "TeamCounts":
        """Added up."""
        columns = zip(*(vars(part).values() for part in parts), strict=True)
        return cls(**dict(zip(_NAMES, map(sum, columns), strict=False)))


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What waits for review at this moment, whenever it happened."""

    waiting: int
    overdue: int


def by_cell(
    scope: ForceScope, *, now: datetime, review_within: timedelta
) -> list[tuple[int, Cell, TeamCounts]]:
    """The counts, without the officers, of every team of a force and cell of the mix.

    An account belongs to the team of its encounter, also that of a colleague from elsewhere.
    """
    names = case_mix.names(case_mix.TEAM_MIX)
    counts, parameters = _counts(scope, names, now=now, review_within=review_within)
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


def officers(scope: ForceScope) -> dict[int, int]:
    """How many officers recorded in each team."""
    those = Count("reporting_officer", distinct=True)
    teams = _encounters(scope).values("team").annotate(those=those).order_by("team")
    return dict(teams.values_list("team", "those"))


def return_reasons(scope: ForceScope) -> dict[int, dict[str, int]]:
    """Returns of each team by reason; one return may have several."""
    chosen, parameters = _chosen(scope)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    with roomy_cursor() as cursor:
        cursor.execute(
            f"""{chosen}
            SELECT team_id, returned_for, count(*)
            FROM records_review JOIN chosen ON chosen.id = encounter_id
                CROSS JOIN LATERAL unnest(return_reasons) AS returned_for
            WHERE decision = {_RETURN}
            GROUP BY team_id, returned_for ORDER BY team_id, returned_for""",  # noqa: S608
            parameters,
        )
        for team, reason, number in cursor.fetchall():
            found[team][reason] = number
    return found


Ranks = Mapping[int, Sequence[int]]
Durations = dict[int, dict[int, float]]


def durations(
    scope: ForceScope, *, due_before: datetime, filed: Ranks, reviewed: Ranks
) -> tuple[Durations, Durations]:
    """Hours to the filing and to the first review, of each team with all below it.

    Those at these ranks, counted from 1. Of reviews, those due: one that has not come yet is longer
    than all that have, and infinite.
    """
    chosen, parameters = _chosen(scope)
    head = f"""{chosen},
    timed AS (
        SELECT team_id, extract(epoch FROM submitted_at - occurred_at)::float8 / 3600 AS filed,
            CASE WHEN submitted_at <= %s THEN
                coalesce(extract(epoch FROM first_at - submitted_at)::float8 / 3600, 'infinity')
            END AS reviewed
        FROM chosen LEFT JOIN decided ON decided.encounter_id = chosen.id
    ),
    below AS (
        SELECT above.id AS team_id, own.id AS below_id
        FROM accounts_team AS above JOIN accounts_team AS own ON starts_with(own.path, above.path)
        WHERE starts_with(above.path, %s)
    )"""  # noqa: S608
    found: list[Durations] = []
    with roomy_cursor() as cursor:
        for what, ranks in (("filed", filed), ("reviewed", reviewed)):
            wanted = [(team, rank) for team, some in ranks.items() for rank in some]
            cursor.execute(
                f"""{head},
                ranked AS (
                    SELECT below.team_id, {what} AS hours,
                        row_number() OVER (PARTITION BY below.team_id ORDER BY {what}) AS rank
                    FROM timed JOIN below ON below.below_id = timed.team_id
                    WHERE {what} IS NOT NULL
                )
                SELECT team_id, rank, hours
                FROM ranked JOIN unnest(%s::bigint[], %s::bigint[]) AS wanted (team_id, rank)
                    USING (team_id, rank)""",  # noqa: S608
                (
                    *(*parameters, due_before, scope.force),
                    [team for team, _ in wanted],
                    [rank for _, rank in wanted],
                ),
            )
            of_teams: Durations = defaultdict(dict)
            for team, rank, hours in cursor.fetchall():
                of_teams[team][rank] = hours
            found.append(of_teams)
    return found[0], found[1]


def waiting(team: Team, *, now: datetime) -> Waiting:
    """What waits for review in the team and below it; this is for a page."""
    queue = Encounter.objects.waiting_for_review().filter(team__path__startswith=team.path)
    return Waiting(
        **queue.aggregate(waiting=Count("pk"), overdue=Count("pk", filter=Q(review_due_at__lt=now)))
    )


_NAMES = tuple(field.name for field in fields(TeamCounts))
_SUMS = tuple(name for name in _NAMES if name != "officers")


def _encounters(scope: ForceScope) -> QuerySet[Encounter]:
    return encounters(scope).filter(team__path__startswith=scope.force)


def _chosen(scope: ForceScope) -> tuple[str, tuple[Any, ...]]:
    """The encounters of a force and what was decided of them, as the head of a statement."""
    sql, parameters = _encounters(scope).values(*_NEEDED).query.sql_with_params()
    head = f"""
    WITH chosen AS MATERIALIZED ({sql}),
    decided AS (
        SELECT encounter_id, min(at) AS first_at,
            count(*) FILTER (WHERE decision = {_RETURN}) AS returns
        FROM records_review
        WHERE encounter_id IN (SELECT id FROM chosen)
        GROUP BY encounter_id
    )"""  # noqa: S608 - made of our own vocabulary
    return head, parameters


def _counts(
    scope: ForceScope, cell: str, *, now: datetime, review_within: timedelta
) -> tuple[str, tuple[Any, ...]]:
    """All counts but that of officers, by team and these columns, as the head of a statement."""
    chosen, parameters = _chosen(scope)
    head = f"""{chosen},
    accounts AS (
        SELECT encounter_id, count(*) AS accounts,
            count(*) FILTER (WHERE de_escalation <> '{{}}') AS answered,
            count(*) FILTER (WHERE de_escalation NOT IN ('{{}}', {_NONE})) AS tried,
            count(*) FILTER (WHERE de_escalation = {_NONE}) AS not_tried,
            count(*) FILTER (WHERE continued_use) AS continued
        FROM records_handcuffuse
        WHERE status = '{UseStatus.SUBMITTED.value}'
            AND encounter_id IN (SELECT id FROM chosen)
        GROUP BY encounter_id
    ),
    judged AS ({_JUDGED}),
    counts AS (
        SELECT team_id, {cell},
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
            count(*) FILTER (WHERE not_tried > 0) AS none_tried,
            sum(coalesce(continued, 0)) AS continued,
            sum(coalesce(judged.judged, 0)) AS continued_judged,
            sum(coalesce(judged.justified, 0)) AS continued_justified,
            count(*) FILTER (WHERE judged.judged > judged.justified) AS unjustified,
            count(*) FILTER (WHERE before_arrest <> '') AS before_arrest_answered,
            count(*) FILTER (WHERE before_arrest = '{YesNo.YES.value}') AS before_arrest,
            count(*) FILTER (WHERE compliance <> '') AS compliance_answered,
            count(*) FILTER (WHERE compliance = '{Compliance.NON_COMPLIANT.value}')
                AS non_compliant,
            count(*) FILTER (WHERE ethnicity_perceived = '{Ethnicity.NOT_REPORTED.value}')
                AS ethnicity_unknown
        FROM (
            SELECT *, {case_mix.columns(case_mix.TEAM_MIX)} FROM chosen AS encounter
        ) AS encounter
        LEFT JOIN decided ON decided.encounter_id = encounter.id
        LEFT JOIN accounts ON accounts.encounter_id = encounter.id
        LEFT JOIN judged ON judged.encounter_id = encounter.id
        GROUP BY team_id, {cell}
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
