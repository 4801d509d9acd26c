"""COPY ... TO STDOUT as a stream of bytes, at the pace of whoever reads it.

psycopg2 pushes a COPY into a file object, a response pulls. Between them is a pipe, and a thread
that fills it: the pipe holds little and then makes the database wait, so memory does not grow with
the file. The thread uses the connection of the request, which has nothing else to do meanwhile,
because a WSGI server iterates a response in the thread that made it.
"""

import os
import threading
from collections.abc import Iterator
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

CHUNK = 1 << 17  # bytes
# The last line of a file that was broken off. Some servers, granian among them, end a response
# that failed as if it were whole; this many cells stop any strict reader, and tell every person.
INCOMPLETE = b"\n" + b",".join([b"INCOMPLETE"] * 400) + b"\n"


class Broken(Exception):
    """The database did not finish the file; what was sent of it is incomplete."""


def merged(sql: str, parameters: tuple[Any, ...]) -> str:
    """The statement with its parameters in it, quoted by the driver: COPY takes none."""
    wrapper = connections["default"]
    wrapper.ensure_connection()
    with wrapper.connection.cursor() as cursor:
        return cursor.mogrify(sql, parameters).decode()


def copy_csv(query: bytes) -> Iterator[bytes]:
    """The rows of `query` as CSV, no header; nothing happens before the first is asked for.

    Closed early, it ends the COPY. After an error its last line says that the file is incomplete,
    and it raises `Broken`, so that nobody takes half a file for a whole one.
    """
    wrapper = connections["default"]
    wrapper.ensure_connection()
    reading, writing = os.pipe()
    failures: list[Exception] = []
    thread = threading.Thread(
        target=_fill, args=(wrapper.connection, query, writing, failures), name="copy", daemon=True
    )
    thread.start()
    ended = False
    try:
        while chunk := os.read(reading, CHUNK):
            yield chunk
        ended = True
    finally:
        if not ended:
            _abandon(wrapper, reading)
        os.close(reading)
        thread.join()
        if (failures or not ended) and not wrapper.in_atomic_block:
            wrapper.close()
    if failures:
        yield INCOMPLETE
        raise Broken from failures[0]


def _fill(connection: Any, query: bytes, writing: int, failures: list[Exception]) -> None:
    try:
        with os.fdopen(writing, "wb", buffering=CHUNK) as pipe, connection.cursor() as cursor:
            cursor.copy_expert(b"COPY (" + query + b") TO STDOUT WITH (FORMAT csv)", pipe)
    except Exception as failure:  # for the thread that reads
        failures.append(failure)


def _abandon(wrapper: BaseDatabaseWrapper, reading: int) -> None:
    """Make the other thread come to its end."""
    if wrapper.in_atomic_block:
        # Cancelling would break the transaction around us, so the rest is read and dropped.
        while os.read(reading, CHUNK):
            pass
    else:
        wrapper.connection.cancel()
