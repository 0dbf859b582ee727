"""Deadlines and days of events in the words of a page: what it asks or announces, and until when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import gcd

from publisher.checks.base import PageView, normal
from publisher.checks.freshness.ahead import ahead_of
from publisher.checks.freshness.dates import all_days_in, days_in, with_figures, year_of
from publisher.checks.freshness.examples import explains, heads_examples, without_examples
from publisher.checks.freshness.lunar import with_civil_days
from publisher.checks.freshness.occasions import occasions_of
from publisher.checks.freshness.parts import DatedLine, DayPart, PageSetting, parts_of
from publisher.checks.freshness.past import own_words, tells_of_the_past, titles
from publisher.checks.freshness.phrases import ASIDE
from publisher.checks.freshness.posted import is_of_posting, limits_of
from publisher.checks.freshness.present import OF_OTHER_YEARS, last_days
from publisher.checks.freshness.relative import written_out
from publisher.checks.freshness.stretches import come_each_year, with_days
from publisher.checks.freshness.updated import is_of_the_page, put_up_days, said_days, shown_days
from publisher.checks.freshness.words import TimeWords
from publisher.net.blocks import main_blocks, table_rows

_COULD_BE = re.compile(
    r"[0-9〇零一二三四五六七八九十百]\s*[年月./\-]|(?:19|20)[0-9]{2}|1[01][0-9][01][0-9][0-3][0-9]"
)
_IN_PICTURE = re.compile(r"alt=[\"'][^\"'>]*(?:[0-9]\s*[年月]|(?:19|20)[0-9]{2})")
_PLACE_LINE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}地點|場地|venue|where|location|place)\s*(?:[a-z]{4,12})?\s*[:：]", re.IGNORECASE
)
_SPACED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])\s+([\u4e00-\u9fff])(?=\s*[:：/│｜])")
"""展　期: a label spread over the width of its column."""
_LONGEST_HEADING = 24
_PIECE = re.compile(r".{1,2000}(?:[。.]|\Z)|.{1,2000}")
"""A longer line is read in pieces of whole sentences: its days are weighed against one another."""
_FIGURE = re.compile("[0-9]")
_NUMBER = re.compile(r"^[\s(（]*(?:[0-9]{1,2}|[一二三四五六七八九十壹貳參肆伍陸柒捌玖拾]{1,3})[)）、.．\s]+")


@dataclass(frozen=True, slots=True)
class Notice:
    """The last day of what a page announces, and the word under which it stands."""

    label: str
    day: date


def deadlines(view: PageView, words: TimeWords) -> tuple[Notice, ...]:
    """What the page asks for, or lets people know of, by a day."""
    return tuple(Notice(part.label, part.day) for part in _parts(view, words) if part.due)


def events(view: PageView, words: TimeWords) -> tuple[Notice, ...]:
    """What the page announces for a day."""
    return tuple(Notice(part.label, part.day) for part in _parts(view, words) if not part.due)


def still_asks(view: PageView, words: TimeWords) -> bool:
    """Whether a page invites its readers to do what it sets a day for, and not only to come."""
    texts = [*titles(view), *view.main_lines]
    return any(words.calls.search(text) for text in texts) and not any(
        words.walk_in.search(text) for text in texts
    )


def last_day(notices: Sequence[Notice]) -> date | None:
    """The last of these days."""
    return max((notice.day for notice in notices), default=None)


def _parts(view: PageView, words: TimeWords) -> tuple[DayPart, ...]:
    noted = view.note(
        "notices", lambda: [[part.label, part.day.isoformat(), part.due] for part in _find(view, words)]
    )
    return tuple(DayPart(label, date.fromisoformat(day), due) for label, day, due in noted)


def _find(view: PageView, words: TimeWords) -> Iterator[DayPart]:
    told = _COULD_BE.search(normal(view.page.main_text)) or _IN_PICTURE.search(view.markup)
    if not told or tells_of_the_past(view, words) or any(heads_examples(own_words(text)) for text in titles(view)):
        return
    pieces = (piece for line in main_blocks(view.markup) for piece in _PIECE.findall(line))
    written = min(_written(view), default=None)
    texts = [*dict.fromkeys(written_out(_words(piece), written) for piece in pieces)]
    setting = _setting(view, texts, words)
    since = None if come_each_year([*titles(view), *texts]) else _since(view)
    titled = any(words.acts.search(title) for title in titles(view))
    asks = words.acts if setting.calls else None
    texts = [with_days(text, since, asks, words.acts, titled=titled) for text in texts]
    texts = [*_columns(texts)]
    entries = _entries(view)
    explaining = explains(titles(view), texts)
    texts = [without_examples(text, explaining=explaining) for text in texts]
    lines = [line for line in _lines(view, texts) if line.text not in entries and not heads_examples(line.section)]
    dated = (line for line in lines if _FIGURE.search(line.text) or _FIGURE.search(line.below))
    limits = limits_of(view, words)
    shown = {*shown_days(view), *put_up_days(view), *limits}
    parts = (part for line in dated for part in parts_of(line, setting, words))
    parts = (part for part in parts if not is_of_posting(part.label, words))
    found = [part for part in parts if part.day not in shown or not _is_of_the_page(part, limits)]
    found = found or [*ahead_of(lines, setting, words, shown)]
    coming = any(words.coming.search(title) for title in titles(view))
    main = [part for part in found if not part.aside]
    if main and not any(ASIDE.search(title) for title in titles(view)):
        found = main
    yield from found or occasions_of(lines, setting, words, shown, coming=coming)


def _columns(texts: Sequence[str]) -> Iterator[str]:
    """The texts with days for what begins two or more of them, one after the other: 10/17 小熊, 10/24 月亮."""
    found = [_FIRST_OF_ROW.match(text) for text in texts]
    days = [(int(row["month"]), int(row["day"])) for row in found if row is not None]
    column = len(days) > 1 and days == sorted(days) and not all(_may_be_a_share(*day) for day in days)
    for text, row in zip(texts, found, strict=True):
        told = column and row is not None
        yield f"{row['month']}月{row['day']}日{text[row.end() :]}" if told and row is not None else text


def _may_be_a_share(part: int, whole: int) -> bool:
    """Whether 1/2 or 3/4 may be a fraction as people write it: proper, in lowest terms, of few parts."""
    return part < whole <= _MOST_PARTS and gcd(part, whole) == 1


_MOST_PARTS = 16
_FIRST_OF_ROW = re.compile(
    r"\W{0,2}(?P<month>1[0-2]|0?[1-9])/(?P<day>3[01]|[12][0-9]|0?[1-9])(?=\s+[^\s0-9/]|[:：、,，]|[\u4e00-\u9fff])"
)


def _entries(view: PageView) -> set[str]:
    """Entries of lists that lead on, a day and the words of a link: what they tell is told where they lead."""
    found = set()
    for link in view.tree.css("li a[href],p a[href],div a[href],dd a[href]"):
        at, words = link.parent, link.text(deep=True)
        while at is not None and at.tag in _WITHIN_A_LINE:
            at = at.parent
        text = at.text(deep=True) if at is not None else ""
        rest = with_figures(normal(text.replace(words, " ", 1)))
        days = [*days_in(rest)]
        if (
            len(days) == 1
            and words.strip()
            and not _FIELD_OR_WORD.search(rest[: days[0].start] + rest[days[0].end :])
        ):
            found.add(with_figures(_words(" ".join(text.split()))))
    return found


_WITHIN_A_LINE = frozenset({"span", "strong", "b", "em", "font", "i", "time", "small", "h3", "h4"})
_FIELD_OR_WORD = re.compile(r"[\w\u4e00-\u9fff]{9}|(?<!\d)[:：]")
"""Beside the day of an entry more than the name of a kind: it tells something itself."""


def _is_of_the_page(part: DayPart, limits: Sequence[date]) -> bool:
    """Whether a day is told of the page itself: when it was made, or until when it is to stand."""
    return (part.day in limits and _BARE_END.fullmatch(part.label) is not None) or is_of_the_page(part.label)


_BARE_END = re.compile(r"(?:截止|[迄訖])(?:日期?|時間)?|期限")


def called_open(view: PageView, words: TimeWords) -> tuple[Notice, ...]:
    """What rows of tables and entries of lists call open (招標中, 報名中), each with its own last day."""
    noted = view.note("called open", lambda: [[part.label, part.day.isoformat()] for part in _open(view, words)])
    return tuple(Notice(label, date.fromisoformat(day)) for label, day in noted)


def _open(view: PageView, words: TimeWords) -> Iterator[DayPart]:
    if not any(words.open.search(line) for line in view.main_lines):
        return
    setting, since = PageSetting(calls=True, announced=False, notice=True, rules=False, put_up=None), _since(view)
    items = [(line.text(deep=True),) for line in view.tree.css("li")]
    for cells in (*table_rows(view.markup), *items):
        texts = [written_out(_words(" ".join(cell.split())), min(_written(view), default=None)) for cell in cells]
        if not any(words.open.search(text) for text in texts) or any(words.over.search(text) for text in texts):
            continue
        parts = (part for text in texts for part in parts_of(DatedLine(text, "", since, ""), setting, words))
        last = max((part for part in parts if part.due), key=lambda part: part.day, default=None)
        if last is not None:
            yield last


_FIELD = re.compile(r"[：:]\s*\S")
"""A label with its value, as a cell of a table is written: it heads nothing."""


def _words(line: str) -> str:
    return _SPACED.sub(r"\1\2", normal(line))


def _written(view: PageView) -> tuple[date, ...]:
    """The days on which the page may have been written: put up, else of an update that it shows or says."""
    return put_up_days(view) or shown_days(view) or said_days(view)


def _setting(view: PageView, texts: Sequence[str], words: TimeWords) -> PageSetting:
    spoken = titles(view)
    about = "\n".join([*spoken, *(normal(text) for _, text in view.page.headings)])
    return PageSetting(
        calls=any(words.calls.search(text) for text in (*spoken, *texts)),
        announced=bool(words.events.search(about)) or any(_PLACE_LINE.match(_unnumbered(text)) for text in texts),
        notice=bool(words.acts.search(about) or words.measures.search(about)),
        rules=any(words.rules.search(own_words(text)) for text in spoken),
        put_up=min(put_up_days(view), default=None),
    )


def _lines(view: PageView, texts: Sequence[str]) -> Iterator[DatedLine]:
    """Each line with the next one, its heading, and from when on its days without a year count."""
    since, section = _since(view), ""
    dated = put_up_days(view) or year_of(" ".join(titles(view))) is not None
    told = since if dated else None
    for number, text in enumerate(texts):
        if len(text) <= _LONGEST_HEADING:
            term = year_of(text)
            since, told = (date(term, 1, 1), date(term, 1, 1)) if term is not None else (since, told)
            if not any(True for _ in all_days_in(text)) and not _FIELD.search(text):
                section = _unnumbered(text).rstrip(":：")
        below = with_civil_days(texts[number + 1], told) if number + 1 < len(texts) else ""
        yield DatedLine(with_civil_days(text, told), below, since, section)


def _since(view: PageView) -> date | None:
    """The year of the title, else the day the page was put up."""
    year = year_of(" ".join(titles(view)))
    shown = _written(view)
    if year is None and not shown:
        lines = [line for line in view.main_lines if not OF_OTHER_YEARS.search(line)]
        told = {day.year for line in lines for day in last_days("year", line)}
        year = told.pop() if len(told) == 1 else None
    if year is None or any(day.year == year for day in shown):
        return min(shown, default=None)
    return date(year, 1, 1)


def _unnumbered(text: str) -> str:
    return _NUMBER.sub("", text, count=1)
