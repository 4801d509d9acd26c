"""The team tree, for administrators."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, permissions
from accounts.forms.teams import NewTeamForm, OnlyVersionForm, TeamForm
from accounts.models import Team, TeamKind
from accounts.people_file.teams import full_names
from accounts.views.loading import administrators_only, explains_refusal


@require_safe
@administrators_only
def teams(request):
    """All teams, each under the one above it, with how many people work there."""
    everywhere = Team.objects.annotate(people=Count("members", filter=Q(members__is_active=True)))
    names = full_names()
    found = sorted(everywhere, key=lambda team: (names[team.pk].casefold(), team.pk))
    rows = [{"team": team, "depth": min(len(team.ids_above()), 4)} for team in found]
    return render(request, "accounts/teams.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
@explains_refusal
def create_team(request):
    """Add a team or a borough command."""
    form = NewTeamForm(request.POST or None, initial={"parent": request.GET.get("under")})
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        team = actions.create_team(
            name=cleaned["name"],
            kind=TeamKind(cleaned["kind"]),
            parent=cleaned["parent"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, f"{team.name} is added.")
        return redirect("teams")
    return render(request, "accounts/create_team.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
@explains_refusal
def change_team(request, team_id):
    """Rename or move a team; close it or open it again."""
    team = get_object_or_404(Team.objects.select_related("parent"), pk=team_id)
    form = TeamForm(request.POST or None, team=team)
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            team = actions.change_team(
                team_id=team.pk,
                name=form.cleaned_data["name"],
                parent=form.cleaned_data.get("parent"),
                version_seen=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.Stale as conflict:
            stale = conflict.now
            form.send_again(version=stale.version)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{team.name}: saved.")
            return redirect("teams")
    return render(
        request,
        "accounts/change_team.html",
        {
            "team": team,
            "form": form,
            "stale": stale,
            "stale_under": stale.parent.name if stale and stale.parent_id else "",
            "may_close": permissions.may_close(request.user, team),
        },
    )


@administrators_only
@require_POST
@explains_refusal
def close_team(request, team_id):
    """Nobody can be put into it any more."""
    return _button(request, team_id, actions.close_team, "is closed. Its records stay with it.")


@administrators_only
@require_POST
@explains_refusal
def reopen_team(request, team_id):
    """Take a closed team back into use."""
    return _button(request, team_id, actions.reopen_team, "is open again.")


def _button(request, team_id, act, done):
    team = get_object_or_404(Team, pk=team_id)
    form = OnlyVersionForm(request.POST)
    if form.is_valid():
        act(
            team_id=team.pk,
            version_seen=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, f"{team.name} {done}")
    else:
        messages.error(request, "That page was incomplete. Please try again.")
    return redirect("teams")
