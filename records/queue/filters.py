"""What a supervisor asked the queue for. One object drives form, list, counts and address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.utils.formats import date_format

from accounts.models import Team, User
from records.models import Area, Encounter
from records.querysets import EncounterQuerySet
from records.queue.counted import condition
from records.vocabulary import Status
from records.vocabulary.queue import Counted, Feature, Scope, Sort

Months = tuple[date, date]
RECENTLY = timedelta(days=91)
# What waits, and what is filed, are different lists: one is for deciding, the other for reading.
TO_DECIDE = (Scope.WAITING, Scope.MINE)
REFERENCE = re.compile(r"HC-\d{2}-\d{4,12}", re.IGNORECASE)


def usual_sort(scope: Scope) -> Sort:
    """How a list is sorted if nobody says how."""
    return Sort.DUE if scope in TO_DECIDE else Sort.NEWEST


def months_written(months: Months) -> str:
    """As they stand in an address."""
    return "_".join(f"{month:%Y-%m}" for month in months)


@dataclass(frozen=True, kw_only=True)
class QueueFilter:
    """Everything chosen must hold; nothing chosen means the scope as a whole.

    `counted` are a first and a last month: the records of them that figures count, `counted_as` one
    thing that they count among these.
    """

    scope: Scope = Scope.WAITING
    features: tuple[Feature, ...] = ()
    status: Status | None = None
    team: Team | None = None
    area: Area | None = None
    counted: Months | None = None
    counted_as: Counted | None = None
    officer: str = ""
    words: str = ""
    chosen_sort: Sort | None = None

    @property
    def sort(self) -> Sort:
        return self.chosen_sort or usual_sort(self.scope)

    @property
    def for_deciding(self) -> bool:
        return self.scope in TO_DECIDE

    @property
    def counted_at_most(self) -> int:
        """How far counting goes before it says "more than": what it costs grows with it."""
        if self.words:
            return 500
        return 10_000 if self.for_deciding else 1_000

    @property
    def reference(self) -> str:
        """The reference of a record, if it is that which was searched for."""
        return self.words.upper() if REFERENCE.fullmatch(self.words) else ""

    @property
    def narrows(self) -> bool:
        """Whether anything but the scope and the order was chosen."""
        return self != QueueFilter(scope=self.scope, chosen_sort=self.chosen_sort)

    def records(self, user: User, *, now: datetime) -> EncounterQuerySet:
        """What `user` gets for it; in no order yet."""
        records = self.within(user, now=now).with_features(self.features, now=now)
        if self.status is not None:
            records = records.filter(status=self.status)
        if self.team is not None and self.for_deciding:
            records = records.of_team(self.team)
        if self.area is not None:
            records = records.filter(area=self.area)
        if self.counted is not None:
            records = records.counted_in(*self.counted)
        if self.counted_as is not None:
            records = records.filter(condition(self.counted_as, now=now))
        if self.officer:
            records = records.by_officer(self.officer)
        if self.words:
            records = records.saying(self.words)
        return records

    def within(self, user: User, *, now: datetime) -> EncounterQuerySet:
        """The records of the scope."""
        visible = Encounter.objects.visible_to(user)
        team = self.team or user.team
        match self.scope:
            case Scope.WAITING:
                return visible.reviewable_by(user)
            case Scope.MINE:
                return visible.reviewable_by(user).filter(assigned_to=user)
            case Scope.RECENT:
                return visible.filed_in(team).filed_since(now - RECENTLY)
            case Scope.ALL:
                return visible.filed_in(team)

    def query(self, **changed) -> str:
        """The same choice as the query of an address; `changed` says what differs."""
        return urlencode(list(replace(self, **changed)._pairs()))

    def _pairs(self) -> Iterator[tuple[str, str]]:
        if self.scope != Scope.WAITING:
            yield "scope", self.scope.value
        for feature in Feature:
            if feature in self.features:
                yield "show", feature.value
        if self.status is not None:
            yield "status", self.status.value
        if self.team is not None:
            yield "team", str(self.team.pk)
        if self.area is not None:
            yield "area", self.area.pk
        if self.counted is not None:
            yield "counted", months_written(self.counted)
        if self.counted_as is not None:
            yield "counted_as", self.counted_as.value
        if self.officer:
            yield "officer", self.officer
        if self.words:
            yield "q", self.words
        if self.sort != usual_sort(self.scope):
            yield "sort", self.sort.value

    def in_words(self) -> list[str]:
        """What was chosen beyond the scope, for people."""
        words = [feature.label for feature in self.features]
        if self.status is not None:
            words.append(self.status.label)
        if self.team is not None:
            words.append(self.team.name)
        if self.area is not None:
            words.append(self.area.name)
        if self.counted is not None:
            first, last = (date_format(month, "F Y") for month in self.counted)
            months = first if first == last else f"{first} to {last}"
            words.append(f"Counted in figures of {months}")
        if self.counted_as is not None:
            words.append(self.counted_as.label)
        if self.officer:
            words.append(f"Officer “{self.officer}”")
        if self.words:
            words.append(f"Saying “{self.words}”")
        return words

    def removals(self) -> Iterator[tuple[str, str]]:
        """Each choice in words, with the address of the list without it."""
        for feature in self.features:
            others = tuple(one for one in self.features if one != feature)
            yield feature.label, self.query(features=others)
        for name, empty in (
            ("status", None),
            ("team", None),
            ("area", None),
            ("counted", None),
            ("counted_as", None),
            ("officer", ""),
            ("words", ""),
        ):
            if getattr(self, name):
                alone = QueueFilter(**{name: getattr(self, name)})
                yield alone.in_words()[0], self.query(**{name: empty})
