"""The word lists of the rulebook by which freshness is judged; an agency adds to each under `more-<name>`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.checks.base import Context
from publisher.checks.naming import lines_of

_ENTRY = "freshness.expired-notice"
_LISTS = (
    "acts",
    "events",
    "measures",
    "calls",
    "over",
    "results",
    "past",
    "minutes",
    "press",
    "rules",
    "others",
    "walk_in",
    "open",
    "coming",
)
_POSTED = "freshness.past-take-down-date"
_TIMES = (
    r"[^\s:：。，,;；]{0,8}?(?:期限|期間|期程|時程|時限|日期|時間|時段|日時|起[訖迄]\s*(?:日期|時間|日)?|日程)"
)


@dataclass(frozen=True, slots=True)
class TimeWords:
    """One pattern for each list of `freshness.expired-notice`; what each is for is said there.

    `postings` are those of `freshness.past-take-down-date`. `times_of_acts` is a label of time whose noun
    is one of `acts`: 報名期間; `of_others` a text that ends with one of `others`: 統計 before 截止日.
    """

    acts: re.Pattern[str]
    events: re.Pattern[str]
    measures: re.Pattern[str]
    calls: re.Pattern[str]
    over: re.Pattern[str]
    results: re.Pattern[str]
    past: re.Pattern[str]
    minutes: re.Pattern[str]
    press: re.Pattern[str]
    rules: re.Pattern[str]
    others: re.Pattern[str]
    walk_in: re.Pattern[str]
    open: re.Pattern[str]
    coming: re.Pattern[str]
    postings: re.Pattern[str]
    times_of_acts: re.Pattern[str]
    of_others: re.Pattern[str]


def words_of(context: Context) -> TimeWords:
    """The lists as this run's rulebook has them."""
    return context.once("words of freshness", lambda: _read(context))


def _read(context: Context) -> TimeWords:
    lists = {name: _any_of(lines_of(context, _ENTRY, name)) for name in _LISTS}
    lists["postings"] = _any_of(lines_of(context, _POSTED, "postings"))
    return TimeWords(
        **{name: re.compile(text, re.IGNORECASE) for name, text in lists.items()},
        times_of_acts=re.compile(f"(?:{lists['acts']}){_TIMES}", re.IGNORECASE),
        of_others=re.compile(f"(?:{lists['others']})\\s*\\Z", re.IGNORECASE),
    )


def _any_of(lines: list[str]) -> str:
    return "|".join(f"(?:{line})" for line in lines) or r"(?!)"
