"""The queue as supervisors see it: rows, filters with their counts, and one's place in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import TextField, Value
from django.db.models.functions import Concat
from django.http import QueryDict
from django.urls import reverse

from accounts.models import Role, User
from records import permissions
from records.models import Encounter, HandcuffUse
from records.presenters.answers import moment
from records.presenters.lists import TAGGED
from records.querysets import EncounterQuerySet
from records.queue.address import FILED_STATUSES, Asked, read
from records.queue.filters import QueueFilter, months_written
from records.queue.listing import LANGUAGE, Counts, place_of
from records.vocabulary import Status, UseStatus
from records.vocabulary.queue import Feature, Scope, Sort

# Around the words found; what an officer typed is escaped by the template like any other text.
_START, _STOP = "\x02", "\x03"


@dataclass(frozen=True)
class QueueRow:
    """One record in the queue."""

    pk: UUID
    reference: str
    href: str
    when: str
    where: str
    officer: str
    due: str
    overdue: bool
    status: str  # shown where a list holds several
    status_label: str
    tags: tuple[str, ...]
    assigned: str
    said: tuple[tuple[str, bool], ...] = ()  # pieces of text, and whether they were searched for


def queue_lines(
    records: EncounterQuerySet, *, chosen: QueueFilter, user: User, now: datetime
) -> list[QueueRow]:
    """The rows of one page; `records` is already cut to it."""
    found = list(
        records.select_related("area", "reporting_officer", "assigned_to").only(
            *("reference", "status", "occurred_at", "review_due_at"),
            *("area__name", "reporting_officer__name", "assigned_to__name"),
        )
    )
    features = Encounter.objects.features_of([record.pk for record in found], now=now)
    said = _snippets([record.pk for record in found], chosen.words) if chosen.words else {}
    page = "review" if chosen.for_deciding else "encounter"
    carried = carry(chosen)
    return [
        QueueRow(
            pk=record.pk,
            reference=record.reference,
            href=f"{reverse(page, args=[record.pk])}{carried}",
            when=moment(record.occurred_at),
            where=record.area.name if record.area else "",
            officer=record.reporting_officer.name,
            due=moment(record.review_due_at),
            overdue=Feature.OVERDUE in features[record.pk],
            status=record.status,
            status_label="" if chosen.for_deciding else Status(record.status).label,
            tags=tuple(feature.label for feature in TAGGED if feature in features[record.pk]),
            assigned=_assigned(record, user),
            said=said.get(record.pk, ()),
        )
        for record in found
    ]


def _assigned(record: Encounter, user: User) -> str:
    if record.assigned_to_id is None:
        return ""
    return (
        "Assigned to you"
        if record.assigned_to_id == user.pk
        else (f"Assigned to {record.assigned_to.name}")
    )


def _snippets(encounters: list[UUID], words: str) -> dict[UUID, tuple[tuple[str, bool], ...]]:
    """What was found, with some words around it: of each record the first account that says it."""
    query = SearchQuery(words, search_type="websearch", config=LANGUAGE)
    text = Concat(
        "justification_what_happened",
        *(
            part
            for name in ("necessity", "alternatives", "continued")
            for part in (Value(" "), f"justification_{name}")
        ),
        output_field=TextField(),
    )
    headline = SearchHeadline(
        text,
        query,
        config=LANGUAGE,
        start_sel=_START,
        stop_sel=_STOP,
        max_words=24,
        min_words=10,
        max_fragments=2,
        fragment_delimiter=" … ",
    )
    accounts = (
        HandcuffUse.objects.filter(
            encounter__in=encounters, status=UseStatus.SUBMITTED, search_text__words=query
        )
        .order_by("encounter", "submitted_at", "pk")
        .distinct("encounter")
        .annotate(headline=headline)
    )
    return {
        encounter: tuple(_pieces(found))
        for encounter, found in accounts.values_list("encounter", "headline")
    }


def _pieces(headline: str) -> Iterable[tuple[str, bool]]:
    for index, part in enumerate(headline.split(_START)):
        hit, _, rest = part.partition(_STOP) if index else ("", "", part)
        if hit:
            yield hit, True
        if rest:
            yield rest, False


# -- The filters ----------------------------------------------------------------------------------


def queue_page(asked: Asked, counts: Counts) -> dict[str, Any]:
    """What stands around the rows: scopes, filters with counts, what is chosen, what was not."""
    chosen = asked.chosen
    at = reverse("queue")
    return {
        "chosen": chosen,
        "query": chosen.query(),
        "counted": months_written(chosen.counted) if chosen.counted else "",
        "title": chosen.scope.label,
        "total": f"More than {counts.total:,}" if counts.capped else f"{counts.total:,}",
        "one": counts.total == 1 and not counts.capped,
        "overdue": 0 if counts.capped else counts.of[Feature.OVERDUE],
        "capped": counts.capped,
        "scopes": [
            (scope.label, f"{at}?{QueueFilter(scope=scope).query()}".rstrip("?"), scope)
            for scope in Scope
        ],
        "features": [
            (
                feature.value,
                feature.label,
                feature in chosen.features,
                None if counts.capped else counts.of[feature],
            )
            for feature in Feature
        ],
        "statuses": []
        if chosen.for_deciding
        else [(status.value, status.label) for status in FILED_STATUSES],
        "teams": asked.choices.teams if len(asked.choices.teams) > 1 else [],
        "areas": asked.choices.areas,
        "sorts": [(sort.value, sort.label) for sort in Sort],
        "removals": [(words, f"{at}?{query}".rstrip("?")) for words, query in chosen.removals()],
        "cleared": f"{at}?{QueueFilter(scope=chosen.scope).query()}".rstrip("?"),
        "ignored": asked.ignored,
    }


# -- One record's place ---------------------------------------------------------------------------


def carry(chosen: QueueFilter) -> str:
    """What the address of a record says about the list it was opened from."""
    return "?" + urlencode({"queue": chosen.query()})


@dataclass(frozen=True)
class QueuePosition:
    """Where the neighbours of a record are, in the list that it was opened from."""

    title: str
    filters: tuple[str, ...]
    carried: str  # to be added to the address of every form on the record's page
    back: str
    previous: tuple[str, str] | None = None  # reference, address
    next: tuple[str, str] | None = None
    after: str = ""  # where to go once the record is decided


def queue_position(
    address: QueryDict, encounter: Encounter, user: User, *, now: datetime
) -> QueuePosition | None:
    """The list as it is named in the record's address; without one, what waits for review.

    The neighbours are found from where the record stands in the order, so that they are there
    also when the record itself has left the list.
    """
    if not permissions.may_see_queue(user):
        return None
    chosen = read(QueryDict(address.get("queue", "")[:2_000]), user=user).chosen
    carried = carry(chosen)
    back = f"{reverse('queue')}?{chosen.query()}".rstrip("?")
    records = chosen.records(user, now=now)
    place = place_of(encounter, chosen.sort)
    page = "review" if chosen.for_deciding else "encounter"

    def neighbour(*, backwards: bool) -> tuple[str, str, UUID] | None:
        found = (
            records.next_to(place, chosen.sort, backwards=backwards)
            .values_list("pk", "reference")
            .first()
        )
        if found is None:
            return None
        pk, reference = found[:2]
        return reference, f"{reverse(page, args=[pk])}{carried}", pk

    before, after = neighbour(backwards=True), neighbour(backwards=False)
    return QueuePosition(
        title=chosen.scope.label,
        filters=tuple(chosen.in_words()),
        carried=carried,
        back=back,
        previous=before and before[:2],
        next=after and after[:2],
        after=f"{back}{'&' if '?' in back else '?'}{urlencode({'next': after[2]})}"
        if after
        else back,
    )


def beside_record(
    address: QueryDict, encounter: Encounter, user: User, *, now: datetime
) -> dict[str, Any]:
    """For templates/records/parts/queue_position.html and assigned.html."""
    return {
        "position": queue_position(address, encounter, user, now=now),
        "assigned": assignment(encounter, user, query=address.get("queue", "")),
    }


# -- Assignment -----------------------------------------------------------------------------------


def people_to_ask(encounters: list[Encounter], by: User) -> list[tuple[User, str]]:
    """The supervisors above all of these records, oneself first, each with what they may not do."""
    teams = [set(encounter.team.ids_above()) | {encounter.team_id} for encounter in encounters]
    people = User.objects.filter(
        team__in=set.intersection(*teams) if teams else set(),
        roles__contains=[Role.SUPERVISOR],
        is_active=True,
    ).select_related("team")
    listed = []
    for person in sorted(people, key=lambda one: (one.pk != by.pk, one.name.casefold(), one.pk)):
        barred = sum(not permissions.may_review(person, one) for one in encounters)
        if barred == len(encounters):
            continue
        hint = f"May not review {barred} of the {len(encounters)}" if barred else person.team.name
        listed.append((person, hint))
    return listed


def assignment(encounter: Encounter, user: User, *, query: str = "") -> dict[str, Any] | None:
    """Who is asked to review a record, and what `user` may do about it; of no concern to others."""
    if not permissions.may_review(user, encounter):
        return None
    may = permissions.may_assign(user, encounter, to=None)
    if not may and encounter.assigned_to_id is None:
        return None
    mine = encounter.assigned_to_id == user.pk
    chosen = urlencode({"record": encounter.pk, "from": encounter.pk, "queue": query})
    return {
        "whom": "you" if mine else encounter.assigned_to.name if encounter.assigned_to else "",
        "mine": mine,
        "may": bool(may),
        "query": query,
        "href": f"{reverse('assign')}?{chosen}",
    }
