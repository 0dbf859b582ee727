"""A report for the W3C's WCAG-EM Report Tool: scope, sample and outcome by criterion, for an auditor to complete.

The sample is declared as WCAG-EM asks: a structured one (the pages nearest to the start: the start itself, main
sections and where they lead) and a random one of a tenth of it, drawn from the other judged pages by the digests
of their addresses, so that anybody can draw it again. Automatic outcomes are failures and doubts only. The words
are those of the tool's export (w3c/wai-wcag-em-report-tool 3.0, src/data/jsonld/appContext.js): it reads no
others, and tells pages apart by their titles.
"""

from __future__ import annotations

import hashlib
import json

from publisher.model.jsonable import Json
from publisher.model.night import NightReport
from publisher.model.site import Judged, PagesOfCheck, SiteResult
from publisher.model.workspace import Workspace
from publisher.report.forms.criteria import CONTEXT, criteria, pages_at_fault

_STRUCTURED = 30
_SHARE = 10
_EM = "http://www.w3.org/TR/WCAG-EM/#"
_CONTEXT: Json = {
    **CONTEXT,
    "id": "@id",
    "type": "@type",
    "title": "dcterms:title",
    "description": "dcterms:description",
    "summary": "dcterms:summary",
    "date": "dcterms:date",
    **{
        name: f"{_EM}{step}"
        for name, step in {
            "Evaluation": "procedure", "defineScope": "step1", "scope": "step1a", "conformanceTarget": "step1b",
            "accessibilitySupportBaseline": "step1c", "exploreTarget": "step2", "pageTypeVariety": "step2c",
            "technologiesReliedUpon": "step2d", "selectSample": "step3", "structuredSample": "step3a",
            "randomSample": "step3b", "Website": "website", "Webpage": "webpage", "auditSample": "step4",
            "reportFindings": "step5", "commissioner": "commissioner", "evaluator": "evaluator",
            "evaluationSpecifics": "step5b",
        }.items()
    },
    "wcagVersion": "http://www.w3.org/WAI/standards-guidelines/wcag/#versions",
    **{
        name: f"earl:{name}"
        for name in (
            "Assertion", "TestSubject", "TestResult", "TestRequirement", "TestCriterion", "assertedBy", "mode",
            "result", "subject", "test", "outcome",
        )
    },
}  # fmt: skip


def sample(judged: Judged) -> tuple[list[str], list[str]]:
    """The structured and the random sample, as addresses of judged pages."""
    pages = [url for url, _ in judged.marks]
    structured, others = pages[:_STRUCTURED], pages[_STRUCTURED:]
    drawn = sorted(others, key=lambda url: hashlib.sha256(url.encode()).digest())
    return structured, drawn[: -(-len(structured) // _SHARE)]


def document(
    site: SiteResult,
    judged: Judged,
    night: NightReport,
    workspace: Workspace,
    by_criterion: dict[str, list[PagesOfCheck]],
) -> str:
    """The report as JSON-LD in the words of the tool's own export."""
    day = night.started.date().isoformat()
    structured, random = sample(judged)
    place = {url: number for number, (url, _) in enumerate(judged.marks)}
    declared = next((item for item in workspace.catalog.websites if item.id == site.site), None)
    title = declared.title.zh if declared is not None else site.site
    audit: list[Json] = [
        _assertion(criterion, url, outcome, ", ".join(names), day)
        for criterion, checks in sorted(by_criterion.items())
        if criterion in criteria()
        for url in (*structured, *random)
        for outcome, names in (pages_at_fault(checks, place[url]),)
        if outcome
    ]
    whole: Json = {
        "@context": _CONTEXT,
        "type": "Evaluation",
        "date": day,
        "defineScope": {
            "id": "_:defineScope",
            "scope": {
                "id": "_:website",
                "type": ["TestSubject", "Website"],
                "title": title,
                "description": f"{judged.pages} pages judged, {judged.left_out} left out",
            },
            "wcagVersion": "2.2",
            "conformanceTarget": "AA",
            "accessibilitySupportBaseline": "Chromium, axe-core " + night.versions.get("axe-core", "?"),
        },
        "exploreTarget": {
            "id": "_:exploreTarget",
            "technologiesReliedUpon": ["HTML", "CSS", "JavaScript", "WAI-ARIA"],
        },
        "selectSample": {
            "id": "_:selectSample",
            "structuredSample": [_page(url) for url in structured],
            "randomSample": [_page(url) for url in random],
        },
        "auditSample": audit,
        "reportFindings": {
            "id": "_:reportFindings",
            "title": f"{workspace.catalog.agency.title.zh} {title}",
            "commissioner": workspace.catalog.agency.title.zh,
            "evaluator": "publisher " + night.versions.get("publisher", "0"),
            "summary": "Automatic part only: what is not listed here is left to a person.",
        },
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _page(url: str) -> Json:
    return {"id": url, "type": ["TestSubject", "Webpage"], "title": url, "description": url}


def _assertion(criterion: str, url: str, outcome: str, words: str, day: str) -> Json:
    return {
        "type": "Assertion",
        "assertedBy": "publisher",
        "mode": {"id": "earl:automatic"},
        "subject": _page(url),
        "test": {"id": criteria()[criterion].iri, "type": ["TestCriterion", "TestRequirement"]},
        "result": {"type": "TestResult", "outcome": {"id": f"earl:{outcome}"}, "description": words, "date": day},
    }
