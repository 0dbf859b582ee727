"""The files of earlier versions, which stay at their own addresses: `dataset/<id>/version/<n>/`."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from publisher.push.portals.static.kept.digests import Digests, differing, digest, surplus
from publisher.push.portals.static.kept.files import set_time, take_over, untouched
from publisher.push.portals.static.kept.record import StoredFile, Version, sha256_of
from publisher.push.portals.static.kept.table_read_back import TableReading
from publisher.push.portals.static.kept.version_change import FOLDER, VersionChange

CHANGES = "changes.csv"
MOST_CHANGES = 100_000
"""Rows of the file of changes; with more, the two versions themselves say it better."""
_HOW = "change"


def kept(
    versions: Sequence[Version],
    files: Sequence[StoredFile],
    target: Path,
    places: Sequence[Path],
    harmed: Collection[str] | None,
    most: int,
) -> tuple[Version, ...]:
    """The versions with the files that can be had of each, put into `target`, the dataset's new folder.

    `files` of the newest lie in `target` already; those of the others are taken over from the first of `places`
    (the dataset's folder in earlier releases) where they are what they were. What is not `harmed` in the first is
    taken at its word; with None nothing is. Of more than `most` versions the files of the oldest go.
    """
    result = []
    for number, version in enumerate(versions, 1):
        here = target / FOLDER / str(number)
        if number == len(versions):
            made = tuple(
                file
                for file in version.files
                if file.path == CHANGES
                and ((here / CHANGES).is_file() or _bring(file, here, number, places, harmed))
            )
            for file in files:
                _link(target / file.path, here / file.path)
            result.append(replace(version, files=(*files, *made)))
        elif number <= len(versions) - most:
            result.append(replace(version, files=()))
        else:
            found = all(_bring(file, here, number, places, harmed) for file in version.files)
            result.append(version if found else replace(version, files=()))
    return tuple(result)


def write_changes(
    old: TableReading, new: TableReading, change: VersionChange, folder: Path, stamp: int
) -> tuple[StoredFile, ...]:
    """The rows that differ, as a CSV file in `folder`: each with what became of it (`added`, `removed`, and of a
    changed one `before` and `after`). None where tables were not compared, are the same, or differ too much."""
    sizes = (change.added, change.removed, change.changed or 0)
    if None in sizes or not 0 < sum(size or 0 for size in sizes) <= MOST_CHANGES:
        return ()
    both = [name for name in new.columns if name in set(old.columns)]
    rows = _by_key(old, new, list(change.key), both) if change.key else _as_multisets(old, new, both)
    if rows is None:
        return ()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / CHANGES
    path.write_bytes(b"\xef\xbb\xbf" + rows.write_csv(line_terminator="\r\n").encode())
    set_time(path, stamp)
    return (StoredFile(CHANGES, path.stat().st_size, sha256_of(path), stamp),)


def _by_key(old: TableReading, new: TableReading, key: list[str], both: list[str]) -> pl.DataFrame | None:
    found = differing(old, new, key, both)
    if found is None:
        return None
    was, is_ = (_rows(side, key, found, both).lazy() for side in (old, new))
    mark = "\0old"
    rest = [name for name in both if name not in key]
    joined = is_.join(was, on=key, how="inner", suffix=mark, nulls_equal=True)
    differs = pl.any_horizontal(
        [pl.col(name).ne_missing(pl.col(name + mark)) for name in rest] or [pl.lit(value=False)]
    )
    changed = joined.filter(differs)
    parts = [
        _said("added", is_.join(was, on=key, how="anti", nulls_equal=True), both),
        _said("removed", was.join(is_, on=key, how="anti", nulls_equal=True), both),
        _said("before", changed.select(*key, *(pl.col(name + mark).alias(name) for name in rest)), both),
        _said("after", changed, both),
    ]
    return new.collect(pl.concat(parts).sort(key, nulls_last=True, maintain_order=True))


def _as_multisets(old: TableReading, new: TableReading, both: list[str]) -> pl.DataFrame:
    sign = "\0sign"
    found = surplus(old, new, both)[:2]
    sides = [
        _rows(side, both, found, both).lazy().with_columns(pl.lit(way).alias(sign))
        for side, way in ((new, 1), (old, -1))
    ]
    counts = pl.concat(sides).group_by(both, maintain_order=True).agg(pl.col(sign).sum()).filter(pl.col(sign) != 0)
    how = pl.when(pl.col(sign) > 0).then(pl.lit("added")).otherwise(pl.lit("removed"))
    times = how.repeat_by(pl.col(sign).abs()).alias(_column(both))
    return new.collect(counts.select(times, *both).explode(_column(both)))


def _rows(side: TableReading, by: list[str], found: tuple[Digests, Digests], both: list[str]) -> pl.DataFrame:
    """The rows that differ, and no others: the tables may be larger than the memory."""
    wanted = pl.Series(np.concatenate(found), dtype=pl.UInt64).implode()
    parts = [frame.select(both) for frame in side.batches(side.frame.filter(digest(by).is_in(wanted)))]
    return pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(both, pl.String))


def _said(how: str, rows: pl.LazyFrame, both: list[str]) -> pl.LazyFrame:
    return rows.select(pl.lit(how).alias(_column(both)), *both)


def _column(both: list[str]) -> str:
    """The name of the first column; one that the table itself has is not used twice."""
    name = _HOW
    while name in both:
        name += "_"
    return name


def _bring(
    file: StoredFile, here: Path, number: int, places: Sequence[Path], harmed: Collection[str] | None
) -> bool:
    """Whether the file could be put into `here`, the folder of the version `number`."""
    name = f"{FOLDER}/{number}/{file.path}"
    for place in places:
        sure = place == places[0] and harmed is not None and name not in harmed
        if untouched(place / name, file) and (sure or sha256_of(place / name) == file.sha256):
            _link(place / name, here / file.path, sure=sure)
            return True
    return False


def _link(path: Path, goal: Path, *, sure: bool = True) -> None:
    """The same file in a second place; a copy of it where it may lie in somebody else's hands."""
    goal.parent.mkdir(parents=True, exist_ok=True)
    if sure:
        take_over(path, goal)
    else:
        shutil.copy2(path, goal)
