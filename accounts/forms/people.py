"""What an administrator writes about a person."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from accounts.details import NAMES, Details, details_of
from accounts.forms.days import TrainingDays
from accounts.forms.versioned import VersionedForm, fields_only
from accounts.models import Role, Team, User
from accounts.people_file.teams import full_names
from accounts.training import Training
from accounts.wording import (
    problem_with_name,
    problem_with_warrant_number,
)
from govuk.widgets import Checkboxes

ROLE_HINTS = {
    Role.OFFICER: "Records encounters",
    Role.SUPERVISOR: "Reviews the records of their team and the teams under it",
    Role.PROFESSIONAL_STANDARDS: "Decides on escalated records; opens others with a reason",
    Role.ANALYST: "Sees reports and downloads pseudonymised files",
    Role.ADMINISTRATOR: "Keeps people, teams, areas and rules; sees no records",
}


class TeamChoice(forms.ModelChoiceField):
    """Open teams by their full names, in the order of the tree."""

    def __init__(self, **options) -> None:
        super().__init__(queryset=Team.objects.none(), **options)

    def offer(self, teams) -> None:
        """In the order of names, each under the team above it."""
        names = full_names()
        self.queryset = teams
        found = sorted(teams, key=lambda team: (names[team.pk].casefold(), team.pk))
        self.choices = [
            ("", self.empty_label or ""),
            *((team.pk, names[team.pk]) for team in found),
        ]


class DetailsForm(VersionedForm):
    """Everything kept about a person but the warrant number."""

    name = forms.CharField(label="Name", strip=True, error_messages={"required": "Enter the name"})
    email = forms.EmailField(
        label="E-mail address",
        help_text="Where a link to set the password is sent, and reminders.",
        error_messages={
            "required": "Enter the e-mail address",
            "invalid": "Enter an e-mail address such as name@force.example",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    team = TeamChoice(
        label="Team",
        required=False,
        empty_label="No team",
        error_messages={"invalid_choice": "Choose a team that is in the list"},
    )
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=Role.choices,
        required=False,
        widget=Checkboxes(hints=ROLE_HINTS),
        error_messages={"invalid_choice": "Choose roles that are in the list"},
    )
    personal_safety_trained_on = TrainingDays(
        label="Days of personal safety training",
        help_text="One on each line, for example 27/03/2026. Keep the earlier ones: an event is "
        "judged by the last training before it.",
    )
    legal_trained_on = TrainingDays(label="Days of legal training")
    de_escalation_trained_on = TrainingDays(label="Days of de-escalation training")

    def __init__(self, *args, person: User | None = None, today: date, **kwargs):
        if person is not None:
            kept = details_of(person)
            initial = {name: getattr(kept, name) for name in NAMES}
            kwargs["initial"] = {**initial, "version": person.version}
        super().__init__(*args, **kwargs)
        self.person = person
        usable = Team.objects.open()
        if person is not None and person.team_id:
            usable = usable | Team.objects.filter(pk=person.team_id)
        self.fields["team"].offer(usable)
        for training in Training:
            self.fields[training.column].today = today

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if problem := problem_with_name(name):
            raise ValidationError(problem)
        return name

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        others = User.objects.filter(email=email)
        if self.person is not None:
            others = others.exclude(pk=self.person.pk)
        if holder := others.first():
            raise ValidationError(f"This address belongs to {holder}")
        return email

    def clean(self):
        cleaned = super().clean()
        works = {Role.OFFICER, Role.SUPERVISOR} & set(cleaned.get("roles") or ())
        if works and not cleaned.get("team") and "team" not in self.errors:
            self.add_error("team", "Officers and supervisors belong to a team: choose it")
        return cleaned

    @property
    def details(self) -> Details:
        given = {name: self.cleaned_data[name] for name in NAMES}
        return Details(**{**given, "roles": tuple(Role(role) for role in given["roles"])})


class NewPersonForm(DetailsForm):
    """Somebody new has a warrant number, which never changes."""

    warrant_number = forms.CharField(
        label="Warrant number",
        help_text="They sign in with it. It cannot be changed later.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": "Enter the warrant number"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        self.order_fields(["warrant_number"])

    def clean_warrant_number(self):
        number = self.cleaned_data["warrant_number"].upper()
        if problem := problem_with_warrant_number(number):
            raise ValidationError(problem)
        if holder := User.objects.filter(warrant_number=number).first():
            raise ValidationError(f"{number} belongs to {holder.name}")
        return number


class PeopleFilter(forms.Form):
    """What the list of people is narrowed to; kept in the address."""

    q = forms.CharField(label="Name, number or e-mail", required=False, max_length=100)
    team = TeamChoice(label="Team", required=False, empty_label="All teams")
    role = forms.ChoiceField(
        label="Role",
        required=False,
        choices=[("", "All roles"), *Role.choices],
    )
    state = forms.ChoiceField(
        label="Access",
        required=False,
        choices=[
            ("", "Everybody"),
            ("active", "With access"),
            ("inactive", "Without access"),
        ],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].offer(Team.objects.all())

    @property
    def helper(self):
        return fields_only(self)

    def chosen(self):
        """The people found; a filter that cannot be read narrows nothing."""
        self.is_valid()
        found = User.objects.all()
        cleaned = self.cleaned_data
        if words := cleaned.get("q"):
            found = found.named_like(words)
        if team := cleaned.get("team"):
            found = found.filter(team__in=Team.objects.at_or_below(team))
        if role := cleaned.get("role"):
            found = found.with_role(role)
        if state := cleaned.get("state"):
            found = found.filter(is_active=state == "active")
        return found
