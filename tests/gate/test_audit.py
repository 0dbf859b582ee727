"""What the audit says of hidden counts, against all the solutions there are."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from publisher.gate.audit import Equation, Interval, known

SIZE = 3
CELLS = [(row, column) for row in range(SIZE) for column in range(SIZE)]


def solutions(bounds: dict[tuple[int, int], Interval], equations: list[Equation[tuple[int, int]]]) -> list[dict]:
    names = list(bounds)
    ranges = [range(bounds[name].low, bounds[name].high + 1) for name in names]
    found = []
    for values in itertools.product(*ranges):
        at = dict(zip(names, values, strict=True))
        if all(sum(at[part] for part in item.parts) == item.total for item in equations):
            found.append(at)
    return found


@st.composite
def hidden_tables(draw: st.DrawFn) -> tuple[dict[tuple[int, int], int], set[tuple[int, int]], list[bool]]:
    values = {cell: draw(st.integers(0, 3)) for cell in CELLS}
    hidden = draw(st.sets(st.sampled_from(CELLS), min_size=1, max_size=6))
    margins = [draw(st.booleans()) for _ in range(2 * SIZE)]
    return values, hidden, margins


def system(
    values: dict[tuple[int, int], int], hidden: set[tuple[int, int]], margins: list[bool]
) -> list[Equation[tuple[int, int]]]:
    found = []
    for axis, number in itertools.product((0, 1), range(SIZE)):
        parts = frozenset(cell for cell in hidden if cell[axis] == number)
        if parts and margins[axis * SIZE + number]:
            found.append(Equation(parts, sum(values[cell] for cell in parts)))
    return found


@given(hidden_tables())
def test_what_it_says_holds_in_every_solution(case: tuple) -> None:
    values, hidden, margins = case
    bounds = dict.fromkeys(hidden, Interval(0, 3))
    equations = system(values, hidden, margins)
    found = known(bounds, equations)
    every = solutions(bounds, equations)
    assert values.items() >= {cell: values[cell] for cell in hidden}.items()
    for cell, interval in found.items():
        possible = {at[cell] for at in every}
        assert interval.low <= min(possible)
        assert max(possible) <= interval.high
        if interval.values == 1:
            assert possible == {interval.low}


@given(hidden_tables())
def test_a_cell_that_the_sums_alone_determine_is_found(case: tuple) -> None:
    """Without bounds a cell is known exactly when no rectangle of hidden cells goes through it: it is a bridge."""
    values, hidden, _ = case
    equations = system(values, hidden, [True] * 2 * SIZE)
    found = known(dict.fromkeys(hidden, Interval(-1000, 1000)), equations)
    for cell in hidden:
        assert (found[cell].values == 1) == bridge(cell, hidden), cell


def bridge(cell: tuple[int, int], hidden: set[tuple[int, int]]) -> bool:
    """Whether row and column of a hidden cell hang together by this cell alone (a walk over the others)."""
    reached, waiting = set(), [("row", cell[0])]
    while waiting:
        node = waiting.pop()
        if node in reached:
            continue
        reached.add(node)
        kind, number = node
        for row, column in hidden - {cell}:
            if kind == "row" and row == number:
                waiting.append(("column", column))
            elif kind == "column" and column == number:
                waiting.append(("row", row))
    return ("column", cell[1]) not in reached


def test_contradictions_say_nothing_and_leave_the_rest() -> None:
    bounds = dict.fromkeys("abc", Interval(0, 5))
    wrong = [Equation(frozenset("ab"), 3), Equation(frozenset("ab"), 4)]
    found = known(bounds, [*wrong, Equation(frozenset("c"), 2)])
    assert found == {"a": Interval(0, 5), "b": Interval(0, 5), "c": Interval(2, 2)}


def test_sums_at_the_edge_of_the_bounds_give_every_part() -> None:
    found = known(dict.fromkeys("ab", Interval(1, 5)), [Equation(frozenset("ab"), 10)])
    assert found == {"a": Interval(5, 5), "b": Interval(5, 5)}
