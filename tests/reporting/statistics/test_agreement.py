"""Cohen's kappa: textbook tables, its limits, and what it says where it says nothing."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from reporting.statistics import State, gate_agreement, kappa
from reporting.statistics.agreement import NOTHING_PAIRED, ONE_ANSWER

CELLS = st.integers(0, 40)
SIZES = st.integers(2, 4)


@st.composite
def tables(draw):
    size = draw(SIZES)
    return [[draw(CELLS) for _ in range(size)] for _ in range(size)]


# Fleiss, Cohen and Everitt (1969), the example of table 1, as counts of 200; by hand; Landis and
# Koch (1977), the two neurologists on the patients of Winnipeg and of New Orleans.
@pytest.mark.parametrize(
    ("table", "estimate", "lower", "upper"),
    [
        ([[106, 10, 4], [22, 28, 10], [2, 12, 6]], 0.4286, 0.3233, 0.5338),
        ([[20, 5], [10, 15]], 0.4, 0.1511, 0.6489),
        ([[40, 9], [6, 45]], 0.6995, 0.5596, 0.8395),
        ([[45, 15], [25, 15]], 0.1304, -0.0629, 0.3238),
        ([[25, 35], [5, 35]], 0.2593, 0.1080, 0.4105),
        ([[38, 5, 0, 1], [33, 11, 3, 0], [10, 14, 5, 6], [3, 7, 3, 10]], 0.2079, 0.1091, 0.3068),
        ([[5, 3, 0, 0], [3, 11, 4, 0], [2, 13, 3, 4], [1, 2, 4, 14]], 0.2965, 0.1427, 0.4504),
    ],
)
def test_textbook_tables(table, estimate, lower, upper):
    found = kappa(table=table)
    expected = pytest.approx((estimate, lower, upper), abs=1e-4)
    assert (found.estimate, found.lower, found.upper) == expected
    library = cohens_kappa(table)
    expected = pytest.approx((library.kappa, library.kappa_low, library.kappa_upp), rel=1e-12)
    assert (found.estimate, found.lower, found.upper) == expected


@pytest.mark.parametrize(("apart", "method"), [(4, "fleiss_wilson"), (5, "fleiss")])
def test_few_pairs_that_differ_are_not_a_large_sample(apart, method):
    table = [[90, apart], [0, 6]]
    found, library = kappa(table=table), cohens_kappa(table)
    assert found.method == method
    assert (found.lower == pytest.approx(float(library.kappa_low))) == (method == "fleiss")


def test_full_agreement_is_one_and_still_not_certain():
    """The large-sample standard error is zero there."""
    found = kappa(table=[[10, 0], [0, 10]])
    assert (found.estimate, found.upper) == (1, 1)
    assert 0.5 < found.lower < 0.8
    assert kappa(table=[[100, 0], [0, 100]]).lower > found.lower


def test_one_disagreement_in_twelve_is_not_known_to_two_digits():
    """The large-sample interval would be 0.44 to 0.52."""
    found = kappa(table=[[11, 0, 0], [0, 0, 0], [0, 1, 0]])
    assert found.estimate == pytest.approx(0.478, abs=1e-3)
    assert found.upper - found.lower > 0.8


def test_full_disagreement_is_minus_one():
    found = kappa(table=[[0, 6], [6, 0]])
    assert (found.estimate, found.lower) == (-1, -1)
    assert found.upper > -1


def test_agreement_as_often_as_by_chance_is_none():
    assert kappa(table=[[25, 25], [25, 25]]).estimate == pytest.approx(0)


@pytest.mark.parametrize(
    ("table", "note"),
    [
        ([[0, 0], [0, 0]], NOTHING_PAIRED),
        ([[12, 0], [0, 0]], ONE_ANSWER),
        ([[12, 3], [0, 0]], ONE_ANSWER),
        ([[12, 0, 0], [3, 0, 0], [1, 0, 0]], ONE_ANSWER),
    ],
    ids=["nothing", "both one answer", "the first one answer", "the second one answer"],
)
def test_where_nothing_can_be_said_nothing_is(table, note):
    found = kappa(table=table)
    assert (found.state, found.note) == (State.NOT_ESTIMABLE, note)
    assert found.estimate is found.lower is found.upper is None


@pytest.mark.parametrize(
    "table",
    [
        [],
        [[1]],
        [[1, 2]],
        [[1, 2], [3]],
        [[1, -1], [0, 1]],
        [[1, 0.5], [0, 1]],
        [[True, 0], [0, 1]],
    ],
)
def test_what_is_no_square_of_counts_is_refused(table):
    with pytest.raises(ValueError, match=r"table"):
        kappa(table=table)


@given(table=tables())
def test_the_limits_enclose_the_estimate_and_stay_possible(table):
    found = kappa(table=table)
    assume(found.shown)
    assert -1 <= found.lower <= found.estimate <= found.upper <= 1


@given(table=tables())
def test_it_does_not_matter_who_is_called_the_first_or_how_answers_are_ordered(table):
    size = range(len(table))
    turned = [[table[j][i] for j in size] for i in size]
    reversed_ = [row[::-1] for row in table[::-1]]
    for same in (turned, reversed_):
        one, other = kappa(table=table), kappa(table=same)
        assert one.state == other.state
        if one.shown:
            for end in ("estimate", "lower", "upper"):
                assert getattr(other, end) == pytest.approx(getattr(one, end), abs=1e-9)


@given(table=tables(), times=st.integers(2, 9))
def test_more_records_of_the_same_kind_leave_the_estimate_and_narrow_the_interval(table, times):
    one = kappa(table=table)
    more = kappa(table=[[cell * times for cell in row] for row in table])
    assume(one.shown)
    assert more.estimate == pytest.approx(one.estimate)
    assert more.upper - more.lower <= one.upper - one.lower + 1e-9


@pytest.mark.parametrize(("total", "shown"), [(9, False), (10, True)])
def test_it_is_shown_from_ten_records(total, shown):
    gated = gate_agreement(kappa(table=[[total - 4, 1], [1, 2]]))
    assert gated.shown is shown
    assert shown or gated.state == State.INSUFFICIENT
