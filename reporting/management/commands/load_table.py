"""manage.py load_table: residents, stops or arrests of one's own, to compare with."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.benchmarks import Unreadable, load, read
from reporting.benchmarks.plain import COLUMNS, Plain
from reporting.benchmarks.reading import Table
from reporting.models import BenchmarkKind

MOST_SHOWN = 100
TEXTS = {
    "name": "what the table is called; the same name again is its next version",
    "coverage": "the place that it covers, for example Kent",
    "source": "who published it, and where",
    "licence": "under which licence",
    "attribution": "the sentence to be repeated wherever its figures are",
}


class Command(BaseCommand):
    help = (
        "Loads a table of one's own to compare with: a CSV file with the columns "
        f"{', '.join(COLUMNS)}, one line for each count. So are brought residents by ethnicity, "
        "age and sex, and stops or arrests of other months."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, choices=BenchmarkKind.values)
        for name, help_text in TEXTS.items():
            parser.add_argument(f"--{name}", required=True, help=help_text)
        for name in ("start", "end"):
            parser.add_argument(
                f"--{name}",
                type=date.fromisoformat,
                required=True,
                help=f"{'first' if name == 'start' else 'last'} day counted, for example "
                "2026-01-31; of stops and arrests whole months; of a census its day twice",
            )
        parser.add_argument("--retrieved", type=date.fromisoformat, help="day of download (today)")
        parser.add_argument("--areas", type=int, required=True, help="how many areas it has")
        parser.add_argument("--total", type=int, required=True, help="what it adds up to")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *, file, kind, start, end, retrieved, areas, total, dry_run, **options):
        if end < start:
            raise CommandError("The last day is before the first.")
        now = timezone.now()
        table = Table(
            slug="own",
            path=file,
            kind=BenchmarkKind(kind),
            start=start,
            end=end,
            retrieved=retrieved or timezone.localdate(now),
            shape=Plain(),
            areas=areas,
            total=total,
            **{name: options[name] for name in TEXTS},
        )
        try:
            if dry_run:
                counts = read(table, file.read_bytes())
                said = f"{table.name}: {len(counts):,} counts. Dry run: nothing was changed."
            else:
                benchmark, is_new = load(table, at=now)
                said = f"{benchmark}: {'loaded' if is_new else 'already there'}."
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except Unreadable as damage:
            for problem in damage.problems[:MOST_SHOWN]:
                self.stderr.write(f"{file.name}: {problem}.")
            raise CommandError(f"{table.name}: the file is not loaded.") from None
        self.stdout.write(said)
