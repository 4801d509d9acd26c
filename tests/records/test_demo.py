"""The fictional records keep every rule that real ones keep."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import TestCase

from accounts.models import Role, User
from accounts.training import Standing, trainings
from audit import chain
from audit.models import Event
from records import permissions, workflow
from records.answers import SectionState, account_states, section_states
from records.conditions import is_continued_use
from records.demo.force import PASSWORD, PEOPLE, WAYS_IN, create_force, give_training
from records.demo.life import Life
from records.demo.loading import load
from records.demo.stories import FEWEST, build
from records.models import Encounter, HandcuffUse, Review
from records.questionnaire import (
    ENCOUNTER_QUESTIONS,
    USE_QUESTIONS,
    all_questions,
)
from records.vocabulary import INCOMPLETE_STATUSES, Decision, Status, UseStatus
from reporting.statistics.dispersion import FEWEST_UNITS
from tests import factories

NOW = datetime(2026, 6, 15, 14, 30, tzinfo=UTC)
COUNT = 200


class TestLoadedDemo(TestCase):
    """One small demo, read by all of these."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_areas", verbosity=0)
        load(count=COUNT, seed=1, now=NOW)

    def records(self):
        return Encounter.objects.select_related("reporting_officer__team", "team").prefetch_related(
            "uses__officer", "uses__encounter", "officers_present__officer__team", "reviews"
        )

    def test_every_status_is_there(self):
        found = Counter(Encounter.objects.values_list("status", flat=True))
        assert set(found) == set(Status)
        assert found.total() == COUNT
        assert found[Status.ACCEPTED] > COUNT * 0.7

    def test_late_and_overdue_records_are_there(self):
        assert Encounter.objects.filter(is_late=True, status=Status.SUBMITTED).exists()
        assert Encounter.objects.overdue(now=NOW).exists()
        in_time = Encounter.objects.waiting_for_review().filter(review_due_at__gte=NOW)
        assert in_time.exists()

    def test_filed_records_are_complete(self):
        for encounter in self.records().filed():
            [own] = [u for u in encounter.uses.all() if u.officer == encounter.reporting_officer]
            states = section_states(encounter=encounter, use=own, now=encounter.submitted_at)
            assert set(states.values()) == {SectionState.COMPLETE}, encounter
            for use in encounter.uses.all():
                if use.status == UseStatus.SUBMITTED:
                    states = account_states(use=use, now=use.submitted_at)
                    assert set(states.values()) == {SectionState.COMPLETE}, encounter

    def test_drafts_are_incomplete_and_differ(self):
        seen = set()
        for encounter in self.records().filter(status=Status.DRAFT):
            states = section_states(encounter=encounter, use=encounter.uses.get(), now=NOW)
            assert set(states.values()) != {SectionState.COMPLETE}
            seen.add(tuple(states.values()))
        assert len(seen) > 1
        assert any(SectionState.IN_PROGRESS in states for states in seen)

    def test_reviewers_may_review(self):
        concluding = 0
        records = {encounter.pk: encounter for encounter in self.records()}
        for review in Review.objects.select_related("reviewer__team"):
            encounter = records[review.encounter_id]
            allowed = permissions.may_review(review.reviewer, encounter)
            if Role.PROFESSIONAL_STANDARDS in review.reviewer.roles:
                allowed = permissions.may_conclude(review.reviewer, encounter)
                concluding += 1
            assert allowed, (encounter, allowed.reason)
            assert review.reviewer not in permissions.involved_officers(encounter)
        assert concluding

    def test_decided_records_have_a_review(self):
        for encounter in self.records().exclude(status__in=INCOMPLETE_STATUSES):
            decisions = [review.decision for review in encounter.reviews.all()]
            if encounter.status == Status.ACCEPTED:
                assert decisions.count(Decision.ACCEPT) == 1
            if encounter.status == Status.RETURNED:
                assert permissions.open_question(encounter)

    def test_status_rows_follow_the_workflow(self):
        for encounter in Encounter.objects.prefetch_related("status_changes"):
            changes = sorted(encounter.status_changes.all(), key=lambda change: change.pk)
            assert changes[0].from_status == ""
            for before, change in pairwise(changes):
                assert change.from_status == before.to_status
                assert change.at >= before.at
                assert change.to_status == workflow.target_of(
                    step=workflow.Step(change.step), status=change.from_status
                )
            assert changes[-1].to_status == encounter.status

    def test_the_audit_chain_holds_in_the_order_of_time(self):
        result = chain.verify()
        assert result.holds, result.fault
        events = Event.objects.filter(object_type="encounter").order_by("id")
        times = list(events.values_list("at", flat=True))
        assert times == sorted(times)
        assert times[-1] <= NOW
        labels = dict(events.values_list("object_id", "object_label"))
        assert labels == {
            str(pk): reference for pk, reference in Encounter.objects.values_list("pk", "reference")
        }

    def test_what_was_summed_up_is_what_the_accounts_say(self):
        """It is written before the trigger runs, so it is computed anew here."""
        for encounter in self.records():
            given = [use for use in encounter.uses.all() if use.status == UseStatus.SUBMITTED]
            compliance = {use.compliance for use in given} or {""}
            before_arrest = {use.before_arrest for use in given} or {""}
            assert encounter.officer_reports == len(given)
            assert encounter.compliance == max(compliance)
            assert encounter.before_arrest == max(before_arrest)

    def test_continued_use_is_justified(self):
        for use in HandcuffUse.objects.filter(status=UseStatus.SUBMITTED):
            answers = {
                "applied_at": use.applied_at,
                "ended_at": use.ended_at,
                "after_search": use.after_search,
            }
            assert (
                use.continued_use == is_continued_use(answers) == bool(use.justification_continued)
            )

    def test_the_first_officer_has_something_to_do(self):
        officer = User.objects.get(warrant_number="P1001")
        assert Encounter.objects.drafts_of(officer).count() == 2
        assert Encounter.objects.returned_to(officer).exists()
        assert Encounter.objects.waiting_for_account_of(officer).exists()
        sergeant = User.objects.get(warrant_number="P2001")
        assert Encounter.objects.reviewable_by(sergeant).exists()

    def test_one_command_has_teams_enough_to_draw_a_funnel(self):
        command = User.objects.get(warrant_number="P3004").team
        below = Encounter.objects.counted().filter(team__path__startswith=command.path)
        assert below.values("team").distinct().count() >= FEWEST_UNITS

    def test_sequence_goes_on_after_the_demo(self):
        officer = User.objects.get(warrant_number="P1001")
        new = factories.a_draft(officer)
        last = Encounter.objects.exclude(pk=new.pk).order_by("reference").last()
        assert new.reference.split("-")[-1] > last.reference.split("-")[-1]

    def test_people_can_sign_in(self):
        people = User.objects.filter(warrant_number__in=[number for number, *_ in PEOPLE])
        assert people.count() == len(PEOPLE)
        assert set().union(*(person.roles for person in people)) == set(Role)
        for person in people:
            validate_password(PASSWORD, person)
        assert people.first().check_password(PASSWORD)


def answers(lives: list[Life]) -> list[dict]:
    """What was answered, without the times, which follow the day of loading."""
    rows = []
    for life in lives:
        row = {"status": life.encounter.status, "by": life.encounter.reporting_officer_id}
        for question in all_questions(ENCOUNTER_QUESTIONS):
            name = "area_id" if question.name == "area" else question.name
            row[name] = getattr(life.encounter, name)
        for number, use in enumerate(life.uses):
            for question in all_questions(USE_QUESTIONS):
                row[f"{question.name} {number}"] = getattr(use, question.name)
        del row["incident_reference"]  # has the date in it
        rows.append({name: value for name, value in row.items() if not is_time(value)})
    return sorted(rows, key=str)


def is_time(value) -> bool:
    return isinstance(value, datetime)


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_answers():
    force = create_force(at=NOW)

    def told(*, seed: int, now: datetime = NOW) -> list[dict]:
        return answers(build(force=force, count=FEWEST, seed=seed, now=now))

    first = told(seed=1)
    assert told(seed=1) == first
    assert told(seed=2) != first


@pytest.mark.django_db
def test_force_is_printed_with_its_password(capsys):
    create_force(at=NOW)
    call_command("demo_people")
    printed = capsys.readouterr().out
    for number in WAYS_IN:
        assert number in printed
    for role in Role:
        assert role.label in printed
    assert PASSWORD in printed


@pytest.mark.django_db
def test_people_are_not_printed_when_there_are_none():
    with pytest.raises(CommandError, match="load_demo first"):
        call_command("demo_people")


@pytest.mark.django_db
def test_command_fills_an_empty_register(capsys):
    call_command("load_demo", "--encounters", str(FEWEST), "--seed", "7")
    assert Encounter.objects.count() == FEWEST
    assert f"{FEWEST} fictional encounters" in capsys.readouterr().out
    call_command("load_demo")
    assert Encounter.objects.count() == FEWEST
    assert "kept as they are" in capsys.readouterr().out


@pytest.mark.django_db
def test_production_is_refused(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="do not belong in production"):
        call_command("load_demo")


@pytest.mark.django_db
def test_too_few_to_show_every_state_are_refused():
    with pytest.raises(CommandError, match=f"at least {FEWEST}"):
        call_command("load_demo", "--encounters", str(FEWEST - 1))


def test_officers_were_trained_some_too_long_ago(db):
    create_force(at=NOW)
    give_training(today=NOW.date())
    found = Counter(
        one.standing
        for officer in User.objects.filter(roles__contains=[Role.OFFICER])
        for one in trainings(officer, on=NOW.date())
    )
    assert found[Standing.VALID] > found[Standing.LAPSED] > 0
    assert found[Standing.UNKNOWN] > 0
