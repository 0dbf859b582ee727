"""Accessibility by edition of the Taiwanese specification and by success criterion, as pages of the report."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publisher.model.text import LocalText
from publisher.report.forms.conformity import (
    EDITIONS,
    FAMILY,
    CodeResult,
    checks_of_criterion,
    edition_on,
    published,
    results,
)
from publisher.report.reading.night import FindingRow, NightReading

MOODS: Mapping[str, str] = {
    "failed": "bad",
    "unmet": "bad",
    "review": "failed",
    "untested": "failed",
    "none-found": "good",
    "met": "good",
}
"""How a result looks; all others are open."""


@dataclass(frozen=True, slots=True)
class CodesOfSite:
    """The codes of one edition on one website."""

    title: LocalText
    codes: tuple[CodeResult, ...]

    def count(self, word: str) -> int:
        """Codes with this result."""
        return sum(one.word == word for one in self.codes)


@dataclass(frozen=True, slots=True)
class EditionPage:
    """An edition with what is known of it; `applies` says that an application is judged by it now."""

    edition: str
    applies: bool
    sites: tuple[CodesOfSite, ...]

    @property
    def file(self) -> str:
        """The name of its page."""
        return f"wcag-{self.edition}.html"

    @property
    def unknown(self) -> int:
        """Codes of the edition that are not known here: nothing is said of them."""
        return max(0, published(self.edition) - max(len(site.codes) for site in self.sites))


@dataclass(frozen=True, slots=True)
class CriterionPage:
    """A success criterion: its codes in every edition on each website, its checks, and the findings of these."""

    criterion: str
    editions: tuple[EditionPage, ...]
    checks: tuple[str, ...]
    rows: tuple[FindingRow, ...]

    @property
    def file(self) -> str:
        """The name of its page."""
        return criterion_file(self.criterion)


def criterion_file(criterion: str) -> str:
    """The page of a success criterion."""
    return f"criterion-{re.sub(r'[^0-9A-Za-z.]+', '-', criterion)}.html"


def edition_pages(reading: NightReading) -> tuple[EditionPage, ...]:
    """The editions, none when no website's accessibility was judged; the one that applies now first."""
    known = []
    for view in reading.sites:
        judged = next((one for one in view.result.judged if one.family == FAMILY), None)
        if judged is not None:
            known.append((view.title, tuple(results(view.result, judged, reading.workspace))))
    if not known:
        return ()
    now = edition_on(reading.night.started.date())
    pages = [
        EditionPage(
            edition,
            edition == now,
            tuple(CodesOfSite(title, _of(codes, edition)) for title, codes in known),
        )
        for edition in EDITIONS
    ]
    return tuple(sorted(pages, key=lambda page: not page.applies))


def criterion_pages(reading: NightReading, editions: Sequence[EditionPage]) -> list[CriterionPage]:
    """The success criteria that any code is of, in their order."""
    codes = [one.code for page in editions for site in page.sites for one in site.codes]
    pages = []
    for criterion in sorted({code.criterion for code in codes if code.criterion}, key=_order):
        checks = checks_of_criterion(reading.workspace, criterion)
        mine = set(checks)
        pages.append(
            CriterionPage(
                criterion,
                tuple(
                    EditionPage(
                        page.edition,
                        page.applies,
                        tuple(CodesOfSite(site.title, _about(site.codes, criterion)) for site in page.sites),
                    )
                    for page in editions
                ),
                tuple(checks),
                tuple(row for row in reading.rows if row.finding.check in mine),
            )
        )
    return pages


def _of(codes: Sequence[CodeResult], edition: str) -> tuple[CodeResult, ...]:
    return tuple(one for one in codes if one.code.edition == edition)


def _about(codes: Sequence[CodeResult], criterion: str) -> tuple[CodeResult, ...]:
    return tuple(one for one in codes if one.code.criterion == criterion)


def _order(criterion: str) -> list[int]:
    return [int(number) for number in re.findall(r"[0-9]+", criterion)]
