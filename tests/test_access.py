"""Who gets what from every address: one table, and an address that is not in it fails.

A cell says what GET and then POST (with nothing in it) are answered, to somebody of that column:

    ok     200, the page            away   302 to another page of the service
    login  302 to the sign-in page  403    refused, with the reason
    404    does not exist for them  405    the page does not take POST

An officer's columns are for the record they reported (own), one where they applied handcuffs
(colleague) and one of somebody else (officer); a supervisor's for a record of their team and for
one of another team (neighbour). What holds for professional standards depends on the record: see
the rows of escalated and opened ones.
"""

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone

from accounts.models import Role
from records import actions
from records.vocabulary import Involvement, Status
from tests.factories import (
    a_person,
    a_supervisor,
    a_team,
    an_administrator,
    an_analyst,
    an_encounter,
    an_officer,
    professional_standards,
)

COLUMNS = (
    "anonymous",
    "inactive",
    "own",
    "colleague",
    "officer",
    "supervisor",
    "neighbour",
    "standards",
    "analyst",
    "administrator",
    "nobody",
)
PLAIN = ""
RECORDS = ""
# What stands for a part of an address that varies.
SAMPLES = {
    "<section:section>": "person",
    "<account_section:section>": "handcuffing",
    r"^confirm-email/(?P<key>[-:\w]+)/$": "confirm-email/abc/",
    r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-abc/",
}
STATES = ("draft", "submitted", "returned", "escalated", "opened")


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every address of the service, as it is declared."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from routes(one, route)


def answer(client: Client, method: str, path: str) -> str:
    """What came back, in the words of the table."""
    response = getattr(client, method)(path)
    if response.status_code == 302:
        return "login" if response["Location"].startswith("/account/login/") else "away"
    return "ok" if response.status_code == 200 else str(response.status_code)


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        team = a_team()
        yield SimpleNamespace(
            own=an_officer(team=team),
            colleague=an_officer(),
            officer=an_officer(team=team),
            supervisor=a_supervisor(team=team),
            neighbour=a_supervisor(),
            standards=professional_standards(),
            analyst=an_analyst(),
            administrator=an_administrator(),
            nobody=a_person(),
        )
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def records(people):
    def a_record(status):
        return an_encounter(
            status,
            officer=people.own,
            supervisor=people.supervisor,
            colleagues={people.colleague: Involvement.APPLIED},
        )

    made = {state: a_record(state) for state in STATES if state != "opened"}
    made["opened"] = a_record(Status.ACCEPTED)
    actions.open_record(
        reference=made["opened"].reference,
        reason="Complaint",
        by=people.standards,
        at=timezone.now(),
    )
    return made


def test_dump(db, people, records, client):
    import collections
    out = collections.defaultdict(dict)
    for col in COLUMNS:
        for route in routes():
            path = route
            for k, v in SAMPLES.items():
                path = path.replace(k, v)
            states = STATES if "<uuid" in path else ("",)
            for state in states:
                p = "/" + path
                if state: p = p.replace("<uuid:encounter_id>", str(records[state].pk))
                cell = []
                for m in ("get", "post"):
                    with transaction.atomic():
                        c = Client()
                        if col == "inactive":
                            from accounts.models import User
                            c.force_login(people.own); User.objects.filter(pk=people.own.pk).update(is_active=False)
                        elif col != "anonymous": c.force_login(getattr(people, col))
                        cell.append(answer(c, m, p))
                        transaction.set_rollback(True)
                out[route, state][col] = "/".join(cell)
    for (r, s), row in out.items():
        print(f"{r:62} {s:10}", " ".join(f"{row[c]:11}" for c in COLUMNS))
