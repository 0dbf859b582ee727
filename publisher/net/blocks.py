"""The words of a page's main block as a reader takes them: blocks as lines, tables as fields, days with years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.net import grids
from publisher.net.html import AROUND, BLOCKS, SILENT, Node, main_block, parse, squeeze

_LONGEST_TEXT = 120
_FEW_LINKS = 3
_SPACES = re.compile(r"[^\S\n]+")
_FEW_ROWS = 2
_FEW_PLACES = 6
_SHORTEST_TEXT = 40
_MOSTLY = 0.8
_ISO_DAY = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_WITH_YEAR = re.compile(r"(?:19|20)[0-9]{2}|[0-9]{2,3}\s*[年./-]\s*[0-9]{1,2}\s*[月./-]")
_A_DAY = re.compile(
    r"[0-9〇零一二三四五六七八九十]\s*[年月/.-]\s*[0-9〇零一二三四五六七八九十]|[a-z]{3}\s+[0-9]", re.IGNORECASE
)
"""In the words of a picture that tells a day: a poster."""
_SHORT_DAY = re.compile(r"[A-Za-z]{0,9}\.?\s*[0-9]{1,2}\s*(?:[月/.]\s*[0-9]{1,2}\s*日?)?\s*[A-Za-z]{0,9}\.?")
_MOST_DIGITS = 4
_FIELD = "："


def main_blocks(markup: str) -> tuple[str, ...]:
    """The words of the main block, a line for each block with all its words; tables and lists of terms as fields.

    A cell of a table stands behind the heading of its column or row as `heading：cell`, so that what a date is
    about is said beside it. Raises HostileMarkupError.
    """
    tree = parse(markup)
    for node in tree.css(SILENT):
        node.decompose()
    block = main_block(tree)
    if block is None:
        for node in tree.css(AROUND):
            node.decompose()
        block = tree.body
    if block is None:
        return ()
    _set_apart(block)
    text = _SPACES.sub(" ", block.text(deep=True)).replace(f"\n{_FIELD}", _FIELD)
    return tuple(line for written in text.split("\n") if (line := written.strip()))


def _set_apart(block: Node) -> None:
    """Put line breaks around what stands in lines of its own, and tables and days into words."""
    for node in block.css("time[datetime]"):
        _with_its_day(node)
    for node in block.css("img[alt]"):
        words = squeeze(node.attributes.get("alt") or "")
        if _A_DAY.search(words):
            node.insert_after(f"\n{words}\n")
    for table in block.css("table"):
        if len(table.css("table")) <= 1:
            _spell_out(table)
    for node in block.css("dt"):
        node.insert_after(_FIELD)
    for node in block.css("br"):
        node.insert_before("\n")
    for node in block.css(BLOCKS):
        if node.tag not in ("dd", "br"):
            node.insert_before("\n")
        if node.tag not in ("dt", "br"):
            node.insert_after("\n")


def table_rows(markup: str) -> Iterator[tuple[str, ...]]:
    """The rows of all tables but those that only place parts of the page, each as its cells in words.

    Raises HostileMarkupError.
    """
    for table in parse(markup).css("table"):
        if len(table.css("table")) <= 1 and not _is_layout(table):
            yield from grids.in_words(*_grid(table))


def day_of(time: Node) -> str:
    """The day (2026-11-21) that a `time` says to machines, where its words do not name a year; else ""."""
    said = _ISO_DAY.match(time.attributes.get("datetime") or "")
    return said[0] if said and not _WITH_YEAR.search(time.text(deep=True)) else ""


def _with_its_day(time: Node) -> None:
    day, words = day_of(time), squeeze(time.text(deep=True))
    if day:
        time.insert_before(f"{day} ")
        if _SHORT_DAY.fullmatch(words):
            time.decompose()


def _spell_out(table: Node) -> None:
    if not _is_layout(table):
        lines = (line for row in grids.in_words(*_grid(table)) for line in row)
        table.insert_before("\n" + "\n".join(lines) + "\n")
        table.decompose()
        return
    for cell in _menus(table):
        cell.decompose()


def _grid(table: Node) -> tuple[list[list[grids.Cell]], int]:
    rows = ([*_cells(row)] for row in table.css("tr"))
    return [row for row in rows if row], len(table.css("thead tr"))


def _cells(row: Node) -> Iterator[grids.Cell]:
    for cell in row.css("td,th"):
        columns, height = (_count(cell.attributes.get(name)) for name in ("colspan", "rowspan"))
        yield grids.Cell(squeeze(cell.text(deep=True)), cell.tag == "th", columns, height)


def _count(written: str | None) -> int:
    number = (written or "").strip()
    return int(number) if number.isascii() and number.isdigit() and len(number) < _MOST_DIGITS else 1


def _is_layout(table: Node) -> bool:
    """Whether a table only places parts of a page: its cells hold headings, forms or whole articles."""
    if table.attributes.get("role") in ("presentation", "none") or table.css_first("h1,h2,h3,h4,form,nav,article"):
        return True
    rows = len(table.css("tr"))
    if rows <= _FEW_PLACES and not table.css_first("th") and any(True for _ in _menus(table)):
        return True
    if rows > _FEW_ROWS:
        return False
    return any(
        len(cell.css("p,div,li")) > _FEW_ROWS and len(cell.text()) > _LONGEST_TEXT for cell in table.css("td")
    )


def _menus(table: Node) -> Iterator[Node]:
    """The cells of links alone that stand beside a whole text."""
    for row in table.css("tr"):
        cells = row.css("td")
        if not any(cell.css_first("br,p,div,li") and len(cell.text()) > _SHORTEST_TEXT for cell in cells):
            continue
        for cell in cells:
            words = squeeze(cell.text(deep=True))
            links = [squeeze(link.text(deep=True)) for link in cell.css("a[href]")]
            if len(links) >= _FEW_LINKS and sum(map(len, links)) >= _MOSTLY * len(words.replace(" ", "")):
                yield cell
