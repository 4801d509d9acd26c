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
        self.stdout.write(f"Sign in with a warrant number and the password {PASSWORD}")
        longest = max(len(person.name) for person in people.values())
        for number, what_to_try in WAYS_IN.items():
            person = people[number]
            roles = " and ".join(Role(role).label for role in person.roles)
            self.stdout.write(f"  {number}  {person.name:{longest}}  {roles}, {person.team.name}")
            self.stdout.write(f"         {what_to_try}")
