"""A copyright line that stopped in an earlier year, and a page that calls such a year this one."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from publisher.checks.base import Check, Context, Fault, PageView, normal
from publisher.checks.freshness import opinion
from publisher.checks.freshness.dates import all_days_in, days_in, with_figures
from publisher.checks.freshness.notices import deadlines, events, still_asks
from publisher.checks.freshness.past import is_over, tells_of_the_past, titles
from publisher.checks.freshness.phrases import SINCE
from publisher.checks.freshness.present import OF_OTHER_YEARS, last_days, stretches
from publisher.checks.freshness.updated import put_up_days, shown_days
from publisher.checks.freshness.words import TimeWords, words_of
from publisher.checks.naming import lines_of
from publisher.model.finding import Outcome
from publisher.model.text import Scalar
from publisher.net import html

_ID = "freshness.old-year"
_EPOCH = 1911
_BEHIND = 1
_MARK = re.compile(r"版權所有|著作權所有|版權宣告|copyright|©|\(c\)", re.IGNORECASE)
_NEAR = 60
_TELEPHONE = re.compile(
    r"(?<![0-9])(?:\(0[0-9]{1,3}\)|\+?886[\s-]?[0-9]{1,3}|0[0-9]{1,3}[\s-])[\s-]*[0-9]{3,4}[\s-]?[0-9]{3,4}(?![0-9])"
)
_YEAR = re.compile(r"(?<![0-9])(?:(20[0-9]{2})(?![0-9])|(?:民國\s*([0-9]{2,3})|([0-9]{2,3}))\s*年)")
"""Numbers of the last century are those of hotlines (1910, 1999)."""
_UNITS = ("year", "term", "quarter", "month", "week")
_LATE = {"year": 31, "school": 31, "term": 31, "quarter": 31, "month": 7, "week": 7}
"""Days into the new one in which pages may still say so of the old one."""
_SCHOOL_BEGINS = 8
_NO_YEAR, _ANY_YEAR, _SOON = "--", date(1996, 1, 1), timedelta(days=62)
_FIRST_LINES, _LONGEST_HEAD = 12, 24
_ENDS = re.compile(r"[。，,;；!！?？]")
_LEAD = 8
_TIED = re.compile(
    r"\s*[(（]\s*(?:[a-z]{3,9}\.?\s+(?:semester\s+|term\s+)?|Q[1-4]\s+)20[0-9]{2}|"
    r"\s*[,，]?\s*[(（]?\s*(?:即|為|是|係|:)?\s*(?:民國|中華民國|西元)?\s*(?:1[01][0-9]|20[0-9]{2})\s*(?:學?年度?)?\s*[)）]?",
    re.IGNORECASE,
)
"""Behind 今年, the year that it is: （民國114年）, (2025)."""
_DEFINED = re.compile(r"\s*(?:為|是|係|is)\s*(?:民國|the\s+)?\s*(?:1[01][0-9]|20[0-9]{2})", re.IGNORECASE)
"""Behind 本學年度, that it is a certain one: a page that calls on people by a day says so all the same."""
_TIED_BEFORE = re.compile(r"(?<![0-9])(?:1[01][0-9]|20[0-9]{2})\s*學?年?度?\s*[(（]\s*(?:即|為|是)?\s*\Z")
"""113年（本年度）."""
_SCHOOL = re.compile(r"學|school|academic", re.IGNORECASE)


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """The newest year beside a copyright mark lies more than `years` before this one.

    A person says whether that matters: the year of a work is that of its first publication, and no norm asks for
    another. ROC years are read with their 年. A line without a year says nothing and is none of this check.
    """
    years: list[list[Any]] = view.note(_ID, lambda: [*_years(view)])
    behind = context.param(_ID, "years", _BEHIND)
    mark, last = max(years, key=lambda found: found[1], default=("", 0))
    if last and last < context.now.year - behind:
        yield _fault(view, mark, last, "", Outcome.CANT_TELL)
    called = view.note("called this one", lambda: [*_called_this(view, context), *_called_current(view, context)])
    today = context.now.date()
    told = ((said, year or _latest(until, today).year, _latest(until, today)) for said, year, until in called)
    past = next((found for found in told if today > found[2]), None)
    if past is not None:
        yield _fault(view, past[0], past[1], view.url, Outcome.FAILED)
    elif (said := opinion.called_now(view, today)) is not None and opinion.is_sure(view, context):
        yield _fault(view, said[0], said[1], view.url, Outcome.FAILED)


def _latest(until: str, today: date) -> date:
    """The day of a record; one without a year (this week's) is the last such day, or one soon to come."""
    if not until.startswith(_NO_YEAR):
        return date.fromisoformat(until)
    month, day = (int(part) for part in until.removeprefix(_NO_YEAR).split("-"))
    years = (today.year - 1, today.year, today.year + 1)
    days = [date(year, month, min(day, monthrange(year, month)[1])) for year in years]
    return max(found for found in days if found <= today + _SOON) + timedelta(days=_LATE["week"])


def _fault(view: PageView, said: str, year: int, subject: str, outcome: Outcome) -> Fault:
    params: dict[str, Scalar] = {"said": said, "year": year, "roc": year - _EPOCH}
    return Fault(view.place(), key=str(year), subject=subject, params=params, outcome=outcome)


def _called_this(view: PageView, context: Context) -> Iterator[list[Any]]:
    """What a standing page calls this year, term, quarter or month, the last one that it names, and until when."""
    words = words_of(context)
    for name in _UNITS:
        this = re.compile(
            "|".join(f"(?:{line})" for line in lines_of(context, _ID, f"this-{name}")) or r"(?!)", re.I
        )
        said = _said(view, this, words)
        if said is None:
            continue
        if put_up_days(view) or tells_of_the_past(view, words) or is_over(view, words):
            return
        if name == "week":
            yield from _this_week(view, said[0])
            continue
        unit = "school" if name == "year" and _SCHOOL.search(said[0]) else name
        days = [*_of_the_same(view, said, unit)] or [
            day for text in _telling(view) for day in last_days(unit, text)
        ]
        if days:
            last = max(days)
            year = last.year - (unit == "school" or (unit == "term" and last.month < _SCHOOL_BEGINS))
            yield [said[0], year, (last + timedelta(days=_LATE[unit])).isoformat()]


def _this_week(view: PageView, said: str) -> Iterator[list[Any]]:
    texts = [with_figures(normal(text)) for text in _telling(view) if not OF_OTHER_YEARS.search(text)]
    days = [found.day for text in texts for found in all_days_in(text, _ANY_YEAR)]
    whole = [day for day in days if day.year > _ANY_YEAR.year + 1]
    open_days = [day for day in days if day.year <= _ANY_YEAR.year + 1]
    if open_days:
        yield [said, 0, f"{_NO_YEAR}{max(open_days):%m-%d}"]
    elif whole:
        last = max(whole)
        yield [said, last.year, (last + timedelta(days=_LATE["week"])).isoformat()]


def _called_current(view: PageView, context: Context) -> Iterator[list[Any]]:
    """What a title calls current beside a bygone term, or a range of days for which it is said to hold."""
    now = re.compile("|".join(f"(?:{line})" for line in lines_of(context, _ID, "now")) or r"(?!)", re.I)
    said = next((found for title in titles(view) if (found := now.search(normal(title)))), None)
    words = words_of(context)
    if said is None or put_up_days(view) or tells_of_the_past(view, words) or is_over(view, words):
        return
    lines = [with_figures(normal(line)) for line in (*titles(view), *view.main_lines)]
    heads = (*titles(view), *(text for _, text in view.page.headings), *_captions(view))
    alone = {line for line in lines if _ALONE.fullmatch(line)}  # several are those of a list's entries
    plain = [*(with_figures(normal(line)) for line in heads), *(alone if len(alone) == 1 else ())]
    days = [day for line in plain for unit in ("term", "school") for day in stretches(unit, line)]
    for line in lines:
        if holds := _HOLDS.search(line):
            days += [item.day for item in all_days_in(line) if item.ends_range and item.start > holds.start()]
    since = [
        item.day
        for line in lines
        for item in all_days_in(line)
        if not item.ends_range and SINCE.match(line, item.end)  # what ended before it was the one before
    ]
    if days and max(days) > max(since, default=_ANY_YEAR):
        last = max(days)
        yield [said[0], last.year, (last + timedelta(days=_LATE["term"])).isoformat()]


_ALONE = re.compile(r"\W*(?:民國)?\s*[0-9]{2,4}\s*學?年度?\s*(?:第?\s*[一二12上下]\s*學期)?\W*")
"""A line that is a term and nothing else heads what follows."""
_HOLDS = re.compile(
    r"(?:有效|適用|實施|施行|開放)(?:期間|期限|日期|時間)\s*[:：]?"
    r"|\b(?:valid|effective|in\s+force)\b",
    re.IGNORECASE,
)


def _said(view: PageView, this: re.Pattern[str], words: TimeWords) -> re.Match[str] | None:
    """Where a page calls something this one: in what heads it, or in a line with the year that it is."""
    heads = [*titles(view), *(text for _, text in view.page.headings), *_captions(view)]
    first = islice((line for line in view.main_lines if len(line) > 1), _FIRST_LINES)
    heads += [line for line in first if len(line) <= _LONGEST_HEAD and not _ENDS.search(line)]
    said = next((found for text in heads if (found := this.search(normal(text)))), None)
    if said is not None:
        return said
    lead = [found for line in view.main_lines if len(line) >= _LEAD for found in [this.search(line)]]
    if still_asks(view, words) and (deadlines(view, words) or events(view, words)):
        return next(
            (found for found in lead if found is not None and _DEFINED.match(found.string, found.end())), None
        )
    return next((found for found in lead if found is not None and _is_tied(found)), None)


def _of_the_same(view: PageView, said: re.Match[str], unit: str) -> Iterator[date]:
    """The stretch by which a head names what a title calls this year's: 本年度施政計畫, 114年度施政計畫."""
    what = _WHAT.match(said.string, said.end())
    if what is None:
        return
    first = islice((line for line in view.main_lines if len(line) > 1), _FIRST_LINES)
    for text in (*titles(view), *(text for _, text in view.page.headings), *_captions(view), *first):
        plain = with_figures(normal(text))
        at = plain.find(what[0])
        if len(plain) <= _LONGEST_HEADING and at >= 0 and (named := [*last_days(unit, plain[:at])]):
            yield named[-1]


_WHAT = re.compile(r"[\u4e00-\u9fff]{3,16}|\s+[a-z]+(?:\s+[a-z]+){0,3}", re.IGNORECASE)
_LONGEST_HEADING = 60


def _telling(view: PageView) -> Iterator[str]:
    """The lines of a page but those of its update and of rights."""
    yield from (*titles(view), *(text for _, text in view.page.headings), *_captions(view))
    told = {*shown_days(view)}
    for line in view.main_lines:
        days = [day.day for day in days_in(with_figures(line))]
        if not told.intersection(days) and not _MARK.search(line):
            yield line


def _is_tied(said: re.Match[str]) -> bool:
    """Whether a year stands in, behind or before the words for this one."""
    return (
        any(map(str.isnumeric, said[0]))
        or _TIED.match(with_figures(said.string), said.end()) is not None
        or _TIED_BEFORE.search(said.string[: said.start()]) is not None
    )


def _captions(view: PageView) -> Iterator[str]:
    return (html.squeeze(node.text(deep=True)) for node in view.tree.css("caption"))


def _years(view: PageView) -> Iterator[list[Any]]:
    for line in view.lines:
        plain = _TELEPHONE.sub(" ", normal(line))
        mark = _MARK.search(plain)
        if mark is None:
            continue
        for found in _YEAR.finditer(plain, max(0, mark.start() - _NEAR), mark.end() + _NEAR):
            yield [mark[0], int(found[1]) if found[1] else int(found[2] or found[3]) + _EPOCH]


CHECK = Check(_ID, page=look)
