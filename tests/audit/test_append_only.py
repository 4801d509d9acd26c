"""What was written stays: refused by the triggers for the owner, by privileges for the web role."""

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import InternalError, NotSupportedError, ProgrammingError

from audit.models import Event

APPEND_ONLY = {
    "audit_event",
    "records_acknowledgement",
    "records_amendment",
    "records_comment",
    "records_devicesending",
    "records_dipsample",
    "records_dipsampleitem",
    "records_encounterevent",
    "records_footagemark",
    "records_handcuffuseevent",
    "records_officerpresentevent",
    "records_opinion",
    "records_policy",
    "records_receipt",
    "records_recordaccess",
    "records_reviewevent",
    "records_reviewquestion",
    "records_secondopinion",
    "records_secondreview",
    "records_statuschange",
    "records_useassessment",
    "reporting_officeraccess",
    "reporting_release",
    "reporting_releasedpicture",
    "reporting_releasedreport",
    "reporting_releasestep",
    "reporting_run",
    "reporting_runrequest",
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


def append_only_trigger(table: str) -> str:
    """What the database calls it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass "
            "AND tgname LIKE 'pgtrigger_append_only%%'",
            [table],
        )
        (name,) = cursor.fetchone()
    return name


# Others point to them, so that they cannot be truncated alone, and with others those speak first.
POINTED_AT = {
    "records_dipsample",
    "records_dipsampleitem",
    "records_secondopinion",
    "records_secondreview",
    "reporting_release",
    "reporting_releasedreport",
    "reporting_run",
}


def refused(table: str, name: str = ""):
    if table in POINTED_AT and name == "truncate":
        return pytest.raises(NotSupportedError, match="cannot truncate a table referenced")
    speaks = table
    if table in POINTED_AT and name == "truncate with others":
        speaks = r"(records|reporting)_\w+"
    return pytest.raises(InternalError, match=f"{speaks} is append-only: .* is refused")


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
    with refused(table, name):
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
    trigger = append_only_trigger("audit_event")
    with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"):
        run(way_out.format(trigger=trigger))


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
@pytest.mark.parametrize("name", ["update", "delete", "truncate"])
def test_asking_pgtrigger_to_ignore_its_triggers_changes_nothing(db, table, name):
    """The package offers every session a way past its triggers; here it leads nowhere."""
    with pgtrigger.ignore(), refused(table, name):
        change(name, table)
    trigger = append_only_trigger(table)
    with connection.cursor() as cursor:
        for asked in (f"{{{trigger}}}", f"{{{table}:{trigger}}}"):
            cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [asked])
            with refused(table, name):
                change(name, table)


def test_an_event_cannot_be_changed_or_deleted_by_the_orm(write):
    write(reason="before")
    event = Event.objects.get()
    event.reason = "after"
    for change_it in (
        lambda: Event.objects.update(reason="after"),
        lambda: Event.objects.filter(id=event.id).delete(),
        lambda: Event.objects.bulk_update([Event(id=event.id, reason="after")], ["reason"]),
        lambda: event.save(),
        lambda: event.save(update_fields=["reason"]),
        lambda: event.delete(),
    ):
        with refused("audit_event"), transaction.atomic():
            change_it()
    assert list(Event.objects.values_list("reason", flat=True)) == ["before"]


def test_the_web_role_appends_events_to_the_chain(as_web_role, write):
    write()
    write()
    assert list(Event.objects.order_by("id").values_list("id", flat=True)) == [1, 2]
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Event.objects.update(reason="after")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Event.objects.all().delete()
