"""A whole encounter on one page: every section, as the offline page shows and sends it."""

from typing import Any

from django import forms

from records import policy
from records.forms.decisions import long_answer
from records.forms.people_present import Colleagues
from records.forms.position import PlacedSectionForm
from records.forms.sections import SectionForm
from records.models import Encounter, HandcuffUse
from records.places.positions import certain_area
from records.questionnaire import Section, questions

ROWS_FOR_COLLEAGUES = 6


class SendingForm(forms.Form):
    """What goes with the answers: whose they are, and what to do with them."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    mark = forms.CharField(max_length=64, widget=forms.HiddenInput)
    version_seen = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    file = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["late_explanation"] = long_answer(
            "If this is late: why?",
            "Explain why this record is late",
            "Needed only if the encounter began more than "
            f"{policy.current().record_within_hours} hours before the record is sent.",
        )
        self.fields["late_explanation"].required = False


class WholeEncounter:
    """Every section of one encounter, lenient, and the colleagues who were there."""

    def __init__(self, data=None, *, encounter: Encounter, use: HandcuffUse, now):
        if data is not None:
            # The forms of the sections ask for a version; what the device saw is told apart.
            data = data.copy()
            data["version"] = encounter.version
        self.sections = {
            section: (PlacedSectionForm if section == Section.ENCOUNTER else SectionForm)(
                data,
                asked=questions(section),
                encounter=encounter,
                use=use,
                now=now,
                strict=False,
            )
            for section in Section
        }
        self.colleagues = Colleagues(data, encounter=encounter)
        self.colleagues.extra = ROWS_FOR_COLLEAGUES

    def is_valid(self) -> bool:
        """Each section is judged with the answers of those before it."""
        valid, answers = self.colleagues.is_valid(), {}
        for form in self.sections.values():
            form.stored.update(answers)
            if form.is_valid():
                answers |= form.answers
            else:
                valid = False
        return valid

    @property
    def answers(self) -> dict[Section, dict[str, Any]]:
        answers = {section: form.answers for section, form in self.sections.items()}
        where = answers[Section.ENCOUNTER]
        if where["area"] is None and where.get("latitude") is not None:
            where["area"] = certain_area(latitude=where["latitude"], longitude=where["longitude"])
        return answers

    def problems(self) -> list[dict[str, str]]:
        """Why it cannot be taken in, by field, in the order of the page."""
        found = [
            {"field": name, "message": messages[0]}
            for form in self.sections.values()
            for name, messages in form.errors.items()
        ]
        for message in self.colleagues.non_form_errors():
            found.append({"field": "", "message": message})
        for form in self.colleagues.forms:
            for name, messages in form.errors.items():
                found.append({"field": form.add_prefix(name), "message": messages[0]})
        return found

    def differences(self) -> list[str]:
        """The questions whose answer is another than the stored one."""
        found = [ask for form in self.sections.values() for ask in form.differences()]
        return [*found, "Colleagues who were there"] if self.colleagues.differs() else found
