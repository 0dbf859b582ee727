"""Rows of a sheet that are no records: notes above and below the table, totals and subtotals.

A note fills one cell where records fill many, or begins as notes do (資料來源：, 註1, 單位：); a total says so in
its first text. Both are judged beside the rows of the same table: where most records are sparse nothing is a note.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

EDGE = 30
"""How many rows at the beginning and the end of a table are looked at for notes without a name."""

_LABELLED = (
    r"^\s*(?:"
    r"[（(【\[]?\s*(?:資料(?:來源|提供|日期|時間|更新|統計|截止|標準|期間|說明|範圍|庫)|來源|出處|備\s*註|附\s*註|註\s*解|註\s*釋|說\s*明|"
    r"附\s*記|單\s*位|計量單位|製\s*表|填\s*表|編製|審\s*核|更新(?:日期|時間)|統計(?:期間|時間|日期|標準)|製作|印表|列印|查詢|事故類別)"
    r"[^:：]{0,12}[:：]"
    r"|[（(【\[]?\s*註\s*(?:[0-9０-９一二三四五六七八九十]{1,3}|[:：.、])"
    r"|[※＊*◎]\s*\S{2,}"
    r"|(?i:notes?|source|sources|remarks?|unit|units|updated|last updated|prepared by)\b[^:：]{0,12}[:：.]"
    r")"
)
_FIGURES = r"^[\s0-9０-９,.:/年月日%％()（）+-]*$"
_MANY = 3
_SENTENCE = "[：:。，；※]"
_TOTAL = (
    r"^[\s　【(（\[]*(?:(?:全\S{1,3}|本\S{1,2}|各\S{1,3})?[總合小共累]\s*[計数數]|總\s*和|合\s*共|"
    r"(?i:(?:grand|sub)?[ -]?totals?|sum))(?:\s*[（(][^()（）]{1,12}[)）])?[\s　】)）\]:：]*$"
)
_TOTAL_OF = r"\S[\s　]*(?:[總合小共]\s*計|(?i:[ -](?:sub)?totals?))[\s　】)）\]:：]*$"
_LONGEST_TOTAL = 24
_FEW = 0.4
"""Share of rows that may name a total of something; in a list of totals they are the records."""


def notes(frame: pl.DataFrame, columns: Sequence[str], *, first: bool = True, last: bool = True) -> pl.Series:
    """Which rows are notes; `first` and `last` say whether the frame begins and ends where the table does."""
    width = len(columns)
    nothing = pl.Series([False] * frame.height, dtype=pl.Boolean)
    if width < 2 or frame.is_empty():
        return nothing
    filled = pl.sum_horizontal(_present(name) for name in columns)
    text = pl.coalesce(pl.when(_present(name)).then(pl.col(name).str.strip_chars()) for name in columns)
    first_text = _present(columns[0]) & ~pl.col(columns[0]).str.contains(_FIGURES)
    seen = frame.select(
        filled.alias("filled"),
        text.str.contains(_LABELLED).fill_null(value=False).alias("labelled"),
        first_text.alias("text"),
    )
    usual = seen["filled"].filter(seen["filled"] > 1).median()
    if not isinstance(usual, float):
        return nothing
    repeated = _headings(frame, columns)
    labelled = seen["labelled"] & (seen["filled"] <= max(1.0, usual / 3))
    alone = (seen["filled"] == 1) & seen["text"] & ~labelled & _unlike(frame[columns[0]], seen["filled"] > 1)
    edge = _at_the_edge(alone | labelled | (seen["filled"] == 0), first=first, last=last)
    if usual < _MANY or (alone & ~edge).any():  # records with one value stand among the others, too
        return labelled | repeated
    return labelled | repeated | (alone & edge)


def _headings(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Which rows are the heading once more, as reports in pages have it: their cells say the columns' names."""
    says = [
        pl.col(name).str.strip_chars().str.replace_all(r"\s+", " ").is_in([name, *name.split("_")])
        for name in columns
    ]
    wrong = pl.sum_horizontal(
        _present(name) & ~same.fill_null(value=False) for name, same in zip(columns, says, strict=True)
    )
    right = pl.sum_horizontal(same.fill_null(value=False) for same in says)
    return frame.select((wrong == 0) & (right > 1) & (2 * right > len(columns))).to_series()


def _unlike(values: pl.Series, records: pl.Series) -> pl.Series:
    """Which texts are longer than nearly all in the records of their column, or have signs that none there has."""
    texts = values.filter(records).drop_nulls()
    longest = texts.str.len_chars().quantile(0.95, "nearest") or 0
    plain = not texts.str.contains(_SENTENCE).any()
    length = values.str.len_chars()
    longer = (length > max(1.5 * longest, 6)).fill_null(value=False)
    return longer | (values.str.contains(_SENTENCE).fill_null(value=False) if plain else longer)


def _at_the_edge(aside: pl.Series, *, first: bool, last: bool) -> pl.Series:
    """Which rows stand at the beginning or the end of the table with nothing but such rows outside of them."""
    height = len(aside)
    values = aside.to_list()
    edge = [False] * height
    for allowed, order in (
        (first, range(min(EDGE, height))),
        (last, range(height - 1, max(height - EDGE, 0) - 1, -1)),
    ):
        for at in order if allowed else ():
            if not values[at]:
                break
            edge[at] = True
    return pl.Series(edge, dtype=pl.Boolean)


def totals(frame: pl.DataFrame, columns: Sequence[str]) -> dict[str, pl.Series]:
    """For each column in which a total is named, which rows name it; a column of totals only names none."""
    found = {}
    for name in columns:
        here = frame[name].str.contains(_TOTAL).fill_null(value=False)
        of_a_part = frame[name].str.contains(_TOTAL_OF) & (frame[name].str.len_chars() <= _LONGEST_TOTAL)
        if 0 < (of_a_part.sum() or 0) <= _FEW * frame.height:
            here |= of_a_part.fill_null(value=False)
        if here.any() and not bool(here.all()):
            found[name] = here
    return found


def _present(name: str) -> pl.Expr:
    return (pl.col(name).str.strip_chars() != "").fill_null(value=False)
