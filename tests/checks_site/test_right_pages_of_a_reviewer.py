"""Right pages that looked wrong to the checks of content, services and freshness: each kind on pages of its own."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from pathlib import Path

import pytest

from publisher.checks import Context
from publisher.checks.freshness import old_year, repealed_law, stale_page
from publisher.checks.sums import wrong_sums
from publisher.model.finding import Outcome
from publisher.net import html
from tests.checks_site.cases import all_cases, run
from tests.checks_site.test_contents import failed, looked_at
from tests.checks_site.test_freshness_wordings import NOW, RULEBOOK, SITE, view
from tests.checks_site.test_sites_of_a_fifth_stranger import _PAGE

_SERVICE = "<ul><li>承辦單位：推廣組</li><li>規費：{0}</li><li>處理時限：{1}</li></ul>"
_TABLE = "<table><tr><th>項目</th><th>規費</th><th>處理時限</th></tr>{0}</table>"
_ROW = "<tr><td>{0}</td><td>{1}</td><td>{2}</td></tr>"


def _on_a_site(bodies: dict[str, str], folder: Path, start: str = "") -> set[str]:
    """What is failed on a site with a page for each heading."""
    pages = {f"/p{at}": _PAGE.format(name.strip(), body) for at, (name, body) in enumerate(bodies.items())}
    links = "".join(f"<li><a href='/p{at}'>{name.strip()}</a></li>" for at, name in enumerate(bodies))
    pages["/"] = _PAGE.format("示範站", f"<ul>{links}</ul>{start}")
    return {check for check, _, _ in failed(looked_at(pages, folder))}


def _fees(*rows: tuple[str, str, str]) -> str:
    return _TABLE.format("".join(_ROW.format(*row) for row in rows))


def test_tables_and_headings_of_other_services_contradict_nothing(tmp_path: Path) -> None:
    right = {
        "露營場收費表": _fees(("1", "800元", "1日"), ("帳篷位", "300元", "1日")),
        "球場收費表": _fees(("1", "200元", "3日"), ("帳篷位", "500元", "2日")),
        "申請須知": _SERVICE.format("100元", "2日"),
        "申請作業說明": _SERVICE.format("50元", "9日"),
    }
    assert "content.contradiction" not in _on_a_site(right, tmp_path)


@pytest.mark.parametrize(
    ("fee", "limit", "fee_too", "limit_too", "wrong"),
    [
        ("3萬2,000元", "14日", "32,000元", "2週", False),
        ("500元", "2.5小時", "500元", "150分鐘", False),
        ("500元", "2小時", "500元", "120分鐘", False),
        ("500元", "10個工作日", "500元", "14日", False),
        ("300至500元", "3日", "500元", "1至3日", False),
        ("500元", "3日", "600元", "3日", True),
        ("500元", "1週", "500元", "10天", True),
    ],
)
def test_one_value_written_in_two_ways(
    fee: str, limit: str, fee_too: str, limit_too: str, wrong: bool, tmp_path: Path
) -> None:
    pages = {
        "露營場地租借": _SERVICE.format(fee, limit),
        "收費一覽": _fees(("露營場地租借", fee_too, limit_too), ("烤肉區", "10元", "1日")),
    }
    assert ("content.contradiction" in _on_a_site(pages, tmp_path)) is wrong


def test_hours_addresses_and_telephones_are_no_sure_fault(tmp_path: Path) -> None:
    start = (
        "<p>服務時間：上午08:30~12:00；下午13:00~17:30</p><p>服務電話：037-000-111</p><p>苗栗縣頭份市中正路8號</p>"
    )
    about = "<p>服務時間：08:30~17:30</p><p>受理時間：09:00~16:00</p><p>總機：037-000-222</p><p>地址：本館位於中正路8號</p>"
    result = looked_at(
        {
            "/": _PAGE.format("示範站", f"<a href='/about'>本館簡介</a>{start}"),
            "/about": _PAGE.format("本館簡介", about),
        },
        tmp_path,
    )
    assert [item.key for item in result.findings if item.check == "content.contradiction"] == []


def _sums(head: str, cells: tuple[str, str, str, str]) -> list[bool]:
    rows = zip(("東里", "西里", "南里", "總計"), (1, 2, 3, 6), (4, 5, 6, 15), cells, strict=True)
    body = "".join(f"<tr><td>{a}</td><td>{b}</td><td>{c}</td><td>{d}</td></tr>" for a, b, c, d in rows)
    table = f"<table><tr><th>里</th><th>戶數</th><th>人數</th><th>{head}</th></tr>{body}</table>"
    return [wrong.is_sure for wrong in wrong_sums(html.parse(table))]


def test_columns_that_are_no_sums() -> None:
    assert _sums("人口密度", ("10", "20", "30", "18")) == []
    assert _sums("戶量(人/戶)", ("4", "3", "2", "3")) == []
    assert _sums("排名", ("1", "2", "3", "9")) == []
    assert _sums("得分", ("70", "80", "90", "81")) == [False]
    assert _sums("出生", ("7", "8", "9", "27")) == [True]
    assert _sums("出生", ("7" * 5000, "8", "9", "27")) == []


@pytest.mark.parametrize(
    "said", ["共 10 筆資料", "20 results", "第1-10筆，共 30 筆", "若查無資料請換字。共 25 筆"]
)
def test_an_answer_that_counts_hits_is_no_empty_one(said: str, tmp_path: Path) -> None:
    case = next(case for case in all_cases() if case.path.name == "bad-nothing.html")
    tries = [
        {"title": title, "page": "/a.html", "status": 200, "own_links": 9, "said": said} for title in "甲乙丙"
    ]
    asked = dataclasses.replace(case, told={**case.told, "search": {case.path.name: {"tries": tries}}})
    assert [found.outcome for found in run(asked, tmp_path, RULEBOOK)] == [Outcome.CANT_TELL]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("歹徒冒用本館名義，要求民眾將資料寄至 abc@gmail.com，請提高警覺，避免上當。", False),
        ("Please do not send applications to abc@gmail.com.", False),
        ("請填寫申請人電子信箱（例：abc@gmail.com）", False),
        ("系統通知無法寄達 abc@yahoo.com.tw 等信箱。", False),
        ("無法臨櫃辦理者，請將申請書寄至 abc@gmail.com。", True),
    ],
)
def test_mailboxes_to_which_nobody_is_asked_to_write(line: str, wrong: bool, tmp_path: Path) -> None:
    assert ("services.private-mailbox" in _on_a_site({"服務說明": f"<p>{line}</p>"}, tmp_path)) is wrong


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("<ul><li><a href='#'>檔案目錄</a><ul><li><a href='/'>首頁</a></li></ul></li></ul>", False),
        ("<nav><a href='#'>下載專區</a></nav><p>本館說明。</p>", False),
        ("<p>開放區域詳如附件。</p><img src='/a.png' alt='附件：園區平面圖'>", False),
        ("<p>收費基準詳如附件。</p><p>附件一</p><p>帳篷位每日三百元。</p>", False),
        ("<p>開放區域詳如附件。</p><p>請依規定使用。</p>", True),
        ("<p><a href='#'>申請書下載</a></p>", True),
    ],
)
def test_attachments_that_are_there_and_heads_of_menus(body: str, wrong: bool, tmp_path: Path) -> None:
    assert ("content.missing-attachment" in _on_a_site({"園區說明": body}, tmp_path)) is wrong


def _outcomes(check: object, body: str, now: datetime = NOW) -> list[Outcome]:
    return [fault.outcome or Outcome.FAILED for fault in check.look(view(body), Context(SITE, now, RULEBOOK))]  # type: ignore[attr-defined]


def test_days_of_this_week_around_new_year() -> None:
    body = "<h1>本週菜單</h1><p>1/4(一) 糙米飯</p><p>1/5(二) 麵食</p>"
    assert _outcomes(old_year, body, datetime.fromisoformat("2026-12-30T02:00:00+08:00")) == []
    assert _outcomes(old_year, body, datetime.fromisoformat("2026-08-30T02:00:00+08:00")) == [Outcome.FAILED]


def test_what_holds_now_beside_what_held_before() -> None:
    before = "<p>適用期間：112年1月1日至113年12月31日　每度二元</p>"
    assert _outcomes(old_year, f"<h1>現行水價</h1>{before}<p>114年1月1日起　每度三元</p>") == []
    assert _outcomes(old_year, f"<h1>現行水價</h1>{before}") == [Outcome.FAILED]
    people = "<p>王○○ 111學年度第二學期到職</p><p>李○○ 112學年度第一學期到職</p>"
    assert _outcomes(old_year, f"<h1>目前職員名單</h1>{people}") == []


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("106年5月1日前退休者，其給與依公務人員退休法之規定辦理。", Outcome.CANT_TELL),
        ("本社區於民國71年依國民住宅條例第3條興建。", Outcome.CANT_TELL),
        ("該案經檢察官依檢肅流氓條例之規定起訴。", Outcome.CANT_TELL),
        ("申請退休者應依公務人員退休法第4條附繳證件。", Outcome.CANT_TELL),
        ("報到人員之體格檢查，依勞工安全衛生法之規定辦理。", Outcome.FAILED),
    ],
)
def test_what_happened_under_a_law_stays_under_it(text: str, outcome: Outcome) -> None:
    assert _outcomes(repealed_law, f"<h1>說明</h1><p>{text}</p>") == [outcome]


@pytest.mark.parametrize(
    ("title", "updated", "outcome"),
    [
        ("露營場收費標準", "113年6月1日", Outcome.CANT_TELL),
        ("露營場收費標準", "112年6月1日", Outcome.FAILED),
        ("各組聯絡電話", "113年6月1日", Outcome.FAILED),
        ("Fees and charges", "112年6月1日", Outcome.FAILED),
        ("電話詐騙手法宣導", "112年6月1日", Outcome.CANT_TELL),
        ("托育費用補助要點", "112年6月1日", Outcome.CANT_TELL),
    ],
)
def test_pages_to_act_on_by_what_their_titles_are_about(title: str, updated: str, outcome: Outcome) -> None:
    words = "本頁說明本館辦理之業務及相關規定，供民眾查閱，如有疑義請洽本館服務台，謝謝。"
    assert _outcomes(stale_page, f"<h1>{title}</h1><p>{words}</p><p>更新日期：{updated}</p>") == [outcome]


def test_one_text_under_two_headings_is_asked_about(tmp_path: Path) -> None:
    text = "<p>申辦人應攜帶國民身分證及印章親自到場，委託他人者另附委託書；文件不全者，應於七日內補正，逾期即予退件，不另通知。櫃檯人員核對無誤後當場收件並掣給收據。</p>"
    assert "content.duplicate-page" not in _on_a_site({"竹南分館": text, "申辦人須知": text}, tmp_path)
