"""Keeping published counts that were read."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.actions import record
from audit.models import Operation
from reporting.datasets.counting import Counts, Source
from reporting.models import Dataset, DatasetRow
from reporting.reports.declaration import OFFICER_REPORTS


@transaction.atomic
def load(
    source: Source,
    *,
    counts: Callable[[], Counts],
    checksum: str,
    at: datetime,
    by: User | None = None,
) -> tuple[Dataset, bool]:
    """Keep the counts of a file, and whether they are new: the same file is kept once.

    A corrected file becomes the next version. `counts` is asked only for a file that is new.
    """
    editions = Dataset.objects.filter(name=source.name)
    if known := editions.filter(checksum=checksum).first():
        return known, False
    found = counts()
    newest = editions.order_by("-version").first()
    dataset = Dataset.objects.create(
        name=source.name,
        version=newest.version + 1 if newest else 1,
        coverage=source.coverage,
        unit=OFFICER_REPORTS,
        period_start=source.start,
        period_end=source.end,
        source=source.source,
        licence=source.licence,
        attribution=source.attribution,
        retrieved=source.retrieved,
        loaded_at=at,
        checksum=checksum,
    )
    DatasetRow.objects.bulk_create(
        DatasetRow(
            dataset=dataset,
            area_code=counted.area,
            area_name=counted.name,
            month=counted.month,
            ethnicity_perceived=counted.ethnicity,
            handcuffing=counted.handcuffing,
            count=count,
        )
        for counted, count in found.items()
    )
    record(
        at=at,
        by=by,
        operation=Operation.COLLECTION,
        action="load_dataset",
        object_type="dataset",
        object_id=dataset.pk,
        object_label=str(dataset),
        detail={"rows": len(found), "checksum": checksum},
    )
    return dataset, True
