"""rename: columns get other names."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import Rename
from publisher.structure.columns import ColumnOutcome, clash, present, visible


def apply(frame: pl.DataFrame, step: Rename) -> ColumnOutcome:
    """Rename all at once, so that two columns can change names; a name that is taken is refused."""
    columns, missing = present(frame, step.columns)
    taken = [name for name in visible(frame) if name not in columns]
    renamed: dict[str, str] = {}
    clashes = []
    for old in columns:
        new = step.columns[old]
        if new in taken or new in renamed.values():
            clashes.append(clash(new))
        else:
            renamed[old] = new
    unrenamed = [name for name in columns if name not in renamed and name in renamed.values()]
    after = frame.drop(unrenamed).rename(renamed)
    changed = sum(old != new for old, new in renamed.items())
    return ColumnOutcome(after, changed, (*missing, *clashes), per_table=True)
