"""The teams below one, by one measure: their shares in a funnel, and against what is expected."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from accounts.models import Team
from reporting.reports import team_expected
from reporting.reports.team_expected import ExpectedComparison
from reporting.reports.team_measures import BELOW, Figure, Maker, Measure
from reporting.reports.team_run import TeamRun
from reporting.statistics import Funnel, proportion_funnel

# Fewer points make no picture of what is usual among teams.
FEWEST_TEAMS = 3


@dataclass(frozen=True, kw_only=True)
class TeamBelow:
    """A team below the chosen one, and what the run found of it."""

    team: Team
    label: str
    found: TeamRun


@dataclass(frozen=True, kw_only=True)
class TeamShare:
    """One team below in a comparison; the figure has no place if the team is too small."""

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


def compare(measure: Measure, overall: Figure, teams: Sequence[TeamBelow]) -> Comparison:
    """The share of every team, and its place among them."""
    figures = [
        Maker(
            team=below.label, reference=overall.team, level=BELOW, counts=below.found.counts
        ).share(measure)
        for below in teams
    ]
    comparable = [n for n, figure in enumerate(figures) if figure.estimate.shown]
    funnel = None
    if len(comparable) >= FEWEST_TEAMS and overall.total:
        funnel = proportion_funnel(
            target=overall.events / overall.total,
            units=[(figures[n].events, figures[n].total) for n in comparable],
        )
        for n, place in zip(comparable, funnel.units, strict=True):
            figures[n] = replace(figures[n], place=place)
    return Comparison(
        measure=measure,
        overall=overall,
        funnel=funnel,
        teams=tuple(
            TeamShare(team=below.team, label=below.label, figure=figure)
            for below, figure in zip(teams, figures, strict=True)
        ),
    )


def with_expected(comparison: Comparison, teams: Sequence[TeamBelow]) -> Comparison:
    """The same against what is expected, which is what the whole force did, whoever asks."""
    measure = comparison.measure
    expected = team_expected.compare(
        measure,
        {below.team.pk: below.found.expected for below in teams},
        states={share.team.pk: share.figure.state for share in comparison.teams},
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
