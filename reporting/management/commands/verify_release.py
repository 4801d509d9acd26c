"""manage.py verify_release: are the releases what they were when they were made?"""

from django.core.management.base import BaseCommand, CommandError

from reporting.models import Release
from reporting.releases.verification import faults


class Command(BaseCommand):
    help = "Works out the checksums of releases anew and compares them with those kept."

    def add_arguments(self, parser):
        parser.add_argument("number", nargs="*", type=int, help="which releases (all)")

    def handle(self, *, number, **options):
        releases = Release.objects.select_related("benchmark").order_by("pk")
        if number:
            releases = releases.filter(pk__in=number)
            if missing := set(number) - {release.pk for release in releases}:
                raise CommandError(f"There is no release {', '.join(map(str, sorted(missing)))}.")
        found = [f"{release}: {fault}." for release in releases for fault in faults(release)]
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"{len(releases)} releases hold.")
