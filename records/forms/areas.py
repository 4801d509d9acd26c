"""What an administrator writes about an area, and a file of boundaries."""

import re

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms.days import Day
from accounts.wording import problem_with_name
from govuk.widgets import Radios
from records.forms.text import Text
from records.forms.versioned import VersionedForm, fields_only
from records.models import Area
from records.models.area import AreaKind
from records.places.boundary_files import MOST_BYTES, Unreadable, decode

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def _name(**options) -> Text:
    return Text(
        label="Name",
        max_length=100,
        error_messages={"required": "Enter the name of the area"},
        **options,
    )


class AreaNameForm(VersionedForm):
    """Another name for an area."""

    name = _name()

    def __init__(self, *args, area: Area | None = None, **kwargs):
        if area is not None:
            kwargs["initial"] = {"name": area.name, "version": area.version}
        super().__init__(*args, **kwargs)
        self.area = area

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if problem := problem_with_name(name):
            raise ValidationError(problem)
        same = Area.objects.filter(name__iexact=name)
        if self.area is not None:
            same = same.exclude(pk=self.area.pk)
        if same.exists():
            raise ValidationError("There is already an area of this name")
        return name


class NewAreaForm(AreaNameForm):
    """A new area has a code, which never changes."""

    code = Text(
        label="Code",
        max_length=20,
        help_text="The ONS code where there is one, such as E09000022. It cannot be changed later.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": "Enter the code"},
    )
    kind = forms.ChoiceField(
        label="What is it?",
        choices=AreaKind.choices,
        widget=Radios(hints={AreaKind.DISTRICT: "Has residents that figures are compared with"}),
        error_messages={"required": "Say what kind of area it is"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        self.order_fields(["name", "code", "kind"])

    def clean_code(self):
        code = self.cleaned_data["code"]
        if not _CODE.fullmatch(code):
            raise ValidationError("A code has letters, digits, hyphens and underscores only")
        if found := Area.objects.filter(code__iexact=code).first():
            raise ValidationError(f"This code belongs to {found.name}")
        return code


class BoundaryFileForm(forms.Form):
    """A GeoJSON file, and whose borders they are."""

    file = forms.FileField(
        label="Choose a GeoJSON file",
        help_text="Each area has its code in the property “code”, and its border in degrees of "
        f"longitude and latitude. At most {MOST_BYTES // 1_000_000} megabytes.",
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
        error_messages={
            "required": "Choose a GeoJSON file",
            "empty": "The file is empty",
            "invalid": "Choose the file again",
        },
    )
    source = Text(
        label="Whose boundaries are they?",
        max_length=300,
        help_text="With the attribution their licence asks for.",
        error_messages={"required": "Say whose boundaries they are"},
    )
    licence = Text(
        label="Under which licence?",
        max_length=200,
        error_messages={"required": "Name the licence"},
    )
    retrieved = Day(label="When were they fetched?", required=False, help_text="If you know.")

    def __init__(self, *args, today=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["retrieved"].today = today

    @property
    def helper(self):
        return fields_only(self)

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            if file.size > MOST_BYTES:
                raise Unreadable(
                    f"The file is larger than {MOST_BYTES // 1_000_000} megabytes: simplify the "
                    "borders"
                )
            self.text = decode(file.read())
        except Unreadable as fault:
            raise ValidationError(str(fault)) from None
        return file


class BoundariesShownForm(forms.Form):
    """Which report was shown."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
