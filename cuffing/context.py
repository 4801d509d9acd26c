"""What base.html needs to know on every page."""

from django.conf import settings
from django.urls import reverse

from accounts.models import Role
from records import permissions
from reporting.permissions import may_see_team_figures

# (label, name of the URL, who sees it)
_NAVIGATION = (
    ("Home", "home", lambda user: True),
    ("Review", "queue", permissions.may_see_queue),
    ("Escalated", "escalated", permissions.may_open_any_record),
    ("Team figures", "team_figures", may_see_team_figures),
    ("Reports", "reports", lambda user: user.has_role(Role.ANALYST)),
    ("People", "people", lambda user: user.has_role(Role.ADMINISTRATOR)),
    ("Teams", "teams", lambda user: user.has_role(Role.ADMINISTRATOR)),
    ("Areas", "areas", lambda user: user.has_role(Role.ADMINISTRATOR)),
    ("Rules", "rules", lambda user: user.has_role(Role.ADMINISTRATOR)),
)


def page(request):
    """`demo`: the data are fictional; `navigation`: what this person can open."""
    # Error pages are made for requests that never met the sign-in middleware.
    user = getattr(request, "user", None)
    navigation = []
    if user is not None and user.is_authenticated:
        for label, name, sees in _NAVIGATION:
            if sees(user):
                url = reverse(name)
                navigation.append({"label": label, "url": url, "current": request.path == url})
    return {"demo": settings.ENVIRONMENT == "demo", "navigation": navigation}
