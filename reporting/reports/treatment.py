"""R4: of those handcuffed, how people of each group were treated, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from operator import itemgetter

from django.utils import timezone

from records.vocabulary import Ethnicity
from reporting.disclosure import EXACT, Counted, Disclosure, holds
from reporting.disclosure import Count as Number
from reporting.forms import COMPARED, ComparedForm
from reporting.models import CubeCell
from reporting.reports import outcomes
from reporting.reports.declaration import (
    ALL,
    PERSON_ENCOUNTERS,
    REFERENCE,
    Choices,
    Report,
    Result,
)
from reporting.reports.outcomes import OUTCOMES, SAID, Count, Outcome, ShareRow
from reporting.reports.population_gap import place_of
from reporting.selection import ComparedSelection, Period
from reporting.statistics import needs_bounds, too_many_unknown

# In the order of the pages: the reference first.
GROUPS = (REFERENCE, *COMPARED)


@dataclass(frozen=True, kw_only=True)
class OutcomeRows:
    """One outcome: the groups in the order of the vocabulary, then the unknown, then all."""

    outcome: Outcome
    groups: tuple[ShareRow, ...]
    unknown: ShareRow
    total: ShareRow

    @property
    def rows(self) -> tuple[ShareRow, ...]:
        return (*self.groups, self.unknown, self.total)

    def of(self, group: Ethnicity) -> ShareRow:
        return next(row for row in self.groups if row.group == group)


@dataclass(frozen=True, kw_only=True)
class Treatment(Result):
    """Every outcome that the choice of records does not decide by itself."""

    selection: ComparedSelection
    outcomes: tuple[OutcomeRows, ...]
    decided: tuple[Outcome, ...]
    encounters: Number
    unknown: Number
    officer_reports: int | None
    late: int | None
    first_month: date | None

    @property
    def is_empty(self) -> bool:
        return self.encounters == 0

    @property
    def shows_bounds(self) -> bool:
        """Whether more than 5% have no ethnicity, and there is a ratio."""
        many = holds(needs_bounds, unknown=self.unknown, all_events=self.encounters)
        return many and any(one.of(self.selection.group).bounds for one in self.outcomes)

    @property
    def is_greyed(self) -> bool:
        return holds(too_many_unknown, unknown=self.unknown, all_events=self.encounters)


def compute(
    selection: ComparedSelection, *, now: datetime, disclosure: Disclosure = EXACT
) -> Treatment:
    """Count the cube once; within areas where more than one is asked for. It has both months."""
    cells = list(
        CubeCell.objects.selected(selection).measured(
            *("area_id", "ethnicity_perceived"),
            only=("officer_reports", "late", *(one.measure for one in OUTCOMES if one.measure)),
            **SAID,
        )
    )
    decided = tuple(one for one in OUTCOMES if one.filter and getattr(selection, one.filter))
    by_area = selection.area is None and not disclosure.is_public
    found = tuple(
        _outcome(outcome, cells, by_area=by_area, disclosure=disclosure)
        for outcome in OUTCOMES
        if outcome not in decided
    )
    return Treatment(
        report=REPORT,
        computed_at=now,
        selection=selection,
        period=Period.of_months(
            selection.first_month, selection.last_month, today=timezone.localdate(now)
        ),
        disclosure=disclosure,
        place=disclosure.place(place_of(selection)),
        benchmark=None,
        rows=tuple(row for outcome in found for row in outcome.rows),
        outcomes=found,
        decided=decided,
        encounters=disclosure.count(sum(cell["all_encounters"] for cell in cells), Counted()),
        unknown=disclosure.count(
            sum(
                cell["all_encounters"]
                for cell in cells
                if cell["ethnicity_perceived"] == Ethnicity.NOT_REPORTED
            ),
            Counted(group=Ethnicity.NOT_REPORTED.value),
        ),
        officer_reports=disclosure.internal(sum(cell["all_officer_reports"] for cell in cells)),
        late=disclosure.internal(sum(cell["all_late"] for cell in cells)),
        first_month=disclosure.internal(CubeCell.objects.first_month()),
    )


def _outcome(
    outcome: Outcome, cells: list[dict], *, by_area: bool, disclosure: Disclosure
) -> OutcomeRows:
    counts = outcomes.by_area(outcome, cells, group=itemgetter("ethnicity_perceived"))

    exact = {group: Count.of(counts[group].values()) for group in Ethnicity}

    @cache
    def whole(group: str) -> Count:
        if group == ALL:
            return outcome.passed(Count.of(exact.values()), disclosure=disclosure, group="")
        return outcome.passed(exact[group], disclosure=disclosure, group=Ethnicity(group).value)

    def alone(group: str, label: str) -> ShareRow:
        return outcomes.alone(
            outcome, whole(group), group=group, label=label, disclosure=disclosure
        )

    areas = sorted({area for by in counts.values() for area in by}) if by_area else []
    reference = counts[REFERENCE]
    groups = [alone(REFERENCE, REFERENCE.label)]
    for group in COMPARED:
        groups.append(
            outcomes.against(
                outcome,
                whole(group),
                whole(REFERENCE),
                group=group,
                label=group.label,
                reference=REFERENCE,
                strata=[(counts[group][area], reference[area]) for area in areas],
                unknown=whole(Ethnicity.NOT_REPORTED),
                disclosure=disclosure,
            )
        )
    unknown = Ethnicity.NOT_REPORTED
    return OutcomeRows(
        outcome=outcome,
        groups=tuple(groups),
        unknown=alone(unknown, unknown.label),
        total=alone(ALL, "All"),
    )


REPORT = Report(
    id="R4",
    name="treatment",
    address="treatment-once-handcuffed",
    version=1,
    title="How people were treated once handcuffed",
    question=(
        "Of those handcuffed, who was handcuffed as non-compliant, before arrest or without "
        "de-escalation, and what came of it?"
    ),
    unit=PERSON_ENCOUNTERS,
    ethnicity_field="ethnicity_perceived",
    mapping_version=1,
    needs=(),
    caveats=(
        "Only people already handcuffed are compared. If one group is handcuffed more readily, "
        "these shares can look similar or even reversed.",
        "Compliance is the officer’s own assessment. Continued use is found unjustified only "
        "where a reviewer says so, so its share is one of all people handcuffed, reviewed or not.",
    ),
    columns=(*outcomes.COLUMNS, *outcomes.BOUNDS),
    compute=compute,
    filters=ComparedForm,
    released=Choices(
        says="Of those handcuffed, how many were before any arrest, did not comply, or had nobody "
        "try to calm things first; and what came of it, for each ethnic group."
    ),
)
