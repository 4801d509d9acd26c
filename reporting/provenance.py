"""Where figures come from: the program that worked them out, and hashes that tell any change."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

# What decides how a figure is worked out and drawn.
SOURCES = ("reporting/**/*.py", "templates/reporting/**/*.html")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def code_version() -> str:
    """SHA-256 of the program that works the figures out: the same program, the same version."""
    seen = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            seen.update(path.relative_to(settings.BASE_DIR).as_posix().encode())
            seen.update(path.read_bytes())
    return seen.hexdigest()
