"""Pages per second: an officer's home and a supervisor's queue against a page that says nothing."""

import statistics
import threading
import time
from collections.abc import Iterator

from django.urls import reverse

from accounts.models import Role, User
from bench.results import Result
from bench.server import Server, Visitor

CLIENTS = 4
SECONDS = 4.0


def measure(server: Server, *, runs: int) -> Iterator[Result]:
    officers = list(User.objects.filter(roles=[Role.OFFICER]).order_by("pk")[:CLIENTS])
    supervisors = list(User.objects.filter(roles=[Role.SUPERVISOR]).order_by("pk")[:CLIENTS])
    asked = {
        "bare": ("/bench/bare/", officers),
        "constant": ("/bench/constant/", officers),
        "home": (reverse("home"), officers),
        "queue": (reverse("queue"), supervisors),
    }
    visitors = {
        name: [Visitor(server, person) for person in people] for name, (_, people) in asked.items()
    }
    rates: dict[str, list[float]] = {name: [] for name in asked}
    for run in range(runs + 1):
        for name, (path, _) in asked.items():
            rate = _pages_per_second(visitors[name], path)
            if run:  # the first round warms every worker
                rates[name].append(rate)
    median = {name: statistics.median(values) for name, values in rates.items()}
    for name in ("home", "queue"):
        yield Result(
            f"{name.capitalize()}, pages over those of a constant page",
            median[name] / median["constant"],
            at_least=0.3,
            detail=f"{median[name]:.0f}/s against {median['constant']:.0f}/s "
            f"(an answer without any page: {median['bare']:.0f}/s)",
        )


def _pages_per_second(visitors: list[Visitor], path: str) -> float:
    """All visitors ask again and again until the time is up."""
    pages: list[int] = []
    end = time.perf_counter() + SECONDS

    def visit(visitor: Visitor) -> None:
        count = 0
        while time.perf_counter() < end:
            visitor.ask(path)
            count += 1
        pages.append(count)

    threads = [threading.Thread(target=visit, args=(visitor,)) for visitor in visitors]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(pages) != len(visitors):
        raise RuntimeError(f"{path} failed.")
    return sum(pages) / (time.perf_counter() - began)
