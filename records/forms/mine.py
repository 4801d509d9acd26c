"""The filters of an officer's own records, as they stand in the address."""

from datetime import date, datetime, time, timedelta

from django import forms

from records.forms.moments import LONDON
from records.forms.text import Text
from records.models import Area
from records.own import Part
from records.querysets import EncounterQuerySet
from records.vocabulary import Status

_UNKNOWN = {"invalid_choice": "“%(value)s” is not in the list: select another"}


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        # Browsers send the first; people without a calendar write one of the others.
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y", "%d.%m.%Y"],
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "govuk-input--width-10"}
        ),
        error_messages={"invalid": "Write the date as day, month and year: 27/3/2026"},
    )


class MineForm(forms.Form):
    """Without filters: everything but discarded drafts."""

    reference = Text(
        label="Reference",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
    )
    part = forms.ChoiceField(
        label="My part",
        required=False,
        choices=[("", "All"), *Part.choices],
        error_messages=_UNKNOWN,
    )
    status = forms.ChoiceField(label="Status", required=False, error_messages=_UNKNOWN)
    area = forms.ChoiceField(label="Area", required=False, error_messages=_UNKNOWN)
    first = _day("From")
    last = _day("To")

    def __init__(self, data, *, areas: list[Area]):
        super().__init__(data)
        self.fields["status"].choices = [("", "All but discarded"), *Status.choices]
        self.fields["area"].choices = [("", "All"), *((area.pk, area.name) for area in areas)]

    def clean_first(self):
        return self._real_day("first")

    def clean_last(self):
        return self._real_day("last")

    def _real_day(self, name: str) -> date | None:
        """Not one of a year that was mistyped; the day after the last one of all has no name."""
        day = self.cleaned_data[name]
        if day is not None and not 1900 < day.year < 2200:
            raise forms.ValidationError(self.fields[name].error_messages["invalid"])
        return day

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            self.add_error("last", "“To” cannot be before “From”")
            del cleaned["first"]
        return cleaned

    def say_counts(self, counts: dict[str, int]) -> None:
        """How many records each status would show, in the list of statuses."""
        self.fields["status"].choices = [
            (value, f"{label} ({self._total(counts) if not value else counts.get(value, 0)})")
            for value, label in self.fields["status"].choices
        ]

    @staticmethod
    def _total(counts: dict[str, int]) -> int:
        return sum(number for status, number in counts.items() if status != Status.DISCARDED)

    def count(self, counts: dict[str, int]) -> int:
        """How many records are shown."""
        chosen = self.cleaned_data.get("status")
        return counts.get(chosen, 0) if chosen else self._total(counts)

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())

    def narrow_all_but_status(self, records: EncounterQuerySet) -> EncounterQuerySet:
        """Every filter that was understood, except the status, whose counts are wanted."""
        chosen = self.cleaned_data
        if chosen.get("reference"):
            records = records.filter(reference__icontains=chosen["reference"])
        if chosen.get("area"):
            records = records.filter(area=chosen["area"])
        if chosen.get("first"):
            records = records.filter(occurred_at__gte=_midnight(chosen["first"]))
        if chosen.get("last"):
            # The day itself belongs to it, up to the midnight after it in London.
            after = chosen["last"] + timedelta(days=1)
            records = records.filter(occurred_at__lt=_midnight(after))
        return records

    def narrow(self, records: EncounterQuerySet) -> EncounterQuerySet:
        """The records to show."""
        records = self.narrow_all_but_status(records)
        status = self.cleaned_data.get("status")
        return records.filter(status=status) if status else records.undiscarded()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON)
