"""Working out: one at a time, of one moment, and nothing twice. On real connections."""

import threading
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from records.models import Encounter
from records.vocabulary import Status
from reporting.models import Run, RunRequest
from reporting.reports import TEAM_FIGURES
from reporting.reports.standing import ForceScope
from reporting.runs.actions import have_worked_out, work_out
from tests import factories
from tests.reporting.teaming import a_tree, record

MONTHS = {"first_month": date(2026, 1, 1), "last_month": date(2026, 3, 1)}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tree():
    tree = a_tree(teams=2)
    for team in tree.teams:
        record(tree.officers[team.pk], 8)
    return tree


@pytest.fixture
def scope(tree):
    return ForceScope(force=tree.force.path, **MONTHS)


def elsewhere(function) -> None:
    """Run it to its end on a connection of its own."""
    failed = []

    def run():
        try:
            function()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


def once_while_reading(function):
    """Have it done elsewhere once the records are being read, before the first answer."""
    done = []

    def wrapper(execute, sql, *rest):
        if "judged AS" in sql and not done:
            done.append(True)
            elsewhere(function)
        return execute(sql, *rest)

    return connection.execute_wrapper(wrapper)


def test_two_timers_at_once_do_nothing_twice(tree, scope):
    """One begins while the other is in the middle of the first that is due."""
    by = factories.a_supervisor(team=tree.force)
    RunRequest.objects.create(
        report=TEAM_FIGURES.name,
        choice="end=2026-03&force={}&start=2026-01".format(tree.force.path.replace("/", "%2F")),
        at=timezone.now(),
        by=by,
    )

    def timer():
        call_command("work_out", verbosity=0)

    with once_while_reading(timer):
        timer()

    made = list(Run.objects.values_list("report", "choice"))
    assert len(made) == len(set(made)) > 1
    assert not RunRequest.objects.open().exists()
    timer()
    assert Run.objects.count() == len(made)


def test_whoever_asks_for_what_is_being_worked_out_is_noted(tree, scope):
    """What changed since the other began would be missing in that."""
    by = factories.a_supervisor(team=tree.force)
    about = {"report": TEAM_FIGURES, "scope": scope}

    def ask():
        assert have_worked_out(**about, by=by, at=timezone.now()) is None
        with pytest.raises(CommandError, match="Somebody else"):
            call_command(
                "work_out", "team-figures", "start=2026-01", "end=2026-03", f"force={scope.force}"
            )

    with once_while_reading(ask):
        assert work_out(**about, by=None, at=timezone.now())
    assert Run.objects.count() == 1
    assert RunRequest.objects.open().get().by == by
    call_command("work_out", verbosity=0)
    assert not RunRequest.objects.open().exists()


def test_what_changes_while_it_is_worked_out_is_in_none_of_its_numbers(tree, scope):
    """And shows as a change afterwards."""
    team = tree.teams[0]

    def withdraw():
        one = Encounter.objects.filter(team=team).order_by("pk").first()
        Encounter.objects.filter(pk=one.pk).update(status=Status.WITHDRAWN, review_due_at=None)

    with once_while_reading(withdraw):
        run = work_out(report=TEAM_FIGURES, scope=scope, by=None, at=timezone.now())

    found = run.units.get(unit=team.pk).result
    assert run.encounters == 16
    assert found["counts"]["encounters"] == found["medians"]["to_file"]["inputs"]["total"] == 8
    assert Encounter.objects.counted().count() == 15


def test_an_error_frees_it_for_the_next(tree, scope):
    def fail(execute, sql, *rest):
        if "judged AS" in sql:
            raise RuntimeError("the disk is full")
        return execute(sql, *rest)

    about = {"report": TEAM_FIGURES, "scope": scope, "by": None}
    with connection.execute_wrapper(fail), pytest.raises(RuntimeError):
        work_out(**about, at=timezone.now())
    elsewhere(lambda: work_out(**about, at=timezone.now()))
    assert Run.objects.count() == 1
