"""manage.py rebuild_cube: counts the register anew."""

from django.core.management.base import BaseCommand

from reporting import cube


class Command(BaseCommand):
    help = "Counts the register anew and replaces the cube. Recording waits meanwhile."

    def handle(self, **options):
        self.stdout.write(f"Rebuilt: {cube.rebuild()} cells.")
