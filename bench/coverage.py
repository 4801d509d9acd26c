"""`python -m bench.coverage`: how often the default intervals contain the truth, by simulation.

Events are drawn whose true rates are known, the interval is worked out as a report does, and it
either contains the true figure or not. `--write` puts the table into docs/interval-coverage.md.
Each line has a seed of its own made of its name, so that a line can be rerun alone, and gives the
same digits every time. It needs no database and no Django.
"""

import argparse
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log
from pathlib import Path

import numpy as np

from reporting.statistics import (
    Estimate,
    odds_ratio,
    pooled_odds_ratio,
    pooled_rate_ratio,
    pooled_risk_ratio,
    proportion,
    rate,
    rate_difference,
    rate_ratio,
    risk_difference,
    risk_ratio,
    share_ratio,
    standardised_rate,
    standardised_rate_ratio,
    standardised_ratio,
)

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "interval-coverage.md"
HEADING = "| interval | situation | contains the truth | all below it | all above it | none |"
RULE = "|---|---|---|---|---|---|"
DRAWS = 20_000


@dataclass(frozen=True)
class Poisson:
    """A number of events with this mean."""

    mean: float

    def draw(self, generator: np.random.Generator, size: int) -> np.ndarray:
        return generator.poisson(self.mean, size)

    def chances(self) -> Iterator[tuple[int, float]]:
        """Every number with its probability, but for what together is less than 1e-9."""
        reach = 7 * self.mean**0.5 + 12
        for events in range(max(0, int(self.mean - reach)), int(self.mean + reach)):
            yield events, exp(events * log(self.mean) - self.mean - lgamma(events + 1))


@dataclass(frozen=True)
class Binomial:
    """A number of people of `total`, each with this chance."""

    total: int
    share: float

    def draw(self, generator: np.random.Generator, size: int) -> np.ndarray:
        return generator.binomial(self.total, self.share, size)

    def chances(self) -> Iterator[tuple[int, float]]:
        n, p = self.total, self.share
        for x in range(n + 1):
            ways = lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1)
            yield x, exp(ways + x * log(p) + (n - x) * log(1 - p))


@dataclass(frozen=True)
class Line:
    """An interval in a situation: what is drawn, what is made of it, and what is true."""

    interval: str
    situation: str
    drawn: Sequence[Poisson | Binomial]
    figure: Callable[..., Estimate]
    truth: float

    @property
    def name(self) -> str:
        return f"{self.interval}, {self.situation}"


@dataclass(frozen=True)
class Coverage:
    """Shares of the draws; together they are 1."""

    contains: float
    below: float
    above: float
    none: float

    def cells(self) -> str:
        shares = (self.contains, self.below, self.above, self.none)
        return " | ".join(f"{100 * share:.1f}%" for share in shares)


def simulate(line: Line, *, draws: int = DRAWS) -> Coverage:
    """By drawing; equal draws are worked out once."""
    generator = np.random.default_rng(zlib.crc32(line.name.encode()))
    drawn = np.column_stack([one.draw(generator, draws) for one in line.drawn])
    different, times = np.unique(drawn, axis=0, return_counts=True)
    return _summed(
        line, ((row.tolist(), n / draws) for row, n in zip(different, times, strict=True))
    )


def enumerate_(line: Line) -> Coverage:
    """Exactly, over every outcome that has a chance worth counting; for one or two numbers."""

    def outcomes(drawn) -> Iterator[tuple[list[int], float]]:
        if not drawn:
            yield [], 1.0
            return
        first, *others = drawn
        for number, chance in first.chances():
            for rest, other in outcomes(others):
                if chance * other > 1e-9:
                    yield [number, *rest], chance * other

    return _summed(line, outcomes(list(line.drawn)))


def _summed(line: Line, outcomes) -> Coverage:
    shares = {"contains": 0.0, "below": 0.0, "above": 0.0, "none": 0.0}
    for numbers, chance in outcomes:
        shares[_verdict(line.figure(*numbers), line.truth)] += chance
    return Coverage(**shares)


def _verdict(figure: Estimate, truth: float) -> str:
    if figure.lower is None:
        return "none"
    if figure.lower > truth:
        return "above"
    return "below" if figure.upper is not None and figure.upper < truth else "contains"


# -- The situations -------------------------------------------------------------------------------


def _rates(mean: float) -> Line:
    return Line(
        "rate",
        f"{mean:g} events expected",
        [Poisson(mean)],
        lambda x: rate(events=x, exposure=mean, per=1),
        1.0,
    )


def _shares(total: int, share: float) -> Line:
    return Line(
        "proportion",
        f"{share:.0%} of {total}",
        [Binomial(total, share)],
        lambda x: proportion(events=x, total=total),
        share,
    )


def _gaps(a: float, b: float, ratio: float) -> Iterator[Line]:
    """`a` and `b` events expected, with populations that make this the true rate ratio."""
    t1, t0 = a / ratio, b
    situation = f"{a:g} and {b:g} events expected, true ratio {ratio:g}"
    drawn = [Poisson(a), Poisson(b)]

    def pair(x: int, y: int) -> dict:
        return {"events": x, "exposure": t1, "reference_events": y, "reference_exposure": t0}

    yield Line("rate ratio", situation, drawn, lambda x, y: rate_ratio(**pair(x, y)), ratio)
    yield Line(
        "rate difference and excess",
        situation,
        drawn,
        lambda x, y: rate_difference(**pair(x, y), per=1),
        ratio - 1,
    )


def _share_of_population(a: float, others: float, share: float) -> Line:
    return Line(
        "share ratio",
        f"{a:g} of {a + others:g} events expected, {share:.0%} of the population",
        [Poisson(a), Poisson(others)],
        lambda x, y: share_ratio(events=x, all_events=x + y, population=share, all_population=1.0),
        a / (a + others) / share,
    )


def _risks(n1: int, p1: float, n0: int, p0: float) -> Iterator[Line]:
    situation = f"{p1:.0%} of {n1} and {p0:.0%} of {n0}"
    drawn = [Binomial(n1, p1), Binomial(n0, p0)]
    odds = p1 / (1 - p1) * (1 - p0) / p0
    for name, call, truth in (
        ("risk ratio", risk_ratio, p1 / p0),
        ("risk difference", risk_difference, p1 - p0),
        ("odds ratio", odds_ratio, odds),
    ):

        def figure(x: int, y: int, call=call) -> Estimate:
            return call(events=x, total=n1, reference_events=y, reference_total=n0)

        yield Line(name, situation, drawn, figure, truth)


def _pooled(strata: int, each: float, ratio: float) -> Iterator[Line]:
    """Strata of different sizes and rates; `each` events expected of the reference on average."""
    sizes = [each * (0.5 + place / (strata - 1)) for place in range(strata)]
    exposures = [(size / (2 + place % 3), size) for place, size in enumerate(sizes)]
    drawn = [Poisson(mean) for t1, t0 in exposures for mean in (ratio * t1, t0)]

    def rates(*x: int) -> Estimate:
        return pooled_rate_ratio(
            strata=[(x[2 * i], t1, x[2 * i + 1], t0) for i, (t1, t0) in enumerate(exposures)]
        )

    situation = f"{strata} strata of {each:g} reference events on average, true ratio {ratio:g}"
    yield Line("pooled rate ratio", situation, drawn, rates, ratio)


def _pooled_shares(strata: int, total: int, ratio: float) -> Iterator[Line]:
    """Shares from 10% to 40% in the reference, groups of `total` and twice as many."""
    shares = [0.1 + 0.3 * place / (strata - 1) for place in range(strata)]
    situation = f"{strata} strata of {total} and {2 * total} people, true ratio {ratio:g}"

    def odds(p: float) -> float:
        tilted = ratio * p / (1 - p)
        return tilted / (1 + tilted)

    for name, call, raised in (
        ("pooled risk ratio", pooled_risk_ratio, lambda p: ratio * p),
        ("pooled odds ratio", pooled_odds_ratio, odds),
    ):
        drawn = [
            one for p in shares for one in (Binomial(total, raised(p)), Binomial(2 * total, p))
        ]

        def figure(*x: int, call=call) -> Estimate:
            return call(strata=[(x[2 * i], total, x[2 * i + 1], 2 * total) for i in range(strata)])

        yield Line(name, situation, drawn, figure, ratio)


# Men by ten years of age, in hundreds: a standard that is older than those who are handcuffed.
STANDARD = (12, 14, 13, 12, 11, 8)
RATES = (0.030, 0.024, 0.012, 0.007, 0.004, 0.002)  # a year


def _standardised(people: int) -> Iterator[Line]:
    own = [people * share // 100 for share in (26, 24, 20, 15, 10, 5)]
    other = [4 * people * share // 100 for share in (15, 17, 18, 18, 17, 15)]
    truth = sum(w * r for w, r in zip(STANDARD, RATES, strict=True)) / sum(STANDARD)
    drawn = [Poisson(n * r) for n, r in zip(own, RATES, strict=True)]
    reference = [Poisson(n * r / 2) for n, r in zip(other, RATES, strict=True)]
    situation = f"six ages, {sum(one.mean for one in drawn):.0f} events expected"
    ages = len(STANDARD)

    def strata(events: Sequence[int], sizes: Sequence[int]) -> list[tuple]:
        return list(zip(events, sizes, STANDARD, strict=True))

    yield Line(
        "standardised rate",
        situation,
        drawn,
        lambda *x: standardised_rate(strata=strata(x, own), per=1),
        truth,
    )
    yield Line(
        "standardised rate ratio",
        f"{situation} and {sum(one.mean for one in reference):.0f}, true ratio 2",
        [*drawn, *reference],
        lambda *x: standardised_rate_ratio(
            strata=strata(x[:ages], own), reference_strata=strata(x[ages:], other)
        ),
        2.0,
    )


def _observed(expected: float, ratio: float) -> Line:
    return Line(
        "observed over expected",
        f"{expected:g} expected, true ratio {ratio:g}",
        [Poisson(expected * ratio)],
        lambda x: standardised_ratio(observed=x, expected=expected),
        ratio,
    )


def lines() -> list[Line]:
    return [
        *(_rates(mean) for mean in (1, 3, 8, 12, 30, 100)),
        *(_shares(n, p) for n, p in ((12, 0.1), (12, 0.5), (40, 0.05), (40, 0.3), (200, 0.02))),
        *_gaps(2, 20, 1),
        *_gaps(5, 50, 1),
        *_gaps(10, 100, 1),
        *_gaps(12, 15, 2.5),
        *_gaps(60, 200, 2.5),
        *(_share_of_population(a, o, s) for a, o, s in ((15, 60, 0.13), (90, 300, 0.13))),
        *_risks(20, 0.3, 30, 0.2),
        *_risks(40, 0.05, 120, 0.05),
        *_risks(150, 0.6, 400, 0.4),
        *_pooled(8, 3, 2),
        *_pooled(30, 12, 2),
        *_pooled_shares(8, 12, 1.5),
        *_pooled_shares(30, 40, 1.5),
        *_standardised(1000),
        *_standardised(8000),
        *(_observed(e, r) for e, r in ((5, 1), (14, 1.5), (50, 0.8))),
    ]


def row(line: Line) -> str:
    return f"| {line.interval} | {line.situation} | {simulate(line).cells()} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.coverage", description=__doc__)
    parser.add_argument(
        "--write", action="store_true", help=f"replace the table in {DOCUMENT.name}"
    )
    chosen = parser.parse_args()
    table = []
    for line in lines():
        table.append(row(line))
        print(table[-1], flush=True)
    if chosen.write:
        before, _, after = DOCUMENT.read_text(encoding="utf-8").partition(HEADING)
        _, _, after = after.partition("\n\n")
        text = "\n".join([HEADING, RULE, *table])
        DOCUMENT.write_text(f"{before}{text}\n\n{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
