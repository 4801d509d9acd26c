"""A register and published tables in which every report has something to show."""

from datetime import date, timedelta
from itertools import cycle, product
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from accounts.actions import make_token
from accounts.models import Role, Scope, User
from records.models import Encounter
from records.vocabulary import (
    AgeBasis,
    Compliance,
    Ethnicity,
    Gender,
    Outcome,
    SearchPower,
    YesNo,
)
from tests import factories
from tests.reporting.registering import (
    NOON,
    a_table,
    an_area,
    new_encounter,
    plain_officer,
    residents,
)

PERIOD = {"start": "2026-02", "end": "2026-03"}
BY_AGE_AND_SEX = Path(__file__).parent / "samples" / "residents_by_age_and_sex.csv"


def everything() -> User:
    """Make it all; the person who may read every report."""
    residents({"A1": {"white": 9000, "black": 2000}, "B1": {"white": 4000, "black": 3000}})
    call_command("load_benchmarks", "census-2011-forces", "census-2021-forces", verbosity=0)
    call_command("load_datasets", verbosity=0)
    call_command(
        "load_table",
        BY_AGE_AND_SEX,
        kind="residents",
        name="Census by age and sex",
        coverage="Aldshire",
        start=date(2021, 3, 21),
        end=date(2021, 3, 21),
        source="Office",
        licence="OGL",
        attribution="Source: Office",
        areas=2,
        total=15273,
        verbosity=0,
    )
    people = product(
        ("A1", "B1"),
        (Ethnicity.WHITE, Ethnicity.BLACK, Ethnicity.ASIAN),
        ("under_18", "18_25", "26_plus"),
        (Gender.MALE, Gender.FEMALE),
    )
    a_table(
        "stops",
        dict.fromkeys(people, 150),
        period_start=date(2026, 2, 1),
        period_end=date(2026, 3, 31),
    )
    areas = [an_area("A1", "Aldham"), an_area("B1", "Bexham")]
    by = plain_officer()
    groups = cycle(
        [Ethnicity.WHITE, Ethnicity.BLACK, Ethnicity.WHITE, Ethnicity.ASIAN, Ethnicity.BLACK]
    )
    places, kinds = cycle([areas[0], areas[0], areas[1]]), cycle(Compliance.values)
    made = [
        new_encounter(
            by=by,
            area=next(places),
            ethnicity_perceived=next(groups),
            gender=Gender.MALE if number % 4 else Gender.FEMALE,
            age_basis=AgeBasis.KNOWN,
            age_years=15 + number % 30,
            searched=YesNo.YES,
            search_power=SearchPower.MDA_S23,
            outcomes=[Outcome.ARRESTED if number % 5 < 2 else Outcome.NO_FURTHER_ACTION],
            arrested_at=NOON - timedelta(days=number % 38) if number % 5 < 2 else None,
            compliance=next(kinds),
            before_arrest=YesNo.YES if number % 3 else YesNo.NO,
            no_de_escalation=number % 7 == 0,
            occurred_at=NOON - timedelta(days=number % 38),
        )
        for number in range(240)
    ]
    made.append(new_encounter(by=by, area=areas[0], ethnicity_perceived=Ethnicity.NOT_REPORTED))
    Encounter.objects.bulk_create(made)
    call_command("work_out", verbosity=0)
    force = factories.a_force()
    months = [f"{name}={month}" for name, month in PERIOD.items()]
    call_command("work_out", "team-figures", *months, f"force={force.path}", verbosity=0)
    return factories.a_person(Role.ANALYST, Role.SUPERVISOR, team=force)


def bearer(user: User, *scopes: Scope, name: str = "") -> dict[str, str]:
    """The header of a program that has a new token of this person."""
    _, secret = make_token(
        name=name or f"Token {user.access_tokens.count()}",
        scopes=scopes or (Scope.REPORTS, Scope.ROW_FILES),
        days=30,
        by=user,
        at=timezone.now(),
    )
    return {"Authorization": f"Bearer {secret}"}
