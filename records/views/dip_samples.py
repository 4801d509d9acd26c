"""Dip samples: drawn by professional standards, reviewed again without the first decision."""

import secrets
import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from records import actions, sampling, second_looks
from records.forms.judging import SecondReviewForm
from records.forms.second_looks import DipSampleForm
from records.models import DipSample, DipSampleItem
from records.models.dip_sample import LARGEST_SEED
from records.presenters.accounts import given_accounts
from records.presenters.dip_samples import sample_line, sample_page
from records.presenters.record import blind_page
from records.views.loading import WHOLE_RECORD, require
from records.vocabulary import Decision

PAGE_SIZE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def dip_samples(request):
    """The samples drawn, and drawing another."""
    require(second_looks.may_run_dip_samples(request.user))
    form = DipSampleForm(
        request.POST if request.method == "POST" else None, initial={"page_id": uuid.uuid4()}
    )
    if request.method == "POST" and form.is_valid():
        sample = _draw(request, form)
        if sample is not None:
            messages.success(request, f"{sample.size} records are drawn and given out.")
            return redirect("dip_sample", sample.pk)
    samples = DipSample.objects.visible_to(request.user).with_progress()
    page = Paginator(samples.order_by("-drawn_at", "-pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "records/dip_samples.html",
        {"form": form, "page": page, "rows": [sample_line(sample) for sample in page]},
    )


def _draw(request, form):
    """The sample, or None with what stands in the way said on the form."""
    cleaned = form.cleaned_data
    seed = cleaned["seed"]
    try:
        return actions.draw_dip_sample(
            first_day=cleaned["first_day"],
            last_day=cleaned["last_day"],
            size=cleaned["size"],
            seed=secrets.randbelow(LARGEST_SEED) if seed is None else seed,
            reviewers=form.people,
            by=request.user,
            at=timezone.now(),
            page_id=cleaned["page_id"],
        )
    except actions.NothingToDraw:
        form.add_error("first_day", "No record was accepted in this period, and is still accepted")
    except sampling.TooFew as few:
        form.add_error(
            "size",
            f"There are {few.strata} groups by borough command and before arrest or not: draw at "
            f"least {few.strata}, one of each",
        )
    except actions.NotAllowed as refusal:
        form.add_error("reviewers", str(refusal))
    return None


@require_safe
def dip_sample(request, sample_id):
    """How one sample was drawn, and how far it is."""
    require(second_looks.may_run_dip_samples(request.user))
    samples = DipSample.objects.visible_to(request.user).with_progress()
    sample = get_object_or_404(samples.select_related("drawn_by"), pk=sample_id)
    return render(request, "records/dip_sample.html", sample_page(sample))


@require_http_methods(["GET", "HEAD", "POST"])
def give_second_review(request, item_id):
    """The record without anything that was decided, and the questions of the first decision."""
    items = DipSampleItem.objects.visible_to(request.user).open()
    item = get_object_or_404(
        items.select_related(
            "encounter__area", "encounter__team", "encounter__reporting_officer__team"
        ).prefetch_related(*(f"encounter__{part}" for part in WHOLE_RECORD)),
        pk=item_id,
    )
    encounter = item.encounter
    verdict = second_looks.may_give_second_review(request.user, item)
    if not verdict:
        messages.info(request, verdict.reason)
        return redirect("home")
    form = SecondReviewForm(
        request.POST if request.method == "POST" else None,
        initial={"version": encounter.version},
        accounts=given_accounts(encounter),
    )
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_second_review(
                item_id=item.pk,
                decision=Decision(form.cleaned_data["decision"]),
                judgement=form.judgement,
                version_seen=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.Stale as conflict:
            changed = True
            form.send_again(version=conflict.encounter.version)
        except actions.NotAllowed as refusal:
            messages.info(request, str(refusal))
            return redirect("home")
        else:
            messages.success(request, f"{encounter.reference}: your second review is kept.")
            return redirect("home")
    if request.method != "POST":
        actions.consult_blind(item=item, by=request.user, at=timezone.now())
    return render(
        request,
        "records/second_review.html",
        {
            **blind_page(encounter, request.user, now=timezone.now()),
            "form": form,
            "changed": changed,
        },
    )
