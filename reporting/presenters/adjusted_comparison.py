"""R6 in words: every sentence, chart and cell of its page, from one result."""

from accounts.presenters import day
from reporting import wording
from reporting.charts.forest import Row as ForestRow
from reporting.charts.forest import forest
from reporting.presenters import basis, counterparts, shares
from reporting.presenters.page import (
    Figure,
    Finding,
    Line,
    Method,
    Page,
    Step,
    Table,
    locked_page,
)
from reporting.presenters.runs import worked_out
from reporting.reports.adjusted_comparison import Adjusted
from reporting.reports.adjusted_models import (
    AGE,
    PERIOD,
    PLACE,
    RESAMPLES,
    SEX,
    ModelRow,
    SecondRow,
)
from reporting.reports.declaration import REFERENCE
from reporting.statistics import Estimate, State

COVARIATES = {PERIOD: "period", PLACE: "place", AGE: "age", SEX: "sex"}
REMARKS = (
    "Intervals are 95% intervals. The models are Poisson regressions with a logarithmic link and a "
    "robust variance, so that the coefficient is a ratio of shares, not of odds. All of them are "
    "of the same people, counted in groups that are alike in everything adjusted for. People of "
    "one incident are counted as if they had been stopped independently: the tables do not say who "
    "was stopped together, so that a variance by incident cannot be worked out. How much wider "
    "intervals might be is worked out of those handcuffed together (the root of Kish’s design "
    "effect, as if one decision had been taken for all of them).",
    "A ratio is shown if both groups have at least 10 handcuffed and there are at least 10 for "
    "each parameter of the model. Places with fewer than 10 are put together, and a band of ages "
    "with its neighbour; nothing is fitted where a level has nobody handcuffed, where the groups "
    "are told apart by what is adjusted for, or where more than 5% of the handcuffed are in cells "
    "with more handcuffed than stopped.",
    "The second model is a logistic regression with the same terms. It gives every person stopped "
    "a chance of handcuffs as if of the group, and as if of the reference, with everything else "
    "left as it is, and compares the two averages. Its limits are percentiles of "
    f"{RESAMPLES} draws of as many people, with replacement, each with a model of its own (the "
    "bootstrap); the draws are the same each time. The first supposes that the ratio is the same "
    "for everybody alike, the second that the odds ratio is. It also needs 10 people not "
    "handcuffed for each parameter.",
    "Overlap is the share of the group’s people who have somebody of the reference exactly like "
    "them; where it is small the model compares people with nobody like them. The E-value is how "
    "many times something not adjusted for would have to multiply both the chance of handcuffs and "
    "that of being in the group, to leave no ratio.",
    "Read: Zou, American Journal of Epidemiology 159 (2004), for the model; Muller and MacLehose, "
    "International Journal of Epidemiology 43 (2014), for the second; VanderWeele and Ding, "
    "Annals of Internal Medicine 167 (2017), for the E-value; Efron, Annals of Statistics 7 "
    "(1979), for the bootstrap.",
)


def page(result: Adjusted) -> Page:
    if result.found.lock:
        return locked_page(counterparts.locked(result.found, result.selection))
    return Page(
        empty=empty(result),
        finding=Finding(all="") if result.is_empty else finding(result),
        notes=tuple(notes(result)),
        figures=() if result.is_empty else (figure(result),),
        tables=() if result.is_empty else tuple(tables(result)),
        worked_out=worked_out(result.standing),
        method=Method(steps=tuple(method(result)), remarks=REMARKS),
        basis=tuple(figures_of(result)),
        caveats=tuple(result.report.caveats_of(result)),
    )


def empty(result: Adjusted) -> str:
    """Why there is nothing to show, if there is not."""
    if not result.is_worked_out:
        return "There are no figures for this choice yet: have them worked out."
    return counterparts.EMPTY if result.is_empty else ""


def finding(result: Adjusted) -> Finding:
    """Crude, then adjusted, then how sure the second is of being like with like."""
    group, kind = result.selection.group.label, result.selection.kind
    unit = counterparts.UNITS[kind]
    said = (
        f"From {day(result.period.start)} to {day(result.period.end)} in {result.place}, of "
        f"{unit.counted(result.crude.people)} of people seen as {group} or as {REFERENCE.label}, "
        f"{result.crude.events:,} led to handcuffs"
    )
    if words := result.selection.in_words():
        said += f" ({'; '.join(words).lower()})"
    groups = [("Crude", _sentence(result.crude))]
    if result.covariates:
        groups.append((f"Adjusted for {_listed(result.covariates)}", _sentence(result.adjusted)))
    return Finding(
        all=f"{said}. Times the {REFERENCE.label} share handcuffed:",
        groups=tuple(groups),
        more=tuple(_how_sure(result)),
        warning="Ethnicity is unknown for more than one in five on one of the two sides, so the "
        "chart is drawn in grey: these ratios may be those of quite different groups."
        if result.is_greyed
        else "",
    )


def _sentence(row: ModelRow) -> str:
    said = _words(row.ratio)
    if row.ratio.shown and not row.ratio.lower <= 1 <= row.ratio.upper:
        said += f", {wording.ratio_limits(row.ratio)}"
    return f"{said}."


def _words(ratio: Estimate) -> str:
    """A ratio in words; where nothing is fitted, the reason."""
    if ratio.shown:
        return wording.ratio(ratio, of="share")
    return f"not shown: {ratio.note}"


def _how_sure(result: Adjusted) -> list[str]:
    row, said = result.adjusted, []
    if result.second:
        said.append(_second_model(result, result.second))
    if row.overlap is not None and result.covariates:
        said.append(
            f"{row.overlap:.0%} of the {result.selection.group.label} people stopped have somebody "
            f"seen as {REFERENCE.label} exactly like them in {_listed(result.covariates)}, and "
            f"{result.reference_overlap:.0%} the other way round."
        )
    if row.strength.shown:
        said.append(
            "Something not adjusted for would have to multiply both the chance of handcuffs and "
            f"that of being in the group by {wording.times(row.strength.estimate)} to leave no "
            f"ratio, and by {wording.times(row.strength.lower)} for the interval to include 1."
        )
    return said


def _second_model(result: Adjusted, row: SecondRow) -> str:
    """Whether another model says the same, and what share it gives to each group."""
    if not row.ratio.shown:
        return f"A second model, logistic regression, is not shown: {row.ratio.note}."
    return (
        f"A second model, logistic regression, gives {wording.times(row.ratio.estimate)} times "
        f"({wording.ratio_limits(row.ratio)}): with the same {_listed(result.covariates)}, "
        f"{wording.share_figures(row.share)} of people seen as {result.selection.group.label} "
        f"handcuffed, and {wording.share_figures(row.reference_share)} of people seen as "
        f"{REFERENCE.label}. The difference in percentage points: "
        f"{wording.points_figures(row.difference)}."
    )


def notes(result: Adjusted) -> list[str]:
    """What a reader must know of this very selection."""
    absent = [name for name in result.not_told if name not in result.covariates]
    not_told = f", nor for {_listed(absent)}, which the tables do not tell apart" if absent else ""
    said = [
        *basis.about_the_period(result),
        "Not adjusted for the time of day or the power used, which the tables do not have"
        f"{not_told}. Not for compliance, justification or outcome: they are the officer’s own.",
        *counterparts.notes(result.found, result.selection),
    ]
    if result.everybody and result.stopped:
        unit = counterparts.UNITS[result.selection.kind]
        said.append(
            f"Ethnicity was not reported for {result.unknown:,} of {result.everybody:,} people "
            f"handcuffed ({result.unknown / result.everybody:.1%}) and for "
            f"{result.unknown_stopped:,} of {unit.counted(result.stopped)} "
            f"({result.unknown_stopped / result.stopped:.1%}). They are in no model."
        )
    if result.joined:
        said.append(
            f"{result.joined:,} place{'' if result.joined == 1 else 's'} with fewer than 10 "
            "handcuffed of both groups are taken together as one."
        )
    if result.left_out:
        unit = counterparts.UNITS[result.selection.kind]
        said.append(
            "In no model, because age or sex is not known, or neither male nor female: "
            f"{unit.counted(result.left_out)}."
        )
    said += _together(result)
    if result.misfits:
        said.append(
            f"In no model: {result.misfits:,} of {wording.handcuffings(result.handcuffed)}, in "
            "cells with more handcuffed than stopped. The two are recorded differently there."
        )
    return said


def _together(result: Adjusted) -> list[str]:
    """What people of one incident may mean for the intervals."""
    found = result.incidents
    if not (found and found.width and found.incidents < found.people):
        return []
    return [
        f"{wording.handcuffings(found.people)} were in {found.incidents:,} incidents. If one "
        "decision was taken for all people of an incident, intervals are about "
        f"{found.width:.2f} times as wide as they are given."
    ]


def figure(result: Adjusted) -> Figure:
    return Figure(
        chart=forest(
            ident="models",
            title=f"{result.selection.group.label}: times the {REFERENCE.label} share handcuffed",
            reference=REFERENCE.label,
            of="share",
            description="Crude ratio, then adjusted for one thing more in each row.",
            rows=[
                ForestRow(
                    label=_name(row),
                    estimate=row.ratio if row.ratio.shown or row.ratio.unbounded else None,
                    note=f"not shown: {row.note}",
                    counts=f"{row.events:,} of {row.people:,} people",
                )
                for row in result.rows
            ],
            greyed=result.is_greyed,
        ),
        caption="All rows are of the same people; that by logistic regression is the second model. "
        "At 1 the same share of both groups is handcuffed. The axis is logarithmic: twice and half "
        "are equally far from 1.",
    )


def tables(result: Adjusted) -> list[Table]:
    """The models; before them what the unknown could change, if they are many."""
    if not result.shows_bounds:
        return [table(result)]
    unknown = shares.bounds(
        [(_name(row), row) for row in result.models],
        reference=REFERENCE.label,
        of="Ratio",
        more=f"{counterparts.TWO_RECORDS} Each stays at the place, age and sex recorded. With "
        "several things adjusted for, another division of them over these could move a ratio a "
        "little further.",
    )
    return [unknown, table(result)]


def table(result: Adjusted) -> Table:
    """Every model; where there is no figure it says why."""
    return Table(
        ident="table",
        heading="Table",
        caption=f"{result.selection.group.label} against {REFERENCE.label} in {result.place}; in "
        "brackets 95% intervals",
        columns=(
            "Adjusted for",
            "People of both groups",
            "Handcuffed",
            f"Times the share of {REFERENCE.label}",
            "Overlap",
            "E-value (of the limit nearer to 1)",
        ),
        numeric=range(1, 6),
        rows=tuple(_cells(row) for row in result.rows),
    )


def _cells(row: ModelRow) -> tuple[str, ...]:
    strength = "–"
    if row.strength.shown:
        strength = (
            f"{wording.ratio_number(row.strength.estimate)} "
            f"({wording.ratio_number(row.strength.lower)})"
        )
    ratio = wording.cell(row.ratio, wording.ratio_figures) if row.ratio.shown else _words(row.ratio)
    return (
        _name(row),
        f"{row.people:,}",
        f"{row.events:,}",
        ratio,
        "–" if row.overlap is None else f"{row.overlap:.0%}",
        strength,
    )


def _name(row: ModelRow) -> str:
    if isinstance(row, SecondRow):
        return f"By logistic regression, for {_listed(row.covariates)}"
    return f"Adjusted for {_listed(row.covariates)}" if row.covariates else "Crude"


def _listed(names: tuple[str, ...] | list[str]) -> str:
    words = [COVARIATES[name] for name in names]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def method(result: Adjusted) -> list[Step]:
    """The crude ratio by hand; what the models add cannot be worked out on paper."""
    row = result.crude
    if row.ratio.state not in (State.OK, State.LOW_PRECISION):
        return []
    numbers = row.ratio.inputs
    a, n, c, m = (
        numbers[name] for name in ("events", "total", "reference_events", "reference_total")
    )
    steps = [
        Step(
            name="Crude",
            formula="handcuffed ÷ stopped of the group ÷ the same of the reference",
            example=f"({a:,} ÷ {n:,}) ÷ ({c:,} ÷ {m:,}) = {row.ratio.estimate:,.4f}",
        )
    ]
    last = result.adjusted
    if result.covariates and last.ratio.shown:
        steps.append(
            Step(
                name="Adjusted",
                formula="ln(share) = constant + group + a term for every level of what is adjusted "
                "for; the ratio is e to the coefficient of the group",
                example=f"{last.ratio.inputs['parameters']:,} parameters from {last.events:,} "
                f"handcuffed: {last.ratio.estimate:,.4f}, {last.ratio.lower:,.4f} to "
                f"{last.ratio.upper:,.4f}",
            )
        )
    if result.second and result.second.ratio.shown:
        second = result.second
        one, zero = second.share.estimate, second.reference_share.estimate
        steps.append(
            Step(
                name="Second model",
                formula="ln(share ÷ (1 − share)) = constant + group + the same terms; the average "
                "share with everybody taken as the group ÷ with everybody taken as the reference",
                example=f"{one:,.4f} ÷ {zero:,.4f} = {second.ratio.estimate:,.4f}, "
                f"{second.ratio.lower:,.4f} to {second.ratio.upper:,.4f}",
            )
        )
    if last.strength.shown and last.ratio.estimate:
        away = max(last.ratio.estimate, 1 / last.ratio.estimate)
        steps.append(
            Step(
                name="E-value",
                formula="R + √(R × (R − 1)); R is the ratio, or one over it below 1",
                example=f"{away:,.4f} + √({away:,.4f} × {away - 1:,.4f}) = "
                f"{last.strength.estimate:,.4f}",
            )
        )
    return steps


def figures_of(result: Adjusted) -> list[Line]:
    """What the figures are figures of."""
    return [
        basis.period(result),
        basis.place(result, areas=len(result.found.areas)),
        *basis.counted(result),
        basis.AS_PERCEIVED,
        counterparts.tables_line(result.found),
        counterparts.matched_line(result.found, result.selection),
        *([basis.data_as_at(result)] if result.is_worked_out else []),
    ]
