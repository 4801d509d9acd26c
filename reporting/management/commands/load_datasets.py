"""manage.py load_datasets: the national counts of handcuffing that come with the service."""

import hashlib
from functools import partial

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from reporting.benchmarks import Unreadable
from reporting.datasets import home_office
from reporting.datasets.loading import load


class Command(BaseCommand):
    help = "Loads the Home Office counts of handcuffing by force; again, it changes nothing."

    @transaction.atomic
    def handle(self, *, verbosity, **options):
        content = home_office.PATH.read_bytes()
        for year in home_office.YEARS:
            try:
                dataset, is_new = load(
                    year.source,
                    counts=partial(home_office.read, year, content),
                    checksum=hashlib.sha256(content).hexdigest(),
                    at=timezone.now(),
                )
            except Unreadable as damage:
                raise CommandError(f"{home_office.PATH.name}: {damage}.") from None
            if verbosity:
                self.stdout.write(f"{dataset}: {'loaded' if is_new else 'already there'}.")
