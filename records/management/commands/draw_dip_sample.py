"""manage.py draw_dip_sample: a random sample of accepted records for a second review."""

import secrets
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from records import actions, sampling
from records.models.dip_sample import LARGEST_SEED


class Command(BaseCommand):
    help = (
        "Draws records that supervisors accepted in a period, in proportion to borough commands "
        "and before arrest or not, and gives each to a second reviewer who does not see the first "
        "decision. Prints the seed, with which the same records come out again."
    )

    def add_arguments(self, parser):
        parser.add_argument("--by", required=True, help="warrant number, professional standards")
        parser.add_argument("--first-day", type=date.fromisoformat, required=True)
        parser.add_argument("--last-day", type=date.fromisoformat, required=True)
        parser.add_argument("--size", type=int, required=True)
        parser.add_argument("--reviewer", action="append", required=True, dest="reviewers")
        parser.add_argument("--seed", type=int)

    def handle(self, *, by, first_day, last_day, size, reviewers, seed, **options):
        if last_day < first_day:
            raise CommandError("The last day cannot be before the first.")
        if size < 1:
            raise CommandError("Draw at least one record.")
        if seed is not None and not 0 <= seed <= LARGEST_SEED:
            raise CommandError(f"The seed is from 0 to {LARGEST_SEED}.")
        try:
            sample = actions.draw_dip_sample(
                first_day=first_day,
                last_day=last_day,
                size=size,
                seed=secrets.randbelow(LARGEST_SEED) if seed is None else seed,
                reviewers=[_person(number) for number in dict.fromkeys(reviewers)],
                by=_person(by),
                at=timezone.now(),
            )
        except actions.NothingToDraw:
            raise CommandError("No record was accepted in this period.") from None
        except sampling.TooFew as few:
            raise CommandError(f"Draw at least {few.strata} records: {few}.") from None
        except actions.NotAllowed as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            f"Sample {sample.pk}: {sample.size} of {sample.population} records, seed {sample.seed}"
        )


def _person(number: str) -> User:
    person = (
        User.objects.filter(warrant_number__iexact=number, is_active=True)
        .select_related("team")
        .first()
    )
    if person is None:
        raise CommandError(f"Nobody has the warrant number {number}.")
    return person
