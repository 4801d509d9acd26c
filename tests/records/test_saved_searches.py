"""Searches that supervisors keep, and the daily mail about what they find."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from audit.models import Event
from outbox.models import Message
from records import actions
from records.actions.saved_searches import SAVED_AT_MOST, digest_of, queue_digests
from records.models import SavedSearch
from records.models.saved_search import LONGEST_NAME
from tests.factories import an_encounter, an_officer
from tests.records.browsing import Page

SAVED = "/review/saved/"


@pytest.fixture
def officer(cast):
    return an_officer(team=cast.officer.team, name="Ida Quill")


@pytest.fixture
def supervisor(client, cast):
    client.force_login(cast.sergeant)
    return cast.sergeant


def keep(user, *, name="Children", query="show=child", digest=False) -> SavedSearch:
    return actions.save_search(
        name=name, query=query, daily_digest=digest, by=user, at=timezone.now()
    )


def test_a_search_is_kept_in_one_way_of_writing_it(cast):
    saved = keep(cast.sergeant, query="sort=due&show=late&show=child&q=++alley+&colour=red&page=3")
    assert saved.query == "show=child&show=late&q=alley"
    assert Event.objects.order_by("-id").first().action == "save_search"


def test_keeping_it_twice_keeps_one_and_another_of_the_name_is_refused(cast):
    first = keep(cast.sergeant)
    assert keep(cast.sergeant, name="CHILDREN") == first
    with pytest.raises(actions.NameTaken):
        keep(cast.sergeant, query="show=late")
    assert keep(cast.inspector, query="show=late").user == cast.inspector


def test_the_database_knows_the_rules_as_well(cast):
    saved = keep(cast.sergeant)
    for wrong in ({"name": "CHILDREN"}, {"name": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedSearch.objects.create(
                user=saved.user, **{"name": "Other", "created_at": timezone.now(), **wrong}
            )


def test_there_is_a_limit(cast):
    for number in range(SAVED_AT_MOST):
        keep(cast.sergeant, name=f"Search {number}")
    with pytest.raises(actions.NotAllowed, match="delete one first"):
        keep(cast.sergeant, name="One more")


def test_only_supervisors_keep_searches(cast):
    with pytest.raises(actions.NotAllowed):
        keep(cast.officer)


# -- The page -------------------------------------------------------------------------------------


def test_saving_changing_and_deleting_on_the_page(client, supervisor):
    page = Page(client.get(SAVED, {"query": "show=child&area=nowhere"}))
    assert "Waiting for review; Child." in page.text.replace(" ;", ";")
    response = client.post(SAVED, {"query": "show=child", "name": "  Children \n"}, follow=True)
    assert response.redirect_chain == [("/review/?show=child", 302)]
    assert "Saved as “Children”." in Page(response).text
    saved = SavedSearch.objects.get()
    assert "Children" in Page(client.get("/review/")).text
    change = reverse("change_saved_search", args=[saved.pk])
    client.post(change, {"name": "Young people", "daily_digest": "on"})
    saved.refresh_from_db()
    assert (saved.name, saved.daily_digest) == ("Young people", True)
    delete = reverse("delete_saved_search", args=[saved.pk])
    assert "is deleted" in Page(client.post(delete, follow=True)).text
    assert "not there any more" in Page(client.post(delete, follow=True)).text


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "Give the search a name"),
        (" \t ", "Give the search a name"),
        ("x" * (LONGEST_NAME + 1), "Write at most"),
        ("x" * 100_000, "Write at most"),
        ("kept", "You keep another search under this name: give another"),
    ],
)
def test_a_name_that_cannot_be_is_refused_in_words(client, supervisor, name, message):
    keep(supervisor, name="Kept", query="show=late")
    page = Page(client.post(SAVED, {"query": "show=child", "name": name}))
    assert message in page.summary[0][1]
    assert page.value_of("query") == "show=child"
    assert SavedSearch.objects.count() == 1


def test_other_peoples_searches_do_not_exist(client, supervisor, cast):
    theirs = keep(cast.inspector)
    assert client.get(reverse("change_saved_search", args=[theirs.pk])).status_code == 404
    client.post(reverse("delete_saved_search", args=[theirs.pk]))
    assert SavedSearch.objects.filter(pk=theirs.pk).exists()


def test_what_means_nothing_any_more_is_left_out_and_told(client, supervisor):
    saved = keep(supervisor)
    SavedSearch.objects.filter(pk=saved.pk).update(query="show=child&show=gone&team=424242")
    told = "Means nothing any more, and is left out: “team=424242”; “show=gone”"
    assert told in Page(client.get(SAVED)).text
    page = Page(client.get("/review/?show=child&show=gone&team=424242"))
    assert "Not understood, and left out" in page.text
    assert page.chosen("show") == ["child"]


# -- The daily mail -------------------------------------------------------------------------------

MORNING = datetime(2026, 3, 9, 7, tzinfo=UTC)


def digests() -> list[Message]:
    return list(Message.objects.filter(key__startswith="digest:").order_by("key"))


def test_a_digest_counts_what_its_owner_may_see_now(cast, officer):
    saved = keep(cast.sergeant, query="show=child&officer=quill")
    an_encounter(officer=officer, age_years=15)
    an_encounter(officer=officer, age_years=15, at=timezone.now() - timedelta(days=10))
    an_encounter(officer=officer)
    digest = digest_of(saved, now=timezone.now())
    assert (digest.count, digest.overdue, digest.more) == (2, 1, False)
    assert digest.address == "/review/?show=child&officer=quill"
    saved.user.team = cast.neighbour.team
    assert digest_of(saved, now=timezone.now()).count == 0


def test_a_mail_a_day_and_no_more_however_often_it_runs(cast, officer, settings):
    settings.PUBLIC_ADDRESS = "https://cuffing.example"
    an_encounter(officer=officer, age_years=15, justification_necessity="A zeppelin.")
    saved = keep(cast.sergeant, name="Ida Quill", query="q=zeppelin&officer=quill", digest=True)
    keep(cast.inspector, name="Without a mail", query="q=zeppelin")
    at = timezone.now()
    assert queue_digests(at=at, at_most=10) == 1
    assert queue_digests(at=at + timedelta(minutes=5), at_most=10) == 0
    (mail,) = digests()
    assert mail.to == cast.sergeant.email
    assert mail.subject == "Your saved search finds 1 record"
    assert f"https://cuffing.example/review/saved/#search-{saved.pk}" in mail.body
    for told in ("zeppelin", "Quill", "quill"):
        assert told not in mail.subject + mail.body
    assert queue_digests(at=at + timedelta(days=1), at_most=10) == 1
    assert len(digests()) == 2


def test_what_was_killed_between_is_written_once(cast, officer):
    an_encounter(officer=officer)
    saved = keep(cast.sergeant, query="officer=quill", digest=True)
    at = timezone.now()
    queue_digests(at=at, at_most=10)
    SavedSearch.objects.filter(pk=saved.pk).update(digested_on=None)
    queue_digests(at=at, at_most=10)
    assert len(digests()) == 1


def test_nothing_found_is_no_mail(cast):
    keep(cast.sergeant, query="q=zeppelin", digest=True)
    assert queue_digests(at=timezone.now(), at_most=10) == 1
    assert digests() == []


def test_who_left_or_supervises_no_more_gets_no_mail(cast, officer):
    an_encounter(officer=officer)
    for user in (cast.sergeant, cast.inspector):
        keep(user, query="officer=quill", digest=True)
    User.objects.filter(pk=cast.sergeant.pk).update(is_active=False)
    User.objects.filter(pk=cast.inspector.pk).update(roles=[Role.OFFICER])
    assert queue_digests(at=timezone.now(), at_most=10) == 2
    assert digests() == []


def test_at_most_so_many_a_run_and_the_rest_next_time(cast, officer):
    an_encounter(officer=officer)
    for number in range(3):
        keep(cast.sergeant, name=f"Search {number}", query="officer=quill", digest=True)
    at = timezone.now()
    assert queue_digests(at=at, at_most=2) == 2
    assert queue_digests(at=at, at_most=2) == 1
    assert len(digests()) == 3


def test_the_day_is_londons(cast, officer):
    an_encounter(officer=officer)
    keep(cast.sergeant, query="officer=quill", digest=True)
    summer = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert queue_digests(at=summer, at_most=10) == 1
    assert queue_digests(at=summer + timedelta(hours=1), at_most=10) == 1
    assert [mail.key[-10:] for mail in digests()] == ["2026-07-01", "2026-07-02"]
