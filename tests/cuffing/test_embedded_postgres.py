"""The launcher of the embedded PostgreSQL, against real servers, kills and crowds.

Run by root, every server here runs as another user and ordinary users are tried beside it; run by
an ordinary user, the same tests run as that user.
"""

import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from cuffing.database import embedded, location
from cuffing.database.embedded import EmbeddedPostgres
from cuffing.database.location import EmbeddedPostgresError

ROOT = os.geteuid() == 0
NOBODY = pwd.getpwnam("nobody")
LAUNCHER = Path(__file__).with_name("launcher.py")
PROJECT = LAUNCHER.parents[2]


@pytest.fixture(scope="module")
def folders():
    """Makes empty folders that every user can enter, and stops the servers in them."""
    made = []

    def make(name="state"):
        folder = Path(tempfile.mkdtemp(prefix="cuffing-test-"))
        folder.chmod(0o755)
        made.append(folder)
        return folder / name

    yield make
    for folder in made:
        for pid_file in folder.rglob("postmaster.pid"):
            os.kill(int(pid_file.read_text().split()[0]), signal.SIGQUIT)
        for _ in range(100):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(0.05)


@pytest.fixture(scope="module")
def programs():
    """PostgreSQL's programs, where an ordinary user can run them too."""
    return str(location.programs_folder(location.server_account()))


@pytest.fixture(scope="module")
def shared(folders):
    """A durable server for the tests that leave it usable; the next starts it if it is down."""
    state = folders()
    return EmbeddedPostgres(state, fallback=state.parent / "fallback")


@pytest.fixture
def server(shared):
    shared.ensure_running()
    return shared


def connect(server, role=embedded.OWNER_ROLE):
    return closing(
        psycopg2.connect(
            host=str(server.socket_folder), port=5432, user=role, dbname=embedded.DATABASE
        )
    )


def run(server, sql):
    with connect(server) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


def kill(server):
    """End the server without a word; its children notice in their own time."""
    os.kill(server.pid(), signal.SIGKILL)
    while server.pid():  # a signal takes a moment to arrive
        time.sleep(0.001)


def launch(state, *, programs="", user=None):
    """A launcher process, as ourselves or as `user`; it prints the server's pid."""
    fallback = str(state.parent / "fallback")
    return subprocess.Popen(
        [sys.executable, LAUNCHER, json.dumps([str(state), programs, fallback, user])],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(PROJECT), *sys.path])},
    )


def ended(process):
    """Its exit code, output and errors."""
    output, errors = process.communicate(timeout=60)
    return process.returncode, output.strip(), errors.strip()


def ordinary_user(folder):
    """The user to become (None when we are one already), and `folder`, made theirs."""
    folder.mkdir(exist_ok=True)
    if not ROOT:
        return None
    os.chown(folder, NOBODY.pw_uid, NOBODY.pw_gid)
    return [NOBODY.pw_uid, NOBODY.pw_gid]


def test_roles_are_no_superusers_and_the_superuser_cannot_connect(server):
    for role in (embedded.OWNER_ROLE, embedded.WEB_ROLE):
        with connect(server, role) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = %s", [role])
            assert cursor.fetchone() == (False, role == embedded.OWNER_ROLE)
    with pytest.raises(psycopg2.OperationalError, match=r"no pg_hba\.conf entry"):
        connect(server, "postgres")


def test_web_role_starts_without_rights(server):
    run(server, "CREATE TABLE of_the_owner (id int)")
    with connect(server, embedded.WEB_ROLE) as connection:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            connection.cursor().execute("SELECT * FROM of_the_owner")
        connection.rollback()
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            connection.cursor().execute("CREATE TABLE of_the_web_role (id int)")
    run(server, "DROP TABLE of_the_owner")


def test_listens_on_a_private_socket_only(server):
    assert run(server, "SHOW listen_addresses") == [("",)]
    for folder in (server.socket_folder, server.data):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert server.home.stat().st_uid == os.geteuid()
    assert not server.home.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH | stat.S_IWOTH)
    assert server.data.stat().st_uid != 0  # neither does the server run as root: it owns these


def test_text_is_utf8_and_time_is_utc(server):
    assert run(server, "SHOW server_encoding") == [("UTF8",)]
    assert run(server, "SELECT lower('ÉÖ'), 'Z' < 'a'") == [("éö", True)]
    assert run(server, "SHOW timezone") == [("UTC",)]


def test_asking_for_a_running_server_is_quick(server):
    started = time.perf_counter()
    server.ensure_running()
    assert time.perf_counter() - started < 0.1


def test_stop_and_start_keep_the_data(server):
    run(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    assert server.stop()
    assert server.pid() is None
    assert not server.stop()  # nothing left to stop
    server.ensure_running()
    assert run(server, "SELECT answer FROM kept") == [(42,)]
    run(server, "DROP TABLE kept")


def test_stops_under_open_connections(server):
    with connect(server):
        assert server.stop()


@pytest.mark.parametrize("whose", ["ours", "an ordinary user's"])
def test_twelve_processes_at_once_start_one_server(folders, programs, whose):
    state = folders()
    user = ordinary_user(state) if whose != "ours" else None
    crowd = [launch(state, programs=programs, user=user) for _ in range(12)]
    results = [ended(process) for process in crowd]
    assert {(code, errors) for code, _, errors in results} == {(0, "")}
    assert len({pid for _, pid, _ in results}) == 1


def test_killed_server_recovers(server):
    run(server, "CREATE TABLE survivor AS SELECT 1 AS row")
    with connect(server):  # its process outlives the server for a moment
        kill(server)
        server.ensure_running()
    assert run(server, "SELECT row FROM survivor") == [(1,)]
    run(server, "DROP TABLE survivor")


def test_killed_client_leaves_the_server_running(server):
    before = server.pid()
    client = launch(server.state)
    assert client.stdout.readline().strip() == str(before)
    client.kill()
    ended(client)
    server.ensure_running()
    assert server.pid() == before


def test_killed_again_and_again_while_creating_still_ends_with_a_server(folders):
    state = folders()
    for moment in (0.3, 0.7, 1.2):
        launcher = launch(state)
        time.sleep(moment)
        launcher.kill()
        ended(launcher)
    code, pid, errors = ended(launch(state))
    assert (code, errors) == (0, "")
    assert int(pid) > 0


def test_stale_pid_file_naming_a_stranger(server):
    """PostgreSQL alone refuses to start here, because the stranger's process lives."""
    kill(server)
    options = {"user": server.account.uid, "extra_groups": []} if server.account else {}
    with subprocess.Popen(["/bin/sleep", "60"], cwd="/", **options) as stranger:
        try:
            pid_file = server.data / "postmaster.pid"
            lines = pid_file.read_text().splitlines()
            pid_file.write_text("\n".join([str(stranger.pid), *lines[1:], ""]))
            server.ensure_running()
            assert server.pid() not in (None, stranger.pid)
            server.stop()
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_read_only_folder_is_named(folders, programs):
    state = folders("read-only")
    user = ordinary_user(state)
    state.chmod(0o500)
    code, _, errors = ended(launch(state, programs=programs, user=user))
    assert code == 1
    assert errors == (
        f"Cannot make the folder {state}/postgres (Permission denied): "
        "make it writable, or choose another folder with CUFFING_STATE."
    )


@pytest.mark.parametrize("kind", ["file", "link"])
def test_something_else_in_the_place_of_the_folder_is_refused(folders, kind):
    state = folders()
    state.mkdir()
    if kind == "file":
        (state / "postgres").touch()
    else:
        (state / "postgres").symlink_to(folders().parent)
    with pytest.raises(EmbeddedPostgresError, match="is not a folder that belongs to"):
        EmbeddedPostgres(state, fallback=state.parent / "fallback").ensure_running()


def test_a_strangers_database_is_refused(server, programs):
    """As nobody beside root's server; as ourselves behind a closed door when we are not root."""
    user = [NOBODY.pw_uid, NOBODY.pw_gid] if ROOT else None
    if not ROOT:
        server.stop()
        server.data.chmod(0o000)
    try:
        code, _, errors = ended(launch(server.state, programs=programs, user=user))
    finally:
        server.data.chmod(0o700)
    assert code == 1
    assert "may not read the database in" in errors
    assert "CUFFING_STATE" in errors


def test_long_path_has_a_short_socket(folders):
    state = folders("long-" * 20)
    server = EmbeddedPostgres(state, durable=False, fallback=state.parent / "fallback")
    assert len(os.fsencode(server.socket_folder / location.SOCKET)) <= location.SOCKET_PATH_LIMIT
    assert not server.socket_folder.is_relative_to(state)
    server.ensure_running()
    assert run(server, "SELECT 1") == [(1,)]
    assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700
    server.remove()
    assert not server.socket_folder.exists()
    assert not server.data.exists()


def test_closed_folder_is_found(folders):
    folder = folders("closed") / "below"
    folder.mkdir(parents=True)
    folder.parent.chmod(0o700)
    stranger = location.Account("stranger", 64_999, 64_999)
    assert location.first_closed_folder(folder / "not" / "yet", stranger) == folder.parent
    folder.parent.chmod(0o711)
    assert location.first_closed_folder(folder / "not" / "yet", stranger) is None
    owner = location.Account("owner", os.geteuid(), os.getegid())
    folder.parent.chmod(0o611)
    assert location.first_closed_folder(folder, owner) == folder.parent
    folder.parent.chmod(0o755)


def test_behind_a_closed_folder_roots_server_lives_elsewhere(folders):
    """A project under /root: PostgreSQL's user cannot get there."""
    state = folders("closed")
    state.mkdir(mode=0o700)
    fallback = state.parent / "fallback"
    server = EmbeddedPostgres(state, durable=False, fallback=fallback)
    assert server.home == (fallback / location.short_name(state) if ROOT else state / "postgres")
    server.ensure_running()
    assert run(server, "SELECT 1") == [(1,)]


def test_programs_behind_a_closed_folder_are_copied_for_roots_server(folders, monkeypatch):
    account = location.Account("stranger", 64_999, 64_999)
    real = Path(location.programs_folder(None))
    monkeypatch.setattr(
        location,
        "first_closed_folder",
        lambda path, account: Path("/closed") if path == real else None,
    )
    fallback = folders("fallback")
    copy = location.programs_folder(account, fallback=fallback)
    assert copy.is_relative_to(fallback)
    again = location.programs_folder(account, fallback=fallback)
    assert again == copy
    command = [copy / "postgres", "--version"]
    options = {"user": 64_999, "group": 64_999, "extra_groups": []} if ROOT else {}
    assert b"PostgreSQL" in subprocess.check_output(command, cwd="/", **options)


def test_chosen_programs_must_exist(folders):
    state = folders()
    server = EmbeddedPostgres(state, programs="/nowhere", fallback=state.parent / "fallback")
    with pytest.raises(EmbeddedPostgresError, match="there is no program /nowhere/postgres"):
        server.ensure_running()


def test_failed_start_tells_what_the_server_said(server):
    server.stop()
    version = server.data / "PG_VERSION"
    right = version.read_text()
    version.write_text("9\n")
    try:
        with pytest.raises(EmbeddedPostgresError, match="incompatible with server") as raised:
            server.ensure_running()
    finally:
        version.write_text(right)
    assert str(server.log) in str(raised.value)
