"""How a source that nothing is declared of is read: from which sheet of a workbook, in which encoding.

Each choice is a guess that the view tells and the draft writes down; a night reads what was declared.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import polars as pl

from publisher import source
from publisher.model.errors import SourceError
from publisher.model.sources import FileSource, Source
from publisher.model.stage import Services
from publisher.model.table import Table
from publisher.model.text import msg
from publisher.survey.look import SourceView, look

_MOST_SHEETS = 20
"""Sheets that are looked at for the one with the table."""

_ASIDE = re.compile(
    r"封面|目[次錄录]|索引|說明|説明|说明|備註|附註|註記|注記|凡例|表紙"
    r"|(?i:cover|contents?|index|notes?|read ?me|metadata|about|info)"
)
"""What offices call sheets that tell of the others."""
_PAGES = re.compile(r"頁[次碼数數]?|ページ|(?i:page|p\.)")
_FIGURES = frozenset({"integer", "number", "date", "datetime", "yearmonth", "year"})
_FEWEST_ROWS, _FEWEST_COLUMNS = 5, 3


def seen(asked: Source, folder: Path, name: str, services: Services) -> SourceView:
    """One source, looked at; raises SourceError when it cannot be read or has no records."""
    if not isinstance(asked, FileSource):
        return _looked(_read(asked, folder, name, services))
    path = _the_file(asked, folder)
    sheets = (
        () if path is None or asked.sheet is not None else source.visible_sheets(path, services.work, asked.member)
    )
    if len(sheets) > 1:
        return _on_a_sheet(asked, folder, name, services, sheets)
    try:
        return _looked(_read(asked, folder, name, services))
    except SourceError:
        encoding = (
            None if path is None or asked.encoding else source.likely_encoding(path, services.work, asked.member)
        )
        if encoding is None:
            raise
    view = _looked(_read(replace(asked, encoding=encoding), folder, name, services))
    return replace(view, encoding=encoding)


def _the_file(asked: FileSource, folder: Path) -> Path | None:
    """The one file that is asked for; a pattern may fit several, in a folder or in an archive."""
    if any(sign in (asked.member or "") for sign in "*?["):
        return None
    found = [path for path in folder.glob(asked.path) if path.is_file()] if asked.path else []
    return found[0] if len(found) == 1 else None


def _on_a_sheet(
    asked: FileSource, folder: Path, name: str, services: Services, sheets: tuple[str, ...]
) -> SourceView:
    """The first sheet that holds a table; covers, lists of the sheets and remarks come before it, perhaps."""
    first: SourceView | SourceError | None = None
    for sheet in sheets[:_MOST_SHEETS]:
        try:
            table = _read(replace(asked, sheet=sheet), folder, name, services)
            view = _looked(table)
        except SourceError as error:
            first = first or error
            continue
        others = tuple(other for other in sheets if other != sheet)
        view = replace(view, sheet=sheet, others=others)
        if _is_table(view) and not _ASIDE.match(sheet) and not _lists(view, table, others):
            return view
        if not isinstance(first, SourceView):
            first = view
    if isinstance(first, SourceView):
        return first
    assert first is not None
    raise first


def _is_table(view: SourceView) -> bool:
    """Whether figures stand in records, or texts in several full columns of many."""
    full = [item for item in view.columns if item.missing < 0.5]
    if view.rows < 2 or len(full) < 2:
        return False
    figures = any(item.kind.type in _FIGURES for item in full)
    return figures or (view.rows >= _FEWEST_ROWS and len(full) >= _FEWEST_COLUMNS)


def _lists(view: SourceView, table: Table, others: tuple[str, ...]) -> bool:
    """Whether it is a list of contents: with numbers of pages, or naming most of the other sheets."""
    if any(_PAGES.fullmatch(item.name) for item in view.columns[1:]):
        return True
    frame = pl.scan_parquet(table.path, glob=False).head(1000).collect()
    cells = {cell.strip() for column in frame.columns for cell in frame[column].drop_nulls().to_list()}
    named = sum(name.strip() in cells for name in others)
    return named > 1 and 2 * named >= len(others)


def _read(asked: Source, folder: Path, name: str, services: Services) -> Table:
    table = source.read(source.probe(asked, folder, name), services, {}).table
    assert table is not None
    return table


def _looked(table: Table) -> SourceView:
    if table.rows < 2:
        raise SourceError(msg("the source has no records"))
    pieces = table.origin.pieces if table.origin else ()
    return look(table.path, pieces[0].merged if len(pieces) == 1 else ())
