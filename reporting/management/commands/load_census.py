"""manage.py load_census: the residents that rates are computed with."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.benchmarks import CENSUS_2021, Unreadable, load_residents


class Command(BaseCommand):
    help = "Loads Census 2021 residents by area and ethnicity; again, it changes nothing."

    def handle(self, **options):
        try:
            benchmark, is_new = load_residents(CENSUS_2021, at=timezone.now())
        except Unreadable as problem:
            raise CommandError(f"{CENSUS_2021.path.name}: {problem}.") from None
        self.stdout.write(f"{benchmark}: {'loaded' if is_new else 'already there'}.")
