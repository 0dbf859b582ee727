"""Equivalence classes (records that are equal on every quasi-identifier) and the risk that follows from them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from publisher.model.certificate import RiskSummary


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


def person_counts(frame: pl.DataFrame, quasi_identifiers: Sequence[str], persons: pl.Series) -> pl.DataFrame:
    """One row for each class, with how many `persons` and `records` it has."""
    keys = with_one_missing(frame, quasi_identifiers).with_columns(persons.alias("\x00person"))
    counted = [pl.col("\x00person").n_unique().alias("persons"), pl.len().alias("records")]
    if not quasi_identifiers:
        return keys.select(counted)
    return keys.group_by(list(dict.fromkeys(quasi_identifiers))).agg(counted)


def once_each(
    frame: pl.DataFrame, quasi_identifiers: Sequence[str], sensitive: str, persons: pl.Series
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The records with each person once for every value of a class; and the classes, as `person_counts`.

    `common` says whether a value is one that every person of the class has: then it is known of each of them.
    """
    keys = [name for name in dict.fromkeys(quasi_identifiers) if name != sensitive]
    values = with_one_missing(frame, [*keys, sensitive]).with_columns(persons.alias("\x00person"))
    once = values.unique([*keys, sensitive, "\x00person"])
    holders = once.group_by([*keys, sensitive]).len("holders")
    classes = person_counts(frame, keys, persons)
    if keys:
        most = holders.group_by(keys).agg(pl.col("holders").max())
        classes = classes.join(most, on=keys, nulls_equal=True)
    else:
        classes = classes.with_columns(holders=pl.lit(holders["holders"].max()))
    return once.drop("\x00person"), classes.with_columns(common=pl.col("holders") >= pl.col("persons"))
