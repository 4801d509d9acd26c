"""Making and revoking personal tokens, and noting that one was used."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.actions.changing import Refused, insist
from accounts.models import AccessToken, Scope, User
from accounts.permissions import may_make_tokens, may_revoke, scopes_for
from accounts.tokens import digest_of, new_secret
from audit.actions import record
from audit.models import Operation

TOKENS_AT_MOST = 20
NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_token(
    *, name: str, scopes: Iterable[Scope], days: int, by: User, at: datetime
) -> tuple[AccessToken, str]:
    """A token for oneself and its secret, which nobody can read again."""
    # As they are now, and one after the other: there is a limit to their number.
    by = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    insist(may_make_tokens(by))
    scopes = sorted(set(scopes))
    if not set(scopes) <= set(scopes_for(by)):
        raise Refused("Your roles do not open all of that.")
    alive = by.access_tokens.alive(at=at)
    if alive.filter(name__iexact=name).exists():
        raise Refused(f"You have a token “{name}” already: give another name, or revoke that one.")
    if alive.count() >= TOKENS_AT_MOST:
        raise Refused(f"You have {TOKENS_AT_MOST} tokens already: revoke one first.")
    secret = new_secret()
    token = AccessToken.objects.create(
        user=by,
        name=name,
        digest=digest_of(secret),
        ending=secret[-4:],
        scopes=scopes,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    detail = {"scopes": scopes, "expires_at": token.expires_at.isoformat()}
    _log(token, action="make_token", operation=Operation.COLLECTION, by=by, at=at, detail=detail)
    return token, secret


@transaction.atomic
def revoke_token(*, token_id: int, by: User, at: datetime) -> AccessToken:
    """End a token at once; revoking it again changes nothing."""
    token = AccessToken.objects.select_for_update(of=("self",)).get(pk=token_id)
    insist(may_revoke(by, token))
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = at, by
        token.save(update_fields=["revoked_at", "revoked_by"])
        _log(token, action="revoke_token", operation=Operation.ALTERATION, by=by, at=at)
    return token


def revoke_all(people: Iterable[User], *, by: User, at: datetime) -> None:
    """Part of ending somebody's access, and logged with it: also a return brings none back."""
    alive = AccessToken.objects.filter(user__in=people, revoked_at__isnull=True)
    alive.update(revoked_at=at, revoked_by=by)


def note_use(token: AccessToken, *, at: datetime) -> None:
    """When it was used last, to the minute. What it was used for is in the audit."""
    if token.last_used_at is None or token.last_used_at < at - NOTED_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=at)


def _log(
    token: AccessToken,
    *,
    action: str,
    operation: Operation,
    by: User,
    at: datetime,
    detail: dict | None = None,
) -> None:
    record(
        at=at,
        by=by,
        operation=operation,
        action=action,
        object_type="access_token",
        object_id=token.pk,
        object_label=f"Token of {token.user}",
        detail=detail,
    )
