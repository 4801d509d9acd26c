"""manage.py load_use_of_force: handcuffing counted from a file of the Met's open data."""

import calendar
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.formats import date_format

from records.vocabulary import AgeBand
from reporting.benchmarks import Unreadable
from reporting.datasets import use_of_force
from reporting.datasets.counting import Source
from reporting.datasets.loading import load

MOST_SHOWN = 100


class Command(BaseCommand):
    help = (
        "Counts the handcuffing in a file of the Met's open data on use of force, by borough, "
        "ethnicity and month. Unknown values are named and nothing is guessed: a line that is "
        "wrong keeps the whole file out."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--retrieved",
            type=date.fromisoformat,
            required=True,
            help="when the file was fetched: 2026-03-31",
        )
        parser.add_argument(
            "--start", type=date.fromisoformat, help="the first day it is of; else its first month"
        )
        parser.add_argument(
            "--end", type=date.fromisoformat, help="the last day it is of; else its last month"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what the file would do"
        )

    def handle(self, *, file, retrieved, start, end, dry_run, **options):
        try:
            reading = use_of_force.read(file, start=start, end=end)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except Unreadable as damage:
            raise CommandError(f"{file.name}: {damage}. Nothing was changed.") from None
        if reading.problems:
            self._name(reading.problems)
            wrong, lines = len(reading.problems), reading.lines
            raise CommandError(f"{wrong:,} of {lines:,} lines are wrong. Nothing was changed.")
        source = _source(
            start or reading.first.replace(day=1), end or _last_day(reading.last), retrieved
        )
        self._say(reading, source)
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
            return
        dataset, is_new = load(
            source, counts=lambda: reading.counts, checksum=reading.checksum, at=timezone.now()
        )
        self.stdout.write(f"{dataset}: {'loaded' if is_new else 'already there'}.")

    def _name(self, problems) -> None:
        for problem in problems[:MOST_SHOWN]:
            self.stderr.write(f"{problem}.")
        if len(problems) > MOST_SHOWN:
            self.stderr.write(f"and {len(problems) - MOST_SHOWN:,} more")

    def _say(self, reading, source) -> None:
        self.stdout.write(
            f"{reading.lines:,} reports of force from {reading.first} to {reading.last}; "
            f"{reading.handcuffing:,} of handcuffing."
        )
        ages = ", ".join(f"{band.label} {reading.ages[band]:,}" for band in AgeBand)
        self.stdout.write(f"Perceived ages: {ages}.")
        self.stdout.write(f"{source.name}: {len(reading.counts):,} counts.")


def _last_day(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _source(start: date, end: date, retrieved: date) -> Source:
    months = [date_format(day, "F Y") for day in (start, end)]
    return Source(
        name=f"Met use of force, {' to '.join(dict.fromkeys(months))}",
        coverage="London",
        start=start,
        end=end,
        source="Metropolitan Police Service, Use of Force, London Datastore",
        licence="Open Government Licence v3.0",
        attribution="Contains public sector information licensed under the Open Government "
        "Licence v3.0 (Metropolitan Police Service)",
        retrieved=retrieved,
    )
