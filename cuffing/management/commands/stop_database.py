"""Stop the embedded PostgreSQL, which commands start by themselves and leave running."""

from django.core.management import BaseCommand
from django.db import connection

from cuffing.database.base import embedded_server


class Command(BaseCommand):
    help = "Stop the embedded PostgreSQL of this state folder."
    requires_system_checks = ()

    def handle(self, **options) -> None:
        server = embedded_server(connection.settings_dict)
        if server is None:
            self.stdout.write("The database is not an embedded one; nothing was stopped.")
        elif server.stop():
            self.stdout.write(f"Stopped the database in {server.home}.")
