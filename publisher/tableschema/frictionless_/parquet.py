"""Parquet for frictionless without pandas: the cells that its own parser (pyarrow, then pandas) would hand on.

frictionless reads a Parquet file through a pandas DataFrame, and what pandas makes of a column decides what is an
error: a whole number column with one missing value becomes floats and NaN, which is no integer. pandas and pyarrow
weigh ten times as much as the rest of what is needed here, so Polars reads the file and this module does to the
cells what pandas 3 does. Compared with frictionless 5.21, pandas 3.1 and pyarrow 26 over 6,000 generated tables,
the errors are the same but for rows in which moments of several time zones are missing. It stands in also where
pandas is installed: a verdict must not depend on what else a machine has.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import polars as pl
from frictionless import FrictionlessException, Parser, Plugin, Resource, system
from frictionless import errors as frictionless_errors
from frictionless.formats.parquet import ParquetControl

_FORMATS = ("parquet", "parq")
_ROWS = 50_000

Change = Callable[[Any], Any]


class _NotATime(datetime):
    """Stands for pandas's NaT: a datetime that is neither before nor after any other."""

    hour = float("nan")  # type: ignore[assignment]

    def _never(self, _other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = _never
    __hash__ = datetime.__hash__

    def time(self) -> NoReturn:
        """Raises ValueError, as NaT does."""
        raise ValueError("not a time")


_NAT = _NotATime(1, 1, 1)
_MOMENTS = (pl.Datetime, pl.Duration)


class ParquetParser(Parser):
    """Reads local files; the header is the names of the columns."""

    def read_cell_stream_create(self) -> Iterator[list[Any]]:
        """One list of cells for the header and each row."""
        path = self.resource.normpath
        control = ParquetControl.from_dialect(self.resource.dialect)
        if path is None or self.resource.remote or control.filters or control.categories:
            raise _unreadable("only a whole Parquet file on this machine is read")
        yield from cells(Path(path), control.columns)


class ParquetPlugin(Plugin):
    """Puts the parser above in front of frictionless's own."""

    def create_parser(self, resource: Resource) -> Parser | None:
        """A parser for Parquet resources."""
        return ParquetParser(resource) if resource.format in _FORMATS else None


@cache
def stand_in() -> None:
    """Let frictionless read Parquet here."""
    system.register("publisher-parquet", ParquetPlugin())


def cells(path: Path, chosen: Sequence[str] | None = None) -> Iterator[list[Any]]:
    """The names of the columns, then the rows as pandas would give them."""
    scanned = pl.scan_parquet(path, glob=False)
    kinds = dict(scanned.collect_schema())
    index, rest = _order(path, list(kinds), chosen)
    names = [*index, *rest]
    yield names
    if not names:
        return
    scanned = scanned.select(names)
    rows, *counts = scanned.select(pl.len(), *(pl.col(name).null_count() for name in names)).collect().row(0)
    missing = dict(zip(names, counts, strict=True))
    changes = [
        *(_change(kinds[name], missing[name]) for name in index),
        *_changes({name: kinds[name] for name in rest}, missing),
    ]
    zones = {getattr(kinds[name], "time_zone", None) for name in rest if kinds[name] == pl.Datetime}
    mixed = any(counts) and len(zones) <= 1 and not all(change is _to_float for change in changes[len(index) :])
    for start in range(0, rows, _ROWS):
        for row in scanned.slice(start, _ROWS).collect().iter_rows():
            values = [
                value if change is None else change(value) for change, value in zip(changes, row, strict=True)
            ]
            yield [*values[: len(index)], *_as_one_array(values[len(index) :])] if mixed else values


def _order(path: Path, names: list[str], chosen: Sequence[str] | None) -> tuple[list[str], list[str]]:
    """What pandas wrote as an index comes first when it has a name, and is left out when it has none."""
    described = json.loads(pl.read_parquet_metadata(path).get("pandas", "{}"))
    if any(isinstance(name, dict) and name.get("name") for name in described.get("index_columns", ())):
        raise _unreadable("the Parquet file keeps a column as a range of numbers")
    own = {item["field_name"]: item["name"] for item in described.get("columns", ()) if item.get("field_name")}
    index = [name for name in described.get("index_columns", ()) if isinstance(name, str) and name in names]
    rest = [name for name in names if name not in index and (chosen is None or name in chosen)]
    return [name for name in index if own.get(name) is not None], rest


def _changes(kinds: Mapping[str, pl.DataType], missing: Mapping[str, int]) -> list[Change | None]:
    """For each column what pandas does to its values (None: nothing)."""
    floats = any(kind.is_float() or (kind.is_integer() and missing[name]) for name, kind in kinds.items())
    signs = {kind == pl.UInt64 for kind in kinds.values() if kind == pl.UInt64 or kind.is_signed_integer()}
    numeric = all(kind.is_numeric() and not kind.is_decimal() for kind in kinds.values())
    # a row of nothing but numbers is one array, so one column of floats makes floats of all
    one_array = numeric and (floats or len(signs) > 1)
    return [_to_float if one_array else _change(kind, missing[name]) for name, kind in kinds.items()]


def _change(kind: pl.DataType, missing: int) -> Change | None:
    if kind.is_nested():
        raise _unreadable("a column of the Parquet file holds lists or structures")
    if kind.is_float() or (kind.is_integer() and missing):
        return _to_float
    return _to_moment if kind in _MOMENTS and missing else None


def _to_float(value: Any) -> float:
    return float("nan" if value is None else value)  # each NaN is one of its own, so none repeats another


def _to_moment(value: Any) -> Any:
    return _NAT if value is None else value


def _as_one_array(values: list[Any]) -> list[Any]:
    """pandas makes one array of a row, in which a missing value is what that array calls missing.

    That is None among texts, and NaT among nothing but moments or nothing but durations.
    """
    present = [value for value in values if value is not None and value == value and value is not _NAT]
    if len(present) == len(values):
        return values
    if present and _NAT not in values and all(isinstance(value, str) for value in present):
        return [value if isinstance(value, str) else None for value in values]
    for kind in (datetime, timedelta):
        some = present or any(value is _NAT for value in values)
        if some and all(isinstance(value, kind) for value in present):
            return [value if isinstance(value, kind) else _NAT for value in values]
    return values


def _unreadable(note: str) -> FrictionlessException:
    return FrictionlessException(frictionless_errors.SourceError(note=note))
