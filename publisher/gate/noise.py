"""Whether counts that are promised to be noisy are: the written ones against those of the source.

The gate knows nothing of how the noise was made. True counts that all came through unchanged, where that would be
a chance below one in a million, did not go through it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from publisher.gate import finding as checks
from publisher.gate.finding import make
from publisher.model.certificate import TableProtection
from publisher.model.finding import Finding
from publisher.model.spending import PrivateRelease
from publisher.model.stage import Services
from publisher.model.table import Table
from publisher.model.workspace import Dataset
from publisher.privacy.tables.amounts import records_of

_CHANCE = 1e-6


def without_noise(
    dataset: Dataset,
    frame: pl.DataFrame,
    structured: Table | None,
    records: Path | None,
    tables: Sequence[TableProtection],
    services: Services,
) -> Iterator[Finding]:
    """The finding that counts are published without the noise that the policy promises."""
    method = dataset.policy.private_counts()
    if method is None:
        return
    made = next((item.private for item in tables if item.private is not None), None)
    if made is not None and structured is not None and not _unchanged(dataset, frame, structured, records, made):
        return
    yield make(services, dataset.id, checks.WITHOUT_NOISE, params={"fields": "、".join(method.fields)})


def _unchanged(
    dataset: Dataset, frame: pl.DataFrame, structured: Table, records: Path | None, made: PrivateRelease
) -> bool:
    """Whether all counts are the true ones, and that cannot be chance."""
    method = dataset.policy.private_counts()
    assert method is not None
    source = records_of(structured, records)
    cells = 0
    for name, rule in dataset.policy.fields.items():
        shown = rule.publish_as or name
        if shown not in method.fields or shown not in frame.columns or source.height != frame.height:
            continue
        true = source[name].cast(pl.String).str.strip_chars().cast(pl.Int64, strict=False)
        if (frame[shown].cast(pl.Int64, strict=False) != true).any():
            return False
        cells += frame.height
    # half of them may be sums, and what would fall below a zero stays one
    return cells > 0 and ((1 + _stays(made)) / 2) ** (cells / 2) < _CHANCE


def _stays(made: PrivateRelease) -> float:
    """How likely one count comes through unchanged."""
    if made.mechanism == "discrete-laplace":
        return math.tanh(1 / (2 * made.scale))
    return min(1.0, 1 / (made.scale * math.sqrt(2 * math.pi)))
