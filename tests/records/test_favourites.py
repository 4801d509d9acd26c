"""Circumstances under a name, to begin records from; never the person, never why."""

import uuid

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from records import actions
from records.actions import favourites as favourite_actions
from records.favourites import FIELDS, MOST_FAVOURITES, QUESTIONS, usable
from records.models import Encounter, Favourite, Policy
from records.presenters.beginning import MOST_FAVOURITES_BESIDE
from records.questionnaire import ENCOUNTER_QUESTIONS, USE_QUESTIONS, Section, all_questions
from tests.factories import a_draft, an_encounter
from tests.records.browsing import Page, page_of
from tests.records.conftest import everything_written
from tests.records.test_page_queries import queries

pytestmark = pytest.mark.django_db


def keep(encounter, name="Town centre", *, by=None) -> Favourite:
    return favourite_actions.save_favourite(
        encounter=encounter,
        name=name,
        by=by or encounter.reporting_officer,
        at=timezone.now(),
    )


def begin(favourite, *, by=None, encounter_id=None) -> Encounter:
    return favourite_actions.start_from_favourite(
        encounter_id=encounter_id or uuid.uuid4(),
        favourite_id=favourite.pk,
        by=by or favourite.owner,
        at=timezone.now(),
    )


# -- What may be kept -----------------------------------------------------------------------------


def test_no_answer_about_the_person_the_force_or_the_reasons_can_be_kept():
    forbidden = {question.name for question in ENCOUNTER_QUESTIONS[Section.PERSON]}
    forbidden |= {question.name for question in ENCOUNTER_QUESTIONS[Section.OUTCOME]}
    forbidden |= {question.name for question in ENCOUNTER_QUESTIONS[Section.VIDEO]}
    forbidden |= {question.name for question in USE_QUESTIONS[Section.DE_ESCALATION]}
    forbidden |= {question.name for question in USE_QUESTIONS[Section.OUTCOME]}
    forbidden |= {
        question.name
        for question in all_questions(USE_QUESTIONS)
        if question.name.startswith(("justification_", "force_", "impact_", "applied", "ended"))
    }
    # B, C and D of ABCDE, and everything that says how it went.
    forbidden |= {"asked_too_tight", "checked_tightness", "double_locked"}
    forbidden |= {"compliance", "conduct", "before_arrest", "after_search", "position", "gowisely"}
    assert not forbidden & set(FIELDS)
    assert len(FIELDS) == len(set(FIELDS)) == len(QUESTIONS)


def test_a_favourite_holds_the_circumstances_and_nothing_else(cast, in_status):
    record = in_status("submitted")
    kept = keep(record)
    assert set(kept.answers) <= set(FIELDS)
    assert kept.answers["area"] == record.area_id
    assert kept.answers["handcuff_type"] == record.uses.get(officer=cast.officer).handcuff_type
    assert "search_power_other" not in kept.answers, "it was not asked"


def test_a_record_begins_with_the_circumstances_and_everything_else_is_open(in_status):
    kept = keep(in_status("submitted"))
    begun = begin(kept)
    begun.refresh_from_db()
    use = begun.uses.get()
    own = {question.name for question in all_questions(USE_QUESTIONS)}
    for question in (*all_questions(ENCOUNTER_QUESTIONS), *all_questions(USE_QUESTIONS)):
        row = use if question.name in own else begun
        value = row.area_id if question.name == "area" else getattr(row, question.name)
        assert value == kept.answers.get(question.name, value if not value else None), question.name
    assert begun.reporting_officer == kept.owner


def test_beginning_twice_with_one_uuid_is_one_draft_that_keeps_what_was_changed(in_status):
    kept, key = keep(in_status("submitted")), uuid.uuid4()
    begun = begin(kept, encounter_id=key)
    actions.save_section(
        encounter_id=key,
        section=Section.ENCOUNTER,
        answers={"location_description": "Somewhere else"},
        version_seen=begun.version,
        by=kept.owner,
        at=timezone.now(),
    )
    again = begin(kept, encounter_id=key)
    assert again.location_description == "Somewhere else"


def test_what_is_no_longer_offered_is_left_out(cast):
    """A favourite may be older than the questionnaire."""
    answers = {
        "area": "gone",
        "location_type": "street",
        "reason": "abolished",
        "reason_other": "left over",
        "searched": "yes",
        "search_power": "other",
        "search_power_other": "x" * 201,
        "gender": "male",
        "justification_necessity": "Because",
        "handcuff_type": ["rigid"],
    }
    assert usable(answers) == {
        "location_type": "street",
        "searched": "yes",
        "search_power": "other",
    }


def test_a_choice_that_an_administrator_retired_is_left_out(cast):
    assert usable({"reason": "transport"}) == {"reason": "transport"}
    from records import policy

    rules = policy.rules_of(None)
    with policy.remembered():
        policy._remembered.get().append(
            type(rules)(**{**vars(rules), "retired_choices": {"encounter_reason": ["transport"]}})
        )
        assert usable({"reason": "transport"}) == {}
    assert not Policy.objects.exists()


# -- Whose and how many ---------------------------------------------------------------------------


def test_only_own_records_make_favourites(cast, in_status):
    before = everything_written()
    for who in ("colleague", "stranger", "sergeant"):
        with pytest.raises(actions.NotAllowed, match="records of your own"):
            keep(in_status("submitted"), by=getattr(cast, who))
    assert everything_written() == before


def test_a_record_without_circumstances_makes_none(cast):
    with pytest.raises(actions.NotAllowed, match="says nothing about its circumstances"):
        keep(a_draft(cast.officer))


def test_the_favourites_of_others_do_not_exist(client, cast, in_status):
    kept = keep(in_status("submitted"))
    for act in (
        lambda: begin(kept, by=cast.stranger),
        lambda: favourite_actions.rename_favourite(
            favourite_id=kept.pk, name="Mine", by=cast.stranger, at=timezone.now()
        ),
        lambda: favourite_actions.delete_favourite(
            favourite_id=kept.pk, by=cast.stranger, at=timezone.now()
        ),
    ):
        with pytest.raises(actions.NotAllowed, match="is gone"):
            act()
    client.force_login(cast.stranger)
    assert client.get(reverse("favourite", args=[kept.pk])).status_code == 404
    assert kept.name not in page_of(client, "start").text
    response = client.post(
        reverse("start"), {"id": uuid.uuid4(), "favourite": kept.pk}, follow=True
    )
    assert "That favourite is gone." in Page(response).text


def test_a_name_is_used_once_whatever_its_case(in_status):
    kept = keep(in_status("submitted"))
    assert keep(in_status("submitted")) == kept, "pressing twice"
    another = an_encounter(officer=kept.owner, location_description="Elsewhere")
    with pytest.raises(favourite_actions.NameTaken):
        keep(another, name="TOWN centre")


def test_there_are_twenty_at_most(in_status):
    record = in_status("submitted")
    for number in range(MOST_FAVOURITES):
        keep(record, name=f"Number {number}")
    with pytest.raises(actions.NotAllowed, match="20 favourites: delete one first"):
        keep(record, name="One more")
    assert Favourite.objects.filter(owner=record.reporting_officer).count() == MOST_FAVOURITES


def test_saving_renaming_and_deleting_are_logged_without_the_name(in_status):
    last = Event.objects.latest("id").id
    kept = keep(in_status("submitted"), name="Secret corner")
    favourite_actions.rename_favourite(
        favourite_id=kept.pk, name="Another corner", by=kept.owner, at=timezone.now()
    )
    favourite_actions.delete_favourite(favourite_id=kept.pk, by=kept.owner, at=timezone.now())
    events = Event.objects.filter(id__gt=last).order_by("id")
    assert [event.action for event in events] == [
        "save_favourite",
        "rename_favourite",
        "delete_favourite",
    ]
    assert "corner" not in str([vars(event) for event in events])


@pytest.mark.parametrize(("constraint", "values"), [("favourite_has_name", {"name": ""})])
def test_the_database_refuses_a_favourite_without_a_name(in_status, constraint, values):
    kept = keep(in_status("submitted"))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Favourite.objects.filter(pk=kept.pk).update(**values)
    twin = Favourite(
        owner=kept.owner,
        name=kept.name.upper(),
        answers={},
        created_at=kept.created_at,
        changed_at=kept.changed_at,
    )
    with pytest.raises(IntegrityError, match="favourite_name_once"), transaction.atomic():
        twin.save()


# -- Pages ----------------------------------------------------------------------------------------


def test_a_favourite_is_saved_from_the_record_and_begun_from_the_start_page(
    client, cast, in_status
):
    client.force_login(cast.officer)
    url = reverse("save_favourite", args=[in_status("accepted").pk])
    assert url in page_of(client, "encounter", in_status("accepted").pk).links
    offered = page_of(client, "save_favourite", in_status("accepted").pk)
    assert "Lambeth" in offered.text
    assert "Rigid" in offered.text
    assert "Black" not in offered.text
    saved = Page(client.post(url, {"name": "  Market,   Saturday "}, follow=True))
    assert "“Market, Saturday” is among your favourites." in saved.text
    start = page_of(client, "start")
    assert "Begin from Market, Saturday" in start.text
    kept = Favourite.objects.get(owner=cast.officer)
    response = client.post(reverse("start"), {"id": start.value_of("id"), "favourite": kept.pk})
    here = reverse("save_section", args=[start.value_of("id"), Section.ENCOUNTER])
    assert response["Location"] == here
    begun = Encounter.objects.get(pk=start.value_of("id"))
    assert begun.location_type == kept.answers["location_type"]


@pytest.mark.parametrize("favourite", ["x", "-1", "9" * 40, "\u0663", ""])
def test_a_favourite_that_is_none_begins_an_empty_draft_or_is_refused(client, cast, favourite):
    client.force_login(cast.officer)
    key = uuid.uuid4()
    response = client.post(reverse("start"), {"id": key, "favourite": favourite}, follow=True)
    assert response.status_code == 200
    if Encounter.objects.filter(pk=key).exists():
        assert Encounter.objects.get(pk=key).location_type == ""


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "Give it a name"),
        ("x" * 61, "Write at most 60 characters; this has 61"),
        ("x" * 100_000, "Write at most 60 characters; this has 100000"),
        ("a\x00b", "Remove the character that cannot be stored"),
        ("Town CENTRE", "You have a favourite of that name"),
    ],
)
def test_a_bad_name_is_explained_beside_the_field(client, cast, in_status, name, message):
    keep(in_status("submitted"))
    other = keep(in_status("submitted"), name="Other")
    client.force_login(cast.officer)
    another = an_encounter(officer=cast.officer, location_description="Elsewhere")
    for url in (
        reverse("save_favourite", args=[another.pk]),
        reverse("favourite", args=[other.pk]),
    ):
        page = Page(client.post(url, {"name": name}))
        assert page.beside == [message], url


def test_hostile_names_are_text(client, cast, in_status):
    keep(in_status("submitted"), name="<b>bold</b> \u202e\U0001f600")
    client.force_login(cast.officer)
    for name in ("start", "favourites"):
        assert "<b>bold" not in page_of(client, name).html


def test_a_favourite_is_renamed_and_deleted(client, cast, in_status):
    kept = keep(in_status("submitted"))
    client.force_login(cast.officer)
    url = reverse("favourite", args=[kept.pk])
    assert (
        "It is now called “High Street”."
        in Page(client.post(url, {"name": "High Street"}, follow=True)).text
    )
    assert "“High Street” is deleted." in Page(client.post(url, {"delete": "1"}, follow=True)).text
    assert client.post(url, {"delete": "1"}).status_code == 404
    assert "You have no favourites yet." in page_of(client, "favourites").text


def test_twenty_favourites_cost_no_more_than_one(client, cast, in_status):
    client.force_login(cast.officer)
    keep(in_status("submitted"), name="First")
    before = {name: queries(client, reverse(name)) for name in ("home", "start", "favourites")}
    for number in range(MOST_FAVOURITES - 1):
        keep(in_status("submitted"), name=f"Number {number}")
    assert {name: queries(client, reverse(name)) for name in before} == before


def test_the_description_of_the_place_may_be_left_out(client, cast, in_status):
    client.force_login(cast.officer)
    url = reverse("save_favourite", args=[in_status("accepted").pk])
    client.post(url, {"name": "Anywhere"})
    client.post(url, {"name": "There", "with_place": "on"})
    anywhere, there = (Favourite.objects.get(name=name).answers for name in ("Anywhere", "There"))
    assert there == {
        **anywhere,
        "location_description": in_status("accepted").location_description,
    }
    assert "location_description" not in anywhere


def test_home_offers_some_favourites_and_leads_to_all(client, cast, in_status):
    client.force_login(cast.officer)
    for number in range(MOST_FAVOURITES_BESIDE):
        keep(in_status("submitted"), name=f"Number {number}")
    assert "Begin from Number 3" in page_of(client, "home").text
    assert "1 more" not in page_of(client, "home").text
    keep(in_status("submitted"), name="Number 9")
    home = page_of(client, "home")
    assert "Begin from Number 9" not in home.text
    assert "1 more" in home.text
    assert "Begin from Number 9" in page_of(client, "start").text
