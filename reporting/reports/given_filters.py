"""What an analyst asks where handcuffing is compared with stops or arrests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from accounts.models import User
from records.models import Area
from records.models.area import AreaKind
from records.vocabulary import YesNo
from reporting.benchmarks.occasions import months_of
from reporting.forms import NOT_IN_LIST, ComparedForm
from reporting.models import Benchmark, BenchmarkKind, CubeCell
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

    Without a kind the first of `kinds` of which a table has the register's districts.
    """

    kinds = tuple(LABELS)
    change = "Change group, period, place or what to compare with"

    kind = forms.TypedChoiceField(
        label="Compare with",
        required=False,
        coerce=BenchmarkKind,
        choices=[(kind.value, label) for kind, label in LABELS.items()],
        error_messages=NOT_IN_LIST,
    )
    field_order = ("group", "kind")

    def __init__(self, data, *, today: date, user: User | None = None):
        given = {name: data[name] for name in data}
        newest = _newest(self.kinds)
        if len(self.kinds) == 1 or not given.get("kind"):
            given["kind"] = next(iter(newest), self.kinds[0]).value
        table = newest.get(given["kind"])
        if table and not (given.get("start", "").strip() or given.get("end", "").strip()):
            given |= {
                "start": f"{table.period_start:%Y-%m}",
                "end": f"{table.period_end:%Y-%m}",
            }
        super().__init__(given, today=today, user=user)

    def chosen(self) -> dict[str, Any]:
        return super().chosen() | {"kind": self.cleaned_data.get("kind", self.kinds[0])}

    def selection(self) -> GivenSelection:
        return GivenSelection(**self.chosen(), group=self.cleaned_data["group"])


class StopsForm(GivenForm):
    """Of stops only, and of handcuffing before any arrest: what the outcome test is about."""

    kinds = (BenchmarkKind.STOPS,)
    change = "Change group, period or place"

    kind = compliance = before_arrest = None

    def chosen(self) -> dict[str, Any]:
        return super().chosen() | {"before_arrest": YesNo.YES}


class ComparableForm(GivenForm):
    """Nothing that the officer judged can be chosen, as nothing of it is adjusted for."""

    compliance = None


def _newest(kinds: Iterable[BenchmarkKind]) -> dict[BenchmarkKind, Benchmark]:
    """Of each kind the newest table of whole months that has any of the register's districts.

    One of months in which the register has nothing yet is passed over.
    """
    areas = Area.objects.filter(kind=AreaKind.DISTRICT)
    districts = list(areas.values_list("pk", flat=True))
    first_month, found = CubeCell.objects.first_month(), {}
    for kind in kinds:
        tables = Benchmark.objects.with_groups_of(districts, kind)
        for table in tables:
            if months_of(table) and not (first_month and table.period_end < first_month):
                found.setdefault(kind, table)
    return found
