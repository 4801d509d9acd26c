"""Who did and saw what: append-only, each event carrying the hash of the one before.

Ids are text and there are no foreign keys, so the log never interferes with live data and
outlives what it describes.
"""

import pgtrigger
from django.db import models

from audit.append_only import APPEND_ONLY


class Operation(models.TextChoices):
    """The operations that section 62 of the Data Protection Act 2018 asks to be logged."""

    COLLECTION = "collection", "Collection"
    ALTERATION = "alteration", "Alteration"
    CONSULTATION = "consultation", "Consultation"
    DISCLOSURE = "disclosure", "Disclosure"
    COMBINATION = "combination", "Combination"
    ERASURE = "erasure", "Erasure"


# What is hashed: every column but the hash itself, as text.
HASHED = (
    "{row}.id::text",
    """to_char({row}.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')""",
    "{row}.actor",
    "{row}.actor_label",
    "{row}.operation",
    "{row}.action",
    "{row}.object_type",
    "{row}.object_id",
    "{row}.object_label",
    "{row}.origin",
    "{row}.reason",
    "{row}.detail::text",
    "{row}.previous_hash",
)
# Each part with its length in bytes, so that no two events can share a text. `chain.content`
# builds the same in Python.
_CONTENT = " || ".join(
    "octet_length({0}) || ':' || {0} || ','".format(part.format(row="NEW")) for part in HASHED
)

# EXECUTE, so that the last event is looked for by a plan made for the table as it is: a session
# that met it empty would otherwise read all of it for every event.
_CHAIN = pgtrigger.Trigger(
    name="chain",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("last_id", "bigint"), ("last_hash", "text")],
    func=f"""
        PERFORM pg_advisory_xact_lock(hashtext('audit_event_chain'));
        EXECUTE 'SELECT id, hash FROM public.audit_event ORDER BY id DESC LIMIT 1'
            INTO last_id, last_hash;
        NEW.id := coalesce(last_id, 0) + 1;
        NEW.previous_hash := coalesce(last_hash, '');
        NEW.hash := encode(sha256(convert_to({_CONTENT}, 'UTF8')), 'hex');
        RETURN NEW;
    """,  # noqa: S608
)


class Event(models.Model):
    """One operation on one object by one actor."""

    append_only = True

    # Given by the trigger under a lock, so that the order of ids is the order of the chain.
    id = models.BigIntegerField(primary_key=True, default=0)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=200)
    operation = models.CharField(max_length=12, choices=Operation)
    action = models.CharField(max_length=64)
    object_type = models.CharField(max_length=64)
    object_id = models.CharField(max_length=64)
    object_label = models.CharField(max_length=200)
    origin = models.CharField(max_length=64)
    reason = models.TextField()
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, default="")
    hash = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "audit_event"
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"], name="audit_event_object"),
            models.Index(fields=["actor", "id"], name="audit_event_actor"),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_event_operation_known",
                condition=models.Q(operation__in=Operation.values),
            ),
            models.UniqueConstraint(fields=["previous_hash"], name="audit_event_no_fork"),
        ]
        triggers = [APPEND_ONLY, _CHAIN]

    def __str__(self):
        return f"{self.id} {self.action} {self.object_label} by {self.actor_label}"
