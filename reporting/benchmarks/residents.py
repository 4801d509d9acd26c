"""What rates are divided by."""

from collections.abc import Iterable

from records.vocabulary import Ethnicity
from reporting.models import Benchmark


def residents(benchmark: Benchmark, *, areas: Iterable[str]) -> dict[str, dict[Ethnicity, int]]:
    """Residents of all ages and both sexes by area and ethnicity, for those areas that have any.

    An area without rows is absent, which is not the same as having no residents.
    """
    found: dict[str, dict[Ethnicity, int]] = {}
    rows = benchmark.rows.filter(area_code__in=list(areas), age_band="", sex="").exclude(
        ethnicity=""
    )
    for area, ethnicity, count in rows.values_list("area_code", "ethnicity", "count"):
        found.setdefault(area, {})[Ethnicity(ethnicity)] = count
    return found
