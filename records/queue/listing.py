"""Lists of records as supervisors ask for them: narrowed, counted, searched, in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Self
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.aggregates import BoolOr
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower

from accounts.models import Team, User
from records.queue.features import condition
from records.vocabulary import UseStatus
from records.vocabulary.queue import Feature, Sort

LANGUAGE = "english"
RARE = 5_000  # accounts with the words; their keys are then handed to the database


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

    def filed_in(self, team: Team | None) -> Self:
        """Filed, in the team or below it.

        By the keys of the teams: from a path the database cannot tell how many records to expect,
        and reads the whole register in order to find those of one team.
        """
        if team is None:
            return self.none()
        teams = list(Team.objects.at_or_below(team).order_by("pk").values_list("pk", flat=True))
        return self.filter(submitted_at__isnull=False, team__in=teams)

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
        """With these words in a justification, as people write searches: "" OR -.

        What is rare is looked up; what is frequent is met soon on the way through the list. Left
        to itself the database takes a rare word for a frequent one and reads the whole register.
        """
        texts = apps.get_model("records", "SearchText")._default_manager
        query = SearchQuery(words, search_type="websearch", config=LANGUAGE)
        few = _few(texts.filter(words=query).values_list("encounter_id", flat=True))
        if few is not None:
            return self.filter(pk__in=few)
        said = (
            texts.filter(encounter=OuterRef("pk"))
            .values("encounter")
            .annotate(said=BoolOr(Q(words=query)))
            .values("said")
        )
        return self.filter(Coalesce(Subquery(said), Value(False)))

    def features_of(self, keys: Iterable[UUID], *, now: datetime) -> dict[UUID, frozenset[Feature]]:
        """What is true of these records of the list's page.

        Asked once it is known which they are: asked with the list, the database gets ready to
        answer for all there are, and reads every account before it shows twenty-five records.
        """
        conditions = [_condition(feature, now=now) for feature in Feature]
        answers = ", ".join(sql for sql, _ in conditions)
        table = self.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {answers} FROM {table} WHERE id = ANY(%s)",  # noqa: S608
                [*(value for _, of_one in conditions for value in of_one), list(keys)],
            )
            rows = cursor.fetchall()
        return {
            key: frozenset(feature for feature, holds in zip(Feature, answer, strict=True) if holds)
            for key, *answer in rows
        }

    def counted_by_feature(self, *, now: datetime, at_most: int) -> Counts:
        """One pass over at most that many records, however many there are.

        First which, then what is true of them: else the database gets ready for all there are.
        """
        try:
            some, values = self.order_by().values("pk")[: at_most + 1].query.sql_with_params()
        except EmptyResultSet:  # Django knows that there are none
            return Counts(total=0, of=dict.fromkeys(Feature, 0), capped=False)
        conditions = [_condition(feature, now=now) for feature in Feature]
        counts = ", ".join(f"count(*) FILTER (WHERE {sql})" for sql, _ in conditions)
        table = self.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*), {counts} FROM {table} WHERE id IN ({some})",  # noqa: S608
                [*(value for _, of_one in conditions for value in of_one), *values],
            )
            total, *of_each = cursor.fetchone()
        return Counts(
            total=min(total, at_most),
            of=dict(zip(Feature, of_each, strict=True)),
            capped=total > at_most,
        )

    def in_order(self, sort: Sort, *, backwards: bool = False) -> Self:
        """The order has a unique tail, so it is always the same one."""
        records = self._with_keys(sort).order_by(*(key.order for key in ORDERS[sort]))
        return records.reverse() if backwards else records

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


def place_of(record: Model, sort: Sort) -> tuple:
    """Where a record stands in an order, whether or not it is still in a filtered list."""

    def value(key: Key) -> Any:
        return (
            record.reporting_officer.name.lower()
            if key.name == "officer_name"
            else getattr(record, key.name)
        )

    return tuple(value(key) for key in ORDERS[sort])


SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@cache
def _written(feature: Feature) -> tuple[str, tuple]:
    """A condition as the database reads it, written once for every time it is asked.

    Django takes ten times as long to write a dozen conditions as the database to answer them.
    """
    encounters = apps.get_model("records", "Encounter")._default_manager
    query = encounters.filter(condition(feature, now=SOME_TIME)).query
    compiler = query.get_compiler(DEFAULT_DB_ALIAS)
    compiler.pre_sql_setup()
    sql, values = compiler.compile(query.where)
    return f"({sql}) IS TRUE", tuple(values)


def _condition(feature: Feature, *, now: datetime) -> tuple[str, tuple]:
    """Yes or no for each encounter, also where the condition compares with nothing."""
    sql, values = _written(feature)
    return sql, tuple(now if value == SOME_TIME else value for value in values)


def _few(keys: QuerySet) -> set | None:
    """The keys, by the index; None if there are too many to be worth knowing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        found = list(keys[: RARE + 1])
        cursor.execute("SET LOCAL enable_seqscan = on")
    return set(found) if len(found) <= RARE else None


def _given() -> QuerySet[Model]:
    accounts = apps.get_model("records", "HandcuffUse")._default_manager
    return accounts.filter(status=UseStatus.SUBMITTED)
