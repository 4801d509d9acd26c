"""What an analyst asks where handcuffing is compared with stops or arrests."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from accounts.models import User
from records.models import Area
from records.models.area import AreaKind
from reporting.benchmarks.occasions import months_of
from reporting.forms import ComparedForm
from reporting.models import Benchmark, BenchmarkKind
from reporting.selection import ComparedSelection

LABELS = {
    BenchmarkKind.STOPS: "Stops and searches",
    BenchmarkKind.ARRESTS: "Arrests",
}


@dataclass(frozen=True, kw_only=True)
class GivenSelection(ComparedSelection):
    """The same with what people were handcuffed in: a stop or an arrest."""

    kind: BenchmarkKind = BenchmarkKind.STOPS

    def query(self) -> dict[str, str]:
        return super().query() | {"kind": self.kind.value}


class GivenForm(ComparedForm):
    """Without a period that of the newest table, so that there is something to compare with.

    Without a kind the first of which a table has the register's districts.
    """

    change = "Change group, period, place or what to compare with"

    kind = forms.TypedChoiceField(
        label="Compare with",
        required=False,
        coerce=BenchmarkKind,
        choices=[(kind.value, label) for kind, label in LABELS.items()],
        error_messages={"invalid_choice": "“%(value)s” is not in the list: select another"},
    )
    field_order = ("group", "kind")

    def __init__(self, data, *, today: date, user: User | None = None):
        given = {name: data[name] for name in data}
        newest = _newest()
        if not given.get("kind"):
            given["kind"] = next(iter(newest), BenchmarkKind.STOPS).value
        table = newest.get(given["kind"])
        if table and not (given.get("start", "").strip() or given.get("end", "").strip()):
            given |= {
                "start": f"{table.period_start:%Y-%m}",
                "end": f"{table.period_end:%Y-%m}",
            }
        super().__init__(given, today=today, user=user)

    def chosen(self) -> dict[str, Any]:
        return super().chosen() | {"kind": self.cleaned_data["kind"]}

    def selection(self) -> GivenSelection:
        return GivenSelection(**self.chosen(), group=self.cleaned_data["group"])


def _newest() -> dict[BenchmarkKind, Benchmark]:
    """Of each kind the newest table of whole months that has any of the register's districts."""
    areas = Area.objects.filter(kind=AreaKind.DISTRICT)
    districts = list(areas.values_list("pk", flat=True))
    found = {}
    for kind in LABELS:
        tables = Benchmark.objects.with_groups_of(districts, kind)
        if newest := next((table for table in tables if months_of(table)), None):
            found[kind] = newest
    return found
