"""Stores the fictional force and its records, all or nothing."""

import csv
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from io import StringIO
from itertools import chain
from operator import attrgetter, itemgetter

import pghistory
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from audit.models import Event
from records.actions.drafting import next_reference
from records.demo import samples
from records.demo.force import create_force, give_training
from records.demo.life import Life, Logged
from records.demo.repeats import keep_repeats
from records.demo.stories import build
from records.models import (
    Acknowledgement,
    Encounter,
    HandcuffUse,
    OfficerPresent,
    RecordAccess,
    Review,
    ReviewQuestion,
    StatusChange,
    TextSignature,
    TextSimilarity,
    UseAssessment,
)

_AT_ONCE = 500
_EVENT_COLUMNS = (
    "id",
    *Logged._fields,
    *("object_type", "object_id", "object_label", "origin", "previous_hash", "hash"),
)


@transaction.atomic
def load(*, count: int, seed: int, now: datetime) -> list[Life]:
    """Create the people and `count` records that end at `now`; the areas must be there."""
    with pghistory.context(action="load_demo", by_label="system"):
        force = create_force(at=now - timedelta(days=800))
        give_training(today=timezone.localdate(now))
        lives = build(force=force, count=count, seed=seed, now=now)
        store(lives)
    samples.draw(force=force, seed=seed, now=now)
    return lives


def store(lives: list[Life]) -> None:
    """Give the records their references and write every row."""
    for life in lives:
        life.encounter.reference = next_reference(life.encounter.created_at)
        life.summarise()
    signatures, similarities = keep_repeats(lives)
    _write(Encounter, [life.encounter for life in lives])
    _write(HandcuffUse, chain.from_iterable(life.uses for life in lives))
    _write(OfficerPresent, chain.from_iterable(life.present for life in lives))
    _write(Review, chain.from_iterable(life.reviews for life in lives))
    _write(UseAssessment, chain.from_iterable(life.assessments for life in lives))
    _write(ReviewQuestion, chain.from_iterable(life.questions for life in lives))
    _write(Acknowledgement, chain.from_iterable(life.acknowledgements for life in lives))
    changes = chain.from_iterable(life.changes for life in lives)
    _write(StatusChange, sorted(changes, key=attrgetter("at")))
    _write(RecordAccess, chain.from_iterable(life.accesses for life in lives))
    _write(TextSignature, signatures)
    _write(TextSimilarity, similarities)
    # Last, as in every action: the chain of events is locked until the transaction ends.
    _write_events(lives)


def _write(model: type[Model], rows: Iterable[Model]) -> None:
    """Insert the rows."""
    rows = list(rows)
    for first in range(0, len(rows), _AT_ONCE):
        model._default_manager.bulk_create(rows[first : first + _AT_ONCE])
        if first == 0:
            _analyse(model)


def _analyse(model: type[Model]) -> None:
    """Tell the planner, after the first rows, that the table is not empty.

    A plan made for an empty table reads all of it, and triggers keep their plans: the chain of
    events would read every event before it to find the last.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _write_events(lives: list[Life]) -> None:
    """Append what was logged, in the order of time, by COPY: there are ten for each record."""
    rows = sorted(
        (
            (0, event.at, *event[1:-1], json.dumps(event.detail), *_about(life))
            for life in lives
            for event in life.events
        ),
        key=itemgetter(1),
    )
    columns = ", ".join(_EVENT_COLUMNS)
    for part in (rows[:_AT_ONCE], rows[_AT_ONCE:]):
        file = StringIO()
        # Quoted, an empty text is a text; unquoted it would be a NULL.
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(part)
        file.seek(0)
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY audit_event ({columns}) FROM STDIN (FORMAT csv)", file)
        _analyse(Event)


def _about(life: Life) -> tuple[str, ...]:
    """The last of _EVENT_COLUMNS: the object, and what only requests and the trigger know."""
    return ("encounter", str(life.encounter.pk), life.encounter.reference, "", "", "")
