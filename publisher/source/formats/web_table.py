"""A table on a web page: its cells as they stand, one that spans several in each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.model.text import msg
from publisher.net.html import HostileMarkupError, Node, parse
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.text import as_utf8
from publisher.source.grid import Row, SourceGrid, from_rows

_MARK = re.compile(r"\s*[(（\[]?(?:[0-9]{1,2}|[a-z]|[*＊†‡§#]{1,3})[)）\]]?\s*(?:[,，]\s*[0-9a-z]{1,2})*")
_UNIT = re.compile(r"(?:^|[^A-Za-z])(?:k|c|m)?m$", re.IGNORECASE)
_TEN = re.compile(r"(?:^|[^0-9.,])10\s*$")
_RAISED = {"1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹"}
_MOST_SPAN = 1_000
_MOST_CELLS = 5_000_000


def read(file: SourceFile) -> SourceGrid:
    """The table that `source.record` names (number from 1, or id), or the only one with rows and columns."""
    try:
        page = parse(as_utf8(file).read_text(encoding="utf-8-sig"))
    except HostileMarkupError:
        raise file.fault(
            msg("The page is built to exhaust its reader"), msg("ask for the data as CSV or ODS")
        ) from None
    tables = [table for table in page.css("table") if not table.css("table table")]
    if not tables:
        raise file.fault(
            msg("The file is a web page, perhaps one that says why there is no file"),
            msg("open it in a browser, read what it says, and put the right file there"),
        )
    wanted = file.source.record
    if wanted is not None:
        named = [table for table in tables if table.attributes.get("id") == wanted.removeprefix("#")]
        at = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 0
        tables = named or tables[at - 1 : at] if at else named
    elif len(tables) > 1:
        tables = [table for table in tables if max(_cells(table), default=0) > 1 and len(_cells(table)) > 1]
    tables = [table for table in tables if any(_cells(table))]
    if len(tables) != 1:
        raise file.fault(
            msg("The page has {count} tables that fit, but one is needed", count=len(tables)),
            msg("name it as record of the source in dataset.yaml: its number from 1, or its id"),
        )
    return from_rows(_rows(file, tables[0]), file.folder, f"page-{file.number}")


def _cells(table: Node) -> list[int]:
    """How many cells each row has."""
    return [sum(node.tag in ("td", "th") for node in row.iter()) for row in table.css("tr")]


def _rows(file: SourceFile, table: Node) -> Iterator[Row]:
    """Each row as browsers show it, the foot last; a cell over several rows stands in each of them."""
    hanging: dict[int, tuple[int, str | None]] = {}
    cells = 0
    listed = table.css("tr")
    for row in (*(one for one in listed if not _is_of_foot(one)), *filter(_is_of_foot, listed)):
        texts: list[str | None] = []
        for cell in (node for node in row.iter() if node.tag in ("td", "th")):
            _take(hanging, texts)
            text = _text(cell)
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


def _is_of_foot(row: Node) -> bool:
    return row.parent is not None and row.parent.tag == "tfoot"


def _text(cell: Node) -> str | None:
    """What a cell says, without raised marks of notes; a raised figure behind a unit or ten is a power (m²)."""
    for raised in cell.css("sup"):
        before, mark = raised.prev, raised.text().strip()
        said = before.text().rstrip() if before is not None else ""
        if mark in _RAISED and (_UNIT.search(said) or _TEN.search(said)):
            raised.replace_with(_RAISED[mark])
        elif said and _MARK.fullmatch(mark):
            raised.decompose()
    cell.merge_text_nodes()
    return " ".join(cell.text(separator=" ").split()) or None


def _take(hanging: dict[int, tuple[int, str | None]], texts: list[str | None]) -> None:
    """Put cells of earlier rows that reach down to here where they stand."""
    while len(texts) in hanging:
        left, text = hanging.pop(len(texts))
        if left > 1:
            hanging[len(texts)] = (left - 1, text)
        texts.append(text)


def _span(cell: Node, name: str) -> int:
    value = (cell.attributes.get(name) or "1").strip()
    return min(max(int(value), 1), _MOST_SPAN) if value.isdigit() and value.isascii() else 1
