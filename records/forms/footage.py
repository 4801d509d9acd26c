"""The day on which the footage of a record was marked as evidence."""

from django.core.exceptions import ValidationError

from accounts.forms.days import Day
from accounts.wording import written
from records.footage import event_day, mark_of
from records.forms.versioned import VersionedForm
from records.models import Encounter


class FootageForm(VersionedForm):
    """Where it was said to be marked, no day says that it is not."""

    marked_on = Day(
        label="On which day was the footage marked as evidence?",
        help_text="For example, 27/03/2026. Mark it in the video system first: saying so here does "
        "not do it.",
        error_messages={"required": "Enter the day on which it was marked"},
    )

    def __init__(self, *args, encounter: Encounter, today, **kwargs):
        mark = mark_of(encounter)
        given = {"version": encounter.version, "marked_on": mark.marked_on if mark else today}
        super().__init__(*args, initial=given, **kwargs)
        self.first_day = event_day(encounter)
        field = self.fields["marked_on"]
        field.today = today
        if mark is not None:
            field.required = False
            field.help_text += " Leave it empty to say that it is not marked any more."

    def clean_marked_on(self):
        day = self.cleaned_data["marked_on"]
        if day is not None and day < self.first_day:
            raise ValidationError(f"The encounter began later, on {written(self.first_day)}")
        return day
