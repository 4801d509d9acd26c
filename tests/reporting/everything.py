"""A register and published tables in which every report has something to show."""

from datetime import timedelta
from itertools import cycle

from django.core.management import call_command
from django.utils import timezone

from accounts.actions import make_token
from accounts.models import Role, Scope, User
from records.models import Encounter
from records.vocabulary import Compliance, Ethnicity, Gender, YesNo
from tests import factories
from tests.reporting.registering import NOON, an_area, new_encounter, plain_officer, residents

PERIOD = {"start": "2026-02", "end": "2026-03"}


def everything() -> User:
    """Make it all; the person who may read every report."""
    residents({"A1": {"white": 9000, "black": 2000}, "B1": {"white": 4000, "black": 3000}})
    call_command("load_benchmarks", "census-2011-forces", "census-2021-forces", verbosity=0)
    call_command("load_datasets", verbosity=0)
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
            age_years=15 + number % 30,
            compliance=next(kinds),
            before_arrest=YesNo.YES if number % 3 else YesNo.NO,
            no_de_escalation=number % 7 == 0,
            occurred_at=NOON - timedelta(days=number % 38),
        )
        for number in range(240)
    ]
    made.append(new_encounter(by=by, area=areas[0], ethnicity_perceived=Ethnicity.NOT_REPORTED))
    Encounter.objects.bulk_create(made)
    return factories.a_person(Role.ANALYST, Role.SUPERVISOR, team=factories.a_force())


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
