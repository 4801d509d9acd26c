"""The whole record with its history as a PDF."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from records import actions
from records.presenters.answers import moment
from records.presenters.record import record_page
from records.printing.blocks import blocks
from records.printing.paper import pdf
from records.views.loading import load
from records.vocabulary import INCOMPLETE_STATUSES


@require_safe
def record_pdf(request, encounter_id):
    """What the page shows, from the same template; taking it is logged as a disclosure."""
    encounter = load(request, encounter_id)
    if encounter.status in INCOMPLETE_STATUSES:
        return redirect("encounter", encounter.pk)
    now = timezone.now()
    page = render_to_string(
        "records/printed.html",
        {
            **record_page(encounter, request.user, now=now),
            "user": request.user,
            "printed_at": moment(now),
        },
    )
    file = pdf(
        blocks(page),
        title=encounter.reference,
        footer=f"{encounter.reference}, printed by {request.user}, {moment(now)}",
    )
    actions.print_record(encounter=encounter, by=request.user, at=now)
    response = HttpResponse(file, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{encounter.reference}.pdf"'
    return response
