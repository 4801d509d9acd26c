"""Teams against what is expected of them, in words: the second comparison of the team figures."""

from dataclasses import dataclass

from reporting import wording
from reporting.charts.funnel import Chart, Unit, funnel_plot
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


@dataclass(frozen=True, kw_only=True)
class ExpectedRow:
    label: str
    observed: str
    expected: str
    ratio: str
    limits: str
    q: str
    flag: str


@dataclass(frozen=True, kw_only=True)
class ExpectedPart:
    """The comparison with what is expected; without a chart where there are too few teams."""

    heading: str
    sentence: str
    chart: Chart | None
    reading: str
    caption: str
    rows: list[ExpectedRow]


def part(result: TeamFigures, comparison: Comparison) -> ExpectedPart:
    """Sentence, picture and table of the chosen measure."""
    expected = comparison.expected
    label = comparison.measure.against
    return ExpectedPart(
        heading=f"{label}: against what is expected",
        sentence=_sentence(comparison, expected),
        chart=_chart(result, comparison, expected),
        reading=_reading(expected),
        caption=f"{label}: how many, and how many there would be at the force’s shares in the same "
        "situations; in brackets 95% intervals; teams in the order of their names",
        rows=[_row(share) for share in comparison.teams],
    )


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


def _chart(
    result: TeamFigures, comparison: Comparison, expected: ExpectedComparison
) -> Chart | None:
    if expected.funnel is None:
        return None
    label = comparison.measure.against
    return funnel_plot(
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
    )


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


def _row(share: TeamShare) -> ExpectedRow:
    against = share.figure.against
    if against is None or against.ratio.state is State.SUPPRESSED:
        return ExpectedRow(
            label=share.label,
            observed="–",
            expected="–",
            ratio=wording.NOT_SHOWN[State.SUPPRESSED],
            limits="–",
            q="–",
            flag=FLAGS[Flag.NOT_SAID],
        )
    place, expected = against.place, against.expectation.expected
    limits = place and (place.adjusted or place.plain)
    return ExpectedRow(
        label=share.label,
        observed=f"{against.expectation.observed:,}",
        expected="–" if expected is None else f"{expected:,.1f}",
        ratio=_ratio(against),
        limits=f"{limits.lower_998:.2f} to {limits.upper_998:.2f}" if limits else "–",
        q="–" if against.q is None else _q(against.q),
        flag=FLAGS[against.flag],
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
