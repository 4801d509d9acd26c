"""What is asked of the figures of one officer: the months, and what the picture shows."""

from dataclasses import dataclass

from django import forms

from accounts.models import User
from reporting.forms import NOT_IN_LIST, PeriodForm
from reporting.reports.officer_counts import OFFICER_MEASURES, USUAL_OFFICER_MEASURE
from reporting.selection import Selection, months_from

LONGEST = 24  # months: what is longer ago says little of how somebody works now


@dataclass(frozen=True, kw_only=True)
class OfficerSelection(Selection):
    """One officer, the months, and the measure that the picture shows."""

    officer: User
    measure: str = USUAL_OFFICER_MEASURE

    def query(self) -> dict[str, str]:
        return super().query() | {"measure": self.measure}


class OfficerFiguresForm(PeriodForm):
    """Months and measure; the officer stands in the address."""

    usual_period = LONGEST
    change = "Change period or what is shown"

    measure = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[(measure.name, measure.label) for measure in OFFICER_MEASURES],
        error_messages=NOT_IN_LIST,
    )

    def __init__(self, data, *, officer, today):
        given = {name: data[name] for name in data if data[name].strip()}
        super().__init__({"measure": USUAL_OFFICER_MEASURE, **given}, today=today)
        self.officer = officer

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and len(months_from(start, end)) > LONGEST:
            self.add_error("start", f"Choose at most {LONGEST} months")
        return cleaned

    def selection(self) -> OfficerSelection:
        """What was chosen; call it on a valid form."""
        chosen = self.cleaned_data
        return OfficerSelection(
            first_month=chosen["start"],
            last_month=chosen["end"],
            officer=self.officer,
            measure=chosen["measure"],
        )
