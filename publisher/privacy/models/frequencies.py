"""How often each sensitive value occurs in each equivalence class, counted with Polars."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from publisher.model.certificate import PrivacyMeasure
from publisher.model.text import Scalar
from publisher.privacy.models.classes import with_one_missing


def frequencies(frame: pl.DataFrame, quasi_identifiers: Sequence[str], sensitive: str) -> pl.DataFrame:
    """Columns `class` (a number), `value` (text, missing is one), `count` and `size` (of the class)."""
    keys = [name for name in dict.fromkeys(quasi_identifiers) if name != sensitive]
    values = with_one_missing(frame, [*keys, sensitive])
    numbered = pl.struct(keys).rank("dense") if keys else pl.lit(1, dtype=pl.UInt32)
    return (
        values.select(numbered.alias("class"), pl.col(sensitive).alias("value"))
        .group_by("class", "value")
        .agg(pl.len().cast(pl.Int64).alias("count"))
        .with_columns(pl.col("count").sum().over("class").alias("size"))
    )


def measured_by_class(
    per_class: pl.DataFrame,
    met: Callable[[float], bool],
    model: str,
    params: dict[str, Scalar],
    *,
    worst_is_least: bool,
) -> PrivacyMeasure:
    """From one row per class with `size` and `observed`: the worst class, and the records of those that fail."""
    if per_class.is_empty():
        return PrivacyMeasure(model=model, params=params, met=True, observed=0.0, violating_records=0)
    values = per_class["observed"].to_list()
    violating = sum(size for size, value in zip(per_class["size"], values, strict=True) if not met(value))
    worst = min(values) if worst_is_least else max(values)
    return PrivacyMeasure(
        model=model, params=params, met=violating == 0, observed=float(worst), violating_records=violating
    )
