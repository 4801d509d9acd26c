"""The migrated database that every test database is a copy of.

All migrations take most of a minute, a copy takes a second. The template is made by the first run
that needs it and named after what it was made from, so that a changed migration makes a new one.
"""

import hashlib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

PREFIX = "cuffing_template_"
ONE_MAKER = 2_021_003  # the number of an advisory lock: any will do
ROOT = Path(__file__).parent.parent


def use_template_database() -> None:
    """Have Django make its test database as a copy of the template; make that if there is none."""
    name = PREFIX + _fingerprint()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_MAKER])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = {found for (found,) in cursor.fetchall()}
        if name not in there:
            cursor.execute(f'ALTER DATABASE "{_migrated(name)}" RENAME TO "{name}"')
            for outdated in there:
                cursor.execute(f'DROP DATABASE IF EXISTS "{outdated}"')
    connection.settings_dict["TEST"]["TEMPLATE"] = name


def _fingerprint() -> str:
    """Of all that a migrated database is made from: migrations, and the packages they call."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for app in apps.get_app_configs():
        for file in sorted((Path(app.path) / "migrations").glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _migrated(name: str) -> str:
    """Make a database with all migrations under a name that nobody copies; return that."""
    usual = connection.settings_dict["NAME"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connection.settings_dict["TEST"], "NAME", f"{name}_unfinished")
        made = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = usual
    return made
