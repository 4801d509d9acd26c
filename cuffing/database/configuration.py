"""Which database: one named in the environment, or our own embedded server.

Two roles use it. The owner creates and migrates the tables (DATABASE_OWNER_URL); the web role
serves (DATABASE_URL) and cannot change what is append-only. DATABASE_ROLE, `web` unless
something says `owner`, picks one; `manage.py` does so for the commands that need the owner.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from cuffing.database.embedded import DATABASE, OWNER_ROLE, PORT, WEB_ROLE

ENGINE = "cuffing.database"
ADDRESSES = {"web": "DATABASE_URL", "owner": "DATABASE_OWNER_URL"}

_MISSING = {
    "web": "Set DATABASE_URL: neither production nor any other server of yours starts without it.",
    "owner": "Set DATABASE_OWNER_URL: this command needs the role that owns the tables.",
}
# The same under every server: connections stay open, and are tried before they are used again.
_CONNECTION = {"ENGINE": ENGINE, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


def databases(environ: Mapping[str, str], *, base_dir: Path, production: bool) -> dict[str, Any]:
    """Django's DATABASES["default"] for this environment; ImproperlyConfigured says what is wrong.

    WEB_ROLE in the result is the role that `privileges.grant_web_role` grants to, None when the
    environment names none.
    """
    role = environ.get("DATABASE_ROLE") or "web"
    if role not in ADDRESSES:
        raise ImproperlyConfigured(f"DATABASE_ROLE is {role!r}; it must be web or owner.")
    named = {
        name: _parse(variable, environ[variable])
        for name, variable in ADDRESSES.items()
        if environ.get(variable)
    }
    if role in named:
        web_role = named["web"]["USER"] if "web" in named else None
        return {**named[role], **_CONNECTION, "WEB_ROLE": web_role}
    if production or named:
        raise ImproperlyConfigured(_MISSING[role])
    return {
        **_CONNECTION,
        "NAME": DATABASE,
        "USER": OWNER_ROLE if role == "owner" else WEB_ROLE,
        "HOST": "",  # the engine fills it in when it has the server running
        "PORT": PORT,
        "WEB_ROLE": WEB_ROLE,
        "EMBEDDED": {
            "state": str(environ.get("CUFFING_STATE") or base_dir / ".state"),
            "programs": environ.get("CUFFING_POSTGRES_BIN", ""),
            "durable": environ.get("CUFFING_ENV") != "test",
        },
    }


def _parse(variable: str, address: str) -> dict[str, Any]:
    """The settings in a database address; no part of it but the scheme reaches a message."""
    scheme, separator, _ = address.partition("://")
    if separator and scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"{variable} names {scheme}, but Cuffing runs on PostgreSQL only: history and the "
            "append-only log are kept by its triggers, which other engines do not have."
        )
    try:
        settings = dict(dj_database_url.parse(address))
    except ValueError:
        settings = {}
    if not settings.get("NAME"):
        raise ImproperlyConfigured(
            f"{variable} is not an address like postgres://user:password@host:5432/name."
        )
    return settings
