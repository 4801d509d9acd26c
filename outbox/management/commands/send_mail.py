"""manage.py send_mail: empties the outbox, for a timer."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from outbox.actions import try_again
from outbox.sending import Unreachable, health, send_due


class Command(BaseCommand):
    help = (
        "Sends the mail that is due. Safe to run twice at once and to be killed. "
        "--status only says how many wait and how many failed."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--at-most", type=int, default=settings.MAIL_AT_MOST, help="how many mails in this run"
        )
        parser.add_argument("--status", action="store_true", help="send nothing, say what waits")
        parser.add_argument(
            "--try-again", action="store_true", help="first, take back what was given up"
        )

    def handle(self, *, at_most, status, try_again: bool = False, verbosity, **options):
        if at_most < 1:
            raise CommandError("--at-most must be 1 or more.")
        if try_again:
            self._try_again()
        if not status:
            try:
                run = send_due(at_most=at_most, now=timezone.now)
            except Unreachable as error:
                raise CommandError(f"The mail server cannot be reached: {error}") from None
            if verbosity:
                self.stdout.write(
                    f"{run.sent} sent, {run.failed} to be tried again, {run.given_up} given up."
                )
            return
        self._status()

    def _try_again(self) -> None:
        self.stdout.write(f"{try_again(at=timezone.now())} will be tried again.")

    def _status(self) -> None:
        """For a monitor: an error when something was given up."""
        found = health(at=timezone.now())
        since = (
            f", the oldest since {timezone.localtime(found.oldest):%d %B %Y %H:%M}"
            if (found.oldest)
            else ""
        )
        self.stdout.write(
            f"{found.waiting} waiting ({found.due} of them due{since}), "
            f"{found.failing} failed and to be tried again, {found.given_up} given up."
        )
        if found.given_up:
            raise CommandError("Some mail was given up: see the page “Outgoing mail”.")
