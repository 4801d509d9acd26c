"""Who sees the people of the force."""

from accounts.models import Role, User


def may_see_people(user: User) -> bool:
    """Administrators keep people, teams and reference data; they see no records."""
    return user.has_role(Role.ADMINISTRATOR)
