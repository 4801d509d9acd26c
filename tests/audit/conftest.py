"""Events to chain, and the one way past the triggers: the owner's, with the web role kept out."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection

from audit.actions import record
from audit.models import Event, Operation

AT = datetime(2026, 3, 27, 14, 5, 0, 123456, tzinfo=UTC)


@pytest.fixture
def write(db) -> Callable[..., Event]:
    """Append an event; everything about it may be said, nothing has to be."""

    def an_event(**said) -> Event:
        given = {
            "at": AT,
            "by": None,
            "operation": Operation.CONSULTATION,
            "action": "consult",
            "object_type": "encounter",
            "object_id": "1",
            **said,
        }
        return record(**given)

    return an_event


@pytest.fixture
def tamper(db) -> Callable[..., None]:
    """Change the log as somebody could who owns the tables and switches their triggers off."""

    def run(*statements: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
            for statement in statements:
                cursor.execute(statement)
            cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")

    return run
