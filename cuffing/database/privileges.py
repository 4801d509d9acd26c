"""What the web role may do, derived from the models.

A trigger refuses changes to append-only tables, whoever asks; but an owner can drop a trigger and
a superuser can switch it off. The role that serves requests is neither, and has no right to
change those tables in the first place.
"""

from collections.abc import Iterator

import pghistory.models
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder

APPEND = ("SELECT", "INSERT")
CHANGE = ("SELECT", "INSERT", "UPDATE", "DELETE")  # never TRUNCATE
READ = ("SELECT",)


def grant_web_role(connection: BaseDatabaseWrapper, role_name: str) -> None:
    """Give `role_name` exactly its rights; the connection is the owner's. Repeating is safe.

    One transaction, so a serving process never meets the moment without rights.
    """
    quote = connection.ops.quote_name
    role = quote(role_name)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cuffing.grant_web_role'))")
        _refuse_powerful(cursor, role_name)
        cursor.execute("SELECT quote_ident(current_schema()), quote_ident(current_database())")
        schema, database = cursor.fetchone()
        # PUBLIC is every role: what it may do, the web role may. A temporary table could stand
        # in for a real one inside a trigger.
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC, {role}")
        cursor.execute(f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {role}")
        cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {role}")
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}")
        existing = connection.introspection.table_names(cursor, include_views=True)
        for table, rights in table_rights():
            if table in existing:
                cursor.execute(f"GRANT {', '.join(rights)} ON {quote(table)} TO {role}")


def table_rights() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every table or view the web role may use, with its rights there.

    Models without a table (pghistory has one that is a query) are among them.
    """
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy and not model._meta.swapped:
            yield model._meta.db_table, model_rights(model)
    for cache in settings.CACHES.values():
        if cache["BACKEND"] == "django.core.cache.backends.db.DatabaseCache":
            yield cache["LOCATION"], CHANGE
    yield MigrationRecorder.Migration._meta.db_table, READ


def model_rights(model: type[models.Model]) -> tuple[str, ...]:
    """The web role's rights on one model's table."""
    if getattr(model, "append_only", False) or issubclass(model, pghistory.models.Event):
        return APPEND
    return CHANGE if model._meta.managed else READ


def _refuse_powerful(cursor: CursorWrapper, role_name: str) -> None:
    """A role that could undo its own limits must not serve."""
    cursor.execute(
        "SELECT rolsuper OR pg_has_role(oid, current_user, 'MEMBER') "
        "OR EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid) "
        "FROM pg_roles WHERE rolname = %s",
        [role_name],
    )
    row = cursor.fetchone()
    if row is None:
        raise ImproperlyConfigured(
            f"The database has no role {role_name}, which DATABASE_URL names: create it first."
        )
    if row[0]:
        raise ImproperlyConfigured(
            f"The role {role_name} in DATABASE_URL is a superuser or an owner of tables, "
            "so nothing would be append-only for it: name another role there."
        )
