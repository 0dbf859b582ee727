"""The order of the published records: by what is published of them, so that their place tells nothing more.

As a register keeps them, records stand by day of entry, counter or name, also where these are left out: whoever
knows one record then knows its neighbours. Here a record's place follows from its published values alone: those of
the fields that give the order, and then (or where there are none) a digest of all of them. No key is needed, since
there is nothing to find out; the same records are the same bytes every night, and a new one moves no other.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from publisher.deidentify.batches import TableParts, batches
from publisher.model.stage import Services, StageResult
from publisher.model.table_schema import primary_key
from publisher.model.workspace import Dataset

_BETWEEN = "\x1f"
_NOTHING = "\x00"
_NUMBERS = frozenset({"integer", "number", "year"})
Order = npt.NDArray[np.int64]


def in_order(dataset: Dataset, result: StageResult, services: Services) -> StageResult:
    """The result with its records in the policy's order; where they came from goes along."""
    if result.table is None:
        return result
    by = dataset.policy.rows_by(primary_key(dataset.schema))
    if by is None or not result.table.columns:
        return result
    types = {str(item["name"]): str(item.get("type", "")) for item in _described(dataset)}
    order = _order(result.table.path, by, types)
    path = services.work / "in-order.parquet"
    _rearranged(result.table.path, order, path)
    table = replace(result.table, path=path)
    places = pl.Series(order)
    if table.origin is not None and table.origin.rows is not None:
        rows = services.work / "in-order-rows.parquet"
        pl.read_parquet(table.origin.rows)[places].write_parquet(rows)
        table = replace(table, origin=replace(table.origin, rows=rows))
    records = result.records
    if records is not None:
        moved = services.work / "in-order-records.parquet"
        pl.read_parquet(records)[places].write_parquet(moved)
        records = moved
    return replace(result, table=table, records=records)


def _described(dataset: Dataset) -> Sequence[Mapping[str, object]]:
    fields = dataset.schema.get("fields", ())
    assert isinstance(fields, list | tuple)
    return fields


def _order(path: Path, by: Sequence[str], types: Mapping[str, str]) -> Order:
    """For each place the row that comes there."""
    keys: list[pl.Expr] = []
    for name in by:
        values = pl.col(name).replace("", None)
        if types.get(name) in _NUMBERS:
            keys.append(values.str.strip_chars().cast(pl.Float64, strict=False).alias(f"{len(keys)}"))
        keys.append(values.rank("dense").alias(f"{len(keys)}"))
    columns = pl.scan_parquet(path).select(keys).collect().get_columns() if keys else []
    digests = pl.Series("digest", np.concatenate([_digests(batch) for batch in batches(path)]))
    frame = pl.DataFrame([*columns, digests])
    found = frame.select(pl.arg_sort_by(frame.columns, nulls_last=True, maintain_order=True))
    order: Order = found.to_series().to_numpy().astype(np.int64)
    return order


def _digests(frame: pl.DataFrame) -> npt.NDArray[np.uint64]:
    """Of each record 64 bits of the digest of its published values."""
    texts = frame.select(pl.concat_str(pl.all().fill_null(_NOTHING), separator=_BETWEEN)).to_series()
    found = (hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.frombuffer(b"".join(found), dtype=">u8").astype(np.uint64)


def _rearranged(path: Path, order: Order, target: Path) -> None:
    """Write the table in `path` to `target` in that order, one column after the other where it is large."""
    places = pl.Series(order)
    first = next(batches(path))
    if first.height == order.size:
        pl.read_parquet(path)[places].write_parquet(target)
        return
    folder = target.with_suffix(".columns")
    columns = []
    for number, name in enumerate(pl.scan_parquet(path).collect_schema()):
        column = TableParts(folder / f"{number:04}")
        values = pl.read_parquet(path, columns=[name])[places]
        for part in _cut(values, first.height):
            column.add(part)
        columns.append(column)
    rows = TableParts(folder / "rows")
    for parts in zip(*(column.read() for column in columns), strict=True):
        rows.add(pl.concat(parts, how="horizontal"))
    rows.joined(target)
    shutil.rmtree(folder)


def _cut(frame: pl.DataFrame, step: int) -> Iterator[pl.DataFrame]:
    for begin in range(0, frame.height, step):
        yield frame.slice(begin, step)
