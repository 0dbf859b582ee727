"""Accessibility in the reviewer's own terms: the table by edition and code, and the forms that are made beside it.

A machine finds faults and never finds that there are none: the best word of these files is that no fault was found
on so many pages, and everything that a person has to judge says so.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from publisher.model.finding import Outcome
from publisher.model.night import NightReport
from publisher.model.site import Judged, PagesOfCheck, SiteResult
from publisher.model.text import LocalText
from publisher.model.workspace import Workspace
from publisher.report.forms import checklist, earl, evaluation, statement

FAMILY = "accessibility"
EDITIONS = ("110.07", "115.11")
NEW_EDITION_FROM = date(2026, 11, 30)
"""From this day applications for the badge follow 115.11 (數位政府字第11540006711號令, after a11y-moda)."""
COLUMNS = (
    "edition", "code", "level", "criterion", "tested_by", "about_zh", "about_en", "result_zh", "result_en",
    "pages_judged", "pages_concerned", "pages_failed", "pages_to_be_reviewed", "checks", "near_findings",
)  # fmt: skip
_CODES = Path(__file__).parents[1] / "data" / "moda_codes.json"
_REFERENCE = re.compile(r"網站無障礙規範 (\S+) ([A-Z]{2}\d{7}[CE])\Z")
_CRITERION = re.compile(r"WCAG \S+ SC (\S+)\Z")
_MARK = "\ufeff"
_RESULTS = {
    "failed": LocalText("不符合", "failed"),
    "review": LocalText("須由人員確認", "to be reviewed by a person"),
    "person": LocalText("由人員檢測", "left to a person"),
    "none-found": LocalText("機器未發現問題", "no fault found by machine"),
    "not-there": LocalText("受測網頁無此類內容", "nothing of the kind on the pages judged"),
    "untested": LocalText("未檢測", "not tested"),
}


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code of the specification, in one edition."""

    edition: str
    code: str
    level: str
    criterion: str
    method: str
    about: LocalText


def files(night: NightReport, workspace: Workspace) -> dict[str, str]:
    """The files of every site whose accessibility was looked at, by name."""
    made = {}
    for site in night.sites:
        judged = next((item for item in site.judged if item.family == FAMILY), None)
        if judged is not None:
            name = f"accessibility-{site.site}"
            made[f"{name}.csv"] = _table(site, judged, workspace)
            pages, of_check = by_criterion(judged, workspace), _criteria_of(workspace)
            edition = edition_on(night.started.date())
            made[f"{name}.earl.jsonld"] = earl.document(site, judged, night, workspace, pages, of_check)
            made[f"{name}.statement.md"] = statement.document(site, judged, night, workspace, of_check, edition)
            made[f"{name}.wcag-em.json"] = evaluation.document(site, judged, night, workspace, pages)
            questions = _questions(site, judged, workspace)
            titles = {check: entry.title for check, entry in workspace.checks.items()}
            made[f"{name}.checklist.csv"] = checklist.table(questions, titles)
            made[f"{name}.checklist.json"] = checklist.document(site.site, judged, questions, edition)
    return made


def _questions(site: SiteResult, judged: Judged, workspace: Workspace) -> list[checklist.ChecklistQuestion]:
    """The codes that a person has to judge, edition by edition."""
    manual = [
        (item.edition, item.code, item.level, item.criterion, item.about)
        for item in codes()
        if item.method == "manual"
    ]
    return list(checklist.asked(site, judged, manual, _criteria_of(workspace), workspace.answers))


def by_criterion(judged: Judged, workspace: Workspace) -> dict[str, list[PagesOfCheck]]:
    """The pages of each check, by the success criteria that the check is about."""
    criteria = _criteria_of(workspace)
    found: dict[str, list[PagesOfCheck]] = {}
    for item in judged.checks:
        for criterion in criteria.get(item.check, ()):
            found.setdefault(criterion, []).append(item)
    return found


@cache
def codes() -> tuple[CodeLine, ...]:
    """Every code that is known, edition by edition."""
    said = _said()
    return tuple(
        CodeLine(
            edition, code, level, criterion, method, LocalText(zh or said["criteria_zh"][criterion], en or title)
        )
        for edition in EDITIONS
        for code, level, criterion, title, method, editions, zh, en in said["codes"]
        if edition in editions
    )


def published(edition: str) -> int:
    """How many codes the edition has; what is known here may be fewer."""
    return int(_said()["published"][edition])


@cache
def _said() -> Any:
    return json.loads(_CODES.read_text(encoding="utf-8"))


def edition_on(day: date) -> str:
    """The edition by which an application for the badge is judged on this day."""
    return EDITIONS[day >= NEW_EDITION_FROM]


def _checks_of(workspace: Workspace) -> dict[tuple[str, str], list[str]]:
    """The checks that mean the same as a code, by edition and code, from the references of the rulebook."""
    known: dict[tuple[str, str], list[str]] = {}
    for name, entry in workspace.checks.items():
        for reference in entry.references:
            found = _REFERENCE.match(reference.id)
            if found is not None:
                known.setdefault((found[1], found[2]), []).append(name)
    return known


def _criteria_of(workspace: Workspace) -> dict[str, set[str]]:
    """The success criteria of each check of this family."""
    return {
        name: {found[1] for reference in entry.references if (found := _CRITERION.match(reference.id))}
        for name, entry in workspace.checks.items()
        if name.startswith(f"{FAMILY}.")
    }


@dataclass(frozen=True, slots=True)
class _PageSets:
    """Sets of pages, a bit for each."""

    failed: int = 0
    unsure: int = 0
    clean: int = 0

    @classmethod
    def of(cls, checks: list[PagesOfCheck]) -> _PageSets:
        """The pages of several checks together."""
        sums = [0, 0, 0]
        for item in checks:
            for number, mask in enumerate((item.failed, item.unsure, item.clean)):
                sums[number] |= int(mask, 16)
        return cls(*sums)

    @property
    def concerned(self) -> int:
        """On how many pages there was something to judge."""
        return (self.failed | self.unsure | self.clean).bit_count()

    def result(self, judged: Judged, *, by_machine: bool) -> str:
        """The word for it (of `_RESULTS`)."""
        if self.failed:
            return "failed"
        if self.unsure:
            return "review"
        if not by_machine:
            return "person"
        if not judged.pages:
            return "untested"
        return "none-found" if self.concerned else "not-there"


@dataclass(frozen=True, slots=True)
class CodeResult:
    """What is known of a code on one website. `word` is a key of the results' words, `checks` are those that mean
    the same, `near` failures of other checks of its success criterion; the numbers are of pages."""

    code: CodeLine
    word: str
    result: LocalText
    judged: int
    concerned: int
    failed: int
    unsure: int
    checks: tuple[str, ...]
    near: int


def results(site: SiteResult, judged: Judged, workspace: Workspace) -> Iterator[CodeResult]:
    """The codes of both editions, each with what the machine saw and what people answered."""
    pages = {item.check: item for item in judged.checks}
    same, criteria = _checks_of(workspace), _criteria_of(workspace)
    asked = {(item.edition, item.code): item.state for item in _questions(site, judged, workspace)}
    for code in codes():
        names = tuple(sorted(same.get((code.edition, code.code), ())))
        seen = _PageSets.of([pages[name] for name in names if name in pages])
        by_machine = code.method == "machine" and any(name.startswith(f"{FAMILY}.") for name in names)
        word = seen.result(judged, by_machine=by_machine)
        answered = asked.get((code.edition, code.code), "open") if word == "person" else "open"
        near = sum(
            finding.outcome is Outcome.FAILED and code.criterion in criteria.get(finding.check, ())
            for finding in site.findings
            if finding.check not in names
        )
        yield CodeResult(
            code,
            word if answered == "open" else answered,
            _RESULTS[word] if answered == "open" else checklist.STATES[answered],
            judged.pages,
            seen.concerned,
            seen.failed.bit_count(),
            seen.unsure.bit_count(),
            names,
            near,
        )


def checks_of_criterion(workspace: Workspace, criterion: str) -> list[str]:
    """The checks that are about a success criterion."""
    return sorted(name for name, about in _criteria_of(workspace).items() if criterion in about)


def _table(site: SiteResult, judged: Judged, workspace: Workspace) -> str:
    """The table as CSV for spreadsheets: one row for each edition and code."""
    text = io.StringIO(newline="")
    text.write(_MARK)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in results(site, judged, workspace):
        code = one.code
        writer.writerow(
            [
                code.edition, code.code, code.level, code.criterion, code.method, code.about.zh, code.about.en,
                one.result.zh, one.result.en, one.judged, one.concerned, one.failed, one.unsure,
                " ".join(one.checks), one.near,
            ]
        )  # fmt: skip
    return text.getvalue()
