"""How a team and those below it record and review; teams compared by a funnel, never ranked."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Team, TeamKind
from records import policy
from reporting.permissions import Access
from reporting.reports import case_mix, team_counts, team_expected
from reporting.reports.declaration import PERSON_ENCOUNTERS, Cell, Column, Report, Result
from reporting.reports.team_counts import TeamCounts, Waiting
from reporting.reports.team_expected import ExpectedComparison
from reporting.reports.team_filters import TeamFiguresForm, TeamSelection
from reporting.reports.team_measures import (
    BELOW,
    CHOSEN,
    MEASURES,
    Against,
    Figure,
    Maker,
    Measure,
)
from reporting.selection import Period
from reporting.statistics import (
    Funnel,
    FunnelUnit,
    State,
    median,
    median_ranks,
    proportion_funnel,
)

# Fewer points make no picture of what is usual among teams.
FEWEST_TEAMS = 3


@dataclass(frozen=True, kw_only=True)
class TeamShare:
    """One team below in a comparison; `place` is None where the team is too small to compare."""

    team: Team
    label: str
    figure: Figure


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The teams below by one measure, in the order of their names. No funnel: too few teams.

    `expected` is there for the measure that was asked for.
    """

    measure: Measure
    overall: Figure
    teams: tuple[TeamShare, ...]
    funnel: Funnel | None
    expected: ExpectedComparison | None = None

    @property
    def compared(self) -> tuple[TeamShare, ...]:
        return tuple(share for share in self.teams if share.figure.place)

    @property
    def too_small(self) -> tuple[TeamShare, ...]:
        return tuple(share for share in self.teams if not share.figure.place)


@dataclass(frozen=True, kw_only=True)
class TeamFigures(Result):
    """The figures of the chosen team with all below it, and the comparisons among those below."""

    selection: TeamSelection
    counts: TeamCounts
    waiting: Waiting
    volume: Figure
    time_to_file: Figure
    time_to_review: Figure
    shares: tuple[Figure, ...]
    reasons: tuple[Figure, ...]
    comparisons: tuple[Comparison, ...]
    record_within: timedelta
    review_within: timedelta

    @property
    def is_empty(self) -> bool:
        return self.counts.encounters == 0

    @property
    def comparison(self) -> Comparison | None:
        """The one that was asked for; None where no team lies below."""
        for comparison in self.comparisons:
            if comparison.measure.name == self.selection.measure and comparison.teams:
                return comparison
        return None


def compute(selection: TeamSelection, *, now: datetime) -> TeamFigures:
    """Count once, and make every figure of the page and the CSV of that. It has both months."""
    team = selection.team
    rules = policy.current()
    record_within, review_within = rules.record_within, rules.review_within
    counts = team_counts.by_team(team, selection, now=now, review_within=review_within)
    period = Period.of_months(
        selection.first_month, selection.last_month, today=timezone.localdate(now)
    )
    own = sum(counts.values(), TeamCounts())
    make = Maker(team=team.name, reference="", level=CHOSEN, counts=own)
    shares = tuple(make.share(measure) for measure in MEASURES)
    teams = _below(team, counts)
    comparisons = tuple(
        _compare(measure, overall, teams, counts, reference=team.name)
        for measure, overall in zip(MEASURES, shares, strict=True)
    )
    if teams:
        comparisons = tuple(
            _with_expected(comparison, selection, now=now, review_within=review_within)
            if comparison.measure.name == selection.measure
            else comparison
            for comparison in comparisons
        )
    waits = team_counts.waiting(team, now=now)
    to_file, to_review = _medians(make, selection, now=now, review_within=review_within)
    volume = make.volume(period)
    reasons = make.reasons(team_counts.return_reasons(team, selection))
    return TeamFigures(
        report=REPORT,
        computed_at=now,
        selection=selection,
        period=period,
        place=team.name,
        benchmark=None,
        rows=(
            volume,
            to_file,
            to_review,
            *shares,
            *make.queue(waits),
            *reasons,
            *(share.figure for comparison in comparisons for share in comparison.teams),
        ),
        counts=own,
        waiting=waits,
        volume=volume,
        time_to_file=to_file,
        time_to_review=to_review,
        shares=shares,
        reasons=reasons,
        comparisons=comparisons,
        record_within=record_within,
        review_within=review_within,
    )


def _below(team: Team, counts: dict[int, TeamCounts]) -> list[tuple[Team, str]]:
    """Every team under the chosen one, and others there with records of their own, by name.

    Where two have one name the team above is named as well.
    """
    below = [
        one
        for one in Team.objects.at_or_below(team).select_related("parent").order_by("pk")
        if one.pk != team.pk and (one.kind == TeamKind.TEAM or one.pk in counts)
    ]
    below.sort(key=lambda one: (one.name.casefold(), one.pk))  # the database sorts by code point
    names = [one.name for one in below]
    return [
        (one, one.name if names.count(one.name) == 1 else f"{one.name}, {one.parent.name}")
        for one in below
    ]


def _compare(
    measure: Measure,
    overall: Figure,
    teams: list[tuple[Team, str]],
    counts: dict[int, TeamCounts],
    *,
    reference: str,
) -> Comparison:
    figures = [
        Maker(
            team=label, reference=reference, level=BELOW, counts=counts.get(team.pk, TeamCounts())
        ).share(measure)
        for team, label in teams
    ]
    comparable = [figure for figure in figures if figure.estimate.shown]
    funnel = None
    places: dict[int, FunnelUnit] = {}
    if len(comparable) >= FEWEST_TEAMS and overall.total:
        funnel = proportion_funnel(
            target=overall.events / overall.total,
            units=[(figure.events, figure.total) for figure in comparable],
        )
        places = dict(zip(map(id, comparable), funnel.units, strict=True))
    return Comparison(
        measure=measure,
        overall=overall,
        funnel=funnel,
        teams=tuple(
            TeamShare(
                team=team,
                label=label,
                figure=replace(figure, place=places.get(id(figure))),
            )
            for (team, label), figure in zip(teams, figures, strict=True)
        ),
    )


def _with_expected(
    comparison: Comparison, selection: TeamSelection, *, now: datetime, review_within: timedelta
) -> Comparison:
    """The same against what is expected, which is what the whole force did, whoever asks."""
    cells = team_counts.by_cell(
        selection.team,
        selection,
        parts=comparison.measure.of_parts,
        now=now,
        review_within=review_within,
    )
    expected = team_expected.compare(
        comparison.measure,
        cells,
        teams={share.team.pk: share.figure.state for share in comparison.teams},
        fewest=FEWEST_TEAMS,
    )
    return replace(
        comparison,
        expected=expected,
        teams=tuple(
            replace(share, figure=replace(share.figure, against=expected.teams[share.team.pk]))
            for share in comparison.teams
        ),
    )


def _medians(
    make: Maker, selection: TeamSelection, *, now: datetime, review_within: timedelta
) -> tuple[Figure, Figure]:
    """Half the records were filed, and half of those due reviewed, within so many hours."""
    filed, due = make.counts.encounters, make.counts.review_due
    of_filings, of_reviews = median_ranks(total=filed), median_ranks(total=due)
    to_file, to_review = team_counts.durations(
        selection.team,
        selection,
        now=now,
        review_within=review_within,
        filing_ranks=of_filings.all if of_filings else [],
        of_filings=filed,
        review_ranks=of_reviews.all if of_reviews else [],
        of_reviews=due,
    )
    half_filed = median(total=filed, values=_hours(to_file))
    half_reviewed = median(total=due, values=_hours(to_review))
    return (
        make.time("time_to_file", "Time to file", half_filed, filed),
        make.time("time_to_review", "Time to first review", half_reviewed, due),
    )


def _hours(seconds: dict[int, float]) -> dict[int, float]:
    return {rank: value / 3600 for rank, value in seconds.items()}


def _limit(name: str, *, adjusted: bool) -> Callable[[TeamFigures, Figure], float | None]:
    """A limit of the funnel of shares, of a team that is compared."""

    def value(result: TeamFigures, row: Figure) -> float | None:
        limits = row.place and (row.place.adjusted if adjusted else row.place.plain)
        return getattr(limits, name, None)

    return value


def _of_ratio(name: str) -> Callable[[TeamFigures, Figure], float | None]:
    """A limit of the funnel of ratios: the ones that judge, plain with fewer than ten teams."""

    def value(result: TeamFigures, row: Figure) -> float | None:
        place = row.against and row.against.place
        return getattr(place and (place.adjusted or place.plain), name, None)

    return value


def _against(pick: Callable[[Against], Cell]) -> Callable[[TeamFigures, Figure], Cell]:
    """Something of a team's comparison with its expectation, unless the share is hidden."""

    def value(result: TeamFigures, row: Figure) -> Cell:
        if row.against is None or row.against.ratio.state is State.SUPPRESSED:
            return None
        return pick(row.against)

    return value


def _dispersion(name: str) -> Callable[[TeamFigures, Figure], float | None]:
    """phi or tau2 of the funnel of ratios that a row belongs to."""

    def value(result: TeamFigures, row: Figure) -> float | None:
        comparison = result.comparison
        if row.against is None or comparison is None or comparison.expected is None:
            return None
        return getattr(comparison.expected.funnel, name, None)

    return value


COLUMNS = (
    Column("level", lambda result, row: row.level, "chosen: the team with all below; or below"),
    Column("team", lambda result, row: row.team, "The team"),
    Column("measure", lambda result, row: row.measure, "Which figure"),
    Column("label", lambda result, row: row.label, "The same in words"),
    Column("events", lambda result, row: row.events, "How many"),
    Column("total", lambda result, row: row.total, "Of how many"),
    Column("value_in", lambda result, row: row.value_in, "What the value is counted in"),
    Column("value", lambda result, row: row.estimate.estimate, "The figure; of times the median"),
    Column("value_lo", lambda result, row: row.estimate.lower, "Lower 95% limit"),
    Column("value_hi", lambda result, row: row.estimate.upper, "Upper 95% limit"),
    Column(
        "share_l95",
        _limit("lower_95", adjusted=False),
        "Funnel of shares by chance alone: lower 95% limit",
    ),
    Column("share_u95", _limit("upper_95", adjusted=False), "Upper 95% limit"),
    Column("share_l998", _limit("lower_998", adjusted=False), "Lower 99.8% limit"),
    Column("share_u998", _limit("upper_998", adjusted=False), "Upper 99.8% limit"),
    Column("share_wide_l95", _limit("lower_95", adjusted=True), "Allowing for ordinary variation"),
    Column("share_wide_u95", _limit("upper_95", adjusted=True), "The same, upper 95% limit"),
    Column("share_wide_l998", _limit("lower_998", adjusted=True), "The same, lower 99.8% limit"),
    Column("share_wide_u998", _limit("upper_998", adjusted=True), "The same, upper 99.8% limit"),
    Column(
        "share_position",
        lambda result, row: row.place.position.value if row.place else "",
        "Where the share lies against the 99.8% limits that allow for ordinary variation",
    ),
    Column(
        "counted",
        _against(lambda one: one.label),
        "What is observed and expected, of the measure asked for: the events, or the others if "
        "they are the fewer",
    ),
    Column("observed", _against(lambda one: one.expectation.observed), "How many of these"),
    Column(
        "expected",
        _against(lambda one: one.expectation.expected),
        "How many there would be at the force’s shares in the same situations",
    ),
    Column(
        "left_out",
        _against(lambda one: one.expectation.left_out),
        "Records like none of another team, in neither number",
    ),
    Column("ratio", _against(lambda one: one.ratio.estimate), "Observed over expected"),
    Column("ratio_lo", _against(lambda one: one.ratio.lower), "Lower 95% limit"),
    Column("ratio_hi", _against(lambda one: one.ratio.upper), "Upper 95% limit"),
    Column("l95", _of_ratio("lower_95"), "Funnel of ratios: lower 95% limit"),
    Column("u95", _of_ratio("upper_95"), "Upper 95% limit"),
    Column("l998", _of_ratio("lower_998"), "Lower 99.8% limit"),
    Column("u998", _of_ratio("upper_998"), "Upper 99.8% limit"),
    Column("phi", _dispersion("phi"), "How much ratios vary: 1 if by chance alone"),
    Column("tau2", _dispersion("tau2"), "The variance between teams that the limits allow for"),
    Column(
        "q",
        _against(lambda one: one.q),
        "q-value over all teams compared (Benjamini and Hochberg), of an exact Poisson test",
    ),
    Column(
        "flag",
        _against(lambda one: one.flag.value),
        "above or below: outside the 99.8% limits and q at most 0.05",
    ),
)

REPORT = Report(
    id="R9",
    name="team_figures",
    address="team-figures",
    version=2,
    title="Team figures",
    question="How do my teams record and review, and which differ beyond ordinary variation?",
    unit=PERSON_ENCOUNTERS,
    ethnicity_field="",
    mapping_version=1,
    needs=(),
    caveats=(
        "Being outside the line is a reason to look, not a finding. Teams inside the line are not "
        "ranked.",
        "Teams meet different situations. Shares do not allow for that; what is expected allows "
        f"for {case_mix.in_words(case_mix.TEAM_MIX)}, and for nothing else. Teams are in the order "
        "of their names, and no figure is one of a single officer.",
    ),
    columns=COLUMNS,
    compute=compute,
    access=Access.SUPERVISORS,
    filters=TeamFiguresForm,
    template="reporting/team_figures.html",
)
