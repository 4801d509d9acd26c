"""The cubes: monthly counts of the register, exact in the transaction that changes a record.

Triggers on the encounters add what changed, once per statement whatever the number of rows.
Reports read some thousand cells instead of millions of encounters. Three cubes, because one with
all dimensions would have nearly as many cells as there are encounters: one by kind of handcuffing
and review, one by who was handcuffed, one by how soon it was filed and how completely. Everything
SQL about them is made here from the declarations below; the migration holds a copy, since a
migration must not change, and a test compares the two.

A cell that falls to zero stays as a row of zeros: readers add up, so it says nothing, and
deleting it would cost every submit another statement.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from records.vocabulary import (
    COUNTED_STATUSES,
    STOP_POWERS,
    AgeBasis,
    Compliance,
    Ethnicity,
    Gender,
    Outcome,
    SearchPower,
    SelfDefinedEthnicity,
    Status,
    YesNo,
    YesNoUnknown,
)
from reporting import groupings

REGISTER = "public.records_encounter"
_STATUSES = ", ".join(f"'{status.value}'" for status in COUNTED_STATUSES)
_MONTH = "date_trunc('month', occurred_at AT TIME ZONE 'Europe/London')::date"
_NAMED_POWERS = ", ".join(f"'{power.value}'" for power in STOP_POWERS)
_ACCEPTED = f"(status = '{Status.ACCEPTED.value}')"
# What one encounter adds to the measures of every cube, and to those of the first two.
_COUNTS = {
    "encounters": "1",
    "officer_reports": "officer_reports",
    "late": "is_late::int",
}
_TREATMENT = {
    "no_de_escalation": "no_de_escalation::int",
    "continued_unjustified": "continued_unjustified::int",
    "arrested": f"('{Outcome.ARRESTED.value}' = ANY(outcomes))::int",
    "no_further_action": f"('{Outcome.NO_FURTHER_ACTION.value}' = ANY(outcomes))::int",
    "injured": f"(injured = '{YesNoUnknown.YES.value}')::int",
    "children": "coalesce(age_years < 18, false)::int",
    "minutes": "coalesce(minutes_in_handcuffs, 0)",
}


@dataclass(frozen=True, kw_only=True)
class Cube:
    """One table of cells: its dimensions and measures, each with its SQL on an encounter."""

    name: str
    table: str
    dimensions: dict[str, str]
    measures: dict[str, str]

    def rows(self, source: str) -> str:
        """A row for each encounter of `source` that counts: its cell, and what it adds to it."""
        wanted = ",\n    ".join(
            f"{sql} AS {name}" for name, sql in (self.dimensions | self.measures).items()
        )
        return f"SELECT\n    {wanted}\nFROM {source}\nWHERE status IN ({_STATUSES})"

    @property
    def keys(self) -> str:
        return ", ".join(self.dimensions)

    @property
    def values(self) -> str:
        return ", ".join(self.measures)

    def sums(self, source: str, *, sign: str = "1") -> str:
        """The rows of `source` that count, grouped into cells; `sign` weighs each row."""
        keys = ",\n    ".join(f"{sql} AS {name}" for name, sql in self.dimensions.items())
        sums = ",\n    ".join(
            f"sum({sign} * {sql}) AS {name}" for name, sql in self.measures.items()
        )
        groups = ", ".join(str(number) for number in range(1, len(self.dimensions) + 1))
        return (
            f"SELECT\n    {keys},\n    {sums}\n"
            f"FROM {source}\nWHERE status IN ({_STATUSES})\nGROUP BY {groups}"
        )

    def upsert(self, changes: str) -> str:
        """Add grouped changes to the cells, in the order of the key so nobody waits in a ring."""
        added = ",\n    ".join(f"{name} = cell.{name} + excluded.{name}" for name in self.measures)
        unchanged = ", ".join("0" for _ in self.measures)
        return (
            f"INSERT INTO {self.table} AS cell (\n    {self.keys},\n    {self.values}\n)\n"
            f"SELECT\n    {self.keys},\n    {self.values}\nFROM (\n{changes}\n) AS change\n"
            f"WHERE ({self.values}) IS DISTINCT FROM ({unchanged})\n"
            f"ORDER BY {self.keys}\n"
            f"ON CONFLICT ({self.keys}) DO UPDATE SET\n    {added}"
        )


KINDS = Cube(
    name="kinds of handcuffing",
    table="public.reporting_cube",
    dimensions={
        "month": _MONTH,
        "area_id": "area_id",
        "ethnicity_perceived": "ethnicity_perceived",
        "compliance": "compliance",
        "before_arrest": "before_arrest",
        "accepted": _ACCEPTED,
    },
    measures=_COUNTS
    | _TREATMENT
    | {
        "named_power": f"(search_power IN ({_NAMED_POWERS}))::int",
        "other_power": f"(search_power = '{SearchPower.OTHER.value}')::int",
        # Another one after every change of anything in the record: see decision 4.
        "fingerprint": "uuid_hash(id)::bigint * version",
    },
)
PEOPLE = Cube(
    name="people",
    table="public.reporting_people_cube",
    dimensions={
        "month": _MONTH,
        "area_id": "area_id",
        "ethnicity_perceived": "ethnicity_perceived",
        "self_defined_group": groupings.self_defined_group("ethnicity_self_defined"),
        "age_group": groupings.age_group("age_years"),
        "gender": "gender",
    },
    measures=_COUNTS
    | _TREATMENT
    | {
        "before_arrest": f"(before_arrest = '{YesNo.YES.value}')::int",
        "compliant": f"(compliance = '{Compliance.COMPLIANT.value}')::int",
    },
)
FILING = Cube(
    name="filing",
    table="public.reporting_filing_cube",
    dimensions={
        "month": _MONTH,
        "area_id": "area_id",
        "accepted": _ACCEPTED,
        "within_hours": groupings.within_hours("submitted_at - occurred_at"),
    },
    measures=_COUNTS
    | {
        "no_ethnicity_perceived": f"(ethnicity_perceived = '{Ethnicity.NOT_REPORTED.value}')::int",
        "no_self_defined_not_stated": (
            f"(ethnicity_self_defined = '{SelfDefinedEthnicity.NOT_STATED.value}')::int"
        ),
        "no_self_defined_not_asked": (
            f"(ethnicity_self_defined = '{SelfDefinedEthnicity.NOT_ASKED.value}')::int"
        ),
        "no_age": f"(age_basis = '{AgeBasis.NOT_KNOWN.value}')::int",
        "no_gender": f"(gender = '{Gender.NOT_REPORTED.value}')::int",
        "no_injured": f"(injured = '{YesNoUnknown.UNKNOWN.value}')::int",
        "no_video": f"(video_recording = '{YesNoUnknown.UNKNOWN.value}')::int",
    },
)
CUBES = (KINDS, PEOPLE, FILING)


def install_sql() -> str:
    """The trigger function and its three triggers.

    The function runs with the rights of its owner: whoever may write an encounter keeps the cubes
    exact by doing so, and nobody else needs a right to write them. Hence the fixed search path and
    the tables named with their schema. TRUNCATE needs no trigger: it would take the status rows
    with it, and those are append-only.
    """
    both = (
        "(\n    SELECT 1 AS sign, added.* FROM added\n"
        "    UNION ALL SELECT -1 AS sign, removed.* FROM removed\n) AS changed"
    )

    def each(source: str, *, sign: str = "1") -> str:
        return "\n".join(f"{cube.upsert(cube.sums(source, sign=sign))};" for cube in CUBES)

    return f"""
CREATE OR REPLACE FUNCTION public.reporting_follow_register() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $follow$
BEGIN
IF TG_OP = 'INSERT' THEN
{each("added")}
ELSIF TG_OP = 'DELETE' THEN
{each("removed", sign="-1")}
ELSE
{each(both, sign="sign")}
END IF;
RETURN NULL;
END
$follow$;

CREATE OR REPLACE TRIGGER reporting_cube_insert AFTER INSERT ON {REGISTER}
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION public.reporting_follow_register();
CREATE OR REPLACE TRIGGER reporting_cube_delete AFTER DELETE ON {REGISTER}
REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION public.reporting_follow_register();
CREATE OR REPLACE TRIGGER reporting_cube_update AFTER UPDATE ON {REGISTER}
REFERENCING OLD TABLE AS removed NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION public.reporting_follow_register();
"""


@dataclass(frozen=True)
class Difference:
    """A cell that is not what the register says."""

    cube: str
    month: date
    area: str
    cell: tuple[str, ...]
    kept: dict[str, int]
    counted: dict[str, int]


def differences() -> list[Difference]:
    """Count the register anew and compare, each cube in one statement and so at one moment."""
    return [difference for cube in CUBES for difference in _differences(cube)]


def _differences(cube: Cube) -> list[Difference]:
    kept = ", ".join(f"coalesce(kept.{name}, 0)" for name in cube.measures)
    counted = ", ".join(f"coalesce(counted.{name}, 0)" for name in cube.measures)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {cube.keys}, {kept}, {counted} "  # noqa: S608
            f"FROM ({cube.sums(REGISTER)}) AS counted "
            f"FULL JOIN {cube.table} AS kept USING ({cube.keys}) "
            f"WHERE ({kept}) IS DISTINCT FROM ({counted}) ORDER BY {cube.keys}"
        )
        rows = cursor.fetchall()
    keys, measures = len(cube.dimensions), len(cube.measures)
    return [
        Difference(
            cube=cube.name,
            month=row[0],
            area=row[1],
            cell=tuple(str(value) for value in row[2:keys]),
            kept=dict(zip(cube.measures, row[keys : keys + measures], strict=True)),
            counted=dict(zip(cube.measures, row[keys + measures :], strict=True)),
        )
        for row in rows
    ]


@transaction.atomic
def rebuild() -> int:
    """Count the register anew and keep that. Returns the number of cells.

    Nobody writes an encounter meanwhile, or what they add would be counted twice or not at all.
    """
    cells = 0
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {REGISTER} IN SHARE MODE")
        for cube in CUBES:
            cursor.execute(f"DELETE FROM {cube.table}")  # noqa: S608
            cursor.execute(cube.upsert(cube.sums(REGISTER)))
            cells += cursor.rowcount
    return cells
