"""People, for administrators; and everybody's own page."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, permissions
from accounts.forms.people import DetailsForm, NewPersonForm, PeopleFilter
from accounts.forms.teams import OnlyVersionForm
from accounts.models import Role, User
from accounts.people_file.teams import full_names
from accounts.presenters import person_rows, token_lists, training_rows
from accounts.views.loading import administrators_only, explains_refusal

PAGE_SIZE = 50


@require_safe
@administrators_only
def people(request):
    """Everybody with team, roles and training, narrowed by filters in the address."""
    form = PeopleFilter(request.GET)
    found = form.chosen().select_related("team").order_by("name", "pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "accounts/people.html",
        {
            "page": page,
            "rows": person_rows(page.object_list, on=timezone.localdate()),
            "form": form,
            "narrowed": any(form.cleaned_data.values()),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def create_person(request):
    """Add somebody; they set their password by e-mail."""
    form = NewPersonForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        now, details = timezone.now(), form.details
        try:
            person = actions.create_person(
                warrant_number=form.cleaned_data["warrant_number"],
                **{**vars(details), "roles": list(details.roles)},
                password=None,
                by=request.user,
                at=now,
            )
            actions.send_password_link(person_id=person.pk, by=request.user, at=now)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(
                request,
                f"{person} is added. A link to set the password goes to {person.email}.",
            )
            return redirect("person", person.pk)
    return render(request, "accounts/create_person.html", {"form": form})


@require_safe
@administrators_only
def person(request, person_id):
    """Everything kept about one person."""
    found = get_object_or_404(User.objects.select_related("team"), pk=person_id)
    now = timezone.now()
    return render(
        request,
        "accounts/person.html",
        {
            "person": found,
            "team": full_names().get(found.team_id, ""),
            "roles": [Role(role).label for role in found.roles],
            "training": training_rows(found, on=timezone.localdate(now)),
            "may_deactivate": permissions.may_deactivate(request.user, found),
            "open_work": _open_work(found),
            "tokens": token_lists(found.access_tokens, now=now),
        },
    )


@require_safe
def my_page(request):
    """What is kept about oneself; administrators change it."""
    user = request.user
    return render(
        request,
        "accounts/my_page.html",
        {
            "person": user,
            "team": full_names().get(user.team_id, ""),
            "roles": [Role(role).label for role in user.roles],
            "training": training_rows(user, on=timezone.localdate()),
            "may_make_tokens": permissions.may_make_tokens(user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
@explains_refusal
def change_person(request, person_id):
    """Name, address, team, roles, training dates."""
    found = get_object_or_404(User.objects.select_related("team"), pk=person_id)
    form = DetailsForm(request.POST or None, person=found, today=timezone.localdate())
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_person(
                person_id=found.pk,
                details=form.details,
                version_seen=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.Stale as conflict:
            stale = conflict.now
            form.send_again(version=stale.version)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"{changed}: saved.")
            return redirect("person", found.pk)
    return render(
        request, "accounts/change_person.html", {"person": found, "form": form, "stale": stale}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
@explains_refusal
def deactivate_person(request, person_id):
    """End somebody's access, after a look at what they leave open."""
    found = get_object_or_404(User.objects.select_related("team"), pk=person_id)
    verdict = permissions.may_deactivate(request.user, found)
    form = OnlyVersionForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        actions.deactivate_person(
            person_id=found.pk,
            version_seen=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, f"{found} has no access any more and is signed out.")
        return redirect("person", found.pk)
    return render(
        request,
        "accounts/deactivate_person.html",
        {"person": found, "form": form, "verdict": verdict, "open_work": _open_work(found)},
    )


@administrators_only
@require_POST
@explains_refusal
def reactivate_person(request, person_id):
    """Give somebody access again."""
    found = get_object_or_404(User, pk=person_id)
    form = OnlyVersionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "That page was incomplete. Please try again.")
        return redirect("person", found.pk)
    actions.reactivate_person(
        person_id=found.pk,
        version_seen=form.cleaned_data["version"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(
        request, f"{found} has access again. A link to set a new password goes to {found.email}."
    )
    return redirect("person", found.pk)


@administrators_only
@require_POST
@explains_refusal
def send_password_link(request, person_id):
    """Once more the mail with which somebody sets their password."""
    found = get_object_or_404(User, pk=person_id)
    actions.send_password_link(person_id=found.pk, by=request.user, at=timezone.now())
    messages.success(request, f"A link to set the password goes to {found.email}.")
    return redirect("person", found.pk)


def _open_work(person: User) -> list[dict]:
    """What waits for this person in the register; asked of the floor above by its name."""
    return import_string(settings.OPEN_WORK_OF)(person, now=timezone.now())
