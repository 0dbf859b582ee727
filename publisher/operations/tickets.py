"""Findings as a list for ticket systems, and what of them is new to their owner."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime

from publisher.i18n import translate
from publisher.model.case import CASE_STATES, ActKind
from publisher.model.cells import safe_cell
from publisher.model.text import Language, LocalText, Message
from publisher.operations.standing import StandingItem

COLUMNS = (
    "external_id", "subject", "description", "assignee", "due_date", "priority", "status", "created", "url",
)  # fmt: skip
_PRIORITY = {"error": "High", "warning": "Normal", "advice": "Low"}
_MOST_PLACES = 10


def table(items: Iterable[StandingItem], language: Language) -> str:
    """The list as CSV: a byte order mark, lines as RFC 4180 has them, no cell that computes."""
    said = io.StringIO()
    writer = csv.writer(said, lineterminator="\r\n")
    writer.writerow(COLUMNS)

    def words(text: LocalText | Message) -> str:
        if isinstance(text, Message):
            return translate(text, language)
        return text.zh if language == "zh-TW" else text.en

    for item in items:
        places = "\n".join(item.places[:_MOST_PLACES])
        row = [
            item.finding,
            words(item.title),
            f"{words(item.message)}\n\n{words(item.fix)}\n\n{places}".strip(),
            item.case.owner,
            item.case.due.isoformat() if item.case.due else "",
            _PRIORITY.get(item.severity, "Normal"),
            words(CASE_STATES[item.case.state]),
            item.first_seen.isoformat(),
            item.subject if item.subject.startswith(("http://", "https://")) else "",
        ]
        writer.writerow([safe_cell(cell, lines=True) for cell in row])
    return "\ufeff" + said.getvalue()


def given(item: StandingItem) -> datetime | None:
    """When a finding last became its owner's: assigned to them, opened again, or come back after it was said to be
    mended; None when nobody did anything of the kind."""
    moments = [
        act.on
        for act in item.case.history
        if (act.act is ActKind.ASSIGN and act.to == item.case.owner)
        or act.act is ActKind.REOPEN
        or (act.act is ActKind.FIXED and item.case.returned)
    ]
    return max(moments, default=None)


def theirs_since(item: StandingItem) -> date:
    """The day since which a finding is its owner's."""
    moment = given(item)
    return item.first_seen if moment is None else max(item.first_seen, moment.date())
