"""Mail that is to leave: written in the transaction that causes it, sent by a command."""

from datetime import datetime

from django.db import models
from django.db.models import Q


class MessageQuerySet(models.QuerySet):
    def waiting(self) -> "MessageQuerySet":
        """Neither sent nor given up."""
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True)

    def due(self, *, at: datetime) -> "MessageQuerySet":
        """Waiting, and it is time; the longest waiting first."""
        return self.waiting().filter(send_after__lte=at).order_by("send_after", "id")

    def failing(self) -> "MessageQuerySet":
        """Tried without success, and to be tried again."""
        return self.waiting().filter(attempts__gt=0)

    def given_up(self) -> "MessageQuerySet":
        return self.filter(given_up_at__isnull=False)


class Message(models.Model):
    """One mail to one address. Never holds what an encounter is about: only that one waits."""

    # What the mail is about, so that the same reminder is never written twice.
    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    # Emptied once it is sent: a link in it may let somebody set a password.
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

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
