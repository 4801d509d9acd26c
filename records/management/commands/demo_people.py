"""manage.py demo_people: who can sign in to the demo."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Role, User
from records.demo.force import PASSWORD, WAYS_IN


class Command(BaseCommand):
    help = "Prints one or two people of each role, their password, and what to try."

    def handle(self, **options):
        people = {
            person.warrant_number: person
            for person in User.objects.filter(warrant_number__in=WAYS_IN).select_related("team")
        }
        if len(people) < len(WAYS_IN):
            raise CommandError("The fictional people are not here: run manage.py load_demo first.")
        rows = [("Warrant no.", "Name", "Role", "Team", "What to try")]
        for number, what_to_try in WAYS_IN.items():
            person = people[number]
            roles = ", ".join(Role(role).label for role in person.roles)
            rows.append((number, person.name, roles, person.team.name, what_to_try))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())
        self.stdout.write(f"Everybody’s password: {PASSWORD}")
