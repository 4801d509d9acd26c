"""Which database the environment asks for, and the sentences that refuse a wrong one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import NotSupportedError, connection

from cuffing.database.base import DatabaseFeatures
from cuffing.database.configuration import databases

PROJECT = Path(__file__).resolve().parents[2]
WEB = "postgres://web:secret@db.example:6432/register?sslmode=require"
OWNER = "postgresql://owner:secret@db.example/register"
PRODUCTION = {
    "CUFFING_ENV": "production",
    "SECRET_KEY": "a-key-that-is-long-enough-for-the-checks-0123456789-abcdef",
    "PSEUDONYM_KEY": "another-key",
    "OFFLINE_KEY": "a-third-key",
    "ALLOWED_HOSTS": "cuffing.example",
    "DATABASE_URL": WEB,
}


def configured(production=False, **environ):
    return databases(environ, base_dir=Path("/project"), production=production)


def manage(*arguments, **environ):
    """manage.py in an environment that holds nothing of ours but `environ`."""
    ours = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, PROJECT / "manage.py", *arguments],
        env=ours | environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_embedded_is_the_default():
    settings = configured()
    assert settings["ENGINE"] == "cuffing.database"
    assert (settings["NAME"], settings["USER"]) == ("cuffing", "cuffing_web")
    assert settings["WEB_ROLE"] == "cuffing_web"
    assert settings["EMBEDDED"] == {"state": "/project/.state", "programs": "", "durable": True}
    assert configured(CUFFING_ENV="test", CUFFING_STATE="/s")["EMBEDDED"] == {
        "state": "/s",
        "programs": "",
        "durable": False,
    }


def test_role_picks_the_embedded_user():
    assert configured(DATABASE_ROLE="owner")["USER"] == "cuffing_owner"
    assert configured(DATABASE_ROLE="")["USER"] == "cuffing_web"


def test_role_picks_the_address():
    both = {"DATABASE_URL": WEB, "DATABASE_OWNER_URL": OWNER}
    web = configured(**both)
    assert (web["USER"], web["HOST"], web["PORT"]) == ("web", "db.example", 6432)
    assert web["OPTIONS"] == {"sslmode": "require"}
    owner = configured(DATABASE_ROLE="owner", **both)
    assert (owner["USER"], owner["NAME"]) == ("owner", "register")
    for settings in (web, owner):
        assert settings["ENGINE"] == "cuffing.database"
        assert settings["WEB_ROLE"] == "web"
        assert "EMBEDDED" not in settings


def test_connections_persist_and_are_checked():
    for settings in (configured(), configured(DATABASE_URL=WEB)):
        assert settings["CONN_MAX_AGE"] == 600
        assert settings["CONN_HEALTH_CHECKS"] is True


def test_owner_alone_names_no_web_role():
    settings = configured(DATABASE_ROLE="owner", DATABASE_OWNER_URL=OWNER)
    assert settings["WEB_ROLE"] is None


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"DATABASE_ROLE": "admin"}, "DATABASE_ROLE is 'admin'; it must be web or owner."),
        ({"DATABASE_URL": "sqlite:///db.sqlite3"}, "DATABASE_URL names sqlite, but Cuffing runs"),
        ({"DATABASE_URL": "mysql://u:p@h/db"}, "DATABASE_URL names mysql, but Cuffing runs"),
        ({"DATABASE_OWNER_URL": "oracle://u:p@h/d"}, "DATABASE_OWNER_URL names oracle, but"),
        ({"DATABASE_URL": "db.example/register"}, "DATABASE_URL is not an address like"),
        ({"DATABASE_URL": "postgres://u:p@h"}, "DATABASE_URL is not an address like"),
        ({"DATABASE_URL": "postgres://u:p@h:port/n"}, "DATABASE_URL is not an address like"),
        ({"DATABASE_ROLE": "owner", "DATABASE_URL": WEB}, "Set DATABASE_OWNER_URL: this command"),
        ({"DATABASE_OWNER_URL": OWNER}, "Set DATABASE_URL: neither production nor"),
    ],
)
def test_what_is_refused(environ, sentence):
    with pytest.raises(ImproperlyConfigured) as raised:
        configured(**environ)
    assert sentence in str(raised.value)
    assert "secret" not in str(raised.value)


def test_production_needs_an_address():
    with pytest.raises(ImproperlyConfigured, match="Set DATABASE_URL: neither"):
        configured(production=True)


@pytest.mark.django_db
def test_older_servers_are_refused_in_one_sentence(monkeypatch):
    assert DatabaseFeatures.minimum_database_version == (15,)
    monkeypatch.setattr(DatabaseFeatures, "minimum_database_version", (99,))
    with pytest.raises(NotSupportedError, match=r"^PostgreSQL 99 or later is required"):
        connection.check_database_version_supported()  # as Django does on the first connection


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        (
            {"DATABASE_URL": "sqlite:///db.sqlite3"},
            "DATABASE_URL names sqlite, but Cuffing runs on PostgreSQL only: history and the "
            "append-only log are kept by its triggers, which other engines do not have.",
        ),
        (
            PRODUCTION | {"DATABASE_URL": ""},
            "Set DATABASE_URL: neither production nor any other server of yours starts without it.",
        ),
        (
            PRODUCTION | {"SECRET_KEY": ""},
            "Set SECRET_KEY: production does not start without it.",
        ),
        (
            PRODUCTION | {"DEBUG": "1"},
            "DEBUG is on: production does not start with it. Unset DEBUG.",
        ),
    ],
)
def test_a_wrong_start_ends_with_one_sentence(environ, sentence):
    result = manage("check", **environ)
    assert result.returncode == 1
    assert result.stderr.strip() == sentence


def test_what_does_not_connect_starts_no_server(tmp_path):
    for command in (("migrate", "--help"), ("check",)):
        assert manage(*command, CUFFING_STATE=str(tmp_path)).returncode == 0
    assert not list(tmp_path.iterdir())
