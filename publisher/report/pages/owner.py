"""What one owner mends, check by check: of findings that are alike an example, a pattern, and the rest as lines.

A cause that lies in a template or in a series of pages is mended once; to write out each of its findings would
hide all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from publisher.model.finding import CheckDefinition, Severity
from publisher.model.night import NightReport
from publisher.model.text import LocalText
from publisher.model.workspace import Workspace
from publisher.report.reading.night import FindingRow
from publisher.report.reading.views import title_of
from publisher.report.reading.websites import SiteFinding, site_finding

_FEWEST = 5
"""Findings that are alike from which one stands for all."""
_FULL, _PLACE = 2_600, 420
_NUMBER = re.compile(r"[0-9]+(?:[,.][0-9]+)*")


@dataclass(frozen=True, slots=True)
class OwnersFinding:
    """A finding to be written out, or one line of those like it; `bytes` is about what it takes on the page."""

    row: FindingRow
    pattern: LocalText | None
    """What the findings that are alike say, numbers as #; none for a finding that stands for itself."""
    alike: int
    line: bool
    bytes: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Findings that say the same but for their numbers: how many there are, and those that are not written out."""

    pattern: LocalText
    count: int
    lines: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class OwnersCheck:
    """What one check found for one owner, or the part of it that is on this page."""

    anchor: str
    check: str
    entry: CheckDefinition | None
    title: LocalText
    severity: Severity
    findings: tuple[SiteFinding, ...]
    alike: tuple[Alike, ...]
    total: int
    left_out: int = 0


def entries(rows: Sequence[FindingRow]) -> list[OwnersFinding]:
    """The rows of one owner, check by check, the check with the gravest finding first."""
    first: dict[str, int] = {}
    for number, row in enumerate(rows):
        first.setdefault(row.finding.check, number)
    made: list[OwnersFinding] = []
    for _, some in groupby(
        sorted(rows, key=lambda row: first[row.finding.check]), key=lambda row: row.finding.check
    ):
        made += _of_check(list(some))
    return made


def _of_check(rows: Sequence[FindingRow]) -> Iterator[OwnersFinding]:
    clusters: dict[tuple[str, str, str], list[FindingRow]] = {}
    for row in rows:
        clusters.setdefault((_pattern(row.message.zh), row.severity, row.outcome), []).append(row)
    lines = []
    for some in clusters.values():
        pattern = LocalText(_pattern(some[0].message.zh), _pattern(some[0].message.en))
        together = len(some) >= _FEWEST
        for number, row in enumerate(some):
            places = sum(_PLACE + 2 * len(str(place.url)) for place in row.finding.places)
            if together and number:
                lines.append(OwnersFinding(row, pattern, len(some), line=True, bytes=row.bytes))
            else:
                shown = pattern if together else None
                yield OwnersFinding(row, shown, len(some), line=False, bytes=_FULL + row.bytes + places)
    yield from lines


def _pattern(text: str) -> str:
    return _NUMBER.sub("#", text)


def groups(
    some: Sequence[OwnersFinding], totals: dict[str, int], night: NightReport, workspace: Workspace
) -> list[OwnersCheck]:
    """The entries of one page as the template shows them; `totals` are all findings of a check."""
    made = []
    for number, (check, theirs) in enumerate(groupby(some, key=lambda entry: entry.row.finding.check), 1):
        mine = list(theirs)
        lines = [entry for entry in mine if entry.line]
        alike = [
            Alike(pattern, found[0].alike, tuple(entry.row for entry in found))
            for pattern, group in groupby(lines, key=lambda entry: entry.pattern)
            if pattern is not None and (found := list(group))
        ]
        made.append(
            OwnersCheck(
                f"{check}-{number}",
                check,
                workspace.checks.get(check),
                title_of(check, workspace),
                mine[0].row.finding.severity,
                tuple(site_finding(entry.row.finding, night, workspace) for entry in mine if not entry.line),
                tuple(alike),
                totals[check],
            )
        )
    return made
