"""The receipt: the same few facts on paper and behind a link that cannot be guessed."""

import io

import pytest
import segno
from django.db import transaction
from django.db.utils import IntegrityError
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from audit.models import Event, Operation
from records import actions, permissions
from records.models import Receipt
from records.models.receipt import ALPHABET, CODE_LENGTH, new_code
from records.presenters.receipts import QUIET_ZONE, qr
from records.vocabulary import ForcePower, SearchPower, Status
from tests.factories import an_encounter
from tests.records.browsing import Page, page_of

NOW = timezone.now()


def make(encounter, by):
    return actions.make_receipt(encounter_id=encounter.pk, by=by, at=NOW)


def opened(client, receipt) -> Page:
    response = client.get(reverse("public_receipt", args=[receipt.code]))
    assert response.status_code == 200
    return Page(response)


def test_a_receipt_is_made_once_and_logged_as_a_disclosure(cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    receipt = make(encounter, cast.officer)
    event = Event.objects.latest("id")
    assert (event.action, event.operation) == ("make_receipt", Operation.DISCLOSURE)
    assert receipt.code not in str(event.detail)
    assert make(encounter, cast.helper) == receipt
    assert Event.objects.latest("id") == event
    encounter.refresh_from_db()
    assert encounter.version == in_status(Status.SUBMITTED).version


def test_the_code_cannot_be_guessed():
    """At least 60 bits, and no two alike."""
    assert len(set(ALPHABET)) ** CODE_LENGTH > 2**60
    codes = {new_code() for _ in range(1_000)}
    assert len(codes) == 1_000
    assert all(set(code) <= set(ALPHABET) and len(code) == CODE_LENGTH for code in codes)


def test_the_link_shows_the_facts_to_somebody_who_is_not_signed_in(client, cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    page = opened(client, make(encounter, cast.officer))
    for fact in (encounter.reference, "Lambeth", encounter.team.name, "PACE 1984 s1", "s117"):
        assert fact in page.text
    assert "Marlbridge Police" in page.text
    assert "To complain" in page.text
    assert "To ask for the record" in page.text


def test_the_link_shows_nothing_but_those_facts(client, cast):
    """Nothing about the person, no officer, no free text, no status."""
    secret = "Outside 4 Secret Street"
    encounter = an_encounter(
        officer=cast.officer,
        location_description=secret,
        searched="yes",
        search_power=SearchPower.OTHER,
        search_power_other=secret,
        force_powers=[ForcePower.COMMON_LAW, ForcePower.OTHER],
        force_power_other=secret,
        age_years=97,
        gender="female",
    )
    page = opened(client, make(encounter, cast.officer))
    for hidden in (
        *("Secret", "97", "Female", "Mixed", "White", "Black"),
        *(cast.officer.name, cast.officer.warrant_number, str(encounter.pk)),
        *("Waiting for review", "justif", "injur"),
    ):
        assert hidden.lower() not in page.html.lower().replace("cuffing records each use", "")
    assert "Another power, named in the record" in page.text
    assert not any("encounters/" in link for link in page.links)


def test_the_page_stays_out_of_search_engines_and_caches(client, cast, in_status):
    receipt = make(in_status(Status.SUBMITTED), cast.officer)
    response = client.get(reverse("public_receipt", args=[receipt.code]))
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert 'name="robots" content="noindex' in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize(
    "code", ["x", "unknown", "2" * 13, "2" * 1_000, "%00", "%F0%9F%91%AE", "' OR 1=1 --"]
)
def test_every_unknown_code_gets_the_same_answer(client, db, code):
    known_as_unknown = client.get(reverse("public_receipt", args=["abcdefghjkmnp"]))
    response = client.get(f"/r/{code}/")
    assert response.status_code == 404
    assert response.content == known_as_unknown.content
    assert response["X-Robots-Tag"] == known_as_unknown["X-Robots-Tag"]


def test_a_code_copied_by_hand_may_be_in_capitals(client, cast, in_status):
    receipt = make(in_status(Status.SUBMITTED), cast.officer)
    assert client.get(f"/r/{receipt.code.upper()}/").status_code == 200


def test_the_receipt_of_a_withdrawn_record_says_the_same(client, cast, in_status):
    """What happened to the person stays true, and they may still ask for it."""
    encounter = in_status(Status.SUBMITTED)
    receipt = make(encounter, cast.officer)
    before = opened(client, receipt).text
    actions.withdraw(
        encounter_id=encounter.pk,
        reason="Entered twice",
        version_seen=encounter.version,
        by=cast.officer,
        at=NOW,
    )
    assert opened(client, receipt).text == before


@pytest.mark.parametrize("status", [Status.DRAFT, Status.DISCARDED])
def test_what_was_never_filed_has_no_receipt(cast, in_status, status):
    with pytest.raises(actions.NotAllowed):
        make(in_status(status), cast.officer)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("officer", True),
        ("helper", True),
        ("sergeant", True),
        ("stranger", False),
        ("neighbour", False),
        ("standards", False),
        ("analyst", False),
    ],
)
def test_those_who_were_there_and_their_supervisors_make_receipts(cast, in_status, who, may):
    verdict = permissions.may_make_receipt(getattr(cast, who), in_status(Status.SUBMITTED))
    assert bool(verdict) is may


def test_the_officers_page_makes_it_and_shows_link_and_code(client, cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    client.force_login(cast.officer)
    page = page_of(client, "make_receipt", encounter.pk)
    assert not Receipt.objects.exists()
    assert "Make the receipt" in page.text
    page = Page(client.post(reverse("make_receipt", args=[encounter.pk]), follow=True))
    receipt = Receipt.objects.get(encounter=encounter)
    assert f"http://testserver/r/{receipt.code}/" in page.text
    assert 'aria-label="QR code' in page.html
    with override_settings(RECEIPT_ADDRESS="https://receipts.example.org/"):
        page = page_of(client, "make_receipt", encounter.pk)
        assert f"https://receipts.example.org/r/{receipt.code}/" in page.text


@override_settings(FORCE_NAME="", RECORD_REQUESTS_ADDRESS="", COMPLAINTS_ADDRESS="")
def test_without_addresses_of_a_force_the_receipt_still_says_where_to_go(client, cast, in_status):
    page = opened(client, make(in_status(Status.SUBMITTED), cast.officer))
    assert page.text.count("at any police station") == 2
    assert "policeconduct.gov.uk" in page.text


def test_the_drawn_code_is_the_one_of_the_address():
    """Module by module, with the white around it that scanners need."""
    address = "https://receipts.example.org/r/abcdefghjkmnp/"
    drawn = qr(address)
    text = io.StringIO()
    segno.make(address, error="m", micro=False).save(text, kind="txt", border=QUIET_ZONE)
    rows = text.getvalue().split()
    assert drawn["side"] == len(rows) == len(rows[0])
    dark = {(x, y) for y, row in enumerate(rows) for x, one in enumerate(row) if one == "1"}
    assert drawn["dark"].count("M") == len(dark)
    assert all(f"M{x} {y}h1" in drawn["dark"] for x, y in dark)


def test_the_database_refuses_a_short_code_and_a_second_receipt(cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    with pytest.raises(IntegrityError, match="receipt_code"), transaction.atomic():
        Receipt.objects.create(encounter=encounter, code="abc", created_at=NOW, by=cast.officer)
    make(encounter, cast.officer)
    with pytest.raises(IntegrityError, match="encounter"), transaction.atomic():
        Receipt.objects.create(
            encounter=encounter, code=new_code(), created_at=NOW, by=cast.officer
        )
