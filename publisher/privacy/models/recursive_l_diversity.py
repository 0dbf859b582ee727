"""Recursive (c, l)-diversity: the most frequent value of a class is rarer than c times those from the l-th on.

Machanavajjhala, Kifer, Gehrke, Venkitasubramaniam, l-diversity: privacy beyond k-anonymity, ACM Transactions on
Knowledge Discovery from Data 1(1), 2007, definition 4.2: s1 < c (sl + … + sm), counts in falling order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from publisher.model.certificate import PrivacyMeasure
from publisher.model.policy import RecursiveLDiversity
from publisher.privacy.models.frequencies import frequencies, measured_by_class

UNBOUNDED = 1e9
"""What is observed of a class with fewer than l values: no c would do."""


def measure_recursive_l_diversity(
    model: RecursiveLDiversity, frame: pl.DataFrame, quasi_identifiers: Sequence[str]
) -> PrivacyMeasure:
    """`observed` is the largest s1 / (sl + … + sm) of a class, which has to stay under c."""
    falling = pl.col("count").sort(descending=True)
    per_class = (
        frequencies(frame, quasi_identifiers, model.sensitive)
        .group_by("class")
        .agg(
            pl.col("size").first(),
            pl.col("count").max().alias("most"),
            falling.slice(model.l - 1).sum().alias("tail"),
        )
        .with_columns(
            observed=pl.when(pl.col("tail") > 0).then(pl.col("most") / pl.col("tail")).otherwise(UNBOUNDED)
        )
    )
    return measured_by_class(
        per_class,
        lambda ratio: ratio < model.c and not math.isclose(ratio, UNBOUNDED),
        model.model,
        {"c": model.c, "l": model.l, "sensitive": model.sensitive},
        worst_is_least=False,
    )
