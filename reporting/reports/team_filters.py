"""What a supervisor asks of the team figures: a team, the months, a measure."""

from dataclasses import dataclass
from datetime import date

from django import forms

from accounts.models import Team, User
from reporting.forms import NOT_IN_LIST, PeriodForm
from reporting.reports.team_measures import MEASURES, USUAL_MEASURE
from reporting.selection import Selection


@dataclass(frozen=True, kw_only=True)
class TeamSelection(Selection):
    """A team of the supervisor's, the months, and the measure that teams are compared by."""

    team: Team
    measure: str = USUAL_MEASURE

    def query(self) -> dict[str, str]:
        return super().query() | {"team": str(self.team.pk), "measure": self.measure}


class TeamFiguresForm(PeriodForm):
    """A team of the supervisor's own, and what the teams below it are compared by."""

    change = "Change team, period or what teams are compared by"

    team = forms.TypedChoiceField(
        label="Team",
        required=False,
        coerce=int,
        error_messages={"invalid_choice": "That is not one of your teams: select another"},
    )
    measure = forms.ChoiceField(
        label="Compare teams by",
        required=False,
        choices=[(measure.name, measure.label) for measure in MEASURES],
        error_messages=NOT_IN_LIST,
    )

    def __init__(self, data, *, user: User, today: date):
        usual = {"team": str(user.team_id), "measure": USUAL_MEASURE}
        given = {name: data[name] for name in data if data[name].strip()}
        super().__init__({**usual, **given}, today=today, user=user)
        below = Team.objects.at_or_below(user.team).select_related("parent").order_by("name", "pk")
        self.teams = {team.pk: team for team in below}
        self.fields["team"].choices = [
            (team.pk, f"{team.name}, {team.parent.name}" if team.parent else team.name)
            for team in self.teams.values()
        ]

    def selection(self) -> TeamSelection:
        """What was chosen; call it on a valid form."""
        chosen = self.cleaned_data
        return TeamSelection(
            first_month=chosen["start"],
            last_month=chosen["end"],
            team=self.teams[chosen["team"]],
            measure=chosen["measure"],
        )
