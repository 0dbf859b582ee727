"""Equivalence classes (records that are equal on every quasi-identifier) and the risk that follows from them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from publisher.model.flow import RiskSummary


def with_one_missing(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Only `columns`, as text, an empty text being a missing value."""
    return frame.select(
        pl.when(pl.col(name).cast(pl.String) == "").then(None).otherwise(pl.col(name).cast(pl.String)).alias(name)
        for name in dict.fromkeys(columns)
    )


def class_sizes(frame: pl.DataFrame, quasi_identifiers: Sequence[str]) -> pl.Series:
    """The size of each record's equivalence class, in the order of the records.

    Without quasi-identifiers all records are one class.
    """
    if not quasi_identifiers or not frame.height:
        return pl.repeat(frame.height, frame.height, dtype=pl.UInt32, eager=True).alias("class_size")
    keys = with_one_missing(frame, quasi_identifiers)
    return keys.select(pl.len().over(keys.columns).cast(pl.UInt32).alias("class_size")).to_series()


def risk(frame: pl.DataFrame, quasi_identifiers: Sequence[str], threshold: float = 0.2) -> RiskSummary:
    """Re-identification risk over the quasi-identifiers, of the records of this table alone.

    El Emam, Guide to the De-Identification of Personal Health Information (2013): prosecutor risk of a record
    is 1 / size of its class; journalist risk 1 / size of its class in the population, here taken to be no more
    than these records; marketer risk is the number of classes / number of records; at risk are records whose
    risk is above `threshold` (0.2, a class of 5, is the traditional one). Suppressed records are not in the
    table and count nowhere.
    """
    if not frame.height:
        return RiskSummary(0, 0, 0, 0.0, 0.0, 0.0, threshold=threshold)
    sizes = class_sizes(frame, quasi_identifiers)
    per_size = sizes.value_counts(name="records")
    classes = sum(records // size for size, records in per_size.iter_rows())
    smallest = int(per_size["class_size"].min())  # type: ignore[arg-type]
    alone = int((sizes == 1).sum())
    at_risk = int((1 / sizes > threshold + 1e-12).sum())
    return RiskSummary(
        records=frame.height,
        classes=classes,
        smallest_class=smallest,
        prosecutor=1 / smallest,
        marketer=classes / frame.height,
        unique=alone / frame.height,
        journalist=1 / smallest,
        threshold=threshold,
        at_risk=at_risk / frame.height,
    )
