"""The supervisor's queue: filters and full-text search against its unfiltered first page.

Two people ask: the supervisor of one team, and one of the whole force, for whom a hundred times
as many records wait. Both sides of every ratio are asked in turn. Every page counts all its
filters, the unfiltered one too.
"""

from collections.abc import Iterator

from django.urls import reverse

from accounts.models import Role, Team, TeamKind, User
from bench.register import COMMON_WORD, RARE_WORD, USUAL_WORD
from bench.results import Result, percentile
from bench.server import Server, Visitor

PAGES = 40  # of each kind; the p95 is the third slowest
FILTERS = {
    "child": "show=child",
    "no de-escalation": "show=no_de_escalation",
    "flagged text": "show=flagged_text",
    "returned before": "show=returned_before",
    "account missing": "show=account_missing",
    "overdue and late": "show=overdue&show=late",
    "officer": "officer=O1-1-3",
    "borough": "area=E09000022",
    "sorted by officer": "sort=officer",
    "all of three months": "scope=recent",
    "all, no video": "scope=all&show=no_video",
}
SEARCHES = {
    "a rare word": f"q={RARE_WORD}",
    "a usual word": f"q={USUAL_WORD}",
    "a word in every text": f"q={COMMON_WORD}",
    "a rare word, all records": f"scope=all&q={RARE_WORD}",
    "a usual word, all records": f"scope=all&q={USUAL_WORD}",
    "a phrase, all records": "scope=all&q=%22pavement+was+narrow%22",
}


def measure(server: Server) -> Iterator[Result]:
    for who, person in _supervisors():
        visitor = Visitor(server, person)
        for kind, addresses, at_most in (("filter", FILTERS, 2), ("search", SEARCHES, 5)):
            for name, query in addresses.items():
                asked, plain = _p95_of_both(visitor, query)
                yield Result(
                    f"Queue of {who}, {kind}: {name}, p95 over the first page's",
                    asked / plain,
                    at_most=at_most,
                    detail=f"{1000 * asked:.0f} ms against {1000 * plain:.0f} ms",
                )


def _supervisors() -> Iterator[tuple[str, User]]:
    yield "a team", User.objects.filter(roles=[Role.SUPERVISOR]).order_by("pk").first()
    chief, _ = User.objects.get_or_create(
        warrant_number="CHIEF",
        defaults={
            "name": "Person CHIEF",
            "email": "chief@bench.example",
            "team": Team.objects.get(kind=TeamKind.FORCE),
            "roles": [Role.SUPERVISOR],
            "password": "!",
        },
    )
    yield "the force", chief


def _p95_of_both(visitor: Visitor, query: str) -> tuple[float, float]:
    """Seconds that nineteen of twenty pages do not exceed: the pages asked for, and the first."""
    addresses = (f"{reverse('queue')}?{query}", reverse("queue"))
    for address in addresses * 4:  # every worker has met them before they count
        visitor.ask(address)
    pairs = [tuple(visitor.ask(address)[0] for address in addresses) for _ in range(PAGES)]
    asked, plain = zip(*pairs, strict=True)
    return percentile(list(asked), 0.95), percentile(list(plain), 0.95)
