"""Adding people, changing what is kept about them, ending and renewing their access."""

from datetime import datetime
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from psycopg2.errors import UniqueViolation

from accounts.actions.changing import (
    Refused,
    insist,
    insist_on_an_administrator,
    insist_unchanged,
    lock_people,
)
from accounts.actions.tokens import revoke_all
from accounts.details import MANY, Details, details_of, differences
from accounts.models import Role, Team, User
from accounts.permissions import may_administer, may_change_roles, may_deactivate
from accounts.training import COLUMNS as TRAINING_COLUMNS
from audit.actions import record
from audit.models import Operation
from outbox.actions import Letter, queue


def log(
    person: User, *, action: str, by: User | None, at: datetime, detail: dict | None = None
) -> None:
    """The audit event of what was done; the last write of every action."""
    record(
        at=at,
        by=by,
        operation=Operation.COLLECTION if action == "create_person" else Operation.ALTERATION,
        action=action,
        object_type="user",
        object_id=person.pk,
        object_label=str(person),
        detail=detail,
    )


@transaction.atomic
def create_person(
    *,
    warrant_number: str,
    name: str,
    email: str,
    team: Team | None,
    roles: list[Role],
    password: str | None,
    by: User | None,
    at: datetime,
    check: bool = True,
    **trained_on: Any,
) -> User:
    """Add a person; without a password they cannot sign in until they set one by e-mail.

    `check` says in words what is wrong with the details, which costs several queries; the database
    refuses them in any case.
    """
    if by is not None:
        insist(may_administer(by))
    details = Details(name=name, email=email, team=team, roles=tuple(roles), **trained_on)
    person = new_person(warrant_number, details, password=password)
    if check:
        person.full_clean()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        # Between the check and the writing: two administrators at once, or a double click.
        raise Refused("That warrant number or e-mail address was given just now.") from None
    log(person, action="create_person", by=by, at=at, detail=of_new(person))
    return person


def new_person(warrant_number: str, details: Details, *, password: str | None = None) -> User:
    """Somebody not yet saved."""
    person = User(warrant_number=warrant_number.upper())
    fill(person, details)
    person.set_password(password)
    return person


def fill(person: User, details: Details) -> None:
    """Put the details into the row."""
    for name, value in vars(details).items():
        setattr(person, name, list(value) if name in MANY else value)


def of_new(person: User) -> dict:
    """What the audit keeps of somebody added."""
    trained = {column: list(map(str, getattr(person, column))) for column in TRAINING_COLUMNS}
    return {
        "roles": person.roles,
        "team": person.team.name if person.team else "",
        **{column: days for column, days in trained.items() if days},
    }


def of_change(changes: dict[str, tuple[Any, Any]]) -> dict:
    """What the audit keeps of a change: from and to."""
    return {name: [_as_kept(before), _as_kept(after)] for name, (before, after) in changes.items()}


def _as_kept(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return "" if value is None else str(value)


@transaction.atomic
def change_person(
    *, person_id: int, details: Details, version_seen: int, by: User, at: datetime
) -> User:
    """Change name, address, team, roles or training dates."""
    locked = lock_people(person_id, by.pk)
    person, by = locked[person_id], locked[by.pk]
    insist(may_administer(by))
    insist_unchanged(person, version_seen)
    changes = differences(details_of(person), details)
    if not changes:
        return person
    if "roles" in changes:
        insist(may_change_roles(by, person))
    if "team" in changes and details.team is not None and details.team.closed_at is not None:
        raise Refused(f"{details.team.name} is closed.")
    apply_change(person, details, changes)
    insist_on_an_administrator()
    log(person, action="change_person", by=by, at=at, detail=of_change(changes))
    return person


def apply_change(person: User, details: Details, changes: dict, *, check: bool = True) -> None:
    """Write the details; whoever calls has locked the row and asked who may."""
    fill(person, details)
    person.version += 1
    if check:
        person.full_clean()
    try:
        with transaction.atomic():
            person.save(update_fields=[*changes, "version"])
    except IntegrityError:
        raise Refused("That e-mail address was given to somebody else just now.") from None
    if "email" in changes:
        # allauth keeps addresses of its own: the old one must not reset the password.
        EmailAddress.objects.filter(user=person).delete()


@transaction.atomic
def deactivate_person(*, person_id: int, version_seen: int, by: User, at: datetime) -> User:
    """End somebody's access at once, in every open session too."""
    locked = lock_people(person_id, by.pk)
    person, by = locked[person_id], locked[by.pk]
    insist(may_deactivate(by, person))
    insist_unchanged(person, version_seen)
    if not person.is_active:
        raise Refused(f"{person} has no access already.")
    end_access(person)
    revoke_all([person], by=by, at=at)
    insist_on_an_administrator()
    log(person, action="deactivate_person", by=by, at=at)
    return person


def end_access(person: User) -> None:
    """Sessions depend on the password: without it none of them works, also not after a return."""
    person.is_active = False
    person.set_unusable_password()
    person.version += 1
    person.save(update_fields=["is_active", "password", "version"])


@transaction.atomic
def reactivate_person(*, person_id: int, version_seen: int, by: User, at: datetime) -> User:
    """Give somebody access again; they set a new password by e-mail."""
    locked = lock_people(person_id, by.pk)
    person, by = locked[person_id], locked[by.pk]
    insist(may_administer(by))
    insist_unchanged(person, version_seen)
    if person.is_active:
        raise Refused(f"{person} has access already.")
    if person.team is not None and person.team.closed_at is not None:
        raise Refused(f"Their team, {person.team.name}, is closed: choose another first.")
    give_access(person)
    queue(**vars(password_link(person, at=at)), at=at)
    log(person, action="reactivate_person", by=by, at=at)
    return person


def give_access(person: User) -> None:
    person.is_active = True
    person.version += 1
    person.save(update_fields=["is_active", "version"])


@transaction.atomic
def send_password_link(*, person_id: int, by: User, at: datetime) -> User:
    """Mail somebody a link with which they set their password."""
    insist(may_administer(by))
    person = User.objects.select_for_update(no_key=True).get(pk=person_id)
    if not person.is_active:
        raise Refused(f"{person} has no access: give it back first.")
    if queue(**vars(password_link(person, at=at)), at=at):
        log(person, action="send_password_link", by=by, at=at)
    return person


def password_link(person: User, *, at: datetime) -> Letter:
    """The same link that a forgotten password brings; twice in a minute is a double click."""
    address = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(person),
            "key": default_token_generator.make_token(person),
        },
    )
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    return Letter(
        key=f"set-password:{person.pk}:{at:%Y-%m-%dT%H:%M}",
        to=person.email,
        subject="Set your password for Cuffing",
        body=(
            f"You can use Cuffing with the warrant number {person.warrant_number}.\n\n"
            f"Set your password here. The link works once, for {hours} hours:\n\n"
            f"{settings.PUBLIC_ADDRESS}{address}\n\n"
            "After that, use “I have forgotten my password” on the sign-in page.\n"
        ),
    )


@transaction.atomic
def disclose_people(*, number: int, by: User, at: datetime) -> None:
    """The list of people left the service as a file."""
    insist(may_administer(by))
    record(
        at=at,
        by=by,
        operation=Operation.DISCLOSURE,
        action="people_csv",
        object_type="user",
        object_label="People file",
        detail={"people": number},
    )
