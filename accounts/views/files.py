"""People by CSV: try a file out, read what it would do, apply it; and the people as a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.actions.files import NotAsShown
from accounts.forms.files import ConfirmForm, PeopleFileForm
from accounts.models import PeopleFile, Role, User
from accounts.people_file import COLUMNS, NONE
from accounts.people_file.planning import make_plan
from accounts.people_file.reading import Unreadable, read
from accounts.people_file.report import report_of
from accounts.people_file.writing import people_csv, template_csv
from accounts.views.loading import administrators_only


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def people_file(request):
    """Upload or paste; nothing is changed by it."""
    form = PeopleFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = PeopleFileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                read(form.text)
            except Unreadable as fault:
                form.add_error("file" if form.cleaned_data["file"] else "pasted", str(fault))
            else:
                kept = actions.keep_people_file(
                    text=form.text, name=form.name, by=request.user, at=timezone.now()
                )
                return redirect("check_people_file", kept.pk)
    return render(
        request,
        "accounts/people_file.html",
        {"form": form, "columns": COLUMNS, "none": NONE, "roles": Role.values},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def check_people_file(request, file_id):
    """What the file would do, line by line; the button does it, all of it or nothing."""
    kept = PeopleFile.objects.filter(pk=file_id, by=request.user).first()
    if kept is None:
        messages.info(request, "This file was applied already, or is no longer kept.")
        return redirect("people_file")
    form = ConfirmForm(request.POST or None)
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            number = actions.apply_people_file(
                file_id=kept.pk,
                digest_seen=form.cleaned_data["digest"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("people_file")
        except NotAsShown as conflict:
            plan, changed = conflict.plan, True
        else:
            messages.success(request, f"The file is applied: {number} people added or changed.")
            return redirect("people")
    else:
        plan = make_plan(kept.text, by=request.user, today=timezone.localdate())
    return render(
        request,
        "accounts/check_people_file.html",
        {"kept": kept, "report": report_of(plan), "plan": plan, "changed": changed},
    )


@require_safe
@administrators_only
def people_csv_file(request):
    """Everybody, to change and hand in again."""
    everybody = list(User.objects.order_by("warrant_number"))
    actions.disclose_people(number=len(everybody), by=request.user, at=timezone.now())
    return _file(people_csv(everybody), f"people-{timezone.localdate()}.csv")


@require_safe
@administrators_only
def people_template(request):
    """An example to write over."""
    return _file(template_csv(), "people-template.csv")


def _file(text: str, name: str) -> HttpResponse:
    # The mark tells spreadsheets that it is UTF-8.
    return HttpResponse(
        "\ufeff" + text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
