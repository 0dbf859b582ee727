"""What expectations compare tonight with: earlier nights of the same dataset, and other datasets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from publisher.model.flow import Known, Publication, StageResult
from publisher.model.night import DatasetOutcome
from publisher.model.workspace import Dataset

_NIGHTS = 30
"""Row counts kept of each dataset; a median over more nights would follow no change."""

_COUNTER = "nights"


def counterparts(dataset: Dataset) -> tuple[str, ...]:
    """The datasets that the totals of this one have to agree with."""
    return tuple(dict.fromkeys(item.dataset for item in dataset.expectations.agreements))


def known_of(
    dataset: Dataset,
    earlier: Mapping[str, DatasetOutcome],
    publications: Mapping[str, Publication],
    tonight: Mapping[str, StageResult],
) -> Known:
    """`tonight` are the de-identified tables of other datasets that were worked on, by id."""
    others: dict[str, Path] = {}
    for other in counterparts(dataset):
        result = tonight.get(other)
        table = result.table if result is not None and not result.held else None
        path = table.path if table is not None else _data_file(publications.get(other))
        if path is not None:
            others[other] = path
    return Known(rows_of(earlier.get(dataset.id)), _data_file(publications.get(dataset.id)), others)


def rows_of(outcome: DatasetOutcome | None) -> tuple[int, ...]:
    """The row counts of the last proven nights, oldest first."""
    nights = outcome.counters.get(_COUNTER, {}) if outcome is not None else {}
    return tuple(rows for _, rows in sorted(nights.items()))


def with_nights(
    outcome: DatasetOutcome, earlier: DatasetOutcome | None, proven_rows: int | None, now: datetime
) -> DatasetOutcome:
    """The outcome with the row counts of earlier nights, and of this one when it was proven."""
    nights = dict(earlier.counters.get(_COUNTER, {})) if earlier is not None else {}
    if proven_rows is not None:
        nights[now.isoformat()] = proven_rows
    kept = dict(sorted(nights.items())[-_NIGHTS:])
    return replace(outcome, counters={**outcome.counters, _COUNTER: kept}) if kept else outcome


def _data_file(publication: Publication | None) -> Path | None:
    if publication is None:
        return None
    files = {item.format: publication.folder / item.path for item in publication.data()}
    return files.get("parquet") or files.get("csv")
