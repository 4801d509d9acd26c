"""Serving on this machine, for the demo: granian with two workers, gone when their parent is."""

import errno
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

ADDRESS = "127.0.0.1"
WORKERS = 2
THREADS = 3  # in each worker; every one keeps a database connection, of which there are 100


def port_is_taken(port: int) -> bool:
    """Whether another program listens there already.

    Asked before serving, because granian shares its port with whoever shares it too, and half of
    the requests would then go to the other.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return True
    return False


def serve(port: int, when_ready: Callable[[], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; `when_ready` is called once, when the port answers."""
    # Workers import everything afresh, so that they read their own DATABASE_ROLE and share no
    # connection with us.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "cuffing.wsgi:application",
        address=ADDRESS,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=600,  # as long as Django keeps a connection open
        workers_kill_timeout=5,
        websockets=False,
        log_level=LogLevels.warning,
    )
    threading.Thread(target=_wait_for_answer, args=(port, when_ready), daemon=True).start()
    server.serve(target_loader=load_application, wrap_loader=False)


def load_application() -> Callable:
    """What each worker runs, in its own process."""
    # Away from the terminal's Ctrl-C: the parent tells its workers to stop, and a worker that is
    # told twice at once may hang.
    os.setpgid(0, 0)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from django.urls import get_resolver

    from cuffing.wsgi import application

    get_resolver().url_patterns  # noqa: B018 - imports every view, so that no first page waits
    return application


def _end_with_parent() -> None:
    """A worker whose parent was killed would hold the port for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGKILL)


def _wait_for_answer(port: int, when_ready: Callable[[], None]) -> None:
    while True:
        with socket.socket() as probe:
            if probe.connect_ex((ADDRESS, port)) == 0:
                break
        time.sleep(0.02)
    when_ready()
