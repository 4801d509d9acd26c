"""A corrected file of a published table, tried out in the browser and then loaded."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from records.actions import NotAllowed
from records.actions.changing import insist
from reporting.benchmarks.loading import load, one_at_a_time
from reporting.benchmarks.reading import Cell, Table, read
from reporting.benchmarks.shipped import TABLES
from reporting.models import Benchmark, BenchmarkRow, TableFile
from reporting.permissions import may_load_tables

KEPT_FOR = timedelta(days=1)
BY_SLUG = {table.slug: table for table in TABLES}
GONE = "This file was loaded already, or is no longer kept."


class NotAsShown(Exception):
    """Another edition was loaded after this one was tried out; nothing was written."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What loading a file would do. `known` is the edition that is this very file, if one is."""

    table: Table
    counts: Mapping[Cell, int]
    newest: Benchmark | None
    known: Benchmark | None
    different: int

    @property
    def version(self) -> int:
        """The version that it would become."""
        return self.newest.version + 1 if self.newest else 1

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def areas(self) -> int:
        return len({cell.area for cell in self.counts})


def trial(file: TableFile) -> Trial:
    """Read the file as loading it would, and compare it with the newest edition.

    `different` is how many counts are other ones, new ones and missing ones included.
    """
    table = declared(file)
    content = bytes(file.content)
    counts = read(table, content)
    editions = Benchmark.objects.filter(kind=table.kind, name=table.name)
    newest = editions.order_by("-version").first()
    before = {
        Cell(*row): count
        for *row, count in BenchmarkRow.objects.filter(benchmark=newest).values_list(
            "area_code", "ethnicity", "age_band", "sex", "count"
        )
    }
    return Trial(
        table=table,
        counts=counts,
        newest=newest,
        known=editions.filter(checksum=hashlib.sha256(content).hexdigest()).first(),
        different=sum(before.get(cell) != counts.get(cell) for cell in {*before, *counts}),
    )


def declared(file: TableFile) -> Table:
    """The table that the file is of, with what this edition adds up to and when it came."""
    return replace(BY_SLUG[file.table], total=file.total, retrieved=timezone.localdate(file.at))


def own(file_id: UUID, user: User, *, now: datetime) -> TableFile | None:
    """The file, if this person uploaded it and it is still kept."""
    return TableFile.objects.filter(pk=file_id, by=user, at__gte=now - KEPT_FOR).first()


@transaction.atomic
def keep(*, table: str, total: int, name: str, content: bytes, by: User, at: datetime) -> TableFile:
    """Keep a file for the confirmation: one at a time for each person, for a day."""
    insist(may_load_tables(by))
    TableFile.objects.filter(at__lt=at - KEPT_FOR).delete()
    TableFile.objects.filter(by=by).delete()
    return TableFile.objects.create(
        table=table, total=total, name=name[:100], content=content, by=by, at=at
    )


@transaction.atomic
def load_kept(*, file_id: UUID, version_seen: int, by: User, at: datetime) -> Benchmark:
    """Load the file that was tried out as the version that was shown, with its audit event."""
    insist(may_load_tables(by))
    one_at_a_time()
    file = TableFile.objects.select_for_update().filter(pk=file_id, by=by).first()
    if file is None or file.at < at - KEPT_FOR:
        raise NotAllowed(GONE)
    shown = trial(file)
    if shown.known is not None or shown.version != version_seen:
        raise NotAsShown
    content = bytes(file.content)
    file.delete()
    benchmark, _ = load(shown.table, content=content, by=by, at=at)
    return benchmark
