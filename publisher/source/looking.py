"""A file by itself, which no dataset declares: unpacked, and whether a workbook may be opened at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from publisher.model.sources import FileSource
from publisher.source import files, limits
from publisher.source.formats import spreadsheet
from publisher.source.formats.opened import SourceFile


@dataclass(frozen=True, slots=True)
class Workbook:
    """The name of the sheet to be read, its first formula whose result was not saved, and errors of formulas.

    `errors` are by row and column, counted from 0.
    """

    sheet: str
    uncalculated: str | None
    errors: Mapping[tuple[int, int], str]


def unpacked(path: Path, folder: Path) -> Path:
    """The file in a .gz or .zip, written to `folder`; any other file as it is.

    Raises SourceError when it is too large, damaged, or one of several in an archive.
    """
    file = files.unpack(_alone(path, None, folder))
    limits.check_size(file.path, file.shown)
    return file.path


def workbook(path: Path, sheet: str | None, folder: Path) -> Workbook:
    """What the sheet (None: the first) of an Excel or ODS file is called and lacks.

    Raises SourceError when the workbook is damaged, protected by a password, or unpacks to too much.
    """
    opened, seen = spreadsheet.opened(_alone(path, 1 if sheet is None else sheet, folder))
    return Workbook(opened.name, seen.uncalculated, seen.errors)


def _alone(path: Path, sheet: str | int | None, folder: Path) -> SourceFile:
    return SourceFile(path, path.name, FileSource(path.name, sheet=sheet), folder, home=path.parent)
