"""The filters of reports and row files, as they stand in the address."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from records.forms.text import Text
from records.models import Area
from records.models.area import AreaKind
from records.vocabulary import Compliance, Ethnicity, YesNo
from reporting.selection import (
    YOUNG_MEN,
    Answered,
    ComparedSelection,
    Happened,
    NotKnown,
    RowSelection,
    Selection,
    months_before,
)

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FIRST_YEAR = 2000
USUAL_PERIOD = 12

EVERYTHING = ("", "All")
NOT_IN_LIST = {"invalid_choice": "“%(value)s” is not in the list: select another"}
# The groups that can be compared with the reference of all reports.
COMPARED = tuple(
    group for group in Ethnicity if group not in (Ethnicity.WHITE, Ethnicity.NOT_REPORTED)
)


class MonthField(forms.Field):
    """A month, written 2026-03, 3/2026 or March 2026; its first day, None if not written."""

    default_error_messages = {
        "invalid": "“%(value)s” is not a month: write year and month, for example 2026-03",
        "year": f"The year must be {FIRST_YEAR} or later, in four digits",
    }

    def __init__(self, **options):
        super().__init__(**options)
        self.widget.attrs |= {"class": "govuk-input--width-10", "autocomplete": "off"}

    def to_python(self, value):
        written = (value or "").strip()[:40]
        if not written:
            return None
        words = [word for word in re.split(r"[\s/.,-]+", written.lower()) if word]
        if len(words) != 2:
            raise self._error("invalid", written)
        year, month = words if len(words[0]) == 4 and words[0].isdecimal() else reversed(words)
        number = MONTHS.index(month[:3]) + 1 if month[:3] in MONTHS else month
        if not (year.isdecimal() and str(number).isdecimal() and 1 <= int(number) <= 12):
            raise self._error("invalid", written)
        if not FIRST_YEAR <= int(year) <= 9999:
            raise self._error("year", written)
        return date(int(year), int(number), 1)

    def _error(self, code, written):
        return ValidationError(self.error_messages[code], code=code, params={"value": written})


class PeriodForm(forms.Form):
    """The months of a report. Without a period: 12 whole months. `change` is what it is for."""

    usual_period = USUAL_PERIOD
    change = "Change period"

    start = MonthField(label="First month", required=False, help_text="For example 2026-03")
    end = MonthField(label="Last month", required=False, help_text="For example 2026-08")

    def __init__(self, data, *, today: date, user: User | None = None):
        self.this_month = today.replace(day=1)
        super().__init__(self._with_usual_period({name: data[name] for name in data}))

    def _with_usual_period(self, data: dict[str, str]) -> dict[str, str]:
        """What the address leaves open is filled in, so that the fields show what is computed."""
        if self.usual_period:
            last_whole = months_before(self.this_month, 1)
            if not data.get("end", "").strip():
                data["end"] = f"{last_whole:%Y-%m}"
            if not data.get("start", "").strip():
                try:
                    last = MonthField().to_python(data["end"])
                except ValidationError:
                    last = last_whole
                first = months_before(min(last, self.this_month), self.usual_period - 1)
                data["start"] = f"{first:%Y-%m}"
        return data

    def clean_end(self):
        end = self.cleaned_data["end"]
        if end and end > self.this_month:
            raise ValidationError("The last month cannot be in the future")
        return end

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and start > end:
            self.add_error("end", "The last month cannot be before the first")
        elif start and start > self.this_month:
            self.add_error("start", "The first month cannot be in the future")
        return cleaned


class PlaceForm(PeriodForm):
    """Period and place of a report."""

    area_kinds = (AreaKind.DISTRICT,)
    change = "Change period or place"

    area = forms.ChoiceField(
        label="Area",
        required=False,
        error_messages={"invalid_choice": "There is no area “%(value)s” to choose: select another"},
    )

    def __init__(self, data, *, today: date, user: User | None = None):
        super().__init__(data, today=today, user=user)
        self.areas: dict[str, Area] = {}
        if "area" in self.fields:
            kinds = Area.objects.filter(kind__in=self.area_kinds)
            self.areas = {area.pk: area for area in kinds.order_by("name", "pk")}
            names = [(area.pk, area.name) for area in self.areas.values()]
            self.fields["area"].choices = [EVERYTHING, *names]

    def chosen(self) -> dict[str, Any]:
        """What was chosen, by the names of a selection; call it on a valid form."""
        cleaned = self.cleaned_data
        return {
            "first_month": cleaned["start"],
            "last_month": cleaned["end"],
            "area": self.areas.get(cleaned.get("area", "")),
        }

    def selection(self) -> Selection:
        return Selection(**self.chosen())


class SelectionForm(PlaceForm):
    """Period, place and kind of handcuffing of a report."""

    change = "Change period, place or kind of handcuffing"

    compliance = forms.ChoiceField(
        label="Compliance",
        required=False,
        choices=[EVERYTHING, *Compliance.choices],
        error_messages=NOT_IN_LIST,
    )
    before_arrest = forms.ChoiceField(
        label="Applied before arrest",
        required=False,
        choices=[EVERYTHING, *YesNo.choices],
        error_messages=NOT_IN_LIST,
    )
    accepted = forms.ChoiceField(
        label="Records",
        required=False,
        choices=[("", "All that count"), (YesNo.YES, "Accepted by a reviewer")],
        error_messages=NOT_IN_LIST,
    )

    def chosen(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return super().chosen() | {
            # A report for which the register does not keep these together asks none of them.
            "compliance": cleaned.get("compliance", ""),
            "before_arrest": cleaned.get("before_arrest", ""),
            "accepted_only": cleaned.get("accepted") == YesNo.YES,
        }


class ComparedForm(SelectionForm):
    """The same with the group to compare with the reference: the first, if none is chosen."""

    change = "Change group, period, place or kind of handcuffing"

    group = forms.TypedChoiceField(
        label="Group to compare",
        required=False,
        coerce=Ethnicity,
        choices=[(group.value, group.label) for group in COMPARED],
        error_messages=NOT_IN_LIST,
    )
    field_order = ("group",)

    def __init__(self, data, *, today: date, user: User | None = None):
        given = {name: data[name] for name in data}
        super().__init__(
            given if given.get("group") else {**given, "group": COMPARED[0].value},
            today=today,
            user=user,
        )

    def selection(self) -> ComparedSelection:
        return ComparedSelection(**self.chosen(), group=self.cleaned_data["group"])


class EveryPlaceForm(ComparedForm):
    """The same for a report of all places."""

    change = "Change group, period or kind of handcuffing"
    area = None


class TrendForm(ComparedForm):
    """Without a period two years: one to watch, and the one that it is compared with."""

    usual_period = 24


class PeopleForm(ComparedForm):
    """Of the people cube, which does not keep the kind of handcuffing or the decision."""

    change = "Change group, period or place"

    compliance = before_arrest = accepted = None

    def chosen(self) -> dict[str, Any]:
        return PlaceForm.chosen(self)


class EverywhereForm(SelectionForm):
    """Of the filing cube: every area, also those where nobody lives, but no kind of handcuffing."""

    area_kinds = tuple(AreaKind)
    change = "Change period, place or records"

    compliance = before_arrest = None


class RowsForm(SelectionForm):
    """The same for a file of rows, narrowed as a row of a report is.

    Every area, and without a period the whole register.
    """

    area_kinds = tuple(AreaKind)
    usual_period = 0

    places = forms.ChoiceField(
        label="Kind of place",
        required=False,
        choices=[EVERYTHING, *AreaKind.choices],
        error_messages=NOT_IN_LIST,
    )
    ethnicity = forms.ChoiceField(
        label="Ethnicity as perceived",
        required=False,
        choices=[EVERYTHING, *Ethnicity.choices],
        error_messages=NOT_IN_LIST,
    )
    self_defined = forms.ChoiceField(
        label="Self-defined ethnicity",
        required=False,
        choices=[EVERYTHING, *Ethnicity.choices],
        error_messages=NOT_IN_LIST,
    )
    people = forms.ChoiceField(
        label="People",
        required=False,
        choices=[EVERYTHING, (YOUNG_MEN, "Men aged 16 to 25")],
        error_messages=NOT_IN_LIST,
    )
    happened = forms.ChoiceField(
        label="What happened",
        required=False,
        choices=[EVERYTHING, *Happened.choices],
        error_messages=NOT_IN_LIST,
    )
    answered = forms.ChoiceField(
        label="Only where an account says",
        required=False,
        choices=[EVERYTHING, *Answered.choices],
        error_messages=NOT_IN_LIST,
    )
    not_known = forms.ChoiceField(
        label="Only where it is not known",
        required=False,
        choices=[EVERYTHING, *NotKnown.choices],
        error_messages=NOT_IN_LIST,
    )
    field_order = (
        *("start", "end", "area", "places", "ethnicity", "self_defined", "people"),
        *("compliance", "before_arrest", "happened", "answered", "not_known"),
        "accepted",
    )

    def selection(self) -> RowSelection:
        cleaned = self.cleaned_data
        return RowSelection(
            **self.chosen(),
            places=cleaned["places"],
            ethnicity=cleaned["ethnicity"],
            self_defined=cleaned["self_defined"],
            young_men=cleaned["people"] == YOUNG_MEN,
            happened=cleaned["happened"],
            answered=cleaned["answered"],
            not_known=cleaned["not_known"],
        )


class FindOfficerForm(forms.Form):
    """Words of a name or a warrant number."""

    name = forms.CharField(label="Name or warrant number", required=False, max_length=100)


class OpenOfficerForm(forms.Form):
    """Professional standards: whose figures, and why."""

    warrant_number = Text(
        label="Warrant number",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the officer’s warrant number"},
    )
    reason = Text(
        label="Why do you need to see them?",
        help_text="The reason is kept in the audit log with your name.",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why you need to see these figures"},
    )
