"""How much of a field's information is no longer in what was published: by entropy, from the written table alone.

Gionis, Tassa, k-Anonymization with minimal loss of information, IEEE TKDE 21(2), 2009: non-uniform entropy.
Where each published value comes from a set of source values, the bits that are lost are those of the source
column less those of the published one; records that were left out carry none.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from publisher.model.certificate import FieldTreatment
from publisher.model.table import Table


def information_losses(
    frame: pl.DataFrame, treatments: Sequence[FieldTreatment], structured: Table | None
) -> dict[str, float]:
    """By source field, the share (0 to 1) of its bits that the published column of `frame` does not have.

    A field with one value in the source has nothing to lose and is not in the result; a field left out has lost
    all.
    """
    if structured is None:
        return {}
    found = {}
    source = pl.scan_parquet(structured.path)
    for item in treatments:
        if item.field not in structured.columns:
            continue
        before = _bits(source.select(item.field).collect()[item.field])
        if before <= 0:
            continue
        after = _bits(frame[item.published_as]) if item.published_as in frame.columns else 0.0
        found[item.field] = round(min(1.0, max(0.0, 1 - after / before)), 10)
    return found


def _bits(values: pl.Series) -> float:
    """Shannon entropy of the column times its number of records, in bits; missing values are a value."""
    if not values.len():
        return 0.0
    text = values.cast(pl.String).replace("", None)
    counts = text.value_counts(name="records")["records"]
    return values.len() * (counts.entropy(base=2) or 0.0)
