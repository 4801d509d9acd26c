"""How a release tells people apart: tables, each with the sets of people that may be counted.

Every table tells all people apart, each in ways of its own: by place, group and kind; by group and
quarter; by group and one outcome. A count of the same people is the same number in whichever table
it stands, and that is all that ties one to another. They hang together like the branches of a tree
(place, group and kind; group and kind; group and quarter ...), and then any tables that agree where
they meet come from one register: an attacker who tells people apart in all ways at once finds out
no more than one who holds the tables side by side.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from reporting.disclosure import Counted
from reporting.statistics.audit import Line

Values = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One way to tell people apart.

    `sets` are those that may be counted, by their names in the `part` of a `Counted`; "" are all.
    """

    part: str
    values: Values
    sets: Mapping[str, Values]

    def askable(self) -> dict[Values, tuple[str, ...]]:
        """Every set, and each less one within it; with the names of what it is made of."""
        found: dict[Values, tuple[str, ...]] = {
            self._in_order(values): (name,) for name, values in self.sets.items()
        }
        for (name, values), (other, part) in product(self.sets.items(), repeat=2):
            if set(part) < set(values):
                rest = self._in_order(set(values) - set(part))
                found.setdefault(rest, (name, other))
        return found

    def _in_order(self, values: Collection[str]) -> Values:
        return tuple(value for value in self.values if value in values)


def each_and_all(part: str, values: Iterable[str], **more: Collection[str]) -> Axis:
    """All of them together, every single one, and what else is counted."""
    every = tuple(values)
    single = {value: (value,) for value in every}
    others = {name: tuple(some) for name, some in more.items()}
    return Axis(part=part, values=every, sets={"": every, **single, **others})


@dataclass(frozen=True, kw_only=True)
class Table:
    """Axes, and the combinations that cannot occur, by the values of all axes."""

    name: str
    axes: tuple[Axis, ...]
    impossible: frozenset[Values] = field(default=frozenset())

    def cells(self) -> Line:
        return self.line([axis.values for axis in self.axes])

    def line(self, chosen: Iterable[Values]) -> Line:
        """The cells of these values of each axis."""
        return tuple(
            (self.name, *values) for values in product(*chosen) if values not in self.impossible
        )

    def counted(self) -> Iterator[tuple[Counted, Line]]:
        """Every count that may be taken from it, with its cells."""
        for names in product(*(axis.sets for axis in self.axes)):
            values = [axis.sets[name] for axis, name in zip(self.axes, names, strict=True)]
            yield self.called(names), self.line(values)

    def askable(self, published: Collection[Counted]) -> Iterator[Line]:
        """What is published of it, and all that anybody gets by taking one from another."""
        for chosen in product(*(axis.askable().items() for axis in self.axes)):
            made_of = product(*(names for _, names in chosen))
            if all(self.called(names) in published for names in made_of):
                yield self.line(values for values, _ in chosen)

    def called(self, names: Iterable[str]) -> Counted:
        parts = [axis.part for axis in self.axes]
        return Counted(**dict(zip(parts, names, strict=True)))


def every_line(tables: Iterable[Table]) -> dict[Counted, dict[str, Line]]:
    """The cells of every count, in each table that has it."""
    found: dict[Counted, dict[str, Line]] = {}
    for table in tables:
        for of, line in table.counted():
            found.setdefault(of, {})[table.name] = line
    return found
