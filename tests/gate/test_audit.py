"""What the audit says of hidden counts, against all the solutions there are."""

from __future__ import annotations

import itertools
import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.privacy.tables.audit import UNBOUNDED, Equation, Interval, Room, solve

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


@settings(deadline=None)
@given(hidden_tables())
def test_it_says_what_all_solutions_together_say(case: tuple) -> None:
    values, hidden, margins = case
    bounds = dict.fromkeys(hidden, Interval(0, 3))
    equations = system(values, hidden, margins)
    found = solve(bounds, equations)
    every = solutions(bounds, equations)
    assert not found.contradictory
    assert not found.unsolved
    for cell, interval in found.intervals.items():
        possible = {at[cell] for at in every}
        assert interval == Interval(min(possible), max(possible)), cell


@settings(deadline=None)
@given(hidden_tables())
def test_a_cell_that_the_sums_alone_determine_is_found(case: tuple) -> None:
    """Without bounds a cell is known exactly when no rectangle of hidden cells goes through it: it is a bridge."""
    values, hidden, _ = case
    equations = system(values, hidden, [True] * 2 * SIZE)
    found = solve(dict.fromkeys(hidden, Interval(-1000, 1000)), equations).intervals
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


def test_contradictions_are_told_and_leave_the_rest() -> None:
    bounds = dict.fromkeys("abc", Interval(0, 5))
    wrong = [Equation(frozenset("ab"), 3), Equation(frozenset("ab"), 4)]
    found = solve(bounds, [*wrong, Equation(frozenset("c"), 2)])
    assert found.intervals == {"a": Interval(0, 5), "b": Interval(0, 5), "c": Interval(2, 2)}
    assert found.contradictory == {"a", "b"}


def test_a_contradiction_that_no_bound_shows() -> None:
    """Three cells of which every two add up to an odd number: halves would do, whole numbers do not."""
    pairs = [Equation(frozenset(pair), 3) for pair in ("ab", "bc", "ca")]
    assert solve(dict.fromkeys("abc", Interval(0, UNBOUNDED)), pairs).contradictory == {"a", "b", "c"}


def test_sums_at_the_edge_of_the_bounds_give_every_part() -> None:
    found = solve(dict.fromkeys("ab", Interval(1, 5)), [Equation(frozenset("ab"), 10)])
    assert found.intervals == {"a": Interval(5, 5), "b": Interval(5, 5)}


def test_a_hidden_total_is_one_unknown_more() -> None:
    bounds = {"a": Interval(0, 9), "b": Interval(0, 9), "sum": Interval(0, 12)}
    equations = [Equation(frozenset("ab"), 0, frozenset({"sum"})), Equation(frozenset({"sum"}), 4)]
    assert solve(bounds, equations).intervals["a"] == Interval(0, 4)


def test_whole_numbers_say_more_than_halves() -> None:
    """A linear programme alone would allow 0 to 1 for each; whole numbers leave one table."""
    bounds = dict.fromkeys("abcd", Interval(0, 1))
    equations = [
        *(Equation(frozenset(pair), 1) for pair in ("ab", "bc")),
        Equation(frozenset("ac"), 2),
        Equation(frozenset("cd"), 1),
    ]
    assert {name: item.low for name, item in solve(bounds, equations).intervals.items()} == {
        "a": 1,
        "b": 0,
        "c": 1,
        "d": 0,
    }


def test_what_is_wide_enough_is_not_looked_at_more_closely() -> None:
    bounds = dict.fromkeys("ab", Interval(0, UNBOUNDED))
    found = solve(bounds, [Equation(frozenset("ab"), 40)], room=Room(3))
    assert all(item.values >= 3 for item in found.intervals.values())


def test_the_solver_says_nothing() -> None:
    """Standard output is the report's: whatever a library prints there spoils it for programs."""
    program = (
        "from publisher.privacy.tables.audit import *\n"
        "solve(dict.fromkeys('abc', Interval(0, 9)), [Equation(frozenset('ab'), 7), Equation(frozenset('bc'), 5)])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert (said.stdout, said.stderr) == (b"", b"")
