"""A dataset computed from others by one SQL query on their structured tables."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from publisher.model.errors import SourceError
from publisher.model.sources import DerivedSource
from publisher.model.table import Table
from publisher.model.text import msg
from publisher.model.workspace import Dataset
from publisher.source.canonical import to_text
from publisher.source.found import fault, query_text
from publisher.source.grid import SourceGrid, with_heading

_READS_FILES = re.compile(r"\b(?:read|scan)_[a-z]+\s*\(", re.IGNORECASE)
_NOT_CODE = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"", re.DOTALL)
_INNERMOST = re.compile(r"\([^()]*\)")
_ORDERED = re.compile(r"\border\s+by\b", re.IGNORECASE)


def read(dataset: Dataset, source: DerivedSource, parents: Mapping[str, Table]) -> SourceGrid:
    """The result's column names as first row, then canonical text (floats rounded to 15 digits).

    A query without ORDER BY gets its rows sorted by all columns, so that the same parents give the same file.
    """
    query = query_text(dataset, source)
    code = _NOT_CODE.sub(" ", query)
    if _READS_FILES.search(code):
        raise fault(
            dataset,
            msg("The query reads a file; a derived dataset may read its parents only"),
            msg("make the file a dataset of its own and name it under from"),
        )
    frames = {name.replace("-", "_"): pl.scan_parquet(table.path, glob=False) for name, table in parents.items()}
    try:
        with pl.SQLContext(frames=frames) as context:
            result = context.execute(query).collect()
    except pl.exceptions.PolarsError as error:
        raise _not_computed(dataset, frames, error) from None
    try:
        texts = to_text(result.lazy(), rounded=True)
    except TypeError:
        raise fault(
            dataset,
            msg("A column of the query's result is not text, a number, a date or a truth value"),
            msg("cast it to text in the query"),
        ) from None
    if not _is_ordered(code):
        texts = texts.sort(pl.all(), nulls_last=True)
    return SourceGrid(with_heading(texts).frame, result.height + 1)


def _is_ordered(code: str) -> bool:
    """Whether ORDER BY stands outside all parentheses (inside it orders a window or a subquery)."""
    while (outer := _INNERMOST.sub(" ", code)) != code:
        code = outer
    return _ORDERED.search(code) is not None


def _not_computed(dataset: Dataset, frames: Mapping[str, object], error: pl.exceptions.PolarsError) -> SourceError:
    """What is wrong by the kind of error; its text is not passed on because it may quote values."""
    tables = ", ".join(sorted(frames))
    if isinstance(error, pl.exceptions.ColumnNotFoundError):
        return fault(
            dataset,
            msg("The query names a column that its tables do not have"),
            msg("compare its names with the policies of the parents; the tables are: {tables}", tables=tables),
        )
    if isinstance(error, pl.exceptions.SQLInterfaceError | pl.exceptions.SQLSyntaxError):
        return fault(
            dataset,
            msg("The query is not SQL that can be run, or it names an unknown table"),
            msg("it has to be one SELECT; the tables are: {tables}", tables=tables),
        )
    if isinstance(error, pl.exceptions.DuplicateError):
        return fault(
            dataset,
            msg("The query gives two columns the same name"),
            msg("name every column of the result with AS"),
        )
    return fault(
        dataset,
        msg("The query cannot be computed ({kind})", kind=type(error).__name__),
        msg(
            "every column is text: use TRY_CAST where a value may not be a number; the tables are: {tables}",
            tables=tables,
        ),
    )
