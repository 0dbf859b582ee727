"""CSV and TSV: Polars reads what is plainly written, Python's csv module everything else, both the same way."""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path

import polars as pl

from publisher.model.text import msg
from publisher.source.formats import key_values, printed
from publisher.source.formats.delimited_scan import scan
from publisher.source.formats.delimiter import detect
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.text import as_utf8
from publisher.source.grid import Row, SourceGrid, blank_to_null, column_names, empty, from_rows

_TEXT_FORMULA = re.compile(r'^="([^"]*)"$')
"""How programs keep Excel from taking a code for a number; Excel shows the code."""

_LONGEST_CELL = 10_000_000
"""Characters of one cell; more is a quote that was never closed."""


def read(file: SourceFile) -> SourceGrid:
    """Every record as a row, as wide as the widest; raises SourceError for quotes that do not close."""
    path = _without_marks(file, as_utf8(file))
    if file.source.delimiter is None and file.source.format is None and file.path.suffix.lower() == ".txt":
        blocks = _blocks(file, path)
        grid = _printed(file, path) if blocks is None else from_rows(blocks, file.folder, f"text-{file.number}")
        if grid is not None:
            return grid
    delimiter = _delimiter(file, path)
    shape = scan(path, delimiter)
    if shape.records == 0:
        return SourceGrid(empty(), 0)
    if not shape.plain:
        return from_rows(_rows(file, path, delimiter), file.folder, f"csv-{file.number}")
    columns = column_names(shape.width)
    frame = pl.scan_csv(
        path,
        has_header=False,
        separator=delimiter,
        quote_char='"' if shape.quoted else None,
        schema=dict.fromkeys(columns, pl.String),
        missing_columns="insert",
        glob=False,
    )
    if shape.quoted and _holds(path, b'"=""'):
        frame = frame.with_columns(pl.col(name).str.replace(_TEXT_FORMULA.pattern, "$1") for name in columns)
    return SourceGrid(frame.select(blank_to_null(columns)), shape.records)


def _blocks(file: SourceFile, path: Path) -> Iterator[Row] | None:
    try:
        return key_values.rows(path)
    except key_values.UnclearBlocksError as error:
        raise file.fault(
            msg("The text is in blocks of names and values, which do not all begin alike or hold other lines"),
            msg("begin every block with the same name, with a blank line between; format: csv reads it as it is"),
            error.line,
        ) from None


def _printed(file: SourceFile, path: Path) -> SourceGrid | None:
    """A text whose columns are kept apart by blanks alone."""
    try:
        columns = printed.columns_of(path)
        if columns is None:
            return None
        with path.open(encoding="utf-8-sig") as lines:
            return from_rows(printed.rows(lines, columns), file.folder, f"text-{file.number}")
    except printed.UnclearError as error:
        raise file.fault(
            msg("Blanks keep the columns of this text apart, and this line does not stand under the others"),
            msg(
                "declare format: fixed and the widths of its columns in dataset.yaml, or have it made as CSV; "
                "format: csv reads it as it is"
            ),
            error.line,
        ) from None


def _without_marks(file: SourceFile, path: Path) -> Path:
    """A copy without byte order marks before lines, as joined files have them, and without the Ctrl-Z of DOS."""
    if not path.stat().st_size:
        return path
    with path.open("rb") as data, mmap(data.fileno(), 0, access=ACCESS_READ) as content:
        begins = BOM_UTF8 * 2
        if not (content[:6] == begins or content.find(b"\n" + BOM_UTF8) >= 0 or content[-1:] == b"\x1a"):
            return path
        target = file.folder / f"lines-{file.number}.utf8"
        with target.open("wb") as copy:
            data.seek(0)
            for line in data:
                start = 0
                while line.startswith(BOM_UTF8, start):
                    start += len(BOM_UTF8)
                copy.write(line[start:].rstrip(b"\x1a"))
    return target


def _holds(path: Path, sign: bytes) -> bool:
    with path.open("rb") as data, mmap(data.fileno(), 0, access=ACCESS_READ) as content:
        return content.find(sign) >= 0


def _delimiter(file: SourceFile, path: Path) -> str:
    declared = file.source.delimiter
    if declared is None:
        return detect(path, file.heading, tabs=file.path.suffix.lower() in (".tsv", ".tab", ".rdb"))
    declared = {"\\t": "\t", "tab": "\t"}.get(declared, declared)
    if len(declared) != 1 or not declared.isascii() or declared in '"\r\n':
        raise file.fault(
            msg("The declared delimiter is not one character"),
            msg('write one of "," ";" "|" or "\\t" as source.file.delimiter in dataset.yaml'),
        )
    return declared


def _rows(file: SourceFile, path: Path, delimiter: str) -> Iterator[Row]:
    """Records as the csv module reads them: a quote inside a value that does not begin with one is itself."""
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        begun = 1
        try:
            for row in reader:
                yield [_TEXT_FORMULA.sub(r"\1", cell) if cell.startswith('="') else cell for cell in row]
                begun = reader.line_num + 1
        except csv.Error:
            raise file.fault(
                msg("The quotes of the record that begins here do not close, or text follows a closing quote"),
                msg('close the quotes, and write a quote inside a value twice: ""'),
                begun,
            ) from None
