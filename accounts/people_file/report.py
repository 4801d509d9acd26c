"""The plan in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Role, Team
from accounts.people_file.planning import Effect, Line, Plan
from accounts.people_file.teams import full_names
from accounts.presenters import day

SHOWN = 500
TAGS = {
    Effect.ADD: "good",
    Effect.CHANGE: "in_progress",
    Effect.REACTIVATE: "good",
    Effect.DEACTIVATE: "attention",
    Effect.NOTHING: "neutral",
    Effect.WRONG: "problem",
}
_NAMES = {
    "name": "Name",
    "email": "E-mail",
    "team": "Team",
    "roles": "Roles",
    "personal_safety_trained_on": "Personal safety training",
    "legal_trained_on": "Legal training",
    "de_escalation_trained_on": "De-escalation training",
}


@dataclass(frozen=True)
class ReportLine:
    """One line of the file, as the page shows it."""

    number: int
    warrant_number: str
    name: str
    effect: str
    tag: str
    details: list[str]


@dataclass(frozen=True)
class Report:
    """Wrong lines first, then those that change something, at most `SHOWN` of each."""

    total: int
    counts: list[tuple[str, int]]
    wrong: list[ReportLine]
    others: list[ReportLine]
    wrong_left_out: int
    others_left_out: int


def report_of(plan: Plan) -> Report:
    names = full_names()
    wrong = plan.wrong
    others = [line for line in plan.lines if not line.problems]
    others.sort(key=lambda line: (line.effect is Effect.NOTHING, line.number))
    return Report(
        total=len(plan.lines),
        counts=[(effect.value, plan.count(effect)) for effect in Effect if plan.count(effect)],
        wrong=[_line(line, names) for line in wrong[:SHOWN]],
        others=[_line(line, names) for line in others[:SHOWN]],
        wrong_left_out=max(0, len(wrong) - SHOWN),
        others_left_out=max(0, len(others) - SHOWN),
    )


def _line(line: Line, names: dict[int, str]) -> ReportLine:
    effect = line.effect
    return ReportLine(
        number=line.number,
        warrant_number=line.warrant_number or "(none)",
        name=line.name,
        effect=effect.value,
        tag=TAGS[effect],
        details=list(line.problems) if line.problems else _details(line, names),
    )


def _details(line: Line, names: dict[int, str]) -> list[str]:
    if line.person is None and line.details is not None:
        given = [
            f"{_NAMES[name]}: {_words(value, names)}"
            for name, value in vars(line.details).items()
            if value and name != "name"
        ]
        return [*given, "A link to set the password is mailed"]
    return [
        f"{_NAMES[name]}: {_words(before, names)} → {_words(after, names)}"
        for name, (before, after) in line.changes.items()
    ]


def _one(value: Role | date) -> str:
    return day(value) if isinstance(value, date) else Role(value).label


def _words(value: Any, names: dict[int, str]) -> str:
    if isinstance(value, Team):
        return names[value.pk]
    if isinstance(value, tuple):
        return ", ".join(_one(one) for one in value) or "none"
    return str(value) if value else "none"
