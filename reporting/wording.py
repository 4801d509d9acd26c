"""The words for a figure: the same on the page, in the chart's description and in the CSV note.

A figure is a measured difference, and the words say no more than that: never a cause, never
"likely", and no middle value on its own where the interval includes no difference.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor, log10

from reporting.statistics import Estimate, Hidden, State
from reporting.statistics.gates import TOO_MUCH_HIDDEN

NO_BREAK = "\N{NO-BREAK SPACE}"
NOT_SHOWN = {
    State.INSUFFICIENT: "fewer than 10 recorded, not shown",
    State.SUPPRESSED: "hidden, so that nobody can be recognised",
    State.BENCHMARK_MISSING: "no population loaded to compare with",
}


def ratio(estimate: Estimate, *, reference: str = "White", of: str = "rate") -> str:
    """A ratio in words: "1.5 times the rate (50% higher)"; `of` says of what it is a ratio."""
    if estimate.unbounded:
        none = f"no {reference} handcuffings" if of == "rate" else f"none of {reference}"
        return f"{none} recorded, {_at_least(estimate)} times"
    if not estimate.shown:
        return not_shown(estimate)
    value, lower, upper = _numbers(estimate)
    if lower <= 1 <= upper:
        return (
            "the data are compatible with no difference and with anything "
            f"from {times(lower)} to {times(upper)} times"
        )
    if value == 0:
        return f"none recorded, at most {times(upper)} times the {of}"
    # The percentage is that of the ratio as printed, so that the two always agree.
    printed = float(times(value).replace(",", ""))
    words = f"{times(value)} times the {of} ({_percent(printed)})"
    return f"{words}, low precision" if estimate.state is State.LOW_PRECISION else words


def difference(estimate: Estimate, *, unit: str = "per 1,000 people a year") -> str:
    """A rate difference or excess in words: "2.5 more per 1,000 people a year (1.2 to 3.8)"."""
    if not estimate.shown:
        return not_shown(estimate)
    value, lower, upper = _numbers(estimate)
    decimals = _decimals(max(abs(lower), abs(upper)))
    if lower <= 0 <= upper:
        return (
            "the data are compatible with no difference and with anything from "
            f"{_more(lower, decimals)} to {_more(upper, decimals)} {unit}"
        )
    near, far = sorted((abs(lower), abs(upper)))
    words = f"{_more(value, decimals)} {unit} ({near:,.{decimals}f} to {far:,.{decimals}f})"
    return f"{words}, low precision" if estimate.state is State.LOW_PRECISION else words


def ratio_figures(estimate: Estimate) -> str:
    """A ratio for a table or a chart: "1.86 (1.04 to 3.32)"."""
    if estimate.unbounded:
        return _at_least(estimate)
    if not estimate.shown:
        return not_shown(estimate)
    value, lower, upper = (_fixed(number) for number in _numbers(estimate))
    return f"{value} ({lower} to {upper})"


def ratio_limits(estimate: Estimate) -> str:
    """The interval of a ratio, where a sentence goes on with it: "95% interval 1.10 to 1.47"."""
    _, lower, upper = (_fixed(number) for number in _numbers(estimate))
    return f"95% interval {lower} to {upper}"


def rate_figures(estimate: Estimate) -> str:
    """A count, rate or difference for a table or a chart: "8.21 (7.90 to 8.53)"."""
    if not estimate.shown:
        return not_shown(estimate)
    value, lower, upper = _numbers(estimate)
    decimals = _decimals(max(abs(lower), abs(upper)))
    value_words, lower_words, upper_words = (
        f"{number:,.{decimals}f}" for number in (value, lower, upper)
    )
    return f"{value_words} ({lower_words} to {upper_words})"


def count_figures(estimate: Estimate) -> str:
    """A count with its limits, which are no whole numbers: "12 (6.2 to 21.0)"."""
    if not estimate.shown:
        return not_shown(estimate)
    return f"{estimate.estimate:,.0f} ({estimate.lower:,.1f} to {estimate.upper:,.1f})"


def share_figures(estimate: Estimate) -> str:
    """A share for a table, a chart or a sentence: "62.5% (58.1% to 66.7%)"."""
    if not estimate.shown:
        return not_shown(estimate)
    value, lower, upper = (f"{number:.1%}" for number in _numbers(estimate))
    return f"{value} ({lower} to {upper})"


def points_figures(estimate: Estimate) -> str:
    """A difference of shares in percentage points: "4.2 (-0.3 to 8.7)"."""
    if not estimate.shown:
        return not_shown(estimate)
    value, lower, upper = (_point(number) for number in _numbers(estimate))
    return f"{value} ({lower} to {upper})"


def hours_figures(estimate: Estimate) -> str:
    """A time for a table or a sentence: "5.2 hours (4.1 to 6.0)"; in days from 100 hours."""
    if estimate.unbounded:
        return f"at least {_length(estimate.lower or 0.0)}, {estimate.note}"
    if not estimate.shown:
        return not_shown(estimate)
    value, lower, upper = _numbers(estimate)
    if upper < 100:
        return f"{value:,.1f} hours ({lower:,.1f} to {upper:,.1f})"
    return f"{value / 24:,.1f} days ({lower / 24:,.1f} to {upper / 24:,.1f})"


def cell(estimate: Estimate | None, words: Callable[[Estimate], str]) -> str:
    """A figure in a table, its interval not broken over lines; or why there is none."""
    if estimate is None:
        return "–"
    said = words(estimate)
    if estimate.shown:
        value, _, interval = said.partition(" ")
        said = f"{value} {interval.replace(' ', NO_BREAK)}"
    return f"{said}, low precision" if estimate.state is State.LOW_PRECISION else said


@dataclass(frozen=True)
class Unit:
    """What is counted; `caption` is what a table of it is called."""

    one: str
    many: str
    caption: str

    def counted(self, count: int | Hidden) -> str:
        if count is Hidden.WOULD_TELL:
            return f"a hidden number of {self.many}"
        return f"{number(count)} {self.one if count == 1 else self.many}"


HANDCUFFINGS = Unit("handcuffing", "handcuffings", "Handcuffings of people")
REPORTS_OF_OFFICERS = Unit("officer report", "officer reports", "Officer reports of handcuffing")
handcuffings = HANDCUFFINGS.counted


def number(count: int | Hidden | None) -> str:
    """A count in a sentence, a table or a chart, or why there is none: "1,250", "fewer than 10"."""
    if isinstance(count, Hidden):
        return "hidden" if count is Hidden.WOULD_TELL else count.value
    return "–" if count is None else f"{count:,}"


def so_many(count: int | Hidden) -> str:
    """A count as part of a sentence that goes on: "1,250", "fewer than 10", "a hidden number"."""
    return "a hidden number" if count is Hidden.WOULD_TELL else number(count)


def sentence(words: str) -> str:
    """With a capital and a full stop."""
    return f"{words[:1].upper()}{words[1:]}."


def _point(share: float) -> str:
    words = f"{100 * share:.1f}"
    return "0.0" if words == "-0.0" else words


def _length(hours: float) -> str:
    return f"{hours:,.1f} hours" if hours < 100 else f"{hours / 24:,.1f} days"


def not_shown(estimate: Estimate) -> str:
    """Why there is no figure."""
    if estimate.shown:
        raise ValueError("this figure is shown")
    if estimate.note == Hidden.TOO_SMALL:
        return NOT_SHOWN[State.INSUFFICIENT]
    if estimate.state is State.INSUFFICIENT and estimate.note:
        return f"{estimate.note}, not shown"
    if estimate.note == TOO_MUCH_HIDDEN:
        return "not shown, since hidden numbers could change it too much"
    return NOT_SHOWN.get(estimate.state) or f"cannot be worked out: {estimate.note}"


def times(ratio: float) -> str:
    """A ratio in a sentence: two decimals at most, none that say nothing ("1.5", "0.8", "3")."""
    return _trim(_fixed(ratio))


def ratio_number(ratio: float) -> str:
    """A ratio without an interval in a column of them: two decimals below 10, never trimmed."""
    return _fixed(ratio)


def _numbers(estimate: Estimate) -> tuple[float, float, float]:
    if estimate.estimate is None or estimate.lower is None or estimate.upper is None:
        raise ValueError(f"an estimate that is {estimate.state} has no numbers")
    return estimate.estimate, estimate.lower, estimate.upper


def _at_least(estimate: Estimate) -> str:
    return f"at least {times(estimate.lower or 0.0)}"


def _fixed(ratio: float) -> str:
    """Two decimals below 10. More where rounding would turn a ratio into exactly 0 or 1."""
    if ratio == 0:
        return "0"
    if ratio >= 10:
        return f"{ratio:,.{1 if ratio < 100 else 0}f}"
    for decimals in range(2, 7):
        words = f"{ratio:.{decimals}f}"
        if float(words) not in (0, 1) or float(words) == ratio:
            return words
    return f"{ratio:.2f}"


def _decimals(largest: float) -> int:
    """Of a figure whose largest number is this: two decimals, one from 10, none from 100.

    Three below 1, so that the small rates of one table have the same form; below 0.01 enough for
    three significant figures.
    """
    if largest >= 10:
        return 1 if largest < 100 else 0
    if largest >= 1 or not largest:
        return 2
    return 3 if largest >= 0.01 else min(2 - floor(log10(largest)), 9)


def _more(number: float, decimals: int) -> str:
    size = f"{abs(number):,.{decimals}f}"
    return f"{size} {'more' if number >= 0 else 'fewer'}"


def _percent(ratio: float) -> str:
    change = abs(ratio - 1) * 100
    if ratio < 1 and change > 99:
        return "over 99% lower"  # "100% lower" would say that there were none
    size = _trim(f"{change:,.{0 if change >= 1 else 4}f}")
    return f"{size}% {'higher' if ratio > 1 else 'lower'}"


def _trim(words: str) -> str:
    return words.rstrip("0").rstrip(".") if "." in words else words
