"""axe on every address that shows a page to anybody, so that a new one cannot be forgotten.

`tests/test_access.py` has every address with who is shown it; here the first of them opens it, with
the first record of which there is a page. A record in every status, and states that an address
alone does not lead to (errors, conflicts, what was just done), are in `test_every_page.py` or
beside their journeys.
"""

import pytest
from django.test import Client

from tests.journeys.accessibility import Inspection
from tests.test_access import (
    COLUMNS,
    a_person_for_each_column,
    a_record_of_each_kind,
    declared,
    path,
    rows,
)

# Nobody is shown a page there by the address alone; what they show is looked at elsewhere.
ELSEWHERE = {
    "account_logout": "signs out whoever looks at it: test_every_page",
}


def shown_first() -> dict[str, list[tuple[str, str]]]:
    """By column: (name, record) of the pages that this person is the first to be shown."""
    order = [*COLUMNS[1:], "out"]
    found: dict[str, list[tuple[str, str]]] = {column: [] for column in order}
    taken = set(ELSEWHERE)
    for row in rows():
        column = next((one for one in order if row.get[one] == "ok"), None)
        if column and row.name not in taken:
            found[column].append((row.name, row.record))
            taken.add(row.name)
    return {column: pages for column, pages in found.items() if pages}


@pytest.mark.parametrize("column", shown_first())
def test_every_page_that_an_address_leads_to(visit, reference_data, request, column):
    people = a_person_for_each_column()
    records = a_record_of_each_kind(people)
    person = None if column == "out" else getattr(people, column)
    client = Client()
    if person:
        client.force_login(person)
    page, inspect = visit(person), Inspection(request.node.name)
    for name, record in shown_first()[column]:
        address = path(name, records.get(record))
        shown = client.get(address)
        assert shown.status_code == 200, f"{name}: {shown.status_code}"
        if not shown["Content-Type"].startswith("text/html"):
            continue  # a file, or an answer to a script
        page.goto(address)
        inspect(page, f"{name} ({record})")
    assert inspect.seen
    assert not inspect.findings, "\n\n".join(inspect.findings)


def test_every_address_that_shows_a_page_is_looked_at():
    looked_at = {name for pages in shown_first().values() for name, _ in pages}
    shown = {row.name for row in rows() if "ok" in row.get.values()}
    assert shown == looked_at | set(ELSEWHERE)
    assert looked_at <= set(declared())
