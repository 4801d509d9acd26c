"""The committed coverage of the intervals: rerun in part, and reckoned exactly where it can be."""

from math import prod, sqrt

import pytest

from bench.coverage import DOCUMENT, DRAWS, HEADING, enumerate_, lines, row, simulate
from reporting.statistics import Estimate, State

LINES = {line.name: line for line in lines()}
AGAIN = [
    "rate, 3 events expected",
    "proportion, 30% of 40",
    "rate ratio, 5 and 50 events expected, true ratio 1",
    "risk difference, 30% of 20 and 20% of 30",
    "observed over expected, 14 expected, true ratio 1.5",
]


def outcomes(line):
    return prod(len(list(one.chances())) for one in line.drawn)


EXACTLY = [
    name
    for name, line in LINES.items()
    if len(line.drawn) <= 2 and outcomes(line) <= (1000 if "odds" in name else 6000)
]


def committed():
    """The rows of the table by interval and situation."""
    _, _, table = DOCUMENT.read_text(encoding="utf-8").partition(HEADING)
    rows = {}
    for text in table.strip().split("\n\n")[0].splitlines()[1:]:
        interval, situation, *_ = text.strip("| ").split(" | ")
        rows[f"{interval}, {situation}"] = text
    return rows


def share(name):
    return float(committed()[name].strip("| ").split(" | ")[2].rstrip("%")) / 100


def test_every_situation_is_in_the_committed_table():
    assert list(committed()) == list(LINES)


@pytest.mark.parametrize("name", AGAIN)
def test_a_line_rerun_has_the_same_digits(name):
    assert row(LINES[name]) == committed()[name]


@pytest.mark.parametrize("name", EXACTLY)
def test_what_was_drawn_is_near_what_every_outcome_together_gives(name):
    exact = enumerate_(LINES[name]).contains
    error = sqrt(exact * (1 - exact) / DRAWS)
    assert share(name) == pytest.approx(exact, abs=4 * error + 0.0005)


def test_most_kinds_of_interval_are_reckoned_exactly():
    kinds = {LINES[name].interval for name in EXACTLY}
    assert len(EXACTLY) > 15
    assert {"rate", "proportion", "rate ratio", "risk ratio", "odds ratio"} <= kinds


def test_no_interval_contains_the_truth_less_often_than_is_said():
    assert min(share(name) for name in LINES) >= 0.934


def test_an_interval_too_narrow_would_be_seen():
    """The check can fail: half the width of the default contains the truth far less often."""
    line = LINES["rate, 30 events expected"]

    def narrow(x):
        own = line.figure(x)
        half = (own.upper - own.lower) / 4
        return Estimate(estimate=own.estimate, lower=own.estimate - half, upper=own.estimate + half)

    narrowed = type(line)(line.interval, line.situation, line.drawn, narrow, line.truth)
    assert simulate(narrowed, draws=2000).contains < 0.75


def test_a_draw_without_an_interval_does_not_contain_the_truth():
    line = LINES["rate, 1 events expected"]
    nothing = type(line)(
        line.interval,
        line.situation,
        line.drawn,
        lambda x: Estimate(state=State.NOT_ESTIMABLE, note="none"),
        line.truth,
    )
    found = simulate(nothing, draws=100)
    assert (found.contains, found.none) == (0, pytest.approx(1))
