"""Rows of a sheet that are no records: notes above and below the table, totals and subtotals.

A note fills one cell where records fill many, or begins as notes do (資料來源：, 註1, 單位：); a total says so in
its first text, or is one by its figures. All are judged beside the rows of the same table: where most records are
sparse nothing is a note.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import polars as pl

from publisher.structure import blocks

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
_NOTE = re.compile(_LABELLED)
_ASKS = re.compile(r"\s*[^\s:：0-9０-９][^:：]{0,9}[:：]\s*$")
"""A place for a signature, in a row of such places (承辦人：　主管：)."""
_FIGURES = r"^[\s0-9０-９,.:/年月日%％()（）+-]*$"
_RULE = r"^\s*[-=_—─━＿－]{3,}\s*$"
_MANY = 3
_MARK = 4
"""Letters up to which a word among figures may be a mark (n/a, 休市)."""
_MOST_TITLES = 4
_HAN = r"\p{Han}"
_OF_A_SENTENCE = r"[：。；;※]|:(?:[^/\d]|$)"
"""Signs of a sentence, none of which stands in an address of the web, a time, or at the end of a name (Co.)."""
_END_OF_A_SENTENCE = r"[.!?！？]\s*$"
_SENTENCE = "[：:。，；※]"
_TOTAL = (
    r"^[\s　【(（\[]*(?:(?:全\S{1,3}|本\S{1,2}|各\S{1,3})?[總总総合小共累]\s*[計计数數]|[總总]\s*和|合\s*共|計"
    r"|[합총소누]\s*계|(?i:(?:grand|sub)?[ -]?totals?|sum|insgesamt|summe|gesamt|ensemble))"
    r"(?:\s*[（(][^()（）]{1,12}[)）])?[\s　】)）\]:：]*$"
)
_TOTAL_OF = r"\S[\s　]*(?:[總总合小共]\s*[計计]|[합총소누]\s*계|(?i:[ -](?:sub)?totals?))[\s　】)）\]:：]*$"
_TOTAL_BEFORE = r"^\s*(?i:totale?) \p{L}"
_PART_OF_THE_ROW_ABOVE = r"^\s*(?:其中|うち|(?i:of which|davon|darunter|dont))\s*[:：]"
_WHOLE_YEAR = r"^\s*(?:全\s*年度?|年\s*計|通年|연간|(?i:(?:full|whole) year|annual))\s*$"
_PART_OF_A_YEAR = r"[季月월]|半年|분기|^\s*(?i:q[1-4]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\b"
_MEAN = re.compile(
    r"\s*(?:總|全體)?\s*平\s*均(?:數|值|数)?\s*|평균|(?i:average|mean|durchschnitt|moyenne|media)\s*"
)
_OF_A_NAME = r"\p{Ll}.*\p{Ll}.*\p{Ll}|[^\x00-\x7f]"
_LATIN = r"^[\x00-\x7f]+$"
_LONGEST_TOTAL = 24
_SURELY = 6
"""Figures that agree with a sum: one in a million by chance."""
_MOST_SUMMED = 12
"""Columns whose sums are looked at."""
_MOSTLY = 0.6
_FEW = 0.4
"""Share of rows that may name a total of something; in a list of totals they are the records."""


def is_labelled(text: str) -> bool:
    """Whether a text begins as notes do."""
    return _NOTE.match(text) is not None


def notes(frame: pl.DataFrame, columns: Sequence[str], *, first: bool = True, last: bool = True) -> pl.Series:
    """Which rows are notes; `first` and `last` say whether the frame begins and ends where the table does."""
    width = len(columns)
    nothing = pl.Series([False] * frame.height, dtype=pl.Boolean)
    if width < 2 or frame.is_empty():
        return nothing
    spanned = (width > 2) & pl.all_horizontal(pl.col(name) == pl.col(columns[0]) for name in columns)
    filled = pl.when(spanned).then(1).otherwise(pl.sum_horizontal(_present(name) for name in columns))
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
    headings = repeated
    repeated |= _page_titles(frame.select(columns), repeated, seen["filled"]) | _companions(frame, columns)
    repeated |= blocks.carried(frame, columns, headings, repeated | (seen["filled"] == 0))
    labelled = seen["labelled"] & (seen["filled"] <= max(1.0, usual / 3))
    if seen["labelled"].sum() > labelled.sum():
        labelled = seen["labelled"] & (labelled | _sentences(frame.select(columns)))
    lone = (seen["filled"] == 1) & seen["text"] & ~labelled
    cut = _cut(frame.select(columns), seen["filled"], usual) if last else nothing
    records = (seen["filled"] > 1) & ~cut
    alone = lone & (_unlike(frame[columns[0]], records) | _set_apart(seen["filled"], labelled))
    signed = _signed(frame.select(columns)) | cut
    edge = _at_the_edge(alone | signed | labelled | (seen["filled"] == 0), first=first, last=last)
    labelled |= _below_a_rule(frame[columns[0]], seen["filled"], usual) if last else nothing
    if usual < _MANY or (alone & ~edge).any():  # records with one value stand among the others, too
        return labelled | repeated | (signed & edge)
    return labelled | repeated | ((alone | signed) & edge)


def _signed(frame: pl.DataFrame) -> pl.Series:
    """Which of the first and last rows have nothing but places for signatures; none where many have."""
    height = frame.height
    at = [at for at in range(height) if at < EDGE or at >= height - EDGE]
    found = [
        at
        for at, row in zip(at, frame[at].rows(), strict=True)
        if (cells := [cell for cell in row if cell and cell.strip()]) and all(map(_ASKS.match, cells))
    ]
    nothing = pl.Series([False] * height, dtype=pl.Boolean)
    return nothing.scatter(found, values=True) if 0 < len(found) <= _MANY < height else nothing


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


def _companions(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Every second row, where all begin with one word (Codes), have no figures, and say of the row above."""
    nothing = pl.Series([False] * frame.height, dtype=pl.Boolean)
    second = pl.int_range(frame.height, eager=True) % 2 == 1
    first = frame[columns[0]].str.strip_chars()
    words = first.filter(second).unique()
    if frame.height < 2 * _MANY - 2 or frame.height % 2 or len(words) != 1 or words[0] is None:
        return nothing
    other = first.filter(~second)
    alike = (other == words[0]).any() or other.n_unique() < len(other)
    if alike:
        return nothing
    figures = frame.select(
        pl.any_horizontal(pl.col(name).str.contains(_FIGURES) for name in columns).fill_null(value=False)
    ).to_series()
    return nothing if figures.filter(second).any() or not figures.filter(~second).all() else second


def _page_titles(frame: pl.DataFrame, headings: pl.Series, filled: pl.Series) -> pl.Series:
    """The sparse rows without figures right above a repeated heading, which say the title of the page."""
    found: list[int] = []
    for at in headings.arg_true().to_list():
        above = at - 1
        while above > at - _MOST_TITLES and above >= 0 and 0 < filled[above] <= frame.width / 2:
            if any(cell and re.match(_FIGURES, cell) for cell in frame.row(above)):
                break
            found.append(above)
            above -= 1
    nothing = pl.Series([False] * len(headings), dtype=pl.Boolean)
    return nothing.scatter(found, values=True) if found else nothing


def _sentences(frame: pl.DataFrame) -> pl.Series:
    """Which rows have words and no figure where the others have figures: notes that were cut at their commas."""
    figures = [
        name
        for name in frame.columns[1:]
        if 2 * int(frame[name].str.contains(r"[0-9０-９]").sum()) > frame.height - int(frame[name].null_count())
    ]
    if not figures:
        return pl.Series([False] * frame.height, dtype=pl.Boolean)
    words = pl.any_horizontal(pl.col(name).str.len_chars() > _MARK for name in figures).fill_null(value=False)
    numbers = pl.any_horizontal(pl.col(name).str.contains(_FIGURES) for name in frame.columns)
    return frame.select(words & ~numbers.fill_null(value=False)).to_series()


def _cut(frame: pl.DataFrame, filled: pl.Series, usual: float) -> pl.Series:
    """Which of the last rows are sentences that were cut where they have the separator of the file.

    They are sparser than records and fill the first columns without a gap. Their first text is longer than the
    others of its column and has the sign of a sentence, and no cell behind it is a value as its column has them:
    words among figures, or a sentence among words. A record whose figures are not known yet has a name, and its
    remark stands where remarks do.
    """
    height, (name, *behind) = frame.height, frame.columns
    nothing = pl.Series([False] * height, dtype=pl.Boolean)
    known = frame.filter(filled >= usual)
    figures = [
        column
        for column in behind
        if 2 * int(known[column].str.contains(r"[0-9０-９]").sum()) > known.height
        and 2 * int(known[column].str.contains(_FIGURES).sum()) > known.height
    ]
    if not figures or height <= _MANY:
        return nothing
    longest = known[name].str.strip_chars().str.len_chars().quantile(0.95, "nearest") or 0
    odd = {
        column: (pl.col(column).str.len_chars() > _MARK) & ~pl.col(column).str.contains(_FIGURES)
        if column in figures
        else pl.col(column).str.contains(f"{_OF_A_SENTENCE}|{_END_OF_A_SENTENCE}")
        for column in behind
    }
    odd[name] = pl.col(name).str.contains(_OF_A_SENTENCE) & (
        pl.col(name).str.strip_chars().str.len_chars() > longest
    )
    unlike = pl.all_horizontal(~_present(column) | is_odd for column, is_odd in odd.items())
    gaps = pl.any_horizontal(~_present(left) & _present(right) for left, right in pairwise(frame.columns))
    sentences = frame.select(unlike & ~gaps).to_series().fill_null(value=False) & (filled > 1) & (filled < usual)
    others = ((filled > 1) & ~sentences).arg_true()
    sentences &= pl.Series(range(height)) > (others.max() if len(others) else -1)
    records = frame.filter((filled > 1) & ~sentences)
    odd[name] = pl.col(name).str.contains(_OF_A_SENTENCE)
    usually = records.select(is_odd.any().alias(column) for column, is_odd in odd.items()).row(0, named=True)
    said = (
        frame.select(pl.any_horizontal(_present(column) for column in odd if usually[column])).to_series()
        if any(usually.values())
        else nothing
    )
    return sentences & ~said


def _below_a_rule(first: pl.Series, filled: pl.Series, usual: float) -> pl.Series:
    """A row that is nothing but a line (_____), and what follows it to the end, all sparser than records."""
    nothing = pl.Series([False] * len(filled), dtype=pl.Boolean)
    rules = ((filled == 1) & first.str.contains(_RULE).fill_null(value=False)).arg_true()
    if not len(rules) or rules[-1] < max(len(filled) - EDGE, 1):
        return nothing
    after = pl.Series(range(len(filled))) >= rules[-1]
    return nothing if (filled.filter(after) >= usual).any() else after


def _set_apart(filled: pl.Series, labelled: pl.Series) -> pl.Series:
    """Which rows stand behind the last record and, after it, behind a blank row or a note that says so."""
    last = (filled > 1).arg_true()
    begin = int(last[-1]) + 1 if len(last) else len(filled)
    between = ((filled == 0) | labelled).cast(pl.Int64)
    after = pl.Series(range(len(filled))) >= begin
    return after & ((between * after.cast(pl.Int64)).cum_sum() > 0)


def _unlike(values: pl.Series, records: pl.Series) -> pl.Series:
    """Which texts are longer than nearly all in the records of their column, or have signs that none there has.

    Signs are those of a sentence, the characters of another script, and of a longer text how it ends (…室, …鄉).
    """
    texts = values.filter(records).drop_nulls().str.strip_chars()
    longest = texts.str.len_chars().quantile(0.95, "nearest") or 0
    plain = not texts.str.contains(_SENTENCE).any()
    length = values.str.len_chars()
    unlike = length > max(1.5 * longest, 6)
    if plain:
        unlike |= values.str.contains(_SENTENCE)
    if len(texts) and not texts.str.contains(_HAN).any():
        unlike |= values.str.contains(_HAN)
    if len(texts) >= _MANY:
        ends = texts.str.slice(-1).unique().to_list()
        ending = values.str.strip_chars().str.slice(-1)
        unlike |= (length > (texts.str.len_chars().max() or 0)) & ~ending.is_in(ends)
    return unlike.fill_null(value=False)


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
    """For each column in which a total is named, which rows name it; a column of totals only names none.

    A row that is a part of the one above it (其中：…) counts twice as a total does. A word of letters behind a
    name of its own (Sumland, SUM) is a code, unless it stands last among names, with the largest of the figures.
    """
    found = {}
    own = pl.Series([False] * frame.height, dtype=pl.Boolean)
    for name in columns:
        here = frame[name].str.contains(_TOTAL).fill_null(value=False)
        if own.any():
            coded = here & own & frame[name].str.contains(_LATIN).fill_null(value=False)
            here &= ~coded | _is_last_and_most(frame, name, coded)
        of_a_part = frame[name].str.contains(_TOTAL_OF) | frame[name].str.contains(_PART_OF_THE_ROW_ABOVE)
        before = frame[name].str.contains(_TOTAL_BEFORE).fill_null(value=False)
        if before.any():
            of_a_part |= before & _is_above_others(frame, columns[: columns.index(name)])
        of_a_part &= frame[name].str.len_chars() <= _LONGEST_TOTAL
        for rows in (of_a_part, _whole_years(frame[name])):
            if 0 < (rows.sum() or 0) <= _FEW * frame.height:
                here |= rows.fill_null(value=False)
        if here.any() and not bool(here.all()):
            found[name] = here
        text = frame[name].str.contains(r"\p{L}").fill_null(value=False)
        own |= text & frame[name].is_unique()
    return found


def _is_last_and_most(frame: pl.DataFrame, name: str, coded: pl.Series) -> pl.Series:
    """Which coded row is the last with figures, below names that are no codes, and has the most of something."""
    nothing = pl.Series([False] * frame.height, dtype=pl.Boolean)
    names = frame[name].filter(~coded).drop_nulls()
    if coded.sum() != 1 or 2 * int(names.str.contains(_OF_A_NAME).sum()) <= len(names):
        return nothing
    at = int(coded.arg_true()[0])
    for column in frame.columns[frame.columns.index(name) + 1 :]:
        figures = frame[column].str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
        others = figures[:at].drop_nulls()
        if figures[at + 1 :].count() or len(others) < _MOSTLY * at or at < _MANY:
            continue
        if figures[at] is not None and figures[at] > (others.max() or 0):
            return nothing.scatter(at, values=True)
    return nothing


def _is_above_others(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Which rows have a code that those of several others begin with (29; 29001, 29002), in all these columns."""
    above = pl.Series([bool(columns)] * frame.height, dtype=pl.Boolean)
    for name in columns:
        codes = frame[name].str.strip_chars().fill_null("")
        longer = Counter(code[:size] for code in codes.to_list() for size in range(1, len(code)))
        above &= pl.Series([longer[code] > 1 for code in codes.to_list()], dtype=pl.Boolean)
    return above


def _whole_years(values: pl.Series) -> pl.Series:
    """Which rows sum up a year (全年) whose other rows are its quarters or months."""
    whole = values.str.contains(_WHOLE_YEAR).fill_null(value=False)
    if not whole.any():
        return whole
    parts = values.filter(~whole).drop_nulls().str.contains(_PART_OF_A_YEAR)
    return whole if len(parts) and 2 * (parts.sum() or 0) >= len(parts) else whole & False


def summed(frame: pl.DataFrame, columns: Sequence[str], aside: pl.Series) -> pl.Series:
    """Which row is a total by its figures alone (全市, 人數): the first or the last of what is not `aside`.

    Its figures are the sums of all other rows, in so many places that chance is out of the question; or it says
    beside one word how many records there are, in a column where these have no figures. Rows that sum up some of
    the others stay: a balance (收入 = 支出 + 餘絀) is no total, and its figures look the same.
    """
    found = pl.Series([False] * frame.height, dtype=pl.Boolean)
    rows = (~aside).arg_true()
    if len(rows) <= _MANY or len(columns) < 2:
        return found
    for at in (int(rows[-1]), int(rows[0])):
        others = rows.filter(rows != at)
        cells = list(frame.select(columns).row(at))
        named = next((number for number, cell in enumerate(cells) if cell and cell.strip()), 0)
        label, *cells = cells[named:]
        if not (label or "").strip() or _figure(label) is not None or (frame[columns[named]] == label).sum() > 1:
            continue
        figures = zip(columns[named + 1 :], cells, strict=True)
        values = {name: value for name, cell in figures if (value := _figure(cell))}
        if _MEAN.fullmatch(label or "") and _is_between(frame, others, values):
            return found.scatter(at, values=True)
        if _is_sum(frame, others, values) or (at == rows[-1] and _is_count(frame, others, values, cells)):
            return found.scatter(at, values=True)
    return found


def _is_sum(frame: pl.DataFrame, others: pl.Series, values: Mapping[str, float]) -> bool:
    numeric = matching = digits = 0
    for name, value in list(values.items())[:_MOST_SUMMED]:
        figures = frame[name].gather(others).str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
        if figures.count() < _MOSTLY * len(figures):
            continue
        numeric += 1
        if math.isclose(figures.sum(), value, rel_tol=1e-9) and (figures != 0).sum() > 1:
            matching += 1
            digits += len(f"{abs(value):.12g}".replace(".", "").strip("0"))
    return digits >= _SURELY and 2 * matching >= numeric


def _is_between(frame: pl.DataFrame, others: pl.Series, values: Mapping[str, float]) -> bool:
    """Whether each figure is one that a mean of the other rows can have."""
    for name, value in list(values.items())[:_MOST_SUMMED]:
        figures = frame[name].gather(others).str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
        low, high = figures.min(), figures.max()
        if not isinstance(low, float) or not isinstance(high, float) or not low <= value <= high:
            return False
    return bool(values)


def _is_count(
    frame: pl.DataFrame, others: pl.Series, values: Mapping[str, float], cells: Sequence[str | None]
) -> bool:
    if len(cells) < _MANY or sum(bool(cell and cell.strip()) for cell in cells) != 1 or len(values) != 1:
        return False
    ((name, value),) = values.items()
    return value == len(others) and all(_figure(cell) is None for cell in frame[name].gather(others).head(EDGE))


def _figure(cell: str | None) -> float | None:
    try:
        return float((cell or "").replace(",", ""))
    except ValueError:
        return None


def _present(name: str) -> pl.Expr:
    return (pl.col(name).str.strip_chars() != "").fill_null(value=False)
