"""Keeps the current version of the questionnaire, or checks that it is the one kept."""

from django.core.management.base import BaseCommand, CommandError

from records import asked_then
from records.questionnaire import VERSION


class Command(BaseCommand):
    """Every version that was ever put to officers stays, so that old records show what was asked.

    A version is written once. Whoever changes a question, a choice or a condition after that
    raises `VERSION` in records/questionnaire/__init__.py and runs this again.
    """

    help = "Write the current version of the questionnaire; --check only compares."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail if it is not the one kept")

    def handle(self, *args, check, **options):
        path, now = asked_then.path_of(VERSION), asked_then.as_text(asked_then.as_it_is())
        kept = path.read_text(encoding="utf-8") if path.exists() else None
        if kept == now:
            self.stdout.write(f"Version {VERSION} of the questionnaire is kept as it is.")
            return
        if kept is not None:
            raise CommandError(
                f"A question or a choice is not what {path.name} has. Records of version "
                f"{VERSION} must go on showing what was asked: raise VERSION in "
                "records/questionnaire/__init__.py, then run this command."
            )
        if check:
            raise CommandError(f"There is no {path.name}: run `manage.py questionnaire_version`.")
        path.write_text(now, encoding="utf-8")
        self.stdout.write(f"{path.name} written.")
