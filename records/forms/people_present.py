"""Which colleagues were there, and what they did."""

from django import forms
from django.db.models import Q

from accounts.models import Role, User
from govuk.widgets import Radios
from records.forms.versioned import fields_only
from records.models import Encounter
from records.vocabulary import Involvement

SPARE_ROWS = 1
MOST_COLLEAGUES = 30


class ColleagueForm(forms.Form):
    """One colleague; an empty row says nothing."""

    warrant_number = forms.CharField(
        label="Warrant number",
        max_length=20,
        required=False,
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "class": "govuk-input--width-10"}
        ),
    )
    involvement = forms.ChoiceField(
        label="What did they do?", choices=Involvement.choices, required=False, widget=Radios
    )

    @property
    def helper(self):
        return fields_only(self)

    def clean(self):
        cleaned = super().clean()
        number, involvement = cleaned.get("warrant_number"), cleaned.get("involvement")
        if number and not involvement:
            self.add_error("involvement", f"Select what officer {number} did")
        if involvement and not number and "warrant_number" not in self.errors:
            self.add_error("warrant_number", "Enter the officer’s warrant number")
        return cleaned


class BaseColleagues(forms.BaseFormSet):
    """All rows together: known officers, each once, and never the reporting officer."""

    def __init__(self, *args, encounter: Encounter, **kwargs):
        self.encounter = encounter
        self.rows = list(
            encounter.officers_present.select_related("officer").order_by("officer__warrant_number")
        )
        initial = [
            {"warrant_number": row.officer.warrant_number, "involvement": row.involvement}
            for row in self.rows
        ]
        super().__init__(*args, initial=initial, prefix="colleagues", **kwargs)

    def clean(self):
        wanted = {
            form.cleaned_data["warrant_number"].upper(): form
            for form in self.forms
            if form.cleaned_data.get("warrant_number")
        }
        given = [f for f in self.forms if f.cleaned_data.get("warrant_number")]
        # Who was listed stays known, also after leaving the force or the street.
        known = Q(is_active=True, roles__overlap=[Role.OFFICER, Role.SUPERVISOR])
        known |= Q(pk__in=[row.officer_id for row in self.rows])
        officers = {
            officer.warrant_number.upper(): officer
            for officer in User.objects.filter(known, warrant_number__in=wanted)
        }
        accounts_begun = set(
            self.encounter.uses.exclude(officer=self.encounter.reporting_officer).values_list(
                "officer__warrant_number", flat=True
            )
        )
        seen: set[str] = set()
        self.colleagues: dict[User, Involvement] = {}
        for form in given:
            number = form.cleaned_data["warrant_number"].upper()
            involvement = form.cleaned_data.get("involvement")
            officer = officers.get(number)
            if officer is None:
                form.add_error("warrant_number", f"No officer has the warrant number {number}")
            elif officer.pk == self.encounter.reporting_officer_id:
                form.add_error("warrant_number", "You are already part of the record")
            elif number in seen:
                form.add_error("warrant_number", f"Officer {number} is on the list twice")
            elif number in accounts_begun and involvement != Involvement.APPLIED:
                form.add_error(
                    "involvement", f"Officer {number} has begun an account of applying handcuffs"
                )
            elif involvement:
                self.colleagues[officer] = Involvement(involvement)
            seen.add(number)
        lost = accounts_begun - seen
        if lost:
            raise forms.ValidationError(
                f"Officer {', '.join(sorted(lost))} has begun an account and stays on the list"
            )

    def differs(self) -> bool:
        """Whether the list that was sent is another than the stored one."""
        return self.colleagues != {row.officer: row.involvement for row in self.rows}


Colleagues = forms.formset_factory(
    ColleagueForm,
    formset=BaseColleagues,
    extra=SPARE_ROWS,
    max_num=MOST_COLLEAGUES,
    absolute_max=MOST_COLLEAGUES,
)
