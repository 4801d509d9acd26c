"""manage.py send_report_mails: the monthly mails about saved reports, for a timer."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.saved_reports.mails import queue_mails


class Command(BaseCommand):
    help = (
        "Writes the monthly mails about saved reports into the outbox; send_mail sends them. "
        "Safe to run twice at once, to be killed, and to be repeated."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--at-most",
            type=int,
            default=settings.REMINDERS_AT_MOST,
            help="how many saved reports in this run",
        )

    def handle(self, *, at_most, verbosity, **options):
        if at_most < 1:
            raise CommandError("--at-most must be 1 or more.")
        run = queue_mails(at=timezone.now(), at_most=at_most)
        if verbosity:
            self.stdout.write(
                f"{run.looked_at} saved reports looked at, {run.written} mails written."
            )
