"""Who asks: the owner of a token, sent as a bearer token or, for spreadsheets, as a password.

Never in the query of an address: that is written into logs and histories on the way.
"""

import base64
import binascii
from datetime import datetime

from accounts.actions import note_use
from accounts.models import AccessToken, Scope
from accounts.tokens import PREFIX, token_of
from reporting.api.problems import Kind, Problem

# Basic first: simple programs look at the first only, and ask their user for a password.
CHALLENGE = 'Basic realm="Cuffing", Bearer realm="Cuffing"'


def token_sent(authorization: str, *, scope: Scope, at: datetime) -> AccessToken:
    """The token of the header, if it works and is for this. Its owner's roles are asked later."""
    secret = _secret(authorization)
    if not secret:
        raise _unknown("Send a token in the header: Authorization: Bearer …")
    token = token_of(secret)
    if token is None:
        raise _unknown("This token is not known.")
    if token.revoked_at is not None or not token.user.is_active:
        raise _unknown("This token was revoked.")
    if token.expires_at <= at:
        raise _unknown(f"This token ended on {token.expires_at:%Y-%m-%d}.")
    if scope not in token.scopes:
        raise Problem(
            Kind.WRONG_SCOPE,
            f"This token may not read {scope.label.lower()}.",
            headers={
                "WWW-Authenticate": 'Bearer realm="Cuffing", error="insufficient_scope", '
                f'scope="{scope.value}"'
            },
        )
    note_use(token, at=at)
    return token


def _unknown(detail: str) -> Problem:
    return Problem(Kind.NO_TOKEN, detail, headers={"WWW-Authenticate": CHALLENGE})


def _secret(authorization: str) -> str:
    scheme, _, sent = authorization.partition(" ")
    match scheme.lower():
        case "bearer":
            return sent.strip()
        case "basic":
            return _of_basic(sent.strip())
        case _:
            return ""


def _of_basic(sent: str) -> str:
    """The token is the password; or the name, where a program sends it in front of the host."""
    try:
        name, _, password = base64.b64decode(sent, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return next((part for part in (password, name) if part.startswith(PREFIX)), "")
