"""manage.py verify_cube: is the cube what the register says?"""

from django.core.management.base import BaseCommand, CommandError

from reporting import cube


class Command(BaseCommand):
    help = "Counts the register anew and names every cell of the cubes that differs."

    def handle(self, **options):
        found = cube.differences()
        for difference in found:
            self.stderr.write(
                f"{difference.cube}, {difference.month:%Y-%m} {difference.area} "
                f"{' '.join(difference.cell)}: "
                f"the cube has {difference.kept}, the register {difference.counted}"
            )
        if found:
            raise CommandError(f"{len(found)} cells differ. manage.py rebuild_cube repairs them.")
        self.stdout.write("The cubes are what the register says.")
