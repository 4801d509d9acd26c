"""What an analyst asks of published counts: which table, where, and which residents."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from accounts.models import User
from records.vocabulary import Ethnicity
from reporting.forms import COMPARED, NOT_IN_LIST
from reporting.models import Benchmark, BenchmarkKind, Dataset, ReportedHandcuffing
from reporting.selection import Selection

KINDS = (
    ReportedHandcuffing.ALL,
    ReportedHandcuffing.COMPLIANT,
    ReportedHandcuffing.NON_COMPLIANT,
)


@dataclass(frozen=True, kw_only=True)
class PublishedSelection(Selection):
    """A table of published counts, a place in it, a kind of handcuffing, and whom to divide by."""

    dataset: Dataset
    benchmark: Benchmark | None
    place_code: str = ""
    place_name: str = ""
    kind: ReportedHandcuffing = ReportedHandcuffing.ALL

    def query(self) -> dict[str, str]:
        query = {
            "table": str(self.dataset.pk),
            "place": self.place_code,
            "kind": self.kind.value,
            "residents": str(self.benchmark.pk) if self.benchmark else "",
        }
        return {name: value for name, value in query.items() if value}

    def in_words(self) -> list[str]:
        return [] if self.kind == ReportedHandcuffing.ALL else [f"{self.kind.label} only"]


@dataclass(frozen=True, kw_only=True)
class PublishedComparison(PublishedSelection):
    """The same of all places, with the group that is compared with the reference."""

    group: Ethnicity = COMPARED[0]

    def query(self) -> dict[str, str]:
        return super().query() | {"group": self.group.value}


class PublishedForm(forms.Form):
    """The filters; what the address leaves open is the newest table, all of it."""

    change = "Change table, place or kind of handcuffing"

    table = forms.ChoiceField(label="Published counts", required=False, error_messages=NOT_IN_LIST)
    place = forms.ChoiceField(label="Place", required=False, error_messages=NOT_IN_LIST)
    kind = forms.ChoiceField(
        label="Handcuffing",
        choices=[(kind.value, kind.label) for kind in KINDS],
        error_messages=NOT_IN_LIST,
    )
    residents = forms.ChoiceField(label="Residents", required=False, error_messages=NOT_IN_LIST)

    def __init__(self, data, *, user: User, today: date):
        given = {name: data[name] for name in data if data[name].strip()}
        self.datasets = {str(one.pk): one for one in Dataset.objects.newest_versions()}
        newest = next(iter(self.datasets), "")
        dataset = self.datasets.get(given.get("table", newest))
        self.places = dataset.places() if dataset else {}
        self.benchmarks = self._benchmarks(dataset)
        usual = {
            "table": newest,
            "kind": ReportedHandcuffing.ALL,
            "residents": next(iter(self.benchmarks), ""),
        }
        super().__init__({**usual, **given})
        self.fields["table"].choices = [(key, one.name) for key, one in self.datasets.items()]
        if "place" in self.fields:
            everywhere = dataset.coverage if dataset else "Everywhere"
            self.fields["place"].choices = [("", everywhere), *self.places.items()]
        self.fields["residents"].choices = [(key, one.name) for key, one in self.benchmarks.items()]

    def _benchmarks(self, dataset: Dataset | None) -> dict[str, Benchmark]:
        """The tables of residents of these places, that of the nearest year first."""
        if dataset is None:
            return {}
        found = Benchmark.objects.with_groups_of(self.places, BenchmarkKind.RESIDENTS)
        nearest = sorted(found, key=lambda one: abs(one.period_end - dataset.period_end))
        return {str(one.pk): one for one in nearest}

    def chosen(self) -> dict[str, Any]:
        """What was chosen, by the names of a selection; call it on a valid form."""
        cleaned = self.cleaned_data
        dataset = self.datasets[cleaned["table"]]
        place = cleaned.get("place", "")
        return {
            "first_month": dataset.period_start.replace(day=1),
            "last_month": dataset.period_end.replace(day=1),
            "dataset": dataset,
            "benchmark": self.benchmarks.get(cleaned["residents"]),
            "place_code": place,
            "place_name": self.places.get(place, ""),
            "kind": ReportedHandcuffing(cleaned["kind"]),
        }

    def selection(self) -> PublishedSelection:
        return PublishedSelection(**self.chosen())


class PublishedPlacesForm(PublishedForm):
    """The same of every place of a table, with the group to compare."""

    change = "Change group, table or kind of handcuffing"
    place = None

    group = forms.TypedChoiceField(
        label="Group to compare",
        coerce=Ethnicity,
        choices=[(group.value, group.label) for group in COMPARED],
        error_messages=NOT_IN_LIST,
    )
    field_order = ("group",)

    def __init__(self, data, *, user: User, today: date):
        given = {name: data[name] for name in data if data[name].strip()}
        super().__init__({"group": COMPARED[0].value, **given}, user=user, today=today)

    def selection(self) -> PublishedComparison:
        return PublishedComparison(**self.chosen(), group=self.cleaned_data["group"])
