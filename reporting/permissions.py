"""Who may read reports and take files away."""

from enum import StrEnum

from accounts.models import Role, User
from records.permissions import YES, Verdict, no


class Access(StrEnum):
    """Whom a report is for. Its page shows exact, small counts: the public gets releases of it."""

    PUBLIC = "public"
    ANALYSTS = "analysts"
    SUPERVISORS = "supervisors"


def may_read_reports(user: User) -> Verdict:
    """See reports with exact, small counts, and download them."""
    if not (user.is_active and user.has_role(Role.ANALYST)):
        return no("Only analysts read reports.")
    return YES


# The same people, but another thing to do: rows about single occasions leave the service.
may_download_rows = may_read_reports


def may_see_team_figures(user: User) -> Verdict:
    """See the figures of one's teams and of those below them; never of single officers."""
    if not (user.is_active and user.has_role(Role.SUPERVISOR) and user.team is not None):
        return no("Only supervisors see the figures of their teams.")
    return YES


def may_read(user: User, access: Access) -> Verdict:
    """See the page of a report that is for these, and download its file."""
    if access is Access.SUPERVISORS:
        return may_see_team_figures(user)
    return may_read_reports(user)


def may_read_something(user: User) -> Verdict:
    """See whatever is of use to everybody who reads any report."""
    return may_read_reports(user) or may_see_team_figures(user)


def may_see_tables(user: User) -> Verdict:
    """See which published tables are loaded: they are public, and nothing of the register."""
    if not (user.is_active and user.has_role(Role.ANALYST, Role.ADMINISTRATOR)):
        return no("Only analysts and administrators see the published tables.")
    return YES


def may_see_agreement(user: User) -> Verdict:
    """See how far first and second reviews agree: no names, no records."""
    if not (user.is_active and user.has_role(Role.ANALYST, Role.PROFESSIONAL_STANDARDS)):
        return no("Only professional standards and analysts see how far reviews agree.")
    return YES
