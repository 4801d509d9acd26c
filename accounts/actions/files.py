"""People by file: kept for the time between the trial and the confirmation, then applied whole."""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.actions.changing import Refused, insist
from accounts.actions.people import fill, log, new_person, of_change, of_new, password_link
from accounts.actions.tokens import revoke_all
from accounts.details import NAMES
from accounts.models import PeopleFile, User
from accounts.people_file.planning import Effect, Line, Plan, make_plan
from accounts.permissions import may_administer
from outbox.actions import queue_all

KEPT_FOR = timedelta(days=1)
_ACTIONS = {
    Effect.ADD: "create_person",
    Effect.CHANGE: "change_person",
    Effect.DEACTIVATE: "deactivate_person",
    Effect.REACTIVATE: "reactivate_person",
}


class NotAsShown(Exception):
    """The file would no longer do what the report said; nothing was changed."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("Something changed after the report was made.")
        self.plan = plan


@transaction.atomic
def keep_people_file(*, text: str, name: str, by: User, at: datetime) -> PeopleFile:
    """Keep a file for the confirmation. One at a time, for a day: it is full of addresses."""
    insist(may_administer(by))
    PeopleFile.objects.filter(at__lt=at - KEPT_FOR).delete()
    PeopleFile.objects.filter(by=by).delete()
    return PeopleFile.objects.create(text=text, name=name[:100], by=by, at=at)


@transaction.atomic
def apply_people_file(*, file_id: UUID, digest_seen: str, by: User, at: datetime) -> int:
    """Do what the report said, all of it or nothing; how many people it was about.

    The plan is made anew with everybody locked; if it is not the one that was shown, or a line
    is wrong, NotAsShown.
    """
    file = PeopleFile.objects.select_for_update().filter(pk=file_id, by=by).first()
    if file is None:
        raise Refused("This file was applied already, or is no longer kept.")
    plan = make_plan(file.text, by=by, today=timezone.localdate(at), lock=True)
    insist(may_administer(User.objects.get(pk=by.pk)))
    if plan.wrong or plan.digest != digest_seen:
        raise NotAsShown(plan)
    done = _write(plan, at=at)
    gone = [person for person, effect, _ in done if effect is Effect.DEACTIVATE]
    revoke_all(gone, by=by, at=at)
    file.delete()
    for person, effect, detail in done:
        log(person, action=_ACTIONS[effect], by=by, at=at, detail=detail)
    return len(done)


def _write(plan: Plan, *, at: datetime) -> list[tuple[User, Effect, dict]]:
    """Everybody at once: the events come after, because their lock is held until the end."""
    added, changed, addresses_of = [], [], []
    done: list[tuple[User, Effect, dict]] = []
    for line in plan.lines:
        effect = line.effect
        if effect is Effect.ADD:
            person = new_person(line.warrant_number, line.details)
            added.append(person)
            done.append((person, effect, of_new(person)))
        elif effect is not Effect.NOTHING:
            _change(line, effect)
            changed.append(line.person)
            done.append((line.person, effect, of_change(line.changes)))
            if "email" in line.changes:
                addresses_of.append(line.person)
    User.objects.bulk_create(added)
    User.objects.bulk_update(changed, [*NAMES, "is_active", "password", "version"], batch_size=500)
    EmailAddress.objects.filter(user__in=addresses_of).delete()
    back = [person for person, effect, _ in done if effect is Effect.REACTIVATE]
    queue_all([password_link(person, at=at) for person in (*added, *back)], at=at)
    return done


def _change(line: Line, effect: Effect) -> None:
    fill(line.person, line.details)
    if effect is Effect.DEACTIVATE:
        line.person.is_active = False
        line.person.set_unusable_password()
    elif effect is Effect.REACTIVATE:
        line.person.is_active = True
    line.person.version += 1
