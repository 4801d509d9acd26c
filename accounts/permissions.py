"""Who keeps people, teams and reference data, and what even they may not do.

Each function returns a `Verdict`, used both to refuse and to explain why a button is off.
"""

from dataclasses import dataclass

from accounts.models import AccessToken, Role, Scope, Team, User

# What a token can be made for, by the roles that may read it.
SCOPES = {
    Role.ANALYST: (Scope.REPORTS, Scope.ROW_FILES),
    Role.SUPERVISOR: (Scope.REPORTS,),
}


@dataclass(frozen=True)
class Verdict:
    """Allowed, or the reason why not, in words for the person refused."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


def no(reason: str) -> Verdict:
    return Verdict(False, reason)


def may_administer(user: User) -> Verdict:
    """Administrators keep people, teams and reference data; they see no records."""
    if not user.is_active or not user.has_role(Role.ADMINISTRATOR):
        return no("Only administrators keep people, teams and reference data.")
    return YES


def may_deactivate(user: User, person: User) -> Verdict:
    """End somebody's access. The last administrator is always somebody else's business."""
    if not may_administer(user):
        return may_administer(user)
    if person.pk == user.pk:
        return no("You cannot end your own access; another administrator can.")
    return YES


def may_change_roles(user: User, person: User) -> Verdict:
    """Give and take roles. Nobody gives themselves a role that opens records, or drops the last
    administrator's."""
    if not may_administer(user):
        return may_administer(user)
    if person.pk == user.pk:
        return no("You cannot change your own roles; another administrator can.")
    return YES


def may_close(user: User, team: Team) -> Verdict:
    """Close a team: nobody works in it any more and nothing open lies under it."""
    if not may_administer(user):
        return may_administer(user)
    if team.closed_at is not None:
        return no("The team is closed already.")
    if team.parent_id is None:
        return no("The force itself is not closed.")
    if team.members.active().exists():
        return no("People work in this team: put them into other teams first.")
    if team.children.open().exists():
        return no("There are open teams under this one: close or move them first.")
    return YES


def scopes_for(user: User) -> list[Scope]:
    """What a token of this person could open."""
    return [
        scope
        for scope in Scope
        if any(scope in scopes for role, scopes in SCOPES.items() if user.has_role(role))
    ]


def may_make_tokens(user: User) -> Verdict:
    """Let a program read in one's name."""
    if not (user.is_active and scopes_for(user)):
        return no("Only analysts and supervisors have something that a program could read.")
    return YES


def may_revoke(user: User, token: AccessToken) -> Verdict:
    """End a token: one's own, or as an administrator anybody's."""
    if token.user_id == user.pk or may_administer(user):
        return YES
    return no("Only its owner and administrators revoke a token.")
