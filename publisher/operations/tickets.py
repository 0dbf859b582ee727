"""Findings as a list for ticket systems, and what of them is new to their owner."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

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


def theirs_since(item: StandingItem) -> date:
    """The day since which a finding is its owner's: it was first seen, given to them, or came back after it was
    said to be mended."""
    days = [item.first_seen]
    for act in item.case.history:
        given = act.act is ActKind.ASSIGN and act.to == item.case.owner
        returned = item.case.returned and act.act is ActKind.FIXED
        if given or returned or act.act is ActKind.REOPEN:
            days.append(act.on.date())
    return max(days)
