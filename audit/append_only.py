"""The trigger that keeps a table append-only, whoever asks and by whatever route."""

import pgtrigger

# A statement-level trigger: it also speaks on an empty table and on TRUNCATE, where a
# row-level one is silent.
APPEND_ONLY = pgtrigger.Trigger(
    name="append_only",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
    level=pgtrigger.Statement,
    func="RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP;",
)


def refuse_ignoring(connection) -> None:
    """Close pgtrigger's own back door.

    Its triggers ask a function whether the session set `pgtrigger.ignore`; any role may set
    that. Every trigger migration writes the function anew, so this runs after each migrate.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) "
            "RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'"
        )
