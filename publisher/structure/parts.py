"""A grid of any length through the steps, part by part: what is held in memory does not grow with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from publisher.model.finding import MOST_PLACES
from publisher.model.structuring import Header, StructureStep
from publisher.model.table import Table
from publisher.structure.columns import MOST_SHAPES, ROW, ColumnOutcome, Refusal
from publisher.structure.steps import CARRYING, HOLDING, STEPS

PART = 200_000
"""Records of one part; a table shorter than this is done in one."""

_OF_COLUMNS = frozenset({"missing-column", "duplicate-column", "undeclared-column"})
"""Refusals that every part of a table repeats."""


@dataclass(slots=True)
class StepTotals:
    """What one step did to the parts so far. `index` counts from 1 as in dataset.yaml, 0 is the implied header."""

    index: int
    step: StructureStep
    changed: int = 0
    also: Counter[str] = field(default_factory=Counter)
    refusals: dict[tuple[str, str], Refusal] = field(default_factory=dict)
    first: ColumnOutcome | None = None
    carry: object = None

    def take(self, outcome: ColumnOutcome) -> None:
        """Add what the step did to one more part."""
        if self.first is None:
            self.first = replace(outcome, frame=outcome.frame.clear(), carry=None)
            self.changed = outcome.changed
        elif not outcome.per_table:
            self.changed += outcome.changed
        self.also.update(outcome.also)
        self.carry = outcome.carry
        for refusal in outcome.refusals:
            key = (refusal.kind, refusal.field)
            earlier = self.refusals.get(key)
            self.refusals[key] = refusal if earlier is None else _together(earlier, refusal)


def _together(first: Refusal, second: Refusal) -> Refusal:
    if first.kind in _OF_COLUMNS:
        return first
    return replace(
        first,
        rows=(*first.rows, *second.rows)[:MOST_PLACES],
        count=first.count + second.count,
        shapes=tuple(dict.fromkeys((*first.shapes, *second.shapes)))[:MOST_SHAPES],
    )


def run(table: Table, totals: Sequence[StepTotals]) -> Iterator[pl.DataFrame]:
    """The parts of the grid after all steps, in order; `totals` (the header first) say what was done to them."""
    header = totals[0].step
    assert isinstance(header, Header)
    for start, last, grid in _grids(table, header):
        frame = grid
        for total in totals:
            outcome = _one(frame, total, last=last)
            outcome = outcome.after(start) if total is totals[0] else outcome
            total.take(outcome)
            frame = outcome.frame
        yield frame


def _one(frame: pl.DataFrame, total: StepTotals, *, last: bool) -> ColumnOutcome:
    step, apply = total.step, STEPS[type(total.step)]
    if type(step) in HOLDING:
        return apply(frame, step, total.carry, last=last)
    return apply(frame, step, total.carry) if type(step) in CARRYING else apply(frame, step)


def _grids(table: Table, header: Header) -> Iterator[tuple[int, bool, pl.DataFrame]]:
    """How many records stand before a part, whether it is the last, and the heading rows with its records."""
    scan = pl.scan_parquet(table.path, glob=False)
    above = header.skip + header.rows
    if table.rows <= above + PART:
        yield 0, True, scan.collect()
        return
    heading = scan.head(above).collect()
    for start in range(0, table.rows - above, PART):
        last = start + PART >= table.rows - above
        yield start, last, pl.concat([heading, scan.slice(above + start, PART).collect()])


def write(parts: Iterator[pl.DataFrame], columns: Sequence[str], folder: Path, target: Path, records: Path) -> int:
    """Write these columns of the parts to the Parquet file `target`; the number of its rows.

    `records` gets the number of the source record of each row, as `Origin.rows` wants it.
    """
    files: list[Path] = []
    numbers: list[Path] = []
    rows = 0
    for frame in parts:
        files.append(folder / f"{len(files)}.parquet")
        numbers.append(folder / f"{len(numbers)}-records.parquet")
        frame.select(columns).write_parquet(files[-1], compression="zstd", compression_level=1)
        frame.select(pl.col(ROW).alias("record")).write_parquet(numbers[-1])
        rows += frame.height
    _together_in(files, target)
    _together_in(numbers, records)
    return rows


def _together_in(files: list[Path], target: Path) -> None:
    if len(files) == 1:
        files[0].replace(target)
    else:
        pl.scan_parquet(files, glob=False).sink_parquet(target, compression="zstd", compression_level=1)
