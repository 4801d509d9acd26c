"""The key under which an officer's unsent drafts rest on a device.

It follows from a secret of the installation and the officer, so that the same officer can open
the same drafts after signing in again, and nobody else can.
"""

import hashlib
import hmac

from django.conf import settings

from accounts.models import User

# What devices may keep, and for how long: stated on the offline page.
MOST_DRAFTS = 20
KEPT_DAYS = 30


def key_of(user: User) -> bytes:
    """256 bits for AES-GCM; given to nobody but the officer, signed in."""
    return _derived("key", user)


def mark_of(user: User) -> str:
    """Stands for the officer on the device; tells neither who it is nor the key."""
    return _derived("mark", user).hex()[:32]


def _derived(purpose: str, user: User) -> bytes:
    secret = settings.OFFLINE_KEY.encode()
    return hmac.new(secret, f"{purpose}:{user.pk}".encode(), hashlib.sha256).digest()
