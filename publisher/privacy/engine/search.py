"""Exact search over the lattice of levels for the least loss under a suppression limit.

Every node has a lower bound of its loss that needs no look at the data (its loss if every record stayed). The
search looks at nodes until no bound is below the best loss found, so what it returns is the optimum. What it
learns prunes:

* A node over the limit proves it of all its specialisations, where violating classes consist of violating classes
  (k-anonymity and distinct l-diversity), or where nothing may be suppressed (every model whose classes may be
  united).
* Records suppressed at a node are suppressed at all its specialisations as well (same models), so their bounds
  rise by what that costs at least. Of a class that is too far from the table (t-closeness) as many are as its
  counts prove (`keeping.py`).
* Classes of a node are grouped from the classes of the smallest finer node looked at, not from the rows.

Nodes are taken by least bound; from there the cheapest way up is followed while bounds stay below the best loss,
and the node nine tenths up that way is looked at: coarse nodes are quick to group, and say something of
everything below.

LeFevre, DeWitt, Ramakrishnan, Incognito, SIGMOD 2005 (monotony, roll-up); Kohlmayer, Prasser, Eckert, Kemper,
Kuhn, Flash, PASSAT 2012 (paths through the lattice).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from publisher.model.event import Headway
from publisher.model.policy import KAnonymity
from publisher.privacy.engine.conditions import Flags, Ints, closed_under_union, monotone
from publisher.privacy.engine.keeping import Groups, groups_of, least_gone
from publisher.privacy.engine.loss import aggregate, field_losses
from publisher.privacy.engine.problem import Classes, Levels, Problem

_KEPT_TABLES = 256
_KEPT_ROWS = 8_000_000
_MOST_CHAIN = 1024
_HEIGHT_OF_LOOK = 0.9

Floats = npt.NDArray[np.float64]


Progress = Callable[[Headway], None]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found at `levels`: losses, records that go, classes that stay, nodes looked at of how many."""

    levels: Levels
    loss: float
    field_losses: tuple[float, ...]
    suppressed: int
    classes: int
    checked: int
    nodes: int


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at a node."""

    suppressed: int
    certain: int
    penalties: Ints
    certain_penalties: Ints
    kept: int


@dataclass(slots=True)
class _State:
    problem: Problem
    allowed: int
    bounds: Floats
    united: bool
    groups: tuple[Groups | None, ...]
    """What bounds the records that can stay, for each condition that is not monotone."""
    best: float = np.inf
    best_levels: Levels | None = None
    best_look: _Look | None = None
    checked: int = 0
    tables: list[Classes] = field(default_factory=list)
    table_levels: Ints = field(default_factory=lambda: np.empty((0, 0), dtype=np.int64))
    table_rows: int = 0
    table_sizes: list[int] = field(default_factory=list)


def search(problem: Problem, allowed: int, progress: Progress | None = None) -> SearchResult | None:
    """The levels of least loss at which at most `allowed` records violate a condition; None when none are."""
    if not problem.records:
        return evaluate(problem, (0,) * len(problem.shape))
    terms = [_terms(problem, item, 0, height) for item, height in enumerate(problem.shape)]
    bounds = _product(terms).copy()
    united = all(closed_under_union(item.model) for item in problem.conditions)
    groups = tuple(groups_of(item) for item in problem.conditions)
    state = _State(problem, allowed, bounds, united, groups)
    flat = bounds.reshape(-1)
    while True:
        start = int(flat.argmin())
        bound = float(flat[start])
        if not bound < state.best:
            break
        chain = _chain(flat, start, problem.shape, state.best)
        _look(state, chain[int(len(chain) * _HEIGHT_OF_LOOK)])
        if progress is not None:
            progress(_headway(state, bound))
    if state.best_levels is None or state.best_look is None:
        return None
    return _found(problem, state.best_levels, state.best_look, state.checked)


def _headway(state: _State, bound: float) -> Headway:
    root = 1.0 / len(state.problem.shape)
    return Headway(
        state.checked,
        int(np.count_nonzero(state.bounds < state.best)),
        None if state.best_levels is None else state.best**root - 1.0,
        min(bound, state.best) ** root - 1.0,
    )


def evaluate(problem: Problem, levels: Levels) -> SearchResult:
    """What one combination of levels costs, whatever the limit."""
    classes, _ = problem.classes_at(levels)
    return _found(problem, levels, _judge(problem, levels, classes, *_violating(problem, classes, ())), 1)


def kept_records(problem: Problem, levels: Levels) -> Flags:
    """For each record whether its class at `levels` meets every condition."""
    classes, grouping = problem.classes_at(levels)
    kept = np.ones(classes.sizes.size, dtype=np.bool_)
    for met in problem.met(classes):
        kept &= met
    flags: Flags = kept[grouping.classes()][problem.row_of_record]
    return flags


def _found(problem: Problem, levels: Levels, look: _Look, checked: int) -> SearchResult:
    losses = problem.losses(levels, look.penalties)
    return SearchResult(
        levels=levels,
        loss=aggregate(losses),
        field_losses=losses,
        suppressed=look.suppressed,
        classes=look.kept,
        checked=checked,
        nodes=int(np.prod(problem.shape)),
    )


def _terms(problem: Problem, item: int, penalty: int, levels: int) -> Floats:
    """Loss + 1 of one field at its first levels, with a penalty."""
    costs = (problem.level_costs[item][:levels] + penalty).astype(np.float64)
    return field_losses(costs, problem.records, problem.ladders[item].total) + 1.0


def _product(terms: list[Floats]) -> Floats:
    """The product over all combinations, one axis per field."""
    result = terms[-1]
    for term in terms[-2::-1]:
        result = term.reshape(-1, *([1] * result.ndim)) * result
    return result


def _chain(flat: Floats, start: int, shape: Levels, best: float) -> list[Levels]:
    """The nodes from `start` upwards, each the cheapest above the last, while bounds stay below `best`."""
    strides = [math.prod(shape[item + 1 :]) for item in range(len(shape))]
    levels = list(map(int, np.unravel_index(start, shape)))
    chain = [tuple(levels)]
    position = start
    for _ in range(_MOST_CHAIN):
        steps = [item for item, level in enumerate(levels) if level + 1 < shape[item]]
        if not steps:
            break
        above = [float(flat[position + strides[item]]) for item in steps]
        least = min(above)
        if not least < best:
            break
        step = steps[above.index(least)]
        levels[step] += 1
        position += strides[step]
        chain.append(tuple(levels))
    return chain


def _look(state: _State, levels: Levels) -> None:
    """Look at a node and let everything that follows from it change the bounds."""
    problem = state.problem
    classes, _ = problem.classes_at(levels, _finer(state, levels))
    _remember(state, levels, classes)
    gone, certain = _violating(problem, classes, state.groups)
    state.checked += 1
    below = tuple(slice(0, level + 1) for level in levels)
    if int(certain.sum()) > state.allowed or (state.united and state.allowed == 0 and gone.any()):
        state.bounds[below] = np.inf
        return
    look = _judge(problem, levels, classes, gone, certain)
    if look.certain:
        raised = _product(
            [
                _terms(problem, item, penalty, level + 1)
                for item, (level, penalty) in enumerate(zip(levels, look.certain_penalties.tolist(), strict=True))
            ]
        )
        part = state.bounds[below]
        np.maximum(part, raised, out=part)
    state.bounds[levels] = np.inf
    if look.suppressed > state.allowed:
        return
    value = 1.0
    for item, (level, penalty) in enumerate(zip(levels, look.penalties.tolist(), strict=True)):
        value *= float(_terms(problem, item, penalty, level + 1)[-1])
    if value < state.best:
        state.best, state.best_levels, state.best_look = value, levels, look


def _violating(problem: Problem, classes: Classes, groups: Sequence[Groups | None]) -> tuple[Flags, Ints]:
    """Which classes have to go, and how many records of each go at every specialisation.

    These are all of a class that violates a monotone condition, and of others as many as `groups` prove.
    """
    gone = np.zeros(classes.sizes.size, dtype=np.bool_)
    whole = np.zeros(classes.sizes.size, dtype=np.bool_)
    violated = [~met for met in problem.met(classes)]
    for condition, away in zip(problem.conditions, violated, strict=True):
        gone |= away
        if monotone(condition.model):
            whole |= away
    certain = np.where(whole, classes.sizes, 0)
    least = max((item.model.k for item in problem.conditions if isinstance(item.model, KAnonymity)), default=1)
    for condition, away, known in zip(problem.conditions, violated, groups, strict=False):
        if known is not None:
            histogram = classes.histograms[condition.sensitive]
            some = least_gone(known, classes.sizes, histogram, away & ~whole, least)
            certain = np.maximum(certain, some)
    return gone, certain


def _judge(problem: Problem, levels: Levels, classes: Classes, gone: Flags, certain: Ints) -> _Look:
    """What suppressing the classes `gone` costs, and what those that are `certain` to go further down."""
    records = np.where(gone, classes.sizes, 0)
    penalties = problem.penalties(levels, classes, records)
    same = bool((records == certain).all())
    return _Look(
        suppressed=int(records.sum()),
        certain=int(certain.sum()),
        penalties=penalties,
        certain_penalties=penalties if same else problem.penalties(levels, classes, certain),
        kept=int((~gone).sum()),
    )


def _finer(state: _State, levels: Levels) -> Classes | None:
    """The smallest table of classes that can be grouped to those at `levels`."""
    if not state.tables:
        return None
    fitting = np.flatnonzero((state.table_levels <= np.array(levels)).all(axis=1)).tolist()
    if not fitting:
        return None
    return state.tables[min(fitting, key=state.table_sizes.__getitem__)]


def _remember(state: _State, levels: Levels, classes: Classes) -> None:
    """Keep a table of classes for grouping, within a fixed amount of memory."""
    size = _size(classes)
    if size > state.problem.base.rows.size // 2 or size > _KEPT_ROWS // 4:
        return
    state.tables.append(classes)
    state.table_sizes.append(size)
    state.table_rows += size
    while len(state.tables) > _KEPT_TABLES or state.table_rows > _KEPT_ROWS:
        state.tables.pop(0)
        state.table_rows -= state.table_sizes.pop(0)
    known = [*state.table_levels, np.array(levels, dtype=np.int64)][-len(state.tables) :]
    state.table_levels = np.array(known, dtype=np.int64)


def _size(classes: Classes) -> int:
    return int(classes.rows.size + sum(item.classes.size for item in classes.histograms))
