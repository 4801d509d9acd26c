"""Two supervisors who decide in the same moment: real transactions side by side."""

import pytest
from django.test import Client
from django.urls import reverse

from records.models import Review
from tests.factories import a_supervisor, an_encounter, an_officer
from tests.records.browsing import Page
from tests.records.test_deciding import typed
from tests.records.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_browsers_at_once_one_decides_and_the_other_is_told():
    filed = an_encounter(officer=an_officer())
    (use,) = filed.uses.all()
    data = typed([use], version=filed.version)

    def decide(person):
        def act():
            client = Client()
            client.force_login(person)
            return client.post(reverse("review", args=[filed.pk]), data)

        return act

    people = [a_supervisor(team=filed.team) for _ in range(2)]
    answers = together(*(decide(person) for person in people))
    assert sorted(answer.status_code for answer in answers) == [200, 302], answers
    (told,) = [answer for answer in answers if answer.status_code == 200]
    assert "decided while you were reading it" in Page(told).text
    assert Review.objects.count() == 1
