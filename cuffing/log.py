"""What may stand in the log: what went wrong, and never the words of a record."""

import logging
import re
from typing import Any

# The detail of an error of PostgreSQL ends where its part of the traceback does.
_DETAIL = re.compile(
    r"^DETAIL:  .*?(?=\n\nThe above exception was|\n\nDuring handling of the above|\Z)",
    flags=re.DOTALL | re.MULTILINE,
)


class WithoutRows(logging.Formatter):
    """Leaves out the row that PostgreSQL quotes when it refuses one."""

    def format(self, record: logging.LogRecord) -> str:
        # Whoever formatted the record before has left the traceback, in full, for us to use.
        in_full, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = in_full

    def formatException(self, ei: Any) -> str:
        return _DETAIL.sub("DETAIL:  left out of the log", super().formatException(ei))
