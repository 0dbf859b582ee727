"""A copyright line that stopped in an earlier year, and a page that calls such a year this one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from publisher.checks.base import Check, Context, Fault, PageView, normal
from publisher.checks.freshness.dates import days_in, with_figures
from publisher.checks.freshness.notices import still_asks
from publisher.checks.freshness.past import is_over, tells_of_the_past, titles
from publisher.checks.freshness.updated import put_up_days, shown_days
from publisher.checks.freshness.words import words_of
from publisher.checks.naming import lines_of
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
_YEAR = re.compile(r"(?<![0-9])(?:((?:19|20)[0-9]{2})(?![0-9])|(?:民國\s*([0-9]{2,3})|([0-9]{2,3}))\s*年)")
_LATE = 31
"""Days into the new year in which pages may still say so of the old one."""
_LEAD = 8
_TIED = re.compile(
    r"\s*[,，]?\s*[(（]?\s*(?:即|民國|中華民國|西元)?\s*(?:1[01][0-9]|20[0-9]{2})\s*(?:學?年度?)?\s*[)）]?"
)
"""Behind 今年, the year that it is: （民國114年）, (2025)."""
_SCHOOL = re.compile(r"學|school|academic", re.IGNORECASE)
_TERM = re.compile(r"(?<![0-9])(?:(1[01][0-9])\s*[)）]?\s*學年|(20[0-9]{2})\s*[-–/~]\s*(?:20)?[0-9]{2}(?![0-9]))")
_NAMED = re.compile(
    r"(?<![0-9])(?:(20[0-9]{2})(?![0-9])|(1[01][0-9])\s*[)）]?\s*學?年|(1[01][0-9])(?=[-/.][0-9]{1,2}[-/.][0-9]))"
)


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """The newest year beside a copyright mark lies more than `years` before this one.

    ROC years are read with their 年. A line without a year says nothing and is none of this check.
    """
    years: list[list[Any]] = view.note(_ID, lambda: [*_years(view)])
    behind = context.param(_ID, "years", _BEHIND)
    mark, last = max(years, key=lambda found: found[1], default=("", 0))
    if last and last < context.now.year - behind:
        yield _fault(view, mark, last, "")
    said, year, ends = view.note("this year", lambda: _called_this(view, context)) or ("", 0, "")
    if said and context.now.date() > date.fromisoformat(ends) + timedelta(days=_LATE):
        yield _fault(view, said, year, view.url)


def _fault(view: PageView, said: str, year: int, subject: str) -> Fault:
    params: dict[str, Scalar] = {"said": said, "year": year, "roc": year - _EPOCH}
    return Fault(view.place(), key=str(year), subject=subject, params=params)


def _called_this(view: PageView, context: Context) -> list[Any] | None:
    """What a standing page calls this year, the last year that it names, and the last day of that."""
    this = re.compile("|".join(f"(?:{line})" for line in lines_of(context, _ID, "this-year")) or r"(?!)", re.I)
    heads = [*titles(view), *(text for _, text in view.page.headings), *_captions(view)]
    said = next((found for text in heads if (found := this.search(normal(text)))), None)
    words = words_of(context)
    if said is None:
        lead = (this.search(line) for line in view.main_lines if len(line) >= _LEAD)
        said = next((found for found in lead if found is not None), None)
        if said is None or not _is_tied(said) or still_asks(view, words):
            return None
    if put_up_days(view) or tells_of_the_past(view, words) or is_over(view, words):
        return None
    told = {*shown_days(view)}
    lines = [*heads]
    for line in view.main_lines:
        days = [day.day for day in days_in(with_figures(line))]
        if not told.intersection(days) and not _MARK.search(line):
            lines.append(line)
    school = _SCHOOL.search(said[0]) is not None
    years = [year for text in lines for year in (_terms(text) if school else _named(text))]
    if not years:
        return None
    return [said[0], max(years), date(max(years) + school, 7 if school else 12, 31).isoformat()]


def _is_tied(said: re.Match[str]) -> bool:
    """Whether a year stands in or behind the words for this one."""
    return any(map(str.isdigit, said[0])) or _TIED.match(with_figures(said.string), said.end()) is not None


def _terms(text: str) -> Iterator[int]:
    """The school years that a text names, by the year in which each begins."""
    for found in _TERM.finditer(with_figures(normal(text))):
        yield int(found[1]) + _EPOCH if found[1] else int(found[2])


def _named(text: str) -> Iterator[int]:
    """The years that a text names without a day."""
    for found in _NAMED.finditer(with_figures(normal(text))):
        yield int(found[1]) if found[1] else int(found[2] or found[3]) + _EPOCH


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
