"""The websites in the report: in one minute, by owner, by check and law; and never cleaner than was proven."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from defusedxml import ElementTree

from publisher import report
from publisher.model.finding import Finding
from publisher.model.night import NightReport, State
from publisher.report.lists.spreadsheet import COLUMNS
from publisher.report.pages.page import render
from publisher.report.reading.places import readable
from tests.report import nights, sites, test_page


def page(night: NightReport) -> BeautifulSoup:
    return BeautifulSoup(render(night, sites.WORKSPACE, nights.publications()), "html.parser")


@pytest.fixture(scope="module")
def full() -> BeautifulSoup:
    return page(sites.full_night())


@pytest.fixture(scope="module", params=["full", "calm"])
def soup(request: pytest.FixtureRequest, full: BeautifulSoup) -> BeautifulSoup:
    return full if request.param == "full" else page(sites.calm_night())


def half(soup: BeautifulSoup, prefix: str) -> Tag:
    found = soup.find(id=f"{prefix}-site-1")
    assert isinstance(found, Tag)
    assert isinstance(found.parent, Tag)
    return found.parent


@pytest.mark.parametrize(
    "holds",
    [
        test_page.test_both_languages_say_the_same,
        test_page.test_the_chinese_half_has_no_english_sentence,
        test_page.test_ids_are_unique_and_links_lead_somewhere,
        test_page.test_headings_nest,
        test_page.test_tables_have_captions_and_scopes,
        test_page.test_the_file_needs_nothing_beside_itself,
    ],
)
def test_the_page_keeps_its_form(holds: object, soup: BeautifulSoup) -> None:
    assert callable(holds)
    holds(soup)


@pytest.mark.parametrize("prefix", ["zh", "en"])
def test_websites_come_after_what_was_held(full: BeautifulSoup, prefix: str) -> None:
    order = [str(item["id"]) for item in full.select(f"#{prefix} section > h2[id]")]
    at = order.index(f"{prefix}-site-1")
    assert order[at - 1 : at + 2] == [f"{prefix}-failed", f"{prefix}-site-1", f"{prefix}-trouble"]


@pytest.mark.parametrize("prefix", ["zh", "en"])
def test_the_first_page_says_what_waits_for_whom(full: BeautifulSoup, prefix: str) -> None:
    rows = full.select(f"#{prefix} .to-do tbody tr")
    leads = [str(row.select_one("a")["href"]) for row in rows]  # type: ignore[index]
    owners = [f"#{prefix}-site-1-part-{number}" for number in (1, 2, 3, 4)]
    assert leads[-4:] == owners
    assert all(full.find(id=lead[1:]) for lead in leads)
    held = [item for item in sites.full_night().datasets if item.state in (State.HELD, State.FAILED)]
    troubled = full.select(f"#{prefix}-trouble ~ article")
    assert len(rows) == len(held) + len(troubled) + len(owners)
    said = [cell.get_text(" ", strip=True) for cell in rows[-3].select("td")]
    expected = {
        "zh": ["警告", "檔案室：錯誤 0 項、警告 1 項、建議 0 項"],
        "en": ["warning", "Archives: errors 0, warnings 1, advice 0"],
    }
    assert said == expected[prefix]


def test_a_calm_night_waits_for_nobody() -> None:
    assert not page(sites.calm_night()).select(".to-do")


def test_one_minute_says_what_was_seen_and_what_not(full: BeautifulSoup) -> None:
    card = half(full, "zh").select_one(".card")
    assert card is not None
    text = card.get_text(" ", strip=True)
    assert "本網站僅檢視一部分" in text
    assert "網頁 1,203 頁、文件 88 份、連結 5,120 個" in text
    assert "發現錯誤 3 項、警告 1 項、建議 1 項。" in text
    assert "未能完整檢視 已達檢視時間上限" in text
    assert "網址 1,412 個（逾時未回應 2、robots.txt 禁止 1、something-new 1）" in text
    assert "新發現 1 項，持續存在 4 項" in text
    assert "均不視為已改善" in text
    rows = {row.th.get_text(): [td.get_text() for td in row.select("td")] for row in card.select("tbody tr")}  # type: ignore[union-attr]
    assert rows == {
        "無障礙": ["1", "0", "0"],
        "下載文件": ["0", "0", "1"],
        "內容時效": ["0", "1", "0"],
        "個人資料": ["1", "0", "0"],
        "連結": ["1", "0", "0"],
    }


def test_a_site_seen_in_part_is_never_clean() -> None:
    for coverage in (
        replace(sites.PARTIAL.coverage, untested=(), untested_count=0),
        replace(sites.WHOLE.coverage, untested=sites.UNTESTED, untested_count=4),
        replace(sites.WHOLE.coverage, complete=False, stopped="unreachable", pages=0),
    ):
        night = replace(sites.calm_night(), sites=(replace(sites.WHOLE, coverage=coverage),))
        text = half(page(night), "en").get_text()
        assert "no fault was found" not in text
        assert "every check came to its end." not in text
        lines = report.render_text(night, sites.WORKSPACE, "en")
        assert "Websites that were not looked at in full: 1." in lines
        assert "NOT LOOKED AT IN FULL" in lines
        assert "looked at in full, without" not in lines
    crashed = replace(sites.WHOLE, crashed=sites.PARTIAL.crashed)
    assert "no fault was found" not in half(page(replace(night, sites=(crashed,))), "en").get_text()
    unrun = replace(sites.WHOLE, ran=())
    text = half(page(replace(night, sites=(unrun,))), "en").get_text()
    assert "no fault was found" not in text
    assert "Checks that did not see everything, and so prove nothing: 8." in text


def test_a_clean_site_says_what_the_proof_is_worth() -> None:
    soup = page(sites.calm_night())
    card = half(soup, "en").select_one(".card.published")
    assert card is not None
    assert "pages 60, documents 12, links 300), every check came to its end, and no fault" in card.get_text()
    assert "not proven to be without faults" in soup.select_one("#en").get_text()  # type: ignore[union-attr]
    verdict = soup.select_one("#en .verdict")
    assert verdict is not None
    assert verdict.get_text().endswith("Websites looked at in full, without a finding: 1.")
    assert verdict["class"] == ["verdict"]


def test_findings_stand_with_their_owner(full: BeautifulSoup) -> None:
    owners = {
        item.h3.get_text(): [str(found["id"]).rsplit("-", 1)[1] for found in item.select(".finding")]  # type: ignore[union-attr]
        for item in half(full, "zh").select(".owner")
    }
    assert owners == {
        "最新消息": [sites.BROKEN.fingerprint],
        "舊聞": [sites.STALE.fingerprint],
        "關於本站": [sites.LEAK.fingerprint],
        "其他（全網站或未劃歸單位）": [sites.TEMPLATE.fingerprint, sites.PDF.fingerprint],
    }
    group = half(full, "zh").select_one(".owner .group")
    assert group is not None
    text = group.get_text()
    assert "連結失效" in text
    assert "請於所列網頁更正。" in text
    assert "P5-1-5" in text
    assert "本次新增" in text


def test_many_places_are_folded_and_counted(full: BeautifulSoup) -> None:
    found = full.find(id=f"en-site-1-{sites.TEMPLATE.fingerprint}")
    assert isinstance(found, Tag)
    tables = found.select("table")
    assert [len(item.select("tbody tr")) for item in tables] == [20, 80]
    assert tables[1].find_parent("details") is not None
    assert "The first 100 of 1,000 places are listed." in found.get_text()
    assert [item.get_text() for item in tables[0].select("tbody tr:first-child td")] == [
        f"{sites.BASE}/news/0",
        "footer > p.copy",
        "200",
    ]


def test_thousands_of_findings_do_not_blow_the_page() -> None:
    many = tuple(replace(sites.STALE, key=str(n)) for n in range(2_000))
    night = replace(sites.full_night(), sites=(replace(sites.PARTIAL, findings=many),))
    text = render(night, sites.WORKSPACE, nights.publications())
    assert text.count("Not updated for 900 days.") == 200
    assert "Further findings of this check: 1,800." in text


def test_hostile_addresses_stay_texts(full: BeautifulSoup) -> None:
    assert full.select("script, img, i, b") == []
    links = [str(item["href"]) for item in half(full, "en").select("a[href]")]
    assert sites.HOSTILE_URL in links
    assert all(item.startswith(("#", "https://")) for item in links)
    assert "javascript:alert(3)" in half(full, "en").get_text()
    assert f"{sites.BASE}/news/公告.html" in half(full, "en").get_text()
    assert readable("https://a/%E2%80%AEx%FF") == "https://a/%E2%80%AEx%FF"


def test_the_index_leads_from_law_to_check_to_owner(full: BeautifulSoup) -> None:
    part = half(full, "en")
    index = {str(table.caption.get_text()): table for table in part.select("table") if table.caption}
    by_check = index["Findings by check"]
    assert {
        str(row.code.get_text()): row.select_one("td.number").get_text() for row in by_check.select("tbody tr")
    } == {  # type: ignore[union-attr]
        item.check: "1" for item in sites.FINDINGS if item is not sites.NOT_TESTED
    }
    by_law = index["Findings by law, plan item and standard"]
    heads = [row.th.get_text(" ", strip=True) for row in by_law.select("tbody tr")]  # type: ignore[union-attr]
    assert [text.split(":")[0] for text in heads] == ["law", "plan of the agency", "standard", "standard"]
    law = by_law.select("tbody tr")[0]
    assert law.select_one("td.number").get_text() == "2"  # type: ignore[union-attr]
    targets = [full.find(id=str(link["href"])[1:]) for link in law.select("a")]
    assert [isinstance(item, Tag) and item.name for item in targets] == ["tr", "tr"]
    assert isinstance(targets[0], Tag)
    goal = full.find(id=str(targets[0].select("a")[0]["href"])[1:])
    assert isinstance(goal, Tag)
    assert goal.name == "h4"


def test_what_was_not_tested_is_listed_with_reasons(full: BeautifulSoup) -> None:
    text = half(full, "zh").get_text(" ", strip=True)
    assert "2 個網頁未能檢測（timeout）。" in text
    assert "屬程式異常（RecursionError）" in text
    assert "僅統計 1,412 個網址中的前 4 個。" in text
    rows = [row.get_text(" ", strip=True) for row in full.select("#en tbody tr") if "missing-" in row.get_text()]
    assert any("crashed: proves nothing" in text for text in rows)
    assert any("no finding in what was looked at" in text for text in rows)


def test_a_declared_site_that_was_not_crawled_is_named() -> None:
    soup = page(nights.calm_night())
    assert "nothing is said of them: Website of the Tainan Model Station" in soup.get_text()
    assert "not run" in soup.select_one("#en-checked").parent.get_text()  # type: ignore[union-attr]


def test_json_has_the_sites_and_their_findings_flat(tmp_path: Path) -> None:
    path = report.write(sites.full_night(), sites.WORKSPACE, nights.publications(), tmp_path)[1]
    content = json.loads(path.read_text(encoding="utf-8"))
    (site,) = content["sites"]
    assert (site["site"], site["looked_at_in_full"], site["coverage"]["stopped"]) == ("main", False, "time")
    assert site["not_tested"]["count"] == 1412
    assert site["crashed"] == [{"check": "metadata.missing-title", "fault": "RecursionError"}]
    assert {name: site["findings"][name] for name in ("error", "warning", "advice", "new", "open")} == {
        "error": 3,
        "warning": 1,
        "advice": 1,
        "new": 1,
        "open": 4,
    }
    assert [item["section"] for item in site["sections"]] == ["news", "archive", "about", None]
    flat = {item["fingerprint"]: item for item in content["findings"]}
    assert {item.fingerprint for item in sites.FINDINGS} <= set(flat)
    assert (flat[sites.STALE.fingerprint]["site"], flat[sites.STALE.fingerprint]["section"]) == ("main", "archive")
    assert flat[sites.TEMPLATE.fingerprint]["count"] == 1000


def test_a_text_is_no_evidence_on_a_site_either(tmp_path: Path) -> None:
    bad = replace(sites.LEAK, evidence=("0900-000-012",))  # type: ignore[arg-type]
    night = replace(sites.full_night(), sites=(replace(sites.PARTIAL, findings=(bad,)),))
    with pytest.raises(TypeError):
        report.write(night, sites.WORKSPACE, nights.publications(), tmp_path / "report")
    assert not (tmp_path / "report").exists()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report")
    report.write(sites.full_night(), sites.WORKSPACE, nights.publications(), path)
    return path


def everything() -> list[Finding]:
    night = sites.full_night()
    return [found for item in (*night.datasets, *night.portals) for found in item.findings] + [*sites.FINDINGS]


def test_the_table_has_every_finding_and_runs_nothing(folder: Path) -> None:
    raw = (folder / "findings.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert {row["fingerprint"] for row in rows} == {item.fingerprint for item in everything()}
    assert Counter(row["fingerprint"] for row in rows)[sites.TEMPLATE.fingerprint] == 20
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    stale = next(row for row in rows if row["fingerprint"] == sites.STALE.fingerprint)
    assert stale["key"] == f"'{sites.FORMULA}"
    assert (stale["scope"], stale["section"], stale["status"]) == ("website", "archive", "open")
    assert "0900-000-012" not in raw.decode()


def test_sarif_is_what_the_standard_asks_for(folder: Path) -> None:
    log = json.loads((folder / "findings.sarif").read_text(encoding="utf-8"))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    assert "sarif-schema-2.1.0" in log["$schema"]
    run = log["runs"][0]
    driver = run["tool"]["driver"]
    assert driver["name"] == "publisher"
    rules = [item["id"] for item in driver["rules"]]
    assert len(rules) == len(set(rules))
    assert Counter(item["partialFingerprints"]["publisher/v1"] for item in run["results"]) == Counter(
        item.fingerprint for item in everything()
    )
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["message"]["text"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert (result["level"] == "none") == (result["kind"] == "open")
        assert 1 <= len(result["locations"]) <= 20
        for location in result["locations"]:
            assert location.get("physicalLocation") or location.get("logicalLocations")
            uri = location.get("physicalLocation", {}).get("artifactLocation", {}).get("uri", "a")
            assert uri.isascii()
            assert not set(uri) & set(' <>"')
    assert run["invocations"][0]["executionSuccessful"] is False
    notes = " ".join(item["message"]["text"] for item in run["invocations"][0]["toolExecutionNotifications"])
    assert "metadata.missing-title crashed (RecursionError)" in notes
    assert "1412 addresses were not tested" in notes


def test_junit_is_green_only_where_it_is_proven(folder: Path) -> None:
    root = ElementTree.parse(folder / "findings.junit.xml").getroot()
    suites = {item.get("name"): item for item in root}
    site = suites["website.main"]
    marks = {item.get("classname").removeprefix("website.main."): [mark.tag for mark in item] for item in site}
    assert marks == {
        "crawl": ["error"],
        "metadata.missing-title": ["error"],
        "accessibility.color-contrast": ["failure"],
        "leaks.personal-data-on-page": ["failure"],
        "links.broken": ["failure"],
        "freshness.stale-page": ["skipped"],
        "documents.untagged-pdf": ["skipped"],
        "accessibility.page-not-tested": ["skipped"],
        "disclosure.missing-item": ["skipped"],
    }
    assert (site.get("tests"), site.get("failures"), site.get("errors"), site.get("skipped")) == (
        "9",
        "3",
        "2",
        "4",
    )
    assert sites.HOSTILE_URL in "".join(site.itertext())
    assert [item.tag for item in suites["dataset.satisfaction"][0]] == ["error"]
    assert root.get("tests") == str(len(root.findall(".//testcase")))


def test_junit_of_a_calm_night_is_green(tmp_path: Path) -> None:
    report.write(sites.calm_night(), sites.WORKSPACE, nights.publications(), tmp_path)
    root = ElementTree.parse(tmp_path / "findings.junit.xml").getroot()
    assert (root.get("failures"), root.get("errors")) == ("0", "0")
    assert not list(root.iter("skipped"))
    assert len(root.findall(".//testsuite[@name='website.main']/testcase")) == 1 + len(sites.RULES)


def test_characters_that_xml_forbids_are_replaced(tmp_path: Path) -> None:
    odd = replace(sites.STALE, key="a\x00b\x1b")
    night = replace(sites.full_night(), sites=(replace(sites.PARTIAL, findings=(odd,)),))
    report.write(night, sites.WORKSPACE, nights.publications(), tmp_path)
    root = ElementTree.parse(tmp_path / "findings.junit.xml").getroot()
    assert any("a\ufffdb\ufffd" in item.get("name", "") for item in root.iter("testcase"))


def test_the_same_night_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    report.write(sites.full_night(), sites.WORKSPACE, nights.publications(), tmp_path)
    names = sorted(str(item.relative_to(folder)) for item in folder.rglob("*") if item.is_file())
    assert [(tmp_path / name).read_bytes() for name in names] == [(folder / name).read_bytes() for name in names]


def test_the_terminal_hears_of_the_worst_three() -> None:
    lines = report.render_text(sites.full_night(), sites.WORKSPACE, "zh-TW").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("網站「臺南示範監理站全球資訊網」"))
    assert lines[at].endswith("（未完整檢視）：網頁 1,203 頁，錯誤 3 項、警告 1 項、建議 1 項")
    assert [line[:4] for line in lines[at + 1 :]] == ["  - ", "    "] * 3
    assert lines[at + 2] == f"    {sites.BASE}/about/staff"
    calm = report.render_text(sites.calm_night(), sites.WORKSPACE, "en").splitlines()
    assert calm[-1].endswith("pages 60, errors 0, warnings 0, advice 0")
