"""Which given accounts a text repeats: candidates by signature, then compared word by word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Q, Value, When

from records.models import HandcuffUse, TextSignature
from records.texts.similarity import NEARLY_THE_SAME, WHOLE, comparable, percent, signature
from records.vocabulary import Status, UseStatus

# The texts that are compared; each with answers to the same question.
COMPARED = (
    "justification_what_happened",
    "justification_necessity",
    "justification_alternatives",
    "justification_continued",
)
ORDER = (WHOLE, *COMPARED)
# A text that many used before is a repeat already when it is found once.
MOST_CANDIDATES = 40
MOST_KEPT = 3


@dataclass(frozen=True)
class Repeat:
    """An answer, or the account as a whole, is nearly the same as in another account."""

    question: str  # or WHOLE
    percent: int
    use: HandcuffUse

    def is_own(self, officer_id: int) -> bool:
        return self.use.officer_id == officer_id


def repeats(
    texts: Mapping[str, str],
    *,
    officer_id: int,
    encounter_id: UUID,
    without: Iterable[UUID] = (),
) -> list[Repeat]:
    """The accounts that these answers repeat, as a whole or one by one, the closest first.

    The officer's own accounts and those of the same encounter are looked at before others.
    Withdrawn records are none: who files again after a duplicate repeats nobody. `without`: the
    account that the texts belong to.
    """
    written = comparable({name: texts.get(name, "") for name in COMPARED})
    if not written:
        return []
    near = Q()
    for name, found in written.items():
        near |= Q(question=name, bands__overlap=signature(found))
    candidates = (
        TextSignature.objects.filter(near, use__status=UseStatus.SUBMITTED)
        .exclude(use__in=list(without))
        .exclude(use__encounter__status=Status.WITHDRAWN)
        .annotate(
            far=Case(
                When(use__officer=officer_id, then=Value(0)),
                When(use__encounter=encounter_id, then=Value(0)),
                default=Value(1),
            )
        )
        .select_related("use__encounter")
        .only(
            *("question", "use__officer", "use__encounter__reference"),
            *(f"use__{name}" for name in COMPARED),
        )
        .order_by("far", "-pk")[:MOST_CANDIDATES]
    )
    found = []
    for one in candidates:
        there = comparable(answers_of(one.use)).get(one.question, frozenset())
        same = percent(written[one.question], there)
        if same >= NEARLY_THE_SAME:
            found.append(Repeat(one.question, same, one.use))
    found.sort(key=lambda one: (ORDER.index(one.question), -one.percent, str(one.use.pk)))
    return found


def answers_of(use: HandcuffUse) -> dict[str, str]:
    """The answers of an account that are compared."""
    return {name: getattr(use, name) for name in COMPARED}
