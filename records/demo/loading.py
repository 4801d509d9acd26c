"""Stores the fictional force and its records, all or nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import chain
from operator import attrgetter

import pghistory
from django.db import connection, transaction
from django.db.models import Model

from audit.models import Event
from records.actions.drafting import next_reference
from records.demo.force import create_force
from records.demo.life import Life
from records.demo.stories import build
from records.models import (
    Encounter,
    HandcuffUse,
    OfficerPresent,
    RecordAccess,
    Review,
    StatusChange,
)

_AT_ONCE = 500


@transaction.atomic
def load(*, count: int, seed: int, now: datetime) -> list[Life]:
    """Create the people and `count` records that end at `now`; the areas must be there."""
    with pghistory.context(action="load_demo", by_label="system"):
        force = create_force(at=now - timedelta(days=800))
        lives = build(force=force, count=count, seed=seed, now=now)
        store(lives)
    return lives


def store(lives: list[Life]) -> None:
    """Give the records their references and write every row."""
    for life in lives:
        life.encounter.reference = next_reference(life.encounter.created_at)
        for event in life.events:
            event.object_label = life.encounter.reference
    _write(Encounter, [life.encounter for life in lives])
    _write(HandcuffUse, chain.from_iterable(life.uses for life in lives))
    _write(OfficerPresent, chain.from_iterable(life.present for life in lives))
    _write(Review, chain.from_iterable(life.reviews for life in lives))
    changes = chain.from_iterable(life.changes for life in lives)
    _write(StatusChange, sorted(changes, key=attrgetter("at")))
    _write(RecordAccess, chain.from_iterable(life.accesses for life in lives))
    # Last, as in every action: the chain of events is locked until the transaction ends.
    events = chain.from_iterable(life.events for life in lives)
    _write(Event, sorted(events, key=attrgetter("at")))


def _write(model: type[Model], rows: Iterable[Model]) -> None:
    """Insert the rows; after the first ones the planner learns that the table is not empty.

    A plan made for an empty table reads all of it, and triggers keep their plans: the chain of
    events would read every event before it to find the last.
    """
    rows = list(rows)
    for first in range(0, len(rows), _AT_ONCE):
        model._default_manager.bulk_create(rows[first : first + _AT_ONCE])
        if first == 0:
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
