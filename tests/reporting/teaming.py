"""Teams with many records, written as they would stand in the tables, and counted the slow way."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle

from django.utils import timezone

from accounts.models import Team, TeamKind, User
from records.models import Encounter, HandcuffUse, Review, UseAssessment
from records.questionnaire import USE_QUESTIONS, Section
from records.vocabulary import (
    Assessment,
    Decision,
    DeEscalation,
    Ethnicity,
    ReturnReason,
    UseStatus,
    YesNo,
)
from reporting.models import Run
from reporting.reports import TEAM_FIGURES
from reporting.reports.standing import ForceScope
from reporting.reports.team_figures import TeamFigures
from reporting.reports.team_filters import TeamSelection
from reporting.runs.actions import work_out
from tests import factories
from tests.reporting.registering import NOON, an_area, new_encounter

ACCOUNT = {
    name: answer
    for section, asked in USE_QUESTIONS.items()
    for name, answer in factories.complete_answers(Section(section), at=NOON).items()
    if name in {question.name for question in asked}
}


@dataclass(frozen=True)
class Tree:
    """A force with a command of several teams, and a team of another command."""

    force: Team
    command: Team
    teams: list[Team]
    elsewhere: Team
    officers: dict[int, list[User]]


def a_tree(*, teams: int = 12, officers: int = 3) -> Tree:
    force = factories.a_force()
    command = factories.a_team(name="Command", kind=TeamKind.COMMAND)
    below = [factories.a_team(name=f"Team {n:02}", parent=command) for n in range(teams)]
    other = factories.a_team(name="Other command", kind=TeamKind.COMMAND)
    elsewhere = factories.a_team(name="Elsewhere", parent=other)
    return Tree(
        force=force,
        command=command,
        teams=below,
        elsewhere=elsewhere,
        officers={
            team.pk: [factories.an_officer(team=team) for _ in range(officers)]
            for team in (*below, elsewhere)
        },
    )


def record(
    officers: list[User],
    number: int,
    *,
    occurred_at: datetime = NOON,
    tried: int | None = None,
    filed_after: float | list[float] = 1,
    **choices,
) -> list[Encounter]:
    """Encounters by these officers in turn, `tried` of them with de-escalation (all if None).

    `filed_after` are hours, one or as many as there are records.
    """
    choices.setdefault("area", an_area("A1", "Aldham"))
    hours = filed_after if isinstance(filed_after, list) else [filed_after] * number
    made = []
    for by, lag in zip(cycle(officers), hours, strict=False):
        if len(made) == number:
            break
        encounter = new_encounter(by=by, occurred_at=occurred_at, **choices)
        if encounter.submitted_at:
            encounter.submitted_at = occurred_at + timedelta(hours=lag)
            encounter.is_late = lag > 24
            encounter.late_explanation = "No signal" if encounter.is_late else ""
        made.append(encounter)
    Encounter.objects.bulk_create(made)
    HandcuffUse.objects.bulk_create(
        _account(encounter, tried=tried is None or n < tried) for n, encounter in enumerate(made)
    )
    return made


def an_account(encounter: Encounter, **choices) -> HandcuffUse:
    use = _account(encounter, **choices)
    use.save(force_insert=True)
    return use


def _account(
    encounter: Encounter, *, by: User | None = None, tried: bool = True, continued: bool = False
) -> HandcuffUse:
    own = dict(ACCOUNT)
    if not tried:
        own |= {
            "de_escalation": [DeEscalation.NONE],
            "de_escalation_effect": "",
            "no_de_escalation_reason": "It was over in seconds",
        }
    own |= {
        "applied_at": encounter.occurred_at,
        "ended_at": encounter.occurred_at + timedelta(minutes=30 if continued else 5),
        "continued_use": continued,
        "justification_continued": "The hands went there again" if continued else "",
    }
    filed = encounter.submitted_at is not None
    return HandcuffUse(
        encounter=encounter,
        officer=by or encounter.reporting_officer,
        status=UseStatus.SUBMITTED if filed else UseStatus.DRAFT,
        created_at=encounter.created_at,
        changed_at=encounter.created_at,
        submitted_at=encounter.submitted_at,
        **own,
    )


def a_review(
    encounter: Encounter,
    reviewer: User,
    *,
    after: float = 1,
    decision: Decision = Decision.ACCEPT,
    reasons: tuple[ReturnReason, ...] = (ReturnReason.OTHER,),
    continued: Assessment = Assessment.MET,
) -> Review:
    """A decision so many hours after the record was filed, `continued` of every account kept on."""
    asks = decision == Decision.RETURN
    review = Review.objects.create(
        encounter=encounter,
        reviewer=reviewer,
        at=encounter.submitted_at + timedelta(hours=after),
        decision=decision,
        lawful_basis=Assessment.MET,
        necessity=Assessment.MET,
        proportionality=Assessment.MET,
        de_escalation=Assessment.MET,
        video_viewed=YesNo.YES,
        question="Why?" if asks else "",
        question_for=encounter.reporting_officer if asks else None,
        return_reasons=list(reasons) if asks else [],
    )
    UseAssessment.objects.bulk_create(
        UseAssessment(
            review=review,
            use=use,
            lawful_basis=Assessment.MET,
            necessity=Assessment.MET,
            proportionality=Assessment.MET,
            de_escalation=Assessment.MET,
            continued_use=continued if use.continued_use else "",
        )
        for use in encounter.uses.all()
    )
    return review


def anything(tree: Tree, *, seed: int, number: int = 60) -> None:
    """Records of every kind all over the tree and the year, by chance but always the same."""
    draw = random.Random(seed)
    reviewer = factories.a_supervisor(team=tree.force)
    statuses = ["submitted", "accepted", "accepted", "returned", "escalated", "upheld"]
    for of_all in range(number):
        team = draw.choice([*tree.teams[:4], tree.elsewhere])
        officers = tree.officers[team.pk][: draw.choice([1, 3])]
        [encounter] = record(
            [draw.choice(officers)],
            1,
            occurred_at=NOON - timedelta(days=draw.randrange(150), hours=draw.randrange(24)),
            tried=draw.choice([0, 1]),
            ethnicity_perceived=Ethnicity.WHITE if of_all % 5 else Ethnicity.NOT_REPORTED,
            filed_after=draw.choice([0.2, 1, 3, 5.5, 30, 70]),
            status=draw.choice([*statuses, "draft", "withdrawn"]),
        )
        if encounter.submitted_at is None:
            continue
        if draw.random() < 0.3:
            an_account(encounter, by=draw.choice(officers), continued=True)
        for n in range(draw.choice([0, 1, 1, 2])):
            asks = draw.random() < 0.4
            a_review(
                encounter,
                reviewer,
                after=draw.choice([2, 20, 71, 73, 200]) + n,
                decision=Decision.RETURN if asks else Decision.ACCEPT,
                reasons=tuple(draw.sample(list(ReturnReason), draw.choice([1, 2]))),
                continued=draw.choice(list(Assessment)),
            )


def figures_of(team: Team, *, now: datetime, **choices) -> TeamFigures:
    """The team figures worked out, stored, and read back."""
    selection = TeamSelection(team=team, **choices)
    scope = TEAM_FIGURES.offline.scope_of(selection)
    work_out(report=TEAM_FIGURES, scope=scope, by=None, at=now)
    return TEAM_FIGURES.compute(selection, now=now)


def worked_out(report, tree: Tree, **months: date) -> Run:
    """What the timer would store of these months of the force."""
    scope = ForceScope(force=tree.force.path, **months)
    return work_out(report=report, scope=scope, by=None, at=timezone.now())
