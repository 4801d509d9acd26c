"""What the database refuses whoever asks: every constraint of the register, tried in the raw."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pghistory.models
import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from records.models import (
    Area,
    Encounter,
    HandcuffUse,
    OfficerPresent,
    RecordAccess,
    Review,
    StatusChange,
)
from records.questionnaire import (
    ENCOUNTER_QUESTIONS,
    Empty,
    Question,
    Section,
    all_questions,
    questions,
)
from tests.factories import a_draft, an_area, complete_answers
from tests.records.asking import (
    ASKED_BY,
    CONDITIONAL,
    NOT_ASKED_BY,
    UNCONDITIONAL,
    named,
)

NOW = timezone.now()
KNOWN = r'_known"'
MODELS = (Area, Encounter, HandcuffUse, OfficerPresent, RecordAccess, Review, StatusChange)
OURS = ("reporting", "records", "accounts", "audit")
OF_ENCOUNTER = {question.name for question in all_questions(ENCOUNTER_QUESTIONS)}
BLANK = {Empty.TEXT: "", Empty.LIST: [], Empty.NULL: None}


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=rf'"{constraint}"')


@pytest.fixture(scope="module")
def _unanswered(force) -> Encounter:
    return a_draft(force.officer)


@pytest.fixture
def rows(in_status, _unanswered) -> Callable[[type[models.Model], str], models.QuerySet]:
    """The one row of a model that belongs to the encounter in a status; or to an empty draft."""

    def find(model, status):
        encounter = _unanswered if status == "unanswered" else in_status(status)
        if model is Area:
            return Area.objects.filter(pk=encounter.area_id)
        if model is Encounter:
            return Encounter.objects.filter(pk=encounter.pk)
        pk = model.objects.filter(encounter=encounter).earliest("pk").pk
        return model.objects.filter(pk=pk)

    return find


def change(queryset, **values) -> None:
    assert queryset.count() == 1
    with transaction.atomic():
        assert queryset.update(**values) == 1


# -- Vocabulary -----------------------------------------------------------------------------------


def coded(model) -> list[models.Field]:
    return [
        one
        for one in model._meta.concrete_fields
        if getattr(getattr(one, "base_field", one), "choices", None)
    ]


CODED = [
    (model, one.name)
    for model in (Area, Encounter, HandcuffUse, OfficerPresent, Review)
    for one in coded(model)
]


def test_every_coded_column_is_tried():
    assert len(CODED) > 50
    assert {one.name for one in coded(StatusChange)} == {"from_status", "to_status"}


@pytest.mark.parametrize(
    ("model", "name"), CODED, ids=[f"{model.__name__}.{name}" for model, name in CODED]
)
def test_a_value_that_is_not_in_the_vocabulary_is_refused(rows, model, name):
    answered = name == "status" or model not in (Encounter, HandcuffUse)
    row = rows(model, "accepted" if answered else "unanswered")
    column = model._meta.get_field(name)
    many = hasattr(column, "base_field")
    for unknown in ("zz", " yes", "YES"):
        with pytest.raises(IntegrityError, match=KNOWN):
            change(row, **{name: [unknown] if many else unknown})
    if many:
        known = column.base_field.choices[0][0]
        for some in ([known, "zz"], [None], [known, None], [""]):
            with pytest.raises(IntegrityError, match=KNOWN):
                change(row, **{name: some})


NONE_ALONE = [
    (model, one.name)
    for model in (Encounter, HandcuffUse)
    for one in coded(model)
    if hasattr(one, "base_field") and "none" in dict(one.base_field.choices)
]


@pytest.mark.parametrize(("model", "name"), NONE_ALONE, ids=[name for _, name in NONE_ALONE])
def test_none_of_these_and_one_of_these_is_refused(rows, model, name):
    other = model._meta.get_field(name).base_field.choices[0][0]
    row = rows(model, "unanswered")
    for both in (["none", other], [other, "none"], ["none", "none"]):
        with pytest.raises(IntegrityError, match=rf'_{name}_known"'):
            change(row, **{name: both})


# -- Questions ------------------------------------------------------------------------------------


@dataclass
class OfQuestion:
    """The row that answers a question, and how the rule about it is called."""

    question: Question
    model: type[models.Model] = field(init=False)
    table: str = field(init=False)
    incomplete: str = "draft"

    def __post_init__(self) -> None:
        of_encounter = self.question.name in OF_ENCOUNTER
        self.model = Encounter if of_encounter else HandcuffUse
        self.table = "encounter" if of_encounter else "use"

    def own(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Those of the answers that stand in the same row, and what the row derives of them."""
        names = {one.name for one in self.model._meta.concrete_fields}
        own = {name: value for name, value in answers.items() if name in names}
        if "after_search" in own:
            own["continued_use"] = own["after_search"] == "yes"
        return own


@pytest.mark.parametrize(("section", "question"), UNCONDITIONAL, ids=named(UNCONDITIONAL))
def test_a_filed_row_without_a_required_answer_is_refused(rows, section, question):
    of = OfQuestion(question)
    answers = complete_answers(section, at=timezone.now(), **{question.name: BLANK[question.empty]})
    for status in ("submitted", "accepted", "withdrawn"):
        with refused(f"{of.table}_{question.name}_answered"):
            change(rows(of.model, status), **of.own(answers))


@pytest.mark.parametrize(("section", "question"), CONDITIONAL, ids=named(CONDITIONAL))
def test_a_filed_row_without_the_answer_to_what_is_asked_is_refused(rows, section, question):
    of = OfQuestion(question)
    answers = of.own(complete_answers(section, at=timezone.now(), **ASKED_BY[question.name]))
    with refused(f"{of.table}_{question.name}_answered"):
        change(rows(of.model, "submitted"), **{**answers, question.name: BLANK[question.empty]})
    change(rows(of.model, "submitted"), **answers)


@pytest.mark.parametrize(("section", "question"), CONDITIONAL, ids=named(CONDITIONAL))
@pytest.mark.parametrize("status", ["draft", "submitted"])
def test_an_answer_to_what_is_not_asked_is_refused(rows, section, question, status):
    """In a draft as well: what is hidden on the page is not in the register."""
    of = OfQuestion(question)
    asked = complete_answers(section, at=timezone.now(), **ASKED_BY[question.name])
    answers = of.own(complete_answers(section, at=timezone.now(), **NOT_ASKED_BY[question.name]))
    with refused(f"{of.table}_{question.name}_only_if_asked"):
        change(rows(of.model, status), **{**answers, question.name: asked[question.name]})


@pytest.mark.parametrize("status", ["draft", "discarded"])
def test_what_was_never_filed_may_lack_every_answer(rows, status):
    for model in (Encounter, HandcuffUse):
        asked = [one for section in Section for one in questions(section)]
        blank = {one.name: BLANK[one.empty] for one in asked if OfQuestion(one).model is model}
        change(rows(model, status), **blank)


def test_free_text_longer_than_a_line_is_refused(rows):
    for name in ("location_description", "reason_other"):
        with pytest.raises(Exception, match="too long"), transaction.atomic():
            rows(Encounter, "draft").update(**{name: "x" * 201})


# -- Everything else ------------------------------------------------------------------------------

HOUR = timedelta(hours=1)
# constraint -> (model, status of its encounter, change)
REFUSED: dict[str, list[tuple[type[models.Model], str, dict[str, Any]]]] = {
    "encounter_latitude_longitude_together": [
        (Encounter, "draft", {"latitude": 51.5}),
        (Encounter, "submitted", {"longitude": -0.1}),
    ],
    "encounter_status_known": [(Encounter, "submitted", {"status": "lost", "review_due_at": None})],
    "encounter_age_possible": [(Encounter, "submitted", {"age_years": 121})],
    "records_encounter_age_years_check": [(Encounter, "submitted", {"age_years": -1})],
    "encounter_arrested_after_it_began": [
        (
            Encounter,
            "submitted",
            {"outcomes": ["arrested"], "arrested_at": NOW - HOUR, "occurred_at": NOW},
        ),
    ],
    "encounter_submitted_at_when_submitted": [
        (Encounter, "submitted", {"submitted_at": None}),
        (Encounter, "draft", {"submitted_at": NOW + HOUR}),
        (Encounter, "discarded", {"submitted_at": NOW + HOUR}),
        (Encounter, "accepted", {"status": "draft"}),
    ],
    "encounter_not_in_the_future": [(Encounter, "submitted", {"occurred_at": NOW + HOUR})],
    "encounter_late_is_explained": [(Encounter, "draft", {"is_late": True})],
    "encounter_review_due_while_submitted": [
        (Encounter, "submitted", {"review_due_at": None}),
        (Encounter, "accepted", {"review_due_at": NOW}),
        (Encounter, "draft", {"review_due_at": NOW}),
    ],
    "use_status_known": [(HandcuffUse, "submitted", {"status": "lost"})],
    "use_ends_after_it_starts": [
        (HandcuffUse, "draft", {"applied_at": NOW, "ended_at": NOW - timedelta(seconds=1)}),
    ],
    "use_submitted_at_when_submitted": [
        (HandcuffUse, "submitted", {"submitted_at": None}),
        (HandcuffUse, "draft", {"submitted_at": NOW}),
    ],
    "present_involvement_known": [(OfficerPresent, "submitted", {"involvement": ""})],
    "present_not_involved_at_not_involved_by_together": [
        (OfficerPresent, "submitted", {"not_involved_at": NOW, "not_involved_reason": "x"}),
    ],
    "present_not_involved_has_reason": [
        (OfficerPresent, "submitted", {"not_involved_reason": "x"}),
    ],
    "present_denial_response_timed": [
        (OfficerPresent, "submitted", {"denial_response": "agreed"}),
        (OfficerPresent, "submitted", {"denial_responded_at": NOW}),
        (
            OfficerPresent,
            "submitted",
            {"denial_response": "agreed", "denial_responded_at": NOW},  # nothing was denied
        ),
    ],
    "present_denial_dispute_is_explained": [
        (OfficerPresent, "submitted", {"denial_response": "disputed"}),
    ],
    "review_return_reasons_only_of_returns": [
        (Review, "accepted", {"return_reasons": ["too_short"]}),
    ],
    "review_return_has_reasons": [(Review, "returned", {"return_reasons": []})],
    "review_decision_known": [(Review, "accepted", {"decision": ""})],
    "review_assessment_complete": [
        (Review, "accepted", {name: ""})
        for name in (
            "lawful_basis",
            "necessity",
            "proportionality",
            "de_escalation",
            "video_viewed",
        )
    ],
    "review_video_not_viewed_has_reason": [
        (Review, "accepted", {"video_viewed": "no"}),
        (Review, "accepted", {"video_not_viewed_reason": "There is none"}),
    ],
    "review_return_asks_somebody": [
        (Review, "returned", {"question": ""}),
        (Review, "returned", {"question_for": None}),
        (Review, "accepted", {"question": "Why?"}),
    ],
    "review_answer_has_time": [
        (Review, "returned", {"answer": "Because"}),
        (Review, "returned", {"answered_at": NOW}),
        (Review, "accepted", {"answer": "Because", "answered_at": NOW}),
    ],
    "review_escalation_has_category": [
        (Review, "escalated", {"escalation_category": ""}),
        (Review, "escalated", {"comment": ""}),
        (Review, "accepted", {"escalation_category": "other"}),
    ],
    "review_accepts_only_what_is_shown": [
        (Review, "accepted", {name: "not_met"})
        for name in ("lawful_basis", "necessity", "proportionality")
    ],
    "area_kind_known": [(Area, "submitted", {"kind": "planet"})],
}


@pytest.mark.parametrize(
    ("constraint", "model", "status", "values"),
    [(name, *case) for name, cases in REFUSED.items() for case in cases],
)
def test_the_database_refuses(rows, constraint, model, status, values):
    row = rows(model, status)
    if constraint == "encounter_late_is_explained":
        change(row, late_explanation="")
    with refused(constraint):
        change(row, **values)


def test_who_without_when_is_refused(rows, cast):
    with refused("present_not_involved_at_not_involved_by_together"):
        change(rows(OfficerPresent, "submitted"), not_involved_by=cast.colleague)


def test_two_records_of_one_uuid_or_one_reference_are_refused(in_status):
    encounter = in_status("draft")
    with refused("records_encounter_pkey"), transaction.atomic():
        Encounter(**{**copied(encounter), "reference": "HC-26-900000"}).save(force_insert=True)
    another = Encounter(**copied(encounter, without="id"))
    with pytest.raises(IntegrityError, match="reference"), transaction.atomic():
        another.save(force_insert=True)


def copied(row: models.Model, *, without: str = "") -> dict[str, Any]:
    return {
        one.attname: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if one.name != without
    }


def test_a_second_open_account_of_an_officer_is_refused(in_status):
    use = in_status("draft").uses.get()
    with refused("use_one_draft_per_officer"), transaction.atomic():
        HandcuffUse(**copied(use, without="id")).save(force_insert=True)


def test_an_officer_stands_once_on_the_list(in_status):
    row = in_status("draft").officers_present.earliest("pk")
    with refused("present_officer_once"), transaction.atomic():
        OfficerPresent(**copied(row, without="id")).save(force_insert=True)


def test_the_first_uuid_to_come_keeps_its_account(in_status):
    use = in_status("draft").uses.get()
    with refused("records_handcuffuse_pkey"), transaction.atomic():
        HandcuffUse(**copied(use)).save(force_insert=True)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("record_access_has_reason", {"reason": ""}),
        ("record_access_ends", {"ends_at": NOW}),
        ("record_access_ends", {"ends_at": NOW - HOUR}),
    ],
)
def test_a_record_is_opened_with_a_reason_and_for_a_time(cast, in_status, constraint, values):
    given = {"reason": "Complaint", "at": NOW, "ends_at": NOW + HOUR, **values}
    with refused(constraint), transaction.atomic():
        RecordAccess.objects.create(encounter=in_status("submitted"), user=cast.standards, **given)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("status_change_known", {"from_status": "lost"}),
        ("status_change_known", {"to_status": ""}),
        ("status_change_withdrawal_has_reason", {"step": "withdraw"}),
        ("status_change_withdrawal_has_reason", {"step": "amend"}),
    ],
)
def test_a_step_is_between_known_states_and_has_its_reason(cast, in_status, constraint, values):
    given = {"step": "accept", "from_status": "submitted", "to_status": "accepted", **values}
    with refused(constraint), transaction.atomic():
        StatusChange.objects.create(
            encounter=in_status("submitted"), at=NOW, by=cast.officer, **given
        )


def test_an_encounter_on_which_other_rows_hang_is_not_deleted(in_status):
    encounter = in_status("escalated")
    with pytest.raises(models.ProtectedError):
        encounter.delete()
    Encounter.objects.filter(pk=encounter.pk)._raw_delete("default")
    with pytest.raises(IntegrityError, match="foreign key"):
        connection.check_constraints()


# -- The rules about the rules --------------------------------------------------------------------


def constraints() -> dict[str, models.BaseConstraint]:
    return {one.name: one for model in MODELS for one in model._meta.constraints}


def test_every_constraint_is_tried_above():
    tried = set(REFUSED) | {
        "present_officer_once",
        "use_one_draft_per_officer",
        "record_access_has_reason",
        "record_access_ends",
        "status_change_known",
        "status_change_withdrawal_has_reason",
        "encounter_person_once_in_incident",  # in test_incidents.py
    }
    for model, name in CODED:
        tried |= {one for one in constraints() if one.endswith(f"_{name}_known")}
        assert model
    for _, question in UNCONDITIONAL + CONDITIONAL:
        tried.add(f"{OfQuestion(question).table}_{question.name}_answered")
    for _, question in CONDITIONAL:
        tried.add(f"{OfQuestion(question).table}_{question.name}_only_if_asked")
    assert set(constraints()) - tried == set()


def test_every_when_has_its_who_and_the_database_keeps_them_together():
    """A new pair of columns without its constraint fails here."""
    checked = []
    ours = [one for app in OURS for one in apps.get_app_config(app).get_models()]
    for model in ours:
        if issubclass(model, pghistory.models.Event):
            continue  # a copy of what the row held
        names = {one.name for one in model._meta.concrete_fields}
        for name in names:
            if not name.endswith("_by"):
                continue
            when = f"{name[:-3]}_at"
            if name == "ended_by":  # how the handcuffing ended, not who
                continue
            assert when in names, f"{model.__name__}.{name} has no {when}"
            if not (model._meta.get_field(name).null or model._meta.get_field(when).null):
                continue  # always given, both of them
            rules = [one for one in model._meta.constraints if {when, name} <= mentioned(one)]
            assert rules, f"no constraint keeps {when} and {name} together"
            checked.append(name)
    assert sorted(checked) == ["not_involved_by", "revoked_by"]


def mentioned(constraint) -> set[str]:
    """The columns that a CHECK speaks about."""
    if not isinstance(constraint, models.CheckConstraint):
        return set()
    found, parts = set(), [constraint.condition]
    while parts:
        part = parts.pop()
        if isinstance(part, models.Q):
            parts += part.children
        else:
            found.add(part[0].split("__")[0])
    return found


def test_two_areas_of_one_name_are_refused(db):
    an_area()
    with pytest.raises(IntegrityError, match="name"), transaction.atomic():
        Area.objects.create(code="X1", name="Lambeth", kind="district")
