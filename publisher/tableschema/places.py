"""Places of findings as the person who keeps the source sees them: its file, sheet, row and cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from publisher.model.finding import Finding, Place
from publisher.model.table import Origin, Table


def in_the_source(findings: Iterable[Finding], table: Table) -> tuple[Finding, ...]:
    """The findings with rows of `table` replaced by those of the source, where the table knows its origin."""
    found = tuple(findings)
    origin = table.origin
    if origin is None or origin.rows is None or not origin.pieces:
        return found
    rows = sorted({place.row for item in found for place in item.places if place.row is not None})
    known = [row for row in rows if row <= table.rows]
    records = _records(origin, known)
    return tuple(
        replace(item, places=tuple(_moved(place, origin, records) for place in item.places)) for item in found
    )


def _records(origin: Origin, rows: list[int]) -> dict[int, int]:
    assert origin.rows is not None
    if not rows:
        return {}
    numbers = pl.scan_parquet(origin.rows, glob=False).select(pl.col("record").gather([row - 1 for row in rows]))
    return dict(zip(rows, numbers.collect()["record"].to_list(), strict=True))


def _moved(place: Place, origin: Origin, records: dict[int, int]) -> Place:
    if place.row is None:
        return origin.place(None, place.field)
    record = records.get(place.row)
    return place if record is None else origin.place(record, place.field)
