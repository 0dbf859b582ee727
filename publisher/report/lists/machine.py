"""The report for machines: one JSON document whose shape is documented in `document`."""

from __future__ import annotations

import json
from collections.abc import Mapping

from publisher.i18n.words import words_of
from publisher.model.finding import Finding, Severity
from publisher.model.jsonable import Json, to_json
from publisher.model.night import NightReport, State
from publisher.model.release import Publication
from publisher.model.site import Section
from publisher.model.text import LANGUAGES, LocalText
from publisher.model.workspace import Workspace
from publisher.report.reading.accepted import accepted_views
from publisher.report.reading.digest import AREAS, Digest, all_findings, digest, is_new, verdict
from publisher.report.reading.listing import listed
from publisher.report.reading.site_words import site_verdict
from publisher.report.reading.websites import SiteView, site_views
from publisher.report.reading.wording import ReportWording

FORMAT = "publisher-report/1"
"""Raised when a key changes its meaning or goes; a new key does not raise it."""


def document(night: NightReport, workspace: Workspace, publications: Mapping[str, Publication]) -> dict[str, Json]:
    """The report as JSON data. Raises TypeError for anything in it that was not made to be written.

    - `format`: `publisher-report/1`
    - `agency`, `title`: who publishes (texts are `{"zh": …, "en": …}` everywhere)
    - `verdict`: the night in one or two sentences
    - `summary`: counts of `datasets` by state, of `findings` by severity and by age, of `portals`
    - `accepted`: the entries of checks/accepted.yaml (no key when there are none), each with `state`: `standing`,
      `expired` (it counts again), `refused` (it cannot be accepted), `idle` (not found in this run)
    - `findings`: every finding that stands, flat, with `fingerprint`, `status` (`new`, `open` or `accepted`),
      `first_seen`, `title` and `message` in words; one of a website with `site` and `section` (the id of the
      section whose owner mends it, or null)
    - `sites`: the websites that were looked at (no key when there were none), as `site_document` has them
    - `publications`: what stands published of each dataset after the night, with all files and their SHA-256
    - `night`: the run itself, as `publisher.model.night.NightReport` has it
    """
    sorted_night = digest(night)
    sites = site_views(night, workspace)
    located = {
        item.finding.fingerprint: (item.owner, item.section)
        for item in listed(night, workspace)
        if item.scope == "website"
    }
    return {
        "format": FORMAT,
        "agency": to_json(workspace.catalog.agency),
        "title": to_json(workspace.catalog.title),
        "verdict": to_json(LocalText(*(verdict(night, ReportWording(language)) for language in LANGUAGES))),
        "summary": _summary(night, sorted_night),
        "findings": [_finding(item, night, workspace) | _located(item, located) for item in all_findings(night)],
        **_accepted(night, workspace),
        **({"sites": [site_document(view) for view in sites]} if sites else {}),
        "publications": {name: _publication(publications[name]) for name in sorted(publications)},
        "night": to_json(night),
    }


def site_document(view: SiteView) -> Json:
    """One website.

    - `site`, `title`, `verdict`
    - `looked_at_in_full`: false when anything was left out; then the absence of a finding proves nothing
    - `coverage`: `complete`, `stopped` (why it ended early), `pages`, `documents`, `targets`, `requests`,
      `unchanged`, `bytes`, `seconds`
    - `not_tested`: `count`, and of the first thousand the number `by_reason`
    - `ran`: checks that came to their end; `crashed`: those that did not, with the kind of the fault; `not_run`;
      `switched_off`
    - `findings`: counts by severity, `new`, `open`, `accepted` and `fixed`, and by `families`; `checks`: findings
      and places by check; `references`: findings and checks by law, plan item and standard
    - `sections`: by owner, the ids of the checks and the number of findings by severity; `section` is null for
      what belongs to none
    """
    coverage = view.coverage
    numbers = ("complete", "stopped", "pages", "documents", "targets", "requests", "unchanged", "bytes", "seconds")
    return {
        "site": view.result.site,
        "title": to_json(view.title),
        "verdict": to_json(LocalText(*(site_verdict(view, ReportWording(language)) for language in LANGUAGES))),
        "looked_at_in_full": view.whole,
        "coverage": {name: to_json(getattr(coverage, name)) for name in numbers},
        "not_tested": {"count": coverage.untested_count, "by_reason": dict(view.reasons)},
        "ran": to_json(sorted(view.result.ran)),
        "crashed": [{"check": item.check, "fault": item.crashed} for item in view.unrun if item.crashed],
        "not_run": to_json([item.check for item in view.unrun if not item.crashed and not item.disabled]),
        "switched_off": to_json([item.check for item in view.unrun if item.disabled]),
        "findings": {
            **view.counts,
            "new": view.new,
            "open": len(view.findings) - view.new,
            "accepted": view.accepted,
            "fixed": view.fixed,
            "families": {name: dict(counts) for name, counts in view.families},
        },
        "checks": {row.check: {"findings": row.findings, "places": row.places} for row in view.checks},
        "references": [
            {
                "kind": row.reference.kind,
                "id": row.reference.id,
                "findings": row.findings,
                "checks": [check.check for check in row.checks],
            }
            for row in view.references
        ],
        "sections": [
            {
                "section": owner.section.id if owner.section else None,
                "title": to_json(owner.section.title) if owner.section else None,
                "owner": to_json(owner.section.owner) if owner.section else None,
                "findings": dict(owner.counts),
                "checks": [group.check for group in owner.groups],
            }
            for owner in view.owners
        ],
    }


def _accepted(night: NightReport, workspace: Workspace) -> dict[str, Json]:
    """The entries of checks/accepted.yaml; no key when there are none."""
    views = accepted_views(night, workspace)
    states = (
        ("standing", views.standing),
        ("expired", views.expired),
        ("refused", views.refused),
        ("idle", views.idle),
    )
    entries: list[Json] = [
        {"state": state, "entry": to_json(view.acceptance), "message": to_json(view.message)}
        for state, some in states
        for view in some
    ]
    return {"accepted": entries} if entries else {}


def serialise(content: Mapping[str, Json]) -> str:
    """The document as text: its own keys in the documented order, all others sorted; nothing but strict JSON."""
    parts = (
        f"  {json.dumps(key)}: "
        + json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False).replace("\n", "\n  ")
        for key, value in content.items()
    )
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _summary(night: NightReport, sorted_night: Digest) -> dict[str, Json]:
    states: dict[str, Json] = {str(state): sum(item.state is state for item in night.datasets) for state in State}
    severities: dict[str, Json] = {str(severity): sorted_night.count(severity) for severity in Severity}
    new = sum(is_new(night, item) for item in sorted_night.findings)
    return {
        "datasets": {"total": len(night.datasets), **states},
        "findings": {
            **severities,
            "new": new,
            "open": len(sorted_night.findings) - new,
            "accepted": sum(item.accepted for item in all_findings(night)),
            "fixed": len(night.fixed),
            "fixed_by_area": {area: sum(item.area == area for item in night.fixed) for area in AREAS},
        },
        "portals": {
            "total": len(night.portals),
            "with_trouble": len(sorted_night.troubled),
            "writes": sum(portal.writes for portal in night.portals),
        },
        "exit_code": night.exit_code,
    }


def _located(finding: Finding, located: Mapping[str, tuple[str, Section | None]]) -> dict[str, Json]:
    if finding.fingerprint not in located:
        return {}
    site, section = located[finding.fingerprint]
    return {"site": site, "section": section.id if section else None}


def _finding(finding: Finding, night: NightReport, workspace: Workspace) -> dict[str, Json]:
    entry = workspace.checks.get(finding.check)
    return {
        "fingerprint": finding.fingerprint,
        "check": finding.check,
        "outcome": str(finding.outcome),
        "severity": str(finding.severity),
        "holds": finding.holds,
        "subject": finding.subject,
        "key": finding.key,
        "status": "accepted" if finding.accepted else "new" if is_new(night, finding) else "open",
        "first_seen": night.first_seen.get(finding.fingerprint, night.started).isoformat(),
        "title": to_json(entry.title) if entry else None,
        "message": to_json(words_of(finding, entry)),
        "fix": to_json(entry.fix) if entry else None,
        "references": to_json(entry.references) if entry else [],
        "count": finding.count,
        "places": to_json(finding.places),
        "evidence": to_json(finding.evidence),
    }


def _publication(publication: Publication) -> Json:
    """Without its folder: where files lie on this machine is nobody's business."""
    return {
        "hash": publication.hash,
        "identifier": publication.identifier,
        "title": to_json(publication.title),
        "modified": publication.modified.isoformat(),
        "rows": publication.rows,
        "temporal": to_json(publication.temporal),
        "licence": publication.licence,
        "artifacts": to_json(publication.artifacts),
    }
