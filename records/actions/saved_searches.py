"""Searches that supervisors keep, and the daily mail about what they find."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.actions import record
from audit.models import Operation
from outbox.actions import queue
from records import permissions
from records.actions.changing import NotAllowed, action, insist
from records.models import SavedSearch
from records.queue.address import read
from records.vocabulary.queue import Feature

SAVED_AT_MOST = 50
COUNTED_AT_MOST = 1_000


class NameTaken(Exception):
    """The person keeps another search under this name."""


@action
def save_search(
    *, name: str, query: str, daily_digest: bool, by: User, at: datetime
) -> SavedSearch:
    """Keep a search; keeping the same one under the same name again changes nothing."""
    insist(permissions.may_see_queue(by))
    query = read(QueryDict(query), user=by).chosen.query()
    own = _own(by)
    same = own.filter(name__iexact=name).first()
    if same is not None and same.query == query:
        return same
    if same is not None:
        raise NameTaken
    if own.count() >= SAVED_AT_MOST:
        raise NotAllowed(f"You keep {SAVED_AT_MOST} searches already: delete one first.")
    saved = SavedSearch.objects.create(
        user=by, name=name, query=query, daily_digest=daily_digest, created_at=at
    )
    _log("save_search", saved, Operation.COLLECTION, by=by, at=at)
    return saved


@action
def change_saved_search(
    *, saved_search_id: int, name: str, daily_digest: bool, by: User, at: datetime
) -> SavedSearch | None:
    """Another name, or the digest on or off; None if it was deleted meanwhile."""
    insist(permissions.may_see_queue(by))
    own = _own(by)
    saved = own.filter(pk=saved_search_id).first()
    if saved is None:
        return None
    if own.filter(name__iexact=name).exclude(pk=saved.pk).exists():
        raise NameTaken
    saved.name, saved.daily_digest = name, daily_digest
    saved.save(update_fields=["name", "daily_digest"])
    _log("change_saved_search", saved, Operation.ALTERATION, by=by, at=at)
    return saved


@action
def delete_saved_search(*, saved_search_id: int, by: User, at: datetime) -> bool:
    """Forget a search; False if it was gone already."""
    insist(permissions.may_see_queue(by))
    saved = _own(by).filter(pk=saved_search_id).first()
    if saved is None:
        return False
    gone = SavedSearch(pk=saved.pk, name=saved.name)
    saved.delete()
    _log("delete_saved_search", gone, Operation.ERASURE, by=by, at=at)
    return True


def _own(user: User):
    """The person's searches, while nobody else changes them: there is a limit to their number."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    return SavedSearch.objects.filter(user=user)


def _log(name: str, saved: SavedSearch, operation: Operation, *, by: User, at: datetime) -> None:
    record(
        at=at,
        by=by,
        operation=operation,
        action=name,
        object_type="saved_search",
        object_id=saved.pk,
    )


# -- The daily mail -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Digest:
    """What a saved search finds today: counts and an address, nothing about anybody."""

    count: int
    overdue: int
    more: bool  # there are more than were counted
    address: str


def digest_of(saved_search: SavedSearch, *, now: datetime) -> Digest:
    """By the rights that the owner has now."""
    chosen = read(QueryDict(saved_search.query), user=saved_search.user).chosen
    counts = chosen.records(saved_search.user, now=now).counted_by_feature(
        now=now, at_most=COUNTED_AT_MOST
    )
    return Digest(
        count=counts.total,
        overdue=counts.of[Feature.OVERDUE],
        more=counts.capped,
        address=f"{reverse('queue')}?{chosen.query()}".rstrip("?"),
    )


def queue_digests(*, at: datetime, at_most: int) -> int:
    """Write today's digests into the outbox; how many searches were looked at.

    Each search is looked at once a London day, and a mail is written only if it finds something.
    Safe when run twice at once, as rows that another run holds are passed over, and when killed
    in the middle, as each search is a transaction of its own.
    """
    looked_at = 0
    while looked_at < at_most and _queue_one(at=at):
        looked_at += 1
    return looked_at


def _queue_one(*, at: datetime) -> bool:
    today = timezone.localdate(at)
    with transaction.atomic():
        saved = (
            SavedSearch.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("user__team")
            .exclude(digested_on=today)
            .filter(daily_digest=True)
            .order_by("pk")
            .first()
        )
        if saved is None:
            return False
        saved.digested_on = today
        saved.save(update_fields=["digested_on"])
        if saved.user.is_active and permissions.may_see_queue(saved.user):
            _write_digest(saved, digest_of(saved, now=at), at=at)
        return True


def _write_digest(saved: SavedSearch, digest: Digest, *, at: datetime) -> None:
    if not digest.count:
        return
    found = f"more than {digest.count}" if digest.more else str(digest.count)
    records = "record" if digest.count == 1 else "records"
    past = f", {digest.overdue} of them past the deadline" if digest.overdue else ""
    queue(
        key=f"digest:{saved.pk}:{timezone.localdate(at)}",
        to=saved.user.email,
        subject=f"Your saved search finds {found} {records}",
        # Not the name of the search nor what it asks for: people write names into both.
        body=(
            f"A search that you saved finds {found} {records} today{past}.\n\n"
            f"Sign in to see them: {settings.PUBLIC_ADDRESS}{reverse('saved_searches')}"
            f"#search-{saved.pk}\n\n"
            "You asked for this mail every day. You can turn it off on that page.\n"
        ),
        at=at,
    )
