"""manage.py load_fictional_stops: stops that the demo's handcuffing can be compared with."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.benchmarks.fictional import load_fictional_stops


class Command(BaseCommand):
    help = "Adds a fictional table of stops and searches to a register of fictional encounters."

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=1, help="another seed, other stops (1)")

    def handle(self, *, seed, verbosity, **options):
        if settings.PRODUCTION:
            raise CommandError("Fictional stops do not belong in production.")
        benchmark = load_fictional_stops(seed=seed, now=timezone.now())
        if verbosity:
            said = f"{benchmark}: loaded." if benchmark else "Nobody was searched, so no table."
            self.stdout.write(said)
