"""The queue of professional standards."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from records import actions, permissions
from records.forms.decisions import OpenRecordForm
from records.forms.escalated import EscalatedFilter
from records.models import Encounter
from records.presenters.escalated import escalated_counts, escalated_rows
from records.views.loading import require

PAGE_SIZE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def escalated(request):
    """Records that wait for professional standards; and opening another with a reason."""
    require(permissions.may_open_any_record(request.user))
    form = OpenRecordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record = actions.open_record(
                reference=form.cleaned_data["reference"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.NotAllowed as refusal:
            form.add_error("reference", str(refusal))
        else:
            if record is not None:
                return redirect("encounter", record.pk)
            form.add_error("reference", "No filed record has this reference")
    asked = EscalatedFilter(request.GET)
    waiting = Encounter.objects.visible_to(request.user).escalated()
    counts = escalated_counts(waiting, chosen=asked.category)
    chosen = waiting.of_concern(asked.category) if asked.category else waiting
    page = Paginator(chosen.order_by(asked.order, "pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "records/escalated.html",
        {
            "page": page,
            "rows": escalated_rows(page.object_list, reader=request.user, now=timezone.now()),
            "counts": counts,
            "total": sum(count.number for count in counts),
            "asked": asked,
            "form": form,
        },
    )
