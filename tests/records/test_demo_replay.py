"""The fictional records are what the real actions would have left behind.

The demo writes rows in bulk. Here one record of each kind is lived again, step by step, through
`records.actions`, which check permissions, states and completeness; then the rows are compared.
"""

from dataclasses import fields
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import models

from accounts.models import User
from audit.models import Event
from records import actions
from records.demo.force import create_force
from records.demo.life import Life, Logged
from records.demo.stories import build
from records.lookalikes import look_alikes
from records.models import (
    Acknowledgement,
    Encounter,
    HandcuffUse,
    OfficerPresent,
    Review,
    ReviewQuestion,
    StatusChange,
    UseAssessment,
)
from records.questionnaire import ENCOUNTER_QUESTIONS, USE_QUESTIONS, Section

NOW = datetime(2026, 6, 15, 14, 30, tzinfo=UTC)
DECISIONS = {"accept", "return_with_question", "escalate", "clear", "uphold"}
# Given by the database or by chance, or not a matter of the actions.
IGNORED = {"id", "encounter", "reference", "person_key", "same_incident_as", "review", "use"}


@pytest.mark.django_db
def test_bulk_rows_are_those_of_the_actions():
    call_command("load_areas", verbosity=0)
    force = create_force(at=NOW)
    lives = one_of_each_kind(build(force=force, count=80, seed=3, now=NOW))
    assert len(lives) > 12
    for life in lives:
        encounter = Replay(life).run()
        compare(life, encounter)


def one_of_each_kind(lives: list[Life]) -> list[Life]:
    """The shortest collection in which every sequence of steps occurs."""
    kinds = {
        tuple(event.action for event in life.events if event.action != "save_section"): life
        for life in lives
    }
    return list(kinds.values())


class Replay:
    """Takes the actions that a life logged."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.pk = life.encounter.pk
        self.people = {str(person.pk): person for person in User.objects.select_related("team")}
        self.reviews = iter(life.reviews)
        self.account_sections: dict[str, list[Section]] = {}

    def run(self) -> Encounter:
        events = sorted(self.life.events, key=lambda event: event.at)
        unlogged = "save_section" not in {event.action for event in events}
        for event in events:
            if event.action == "submit" and unlogged:
                for section in Section:
                    self.save_section(section, event=event)
            self.take(event)
        return Encounter.objects.get(pk=self.pk)

    def take(self, event: Logged) -> None:
        match event.action:
            case "start":
                actions.start(encounter_id=self.pk, by=self.people[event.actor], at=event.at)
            case "save_section":
                self.save_section(Section(event.detail["section"]), event=event)
            case "submit":
                alike = look_alikes(Encounter.objects.get(pk=self.pk))
                self.act(
                    event,
                    late_explanation=self.life.encounter.late_explanation,
                    different_from=[other.pk for other in alike],
                )
            case "save_account_section":
                self.save_account_section(Section(event.detail["section"]), event=event)
            case "deny_involvement":
                [row] = [row for row in self.life.present if str(row.officer.pk) == event.actor]
                self.act(event, reason=row.not_involved_reason)
            case "answer_denial":
                [row] = [
                    row for row in self.life.present if row.officer.pk == event.detail["officer"]
                ]
                self.act(
                    event,
                    officer=row.officer,
                    response=row.denial_response,
                    note=row.denial_response_note,
                )
            case "consult":
                encounter = Encounter.objects.get(pk=self.pk)
                actions.consult(encounter=encounter, by=self.people[event.actor], at=event.at)
            case "resubmit":
                [answer] = [review.answer for review in self.life.reviews if review.answer]
                self.act(event, answer=answer)
            case "acknowledge":
                [read] = [
                    one
                    for one in self.life.acknowledgements
                    if (str(one.officer.pk), one.at) == (event.actor, event.at)
                ]
                review = Review.objects.get(encounter=self.pk, at=read.review.at)
                actions.acknowledge(
                    encounter_id=self.pk, review_id=review.pk, by=read.officer, at=event.at
                )
            case "withdraw":
                self.act(event, reason=event.reason)
            case "open_record":
                reference = Encounter.objects.get(pk=self.pk).reference
                actions.open_record(
                    reference=reference,
                    reason=event.reason,
                    by=self.people[event.actor],
                    at=event.at,
                )
            case decision if decision in DECISIONS:
                self.decide(event)
            case _:
                self.act(event)

    def act(self, event: Logged, **given) -> None:
        version = Encounter.objects.get(pk=self.pk).version
        getattr(actions, event.action)(
            encounter_id=self.pk,
            version_seen=version,
            by=self.people[event.actor],
            at=event.at,
            **given,
        )

    def save_section(self, section: Section, *, event: Logged) -> None:
        encounter, use = self.life.encounter, self.life.uses[0]
        answers = {
            **{q.name: getattr(encounter, q.name) for q in ENCOUNTER_QUESTIONS.get(section, ())},
            **{q.name: getattr(use, q.name) for q in USE_QUESTIONS.get(section, ())},
        }
        present = {row.officer: row.involvement for row in self.life.present}
        saving = event._replace(action="save_section")
        self.act(
            saving,
            section=section,
            answers=answers,
            colleagues=present if section == Section.VIDEO else None,
        )

    def save_account_section(self, section: Section, *, event: Logged) -> None:
        [use] = [use for use in self.life.uses[1:] if str(use.officer.pk) == event.actor]
        answers = {q.name: getattr(use, q.name) for q in USE_QUESTIONS[section]}
        self.act(event, section=section, answers=answers)

    def decide(self, event: Logged) -> None:
        review = next(self.reviews)
        given = {
            "judgement": actions.Judgement(
                **{
                    part.name: getattr(review, part.name)
                    for part in fields(actions.Judgement)
                    if part.name != "uses"
                }
            )
        }
        if review.question:
            given |= {
                "question": review.question,
                "question_for": review.question_for,
                "reasons": review.return_reasons,
                "field_questions": [
                    actions.FieldQuestion(
                        field=one.field,
                        text=one.text,
                        use=HandcuffUse.objects.get(encounter=self.pk, officer=one.use.officer).pk,
                    )
                    for one in self.life.questions
                    if one.review is review
                ],
            }
        if review.escalation_category:
            given["category"] = review.escalation_category
        self.act(event, **given)


def compare(life: Life, encounter: Encounter) -> None:
    life.summarise()
    assert columns(life.encounter) == columns(encounter)
    for model, mine in (
        (HandcuffUse, life.uses),
        (OfficerPresent, life.present),
        (Review, life.reviews),
        (StatusChange, life.changes),
    ):
        rows = model.objects.filter(encounter=encounter)
        assert in_order(mine) == in_order(rows), model
    for model, mine in (
        (UseAssessment, life.assessments),
        (ReviewQuestion, life.questions),
        (Acknowledgement, life.acknowledgements),
    ):
        rows = model.objects.filter(review__encounter=encounter)
        assert in_order(mine) == in_order(rows), model
    events = Event.objects.filter(object_id=str(encounter.pk)).order_by("id")
    logged = {event.action for event in life.events}
    assert [
        (event.at, event.actor, event.actor_label, event.operation, event.reason, event.detail)
        for event in events
        if event.action in logged
    ] == [
        (event.at, event.actor, event.actor_label, event.operation, event.reason, event.detail)
        for event in sorted(life.events, key=lambda event: event.at)
    ]


def columns(row: models.Model) -> dict[str, str]:
    return {
        field.attname: field.value_to_string(row)
        for field in row._meta.concrete_fields
        if field.name not in IGNORED
    }


def in_order(rows) -> list[dict]:
    return sorted((columns(row) for row in rows), key=str)
