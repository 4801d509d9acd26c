"""R10 in words: one officer against similar encounters by colleagues, nobody else named."""

from accounts.presenters import day
from reporting import wording
from reporting.charts.forest import Row, forest
from reporting.presenters import basis
from reporting.presenters.page import Figure, Finding, Line, Method, Page, Step, Table
from reporting.presenters.runs import worked_out
from reporting.reports.case_mix import OFFICER_MIX, in_words
from reporting.reports.officer_figures import (
    FEWEST_COLLEAGUES,
    OfficerFigure,
    OfficerFigures,
)
from reporting.statistics.gates import FEWEST_ENCOUNTERS, FEWEST_PEERS

NOT_YET = "The figures of these months are not worked out yet."
NOTHING = "No encounter of this officer is recorded for this period."


def page(result: OfficerFigures) -> Page:
    """The parts of the page: every measure in words and in the table, one in the picture."""
    return Page(
        empty=_empty(result),
        finding=finding(result),
        notes=tuple(basis.about_the_period(result)),
        figures=() if result.is_empty else figures(result),
        tables=() if result.is_empty else (table(result),),
        worked_out=worked_out(result.standing),
        method=method(result),
        basis=tuple(figures_of(result)),
        caveats=caveats(result),
    )


def _empty(result: OfficerFigures) -> str:
    if result.standing is None:
        return NOT_YET
    return NOTHING if result.is_empty else ""


def finding(result: OfficerFigures) -> Finding:
    number = result.encounters
    return Finding(
        all=f"From {day(result.period.start)} to {day(result.period.end)} the officer handcuffed "
        f"people in {number:,} encounter{'' if number == 1 else 's'}. Against {_peers(result)} "
        "that were alike in place, time, reason, age and gender:",
        groups=tuple((one.measure.label, said(one)) for one in result.figures),
        more=(result.chosen.measure.not_said,),
        warning="" if any(one.ratio.shown for one in result.figures) else not_shown(result),
    )


def said(figure: OfficerFigure) -> str:
    """One measure in a sentence, or why there is none."""
    if not figure.ratio.shown:
        return f"not shown, because of {_why(figure)}"
    matched = figure.matched
    counts = f"{matched.observed:,} of {matched.number:,}, {matched.expected:,.1f} expected"
    if not figure.shrunken.shown:
        return f"{counts}; {figure.shrunken.note}, so nothing is said of one"
    words = wording.ratio(figure.shrunken, of="number expected")
    return f"{words}; {counts}; q {_q(figure)}"


def not_shown(result: OfficerFigures) -> str:
    return (
        f"Not shown, because a figure of one officer needs {FEWEST_ENCOUNTERS} encounters that can "
        f"be compared, and {FEWEST_PEERS} similar ones by colleagues to compare them with. Below "
        "that, chance would speak and not the officer."
    )


def figures(result: OfficerFigures) -> tuple[Figure, ...]:
    """The officer's own interval first, then the team's without names, in no telling order."""
    chosen = result.chosen
    if not chosen.shrunken.shown:
        return ()
    rows = [
        Row(
            label="This officer",
            estimate=chosen.shrunken,
            counts=f"{chosen.matched.observed:,} of {chosen.matched.number:,}",
        )
    ]
    rows += [Row(label="A colleague", estimate=one.shrunken) for one in result.beside]
    caption = (
        "Each line is one officer of the team; the order says nothing. At 1 there are as many as "
        "expected. Ratios of few encounters are drawn towards 1."
    )
    if not result.beside:
        caption += (
            f" Colleagues of the team are drawn only where {FEWEST_COLLEAGUES} or more can be "
            "compared."
        )
    return (
        Figure(
            chart=forest(
                ident="team",
                title=f"{chosen.measure.label}: times the number expected",
                rows=rows,
                reference="expected",
                of="number",
                description="The officer and colleagues of the same team, who are not named.",
            ),
            caption=caption,
        ),
    )


def table(result: OfficerFigures) -> Table:
    return Table(
        ident="figures",
        heading="Figures",
        caption="The officer’s encounters, and how many there would be at the shares of similar "
        "encounters by colleagues; in brackets 95% intervals",
        columns=(
            "Figure",
            "Observed",
            "Expected",
            "Ratio (95% interval)",
            "Similar encounters by colleagues",
            "q",
        ),
        rows=tuple(_row(one) for one in result.figures),
        numeric={1, 2, 4},
    )


def method(result: OfficerFigures) -> Method:
    chosen = result.chosen
    steps: tuple[Step, ...] = ()
    if chosen.ratio.shown:
        matched = chosen.matched
        prior = chosen.shrunken.inputs.get("prior")
        steps = (
            Step(
                name="Observed over expected",
                formula="observed ÷ expected",
                example=f"{matched.observed} ÷ {matched.expected!r} = {chosen.ratio.estimate!r}",
            ),
        )
        if chosen.shrunken.shown:
            steps += (
                Step(
                    name="Drawn towards 1",
                    formula="(observed + a) ÷ (expected + a)",
                    example=f"({matched.observed} + {prior!r}) ÷ ({matched.expected!r} + {prior!r})"
                    f" = {chosen.shrunken.estimate!r}",
                ),
            )
    return Method(
        steps=steps,
        remarks=(
            f"Encounters are compared with those of colleagues in the force alike in "
            f"{in_words(OFFICER_MIX)}; never by compliance, justification or outcome, which "
            "officers recorded themselves. What is expected is the colleagues’ share in each such "
            "cell, times the officer’s own number in it. An encounter like none of a colleague is "
            "left out. Where two officers give accounts of one encounter, each has it.",
            "Similar encounters: as many equally weighted ones as tell as much as the colleagues’ "
            "weighted ones (Kish). What the cells leave open is tested by the largest distance "
            "between the officer’s and the colleagues’ hours, ages and months (Kolmogorov and "
            "Smirnov).",
            "a is the strength by which ratios are drawn towards 1: by moments, from how much all "
            "officers of the force vary beyond chance (Marshall, Applied Statistics 40, 1991). "
            "q is over all officers who can be compared: an exact Poisson test, which is careful "
            "where something is common, adjusted for their number (Benjamini and Hochberg, 1995).",
        ),
    )


def figures_of(result: OfficerFigures) -> list[Line]:
    """What the figures are figures of."""
    chosen = result.chosen
    unlike = [
        f"{name} {value:.0%}" for name, value in result.imbalance.items() if value is not None
    ]
    lines = [
        basis.period(result),
        Line(
            key="Counted",
            value="Encounters in which the officer handcuffed somebody and gave an account, each "
            "once. Drafts, discarded and withdrawn records are not counted.",
        ),
    ]
    if result.standing is None:
        return lines
    lines += [
        Line(
            key="Could be compared",
            value=f"{chosen.matched.number:,}; {chosen.matched.left_out:,} are like none of a "
            "colleague",
        ),
        Line(
            key="Officers compared",
            value=f"{result.officers_judged:,} of the force, each with {FEWEST_ENCOUNTERS} "
            "encounters or more",
        ),
    ]
    if unlike:
        lines.append(
            Line(
                key="Still unlike",
                value="Largest distance from the colleagues’ encounters that they are compared "
                f"with: {', '.join(unlike)}",
            )
        )
    return [*lines, basis.AS_PERCEIVED, basis.data_as_at(result)]


def caveats(result: OfficerFigures) -> tuple[str, ...]:
    said = result.report.caveats_of(result)
    if result.chosen.ratio.shown:
        said.insert(1, f"Compared with {_peers(result)}.")
    return tuple(said)


def _peers(result: OfficerFigures) -> str:
    if not result.chosen.ratio.shown:
        return "encounters by colleagues"
    return f"{result.chosen.matched.similar:,.0f} similar encounters by colleagues"


def _row(figure: OfficerFigure) -> tuple[str, ...]:
    matched = figure.matched
    if not figure.ratio.shown:
        why = f"not shown, because of {_why(figure)}"
        return (figure.measure.label, "–", "–", why, f"{matched.similar:,.0f}", "–")
    return (
        figure.measure.label,
        f"{matched.observed:,} of {matched.number:,}",
        f"{matched.expected:,.1f}",
        wording.cell(figure.shrunken, wording.ratio_figures)
        if figure.shrunken.shown
        else figure.shrunken.note,
        f"{matched.similar:,.0f}",
        _q(figure),
    )


def _why(figure: OfficerFigure) -> str:
    return figure.ratio.note or "too little to compare"


def _q(figure: OfficerFigure) -> str:
    if figure.q is None:
        return "–"
    return "below 0.001" if figure.q < 0.001 else f"{figure.q:.3f}"
