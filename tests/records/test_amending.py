"""Amending a filed record: prepared in private, made with a reason, reviewed again."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from records import actions, permissions
from records.models import Amendment, PendingAmendment, StatusChange
from records.presenters.amendments import amendments
from records.questionnaire import ENCOUNTER_QUESTIONS, USE_QUESTIONS, Section, questions
from records.vocabulary import DeEscalation, Outcome, Status, YesNo
from records.workflow import StepNotPossible
from tests.factories import a_judgement, an_area, give_account
from tests.records.browsing import Page, page_of, typed

NOW = timezone.now()
REASON = "The video shows it otherwise."


def answers_of(encounter, section, officer, **changed):
    """The section's answers as they are on the record, but for what changes."""
    use = encounter.uses.get(officer=officer)
    rows = {question.name: encounter for question in ENCOUNTER_QUESTIONS.get(section, ())}
    rows |= {question.name: use for question in USE_QUESTIONS.get(section, ())}
    return {name: getattr(row, name) for name, row in rows.items()} | changed


def prepare(encounter, section, officer, **changed):
    pending = PendingAmendment.objects.filter(encounter=encounter, by=officer).first()
    return actions.prepare_amendment(
        encounter_id=encounter.pk,
        section=section,
        answers=answers_of(encounter, section, officer, **changed),
        version_seen=pending.version if pending else 0,
        by=officer,
        at=timezone.now(),
    )


def amend(encounter, officer, *, reason=REASON, at=None, **seen):
    pending = PendingAmendment.objects.filter(encounter=encounter, by=officer).first()
    return actions.amend(
        encounter_id=encounter.pk,
        reason=reason,
        by=officer,
        at=at or timezone.now(),
        **{
            "prepared_seen": pending.version if pending else 0,
            "version_seen": encounter.version,
            **seen,
        },
    )


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ACCEPTED])
def test_an_amendment_changes_the_record_keeps_what_was_there_and_reopens_the_review(
    cast, in_status, status
):
    encounter = in_status(status)
    prepare(encounter, Section.PERSON, cast.officer, age_years=17)
    prepare(encounter, Section.HANDCUFFING, cast.officer, justification_necessity="He ran.")
    before = encounter.age_years, encounter.version
    encounter = amend(encounter, cast.officer)
    encounter.refresh_from_db()
    use = encounter.uses.get(officer=cast.officer)
    assert (encounter.status, encounter.age_years) == (Status.SUBMITTED, 17)
    assert use.justification_necessity == "He ran."
    assert encounter.version == before[1] + 1
    assert encounter.review_due_at is not None
    made = Amendment.objects.get(encounter=encounter)
    assert (made.by, made.reason) == (cast.officer, REASON)
    assert [change["question"] for change in made.changes] == [
        "age_years",
        "justification_necessity",
    ]
    assert made.changes[0] == {"question": "age_years", "from": before[0], "to": 17}
    step = StatusChange.objects.filter(encounter=encounter).latest("pk")
    assert (step.step, step.from_status, step.to_status, step.reason) == (
        "amend",
        status,
        Status.SUBMITTED,
        REASON,
    )
    event = Event.objects.latest("id")
    assert (event.action, event.object_id) == ("amend", str(encounter.pk))
    assert event.detail == {"changed": ["age_years", "justification_necessity"]}
    assert not PendingAmendment.objects.filter(encounter=encounter).exists()


def test_until_it_is_sent_the_record_stays_as_it_is_and_nobody_else_sees_the_changes(
    client, cast, in_status
):
    encounter = in_status(Status.ACCEPTED)
    prepare(encounter, Section.ENCOUNTER, cast.officer, location_description="Behind the mill")
    encounter.refresh_from_db()
    assert encounter.status == Status.ACCEPTED
    client.force_login(cast.sergeant)
    assert "Behind the mill" not in page_of(client, "encounter", encounter.pk).text
    client.force_login(cast.officer)
    assert "Behind the mill" in page_of(client, "amend", encounter.pk).text
    page = page_of(client, "encounter", encounter.pk)
    assert "you have changes that are not sent yet" in page.text


def test_an_amendment_without_a_difference_is_refused(cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    with pytest.raises(actions.NothingDifferent):
        amend(encounter, cast.officer)
    assert prepare(encounter, Section.PERSON, cast.officer) is None
    pending = prepare(encounter, Section.PERSON, cast.officer, age_years=44)
    assert pending.answers == {"age_years": 44}
    pending = prepare(encounter, Section.PERSON, cast.officer)
    assert pending.answers == {}
    with pytest.raises(actions.NothingDifferent):
        amend(encounter, cast.officer)
    assert not Amendment.objects.filter(encounter=encounter).exists()


def test_seconds_that_a_page_cannot_show_are_no_difference(cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    type(encounter).objects.filter(pk=encounter.pk).update(
        occurred_at=encounter.occurred_at + timedelta(seconds=7)
    )
    shown = encounter.occurred_at.replace(second=0, microsecond=0)
    assert prepare(encounter, Section.ENCOUNTER, cast.officer, occurred_at=shown) is None


def test_every_kind_of_answer_survives_the_preparation(cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    camden = an_area(code="E09000007", name="Camden")
    earlier = encounter.occurred_at - timedelta(minutes=30)
    prepare(encounter, Section.ENCOUNTER, cast.officer, area=camden, occurred_at=earlier)
    prepare(
        encounter,
        Section.OUTCOME,
        cast.officer,
        outcomes=[Outcome.ARRESTED, Outcome.HOSPITALISED],
        arrested_at=encounter.occurred_at,
    )
    prepare(encounter, Section.VIDEO, cast.officer, camera_references=["A-1", "A-2"])
    prepare(
        encounter,
        Section.DE_ESCALATION,
        cast.officer,
        de_escalation=[DeEscalation.NONE],
        de_escalation_effect="",
        no_de_escalation_reason="It was over in a second",
    )
    encounter = amend(encounter, cast.officer)
    encounter.refresh_from_db()
    assert (encounter.area, encounter.occurred_at) == (camden, earlier)
    assert encounter.outcomes == [Outcome.ARRESTED, Outcome.HOSPITALISED]
    assert encounter.camera_references == ["A-1", "A-2"]
    (shown,) = amendments(encounter)
    rows = {row["question"]: (row["before"], row["after"]) for row in shown["rows"]}
    assert rows["Where was it?"] == ("Lambeth", "Camden")
    assert rows["What was the outcome for the person?"][1] == ["Arrested", "Hospitalised"]
    assert rows["When was the person arrested?"][0] == ""
    assert rows["Did it work?"] == ("Partly", "")


def test_what_does_not_fit_together_is_refused_and_the_page_says_where(client, cast, in_status):
    """Each section was complete by itself when it was kept."""
    encounter = in_status(Status.ACCEPTED)
    use = encounter.uses.get(officer=cast.officer)
    prepare(
        encounter,
        Section.HANDCUFFING,
        cast.officer,
        ended_at=use.ended_at + timedelta(minutes=25),
    )
    with pytest.raises(actions.Incomplete):
        amend(encounter, cast.officer)
    client.force_login(cast.officer)
    page = page_of(client, "amend", encounter.pk)
    assert "Does not fit yet" in page.text
    encounter.refresh_from_db()
    assert encounter.status == Status.ACCEPTED


def test_a_record_cannot_begin_after_it_was_filed(client, cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    type(encounter).objects.filter(pk=encounter.pk).update(
        submitted_at=timezone.now() - timedelta(minutes=100)
    )
    encounter.refresh_from_db()
    began = encounter.submitted_at + timedelta(minutes=2)
    answers = answers_of(encounter, Section.ENCOUNTER, cast.officer, occurred_at=began)
    client.force_login(cast.officer)
    url = reverse("prepare_amendment", args=[encounter.pk, Section.ENCOUNTER])
    page = Page(client.post(url, typed(answers, version=0)))
    assert "The encounter cannot begin after the record was filed" in page.beside
    prepare(encounter, Section.ENCOUNTER, cast.officer, occurred_at=began)
    with pytest.raises(actions.Incomplete):
        amend(encounter, cast.officer)


def test_an_amended_beginning_decides_whether_the_record_is_late(cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    assert not encounter.is_late
    prepare(
        encounter,
        Section.ENCOUNTER,
        cast.officer,
        occurred_at=encounter.occurred_at - timedelta(days=3),
    )
    encounter = amend(encounter, cast.officer)
    encounter.refresh_from_db()
    assert (encounter.is_late, encounter.late_explanation) == (True, REASON)
    prepare(
        encounter,
        Section.ENCOUNTER,
        cast.officer,
        occurred_at=encounter.occurred_at + timedelta(days=3),
    )
    encounter = amend(encounter, cast.officer)
    encounter.refresh_from_db()
    assert (encounter.is_late, encounter.late_explanation) == (False, "")


def test_an_amendment_while_it_waits_does_not_put_off_the_review(cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    due = encounter.review_due_at
    prepare(encounter, Section.PERSON, cast.officer, age_years=17)
    encounter = amend(encounter, cast.officer, at=timezone.now() + timedelta(hours=5))
    assert encounter.review_due_at == due


@pytest.mark.parametrize(
    "status", [Status.RETURNED, Status.ESCALATED, Status.UPHELD, Status.WITHDRAWN, Status.DRAFT]
)
def test_other_records_are_not_amended_and_the_reason_is_said(cast, in_status, status):
    encounter = in_status(status)
    verdict = permissions.may_amend(cast.officer, encounter)
    assert not verdict
    assert verdict.reason
    with pytest.raises(actions.NotAllowed, match=verdict.reason[:20]):
        prepare(encounter, Section.PERSON, cast.officer, age_years=17)
    with pytest.raises(StepNotPossible):
        amend(encounter, cast.officer)


def test_the_record_page_shows_the_officers_why_amending_is_off(client, cast, in_status):
    client.force_login(cast.officer)
    page = page_of(client, "encounter", in_status(Status.ESCALATED).pk)
    assert "Professional standards examine it" in page.text
    client.force_login(cast.sergeant)
    assert "Amending is off" not in page_of(client, "encounter", in_status("escalated").pk).text


def test_a_colleague_amends_their_own_account_and_not_the_shared_facts(client, cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    assert not permissions.may_amend(cast.colleague, encounter)
    encounter = give_account(encounter=encounter, officer=cast.colleague)
    with pytest.raises(actions.NotAllowed, match="reporting officer’s"):
        actions.prepare_amendment(
            encounter_id=encounter.pk,
            section=Section.PERSON,
            answers={"age_years": 17},
            version_seen=0,
            by=cast.colleague,
            at=NOW,
        )
    own = {question.name for question in USE_QUESTIONS[Section.HANDCUFFING]}
    use = encounter.uses.get(officer=cast.colleague)
    actions.prepare_amendment(
        encounter_id=encounter.pk,
        section=Section.HANDCUFFING,
        answers={name: getattr(use, name) for name in own}
        | {"double_locked": YesNo.NO, "not_double_locked_reason": "He kicked"},
        version_seen=0,
        by=cast.colleague,
        at=NOW,
    )
    amend(encounter, cast.colleague)
    use.refresh_from_db()
    assert use.double_locked == YesNo.NO
    assert encounter.uses.get(officer=cast.officer).double_locked == YesNo.YES
    client.force_login(cast.colleague)
    url = reverse("prepare_amendment", args=[encounter.pk, Section.PERSON])
    assert client.get(url).status_code == 403
    assert "Handcuffing and justification" in page_of(client, "amend", encounter.pk).text


def test_two_windows_do_not_overwrite_each_other_while_preparing(client, cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    client.force_login(cast.officer)
    url = reverse("prepare_amendment", args=[encounter.pk, Section.PERSON])
    answers = answers_of(encounter, Section.PERSON, cast.officer)
    client.post(url, typed(answers | {"age_years": 31}, version=0))
    page = Page(client.post(url, typed(answers | {"age_years": 32}, version=0)))
    assert "you changed this in another window" in page.text
    assert "Age in years" in page.text
    assert page.value_of("age_years") == "32"
    pending = PendingAmendment.objects.get(encounter=encounter)
    assert pending.answers == {"age_years": 31}
    client.post(url, typed(answers | {"age_years": 32}, version=int(page.value_of("version"))))
    pending.refresh_from_db()
    assert pending.answers == {"age_years": 32}


def test_what_was_not_on_the_page_is_not_sent_with_it(client, cast, in_status):
    """A comment came, or the officer changed more in another window."""
    encounter = in_status(Status.ACCEPTED)
    prepare(encounter, Section.PERSON, cast.officer, age_years=31)
    with pytest.raises(actions.Stale):
        amend(encounter, cast.officer, version_seen=encounter.version - 1)
    with pytest.raises(actions.Stale):
        amend(encounter, cast.officer, prepared_seen=0)
    client.force_login(cast.officer)
    page = Page(
        client.post(
            reverse("amend", args=[encounter.pk]),
            {"version": encounter.version - 1, "prepared_seen": 1, "reason": "I looked again."},
        )
    )
    assert "are not what this page showed" in page.text
    assert "I looked again." in page.html
    assert page.value_of("version") == str(encounter.version)


def test_dropping_forgets_only_ones_own_changes(cast, in_status):
    encounter = give_account(encounter=in_status(Status.SUBMITTED), officer=cast.colleague)
    prepare(encounter, Section.PERSON, cast.officer, age_years=31)
    with pytest.raises(actions.NotAllowed, match="no changes"):
        actions.drop_amendment(encounter_id=encounter.pk, by=cast.colleague, at=NOW)
    assert PendingAmendment.objects.filter(encounter=encounter).count() == 1
    actions.drop_amendment(encounter_id=encounter.pk, by=cast.officer, at=NOW)
    assert not PendingAmendment.objects.filter(encounter=encounter).exists()
    assert Event.objects.latest("id").action == "drop_amendment"


def test_an_amended_record_is_accepted_again(cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    prepare(encounter, Section.PERSON, cast.officer, age_years=17)
    encounter = amend(encounter, cast.officer)
    encounter = actions.accept(
        encounter_id=encounter.pk,
        judgement=a_judgement(),
        version_seen=encounter.version,
        by=cast.sergeant,
        at=timezone.now(),
    )
    assert encounter.status == Status.ACCEPTED


# Pages


def test_the_page_shows_from_and_to_in_words_and_asks_for_a_reason(client, cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    client.force_login(cast.officer)
    page = page_of(client, "amend", encounter.pk)
    assert "Nothing is different yet" in page.text
    answers = answers_of(encounter, Section.PERSON, cast.officer, gender="female", age_years=31)
    url = reverse("prepare_amendment", args=[encounter.pk, Section.PERSON])
    page = Page(client.post(url, typed(answers, version=0), follow=True))
    assert "Gender, as you saw it From Male To Female" in page.text
    assert "Age in years From 24 To 31" in page.text
    seen = {name: page.value_of(name) for name in ("version", "prepared_seen")}
    page = Page(client.post(reverse("amend", args=[encounter.pk]), seen))
    assert page.beside == ["Say why the record changes"]
    page = Page(
        client.post(reverse("amend", args=[encounter.pk]), seen | {"reason": REASON}, follow=True)
    )
    assert "is amended and waits for review again" in page.text
    assert "Gender, as you saw it From Male To Female" in page.text
    assert REASON in page.text
    again = Page(
        client.post(reverse("amend", args=[encounter.pk]), seen | {"reason": REASON}, follow=True)
    )
    assert "Nothing was changed: nothing is different." in again.text
    assert Amendment.objects.filter(encounter=encounter).count() == 1


def test_an_incomplete_section_is_not_kept(client, cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    client.force_login(cast.officer)
    answers = answers_of(encounter, Section.PERSON, cast.officer, gender="")
    url = reverse("prepare_amendment", args=[encounter.pk, Section.PERSON])
    page = Page(client.post(url, typed(answers, version=0)))
    assert page.beside == ["Select the person’s gender"]
    assert not PendingAmendment.objects.exists()


@pytest.mark.parametrize(
    "bad", ["x" * 100_000, "\x00", "\u202e👮 <script>alert(1)</script>", "", "\x07"]
)
def test_bad_input_is_answered_and_nothing_breaks(client, cast, in_status, bad):
    encounter = in_status(Status.ACCEPTED)
    client.force_login(cast.officer)
    answers = answers_of(encounter, Section.HANDCUFFING, cast.officer)
    url = reverse("prepare_amendment", args=[encounter.pk, Section.HANDCUFFING])
    data = typed(answers | {"justification_necessity": bad}, version=0)
    assert client.post(url, data, follow=True).status_code == 200
    prepare(encounter, Section.PERSON, cast.officer, age_years=31)
    data = {"version": bad, "prepared_seen": bad, "reason": bad}
    response = client.post(reverse("amend", args=[encounter.pk]), data)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_amendments_ask_the_database_no_more_for_twenty_than_for_one(client, cast, in_status):
    encounter = in_status(Status.ACCEPTED)

    def one_more(number):
        change = {"question": "area", "from": "E09000022", "to": "E09000022"}
        Amendment.objects.create(
            encounter=encounter, by=cast.officer, at=NOW, reason=f"{number}", changes=[change]
        )

    client.force_login(cast.sergeant)
    url = reverse("encounter", args=[encounter.pk])
    one_more(0)
    with CaptureQueriesContext(connection) as once:
        client.get(url)
    for number in range(20):
        one_more(number)
    with CaptureQueriesContext(connection) as often:
        client.get(url)
    assert len(often) == len(once)


# The database


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("amendment_has_reason", {"reason": ""}),
        ("amendment_changes_something", {"changes": []}),
        ("amendment_changes_something", {"changes": {}}),
    ],
)
def test_the_database_refuses(cast, in_status, constraint, values):
    encounter = in_status(Status.ACCEPTED)
    row = {"reason": "x", "changes": [{"question": "gender", "from": "male", "to": "female"}]}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Amendment.objects.create(encounter=encounter, by=cast.officer, at=NOW, **row | values)


def test_an_officer_prepares_one_amendment_of_a_record_at_a_time(cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    row = {"encounter": encounter, "by": cast.officer, "changed_at": NOW}
    PendingAmendment.objects.create(**row)
    with (
        pytest.raises(IntegrityError, match="pending_amendment_once_per_officer"),
        transaction.atomic(),
    ):
        PendingAmendment.objects.create(**row)


def test_all_questions_can_be_amended_by_somebody(cast, in_status):
    from records.amending import amendable

    names = {question.name for question in amendable(in_status("accepted"), cast.officer)}
    assert names == {question.name for section in Section for question in questions(section)}


def test_what_is_amended_is_prompted_for_like_what_is_filed(client, cast, in_status):
    encounter = in_status("accepted")
    client.force_login(cast.officer)
    address = reverse("prepare_amendment", args=[encounter.pk, Section.HANDCUFFING])
    shown = client.get(address).content.decode()
    assert f'data-writing="{reverse("writing_notes", args=[encounter.pk])}"' in shown
    sentence = "does not justify force. What made you fear for it?"
    assert sentence not in shown
    actions.prepare_amendment(
        encounter_id=encounter.pk,
        section=Section.HANDCUFFING,
        answers={"justification_necessity": "Officer safety."},
        version_seen=0,
        by=cast.officer,
        at=timezone.now(),
    )
    assert sentence in client.get(address).content.decode()
