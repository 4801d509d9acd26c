"""Runs as reports read them: the newest one of a choice, and whether the register is the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils.http import urlencode

from accounts.models import Team, TeamKind
from reporting.forms import MonthField
from reporting.models import CubeCell, Run, RunUnit
from reporting.reports.declaration import Report
from reporting.selection import Selection, months_before
from reporting.statistics import Estimate

# The reason in a file that has no figures.
NOT_WORKED_OUT = "not worked out for this choice yet"


@dataclass(frozen=True, kw_only=True)
class ForceScope(Selection):
    """Months of a whole force, by the path of its team."""

    force: str

    def query(self) -> dict[str, str]:
        return super().query() | {"force": self.force}

    @classmethod
    def from_query(cls, query: Mapping[str, str], today: date) -> "ForceScope | None":
        """None if there is no such force any more, or the months have not come."""
        force = Team.objects.filter(kind=TeamKind.FORCE, path=query["force"])
        months = {
            "first_month": MonthField().to_python(query["start"]),
            "last_month": MonthField().to_python(query["end"]),
        }
        if not force.exists() or months["last_month"] > today:
            return None
        return cls(force=query["force"], **months)


@dataclass(frozen=True)
class Register:
    """How many records a scope has, and their fingerprint: another one if any has changed."""

    encounters: int
    fingerprint: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A run, and whether the register is still as it was then. `now` is how many it has today."""

    run: Run
    now: int
    is_current: bool


def choice_of(scope: Selection) -> str:
    """What a run is found by."""
    return urlencode(sorted(scope.query().items()))


def register_of(scope: Selection) -> Register:
    """Of the cube, which is exact."""
    cells = CubeCell.objects.selected(scope)
    found = cells.aggregate(
        encounters=Sum("encounters", default=0), fingerprint=Sum("fingerprint", default=0)
    )
    return Register(**found)


def newest(report: Report, scope: Selection) -> Standing | None:
    """The last run of a report as it is declared now, if there is one."""
    run = Run.objects.newest(report.name, report.version, choice_of(scope))
    if run is None:
        return None
    register = register_of(scope)
    return Standing(
        run=run,
        now=register.encounters,
        is_current=register == Register(run.encounters, run.fingerprint),
    )


def units_of(run: Run, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What the run found of these; nothing of who had no records."""
    rows = RunUnit.objects.filter(run=run, unit__in=list(keys))
    return dict(rows.values_list("unit", "result"))


def forces() -> list[str]:
    return list(
        Team.objects.filter(kind=TeamKind.FORCE).order_by("pk").values_list("path", flat=True)
    )


def every_force(today: date, *, months: int) -> list[ForceScope]:
    """The last whole months of each force."""
    last = months_before(today.replace(day=1), 1)
    first = months_before(last, months - 1)
    return [ForceScope(first_month=first, last_month=last, force=force) for force in forces()]


def written(estimate: Estimate) -> dict[str, Any]:
    """An estimate as JSON."""
    return {name: getattr(estimate, name) for name in estimate.__dataclass_fields__} | {
        "inputs": dict(estimate.inputs)
    }


def read(estimate: Mapping[str, Any]) -> Estimate:
    return Estimate(**estimate)
