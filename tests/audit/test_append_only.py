"""What was written stays: refused by the triggers for the owner, by privileges for the web role."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError

APPEND_ONLY = {
    "audit_event",
    "records_encounterevent",
    "records_handcuffuseevent",
    "records_officerpresentevent",
    "records_recordaccess",
    "records_reviewevent",
    "records_statuschange",
}
MODELS = {model._meta.db_table: model for model in apps.get_models()}
CHANGES = {
    "update": "UPDATE {table} SET {column} = {column}",
    "update of no row": "UPDATE {table} SET {column} = {column} WHERE false",
    "delete": "DELETE FROM {table}",
    "delete of no row": "DELETE FROM {table} WHERE false",
    "truncate": "TRUNCATE {table}",
    "truncate with others": "TRUNCATE {table} CASCADE",
    "merge": "MERGE INTO {table} USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
    "upsert": (
        "INSERT INTO {table} SELECT * FROM {table} "
        "ON CONFLICT ({column}) DO UPDATE SET {column} = {table}.{column}"
    ),
}


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def change(name: str, table: str) -> None:
    run(CHANGES[name].format(table=table, column=MODELS[table]._meta.pk.column))


def refused(table: str):
    return pytest.raises(InternalError, match=f"{table} is append-only: .* is refused")


def test_these_tables_are_append_only():
    found = {
        table
        for table, model in MODELS.items()
        if getattr(model, "append_only", False) and model._meta.managed
    }
    assert found == APPEND_ONLY


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
def test_the_owner_is_refused_by_raw_sql_also_on_an_empty_table(db, table, name):
    assert not MODELS[table].objects.exists()
    with refused(table):
        change(name, table)


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
def test_the_web_role_has_no_right_to_it(as_web_role, table, name):
    with pytest.raises(ProgrammingError, match=f"permission denied for table {table}"):
        change(name, table)


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
def test_the_web_role_reads_what_it_may_not_change(as_web_role, table):
    assert MODELS[table].objects.count() == 0


@pytest.mark.parametrize(
    "way_out",
    [
        "ALTER TABLE audit_event DISABLE TRIGGER USER",
        "DROP TRIGGER {trigger} ON audit_event",
        "DROP TABLE audit_event",
        "SET LOCAL session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) "
        "RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE TABLE another (id int)",
        "CREATE TEMPORARY TABLE audit_event (id int)",
    ],
)
def test_the_web_role_has_no_way_out(as_web_role, way_out):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_append_only%'")
        (trigger,) = cursor.fetchone()
    with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"):
        run(way_out.format(trigger=trigger))
