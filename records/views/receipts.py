"""The receipt for the person: for the officer to print or show, and behind its short link."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from records import actions, permissions
from records.presenters.receipts import find_receipt, link, qr, receipt_of, receipt_page
from records.views.loading import explains_refusal, load, require


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def make_receipt(request, encounter_id):
    """The receipt to print or to show on the screen; made when it is first asked for."""
    encounter = load(request, encounter_id)
    require(permissions.may_make_receipt(request.user, encounter))
    if request.method == "POST":
        actions.make_receipt(encounter_id=encounter.pk, by=request.user, at=timezone.now())
        return redirect("make_receipt", encounter.pk)
    context = {"encounter": encounter, **receipt_page(encounter)}
    receipt = receipt_of(encounter)
    if receipt is not None:
        address = link(receipt, origin=request.build_absolute_uri("/"))
        context |= {"link": address, "qr": qr(address)}
    return render(request, "records/receipt.html", context)


@login_not_required
@require_safe
def public_receipt(request, code):
    """What the person sees who opens the link. An unknown code says no more than that."""
    receipt = find_receipt(code)
    if receipt is None:
        response = render(request, "records/receipt_unknown.html", status=404)
    else:
        response = render(request, "records/receipt_public.html", receipt_page(receipt.encounter))
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response
