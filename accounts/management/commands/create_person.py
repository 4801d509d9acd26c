"""manage.py create_person: the first administrator of a new installation, and whoever follows."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.actions import Refused, create_person
from accounts.models import Role, User
from accounts.people_file.teams import Teams


class Command(BaseCommand):
    help = "Adds a person who can sign in. Asks for the password, or reads it from a pipe."

    def add_arguments(self, parser):
        parser.add_argument("warrant_number")
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument(
            "--role", dest="roles", action="append", required=True, choices=Role.values
        )
        parser.add_argument(
            "--team",
            default="",
            help="needed for officers and supervisors; “Force / Hackney / Team A” where several "
            "have the name",
        )

    def handle(self, *, warrant_number, name, email, roles, team, **options):
        found, problems = Teams().find(team, current=None) if team else (None, [])
        if problems:
            raise CommandError(f"{problems[0]}.")
        password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().strip()
        try:
            validate_password(password, User(warrant_number=warrant_number, name=name, email=email))
            with transaction.atomic():
                person = create_person(
                    warrant_number=warrant_number,
                    name=name,
                    email=email,
                    team=found,
                    roles=[Role(role) for role in roles],
                    password=password,
                    by=None,
                    at=timezone.now(),
                )
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{person} can sign in.")
