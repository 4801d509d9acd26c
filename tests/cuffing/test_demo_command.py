"""`make demo` as a person meets it: started, interrupted, killed, started again."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cuffing import serving
from cuffing.database.embedded import EmbeddedPostgres
from cuffing.management.commands import demo

SCRIPT = Path(__file__).with_name("short_demo.py")
PROJECT = SCRIPT.parents[2]
PATIENCE = 60  # seconds


@pytest.fixture
def state():
    folder = Path(tempfile.mkdtemp(prefix="cuffing-test-"))
    folder.chmod(0o755)
    yield folder
    EmbeddedPostgres(folder).remove()
    shutil.rmtree(folder)


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind((serving.ADDRESS, 0))
        return probe.getsockname()[1]


@contextmanager
def running_demo(state, port, *arguments):
    """The demo's process, once its port answers."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | {
        "CUFFING_ENV": "demo",
        "CUFFING_STATE": str(state),
        "DATABASE_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "cuffing.settings",
        "PYTHONPATH": os.pathsep.join([str(PROJECT), *sys.path]),
    }
    process = subprocess.Popen(
        [sys.executable, SCRIPT, "--port", str(port), *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        while "is at http" not in (line := process.stdout.readline()):
            assert line, f"the demo ended with exit code {process.wait()}"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def healthy(port):
    """What /health/ answers; None when nothing listens."""
    try:
        with urllib.request.urlopen(f"http://{serving.ADDRESS}:{port}/health/") as response:
            return json.load(response)["status"]
    except urllib.error.HTTPError as error:
        return json.load(error)["status"]
    except OSError:  # nothing listens, or it went away while we waited
        return None


def eventually(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_day_in_the_life_of_the_demo(state, port):
    database = EmbeddedPostgres(state)

    with running_demo(state, port) as process:
        assert healthy(port) == "ok"
        process.send_signal(signal.SIGINT)  # Ctrl-C
        assert process.wait(PATIENCE) == 0
    assert database.pid() is None
    assert healthy(port) is None

    with running_demo(state, port) as process:
        os.kill(database.pid(), signal.SIGKILL)
        eventually(lambda: healthy(port) == "ok")  # it has recovered by itself
        process.kill()
        process.wait(PATIENCE)
    eventually(lambda: healthy(port) is None)  # the workers went with their parent
    assert database.pid()

    with running_demo(state, port) as process:
        assert healthy(port) == "ok"
        process.terminate()
        assert process.wait(PATIENCE) == 0
    assert database.pid() is None


@pytest.fixture
def in_demo(settings):
    settings.ENVIRONMENT = "demo"


def test_runs_in_its_own_environment_only():
    with pytest.raises(CommandError, match="The demo runs with CUFFING_ENV=demo only"):
        call_command("demo")


@pytest.mark.parametrize("wrong", ["eighty", "0", "65536", "-1"])
def test_port_must_be_one(in_demo, wrong):
    with pytest.raises(CommandError, match="it must be a number from 1 to 65535"):
        call_command("demo", f"--port={wrong}")


def test_taken_port_is_named(in_demo):
    with socket.socket() as other:
        other.bind((serving.ADDRESS, 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"Something listens on port {taken} already"):
            call_command("demo", f"--port={taken}")


def test_static_files_are_collected_once_and_again_when_they_change(settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a {}")
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "collected"
    demo.collect_static_files()
    collected = settings.STATIC_ROOT / "a.css"
    assert collected.read_text() == "a {}"
    collected.unlink()
    demo.collect_static_files()
    assert not collected.exists()  # nothing had changed, so nothing was done
    (source / "a.css").write_text("a { color: red }")
    demo.collect_static_files()
    assert collected.read_text() == "a { color: red }"
