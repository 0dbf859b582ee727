"""Distinct l-diversity: in every equivalence class the sensitive field has at least l different values.

Machanavajjhala, Kifer, Gehrke, Venkitasubramaniam, l-diversity: privacy beyond k-anonymity, ACM Transactions on
Knowledge Discovery from Data 1(1), 2007. A missing sensitive value is one value among the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from publisher.model.certificate import PrivacyMeasure
from publisher.model.policy import DistinctLDiversity
from publisher.privacy.models.classes import with_one_missing


def measure_distinct_l_diversity(
    model: DistinctLDiversity, frame: pl.DataFrame, quasi_identifiers: Sequence[str]
) -> PrivacyMeasure:
    """`observed` is the smallest number of different sensitive values in a class (0 without records)."""
    keys = [name for name in dict.fromkeys(quasi_identifiers) if name != model.sensitive]
    values = with_one_missing(frame, [*keys, model.sensitive])
    # Missing has to count as a value also where an engine leaves it out of a distinct count.
    distinct = pl.struct(model.sensitive).n_unique()
    per_record = values.select((distinct.over(keys) if keys else distinct).alias("distinct"))["distinct"]
    if not keys:
        per_record = pl.repeat(per_record[0], frame.height, eager=True) if frame.height else per_record.head(0)
    violating = int((per_record < model.l).sum())
    return PrivacyMeasure(
        model=model.model,
        params={"l": model.l, "sensitive": model.sensitive},
        met=violating == 0,
        observed=float(per_record.min() or 0),  # type: ignore[arg-type]
        violating_records=violating,
    )
