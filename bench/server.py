"""The real server in processes of its own, a browser's worth of client, and its memory."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.test import Client

from accounts.models import User

ADDRESS = "127.0.0.1"
_SERVE = """
from cuffing import serving
serving.serve({port}, lambda: print("ready", flush=True))
"""


@dataclass(frozen=True)
class Server:
    """granian as the demo runs it, connected as the web role."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        """The processes under it, which answer the requests."""
        return _descendants(self.pid)

    def peak_memory(self) -> float:
        """The most that any one of its processes ever held, in megabytes."""
        return max(_peak(pid) for pid in [self.pid, *self.workers()])


@contextmanager
def serving() -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE.format(port=port)],
        env={**os.environ, "DATABASE_ROLE": "web"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("The server did not start.")
        yield Server(port=port, pid=process.pid)
    finally:
        process.terminate()
        process.wait()


class Visitor:
    """One person with a session and an open connection."""

    def __init__(self, server: Server, person: User) -> None:
        browser = Client()
        browser.force_login(person)
        self.cookies = {name: cookie.value for name, cookie in browser.cookies.items()}
        self.connection = http.client.HTTPConnection(ADDRESS, server.port, timeout=600)

    def ask(
        self, path: str, *, form: str | None = None, expect: int = 200
    ) -> tuple[float, http.client.HTTPResponse, bytes]:
        """Seconds from sending to the last byte, the response and its body."""
        headers = self._headers()
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self.connection.request("GET" if form is None else "POST", path, form, headers)
        response = self.connection.getresponse()
        body = response.read()
        took = time.perf_counter() - began
        if response.status != expect:
            raise RuntimeError(f"{path} answered {response.status}, not {expect}: {body[:300]!r}")
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return took, response, body

    def download(self, path: str) -> tuple[float, int]:
        """Seconds and bytes of a file that is thrown away as it comes."""
        self.connection.close()  # the server did so itself, if the last request is long ago
        began = time.perf_counter()
        self.connection.request("GET", path, headers=self._headers())
        response, size = self.connection.getresponse(), 0
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}")
        while chunk := response.read(1 << 18):
            size += len(chunk)
        return time.perf_counter() - began, size

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}


def _descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children] + [
        grandchild for child in children for grandchild in _descendants(int(child))
    ]


def _peak(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0
