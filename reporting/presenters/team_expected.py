"""Teams against what is expected of them, in words: the second comparison of the team figures."""

from reporting import wording
from reporting.charts.funnel import Unit, funnel_plot
from reporting.presenters.page import Figure, Step, Table
from reporting.reports.case_mix import TEAM_MIX, in_words
from reporting.reports.team_comparison import Comparison, TeamShare
from reporting.reports.team_expected import ExpectedComparison
from reporting.reports.team_figures import TeamFigures
from reporting.reports.team_measures import FALSE_DISCOVERIES, Against, Flag
from reporting.statistics import State
from reporting.statistics.dispersion import FEWEST_UNITS

FLAGS = {
    Flag.NONE: "no reason to look",
    Flag.ABOVE: "above: a reason to look",
    Flag.BELOW: "below: a reason to look",
    Flag.NOT_SAID: "not said",
}
METHOD = (
    f"The share of the whole force among encounters alike in {in_words(TEAM_MIX)}, times the "
    "team’s own number of them, added up (indirect standardisation). Never by compliance, "
    "justification or outcome, which those compared recorded themselves. Limits: exact Poisson; "
    f"with {FEWEST_UNITS} teams or more widened by the variation between teams. q: exact central "
    "Poisson test, adjusted for the number of teams (Benjamini and Hochberg, Journal of the Royal "
    "Statistical Society B 57, 1995)."
)


def table(comparison: Comparison, expected: ExpectedComparison) -> Table:
    """Every team below by the chosen measure, as many as it has and as many as expected."""
    label = comparison.measure.against
    return Table(
        ident="against-expected",
        heading=f"{label}: against what is expected",
        text=_sentence(comparison, expected),
        caption=f"{label}: how many, and how many there would be at the force’s shares in the same "
        "situations; in brackets 95% intervals; teams in the order of their names",
        columns=(
            "Team",
            "Observed",
            "Expected",
            "Ratio (95% interval)",
            "99.8% limits",
            "q",
            "Reason to look",
        ),
        rows=tuple(_row(share) for share in comparison.teams),
        numeric={1, 2},
    )


def picture(
    result: TeamFigures, comparison: Comparison, expected: ExpectedComparison
) -> Figure | None:
    """The funnel of ratios, and how to read it; None where there are too few teams."""
    if expected.funnel is None:
        return None
    label = comparison.measure.against
    return Figure(
        chart=funnel_plot(
            ident="expected",
            title=f"{label}, observed over expected, teams below {result.place}",
            description="Each point is a team: how many over how many were expected, against the "
            "number expected, between the limits for that number.",
            size_title="Number expected",
            share_title=f"{label}, observed over expected",
            units=[
                Unit(label=share.label, unit=against.place)
                for share, against in _pairs(comparison)
                if against.place
            ],
            funnel=expected.funnel,
        ),
        caption=_reading(expected),
    )


def step(comparison: Comparison) -> Step | None:
    """The worked example: the first team that has a ratio."""
    for share, against in _pairs(comparison):
        if against.ratio.shown:
            found = against.expectation
            return Step(
                name=f"Observed over expected, {share.label}",
                formula="observed ÷ expected",
                example=f"{found.observed} ÷ {found.expected!r} = {against.ratio.estimate!r}",
            )
    return None


def _sentence(comparison: Comparison, expected: ExpectedComparison) -> str:
    funnel = expected.funnel
    said = (
        f"Counted: {_lowered(comparison.measure.against)}. Expected is what the whole force "
        "recorded where the situation was alike."
    )
    if funnel is None:
        said += " Too few teams have enough records to compare them."
    elif not funnel.judges:
        said += (
            f" Fewer than {FEWEST_UNITS} teams can be compared, too few to say what is ordinary "
            "among teams, so none is marked."
        )
    else:
        flagged = [
            f"{share.label} ({against.flag})"
            for share, against in _pairs(comparison)
            if against.flag in (Flag.ABOVE, Flag.BELOW)
        ]
        said += (
            " Outside the 99.8% limits, after allowing for ordinary variation between teams, and "
            f"standing out among so many: {', '.join(flagged)}."
            if flagged
            else " None stands out, after allowing for ordinary variation between teams."
        )
    if expected.left_out:
        said += (
            f" Of {expected.left_out + expected.compared:,} records {expected.left_out:,} are like "
            "none of another team, and are left out on both sides."
        )
    return said


def _reading(expected: ExpectedComparison) -> str:
    funnel = expected.funnel
    if funnel is None or funnel.phi is None or funnel.tau2 is None:
        return "These limits allow for chance alone, so no team is marked by them."
    return (
        "1 is as many as expected. "
        f"The ratios vary {wording.ratio_number(funnel.phi)} times as much as chance alone would "
        "make them (phi); the limits allow for a variance between teams of "
        f"{funnel.tau2:.3g} (tau²). A team is marked if it lies outside the 99.8% limits and its q "
        f"is at most {FALSE_DISCOVERIES}. Being outside the line is a reason to look, not a "
        "finding. Teams inside the line are not ranked."
    )


def _row(share: TeamShare) -> tuple[str, ...]:
    against = share.figure.against
    if against is None or against.ratio.state is State.SUPPRESSED:
        hidden = wording.NOT_SHOWN[State.SUPPRESSED]
        return (share.label, "–", "–", hidden, "–", "–", FLAGS[Flag.NOT_SAID])
    place, expected = against.place, against.expectation.expected
    limits = place and (place.adjusted or place.plain)
    return (
        share.label,
        f"{against.expectation.observed:,}",
        "–" if expected is None else f"{expected:,.1f}",
        _ratio(against),
        f"{limits.lower_998:.2f} to {limits.upper_998:.2f}" if limits else "–",
        "–" if against.q is None else _q(against.q),
        FLAGS[against.flag],
    )


def _ratio(against: Against) -> str:
    if not against.ratio.shown:
        return f"{against.ratio.note}, not shown"
    return wording.cell(against.ratio, wording.ratio_figures)


def _q(q: float) -> str:
    return "below 0.001" if q < 0.001 else f"{q:.3f}"


def _pairs(comparison: Comparison) -> list[tuple[TeamShare, Against]]:
    return [(share, share.figure.against) for share in comparison.teams if share.figure.against]


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]
