"""Numbers replaced by the mean of k or more records that are alike."""

from __future__ import annotations

import numpy as np
import polars as pl

from publisher.deidentify.mdav import means
from publisher.deidentify.treatment import Floats, Treated, TreatmentContext, numbers, written
from publisher.model.policy import Microaggregate


def apply(technique: Microaggregate, values: pl.Series, context: TreatmentContext) -> Treated:
    """The mean of the record's cluster among the fields of its group. Not covered: what is no plain number.

    Records that lack some of the fields are put together with others that lack the same; where fewer than k do,
    what they have is left out. `within` classes: the numbers themselves; `within_classes` follows.
    """
    found = numbers(values)
    if technique.within == "classes":
        shown = pl.select(pl.when(pl.Series(np.isfinite(found))).then(values)).to_series().alias(values.name)
        return Treated.of(values, shown)
    uncovered = values.is_not_null() & pl.Series(~np.isfinite(found))
    return Treated(written(_averaged(technique, context), technique.decimals, values.name), uncovered)


def _averaged(technique: Microaggregate, context: TreatmentContext) -> Floats:
    """The means of this field; those of all fields of its group are found together, once."""
    key = ("microaggregate", technique.group or ("field", context.field))
    if key not in context.shared:
        names = [
            name
            for name, rule in context.policy.fields.items()
            if name in context.frame.columns and _together(technique, context.field, rule.technique, name)
        ]
        table = np.stack([numbers(context.frame[name]) for name in names], axis=1)
        context.shared[key] = dict(zip(names, means(table, technique.k).T, strict=True))
    found: Floats = context.shared[key][context.field]
    return found


def _together(technique: Microaggregate, field: str, other: object, name: str) -> bool:
    if not isinstance(other, Microaggregate):
        return False
    return name == field or (technique.group is not None and other.group == technique.group)
