"""What the web role may do, asked of the database itself."""

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from cuffing.database.privileges import grant_web_role
from tests.audit.test_append_only import APPEND_ONLY

pytestmark = pytest.mark.django_db

RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


@pytest.fixture
def web_role(as_web_role):
    """The name of the web role; the test itself goes on as the owner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
        cursor.execute("RESET ROLE")
    return role


def rights(role, table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(r) FILTER (WHERE has_table_privilege(%s, %s, r)) "
            "FROM unnest(%s) AS r",
            [role, table, list(RIGHTS)],
        )
        return set(cursor.fetchone()[0] or ())


def refusal(sql):
    with pytest.raises(ProgrammingError) as raised, transaction.atomic():
        connection.cursor().execute(sql)
    return str(raised.value)


def test_append_only_tables_can_be_read_and_added_to(web_role):
    for table in APPEND_ONLY:
        assert rights(web_role, table) == {"SELECT", "INSERT"}, table


def test_every_other_table_can_be_changed_but_not_truncated(web_role):
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    migrations = MigrationRecorder.Migration._meta.db_table
    assert rights(web_role, migrations) == {"SELECT"}
    assert tables >= APPEND_ONLY
    for table in tables - APPEND_ONLY - {migrations}:
        assert rights(web_role, table) == {"SELECT", "INSERT", "UPDATE", "DELETE"}, table


def test_every_table_with_the_append_only_trigger_is_append_only_here(web_role):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger "
            "WHERE tgname LIKE '%append_only%'"
        )
        assert {table for (table,) in cursor.fetchall()} == APPEND_ONLY


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET reason = ''",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "TRUNCATE records_encounter CASCADE",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TABLE audit_event",
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE audit_event (id int)",
        "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) "
        "RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    ],
)
def test_database_refuses_the_web_role(as_web_role, sql):
    message = refusal(sql)
    assert "permission denied" in message or "must be owner" in message


def test_web_role_can_use_sequences(as_web_role):
    for model in apps.get_models():
        if sequences := connection.introspection.get_sequences(
            connection.cursor(), model._meta.db_table
        ):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT nextval('{sequences[0]['name']}')")
                assert cursor.fetchone()[0] > 0


def test_granting_again_takes_back_what_was_given_by_hand(web_role):
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE, TRUNCATE ON audit_event TO {web_role}")
        cursor.execute("GRANT DELETE ON audit_event TO PUBLIC")
    grant_web_role(connection, web_role)
    assert rights(web_role, "audit_event") == {"SELECT", "INSERT"}
    grant_web_role(connection, web_role)
    assert rights(web_role, "audit_event") == {"SELECT", "INSERT"}


def test_the_owner_is_refused_as_web_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
    with pytest.raises(ImproperlyConfigured, match="is a superuser or an owner of tables"):
        grant_web_role(connection, owner)


def test_a_missing_role_is_named():
    with pytest.raises(ImproperlyConfigured, match="The database has no role nobody_at_all"):
        grant_web_role(connection, "nobody_at_all")
