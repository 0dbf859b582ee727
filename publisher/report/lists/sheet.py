"""The findings as an OpenDocument spreadsheet: a line for each, in the agency's language, to sort and hand on."""

from __future__ import annotations

from pathlib import Path

from publisher.documents.lists import write_list
from publisher.documents.sheets import SheetColumn
from publisher.i18n import translator
from publisher.model.case import CASE_STATES
from publisher.model.cells import plain_cell
from publisher.model.document import Properties
from publisher.model.finding import Outcome
from publisher.report.reading import wording as words
from publisher.report.reading.night import FindingRow, NightReading
from publisher.report.reading.wording import ReportWording


def write(reading: NightReading, path: Path) -> None:
    """Write findings.ods: the findings that stand, the gravest first, with owner, state and due day.

    Every cell has a type, so that no office program takes a text for a formula.
    """
    catalog = reading.workspace.catalog
    wording = ReportWording(catalog.language)
    _ = translator(catalog.language)
    columns = (
        SheetColumn(_("Severity")),
        SheetColumn(_("State")),
        SheetColumn(_("Owner")),
        SheetColumn(_("Due on"), "date"),
        SheetColumn(_("First seen"), "date"),
        SheetColumn(_("Finding")),
        SheetColumn(_("Check")),
        SheetColumn(_("Subject")),
        SheetColumn(_("Where")),
        SheetColumn(_("Places"), "integer"),
        SheetColumn(_("How to fix it")),
        SheetColumn(_("Rests on")),
        SheetColumn(_("Fingerprint")),
    )
    title = f"{wording.text(catalog.agency.title)} {_('All findings')} {reading.night.started:%Y-%m-%d}"
    properties = Properties(title, title, wording.text(catalog.agency.title), (), catalog.language)
    rows = [_line(row, reading, wording) for row in reading.rows]
    write_list(path, properties, _("All findings"), columns, rows)


def _line(row: FindingRow, reading: NightReading, wording: ReportWording) -> list[str | None]:
    entry = reading.workspace.checks.get(row.finding.check)
    state = wording.name(CASE_STATES, row.case.state)
    if row.outcome != Outcome.FAILED:
        state = wording.labelled(state, wording.name(words.OUTCOMES, row.outcome))
    cells = [
        wording.name(words.SEVERITIES, row.severity),
        state,
        wording.text(row.owner) if row.owner else "",
        row.case.due.isoformat() if row.case.due else None,
        row.first_seen.date().isoformat(),
        wording.text(row.message),
        f"{wording.text(row.title)} ({row.finding.check})",
        wording.text(row.about) if row.about else row.finding.subject,
        row.place,
        str(row.count),
        wording.text(entry.fix) if entry else "",
        "; ".join(reference.id for reference in entry.references) if entry else "",
        row.finding.fingerprint,
    ]
    return [cell and plain_cell(cell) for cell in cells]
