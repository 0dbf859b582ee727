"""The structure steps, one module each: a pure function from a frame and its settings to an Outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from publisher.model import structuring
from publisher.structure.columns import ColumnOutcome
from publisher.structure.steps import (
    coalesce,
    codes,
    combine,
    constant,
    date,
    drop_duplicates,
    drop_rows,
    extract,
    fill_down,
    group_rows,
    half_width,
    header,
    map_values,
    missing,
    number,
    pad,
    rename,
    select,
    split,
    trim,
    unpivot,
)

STEPS: Mapping[type, Callable[..., ColumnOutcome]] = MappingProxyType(
    {
        structuring.Header: header.apply,
        structuring.Trim: trim.apply,
        structuring.DropRows: drop_rows.apply,
        structuring.FillDown: fill_down.apply,
        structuring.GroupRows: group_rows.apply,
        structuring.Rename: rename.apply,
        structuring.Select: select.apply,
        structuring.Missing: missing.apply,
        structuring.HalfWidth: half_width.apply,
        structuring.Number: number.apply,
        structuring.Date: date.apply,
        structuring.Codes: codes.apply,
        structuring.Constant: constant.apply,
        structuring.Unpivot: unpivot.apply,
        structuring.Split: split.apply,
        structuring.Combine: combine.apply,
        structuring.DropDuplicates: drop_duplicates.apply,
        structuring.Pad: pad.apply,
        structuring.Coalesce: coalesce.apply,
        structuring.Extract: extract.apply,
        structuring.MapValues: map_values.apply,
    }
)
"""By the type of the setting."""

CARRYING = frozenset({structuring.FillDown, structuring.GroupRows, structuring.DropDuplicates})
"""Steps that need to know what stood in earlier parts of a long table; they take it as a third argument."""

HOLDING = frozenset({structuring.GroupRows})
"""Those of them that keep rows back for the next part, unless `last` says that there is none."""
