"""Hiding cells beside exact totals: the known cases, and the audit of any table."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporting.statistics import audit_suppression, suppress_table

CASES = json.loads(Path(__file__).with_name("reference_cases.json").read_text(encoding="utf-8"))
[M01] = [case for case in CASES["cases"] if case["id"] == "M01"]

COUNTS = st.one_of(st.integers(0, 9), st.integers(0, 60))


@st.composite
def tables(draw, *, most=3):
    width = draw(st.integers(1, most))
    row = st.lists(COUNTS, min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=most))


def narrow(table, hidden, threshold=5):
    ranges = audit_suppression(table=table, hidden=hidden)
    return {cell for cell, (low, high) in ranges.items() if high - low < threshold}


def test_the_rectangle_of_the_reference_case_is_found():
    """Two small cells alone are told exactly; the two beside them close a cycle."""
    table = M01["inputs"]["table"]
    found = suppress_table(table=table, threshold=M01["inputs"]["threshold"])
    assert found.primary == {tuple(cell) for cell in M01["inputs"]["primary"]}
    assert found.complementary == {(0, 3), (2, 2)}
    assert found.publishable
    assert found.cells == ((40, 12, None, None), (25, 9, 7, 6), (31, 15, None, None))
    expected = M01["expected"]["with_complement_0_3_and_2_2"]
    assert audit_suppression(table=table, hidden=found.hidden) == {
        tuple(map(int, cell.split(","))): tuple(values) for cell, values in expected.items()
    }


def test_nothing_small_hides_nothing():
    found = suppress_table(table=[[5, 0], [30, 12]])
    assert found.hidden == set()
    assert found.cells == ((5, 0), (30, 12))


def test_a_zero_is_never_hidden_so_the_cycle_goes_round_it():
    table = [[2, 9, 0], [0, 8, 7], [6, 0, 9]]
    found = suppress_table(table=table)
    assert found.complementary == {(0, 1), (1, 1), (1, 2), (2, 2), (2, 0)}
    assert found.publishable


def test_the_cheapest_cycle_with_room_enough_is_taken():
    """One of 1 and 1 would hide fewer people, and leave two possible values."""
    table = [[1, 1, 50], [1, 1, 50], [50, 50, 9]]
    assert narrow(table, [(0, 0), (0, 1), (1, 0), (1, 1)]) != set()
    found = suppress_table(table=table)
    assert not narrow(table, found.hidden)
    assert found.publishable


def test_a_list_needs_another_cell_and_no_cycle():
    found = suppress_table(table=[[2, 40, 9, 30]])
    assert (found.complementary, found.cells) == ({(0, 2)}, ((None, 40, None, 30),))
    found = suppress_table(table=[[2], [40], [9], [30]])
    assert found.complementary == {(2, 0)}


@pytest.mark.parametrize(
    ("table", "exposed"),
    [
        ([[3]], {(0, 0)}),
        ([[3, 0], [0, 20]], {(0, 0)}),
        ([[2, 1]], {(0, 0), (0, 1)}),
        ([[3, 0, 0], [0, 20, 30], [0, 40, 2]], {(0, 0)}),
    ],
)
def test_a_cell_that_no_hiding_protects_is_said(table, exposed):
    found = suppress_table(table=table)
    assert found.exposed == exposed
    assert not found.publishable


def test_several_cycles_together_may_do_what_none_does_alone():
    """Then all are hidden, but for those that do not help: the block of large counts."""
    knot = [[0, 1, 9, 9], [1, 2, 1, 1], [9, 2, 0, 3]]
    table = [*([*row, 0, 0] for row in knot), [0, 0, 0, 0, 80, 70], [0, 0, 0, 0, 60, 90]]
    found = suppress_table(table=table)
    assert found.publishable
    assert found.hidden == {(i, j) for i, row in enumerate(knot) for j, n in enumerate(row) if n}
    assert not narrow(table, found.hidden)


def test_what_was_hidden_before_stays_hidden():
    table = [[40, 12, 30], [25, 9, 7], [31, 15, 11]]
    assert suppress_table(table=table).hidden == set()
    found = suppress_table(table=table, keep=[(0, 1), (0, 2)])
    assert found.primary == set()
    assert found.hidden == {(0, 1), (0, 2), (1, 1), (1, 2)}
    assert not narrow(table, found.hidden)
    assert suppress_table(table=[[0, 9], [9, 9]], keep=[(0, 0)]).hidden == set()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"table": []}, "rows of equal length"),
        ({"table": [[1, 2], [3]]}, "rows of equal length"),
        ({"table": [[1, -2]]}, "must not be negative"),
        ({"threshold": 1}, "2 or more"),
        ({"keep": [(0, 9)]}, "cells of the table"),
    ],
)
def test_wrong_tables_raise(wrong, message):
    with pytest.raises(ValueError, match=message):
        suppress_table(**{"table": [[1, 40]], **wrong})


@settings(max_examples=25, deadline=None)
@given(table=tables(), threshold=st.sampled_from([3, 5]))
@example(table=[[2, 1, 9, 2], [9, 2, 1, 1], [2, 0, 2, 2]], threshold=5)
def test_the_audit_accepts_every_result_that_may_be_published(table, threshold):
    found = suppress_table(table=table, threshold=threshold)
    small = {(i, j) for i, row in enumerate(table) for j, n in enumerate(row) if 0 < n < threshold}
    assert found.primary == small
    assert all(table[i][j] for i, j in found.hidden)
    assert narrow(table, found.hidden, threshold) == found.exposed
    # What is exposed would be with every other cell hidden too.
    everything = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) if n]
    assert found.exposed <= narrow(table, everything, threshold)
    for i, row in enumerate(found.cells):
        for j, cell in enumerate(row):
            assert cell == (None if (i, j) in found.hidden else table[i][j])
