"""The list of people: for administrators, in a fixed number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role

PEOPLE = "/people/"


@pytest.fixture
def administrator(person):
    return person(
        warrant_number="A1",
        name="Amy Stone",
        email="a1@force.example",
        roles=[Role.ADMINISTRATOR],
        team=None,
    )


def test_an_administrator_sees_everybody_with_team_and_roles(client, administrator, person):
    person(roles=[Role.OFFICER, Role.SUPERVISOR])
    client.force_login(administrator)
    page = client.get(PEOPLE).content.decode()
    assert "Ada Marsh" in page
    assert "Team A" in page
    assert "Officer, Supervisor" in page


def test_the_list_asks_the_database_no_more_for_twenty_people_than_for_one(
    client, administrator, person
):
    client.force_login(administrator)
    client.get(PEOPLE)
    with CaptureQueriesContext(connection) as few:
        client.get(PEOPLE)
    for number in range(20):
        person(warrant_number=f"P{number}", email=f"p{number}@force.example")
    with CaptureQueriesContext(connection) as many:
        client.get(PEOPLE)
    assert len(many) == len(few)


@pytest.mark.parametrize("page", ["0", "-1", "99", "two", ""])
def test_a_page_that_does_not_exist_is_the_nearest_that_does(client, administrator, page):
    client.force_login(administrator)
    assert client.get(PEOPLE, {"page": page}).status_code == 200
