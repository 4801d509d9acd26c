"""The 10-5 rule, and what remains derivable of what it hides."""

import pickle
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.statistics import (
    State,
    audit_suppression,
    derivable_from,
    publish_count,
    publish_table,
)
from reporting.statistics.disclosure import BASE, HIDDEN_BELOW, TOO_SMALL, WOULD_TELL

COUNTS = st.one_of(st.integers(0, 30), st.integers(0, 5000))


@st.composite
def tables(draw, *, most=4, counts=COUNTS):
    width, height = draw(st.integers(1, most)), draw(st.integers(1, most))
    return [[draw(counts) for _ in range(width)] for _ in range(height)]


def words(number):
    return number.estimate if number.shown else "hidden" if number.note == TOO_SMALL else "withheld"


def everything(published):
    rows = [number for row in published.cells for number in row]
    return [*rows, *published.row_totals, *published.column_totals, published.total]


# One count


@given(count=st.integers(0, 100_000))
def test_a_count_is_hidden_below_ten_and_rounded_to_five_from_there(count):
    found = publish_count(count=count)
    if count < 10:
        assert (found.state, found.estimate) == (State.SUPPRESSED, None)
        return
    assert found.estimate % 5 == 0
    assert abs(found.estimate - count) <= 2
    assert found.lower <= count <= found.upper


def test_the_limits_are_all_counts_that_look_the_same():
    by_sight = {}
    for count in range(198):
        by_sight.setdefault(publish_count(count=count), []).append(count)
    for found, counts in by_sight.items():
        if found.shown:
            assert (found.lower, found.upper) == (counts[0], counts[-1])
        else:
            assert counts == list(range(10))


@pytest.mark.parametrize(("one", "other"), [(0, 9), (10, 12), (13, 17), (998, 1002)])
def test_counts_that_look_the_same_are_the_same_to_the_last_byte(one, other):
    """Neither the inputs nor anything else tells which it was."""
    assert publish_count(count=one) == publish_count(count=other)
    assert pickle.dumps(publish_count(count=one)) == pickle.dumps(publish_count(count=other))


@pytest.mark.parametrize("bad", [-1, 2.5, None, True, float("nan")])
def test_a_count_is_a_whole_number(bad):
    with pytest.raises(ValueError, match="count must"):
        publish_count(count=bad)


# A table


def test_cells_and_totals_are_rounded_on_their_own():
    published = publish_table(table=[[40, 12, 3, 8], [25, 19, 7, 6], [31, 15, 11, 4]])
    assert [[words(cell) for cell in row] for row in published.cells] == [
        [40, 10, "hidden", "hidden"],
        [25, 20, "hidden", "hidden"],
        [30, 15, 10, "hidden"],
    ]
    assert [words(total) for total in published.row_totals] == [65, 55, 60]  # 63, 57, 61
    assert [words(total) for total in published.column_totals] == [95, 45, 20, 20]
    assert words(published.total) == 180  # 181, while the rows make 180 and the columns 180
    assert "may not add up" in published.footnote


def test_a_cell_that_cannot_occur_is_no_zero_that_is_hidden():
    published = publish_table(table=[[40, None], [25, 30]])
    cell = published.cells[0][1]
    assert (cell.state, cell.note) == (State.NOT_ESTIMABLE, "cannot occur")
    assert words(published.row_totals[0]) == 40
    assert derivable_from(published) == {}


def test_rounding_alone_would_tell_a_hidden_count():
    """Four times 13 is 52: published 15 four times and 50, so nothing is left for the fifth."""
    published = publish_table(table=[[13, 13, 13, 13, 0], [20, 20, 20, 20, 20]])
    assert [words(cell) for cell in published.cells[0]] == [15, 15, 15, 15, "hidden"]
    assert words(published.row_totals[0]) == "withheld"
    assert published.row_totals[0].note == WOULD_TELL
    smallest, largest = derivable_from(published)[((0, 4),)]
    assert largest - smallest >= BASE - 1


def test_a_positive_count_too():
    """Seven times 17 and 9 are 128, published 130: at least 128 - 7 x 17 = 9 for the hidden one."""
    published = publish_table(table=[[17] * 7 + [9]])
    assert words(published.row_totals[0]) == words(published.total) == "withheld"


def test_a_table_of_one_cell_hides_it_three_times():
    published = publish_table(table=[[4]])
    assert {words(number) for number in everything(published)} == {"hidden"}
    assert set(derivable_from(published).values()) == {(0, 9)}


@settings(max_examples=40)
@given(table=tables())
def test_of_every_hidden_number_five_counts_remain_possible(table):
    published = publish_table(table=table)
    for line, (smallest, largest) in derivable_from(published).items():
        true = sum(table[i][j] for i, j in line)
        assert smallest <= true < HIDDEN_BELOW
        assert true <= largest
        assert largest - smallest >= BASE - 1


@settings(max_examples=25)
@given(table=tables(most=2, counts=st.integers(0, 21)))
def test_what_can_be_derived_is_what_trying_every_table_finds(table):
    """Every table of small counts that looks the same, by brute force."""
    published = publish_table(table=table)
    found = derivable_from(published)
    choices = [[range_of(cell) for cell in row] for row in published.cells]
    places = [(i, j) for i, row in enumerate(table) for j, _ in enumerate(row)]
    seen = {line: [] for line in found}
    for values in product(*(choices[i][j] for i, j in places)):
        other = dict(zip(places, values, strict=True))
        if looks_the_same(other, published):
            for line, sums in seen.items():
                sums.append(sum(other[place] for place in line))
    for line, sums in seen.items():
        assert found[line] == (min(sums), max(sums))


def range_of(number):
    return range(int(number.lower), int(number.upper) + 1) if number.shown else range(10)


def looks_the_same(table, published):
    def fits(total, places):
        whole = sum(count for place, count in table.items() if places(place))
        return total.note == WOULD_TELL or whole in range_of(total)

    rows = all(fits(t, lambda p, i=i: p[0] == i) for i, t in enumerate(published.row_totals))
    columns = all(fits(t, lambda p, j=j: p[1] == j) for j, t in enumerate(published.column_totals))
    return rows and columns and fits(published.total, lambda p: True)


@settings(max_examples=20)
@given(table=tables())
def test_a_published_table_has_no_trace_of_what_it_hides(table):
    """Nothing in it is the true count: it can be stored and sent as it is."""
    for number in everything(publish_table(table=table)):
        assert set(number.inputs) == {"hidden_below", "base"}
        if not number.shown:
            assert number.estimate is number.lower is number.upper is None


@pytest.mark.parametrize("bad", [[], [[]], [[1, 2], [3]]])
def test_a_table_has_rows_of_equal_length(bad):
    with pytest.raises(ValueError, match="rows of equal length"):
        publish_table(table=bad)
    with pytest.raises(ValueError, match="rows of equal length"):
        audit_suppression(table=bad, hidden=[])


@pytest.mark.parametrize("bad", [-1, 2.5, True])
def test_a_table_holds_whole_numbers(bad):
    with pytest.raises(ValueError, match="table must"):
        publish_table(table=[[1, bad]])
    with pytest.raises(ValueError, match="table must"):
        audit_suppression(table=[[1, bad]], hidden=[])


# Exact totals


@settings(max_examples=25)
@given(
    table=tables(most=3, counts=st.integers(0, 6)),
    data=st.data(),
)
def test_an_audit_finds_what_trying_every_table_finds(table, data):
    places = [(i, j) for i, row in enumerate(table) for j, _ in enumerate(row)]
    hidden = data.draw(st.lists(st.sampled_from(places), unique=True, max_size=4))
    found = audit_suppression(table=table, hidden=hidden)
    assert set(found) == set(hidden)
    most = [sum(table[i][j] for i, j in hidden)] * len(hidden)
    seen = []
    for values in product(*(range(limit + 1) for limit in most)):
        other = {**{(i, j): table[i][j] for i, j in places}, **dict(zip(hidden, values))}  # noqa: B905
        if margins(other) == margins({(i, j): table[i][j] for i, j in places}):
            seen.append(values)
    for number, cell in enumerate(hidden):
        column = [values[number] for values in seen]
        assert found[cell] == (min(column), max(column))


def margins(table):
    """The totals of a table; a list has only the one of all."""
    sums = {"all": sum(table.values())}
    if min(len({place[side] for place in table}) for side in (0, 1)) > 1:
        for (i, j), count in table.items():
            for line in (("row", i), ("column", j)):
                sums[line] = sums.get(line, 0) + count
    return sums


def test_a_cell_alone_in_its_row_is_known():
    table = [[4, 30], [50, 60]]
    assert audit_suppression(table=table, hidden=[(0, 0)]) == {(0, 0): (4, 4)}


def test_a_list_has_a_total_and_no_other():
    """The total of a column of one row would be the cell itself."""
    found = {(0, 0): (0, 12), (0, 2): (0, 12)}
    assert audit_suppression(table=[[4, 30, 8]], hidden=[(0, 0), (0, 2)]) == found
    found = {(0, 0): (0, 12), (2, 0): (0, 12)}
    assert audit_suppression(table=[[4], [30], [8]], hidden=[[0, 0], [2, 0]]) == found
    assert audit_suppression(table=[[4, 30, 8]], hidden=[(0, 2)]) == {(0, 2): (8, 8)}
    assert audit_suppression(table=[[4]], hidden=[(0, 0)]) == {(0, 0): (4, 4)}


def test_nothing_hidden():
    assert audit_suppression(table=[[4, 30]], hidden=[]) == {}


@pytest.mark.parametrize("bad", [(0, 2), (1, 0), (-1, 0)])
def test_hidden_cells_are_cells_of_the_table(bad):
    with pytest.raises(ValueError, match="hidden must name cells"):
        audit_suppression(table=[[4, 30]], hidden=[bad])
