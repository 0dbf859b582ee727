"""How a table is written, as frictionless understands it: the records of a CSV file, and rows it passes over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
from frictionless import Dialect
from frictionless.formats import CsvControl
from frictionless.resources import TableResource

from publisher.tableschema.proof import UnprovenError
from publisher.tableschema.records import Block, CsvRecords, Numbered


def csv_records(resource: TableResource, width: int) -> CsvRecords:
    """The records of an opened CSV resource; UnprovenError when it is none, or of an unusual dialect."""
    dialect = resource.dialect
    if resource.format not in ("csv", "tsv"):
        raise UnprovenError(f"format {resource.format}")
    control = CsvControl.from_dialect(dialect)
    plain = (
        control.quote_char == '"'
        and control.escape_char is None
        and not control.skip_initial_space
        and len(control.delimiter) == 1
        and control.delimiter.isascii()
        and control.delimiter not in '"\r\n'
    )
    if not plain:
        raise UnprovenError("dialect")
    path = resource.normpath
    if path is None or resource.encoding is None or resource.compression or resource.multipart or "://" in path:
        raise UnprovenError("no plain file")
    return CsvRecords(
        Path(path),
        resource.encoding,
        control.delimiter,
        rows_above(dialect),
        width,
        universal_newlines=resource.format != "csv",
    )


def rows_above(dialect: Dialect) -> int:
    """Rows up to the end of the header, which are not content."""
    return dialect.header_rows[-1] if dialect.header and dialect.header_rows else 0


class Filters:
    """Rows that the dialect passes over: comments and, if it says so, blank ones."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._comment: Any = dialect.create_comment_filter()  # type: ignore[no-untyped-call]
        self._blank: Any = dialect.create_blank_filter()  # type: ignore[no-untyped-call]

    def suspects(self, block: Block) -> pl.Series | None:
        """The rows that may be passed over (None: no row is)."""
        dialect = self._dialect
        parts: list[pl.Expr] = []
        if dialect.comment_char:
            parts.append(pl.col("0").str.starts_with(dialect.comment_char))
        if dialect.comment_rows:
            number = pl.int_range(block.first, block.first + block.frame.height)
            parts.append(number.is_in(list(dialect.comment_rows)))
        if dialect.skip_blank_rows:
            parts.append(pl.all_horizontal(pl.all() == ""))
        if not parts:
            return None
        return block.frame.select(pl.any_horizontal(parts).alias("suspect")).to_series()

    def kept(self, rows: list[Numbered]) -> list[Numbered]:
        """`rows` without those that the dialect passes over."""
        if self._comment is None and self._blank is None:
            return rows
        return [
            (number, cells)
            for number, cells in rows
            if (self._comment is None or self._comment(number, cells))
            and (self._blank is None or self._blank(cells))
        ]
