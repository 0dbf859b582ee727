"""The Adult table and its hierarchies as a problem for the engine."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from publisher.model.policy import KAnonymity, PrivacyModel, TCloseness
from publisher.privacy.engine import Ladder, ModelCondition, Problem, ladder_from_levels, read_rows

FOLDER = Path(__file__).parent / "data" / "adult"
SENSITIVE = "occupation"


@cache
def table() -> pl.DataFrame:
    with gzip.open(FOLDER / "adult.csv.gz") as file:
        return pl.read_csv(file.read(), separator=";", infer_schema=False)


@cache
def ladder(name: str) -> Ladder:
    rows = read_rows(FOLDER / f"adult_hierarchy_{name}.csv", name)
    return ladder_from_levels(name, list(zip(*rows, strict=True)))


def codes(frame: pl.DataFrame, name: str) -> np.ndarray:
    return frame[name].cast(pl.Enum(list(ladder(name).labels[0]))).to_physical().to_numpy()


def problem(frame: pl.DataFrame, *models: PrivacyModel) -> Problem:
    """All fields as quasi-identifiers, without the sensitive one when a model has one."""
    sensitive = any(not isinstance(model, KAnonymity) for model in models)
    names: Sequence[str] = [name for name in frame.columns if not (sensitive and name == SENSITIVE)]
    values = codes(frame, SENSITIVE).astype(np.int64)
    return Problem.of(
        [ladder(name) for name in names],
        [codes(frame, name) for name in names],
        [_condition(model, values) for model in models],
        [values] if sensitive else [],
    )


def _condition(model: PrivacyModel, values: np.ndarray) -> ModelCondition:
    if isinstance(model, KAnonymity):
        return ModelCondition(model)
    if not isinstance(model, TCloseness):
        return ModelCondition(model, sensitive=0)
    steps = ladder(SENSITIVE)
    distribution = np.bincount(values, minlength=steps.total) / values.size
    parents = steps.parents() if model.distance == "hierarchical" else ()
    return ModelCondition(model, sensitive=0, distribution=distribution, parents=parents)
