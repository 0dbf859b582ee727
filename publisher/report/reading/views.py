"""Findings and places as a reader meets them, with the rulebook's words filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from publisher.i18n.words import words_of
from publisher.model.finding import CheckDefinition, Finding, Place
from publisher.model.night import NightReport
from publisher.model.text import LocalText
from publisher.model.workspace import Workspace
from publisher.report.reading.digest import is_new, reported

_OPENABLE = frozenset({"http", "https", "file"})
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """Places that share all but row and cell; rows and cells are written as ranges."""

    file: str
    sheet: str
    field: str
    page: str
    rows: str
    cells: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with its rulebook entry (none: the workspace's rulebook does not know it any more)."""

    finding: Finding
    entry: CheckDefinition | None
    title: LocalText
    message: LocalText
    new: bool
    first_seen: datetime
    places: tuple[PlaceGroup, ...]
    columns: tuple[str, ...]
    """Which properties of the places say anything at all."""
    unkept: int
    """Places that were counted but not kept."""


def finding_views(findings: tuple[Finding, ...], night: NightReport, workspace: Workspace) -> list[FindingView]:
    """The findings to show, the gravest first."""
    return [finding_view(item, night, workspace) for item in reported(findings)]


def finding_view(finding: Finding, night: NightReport, workspace: Workspace) -> FindingView:
    """One finding with the words of the rulebook."""
    entry = workspace.checks.get(finding.check)
    groups = group_places(finding.places)
    return FindingView(
        finding,
        entry,
        title_of(finding.check, workspace),
        words_of(finding, entry),
        is_new(night, finding),
        night.first_seen.get(finding.fingerprint, night.started),
        groups,
        tuple(
            name
            for name in ("file", "sheet", "page", "field", "rows", "cells")
            if any(getattr(group, name) for group in groups)
        ),
        max(0, finding.count - len(finding.places)) if finding.places else 0,
    )


def title_of(check: str, workspace: Workspace) -> LocalText:
    """The title of a check; of one that the rulebook does not know any more, its id."""
    entry = workspace.checks.get(check)
    return entry.title if entry else LocalText(check, check)


def group_places(places: Iterable[Place]) -> tuple[PlaceGroup, ...]:
    """Places by file, sheet, page and field, in the order in which they first appear."""
    groups: dict[tuple[str, str, str, str], list[Place]] = {}
    for place in places:
        page = "" if place.page is None else str(place.page)
        key = (place.file or "", place.sheet or "", place.field or "", page)
        groups.setdefault(key, []).append(place)
    return tuple(
        PlaceGroup(
            *key,
            rows=_ranges([item.row for item in members if item.row is not None]),
            cells=_cell_ranges([item.cell for item in members if item.cell is not None]),
        )
        for key, members in groups.items()
    )


_EXAMPLES = 3
"""Ranges of rows or cells that are written out: one cause in many cells is an example and a count."""


def _examples(written: Sequence[str]) -> str:
    """A few ranges, and the last one when there are more."""
    if len(written) <= _EXAMPLES + 1:
        return ", ".join(written)
    return f"{', '.join(written[:_EXAMPLES])} … {written[-1]}"


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _ranges(numbers: Iterable[int]) -> str:
    """3, 4, 5, 9 as 3–5, 9."""
    return _examples([f"{first}" if first == last else f"{first}–{last}" for first, last in _runs(numbers)])


def _cell_ranges(cells: Sequence[str]) -> str:
    """C5, C6, C9 as C5:C6, C9; what is no cell name stays as it is."""
    by_column: dict[str, list[int]] = {}
    others: list[str] = []
    for cell in cells:
        if match := _CELL.fullmatch(cell):
            by_column.setdefault(match[1], []).append(int(match[2]))
        elif cell not in others:
            others.append(cell)
    written = [
        f"{column}{first}" if first == last else f"{column}{first}:{column}{last}"
        for column, numbers in by_column.items()
        for first, last in _runs(numbers)
    ]
    return _examples([*written, *others])


def certificate_file(dataset: str) -> str:
    """The file beside the report that holds a dataset's record of de-identification."""
    return f"certificate-{dataset}.html"


def link(base: str, address: str) -> str | None:
    """An address that a reader can open, or none: nothing but web pages and files is ever made a link."""
    try:
        joined = urljoin(base, address)
        scheme = urlsplit(joined).scheme
    except ValueError:
        return None
    return joined if scheme in _OPENABLE else None


def portal_link(base: str) -> str | None:
    """The address at which a person opens a portal; of one that lies in a folder, its first page."""
    return link(base, "index.html" if base.startswith("file:") else "")
