"""Dip samples: what is drawn, and the second review without sight of the first decision."""

import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import TeamKind
from audit.models import Event, Operation
from outbox.models import Message
from records import actions, second_looks
from records.actions.sampling import drawn_again
from records.forms.moments import LONDON
from records.models import DipSample, DipSampleItem, Encounter, RecordAccess, SecondReview
from records.sampling import TooFew
from records.vocabulary import Assessment, Decision, Status
from tests.factories import (
    a_judgement,
    a_supervisor,
    a_team,
    an_encounter,
    an_officer,
    professional_standards,
)
from tests.records.browsing import Page, page_of
from tests.records.conftest import everything_written

SECRET = "The first reviewer’s own words"


@pytest.fixture(scope="module")
def accepted(force) -> list[Encounter]:
    """Accepted records of two commands, before arrest and not; one of them by the inspector."""
    other = a_team(kind=TeamKind.COMMAND, name="Far command")
    far = an_officer(team=a_team(parent=other, name="Far team"), name="Far officer")
    made = []
    for officer, before_arrest in [
        *[(force.officer, "yes")] * 4,
        *[(force.officer, "no")] * 3,
        *[(far, "yes")] * 2,
    ]:
        filed = an_encounter(officer=officer, before_arrest=before_arrest)
        supervisor = force.sergeant if officer == force.officer else a_supervisor(team=other)
        made.append(
            actions.accept(
                encounter_id=filed.pk,
                judgement=a_judgement(comment=SECRET, learning_point="Learn this"),
                version_seen=filed.version,
                by=supervisor,
                at=timezone.now(),
            )
        )
    an_encounter(Status.SUBMITTED, officer=force.officer)
    an_encounter(Status.RETURNED, officer=force.officer, supervisor=force.sergeant)
    return made


def draw(by, reviewers, *, size=6, seed=5, days=0, **more) -> DipSample:
    today = timezone.now().astimezone(LONDON).date()
    return actions.draw_dip_sample(
        **{
            "first_day": today - timedelta(days=days),
            "last_day": today,
            "size": size,
            "seed": seed,
            "reviewers": reviewers,
            "by": by,
            "at": timezone.now(),
        }
        | more
    )


def review_again(item, *, decision=Decision.ACCEPT, judgement=None):
    return actions.give_second_review(
        item_id=item.pk,
        decision=decision,
        judgement=judgement or a_judgement(),
        version_seen=item.encounter.version,
        by=item.reviewer,
        at=timezone.now(),
    )


def answers(item, **data) -> dict[str, str]:
    return {
        "version": item.encounter.version,
        "lawful_basis": "met",
        "necessity": "met",
        "proportionality": "met",
        "de_escalation": "met",
        "video_viewed": "yes",
        "decision": "accept",
    } | data


@pytest.fixture
def item(cast, accepted) -> DipSampleItem:
    """One record that professional standards are to review again."""
    return draw(cast.standards, [cast.standards]).items.earliest("pk")


# -- The draw -------------------------------------------------------------------------------------


def test_a_sample_is_of_accepted_records_in_proportion_and_its_seed_draws_it_again(cast, accepted):
    events = Event.objects.count()
    sample = draw(cast.standards, [cast.standards])
    items = set(sample.items.values_list("encounter", flat=True))
    assert items <= set(
        Encounter.objects.filter(status=Status.ACCEPTED).values_list("pk", flat=True)
    )
    assert (sample.size, sample.seed) == (6, 5)
    assert sum(one["drawn"] for one in sample.strata) == len(items) == 6
    assert sum(one["population"] for one in sample.strata) == sample.population >= 9
    assert all(1 <= one["drawn"] <= one["population"] for one in sample.strata)
    assert {one["label"].split(", ")[1] for one in sample.strata} == {
        *("before arrest", "not before arrest")
    }
    assert set(drawn_again(sample)) == items
    event = Event.objects.latest("id")
    assert Event.objects.count() == events + 1
    assert (event.operation, event.action) == (Operation.COMBINATION, "draw_dip_sample")
    assert Message.objects.filter(to=cast.standards.email).count() == 1


def test_the_register_as_it_was_draws_the_same_also_when_it_has_grown(cast, accepted):
    sample = draw(cast.standards, [cast.standards])
    an_encounter(Status.ACCEPTED, officer=cast.officer, supervisor=cast.sergeant)
    assert set(drawn_again(sample)) == set(sample.items.values_list("encounter", flat=True))


def test_another_seed_draws_another_sample(cast, accepted):
    sample = draw(cast.standards, [cast.standards], seed=1)
    drawn = set()
    for sample.seed in range(20):
        drawn.add(frozenset(drawn_again(sample)))
    assert len(drawn) > 5


def test_what_was_reopened_is_not_drawn(cast, accepted):
    reopened = accepted[0]
    actions.withdraw(
        encounter_id=reopened.pk,
        reason="A duplicate",
        version_seen=reopened.version,
        by=cast.sergeant,
        at=timezone.now(),
    )
    sample = draw(cast.standards, [cast.standards], size=50)
    assert not sample.items.filter(encounter=reopened).exists()


def test_what_professional_standards_cleared_is_not_drawn(cast, accepted, in_status):
    escalated = in_status("escalated")
    actions.clear(
        encounter_id=escalated.pk,
        judgement=a_judgement(),
        version_seen=escalated.version,
        by=cast.standards,
        at=timezone.now(),
    )
    sample = draw(cast.standards, [cast.standards], size=50)
    assert not sample.items.filter(encounter=escalated).exists()


def test_a_sample_too_small_for_one_of_each_is_refused(cast, accepted):
    before = everything_written()
    with pytest.raises(TooFew):
        draw(cast.standards, [cast.standards], size=2)
    long_ago = timezone.localdate() - timedelta(days=500)
    with pytest.raises(actions.NothingToDraw):
        draw(cast.standards, [cast.standards], first_day=long_ago, last_day=long_ago)
    assert everything_written() == before


@pytest.mark.parametrize("who", ["sergeant", "chief", "officer", "analyst", "administrator"])
def test_only_professional_standards_draw(cast, accepted, who):
    before = everything_written()
    with pytest.raises(actions.NotAllowed):
        draw(getattr(cast, who), [cast.standards])
    assert everything_written() == before


# -- Who reviews again ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("standards", True),
        ("neighbour", True),
        ("sergeant", False),  # decided on it
        ("inspector", False),  # can read it
        ("chief", False),
        ("officer", False),
        ("both", False),
        ("analyst", False),
    ],
)
def test_second_reviewers_are_impartial_and_cannot_read_the_first_decision(
    cast, accepted, who, may
):
    assert bool(second_looks.may_review_again(getattr(cast, who), accepted[0])) is may


def test_who_opened_the_record_is_no_second_reviewer(cast, accepted):
    record = accepted[0]
    actions.open_record(
        reference=record.reference, reason="Complaint", by=cast.standards, at=timezone.now()
    )
    verdict = second_looks.may_review_again(cast.standards, record)
    assert not verdict
    assert "can see the first decision" in verdict.reason


def test_a_record_that_nobody_named_may_review_stops_the_draw(cast, accepted):
    before = everything_written()
    with pytest.raises(actions.NotAllowed, match="reviewed by nobody you named"):
        draw(cast.standards, [cast.sergeant, cast.inspector])
    assert everything_written() == before


def test_nobody_gets_the_same_record_in_another_sample(cast, accepted):
    draw(cast.standards, [cast.standards], size=50)
    with pytest.raises(actions.NotAllowed):
        draw(cast.standards, [cast.standards], size=50)
    second = professional_standards()
    again = draw(cast.standards, [cast.standards, second], size=50)
    assert set(again.items.values_list("reviewer", flat=True)) == {second.pk}


def test_the_page_of_somebody_else_draws_nothing(cast, accepted):
    page_id = uuid.uuid4()
    draw(cast.standards, [cast.standards], page_id=page_id)
    with pytest.raises(actions.NotAllowed, match="not yours"):
        draw(professional_standards(), [cast.standards], page_id=page_id)


# -- Without the first decision -------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *("encounter", "review", "add_comment", "record_pdf", "withdraw", "acknowledge"),
        *("give_opinion", "ask_opinion", "make_receipt", "amend", "tasks"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_of_the_record_tells_the_second_reviewer_what_was_decided(
    client, cast, item, name, method
):
    """Also where they could come to read it otherwise."""
    RecordAccess.objects.create(
        encounter=item.encounter,
        user=cast.standards,
        reason="Came about before",
        at=timezone.now(),
        ends_at=timezone.now() + timedelta(days=1),
    )
    client.force_login(cast.standards)
    response = getattr(client, method)(reverse(name, args=[item.encounter_id]))
    assert SECRET not in response.content.decode()
    if response.status_code != 405:
        assert response.status_code == 403
        assert "without seeing the first decision" in Page(response).text


def test_opening_the_record_with_a_reason_has_to_wait(client, cast, item):
    client.force_login(cast.standards)
    response = client.post(
        reverse("escalated"), {"reference": item.encounter.reference, "reason": "Curious"}
    )
    assert "Give your second review first." in Page(response).text
    with pytest.raises(actions.NotAllowed):
        actions.open_record(
            reference=item.encounter.reference,
            reason="Curious",
            by=cast.standards,
            at=timezone.now(),
        )


def test_the_page_of_the_second_review_shows_the_record_and_nothing_that_was_decided(
    client, cast, item
):
    actions.add_comment(
        encounter_id=item.encounter_id,
        comment_id=item.first_review.encounter_id,
        text="As the sergeant said when accepting",
        by=item.first_review.reviewer,
        at=timezone.now(),
    )
    client.force_login(cast.standards)
    last = Event.objects.latest("id").id
    page = page_of(client, "give_second_review", item.pk)
    for words in (SECRET, "Learn this", "As the sergeant said", "History", "Decisions"):
        assert words not in page.text, words
    assert str(item.first_review.reviewer.name) not in page.text
    assert "Accepted" not in page.text
    for words in ("What happened, in order", "Officers’ accounts", "Is there a lawful basis?"):
        assert words in page.text
    event = Event.objects.get(id__gt=last)
    assert (event.operation, event.action) == (Operation.CONSULTATION, "consult_blind")


@pytest.mark.parametrize("who", ["neighbour", "sergeant", "officer", "analyst"])
def test_a_second_review_is_for_whom_it_was_given_to(client, cast, item, who):
    client.force_login(getattr(cast, who))
    url = reverse("give_second_review", args=[item.pk])
    assert client.get(url).status_code == client.post(url, answers(item)).status_code == 404


def test_a_second_review_changes_nothing_on_the_record_and_opens_it_again(client, cast, item):
    before = Encounter.objects.get(pk=item.encounter_id)
    client.force_login(cast.standards)
    assert item.encounter.reference in page_of(client, "home").text
    url = reverse("give_second_review", args=[item.pk])
    response = client.post(
        url, answers(item, decision="return", necessity="unclear", comment="Too thin")
    )
    assert response["Location"] == "/"
    kept = SecondReview.objects.get()
    assert (kept.decision, kept.necessity, kept.comment) == ("return", "unclear", "Too thin")
    assert kept.use_assessments.get().necessity == Assessment.UNCLEAR
    after = Encounter.objects.get(pk=item.encounter_id)
    assert (after.version, after.status) == (before.version, Status.ACCEPTED)
    page_of(client, "home")  # says that it is kept
    assert item.encounter.reference not in page_of(client, "home").text
    assert client.post(url, answers(item)).status_code == 404  # a double click
    actions.open_record(
        reference=after.reference, reason="To compare", by=cast.standards, at=timezone.now()
    )
    assert SECRET in page_of(client, "encounter", after.pk).text


def test_a_second_review_is_given_once_and_by_the_rules_of_the_first(cast, item):
    with pytest.raises(actions.NotShown):
        review_again(item, judgement=a_judgement(necessity=Assessment.NOT_MET))
    with pytest.raises(actions.Stale):
        actions.give_second_review(
            item_id=item.pk,
            decision=Decision.ACCEPT,
            judgement=a_judgement(),
            version_seen=99,
            by=item.reviewer,
            at=timezone.now(),
        )
    review_again(item)
    with pytest.raises(actions.NotAllowed, match="there already"):
        review_again(item)


def test_what_was_typed_stays_when_something_is_missing(client, cast, item):
    client.force_login(cast.standards)
    page = Page(
        client.post(
            reverse("give_second_review", args=[item.pk]),
            answers(item, decision="escalate", necessity="unclear"),
        )
    )
    assert page.beside == ["Give your reasons"]
    assert page.chosen("necessity") == ["unclear"]


# -- Pages and command ----------------------------------------------------------------------------


def test_a_sample_is_drawn_on_the_page(client, cast, accepted):
    client.force_login(cast.standards)
    today = timezone.localdate()
    day = f"{today.day}/{today.month}/{today.year}"
    said = {
        "page_id": page_of(client, "dip_samples").value_of("page_id"),
        "first_day": day,
        "last_day": day,
        "size": "6",
        "reviewers": f"{cast.standards.warrant_number.lower()}\r\n",
        "seed": "12",
    }
    response = client.post(reverse("dip_samples"), said)
    sample = DipSample.objects.get()
    # The same page sent again, as by a double click, is the same sample.
    assert client.post(reverse("dip_samples"), said)["Location"] == response["Location"]
    assert DipSample.objects.get() == sample
    assert response["Location"] == reverse("dip_sample", args=[sample.pk])
    page = page_of(client, "dip_sample", sample.pk)
    assert f"with the seed 12 from the {sample.population} records" in page.text
    assert sample.frame_digest in page.text
    assert "0 of 6 records have been reviewed again" in page.text
    assert "0 of 6 reviewed again" in page_of(client, "dip_samples").text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, ""),
        ({"first_day": "31/2/2026"}, "The date must be a real date"),
        ({"first_day": "\u202e1/1/2026"}, "The date must be in numbers"),
        ({"first_day": "soon"}, "Write a day, month and year"),
        ({"last_day": "1/1/2020"}, "The last day cannot be before the first"),
        ({"size": "2"}, "draw at least 3"),
        ({"size": "9999999"}, "Draw at most 500"),
        ({"size": "x"}, "Enter a whole number"),
        ({"seed": "-1"}, "The seed is 0 or more"),
        ({"reviewers": "ZZ99"}, "Nobody has the warrant number ZZ99"),
        ({"reviewers": "x " * 900}, "Nobody has"),
        ({"reviewers": "{officer}"}, "neither a supervisor nor"),
        ({"reviewers": "{sergeant}"}, "reviewed by nobody you named"),
        ({"first_day": "1/1/2020", "last_day": "2/1/2020"}, "No record was accepted"),
    ],
)
def test_what_cannot_be_drawn_is_told_beside_the_field(client, cast, accepted, data, message):
    client.force_login(cast.standards)
    today = timezone.localdate()
    day = f"{today.day}/{today.month}/{today.year}"
    usual = {
        "page_id": str(uuid.uuid4()),
        "first_day": day,
        "last_day": day,
        "size": "6",
        "reviewers": cast.standards.warrant_number,
    }
    numbers = {name: person.warrant_number for name, person in cast.people().items()}
    sent = {name: value.format(**numbers) for name, value in data.items()}
    response = client.post(reverse("dip_samples"), usual | sent if data else {})
    assert response.status_code == 200
    page = Page(response)
    assert page.beside
    assert any(message in text for text in page.beside), page.beside
    assert not DipSample.objects.exists()


def test_the_command_draws_and_says_what_is_wrong(cast, accepted):
    today = timezone.localdate().isoformat()
    given = ["--first-day", today, "--last-day", today, "--by", cast.standards.warrant_number]
    reviewer = ["--reviewer", cast.standards.warrant_number]
    out = StringIO()
    call_command("draw_dip_sample", *given, *reviewer, "--size", "5", "--seed", "3", stdout=out)
    sample = DipSample.objects.get()
    assert f"5 of {sample.population} records, seed 3" in out.getvalue()
    for wrong in (
        [*given, *reviewer, "--size", "1"],
        [*given, *reviewer, "--size", "0"],
        [*given, "--reviewer", "ZZ99", "--size", "5"],
        [*given, *reviewer, "--size", "5", "--seed", "-4"],
        [*given[:-1], cast.sergeant.warrant_number, *reviewer, "--size", "5"],
    ):
        with pytest.raises(CommandError):
            call_command("draw_dip_sample", *wrong)
    assert DipSample.objects.count() == 1


def test_pages_of_samples_ask_no_more_for_many_records_than_for_few(client, cast, accepted):
    sample = draw(cast.standards, [cast.standards], size=3)
    client.force_login(cast.standards)

    def queries(name, *args) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name, args=args)).status_code == 200
        return len(captured)

    def all_of_them(one):
        return [
            queries("dip_sample", one.pk),
            queries("dip_sample_agreement", one.pk),
            queries("dip_samples"),
            queries("home"),
        ]

    before = all_of_them(sample)
    larger = draw(cast.standards, [professional_standards(), cast.standards], size=9, seed=8)
    assert all_of_them(larger) == before


# -- Agreement ------------------------------------------------------------------------------------


def test_agreement_is_shown_to_analysts_and_withheld_from_who_still_reviews(client, cast, accepted):
    other = professional_standards()
    sample = draw(cast.standards, [other], size=9)
    item, *rest = sample.items.order_by("pk")
    client.force_login(cast.analyst)
    url = reverse("dip_sample_agreement", args=[sample.pk])
    assert "has been reviewed again yet" in Page(client.get(url)).text
    review_again(item, decision=Decision.RETURN, judgement=a_judgement(necessity="unclear"))
    text = Page(client.get(url)).text
    assert "would have accepted 0 of 1 records too" in text
    assert "Kappa" in text
    for name in (item.encounter.reference, other.name, item.first_review.reviewer.name):
        assert name not in text
    client.force_login(other)
    text = Page(client.get(url)).text
    assert "You have records of this sample left to review." in text
    assert "First against second" not in text
    for one in rest:
        review_again(one)
    text = Page(client.get(url)).text
    assert "would have accepted 8 of 9 records too" in text
    assert "First against second" in text


@pytest.mark.parametrize("who", ["sergeant", "officer", "administrator"])
def test_agreement_is_not_for_everybody(client, cast, accepted, who):
    sample = draw(cast.standards, [cast.standards])
    client.force_login(getattr(cast, who))
    url = reverse("dip_sample_agreement", args=[sample.pk])
    assert client.get(url).status_code == 403


# -- What the database refuses --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("second_review_decision_known", {"decision": "uphold"}),
        ("second_review_complete", {"necessity": ""}),
        ("second_review_necessity_known", {"necessity": "zz"}),
        ("second_review_video_not_viewed_has_reason", {"video_viewed": "no"}),
        ("second_review_accepts_only_what_is_shown", {"necessity": "not_met"}),
    ],
)
def test_the_database_refuses_a_second_review(item, constraint, change):
    parts = {
        name: value
        for name, value in a_judgement().columns.items()
        if name not in ("learning_point", "comment")
    }
    with pytest.raises(IntegrityError, match=rf'"{constraint}"'), transaction.atomic():
        SecondReview.objects.create(
            **{"item": item, "at": timezone.now(), "decision": "accept"} | parts | change
        )


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("dip_sample_days_in_order", {"last_day": timezone.localdate() - timedelta(days=9)}),
        ("dip_sample_draws_some", {"size": 0}),
        ("dip_sample_draws_some", {"size": 11}),
    ],
)
def test_the_database_refuses_a_sample(cast, constraint, change):
    now, today = timezone.now(), timezone.localdate()
    whole = {
        "drawn_at": now,
        "drawn_by": cast.standards,
        "first_day": today,
        "last_day": today,
        "register_as_at": now,
        "size": 5,
        "seed": 1,
        "population": 10,
        "frame_digest": "0" * 64,
        "strata": [],
    }
    with pytest.raises(IntegrityError, match=rf'"{constraint}"'), transaction.atomic():
        DipSample.objects.create(**whole | change)


def test_the_database_refuses_a_record_twice_in_a_sample(item):
    item.pk = None
    with pytest.raises(IntegrityError, match='"dip_sample_item_once_in_sample"'):
        item.save(force_insert=True)


def test_the_database_refuses_a_record_twice_for_one_reviewer(item):
    sample = item.sample
    sample.pk = None
    sample.save(force_insert=True)
    item.pk, item.sample = None, sample
    with pytest.raises(IntegrityError, match='"dip_sample_item_once_for_reviewer"'):
        item.save(force_insert=True)
