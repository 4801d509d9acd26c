"""Django's PostgreSQL engine, which starts the embedded server on the first connection.

Commands that never connect (`--help`, `collectstatic`) therefore start nothing.
"""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base, client, features
from django.db.utils import OperationalError

from cuffing.database.embedded import EmbeddedPostgres


def embedded_server(settings: dict[str, Any]) -> EmbeddedPostgres | None:
    """The server that `settings` (of one database) ask for, running or not."""
    embedded = settings.get("EMBEDDED")
    if embedded is None:
        return None
    return EmbeddedPostgres(
        Path(embedded["state"]), programs=embedded["programs"], durable=embedded["durable"]
    )


def ensure_running(settings: dict[str, Any]) -> EmbeddedPostgres | None:
    """Start that server if need be, and write its address into `settings`."""
    server = embedded_server(settings)
    if server:
        server.ensure_running()
        settings["HOST"] = str(server.socket_folder)
    return server


class DatabaseFeatures(features.DatabaseFeatures):
    minimum_database_version = (15,)  # Django itself refuses an older server, in one sentence


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell`, by the embedded server's own psql, which fits its version."""

    executable_name = "psql"

    def runshell(self, parameters: Iterable[str]) -> None:
        server = ensure_running(self.connection.settings_dict)
        if server and (server.programs / "psql").exists():
            self.executable_name = str(server.programs / "psql")
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        ensure_running(self.settings_dict)
        return super().get_connection_params()

    def connect(self) -> None:
        # The server was ready a moment ago, but may have been stopped or killed since; then
        # another try starts it anew. Other errors only come back a little later.
        for pause in (0.05, 0.2) if self.settings_dict.get("EMBEDDED") else ():
            try:
                return super().connect()
            except OperationalError:
                time.sleep(pause)
        super().connect()
