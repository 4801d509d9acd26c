"""manage.py load_benchmarks: the residents, stops and arrests to compare with."""

from dataclasses import replace
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.benchmarks import TABLES, Unreadable, load, read

MOST_SHOWN = 100


class Command(BaseCommand):
    help = (
        "Loads the published tables to compare with; again, it changes nothing. With --file: a "
        "corrected file of one table, as its next version."
    )

    def add_arguments(self, parser):
        known = ", ".join(table.slug for table in TABLES)
        parser.add_argument("tables", nargs="*", metavar="table", help=f"only these: {known}")
        parser.add_argument("--file", type=Path, help="a corrected file, written like the shipped")
        parser.add_argument(
            "--total", type=int, help="what the corrected file adds up to, as its publisher says"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *, tables, file, total, dry_run, verbosity, **options):
        if unknown := set(tables) - {table.slug for table in TABLES}:
            raise CommandError(f"There is no table {', '.join(sorted(unknown))}.")
        chosen = [table for table in TABLES if not tables or table.slug in tables]
        if file:
            if len(tables) != 1:
                raise CommandError("Name the one table that the file is.")
            chosen = [replace(chosen[0], path=file, total=total or chosen[0].total)]
        elif total is not None:
            raise CommandError("A total is of a corrected file: name it with --file.")
        for table in chosen:
            said = self._try(table) if dry_run else self._load(table)
            if verbosity:
                self.stdout.write(said)

    def _try(self, table) -> str:
        counts = self._reading(table, lambda: read(table, table.path.read_bytes()))
        return f"{table.name}: {len(counts):,} counts. Dry run: nothing was changed."

    def _load(self, table) -> str:
        benchmark, is_new = self._reading(table, lambda: load(table, at=timezone.now()))
        return f"{benchmark}: {'loaded' if is_new else 'already there'}."

    def _reading(self, table, act):
        """What comes of it, or every wrong line and an error."""
        try:
            return act()
        except OSError as error:
            raise CommandError(f"{table.path} cannot be read: {error.strerror}.") from None
        except Unreadable as damage:
            for problem in damage.problems[:MOST_SHOWN]:
                self.stderr.write(f"{table.path.name}: {problem}.")
            if (more := len(damage.problems) - MOST_SHOWN) > 0:
                self.stderr.write(f"and {more:,} more")
            raise CommandError(f"{table.name}: the file is not loaded.") from None
