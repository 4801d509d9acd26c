"""Who may read reports and take files away."""

from accounts.models import Role, User
from records.permissions import YES, Verdict, no


def may_read_reports(user: User) -> Verdict:
    """See reports with exact, small counts, and download them."""
    if not (user.is_active and user.has_role(Role.ANALYST)):
        return no("Only analysts read reports.")
    return YES


# The same people, but another thing to do: rows about single occasions leave the service.
may_download_rows = may_read_reports
