"""The reviewer's files on accessibility: each code of each edition has its row, and no machine says that all is well."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from rdflib import RDF, Graph, URIRef

from publisher import report
from publisher.model.finding import Finding, Outcome, Place, Severity
from publisher.model.review import Judgement, ManualAnswer
from publisher.model.site import Judged, PagesOfCheck
from publisher.report.forms.conformity import COLUMNS, EDITIONS, codes, files
from publisher.workspace import load_rulebook
from tests.report import sites

WORKSPACE = replace(sites.WORKSPACE, checks={**sites.WORKSPACE.checks, **load_rulebook()})
ALT = Finding(
    "accessibility.image-alt", Outcome.FAILED, Severity.ERROR, "main", "main > img", {"pages": 2},
    (Place(url=f"{sites.BASE}/a", selector="main > img"),), 2,
)  # fmt: skip
JUDGED = Judged(
    "accessibility",
    3,
    1,
    (
        PagesOfCheck("accessibility.image-alt", failed="3", clean="4"),
        PagesOfCheck("accessibility.legend-missing", clean="1"),
        PagesOfCheck("accessibility.choices-not-grouped", failed="2", unsure="4"),
        PagesOfCheck("accessibility.link-twice", unsure="1"),
        PagesOfCheck("accessibility.unmarked-language", clean="7"),
    ),
)
NIGHT = replace(sites.calm_night(), sites=(replace(sites.WHOLE, findings=(ALT,), judged=(JUDGED,)),))


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return files(NIGHT, WORKSPACE)


def _rows(made: dict[str, str]) -> dict[tuple[str, str], dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(made["accessibility-main.csv"].lstrip("\ufeff"))))
    assert tuple(rows[0]) == COLUMNS
    return {(row["edition"], row["code"]): row for row in rows}


def test_every_code_of_both_editions_has_its_row(made: dict[str, str]) -> None:
    rows = _rows(made)
    assert set(rows) == {(code.edition, code.code) for code in codes()}
    assert ("110.07", "HM1130105C") not in rows
    alt = rows["115.11", "HM1110100C"]
    assert (alt["result_en"], alt["pages_judged"], alt["pages_failed"]) == ("failed", "3", "2")
    assert rows["115.11", "HM2310200C"]["result_zh"] == "機器未發現問題"
    assert rows["115.11", "HM1240400C"]["result_en"] == "to be reviewed by a person"
    assert rows["115.11", "HM1110104C"]["result_en"] == "nothing of the kind on the pages judged"
    assert rows["115.11", "GN1130300E"]["result_en"] == "left to a person"
    assert rows["115.11", "HM1240200C"]["near_findings"] == "0"
    assert rows["115.11", "HM1110106C"]["near_findings"] == "1"


def test_checks_of_one_code_are_counted_together_and_a_code_means_what_its_edition_says(
    made: dict[str, str],
) -> None:
    rows = _rows(made)
    for edition, code in (("110.07", "HM1130103C"), ("115.11", "HM1130105C")):
        row = rows[edition, code]
        assert (row["pages_concerned"], row["pages_failed"], row["pages_to_be_reviewed"]) == ("3", "1", "1")
    assert rows["115.11", "HM1130103C"]["checks"] == "accessibility.option-groups"


@pytest.mark.parametrize("edition", ["110.07", "115.11"])
def test_every_machine_code_of_level_a_and_aa_has_a_check_that_means_the_same(
    made: dict[str, str], edition: str
) -> None:
    without = [
        code.code
        for code in codes()
        if code.edition == edition and code.method == "machine" and code.level != "AAA"
        if not _rows(made)[edition, code.code]["checks"]
    ]
    assert without == []


def test_no_file_says_that_a_machine_found_all_well(made: dict[str, str]) -> None:
    for text in made.values():
        assert "passe" not in text.lower()
        # the one name that the W3C's tool wants for what is aimed at
        assert "conform" not in text.replace("conformanceTarget", "").lower()
        assert "通過" not in text


def test_earl_has_a_subject_and_an_assertor_in_every_assertion(made: dict[str, str]) -> None:
    graph = json.loads(made["accessibility-main.earl.jsonld"])["@graph"]
    assertions = [item for item in graph if item["@type"] == "earl:Assertion"]
    outcomes = {item["earl:result"]["earl:outcome"]["@id"] for item in assertions}
    assert outcomes == {"earl:failed", "earl:cantTell", "earl:untested"}
    assert all(item["earl:subject"]["@id"] and item["earl:assertedBy"] for item in assertions)
    assert {"WCAG21:non-text-content", "urn:publisher:check:accessibility.image-alt"} <= {
        item["earl:test"]["@id"] for item in assertions
    }


EARL = "http://www.w3.org/ns/earl#"
EARL_TERMS = frozenset(
    (
        "Assertion", "Assertor", "Software", "TestSubject", "TestCriterion", "TestRequirement", "TestCase", "TestResult",
        "assertedBy", "subject", "test", "result", "mode", "outcome", "pointer", "info", "automatic", "manual", "passed",
        "failed", "cantTell", "inapplicable", "untested",
    )
)  # fmt: skip
"""Names of EARL 1.0 Schema (W3C, 2017) that are used."""
RANGES = {
    "assertedBy": f"{EARL}Assertor",
    "subject": f"{EARL}TestSubject",
    "test": f"{EARL}TestCriterion",
    "result": f"{EARL}TestResult",
}


def test_earl_is_what_its_vocabulary_asks_for() -> None:
    answers = (_answer("a", "m1", Judgement.MET), _answer("b", "older", Judgement.NOT_MET))
    text = files(REVIEWED, replace(WORKSPACE, answers=answers))["accessibility-main.earl.jsonld"]
    graph = Graph().parse(data=text, format="json-ld")
    for term in {str(node) for triple in graph for node in triple if str(node).startswith(EARL)}:
        assert term.removeprefix(EARL) in EARL_TERMS
    assert not [node for triple in graph for node in triple if isinstance(node, URIRef) and ":" not in node]
    assertions = set(graph.subjects(RDF.type, URIRef(f"{EARL}Assertion")))
    assert assertions
    for assertion in assertions:
        for name, wanted in RANGES.items():
            (value,) = graph.objects(assertion, URIRef(EARL + name))
            assert (value, RDF.type, URIRef(wanted)) in graph, (name, value)
        (result,) = graph.objects(assertion, URIRef(f"{EARL}result"))
        (outcome,) = graph.objects(result, URIRef(f"{EARL}outcome"))
        (mode,) = graph.objects(assertion, URIRef(f"{EARL}mode"))
        # a person's word is a person's, and a machine says no more than a machine can
        (by,) = graph.objects(assertion, URIRef(f"{EARL}assertedBy"))
        assert (str(mode) == f"{EARL}manual") == (
            (by, RDF.type, URIRef("http://xmlns.com/foaf/0.1/Person")) in graph
        )
        if str(mode) == f"{EARL}automatic":
            assert str(outcome).removeprefix(EARL) in {"failed", "cantTell", "untested"}
    pointers = set(graph.objects(None, URIRef(f"{EARL}pointer")))
    assert {
        str(words)
        for node in pointers
        for words in graph.objects(node, URIRef("http://www.w3.org/2009/pointers#expression"))
    } == {"main > img"}
    manual = [node for node in assertions if (node, URIRef(f"{EARL}mode"), URIRef(f"{EARL}manual")) in graph]
    assert len(manual) == 1  # the page of the other answer has changed


def test_the_statement_says_what_is_known_and_leaves_the_rest_to_a_person() -> None:
    unmet = (_answer("a", "m1", Judgement.NOT_MET),)
    day = replace(REVIEWED, started=REVIEWED.started.replace(month=12, day=1))
    text = files(day, replace(WORKSPACE, answers=unmet))["accessibility-main.statement.md"]
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == [
        "## 符合情形", "## 尚無法使用或有困難的內容", "## 本說明之製作", "## 意見反映與聯絡", "## 申訴管道",
        "## Compliance status", "## Non-accessible content", "## Preparation of this statement",
        "## Feedback and contact information", "## Enforcement procedure",
    ]  # fmt: skip
    assert "- 圖片沒有替代文字（成功準則 1.1.1）" in text
    assert text.count(f"GN1130300E {sites.BASE}/a") == 2
    assert WORKSPACE.catalog.agency.contact.email in text
    assert "\n\n\n" not in text


@pytest.mark.parametrize(("day", "edition"), [(date(2026, 11, 29), "110.07"), (date(2026, 11, 30), "115.11")])
def test_the_edition_of_the_day_is_said(day: date, edition: str) -> None:
    night = replace(NIGHT, started=NIGHT.started.replace(year=day.year, month=day.month, day=day.day))
    made = files(night, WORKSPACE)
    assert f"規範版本：{edition}" in made["accessibility-main.statement.md"]
    assert json.loads(made["accessibility-main.checklist.json"])["edition"] == edition


def test_a_site_that_was_not_looked_at_has_no_files() -> None:
    assert files(sites.calm_night(), WORKSPACE) == {}


REVIEWED = replace(
    NIGHT,
    sites=(
        replace(
            NIGHT.sites[0],
            judged=(
                replace(
                    JUDGED,
                    marks=tuple((f"{sites.BASE}/{name}", f"m{number}") for number, name in enumerate("abc", 1)),
                ),
            ),
        ),
    ),
)


def _answer(page: str, seen: str, answer: Judgement) -> ManualAnswer:
    return ManualAnswer(
        "main", "115.11", "GN1130300E", f"{sites.BASE}/{page}", answer, "王 OO", date(2026, 11, 30), seen, "看過"
    )


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ((), "left to a person"),
        ((_answer("a", "m1", Judgement.MET),), "tested by a person"),
        ((_answer("a", "m1", Judgement.MET), _answer("b", "m2", Judgement.NOT_MET)), "not met, as a person found"),
        ((_answer("a", "older", Judgement.NOT_MET),), "the page has changed: to be tested again"),
        ((_answer("z", "m1", Judgement.MET),), "left to a person"),
    ],
)
def test_an_answer_of_a_person_counts_while_its_page_is_unchanged(
    answers: tuple[ManualAnswer, ...], state: str
) -> None:
    text = files(REVIEWED, replace(WORKSPACE, answers=answers))["accessibility-main.checklist.csv"]
    rows = {(row["edition"], row["code"]): row for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))}
    assert rows["115.11", "GN1130300E"]["state_en"] == state
    assert rows["110.07", "GN1130300E"]["state_en"] == "left to a person"
    assert "2 處" in rows["115.11", "HM1110100E"]["machine_saw_zh"]


def test_the_auditor_gets_the_declared_sample_and_only_failures_and_doubts() -> None:
    document = json.loads(files(REVIEWED, WORKSPACE)["accessibility-main.wcag-em.json"])
    pages = [page["title"] for page in document["selectSample"]["structuredSample"]]
    assert pages == [f"{sites.BASE}/{name}" for name in "abc"]
    outcomes = {
        (item["test"]["id"], item["subject"]["title"], item["result"]["outcome"]["id"])
        for item in document["auditSample"]
    }
    assert ("WCAG21:non-text-content", f"{sites.BASE}/a", "earl:failed") in outcomes
    assert {outcome for *_, outcome in outcomes} <= {"earl:failed", "earl:cantTell"}


def test_the_checklist_gives_the_console_pages_questions_and_answers() -> None:
    answer = _answer("a", "m1", Judgement.MET)
    text = files(REVIEWED, replace(WORKSPACE, answers=(answer,)))["accessibility-main.checklist.json"]
    document = json.loads(text)
    assert document["pages"][0] == {"url": f"{sites.BASE}/a", "mark": "m1"}
    (asked,) = (item for item in document["questions"] if item["answers"])
    assert (asked["code"], asked["state"], asked["answers"][0]["by"]) == ("GN1130300E", "answered", "王 OO")


def test_every_edition_and_criterion_has_a_page_that_tells_what_the_table_tells(
    made: dict[str, str], tmp_path: Path
) -> None:
    report.write(NIGHT, WORKSPACE, {}, tmp_path)
    rows = _rows(made)
    for edition in EDITIONS:
        page = BeautifulSoup((tmp_path / f"zh/wcag-{edition}.html").read_text(encoding="utf-8"), "html.parser")
        told = {
            row.select_one("th code").get_text(): row.select_one(".mark").get_text()  # type: ignore[union-attr]
            for row in page.select("tbody tr")
        }
        assert told == {code: row["result_zh"] for (known, code), row in rows.items() if known == edition}
    for criterion in {row["criterion"] for row in rows.values()} - {""}:
        text = (tmp_path / f"en/criterion-{criterion}.html").read_text(encoding="utf-8")
        assert all(row["code"] in text for row in rows.values() if row["criterion"] == criterion)
    alt = BeautifulSoup((tmp_path / "zh/criterion-1.1.1.html").read_text(encoding="utf-8"), "html.parser")
    assert "check-accessibility.image-alt.html" in str(alt)
