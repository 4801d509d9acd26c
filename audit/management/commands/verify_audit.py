"""manage.py verify_audit: does the chain of audit events hold?"""

from django.core.management.base import BaseCommand, CommandError

from audit.chain import verify


class Command(BaseCommand):
    help = "Walks the chain of audit events and names the first broken link."

    def handle(self, **options):
        result = verify()
        if not result.holds:
            raise CommandError(
                f"The chain breaks at event {result.broken_at}: {result.fault}. "
                f"The {result.events} events before it hold."
            )
        self.stdout.write(f"{result.events} events hold. Last hash: {result.head or 'none'}")
