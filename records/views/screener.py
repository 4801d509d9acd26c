"""Do I need to record this?"""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from records import permissions
from records.forms.screener import ScreenerForm
from records.presenters.beginning import beginning


@require_safe
def screener(request):
    """Three questions in the address, an answer on the page, and nothing stored."""
    asked = "check" in request.GET
    form = ScreenerForm(request.GET if asked else None)
    answer = form.answer if asked and form.is_valid() else None
    records = answer is not None and answer.needed and permissions.may_record(request.user)
    return render(
        request,
        "records/screener.html",
        {
            "form": form,
            "answer": answer,
            "beginning": beginning(request.user) if records else None,
        },
    )
