"""Circumstances kept under a name, and records begun from them.

Favourites are an officer's own; there is no encounter behind them, so no version and no lock but
that of the owner, which keeps the number of them right.
"""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from audit.actions import record
from audit.models import Operation
from records import permissions
from records.actions.changing import NotAllowed, action, insist, log, save
from records.actions.drafting import start, write_answers
from records.favourites import MOST_FAVOURITES, circumstances, usable
from records.models import Encounter, Favourite
from records.vocabulary import Status


class NameTaken(Exception):
    """The officer has a favourite of that name."""


def _lock_favourites(owner: User) -> None:
    """Whoever else changes the favourites of this officer waits."""
    User.objects.select_for_update().get(pk=owner.pk)


def _insist_on_free_name(owner: User, name: str, *, but: int | None = None) -> None:
    if Favourite.objects.filter(owner=owner, name__iexact=name).exclude(pk=but).exists():
        raise NameTaken


def _log(favourite: Favourite, *, operation: Operation, action: str, by: User, at: datetime):
    record(
        at=at,
        by=by,
        operation=operation,
        action=action,
        object_type="favourite",
        object_id=favourite.pk,
    )


@action
def save_favourite(
    *, encounter: Encounter, name: str, with_place: bool = True, by: User, at: datetime
) -> Favourite:
    """Keep the circumstances of a record of one's own; the same again under its name is one."""
    insist(permissions.may_save_favourite(by, encounter))
    _lock_favourites(by)
    answers = circumstances(encounter, encounter.uses.get(officer=by), with_place=with_place)
    if not answers:
        raise NotAllowed("The record says nothing about its circumstances yet.")
    existing = Favourite.objects.filter(owner=by, name__iexact=name, answers=answers).first()
    if existing is not None:
        return existing
    _insist_on_free_name(by, name)
    if Favourite.objects.filter(owner=by).count() >= MOST_FAVOURITES:
        raise NotAllowed(f"You have {MOST_FAVOURITES} favourites: delete one first.")
    favourite = Favourite.objects.create(
        owner=by, name=name, answers=answers, created_at=at, changed_at=at
    )
    _log(favourite, operation=Operation.COLLECTION, action="save_favourite", by=by, at=at)
    return favourite


def _own(favourite_id: int, owner: User) -> Favourite:
    favourite = Favourite.objects.filter(pk=favourite_id, owner=owner).first()
    if favourite is None:
        raise NotAllowed("That favourite is gone.")
    return favourite


@action
def rename_favourite(*, favourite_id: int, name: str, by: User, at: datetime) -> Favourite:
    """Another name for the same circumstances."""
    _lock_favourites(by)
    favourite = _own(favourite_id, by)
    _insist_on_free_name(by, name, but=favourite.pk)
    favourite.name, favourite.changed_at = name, at
    favourite.save(update_fields=["name", "changed_at"])
    _log(favourite, operation=Operation.ALTERATION, action="rename_favourite", by=by, at=at)
    return favourite


@action
def delete_favourite(*, favourite_id: int, by: User, at: datetime) -> None:
    """Records begun from it stay as they are."""
    _lock_favourites(by)
    favourite = _own(favourite_id, by)
    _log(favourite, operation=Operation.ERASURE, action="delete_favourite", by=by, at=at)
    favourite.delete()


@action
def start_from_favourite(
    *, encounter_id: UUID, favourite_id: int, by: User, at: datetime
) -> Encounter:
    """Open a draft that begins with the circumstances of a favourite.

    The same uuid again is the same draft, as it is by then.
    """
    favourite = _own(favourite_id, by)
    encounter = start(encounter_id=encounter_id, by=by, at=at)
    if encounter.version != 1 or encounter.status != Status.DRAFT:
        return encounter
    answers = usable(favourite.answers)
    use = encounter.uses.get(officer=by)
    write_answers(use, answers, at=at)
    fields = []
    for name, value in answers.items():
        column = "area_id" if name == "area" else name
        if hasattr(encounter, column):
            setattr(encounter, column, value)
            fields.append(name)
    save(encounter, at=at, fields=tuple(fields))
    log(
        encounter,
        operation=Operation.ALTERATION,
        action="start_from_favourite",
        by=by,
        at=at,
        detail={"answers": sorted(answers)},
    )
    return encounter
