"""R8 in words: every sentence, chart and cell of its page, from one result."""

from accounts.presenters import day
from reporting import wording
from reporting.charts.scatter import Place, scatter
from reporting.presenters import basis, counterparts, shares, strata
from reporting.presenters.page import (
    Figure,
    Finding,
    Line,
    Method,
    Page,
    Sentence,
    Step,
    Table,
    locked_page,
)
from reporting.reports.declaration import REFERENCE
from reporting.reports.outcome_test import HitRow, OutcomeTest
from reporting.statistics import Estimate, Together, both_tests

BADGES = {
    Together.AGREE: "The tests agree",
    Together.DISAGREE: "The tests disagree",
    Together.CANNOT_SAY: "Cannot say",
}
REMARKS = (
    "Both tests together have three states. They agree if one whole interval lies above 1 and the "
    "other below it; they disagree if both lie on the same side of 1; if either includes 1, or is "
    "not shown, nothing can be said. Where there is more than one area, both are the ratios within "
    "areas.",
    "Read: Becker, The Economics of Discrimination (1957), for the outcome test; Ayres, Justice "
    "Research and Policy 4 (2002), for its limits; Gaebler and Goel (2025), for both together.",
)


def page(result: OutcomeTest) -> Page:
    if result.found.lock:
        return locked_page(counterparts.locked(result.found, result.selection))
    return Page(
        empty=basis.NOTHING if result.is_empty else "",
        finding=finding(result),
        notes=tuple(notes(result)),
        figures=figures(result),
        tables=(
            together_table(result),
            hits_table(result),
            *bounds(result),
        ),
        method=Method(
            steps=(*shares.method(result.compared), *_rule(result)),
            remarks=(*shares.REMARKS, *REMARKS),
        ),
        basis=tuple(figures_of(result)),
        caveats=tuple(result.report.caveats_of(result)),
    )


def finding(result: OutcomeTest) -> Finding:
    """Both tests together for the chosen group, then the hit rate of every group."""
    total, chosen = result.total, result.of(result.selection.group)
    said = (
        f"From {day(result.period.start)} to {day(result.period.end)} in {result.place}, "
        f"{total.events:,} of {total.total:,} people handcuffed before any arrest were arrested"
    )
    if total.share.shown:
        said += f": {wording.share_figures(total.share)}"
    if result.selection.accepted_only:
        said += " (accepted records only)"
    return Finding(
        all=f"{said}.",
        groups=(
            (f"{BADGES[chosen.together]}, {chosen.label}", _together(chosen)),
            *(_sentence(result, row) for row in result.compared),
        ),
        more=_unknown(result),
        warning="Ethnicity is unknown for more than one in five: these hit rates may be those of "
        "quite different groups."
        if result.is_greyed
        else "",
    )


def _together(row: HitRow) -> str:
    """What the rule says of one group; a cause nowhere."""
    both = (
        f"times the {REFERENCE.label} share of the stopped are handcuffed before any arrest: "
        f"{_figures(row.handcuffed)}; times the {REFERENCE.label} hit rate: "
        f"{_figures(row.headline)}"
    )
    if row.together is Together.CANNOT_SAY:
        return f"one of the two includes 1 or is not shown, so nothing is said. {_capital(both)}."
    if row.together is Together.DISAGREE:
        return (
            "both lie on the same side of 1, so one test is against the other and neither is "
            f"treated as evidence. {_capital(both)}."
        )
    if row.headline.upper < 1:
        said = "handcuffed more often once stopped, and less often arrested then"
        bar = "lower"
    else:
        said = "handcuffed less often once stopped, and more often arrested then"
        bar = "higher"
    return f"{said}. Together that is evidence of a {bar} bar, and not of why. {_capital(both)}."


def _sentence(result: OutcomeTest, row: HitRow) -> Sentence:
    said = shares.compared(row, result.reference)
    if row.pooled is not None:
        said += f" Like with like, {strata.within(row.pooled, of='share')}"
    return f"Hit rate, {row.label} against {result.reference.label}", said


def _unknown(result: OutcomeTest) -> tuple[str, ...]:
    number, of = result.unknown.total, result.total.total
    if not of:
        return ()
    return (
        f"Ethnicity was not reported for {number:,} of {of:,} ({number / of:.1%}). They have a row "
        "of their own and are compared with nobody.",
    )


def bounds(result: OutcomeTest) -> tuple[Table, ...]:
    """What the unknown could change of the hit rates."""
    if not result.shows_bounds:
        return ()
    rows = ((row.label, row) for row in result.compared)
    return (shares.bounds(rows, reference=REFERENCE.label),)


def notes(result: OutcomeTest) -> list[str]:
    """What a reader must know of this very selection."""
    said = [
        *basis.about_the_period(result),
        *counterparts.notes(result.found, result.selection),
    ]
    if result.elsewhere:
        said.append(
            "In no hit rate, because the tables of stops do not have the place: "
            f"{wording.handcuffings(result.elsewhere)} before any arrest."
        )
    return said


def figures(result: OutcomeTest) -> tuple[Figure, ...]:
    if not result.areas:
        return ()
    group = result.selection.group
    chart = scatter(
        ident="hits",
        title=f"{group.label} against {REFERENCE.label}: share arrested after being handcuffed",
        description="Each point is an area.",
        group=group.label,
        reference=REFERENCE.label,
        unit="share arrested of those handcuffed before",
        of="shares",
        places=[
            Place(
                label=one.own.area,
                rate=one.own.share,
                reference_rate=one.reference.share,
                ratio=one.own.ratio,
            )
            for one in result.areas
        ],
    )
    left = len(result.found.areas) - len(result.areas)
    few = f" {left:,} with fewer than 10 people of one group are not drawn." if left else ""
    return (
        Figure(
            chart=chart,
            caption="Each point is an area. On the line the same share of both groups was "
            "arrested; below it, a smaller share of the group on the upright axis. A point is "
            "filled where the interval of the ratio leaves out 1. Names stand where there is room."
            f"{few}",
        ),
    )


def together_table(result: OutcomeTest) -> Table:
    """Both tests side by side."""
    within = " within areas" if len(result.found.areas) > 1 else ""
    return Table(
        ident="together",
        heading="Both tests together",
        caption=f"Ratios to {REFERENCE.label}{within}; in brackets 95% intervals",
        columns=(
            "Group",
            "Handcuffed before any arrest, given a stop",
            "Arrested, given that",
            "Together",
        ),
        numeric=(1, 2),
        rows=tuple(
            (
                row.label,
                wording.cell(row.handcuffed, _figures),
                wording.cell(row.headline, wording.ratio_figures),
                BADGES[row.together],
            )
            for row in result.compared
        ),
    )


def hits_table(result: OutcomeTest) -> Table:
    """Every row of the result; where there is no figure it says why."""
    return Table(
        ident="table",
        heading="Hit rates",
        text=shares.within_areas(result.of(result.selection.group)),
        caption=f"People handcuffed before any arrest in {result.place}, by ethnicity as "
        "perceived; in brackets 95% intervals",
        columns=(
            "Group",
            "Handcuffed before any arrest",
            "Arrested",
            "No further action",
            "Hit rate",
            f"Points more than {REFERENCE.label}",
            f"Times the hit rate of {REFERENCE.label}",
            "The same within areas",
        ),
        numeric=range(1, 8),
        rows=tuple(
            (
                row.label,
                f"{row.total:,}",
                f"{row.events:,}",
                f"{row.no_further_action:,}",
                wording.cell(row.share, wording.share_figures),
                wording.cell(row.difference, wording.points_figures),
                wording.cell(row.ratio, wording.ratio_figures),
                wording.cell(row.pooled, wording.ratio_figures),
            )
            for row in (*result.groups, result.unknown, result.total)
        ),
    )


def _rule(result: OutcomeTest) -> tuple[Step, ...]:
    """The rule with the numbers of the chosen group."""
    row = result.of(result.selection.group)
    said = both_tests(handcuffed=row.handcuffed, hits=row.headline)
    return (
        Step(
            name="Both together",
            formula="on which side of 1 each whole interval lies",
            example=f"{row.label}: handcuffed {_figures(row.handcuffed)}, hit rate "
            f"{_figures(row.headline)}: {BADGES[said].lower()}",
        ),
    )


def _figures(ratio: Estimate) -> str:
    """A ratio for a sentence or a table; what a table of stops lacks has its own reason."""
    if ratio.shown or not ratio.note:
        return wording.ratio_figures(ratio)
    return ratio.note


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def figures_of(result: OutcomeTest) -> list[Line]:
    """What the figures are figures of."""
    return [
        basis.period(result),
        basis.place(result, areas=len(result.found.areas)),
        *basis.counted(result),
        basis.AS_PERCEIVED,
        Line(
            key="Before any arrest",
            value="As any officer’s account says. Arrested: as the record of the outcome says.",
        ),
        counterparts.tables_line(result.found),
        counterparts.matched_line(result.found, result.selection),
        basis.data_as_at(result),
    ]
