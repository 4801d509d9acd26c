"""Home, health and errors."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import Role
from records import permissions
from records.models import Encounter
from records.presenters.beginning import beginning
from records.presenters.lists import home_lists, queue_summary
from records.presenters.to_read import to_read


@require_GET
def home(request):
    """What waits for this person, by role."""
    user, now = request.user, timezone.now()
    visible = Encounter.objects.visible_to(user)
    # A supervisor who was an officer still has questions to answer and accounts to give.
    took_part = user.has_role(Role.OFFICER, Role.SUPERVISOR)
    waiting = to_read(user)
    listed = [line.pk for line in waiting["decisions"]]
    may_record = permissions.may_record(user)
    return render(
        request,
        "home.html",
        {
            "lists": home_lists(visible, user, listed=listed) if took_part else None,
            "queue": queue_summary(visible, user, now) if permissions.may_see_queue(user) else None,
            "may_record": may_record,
            "beginning": beginning(user) if may_record else None,
            "to_read": waiting,
            "is_analyst": user.has_role(Role.ANALYST),
            "is_administrator": user.has_role(Role.ADMINISTRATOR),
            "is_professional_standards": user.has_role(Role.PROFESSIONAL_STANDARDS),
        },
    )


@login_not_required
@require_GET
def health(request):
    """For monitors: the process answers and the database does too."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok"})


@login_not_required
def csrf_failure(request, reason=""):
    """The form was open too long, or was sent from another page."""
    return render(request, "403_csrf.html", status=403)
