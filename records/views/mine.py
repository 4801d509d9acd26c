"""Everything an officer reported, gave an account in, or was listed in."""

from django.core.paginator import Paginator
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.views.decorators.http import require_safe

from records import permissions
from records.forms.mine import MineForm
from records.models import Area, Encounter
from records.own import Part
from records.presenters.mine import mine_lines, status_counts
from records.views.loading import require

PAGE_SIZE = 25


@require_safe
def my_records(request):
    """Newest first; the filters stand in the address."""
    require(permissions.may_record(request.user))
    form = MineForm(request.GET, areas=list(Area.objects.order_by("name", "pk")))
    form.is_valid()  # a filter that is not understood is left out, and said so
    part = form.cleaned_data.get("part")
    own = Encounter.objects.visible_to(request.user).of_officer(
        request.user, part=Part(part) if part else None
    )
    counts = status_counts(form.narrow_all_but_status(own))
    form.say_counts(counts)
    found = (
        form.narrow(own)
        .select_related("area", "reporting_officer")
        .order_by(Coalesce("occurred_at", "created_at").desc(), "pk")
    )
    paginator = Paginator(found, PAGE_SIZE)
    paginator.count = form.count(counts)  # known already
    page = paginator.get_page(request.GET.get("page"))
    return render(
        request,
        "records/mine.html",
        {
            "form": form,
            "page": page,
            "lines": mine_lines(page.object_list, request.user),
            "narrowed": form.is_narrowed,
        },
    )
