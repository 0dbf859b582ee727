"""The list of all findings: pages that need no script, and the same rows as data for the filters of report.js."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from publisher.model.case import CASE_STATES
from publisher.model.finding import Outcome
from publisher.model.text import msg
from publisher.report.reading import wording as words
from publisher.report.reading.night import FindingRow, NightReading
from publisher.report.reading.wording import ReportWording

DATA = "findings-data"
_MOST_BYTES = 280_000
Choices = list[tuple[str, str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class StandWord:
    """A word on how a finding stands; `late` when its day is over."""

    text: str
    late: bool = False


def stand_of(row: FindingRow, wording: ReportWording, today: date) -> list[StandWord]:
    """How a finding stands: its case, whether it is new, its day."""
    said = [StandWord(wording.name(CASE_STATES, row.case.state))]
    if row.outcome != Outcome.FAILED:
        said.append(StandWord(wording.name(words.OUTCOMES, row.outcome)))
    if row.new:
        said.append(StandWord(wording.say(msg("new finding"))))
    else:
        day = wording.short_day(row.first_seen)
        said.append(StandWord(wording.say(msg("since {day}", day=day))))
    if row.case.returned:
        said.append(StandWord(wording.say(msg("said to be mended, and still there")), late=True))
    if row.case.due is not None:
        late = row.case.overdue(today)
        day = wording.short_day(row.case.due)
        message = msg("overdue since {day}", day=day) if late else msg("due {day}", day=day)
        said.append(StandWord(wording.say(message), late))
    return said


def choices(reading: NightReading, wording: ReportWording) -> Choices:
    """What can be chosen from: name of the field, its label, and its values with their words."""
    rows = reading.rows
    say = wording.say

    def known(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        return list(dict.fromkeys(pairs))

    severities = known((str(row.severity), wording.name(words.SEVERITIES, row.severity)) for row in rows)
    states = known((str(row.case.state), wording.name(CASE_STATES, row.case.state)) for row in rows)
    owners = sorted({(name, name) for row in rows if (name := _owner(row, wording))})
    if any(row.owner is None for row in rows):
        owners.append(("-", say(msg("nobody"))))
    checks = sorted({(row.finding.check, wording.text(row.title)) for row in rows}, key=lambda item: item[1])
    show = [("new", say(msg("new findings"))), ("late", say(msg("overdue")))]
    return [
        ("severity", say(msg("Severity")), severities),
        ("state", say(msg("State")), states),
        ("owner", say(msg("Owner")), owners),
        ("check", say(msg("Check")), checks),
        ("show", say(msg("Show")), show),
    ]


def data_files(reading: NightReading, wording: ReportWording) -> dict[str, str]:
    """The rows as scripts, each below 300 kB: a page opened from a disk may load scripts, and nothing else."""
    today = reading.night.started.date()
    parts: list[list[str]] = [[]]
    size = 0
    for row in reading.rows:
        line = json.dumps(_data(row, wording, today), ensure_ascii=False, separators=(",", ":"))
        length = len(line.encode(errors="backslashreplace"))
        if parts[-1] and size + length > _MOST_BYTES:
            parts.append([])
            size = 0
        parts[-1].append(line)
        size += length + 2
    return {
        f"{DATA}-{number}.js": "(window.findings ??= []).push(\n" + ",\n".join(lines) + "\n);\n"
        for number, lines in enumerate(parts, 1)
    }


def _owner(row: FindingRow, wording: ReportWording) -> str:
    return wording.text(row.owner) if row.owner else ""


def _data(row: FindingRow, wording: ReportWording, today: date) -> dict[str, object]:
    stand = stand_of(row, wording, today)
    return {
        "text": wording.text(row.message),
        "title": wording.text(row.title),
        "link": row.link,
        "severity": row.severity,
        "severityText": wording.name(words.SEVERITIES, row.severity),
        "state": row.case.state,
        "stand": [said.text for said in stand],
        "late": row.case.overdue(today),
        "new": row.new,
        "owner": _owner(row, wording),
        "check": row.finding.check,
        "id": row.finding.fingerprint,
        "about": wording.text(row.about) if row.about else "",
        "place": row.place,
        "count": wording.say(msg("places: {n}", n=f"{row.count:,}")) if row.count > 1 else "",
    }
