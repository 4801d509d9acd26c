"""manage.py send_reminders: what people are reminded of, for a timer."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from records.actions.reminding import send_reminders
from records.actions.saved_searches import queue_digests


class Command(BaseCommand):
    help = (
        "Writes the reminders and digests that are due into the outbox; send_mail sends them. "
        "Safe to run twice at once, to be killed, and to be repeated."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--at-most",
            type=int,
            default=settings.REMINDERS_AT_MOST,
            help="how many mails in this run, and how many saved searches",
        )

    def handle(self, *, at_most, verbosity, **options):
        if at_most < 1:
            raise CommandError("--at-most must be 1 or more.")
        now = timezone.now()
        written = send_reminders(at=now, at_most=at_most)
        searches = queue_digests(at=now, at_most=at_most)
        if verbosity:
            kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(written.items()))
            self.stdout.write(
                f"{written.total()} mails written{f' ({kinds})' if kinds else ''}; "
                f"{searches} saved searches looked at."
            )
