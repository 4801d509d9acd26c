"""The backup that docs/operations.md describes: what is restored is protected as before."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from audit.models import Event, Operation

pytestmark = pytest.mark.django_db(transaction=True)
RESTORED = "restored_by_the_tests"


def program(name: str) -> str:
    """The one that comes with the embedded server, else the machine's."""
    found = sorted(Path(sys.prefix).rglob(f"pginstall*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name) or pytest.fail(f"{name} is missing")


def run(name: str, *arguments: str) -> None:
    given = connection.settings_dict
    environment = {
        **os.environ,
        "PGHOST": given["HOST"],
        "PGPORT": str(given["PORT"] or 5432),
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
    }
    done = subprocess.run(
        [program(name), *arguments], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def restored(tmp_path):
    """A copy of the test database, made by way of a file."""
    for number in range(3):
        Event.objects.create(
            at=timezone.now(),
            actor="system",
            actor_label="system",
            operation=Operation.COLLECTION,
            action=f"one_{number}",
            object_type="test",
            object_id="1",
            object_label="",
            origin="",
            reason="",
        )
    file = str(tmp_path / "cuffing.dump")
    run("pg_dump", "--format=custom", f"--file={file}", connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {RESTORED}")
        cursor.execute(f"CREATE DATABASE {RESTORED}")
    try:
        run("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={RESTORED}", file)
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {RESTORED} WITH (FORCE)")


def in_the_copy(program: str) -> subprocess.CompletedProcess:
    start = (
        "import django\n"
        "from django.conf import settings\n"
        f"settings.DATABASES['default']['NAME'] = {RESTORED!r}\n"
        "django.setup()\n"
    )
    return subprocess.run(
        [sys.executable, "-c", start + program],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
    )


def test_the_chain_of_a_restored_backup_holds_and_is_still_append_only(restored):
    walked = in_the_copy(
        "from django.core.management import call_command\ncall_command('verify_audit')"
    )
    assert "events hold" in walked.stdout, walked.stderr
    changed = in_the_copy("from audit.models import Event\nEvent.objects.update(reason='x')")
    assert "audit_event is append-only: UPDATE is refused" in changed.stderr
