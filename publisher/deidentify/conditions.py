"""The models of a policy as the engine's conditions on the records of one table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from publisher.model.policy import (
    DistinctLDiversity,
    EntropyLDiversity,
    KAnonymity,
    MinimumCellCount,
    PrivacyModel,
    RecursiveLDiversity,
    TCloseness,
)
from publisher.privacy.engine import ModelCondition, ladder_from_levels
from publisher.privacy.models.t_closeness import order_of, tree_of

Codes = npt.NDArray[np.int64]


def prepare(
    models: Sequence[PrivacyModel], frame: pl.DataFrame, folder: Path
) -> tuple[list[ModelCondition], list[Codes]]:
    """Conditions, and the codes of the sensitive column of each that has one. Cell counts are no condition."""
    conditions: list[ModelCondition] = []
    columns: list[Codes] = []
    for model in models:
        if isinstance(model, KAnonymity):
            conditions.append(ModelCondition(model))
        elif not isinstance(model, MinimumCellCount):
            condition, codes = for_values(model, frame[model.sensitive], len(columns), folder)
            conditions.append(condition)
            columns.append(codes)
    return conditions, columns


def for_values(
    model: DistinctLDiversity | EntropyLDiversity | RecursiveLDiversity | TCloseness,
    values: pl.Series,
    number: int,
    folder: Path,
) -> tuple[ModelCondition, Codes]:
    """The condition of one model on `values`, and their codes; missing and empty share one code."""
    text = values.cast(pl.String).fill_null("")
    domain = sorted(text.unique().to_list())
    places: Codes | None = None
    parents: tuple[Codes, ...] = ()
    if isinstance(model, TCloseness) and model.distance == "ordered":
        domain = order_of(model, domain)
        places = np.arange(len(domain), dtype=np.int64)
    elif isinstance(model, TCloseness) and model.distance == "hierarchical":
        ladder = ladder_from_levels(model.sensitive, list(zip(*tree_of(model, domain, folder), strict=True)))
        domain, parents = list(ladder.labels[0]), ladder.parents()
    known = pl.Series(domain, dtype=pl.String)
    codes: Codes = np.zeros(0, dtype=np.int64)
    if known.len():
        codes = text.replace_strict(known, pl.int_range(known.len(), eager=True), return_dtype=pl.Int64).to_numpy()
    shares = np.bincount(codes, minlength=len(domain)) / max(1, codes.size)
    return ModelCondition(model, number, shares, places, parents), codes
