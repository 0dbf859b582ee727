"""The HTML report: complete in both languages, what needs a person first, safe and well formed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag

from publisher.model.finding import Finding, Outcome, Place, Severity
from publisher.model.jsonable import to_json
from publisher.model.night import NightReport, State
from publisher.model.stage import StageFacts
from publisher.model.text import LocalText
from publisher.report.pages.page import render
from tests.report import nights

NIGHTS = {"full": nights.full_night(), "calm": nights.calm_night()}
HOSTILE = '</h3><script>alert("1")</script> & "統計" <img src=x onerror=alert(2)>'


def page(night: NightReport | None = None) -> BeautifulSoup:
    return BeautifulSoup(render(night or NIGHTS["full"], nights.WORKSPACE, nights.publications()), "html.parser")


def language(soup: BeautifulSoup, prefix: str) -> Tag:
    found = soup.find(id=prefix)
    assert isinstance(found, Tag)
    return found


@pytest.fixture(scope="module", params=["full", "calm"])
def soup(request: pytest.FixtureRequest) -> BeautifulSoup:
    return page(NIGHTS[request.param])


def test_both_languages_say_the_same(soup: BeautifulSoup) -> None:
    chinese, english = language(soup, "zh"), language(soup, "en")
    assert chinese["lang"] == "zh-Hant-TW"
    assert english["lang"] == "en"

    def shape(part: Tag) -> list[str]:
        return [item.name for item in part.select("*")]

    assert shape(chinese) == shape(english)
    for part in (chinese, english):
        wanted = {str(link["href"])[1:] for link in part.select("nav a[href^='#']")}
        assert wanted <= {str(item["id"]) for item in soup.select("[id]")}


def test_the_chinese_half_has_no_english_sentence(soup: BeautifulSoup) -> None:
    """Words of the program are translated; titles, names of files and of checks are data."""
    headings = [
        item.get_text() for item in language(soup, "zh").select("h1, h2, h4, caption, thead th, dt, summary")
    ]
    untranslated = [text for text in headings if not re.search(r"[\u4e00-\u9fff]", text)]
    assert set(untranslated) <= {"SHA-256", "custom.gone"}


def test_the_english_half_has_no_chinese_heading() -> None:
    headings = [item.get_text() for item in language(page(), "en").select("h1, h2, h3, h4, caption, thead th, dt")]
    assert [text for text in headings if re.search(r"[\u4e00-\u9fff]", text)] == []


@pytest.mark.parametrize("prefix", ["zh", "en"])
def test_what_was_held_or_failed_comes_first(prefix: str) -> None:
    part = language(page(), prefix)
    sections = [str(item["id"]) for item in part.select("section > h2[id]")]
    assert sections == [
        *(f"{prefix}-{name}" for name in ("to-do", "held", "failed", "trouble")),
        *(f"{prefix}-{name}" for name in ("overview", "published", "unchanged", "withdrawn")),
        *(f"{prefix}-{name}" for name in ("portals", "checked", "limits")),
    ]
    cards = [str(item["class"][1]) for item in part.select("article.card")]
    assert cards[:4] == ["held", "held", "failed", "trouble"]


def test_a_calm_night_says_so() -> None:
    part = language(page(NIGHTS["calm"]), "en")
    assert part.select_one(".verdict").get_text() == "7 datasets: 7 unchanged. Nothing was written to a portal."  # type: ignore[union-attr]
    assert part.find(id="en-calm") is not None
    assert part.find(id="en-held") is None


def test_the_verdict_counts_every_dataset() -> None:
    verdict = language(page(), "zh").select_one(".verdict")
    assert verdict is not None
    assert verdict.get_text() == (
        "11 個資料集：5 個已發布、2 個無變動、2 個暫停發布、1 個無法處理、1 個已下架。"
        "另有 1 個入口網未能正常完成。"
    )


@pytest.mark.parametrize("prefix", ["zh", "en"])
def test_every_finding_is_shown_with_its_place(prefix: str) -> None:
    part = language(page(), prefix)
    night = NIGHTS["full"]
    everything = [item for outcome in (*night.datasets, *night.portals) for item in outcome.findings]
    shown = part.select(".finding")
    assert len(shown) == len(everything)
    by_fingerprint = {str(item["id"]).rsplit("-", 1)[1]: item for item in shown}
    assert set(by_fingerprint) == {item.fingerprint for item in everything}
    table = by_fingerprint[nights.TYPE_ERROR.fingerprint]
    cells = [cell.get_text() for cell in table.select("tbody td")]
    assert cells == [
        "source.csv",
        "統計期",
        "1–89, 95, 97 … 115",
        "C4:C92, C98, C100 … C118",
    ]
    assert "1,240" in table.get_text()
    leak = by_fingerprint[nights.LEAK.fingerprint]
    assert [row.get_text(" ", strip=True) for row in leak.select("tbody tr")] == [
        "complaints.csv 案情摘要 17",
        "complaints.ods 資料 案情摘要 17 F18",
    ]
    for finding in everything:
        if entry := nights.CHECKS.get(finding.check):
            text = by_fingerprint[finding.fingerprint].get_text()
            chosen = "zh-TW" if prefix == "zh" else "en"
            assert entry.title.get(chosen) in text  # type: ignore[arg-type]
            assert entry.fix.get(chosen) in text  # type: ignore[arg-type]
            assert entry.references[0].id in text


def test_findings_are_new_or_open() -> None:
    part = language(page(), "en")
    marks = {
        str(item["id"]).rsplit("-", 1)[1]: bool(item.select_one(".mark.new")) for item in part.select(".finding")
    }
    assert marks[nights.ROW_COUNT.fingerprint] is True
    assert marks[nights.NOT_MET.fingerprint] is False


def test_a_check_without_a_rulebook_entry_is_still_reported() -> None:
    part = language(page(), "zh")
    found = [item for item in part.select(".finding") if "custom.gone" in item.get_text()]
    assert len(found) == 1
    assert "檢核項目 custom.gone 發現問題，共 3 處。" in found[0].get_text()


def test_a_message_that_does_not_fit_its_parameters_is_still_reported() -> None:
    entry = replace(nights.CHECKS["schema.type-error"], message=LocalText("{nothing}", "{0}"))
    workspace = replace(nights.WORKSPACE, checks={**nights.CHECKS, "schema.type-error": entry})
    text = render(NIGHTS["full"], workspace, nights.publications())
    assert "檢核項目 schema.type-error 發現問題" in text


def test_a_dataset_without_anything_is_shown() -> None:
    night = NIGHTS["full"]
    bare = replace(night.datasets[0], state=State.HELD, stage=None, certificate=None, rows=None, findings=())
    soup = page(replace(night, datasets=(bare,), portals=(), first_seen={}, fixed=()))
    assert len(soup.select("article.card")) == 2
    assert render(replace(night, datasets=(), portals=()), nights.WORKSPACE, {})


def test_ids_are_unique_and_links_lead_somewhere(soup: BeautifulSoup) -> None:
    ids = Counter(str(item["id"]) for item in soup.select("[id]"))
    assert [name for name, times in ids.items() if times > 1] == []
    for link in soup.select("a[href^='#']"):
        assert str(link["href"])[1:] in ids
    for item in soup.select("[aria-labelledby]"):
        assert str(item["aria-labelledby"]) in ids


def test_the_same_finding_twice_keeps_ids_unique() -> None:
    night = NIGHTS["full"]
    twice = replace(night.datasets[0], findings=(nights.STALE, nights.STALE))
    ids = [str(item["id"]) for item in page(replace(night, datasets=(twice,))).select("[id]")]
    assert ids
    assert len(set(ids)) == len(ids)


def test_headings_nest(soup: BeautifulSoup) -> None:
    for prefix in ("zh", "en"):
        levels = [int(item.name[1]) for item in language(soup, prefix).select("h1, h2, h3, h4, h5, h6")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_scopes(soup: BeautifulSoup) -> None:
    tables = soup.select("table")
    assert tables
    for table in tables:
        caption = table.find("caption")
        assert isinstance(caption, Tag)
        assert caption.get_text(strip=True)
        assert all(cell.get("scope") in ("col", "row") for cell in table.select("th"))
        assert len(table.select("thead th")) == len(table.select("tbody tr")[0].select("td, th"))


def test_drawings_are_silent_and_have_their_numbers_beside_them(soup: BeautifulSoup) -> None:
    for drawing in soup.select("svg"):
        assert drawing["aria-hidden"] == "true"
    for drawing in soup.select("svg.bar"):
        assert "%" in drawing.parent.get_text()  # type: ignore[union-attr]


def test_the_file_needs_nothing_beside_itself(soup: BeautifulSoup) -> None:
    assert soup.select("script, link, img, iframe, object, embed") == []
    style = soup.select_one("style")
    assert style is not None
    assert "url(" not in style.get_text()
    assert "@import" not in style.get_text()


def test_hostile_texts_stay_texts() -> None:
    night = NIGHTS["full"]
    dataset = replace(nights.WORKSPACE.datasets["complaints"], title=LocalText(HOSTILE, HOSTILE))
    workspace = replace(nights.WORKSPACE, datasets={**nights.WORKSPACE.datasets, "complaints": dataset})
    bad = Finding(
        "schema.type-error",
        Outcome.FAILED,
        Severity.ERROR,
        "complaints",
        HOSTILE,
        {"field": HOSTILE, "count": 1, "type": HOSTILE},
        (Place(HOSTILE, HOSTILE, 1, HOSTILE, HOSTILE),),
    )
    outcome = next(item for item in night.datasets if item.dataset == "complaints")
    gone = replace(outcome, dataset='"><script>alert(3)</script>', state=State.WITHDRAWN)
    receipt = replace(night.portals[0].receipts[0], dataset="complaints", page_url="javascript:alert(5)")
    portal = replace(
        night.portals[0],
        base_url="javascript:alert(4)//",
        receipts=(receipt,),
    )
    night = replace(night, datasets=(replace(outcome, findings=(bad,)), gone), portals=(portal,))
    text = render(night, workspace, nights.publications())
    soup = BeautifulSoup(text, "html.parser")
    assert soup.select("script, img") == []
    assert not any(str(link["href"]).lower().startswith("javascript") for link in soup.select("a[href]"))
    assert HOSTILE in language(soup, "zh").get_text()
    test_ids_are_unique_and_links_lead_somewhere(soup)


def test_links_lead_to_the_portal() -> None:
    part = language(page(), "en")
    hrefs = {str(link["href"]) for link in part.select("article.published a[href]")}
    assert "https://open.example.gov.tw/dataset/case-log/" in hrefs
    assert "https://open.example.gov.tw/dataset/case-log/case-log.csv" in hrefs
    calm = language(page(NIGHTS["calm"]), "en")
    outward = {
        str(link["href"]) for link in calm.select("article a[href]") if not str(link["href"]).startswith("#")
    }
    assert all(re.fullmatch(r"certificate-[a-z-]+\.html", address) for address in outward)


def test_privacy_before_and_after_is_there_with_thresholds() -> None:
    part = language(page(), "en")
    card = next(item for item in part.select("article.held") if "Complaints" in item.get_text())
    rows = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in card.select("tbody tr")]
    assert ["k-anonymity", "k ≥ 5", "2", "37", "not met"] in rows
    assert ["distinct l-diversity", "l ≥ 2 for 業務項目", "2", "0", "met"] in rows
    assert ["highest risk of one record (prosecutor)", "100.0%", "50.0%"] in rows
    assert ["records that are unique", "94.1%", "0.0%"] in rows
    assert [
        "收件號",
        "direct identifier",
        "keyed pseudonym 16 characters, another key every year",
        "案件代碼",
        "4,812",
    ] in rows
    assert ["申請人", "direct identifier", "left out", "not published", "4,812"] in rows
    assert ["滿意度", "insensitive attribute", "top-code at = 5", "滿意度", "12"] in rows


def test_evidence_names_the_kind_and_never_the_value() -> None:
    soup = page()
    assert "⟨電話：12 個字元⟩ × 2" in language(soup, "zh").get_text()
    assert "⟨mobile phone number: 12 characters⟩ × 2" in language(soup, "en").get_text()
    assert "⟨值的型態：9999／99⟩ × 4" in language(soup, "zh").get_text()
    assert "0900-000-012" not in soup.get_text()


def test_what_is_not_proven_is_said() -> None:
    text = language(page(), "zh").get_text()
    assert "未通過驗證" in text
    assert "不代表資料內容正確" in text
    assert "抽樣閱讀「申辦案件登記（去識別化）」的文字欄位（備註）" in text
    assert "由另一套系統檢查。" in text


def test_a_receipt_tells_the_rows_of_the_table() -> None:
    cells = [cell.get_text(" ", strip=True) for cell in language(page(), "en").select("article.published td")]
    assert any(cell.endswith("rows in the table for queries: 4,210") for cell in cells)


def test_a_withdrawn_dataset_is_said_to_be_gone_and_why() -> None:
    card = language(page(), "zh").select_one("article.withdrawn")
    assert card is not None
    assert "委外契約已終止，資料不再更新。" in card.get_text()
    assert "已確認移除" in card.get_text()


def test_dates_are_in_both_calendars() -> None:
    soup = page()
    assert "民國115年11月23日（2026-11-23） 01:30 UTC+08:00" in language(soup, "zh").get_text()
    assert "23 November 2026 (ROC 115-11-23) 01:30 UTC+08:00" in language(soup, "en").get_text()


def test_the_same_night_gives_the_same_page() -> None:
    again = nights.full_night()
    assert to_json(again) == to_json(NIGHTS["full"])
    first = render(NIGHTS["full"], nights.WORKSPACE, nights.publications())
    assert render(again, nights.WORKSPACE, nights.publications()) == first


def test_the_first_language_is_the_agencys() -> None:
    workspace = replace(nights.WORKSPACE, catalog=replace(nights.WORKSPACE.catalog, language="en"))
    soup = BeautifulSoup(render(NIGHTS["calm"], workspace, nights.publications()), "html.parser")
    assert soup.html is not None
    assert soup.html["lang"] == "en"
    assert [item["id"] for item in soup.select("main > div")] == ["en", "zh"]


@pytest.mark.parametrize(
    ("counters", "why", "said"),
    [
        ({"fast": 1, "fallback": 0, "judged": 3, "rows": 4812}, "", "frictionless judged 3 of 4,812 records"),
        ({"fast": 0, "fallback": 1, "judged": 9, "rows": 9}, "", "frictionless judged every record"),
        (
            {"fast": 0, "fallback": 1, "judged": 9, "rows": 9},
            "dialect",
            "frictionless judged every record, because of: dialect",
        ),
    ],
)
def test_who_judged_the_records_is_said(counters: dict[str, int], why: str, said: str) -> None:
    night = NIGHTS["full"]
    facts = {"validate": StageFacts(judged_because=why)}
    outcome = replace(night.datasets[0], counters={"validate": counters}, facts=facts)
    shown = page(replace(night, datasets=(outcome,)))
    assert said in shown.get_text(" ", strip=True)
