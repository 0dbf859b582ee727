"""Days that were still to come when a page was put up: whatever it announces for them, it is over when they are.

This is for notices whose clauses say nothing that `parts` knows. A day of a rule, of somebody, of a count, or one
from which on something holds is none of what is announced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from publisher.checks.freshness.dates import FoundDay, all_days_in
from publisher.checks.freshness.parts import DatedLine, DayPart, PageSetting, is_tally, starts
from publisher.checks.freshness.phrases import (
    ASKS,
    BEGINS,
    COUNTED,
    FORMER,
    FROM,
    HOLDS,
    OF_SOMEBODY,
    OLDER_THAN,
    OPEN_END,
    PLANNED,
    REPORTED,
    TO_COME,
)
from publisher.checks.freshness.words import TimeWords

_LONGEST = 2_000
"""Characters of a notice; what is longer tells a story."""
_LONGEST_AHEAD = 550
"""Days: what is further ahead is a plan."""


def ahead_of(
    lines: Sequence[DatedLine], setting: PageSetting, words: TimeWords, shown: set[date]
) -> Iterator[DayPart]:
    """The days after the one on which the page was put up, `shown` ones aside; none where one has no end."""
    put_up = setting.put_up
    if put_up is None or setting.rules:
        return
    told = setting.calls or setting.notice or setting.announced
    if sum(len(line.text) for line in lines) > _LONGEST or any(_never_ends(line.text, setting) for line in lines):
        return
    found: list[DayPart] = []
    for line in lines:
        days = sorted(all_days_in(line.text, line.since), key=lambda day: day.start)
        for number, day in enumerate(days):
            ranged = number + 1 < len(days) and days[number + 1].ends_range
            if day.day <= put_up or day.day in shown or ranged:
                continue
            if _begins(line.text, day, words):
                return
            if not told and not _is_to_come(line.text, day, words):
                continue
            if _is_announced(line.text, day, words) and (day.day - put_up).days <= _LONGEST_AHEAD:
                found.append(
                    DayPart(
                        line.text[day.start : day.end].strip(),
                        day.day,
                        due=not (setting.announced or PLANNED.search(line.text[: day.start])),
                    )
                )
    yield from found


def _never_ends(text: str, setting: PageSetting) -> bool:
    """Whether something goes on until there is no more of it; an event that is full is over all the same."""
    found = OPEN_END.search(text)
    return found is not None and not (setting.announced and found[0].startswith("額滿"))


def _begins(text: str, day: FoundDay, words: TimeWords) -> bool:
    """Whether something begins then, of which no end is said."""
    before, behind = text[: day.start], text[day.end :]
    if day.ends_range:
        return False
    return bool(BEGINS.match(behind) or FROM.search(before)) or starts(behind, words)


def _is_to_come(text: str, day: FoundDay, words: TimeWords) -> bool:
    """Whether the sentence of a day speaks of what is to come (即將, will), or of a measure."""
    sentence = (
        re.split(r"[。!！?？;；]|\.\s", text[: day.start])[-1]
        + re.split(r"[。!！?？;；]|\.\s", text[day.end :])[0]
    )
    planned = PLANNED.search(text[: day.start]) or TO_COME.search(sentence)
    return planned is not None or words.measures.search(sentence) is not None


def _is_announced(text: str, day: FoundDay, words: TimeWords) -> bool:
    before, behind = text[: day.start], text[day.end :]
    clause = re.split(r"[，,。;；]", before)[-1][-24:]
    return not (
        FORMER.search(before)
        or HOLDS.search(before)
        or is_tally(before, behind)
        or words.others.search(clause)
        or any(rule.match(behind) for rule in (OLDER_THAN, OF_SOMEBODY, COUNTED, ASKS))
        or REPORTED.search(text)
    )
