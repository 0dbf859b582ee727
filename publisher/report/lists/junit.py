"""The findings as JUnit XML, for build servers: red is what makes the exit code 1, green only what is proven.

A finding that is accepted or below the threshold (`fail_on`), and a check that could not look at everything, are
`skipped`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from publisher.model.finding import Outcome
from publisher.model.night import DatasetOutcome, NightReport, PortalOutcome, State
from publisher.model.site import SiteResult
from publisher.model.text import Language
from publisher.model.workspace import Workspace
from publisher.report.reading.digest import digest, seen_whole
from publisher.report.reading.listing import MOST_PLACES, Listed, listed
from publisher.report.reading.wording import STATES, ReportWording

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def suites(night: NightReport, workspace: Workspace) -> str:
    """The text of findings.junit.xml: a suite for each dataset, portal and website."""
    root = ET.Element("testsuites", name="publisher")
    by_owner: dict[tuple[str, str], list[Listed]] = {}
    for item in listed(night, workspace):
        by_owner.setdefault((item.scope, item.owner), []).append(item)
    for outcome in digest(night).datasets:
        suite = _suite(root, "dataset", outcome.dataset, night, outcome.seconds)
        _dataset_case(suite, outcome, workspace.catalog.language)
        _findings(suite, by_owner.get(("dataset", outcome.dataset), ()), workspace)
    for portal in night.portals:
        suite = _suite(root, "portal", portal.portal, night, 0.0)
        _portal_case(suite, portal, workspace.catalog.language)
        _findings(suite, by_owner.get(("portal", portal.portal), ()), workspace)
    for site in night.sites:
        suite = _suite(root, "website", site.site, night, site.coverage.seconds)
        found = by_owner.get(("website", site.site), [])
        _crawl_case(suite, site)
        _findings(suite, found, workspace)
        _quiet_checks(suite, site, {item.finding.check for item in found})
    for area, _ in night.of_the_agency():
        suite = _suite(root, area, area, night, 0.0)
        _findings(suite, by_owner.get((area, area), ()), workspace)
    for suite in (*root, root):
        # the schema of build servers knows no count of what was skipped at the root
        for name, tag in (
            ("tests", "testcase"),
            ("failures", "failure"),
            ("errors", "error"),
            ("skipped", "skipped"),
        ):
            if suite is not root or tag != "skipped":
                suite.set(name, str(sum(1 for _ in suite.iter(tag))))
    ET.indent(root)
    written = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'


def _suite(root: ET.Element, scope: str, owner: str, night: NightReport, seconds: float) -> ET.Element:
    return ET.SubElement(
        root,
        "testsuite",
        name=_text(f"{scope}.{owner}"),
        timestamp=f"{night.started:%Y-%m-%dT%H:%M:%S}",
        time=f"{max(0.0, seconds):.3f}",
    )


def _case(suite: ET.Element, group: str, name: str) -> ET.Element:
    classname = f"{suite.get('name')}.{group}"
    return ET.SubElement(suite, "testcase", classname=_text(classname), name=_text(name))


def _mark(case: ET.Element, tag: str, kind: str, message: str, body: str = "") -> None:
    mark = ET.SubElement(case, tag, message=_text(message))
    if tag != "skipped":
        mark.set("type", _text(kind))
    mark.text = _text(body) or None


def _dataset_case(suite: ET.Element, outcome: DatasetOutcome, language: Language) -> None:
    case = _case(suite, "release", str(outcome.state))
    wording = ReportWording(language)
    if outcome.state is State.FAILED:
        _mark(case, "error", "failed", wording.say(outcome.error or STATES[State.FAILED]))
    elif outcome.state is State.HELD:
        _mark(case, "failure", "held", wording.name(STATES, outcome.state))


def _portal_case(suite: ET.Element, portal: PortalOutcome, language: Language) -> None:
    case = _case(suite, "push", "portal")
    if portal.error is not None:
        _mark(case, "error", "trouble", ReportWording(language).say(portal.error))


def _crawl_case(suite: ET.Element, site: SiteResult) -> None:
    coverage = site.coverage
    case = _case(suite, "crawl", "coverage")
    said = f"pages {coverage.pages}, documents {coverage.documents}, links {coverage.targets}"
    if not coverage.complete or not coverage.pages:
        _mark(case, "error", "partial", f"the crawl stopped early ({coverage.stopped or 'unknown'}): {said}")
    elif coverage.untested_count:
        _mark(case, "skipped", "untested", f"addresses not tested: {coverage.untested_count}; {said}")
    for crashed in site.crashed:
        case = _case(suite, crashed.url, crashed.url)
        _mark(case, "error", "crashed", f"the check crashed ({crashed.reason}); it proves nothing")


def _findings(suite: ET.Element, items: Iterable[Listed], workspace: Workspace) -> None:
    language = workspace.catalog.language
    least = workspace.catalog.fail_on
    for item in items:
        found = item.finding
        name = " ".join(part for part in (item.title.get(language), found.subject, found.key) if part)
        case = _case(suite, found.check, name)
        message = item.message.get(language)
        if found.accepted:
            _mark(case, "skipped", "accepted", f"accepted: {message}", _details(item, language))
        elif found.outcome is Outcome.UNTESTED:
            _mark(case, "skipped", "untested", message, _details(item, language))
        elif found.severity.at_least(least):
            _mark(case, "failure", str(found.severity), message, _details(item, language))
        else:
            _mark(case, "skipped", str(found.severity), f"{found.severity}: {message}", _details(item, language))


def _details(item: Listed, language: Language) -> str:
    lines = [f"{item.status}, {item.first_seen}, {item.finding.fingerprint}", f"count: {item.finding.count}"]
    for place in item.finding.places[:MOST_PLACES]:
        parts = (
            ("", place.url), ("", place.file), ("sheet", place.sheet), ("page", place.page), ("line", place.line),
            ("", place.selector), ("row", place.row), ("field", place.field), ("cell", place.cell),
        )  # fmt: skip
        lines.append("  ".join(f"{name} {value}".strip() for name, value in parts if value is not None))
    if item.entry:
        lines.append(item.entry.fix.get(language))
    return "\n".join(lines)


def _quiet_checks(suite: ET.Element, site: SiteResult, found: set[str]) -> None:
    """The checks that found nothing: green only where the whole website was looked at."""
    for check in sorted(set(site.ran) - found):
        case = _case(suite, check, check)
        if not seen_whole(site):
            _mark(case, "skipped", "partial", "no finding, but the website was not looked at in full")


def _text(text: str) -> str:
    """A text without the characters that XML forbids even when they are escaped."""
    return _NO_XML.sub("\ufffd", text)
