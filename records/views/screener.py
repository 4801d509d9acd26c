"""Do I need to record this?"""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from records import permissions
from records.forms.screener import ScreenerForm


@require_safe
def screener(request):
    """Three questions in the address, an answer on the page, and nothing stored."""
    asked = "check" in request.GET
    form = ScreenerForm(request.GET if asked else None)
    answer = form.answer if asked and form.is_valid() else None
    return render(
        request,
        "records/screener.html",
        {
            "form": form,
            "answer": answer,
            "may_record": permissions.may_record(request.user),
        },
    )
