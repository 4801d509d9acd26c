"""Which districts can be in a population rate, and who lives there."""

from collections.abc import Iterable
from dataclasses import dataclass

from records.models import Area
from records.models.area import AreaKind
from records.vocabulary import Ethnicity
from reporting.benchmarks import residents
from reporting.models import Benchmark, BenchmarkKind

GROUPS = tuple(group for group in Ethnicity if group is not Ethnicity.NOT_REPORTED)


@dataclass(frozen=True, kw_only=True)
class Comparable:
    """Districts, and those among them whose residents of every group are known."""

    districts: list[str]
    benchmark: Benchmark | None
    populations: dict[str, dict[Ethnicity, int]]
    entering: list[str]


def comparable(areas: Iterable[Area]) -> Comparable:
    """Which of these areas can be in a population rate, by the newest table of residents."""
    districts = [area.pk for area in areas if area.kind == AreaKind.DISTRICT]
    benchmark = Benchmark.objects.current(BenchmarkKind.RESIDENTS)
    populations = residents(benchmark, areas=districts) if benchmark else {}
    return Comparable(
        districts=districts,
        benchmark=benchmark,
        populations=populations,
        # Without any table there are no rates, and the districts are counted all the same.
        entering=[
            code
            for code in districts
            if not benchmark or set(GROUPS) <= set(populations.get(code, ()))
        ],
    )
