"""Tables read back from the written files, as texts, with other readers than the writers where there are any."""

from __future__ import annotations

import codecs
import mmap
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import polars as pl
import python_calamine

from publisher.model.errors import DatasetError, Where
from publisher.model.text import msg

_BATCH = 50_000
_CHUNK = 1 << 20
_FLOAT_WHOLE = 2.0**53
_JSON_NAME = re.compile(rb'(?<!\\)"\s*:')
"""The end of a name in JSON; inside a text a quotation mark has a backslash before it."""


class UnreadableTableError(DatasetError):
    """A data file that cannot be read back as a table."""


def read_table(path: Path, kind: str) -> pl.DataFrame:
    """The table in `path`, all texts, an empty cell being null; `kind` is an artifact's format.

    ODS: the first sheet, its first row being the header. Raises UnreadableTableError, also for other formats.
    """
    reader = _READERS.get(kind.casefold())
    if reader is None:
        raise _unreadable(path)
    try:
        frame = reader(path)
        return frame.select(_as_text(frame, name) for name in frame.columns)
    except (pl.exceptions.PolarsError, python_calamine.CalamineError, OSError, ValueError, IndexError):
        raise _unreadable(path) from None


def _unreadable(path: Path) -> UnreadableTableError:
    return UnreadableTableError(msg("the written file cannot be read back as a table"), Where(path.name))


def _csv(path: Path) -> pl.DataFrame:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:  # polars looks at the encoding of some cells only
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    return pl.read_csv(path, infer_schema=False, encoding="utf8", truncate_ragged_lines=False)


def _parquet(path: Path) -> pl.DataFrame:
    return pl.read_parquet(path)


def _json(path: Path) -> pl.DataFrame:
    """An array of objects; polars cannot make a table of an empty one."""
    with path.open("rb") as file:
        head = file.read(64)
    if not head.strip(b" \t\r\n[]"):
        return pl.DataFrame()
    frame = pl.read_json(path, infer_schema_length=None)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        names = sum(1 for _ in _JSON_NAME.finditer(content))
    if names > frame.height * frame.width or any(kind.is_nested() for kind in frame.dtypes):
        raise ValueError  # a name that occurs twice in an object, or an object in a cell: polars hides a part
    return frame


def _ods(path: Path) -> pl.DataFrame:
    with path.open("rb") as file:
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
        rows = iter(workbook.get_sheet_by_index(0).iter_rows())
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
    "ods": _ods,
}
