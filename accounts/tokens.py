"""Secrets of personal tokens: how one is made, and whose it is when a program sends it back."""

import secrets
from hashlib import sha256

from accounts.models import AccessToken

# So that people, and programs that look for secrets left in files, know one when they see it.
PREFIX = "cuffing_"
RANDOM_BYTES = 24  # 192 bits: nobody guesses one, however many they try


def new_secret() -> str:
    """Letters and digits only: it may stand in an address, and a double click selects it."""
    return PREFIX + secrets.token_hex(RANDOM_BYTES)


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def token_of(secret: str) -> AccessToken | None:
    """The token of this secret with its owner as they are now, whether or not it still opens
    anything."""
    tokens = AccessToken.objects.select_related("user__team")
    return tokens.filter(digest=digest_of(secret)).first()
