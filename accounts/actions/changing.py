"""What changes of people and teams have in common: a lock, a version, a refusal in words."""

from accounts.models import Role, Team, User
from accounts.permissions import Verdict


class Refused(Exception):
    """The change is not possible; the message is for whoever asked for it."""


class Stale(Exception):
    """Another administrator changed it after the page was opened; nothing was written."""

    def __init__(self, now: User | Team) -> None:
        super().__init__(f"{now} was changed by somebody else after you opened the page.")
        self.now = now


def insist(verdict: Verdict) -> None:
    """Refuse what is not allowed."""
    if not verdict:
        raise Refused(verdict.reason)


def insist_unchanged(now: User | Team, version_seen: int) -> None:
    """Refuse to write over what the administrator has not seen."""
    if now.version != version_seen:
        raise Stale(now)


def lock_people(*people: int) -> dict[int, User]:
    """These people as they are now, and every administrator, so that one of them remains.

    In the order of their ids: two who lock several cannot wait for each other.
    """
    wanted = User.objects.filter(pk__in=people) | User.objects.with_role(Role.ADMINISTRATOR)
    locked = (
        wanted.select_for_update(of=("self",), no_key=True).select_related("team").order_by("pk")
    )
    return {person.pk: person for person in locked}


def insist_on_an_administrator() -> None:
    """After the change somebody must be left who can undo it."""
    if not User.objects.active().with_role(Role.ADMINISTRATOR).exists():
        raise Refused("Nobody would be left who can keep people and teams.")


def lock_tree() -> None:
    """Changes of the tree come one after the other: a path depends on all above it."""
    list(Team.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
