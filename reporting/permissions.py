"""Who may read reports and take files away."""

from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Role, User
from records.permissions import YES, Verdict, no
from reporting.models import OfficerAccess


class Access(StrEnum):
    """Whom a report is for. Its page shows exact, small counts: the public gets releases of it."""

    PUBLIC = "public"
    ANALYSTS = "analysts"
    SUPERVISORS = "supervisors"
    OFFICERS = "officers"


def may_read_reports(user: User) -> Verdict:
    """See reports with exact, small counts, and download them."""
    if not (user.is_active and user.has_role(Role.ANALYST)):
        return no("Only analysts read reports.")
    return YES


# The same people, but another thing to do: rows about single occasions leave the service.
may_download_rows = may_read_reports


def may_release(user: User) -> Verdict:
    """Make public figures, publish and withdraw them."""
    if not (user.is_active and user.has_role(Role.ANALYST)):
        return no("Only analysts release figures.")
    return YES


def may_see_team_figures(user: User) -> Verdict:
    """See the figures of one's teams and of those below them; never of single officers."""
    if not (user.is_active and user.has_role(Role.SUPERVISOR) and user.team is not None):
        return no("Only supervisors see the figures of their teams.")
    return YES


def may_see_officer_figures(user: User) -> Verdict:
    """See figures of single officers: one's own, or those that `officers_shown_to` gives."""
    who = (Role.OFFICER, Role.SUPERVISOR, Role.PROFESSIONAL_STANDARDS)
    if not (user.is_active and user.has_role(*who)):
        return no("Only officers, their supervisors and professional standards see these figures.")
    return YES


def may_open_any_officer(user: User) -> Verdict:
    """See the figures of any officer for a day, with a stated reason."""
    if not (user.is_active and user.has_role(Role.PROFESSIONAL_STANDARDS)):
        return no("Only professional standards see the figures of others with a stated reason.")
    return YES


def officers_shown_to(user: User, *, now: datetime) -> QuerySet[User]:
    """The officers whose figures `user` may see; anybody else does not exist to them.

    Officers see their own. Supervisors those of their teams and below, never of whoever is above
    them. Professional standards those they opened with a stated reason.
    """
    seen = Q(pk__in=[])
    if may_see_officer_figures(user):
        if user.has_role(Role.OFFICER, Role.SUPERVISOR):
            seen |= Q(pk=user.pk)
        if user.has_role(Role.SUPERVISOR) and user.team is not None:
            seen |= Q(team__path__startswith=user.team.path)
        if may_open_any_officer(user):
            opened = OfficerAccess.objects.filter(
                user=user, officer=OuterRef("pk"), ends_at__gt=now
            )
            seen |= Exists(opened)
    return officers().filter(seen)


def officers() -> QuerySet[User]:
    """Everybody who may handcuff people and belongs to a team, also those who left."""
    return User.objects.filter(
        roles__overlap=[Role.OFFICER, Role.SUPERVISOR], team__isnull=False
    ).select_related("team")


def may_read(user: User, access: Access) -> Verdict:
    """See the page of a report that is for these, and download its file."""
    if access is Access.SUPERVISORS:
        return may_see_team_figures(user)
    if access is Access.OFFICERS:
        return may_see_officer_figures(user)
    return may_read_reports(user)


def may_work_out(user: User, access: Access) -> Verdict:
    """Have a report worked out anew: whoever reads it, but of officers those who answer for them.

    It reads the whole force, so nobody does it for a look at their own figures.
    """
    read = may_read(user, access)
    answers = user.has_role(Role.SUPERVISOR, Role.PROFESSIONAL_STANDARDS)
    if read and access is Access.OFFICERS and not answers:
        return no("Supervisors and professional standards have other months worked out.")
    return read


def may_read_something(user: User) -> Verdict:
    """See whatever is of use to everybody who reads any report."""
    return may_read_reports(user) or may_see_team_figures(user)


def may_see_tables(user: User) -> Verdict:
    """See which published tables are loaded: they are public, and nothing of the register."""
    if not (user.is_active and user.has_role(Role.ANALYST, Role.ADMINISTRATOR)):
        return no("Only analysts and administrators see the published tables.")
    return YES


# The same people: a table is public, its file is checked, and every edition stays.
may_load_tables = may_see_tables


def may_see_agreement(user: User) -> Verdict:
    """See how far first and second reviews agree: no names, no records."""
    if not (user.is_active and user.has_role(Role.ANALYST, Role.PROFESSIONAL_STANDARDS)):
        return no("Only professional standards and analysts see how far reviews agree.")
    return YES
