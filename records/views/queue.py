"""The supervisor's queue: finding records, keeping searches, saying who takes what."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from records import actions, permissions
from records.forms.queue import AssignForm, SavedSearchForm
from records.models import Encounter
from records.presenters.queue import carry, people_to_ask, queue_lines, queue_page
from records.queue.address import Choices, read
from records.queue.filters import QueueFilter
from records.views.loading import require

PAGE_SIZE, LONG_PAGE = 25, 100


@require_safe
def queue(request):
    """The records that the address asks for; without a word, what waits for review."""
    require(permissions.may_see_queue(request.user))
    now, user = timezone.now(), request.user
    asked = read(request.GET, user=user)
    chosen = asked.chosen
    if chosen.reference and (found := _address_of(chosen.reference, user)):
        return redirect(found)
    records = chosen.records(user, now=now)
    counts = records.counted_by_feature(now=now, at_most=chosen.counted_at_most)
    long = request.GET.get("size") == str(LONG_PAGE)
    paginator = Paginator(records.in_order(chosen.sort), LONG_PAGE if long else PAGE_SIZE)
    paginator.count = counts.total  # known already
    page = paginator.get_page(request.GET.get("page"))
    rows = queue_lines(page.object_list, chosen=chosen, user=user, now=now)
    if chosen.words and rows:
        actions.search(shown=[row.reference for row in rows], by=user, at=now)
    return render(
        request,
        "records/queue.html",
        {
            **queue_page(asked, counts),
            "page": page,
            "rows": rows,
            "long": long,
            "may_be_longer": counts.total > PAGE_SIZE,
            "saved": user.saved_searches.order_by("name", "pk"),
            "next": _next(request.GET.get("next", ""), records, chosen),
        },
    )


def _address_of(reference: str, user) -> str | None:
    """Where the record of that reference is, for this person."""
    visible = Encounter.objects.visible_to(user)
    found = visible.filter(reference=reference).values_list("pk", flat=True).first()
    if found is None:
        return None
    waits = visible.reviewable_by(user).filter(pk=found).exists()
    return reverse("review" if waits else "encounter", args=[found])


def _next(written: str, records, chosen: QueueFilter) -> dict | None:
    """The record that stood after the one just decided, if it is still to be had."""
    key = _uuid(written)
    if key is None:
        return None
    reference = records.filter(pk=key).values_list("reference", flat=True).first()
    return reference and {
        "reference": reference,
        "href": reverse("review" if chosen.for_deciding else "encounter", args=[key])
        + carry(chosen),
    }


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


# -- Assignment -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request):
    """One page for one record or for a hundred: which, and to whom."""
    require(permissions.may_see_queue(request.user))
    asked = request.POST if request.method == "POST" else request.GET
    back = _back(asked)
    keys = {key for written in asked.getlist("record") if (key := _uuid(written))}
    if len(keys) > actions.ASSIGNED_AT_ONCE:
        messages.error(
            request, f"Choose at most {actions.ASSIGNED_AT_ONCE} records: you chose {len(keys)}."
        )
        return redirect(back)
    encounters = _load(request.user, keys)
    if not encounters:
        messages.info(request, "Tick the records first, then assign them.")
        return redirect(back)
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        encounters=encounters,
        people=people_to_ask(encounters, request.user),
        by=request.user,
        initial={"record": [str(encounter.pk) for encounter in encounters]},
    )
    problems = ()
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.assign(**form.for_action(), by=request.user, at=timezone.now())
        except actions.NotAssigned as refusal:
            problems = refusal.problems
            form.leave_out(problem.encounter for problem in problems)
        else:
            had = {record.pk: record.assigned_to for record in encounters}
            messages.success(request, _told(form.for_action()["to"], done, had, by=request.user))
            return redirect(back)
    return render(
        request,
        "records/assign.html",
        {
            "form": form,
            "encounters": encounters,
            "problems": problems,
            "back": back,
            "query": asked.get("queue", ""),
            "from_record": asked.get("from", ""),
        },
    )


def _load(user, keys: set[UUID]) -> list[Encounter]:
    """Those of the records that the person may read, with what a permission looks at."""
    return list(
        Encounter.objects.visible_to(user)
        .filter(pk__in=keys)
        .select_related("team", "reporting_officer__team", "assigned_to")
        .prefetch_related("officers_present__officer__team", "uses__officer__team")
        .order_by("submitted_at", "pk")
    )


def _back(asked: QueryDict) -> str:
    """The list, or the record, from which records were assigned."""
    query = asked.get("queue", "")[:2_000]
    if (record := _uuid(asked.get("from", ""))) is not None:
        carried = QueryDict(mutable=True)
        carried["queue"] = query
        return f"{reverse('encounter', args=[record])}?{carried.urlencode()}"
    return f"{reverse('queue')}?{QueryDict(query).urlencode()}".rstrip("?")


def _told(to, changed: list[Encounter], had: dict[UUID, User | None], *, by) -> str:
    """What was done, and from whom it was taken: the page may not have said that they had it."""
    if not changed:
        return "Nothing had to change: that is how they are assigned already."
    what = changed[0].reference if len(changed) == 1 else f"{len(changed)} records"
    others = {person.name for one in changed if (person := had.get(one.pk)) and person.pk != by.pk}
    until_now = f" Until now: {', '.join(sorted(others))}." if others else ""
    if to is None:
        return f"{what}: assigned to nobody in particular.{until_now}"
    whom = "you" if to.pk == by.pk else to.name
    return f"{what}: assigned to {whom}. Other supervisors can still review.{until_now}"


# -- Saved searches -------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def saved_searches(request):
    """The searches one keeps; and keeping the one in `query`."""
    require(permissions.may_see_queue(request.user))
    form = SavedSearchForm(request.POST or None, initial={"daily_digest": False})
    asked = request.POST if request.method == "POST" else request.GET
    query = asked.get("query", "")
    saving = "query" in asked
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_search(
                **form.cleaned_data, query=query, by=request.user, at=timezone.now()
            )
        except actions.NameTaken:
            form.add_error("name", "You keep another search under this name: give another")
        except actions.NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Saved as “{saved.name}”.")
            return redirect(f"{reverse('queue')}?{saved.query}".rstrip("?"))
    chosen = read(QueryDict(query), user=request.user).chosen
    return render(
        request,
        "records/saved_searches.html",
        {
            "form": form,
            "saving": saving or request.method == "POST",
            "query": chosen.query(),
            "scope": chosen.scope.label,
            "words": chosen.in_words(),
            "searches": _described(request.user),
        },
    )


def _described(user) -> list[dict]:
    """Every search with what it asks for, and with what of it means nothing any more."""
    described = []
    choices = Choices(user)
    for saved in user.saved_searches.order_by("name", "pk"):
        asked = read(QueryDict(saved.query), user=user, choices=choices)
        described.append(
            {
                "saved": saved,
                "words": [asked.chosen.scope.label, *asked.chosen.in_words()],
                "ignored": asked.ignored,
                "href": f"{reverse('queue')}?{saved.query}".rstrip("?"),
            }
        )
    return described


@require_http_methods(["GET", "HEAD", "POST"])
def change_saved_search(request, saved_search_id):
    """Its name, and whether a mail comes every day."""
    require(permissions.may_see_queue(request.user))
    saved = _own(request, saved_search_id)
    form = SavedSearchForm(
        request.POST or None, initial={"name": saved.name, "daily_digest": saved.daily_digest}
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_saved_search(
                saved_search_id=saved.pk,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except actions.NameTaken:
            form.add_error("name", "You keep another search under this name: give another")
        else:
            messages.success(
                request,
                f"“{changed.name}” is changed." if changed else "It was deleted meanwhile.",
            )
            return redirect("saved_searches")
    return render(request, "records/change_saved_search.html", {"form": form, "saved": saved})


@require_http_methods(["GET", "HEAD", "POST"])
def delete_saved_search(request, saved_search_id):
    """Forget one; a second click finds it gone."""
    require(permissions.may_see_queue(request.user))
    if request.method != "POST":  # led back here after signing in
        return redirect("saved_searches")
    if actions.delete_saved_search(
        saved_search_id=saved_search_id, by=request.user, at=timezone.now()
    ):
        messages.success(request, "The saved search is deleted.")
    else:
        messages.info(request, "That saved search is not there any more.")
    return redirect("saved_searches")


def _own(request, saved_search_id):
    saved = request.user.saved_searches.filter(pk=saved_search_id).first()
    if saved is None:
        raise Http404
    return saved
