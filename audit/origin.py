"""Where a request came from, known to the audit without being handed through every call."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_origin: ContextVar[str] = ContextVar("origin", default="")


def current() -> str:
    """The network address of the request being answered, or "" outside a request."""
    return _origin.get()


@contextmanager
def coming_from(origin: str) -> Iterator[None]:
    """Everything recorded inside carries this origin."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)
