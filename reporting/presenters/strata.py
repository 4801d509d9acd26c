"""Whether the areas differ among themselves, in the words that every report uses."""

from reporting import wording
from reporting.statistics import Estimate, Heterogeneity
from reporting.statistics.heterogeneity import SIGNIFICANT


def spread(found: Heterogeneity, *, of: str = "areas") -> str:
    """Q with its p-value as a sentence; if strata differ, the figure over all comes second."""
    if found.p_value is None:
        return f"Too few {of} can be compared to say whether the gap differs between them."
    test = f"Q = {found.statistic:,.1f} over {found.compared:,} {of}, p {p_value(found.p_value)}"
    if not found.differs:
        return f"The data do not show that the gap differs between {of} ({test})."
    if found.p_value < SIGNIFICANT:
        sides = " and is reversed in some" if found.both_sides else ""
        said = f"{in_short(found, of=of)}{sides} ({test})"
    else:
        said = (
            f"{in_short(found, of=of)}, with the whole interval, though all {of} together vary no "
            f"more than chance makes them ({test})"
        )
    return f"{said}. One figure for all {of} hides that."


def in_short(found: Heterogeneity, *, of: str = "areas") -> str:
    """What differs, where anything does."""
    if found.p_value is not None and found.p_value < SIGNIFICANT:
        return f"The gap differs between {of}"
    return f"In some {of} the ratio lies above 1, in others below"


def cell(found: Heterogeneity | None) -> str:
    """Whether the areas differ, in a table: never "yes" beside a p-value that does not say so."""
    if found is None or found.p_value is None:
        return "–"
    if found.p_value < SIGNIFICANT:
        said = "Yes"
    else:
        said = "Above and below 1" if found.both_sides else "Not shown"
    return f"{said}, p {p_value(found.p_value)}"


def within(pooled: Estimate, *, of: str) -> str:
    """The Mantel-Haenszel ratio: like is compared with like inside each area."""
    if not pooled.shown:
        return f"within areas {wording.not_shown(pooled)}."
    return f"within areas {wording.ratio_figures(pooled)} times the {of}."


def p_value(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"
