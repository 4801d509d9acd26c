"""Officers with records, what is worked out of them, and the same the slow way."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from accounts.models import User
from records.models import HandcuffUse
from records.vocabulary import (
    COUNTED_STATUSES,
    Compliance,
    DeEscalation,
    Ethnicity,
    UseStatus,
    YesNo,
    age_band,
)
from reporting.reports.officer_figures import REPORT
from reporting.reports.officer_filters import OfficerSelection
from reporting.runs.actions import work_out
from reporting.statistics import effective_number, expected_events
from tests.reporting.teaming import record

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
MONTHS = {"first_month": date(2025, 4, 1), "last_month": date(2026, 3, 1)}
SEEN_AS_BLACK = {"ethnicity_perceived": Ethnicity.BLACK}


def worked_out(officer) -> OfficerSelection:
    selection = OfficerSelection(officer=officer, **MONTHS)
    work_out(report=REPORT, scope=REPORT.offline.scope_of(selection), by=None, at=NOW)
    return selection


def figures(officer):
    """Worked out, stored, and read back."""
    return REPORT.compute(worked_out(officer), now=NOW)


def everybody(tree) -> list[User]:
    return [officer for officers in tree.officers.values() for officer in officers]


def mixed(officer, *, black, white, **choices):
    record([officer], black, **SEEN_AS_BLACK, **choices)
    record([officer], white, **choices)


def encounters_of_everybody():
    """Each officer's encounters, with what the officer's own accounts of each say."""
    given = defaultdict(list)
    uses = HandcuffUse.objects.filter(
        status=UseStatus.SUBMITTED, encounter__status__in=COUNTED_STATUSES
    ).select_related("encounter")
    for use in uses:
        given[use.officer_id, use.encounter].append(use)
    return given


def cell_of(encounter):
    hour = encounter.occurred_at.astimezone(ZoneInfo("Europe/London")).hour
    return (
        encounter.area_id,
        encounter.reason,
        age_band(encounter.age_years),
        encounter.gender,
        hour // 6,
    )


def answer(measure, encounter, uses):
    """Yes, no, or None where it is not known."""
    tried = [use.de_escalation for use in uses if use.de_escalation]
    when = [use.before_arrest for use in uses if use.before_arrest]
    how = [use.compliance for use in uses if use.compliance]
    return {
        "seen_as_black": encounter.ethnicity_perceived == Ethnicity.BLACK
        if encounter.ethnicity_perceived not in ("", Ethnicity.NOT_REPORTED)
        else None,
        "before_arrest": YesNo.YES in when if when else None,
        "non_compliant": Compliance.NON_COMPLIANT in how if how else None,
        "no_de_escalation": all(one == [DeEscalation.NONE] for one in tried) if tried else None,
        "continued_use": any(use.continued_use for use in uses),
    }[measure.name]


def matched_slowly(given, officer, measure):
    """Of `given`, the encounters of everybody."""
    own, others = Counter(), Counter()
    own_events, other_events = Counter(), Counter()
    for (pk, encounter), uses in given.items():
        found = answer(measure, encounter, uses)
        if found is not None:
            cell = cell_of(encounter)
            (own if pk == officer.pk else others)[cell] += 1
            (own_events if pk == officer.pk else other_events)[cell] += found
    alike = [cell for cell in own if others[cell]]
    weights = [own[cell] / others[cell] for cell in alike for _ in range(others[cell])]
    return {
        "number": sum(own[cell] for cell in alike),
        "left_out": sum(own[cell] for cell in own if not others[cell]),
        "observed": sum(own_events[cell] for cell in alike),
        "expected": expected_events(
            strata=[(own[cell], other_events[cell], others[cell]) for cell in alike]
        ),
        "similar": effective_number(
            weights=sum(weights), squares=sum(weight**2 for weight in weights)
        ),
    }
