"""The queue as a supervisor uses it: filters in the address, counts, search, next and previous."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import Role, User
from audit.models import Event
from records.models import Encounter, SavedSearch
from records.vocabulary import Decision, Status
from tests.factories import an_encounter, an_officer
from tests.records.browsing import Page, copies, page_of

QUEUE = "/review/"


@pytest.fixture
def officer(cast):
    return an_officer(team=cast.officer.team, name="Ida Quill")


@pytest.fixture
def supervisor(client, cast):
    client.force_login(cast.sergeant)
    return cast.sergeant


def see(client, **query) -> Page:
    response = client.get(f"{QUEUE}?{urlencode(query, doseq=True)}")
    assert response.status_code == 200
    return Page(response)


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_filters_stand_in_the_address_and_in_the_form(client, supervisor, officer):
    child = an_encounter(officer=officer, age_years=15)
    adult = an_encounter(officer=officer)
    page = see(client, show="child", officer="quill", sort="newest")
    assert child.reference in page.text
    assert adult.reference not in page.text
    assert page.chosen("show") == ["child"]
    assert page.value_of("officer") == "quill"
    assert "1 record" in page.text
    # Every link to a record says from which list it was opened.
    (link,) = [one for one in page.links if str(child.pk) in one]
    assert parse_qs(urlsplit(link).query)["queue"] == ["show=child&officer=quill&sort=newest"]
    # Each choice can be taken back alone.
    assert "/review/?officer=quill&sort=newest" in page.links
    assert "/review/?show=child&sort=newest" in page.links


def test_every_filter_says_how_many_it_would_leave(client, supervisor, officer):
    for age in (15, 16, 30):
        an_encounter(officer=officer, age_years=age)
    page = see(client, officer="quill")
    assert "Child (2)" in page.text
    assert "Not assigned (3)" in page.text
    assert "No video (0)" in page.text


def test_what_the_address_says_and_nobody_understands_is_told(client, supervisor):
    page = see(client, show="tall", colour="<b>red</b>")
    assert "Not understood, and left out: “show=tall”; “colour=<b>red</b>”." in page.text
    assert "<b>red" not in page.html


def test_pages_keep_the_filters(client, supervisor, officer, in_status):
    copies(an_encounter(officer=officer, age_years=15), 30)
    page = see(client, show="child")
    assert any(one.endswith("?show=child&page=2") for one in page.links)
    assert see(client, show="child", page="2").text.count("Reported by Ida Quill") == 6
    assert see(client, show="child", page="junk").text.count("Reported by Ida Quill") == 25
    assert see(client, show="child", size="100").text.count("Reported by Ida Quill") == 31


def test_search_shows_the_words_found_and_writes_down_who_saw_what(client, supervisor, officer):
    record = an_encounter(
        officer=officer,
        justification_necessity="He threw <script>alert(1)</script> a zeppelin & ran.",
    )
    page = see(client, q="zeppelins")
    assert "<mark>zeppelin</mark>" in page.html
    assert "<script>alert" not in page.html
    event = Event.objects.order_by("-id").first()
    assert (event.action, event.detail) == ("search", {"shown": [record.reference]})
    assert "zeppelin" not in str(vars(event))


def test_a_search_of_common_words_says_why_it_finds_nothing(client, supervisor, officer):
    an_encounter(officer=officer)
    assert "leaves out very common ones" in see(client, q="the").text


@pytest.mark.parametrize("written", ["{}", " {} ", "lower"])
def test_a_reference_goes_to_the_record(client, supervisor, officer, written):
    record = an_encounter(officer=officer)
    given = record.reference.lower() if written == "lower" else written.format(record.reference)
    response = client.get(QUEUE, {"q": given})
    assert response["Location"] == reverse("review", args=[record.pk])


def test_the_reference_of_a_decided_record_goes_to_its_page(client, supervisor, cast, officer):
    record = an_encounter(Status.ACCEPTED, officer=officer, supervisor=cast.inspector)
    response = client.get(QUEUE, {"q": record.reference})
    assert response["Location"] == reverse("encounter", args=[record.pk])


def test_a_reference_of_others_leads_nowhere(client, cast, officer):
    """Defect seen in a peer: lists scoped by unit while detail pages are not."""
    record = an_encounter(officer=officer)
    client.force_login(cast.neighbour)
    assert record.reference not in see(client, q=record.reference).links
    assert "No record of this list" in see(client, q=record.reference).text


@pytest.mark.parametrize(
    "address",
    [
        "q=" + "a" * 100_000,
        "q=%00%01%F0%9F%98%80",
        "q=%E2%80%AEabc",
        "officer=%25%27%22",
        "page=99999999999999999999",
        "page=-1&size=5000",
        "next=nonsense",
        "show=child&show=child&show=",
        "team=1e9",
        "queue=queue&saved=1",
    ],
)
def test_hostile_addresses_get_a_page(client, supervisor, in_status, address):
    in_status("submitted")
    assert client.get(f"{QUEUE}?{address}").status_code == 200


def test_the_list_of_everything_shows_the_status_and_opens_the_record(
    client, supervisor, cast, officer
):
    record = an_encounter(Status.ACCEPTED, officer=officer, supervisor=cast.inspector)
    page = see(client, scope="all", status="accepted", officer="quill")
    assert "Accepted" in page.text
    (link,) = [one for one in page.links if str(record.pk) in one]
    assert link.startswith(reverse("encounter", args=[record.pk]) + "?queue=scope%3Dall")
    assert "Queue" not in Page(client.get(reverse("encounter", args=[record.pk]))).text
    opened = Page(client.get(link))
    assert "All filed at any time : Accepted; Officer “quill”" in opened.text


# -- Next and previous ----------------------------------------------------------------------------


@pytest.fixture
def three(officer):
    now = timezone.now()
    return [
        an_encounter(officer=officer, at=now - timedelta(hours=hours), age_years=15)
        for hours in (9, 6, 3)
    ]


def at(record, query="show=child&officer=quill") -> str:
    return f"{reverse('review', args=[record.pk])}?{urlencode({'queue': query})}"


def test_next_and_previous_go_through_the_filtered_queue(client, supervisor, officer, three):
    an_encounter(officer=officer, at=timezone.now() - timedelta(hours=5))  # an adult
    first, second, third = three
    page = Page(client.get(at(second)))
    assert at(first) in page.links
    assert at(third) in page.links
    assert f"{QUEUE}?show=child&officer=quill" in page.links
    assert "Waiting for review : Child; Officer “quill”" in page.text
    last = Page(client.get(at(third)))
    assert "The last one" in last.text
    assert at(second) in last.links


def test_after_a_decision_the_next_one_is_offered_and_the_filters_stay(
    client, supervisor, three, decision
):
    first, second, _ = three
    response = client.post(at(first), decision(first, Decision.ACCEPT))
    assert response.status_code == 302
    address = urlsplit(response["Location"])
    assert parse_qs(address.query) == {
        "show": ["child"],
        "officer": ["quill"],
        "next": [str(second.pk)],
    }
    page = Page(client.get(response["Location"]))
    assert f"Next in your queue: {second.reference}" in page.text
    assert at(second) in page.links
    assert first.reference not in [link for link in page.links if "review" in link]


def test_after_the_last_decision_nothing_is_offered(client, supervisor, three, decision):
    response = client.post(at(three[-1]), decision(three[-1], Decision.ACCEPT))
    assert "next" not in response["Location"]
    assert "Next in your queue" not in Page(client.get(response["Location"])).text


def test_who_did_not_come_from_a_list_is_offered_the_whole_queue(client, supervisor, three):
    page = Page(client.get(reverse("review", args=[three[0].pk])))
    assert at(three[1], "") in page.links


def test_a_next_one_that_was_decided_meanwhile_is_not_offered(
    client, supervisor, cast, officer, three
):
    gone = an_encounter(Status.ACCEPTED, officer=officer, supervisor=cast.inspector)
    page = see(client, next=str(gone.pk))
    assert "Next in your queue" not in page.text


@pytest.fixture
def decision():
    """What a browser sends for a decision, from the fields that the page has."""

    def write(record, decided) -> dict:
        judged = {
            "version": Encounter.objects.get(pk=record.pk).version,
            "decision": decided,
            "video_viewed": "yes",
        }
        parts = ("lawful_basis", "necessity", "proportionality", "de_escalation")
        judged |= dict.fromkeys(parts, "met")
        for use in record.uses.all():
            judged |= {f"use_{use.pk}-{part}": "met" for part in parts}
        return judged

    return write


# -- Numbers of queries ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        QUEUE,
        f"{QUEUE}?show=child&show=no_de_escalation&sort=officer",
        f"{QUEUE}?q=zeppelin",
        f"{QUEUE}?scope=all&size=100",
    ],
)
def test_the_queue_asks_no_more_for_twenty_records_than_for_one(
    client, supervisor, officer, address
):
    record = an_encounter(
        officer=officer,
        age_years=15,
        de_escalation=["none"],
        justification_necessity="A zeppelin was overhead.",
    )
    before = queries(client, address)
    copies(record, 20)
    assert queries(client, address) == before
    assert before <= 20


def test_a_record_knows_its_neighbours_by_as_many_queries_in_a_long_queue(
    client, supervisor, officer
):
    record = an_encounter(officer=officer)
    copies(record, 2)
    before = queries(client, at(record, ""))
    copies(record, 40)
    assert queries(client, at(record, "")) == before


def test_saved_searches_are_listed_by_as_many_queries_for_twenty_as_for_one(client, supervisor):
    def keep(number):
        SavedSearch.objects.create(
            user=supervisor,
            name=f"Search {number}",
            query=f"team={supervisor.team_id}&area=E09000012",
            created_at=timezone.now(),
        )

    keep(0)
    before = queries(client, reverse("saved_searches"))
    for number in range(1, 21):
        keep(number)
    assert queries(client, reverse("saved_searches")) == before


# -- Nothing is accepted in bulk ------------------------------------------------------------------


def test_no_address_accepts_several_records_at_once(client, supervisor, officer):
    """Every decision is one person's on one record, read by them."""
    records = [an_encounter(officer=officer) for _ in range(2)]
    keys = [str(record.pk) for record in records]
    bulk = {
        "record": keys,
        "decision": Decision.ACCEPT,
        "version": 1,
        "to": str(supervisor.pk),
        **dict.fromkeys(("lawful_basis", "necessity", "proportionality", "de_escalation"), "met"),
    }
    without_a_record = [
        name
        for name, (patterns, *_) in (
            (name, get_resolver().reverse_dict.getlist(name)[0])
            for name in get_resolver().reverse_dict
            if isinstance(name, str) and "review" in str(get_resolver().reverse_dict[name])
        )
        if not patterns[0][1]
    ]
    assert "queue" in without_a_record
    for name in without_a_record:
        client.post(reverse(name), bulk)
    statuses = Encounter.objects.filter(pk__in=keys).values_list("status", flat=True)
    assert set(statuses) == {Status.SUBMITTED}
    page = see(client)
    assert "Accept" not in [one.get("value") for one in page.inputs]


# -- Home -----------------------------------------------------------------------------------------


def test_who_is_no_officer_any_more_still_sees_what_waits_for_them(client, cast, officer):
    returned = an_encounter(Status.RETURNED, officer=officer, supervisor=cast.inspector)
    User.objects.filter(pk=officer.pk).update(roles=[Role.SUPERVISOR])
    client.force_login(User.objects.get(pk=officer.pk))
    page = page_of(client, "home")
    assert "Returned to me" in page.text
    assert returned.reference in page.text
    assert "Record an encounter" not in page.text
    assert "My drafts" not in page.text
