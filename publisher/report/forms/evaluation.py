"""A report for the W3C's WCAG-EM Report Tool: scope, sample and outcome by criterion, for an auditor to complete.

The sample is declared as WCAG-EM asks: a structured one (the pages nearest to the start: the start itself, main
sections and where they lead) and a random one of a tenth of it, drawn from the other judged pages by the digests
of their addresses, so that anybody can draw it again. Automatic outcomes are failures and doubts only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from publisher.model.jsonable import Json
from publisher.model.night import NightReport
from publisher.model.site import Judged, PagesOfCheck, SiteResult
from publisher.model.workspace import Workspace

_STRUCTURED = 30
_SHARE = 10


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
    subjects = {url: f"_:page{number}" for number, url in enumerate((*structured, *random), 1)}
    place = {url: number for number, (url, _) in enumerate(judged.marks)}
    audit: list[Json] = []
    for criterion, checks in sorted(by_criterion.items()):
        failed = _mask(item.failed for item in checks)
        unsure = _mask(item.unsure for item in checks) & ~failed
        for url, name in subjects.items():
            bit = 1 << place[url]
            if (failed | unsure) & bit:
                word = "failed" if failed & bit else "cantTell"
                names = sorted(
                    item.check for item in checks if (int(item.failed, 16) | int(item.unsure, 16)) & bit
                )
                audit.append(_assertion(criterion, name, word, ", ".join(names), day))
    whole: Json = {
        "@context": {
            "@vocab": "http://www.w3.org/TR/WCAG-EM/#",
            "earl": "http://www.w3.org/ns/earl#",
            "dct": "http://purl.org/dc/terms/",
            "WCAG22": "https://www.w3.org/TR/WCAG22/#",
        },
        "@type": "Evaluation",
        "@language": "zh-TW",
        "dct:title": workspace.catalog.agency.title.zh,
        "dct:date": day,
        "defineScope": {
            "scope": {
                "description": f"{judged.pages} pages judged, {judged.left_out} left out",
                "title": site.site,
            },
            "wcagVersion": "2.2",
            "conformanceTarget": "AA",
            "accessibilitySupportBaseline": "Chromium, axe-core " + night.versions.get("axe-core", "?"),
        },
        "exploreTarget": {"technologiesReliedUpon": ["HTML", "CSS", "JavaScript", "WAI-ARIA"]},
        "selectSample": {
            "structuredSample": [_page(url, name) for url, name in subjects.items() if url in set(structured)],
            "randomSample": [_page(url, name) for url, name in subjects.items() if url in set(random)],
        },
        "auditSample": audit,
        "reportFindings": {
            "commissioner": "",
            "evaluator": "publisher " + night.versions.get("publisher", "0"),
            "summary": "Automatic part only: what is not listed here is left to a person.",
        },
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _mask(masks: Iterable[str]) -> int:
    total = 0
    for mask in masks:
        total |= int(mask, 16)
    return total


def _page(url: str, name: str) -> Json:
    return {"@id": name, "@type": ["TestSubject", "WebPage"], "dct:description": url}


def _assertion(criterion: str, subject: str, outcome: str, words: str, day: str) -> Json:
    return {
        "@type": "earl:Assertion",
        "earl:mode": {"@id": "earl:automatic"},
        "earl:subject": {"@id": subject},
        "earl:test": {"@id": f"WCAG22:{criterion}"},
        "earl:result": {
            "@type": "earl:TestResult",
            "earl:outcome": {"@id": f"earl:{outcome}"},
            "dct:description": words,
            "dct:date": day,
        },
    }
