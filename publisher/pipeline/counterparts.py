"""What expectations compare tonight with: earlier nights of the same dataset, and other datasets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from publisher.model.flow import Known, Night, Publication, StageResult
from publisher.model.night import DatasetOutcome
from publisher.model.workspace import Dataset

_NIGHTS = 400
"""Row counts kept of each dataset: a year of days, or thirty of months."""

_COUNTER, _HELD = "nights", "held-nights"
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
    others: dict[str, Path] = {}
    for other in counterparts(dataset):
        result = tonight.get(other)
        table = result.table if result is not None and not result.held else None
        path = table.path if table is not None else _data_file(publications.get(other))
        if path is not None:
            others[other] = path
    return Known(nights_of(earlier.get(dataset.id)), _data_file(publications.get(dataset.id)), others)


def nights_of(outcome: DatasetOutcome | None) -> tuple[Night, ...]:
    """The row counts of earlier nights, oldest first, those of held nights among them."""
    if outcome is None:
        return ()
    proven, held = outcome.counters.get(_COUNTER, {}), outcome.counters.get(_HELD, {})
    found = [(moment, rows, False) for moment, rows in proven.items()]
    found += [(moment, rows, True) for moment, rows in held.items()]
    return tuple(Night(_day(moment), rows, is_held) for moment, rows, is_held in sorted(found))


def with_nights(
    outcome: DatasetOutcome, earlier: DatasetOutcome | None, rows: int | None, now: datetime, *, proven: bool
) -> DatasetOutcome:
    """The outcome with the row counts of earlier nights, and of this one; a held night counts as seen, too."""
    if earlier is None and rows is None:
        return outcome
    kept = {name: dict(earlier.counters.get(name, {})) if earlier else {} for name in (_COUNTER, _HELD)}
    if rows is not None:
        kept[_COUNTER if proven else _HELD][now.isoformat()] = rows
    trimmed = {name: dict(sorted(nights.items())[-_NIGHTS:]) for name, nights in kept.items() if nights}
    return replace(outcome, counters={**outcome.counters, **trimmed}) if trimmed else outcome


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(_TAIPEI).date()


def _data_file(publication: Publication | None) -> Path | None:
    if publication is None:
        return None
    files = {item.format: publication.folder / item.path for item in publication.data()}
    return files.get("parquet") or files.get("csv")
