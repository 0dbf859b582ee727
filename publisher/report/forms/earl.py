"""The findings as EARL 1.0 in JSON-LD (W3C, Evaluation and Report Language; Pointer Methods in RDF).

Every assertion has its assertor, subject, test, mode and result, each of the type that the vocabulary asks for.
What a machine says is `failed`, `cantTell` or `untested`, never more; `passed` and `inapplicable` are words of
persons, whose answers stand here as theirs. The W3C's WCAG-EM Report Tool takes the assertions on the pages of its
sample.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from publisher.model.finding import Finding, Place
from publisher.model.jsonable import Json
from publisher.model.night import NightReport
from publisher.model.review import Judgement, ManualAnswer, Standing
from publisher.model.site import Judged, PagesOfCheck, SiteResult
from publisher.model.workspace import Workspace
from publisher.report.forms.criteria import CONTEXT, criteria, pages_at_fault
from publisher.report.forms.evaluation import sample

_TOOL = "urn:publisher:tool"
_SITE = "_:site"
_FRAME = " >>> "
_SAID = {Judgement.MET: "passed", Judgement.NOT_MET: "failed", Judgement.NOT_APPLICABLE: "inapplicable"}


def document(
    site: SiteResult,
    judged: Judged,
    night: NightReport,
    workspace: Workspace,
    by_criterion: dict[str, list[PagesOfCheck]],
    of_check: dict[str, set[str]],
) -> str:
    """The graph. `by_criterion` are the pages of each criterion's checks, `of_check` each check's criteria."""
    declared = next((item for item in workspace.catalog.websites if item.id == site.site), None)
    assertions = [
        *_of_site(judged, by_criterion),
        *_of_sample(judged, by_criterion),
        *(item for finding in site.findings if finding.check in of_check for item in _of_finding(finding)),
        *_of_people(site.site, judged, workspace),
    ]
    tool: Json = {
        "@id": _TOOL,
        "@type": ["earl:Assertor", "earl:Software"],
        "dcterms:title": "publisher",
        "dcterms:hasVersion": night.versions.get("publisher", "0"),
        "dcterms:description": f"axe-core {night.versions.get('axe-core', '?')}",
    }
    whole: Json = {
        "@context": {**CONTEXT, "ptr": "http://www.w3.org/2009/pointers#", "foaf": "http://xmlns.com/foaf/0.1/"},
        "@graph": [
            tool,
            {
                "@id": _SITE,
                "@type": "earl:TestSubject",
                "dcterms:title": declared.title.zh if declared is not None else site.site,
            },
            *_subjects(assertions),
            *_tests(assertions, of_check, workspace),
            *_persons(workspace, site.site),
            *assertions,
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _of_site(judged: Judged, by_criterion: dict[str, list[PagesOfCheck]]) -> Iterator[dict[str, Json]]:
    """One assertion for each criterion of WCAG 2.2 A and AA on the site as a whole."""
    for number, criterion in criteria().items():
        if criterion.level == "AAA" and number not in by_criterion:
            continue
        failed = unsure = 0
        for item in by_criterion.get(number, ()):
            failed |= int(item.failed, 16)
            unsure |= int(item.unsure, 16)
        words = f"{failed.bit_count()} of {judged.pages} pages failed, {unsure.bit_count()} to be reviewed"
        asked = number in by_criterion and judged.pages
        outcome = "failed" if failed else "cantTell" if asked else "untested"
        yield _assertion(_SITE, criterion.iri, outcome, words if asked else "left to a person")


def _of_sample(judged: Judged, by_criterion: dict[str, list[PagesOfCheck]]) -> Iterator[dict[str, Json]]:
    """One for each page of the sample and criterion with a fault or a doubt."""
    place = {url: number for number, (url, _) in enumerate(judged.marks)}
    structured, random = sample(judged)
    for number, checks in sorted(by_criterion.items()):
        for url in (*structured, *random):
            outcome, names = pages_at_fault(checks, place[url])
            if outcome and number in criteria():
                yield _assertion(url, criteria()[number].iri, outcome, ", ".join(names))


def _of_finding(finding: Finding) -> Iterator[dict[str, Json]]:
    """One for each place of a finding, with pointers to it."""
    for place in finding.places:
        if place.url is not None:
            made = _assertion(place.url, _test_of(finding.check), str(finding.outcome), finding.check)
            pointers = list(_pointers(place, place.url))
            if pointers:
                made["earl:result"]["earl:pointer"] = pointers  # type: ignore[index,call-overload]
            yield made


def _pointers(place: Place, url: str) -> Iterator[Json]:
    if place.selector:
        # beyond a frame the selector is of another document: the frame's own element is what can be pointed at
        yield {
            "@type": "ptr:CSSSelectorPointer",
            "ptr:expression": place.selector.partition(_FRAME)[0],
            "ptr:reference": {"@id": url},
        }
    if place.line is not None:
        yield {"@type": "ptr:LineCharPointer", "ptr:lineNumber": place.line, "ptr:reference": {"@id": url}}


def _of_people(site: str, judged: Judged, workspace: Workspace) -> Iterator[dict[str, Json]]:
    """The answers of persons that hold tonight."""
    marks = dict(judged.marks)
    for answer in workspace.answers:
        if answer.site == site and answer.standing(marks) is Standing.HOLDS:
            test = f"urn:moda:{answer.edition}:{answer.code}"
            made = _assertion(
                answer.page, test, _SAID[answer.answer], answer.note, by=_person(answer.by), mode="manual"
            )
            made["earl:result"]["dcterms:date"] = answer.on.isoformat()  # type: ignore[index,call-overload]
            yield made


def _person(name: str) -> str:
    return "_:person-" + name.encode().hex()


def _persons(workspace: Workspace, site: str) -> Iterator[Json]:
    for name in sorted({answer.by for answer in workspace.answers if answer.site == site}):
        yield {"@id": _person(name), "@type": ["earl:Assertor", "foaf:Person"], "foaf:name": name}


def _subjects(assertions: list[dict[str, Json]]) -> Iterator[Json]:
    """Each page once, as a subject."""
    for url in dict.fromkeys(item["earl:subject"]["@id"] for item in assertions):  # type: ignore[index,call-overload]
        if url != _SITE:
            yield {"@id": url, "@type": "earl:TestSubject", "dcterms:title": url}


def _tests(
    assertions: list[dict[str, Json]], of_check: dict[str, set[str]], workspace: Workspace
) -> Iterator[Json]:
    """Each test once: criteria as requirements, checks and codes as cases that are part of them."""
    known = {criterion.iri: criterion for criterion in criteria().values()}
    checks = {_test_of(name): name for name in of_check}
    answers = {f"urn:moda:{item.edition}:{item.code}": item for item in workspace.answers}
    for test in dict.fromkeys(str(item["earl:test"]["@id"]) for item in assertions):  # type: ignore[index,call-overload]
        if test in known:
            title = f"{known[test].number} {known[test].name}"
            yield {"@id": test, "@type": ["earl:TestCriterion", "earl:TestRequirement"], "dcterms:title": title}
            continue
        within = sorted(of_check[checks[test]]) if test in checks else [_criterion_of(answers[test])]
        yield {
            "@id": test,
            "@type": ["earl:TestCriterion", "earl:TestCase"],
            "dcterms:title": checks.get(test) or answers[test].code,
            "dcterms:isPartOf": [{"@id": criteria()[number].iri} for number in within if number in criteria()],
        }


def _criterion_of(answer: ManualAnswer) -> str:
    """The criterion that the digits of a code of the specification name (HM1240401C: 2.4.4)."""
    guideline, criterion = answer.code[3:5], answer.code[5:7]
    return f"{guideline[0]}.{guideline[1]}.{int(criterion)}"


def _test_of(check: str) -> str:
    return f"urn:publisher:check:{check}"


def _assertion(
    subject: str, test: str, outcome: str, words: str, *, by: str = _TOOL, mode: str = "automatic"
) -> dict[str, Json]:
    return {
        "@type": "earl:Assertion",
        "earl:assertedBy": {"@id": by},
        "earl:mode": {"@id": f"earl:{mode}"},
        "earl:subject": {"@id": subject},
        "earl:test": {"@id": test},
        "earl:result": {
            "@type": "earl:TestResult",
            "earl:outcome": {"@id": f"earl:{outcome}"},
            **({"dcterms:description": words} if words else {}),
        },
    }
