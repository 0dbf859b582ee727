"""k-anonymity: every record is alike k-1 others on the quasi-identifiers.

Sweeney, k-anonymity: a model for protecting privacy, Int. J. Uncertainty, Fuzziness and Knowledge-Based Systems
10(5), 2002.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from publisher.model.certificate import PrivacyMeasure
from publisher.model.policy import KAnonymity
from publisher.model.thresholds import of_profile
from publisher.privacy.models.classes import class_sizes


def measure_k_anonymity(
    model: KAnonymity, frame: pl.DataFrame, quasi_identifiers: Sequence[str]
) -> PrivacyMeasure:
    """`observed` is the size of the smallest class (0 for a table without records)."""
    sizes = class_sizes(frame, quasi_identifiers)
    violating = int((sizes < model.k).sum())
    return PrivacyMeasure(
        model=model.model,
        params={"k": model.k, **of_profile(model.profile)},
        met=violating == 0,
        observed=float(sizes.min() or 0),  # type: ignore[arg-type]
        violating_records=violating,
    )
