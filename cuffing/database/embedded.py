"""Our own PostgreSQL server, started on the first connection, from programs in a wheel.

It listens on a unix socket in a private folder and on no network. Who may connect is settled by
the kernel: `peer` authentication tells which user is at the other end, and only the user who
started the server (and root, and the user it runs as) may take one of the two roles. No role that
can be connected to is a superuser, since a superuser can switch triggers off.

Two locks in the home folder keep order between processes:

- `launcher.lock` is held by the one process that starts or stops the server.
- `server.lock` is opened by the launcher and inherited by the server and all its children, so it
  is held for exactly as long as any of them lives. Pid files lie after a crash: the number may
  belong to a stranger by now, and PostgreSQL then refuses to start. This lock cannot lie.
"""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from cuffing.database.location import (
    FALLBACK,
    SOCKET,
    EmbeddedPostgresError,
    home_folder,
    make_folder,
    make_home,
    programs_folder,
    server_account,
    socket_folder,
    user_name,
)

DATABASE = "cuffing"
OWNER_ROLE = "cuffing_owner"
WEB_ROLE = "cuffing_web"
PORT = "5432"  # only part of the socket's name

_PATIENCE_WITH_THE_DYING = 10.0  # seconds; children of a killed server take a moment to notice
_PATIENCE = 120.0  # seconds; creating a cluster, crash recovery and shutting down on a slow disk
_POLL = 0.01
_LOG_LIMIT = 10_000_000  # bytes

_FIRST_STATEMENTS = f"""\
CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB;
CREATE ROLE {WEB_ROLE} LOGIN;
GRANT {WEB_ROLE} TO {OWNER_ROLE};
CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE};
"""


class EmbeddedPostgres:
    """The server whose files belong to one state folder."""

    def __init__(
        self, state: Path, *, programs: str = "", durable: bool = True, fallback: Path = FALLBACK
    ) -> None:
        """`programs`: a folder with other PostgreSQL programs; `durable`: survive a power cut."""
        self.state = state
        self.chosen_programs = programs
        self.durable = durable
        self.fallback = fallback
        self.account = server_account()
        self.home = home_folder(state, self.account, fallback=fallback)
        self.data = self.home / "data"
        self.socket_folder = socket_folder(self.home)
        self.log = self.home / "postgres.log"

    @cached_property
    def programs(self) -> Path:
        return programs_folder(self.account, chosen=self.chosen_programs, fallback=self.fallback)

    # -- asking ---------------------------------------------------------------------------------

    def is_ready(self) -> bool:
        """Whether the server takes connections; costs well under a millisecond."""
        lines = self._pid_file()
        return len(lines) >= 8 and lines[7].strip() == "ready" and self._answers()

    def pid(self) -> int | None:
        """The server's process number, None when no server answers.

        The listening socket is the server's alone, so while it answers the pid file is its own.
        """
        lines = self._pid_file()
        return int(lines[0]) if lines and self._answers() else None

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return []
        except PermissionError:
            raise EmbeddedPostgresError(
                f"The user {user_name(os.geteuid())} may not read the database in {self.home}: "
                "run as the user who made it, or choose another folder with CUFFING_STATE."
            ) from None

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket_folder / SOCKET))
            except OSError:
                return False
        return True

    # -- starting -------------------------------------------------------------------------------

    def ensure_running(self) -> None:
        """Return when the server takes connections: start it, create it, or wait for another
        process that does."""
        if self.is_ready():
            return
        make_home(self.home, self.account)
        make_folder(self.socket_folder, 0o700, self.account)
        with self._only_launcher():
            claim = self._claim()
            if claim is None:
                return
            try:
                if not self.data.exists():
                    self._create_cluster(claim)
                log_offset = self._start(claim)
            finally:
                os.close(claim)  # the server has its own share of the lock by now
            self._wait_until_ready(log_offset)

    @contextmanager
    def _only_launcher(self) -> Iterator[None]:
        lock = self._open_lock("launcher.lock")
        try:
            deadline = time.monotonic() + _PATIENCE
            while not _locked(lock):
                if time.monotonic() > deadline:
                    raise EmbeddedPostgresError(
                        f"Another process has been starting the database in {self.home} for "
                        f"{_PATIENCE:.0f} seconds: end it and try again."
                    )
                time.sleep(_POLL)
            yield
        finally:
            os.close(lock)

    def _open_lock(self, name: str) -> int:
        try:
            return os.open(self.home / name, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise EmbeddedPostgresError(
                f"Cannot write to {self.home} ({error.strerror}): "
                "make it writable, or choose another folder with CUFFING_STATE."
            ) from None

    def _claim(self) -> int | None:
        """`server.lock`, held, once no process of this cluster lives; None if the server is up."""
        claim = self._open_lock("server.lock")
        started = time.monotonic()
        while not self.is_ready():
            if _locked(claim):
                return claim
            waited = time.monotonic() - started
            if waited > (_PATIENCE if self._answers() else _PATIENCE_WITH_THE_DYING):
                os.close(claim)
                raise EmbeddedPostgresError(
                    f"A PostgreSQL in {self.home} neither answers nor ends: "
                    f"end its processes and try again; its log is {self.log}."
                )
            time.sleep(_POLL)
        os.close(claim)
        return None

    def _create_cluster(self, claim: int) -> None:
        """Make the cluster, its roles and its database under another name, then rename it, so
        that `data` is complete or absent whenever the power goes."""
        new = self.home / "data.new"
        if new.exists():
            shutil.rmtree(new)
        make_folder(new, 0o700, self.account)
        self._run(
            "initdb",
            f"--pgdata={new}",
            "--username=postgres",
            "--encoding=UTF8",
            "--auth=reject",
            "--no-instructions",
            *self._locale(),
            *([] if self.durable else ["--no-sync"]),
            claim=claim,
        )
        # Single-user mode: nothing listens yet, so nobody can connect as the superuser, ever.
        self._run(
            *("postgres", "--single", "-D", str(new), "-c", "exit_on_error=on"),
            *self._settings(),
            "postgres",
            claim=claim,
            statements=_FIRST_STATEMENTS,
        )
        new.rename(self.data)

    def _locale(self) -> list[str]:
        """Text in UTF-8, sorted by code point, the same on every platform."""
        version = re.search(r"\(PostgreSQL\) (\d+)", self._run("postgres", "--version"))
        if version and int(version[1]) >= 17:
            return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["--locale=C", f"--lc-ctype={'UTF-8' if sys.platform == 'darwin' else 'C.UTF-8'}"]

    def _settings(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "port": PORT,
            "hba_file": str(self.home / "pg_hba.conf"),
            "ident_file": str(self.home / "pg_ident.conf"),
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] %u@%d ",
            # Neither the row that was refused nor the statement that brought it: they hold words
            # about people.
            "log_error_verbosity": "terse",
            "log_min_error_statement": "panic",
        }
        if not self.durable:  # tests: a crash of the machine may cost the cluster
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            # It would look at tables while they are empty, and plans would be made for that.
            settings |= {"autovacuum": "off"}
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def _start(self, claim: int) -> int:
        """Start the server over whatever a crash has left; where in the log its words begin.

        `server.lock` is ours, so whatever process the pid file names, it is not our server.
        """
        leftovers = [self.data / "postmaster.pid", self.socket_folder / SOCKET]
        for leftover in (*leftovers, self.socket_folder / f"{SOCKET}.lock"):
            leftover.unlink(missing_ok=True)
        self._write_access_rules()
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.old"))
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            offset = os.fstat(log).st_size
            # The shell leaves the server behind as nobody's child: it outlives us, and no zombie
            # of ours stays when it ends. In a session of its own it does not hear our Ctrl-C.
            shell = ["/bin/sh", "-c", '"$@" &', "sh"]
            self._spawn(
                [*shell, str(self.programs / "postgres"), "-D", str(self.data), *self._settings()],
                claim,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        finally:
            os.close(log)
        return offset

    def _wait_until_ready(self, log_offset: int) -> None:
        deadline = time.monotonic() + _PATIENCE
        witness = self._open_lock("server.lock")
        try:
            while not self.is_ready():
                if _locked(witness) or time.monotonic() > deadline:
                    raise EmbeddedPostgresError(
                        f"The database in {self.home} did not start: "
                        f"{self._complaint(log_offset)} Its log is {self.log}."
                    )
                time.sleep(_POLL)
        finally:
            os.close(witness)

    def _complaint(self, offset: int) -> str:
        """What the server said went wrong, since `offset` in its log."""
        with self.log.open("rb") as log:
            log.seek(offset)
            lines = log.read().decode(errors="replace").splitlines()
        told = [
            line.split(kind, 1)[1].strip()
            for line in lines
            for kind in ("FATAL:", "PANIC:", "DETAIL:")
            if kind in line
        ]
        return " ".join(told or lines[-1:] or ["it said nothing."])

    def _write_access_rules(self) -> None:
        names = {user_name(uid) for uid in (0, os.geteuid(), self.data.stat().st_uid)}
        roles = (OWNER_ROLE, WEB_ROLE)
        rules = f"local all {','.join(roles)} peer map=cuffing\n"
        people = "".join(f'cuffing "{name}" {role}\n' for name in sorted(names) for role in roles)
        for name, text in (("pg_hba.conf", rules), ("pg_ident.conf", people)):
            file = self.home / name
            file.write_text(text)
            file.chmod(0o644)  # the server's user reads them; the folder keeps others out

    def _run(
        self, program: str, *arguments: str, claim: int | None = None, statements: str = ""
    ) -> str:
        """What `program` prints."""
        command = [str(self.programs / program), *arguments]
        return self._spawn(command, claim, input=statements, capture_output=True, text=True)

    def _spawn(self, command: list[str], claim: int | None, **options: Any) -> Any:
        """Run `command` to its end as the server's user, with `claim` inheriting that lock."""
        # Nothing else of ours: no PG variable that steers PostgreSQL, and no secret.
        environment = {
            name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ
        }
        if self.account:
            options |= {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
        try:
            result = subprocess.run(
                command,
                check=True,
                cwd="/",  # the caller's folder may be closed to the server's user
                env=environment | {"LC_ALL": "C"},
                pass_fds=() if claim is None else (claim,),
                **options,
            )
            return result.stdout
        except subprocess.CalledProcessError as error:
            told = (error.stderr or error.stdout or "").strip().splitlines()
            raise EmbeddedPostgresError(
                f"{command[0]} failed: {told[-1] if told else f'exit code {error.returncode}'}"
            ) from None
        except (OSError, subprocess.SubprocessError) as error:
            who = f" as the user {self.account.name}" if self.account else ""
            raise EmbeddedPostgresError(f"Cannot run {command[0]}{who}: {error}.") from None

    # -- stopping -------------------------------------------------------------------------------

    def stop(self) -> bool:
        """Shut the server down and wait for its end; whether there was one to stop."""
        if not self.home.exists():
            return False
        with self._only_launcher():
            return self._stop()

    def remove(self) -> None:
        """Stop the server and delete all that it has stored."""
        if not self.home.exists():
            return
        with self._only_launcher():
            self._stop()
            for folder in (self.data, self.socket_folder):
                shutil.rmtree(folder, ignore_errors=not folder.exists())

    def _stop(self) -> bool:
        witness = self._open_lock("server.lock")
        try:
            if _locked(witness):
                return False
            started = time.monotonic()
            # Fast shutdown ends the sessions and writes a checkpoint; if that takes too long,
            # an immediate one leaves the rest to crash recovery.
            for signal_number, patience in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 60.0)):
                if pid := self.pid():
                    os.kill(pid, signal_number)
                while time.monotonic() - started < patience:
                    if _locked(witness):
                        return True
                    time.sleep(_POLL)
            raise EmbeddedPostgresError(f"The database in {self.home} does not stop.")
        finally:
            os.close(witness)


def _locked(descriptor: int) -> bool:
    """Take the lock on `descriptor` if nobody else holds it; whether we hold it now."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
