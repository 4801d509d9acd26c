"""An officer's own records: everything they had a part in, filtered, counted, in pages."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from records.forms.moments import LONDON
from records.models import Encounter
from records.own import Part
from records.views.mine import PAGE_SIZE
from records.vocabulary import Status
from tests.factories import a_draft, an_area, an_encounter, give_account
from tests.records.browsing import Page, copies


def listed(client, **filters) -> Page:
    response = client.get(reverse("my_records"), filters)
    assert response.status_code == 200
    return Page(response)


def references(page: Page) -> set[str]:
    return {word.strip(".,") for word in page.text.split() if word.startswith("HC-")}


@pytest.fixture
def mine(client, cast, in_status):
    client.force_login(cast.officer)
    return {status: in_status(status).reference for status in Status}


def test_everything_of_ones_own_is_listed_but_discarded_drafts(client, mine):
    page = listed(client)
    assert references(page) == set(mine.values()) - {mine[Status.DISCARDED]}
    assert "7 records, the newest first" in page.text


def test_a_draft_leads_to_its_sections_and_a_filed_record_to_its_page(client, mine, in_status):
    links = listed(client).links
    assert reverse("tasks", args=[in_status(Status.DRAFT).pk]) in links
    assert reverse("encounter", args=[in_status(Status.ACCEPTED).pk]) in links


@pytest.mark.parametrize("status", Status)
def test_one_status_is_shown_alone_with_its_count(client, mine, status):
    page = listed(client, status=status)
    assert references(page) == {mine[status]}
    assert f"{status.label} (1)" in page.text
    assert "1 record, the newest first" in page.text


def test_a_colleague_sees_filed_records_and_nobodys_drafts(client, cast, in_status):
    client.force_login(cast.colleague)
    filed = {in_status(s).reference for s in Status if s not in (Status.DRAFT, Status.DISCARDED)}
    assert references(listed(client)) == filed
    client.force_login(cast.stranger)
    assert "You have no records yet" in listed(client).text


def test_the_part_one_had_tells_records_apart(client, cast, in_status):
    encounter = give_account(encounter=in_status(Status.SUBMITTED), officer=cast.colleague)
    own = a_draft(cast.colleague)
    client.force_login(cast.colleague)
    assert references(listed(client, part=Part.ACCOUNT)) == {encounter.reference}
    assert references(listed(client, part=Part.REPORTED)) == {own.reference}
    listed_only = references(listed(client, part=Part.PRESENT))
    assert in_status(Status.ACCEPTED).reference in listed_only
    assert not {encounter.reference, own.reference} & listed_only


def test_a_supervisor_who_is_an_officer_sees_only_their_own_here(client, cast, in_status):
    own = an_encounter(officer=cast.both)
    client.force_login(cast.both)
    assert references(listed(client)) == {own.reference}


def test_area_and_reference_narrow(client, cast, mine):
    camden = an_area(code="E09000007", name="Camden")
    there = an_encounter(officer=cast.officer, area=camden)
    assert references(listed(client, area=camden.pk)) == {there.reference}
    assert references(listed(client, reference=there.reference.lower())) == {there.reference}
    nothing = listed(client, reference="HC-99-999999")
    assert "No record of yours fits these filters" in nothing.text
    assert "Show all of them" in nothing.text


def test_days_are_london_days_and_both_ends_belong_to_them(client, cast):
    client.force_login(cast.officer)
    # 23:30 and 00:30 in British Summer Time are the 9th and the 10th of June there.
    late = datetime(2026, 6, 9, 23, 30, tzinfo=LONDON)
    for began in (late, late + timedelta(hours=1)):
        an_encounter(officer=cast.officer, at=began + timedelta(hours=2), occurred_at=began)
    ninth, tenth = Encounter.objects.filter(
        reporting_officer=cast.officer, occurred_at__lte=late + timedelta(hours=1)
    ).order_by("occurred_at")[:2]
    assert references(listed(client, last="2026-06-09")) == {ninth.reference}
    assert references(listed(client, first="2026-06-10", last="10/06/2026")) == {tenth.reference}
    both = listed(client, first="2026-06-09", last="2026-06-10")
    assert references(both) == {ninth.reference, tenth.reference}


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"first": "yesterday"}, "Write the date as day, month and year: 27/3/2026"),
        ({"first": "2026-06-10", "last": "2026-06-09"}, "“To” cannot be before “From”"),
        ({"status": "lost"}, "“lost” is not in the list: select another"),
        ({"part": "\x00"}, "not in the list"),
        ({"area": "x" * 10_000}, "not in the list"),
        ({"reference": "x" * 100_000}, "Write at most 40 characters"),
        ({"last": "9999-12-31", "first": "1"}, "Write the date as day, month and year"),
    ],
)
def test_a_filter_that_is_not_understood_is_said_and_the_list_is_still_there(
    client, mine, filters, message
):
    page = listed(client, **filters)
    assert message in " ".join(page.beside)
    assert references(page)


@pytest.mark.parametrize("page_number", ["2", "1000000", "x", "-1"])
def test_a_page_that_does_not_exist_is_answered_with_one_that_does(client, mine, page_number):
    assert references(listed(client, page=page_number))


def test_filters_stay_while_turning_pages(client, cast, mine, in_status):
    copies(in_status(Status.ACCEPTED), PAGE_SIZE)
    page = listed(client, status=Status.ACCEPTED)
    assert f"{PAGE_SIZE + 1} records" in page.text
    assert any("status=accepted" in link and "page=2" in link for link in page.links)
    assert len(references(listed(client, status=Status.ACCEPTED, page=2))) == 1


def test_the_list_asks_no_more_for_twenty_records_than_for_one(client, cast, in_status):
    client.force_login(cast.officer)
    url = reverse("my_records")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    before = queries()
    copies(in_status(Status.SUBMITTED), 20)
    assert queries() == before
    assert before <= 6


def test_home_leads_to_all_records(client, cast):
    client.force_login(cast.officer)
    assert reverse("my_records") in Page(client.get("/")).links


def test_the_first_of_january_is_found(client, cast):
    """A rule that blocks 31 December after midnight: not here."""
    client.force_login(cast.officer)
    began = datetime(2026, 1, 1, 0, 10, tzinfo=LONDON)
    new_year = an_encounter(officer=cast.officer, at=began + timedelta(hours=2), occurred_at=began)
    day = f"{timezone.localtime(began, LONDON):%Y-%m-%d}"
    assert references(listed(client, first=day, last=day)) == {new_year.reference}
