"""The cube: monthly counts of the register, exact in the transaction that changes a record.

Triggers on the encounters add what changed to `reporting_cube`, once per statement whatever the
number of rows. Reports read a few thousand cells instead of millions of encounters. Everything
SQL about the cube is made here from the two declarations below; the migration holds a copy,
since a migration must not change, and a test compares the two.

A cell that falls to zero stays as a row of zeros: readers add up, so it says nothing, and
deleting it would cost every submit another statement.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from records.vocabulary import COUNTED_STATUSES, Status

TABLE = "public.reporting_cube"
REGISTER = "public.records_encounter"

DIMENSIONS = {
    "month": "date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date",
    "area_id": "area_id",
    "ethnicity_perceived": "ethnicity_perceived",
    "compliance": "compliance",
    "before_arrest": "before_arrest",
    "accepted": f"status = '{Status.ACCEPTED.value}'",
}
# What one encounter adds to each measure.
MEASURES = {
    "encounters": "1",
    "officer_reports": "officer_reports",
    "late": "is_late::int",
}

_KEYS = ", ".join(DIMENSIONS)
_VALUES = ", ".join(MEASURES)
_STATUSES = ", ".join(f"'{status.value}'" for status in COUNTED_STATUSES)


def _sums(source: str, *, sign: str = "1") -> str:
    """The rows of `source` that count, grouped into cells; `sign` weighs each row."""
    keys = ",\n    ".join(f"{sql} AS {name}" for name, sql in DIMENSIONS.items())
    sums = ",\n    ".join(f"sum({sign} * {sql}) AS {name}" for name, sql in MEASURES.items())
    groups = ", ".join(str(number) for number in range(1, len(DIMENSIONS) + 1))
    return (
        f"SELECT\n    {keys},\n    {sums}\n"
        f"FROM {source}\nWHERE status IN ({_STATUSES})\nGROUP BY {groups}"
    )


def _upsert(changes: str) -> str:
    """Add grouped changes to the cells, in the order of the key so that nobody waits in a ring."""
    added = ",\n    ".join(f"{name} = cell.{name} + excluded.{name}" for name in MEASURES)
    unchanged = ", ".join("0" for _ in MEASURES)
    return (
        f"INSERT INTO {TABLE} AS cell (\n    {_KEYS},\n    {_VALUES}\n)\n"
        f"SELECT\n    {_KEYS},\n    {_VALUES}\nFROM (\n{changes}\n) AS change\n"
        f"WHERE ({_VALUES}) IS DISTINCT FROM ({unchanged})\n"
        f"ORDER BY {_KEYS}\n"
        f"ON CONFLICT ({_KEYS}) DO UPDATE SET\n    {added}"
    )


def install_sql() -> str:
    """The trigger function and its three triggers.

    The function runs with the rights of its owner: whoever may write an encounter keeps the cube
    exact by doing so, and nobody else needs a right to write it. Hence the fixed search path and
    the tables named with their schema. TRUNCATE needs no trigger: it would take the status rows
    with it, and those are append-only.
    """
    both = (
        "(\n    SELECT 1 AS sign, added.* FROM added\n"
        "    UNION ALL SELECT -1 AS sign, removed.* FROM removed\n) AS changed"
    )
    return f"""
CREATE OR REPLACE FUNCTION public.reporting_follow_register() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $follow$
BEGIN
IF TG_OP = 'INSERT' THEN
{_upsert(_sums("added"))};
ELSIF TG_OP = 'DELETE' THEN
{_upsert(_sums("removed", sign="-1"))};
ELSE
{_upsert(_sums(both, sign="sign"))};
END IF;
RETURN NULL;
END
$follow$;

CREATE TRIGGER reporting_cube_insert AFTER INSERT ON {REGISTER}
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION public.reporting_follow_register();
CREATE TRIGGER reporting_cube_delete AFTER DELETE ON {REGISTER}
REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION public.reporting_follow_register();
CREATE TRIGGER reporting_cube_update AFTER UPDATE ON {REGISTER}
REFERENCING OLD TABLE AS removed NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION public.reporting_follow_register();
"""


@dataclass(frozen=True)
class Difference:
    """A cell that is not what the register says."""

    month: date
    area: str
    cell: tuple[str, ...]
    kept: dict[str, int]
    counted: dict[str, int]


def differences() -> list[Difference]:
    """Count the register anew and compare, in one statement and so at one moment."""
    kept = ", ".join(f"coalesce(kept.{name}, 0)" for name in MEASURES)
    counted = ", ".join(f"coalesce(counted.{name}, 0)" for name in MEASURES)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_KEYS}, {kept}, {counted} "  # noqa: S608
            f"FROM ({_sums(REGISTER)}) AS counted FULL JOIN {TABLE} AS kept USING ({_KEYS}) "
            f"WHERE ({kept}) IS DISTINCT FROM ({counted}) ORDER BY {_KEYS}"
        )
        rows = cursor.fetchall()
    keys, measures = len(DIMENSIONS), len(MEASURES)
    return [
        Difference(
            month=row[0],
            area=row[1],
            cell=tuple(str(value) for value in row[2:keys]),
            kept=dict(zip(MEASURES, row[keys : keys + measures], strict=True)),
            counted=dict(zip(MEASURES, row[keys + measures :], strict=True)),
        )
        for row in rows
    ]


@transaction.atomic
def rebuild() -> int:
    """Count the register anew and keep that. Returns the number of cells.

    Nobody writes an encounter meanwhile, or what they add would be counted twice or not at all.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {REGISTER} IN SHARE MODE")
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608
        cursor.execute(_upsert(_sums(REGISTER)))
        return cursor.rowcount
