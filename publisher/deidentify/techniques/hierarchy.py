"""Values generalised by a CSV hierarchy."""

from __future__ import annotations

import polars as pl

from publisher.deidentify.treatment import Treated, TreatmentContext, per_value
from publisher.model.policy import Hierarchy
from publisher.privacy.engine import read_rows


def apply(technique: Hierarchy, values: pl.Series, context: TreatmentContext) -> Treated:
    """The value of the asked level (0, the value itself, when the program chooses later); missing stays missing.

    Not covered: a value that is not in the file, unless `unlisted` names the line it is treated as. Raises
    UserError when the file cannot be read or has no such level.
    """
    rows = read_rows(context.folder / technique.file, f"datasets/{context.dataset}/{technique.file}")
    level = min(technique.level or 0, len(rows[0]) - 1)
    shown = {row[0]: row[level] for row in rows}
    otherwise = shown.get(technique.unlisted) if technique.unlisted is not None else None
    return per_value(values, lambda value: shown.get(value.strip(), otherwise))
