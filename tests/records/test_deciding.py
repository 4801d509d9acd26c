"""Decisions account by account, questions at single answers, what officers read of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from outbox.models import Message
from records import actions
from records.models import (
    Acknowledgement,
    Encounter,
    Opinion,
    RecordAccess,
    Review,
    ReviewQuestion,
    SecondOpinion,
    UseAssessment,
)
from records.vocabulary import Assessment, EscalationCategory, ReturnReason, Status
from tests.factories import (
    a_judgement,
    an_encounter,
    give_account,
)
from tests.records.browsing import Page, copies, page_of
from tests.records.conftest import everything_written

MET, UNCLEAR, NOT_MET = Assessment.MET, Assessment.UNCLEAR, Assessment.NOT_MET


def of(use, **found) -> actions.UseJudgement:
    parts = dict.fromkeys(("lawful_basis", "necessity", "proportionality", "de_escalation"), MET)
    return actions.UseJudgement(use=use.pk, **parts | found)


def judged(*uses, **more) -> actions.Judgement:
    return actions.Judgement(uses=uses, video_viewed="yes", **more)


def accept(encounter, by, judgement, **more):
    return actions.accept(
        encounter_id=encounter.pk,
        judgement=judgement,
        version_seen=encounter.version,
        by=by,
        at=timezone.now(),
        **more,
    )


def ask(encounter, by, of, *questions, **more):
    return actions.return_with_question(
        encounter_id=encounter.pk,
        judgement=a_judgement(comment=""),
        question_for=of,
        reasons=[ReturnReason.TOO_SHORT],
        field_questions=questions,
        version_seen=encounter.version,
        by=by,
        at=timezone.now(),
        **more,
    )


@pytest.fixture
def two_accounts(cast, in_status) -> Encounter:
    return give_account(encounter=in_status("submitted"), officer=cast.colleague)


@pytest.fixture
def uses(cast, two_accounts):
    return [two_accounts.uses.get(officer=one) for one in (cast.officer, cast.colleague)]


def typed(uses, **data) -> dict[str, str]:
    """A whole decision form: every part of every account is met."""
    form = {"version": "", "video_viewed": "yes", "decision": "accept"}
    for number, use in enumerate(uses):
        suffix = f"_{use.pk.hex}" if number else ""
        for part in ("lawful_basis", "necessity", "proportionality", "de_escalation"):
            form[part + suffix] = "met"
    return form | data


# -- Account by account ---------------------------------------------------------------------------


def test_every_account_keeps_its_own_assessment_and_the_record_the_worst(cast, two_accounts, uses):
    judgement = judged(of(uses[0], necessity=UNCLEAR), of(uses[1], de_escalation=NOT_MET))
    review = accept(two_accounts, cast.sergeant, judgement).reviews.get()
    assert (review.lawful_basis, review.necessity) == (MET, UNCLEAR)
    assert (review.proportionality, review.de_escalation) == (MET, NOT_MET)
    kept = {one.use_id: (one.necessity, one.de_escalation) for one in review.use_assessments.all()}
    assert kept == {uses[0].pk: (UNCLEAR, MET), uses[1].pk: (MET, NOT_MET)}


def test_one_officers_force_that_is_not_shown_keeps_the_record_from_being_accepted(
    cast, two_accounts, uses
):
    before = everything_written()
    with pytest.raises(actions.NotShown):
        accept(two_accounts, cast.sergeant, judged(of(uses[0]), of(uses[1], lawful_basis=NOT_MET)))
    with pytest.raises(actions.NotShown):
        accept(two_accounts, cast.sergeant, judged(of(uses[0], continued_use=NOT_MET), of(uses[1])))
    assert everything_written() == before


@pytest.mark.parametrize("which", [[0], [1], [0, 1, 1]], ids=["no second", "no first", "other"])
def test_an_assessment_is_of_every_account_that_was_given_and_of_no_other(
    cast, two_accounts, uses, which
):
    other = an_encounter(officer=cast.stranger).uses.get()
    some = [of(uses[one]) for one in which[:2]] + ([of(other)] if len(which) > 2 else [])
    before = everything_written()
    with pytest.raises(actions.NotAllowed, match="every account"):
        accept(two_accounts, cast.sergeant, judged(*some))
    assert everything_written() == before


def test_a_judgement_of_the_whole_holds_for_every_account(cast, two_accounts, uses):
    review = accept(two_accounts, cast.sergeant, a_judgement(necessity=UNCLEAR)).reviews.get()
    assert {one.use_id for one in review.use_assessments.all()} == {use.pk for use in uses}
    assert {one.necessity for one in review.use_assessments.all()} == {UNCLEAR}


def test_the_page_shows_each_officers_assessment(client, cast, two_accounts, uses):
    client.force_login(cast.sergeant)
    data = typed(uses, version=two_accounts.version)
    data[f"necessity_{uses[1].pk.hex}"] = "unclear"
    client.post(reverse("review", args=[two_accounts.pk]), data)
    page = page_of(client, "encounter", two_accounts.pk)
    assert "Use of force by Officer Lawful basis: yes, shown Necessity: yes, shown" in page.text
    assert "Use of force by Colleague Lawful basis: yes, shown Necessity: unclear" in page.text


def test_an_account_that_comes_while_the_decision_is_written_is_asked_about_and_nothing_is_lost(
    client, cast, in_status
):
    filed = in_status("submitted")
    own = filed.uses.get(officer=cast.officer)
    client.force_login(cast.sergeant)
    data = typed([own], version=filed.version, comment="Clear enough")
    give_account(encounter=filed, officer=cast.colleague)
    page = Page(client.post(reverse("review", args=[filed.pk]), data))
    assert "the record changed while you were reading it" in page.text
    assert page.chosen("lawful_basis") == ["met"]
    assert "Clear enough" in page.text
    assert "Use of force by Colleague" in page.text
    assert not Review.objects.filter(encounter=filed).exists()


# -- Questions at single answers ------------------------------------------------------------------


def test_a_question_stands_beside_the_answer_in_the_section_and_in_the_task_list(
    client, cast, in_status
):
    filed = in_status("submitted")
    use = filed.uses.get(officer=cast.officer)
    ask(
        filed,
        cast.sergeant,
        cast.officer,
        actions.FieldQuestion(field="applied_at", text="Not <b>earlier</b>?", use=use.pk),
        actions.FieldQuestion(field="injured", text="Look at the video again"),
    )
    client.force_login(cast.officer)
    tasks = page_of(client, "tasks", filed.pk)
    assert tasks.text.count("Sergeant asks about an answer here") == 2
    assert "Please see the questions at your answers." in tasks.text
    section = page_of(client, "save_section", filed.pk, "handcuffing")
    assert "Sergeant asks: Not <b>earlier</b>?" in section.text
    assert "Look at the video again" not in section.text
    outcome = page_of(client, "save_section", filed.pk, "outcome")
    assert "Sergeant asks: Look at the video again" in outcome.text


def test_a_colleague_sees_the_question_about_their_own_account(client, cast, two_accounts, uses):
    ask(
        two_accounts,
        cast.sergeant,
        cast.colleague,
        actions.FieldQuestion(field="conduct", text="The video shows more", use=uses[1].pk),
    )
    client.force_login(cast.colleague)
    page = page_of(client, "save_account_section", two_accounts.pk, "handcuffing")
    assert "Sergeant asks: The video shows more" in page.text


def test_who_is_not_asked_sees_no_question_beside_their_answers(client, cast, two_accounts, uses):
    ask(
        two_accounts,
        cast.sergeant,
        cast.colleague,
        actions.FieldQuestion(field="conduct", text="The video shows more", use=uses[1].pk),
    )
    answered = actions.resubmit(
        encounter_id=two_accounts.pk,
        answer="I looked again",
        version_seen=Encounter.objects.get(pk=two_accounts.pk).version,
        by=cast.colleague,
        at=timezone.now(),
    )
    ask(answered, cast.sergeant, cast.officer, question="And you?")
    client.force_login(cast.officer)
    page = page_of(client, "save_section", two_accounts.pk, "handcuffing")
    assert "The video shows more" not in page.text


@pytest.mark.parametrize("case", ["another’s account", "shared facts", "no such question"])
def test_nobody_is_asked_about_what_they_could_not_change(cast, two_accounts, uses, case):
    asked, field, use = {
        "another’s account": (cast.officer, "conduct", uses[1].pk),
        "shared facts": (cast.colleague, "occurred_at", None),
        "no such question": (cast.officer, "password", uses[0].pk),
    }[case]
    before = everything_written()
    question = actions.FieldQuestion(field=field, text="Why?", use=use)
    with pytest.raises(actions.NotAllowed, match="an answer that is not"):
        ask(two_accounts, cast.sergeant, asked, question)
    assert everything_written() == before


def test_a_return_says_what_for(cast, in_status):
    filed = in_status("submitted")
    with pytest.raises(actions.ReasonsMissing):
        actions.return_with_question(
            encounter_id=filed.pk,
            judgement=a_judgement(),
            question="Why?",
            question_for=cast.officer,
            reasons=[],
            version_seen=filed.version,
            by=cast.sergeant,
            at=timezone.now(),
        )


def test_earlier_questions_with_their_answers_are_shown_to_who_decides_next(
    client, cast, in_status
):
    filed = in_status("submitted")
    use = filed.uses.get(officer=cast.officer)
    question = actions.FieldQuestion(field="position", text="In front?", use=use.pk)
    returned = ask(filed, cast.sergeant, cast.officer, question, question="Tell me more")
    actions.resubmit(
        encounter_id=filed.pk,
        answer="They were in front",
        version_seen=returned.version,
        by=cast.officer,
        at=timezone.now(),
    )
    client.force_login(cast.inspector)
    page = page_of(client, "review", filed.pk)
    for words in ("Asked before", "Tell me more", "In front?", "They were in front"):
        assert words in page.text
    assert "Too little detail" in page.text


# -- What people read of it -----------------------------------------------------------------------


def test_feedback_waits_on_the_home_page_until_the_officer_says_they_read_it(client, cast):
    filed = an_encounter(officer=cast.stranger)
    accepted = accept(
        filed, cast.sergeant, a_judgement(comment="", learning_point="Start the camera first")
    )
    review = accepted.reviews.get()
    client.force_login(cast.stranger)
    assert "Decisions for you to read" in page_of(client, "home").text
    page = page_of(client, "encounter", filed.pk)
    assert "Start the camera first" in page.text
    url = reverse("acknowledge", args=[filed.pk])
    for _ in range(2):  # a double click
        client.post(url, {"review": review.pk})
    seen = Acknowledgement.objects.get()
    assert (seen.officer, seen.review) == (cast.stranger, review)
    assert "Decisions for you to read" not in page_of(client, "home").text
    assert "I have read it" not in page_of(client, "encounter", filed.pk).text
    client.force_login(cast.sergeant)
    assert "Read by Stranger" in page_of(client, "encounter", filed.pk).text


def test_a_decision_without_a_word_asks_nothing_of_anybody(client, cast):
    filed = an_encounter(officer=cast.stranger)
    accept(filed, cast.sergeant, a_judgement(comment=""))
    client.force_login(cast.stranger)
    assert "Decisions for you to read" not in page_of(client, "home").text


@pytest.mark.parametrize("who", ["helper", "bystander", "inspector"])
def test_who_is_not_concerned_has_nothing_to_acknowledge(client, cast, in_status, who):
    accepted = in_status("accepted")
    client.force_login(getattr(cast, who))
    assert "I have read it" not in page_of(client, "encounter", accepted.pk).text
    with pytest.raises(actions.NotAllowed):
        actions.acknowledge(
            encounter_id=accepted.pk,
            review_id=accepted.reviews.get().pk,
            by=getattr(cast, who),
            at=timezone.now(),
        )


@pytest.mark.parametrize("review", ["", "x", "-1", "9" * 40, "0"])
def test_an_acknowledgement_of_nothing_is_told_and_keeps_nothing(client, cast, in_status, review):
    client.force_login(cast.officer)
    response = client.post(
        reverse("acknowledge", args=[in_status("accepted").pk]), {"review": review}, follow=True
    )
    assert response.status_code == 200
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize("action", [actions.clear, actions.uphold], ids=["clear", "uphold"])
def test_the_outcome_goes_to_the_officers_and_to_who_escalated(client, cast, in_status, action):
    escalated = give_account(encounter=in_status("escalated"), officer=cast.colleague)
    Message.objects.all().delete()
    concern = NOT_MET if action is actions.uphold else MET
    at = timezone.now()
    action(
        encounter_id=escalated.pk,
        judgement=a_judgement(proportionality=concern, comment="The video settled it."),
        version_seen=escalated.version,
        by=cast.standards,
        at=at,
    )
    told = {cast.officer, cast.colleague, cast.sergeant}
    assert set(Message.objects.values_list("to", flat=True)) == {one.email for one in told}
    for message in Message.objects.all():
        assert "settled" not in message.body
    for person in told:
        client.force_login(person)
        assert escalated.reference in page_of(client, "home").text.split("to read")[1]
        page = page_of(client, "encounter", escalated.pk)
        assert "I have read it" in page.text
        assert "The video settled it." in page.text
    client.force_login(cast.inspector)
    assert "Decisions for you to read" not in page_of(client, "home").text


def test_the_home_page_asks_no_more_for_twenty_decisions_than_for_one(client, cast, in_status):
    client.force_login(cast.officer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/")
        return len(captured)

    before = queries()
    copies(in_status("upheld"), 20)
    assert queries() == before


# -- Second opinions ------------------------------------------------------------------------------


def ask_opinion(encounter, by, of, question="Would you?"):
    return actions.ask_opinion(
        encounter_id=encounter.pk, asked=of, question=question, by=by, at=timezone.now()
    )


def test_a_supervisor_of_another_team_reads_the_one_record_and_answers(client, cast, in_status):
    filed, other = in_status("submitted"), an_encounter(officer=cast.officer)
    client.force_login(cast.neighbour)
    assert client.get(reverse("encounter", args=[filed.pk])).status_code == 404
    ask_opinion(filed, cast.sergeant, cast.neighbour)
    assert Message.objects.filter(to=cast.neighbour.email).count() == 1
    assert "Your opinion is asked for" in page_of(client, "home").text
    page = page_of(client, "encounter", filed.pk)
    assert "The encounter belongs to another team." in page.text  # beside the button that is off
    assert client.get(reverse("encounter", args=[other.pk])).status_code == 404
    response = client.post(reverse("give_opinion", args=[filed.pk]), {"opinion": "I would ask."})
    assert response["Location"] == "/"
    assert Opinion.objects.get().text == "I would ask."
    assert Message.objects.filter(to=cast.sergeant.email).count() == 1
    client.force_login(cast.sergeant)
    assert "I would ask." in page_of(client, "review", filed.pk).text


def test_the_access_for_an_opinion_ends(cast, in_status, settings):
    filed = in_status("submitted")
    ask_opinion(filed, cast.sergeant, cast.neighbour)
    access = RecordAccess.objects.get()
    assert access.ends_at - access.at == timedelta(days=settings.SECOND_OPINION_DAYS)
    ask_opinion(filed, cast.sergeant, cast.inspector)
    assert RecordAccess.objects.count() == 1, "who may read it already needs none"


def test_the_decision_stays_with_who_asked(client, cast, in_status):
    filed = in_status("submitted")
    ask_opinion(filed, cast.sergeant, cast.neighbour)
    with pytest.raises(actions.NotAllowed):
        accept(filed, cast.neighbour, a_judgement())
    accept(filed, cast.sergeant, a_judgement())
    client.force_login(cast.neighbour)
    page = page_of(client, "give_opinion", filed.pk)
    assert "the decision did not wait" in page.text


def test_asking_the_same_person_twice_is_asking_once(cast, in_status):
    filed = in_status("submitted")
    for _ in range(2):
        ask_opinion(filed, cast.sergeant, cast.inspector)
    assert SecondOpinion.objects.count() == 1


@pytest.mark.parametrize("who", ["officer", "stranger", "analyst", "both"])
def test_an_opinion_is_asked_of_somebody_who_decides_on_such_records_impartially(cast, who):
    asked = getattr(cast, who)
    filed = an_encounter(officer=cast.both)
    before = everything_written()
    with pytest.raises(actions.NotAllowed):
        ask_opinion(filed, cast.sergeant, asked)
    assert everything_written() == before


def test_officers_read_the_opinions_only_once_it_is_decided(client, cast, in_status):
    filed = in_status("submitted")
    ask_opinion(filed, cast.sergeant, cast.inspector, "Is it enough?")
    actions.give_opinion(
        encounter_id=filed.pk, opinion="Barely.", by=cast.inspector, at=timezone.now()
    )
    client.force_login(cast.officer)
    assert "Barely." not in page_of(client, "encounter", filed.pk).text
    accept(Encounter.objects.get(pk=filed.pk), cast.sergeant, a_judgement())
    assert "Barely." in page_of(client, "encounter", filed.pk).text


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("", "Enter the warrant number of your colleague"),
        ("NOBODY", "Nobody has this warrant number"),
        ("{sergeant}", "Ask somebody else than yourself"),
        ("{stranger}", "Second opinions are given by supervisors"),
        ("{officer}", "Second opinions are given by supervisors"),
    ],
)
def test_whom_one_cannot_ask_is_told_beside_the_field(client, cast, in_status, number, message):
    client.force_login(cast.sergeant)
    named = number.format(**{name: person.warrant_number for name, person in cast.people().items()})
    page = Page(
        client.post(
            reverse("ask_opinion", args=[in_status("submitted").pk]),
            {"warrant_number": named, "question": "Would you? \N{SHRUG}"},
        )
    )
    assert any(message in text for text in page.beside)
    assert "Would you?" in page.text


# -- Two at once ----------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["accept", "escalate", "return"])
def test_the_second_of_two_supervisors_gets_the_first_ones_decision_and_keeps_what_they_wrote(
    client, cast, first
):
    """Neither an error nor an overwrite."""
    filed = an_encounter(officer=cast.officer)
    (use,) = filed.uses.all()
    common = {
        "encounter_id": filed.pk,
        "version_seen": filed.version,
        "by": cast.sergeant,
        "at": timezone.now(),
    }
    if first == "accept":
        actions.accept(**common, judgement=a_judgement(comment="I was first"))
    elif first == "escalate":
        actions.escalate(
            **common,
            judgement=a_judgement(comment="I was first"),
            category=EscalationCategory.CHILD,
        )
    else:
        actions.return_with_question(
            **common,
            judgement=a_judgement(comment="I was first"),
            question="Why?",
            question_for=cast.officer,
            reasons=[ReturnReason.POWER],
        )
    client.force_login(cast.inspector)
    data = typed([use], version=filed.version, decision="escalate", comment="Look at \u202ethis")
    response = client.post(reverse("review", args=[filed.pk]), data)
    assert response.status_code == 200
    page = Page(response)
    for words in ("decided while you were reading it", "by Sergeant", "I was first"):
        assert words in page.text
    assert "Look at" in page.text
    assert "Escalate to professional standards" in page.text
    assert reverse("add_comment", args=[filed.pk]) in page.links
    assert filed.reviews.count() == 1


def test_who_may_not_decide_is_refused_also_when_it_is_decided_already(client, cast, in_status):
    client.force_login(cast.officer)
    url = reverse("review", args=[in_status("accepted").pk])
    assert client.post(url, {"version": "1"}).status_code == 403


# -- The queue of professional standards ----------------------------------------------------------


def test_escalated_records_are_narrowed_by_concern_and_ordered_by_age(client, cast, in_status):
    older = in_status("escalated")
    filed = an_encounter(officer=cast.officer)
    newer = actions.escalate(
        encounter_id=filed.pk,
        judgement=a_judgement(necessity=NOT_MET),
        category=EscalationCategory.CHILD,
        version_seen=filed.version,
        by=cast.sergeant,
        at=timezone.now() + timedelta(minutes=1),
    )
    client.force_login(cast.standards)
    url = reverse("escalated")
    text = Page(client.get(url)).text
    assert text.index(older.reference) < text.index(newer.reference)
    assert "All (2)" in text
    text = Page(client.get(url, {"sort": "newest"})).text
    assert text.index(newer.reference) < text.index(older.reference)
    text = Page(client.get(url, {"concern": "child"})).text
    assert newer.reference in text
    assert older.reference not in text
    for nonsense in ({"concern": "zz"}, {"sort": "\x00", "page": "x"}):
        assert older.reference in Page(client.get(url, nonsense)).text


def test_a_record_they_took_part_in_says_why_it_is_not_for_them(client, cast, in_status):
    cast.standards.roles = [Role.PROFESSIONAL_STANDARDS, Role.OFFICER]
    cast.standards.team = cast.officer.team
    cast.standards.save()
    own = an_encounter(Status.ESCALATED, officer=cast.standards, supervisor=cast.sergeant)
    client.force_login(cast.standards)
    page = page_of(client, "escalated")
    assert "Not for you: You were part of this encounter" in page.text
    assert reverse("review", args=[own.pk]) not in page.links
    assert reverse("review", args=[in_status("escalated").pk]) in page.links


# -- What the database refuses --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("constraint", "make"),
    [
        ("use_assessment_complete", lambda review, use: _assessed(review, use, necessity="")),
        ("use_assessment_of_one_review", lambda review, use: _assessed(None, use)),
        ("use_assessment_once_in_review", lambda review, use: _assessed(review, use)),
        (
            "use_assessment_continued_use_known",
            lambda review, use: _assessed(review, use, continued_use="zz"),
        ),
        ("review_question_about_something", lambda review, use: _asked(review, use, text="")),
        (
            "review_question_once_a_field",
            lambda review, use: [_asked(review, None), _asked(review, None)],
        ),
        (
            "acknowledgement_once",
            lambda review, use: [
                Acknowledgement.objects.create(
                    review=review, officer=use.officer, at=timezone.now()
                )
                for _ in range(2)
            ],
        ),
        ("second_opinion_asks_something", lambda review, use: _wondered(review, use, question="")),
        (
            "second_opinion_of_somebody_else",
            lambda review, use: _wondered(review, use, asked=review.reviewer),
        ),
        (
            "opinion_says_something",
            lambda review, use: Opinion.objects.create(
                request=_wondered(review, use), at=timezone.now(), text=""
            ),
        ),
        (
            "review_return_has_reasons",
            lambda review, use: Review.objects.filter(encounter__status="returned").update(
                return_reasons=[]
            ),
        ),
    ],
)
def test_the_database_refuses(in_status, constraint, make):
    encounter = in_status("accepted")
    in_status("returned")
    review, use = encounter.reviews.get(), encounter.uses.get()
    with pytest.raises(IntegrityError, match=rf'"{constraint}"'), transaction.atomic():
        make(review, use)


def _assessed(review, use, **found):
    parts = dict.fromkeys(("lawful_basis", "necessity", "proportionality", "de_escalation"), MET)
    return UseAssessment.objects.create(review=review, use=use, **parts | found)


def _asked(review, use, **given):
    return ReviewQuestion.objects.create(
        **{"review": review, "use": use, "field": "position", "text": "Why?"} | given
    )


def _wondered(review, use, **given):
    return SecondOpinion.objects.create(
        **{
            "encounter": review.encounter,
            "asked_by": review.reviewer,
            "asked": use.officer,
            "asked_at": timezone.now(),
            "question": "Would you?",
        }
        | given
    )
