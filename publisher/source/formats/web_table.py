"""A table on a web page: its cells as they stand, one that spans several in each of them."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from publisher.model.text import msg
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.text import as_utf8
from publisher.source.grid import Grid, Row, from_rows

_MOST_SPAN = 1_000
_MOST_CELLS = 5_000_000


def read(file: SourceFile) -> Grid:
    """The table that `source.record` names (its number from 1, or a CSS selector), or the only one of the page."""
    page = LexborHTMLParser(as_utf8(file).read_text(encoding="utf-8-sig"))
    tables = [table for table in page.css("table") if not table.css("table table")]
    wanted = file.source.record
    if wanted is not None and not wanted.isdigit():
        tables = _selected(file, page, wanted)
    elif wanted is not None and 0 < int(wanted) <= len(tables):
        tables = [tables[int(wanted) - 1]]
    if len(tables) != 1:
        raise file.fault(
            msg("The page has {count} tables that fit, but one is needed", count=len(tables)),
            msg("name it as record of the source in dataset.yaml: its number from 1, or a CSS selector"),
        )
    return from_rows(_rows(file, tables[0]), file.folder, f"page-{file.number}")


def _selected(file: SourceFile, page: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return page.css(selector)
    except (SelectolaxError, ValueError):
        raise file.fault(
            msg("The record of the source is no CSS selector"), msg("write it as table#id or table.class")
        ) from None


def _rows(file: SourceFile, table: LexborNode) -> Iterator[Row]:
    """Each row; a cell over several rows stands in each of them."""
    hanging: dict[int, tuple[int, str | None]] = {}
    cells = 0
    for row in table.css("tr"):
        texts: list[str | None] = []
        for cell in (node for node in row.iter() if node.tag in ("td", "th")):
            _take(hanging, texts)
            text = " ".join(cell.text(separator=" ").split()) or None
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            for _ in range(width):
                if height > 1:
                    hanging[len(texts)] = (height - 1, text)
                texts.append(text)
        _take(hanging, texts)
        cells += len(texts)
        if cells > _MOST_CELLS:
            raise file.fault(msg("The table of the page is too large"), msg("ask for the data as CSV or ODS"))
        yield texts


def _take(hanging: dict[int, tuple[int, str | None]], texts: list[str | None]) -> None:
    """Put cells of earlier rows that reach down to here where they stand."""
    while len(texts) in hanging:
        left, text = hanging.pop(len(texts))
        if left > 1:
            hanging[len(texts)] = (left - 1, text)
        texts.append(text)


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "1").strip()
    return min(max(int(value), 1), _MOST_SPAN) if value.isdigit() and value.isascii() else 1
