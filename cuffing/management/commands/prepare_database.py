"""Bring the database to what this version of the program needs. Repeating it changes nothing."""

import io

from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from audit.append_only import refuse_ignoring
from cuffing.database.privileges import grant_web_role
from records.models import Area, AreaBoundary


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
        told = self.stdout if verbosity else io.StringIO()
        # Another force loads its own areas; London's are for a register that has none.
        if not Area.objects.exists():
            call_command("load_areas", verbosity=verbosity, stdout=told)
        if not AreaBoundary.objects.exists():
            call_command("load_boundaries", verbosity=verbosity, stdout=told)
        call_command("load_benchmarks", verbosity=verbosity, stdout=told)
        call_command("load_datasets", verbosity=verbosity, stdout=told)
