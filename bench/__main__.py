"""`python -m bench`: make a register of its own, measure, print ratios.

It has its own state folder and its own embedded PostgreSQL, so it touches no other data. Figures
depend on the machine; the ratios are what counts, since both sides of each meet the same machine.
"""

import argparse
import fcntl
import os
import platform
import shutil
import signal
import sys
import time
from pathlib import Path

STATE = Path(__file__).resolve().parent.parent / ".state" / "bench"
SIZE = STATE / "encounters"  # how many, written when the register is complete
FILED = STATE / "filed"  # whoever files again would be told of records that look the same
PARTS = ("export", "reports", "pages", "queue", "filing", "autosave")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--encounters", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5, help="each figure is the median of these")
    parser.add_argument("--only", choices=PARTS, action="append", help="leave the others out")
    parser.add_argument("--report", action="append", help="of the reports these alone, such as R9")
    parser.add_argument("--keep", action="store_true", help="keep the register for the next time")
    return parser.parse_args()


def set_up_django() -> None:
    """As the demo is served, but in a folder of its own and whatever the environment says."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DEBUG"):
        os.environ.pop(name, None)
    os.environ |= {
        "CUFFING_ENV": "demo",
        "CUFFING_STATE": str(STATE),
        "DATABASE_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }
    import django

    django.setup()


def only_one():
    """Two at once would share a database and a machine; the lock goes with the process."""
    STATE.parent.mkdir(exist_ok=True)
    lock = open(STATE.with_suffix(".lock"), "w")  # noqa: SIM115
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit("Another bench is running here: wait for its end.")
    return lock


def make_register(encounters: int) -> None:
    """A register of that size, unless it was kept from the last time."""
    from django.core.management import call_command
    from django.utils import timezone

    from bench import register
    from cuffing.management.commands.demo import collect_static_files

    call_command("prepare_database", verbosity=0)
    collect_static_files()
    if SIZE.exists():
        return
    began = time.perf_counter()
    register.fill(encounters=encounters, now=timezone.now())
    SIZE.write_text(str(encounters))
    print(f"{encounters:,} encounters made in {time.perf_counter() - began:.0f} s", flush=True)


def measure(parts: list[str], *, runs: int, only: list[str] | None) -> None:
    from django.utils import timezone

    from bench import autosaving, exporting, filing, pages, queueing, reporting
    from bench.server import serving

    now = timezone.now()
    with serving() as server:
        if "export" in parts:
            _print(exporting.measure(server, runs=runs))
        if "reports" in parts:
            _print(reporting.measure(server, now=now, runs=runs, only=only))
        if "pages" in parts:
            _print(pages.measure(server, runs=runs))
        if "queue" in parts:
            _print(queueing.measure(server))
        if "filing" in parts:
            FILED.touch()
            _print(filing.measure(server, now=now))
        if "autosave" in parts:
            _print(autosaving.measure(server, now=now))


def _print(results) -> None:
    for result in results:
        print(result, flush=True)


def main() -> None:
    chosen = arguments()
    lock = only_one()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends the database with us
    set_up_django()
    from django.db import connection

    from cuffing.database.base import embedded_server

    database = embedded_server(connection.settings_dict)
    parts = chosen.only or list(PARTS)
    kept = SIZE.exists() and SIZE.read_text() == str(chosen.encounters)
    if not (chosen.keep and kept):
        _remove(database)
    elif "filing" in parts and FILED.exists():
        sys.exit("Filing was measured in the kept register before: use it without --keep.")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    try:
        make_register(chosen.encounters)
        measure(parts, runs=chosen.runs, only=chosen.report)
    finally:
        connection.close()
        if chosen.keep:
            database.stop()
        else:
            _remove(database)
        lock.close()


def _remove(database) -> None:
    database.remove()
    shutil.rmtree(STATE, ignore_errors=True)


if __name__ == "__main__":
    main()
