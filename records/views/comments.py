"""Adding a comment to a filed record."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from records import actions, permissions
from records.forms.comments import CommentForm
from records.presenters.comments import comments
from records.views.loading import explains_refusal, load, require


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def add_comment(request, encounter_id):
    """The comments so far, and one more."""
    encounter = load(request, encounter_id)
    require(permissions.may_comment(request.user, encounter))
    form = CommentForm(request.POST or None, initial={"comment_id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        actions.add_comment(
            encounter_id=encounter.pk, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, f"Your comment is part of {encounter.reference}.")
        return redirect(f"{reverse('encounter', args=[encounter.pk])}#comments")
    return render(
        request,
        "records/comment.html",
        {"encounter": encounter, "form": form, "comments": comments(encounter)},
    )
