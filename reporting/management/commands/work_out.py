"""manage.py work_out: what reports show that reads too much for a page, for a timer."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.reports import OFFLINE
from reporting.reports.standing import choice_of
from reporting.runs.actions import asked_or_usual, work_out, work_out_if_due


class Command(BaseCommand):
    help = (
        "Works out what was asked for and what is usual, unless the register is still the same. "
        "Named with a report and filters, that alone and in any case: "
        "work_out adjusted-comparison group=black start=2026-01 end=2026-06"
    )

    def add_arguments(self, parser):
        parser.add_argument("report", nargs="?", choices=[one.address for one in OFFLINE])
        parser.add_argument("filters", nargs="*", help="name=value, as in the page’s address")

    def handle(self, *, report, filters, verbosity, **options):
        for one, scope, run in self._named(report, filters) if report else self._due():
            if run and verbosity:
                self.stdout.write(
                    f"{one.id} {choice_of(scope)}: {run.encounters} records, {run.data_hash}"
                )

    def _due(self):
        for one, scope in asked_or_usual(at=timezone.now()):
            yield one, scope, work_out_if_due(report=one, scope=scope, at=timezone.now())

    def _named(self, address, filters):
        if wrong := [one for one in filters if "=" not in one]:
            raise CommandError(f"Write filters as name=value, not {wrong[0]}.")
        report = next(one for one in OFFLINE if one.address == address)
        try:
            given = dict(one.split("=", 1) for one in filters)
            scope = report.offline.scope_from(given, timezone.localdate())
        except (KeyError, ValueError) as error:
            raise CommandError(f"Which months, and of which force? {error}") from error
        if scope is None:
            raise CommandError("There is no such choice: see the filters of the page.")
        run = work_out(report=report, scope=scope, by=None, at=timezone.now())
        if run is None:
            raise CommandError("Somebody else is working this out at this moment.")
        return [(report, scope, run)]
