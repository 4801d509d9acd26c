"""What an administrator writes about a team."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms.people import TeamChoice
from accounts.forms.versioned import VersionedForm
from accounts.models import Team, TeamKind
from accounts.wording import problem_with_name
from govuk.widgets import Radios


class TeamForm(VersionedForm):
    """Name and place in the tree."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        error_messages={
            "required": "Enter the name of the team",
            "max_length": "The name is too long",
        },
    )
    parent = TeamChoice(
        label="Under which team?",
        empty_label="Choose one",
        error_messages={
            "required": "Choose the team it belongs to",
            "invalid_choice": "Choose a team that is in the list",
        },
    )

    def __init__(self, *args, team: Team | None = None, **kwargs):
        if team is not None:
            kwargs["initial"] = {
                "name": team.name,
                "parent": team.parent_id,
                "version": team.version,
            }
        super().__init__(*args, **kwargs)
        self.team = team
        above = Team.objects.open().exclude(kind=TeamKind.TEAM)
        if team is None:
            self.fields["parent"].offer(above)
        elif team.parent_id is None:
            del self.fields["parent"]
        else:
            if team.kind == TeamKind.COMMAND:
                above = above.filter(kind=TeamKind.FORCE)
            below = Team.objects.at_or_below(team).values("pk")
            here = Team.objects.filter(pk=team.parent_id)
            self.fields["parent"].offer(above.exclude(pk__in=below) | here)

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if "/" in name:
            raise ValidationError("A name cannot contain a slash: it stands between team names")
        if problem := problem_with_name(name):
            raise ValidationError(problem)
        return name

    def clean(self):
        cleaned = super().clean()
        name = cleaned.get("name")
        parent = cleaned.get("parent")
        if name and (parent or "parent" not in self.fields):
            same = Team.objects.filter(name__iexact=name, parent=parent)
            if self.team is not None:
                same = same.exclude(pk=self.team.pk)
            if same.exists():
                self.add_error("name", "There is already a team of this name there")
        return cleaned


class NewTeamForm(TeamForm):
    """A new team also says what it is; a second force is not added."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=[
            (TeamKind.COMMAND.value, TeamKind.COMMAND.label),
            (TeamKind.TEAM.value, TeamKind.TEAM.label),
        ],
        widget=Radios,
        error_messages={"required": "Say whether it is a borough command or a team"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        self.order_fields(["name", "kind", "parent"])

    def clean(self):
        cleaned = super().clean()
        parent = cleaned.get("parent")
        if cleaned.get("kind") == TeamKind.COMMAND and parent and parent.kind != TeamKind.FORCE:
            self.add_error("parent", "A borough command belongs directly under the force")
        return cleaned


class OnlyVersionForm(VersionedForm):
    """A button: nothing to write, but it must be about what was seen."""
