"""Write the report: HTML for people, JSON, CSV, SARIF and JUnit for programs, each whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from publisher import certificate
from publisher.model.night import NightReport, State
from publisher.model.redacted import Redacted
from publisher.model.release import Publication
from publisher.model.workspace import Workspace
from publisher.report.forms import conformity
from publisher.report.lists import junit, machine, sarif, sheet, spreadsheet
from publisher.report.pages import page, site
from publisher.report.reading import digest
from publisher.report.reading import night as reading
from publisher.report.reading.history import FILE as SUMMARY
from publisher.report.reading.history import earlier_nights
from publisher.report.reading.views import certificate_file
from publisher.report.reading.wording import ReportWording

_MOST_BYTES = 300_000
_FEW = 400
"""Findings up to which the night is put on one page as well, if it stays small."""


def write(
    night: NightReport, workspace: Workspace, publications: Mapping[str, Publication], folder: Path
) -> tuple[Path, Path]:
    """Write `folder`/report.html and `folder`/report.json (the folder is made) and return their paths.

    report.html is the first page of a small site (`zh/`, `en/`); a night that is not too large is in whole.html,
    too, on one page. Beside them go summary.json (read by the nights to come), findings.ods, findings.csv,
    findings.sarif and findings.junit.xml, `certificate-<dataset>.html` of every dataset that was measured, and of
    every website whose accessibility was judged `accessibility-<site>.csv` (by edition and code), `.earl.jsonld`
    and `.statement.md`.
    `publications` is what stands published of each dataset after the night. The same arguments give the same
    bytes. Raises TypeError, before anything is written, for a value that was not made to be written.
    """
    _refuse_quotes(night)
    document = machine.serialise(machine.document(night, workspace, publications))
    history = earlier_nights(folder.parent, night.started, folder.name)
    seen = reading.read(night, workspace, publications, history)
    lists = site.files(seen) | {
        SUMMARY: seen.summary().to_json(),
        "findings.csv": spreadsheet.table(night, workspace),
        "findings.sarif": sarif.log(night, workspace),
        "findings.junit.xml": junit.suites(night, workspace),
        **conformity.files(night, workspace),
    }
    if len(seen.rows) <= _FEW:
        whole = page.render(night, workspace, publications)
        if len(whole.encode(errors="backslashreplace")) <= _MOST_BYTES:
            lists["whole.html"] = whole
    lists |= _certificates(night, workspace, publications)
    first = lists.pop("report.html")
    folder.mkdir(parents=True, exist_ok=True)
    _put_made(folder / "findings.ods", lambda path: sheet.write(seen, path))
    for name, text in lists.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        _put(folder / name, text, lasting=name.count("/") == 0)
    return _put(folder / "report.html", first), _put(folder / "report.json", document)


def _certificates(
    night: NightReport, workspace: Workspace, publications: Mapping[str, Publication]
) -> dict[str, str]:
    """By file name, the record of de-identification of every dataset that was measured, to print and sign."""
    language, agency = workspace.catalog.language, workspace.catalog.agency.title
    pages = {}
    for item in night.datasets:
        if item.certificate is not None:
            proven = publications.get(item.dataset) if item.state in (State.PUBLISHED, State.UNCHANGED) else None
            day = ReportWording(language).day(proven.modified if proven else night.started)
            name, title = certificate_file(item.dataset), digest.title(workspace, item.dataset)
            pages[name] = certificate.page(item.certificate, title, agency, language, day)
    return pages


def _refuse_quotes(night: NightReport) -> None:
    """Plain text in the place of evidence would be written without a sound; only what was redacted may pass."""
    seen = [
        *(item.findings for item in night.datasets),
        *(item.findings for item in night.portals),
        *(item.findings for item in night.sites),
        *(found for _, found in night.of_the_agency()),
    ]
    for finding in (found for some in seen for found in some):
        for item in finding.evidence:
            if not isinstance(item, Redacted):
                raise TypeError(f"{type(item).__name__} is not a value that may be written as evidence")


def _put(path: Path, text: str, *, lasting: bool = True) -> Path:
    """Write a file whole or not at all; the many pages behind the first are left to the disk's own time."""

    def write_text(unfinished: Path) -> None:
        with unfinished.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(text)
            file.flush()
            if lasting:
                os.fsync(file.fileno())

    return _put_made(path, write_text)


def _put_made(path: Path, make: Callable[[Path], None]) -> Path:
    """A file that `make` writes, whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        make(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path
