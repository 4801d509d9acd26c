"""manage.py load_demo: a fictional force with two years of records."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from records.demo.loading import load
from records.demo.stories import FEWEST
from records.models import Encounter


class Command(BaseCommand):
    help = "Fills an empty register with a fictional force and its encounters."

    def add_arguments(self, parser):
        parser.add_argument("--encounters", type=int, default=3_000, help="how many (3000)")
        parser.add_argument("--seed", type=int, default=1, help="another seed, other records (1)")

    def handle(self, *, encounters, seed, verbosity, **options):
        if settings.PRODUCTION:
            raise CommandError("Fictional records do not belong in production.")
        if encounters < FEWEST:
            raise CommandError(f"The demo needs at least {FEWEST} encounters to show every state.")
        if Encounter.objects.exists():
            self.stdout.write("The register already has encounters; they are kept as they are.")
            return
        # The fictional force works in London.
        call_command("load_areas", verbosity=0)
        lives = load(count=encounters, seed=seed, now=timezone.now())
        if verbosity:
            self.stdout.write(f"{len(lives)} fictional encounters are in the register.")
