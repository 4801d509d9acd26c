"""Dip samples: drawn by professional standards, reviewed again without the first decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import Team, TeamKind, User
from audit.actions import record
from audit.models import Operation
from outbox.actions import queue
from records import sampling, second_looks
from records.actions.changing import NotAllowed, action, insist, insist_unchanged, lock, log
from records.actions.reviewing import NotShown
from records.forms.moments import LONDON
from records.judgement import Judgement, NotEveryAccount
from records.models import (
    DipSample,
    DipSampleItem,
    Encounter,
    Review,
    SecondReview,
    StatusChange,
    UseAssessment,
)
from records.vocabulary import Decision, YesNo
from records.workflow import Step

# What `may_review_again` looks at.
_WHO_SAW_IT = (
    "officers_present__officer__team",
    "uses__officer__team",
    "reviews",
    "status_changes",
    "granted_accesses",
    "second_opinions",
    "dip_sample_items",
)
_BEFORE_ARREST = {YesNo.YES: "before arrest", YesNo.NO: "not before arrest"}


class NothingToDraw(Exception):
    """No record was accepted in the period."""


@dataclass(frozen=True)
class Accepted:
    """One record to draw from: by whose decision it was accepted, and where it is counted."""

    encounter: UUID
    review: int
    stratum: str
    label: str


def _acceptances(*, first_day: date, last_day: date, as_at: datetime) -> QuerySet[StatusChange]:
    """The acceptances by supervisors on these days that still held at `as_at`."""
    begins = datetime.combine(first_day, time.min, LONDON)
    ends = datetime.combine(last_day + timedelta(days=1), time.min, LONDON)
    later = StatusChange.objects.filter(
        encounter=OuterRef("encounter"), pk__gt=OuterRef("pk"), at__lte=as_at
    )
    decision = Review.objects.filter(
        encounter=OuterRef("encounter"),
        reviewer=OuterRef("by"),
        at=OuterRef("at"),
        decision=Decision.ACCEPT,
    ).order_by("-pk")
    return StatusChange.objects.filter(
        ~Exists(later), step=Step.ACCEPT, at__gte=begins, at__lt=ends, at__lte=as_at
    ).annotate(review=Subquery(decision.values("pk")[:1]))


def accepted_records(*, first_day: date, last_day: date, as_at: datetime) -> list[Accepted]:
    """What a sample is drawn from: by borough command, and before arrest or not.

    A record and its decision are taken as at `as_at`; whether it was before arrest, and where its
    team belongs, as they are now: the digest of the sample tells whether that has changed.
    """
    teams = Team.objects.in_bulk()
    commands = {pk: _command_of(team, teams) for pk, team in teams.items()}
    rows = (
        _acceptances(first_day=first_day, last_day=last_day, as_at=as_at)
        .filter(review__isnull=False)
        .values_list("encounter", "review", "encounter__team", "encounter__before_arrest")
        .order_by("encounter")
    )
    return [
        Accepted(
            encounter=encounter,
            review=review,
            stratum=f"{commands[team].pk}:{before_arrest}",
            label=f"{commands[team].name}, {_BEFORE_ARREST[before_arrest]}",
        )
        for encounter, review, team, before_arrest in rows
    ]


def _command_of(team: Team, teams: dict[int, Team]) -> Team:
    """The borough command above a team; a team without one stands for itself."""
    above = [teams[pk] for pk in team.ids_above()]
    return next((one for one in above if one.kind == TeamKind.COMMAND), team)


@action
def draw_dip_sample(
    *,
    first_day: date,
    last_day: date,
    size: int,
    seed: int,
    reviewers: Sequence[User],
    by: User,
    at: datetime,
    page_id: UUID | None = None,
) -> DipSample:
    """Draw accepted records at random and give each to a second reviewer.

    The same page sent again is the same sample. Raises NothingToDraw, sampling.TooFew, or
    NotAllowed where nobody named may review a record.
    """
    insist(second_looks.may_run_dip_samples(by))
    _one_after_the_other()
    if page_id is not None and (there := DipSample.objects.filter(page_id=page_id).first()):
        if there.drawn_by_id != by.pk:
            raise NotAllowed("That page was not yours. Please open it again.")
        return there
    accepted = accepted_records(first_day=first_day, last_day=last_day, as_at=at)
    if not accepted:
        raise NothingToDraw
    frame: dict[str, list[UUID]] = {}
    for one in accepted:
        frame.setdefault(one.stratum, []).append(one.encounter)
    drawn = sampling.draw(frame, size=min(size, len(accepted)), seed=seed)
    found = {one.encounter: one for one in accepted}
    labels = {one.stratum: one.label for one in accepted}
    chosen = [found[pk] for records in drawn.values() for pk in records]
    given = _give_out(chosen, reviewers)
    sample = DipSample.objects.create(
        page_id=page_id,
        drawn_at=at,
        drawn_by=by,
        first_day=first_day,
        last_day=last_day,
        register_as_at=at,
        size=len(chosen),
        seed=seed,
        population=len(accepted),
        frame_digest=sampling.digest(frame),
        strata=[
            {
                "stratum": stratum,
                "label": labels[stratum],
                "population": len(frame[stratum]),
                "drawn": len(records),
            }
            for stratum, records in drawn.items()
        ],
    )
    DipSampleItem.objects.bulk_create(
        DipSampleItem(
            sample=sample,
            encounter_id=one.encounter,
            first_review_id=one.review,
            stratum=one.stratum,
            reviewer=given[one.encounter],
        )
        for one in chosen
    )
    for person in sorted(set(given.values()), key=lambda one: one.pk):
        queue(
            key=f"dip-sample:{sample.pk}:{person.pk}",
            to=person.email,
            subject="Records wait for your second review",
            body=(
                "You are asked to review records of a random sample a second time, without "
                "seeing the first decision.\n\nSign in to find them on your home page.\n"
            ),
            at=at,
        )
    record(
        at=at,
        by=by,
        operation=Operation.COMBINATION,
        action="draw_dip_sample",
        object_type="dip_sample",
        object_id=sample.pk,
        object_label=str(sample),
        detail={"seed": seed, "size": sample.size, "population": sample.population},
    )
    return sample


def _one_after_the_other() -> None:
    """Two draws at once would not see whom the other gives a record to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('records.dip_samples'))")


def _give_out(chosen: Sequence[Accepted], reviewers: Sequence[User]) -> dict[UUID, User]:
    encounters = (
        Encounter.objects.select_related("team", "reporting_officer__team")
        .prefetch_related(*_WHO_SAW_IT)
        .in_bulk([one.encounter for one in chosen])
    )
    try:
        return sampling.assign(
            [one.encounter for one in chosen],
            reviewers,
            lambda person, pk: bool(second_looks.may_review_again(person, encounters[pk])),
        )
    except sampling.NobodyLeft:
        raise NotAllowed(
            "At least one of the records drawn can be reviewed by nobody you named: they were "
            "there, decided on it, or can see the decision. Name somebody of another team."
        ) from None


def drawn_again(sample: DipSample) -> list[UUID]:
    """The records that the seed draws from the register as it was then; for checking a sample."""
    frame: dict[str, list[UUID]] = {}
    for one in accepted_records(
        first_day=sample.first_day, last_day=sample.last_day, as_at=sample.register_as_at
    ):
        frame.setdefault(one.stratum, []).append(one.encounter)
    drawn = sampling.draw(frame, size=sample.size, seed=sample.seed)
    return [pk for records in drawn.values() for pk in records]


@action
def give_second_review(
    *,
    item_id: int,
    decision: Decision,
    judgement: Judgement,
    version_seen: int,
    by: User,
    at: datetime,
) -> DipSampleItem:
    """Keep what the second reviewer finds; once, and it changes nothing on the record."""
    item = DipSampleItem.objects.select_related("encounter").get(pk=item_id)
    item.encounter = lock(item.encounter_id)
    insist(second_looks.may_give_second_review(by, item))
    if SecondReview.objects.filter(item=item).exists():
        raise NotAllowed("Your second review of this record is there already.")
    insist_unchanged(item.encounter, version_seen)
    if decision == Decision.ACCEPT and not judgement.allows_acceptance:
        raise NotShown
    columns = judgement.columns
    del columns["learning_point"]  # that goes to the officers, and this does not
    review = SecondReview.objects.create(item=item, at=at, decision=decision, **columns)
    try:
        assessments = judgement.assessments(item.encounter.uses.all(), second_review=review)
    except NotEveryAccount:
        raise NotAllowed("Assess every account that was given, and no other.") from None
    UseAssessment.objects.bulk_create(assessments)
    log(item.encounter, operation=Operation.CONSULTATION, action="give_second_review", by=by, at=at)
    return item


@transaction.atomic
def consult_blind(*, item: DipSampleItem, by: User, at: datetime) -> None:
    """Somebody read a record for its second review. The item came through `visible_to`."""
    log(
        item.encounter,
        operation=Operation.CONSULTATION,
        action="consult_blind",
        by=by,
        at=at,
        detail={"dip_sample": item.sample_id},
    )
