"""Entropy l-diversity: in every class the entropy of the sensitive field is at least ln l.

Machanavajjhala, Kifer, Gehrke, Venkitasubramaniam, l-diversity: privacy beyond k-anonymity, ACM Transactions on
Knowledge Discovery from Data 1(1), 2007, definition 4.1. A class spread evenly over exactly l values is met:
entropies are compared with a tolerance of 1e-9.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from publisher.model.certificate import PrivacyMeasure
from publisher.model.policy import EntropyLDiversity
from publisher.privacy.models.frequencies import frequencies, measured_by_class

_TOLERANCE = 1e-9


def measure_entropy_l_diversity(
    model: EntropyLDiversity, frame: pl.DataFrame, quasi_identifiers: Sequence[str]
) -> PrivacyMeasure:
    """`observed` is the smallest exp(entropy) of a class: the number of equally frequent values it is worth."""
    share = pl.col("count") / pl.col("size")
    per_class = (
        frequencies(frame, quasi_identifiers, model.sensitive)
        .group_by("class")
        .agg(pl.col("size").first(), (-(share * share.log()).sum()).alias("entropy"))
        .with_columns(observed=pl.col("entropy").exp())
    )
    return measured_by_class(
        per_class,
        lambda worth: math.log(worth) >= math.log(model.l) - _TOLERANCE,
        model.model,
        {"l": model.l, "sensitive": model.sensitive},
        worst_is_least=True,
    )
