"""Mail that is to leave: written in the transaction that causes it, sent by a command."""

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """One mail to one address. Never holds what an encounter is about: only that one waits."""

    # What the mail is about, so that the same reminder is never written twice.
    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["send_after", "id"],
                name="outbox_waiting",
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_sent_or_given_up",
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True),
            )
        ]

    def __str__(self):
        return f"{self.key} to {self.to}"
