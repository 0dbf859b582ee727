"""Where a value of the table stands in its source: the columns of the sheet, followed through the steps."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.model.sources import FileSource
from publisher.model.structuring import Combine, Rename, Split, StructureStep, Unpivot
from publisher.model.workspace import Dataset

Columns = Mapping[str, int]
"""Columns of the sheet, counted from 0, by the name they have after a step."""


def in_the_sheet(dataset: Dataset, positions: Columns) -> Columns:
    """The columns of the sheet: one with the file's name stands in the grid only, in front."""
    source = dataset.source
    shift = 1 if isinstance(source, FileSource) and source.name_column is not None else 0
    return {name: position - shift for name, position in positions.items() if position >= shift}


def follow(columns: Columns, step: StructureStep) -> Columns:
    """The columns after a step that gave them other names."""
    after = dict(columns)
    if isinstance(step, Rename):
        return {step.columns.get(name, name): position for name, position in after.items()}
    if isinstance(step, Split) and step.column in after:
        position = after.pop(step.column)
        return after | dict.fromkeys(step.into, position)
    if isinstance(step, Combine) and step.columns:
        first = after.get(step.columns[0])
        after = {name: position for name, position in after.items() if name not in step.columns}
        return after if first is None else after | {step.into: first}
    if isinstance(step, Unpivot):
        return {name: position for name, position in after.items() if name in step.keep}
    return after
