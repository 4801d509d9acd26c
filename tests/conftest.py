"""The test database is made as the real one is: protected, and with a web role."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from audit.append_only import refuse_ignoring
from cuffing.database.privileges import grant_web_role

WEB_ROLE_OF_TESTS = "cuffing_web_of_tests"  # where the environment names none
_TRUNCATE = 32  # the bit of pg_trigger.tgtype


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        refuse_ignoring(connection)
        grant_web_role(connection, _web_role())
        connection.ops.execute_sql_flush = _flush_without_triggers
        yield
        del connection.ops.execute_sql_flush


@pytest.fixture
def as_web_role(db):
    """The rest of the test has the web role's rights, until its transaction is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(_web_role())}")


@pytest.fixture
def served_as_web_role(transactional_db, monkeypatch):
    """The live server's connections, opened from here on, have the web role; ours stays owner."""
    connection.ensure_connection()
    options = connection.settings_dict.setdefault("OPTIONS", {})
    monkeypatch.setitem(options, "options", f"-c role={_web_role()}")


def _web_role() -> str:
    """The web role; where DATABASE_URL names none, one that we make."""
    if role := connection.settings_dict["WEB_ROLE"]:
        return role
    quoted = connection.ops.quote_name(WEB_ROLE_OF_TESTS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [WEB_ROLE_OF_TESTS])
        if cursor.rowcount == 0:
            try:
                cursor.execute(f"CREATE ROLE {quoted}")
            except ProgrammingError:
                pytest.exit(
                    "The owner may not create a web role: set DATABASE_URL to one that exists "
                    "and of which the owner is a member.",
                    returncode=1,
                )
            cursor.execute(f"GRANT {quoted} TO CURRENT_USER")
    return WEB_ROLE_OF_TESTS


def _flush_without_triggers(sql_list):
    """Empty the tables after a transactional test, past the triggers that refuse TRUNCATE.

    Only here: they stay in force within every test.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgtype & %s <> 0",
            [_TRUNCATE],
        )
        triggers = cursor.fetchall()
        for table, trigger in triggers:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        for sql in sql_list:
            cursor.execute(sql)
        for table, trigger in triggers:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
