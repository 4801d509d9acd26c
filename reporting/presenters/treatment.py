"""R4 in words: every sentence, chart and cell of its page, from one result."""

from accounts.presenters import day
from reporting import wording
from reporting.presenters import basis, behind, shares
from reporting.presenters.page import Figure, Finding, Line, Method, Page, Table
from reporting.reports.declaration import ALL, REFERENCE
from reporting.reports.treatment import Treatment


def page(result: Treatment) -> Page:
    """The parts of the page; the sentences are of the chosen group, the tables of all."""
    chosen = [outcome.of(result.selection.group) for outcome in result.outcomes]
    return Page(
        empty=basis.NOTHING if result.is_empty else "",
        finding=finding(result),
        notes=tuple(notes(result)),
        figures=() if result.is_empty else figures(result),
        tables=tuple(tables(result)),
        behind=behind.about(result),
        method=Method(steps=shares.method(chosen), remarks=shares.REMARKS),
        basis=tuple(figures_of(result)),
        caveats=tuple(result.report.caveats_of(result)),
    )


def finding(result: Treatment) -> Finding:
    """What was recorded, then the chosen group against the reference for each outcome."""
    group = result.selection.group
    said = (
        f"From {day(result.period.start)} to {day(result.period.end)}, "
        f"{wording.handcuffings(result.encounters)} "
        f"{'was' if result.encounters == 1 else 'were'} recorded in {result.place}"
    )
    if words := result.selection.in_words():
        said += f" ({'; '.join(words).lower()})"
    return Finding(
        all=f"{said}. Once handcuffed, people seen as {group.label} against people seen as "
        f"{REFERENCE.label}:",
        groups=tuple(
            (outcome.outcome.label, shares.compared(outcome.of(group), outcome.of(REFERENCE)))
            for outcome in result.outcomes
        ),
        more=_unknown(result),
        warning="Ethnicity is unknown for more than one in five, so the charts are drawn in grey: "
        "these shares may be those of quite different groups."
        if result.is_greyed
        else "",
    )


def notes(result: Treatment) -> list[str]:
    """What a reader must know of this very selection."""
    said = [*basis.about_disclosure(result), *basis.about_the_period(result)]
    if result.decided:
        names = ", ".join(outcome.label.lower() for outcome in result.decided)
        said.append(f"Not shown, because the choice of records itself decides it: {names}.")
    return said


def figures(result: Treatment) -> tuple[Figure, ...]:
    group = result.selection.group
    dots = shares.dots(
        [outcome.groups for outcome in result.outcomes],
        title="Share of each group, by outcome",
        of="people handcuffed",
        greyed=result.is_greyed,
    )
    ratios = shares.ratios(
        [outcome.of(group) for outcome in result.outcomes],
        ident="ratio",
        title=f"{group.label}: times the {REFERENCE.label} share",
        group=group.label,
        reference=REFERENCE.label,
        greyed=result.is_greyed,
    )
    return (
        Figure(
            chart=dots,
            caption="Of the people handcuffed, the share with each outcome. All pictures have one "
            "scale.",
        ),
        Figure(
            chart=ratios,
            caption="At 1 the share is the same in both groups. The axis is logarithmic: twice "
            "and half are equally far from 1.",
        ),
    )


def tables(result: Treatment) -> list[Table]:
    """Every outcome; before them what the unknown could change, of the chosen group."""
    chosen = [(one.outcome.label, one.of(result.selection.group)) for one in result.outcomes]
    bounds = []
    if result.shows_bounds:
        bounds = [shares.bounds(chosen, reference=REFERENCE.label, of="Outcome")]
    return bounds + [
        shares.table(
            outcome.rows,
            outcome.of(result.selection.group),
            caption=f"People handcuffed in {result.place}, by ethnicity as perceived; in brackets "
            "95% intervals",
            reference=REFERENCE.label,
            by_area=result.by_area,
            result=result,
            narrowed=lambda row: {} if row.group == ALL else {"ethnicity": row.group},
        )
        for outcome in result.outcomes
    ]


def figures_of(result: Treatment) -> list[Line]:
    """What the figures are figures of."""
    return [
        basis.period(result),
        Line(key="Place", value=result.place),
        *basis.counted(result),
        basis.AS_PERCEIVED,
        Line(
            key="Accounts",
            value="Non-compliant or before arrest: as any officer’s account says. No "
            "de-escalation: as all accounts say. Records without any account yet are left out of "
            "these three.",
        ),
        basis.records(
            encounters=result.encounters,
            officer_reports=result.officer_reports,
            late=result.late,
        ),
        basis.data_as_at(result),
    ]


def _unknown(result: Treatment) -> tuple[str, ...]:
    if not result.encounters:
        return ()
    said = basis.unknown_ethnicity(result, unknown=result.unknown, of=result.encounters)
    return (f"{said}. They have a row of their own and are compared with nobody.",)
