"""Tables read back from the written files, as texts, with other readers than the writers where there are any."""

from __future__ import annotations

import codecs
import json
import re
import sqlite3
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import polars as pl
import python_calamine

from publisher.gate import geographic
from publisher.model.errors import DatasetError, Where
from publisher.model.text import msg
from publisher.plugins import loaded
from publisher.tableschema.polars_faults import POLARS_FAULTS

_BATCH = 20_000
_CHUNK = 1 << 20
_FLOAT_WHOLE = 2.0**53
_KEPT_OFF = r"^'+(?:\s*[=+\-@＝＋－＠](?s:.)|\n)"
"""A text that a spreadsheet would run, had it no apostrophe: the first one is not part of the value."""
_KEPT_OFF_NAME = re.compile(_KEPT_OFF)


_TROUBLE = (OSError, ValueError, LookupError, TypeError, RecursionError, struct.error)


class UnreadableTableError(DatasetError):
    """A data file that cannot be read back as a table."""


def read_table(path: Path, kind: str) -> pl.DataFrame:
    """The table in `path`, all texts, an empty cell being null; `kind` is an artifact's format.

    ODS: the first sheet, its first row being the header. Raises UnreadableTableError, also for other formats.
    """
    brought = {plugin.name: value for plugin, value in loaded("readers")}
    reader = _READERS.get(kind.casefold()) or brought.get(kind.casefold())
    if reader is None:
        raise _unreadable(path)
    try:
        frame = reader(path)
        return frame.select(_as_text(frame, name) for name in frame.columns)
    except (*POLARS_FAULTS, python_calamine.CalamineError, sqlite3.Error, *_TROUBLE):
        raise _unreadable(path) from None


def read_beside(path: Path, kind: str, reference: pl.DataFrame) -> pl.DataFrame:
    """As `read_table`, a batch at a time where the format has one. Raises UnreadableTableError.

    A column equal to that of `reference` is the same object, so that memory does not grow with every format.
    """
    batches = _STREAMS.get(kind.casefold())
    if batches is None:
        return read_table(path, kind)
    own: dict[str, list[pl.Series]] = {name: [] for name in reference.columns}
    begin = 0
    try:
        for raw in batches(path):
            frame = raw.select(_as_text(raw, name) for name in raw.columns)
            if frame.columns != reference.columns or begin + frame.height > reference.height:
                return read_table(path, kind)
            for name, parts in own.items():
                known = reference[name].slice(begin, frame.height)
                if parts or not frame[name].equals(known, null_equal=True):
                    parts += [] if parts or not begin else [reference[name].head(begin)]
                    parts.append(frame[name])
            begin += frame.height
    except (*POLARS_FAULTS, OSError, ValueError, IndexError):
        raise _unreadable(path) from None
    if begin != reference.height or not begin:
        return read_table(path, kind)
    return pl.DataFrame([pl.concat(parts) if parts else reference[name] for name, parts in own.items()])


def _unreadable(path: Path) -> UnreadableTableError:
    return UnreadableTableError(msg("the written file cannot be read back as a table"), Where(path.name))


def _csv(path: Path) -> pl.DataFrame:
    """The values: a file with a byte order mark is for spreadsheets, where an apostrophe keeps off formulas."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:  # polars looks at the encoding of some cells only
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
        file.seek(0)
        for_people = file.read(3) == codecs.BOM_UTF8
    frame = pl.read_csv(path, infer_schema=False, encoding="utf8", truncate_ragged_lines=False)
    if not for_people:
        return frame
    return frame.select(
        pl.when(pl.col(name).str.contains(_KEPT_OFF))
        .then(pl.col(name).str.slice(1))
        .otherwise(pl.col(name))
        .alias(re.sub(_KEPT_OFF_NAME, lambda found: found[0][1:], name, count=1))
        for name in frame.columns
    )


def _parquet(path: Path) -> pl.DataFrame:
    return pl.read_parquet(path)


def _parquet_batches(path: Path) -> Iterator[pl.DataFrame]:
    rows = int(pl.scan_parquet(path).select(pl.len()).collect().item())
    for begin in range(0, rows, _BATCH):
        yield pl.scan_parquet(path).slice(begin, _BATCH).collect()


def _json(path: Path) -> pl.DataFrame:
    return _together(_json_batches(path))


def _json_batches(path: Path) -> Iterator[pl.DataFrame]:
    """An array of objects, read whole unless each stands on a line of its own; numbers keep all their digits."""
    with path.open("rb") as file:
        if file.readline(8).strip() == b"[":
            yield from _records(line.rstrip(b",\r\n ") for line in file)
            return
    yield from _records([path.read_bytes()])


def _json_lines(path: Path) -> pl.DataFrame:
    return _together(_json_lines_batches(path))


def _json_lines_batches(path: Path) -> Iterator[pl.DataFrame]:
    with path.open("rb") as file:
        yield from _records(file)


def _together(batches: Iterator[pl.DataFrame]) -> pl.DataFrame:
    frames = list(batches)
    return pl.concat(frames) if frames else pl.DataFrame()


def _records(lines: Iterable[bytes]) -> Iterator[pl.DataFrame]:
    rows = (row for line in lines if line.strip() not in (b"", b"]") for row in _objects(line))
    while batch := list(islice(rows, _BATCH)):
        names = [name for name, _ in batch[0]]
        if len(set(names)) != len(names) or any([name for name, _ in row] != names for row in batch):
            raise ValueError  # a name that occurs twice in an object, or rows with other names
        columns = zip(*([value for _, value in row] for row in batch), strict=True)
        yield pl.DataFrame(
            [pl.Series(name, list(column), pl.String) for name, column in zip(names, columns, strict=True)]
        )


def _objects(text: bytes) -> list[list[tuple[str, str | None]]]:
    found = json.loads(text, object_pairs_hook=JsonMembers, parse_int=str, parse_float=str, parse_constant=str)
    return [
        [(name, _value(value)) for name, value in row]
        for row in ([found] if isinstance(found, JsonMembers) else found)
    ]


class JsonMembers(list[tuple[str, object]]):
    """The members of a JSON object in the order written; a name that occurs twice stands there twice."""


def _value(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, str):
        return value
    raise ValueError  # an object or a list in a cell


def _sheets(path: Path) -> pl.DataFrame:
    """The first sheet, with those of the same name and a number in which a large table goes on."""
    with path.open("rb") as file:
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
        names = workbook.sheet_names
        table = [names[0]]
        blocks: list[pl.DataFrame] = []
        for number, name in enumerate(names[1:], 2):
            if not (name.endswith(f" {number}") and names[0].startswith(name.removesuffix(f" {number}"))):
                break
            table.append(name)
        for name in table:
            frame = _sheet(workbook.get_sheet_by_name(name))
            if blocks and blocks[-1].columns == frame.columns:
                blocks[-1] = pl.concat([blocks[-1], frame])
            else:
                blocks.append(frame)
        return pl.concat(blocks, how="horizontal", strict=True) if len(blocks) > 1 else blocks[0]


def _sheet(sheet: python_calamine.CalamineSheet) -> pl.DataFrame:
    rows = iter(sheet.iter_rows())
    header = next(rows, None)
    if header is None:
        return pl.DataFrame()
    names = [str(name) for name in header]
    frames = [pl.DataFrame(schema=dict.fromkeys(names, pl.String))]
    frames += (_frame(names, batch) for batch in _batches(rows))
    return pl.concat(frames)


def _batches(rows: Iterator[Sequence[object]]) -> Iterator[list[Sequence[object]]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _frame(names: list[str], rows: list[Sequence[object]]) -> pl.DataFrame:
    if any(len(row) != len(names) for row in rows):
        raise ValueError
    columns = zip(*rows, strict=True)
    return pl.DataFrame(
        [
            pl.Series(name, [_cell(value) for value in column], pl.String)
            for name, column in zip(names, columns, strict=True)
        ]
    )


def _cell(value: object) -> str | None:
    """One text for a spreadsheet's cell: ISO dates and times, whole numbers without a point."""
    match value:
        case None | "":
            return None
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.0f}" if value.is_integer() and abs(value) < _FLOAT_WHOLE else repr(value)
        case datetime():
            return value.isoformat(sep="T")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(value)


def _as_text(frame: pl.DataFrame, name: str) -> pl.Expr:
    column, kind = pl.col(name), frame.schema[name]
    text: pl.Expr
    if kind == pl.Boolean:
        text = pl.when(column).then(pl.lit("true")).when(~column).then(pl.lit("false"))
    elif isinstance(kind, pl.Datetime):
        text = column.dt.to_string("%Y-%m-%dT%H:%M:%S%.f")
    else:
        text = column.cast(pl.String)
    return pl.when(text != "").then(text).alias(name)


_READERS: Mapping[str, Callable[[Path], pl.DataFrame]] = {
    "csv": _csv,
    "parquet": _parquet,
    "json": _json,
    "jsonl": _json_lines,
    "ods": _sheets,
    "xlsx": _sheets,
    "geojson": geographic.read_features,
    "gpkg": geographic.read_layer,
    "sqlite": geographic.read_database,
}
_STREAMS: Mapping[str, Callable[[Path], Iterator[pl.DataFrame]]] = {
    "parquet": _parquet_batches,
    "json": _json_batches,
    "jsonl": _json_lines_batches,
}
"""Formats that are read a batch at a time."""
