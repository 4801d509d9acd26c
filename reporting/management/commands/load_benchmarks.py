"""manage.py load_benchmarks: the residents, stops and arrests to compare with."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.benchmarks import TABLES, Unreadable, load


class Command(BaseCommand):
    help = "Loads the published tables to compare with; again, it changes nothing."

    def add_arguments(self, parser):
        known = {table.slug: table for table in TABLES}
        parser.add_argument(
            "tables",
            nargs="*",
            metavar="table",
            help=f"only these: {', '.join(known)}",
        )

    def handle(self, *, tables, verbosity, **options):
        if unknown := set(tables) - {table.slug for table in TABLES}:
            raise CommandError(f"There is no table {', '.join(sorted(unknown))}.")
        for table in TABLES:
            if tables and table.slug not in tables:
                continue
            try:
                benchmark, is_new = load(table, at=timezone.now())
            except Unreadable as damage:
                raise CommandError(f"{table.path.name}: {damage}.") from None
            if verbosity:
                self.stdout.write(f"{benchmark}: {'loaded' if is_new else 'already there'}.")
