"""People, teams and records for tests, made by the real actions.

Whatever a test needs beyond the defaults it says by keyword, so that what matters is in the test.
Nobody made here has a password that works, unless the test gives one: `client.force_login(user)`.
"""

import itertools
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.actions import create_person, create_team
from accounts.models import Role, Team, TeamKind, User
from records import actions
from records import vocabulary as v
from records.lookalikes import look_alikes
from records.models import Area, Encounter
from records.models.area import AreaKind
from records.questionnaire import USE_QUESTIONS, Empty, Question, Section, questions

_numbers = itertools.count(1)

# An answer to every question but those about times and the area, so that whatever becomes a
# question through an override has its answer too.
ANSWERS: dict[str, Any] = {
    "incident_reference": "CAD 1234/01JAN26",
    "location_type": v.LocationType.STREET,
    "location_description": "Outside the library",
    "reason": v.EncounterReason.STOP_AND_SEARCH,
    "reason_other": "Another reason",
    "searched": v.YesNo.YES,
    "search_power": v.SearchPower.PACE_S1,
    "search_power_other": "Another power to search",
    "gowisely": [v.Gowisely.GROUNDS, v.Gowisely.OBJECT, v.Gowisely.YOU_ARE_DETAINED],
    "age_basis": v.AgeBasis.ESTIMATED,
    "age_years": 24,
    "gender": v.Gender.MALE,
    "ethnicity_perceived": v.Ethnicity.BLACK,
    "officer_defined_code": v.OfficerDefinedCode.IC3,
    "ethnicity_self_defined": v.SelfDefinedEthnicity.B1,
    "not_asked_reason": "Taken to hospital before it could be asked",
    "health_condition": v.HealthCondition.NONE,
    "vulnerabilities": [v.Vulnerability.NONE],
    "ended_by": v.EndedBy.REMOVED,
    "after_search": v.AfterSearch.NO,
    "before_arrest": v.YesNo.YES,
    "compliance": v.Compliance.COMPLIANT,
    "conduct": v.Conduct.COMPLIANT,
    "position": v.Position.FRONT_STACK,
    "position_other": "Another position",
    "handcuff_type": v.HandcuffType.RIGID,
    "handcuff_type_other": "Another type",
    "asked_too_tight": v.YesNo.YES,
    "not_asked_too_tight_reason": "They could not hear me",
    "checked_tightness": v.YesNo.YES,
    "not_checked_reason": "They would not keep still",
    "double_locked": v.YesNo.YES,
    "not_double_locked_reason": "They would not keep still",
    "force_powers": [v.ForcePower.PACE_S117],
    "force_power_other": "Another power to use force",
    "force_reasons": [v.ForceReason.EFFECT_SEARCH],
    "force_reason_other": "Another reason for force",
    "impact_factors": [v.ImpactFactor.NONE],
    "impact_factor_other": "Another factor",
    "justification_what_happened": "I saw a hand go to the waistband twice after I had explained.",
    "justification_necessity": "The waistband could not be searched with both hands free.",
    "justification_alternatives": "I asked for open hands twice, and a hold did not last.",
    "justification_continued": "The hands went to the waistband again when I loosened them.",
    "de_escalation": [v.DeEscalation.EXPLAINED],
    "de_escalation_other": "Another attempt",
    "de_escalation_effect": v.Effect.PARTLY,
    "no_de_escalation_reason": "It was over in seconds",
    "outcomes": [v.Outcome.NO_FURTHER_ACTION],
    "outcome_other": "Another outcome",
    "injured": v.YesNoUnknown.NO,
    "injury_severity": v.InjurySeverity.MINOR,
    "injury_kinds": [v.HandcuffInjury.RED_MARKS],
    "medical_help_offered": v.YesNo.YES,
    "medical_help_given": v.YesNo.NO,
    "complaint_made": v.YesNo.NO,
    "officer_injured": v.YesNo.NO,
    "officer_injury_severity": v.OfficerInjurySeverity.MINOR,
    "officer_assaulted": v.YesNo.NO,
    "video_recording": v.YesNoUnknown.YES,
    "camera_references": ["BWV-10001"],
    "no_video_reason": "The battery was empty",
}
_BLANK = {Empty.TEXT: "", Empty.LIST: [], Empty.NULL: None}


# People and places


def a_force() -> Team:
    """The root of the tree; there is one."""
    force = Team.objects.filter(kind=TeamKind.FORCE).order_by("pk").first()
    return force or create_team(
        name="Test force", kind=TeamKind.FORCE, parent=None, by=None, at=timezone.now()
    )


def a_team(*, name: str = "", parent: Team | None = None, kind: TeamKind = TeamKind.TEAM) -> Team:
    """A team, directly under the force unless it has another parent."""
    if kind == TeamKind.FORCE:
        return a_force()
    return create_team(
        name=name or f"Team {next(_numbers)}",
        kind=kind,
        parent=parent or a_force(),
        by=None,
        at=timezone.now(),
    )


def a_person(
    *roles: Role,
    team: Team | None = None,
    name: str = "",
    warrant_number: str = "",
    email: str = "",
    password: str | None = None,
) -> User:
    """A member of the force; officers and supervisors get a team of their own if given none."""
    number = next(_numbers)
    if team is None and {Role.OFFICER, Role.SUPERVISOR} & set(roles):
        team = a_team()
    warrant_number = warrant_number or f"T{number:04d}"
    return create_person(
        warrant_number=warrant_number,
        name=name or f"Person {number}",
        email=email or f"{warrant_number.lower()}@example.org",
        team=team,
        roles=list(roles),
        password=password,
        by=None,
        at=timezone.now(),
        check=False,  # most of the time of most tests, and the database looks as well
    )


def an_officer(**details: Any) -> User:
    return a_person(Role.OFFICER, **details)


def a_supervisor(**details: Any) -> User:
    """Supervises `team` and what is under it."""
    return a_person(Role.SUPERVISOR, **details)


def professional_standards(**details: Any) -> User:
    return a_person(Role.PROFESSIONAL_STANDARDS, **details)


def an_analyst(**details: Any) -> User:
    return a_person(Role.ANALYST, **details)


def an_administrator(**details: Any) -> User:
    return a_person(Role.ADMINISTRATOR, **details)


def an_area(
    *, code: str = "E09000022", name: str = "Lambeth", kind: AreaKind = AreaKind.DISTRICT
) -> Area:
    """The area with this code, added if it is not there."""
    area, _ = Area.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})
    return area


# Answers


def complete_answers(
    section: Section, *, at: datetime | None = None, **overrides: Any
) -> dict[str, Any]:
    """Answers that complete a section, of an encounter that began two hours before `at`.

    An override decides what else is asked: what it makes a question is answered, what it makes
    none is blank.
    """
    asked = questions(section)
    unknown = set(overrides) - {question.name for question in asked}
    if unknown:
        raise TypeError(f"{section} does not ask {', '.join(sorted(unknown))}")
    answers: dict[str, Any] = {}
    # In order: what a question depends on is asked before it.
    for question in asked:
        if question.name in overrides:
            answers[question.name] = overrides[question.name]
        elif question.is_asked(answers):
            answers[question.name] = _answer(question, at=at or timezone.now())
        else:
            answers[question.name] = _BLANK[question.empty]
    return answers


def _answer(question: Question, *, at: datetime) -> Any:
    began = (at - timedelta(hours=2)).replace(second=0, microsecond=0)
    minutes = {"occurred_at": 0, "applied_at": 5, "arrested_at": 8, "ended_at": 10}
    if question.name in minutes:
        return began + timedelta(minutes=minutes[question.name])
    if question.name == "area":
        return an_area()
    answer = ANSWERS[question.name]
    return list(answer) if isinstance(answer, list) else answer


def a_judgement(**overrides: Any) -> actions.Judgement:
    """A reviewer's assessment that finds everything shown."""
    return actions.Judgement(
        **{
            "lawful_basis": v.Assessment.MET,
            "necessity": v.Assessment.MET,
            "proportionality": v.Assessment.MET,
            "de_escalation": v.Assessment.MET,
            "video_viewed": v.YesNo.YES,
            "comment": "Seen and discussed.",
            **overrides,
        }
    )


# Records


def a_draft(
    officer: User | None = None,
    *,
    complete: bool = False,
    colleagues: Mapping[User, v.Involvement] | None = None,
    at: datetime | None = None,
    **answers: Any,
) -> Encounter:
    """A draft that was just started; every section is answered if `complete`, or if any is given.

    All are saved at once, as one save for each takes several times as long.
    """
    at = at or timezone.now()
    officer = officer or an_officer()
    encounter = actions.start(encounter_id=uuid4(), by=officer, at=at)
    if not (complete or colleagues or answers):
        return encounter
    whole: dict[str, Any] = {}
    for section in Section:
        asked = {question.name for question in questions(section)}
        given = {name: answers.pop(name) for name in asked & set(answers)}
        whole |= complete_answers(section, at=at, **given)
    if answers:
        raise TypeError(f"no section asks {', '.join(sorted(answers))}")
    return actions.save_section(
        encounter_id=encounter.pk,
        section=Section.VIDEO,
        answers=whole,
        colleagues=dict(colleagues or {}),
        version_seen=encounter.version,
        by=officer,
        at=at,
    )


def an_encounter(
    status: v.Status = v.Status.SUBMITTED,
    *,
    officer: User | None = None,
    colleagues: Mapping[User, v.Involvement] | None = None,
    supervisor: User | None = None,
    question_for: User | None = None,
    late_explanation: str = "The device could not connect.",
    at: datetime | None = None,
    **answers: Any,
) -> Encounter:
    """A complete record, taken through the real workflow to `status`; all steps happen `at`.

    A draft could be filed as it is. The supervisor is one of the officer's team unless another
    is given; what professional standards decide is decided by somebody new.
    """
    at = at or timezone.now()
    officer = officer or an_officer()
    encounter = a_draft(officer, complete=True, colleagues=colleagues, at=at, **answers)
    if status == v.Status.DRAFT:
        return encounter
    if status == v.Status.DISCARDED:
        return _step(actions.discard, encounter, by=officer, at=at)
    encounter = _step(
        actions.submit,
        encounter,
        by=officer,
        at=at,
        late_explanation=late_explanation,
        # All records made here look alike.
        different_from=[other.pk for other in look_alikes(encounter)],
    )
    if status == v.Status.SUBMITTED:
        return encounter
    if status == v.Status.WITHDRAWN:
        return _step(actions.withdraw, encounter, by=officer, at=at, reason="Entered twice.")
    supervisor = supervisor or _the_supervisor_of(encounter.team)
    if status == v.Status.ACCEPTED:
        return _step(actions.accept, encounter, by=supervisor, at=at, judgement=a_judgement())
    if status == v.Status.RETURNED:
        return _step(
            actions.return_with_question,
            encounter,
            by=supervisor,
            at=at,
            judgement=a_judgement(necessity=v.Assessment.UNCLEAR),
            question="What was it about this person?",
            question_for=question_for or officer,
            reasons=[v.ReturnReason.NOT_THIS_PERSON],
        )
    encounter = _step(
        actions.escalate,
        encounter,
        by=supervisor,
        at=at,
        judgement=a_judgement(proportionality=v.Assessment.NOT_MET),
        category=v.EscalationCategory.DISPROPORTIONATE,
    )
    if status == v.Status.ESCALATED:
        return encounter
    return _step(
        actions.uphold,
        encounter,
        by=professional_standards(),
        at=at,
        judgement=a_judgement(proportionality=v.Assessment.NOT_MET),
    )


def _the_supervisor_of(team: Team) -> User:
    """Whoever supervises this very team, or somebody new who does."""
    there = User.objects.filter(team=team, is_active=True, roles__contains=[Role.SUPERVISOR])
    return there.order_by("pk").first() or a_supervisor(team=team)


def give_account(
    *, encounter: Encounter, officer: User, at: datetime | None = None, **answers: Any
) -> Encounter:
    """The account of a colleague who is listed as having applied handcuffs."""
    at = at or timezone.now()
    encounter = Encounter.objects.get(pk=encounter.pk)
    times = {
        "applied_at": encounter.occurred_at + timedelta(minutes=6),
        "ended_at": encounter.occurred_at + timedelta(minutes=10),
    }
    for section, asked in USE_QUESTIONS.items():
        own = {question.name for question in asked}
        given = {name: value for name, value in (times | answers).items() if name in own}
        whole = complete_answers(section, at=at, **given)
        encounter = actions.save_account_section(
            encounter_id=encounter.pk,
            section=section,
            answers={name: answer for name, answer in whole.items() if name in own},
            version_seen=encounter.version,
            by=officer,
            at=at,
        )
    return _step(actions.give_account, encounter, by=officer, at=at)


def _step(action, encounter: Encounter, **given: Any) -> Encounter:
    return action(encounter_id=encounter.pk, version_seen=encounter.version, **given)
