"""What a file would do, line by line, and what is wrong with it. Nothing is written here."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.details import Details, details_of, differences
from accounts.models import Role, User
from accounts.people_file import NONE
from accounts.people_file.reading import Row, read
from accounts.people_file.teams import Teams
from accounts.permissions import may_change_roles, may_deactivate
from accounts.training import COLUMNS as TRAINING_COLUMNS
from accounts.wording import (
    problem_with_name,
    problem_with_warrant_number,
    read_training_days,
)

_BETWEEN_ROLES = re.compile(r"[\s,;+|]+")
_ACTIVE = {"yes": True, "y": True, "true": True, "1": True, "active": True}
_ACTIVE |= {"no": False, "n": False, "false": False, "0": False, "inactive": False}


class Effect(Enum):
    """What a line does; the value is how the report says it."""

    ADD = "Add"
    CHANGE = "Change"
    DEACTIVATE = "End access"
    REACTIVATE = "Give access again"
    NOTHING = "No change"
    WRONG = "Wrong"


@dataclass
class Line:
    """One line of the file, with what it would do or what is wrong with it."""

    number: int
    warrant_number: str
    person: User | None = None
    details: Details | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    active: bool = True
    problems: list[str] = field(default_factory=list)

    @property
    def effect(self) -> Effect:
        if self.problems:
            return Effect.WRONG
        if self.person is None:
            return Effect.ADD
        if self.active != self.person.is_active:
            return Effect.REACTIVATE if self.active else Effect.DEACTIVATE
        return Effect.CHANGE if self.changes else Effect.NOTHING

    @property
    def name(self) -> str:
        if self.details is not None:
            return self.details.name
        return self.person.name if self.person else ""


@dataclass(frozen=True)
class Plan:
    """Every line, in the order of the file."""

    lines: list[Line]

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.problems]

    def count(self, effect: Effect) -> int:
        return sum(line.effect is effect for line in self.lines)

    @property
    def changes_something(self) -> bool:
        return self.count(Effect.NOTHING) < len(self.lines)

    @property
    def digest(self) -> str:
        """Two plans of one digest do the same to the same people, as they then are."""
        said = [
            (
                *(line.number, line.warrant_number, line.effect.value, line.active),
                *(repr(line.details), line.person.version if line.person else 0),
            )
            for line in self.lines
        ]
        return sha256(repr(said).encode()).hexdigest()


def make_plan(text: str, *, by: User, today: date, lock: bool = False) -> Plan:
    """What the file would do if `by` applied it; Unreadable if it is no such file.

    `lock` keeps everybody named in it, and every administrator, as they are until the transaction
    ends.
    """
    rows = read(text)
    people = _people({row.cells.get("warrant_number", "").upper() for row in rows}, lock=lock)
    teams = Teams()
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for row in rows:
        number = row.cells.get("warrant_number", "").upper()
        line = Line(row.number, number, person=people.get(number))
        lines.append(line)
        if number in seen:
            line.problems.append(f"{number} is on line {seen[number]} already")
            continue
        seen[number] = row.number
        _read_line(line, row, teams=teams, by=by, today=today)
    _find_shared_addresses(lines)
    return Plan(lines)


def _people(numbers: set[str], *, lock: bool) -> dict[str, User]:
    wanted = User.objects.filter(warrant_number__in=numbers).select_related("team")
    if lock:
        wanted = wanted | User.objects.with_role(Role.ADMINISTRATOR).select_related("team")
        wanted = wanted.select_for_update(of=("self",), no_key=True)
    return {person.warrant_number: person for person in wanted.order_by("pk")}


def _read_line(line: Line, row: Row, *, teams: Teams, by: User, today: date) -> None:
    """Everything that is wrong with a line, not only the first."""
    if row.problem:
        line.problems.append(row.problem)
        return
    problems = line.problems
    if found := problem_with_warrant_number(line.warrant_number):
        problems.append(found)
    before = details_of(line.person) if line.person else _NOBODY
    given: dict[str, Any] = {}
    cell = row.cells.get

    if name := cell("name"):
        given["name"] = " ".join(name.split())
    if (name or line.person is None) and (found := problem_with_name(given.get("name", ""))):
        problems.append(found)
    if email := cell("email"):
        given["email"] = email.lower()
        try:
            validate_email(email)
        except ValidationError:
            problems.append(f"“{email[:60]}” is not an e-mail address")
    elif line.person is None:
        problems.append("Enter the e-mail address")
    if team := cell("team"):
        given["team"], found = teams.find(team, current=before.team)
        problems += found
    if roles := cell("roles"):
        given["roles"], found = _roles(roles)
        problems += found
    for column in TRAINING_COLUMNS:
        if cell_text := cell(column):
            days, found = _days(cell_text, column, today=today)
            given[column] = days and (*getattr(before, column), *days)
            problems += found
    line.active = line.person is None or line.person.is_active
    if active := cell("active"):
        if active.lower() not in _ACTIVE:
            problems.append("“active” is yes or no")
        line.active = _ACTIVE.get(active.lower(), line.active)

    line.details = replace(before, **given)
    line.changes = differences(before, line.details) if line.person else {}
    if not problems:
        problems += _refusals(line, by=by)


_NOBODY = Details(name="", email="", team=None, roles=())


def _refusals(line: Line, *, by: User) -> list[str]:
    """What a line may not do although it can be read."""
    details, person = line.details, line.person
    needs_team = {Role.OFFICER, Role.SUPERVISOR} & set(details.roles)
    found = []
    if needs_team and details.team is None:
        found.append("Officers and supervisors belong to a team: name it")
    if person is None:
        if not line.active:
            found.append("Somebody new has to be active")
        return found
    if "roles" in line.changes and not (verdict := may_change_roles(by, person)):
        found.append(verdict.reason)
    if person.is_active and not line.active and not (verdict := may_deactivate(by, person)):
        found.append(verdict.reason)
    comes_back = line.active and not person.is_active
    if comes_back and details.team is not None and details.team.closed_at is not None:
        found.append(f"The team {details.team.name} is closed: name another")
    return found


def _roles(text: str) -> tuple[tuple[Role, ...], list[str]]:
    if text.lower() == NONE:
        return (), []
    words = [word for word in _BETWEEN_ROLES.split(text.lower()) if word]
    unknown = [word for word in words if word not in Role.values]
    if unknown:
        known = ", ".join(Role.values)
        return (), [f"“{unknown[0][:40]}” is not a role: the roles are {known}"]
    return tuple(sorted({Role(word) for word in words})), []


def _days(text: str, column: str, *, today: date) -> tuple[tuple[date, ...], list[str]]:
    if text.lower() == NONE:
        return (), []
    days, problem = read_training_days(text, today=today)
    return days, [f"{column}: {problem[0].lower()}{problem[1:]}"] if problem else []


def _find_shared_addresses(lines: list[Line]) -> None:
    """An address belongs to one person, before and after."""
    given = {
        line.details.email: line
        for line in reversed(lines)
        if line.details and (line.person is None or "email" in line.changes)
    }
    holders = dict(User.objects.filter(email__in=given).values_list("email", "warrant_number"))
    for line in lines:
        if line.details is None or (line.person is not None and "email" not in line.changes):
            continue
        email = line.details.email
        if not email:
            continue
        if given[email] is not line:
            line.problems.append(f"{email} is on line {given[email].number} already")
        elif holders.get(email, line.warrant_number) != line.warrant_number:
            line.problems.append(f"{email} belongs to {holders[email]}")
