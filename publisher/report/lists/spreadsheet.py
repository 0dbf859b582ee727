"""The findings as a table (CSV) that opens in Excel and Calc and that runs nothing there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from publisher.model.cells import safe_cell
from publisher.model.finding import Finding, Place
from publisher.model.night import NightReport
from publisher.model.workspace import Workspace
from publisher.report.reading.listing import MOST_PLACES, Listed, listed

COLUMNS = (
    "scope", "owner", "section",
    "severity", "outcome", "status", "first_seen", "check", "title_zh", "title_en",
    "message_zh", "message_en", "subject", "key", "url", "selector", "line", "page", "file", "sheet", "row",
    "field", "cell", "count", "evidence", "fix_zh", "fix_en", "references", "fingerprint",
)  # fmt: skip
"""One row for each place (the first of many; `count` says how many there are), one for a finding without any."""
_MARK = "\ufeff"  # Excel takes a CSV file for UTF-8 only with this mark


def table(night: NightReport, workspace: Workspace) -> str:
    """The text of findings.csv, with a byte order mark and lines as RFC 4180 has them."""
    text = io.StringIO(newline="")
    text.write(_MARK)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in listed(night, workspace):
        writer.writerows(["" if cell is None else safe_cell(str(cell)) for cell in row] for row in _rows(item))
    return text.getvalue()


def _rows(item: Listed) -> Iterator[list[object]]:
    found, entry = item.finding, item.entry
    before = [
        item.scope, item.owner, item.section.id if item.section else "",
        found.severity, found.outcome, item.status,
        item.first_seen, found.check,
        item.title.zh, item.title.en, item.message.zh, item.message.en, found.subject,
        found.key,
    ]  # fmt: skip
    after = [
        found.count,
        " ".join(str(seen) for seen in found.evidence),
        entry.fix.zh if entry else "",
        entry.fix.en if entry else "",
        "; ".join(reference.id for reference in entry.references) if entry else "",
        found.fingerprint,
    ]
    for place in _places(found):
        where = [
            place.url, place.selector, place.line, place.page, place.file, place.sheet, place.row, place.field,
            place.cell,
        ]  # fmt: skip
        yield [*before, *where, *after]


def _places(finding: Finding) -> tuple[Place, ...]:
    return finding.places[:MOST_PLACES] or (Place(),)
