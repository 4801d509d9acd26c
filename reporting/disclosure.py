"""What a report may show of a count: the one difference between its restricted and its public view.

A report asks its `disclosure` for every count of the register that it shows, and works out all
else from the answers. For analysts that is the count itself. For the public it is the count as a
release publishes it (M15), so whatever is made of it cannot tell more than the release does.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from records.vocabulary import YesNo
from reporting.selection import Selection, quarter_of
from reporting.statistics import Estimate, Hidden, State, gate_public_proportion
from reporting.statistics.disclosure import HIDDEN_BELOW

Count = int | Hidden
BEFORE_ARREST = "before_arrest"
# Those of whom an officer’s account says how they were handcuffed.
ACCOUNT = "account"


class Counted(NamedTuple):
    """What a count is a count of, in the period of the release. Empty means all.

    `kind` is BEFORE_ARREST, or whatever else a release tells apart; `time` a quarter of it, as its
    first month.
    """

    area: str = ""
    group: str = ""
    kind: str = ""
    time: str = ""


def time_of(month: date) -> str:
    """What the quarter of a month is called in a `Counted`."""
    return f"{quarter_of(month):%Y-%m}"


def self_defined(group: str) -> str:
    """What people who call themselves of a group are called as a kind in a `Counted`."""
    return f"self_defined_{group}"


class Disclosure:
    """For analysts: every count as it is."""

    is_public = False

    def count(self, number: int, of: Counted) -> Count:
        """The count as it may be shown."""
        return number

    def internal(self, number: Any) -> Any:
        """Something of the register that no release has: None in public."""
        return number

    def gate_share(self, share: Estimate) -> Estimate:
        """A share beside its counts; in public none that tells of everybody."""
        return share

    def place(self, place: str) -> str:
        """What the places are called that are counted together; in public those of the release."""
        return place

    def within(self, areas: Mapping[str, str]) -> dict[str, str]:
        """Those of these areas that are counted together; in public those of the release."""
        return dict(areas)


@dataclass(frozen=True)
class Released(Disclosure):
    """For the public: the counts that a release publishes, whatever the register says now.

    A count that is not among them was not audited, so asking for it is an error. `coverage` is what
    all places of the release are called together, and `areas` which these are.
    """

    counts: Mapping[Counted, Count]
    coverage: str
    areas: Collection[str]

    is_public = True

    def count(self, number: int, of: Counted) -> Count:
        return self.counts[of]

    def internal(self, number: Any) -> None:
        return None

    def gate_share(self, share: Estimate) -> Estimate:
        return gate_public_proportion(share)

    def place(self, place: str) -> str:
        return self.coverage

    def within(self, areas: Mapping[str, str]) -> dict[str, str]:
        return {code: name for code, name in areas.items() if code in self.areas}


EXACT = Disclosure()


def kind_of(selection: Selection) -> str:
    """The kind of handcuffing of a selection, as releases tell it apart."""
    chosen = selection.query()
    narrowed = {
        name: chosen[name] for name in ("compliance", "before_arrest", "accepted") if name in chosen
    }
    if narrowed == {"before_arrest": YesNo.YES}:
        return BEFORE_ARREST
    return ",".join(f"{name}={value}" for name, value in narrowed.items())


def figure(
    gate: Callable[[Estimate], Estimate], formula: Callable[..., Estimate], **numbers: Any
) -> Estimate:
    """A statistic that went through its gate; suppressed if any number of it is hidden.

    M15 first, gates second: what is not shown must not be told apart from what is not enough.
    """
    if hidden := hidden_in(numbers.values()):
        return Estimate(state=State.SUPPRESSED, note=hidden.value)
    return gate(formula(**numbers))


def hidden_in(numbers: Iterable[Any]) -> Hidden | None:
    """Why one of these is not shown, if one is."""
    return next((number for number in numbers if isinstance(number, Hidden)), None)


def holds(rule: Callable[..., bool], **numbers: Any) -> bool:
    """Whether a rule holds of these numbers; of a hidden one nothing is said, so it does not."""
    return not hidden_in(numbers.values()) and rule(**numbers)


def added(counts: Iterable[Count]) -> Count:
    """The sum of counts as they are shown; hidden if one of them is."""
    known = list(counts)
    return hidden_in(known) or sum(known)


def ends(count: Count) -> tuple[int, int] | None:
    """The least and the most that a figure is worked out with; None if it could be any number."""
    if isinstance(count, Hidden):
        return (0, HIDDEN_BELOW - 1) if count is Hidden.TOO_SMALL else None
    return count, count


def shown(count: Count) -> int | None:
    """The number for a file: nothing where it is hidden."""
    return None if isinstance(count, Hidden) else count
