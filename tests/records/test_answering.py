"""Whoever is asked can answer; professional standards open what they have a reason for."""

import pytest
from django.urls import reverse
from django.utils import timezone

from records import actions
from records.vocabulary import ReturnReason
from tests.factories import (
    a_judgement,
    give_account,
)
from tests.records.browsing import Page, page_of
from tests.records.conftest import everything_written


@pytest.mark.parametrize("who", ["officer", "colleague", "helper", "bystander"])
@pytest.mark.parametrize("account_given", [True, False])
def test_whoever_is_asked_can_answer_by_following_the_links(
    client, cast, in_status, who, account_given
):
    """From the home page, whatever they did there; a colleague gives the account first."""
    filed, asked = in_status("submitted"), getattr(cast, who)
    if account_given:
        filed = give_account(encounter=filed, officer=cast.colleague)
    returned = actions.return_with_question(
        encounter_id=filed.pk,
        judgement=a_judgement(),
        question="When did you look again?",
        question_for=asked,
        reasons=[ReturnReason.TOO_SHORT],
        version_seen=filed.version,
        by=cast.sergeant,
        at=timezone.now(),
    )
    if who == "colleague" and not account_given:
        returned = give_account(encounter=returned, officer=cast.colleague)
    client.force_login(asked)
    home = page_of(client, "home")
    (link,) = {link for link in home.links if str(returned.pk) in link}
    page = Page(client.get(link, follow=True))
    assert "When did you look again?" in page.text
    check = reverse("submit" if who == "officer" else "give_account", args=[returned.pk])
    page = Page(client.get(check))
    assert "When did you look again?" in page.text
    data = {"version": page.value_of("version"), "answer": "After the pockets"}
    response = client.post(check, data, follow=True)
    assert "waits for review again" in Page(response).text
    returned.refresh_from_db()
    assert returned.status == "submitted"
    assert returned.reviews.latest("id").answer == "After the pockets"


def test_the_answer_is_not_for_somebody_else_to_give(client, cast, in_status):
    returned = in_status("returned")
    for who in (cast.colleague, cast.helper, cast.bystander, cast.sergeant):
        client.force_login(who)
        for name in ("submit", "give_account"):
            client.post(
                reverse(name, args=[returned.pk]),
                {"version": returned.version, "answer": "Not mine"},
            )
    assert returned.reviews.get().answer == ""


def test_a_record_is_opened_by_reference_with_a_reason(client, cast, in_status):
    client.force_login(cast.standards)
    filed = in_status("accepted")
    assert client.get(reverse("encounter", args=[filed.pk])).status_code == 404
    response = client.post(
        reverse("escalated"),
        {"reference": f" {filed.reference.lower()} ", "reason": "Complaint 12"},
        follow=True,
    )
    assert filed.reference in Page(response).text
    assert client.get(reverse("encounter", args=[filed.pk])).status_code == 200


@pytest.mark.parametrize(
    ("reference", "reason", "message"),
    [
        ("", "Complaint 12", "Enter the reference, such as HC-26-004217"),
        ("HC-26-999999", "Complaint 12", "No filed record has this reference"),
        ("{accepted}", " ", "Say why you need to see the record"),
        ("{draft}", "Complaint 12", "No filed record has this reference"),
        ("%", "Complaint 12", "No filed record has this reference"),
    ],
)
def test_opening_a_record_needs_both(client, cast, in_status, reference, reason, message):
    client.force_login(cast.standards)
    reference = reference.format(
        accepted=in_status("accepted").reference, draft=in_status("draft").reference
    )
    before = everything_written()
    page = Page(client.post(reverse("escalated"), {"reference": reference, "reason": reason}))
    assert page.beside == [message]
    assert page.summary[0][0][1:] in page.ids
    assert everything_written() == before
