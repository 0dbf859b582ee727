"""Privacy models: what must hold for a published table, measured on that table.

Each model of `publisher.model.policy` has a module here. A missing value is a category of its own: two records
without a birth year are alike in it, and a record with one differs from both. An empty text is a missing value,
because a CSV file cannot tell them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from publisher.model.certificate import PrivacyMeasure, RiskSummary
from publisher.model.policy import (
    DistinctLDiversity,
    EntropyLDiversity,
    KAnonymity,
    MinimumCellCount,
    PrivacyModel,
    RecursiveLDiversity,
    TCloseness,
)
from publisher.privacy.models.classes import class_sizes, once_each, person_counts, risk
from publisher.privacy.models.entropy_l_diversity import measure_entropy_l_diversity
from publisher.privacy.models.k_anonymity import measure_k_anonymity
from publisher.privacy.models.l_diversity import measure_distinct_l_diversity
from publisher.privacy.models.minimum_cell import measure_minimum_cell_count
from publisher.privacy.models.recursive_l_diversity import measure_recursive_l_diversity
from publisher.privacy.models.t_closeness import measure_t_closeness

__all__ = ["RiskSummary", "class_sizes", "measure", "risk"]


def measure(
    model: PrivacyModel,
    frame: pl.DataFrame,
    quasi_identifiers: Sequence[str],
    folder: Path | None = None,
    persons: pl.Series | None = None,
) -> PrivacyMeasure:
    """Measure `model` on `frame`, whose columns have their published names; hierarchies are files in `folder`.

    With `persons` (a number for the person of each record) classes count persons, each once for every sensitive
    value it has there, and `over_records` is what the records would say. A table without records meets every
    model. Raises polars' ColumnNotFoundError when a column is not there.
    """
    plain = _over_records(model, frame, quasi_identifiers, folder or Path())
    if persons is None or not frame.height or isinstance(model, MinimumCellCount):
        return plain
    if isinstance(model, KAnonymity):
        counted = person_counts(frame, quasi_identifiers, persons)
        few = counted.filter(pl.col("persons") < model.k)
        observed, violating = float(counted["persons"].min()), int(few["records"].sum())  # type: ignore[arg-type]
    else:
        once, classes = once_each(frame, quasi_identifiers, model.sensitive, persons)
        over = _over_records(model, once, quasi_identifiers, folder or Path())
        observed, violating = over.observed, over.violating_records
        if isinstance(model, DistinctLDiversity):
            alike = classes.filter(pl.col("common") | (pl.col("persons") < model.l))
            least = classes.select(pl.when("common").then(1).otherwise("persons").min()).item()
            observed = min(observed, float(least))
            violating = max(violating, int(alike["records"].sum()))
    return replace(
        plain,
        met=violating == 0,
        observed=observed,
        violating_records=violating,
        over_records=plain.observed,
    )


def _over_records(
    model: PrivacyModel, frame: pl.DataFrame, quasi_identifiers: Sequence[str], folder: Path
) -> PrivacyMeasure:
    match model:
        case KAnonymity():
            return measure_k_anonymity(model, frame, quasi_identifiers)
        case DistinctLDiversity():
            return measure_distinct_l_diversity(model, frame, quasi_identifiers)
        case EntropyLDiversity():
            return measure_entropy_l_diversity(model, frame, quasi_identifiers)
        case RecursiveLDiversity():
            return measure_recursive_l_diversity(model, frame, quasi_identifiers)
        case TCloseness():
            return measure_t_closeness(model, frame, quasi_identifiers, folder)
        case MinimumCellCount():
            return measure_minimum_cell_count(model, frame)
