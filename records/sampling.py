"""Drawing a stratified random sample that anybody can draw again. Pure: no database, no clock.

Records are put in the order of the SHA-256 of "seed:stratum:record", and the first are taken: a
simple random sample within each stratum, the same in every language and version.
"""

import heapq
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

Frame = Mapping[str, Sequence[UUID]]
Person = TypeVar("Person", bound=Hashable)


class TooFew(ValueError):
    """The sample cannot hold one record of every stratum."""

    def __init__(self, strata: int) -> None:
        super().__init__(f"there are {strata} strata, so the sample needs at least as many")
        self.strata = strata


class NobodyLeft(ValueError):
    """None of the second reviewers may review this record."""


def allocate(populations: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each stratum: in proportion, at least one, never more than there are.

    After the first of each, every further one goes where the stratum has most for what it was
    given already (Sainte-Laguë). Adds up to `size`, or to all there are if they are fewer.
    """
    if size < 1 or any(number < 1 for number in populations.values()):
        raise ValueError("a sample and its strata hold at least one record")
    if size < len(populations):
        raise TooFew(len(populations))
    drawn = dict.fromkeys(sorted(populations), 1)
    waiting = [(-populations[name] / 3, name) for name in drawn if populations[name] > 1]
    heapq.heapify(waiting)
    for _ in range(min(size, sum(populations.values())) - len(drawn)):
        _, name = heapq.heappop(waiting)
        drawn[name] += 1
        if drawn[name] < populations[name]:
            heapq.heappush(waiting, (-populations[name] / (2 * drawn[name] + 1), name))
    return drawn


def draw(frame: Frame, *, size: int, seed: int) -> dict[str, list[UUID]]:
    """The records drawn of each stratum; the order of the frame does not matter."""
    numbers = allocate({name: len(records) for name, records in frame.items()}, size)
    return {
        name: sorted(frame[name], key=lambda record: _lot(seed, name, record))[:number]
        for name, number in numbers.items()
    }


def digest(frame: Frame) -> str:
    """What was there to draw from, in 64 characters: the same if and only if nothing differs."""
    lines = sorted(f"{name}:{record}" for name, records in frame.items() for record in records)
    return sha256("\n".join(lines).encode()).hexdigest()


def assign(
    records: Iterable[UUID], people: Sequence[Person], may: Callable[[Person, UUID], bool]
) -> dict[UUID, Person]:
    """A second reviewer for each record: of those who may, the one with the fewest so far."""
    given = dict.fromkeys(people, 0)
    chosen = {}
    for record in records:
        possible = [person for person in given if may(person, record)]
        if not possible:
            raise NobodyLeft(record)
        person = min(possible, key=given.__getitem__)
        given[person] += 1
        chosen[record] = person
    return chosen


def _lot(seed: int, stratum: str, record: UUID) -> bytes:
    return sha256(f"{seed}:{stratum}:{record}".encode()).digest()
