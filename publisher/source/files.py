"""Files of a dataset's folder: which ones a pattern names, in which format, and several as one grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from publisher.model.errors import SourceError, Where
from publisher.model.sources import FileSource
from publisher.model.structuring import Header
from publisher.model.table import Piece
from publisher.model.text import msg
from publisher.model.workspace import Dataset
from publisher.signatures import START, kind_of
from publisher.source import limits
from publisher.source.formats import FORMATS, spreadsheet, workbook_2003
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.signature import check_content
from publisher.source.formats.zipped import fitting_members, gunzipped, unpacked
from publisher.source.found import find, shown
from publisher.source.grid import SourceGrid, column_names, under_each_other
from publisher.source.notes import SheetNotes
from publisher.source.partitions import period_of

ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        ".csv": "csv",
        ".tsv": "csv",
        ".tab": "csv",
        ".rdb": "csv",
        ".txt": "csv",
        ".xlsx": "excel",
        ".xlsm": "excel",
        ".xlsb": "excel",
        ".xltx": "excel",
        ".xls": "excel",
        ".ods": "ods",
        ".json": "json",
        ".jsonl": "jsonl",
        ".ndjson": "jsonl",
        ".parquet": "parquet",
        ".xml": "xml",
        ".geojson": "json",
        ".kml": "kml",
        ".html": "html",
        ".htm": "html",
        ".shp": "shapefile",
        ".gpkg": "geopackage",
        ".px": "px",
    }
)
_SHEETS = frozenset({"csv", "excel", "ods"})
_PATTERN_SIGNS = "*?["


def read(dataset: Dataset, source: FileSource, folder: Path) -> SourceGrid:
    """All files and sheets of the source as one grid; `folder` takes what has to be written on the way."""
    heading = _heading(dataset)
    taken = heading.skip + heading.rows
    named = _named(dataset, source, folder, heading)
    grids: list[SourceGrid] = []
    pieces: list[Piece] = []
    first: list[tuple[str | None, ...]] = []
    records = 0
    noted: list[tuple[Piece, SheetNotes]] = []
    for number, (file, name) in enumerate(named):
        grid = read_one(file)
        pieces.append(_piece(file, grid, records + 1, taken))
        if grid.notes is not None:
            noted.append((pieces[-1], grid.notes))
        if number == 0 and len(named) > 1:
            first = _heading_rows(grid.frame, heading)
        elif number > 0:
            grid = _without_heading(grid, heading, first, file.shown)
        if source.name_column is not None:
            grid = _with_name(grid, source.name_column, name, heading if number == 0 else None)
        rows = grid.rows if grid.rows is not None else int(grid.frame.select(pl.len()).collect().item())
        records += max(rows - taken, 0) if number == 0 else rows
        grids.append(grid)
    expected = None if any(grid.rows is None for grid in grids) else sum(grid.rows or 0 for grid in grids)
    periods = tuple(name for _, name in named) if source.partition else ()
    files = len({file.path for file, _ in named})
    return SourceGrid(
        under_each_other([grid.frame for grid in grids]),
        expected,
        files,
        pieces=tuple(pieces),
        periods=periods,
        noted=tuple(noted),
    )


def _named(dataset: Dataset, source: FileSource, folder: Path, heading: Header) -> list[tuple[SourceFile, str]]:
    """The pieces of a source with their names (periods, when they are partitions), in order."""
    last_heading = heading.skip + max(heading.rows - 1, 0)
    named: list[tuple[SourceFile, str]] = []
    for path in find(dataset, source):
        packed = SourceFile(path, shown(dataset, path), source, folder, len(named), last_heading, dataset.folder)
        for file, name in _members(packed):
            sheets = spreadsheet.fitting_sheets(unpack(file)) if _is_pattern(source.sheet) else ()
            limits.check_pieces(sheets, file.shown)
            for sheet in sheets:
                chosen = replace(file.source, sheet=sheet)
                named.append((replace(file, source=chosen, number=len(named)), sheet))
            if not sheets:
                named.append((replace(file, number=len(named)), name))
    if source.partition is None:
        return named
    return sorted(
        ((file, _period(file, name, source.partition)) for file, name in named), key=lambda pair: pair[1]
    )


def _members(file: SourceFile) -> list[tuple[SourceFile, str]]:
    """The files of an archive in which `member` fits several, each unpacked; any other file as it is."""
    members: tuple[str, ...] = ()
    if file.path.suffix.lower() == ".zip" and _is_pattern(file.source.member):
        with _opened(file):
            _weigh(file, "packed")
            members = fitting_members(file)
            limits.check_pieces(members, file.shown)
    if len(members) < 2:
        return [(file, _stem(file.path))]
    chosen = [replace(file, source=replace(file.source, member=name)) for name in members]
    return [
        (unpack(replace(one, number=file.number + at)), _stem(Path(name)))
        for at, (one, name) in enumerate(zip(chosen, members, strict=True))
    ]


def _is_pattern(name: str | int | None) -> bool:
    return isinstance(name, str) and any(sign in name for sign in _PATTERN_SIGNS)


def _period(file: SourceFile, name: str, kind: str) -> str:
    period = period_of(name, kind)
    if period is None:
        raise file.fault(
            msg("The name {name} does not hold one period ({kind})", name=name, kind=kind),
            msg("name files and sheets by period, as 11408 or 2025-08 for a month, or leave out partition"),
        )
    return period


def _stem(path: Path) -> str:
    name = path.name.removesuffix(".gz")
    return Path(name).stem


def _piece(file: SourceFile, grid: SourceGrid, first: int, above: int) -> Piece:
    name = file.source.format or ENDINGS.get(Path(file.path.name.removesuffix(".gz")).suffix.lower())
    shown_file = file.shown.split("/", 2)[-1]
    merged = tuple(grid.notes.merged) if grid.notes else ()
    return Piece(shown_file, grid.sheet, first, above if name in _SHEETS else None, merged)


def _heading(dataset: Dataset) -> Header:
    first: Any = dataset.structure[0] if dataset.structure else None
    return first if isinstance(first, Header) else Header()


def _by_content(file: SourceFile) -> str | None:
    """What systems hand out as .xls, which Excel opens and calls a table: pages, and workbooks in XML."""
    ending = file.path.suffix.lower()
    if ending in (".xls", ".xml") and workbook_2003.is_workbook(file.path):
        return "excel"
    if ending != ".xls":
        return None
    with file.path.open("rb") as data:
        return "html" if kind_of(data.read(START)) == "html" else None


def format_of(file: SourceFile) -> str | None:
    """The declared format of a file that is not packed, or that of its content or ending."""
    return file.source.format or _by_content(file) or ENDINGS.get(file.path.suffix.lower())


def read_one(file: SourceFile) -> SourceGrid:
    """One file as a grid, in its declared format or that of its ending."""
    file = unpack(file)
    name = format_of(file)
    if name is None:
        _check_database(file)
        raise SourceError(
            msg("The ending of {file} does not say what format it has", file=file.path.name),
            Where(file.shown),
            msg("add source.file.format to dataset.yaml: {formats}", formats=", ".join(sorted(FORMATS))),
        )
    with _opened(file):
        _weigh(file, name)
        return FORMATS[name](file)


def _check_database(file: SourceFile) -> None:
    """Say of a database in a file how one of its tables is read."""
    with _opened(file), file.path.open("rb") as data:
        head = data.read(START)
    if head and kind_of(head) == "sqlite":
        raise SourceError(
            msg("{file} is a database (SQLite), which may hold several tables", file=file.path.name),
            Where(file.shown),
            msg(
                "read a table with a query: --database sqlite:///{file} at the command line, source.sql in "
                "dataset.yaml; publisher inspect --all FOLDER lists the tables",
                file=file.path.name,
            ),
        )


def unpack(file: SourceFile) -> SourceFile:
    """The file in a .zip or .gz as a source file of its own; any other file as it is."""
    unpackers = {".zip": unpacked, ".gz": gunzipped}
    unpacker = unpackers.get(file.path.suffix.lower())
    if unpacker is None:
        return file
    with _opened(file):
        _weigh(file, "packed")
        return unpacker(file)


def _weigh(file: SourceFile, format_name: str) -> None:
    limits.check_size(file.path, file.shown)
    check_content(file, format_name)


@contextmanager
def _opened(file: SourceFile) -> Iterator[None]:
    try:
        yield
    except OSError:
        raise SourceError(
            msg("The source file cannot be opened"),
            Where(file.shown),
            msg("check that it exists and that the account of the nightly job may read it"),
        ) from None


def _heading_rows(frame: pl.LazyFrame, heading: Header) -> list[tuple[str | None, ...]]:
    rows = frame.slice(heading.skip, heading.rows).collect().rows()
    return [_without_blank_end(row) for row in rows]


def _without_blank_end(row: tuple[str | None, ...]) -> tuple[str | None, ...]:
    width = max((position for position, cell in enumerate(row, 1) if cell), default=0)
    return row[:width]


def _without_heading(
    grid: SourceGrid, heading: Header, first: list[tuple[str | None, ...]], place: str
) -> SourceGrid:
    if _heading_rows(grid.frame, heading) != first:
        raise SourceError(
            msg("The headings of this file differ from those of the first file"),
            Where(place, heading.skip + 1),
            msg("give all files of the source the same columns in the same order"),
        )
    taken = heading.skip + heading.rows
    return SourceGrid(grid.frame.slice(taken), None if grid.rows is None else max(grid.rows - taken, 0))


def _with_name(grid: SourceGrid, label: str, name: str, heading: Header | None) -> SourceGrid:
    """Put the file's name in front as the first column, under `label` in every heading row.

    In front, because rows with surplus cells may stand beyond the last heading on the right.
    """
    columns = grid.frame.collect_schema().names()
    position = pl.int_range(pl.len())
    value = pl.lit(name)
    if heading is not None:
        taken = heading.skip + heading.rows
        title = pl.when(position >= heading.skip).then(pl.lit(label))
        value = pl.when(position < taken).then(title).otherwise(value)
    wider = column_names(len(columns) + 1)
    frame = grid.frame.select(value.alias("name"), *columns)
    return SourceGrid(frame.rename(dict(zip(["name", *columns], wider, strict=True))), grid.rows)
