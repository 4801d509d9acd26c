"""The record as a PDF: everything the page says, as text, whoever wrote what in it."""

import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Event, Operation
from records import actions
from records.printing.blocks import Heading, Item, Row, Words, blocks
from records.printing.paper import legible, pdf
from records.vocabulary import Status
from tests.factories import an_encounter
from tests.records.test_amending import amend, prepare
from tests.records.test_commenting import comment

HOSTILE = '<script>alert("x")</script> & <b>bold</b> &amp; {{ 7|add:7 }} \\n ]]>'


def text_of(file: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(file)).pages]
    return re.sub(r"\s+", " ", " ".join(pages))


def printed(client, encounter) -> str:
    response = client.get(reverse("record_pdf", args=[encounter.pk]))
    assert response["Content-Type"] == "application/pdf"
    return text_of(response.content)


def test_the_file_holds_the_whole_record_with_its_history(client, cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    comment(encounter, cast.helper, text="The custody record agrees.")
    prepare(encounter, "person", cast.officer, gender="female")
    encounter.refresh_from_db()
    encounter = amend(encounter, cast.officer, reason="I mixed up two people.")
    client.force_login(cast.sergeant)
    text = printed(client, encounter)
    for fact in (
        *(encounter.reference, "Waiting for review", "Lambeth", "BWV-10001"),
        *(str(cast.officer), str(cast.bystander), "Reporting officer"),
        "The waistband could not be searched with both hands free.",
        *("Seen and discussed.", "Sergeant", "Lawful basis Yes, shown"),
        *("The custody record agrees.", "Helper"),
        *("I mixed up two people.", "From Male", "To Female"),
        *("Started", "Filed", "Accepted", "Amended"),
        f"printed by {cast.sergeant}",
        "Page 1 of ",
    ):
        assert fact in text, fact


def test_taking_the_file_is_logged_as_a_disclosure(client, cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    client.force_login(cast.officer)
    response = client.get(reverse("record_pdf", args=[encounter.pk]))
    assert response["Content-Disposition"] == f'attachment; filename="{encounter.reference}.pdf"'
    assert "no-store" in response["Cache-Control"]
    event = Event.objects.latest("id")
    assert (event.action, event.operation) == ("print_record", Operation.DISCLOSURE)
    assert (event.actor, event.object_id) == (str(cast.officer.pk), str(encounter.pk))


def test_hostile_text_is_shown_as_text(client, cast):
    encounter = an_encounter(officer=cast.officer, justification_what_happened=HOSTILE)
    client.force_login(cast.officer)
    assert HOSTILE in printed(client, encounter)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Łukasz Şimşek, Ωmega, Жуков", "Łukasz Şimşek, Ωmega, Жуков"),
        ("a 👮 came", "a [police officer] came"),
        ("thumbs 👍🏽", "thumbs [thumbs up sign][emoji modifier fitzpatrick type-4]"),
        ("exe\u202efdp", "exe[right-to-left override]fdp"),
        ("bell\x07", "bell[character 7]"),
        ("one\nother", "one\nother"),
        ("heart ❤\ufe0f", "heart ❤"),
    ],
)
def test_what_the_typeface_cannot_show_is_spelled_out(typed, shown):
    assert legible(typed) == shown


def test_very_long_text_runs_over_pages_and_none_of_it_is_lost(client, cast):
    words = " ".join(f"word{number}" for number in range(1_200))
    encounter = an_encounter(
        officer=cast.officer,
        justification_what_happened=words,
        justification_necessity="x" * 9_000,
    )
    client.force_login(cast.officer)
    text = printed(client, encounter)
    assert all(f"word{number}" in text for number in range(1_200))
    assert text.count("x" * 20) > 100


def test_right_to_left_text_is_all_there(client, cast):
    encounter = an_encounter(officer=cast.officer, justification_necessity="שלום and hello")
    client.force_login(cast.officer)
    assert "hello" in printed(client, encounter)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.DISCARDED])
def test_what_was_never_filed_is_not_taken_out(client, cast, in_status, status):
    client.force_login(cast.officer)
    response = client.get(reverse("record_pdf", args=[in_status(status).pk]))
    assert response.status_code == 302


def test_a_returned_question_and_a_withdrawal_are_in_it(client, cast, in_status):
    client.force_login(cast.officer)
    encounter = in_status(Status.RETURNED)
    assert "What was it about this person?" in printed(client, encounter)
    encounter = actions.withdraw(
        encounter_id=encounter.pk,
        reason="No handcuffs were used.",
        version_seen=encounter.version,
        by=cast.officer,
        at=timezone.now(),
    )
    assert "No handcuffs were used." in printed(client, encounter)


# What is read of a page


def test_blocks_of_a_page():
    html = """
      <h1>HC-26-000001</h1><p>Waiting <strong class="govuk-tag">Late</strong></p>
      <p class="c-no-print">A button</p><svg aria-label="Timeline"><text>12</text></svg>
      <dl><div><dt>Area</dt><dd>  Lambeth
         London </dd></div>
        <div><dt>Told</dt><dd><ul><li>Grounds</li><li>Object</li></ul></dd></div>
        <div><dt>Why</dt><dd><span class="c-written">one
two &lt;b&gt;</span></dd><dd class="govuk-summary-list__actions"><a href="/x">Change
          <span class="govuk-visually-hidden">why</span></a></dd></div></dl>
      <ul><li>A <b>bold</b> item<br>and more</li></ul>
      <table><tr><th>Who</th><th>When</th></tr><tr><td>Kofi</td><td>14:00</td></tr></table>
    """
    assert blocks(html) == [
        Heading(1, "HC-26-000001"),
        Words("Waiting · Late"),
        Words("Timeline"),
        Row("Area", ("Lambeth London",)),
        Row("Told", ("Grounds", "Object")),
        Row("Why", ("one\ntwo <b>",)),
        Item("A bold item\nand more"),
        Row("Who: Kofi", ("When: 14:00",)),
    ]


def test_unclosed_and_stray_tags_lose_no_text():
    assert blocks("</p><p>one<div>two</span>") == [Words("one"), Words("two")]
    assert blocks("") == []


def test_an_empty_file_is_still_one():
    assert PdfReader(io.BytesIO(pdf([Words("a")], title="t", footer="f"))).metadata.title == "t"
