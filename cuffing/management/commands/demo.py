"""`make demo`, after the installation: everything from an empty folder to a served register."""

import hashlib
import io
import os
import signal
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection, transaction

from cuffing import serving
from cuffing.database.base import embedded_server


class Command(BaseCommand):
    help = "Serve the register on this machine, filled with a fictional force. Ctrl-C stops all."
    requires_system_checks = ()  # `make check` runs them; here they would only delay the start

    def add_arguments(self, parser) -> None:
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")
        parser.add_argument("--reset", action="store_true", help="Delete all data and start over.")

    def handle(self, *, port: str, reset: bool = False, **options) -> None:
        if settings.ENVIRONMENT != "demo":
            raise CommandError("The demo runs with CUFFING_ENV=demo only; `make demo` sets it.")
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise CommandError(f"PORT is {port}; it must be a number from 1 to 65535.")
        if serving.port_is_taken(int(port)):
            raise CommandError(
                f"Something listens on port {port} already: stop it, or choose another port "
                f"with `make demo PORT={int(port) + 1 if int(port) < 65535 else 8000}`."
            )
        # Until granian takes both signals over, they end us the same way.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        database = embedded_server(connection.settings_dict)
        if reset and database is None:
            raise CommandError("Only the embedded database can be reset; empty yours yourself.")
        try:
            if reset:
                self._say("Deleting all that was entered")
                database.remove()
            people = self._prepare()
            connection.close()
            os.environ["DATABASE_ROLE"] = "web"  # for the workers
            address = f"http://{serving.ADDRESS}:{port}"
            welcome = f"{people}\nCuffing is at {address} - Ctrl-C stops it."
            serving.serve(int(port), lambda: self._say(welcome))
        except KeyboardInterrupt:
            pass
        finally:
            connection.close()
            if database:
                database.stop()
        self._say("Stopped. What was entered is kept for the next time.")

    def _prepare(self) -> str:
        """Database, data and static files; who can sign in."""
        call_command("prepare_database", verbosity=0)
        if not apps.get_model("records", "Encounter").objects.exists():
            self._say("Making a fictional force and two years of its encounters")
            with transaction.atomic():  # a demo that was interrupted here begins anew
                call_command("load_demo")
                call_command("load_fictional_stops")
        call_command("demo_release")
        call_command("work_out", verbosity=0)
        collect_static_files()
        people = io.StringIO()
        call_command("demo_people", stdout=people)
        return people.getvalue()

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def collect_static_files() -> None:
    """Run collectstatic unless the same files were collected before."""
    seen = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = os.stat(storage.path(path))
            seen.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == seen.hexdigest():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(seen.hexdigest())
