"""Keeping a table that was read."""

import hashlib
from datetime import datetime

from django.db import connection, transaction

from accounts.models import User
from audit.actions import record
from audit.models import Operation
from reporting.benchmarks.reading import Table, read
from reporting.models import Benchmark, BenchmarkRow


@transaction.atomic
def load(
    table: Table, *, at: datetime, content: bytes | None = None, by: User | None = None
) -> tuple[Benchmark, bool]:
    """Keep the table, and whether it is new: the same file is kept once.

    A corrected file becomes the next version, and reports use that from then on. Without
    `content` it is the file that came with the service.
    """
    content = table.path.read_bytes() if content is None else content
    checksum = hashlib.sha256(content).hexdigest()
    one_at_a_time()
    editions = Benchmark.objects.filter(kind=table.kind, name=table.name)
    if known := editions.filter(checksum=checksum).first():
        return known, False
    counts = read(table, content)
    newest = editions.order_by("-version").first()
    benchmark = Benchmark.objects.create(
        kind=table.kind,
        name=table.name,
        version=newest.version + 1 if newest else 1,
        coverage=table.coverage,
        period_start=table.start,
        period_end=table.end,
        source=table.source,
        licence=table.licence,
        attribution=table.attribution,
        retrieved=table.retrieved,
        loaded_at=at,
        checksum=checksum,
    )
    BenchmarkRow.objects.bulk_create(
        BenchmarkRow(
            benchmark=benchmark,
            area_code=cell.area,
            ethnicity=cell.ethnicity,
            age_band=cell.age_band,
            sex=cell.sex,
            count=count,
        )
        for cell, count in counts.items()
    )
    record(
        at=at,
        by=by,
        operation=Operation.COLLECTION,
        action="load_benchmark",
        object_type="benchmark",
        object_id=benchmark.pk,
        object_label=str(benchmark),
        detail={"rows": len(counts), "checksum": checksum},
    )
    return benchmark, True


def one_at_a_time() -> None:
    """Wait until nobody else loads a table: two would take the same number of a version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('load_benchmark'))")
