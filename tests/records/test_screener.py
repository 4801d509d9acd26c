"""Do I need to record this? Every application of handcuffs to a person by an officer is."""

import pytest
from django.urls import reverse

from records.screening import PutOnBy, screen
from records.vocabulary import YesNo
from tests.records.browsing import Page
from tests.records.conftest import everything_written

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("put_on", "training", "by", "needed"),
    [
        (YesNo.NO, None, None, False),
        (YesNo.NO, YesNo.NO, PutOnBy.ME, False),
        (YesNo.YES, YesNo.YES, None, False),
        (YesNo.YES, YesNo.YES, PutOnBy.ME, False),
        (YesNo.YES, YesNo.NO, PutOnBy.ME, True),
        (YesNo.YES, YesNo.NO, PutOnBy.COLLEAGUE, False),
        (YesNo.YES, YesNo.NO, PutOnBy.SOMEBODY_ELSE, False),
    ],
)
def test_three_answers_decide(put_on, training, by, needed):
    answer = screen(put_on=put_on, training=training, by=by)
    assert answer.needed is needed
    assert answer.reason


@pytest.mark.parametrize(("training", "by"), [(None, None), (None, PutOnBy.ME), (YesNo.NO, None)])
def test_an_open_question_is_no_answer(training, by):
    assert screen(put_on=YesNo.YES, training=training, by=by) is None


def test_compliant_short_or_de_arrested_makes_no_difference():
    reason = screen(put_on=YesNo.YES, training=YesNo.NO, by=PutOnBy.ME).reason
    for excuse in ("complied", "short", "no arrest", "de-arrested", "released"):
        assert excuse in reason


def ask(client, **answers) -> Page:
    response = client.get(reverse("screener"), {"check": "1", **answers})
    assert response.status_code == 200
    return Page(response)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({}, "Select yes if handcuffs were put on a person"),
        ({"put_on": "yes"}, "Select yes if it was training or a demonstration"),
        ({"put_on": "yes", "training": "no"}, "Select who put the handcuffs on"),
        ({"put_on": "x" * 100_000}, "Choose an answer that is in the list"),
        ({"put_on": "\x00"}, "Choose an answer that is in the list"),
    ],
)
def test_one_thing_is_asked_for_at_a_time(client, cast, answers, message):
    client.force_login(cast.officer)
    page = ask(client, **answers)
    assert page.beside == [message]
    assert [text for _, text in page.summary] == [message]


def test_yes_leads_to_a_record_for_those_who_record(client, cast):
    answers = {"put_on": "yes", "training": "no", "by": "me"}
    for who, leads in (("officer", True), ("analyst", False)):
        client.force_login(getattr(cast, who))
        page = ask(client, **answers)
        assert "Yes, record it" in page.text
        assert (f'action="{reverse("start")}"' in page.html) is leads


def test_no_says_why(client, cast):
    client.force_login(cast.officer)
    page = ask(client, put_on="no")
    assert "No record from you" in page.text
    assert "without putting them on is not recorded" in page.text


def test_nothing_is_stored(client, cast):
    client.force_login(cast.officer)
    before = everything_written()
    ask(client, put_on="yes", training="no", by="me")
    assert everything_written() == before


def test_it_is_found_from_home_and_from_the_start(client, cast):
    client.force_login(cast.officer)
    for name in ("home", "start"):
        assert reverse("screener") in Page(client.get(reverse(name))).links
