"""Choosing how much the quasi-identifiers are generalised, so that the models hold at the least loss."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from publisher.deidentify.cells import empty_cells
from publisher.deidentify.conditions import Codes, prepare
from publisher.deidentify.ladders import Rung
from publisher.deidentify.mondrian import part
from publisher.deidentify.nearest import Proposal
from publisher.deidentify.suppression import allowed, suppress
from publisher.model.certificate import Generalisation
from publisher.model.errors import UserError, Where
from publisher.model.policy import KAnonymity, MinimumCellCount, Policy
from publisher.model.text import LocalText, msg
from publisher.privacy.engine import (
    ModelCondition,
    Problem,
    Progress,
    SearchResult,
    aggregate,
    evaluate,
    field_losses,
    kept_records,
    search,
    too_many_nodes,
)
from publisher.privacy.engine.problem import MOST_NODES

_ROUND = 0.9
"""Share of the records left over that one round of local recoding may leave over again, where it can."""

_SIZES = (1.0, 1.5, 2.0, 3.0, 5.0)
"""By how much classes of records are larger where the same number of persons is wanted."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Generalised:
    """The output with its quasi-identifiers generalised, which records stay, and what was chosen."""

    frame: pl.DataFrame
    kept: Flags
    record: Generalisation
    field_losses: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _SearchTask:
    policy: Policy
    folder: Path
    frame: pl.DataFrame
    rungs: Sequence[Rung]
    usable: Flags
    allowed: int
    conditions: list[ModelCondition]
    sensitive: list[Codes]
    problem: Problem
    persons: pl.Series | None

    @property
    def names(self) -> list[str]:
        return [item.ladder.name for item in self.rungs]


def generalise(
    frame: pl.DataFrame,
    rungs: Sequence[Rung],
    policy: Policy,
    folder: Path,
    previous_levels: Mapping[str, int] | None = None,
    progress: Progress | None = None,
    persons: pl.Series | None = None,
) -> Generalised | None:
    """The `frame` (published names, finest levels) generalised in the policy's mode; None when that cannot be.

    The search counts records. Where one person has several (`persons`), what it finds is proven over persons, and
    where that fails it is asked for larger classes. Records with small counts go first and count for the limit.
    t-closeness is searched against the table before suppression and proven against the one after: if that fails,
    with half the limit and with none.
    """
    if too_many_nodes([item.ladder for item in rungs]):
        raise UserError(
            msg(
                "There are too many combinations of levels to search ({count}); the most is {most}.",
                count=math.prod(item.ladder.height for item in rungs),
                most=MOST_NODES,
            ),
            Where("policy.yaml", field="fields"),
            msg("Write fewer levels, or give some quasi-identifiers one fixed level."),
        )
    for larger in _SIZES if persons is not None else (1.0,):
        found = _generalised(_task(frame, rungs, policy, folder, persons, larger), previous_levels, progress)
        if found is not None:
            return found
    return None


def _generalised(
    task: _SearchTask, previous_levels: Mapping[str, int] | None, progress: Progress | None
) -> Generalised | None:
    if task.policy.mode_in_force() == "cells":
        top = tuple(height - 1 for height in task.problem.shape)
        start = search(task.problem, max(0, task.allowed), progress) or evaluate(task.problem, top)
        return _applied(task, start, task.allowed, previous_levels)
    limit = task.allowed
    while limit >= 0:
        found = search(task.problem, limit, progress)
        if found is None:
            break
        result = _applied(task, found, limit, previous_levels)
        if result is not None:
            return result
        limit = limit // 2 if limit > 1 else limit - 1
    return None


def _task(
    frame: pl.DataFrame,
    rungs: Sequence[Rung],
    policy: Policy,
    folder: Path,
    persons: pl.Series | None = None,
    larger: float = 1.0,
) -> _SearchTask:
    """The search for `frame`, with every k `larger` by that factor."""
    usable = without_small_cells(frame, policy)
    models = [
        replace(model, k=math.ceil(model.k * larger), profile=None) if isinstance(model, KAnonymity) else model
        for model in policy.models
    ]
    conditions, sensitive = prepare(models, frame.filter(pl.Series(usable, dtype=pl.Boolean)), folder)
    problem = Problem.of(
        [item.ladder for item in rungs], [item.codes[usable] for item in rungs], conditions, sensitive
    )
    most = allowed(frame.height, policy.suppression_limit) - int((~usable).sum())
    return _SearchTask(policy, folder, frame, rungs, usable, most, conditions, sensitive, problem, persons)


def without_small_cells(frame: pl.DataFrame, policy: Policy) -> Flags:
    """The records whose counts are large enough."""
    cells = [model for model in policy.models_by_record() if isinstance(model, MinimumCellCount)]
    return suppress(frame, (), cells).kept if cells else np.ones(frame.height, dtype=np.bool_)


def _applied(
    task: _SearchTask, fresh: SearchResult, limit: int, previous: Mapping[str, int] | None
) -> Generalised | None:
    """The output at the levels found, None when after suppression a model does not hold within the limit."""
    chosen = _kept_levels(task, fresh, limit, previous) or fresh
    mode = task.policy.mode_in_force()
    columns = _columns(task, chosen.levels)
    stay = np.zeros(task.frame.height, dtype=np.bool_)
    stay[task.usable] = kept_records(task.problem, chosen.levels)
    losses = chosen.field_losses
    emptied = 0
    if mode == "local":
        columns, stay, losses = _local(task, columns, stay, chosen.levels)
    elif mode == "cells":
        columns, stay, losses, emptied = _emptied(task, columns, stay, chosen.levels)
        if emptied > allowed(stay.size * len(columns), task.policy.cell_limit):
            return None
    elif mode == "mondrian":
        usable = [replace(item, codes=item.codes[task.usable]) for item in task.rungs]
        parted = part(usable, task.conditions, task.sensitive)
        if parted is not None:
            columns = [_spread(values, task.usable) for values in parted.columns]
            stay, losses = task.usable.copy(), parted.losses
    frame = task.frame.with_columns(columns)
    staying = pl.Series(stay, dtype=pl.Boolean)
    persons = None if task.persons is None else task.persons.filter(staying)
    proven = suppress(frame.filter(staying), task.names, task.policy.models_by_record(), task.folder, persons)
    stay[np.flatnonzero(stay)[~proven.kept]] = False
    if proven.suppressed:
        losses = _with_more_gone(task, losses, proven.suppressed)
    if int((~stay).sum()) > allowed(task.frame.height, task.policy.suppression_limit):
        return None
    record = Generalisation(
        mode=mode,
        levels=dict(zip(task.names, chosen.levels, strict=True)),
        loss=aggregate(losses),
        optimum=fresh.loss,
        kept=chosen is not fresh and chosen.levels != fresh.levels,
        checked=fresh.checked,
        nodes=fresh.nodes,
        cells=emptied,
    )
    return Generalised(frame, stay, record, dict(zip(task.names, losses, strict=True)))


def _with_more_gone(task: _SearchTask, losses: Sequence[float], records: int) -> tuple[float, ...]:
    """Losses at most, when `records` more are left out (t-closeness, measured on what stays)."""
    return tuple(min(1.0, loss + records / task.problem.records) for loss in losses)


def _kept_levels(
    task: _SearchTask, fresh: SearchResult, limit: int, previous: Mapping[str, int] | None
) -> SearchResult | None:
    """Last night's levels, when they are still possible and the optimum is not better by more than the share."""
    if previous is None or any(name not in previous for name in task.names):
        return None
    levels = tuple(previous[name] for name in task.names)
    if any(not 0 <= level < height for level, height in zip(levels, task.problem.shape, strict=True)):
        return None
    old = evaluate(task.problem, levels)
    if old.suppressed > limit or old.loss - fresh.loss > task.policy.keep_levels_within * old.loss:
        return None
    return old


def _columns(task: _SearchTask, levels: Sequence[int]) -> list[pl.Series]:
    return [item.shown(level) for item, level in zip(task.rungs, levels, strict=True)]


def _spread(values: pl.Series, where: Flags) -> pl.Series:
    """Values of the records in `where` at their places, missing elsewhere."""
    at = pl.Series(np.where(where, np.cumsum(where) - 1, 0), dtype=pl.UInt32)
    if not values.len():
        return pl.Series(values.name, [None] * where.size, dtype=values.dtype)
    spread = values.gather(at)
    return pl.select(pl.when(pl.Series(where, dtype=pl.Boolean)).then(spread)).to_series().alias(values.name)


def _local(
    task: _SearchTask, columns: list[pl.Series], stay: Flags, levels: Sequence[int]
) -> tuple[list[pl.Series], Flags, tuple[float, ...]]:
    """Search again among the records left over, until none are or nothing helps; with the loss of all rounds."""
    stay = stay.copy()
    costs = np.zeros(len(task.rungs), dtype=np.int64)
    _add_costs(task, costs, stay, levels)
    while True:
        left = np.flatnonzero(task.usable & ~stay)
        if not left.size:
            break
        within = _inverse_of(task.usable)[left]
        problem = Problem.of(
            [item.ladder for item in task.rungs],
            [item.codes[left] for item in task.rungs],
            task.conditions,
            [values[within] for values in task.sensitive],
        )
        found = search(problem, int(left.size * _ROUND)) or search(problem, left.size - 1)
        if found is None or found.suppressed == left.size:
            break
        gained = left[kept_records(problem, found.levels)]
        flags = np.zeros(stay.size, dtype=np.bool_)
        flags[gained] = True
        chosen = pl.Series(flags, dtype=pl.Boolean)
        columns = [
            pl.select(pl.when(chosen).then(fine).otherwise(old)).to_series().alias(old.name)
            for old, fine in zip(columns, _columns(task, found.levels), strict=True)
        ]
        _add_costs(task, costs, flags, found.levels)
        stay |= flags
    gone = int((task.usable & ~stay).sum())
    losses = tuple(
        _field_loss(int(cost) + gone * item.ladder.total, task.problem.records, item.ladder.total)
        for cost, item in zip(costs.tolist(), task.rungs, strict=True)
    )
    return columns, stay, losses


def _emptied(
    task: _SearchTask, columns: list[pl.Series], stay: Flags, levels: Sequence[int]
) -> tuple[list[pl.Series], Flags, tuple[float, ...], int]:
    """Single cells of the records that would go left empty; with the loss, and how many cells."""
    codes = np.stack([_code(item, level) for item, level in zip(task.rungs, levels, strict=True)], axis=1)
    done = empty_cells(
        codes[task.usable],
        stay[task.usable],
        task.conditions,
        task.sensitive,
        [task.policy.cell_weights.get(name, 1.0) for name in task.names],
        max(0, task.allowed),
    )
    kept = np.zeros(stay.size, dtype=np.bool_)
    kept[task.usable] = done.kept
    cells = np.zeros(codes.shape, dtype=np.bool_)
    cells[task.usable] = done.cells
    result, losses = [], []
    for number, (item, column, level) in enumerate(zip(task.rungs, columns, levels, strict=True)):
        empty = cells[:, number]
        nothing = pl.Series(empty, dtype=pl.Boolean)
        result.append(pl.select(pl.when(~nothing).then(column)).to_series().alias(column.name))
        leaves = item.ladder.leaves[level][item.ladder.codes[level][item.codes[kept & ~empty]]]
        gone = int((task.usable & (~kept | empty)).sum())
        losses.append(
            _field_loss(int(leaves.sum()) + gone * item.ladder.total, task.problem.records, item.ladder.total)
        )
    return result, kept, tuple(losses), int(cells.sum())


def cells_needed(frame: pl.DataFrame, rungs: Sequence[Rung], policy: Policy, folder: Path) -> list[Proposal]:
    """The limit of cells under which mode `cells` meets the models; none where too many records would go."""
    task = _task(frame, rungs, policy, folder)
    top = tuple(height - 1 for height in task.problem.shape)
    stay = np.zeros(frame.height, dtype=np.bool_)
    stay[task.usable] = kept_records(task.problem, top)
    _, kept, losses, cells = _emptied(task, _columns(task, top), stay, top)
    gone = int((~kept).sum())
    if gone > allowed(frame.height, policy.suppression_limit):
        return []
    share = -(-cells * 1000 // max(1, kept.size * len(rungs))) / 1000
    change = LocalText(
        f"cell_limit 提高為 {share:.1%}（{cells:,} 格留空）",
        f"a cell_limit of {share:.1%} ({cells:,} cells empty)",
    )
    return [Proposal(change, gone, aggregate(losses))]


def _code(item: Rung, level: int) -> Codes:
    """The values shown at a level as numbers, 0 for an empty one."""
    labels = item.ladder.labels[level]
    empty = labels.index("") if "" in labels else -1
    codes: Codes = item.ladder.codes[level][item.codes] + 1
    codes[codes == empty + 1] = 0
    return codes


def _inverse_of(usable: Flags) -> Codes:
    places: Codes = np.cumsum(usable) - 1
    return places


def _add_costs(task: _SearchTask, costs: Codes, records: Flags, levels: Sequence[int]) -> None:
    for number, (item, level) in enumerate(zip(task.rungs, levels, strict=True)):
        costs[number] += int(item.ladder.leaves[level][item.ladder.codes[level][item.codes[records]]].sum())


def _field_loss(cost: int, records: int, leaves: int) -> float:
    return float(field_losses(np.array([cost], dtype=np.float64), records, leaves)[0])
