"""Every row file over HTTP against psql's own \\copy of the same query."""

import subprocess
import time
from collections.abc import Callable, Iterator

from django.db import connection
from django.urls import reverse

from accounts.models import Role, User
from bench.results import Result, alternately
from bench.server import Server, Visitor
from cuffing.database.base import embedded_server
from cuffing.database.embedded import WEB_ROLE
from reporting.exports.encounters import ENCOUNTERS
from reporting.exports.met_use_of_force import MET_USE_OF_FORCE
from reporting.exports.officer_reports import OFFICER_REPORTS
from reporting.exports.row_file import RowFile
from reporting.selection import Selection

# The register of the bench has no reviews.
FILES = (ENCOUNTERS, OFFICER_REPORTS, MET_USE_OF_FORCE)


def measure(server: Server, *, runs: int) -> Iterator[Result]:
    analyst = Visitor(server, User.objects.get(roles__contains=[Role.ANALYST]))
    for file in FILES:
        yield _against_psql(file, analyst, runs=runs)
    yield Result(
        "Row files, peak memory of a server process",
        server.peak_memory(),
        "MB",
        at_most=120,
    )
    for file in FILES:
        yield _as_parquet(file, analyst, runs=runs)
    yield Result(
        "Row files as Parquet, peak memory of a server process",
        server.peak_memory(),
        "MB",
        at_most=300,
    )


def _against_psql(file: RowFile, analyst: Visitor, *, runs: int) -> Result:
    sizes = set()

    def by_http() -> float:
        seconds, size = analyst.download(reverse(f"{file.name}_csv"))
        sizes.add(size)
        return seconds

    def by_psql() -> float:
        return _by_psql(file)

    by_http(), by_psql()  # what has to be read from disk once
    http, psql = alternately(by_http, by_psql, runs=runs)
    (size,) = sizes
    return Result(
        f"{file.title}, time over \\copy",
        http / psql,
        at_most=1.2,
        detail=f"{http:.2f} s against {psql:.2f} s for {size / 1e6:,.0f} MB",
    )


def _as_parquet(file: RowFile, analyst: Visitor, *, runs: int) -> Result:
    sizes = {}

    def taking(ending: str) -> Callable[[], float]:
        def take() -> float:
            seconds, sizes[ending] = analyst.download(reverse(f"{file.name}_{ending}"))
            return seconds

        return take

    taking("parquet")()  # the library is loaded once
    parquet, csv = alternately(taking("parquet"), taking("csv"), runs=runs)
    return Result(
        f"{file.title} as Parquet, time over CSV",
        parquet / csv,
        at_most=1.0,
        detail=f"{parquet:.2f} s against {csv:.2f} s; "
        f"{sizes['parquet'] / 1e6:,.0f} MB against {sizes['csv'] / 1e6:,.0f} MB",
    )


def _by_psql(file: RowFile) -> float:
    settings = connection.settings_dict
    server = embedded_server(settings)
    statement = " ".join(file.query(Selection()).decode().split("\n"))
    began = time.perf_counter()
    subprocess.run(
        [
            server.programs / "psql",
            f"--host={settings['HOST']}",
            f"--port={settings['PORT']}",
            f"--username={WEB_ROLE}",
            f"--dbname={settings['NAME']}",
            "--no-psqlrc",
            "--quiet",
            f"--command=\\copy ({statement}) TO '/dev/null' WITH (FORMAT csv)",
        ],
        check=True,
    )
    return time.perf_counter() - began
