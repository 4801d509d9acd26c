"""Rows of the register, many and fast, for tests that count them.

`tests.factories` takes one record through the real workflow; here are hundreds at once, written
as they would stand in the table.
"""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from records.models import Area, Encounter, HandcuffUse
from records.models.area import AreaKind
from records.questionnaire import ENCOUNTER_QUESTIONS, USE_QUESTIONS
from records.vocabulary import INCOMPLETE_STATUSES, Ethnicity, Status, UseStatus
from reporting.models import Benchmark, BenchmarkKind, BenchmarkRow
from tests import factories

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def plain_officer() -> User:
    """The officer of every plain encounter; made when first asked for."""
    known = User.objects.filter(warrant_number="PLAIN").select_related("team").first()
    return known or factories.an_officer(warrant_number="PLAIN")


def an_area(code: str, name: str = "", kind: AreaKind = AreaKind.DISTRICT) -> Area:
    return factories.an_area(code=code, name=name or code, kind=kind)


def _answers(by_section: dict, values: dict[str, Any]) -> dict[str, Any]:
    """Complete answers to these questions, and whatever else `values` has for the row."""
    given = dict(values)
    answers = {}
    for section, asked in by_section.items():
        names = {question.name for question in asked}
        overrides = {name: given.pop(name) for name in names & set(given)}
        whole = factories.complete_answers(section, **overrides)
        answers |= {name: answer for name, answer in whole.items() if name in names}
    return answers | given


def new_encounter(
    *,
    status: str = Status.SUBMITTED,
    area: Area | None = None,
    by: User | None = None,
    occurred_at: datetime = NOON,
    **values: Any,
) -> Encounter:
    """A complete encounter of a White person at noon, not saved."""
    by = by or plain_officer()
    values = {"ethnicity_perceived": Ethnicity.WHITE, "incident_reference": "", **values}
    values |= {"occurred_at": occurred_at, "area": area or an_area("A1", "Aldham")}
    filed_at = occurred_at + timedelta(hours=1)
    incomplete = status in INCOMPLETE_STATUSES
    columns = {
        "reference": uuid.uuid4().hex[:16],
        "reporting_officer": by,
        "team": by.team,
        "status": status,
        "created_at": filed_at,
        "changed_at": filed_at,
        "submitted_at": None if incomplete else filed_at,
        "review_due_at": filed_at + timedelta(days=3) if status == Status.SUBMITTED else None,
    }
    return Encounter(**columns | _answers(ENCOUNTER_QUESTIONS, values))


def an_encounter(**choices: Any) -> Encounter:
    encounter = new_encounter(**choices)
    encounter.save(force_insert=True)
    return encounter


def encounters(number: int, **choices: Any) -> list[Encounter]:
    by = plain_officer()
    return Encounter.objects.bulk_create(new_encounter(by=by, **choices) for _ in range(number))


def an_account(
    encounter: Encounter,
    *,
    by: User | None = None,
    status: str = UseStatus.SUBMITTED,
    minutes: float = 5,
    **values: Any,
) -> HandcuffUse:
    """A complete account of an officer; the trigger sums it up on the encounter."""
    applied_at = encounter.occurred_at
    values |= {"applied_at": applied_at, "ended_at": applied_at + timedelta(minutes=minutes)}
    answers = _answers(USE_QUESTIONS, values)
    return HandcuffUse.objects.create(
        encounter=encounter,
        officer=by or encounter.reporting_officer,
        status=status,
        created_at=encounter.created_at,
        changed_at=encounter.created_at,
        submitted_at=None if status == UseStatus.DRAFT else encounter.created_at,
        continued_use=bool(answers["justification_continued"]),
        **answers,
    )


def residents(counts: dict[str, dict[str, int]], **about: Any) -> Benchmark:
    """A table of residents by area code and ethnicity; groups left out have 1,000."""
    about = {
        "name": "Census 2021",
        "version": 1,
        "coverage": "Aldshire",
        "period_start": date(2021, 3, 21),
        "period_end": date(2021, 3, 21),
        "source": "Office",
        "licence": "OGL",
        "attribution": "Source: Office",
        "retrieved": NOON.date(),
        "loaded_at": NOON,
        "checksum": uuid.uuid4().hex,
        **about,
    }
    benchmark = Benchmark.objects.create(kind=BenchmarkKind.RESIDENTS, **about)
    groups = [group for group in Ethnicity if group != Ethnicity.NOT_REPORTED]
    BenchmarkRow.objects.bulk_create(
        BenchmarkRow(
            benchmark=benchmark, area_code=code, ethnicity=group, count=given.get(group, 1000)
        )
        for code, given in counts.items()
        for group in groups
    )
    return benchmark


def london(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    """The instant at which clocks in London show this."""
    return timezone.make_aware(datetime(year, month, day, hour, minute)).astimezone(UTC)


def a_table(kind: str, rows: dict[tuple[str, str, str, str], int], **about: Any) -> Benchmark:
    """A table of stops or arrests, or residents: counts by area, ethnicity, age band and sex.

    Without anything else it is of March 2026.
    """
    about = {
        "name": f"Table of {kind}",
        "version": 1,
        "coverage": "Aldshire",
        "period_start": date(2026, 3, 1),
        "period_end": date(2026, 3, 31),
        "source": "Office",
        "licence": "OGL",
        "attribution": "Source: Office",
        "retrieved": NOON.date(),
        "loaded_at": NOON,
        "checksum": uuid.uuid4().hex,
        **about,
    }
    benchmark = Benchmark.objects.create(kind=kind, **about)
    BenchmarkRow.objects.bulk_create(
        BenchmarkRow(
            benchmark=benchmark, area_code=area, ethnicity=group, age_band=band, sex=sex, count=n
        )
        for (area, group, band, sex), n in rows.items()
    )
    return benchmark


def stops(counts: dict[tuple[str, str], int], **about: Any) -> Benchmark:
    """A table of stops by area and ethnicity."""
    return a_table("stops", {(*key, "", ""): n for key, n in counts.items()}, **about)
