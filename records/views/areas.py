"""Areas and their boundaries, for administrators."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import may_administer
from records.actions import NotAllowed
from records.actions import areas as actions
from records.forms.areas import (
    AreaNameForm,
    BoundariesShownForm,
    BoundaryFileForm,
    NewAreaForm,
)
from records.forms.versioned import VersionedForm
from records.models import Area
from records.models.area import AreaKind
from records.places.boundary_files import Unreadable, digest, read
from records.presenters.areas import area_rows, border_rows, own_boundary_file


def administrators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse everybody else; what an action refuses is told in words."""

    @wraps(view)
    def wrapper(request: HttpRequest, **kwargs) -> HttpResponse:
        verdict = may_administer(request.user)
        if not verdict:
            raise PermissionDenied(verdict.reason)
        try:
            return view(request, **kwargs)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        except actions.AreaChanged as conflict:
            messages.warning(request, f"Nothing was changed: {conflict} Please look again.")
        return redirect("areas")

    return wrapper


def _load(area_code: str) -> Area:
    if "\x00" in area_code:  # the database takes no such text
        raise Http404
    return get_object_or_404(Area, pk=area_code)


@require_safe
@administrators_only
def areas(request):
    """All areas: what they are, and whether they have a border."""
    return render(request, "records/areas.html", {"rows": area_rows()})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def create_area(request):
    """Add an area."""
    form = NewAreaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        area = actions.create_area(
            code=cleaned["code"],
            name=cleaned["name"],
            kind=AreaKind(cleaned["kind"]),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, f"{area.name} is added.")
        return redirect("areas")
    return render(request, "records/create_area.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def rename_area(request, area_code):
    """Rename an area; retire it or take it back."""
    area = _load(area_code)
    form = AreaNameForm(request.POST or None, area=area)
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            area = actions.rename_area(
                area_code=area.pk,
                name=form.cleaned_data["name"],
                version_seen=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.AreaChanged as conflict:
            stale = conflict.area
            form.send_again(version=stale.version)
        else:
            messages.success(request, f"{area.name}: saved.")
            return redirect("areas")
    return render(request, "records/area.html", {"area": area, "form": form, "stale": stale})


@administrators_only
@require_POST
def retire_area(request, area_code):
    """Offer it no longer."""
    return _button(request, area_code, actions.retire_area, "is no longer offered")


@administrators_only
@require_POST
def restore_area(request, area_code):
    """Offer it again."""
    return _button(request, area_code, actions.restore_area, "is offered again")


def _button(request, area_code, act, done):
    area = _load(area_code)
    form = VersionedForm(request.POST)
    if form.is_valid():
        area = act(
            area_code=area.pk,
            version_seen=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, f"{area.name} {done}.")
    else:
        messages.error(request, "That page was incomplete. Please try again.")
    return redirect("areas")


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def boundary_file(request):
    """Upload borders; nothing is loaded by it."""
    today = timezone.localdate()
    form = BoundaryFileForm(today=today)
    if request.method == "POST":
        form = BoundaryFileForm(request.POST, request.FILES, today=today)
        if form.is_valid():
            cleaned = form.cleaned_data
            try:
                read(form.text, known=set())
            except Unreadable as fault:
                form.add_error("file", str(fault))
            else:
                kept = actions.keep_boundary_file(
                    text=form.text,
                    name=cleaned["file"].name,
                    source=cleaned["source"],
                    licence=cleaned["licence"],
                    retrieved=cleaned["retrieved"],
                    by=request.user,
                    at=timezone.now(),
                )
                return redirect("load_boundaries", kept.pk)
    return render(request, "records/boundary_file.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def load_boundaries(request, file_id):
    """What the file would do, area by area; the button does it, all of it or nothing."""
    kept = own_boundary_file(file_id, request.user)
    if kept is None:
        messages.info(request, "This file was loaded already, or is no longer kept.")
        return redirect("boundary_file")
    form = BoundariesShownForm(request.POST or None)
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            added, replaced = actions.load_boundaries(
                file_id=kept.pk,
                digest_seen=form.cleaned_data["digest"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.NotAsShown:
            changed = True
        else:
            messages.success(request, f"{added} borders added, {replaced} replaced.")
            return redirect("areas")
    borders = read(kept.text, known=set(Area.objects.values_list("pk", flat=True)))
    return render(
        request,
        "records/load_boundaries.html",
        {
            "kept": kept,
            "rows": border_rows(borders),
            "wrong": sum(bool(border.problem) for border in borders),
            "digest": digest(borders),
            "changed": changed,
        },
    )
