"""Bring the database to what this version of the program needs. Repeating it changes nothing."""

import io

from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from audit.append_only import refuse_ignoring
from cuffing.database.privileges import grant_web_role


class Command(BaseCommand):
    help = "Migrate, load reference data, and give the web role its rights. Runs as the owner role."

    def handle(self, *, verbosity: int = 1, **options) -> None:
        web_role = connection.settings_dict["WEB_ROLE"]
        if web_role is None:
            raise CommandError(
                "Set DATABASE_URL as well: the role it names is the one that gets its rights here."
            )
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=verbosity)
        refuse_ignoring(connection)
        call_command("createcachetable", verbosity=0)
        grant_web_role(connection, web_role)
        for loader in ("load_areas", "load_census"):
            if loader in get_commands():
                told = self.stdout if verbosity else io.StringIO()
                call_command(loader, verbosity=verbosity, stdout=told)
