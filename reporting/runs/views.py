"""What every page needs that shows a run: to have one made, and the button for it."""

from django.contrib import messages

from reporting.permissions import may_work_out
from reporting.runs.actions import have_worked_out


def has_worked_out(request, report, selection, now):
    """Work it out or note it, and tell which."""
    scope = report.offline.scope_of(selection)
    if have_worked_out(report=report, scope=scope, by=request.user, at=now):
        messages.success(request, "Worked out anew, and stored.")
    else:
        messages.info(
            request,
            "There are too many records to wait for, or somebody is having it worked out already. "
            "It is noted, and will be worked out soon.",
        )


def working_out(request, report, action, selection):
    """What the button needs, or why there is none."""
    allowed = may_work_out(request.user, report.access)
    if not allowed:
        return {"refused": allowed.reason}
    return {"action": action, "fields": selection.query()}
