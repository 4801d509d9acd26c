"""What can be asked of releases: which period to make, what to show of a report."""

from typing import Any

from django import forms
from django.utils.http import urlencode

from reporting.models import Release
from reporting.presenters.releases import months
from reporting.releases.periods import Quarters


class ChoiceForm(forms.Form):
    """Which of the reports of one name that a release has; asked is only what can be chosen."""

    group = forms.ChoiceField(label="Group to compare with White", required=False)
    area = forms.ChoiceField(label="Place", required=False)
    kind = forms.ChoiceField(label="Which handcuffing", required=False)

    def __init__(self, data, *, choices: dict[str, list[tuple[str, str]]]):
        super().__init__(data)
        # What is not asked for is the first that there is.
        self.chosen = {
            name: data.get(name) or offered[0][0] for name, offered in choices.items() if offered
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered
            if len(offered) < 2:
                del self.fields[name]

    def query(self) -> str:
        """The choice as the query of an address, empty parts left out."""
        return urlencode({name: self.chosen[name] for name in self.fields if self.chosen[name]})


class PeriodForm(forms.Form):
    """One of the periods that a release can be of."""

    period = forms.ChoiceField(
        label="Period",
        error_messages={
            "required": "Choose a period",
            "invalid_choice": "“%(value)s” is not in the list: choose another period",
        },
    )

    def __init__(self, data=None, *, offered: list[Quarters]):
        super().__init__(data)
        self._offered = {str(period): period for period in offered}
        self.fields["period"].choices = [
            (name, months(Release(**period._asdict()))) for name, period in self._offered.items()
        ]

    def quarters(self) -> Quarters:
        return self._offered[self.cleaned_data["period"]]


class WithdrawForm(forms.Form):
    """Why a release is withdrawn."""

    reason = forms.CharField(
        label="Why is it withdrawn?",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the release is withdrawn"},
    )

    def __init__(self, data: Any = None, *, was_public: bool):
        super().__init__(data)
        if was_public:
            self.fields["reason"].help_text = "Everybody will read this instead of the figures."
