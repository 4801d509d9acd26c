"""Where the device is, and where the encounter was: a position is kept only beside the section."""

import math
from typing import Any

from crispy_forms.layout import HTML
from django import forms

from records.forms.autosaved import AutosavedForm
from records.forms.sections import SectionForm
from records.places.positions import rounded

# Browsers send up to seventeen digits; more is noise.
DIGITS = 24


def _degrees(most: int, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=-most, max_value=most, max_digits=DIGITS, **options)


class PositionForm(forms.Form):
    """What a device says about where it is."""

    latitude = _degrees(90)
    longitude = _degrees(180)
    accuracy = forms.FloatField(min_value=0, required=False)

    def clean_accuracy(self):
        accuracy = self.cleaned_data["accuracy"]
        # A device that does not say how far off it may be may be anywhere.
        return math.inf if accuracy is None else accuracy


class PlacedSectionForm(SectionForm):
    """The section that asks where it was, with the position the device gave, if any.

    A position is no question: nobody has to give one, and no text says it. The page brings it in
    two hidden fields; half of one, or one that cannot be read, is none. A page without the fields
    leaves the stored one as it is.
    """

    def __init__(self, *args, encounter, **kwargs):
        super().__init__(*args, encounter=encounter, **kwargs)
        for name, most in (("latitude", 90), ("longitude", 180)):
            self.fields[name] = _degrees(most, required=False, widget=forms.HiddenInput)
            self.initial[name] = getattr(encounter, name)

    @property
    def helper(self):
        helper = super().helper
        names = helper.layout.fields
        names.insert(names.index("area"), HTML("{% include 'records/parts/place.html' %}"))
        return helper

    def clean(self):
        cleaned = super().clean()
        position = [cleaned.get("latitude"), cleaned.get("longitude")]
        for name in ("latitude", "longitude"):
            self.errors.pop(name, None)
        whole = None not in position
        for name, degrees in zip(("latitude", "longitude"), position, strict=True):
            cleaned[name] = rounded(degrees) if whole else None
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        return super().answers | self.position

    @property
    def position(self) -> dict[str, Any]:
        """Both coordinates, or nothing if the page has no fields for them."""
        if "latitude" not in self.data or "longitude" not in self.data:
            return {}
        return {name: self.cleaned_data.get(name) for name in ("latitude", "longitude")}


class AutosavedPlacedForm(PlacedSectionForm, AutosavedForm):
    """The same section as far as it is written: a position found is kept before any button."""

    def clean(self):
        cleaned = super().clean()
        self.kept |= self.position
        return cleaned
