"""Lists of records as supervisors ask for them: narrowed, counted, searched, in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Case, Count, Model, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from accounts.models import Team, User
from records.features import condition
from records.vocabulary import UseStatus
from records.vocabulary.queue import Feature, Sort

LANGUAGE = "english"
# Exactly what the index on the accounts is made of; written otherwise it would not be used.
JUSTIFICATIONS = SearchVector(
    "justification_what_happened",
    "justification_necessity",
    "justification_alternatives",
    "justification_continued",
    config=LANGUAGE,
)


@dataclass(frozen=True)
class Key:
    """One part of an order. Records without a value stand last."""

    name: str
    descending: bool = False

    @property
    def order(self) -> Any:
        return f"-{self.name}" if self.descending else self.name

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def beyond(self, value: Any, *, backwards: bool) -> Q:
        """What stands after `value`, or before it."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if backwards else Q(pk__in=[])
        compared = Q(**{f"{self.name}__{'lt' if self.descending != backwards else 'gt'}": value})
        return compared if backwards else compared | Q(**{f"{self.name}__isnull": True})


_TAIL = Key("pk")
ORDERS: dict[Sort, tuple[Key, ...]] = {
    Sort.DUE: (Key("review_due_at"), Key("submitted_at"), _TAIL),
    Sort.NEWEST: (Key("submitted_at", descending=True), _TAIL),
    Sort.OLDEST: (Key("submitted_at"), _TAIL),
    Sort.OFFICER: (Key("officer_name"), Key("submitted_at"), _TAIL),
}


@dataclass(frozen=True)
class Counts:
    """How many records a list has, and how many of them have each feature."""

    total: int
    of: dict[Feature, int]
    capped: bool  # there are more than were counted


class ListQuerySet(QuerySet):
    """What lists of encounters can be asked; `EncounterQuerySet` adds who sees what."""

    def in_teams_of(self, user: User) -> Self:
        """Filed, in the team of `user` or below it."""
        if user.team is None:
            return self.none()
        return self.filter(submitted_at__isnull=False).of_team(user.team)

    def of_team(self, team: Team) -> Self:
        return self.filter(team__path__startswith=team.path)

    def filed_since(self, moment: datetime) -> Self:
        return self.filter(submitted_at__gte=moment)

    def with_features(self, features: Iterable[Feature], *, now: datetime) -> Self:
        """Those that have all of them."""
        return self.filter(*(condition(feature, now=now) for feature in features))

    def by_officer(self, written: str) -> Self:
        """With an account of an officer of that warrant number, or with this in the name."""
        officers = User.objects.filter(
            Q(warrant_number__iexact=written) | Q(name__icontains=written)
        )
        return self.filter(pk__in=_given().filter(officer__in=officers).values("encounter"))

    def saying(self, words: str) -> Self:
        """With these words in a justification, as people write searches: "" OR -."""
        return self.filter(pk__in=accounts_saying(words).values("encounter"))

    def marked(self, features: Iterable[Feature], *, now: datetime) -> Self:
        """Each record with `has_<feature>`."""
        return self.annotate(
            **{f"has_{feature}": _truth(condition(feature, now=now)) for feature in features}
        )

    def counted_by_feature(self, *, now: datetime, at_most: int) -> Counts:
        """One pass over at most that many records, however many there are."""
        some = self.order_by().marked(Feature, now=now)[: at_most + 1]
        counted = some.aggregate(
            total=Count("pk"),
            **{
                feature.value: Count("pk", filter=Q(**{f"has_{feature}": True}))
                for feature in Feature
            },
        )
        total = counted.pop("total")
        return Counts(
            total=min(total, at_most),
            of={feature: counted[feature] for feature in Feature},
            capped=total > at_most,
        )

    def in_order(self, sort: Sort, *, backwards: bool = False) -> Self:
        """The order has a unique tail, so it is always the same one."""
        records = self._with_keys(sort).order_by(*(key.order for key in ORDERS[sort]))
        return records.reverse() if backwards else records

    def place_of(self, pk: UUID, sort: Sort) -> tuple | None:
        """Where a record stands in the order, whether or not it is still in a filtered list."""
        names = [key.name for key in ORDERS[sort]]
        return self._with_keys(sort).filter(pk=pk).values_list(*names).first()

    def next_to(self, place: tuple, sort: Sort, *, backwards: bool = False) -> Self:
        """What stands after a place in the order, the nearest first; or before it."""
        keys = ORDERS[sort]
        beyond = Q(pk__in=[])
        same = Q()
        for key, value in zip(keys, place, strict=True):
            beyond |= same & key.beyond(value, backwards=backwards)
            same &= key.same(value)
        return self._with_keys(sort).filter(beyond).in_order(sort, backwards=backwards)

    def _with_keys(self, sort: Sort) -> Self:
        if sort != Sort.OFFICER or "officer_name" in self.query.annotations:
            return self
        return self.annotate(officer_name=Lower("reporting_officer__name"))


def _truth(condition: Q) -> Case:
    """Yes or no, also where the condition compares with nothing."""
    return Case(When(condition, then=Value(True)), default=Value(False))


def accounts_saying(words: str) -> QuerySet[Model]:
    """Given accounts with these words; unfinished ones are nobody else's."""
    query = SearchQuery(words, search_type="websearch", config=LANGUAGE)
    return _given().annotate(justifications=JUSTIFICATIONS).filter(justifications=query)


def _given() -> QuerySet[Model]:
    accounts = apps.get_model("records", "HandcuffUse")._default_manager
    return accounts.filter(status=UseStatus.SUBMITTED)
