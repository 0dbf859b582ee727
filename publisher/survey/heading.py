"""Where the heading of a sheet begins and how many rows it has, by what stands in the rows under it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import polars as pl

from publisher.model.structuring import Header, Split
from publisher.privacy.recognisers import scan
from publisher.privacy.recognisers.columns import scan_column
from publisher.structure.asides import is_labelled
from publisher.structure.cells import Row, is_figure, is_text
from publisher.structure.steps.header import labels_of

_LOOKED_AT = 60
_MOST_ROWS = 4
_FEWEST_SAID = 3
_FIRST_FIGURE = re.compile(r"\s*[0-9０-９]")
_SERIES = 3
"""Figures that make a series."""
_NEXT_YEAR = 89
"""From December to January where months are written as figures: 11412, 11501."""
_COMPOSITE = re.compile(r"(?P<names>\w+(?:,\w+)+)\\\w+")
_WIDTH = re.compile(r"[1-9][0-9]{0,3}[sdnSDN]")
_YEAR = re.compile(r"[6-9][0-9]|1[0-4][0-9]|(?:19|20)[0-9]{2}")
_AFFIXED = re.compile(r"(\D{0,4}?)([0-9]{1,6})(\D{0,4})")
_PAGE = re.compile(r"第\s*[0-9０-９一二三四五六七八九十]+\s*[頁页]|頁次|(?i:\bpage|seite|página)\s*[0-9]")


def heading_of(grid: pl.DataFrame) -> Header:
    """The header step that fits: rows of titles above it are skipped, rows of one heading are joined.

    A title fills a cell or two of many. A row belongs to the heading while the columns that hold figures further
    down have none in it; the first full row always does, so that years may be headings. Where that row is a record
    already there is no heading, and the columns are numbered.
    """
    rows: list[Row] = grid.head(_LOOKED_AT).rows()
    filled = [_filled(row) for row in rows]
    usual = _usual(filled)
    filled = [1 if count < usual and _is_title(row) else count for count, row in zip(filled, rows, strict=True)]
    first = next((at for at, count in enumerate(filled) if count >= max(min(usual, 2), round(0.6 * usual))), 0)
    lowest = max(first - _MOST_ROWS + 1, 0)
    while first > lowest and filled[first - 1] >= max(2, 0.2 * usual) and _may_be_merged(rows[first - 1]):
        first -= 1  # merged headings above the full row
    figures = _columns_of_figures(rows[first + 1 :])
    if rows and _is_record(rows[first:], figures):
        names = tuple(f"欄{number}" for number in range(1, grid.width + 1))
        return Header(rows=0, skip=first, names=names)
    count = 1
    while (
        figures
        and count < _MOST_ROWS
        and first + count < len(rows) - 1
        and (_names_columns(rows[first + count], figures) or _numbers_columns(rows[first:], count, figures))
    ):
        count += 1
    if count == 1 and _tells_widths(rows[first : first + 2]):
        return Header(rows=0, skip=first + 2, names=tuple((cell or "").strip() for cell in rows[first]))
    said = _said_below(rows[first + 1 :], figures)
    if said >= count:
        labels = tuple((cell or "").strip() for cell in rows[first])
        return Header(rows=0, skip=first + 1 + said, names=labels)
    return Header(rows=count, skip=first)


def _names_columns(row: Row, figures: list[int]) -> bool:
    return not any(is_figure(row[at]) for at in figures) and any(is_text(row[at]) for at in figures)


def _numbers_columns(rows: list[Row], count: int, figures: list[int]) -> bool:
    """Whether a row under `count` rows of a heading has the years or months of another calendar, and nothing else.

    The figures under them are none of these, and a column without figures has nothing, or what stands above it.
    """
    others = [at for at in range(len(rows[0])) if at not in figures]
    above = [{(row[at] or "").strip() for row in rows[:count]} for at in range(len(rows[0]))]
    if not others or any((rows[count][at] or "").strip() not in {"", *above[at]} for at in others):
        return False
    cells = [(rows[count][at] or "").strip() for at in figures]
    found = [_AFFIXED.fullmatch(cell) for cell in cells if cell]
    if len(found) < _SERIES or len({(item[1], item[3]) if item else None for item in found}) > 1 or None in found:
        return False
    below = [(row[at] or "").strip() for row in rows[count + 1 :] for at in figures]
    years = sum(bool(_YEAR.fullmatch(cell)) for cell in below)
    return _is_series([item[2] for item in found if item]) and 2 * years < len(below)


def _tells_widths(rows: list[Row]) -> bool:
    """Whether a row under names tells width and type of each column (5s 15s 20d 14n), as RDB files have it."""
    cells = [cell.strip() for cell in rows[-1] if cell and cell.strip()]
    return len(rows) == 2 and 1 < len(cells) == _filled(rows[0]) and all(map(_WIDTH.fullmatch, cells))


def _said_below(rows: list[Row], figures: list[int]) -> int:
    """How many rows under the names tell of the columns (code, unit, day of release) before the series begins.

    Their first cells have words, those of the series periods; a heading of several rows has no such end.
    """
    begins = [bool(_FIRST_FIGURE.match(row[0] or "")) for row in rows]
    said = begins.index(True) if True in begins else 0
    if said < _FEWEST_SAID or len(rows) < said + _SERIES or not all(begins[said:]):
        return 0
    with_figures = sum(any(is_figure(row[at]) for at in figures if at) for row in rows[:said])
    return said if 2 * with_figures < said else 0


def with_names(grid: pl.DataFrame, header: Header) -> Header:
    """The header with names for columns that have none of their own, and for the second of two of one name.

    pandas and R write numbers of rows in front, without a heading; R's write.table leaves even its comma out, so
    that every label stands a column too far left. Columns to the right of the last label stay as they are: what
    stands there has lost its place.
    """
    labels = labels_of(grid.slice(header.skip, header.rows).rows(), grid.width, header.join)
    if header.names or not any(labels):
        return header
    body = grid.slice(header.skip + header.rows)
    present = [int((body[name].str.strip_chars() != "").sum()) for name in body.columns]
    last = max(at for at, label in enumerate(labels) if label)
    names = list(labels)
    one_more = last + 1 < grid.width and present[last + 1] == body.height > 1 and not any(present[last + 2 :])
    if one_more and all(labels[: last + 1]) and body[body.columns[0]].n_unique() == body.height:
        names, last = ["", *labels[: last + 1]], last + 1
        names += [""] * (grid.width - len(names))
    taken: set[str] = set()
    for at, name in enumerate(names[: last + 1]):
        plain = name or (f"欄{at + 1}" if present[at] else "")
        number = 1
        while plain and (chosen := plain if number == 1 else f"{plain}_{number}") in taken:
            number += 1
        names[at] = chosen if plain else ""
        taken.add(names[at])
    changed = [at for at in range(last + 1) if names[at] != labels[at]]
    return replace(header, names=tuple(names[: changed[-1] + 1])) if changed else header


def parts_beside(grid: pl.DataFrame, header: Header) -> int:
    """How often the whole heading stands side by side, as tables are printed to save paper; 1 for once."""
    labels = [text for text in labels_of(grid.slice(header.skip, header.rows).rows(), grid.width, "_") if text]
    if header.names:
        return 1
    for count in range(len(labels) // 2, 1, -1):
        if len(labels) % count == 0 and labels == labels[: len(labels) // count] * count:
            return count
    return 1


def composite_key(name: str, records: pl.DataFrame) -> Split | None:
    r"""The step that parts the keys of Eurostat's tables, which stand in one column (freq,geo\TIME_PERIOD)."""
    found = _COMPOSITE.fullmatch(name)
    if found is None:
        return None
    into = tuple(found["names"].split(","))
    parts = records[name].str.count_matches(",", literal=True)
    fitting = len(set(into)) == len(into) and not set(into) & set(records.columns)
    return Split(name, ",", into) if fitting and (parts == len(into) - 1).all() else None


def _is_record(rows: list[Row], figures: list[int]) -> bool:
    """Whether what should be the heading, the first of the rows, is a record like those under it.

    It has figures under which figures stand, personal data, or values that stand in their columns further down.
    """
    first, body = rows[0], [row for row in rows[1:] if row != rows[0]]
    if any(hit.confidence != "low" for cell in first if cell for hit in scan(cell)):
        return True
    for at, cell in enumerate(first):
        below = [row[at] for row in body]
        if cell and cell.strip() and below.count(cell) > 1:
            return True
        column = pl.Series("column", [cell, *below], dtype=pl.String)
        if cell and any(hit.kind == "name" and 1 in hit.rows for hit in scan_column(column)):
            return True
    as_figures = [at for at in figures if is_figure(first[at]) and not _is_label(first[at] or "", at, body)]
    series = [cell for cell in first if cell and is_figure(cell)]  # some columns may hold more marks than figures
    if len(rows) > 1 and _names_columns(rows[1], figures):  # each year stands over several names
        series = [cell for cell, before in zip(series, [None, *series], strict=False) if cell != before]
        as_figures = [at for at in as_figures if not at or first[at] != first[at - 1]]
    return (
        len(as_figures) > len(figures) / 2 > 0
        and not _is_series([first[at] or "" for at in as_figures])
        and not _is_series(series)
    )


def _is_label(cell: str, at: int, body: list[Row]) -> bool:
    """Whether a figure names its column by words (113年, 1月) that no figure under it has."""
    words = _words_of(cell)
    return bool(words) and all(_words_of(row[at] or "") != words for row in body)


def _words_of(cell: str) -> str:
    return "".join(letter for letter in cell if letter.isalpha())


def _is_series(cells: list[str]) -> bool:
    """Whether bare figures are years, or go up by one step as days, hours and months (11412, 11501) do."""
    plain = [cell.strip().replace(".0", "") if cell.strip().endswith(".0") else cell.strip() for cell in cells]
    if len(plain) < 2 or not all(text.isdigit() for text in plain):
        return False
    numbers = [int(text) for text in plain]
    steps = {later - one for one, later in pairwise(numbers)}
    if all(_YEAR.fullmatch(text) for text in plain) and (min(steps) > 0 or max(steps) < 0):
        return True
    if len(plain) < _SERIES:
        return False
    if steps <= {1, _NEXT_YEAR} and all(1 <= number % 100 <= 12 for number in numbers):
        return True
    return len(steps) == 1 and steps != {0}


def _usual(filled: list[int]) -> int:
    """How many cells most rows fill, the widest of equals."""
    counts = Counter(count for count in filled if count)
    return max(counts, key=lambda count: (counts[count] * count, count), default=1)


def _filled(row: Row) -> int:
    """How many cells are filled; a title that spans several columns (as pages hand it out) fills one."""
    cells = [cell.strip() for cell in row if cell and cell.strip()]
    return 1 if len(cells) > 2 and len(set(cells)) == 1 and is_text(cells[0]) else len(cells)


def _is_title(row: Row) -> bool:
    """Whether a sparse row has the number of a page, or the unit of the table, beside its title."""
    return any(cell and (_PAGE.search(cell) or is_labelled(cell)) for cell in row)


def _may_be_merged(row: Row) -> bool:
    """Whether a row leaves the gaps of merged cells and says no unit, source or time of the table (單位：…)."""
    gaps = any(cell and not after for cell, after in pairwise(row))
    return gaps and not any(is_labelled(cell) for cell in row if cell)


def _columns_of_figures(rows: list[Row]) -> list[int]:
    """Columns in which most of what stands further down are figures."""
    rows = [row for row in rows if len(row) < 3 or _filled(row) > 1]  # a remark may span them all
    body = rows[min(_MOST_ROWS, max(len(rows) - 3, 0)) :]
    width = max((len(row) for row in body), default=0)
    found = []
    for at in range(width):
        cells = [cell for row in body if (cell := row[at]) and cell.strip()]
        if cells and sum(is_figure(cell) for cell in cells) >= 0.8 * len(cells):
            found.append(at)
    return found
