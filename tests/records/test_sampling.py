"""Drawing a stratified sample: sizes that add up, the same again from the seed, fair shares."""

from collections import Counter
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.sampling import NobodyLeft, TooFew, allocate, assign, digest, draw

POPULATIONS = st.dictionaries(st.text(max_size=6), st.integers(1, 60), min_size=1, max_size=8)
SEEDS = st.integers(0, 2**31 - 1)


@st.composite
def asked(draw_):
    """Strata, and a size that holds one of each."""
    populations = draw_(POPULATIONS)
    size = draw_(st.integers(len(populations), sum(populations.values()) + 10))
    return populations, size


def frame_of(populations: dict[str, int]) -> dict[str, list[UUID]]:
    records = iter(range(1, 10_000))
    return {
        name: [UUID(int=next(records)) for _ in range(number)]
        for name, number in populations.items()
    }


@given(asked())
def test_sizes_add_up_and_no_stratum_gives_more_than_it_has(populations_and_size):
    populations, size = populations_and_size
    drawn = allocate(populations, size)
    assert sum(drawn.values()) == min(size, sum(populations.values()))
    assert set(drawn) == set(populations)
    for name, number in drawn.items():
        assert 1 <= number <= populations[name]


@given(asked())
def test_a_larger_stratum_never_gives_fewer(populations_and_size):
    populations, size = populations_and_size
    drawn = allocate(populations, size)
    ordered = sorted(populations, key=populations.__getitem__)
    for smaller, larger in pairwise(ordered):
        if populations[smaller] < populations[larger]:
            assert drawn[smaller] <= drawn[larger]


def test_shares_are_in_proportion():
    assert allocate({"a": 600, "b": 300, "c": 100}, 100) == {"a": 60, "b": 30, "c": 10}
    assert allocate({"a": 9_900, "b": 100, "c": 1}, 50) == {"a": 48, "b": 1, "c": 1}


def test_a_sample_that_cannot_hold_one_of_each_is_refused():
    with pytest.raises(TooFew) as few:
        allocate({"a": 5, "b": 5, "c": 5}, 2)
    assert few.value.strata == 3


@given(asked(), SEEDS)
def test_the_same_seed_draws_the_same_and_the_order_of_the_register_does_not_matter(
    populations_and_size, seed
):
    populations, size = populations_and_size
    frame = frame_of(populations)
    turned = {name: records[::-1] for name, records in reversed(frame.items())}
    drawn = draw(frame, size=size, seed=seed)
    assert drawn == draw(turned, size=size, seed=seed)
    assert digest(frame) == digest(turned)
    for name, records in drawn.items():
        assert set(records) <= set(frame[name])
        assert len(set(records)) == len(records)


def test_the_draw_is_what_it_was():
    """Whoever draws again, in years, has to get the same: this is the sample of seed 7."""
    drawn = draw(frame_of({"south": 6, "north": 4}), size=4, seed=7)
    assert {name: [one.int for one in records] for name, records in drawn.items()} == {
        "north": [10, 8],
        "south": [6, 2],
    }


def test_every_record_is_drawn_about_as_often_as_any_other():
    frame, times = frame_of({"a": 10}), Counter()
    for seed in range(2_000):
        times.update(draw(frame, size=3, seed=seed)["a"])
    assert len(times) == 10
    # 600 each, with a standard deviation of 20.
    assert all(500 < number < 700 for number in times.values())


def test_another_record_in_the_register_is_told_by_the_digest():
    frame = frame_of({"a": 3, "b": 2})
    moved = {"a": frame["a"][:-1], "b": [*frame["b"], frame["a"][-1]]}
    assert digest(frame) != digest(moved)
    assert digest(frame) != digest({"a": frame["a"]})


@given(st.integers(1, 40), st.integers(1, 6))
def test_second_reviewers_get_equal_numbers(records, people):
    given_out = assign(
        [UUID(int=number) for number in range(records)], range(people), lambda *_: True
    )
    numbers = Counter(given_out.values())
    assert sum(numbers.values()) == records
    assert max(numbers.values()) - min(numbers.get(one, 0) for one in range(people)) <= 1


def test_nobody_is_given_what_they_may_not_review():
    records = [UUID(int=number) for number in range(6)]
    given_out = assign(records, ["Ada", "Ben"], lambda person, one: (person, one.int) != ("Ada", 0))
    assert given_out[records[0]] == "Ben"
    with pytest.raises(NobodyLeft):
        assign(records, ["Ada", "Ben"], lambda person, one: one.int != 3)
