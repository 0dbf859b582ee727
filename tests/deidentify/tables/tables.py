"""Random tables of counts with all their totals, and every solution of small ones."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import highspy
import numpy as np
import polars as pl

from publisher.deidentify.tables.suppressing import Guard
from publisher.privacy.tables.audit import Room

COUNT = "件數"


def table(sizes: Sequence[int], mean: float, seed: int) -> pl.DataFrame:
    """A table of as many dimensions as `sizes` has, with totals over each."""
    counts = np.random.default_rng(seed).poisson(mean, tuple(sizes))
    for axis in range(len(sizes)):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    names = [[*(f"{'甲乙丙'[axis]}{at}" for at in range(size)), "合計"] for axis, size in enumerate(sizes)]
    rows = [
        (*(names[axis][place] for axis, place in enumerate(at)), str(int(counts[at])))
        for at in itertools.product(*(range(size + 1) for size in sizes))
    ]
    return pl.DataFrame(rows, schema=[*dimensions(sizes), COUNT], orient="row")


def dimensions(sizes: Sequence[int]) -> list[str]:
    return ["甲", "乙", "丙"][: len(sizes)]


def guard(sizes: Sequence[int], least: int = 6, room: Room = Room()) -> Guard:  # noqa: B008 - frozen
    return Guard({COUNT: least}, room, dimensions(sizes))


def ranges(frame: pl.DataFrame) -> Mapping[int, tuple[int, int]]:
    """Of each empty count of a table of totals the least and the most, by an integer programme of our own."""
    keys = [tuple(row[:-1]) for row in frame.iter_rows()]
    numbers = [None if value is None else int(value) for value in frame[COUNT].to_list()]
    at = {key: row for row, key in enumerate(keys)}
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)  # noqa: FBT003 - HiGHS's own interface
    for number in numbers:
        low, high = (0, highspy.kHighsInf) if number is None else (number, number)
        model.addVar(low, high)
    for column in range(len(numbers)):
        model.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    for key, row in at.items():
        for axis, value in enumerate(key):
            if value == "合計":
                parts = [
                    at[other]
                    for other in at
                    if other[axis] != "合計" and other[:axis] + other[axis + 1 :] == key[:axis] + key[axis + 1 :]
                ]
                model.addRow(
                    0,
                    0,
                    len(parts) + 1,
                    np.array([*parts, row], dtype=np.int32),
                    np.array([*[1.0] * len(parts), -1.0]),
                )
    found = {}
    for row, number in enumerate(numbers):
        if number is None:
            ends = []
            for sense in (1, -1):
                model.changeColCost(row, sense)
                model.run()
                status = model.getModelStatus()
                ends.append(
                    model.getSolution().col_value[row] if status == highspy.HighsModelStatus.kOptimal else 10**9
                )
                model.changeColCost(row, 0)
            found[row] = (round(ends[0]), round(ends[1]))
    return found
