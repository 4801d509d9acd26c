"""How far the second reviews of a dip sample agree with the first."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from records.judgement import PARTS, worst
from records.models import DipSample, Review, SecondReview
from records.vocabulary import Assessment, Decision
from reporting.statistics import Estimate, gate_agreement, gate_proportion, kappa, proportion

ANSWERS = (Assessment.MET, Assessment.UNCLEAR, Assessment.NOT_MET)
WHOLE = "whole"


@dataclass(frozen=True, kw_only=True)
class PartAgreement:
    """One part of the assessment: first reviewer's answers by row, second's by column."""

    part: str
    table: tuple[tuple[int, ...], ...]
    observed: Estimate
    kappa: Estimate


@dataclass(frozen=True, kw_only=True)
class DipSampleAgreement:
    """What is known of a sample so far; no part is computed while the reader still reviews."""

    sample: DipSample
    done: int
    parts: tuple[PartAgreement, ...]
    # What the second reviewers would have decided; the first accepted all of them.
    decisions: dict[Decision, int]
    accepted_again: Estimate
    is_withheld: bool = False


def agreement(sample: DipSample, *, reader: User) -> DipSampleAgreement:
    """Of the records reviewed again so far: the whole, then part by part.

    Nothing is told to somebody who has records of the sample left to review.
    """
    items = list(
        sample.items.filter(second_review__isnull=False).select_related(
            "first_review", "second_review"
        )
    )
    if sample.items.open().filter(reviewer=reader).exists():
        return _result(sample, len(items), [], is_withheld=True)
    return _result(sample, len(items), [(item.first_review, item.second_review) for item in items])


def _result(
    sample: DipSample,
    done: int,
    pairs: Sequence[tuple[Review, SecondReview]],
    *,
    is_withheld: bool = False,
) -> DipSampleAgreement:
    decisions = {
        decision: sum(second.decision == decision for _, second in pairs)
        for decision in (Decision.ACCEPT, Decision.RETURN, Decision.ESCALATE)
    }
    return DipSampleAgreement(
        sample=sample,
        done=done,
        parts=tuple(_part(part, pairs) for part in (WHOLE, *PARTS)),
        decisions=decisions,
        accepted_again=gate_proportion(
            proportion(events=decisions[Decision.ACCEPT], total=len(pairs))
        ),
        is_withheld=is_withheld,
    )


def _part(part: str, pairs: Sequence[tuple[Review, SecondReview]]) -> PartAgreement:
    counts = {(first, second): 0 for first in ANSWERS for second in ANSWERS}
    for first, second in pairs:
        counts[_answer(first, part), _answer(second, part)] += 1
    table = tuple(tuple(counts[first, second] for second in ANSWERS) for first in ANSWERS)
    agreed = sum(counts[answer, answer] for answer in ANSWERS)
    return PartAgreement(
        part=part,
        table=table,
        observed=gate_proportion(proportion(events=agreed, total=len(pairs))),
        kappa=gate_agreement(kappa(table=table)),
    )


def _answer(review: Review | SecondReview, part: str) -> Assessment:
    if part == WHOLE:
        return worst(getattr(review, one) for one in PARTS)
    return Assessment(getattr(review, part))
