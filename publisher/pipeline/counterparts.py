"""What expectations compare tonight with: earlier nights of the same dataset, and other datasets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from publisher.model.night import DatasetOutcome
from publisher.model.release import Publication
from publisher.model.stage import StageResult
from publisher.model.table import Known, Night
from publisher.model.workspace import Dataset

_NIGHTS = 400
"""Row counts kept of each dataset: a year of days, or thirty of months."""

_TAIPEI = timezone(timedelta(hours=8))


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
    before, others = earlier.get(dataset.id), dict[str, Path]()
    for other in counterparts(dataset):
        result = tonight.get(other)
        table = result.table if result is not None and not result.held else None
        path = table.path if table is not None else _data_file(publications.get(other))
        if path is not None:
            others[other] = path
    return Known(before.nights if before else (), _data_file(publications.get(dataset.id)), others)


def with_nights(
    outcome: DatasetOutcome, earlier: DatasetOutcome | None, rows: int | None, now: datetime, *, proven: bool
) -> DatasetOutcome:
    """The outcome with the row counts of earlier nights, and of this one; a held night counts as seen, too.

    Of several runs on one day the last one counts.
    """
    nights = earlier.nights if earlier else ()
    if rows is not None:
        today = now.astimezone(_TAIPEI).date()
        nights = (*(night for night in nights if night.day != today), Night(today, rows, not proven))
    return replace(outcome, nights=nights[-_NIGHTS:])


def _data_file(publication: Publication | None) -> Path | None:
    if publication is None:
        return None
    files = {item.format: publication.folder / item.path for item in publication.data()}
    return files.get("parquet") or files.get("csv")
