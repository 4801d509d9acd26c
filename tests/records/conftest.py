"""A small force, and everybody who may have to do with one encounter of Team A.

What is made for a whole module is made in one transaction around its tests; each test still runs
in a savepoint of its own and finds everything as it was.
"""

from collections.abc import Callable, Collection, Iterator
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import Role, TeamKind, User
from records import actions
from records.models import Encounter
from records.questionnaire import USE_QUESTIONS
from records.vocabulary import Involvement, Status
from tests.factories import (
    a_person,
    a_supervisor,
    a_team,
    an_administrator,
    an_analyst,
    an_encounter,
    an_officer,
    complete_answers,
    professional_standards,
)


class Cast(SimpleNamespace):
    """The people by what they are to an encounter that `officer` reports."""

    def people(self) -> dict[str, User]:
        return vars(self)

    def present(self) -> dict[User, Involvement]:
        """Who was there beside the reporting officer."""
        return {
            self.colleague: Involvement.APPLIED,
            self.helper: Involvement.ASSISTED,
            self.bystander: Involvement.PRESENT,
        }


@pytest.fixture(scope="module")
def for_the_module(django_db_setup, django_db_blocker) -> Iterator[None]:
    """What is made while this is open stays until the last test of the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def force(for_the_module) -> Cast:
    """Force, command, two teams; officers, supervisors on every level, and the other roles."""
    command = a_team(kind=TeamKind.COMMAND)
    team_a, team_b = a_team(parent=command), a_team(parent=command)
    return Cast(
        officer=an_officer(team=team_a, name="Officer"),
        colleague=an_officer(team=team_b, name="Colleague"),
        helper=an_officer(team=team_a, name="Helper"),
        bystander=an_officer(team=team_a, name="Bystander"),
        stranger=an_officer(team=team_a, name="Stranger"),
        sergeant=a_supervisor(team=team_a, name="Sergeant"),
        inspector=a_supervisor(team=command, name="Inspector"),
        chief=a_supervisor(team=command.parent, name="Chief"),
        neighbour=a_supervisor(team=team_b, name="Neighbour"),
        both=a_person(Role.OFFICER, Role.SUPERVISOR, team=team_a, name="Both"),
        standards=professional_standards(name="Standards"),
        analyst=an_analyst(name="Analyst"),
        administrator=an_administrator(name="Administrator"),
        nobody=a_person(name="Nobody"),
    )


@pytest.fixture
def cast(db, force) -> Cast:
    """The people of `force` as they are in the database, for this test to change."""
    found = User.objects.select_related("team").in_bulk([one.pk for one in vars(force).values()])
    return Cast(**{name: found[one.pk] for name, one in vars(force).items()})


@pytest.fixture(scope="module")
def _one_of_each(force) -> dict[Status, Encounter]:
    return {
        status: an_encounter(
            status,
            officer=force.officer,
            supervisor=force.sergeant,
            colleagues=force.present(),
        )
        for status in Status
    }


@pytest.fixture
def in_status(db, _one_of_each) -> Callable[[str], Encounter]:
    """The encounter of `officer`, with everybody present, in this status; made once a module."""

    def find(status: str) -> Encounter:
        return Encounter.objects.get(pk=_one_of_each[Status(status)].pk)

    return find


def everything_written(*, but: Collection[type[Model]] = ()) -> dict[str, str]:
    """Every row that a person could have written, in short and in one question."""
    models = [
        model
        for app in ("records", "audit", "outbox", "accounts")
        for model in apps.get_app_config(app).get_models()
        if model not in but
    ]
    parts = " UNION ALL ".join(
        f"SELECT '{model._meta.db_table}', md5(string_agg(t::text, '|' ORDER BY t::text)) "
        f"FROM {model._meta.db_table} t"
        for model in models
    )
    with connection.cursor() as cursor:
        cursor.execute(parts)
        return dict(cursor.fetchall())


def write_account(officer, encounter: Encounter, **answers) -> Encounter:
    """The encounter with a finished account of `officer` that is not given yet."""
    for section, asked in USE_QUESTIONS.items():
        own = {question.name for question in asked}
        whole = complete_answers(section) | {k: v for k, v in answers.items() if k in own}
        encounter = actions.save_account_section(
            encounter_id=encounter.pk,
            section=section,
            answers={name: answer for name, answer in whole.items() if name in own},
            version_seen=encounter.version,
            by=officer,
            at=timezone.now(),
        )
    return encounter
