"""The findings as SARIF 2.1.0 (OASIS), for programs that collect the results of checks."""

from __future__ import annotations

import json
import re
from datetime import UTC
from urllib.parse import quote

from publisher.model.finding import Finding, Outcome, Place, Severity
from publisher.model.jsonable import Json
from publisher.model.night import NightReport
from publisher.model.text import Language
from publisher.model.workspace import Workspace
from publisher.report.reading.listing import MOST_PLACES, Listed, listed

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
_KEPT = ":/?#[]@!$&'()*+,;=~%"
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def log(night: NightReport, workspace: Workspace) -> str:
    """The text of findings.sarif. What could not be tested is a result of kind `open`, never one that passed."""
    language = workspace.catalog.language
    items = list(listed(night, workspace))
    checks = sorted({item.finding.check for item in items})
    rules = {check: number for number, check in enumerate(checks)}
    entries = {item.finding.check: item for item in items}
    run: dict[str, Json] = {
        "tool": {
            "driver": {
                "name": "publisher",
                "version": night.versions.get("publisher", "0"),
                "language": language,
                "rules": [_rule(entries[check], language) for check in checks],
            }
        },
        "language": language,
        "automationDetails": {"id": f"publisher/{workspace.catalog.agency.code}/{night.run}"},
        "invocations": [_invocation(night)],
        "results": [_result(item, rules[item.finding.check], language, night) for item in items],
    }
    document: Json = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _rule(item: Listed, language: Language) -> Json:
    rule: dict[str, Json] = {
        "id": item.finding.check,
        "shortDescription": {"text": item.title.get(language)},
        "defaultConfiguration": {"level": _LEVELS[item.finding.severity]},
    }
    if entry := item.entry:
        rule["fullDescription"] = {"text": entry.why.get(language)}
        rule["help"] = {"text": entry.fix.get(language)}
        tags: list[Json] = [f"{reference.kind}: {reference.id}" for reference in entry.references]
        rule["properties"] = {"tags": list(dict.fromkeys(str(tag) for tag in tags))}
    return rule


def _result(item: Listed, rule: int, language: Language, night: NightReport) -> Json:
    found = item.finding
    untested = found.outcome is Outcome.UNTESTED
    result: dict[str, Json] = {
        "ruleId": found.check,
        "ruleIndex": rule,
        "kind": "open" if untested else "fail",
        "level": "none" if untested else _LEVELS[found.severity],
        "message": {"text": item.message.get(language)},
        "baselineState": "new" if item.new else "unchanged",
        "suppressions": _suppressions(found, night),
        "occurrenceCount": max(1, found.count),
        "partialFingerprints": {"publisher/v1": found.fingerprint},
        "locations": _locations(item),
        "properties": {
            "scope": item.scope,
            "owner": item.owner,
            "section": item.section.id if item.section else "",
            "subject": found.subject,
            "key": found.key,
            "outcome": str(found.outcome),
            "severity": str(found.severity),
            "firstSeen": item.first_seen,
            "evidence": [str(seen) for seen in found.evidence],
        },
    }
    return result


def _suppressions(found: Finding, night: NightReport) -> list[Json]:
    """What was accepted, with the reason; an empty list says that nothing is suppressed."""
    return [
        {"kind": "external", "status": "accepted", "justification": f"{item.reason} ({item.by}, {item.until})"}
        for item in night.acceptances
        if found.accepted and item.finding == found.fingerprint
    ]


def _locations(item: Listed) -> list[Json]:
    places = item.finding.places[:MOST_PLACES]
    found: list[Json] = [_location(place, item) for place in places]
    return found or [_location(Place(), item)]


def _location(place: Place, item: Listed) -> Json:
    location: dict[str, Json] = {}
    uri = place.url or place.file
    if uri is None and item.finding.subject.startswith(("http://", "https://")):
        uri = item.finding.subject
    if uri:
        prefix = "" if place.url or item.scope == "website" else f"datasets/{quote(item.owner)}/"
        physical: dict[str, Json] = {"artifactLocation": {"uri": prefix + _uri(uri)}}
        if place.line is not None and place.line > 0:
            physical["region"] = {"startLine": place.line}
        location["physicalLocation"] = physical
    logical: list[Json] = []
    if place.selector:
        logical.append({"fullyQualifiedName": place.selector, "kind": "element"})
    others = {
        "page": place.page, "sheet": place.sheet, "row": place.row, "field": place.field, "cell": place.cell,
    }  # fmt: skip
    said = ", ".join(f"{name} {value}" for name, value in others.items() if value is not None)
    if said:
        logical.append({"fullyQualifiedName": said, "kind": "place"})
    if not uri and not logical:
        logical.append({"fullyQualifiedName": item.finding.subject, "kind": item.scope})
    if logical:
        location["logicalLocations"] = logical
    return location


def _uri(address: str) -> str:
    """An address as RFC 3986 wants it written; whatever was there stays readable from it."""
    return quote(_BARE_PERCENT.sub("%25", address), safe=_KEPT)


def _invocation(night: NightReport) -> Json:
    """Whether the checks themselves ran to their end, and what they could not look at."""
    notes: list[Json] = []
    for site in night.sites:
        notes += [
            _note("error", f"{site.site}: {crashed.url} crashed ({crashed.reason})") for crashed in site.crashed
        ]
        if not site.coverage.complete:
            why = site.coverage.stopped or "unknown"
            notes.append(_note("warning", f"{site.site}: the crawl stopped early ({why})"))
        if site.coverage.untested_count:
            count = site.coverage.untested_count
            notes.append(_note("note", f"{site.site}: {count} addresses were not tested"))
    failed = [item.dataset for item in night.datasets if item.error is not None]
    notes += [_note("error", f"dataset {name} could not be processed") for name in failed]
    return {
        "executionSuccessful": not failed
        and not any(portal.error for portal in night.portals)
        and not any(site.crashed or not site.coverage.complete for site in night.sites),
        "exitCode": night.exit_code,
        "startTimeUtc": f"{night.started.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "endTimeUtc": f"{night.finished.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "toolExecutionNotifications": notes,
    }


def _note(level: str, text: str) -> Json:
    return {"level": level, "message": {"text": text}}
