"""Rows of the register, complete but otherwise plain, for tests that count them."""

import uuid
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from accounts.actions import create_person, create_team
from accounts.models import Role, TeamKind, User
from records.models import Area, Encounter, HandcuffUse
from records.models.area import AreaKind
from records.vocabulary import INCOMPLETE_STATUSES, Ethnicity, Status, UseStatus
from reporting.models import Benchmark, BenchmarkKind, BenchmarkRow

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)

OCCASION = {
    "location_type": "street",
    "location_description": "Outside the station",
    "reason": "stop_and_search",
    "searched": "yes",
    "search_power": "mda_s23",
    "gowisely": ["grounds", "object"],
    "age_basis": "known",
    "age_years": 30,
    "gender": "male",
    "ethnicity_perceived": "white",
    "ethnicity_self_defined": "w1",
    "health_condition": "none",
    "vulnerabilities": ["none"],
    "outcomes": ["no_further_action"],
    "injured": "no",
    "complaint_made": "no",
    "video_recording": "yes",
    "camera_references": ["BWV-1"],
}
ACCOUNT = {
    "ended_by": "removed",
    "after_search": "no",
    "before_arrest": "yes",
    "compliance": "compliant",
    "conduct": "compliant",
    "position": "front_stack",
    "handcuff_type": "rigid",
    "asked_too_tight": "yes",
    "checked_tightness": "yes",
    "double_locked": "yes",
    "force_powers": ["common_law"],
    "force_reasons": ["prevent_escape"],
    "impact_factors": ["none"],
    "justification_what_happened": "He reached into the bag.",
    "justification_necessity": "He had run twice before.",
    "justification_alternatives": "Words had not helped.",
    "de_escalation": ["explained"],
    "de_escalation_effect": "did_not_work",
    "officer_injured": "no",
}


def a_person(warrant_number: str, *roles: Role, team=None) -> User:
    return create_person(
        warrant_number=warrant_number,
        name=f"Name of {warrant_number}",
        email=f"{warrant_number}@example.org",
        team=team,
        roles=list(roles),
        password=None,
        by=None,
        at=NOON,
    )


def a_team(name: str = "Force"):
    return create_team(name=name, kind=TeamKind.FORCE, parent=None, by=None, at=NOON)


def an_officer() -> User:
    """The officer of every plain encounter; made when first asked for."""
    known = User.objects.filter(warrant_number="PLAIN").select_related("team").first()
    return known or a_person("PLAIN", Role.OFFICER, team=a_team("Plain force"))


def an_area(code: str, name: str = "", kind: AreaKind = AreaKind.DISTRICT) -> Area:
    area, _ = Area.objects.get_or_create(code=code, defaults={"name": name or code, "kind": kind})
    return area


def new_encounter(
    *, status: str = Status.SUBMITTED, area: Area | None = None, by: User | None = None, **answers
) -> Encounter:
    """A complete encounter, not saved."""
    by = by or an_officer()
    answers = {"occurred_at": NOON, **OCCASION, **answers}
    started = answers["occurred_at"] + timedelta(hours=1)
    incomplete = status in INCOMPLETE_STATUSES
    return Encounter(
        reference=uuid.uuid4().hex[:16],
        reporting_officer=by,
        team=by.team,
        status=status,
        created_at=started,
        changed_at=started,
        submitted_at=None if incomplete else answers.pop("submitted_at", started),
        review_due_at=started + timedelta(days=3) if status == Status.SUBMITTED else None,
        area=area or an_area("A1", "Aldham"),
        **answers,
    )


def an_encounter(**choices) -> Encounter:
    encounter = new_encounter(**choices)
    encounter.save(force_insert=True)
    return encounter


def encounters(number: int, **choices) -> list[Encounter]:
    by = an_officer()
    return Encounter.objects.bulk_create(new_encounter(by=by, **choices) for _ in range(number))


def an_account(
    encounter: Encounter, *, by: User | None = None, status: str = UseStatus.SUBMITTED, **answers
) -> HandcuffUse:
    """A complete account of an officer; the trigger sums it up on the encounter."""
    applied_at = answers.pop("applied_at", encounter.occurred_at)
    return HandcuffUse.objects.create(
        encounter=encounter,
        officer=by or encounter.reporting_officer,
        status=status,
        created_at=encounter.created_at,
        changed_at=encounter.created_at,
        submitted_at=None if status == UseStatus.DRAFT else encounter.created_at,
        applied_at=applied_at,
        ended_at=answers.pop("ended_at", applied_at + timedelta(minutes=5)),
        **{**ACCOUNT, **answers},
    )


def residents(counts: dict[str, dict[str, int]], **about) -> Benchmark:
    """A table of residents by area code and ethnicity; groups left out have 1,000."""
    about = {
        "name": "Census 2021",
        "version": 1,
        "coverage": "Aldshire",
        "period_start": datetime(2021, 3, 21, tzinfo=UTC).date(),
        "period_end": datetime(2021, 3, 21, tzinfo=UTC).date(),
        "source": "Office",
        "licence": "OGL",
        "attribution": "Source: Office",
        "retrieved": NOON.date(),
        "loaded_at": NOON,
        "checksum": uuid.uuid4().hex,
        **about,
    }
    benchmark = Benchmark.objects.create(kind=BenchmarkKind.RESIDENTS, **about)
    BenchmarkRow.objects.bulk_create(
        BenchmarkRow(benchmark=benchmark, area_code=code, ethnicity=group, count=number)
        for code, given in counts.items()
        for group, number in (
            {group: 1000 for group in Ethnicity if group != Ethnicity.NOT_REPORTED} | given
        ).items()
    )
    return benchmark


def london(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime(year, month, day, hour, minute)).astimezone(UTC)
