"""What loading a corrected table would do, in words."""

from collections.abc import Iterator

from reporting.benchmarks.uploading import Trial
from reporting.presenters.page import Line

MOST_SHOWN = 100


def trial_lines(trial: Trial) -> list[Line]:
    return list(_lines(trial))


def _lines(trial: Trial) -> Iterator[Line]:
    table, newest = trial.table, trial.newest
    yield Line(key="Table", value=f"{table.name}, {table.coverage}")
    yield Line(
        key="In the file",
        value=f"{len(trial.counts):,} counts of {trial.areas:,} areas, "
        f"{trial.total:,} {table.kind.label.lower()}",
    )
    if trial.known is not None:
        yield Line(key="Would become", value=f"nothing: it is version {trial.known.version}")
        return
    yield Line(key="Would become", value=f"version {trial.version}")
    if newest is not None:
        yield Line(
            key="Against the newest edition",
            value=f"{trial.different:,} of the counts differ from version {newest.version}, which "
            "stays",
        )
    yield Line(key="Source", value=f"{table.source}. {table.attribution}.")
