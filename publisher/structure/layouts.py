"""Tables that stand under each other on one sheet, rows that only name the group of those below, turned tables.

Read as one table they would lose what the titles say, or keep it as a record: all are refused, with the rows. One
judgement for a draft, for a file at the desk, and for a declared source in the night.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

import polars as pl

from publisher.model.errors import SourceError
from publisher.model.structuring import DropRows, GroupRows, Header, StructureStep
from publisher.model.text import msg
from publisher.structure import asides, blocks
from publisher.structure.cells import Row, is_figure, is_text
from publisher.structure.columns import ROW, visible
from publisher.structure.dates import read_date
from publisher.structure.numbers import read_number
from publisher.structure.steps.drop_rows import apply as apply_drop_rows
from publisher.structure.steps.header import apply as apply_header

_MOST_SHOWN = 5
LOOKED_AT = 5000
"""Rows that are looked at, fewer of wide tables."""
_MOST_CELLS, _FEWEST_ROWS = 150_000, 60
_WRITE_THE_GROUP = msg(
    "write the group into a column of its own in every row; as it stands it would be lost, or a record"
)
_FEWEST_GROUPS = 2
_FEWEST_RECORDS = 3
_MOST_FIELDS = 60
_FEW = 0.25
_YEAR = r"^\s*(?:1[0-9]{2}|(?:19|20)[0-9]{2})\s*$"
_OF_A_KEY = re.compile(
    r"[年月日期週季時次號]$|代碼|代號|編號|(?i:date|day|month|year|time|period|quarter|week|hour|code|id|no)$"
)
_MOSTLY = 0.8
_PAGE = re.compile(
    r"第\s*[0-9０-９一二三四五六七八九十]+\s*[頁页]|共\s*[0-9０-９]+\s*[頁页]|[（(]?\s*續[^）)]{0,6}[)）]?|[0-9]+\s*/\s*[0-9]+"
    r"|(?i:\b(?:page|seite|página)\s*[0-9]+|[（(]?cont(?:inued|['’.]?d)?\.?[)）]?$)"
)
_SUBTOTAL = re.compile(r"[小合總总共]?\s*[計计]$|(?i:\s*(?:sub)?total)$")


def check_declared(
    grid: pl.DataFrame, header: Header, steps: Sequence[StructureStep], fields: Collection[str]
) -> None:
    """Raise SourceError where a source of which something is declared is laid out as no table of records is.

    Rows that a step leaves out by what it names are left out here, too; a table with all of the declared fields
    is no turned one.
    """
    grid = _first(grid)
    named = apply_header(grid, header)
    frame, names = named.frame, visible(named.frame)
    for step in steps:
        if isinstance(step, DropRows) and (step.values or step.starts_with):
            only = DropRows(column=step.column, values=step.values, starts_with=step.starts_with)
            frame = apply_drop_rows(frame, only).frame
    dropped = set(named.frame[ROW].to_list()) - set(frame[ROW].to_list())
    check_stacked(grid, header, dropped, surely=True)
    if not set(fields) <= set(names):
        check_rotated(grid, header)
    if names and not any(isinstance(step, GroupRows) for step in steps):
        blank = frame.select(pl.all_horizontal(pl.col(name).is_null() for name in names)).to_series()
        records = frame.filter(~(asides.notes(frame, names) | blank))
        check_sections(records, names, header, surely=True)


def _first(grid: pl.DataFrame) -> pl.DataFrame:
    return grid.head(max(_FEWEST_ROWS, min(LOOKED_AT, _MOST_CELLS // max(grid.width, 1))))


def check_stacked(
    grid: pl.DataFrame, header: Header, dropped: Collection[int] = (), *, surely: bool = False
) -> None:
    """Raise SourceError where another table begins below: under a title, or with a heading, of its own.

    `dropped` are numbers of records that are left out by name; `surely` asks for a title above other names.
    """
    begin = header.skip + header.rows
    rows: list[Row] = [
        (None,) * grid.width if at - begin + 1 in dropped else row for at, row in enumerate(_first(grid).rows())
    ]
    if header.rows == 0 or len(rows) < begin + 2:
        return
    heading = _stripped(rows[begin - 1])
    titles = {_title(row) for row in rows[: header.skip]}
    figures = _columns_of_figures(rows[begin:])
    found = [
        at + 1
        for at in range(begin + 1, len(rows) - 1)
        if (
            (_stripped(rows[at]) == heading and _titles_above(rows, at, begin, header.rows) - titles)
            or _is_other_heading(rows, at, heading, figures, titled=surely)
        )
    ]
    if found:
        raise SourceError(
            msg(
                "{count} more tables begin on rows {rows}, each with a title or a heading of its own",
                count=len(found),
                rows=_few(found),
            ),
            hint=msg(
                "keep one table on a sheet, or put them together with a column for what the titles say; as they "
                "stand, what the titles say would be lost"
            ),
        )


def check_rotated(grid: pl.DataFrame, header: Header) -> None:
    """Raise SourceError where each row is of one kind, words or figures, so that its records stand in columns."""
    rows: list[Row] = [row for row in grid.head(LOOKED_AT).slice(header.skip).rows() if any(_stripped(row))]
    if header.rows == 1 and len(rows) <= _MOST_FIELDS and _has_row_of_dates(rows):
        raise _turned()
    heading, *body = [row[1:] for row in rows if len({cell for cell in row if cell}) > 1] or [()]
    if (
        header.rows != 1
        or len(rows) > _MOST_FIELDS
        or len(body) < _FEWEST_GROUPS
        or len(heading) < _FEWEST_RECORDS
    ):
        return
    filled = [[cell for cell in row if cell and cell.strip()] for row in (heading, *body)]
    figures = [all(map(is_figure, cells)) for cells in filled if len(cells) > 1]
    words = [not any(map(is_figure, cells)) and len(set(cells)) > 1 for cells in filled if len(cells) > 1]
    if len(figures) < len(body) or not words[0] or not all(a or b for a, b in zip(figures, words, strict=True)):
        return
    if sum(words) > 1 and sum(words[1:]) >= _FEW * len(body) and any(figures):
        raise _turned()


def _turned() -> SourceError:
    return SourceError(
        msg("the records stand in columns: every row of the sheet is of one kind, as fields are"),
        hint=msg("turn the table (rows into columns), so that every record has a row of its own"),
    )


def _has_row_of_dates(rows: list[Row]) -> bool:
    """Whether one row under names has a date in each of the columns in which others have figures."""
    heading, *body = [row for row in rows if len({cell for cell in row if cell}) > 1] or [()]
    columns = [at for at in _columns_of_figures(body) if at and not is_figure(heading[at])]
    if len(columns) < _FEWEST_RECORDS or len(body) < _FEWEST_RECORDS:
        return False
    cells = [[row[at] or "" for at in columns] for row in body]
    dates = [all(map(_is_date, row)) for row in cells]
    figures = [2 * sum(bool(read_number(cell)) for cell in row) > len(columns) for row in cells]
    return any(dates) and sum(figures) + sum(dates) > len(body) / 2 and sum(figures) > sum(dates)


def _is_date(cell: str) -> bool:
    return not cell.isdigit() and read_date(cell.replace("T", " "), "both", "datetime") is not None


def check_sections(records: pl.DataFrame, names: Sequence[str], header: Header, *, surely: bool = False) -> None:
    """Raise SourceError where rows name the group of those below them and are no records (see `sections`)."""
    if not (at := sections(records, names, surely=surely)):
        return
    above = header.skip + header.rows
    shown = _few([int(records[ROW][number]) + above for number in at])
    what = msg("{count} rows only name the group of the rows below them: rows {rows}", count=len(at), rows=shown)
    raise SourceError(what, hint=_WRITE_THE_GROUP)


def sections(records: pl.DataFrame, names: Sequence[str], *, surely: bool) -> list[int]:
    """Which rows name the group of those below them, counted from 0.

    `surely` asks for what no record has: a subtotal of the same name, rows set in below, or the same records in
    several groups. Else they may also be blank but for a name where all others are full, the first among them.
    """
    if len(names) < 3 or records.height < 2 * _FEWEST_GROUPS:
        return []
    first = records[names[0]]
    present = [(records[name].str.strip_chars() != "").fill_null(value=False) for name in names]
    filled = pl.select(pl.sum_horizontal(pl.lit(one) for one in present)).to_series()
    alone = (filled == 1) & present[0]
    lone, at = alone.to_list(), alone.arg_true().to_list()
    others = filled.filter(~alone)
    if len(at) < _FEWEST_GROUPS or others.is_empty() or len(at) * 2 > records.height:
        return []
    texts = [text or "" for text in first.to_list()]
    leads = [number + 1 < len(lone) and not lone[number + 1] for number in at]
    named = {_SUBTOTAL.sub("", text.strip()) for text in texts if _SUBTOTAL.search(text.strip())}
    indented = all(
        texts[number + 1][:1].isspace() and not texts[number][:1].isspace()
        for number in at
        if leads[at.index(number)]
    )
    full = float(others.mean() or 0) >= _MOSTLY * len(names)  # type: ignore[arg-type]
    again = not surely or _come_again(texts, at)
    summed = sum(texts[number].strip() in named for number in at) * 2 >= len(at)
    if not all(leads) or not (summed or indented or (at[0] == 0 and full and again)):
        return []
    return at


def _come_again(texts: Sequence[str], at: Sequence[int]) -> bool:
    """Whether rows between those `at` are called alike in several groups, and these like none of them."""
    groups = [
        {text.strip() for text in texts[begin + 1 : end]}
        for begin, end in zip(at, [*at[1:], len(texts)], strict=True)
    ]
    named = {texts[number].strip() for number in at}
    often = Counter(text for group in groups for text in group)
    several = sum(count > 1 for count in often.values())
    return len(named) == len(at) and named.isdisjoint(often) and 2 * several >= len(often)


def check_sums_above(records: pl.DataFrame, names: Sequence[str], header: Header) -> None:
    """Raise SourceError where rows sum up those below them, which alone do not say what they belong to.

    For drafts: figures alone do not say so surely enough to end a declared dataset.
    """
    none = pl.Series([False] * records.height, dtype=pl.Boolean)
    for rows in asides.totals(records, names[:3]).values():
        none = none | rows
    found = blocks.sums(records, names, none)
    at = found.arg_true().to_list()
    first = int((~none).arg_max() or 0)
    if not at or at[0] != first:
        return  # sums below their parts, as reports have them
    keys = records.select(
        pl.col(name).str.strip_chars() for name in names if name == names[0] or not is_measured(records[name])
    )
    parts = keys.filter(~(found | none))
    if not parts.is_duplicated().any() or parts[names[0]].fill_null("").eq("").any():
        return
    if keys.filter(found).is_duplicated().any():
        return  # what all groups have (收入, above 支出 and 餘絀) names none
    above = header.skip + header.rows
    shown = _few([int(records[ROW][number]) + above for number in at])
    what = msg(
        "{count} rows sum up the rows below them, whose names stand in several such groups: rows {rows}",
        count=len(at),
        rows=shown,
    )
    raise SourceError(what, hint=_WRITE_THE_GROUP)


def is_measured(values: pl.Series) -> bool:
    """Whether most of a column are figures other than years, months and codes."""
    if _OF_A_KEY.search(values.name):
        return False
    figures = values.str.contains(r"^\s*[-+]?[0-9][0-9.,\s]*$") & ~values.str.contains(_YEAR)
    return 2 * int(figures.sum()) > values.count()


def _few(rows: list[int]) -> str:
    return "、".join([*map(str, rows[:_MOST_SHOWN]), *["…"][: len(rows) > _MOST_SHOWN]])


def _stripped(row: Row) -> list[str]:
    return [(cell or "").strip() for cell in row]


def _title(row: Row) -> str:
    """What a row with one text says, without the number of its page; "" for any other."""
    said = {cell for cell in _stripped(row) if cell}
    if len(said) != 1 or not is_text(text := said.pop()) or asides.is_labelled(text):
        return ""
    return re.sub(r"\s+", "", _PAGE.sub("", text)).strip("-－—–_")


def _titles_above(rows: list[Row], at: int, begin: int, heights: int) -> set[str]:
    """The titles between a heading and the records above it."""
    found: set[str] = set()
    above = at - heights
    while above >= begin and (
        not any(_stripped(rows[above])) or len(set(filter(None, _stripped(rows[above])))) == 1
    ):
        found.add(_title(rows[above]))
        above -= 1
    return found - {""}


def _columns_of_figures(rows: list[Row]) -> list[int]:
    found = []
    for at in range(max(map(len, rows), default=0)):
        cells = [cell for row in rows if (cell := row[at]) and cell.strip()]
        if len(cells) > 2 and 2 * sum(map(is_figure, cells)) > len(cells):
            found.append(at)
    return found


def _is_other_heading(rows: list[Row], at: int, heading: list[str], figures: list[int], *, titled: bool) -> bool:
    """Whether names stand, behind a blank row (`titled`: and a title), in columns of figures, and figures below.

    Names are different, and stand nowhere else among the figures, as marks for what was not measured do.
    """
    cells = _stripped(rows[at])
    above = at - 1
    while above > 0 and _title(rows[above]):
        above -= 1
    said = [cell for cell in cells if cell]
    if titled and above == at - 1:
        return False
    if any(_stripped(rows[above])) or len(set(said)) < 2 or cells == heading or any(map(is_figure, said)):
        return False
    if any(asides.is_labelled(cell) or _SUBTOTAL.search(cell) for cell in said):
        return False
    below = [column for column in figures if all(is_figure(row[column]) for row in rows[at + 1 : at + 3])]
    texts = [cells[column] for column in below]
    if (
        len(below) < 1 + titled
        or at + 2 >= len(rows)
        or len(set(texts)) < len(texts)
        or not all(map(is_text, texts))
    ):
        return False
    return not any(
        (row[column] or "").strip() in texts for row in (*rows[:at], *rows[at + 1 :]) for column in figures
    )
