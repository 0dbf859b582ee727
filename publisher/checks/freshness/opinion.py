"""A second opinion on whether a page still says what is over: learned from labelled pages, beside the rules.

Rules are made of wordings that somebody has met; the next writer words it otherwise. So a hundred numbers of each
page (its days against today, words of calling, telling and ruling, its update) are weighed, with weights learned
from pages of many writers that a person judged. What the opinion is sure of fails where a check can show it; what
a rule found and the opinion does not believe is asked of a person. `benchmarks/opinion.py` learns anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from math import exp, log1p
from pathlib import Path
from typing import Any

from publisher.checks.base import Context, Fault, PageView
from publisher.checks.freshness.dates import FoundDay, all_days_in, days_in, with_figures
from publisher.checks.freshness.notices import called_open, deadlines, events
from publisher.checks.freshness.often import newest_day, promised
from publisher.checks.freshness.past import is_over, tells_of_the_past, titles
from publisher.checks.freshness.phrases import SINCE
from publisher.checks.freshness.updated import own_days, put_up_days, said_days, shown_days, updated_on
from publisher.checks.freshness.words import words_of
from publisher.model.finding import Outcome

_NAME = "second opinion"
_SWITCH = "freshness.expired-notice"
LEARNED = Path(__file__).parent / "opinion.json"
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2}|1[01][0-9])(?=\s*學?年)")
_EPOCH, _ROC_ENDS = 1911, 1000
_MOST = 3
"""More of a kind say no more."""
_AGES = (8, 31, 92, 183, 400, 800)
_AGES_OF_UPDATE = (*_AGES, 1600)
_LATE = 1.3
"""Times what a page promises, from which on it is behind."""
_OTHERS = 1096
"""Days after which the newest day of a page is one of something else: of a rule, of a building."""
_LONGEST_LABEL = 16
_EDGE, _ENTRIES = 2, 3
"""So near to the end of a line a day is that of an entry, and so many entries are a list."""
_SHORTEST = 60
"""Characters of a page of which the opinion says anything."""
_FROM = re.compile(rf"{SINCE.pattern}|\s+onwards?\b")
_FIGURE = re.compile("[0-9〇零一二三四五六七八九十]")
Numbers = dict[str, float]


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """Weights by the name of a number, and the words that are counted. From `sure` on a page fails by the opinion
    alone; below `doubts` a person looks at what a rule found."""

    bias: float
    weights: Mapping[str, float]
    words: Mapping[str, re.Pattern[str]]
    sure: float
    doubts: float


@cache
def learned() -> LearnedWeights:
    """What ships with the program."""
    told: dict[str, Any] = json.loads(LEARNED.read_text(encoding="utf-8"))
    words = {name: re.compile(text, re.IGNORECASE) for name, text in told["words"].items()}
    return LearnedWeights(told["bias"], told["weights"], words, told["sure"], told["doubts"])


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What the opinion goes by. `days` are those of the main block that are no update of the page; `ends` those
    that end a range. `words` counts each list's words in the main block, `titled` names lists with one in a title.
    """

    days: tuple[date, ...] = ()
    ends: tuple[date, ...] = ()
    years: tuple[int, ...] = ()
    words: Mapping[str, int] = field(default_factory=dict)
    titled: frozenset[str] = frozenset()
    length: int = 0
    updated: date | None = None
    promised: int | None = None
    newest: date | None = None


def signs_of(view: PageView, today: date) -> PageSigns:
    """The signs of a page."""
    noted = _noted(view)
    days, ends = ([date.fromisoformat(day) for day in noted[name]] for name in ("days", "ends"))
    allowed = noted["promised"]
    return PageSigns(
        days=tuple(days),
        ends=tuple(ends),
        years=tuple(noted["years"]),
        words=noted["words"],
        titled=frozenset(noted["titled"]),
        length=len(view.page.main_text),
        updated=updated_on(view, today),
        promised=allowed,
        newest=newest_day(view, today) if allowed else None,
    )


def _noted(view: PageView) -> dict[str, Any]:
    found: dict[str, Any] = view.note(_NAME, lambda: _read(view, learned().words))
    return found


def _read(view: PageView, words: Mapping[str, re.Pattern[str]]) -> dict[str, Any]:
    lines = [*_days(view)]
    found = [day for _, day in lines]
    last = max(lines, key=lambda item: item[1].day, default=None)
    text, named = "\n".join(view.main_lines), titles(view)
    years = {int(year) for year in _YEAR.findall(with_figures(text))}
    return {
        "days": sorted(day.day.isoformat() for day in found),
        "ends": sorted(day.day.isoformat() for day in found if day.ends_range),
        "years": sorted(year if year > _ROC_ENDS else year + _EPOCH for year in years),
        "words": {name: len(pattern.findall(text)) for name, pattern in words.items()},
        "titled": sorted(name for name, pattern in words.items() if any(map(pattern.search, named))),
        "promised": promised(view),
        "last": None if last is None else [_label(view, *last), last[1].day.isoformat()],
    }


def _label(view: PageView, line: str, day: FoundDay) -> str:
    """The words before a day, else the page's title."""
    label = line[: day.start].strip(" \t:：,，。;；、|｜(（[【~－-")[-_LONGEST_LABEL:]
    return label or next(iter(titles(view)), "")[:_LONGEST_LABEL]


def _days(view: PageView) -> Iterator[tuple[str, FoundDay]]:
    """The days of the main block that are no update of the page, each with its line; none from which on all holds.

    One without a year is the first such day from when the page was written.
    """
    own = {*own_days(view), *said_days(view), *put_up_days(view), *shown_days(view)}
    since = min(put_up_days(view) or shown_days(view) or said_days(view), default=None)
    for line in view.main_lines:
        if _FIGURE.search(line):
            text = with_figures(line)
            found = (day for day in all_days_in(text, since) if day.day not in own)
            yield from ((text, day) for day in found if day.ends_range or not _FROM.match(text, day.end))


def numbers_of(signs: PageSigns, today: date) -> Numbers:
    """The signs as numbers between about 0 and 1, by name; one that is not there is 0."""
    ages = [(today - day).days for day in signs.days]
    past = sum(age > 0 for age in ages)
    last = min(ages, default=None)
    state = "none" if last is None else "ahead" if last <= 0 else "past"
    found: Numbers = {
        f"is {state}": 1.0,
        "days past": min(_MOST, past) / _MOST,
        "days ahead": min(_MOST, len(ages) - past) / _MOST,
        "both": float(0 < past < len(ages)),
        "share past": past / len(ages) if ages else -1.0,
        "length": log1p(signs.length) / 7,
        "days": log1p(len(ages)) / 3,
    }
    if last is not None and last > 0:
        found |= {"age": log1p(last) / 7, f"age {_step(last, _AGES)}": 1.0}
    if signs.ends:
        found[f"range {'ahead' if max(signs.ends) >= today else 'past'}"] = 1.0
    found |= _of_update(signs, today, last, state)
    for name, count in signs.words.items():
        share = min(_MOST, count) / _MOST
        found |= {
            name: share,
            f"{name}, {state}": share,
            f"{name} titled, {state}": float(name in signs.titled),
        }
    behind = [today.year - year for year in signs.years]
    found |= {f"year {min(3, max(-1, number))}": 1.0 for number in behind}
    if behind and max(behind) >= 0:
        newest = min(3, min(number for number in behind if number >= 0))
        now = bool(signs.words.get("now"))
        found |= {"newest year": newest / 3, f"newest year {newest}, now {now}": 1.0}
    return {name: value for name, value in found.items() if value}


def _of_update(signs: PageSigns, today: date, last: int | None, state: str) -> Iterable[tuple[str, float]]:
    if signs.updated is None:
        yield "no update", 1.0
    else:
        age = max(0, (today - signs.updated).days)
        yield "age of update", log1p(age) / 7
        yield f"age of update {_step(age, _AGES_OF_UPDATE)}", 1.0
        if last is not None:
            yield f"after update {last < age}, {state}", 1.0
    if signs.promised:
        yield "promises", 1.0
        if signs.newest is not None:
            late = (today - signs.newest).days / signs.promised
            yield "behind its promise", float(late > _LATE)
            yield "share of its promise", min(_MOST, late) / _MOST


def _step(age: int, steps: Sequence[int]) -> int:
    return sum(age > step for step in steps)


def likelihood(numbers: Numbers, bias: float, weights: Mapping[str, float]) -> float:
    """How likely a page with these numbers says what is over: 0 to 1."""
    total = bias + sum(value * weights.get(name, 0.0) for name, value in numbers.items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def opinion(view: PageView, context: Context) -> float | None:
    """The likelihood for a page on the day of the run; None of a few words, or where the agency asks for none."""
    if not context.param(_SWITCH, "second_opinion", 1) or len(view.page.main_text) < _SHORTEST:
        return None
    today, known = context.now.date(), learned()
    return likelihood(numbers_of(signs_of(view, today), today), known.bias, known.weights)


def is_sure(view: PageView, context: Context) -> bool:
    """Whether the opinion alone makes a page fail, for a check that can show what is over on it.

    Not where the rules know why nothing is: the page tells of the past, says itself that it is over, or announces
    what is still to come. Nor of a list by days (of news, of records): its days are those of its entries.
    """
    likely = opinion(view, context)
    if likely is None or likely < learned().sure or _is_list(view):
        return False
    words, today = words_of(context), context.now.date()
    if tells_of_the_past(view, words) or is_over(view, words):
        return False
    announced = (*deadlines(view, words), *events(view, words), *called_open(view, words))
    return all(notice.day < today for notice in announced)


def _is_list(view: PageView) -> bool:
    lines = ((line, [*days_in(line)]) for line in map(with_figures, view.main_lines) if _FIGURE.search(line))
    edged = (
        days for line, days in lines if days and (days[0].start <= _EDGE or days[-1].end >= len(line) - _EDGE)
    )
    return sum(len(days) == 1 for days in edged) >= _ENTRIES


def weighed(faults: Iterable[Fault], view: PageView, context: Context) -> Iterator[Fault]:
    """What a rule found; for a person to look at where the second opinion is sure that nothing is over."""
    for fault in faults:
        likely = opinion(view, context) if fault.outcome is Outcome.FAILED else None
        doubted = likely is not None and likely < learned().doubts
        yield replace(fault, outcome=Outcome.CANT_TELL) if doubted else fault


def last_past(view: PageView, today: date) -> tuple[str, date] | None:
    """The last day of the main block with the words before it, if it has passed; None for a page kept up."""
    noted = _noted(view)
    label, last = noted["last"] or ("", "")
    if noted["promised"] or not last or date.fromisoformat(last) >= today:
        return None
    return label, date.fromisoformat(last)


def behind_its_promise(view: PageView, today: date) -> tuple[date, int, int] | None:
    """The newest day of a page that is late by what it promises, how long ago it was, and how long it may be."""
    signs = signs_of(view, today)
    if signs.newest is None or not signs.promised:
        return None
    age = (today - signs.newest).days
    late = _LATE * signs.promised < age < _OTHERS
    return (signs.newest, age, signs.promised) if late else None


def called_now(view: PageView, today: date) -> tuple[str, int] | None:
    """A word of now (今年, current) on a page whose newest year has passed, and that year."""
    newest = max(_noted(view)["years"], default=today.year)
    if newest >= today.year:
        return None
    said = filter(None, map(learned().words["now"].search, (*titles(view), *view.main_lines)))
    return next(((found[0], newest) for found in said), None)
