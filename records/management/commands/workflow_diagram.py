"""manage.py workflow_diagram: docs/workflow.md, drawn from the table in records.workflow."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from records import workflow
from records.vocabulary import COUNTED_STATUSES, Status

DOCUMENT = settings.BASE_DIR / "docs" / "workflow.md"

INTRODUCTION = """\
# The workflow of an encounter

Drawn by `manage.py workflow_diagram` from the table in `records/workflow.py`; change the table,
not this page. Who may take a step is said in `records/permissions.py`. Each step writes a row
that is never changed (who, when, why) and an audit event.
"""


def document() -> str:
    """The page: the diagram, the steps and the statuses."""
    steps = [
        f"| `{step}` | {', '.join(source.label for source in transition.sources)} "
        f"| {transition.target.label} | {transition.explanation} |"
        for step, transition in workflow.TRANSITIONS.items()
    ]
    statuses = [
        f"| `{status}` | {status.label} | {'yes' if status in COUNTED_STATUSES else 'no'} |"
        for status in Status
    ]
    return "\n".join(
        [
            INTRODUCTION,
            f"```mermaid\n{workflow.diagram()}```\n",
            "## Steps\n",
            "| step | from | to | what happens |",
            "|---|---|---|---|",
            *steps,
            "",
            "## Statuses\n",
            "| stored as | shown as | counted in reports |",
            "|---|---|---|",
            *statuses,
            "",
        ]
    )


class Command(BaseCommand):
    help = "Writes docs/workflow.md; with --check only says whether it is up to date."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="change nothing; fail if stale")

    def handle(self, *, check, **options):
        wanted = document()
        if not check:
            DOCUMENT.parent.mkdir(exist_ok=True)
            DOCUMENT.write_text(wanted, encoding="utf-8")
            self.stdout.write("docs/workflow.md is written.")
            return
        found = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
        if found != wanted:
            raise CommandError(
                "docs/workflow.md does not match records/workflow.py. "
                "Run manage.py workflow_diagram and commit the result."
            )
        self.stdout.write("docs/workflow.md is up to date.")
