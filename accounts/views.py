"""People and teams, for administrators."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Role, User
from accounts.permissions import may_see_people

PAGE_SIZE = 50


@require_safe
def people(request):
    """Everybody with team and roles."""
    if not may_see_people(request.user):
        raise PermissionDenied("Only administrators see the list of people.")
    everybody = User.objects.select_related("team").order_by("name", "pk")
    page = Paginator(everybody, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [
        {"person": person, "roles": ", ".join(Role(role).label for role in person.roles)}
        for person in page.object_list
    ]
    return render(request, "accounts/people.html", {"page": page, "rows": rows})
