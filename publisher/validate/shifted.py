"""Whether columns of numbers hold what others held in the last publication: a cell too many, or two exchanged.

A column that is unlike what it was and like its neighbour was says so, where more than one does. Records that have
a name in both tables are compared one by one, others by how their numbers lie (Kolmogorov and Smirnov).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from publisher.model.finding import Finding, Place
from publisher.model.stage import Services
from publisher.model.table import Known, Table
from publisher.model.workspace import Dataset
from publisher.tableschema.making import make
from publisher.validate.published import columns_of
from publisher.validate.spreads import distance

_UNLIKE, _BETTER = math.log(2), 2.5
"""By which factor most numbers of a named record differ, and by how much the neighbour's are nearer."""
_APART, _NEARER = 0.35, 3.0
_FEWEST, _FEWEST_NAMED, _FEW_NAMED = 20, 4, 10
_SAME_NAMES = 0.7
_STEPS = (1, -1, 2, -2)


def findings(dataset: Dataset, table: Table, before: Known, services: Services) -> Iterator[Finding]:
    """One finding for all columns that hold what others held."""
    if table.rows == 0 or before.last is None or not dataset.expectations.rows.seasons:
        return
    fields: Any = dataset.schema["fields"]
    kinds = {str(item["name"]): item.get("type", "string") for item in fields}
    numbers = [name for name in table.columns if kinds.get(name) in ("integer", "number")]
    names = [name for name in table.columns if kinds.get(name) not in ("integer", "number")][:3]
    if len(numbers) < 2 or (last := columns_of(before.last, [*names, *numbers])) is None:
        return
    now = pl.read_parquet(table.path, columns=[*names, *numbers])
    moved = moved_columns(last, now, names, numbers)
    if len(moved) > 1:
        yield from make(
            services,
            dataset.id,
            "expectations.shifted-column",
            key="",
            params={
                "fields": "、".join(name for name, _ in moved),
                "before": "、".join(other for _, other in moved),
            },
            places=tuple(Place(field=name) for name, _ in moved),
            count=len(moved),
        )


def moved_columns(
    last: pl.DataFrame, now: pl.DataFrame, names: Sequence[str], numbers: Sequence[str]
) -> list[tuple[str, str]]:
    """The columns that hold what others held, each with that other one."""
    pairs = _matched(last, now, names, numbers)
    found = _of_named(pairs, numbers) if pairs is not None else _of_many(last, now, numbers)
    rolled = [pair for pair in found if pairs is not None and _is_the_same(pairs, *pair)]
    return found if len(rolled) == len(found) else [pair for pair in found if pair not in rolled]


def _neighbours(numbers: Sequence[str], at: int) -> list[str]:
    return [numbers[at + step] for step in _STEPS if 0 <= at + step < len(numbers)]


def _of_named(pairs: pl.DataFrame, numbers: Sequence[str]) -> list[tuple[str, str]]:
    found, share = [], 1.0 if pairs.height < _FEW_NAMED else 0.75
    for at, name in enumerate(numbers):
        own = _apart(pairs, name, name, 0.5)
        best = min((_apart(pairs, name, other, share), other) for other in _neighbours(numbers, at))
        if own >= _UNLIKE and _BETTER * best[0] <= own:
            found.append((name, best[1]))
    return found


def _of_many(last: pl.DataFrame, now: pl.DataFrame, numbers: Sequence[str]) -> list[tuple[str, str]]:
    old, new = (_numbers(frame, numbers) for frame in (last, now))
    found = []
    for at, name in enumerate(numbers):
        others = [other for other in _neighbours(numbers, at) if len(old[other]) >= _FEWEST]
        if min(len(old[name]), len(new[name])) < _FEWEST or not others:
            continue
        own = distance(old[name], new[name])
        best = min((distance(old[other], new[name]), other) for other in others)
        if own >= _APART and _NEARER * best[0] <= own:
            found.append((name, best[1]))
    return found


def _is_the_same(pairs: pl.DataFrame, name: str, other: str) -> bool:
    """Whether a column repeats the figures another had, as last month beside this one does."""
    return 2 * int((pairs[name] == pairs[f"{other}\0"]).sum()) > pairs.height


def _numbers(frame: pl.DataFrame, names: Sequence[str]) -> dict[str, pl.Series]:
    return {name: frame[name].cast(pl.Float64, strict=False).drop_nulls().drop_nans() for name in names}


def _matched(
    last: pl.DataFrame, now: pl.DataFrame, names: Sequence[str], numbers: Sequence[str]
) -> pl.DataFrame | None:
    """The records of both tables side by side, where a column names them; None where none does."""
    for name in names:
        if last[name].is_duplicated().any() or now[name].is_duplicated().any():
            continue
        figures = [pl.col(one).cast(pl.Float64, strict=False) for one in numbers]
        both = now.select(name, *figures).join(last.select(name, *figures), on=name, suffix="\0")
        if both.height >= max(_FEWEST_NAMED, _SAME_NAMES * now.height):
            return both
    return None


def _apart(pairs: pl.DataFrame, name: str, other: str, share: float) -> float:
    """How far that share of the numbers of named records are apart at most, as a logarithm."""
    apart = pairs.select((_size(name) - _size(f"{other}\0")).abs().quantile(share)).item()
    return math.inf if apart is None else float(apart)


def _size(name: str) -> pl.Expr:
    return (pl.col(name).abs() + 1).log() * pl.col(name).sign().replace(0, 1)
