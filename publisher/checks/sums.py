"""Totals of tables on pages, against the rows and columns that they are the sums of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.checks.base import normal
from publisher.net import html

_TOTAL = re.compile(r"(?:總|合)\s*計|總和|合計數|(?:grand )?total", re.IGNORECASE)
_PART = re.compile(r"小計|其中|平均|比率|比例|百分比|累計|subtotal|of which|average|share|rate", re.IGNORECASE)
_NO_SUM = re.compile(
    r"密度|單價|指數|排名|名次|順位|均|每|中位|年齡|[率比]$|[/%％‰]"
    r"|\b(?:density|price|index|rank|ranking|mean|median|per|ratio|age)\b",
    re.IGNORECASE,
)
"""Heads of columns whose last row is no sum of the others."""
_NUMBER = re.compile(r"[0-9][0-9,]{0,22}")
_SHARE = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,4})?)\s?%")
_ROUNDED = 1.01
"""Points by which a rounded share, mended so that all make a hundred, may differ."""
_TELLING = 3
"""Points from which a share that fits is no chance."""
_MOST_DIGITS = 18
_MOST_CELLS = 4_000
_FEWEST_ROWS, _PROVEN = 3, 2


@dataclass(frozen=True, slots=True)
class WrongSum:
    """A total as it stands, and what its rows or columns add up to."""

    table: str
    label: str
    said: int
    sum: int
    is_sure: bool = True
    """A total below one of its rows may be an average, a rate or a rank."""


def wrong_sums(tree: html.Tree) -> Iterator[WrongSum]:
    """The one total of a table that is wrong where at least two others in the same row are right.

    The others prove that the row is the sum of those above. A table with subtotals, shares or several wrong totals
    is read otherwise than we can.
    """
    for table in html.tables(tree):
        if table.css_matches("[rowspan],[colspan]"):
            continue
        rows = [
            [normal(html.squeeze(cell.text(deep=True))) for cell in row.css("th,td")] for row in table.css("tr")
        ]
        if not _is_regular(rows) or any(_PART.search(cell) for row in rows for cell in row):
            continue
        last, body = rows[-1], rows[1:-1]
        if not _TOTAL.fullmatch(last[0]):
            continue
        caption = table.css_first("caption")
        name = html.squeeze(caption.text(deep=True)) if caption is not None else rows[0][0]
        columns = {
            at: (total, sum(some))
            for at in range(1, len(last))
            if not _NO_SUM.search(rows[0][at])
            and (total := _value(last[at])) is not None
            and None not in (values := [_value(row[at]) for row in body])
            and (some := [value for value in values if value is not None])
        }
        wrong = [at for at, (total, added) in columns.items() if total != added]
        if len(wrong) == 1 and len(columns) - 1 >= _PROVEN:
            at = wrong[0]
            largest = max(value for row in body if (value := _value(row[at])) is not None)
            yield WrongSum(name, f"{last[0]} {rows[0][at]}".strip(), *columns[at], columns[at][0] >= largest)


@dataclass(frozen=True, slots=True)
class WrongShare:
    """A share as it stands, and what the count beside it gives."""

    table: str
    label: str
    said: str
    share: str


def wrong_shares(tree: html.Tree) -> Iterator[WrongShare]:
    """The one share of a column that is wrong where all others are the counts before them as parts of a whole.

    At least three others prove it, none so small that any number would fit. A share of something else (a
    target, last year) is none of the sum.
    """
    for table in html.tables(tree):
        rows = [
            [normal(html.squeeze(cell.text(deep=True))) for cell in row.css("th,td")] for row in table.css("tr")
        ]
        if not _is_regular(rows) or table.css_matches("[rowspan],[colspan]"):
            continue
        body = [row for row in rows[1:] if not _TOTAL.fullmatch(row[0])]
        for at in range(2, len(rows[0])):
            shares = [_SHARE.fullmatch(row[at]) for row in body]
            counts = [_value(row[at - 1]) for row in body]
            whole = sum(count for count in counts if count is not None)
            if None in counts or None in shares or not whole:
                continue
            wrong = [
                number
                for number, (count, share) in enumerate(zip(counts, shares, strict=True))
                if count is not None and share and abs(100 * count / whole - float(share[1])) > _ROUNDED
            ]
            proof = [
                number
                for number, count in enumerate(counts)
                if number not in wrong and 100 * (count or 0) / whole >= _TELLING
            ]
            if len(wrong) == 1 and len(proof) >= _FEWEST_ROWS:
                row, count = body[wrong[0]], counts[wrong[0]] or 0
                caption = table.css_first("caption")
                name = html.squeeze(caption.text(deep=True)) if caption is not None else rows[0][0]
                yield WrongShare(name, f"{row[0]} {rows[0][at]}", row[at], f"{100 * count / whole:.1f}%")


def _is_regular(rows: list[list[str]]) -> bool:
    """Whether it is a table of a head, rows and a total, each as long as the head."""
    width = len(rows[0]) if rows else 0
    enough = len(rows) >= _FEWEST_ROWS + 1 and width > _PROVEN
    return enough and width * len(rows) <= _MOST_CELLS and all(len(row) == width for row in rows)


def _value(cell: str) -> int | None:
    digits = cell.replace(",", "")
    return int(digits) if _NUMBER.fullmatch(cell) and len(digits) <= _MOST_DIGITS else None
