"""A file by itself, which no dataset declares: unpacked, and as the night would read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.source import files, limits
from publisher.source.formats import json_lines, json_records, key_values, printed, spreadsheet
from publisher.source.formats.foreign import foreign_encoding
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.text import as_utf8
from publisher.tableschema.polars_faults import POLARS_FAULTS

_MOST_LOOKED_AT = 2_000_000


def unpacked(path: Path, folder: Path) -> Path:
    """The file in a .gz or .zip, written to `folder`; any other file as it is.

    Raises SourceError when it is too large, damaged, or one of several in an archive.
    """
    file = files.unpack(_alone(path, None, folder))
    limits.check_size(file.path, file.shown)
    return file.path


@dataclass(frozen=True, slots=True)
class SeenGrid:
    """The grid of a file as CSV (UTF-8, no heading assumed), the sheet it stands on, and errors of formulas.

    `errors` are by row and column, counted from 0.
    """

    csv: Path
    sheet: str | None
    errors: Mapping[tuple[int, int], str]


def as_csv(path: Path, sheet: str | int | None, folder: Path) -> SeenGrid:
    """A file read as the night reads it, written to `folder`; raises SourceError for what the night refuses."""
    target = folder / "grid.csv"
    try:
        grid = files.read_one(_alone(path, sheet, folder))
        grid.frame.sink_csv(target, include_header=False)
    except POLARS_FAULTS:
        raise limits.damaged(path.name) from None
    return SeenGrid(target, grid.sheet, grid.notes.errors if grid.notes else {})


def first_rows(path: Path, folder: Path, encoding: str | None, delimiter: str | None) -> pl.DataFrame | None:
    """The first rows of a CSV file as the night reads them; None where it does not read it."""
    if path.stat().st_size > _MOST_LOOKED_AT:  # what stands further down is not worth reading it twice
        head = folder / f"head{path.suffix}"
        with path.open("rb") as whole:
            head.write_bytes(whole.read(_MOST_LOOKED_AT).rpartition(b"\n")[0] + b"\n")
        path = head
    asked = FileSource(path.name, encoding=encoding, delimiter=delimiter)
    try:
        return files.read_one(SourceFile(path, path.name, asked, folder, home=path.parent)).frame.collect()
    except (SourceError, *POLARS_FAULTS):
        return None


def in_utf8(path: Path, folder: Path) -> Path:
    """A text file in UTF-8, its encoding told as the night tells it; SourceError where that cannot be told."""
    return as_utf8(_alone(path, None, folder))


def is_laid_out(path: Path, folder: Path) -> bool:
    """Whether the night reads a text or JSON file otherwise than line by line or member by member.

    Columns that only blanks keep apart, and JSON that is no list of objects of texts and numbers.
    """
    file = _alone(path, None, folder)
    if path.suffix.lower() == ".txt":
        try:
            plain = as_utf8(file)
            return key_values.rows(plain) is not None or printed.columns_of(plain) is not None
        except (printed.UnclearError, key_values.UnclearBlocksError):
            return True
    if files.format_of(file) == "json":
        return not json_records.is_plain(file)
    return files.format_of(file) == "jsonl" and not json_lines.is_plain(file)


def visible_sheets(path: Path, folder: Path, member: str | None = None) -> tuple[str, ...]:
    """The sheets of a workbook (the `member` of an archive) that are shown, in its order; none for other files."""
    file = files.unpack(_alone(path, None, folder, member))
    if files.format_of(file) not in ("excel", "ods"):
        return ()
    limits.check_size(file.path, file.shown)
    return tuple(name for name, visible in spreadsheet.all_sheets(file) if visible)


def likely_encoding(path: Path, folder: Path, member: str | None = None) -> str | None:
    """A guess at the encoding of a text file that is neither UTF-8 nor Chinese; None where nothing is sure."""
    file = files.unpack(_alone(path, None, folder, member))
    return foreign_encoding(file.path) if files.format_of(file) in ("csv", "html", "px") else None


def _alone(path: Path, sheet: str | int | None, folder: Path, member: str | None = None) -> SourceFile:
    return SourceFile(path, path.name, FileSource(path.name, sheet=sheet, member=member), folder, home=path.parent)
