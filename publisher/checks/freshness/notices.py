"""Deadlines and days of events in the words of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from publisher.checks.base import PageView
from publisher.checks.freshness.dates import days_in

_NEAR = 60
_OVER = re.compile(
    r"已\s*(?:經)?\s*(?:結束|截止|額滿|決標|停止|屆滿|辦理完畢|圓滿)|報名結束|活動結束|歷史(?:資料|公告|訊息|活動)|封存|"
    r"成果(?:報導|紀實|花絮)|活動(?:花絮|回顧|紀實|成果)|錄取名單|甄選結果|決標公告|得獎名單|archive",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Notice:
    """The last day of what a page announces, and the word under which it stands."""

    label: str
    day: date


def last_by_label(view: PageView, name: str, labels: re.Pattern[str]) -> Mapping[str, date]:
    """The last day under each label of the page; noted as `name`."""
    noted = view.note(name, lambda: {label: day.isoformat() for label, day in _last(view, labels).items()})
    return {label: date.fromisoformat(day) for label, day in noted.items()}


def _last(view: PageView, labels: re.Pattern[str]) -> Mapping[str, date]:
    last: dict[str, date] = {}
    for notice in _notices(view.main_lines, labels):
        last[notice.label] = max(notice.day, last.get(notice.label, notice.day))
    return last


def _notices(lines: Sequence[str], labels: re.Pattern[str]) -> Iterator[Notice]:
    """For each label the last day that stands behind it in the same block."""
    for number, line in enumerate(lines):
        for label in labels.finditer(line):
            behind = line[label.end() : label.end() + _NEAR]
            if not any(True for _ in days_in(behind)) and number + 1 < len(lines):
                behind = f"{behind} {lines[number + 1][:_NEAR]}"
            days = [found.day for found in days_in(behind.partition("。")[0])]
            if days:
                yield Notice(label[0], max(days))


def is_over(view: PageView) -> bool:
    """Whether the page says itself that it is about something past."""
    return bool(_OVER.search(view.page.title) or _OVER.search(view.page.main_text))
