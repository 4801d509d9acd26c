"""One moment of the database, for whatever counts more than once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Whatever is read in here is of one moment, whatever others write meanwhile.

    Nothing can be written in it: who reads only is never refused by PostgreSQL because of others,
    and the chain of audit events goes on from the newest one, which a snapshot does not see.

    A transaction is of one moment from its first query on or not at all, so this has to be the
    outermost. Inside that of a test, which nobody else sees, it is a part of it.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(durable=True):
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
