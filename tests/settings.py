"""The settings of the tests: the owner role, and a database server of their own.

A server of their own, so that stopping the demo does not end a test run, and so that it need not
survive a power cut.
"""

import os
from pathlib import Path

from axe_playwright_python.base import AXE_FILE_PATH

os.environ["CUFFING_ENV"] = "test"
os.environ["DATABASE_ROLE"] = "owner"
os.environ.setdefault("CUFFING_STATE", str(Path(__file__).resolve().parent.parent / ".state/test"))

from cuffing.settings import *  # noqa: F403

# Argon2 is slow on purpose; the tests that are about it name it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Static files are found where they are: nothing is collected for the tests.
WHITENOISE_AUTOREFRESH = True
# axe is served beside them to the pages that the journeys inspect.
STATICFILES_DIRS = [*STATICFILES_DIRS, ("axe", AXE_FILE_PATH.parent)]  # noqa: F405
