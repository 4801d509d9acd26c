#!/usr/bin/env python
"""Django's command line. Errors that a person can mend are told in one sentence."""

import os
import sys

# These create, migrate or fill tables; everything else makes do with the web role's rights.
OWNER_COMMANDS = {
    "createcachetable",
    "demo",
    "flush",
    "load_areas",
    "load_boundaries",
    "load_benchmarks",
    "load_datasets",
    "load_demo",
    "load_fictional_stops",
    "load_table",
    "load_use_of_force",
    "makemigrations",
    "migrate",
    "pgtrigger",
    "prepare_database",
    "showmigrations",
    "sqlmigrate",
    "test",
}


def main() -> None:
    if sys.argv[1:2] and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_ROLE", "owner")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuffing.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import NotSupportedError

        from cuffing.database.location import EmbeddedPostgresError
    except ImportError as error:
        sys.exit(
            f"The Python environment is incomplete ({error}): run `make` first, or `make help`."
        )
    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, NotSupportedError, EmbeddedPostgresError) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(str(error))


if __name__ == "__main__":
    main()
