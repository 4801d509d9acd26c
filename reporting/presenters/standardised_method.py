"""How R3 is worked out: the example of its page, and what else has to be known of the method."""

from collections.abc import Sequence

from reporting.presenters.page import Method, Step
from reporting.reports.declaration import REFERENCE
from reporting.reports.standardised_rates import Standardised
from reporting.reports.standardised_rows import RateRow, is_hidden
from reporting.statistics import Hidden
from reporting.statistics.disclosure import HIDDEN_BELOW
from reporting.statistics.gates import MOST_MOVED

HIDDEN_STRATA = (
    "Where the handcuffings of some ages of a sex are hidden, the adjusted rate is worked out "
    f"twice: with 0 in place of each of them and with {HIDDEN_BELOW - 1}. The figure is the middle "
    "of both, as a ratio; its interval goes from the lower limit of the first to the upper limit "
    f"of the second. If the second is more than {MOST_MOVED} times the first, nothing is shown."
)
REMARKS = (
    "Intervals are 95% intervals. Standardised rate: Dobson’s, from Byar’s limits of the number of "
    "handcuffings. Ratio of two: from the logarithm and both variances. Crude rate: exact Poisson "
    "below 10 handcuffings, Byar’s from 10; crude ratio: conditional score. Whether ages and sexes "
    "differ: Cochran’s Q of the logarithms.",
    "The standard is everybody in the table of residents. A standardised rate is shown from 10 "
    "handcuffings, a ratio if both groups have 10. A band in which some group has nobody, and "
    "nobody handcuffed, joins its neighbour, for all groups alike; a group with people handcuffed "
    "where it has no residents has no standardised rate.",
    "Repeated handcuffing of one person cannot be recognised: the register knows people within an "
    "incident only. So every handcuffing is counted as if it came by itself, and the intervals are "
    "too narrow if some people are handcuffed often.",
    "Read: Dobson and others, Statistics in Medicine 10 (1991), for the interval; Breslow and Day, "
    "Statistical Methods in Cancer Research II (1987), for standardising.",
)


def method(result: Standardised) -> Method:
    remarks = REMARKS
    if result.disclosure.is_public:
        remarks = (*REMARKS[:-1], HIDDEN_STRATA, REMARKS[-1])
    return Method(steps=tuple(steps(result)), remarks=remarks)


def steps(result: Standardised) -> list[Step]:
    """The formulas with the numbers of the first group that has an adjusted ratio."""
    row = next(
        (row for row in result.compared if row.standardised_ratio and row.standardised_ratio.shown),
        None,
    )
    if row is None:
        return []
    years, reference = result.period.years, result.reference
    own = result.strata_of(row.group)
    everybody = [
        sum(one.population for one in result.strata if one.stratum == stratum.stratum)
        for stratum in own
    ]
    first, size = next(
        (one, size)
        for one, size in zip(own, everybody, strict=True)
        if not isinstance(one.events, Hidden)
    )
    return [
        Step(
            name="Rate in a stratum",
            formula="1,000 × handcuffings ÷ (residents × days ÷ 365.25)",
            example=f"{row.label}, {first.stratum.sex.label.lower()}, "
            f"{first.stratum.age_label.lower()}: 1,000 × {first.events:,} ÷ ({first.population:,} "
            f"× {result.period.days} ÷ 365.25) = {first.rate.estimate:,.4f}",
        ),
        Step(
            name="Weight of a stratum",
            formula="its residents of all groups ÷ all residents",
            example=f"{size:,} ÷ {sum(everybody):,} = {size / sum(everybody):.4f}",
        ),
        _standardised(row, own, everybody, years),
        Step(
            name="Ratio of standardised rates",
            formula=f"standardised rate ÷ that of {REFERENCE.label}",
            example=f"{row.standardised.estimate:,.4f} ÷ {reference.standardised.estimate:,.4f} = "
            f"{row.standardised_ratio.estimate:,.4f}",
        ),
    ]


def _standardised(
    row: RateRow, own: Sequence[RateRow], everybody: Sequence[int], years: float
) -> Step:
    """The rate from its strata; of hidden ones from what they are at least and at most."""
    if is_hidden(own):
        low, high = row.standardised.inputs["lowest"], row.standardised.inputs["highest"]
        return Step(
            name="Standardised rate",
            formula="Σ(weight × rate) over strata, once with every hidden number at 0 and once at "
            f"{HIDDEN_BELOW - 1}; then the square root of one times the other",
            example=f"{row.label}: √({low:,.4f} × {high:,.4f}) = {row.standardised.estimate:,.4f}",
        )
    terms = " + ".join(
        f"{size / sum(everybody):.4f} × {1000 * one.events / (one.population * years):,.4f}"
        for one, size in zip(own, everybody, strict=True)
        if one.population
    )
    return Step(
        name="Standardised rate",
        formula="Σ(weight × rate) over strata",
        example=f"{row.label}: {terms} = {row.standardised.estimate:,.4f}",
    )
