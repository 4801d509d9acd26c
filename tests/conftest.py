"""The test database is made as the real one is: protected, and with a web role."""

import gc
import time

import pytest
from django.core.management.commands import flush
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.utils import DataError, OperationalError, ProgrammingError

from audit.append_only import refuse_ignoring
from cuffing.database.privileges import grant_web_role
from tests.template_database import use_template_database

WEB_ROLE_OF_TESTS = "cuffing_web_of_tests"  # where the environment names none
PATIENCE = 5  # seconds
# What a migration fills and no test changes; else it would be made anew after every test.
KEPT = ("django_content_type", "auth_permission")


def pytest_collection_finish():
    """What is there by now stays: the collector need not look through it after every few tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    with django_db_blocker.unblock():
        use_template_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        refuse_ignoring(connection)
        _become_able_to_be_the_web_role()
        grant_web_role(connection, _web_role())
    # On the class: Playwright's event loop gives its tests a connection of their own.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", _flush_without_triggers)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *arguments, **options: None)
        yield
    with django_db_blocker.unblock():
        _end_other_sessions()


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
    return connection.settings_dict["WEB_ROLE"] or WEB_ROLE_OF_TESTS


def _become_able_to_be_the_web_role() -> None:
    """Make the web role if there is none, and the owner a member of it, as far as we may."""
    role = connection.ops.quote_name(_web_role())
    attempts = (
        f"SET LOCAL ROLE {role}",
        f"GRANT {role} TO CURRENT_USER",
        f"CREATE ROLE {role}; GRANT {role} TO CURRENT_USER",
    )
    for sql in attempts:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
                cursor.execute("SET LOCAL ROLE NONE")
            return
        except (ProgrammingError, OperationalError, DataError):
            continue
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(session_user)")
        (owner,) = cursor.fetchone()
    pytest.exit(
        f"The tests act as the web role too, and {owner} cannot: as a superuser, run "
        f"CREATE ROLE {role} LOGIN (unless there is one) and GRANT {role} TO {owner}.",
        returncode=1,
    )


def _end_other_sessions():
    """Connections of the live server's threads, say: the database is about to be dropped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"  # a vacuum ends by itself, and is not ours to end
        )


def _let_others_finish():
    """A page that was left may have sent what was being typed: the server still writes that."""
    quiet = 0
    until = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while quiet < 3 and time.monotonic() < until:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND state <> 'idle' AND query_start IS NOT NULL"
            )
            (busy,) = cursor.fetchone()
            quiet = 0 if busy else quiet + 1
            time.sleep(0.01)


def _flush_without_triggers(operations, sql_list):
    """Empty the tables after a transactional test, past the triggers that refuse it.

    Only here: they stay in force within every test. Of a hundred tables a test fills a dozen, and
    emptying those row by row takes a fraction of the time of a TRUNCATE of all.
    """
    _let_others_finish()
    connection = operations.connection
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")  # a connection served as the web role's, say
    tables = _filled(connection)
    try:
        _each(connection, "ALTER TABLE {} DISABLE TRIGGER USER", tables)
        _each(connection, "DELETE FROM {}", tables)
    finally:
        _each(connection, "ALTER TABLE {} ENABLE TRIGGER USER", tables)


def _filled(connection) -> list[str]:
    """The tables that a test can have written to, without those that it did not."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = [connection.ops.quote_name(name) for name in names if name not in KEPT]
    asked = " UNION ALL ".join(
        f"SELECT {number} WHERE EXISTS (SELECT FROM {table})" for number, table in enumerate(tables)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [tables[number] for (number,) in cursor.fetchall()]


def _each(connection, sql: str, tables: list[str]) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            cursor.execute(sql.format(table))
