"""Numbers on a page that differ from the data file that it links: in its sentences, and in its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publisher.checks.base import Check, Context, Fault, normal
from publisher.checks.lines import content_lines
from publisher.checks.linked import LinkedTable, data_links, is_data, linked_tables, offering, value_of
from publisher.checks.naming import lines_of
from publisher.checks.navigation import navigation
from publisher.checks.periods import Months, of_cell, said_in
from publisher.checks.standing import years_in
from publisher.model.finding import Outcome, Place
from publisher.model.site import Page, SiteSnapshot
from publisher.model.text import Param
from publisher.net import html

_ID = "content.number-mismatch"
_CLAIM = re.compile(
    r"(?<![0-9A-Za-z.,/:-])(?P<number>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<part>\.[0-9]+)?\s*(?P<times>[萬億]?)\s*(?P<unit>[^\W\d_]{1,2})"
)
_SENTENCES = re.compile(r"[。;；!！?？]")
_SEGMENTS = re.compile(r"(?<![0-9])[,，]|[,，](?![0-9]{3})|[、:：()（）]")
_EPOCH = 1911
_TIMES = {"": 1, "萬": 10_000, "億": 100_000_000}
_NO_UNIT = re.compile(
    r"[年月日號時分秒點條款項目樓歲季週周級屆度期站路街巷弄鄰倍折成%％]|個月|小時|分鐘|工作|星期"
)
_IN_HEAD = re.compile(r"[(（\[].*?[)）\]]")
_COUNTED = re.compile(r"(?:件數|人數|人次|戶數|次數|輛數|場次|隻數|棟數|數量|金額|總數|次|件|人|戶|輛|場|數|量)$")
_MONEY, _OF_MONEY = "金額", "元"
_KINDS = ("件案起", "人名位", "戶家", "輛部", "場", "元")
"""Units that count the same."""
_ALMOST = 0.1
_FEWEST_SHARED = 2
_FEW_WRONG = 3
_MOST_TABLES_ROWS = 500


@dataclass(frozen=True, slots=True)
class _Claim:
    """A number in a sentence: what is said before it in its clause, its unit, and the period that it is of."""

    text: str
    value: float
    unit: str
    before: str
    after: str
    sentence: str
    period: Months | None
    rounded: bool
    dated: bool
    """Whether the sentence names the year."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of the rulebook: of sums, of numbers that are no exact count, of comparisons and aims."""

    total: re.Pattern[str]
    almost: re.Pattern[str]
    other: re.Pattern[str]

    @classmethod
    def of(cls, context: Context) -> _Words:
        def read(name: str) -> re.Pattern[str]:
            return re.compile("|".join(lines_of(context, _ID, name)) or r"(?!)", re.IGNORECASE)

        return cls(read("total"), read("almost"), read("other"))


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """A sentence or a table of a page names what the linked file counts, and no table of it gives that number.

    Only what is sure is compared: the column by its name, the rows by period or label; their sum counts, and the
    last of them. A rounded number is compared with a tenth of play, and there a person has to tell.
    """
    seen = navigation(snapshot, context)
    words = context.once("number words", lambda: _Words.of(context))
    for page in offering(snapshot, seen, context, is_data):
        lines = [
            line
            for line in content_lines(page, lambda address, said: (address, said) in seen.template)
            if not line.menu
        ]
        documents = list({item.url: item for _, item in data_links(lines, seen, snapshot, context)}.values())
        tables = [table for some in linked_tables(context).of(documents).values() for table in some]
        if tables:
            in_cells = _cells(page)
            yield from _in_tables(page, tables)
            for line in lines:
                if line.text not in in_cells:
                    yield from _in_words(page, normal(line.text), tables, words)


def _in_words(page: Page, text: str, tables: list[LinkedTable], words: _Words) -> Iterator[Fault]:
    for claim in _claims(text, tables, words):
        compared = [(table, found) for table in tables if (found := _counted(claim, table, words))]
        if not compared or any(_fits(claim, found) for _, found in compared):
            continue
        table, values = compared[0]
        other_year = not claim.dated and _of_other_years(page.main_text, table)
        # sums of money are paid for many things: without the column's name, or a row's, it may be another's
        unnamed = _OF_MONEY in claim.unit and any(_is_money(head) for head in table.header)
        unnamed = unnamed and not _names_a_row(claim, table)
        outcome = Outcome.CANT_TELL if claim.rounded or other_year or unnamed else Outcome.FAILED
        yield _fault(page, f"{claim.before}{claim.text}", claim.text, values[0], table.url, outcome)


def _is_money(head: str) -> bool:
    return _IN_HEAD.sub("", head).strip() == _MONEY


def _names_a_row(claim: _Claim, table: LinkedTable) -> bool:
    numbers = {*table.numbers(), table.at}
    labels = (label for row in table.rows for at, label in enumerate(row) if at not in numbers and len(label) > 1)
    return any(label in claim.sentence for label in labels)


def _of_other_years(text: str, table: LinkedTable) -> bool:
    """Whether a text names years that the file does not have: what it says without a year may be of those."""
    there = {period.year - _EPOCH for period in table.periods if period is not None}
    return bool(there) and not there.issuperset(years_in(text))


def _fault(page: Page, key: str, said: str, value: float, url: str, outcome: Outcome = Outcome.FAILED) -> Fault:
    params: dict[str, Param] = {"said": said[:40], "value": _shown(value), "file": url.rpartition("/")[2][:60]}
    return Fault(Place(url=page.url), key[-60:], page.url, params, outcome=outcome)


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def _claims(text: str, tables: list[LinkedTable], words: _Words) -> Iterator[_Claim]:
    years = {period.year for table in tables for period in table.periods if period is not None}
    only = years.pop() if len(years) == 1 else None
    for sentence in _SENTENCES.split(text):
        periods, dated = list(said_in(sentence, only)), next(said_in(sentence, None), None) is not None
        cuts = [0, *(found.end() for found in _SEGMENTS.finditer(sentence)), len(sentence)]
        for found in _CLAIM.finditer(sentence):
            before = sentence[max(cut for cut in cuts if cut <= found.start()) : found.start()]
            end = min(cut for cut in cuts if cut >= found.end())
            if _NO_UNIT.match(found["unit"]) or words.other.search(before):
                continue
            number = float(found["number"].replace(",", "") + (found["part"] or "")) * _TIMES[found["times"]]
            named = [period for at, period in periods if at < found.start()]
            rounded = bool(found["times"]) or words.almost.search(before + sentence[found.end() :][:1]) is not None
            yield _Claim(
                found[0],
                number,
                found["unit"],
                before,
                sentence[found.end() - 1 : end],
                sentence[: found.start()],
                named[-1] if named else None,
                rounded,
                dated,
            )


def _counted(claim: _Claim, table: LinkedTable, words: _Words) -> list[float]:
    """What the file counts of the claim: the sum of its rows, and their last; nothing where that is not sure."""
    column = _column(claim, table)
    if column is None:
        return []
    rows = list(range(len(table.rows)))
    narrowed = False
    if claim.period is not None and table.at is not None:
        rows = [row for row in rows if (own := table.periods[row]) is not None and claim.period.holds(own)]
        if not _covers(claim.period, [own for row in rows if (own := table.periods[row]) is not None]):
            return []
        narrowed = True
    elif claim.period is not None and not rows:
        return []
    by_label = _labelled(claim, table, rows)
    if by_label is None:
        return []
    narrowed = narrowed or len(by_label) < len(rows)
    rows = by_label
    values = [table.value(row, column) for row in rows]
    if not values or None in values or not (narrowed or words.total.search(claim.before)):
        return []
    known = [value for value in values if value is not None]
    return [sum(known), known[-1]]


def _column(claim: _Claim, table: LinkedTable) -> int | None:
    """The one column whose name stands in the claim's clause, and counts in its unit."""
    found: dict[int, str] = {}
    numbers = [column for column in table.numbers() if _same_unit(table.header[column], claim.unit)]
    for said in (claim.before, claim.after):
        for column in numbers:
            core = _COUNTED.sub("", _IN_HEAD.sub("", table.header[column]).strip())
            if len(core) > 1 and core in said:
                found[column] = core
        if found:
            longest = max(map(len, found.values()))
            best = [column for column, core in found.items() if len(core) == longest]
            return best[0] if len(best) == 1 else None
    bare = [column for column in numbers if not _COUNTED.sub("", _IN_HEAD.sub("", table.header[column]).strip())]
    return bare[0] if len(bare) == 1 and len(table.numbers()) == 1 else None


def _same_unit(head: str, unit: str) -> bool:
    """Whether a column may count in this unit: its name says none, or one of the same kind."""
    within = _IN_HEAD.search(head)
    counted = _COUNTED.search(_IN_HEAD.sub("", head).strip())
    said = within[0].strip("()（）[]") if within else counted[0].rstrip("數量") if counted else ""
    if said == _MONEY:
        return _OF_MONEY in unit
    if not said or said in ("次", "場次", "總"):
        return True
    return said[0] == unit[0] or any(said[0] in kind and unit[0] in kind for kind in _KINDS)


def _covers(wanted: Months, there: Sequence[Months]) -> bool:
    months = {month for period in there for month in range(period.first, period.last + 1)}
    return months >= set(range(wanted.first, wanted.last + 1))


def _labelled(claim: _Claim, table: LinkedTable, rows: list[int]) -> list[int] | None:
    """The rows whose labels the claim names; all of them where it names none, None where it names several."""
    numbers = {*table.numbers(), table.at}
    for column in range(len(table.header)):
        if column in numbers:
            continue
        labels = {label for row in rows if len(label := table.label(row, column)) > 1}
        for said in (claim.before, claim.sentence):
            named = {label for label in labels if label in said}
            named = {one for one in named if not any(one != other and one in other for other in named)}
            if len(named) > 1:
                return None
            if named:
                rows = [row for row in rows if table.label(row, column) in named]
                break
    return rows


def _fits(claim: _Claim, values: list[float]) -> bool:
    play = _ALMOST if claim.rounded else 0
    return any(abs(claim.value - value) <= abs(value) * play for value in values)


def _cells(page: Page) -> set[str]:
    return {html.squeeze(cell.text(deep=True)) for cell in _tree(page).css("td,th")}


def _tree(page: Page) -> html.Tree:
    try:
        return html.parse(page.html)
    except html.HostileMarkupError:
        return html.parse("")


def _in_tables(page: Page, tables: list[LinkedTable]) -> Iterator[Fault]:
    """Cells under a head that the file has, too, in rows of a label that it has, too."""
    for shown in html.tables(_tree(page)):
        rows = [
            [html.squeeze(normal(cell.text(deep=True))) for cell in row.css("th,td")] for row in shown.css("tr")
        ]
        if len(rows) <= _FEWEST_SHARED:
            continue
        caption = shown.css_first("caption")
        about = " ".join(
            [caption.text(deep=True) if caption else "", page.title, *(text for _, text in page.headings)]
        )
        compared = [
            found
            for table in tables
            if not _of_other_years(about, table) and (found := list(_compared(rows[0], rows[1:], table)))
        ]
        if compared and all(any(wrong for _, _, _, wrong in some) for some in compared):
            some = min(compared, key=lambda some: sum(wrong for _, _, _, wrong in some))
            wrongs = [item for item in some if item[3]]
            # where most cells differ the table may be of another time or place than the file
            outcome = Outcome.CANT_TELL if len(wrongs) > max(_FEW_WRONG, len(some) / 2) else Outcome.FAILED
            for label, said, (value, url), _ in wrongs:
                yield _fault(page, f"table {url}", f"{label} {said}", value, url, outcome)


def _compared(
    head: list[str], rows: list[list[str]], table: LinkedTable
) -> Iterator[tuple[str, str, tuple[float, str], bool]]:
    """Each cell that the file has, too: row and column, what is shown, the file's number, whether they differ."""
    names = [_IN_HEAD.sub("", name).strip() for name in table.header]
    columns = {
        at: names.index(name)
        for at, cell in enumerate(head)
        if (name := _IN_HEAD.sub("", cell).strip())
        and names.count(name) == 1
        and names.index(name) in table.numbers()
    }
    # a day that all rows bear (of the count) tells none of them apart: their labels do
    by_time = table.at is not None and len(set(table.periods)) == len(table.periods)
    keys = [_key(table, row, by_time=by_time) for row in range(len(table.rows))]
    places = (
        {key: row for row, key in enumerate(keys) if keys.count(key) == 1}
        if len(keys) <= _MOST_TABLES_ROWS
        else {}
    )
    year = next((period.year for period in table.periods if period is not None), None)
    shared = [
        (row, places[key])
        for row in rows
        if row and (key := _key_of(row[0], year if by_time else None, by_time=by_time)) in places
    ]
    if len(shared) < _FEWEST_SHARED:
        return
    for cells, row in shared:
        for at, column in columns.items():
            shown, value = value_of(cells[at]) if at < len(cells) else None, table.value(row, column)
            if shown is not None and value is not None:
                yield f"{cells[0]} {head[at]}", cells[at], (value, table.url), shown != value


def _key(table: LinkedTable, row: int, *, by_time: bool) -> object:
    period = table.periods[row] if by_time else None
    return period if period is not None else table.label(row, 0)


def _key_of(text: str, year: int | None, *, by_time: bool) -> object:
    period = of_cell(text, year) if by_time else None
    return period if period is not None else text


CHECK = Check(_ID, site=look)
