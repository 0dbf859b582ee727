"""Kinds of pages that a sixth stranger's sites had, on sibling pages: tables that place the page, marks to skip to."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.checks.lines import text_at
from publisher.net import blocks, html
from tests.checks_site.test_contents import failed, looked_at
from tests.checks_site.test_freshness_wordings import view

_MENU = "".join(
    f"<tr><td><a href='{url}'>{name}</a></td></tr>"
    for url, name in (("/open", "政府公開資訊"), ("/forms", "書表下載"), ("/fees", "規費表"))
)
_OLD = (
    "<!DOCTYPE html><html lang='zh-Hant-TW'><meta charset='utf-8'><title>{0}－石湖地政所</title><body>"
    "<table><tr><td><table>" + _MENU + "</table></td><td><a href='#main' id='main' accesskey='C'>:::</a>"
    "<h1>{0}</h1>{1}</td></tr><tr><td><a href='#foot' id='foot'>:::</a> 地址：新竹縣石湖鄉中正路5號</td></tr></table>"
)


@pytest.mark.parametrize(
    "mark", ["<a id='main'>:::</a>", "<a id='content' name='content'></a>", "<h2 id='main'>公告</h2>"]
)
def test_a_mark_called_main_stands_for_the_block_that_it_is_in(mark: str) -> None:
    page = f"<div><p>選單</p></div><div>{mark}<p>本公告自115年10月1日起受理申請。</p></div>"
    assert "受理申請" in html.facts(page).main_text
    assert any("受理申請" in line for line in blocks.main_blocks(page))
    assert "選單" not in html.facts(page).main_text or "<a id='content'" in mark


def test_marks_beside_the_menus_hold_no_page() -> None:
    page = "<body><header>選單</header><a id=main>:::</a><p>內容如下。</p><footer>頁尾</footer>"
    assert html.facts(page).main_text.split() == [":::", "內容如下。"]


def test_items_in_a_page_placed_by_tables_are_not_empty(tmp_path: Path) -> None:
    pages = {
        "/": _OLD.format("首頁", "<p><a href='/open'>政府公開資訊</a></p>"),
        "/open": _OLD.format(
            "政府公開資訊",
            "<p>施政計畫：<a href='/plan'>計畫</a></p><p>支付或接受之補助：<a href='/money'>補助</a></p>",
        ),
        "/plan": _OLD.format("施政計畫", "<h2>研究報告</h2><p>本所115年度無委託研究報告。</p>"),
        "/money": _OLD.format("支付或接受之補助", "<p>115年支付獎學金2案，合計10,000元。</p>"),
        "/forms": _OLD.format("書表下載", "<p>請至櫃檯索取。</p>"),
        "/fees": _OLD.format("規費表", "<p>謄本每張20元。</p>"),
    }
    said = failed(looked_at(pages, tmp_path, families=("disclosure",)))
    assert not [item for item in said if item[0] == "disclosure.empty-item"]


def test_a_button_of_the_menu_names_no_item(tmp_path: Path) -> None:
    page = (
        "<!DOCTYPE html><html lang='zh-Hant-TW'><meta charset='utf-8'><title>{0} - 衛生所</title><div class='top'><nav><ul>"
        "<li><button>機關簡介</button><ul><li><a href='/a'>沿革</a></li></ul></li>"
        "<li><button>資訊公開</button><ul><li><a href='/open'>主動公開資訊</a></li></ul></li></ul></nav></div>"
        "<main><a id='C' href='#C'>:::</a><h1>{0}</h1>{1}</main>"
    )
    pages = {
        "/": page.format("首頁", "<p>歡迎光臨衛生所網站，提供各項保健服務。</p>"),
        "/a": page.format("沿革", "<p>本所成立於民國50年，辦理保健業務至今。</p>"),
        "/open": page.format(
            "主動公開資訊",
            "<p>第2款 解釋性規定及裁量基準 → 本所不辦理裁罰業務</p><p>第4款 行政指導有關文書 → 建置中</p>",
        ),
    }
    said = failed(looked_at(pages, tmp_path, families=("disclosure",)))
    assert {key for check, key, _ in said if check == "disclosure.empty-item"} == {"FOI-7-1-4"}


@pytest.mark.parametrize(
    "target",
    [
        "<h3 id='law'>裁量基準</h3><ul><li>菸害防制裁量基準</li></ul>",
        "<p><a name='law'></a></p><p>菸害防制裁量基準</p>",
    ],
)
def test_a_mark_or_a_heading_stands_for_what_follows(target: str) -> None:
    said = text_at(view(target).page, "law") or ""
    assert "菸害防制裁量基準" in said


def test_a_full_width_dash_parts_a_title(tmp_path: Path) -> None:
    pages = {
        "/": _OLD.format("首頁", "<p><a href='/list'>出版品</a></p>"),
        "/list": _OLD.format("出版品", "<p>地政季刊115年夏季號，歡迎索取。</p>"),
    }
    assert not [item for item in failed(looked_at(pages, tmp_path, families=("content",))) if "title" in item[0]]


def test_a_number_of_the_office_is_no_person_beside_a_name(tmp_path: Path) -> None:
    words = "<p>{0}申請人王大明之案件。</p><h2>受理窗口</h2><p>{1}</p>"
    page = "<!DOCTYPE html><html lang='zh-Hant-TW'><meta charset='utf-8'><title>案件</title><main><h1>案件</h1>{0}</main>"
    office = {"/": page.format(words.format("", "醫政科，電話 05-2788123 分機 212"))}
    person = {"/": page.format(words.format("", "行動電話 0912-345-678"))}
    families = ("leaks",)
    assert not [key for _, key, _ in failed(looked_at(office, tmp_path, families=families)) if key == "name"]
    assert [
        key for _, key, _ in failed(looked_at(person, tmp_path / "person", families=families)) if key == "name"
    ]


_PLAIN = "<!DOCTYPE html><html lang='zh-Hant-TW'><meta charset='utf-8'><title>{0}｜石湖鄉公所</title><main><h1>{0}</h1>{1}</main>"
_FEES = "<table><caption>規費表（單位：元）</caption><tr><th>項目</th><th>單位</th><th>金額</th></tr>{0}</table>"


def _checks(bodies: dict[str, str], folder: Path, families: tuple[str, ...]) -> list[tuple[str, str, str]]:
    pages = {f"/p{at}": _PLAIN.format(name, body) for at, (name, body) in enumerate(bodies.items())}
    links = "".join(f"<li><a href='/p{at}'>{name}</a></li>" for at, name in enumerate(bodies))
    pages["/"] = _PLAIN.format("首頁", f"<ul>{links}</ul>")
    return failed(looked_at(pages, folder, families=families))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("土地登記謄本每張新臺幣30元。", True),
        ("申請地籍圖謄本，每份收取15元。", False),
        ("申請地籍圖謄本，地籍圖謄本工本費：25元", True),
        ("土地登記謄本每張20元。", False),
        ("英文土地登記謄本每張100元。", False),
        ("115年6月前土地登記謄本每張10元。", False),
        ("土地登記謄本逾期每張40元。", False),
        ("土地登記謄本每張20元，夜間窗口土地登記謄本每張20元。", False),
    ],
)
def test_prices_in_sentences_are_held_against_the_table_of_fees(said: str, wrong: bool, tmp_path: Path) -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>每張</td><td>{price}</td></tr>"
        for name, price in (("土地登記謄本", 20), ("地籍圖謄本", 15))
    )
    found = _checks({"規費表": _FEES.format(rows), "謄本須知": f"<p>{said}</p>"}, tmp_path, ("content",))
    assert ("content.contradiction" in {check for check, _, _ in found}) is wrong


def test_two_prices_in_the_table_are_two_cases(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>土地登記謄本</td><td>每張</td><td>{price}</td></tr>" for price in (20, 50))
    found = _checks(
        {"規費表": _FEES.format(rows), "須知": "<p>土地登記謄本每張30元。</p>"}, tmp_path, ("content",)
    )
    assert "content.contradiction" not in {check for check, _, _ in found}


def test_a_total_in_a_table_within_a_table_of_the_page(tmp_path: Path) -> None:
    rows = "<tr><th>村</th><th>戶數</th><th>男</th><th>女</th></tr><tr><td>東村</td><td>10</td><td>12</td><td>14</td></tr>"
    rows += "<tr><td>西村</td><td>20</td><td>22</td><td>24</td></tr><tr><td>南村</td><td>30</td><td>32</td><td>34</td></tr>"
    total = "<tr><td>總計</td><td>60</td><td>66</td><td>{0}</td></tr>"
    for number, expected in ((92, 1), (72, 0)):
        body = f"<table><tr><td><table>{rows}{total.format(number)}</table></td></tr></table>"
        found = _checks({"人口": body}, tmp_path / str(number), ("content",))
        assert [check for check, key, _ in found if key == "total"] == ["content.contradiction"] * expected


_SERVICE = "<h2>承辦單位</h2><p>登記課</p><h2>電話</h2><p>037-000-111</p><h2>應備文件</h2><p>身分證</p><h2>申請流程</h2><p>收件、審查、發證</p>{0}<h2>書表</h2><p>申請書</p>"


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("<p>權利人應於繼承開始之日起6個月內向本所申請。</p>", True),
        ("<p>本所應於3日內核定並通知申請人。</p>", False),
        ("<p>收件後約2日完成。</p>", False),
    ],
)
def test_the_days_of_the_applicant_are_no_time_limit_of_the_office(
    words: str, missing: bool, tmp_path: Path
) -> None:
    limit = "<h2>處理時限</h2><p>3日</p>"
    services = {f"{name}登記": _SERVICE.format(limit) for name in ("抵押權", "買賣", "更正")} | {
        "繼承登記": _SERVICE.format(words)
    }
    found = _checks(services, tmp_path, ("services",))
    assert (("services.missing-part", "limit") in {(check, key) for check, key, _ in found}) is missing


_LINES = "<p>簡介。</p><ul>{0}</ul><h2>流程</h2><ol><li>收件</li><li>發證</li></ol>"


def test_parts_that_name_themselves_make_a_page_of_a_service(tmp_path: Path) -> None:
    given = {"承辦單位": "登記課", "聯絡電話": "037-000-111", "處理時限": "3個工作日", "應備文件": "身分證"}
    whole = _LINES.format("".join(f"<li>{name}：{said}</li>" for name, said in given.items()))
    left = _LINES.format("".join(f"<li>{name}：{given[name]}</li>" for name in ("處理時限", "應備文件")))
    pages = dict.fromkeys(("甲登記", "乙登記", "丙登記"), whole) | {"丁登記": left + "<p>費用：免費</p>"}
    found = {(check, key) for check, key, _ in _checks(pages, tmp_path, ("services",))}
    assert found >= {("services.missing-part", "unit"), ("services.missing-part", "phone")}


def test_a_page_that_lists_several_services_explains_none(tmp_path: Path) -> None:
    limit = "<h2>處理時限</h2><p>3日</p>"
    entry = "<h3>{0}</h3><dl><dt>承辦單位</dt><dd>登記課</dd><dt>電話</dt><dd>037-000-111</dd><dt>流程</dt><dd>收件後發證</dd></dl>"
    pages = {f"{name}登記": _SERVICE.format(limit) for name in ("抵押權", "買賣", "更正")}
    pages["其他服務"] = "".join(map(entry.format, ("測量", "閱覽", "謄本")))
    assert "services.missing-part" not in {check for check, _, _ in _checks(pages, tmp_path, ("services",))}


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("下表為全國稻作面積。", True),
        ("各縣市稻作面積如下：", True),
        ("The table below gives the area worldwide.", True),
        ("下表為本場試驗田面積。", False),
        ("本場於全國競賽得獎，試驗田如下表。", False),
        ("下表為全國稻作面積。資料來源：農業部", False),
    ],
)
def test_figures_beyond_the_agency_want_a_source(said: str, asked: bool, tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{name}</td><td>{at}</td><td>{at + 3}</td></tr>" for at, name in enumerate("甲乙丙丁"))
    pages = {
        "/": _PLAIN.format("首頁", "<a href='/a'>稻作</a>"),
        "/a": _PLAIN.format("稻作", f"<p>{said}</p><table>{rows}</table>"),
    }
    result = looked_at(pages, tmp_path, families=("content",))
    keys = {item.key for item in result.findings if item.check == "content.missing-source"}
    assert ("unnamed" in keys) is asked


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("鄉長信箱：shihu@yahoo.com.tw", True),
        ("電子郵件 shihu@gmail.com", True),
        ("石湖社區發展協會信箱：club@gmail.com", False),
        ("志工王先生 club@gmail.com", False),
    ],
)
def test_a_private_mailbox_among_the_contacts_of_the_agency(line: str, wrong: bool, tmp_path: Path) -> None:
    found = _checks({"聯絡我們": f"<p>地址：石湖鄉中正路5號</p><p>{line}</p>"}, tmp_path, ("services",))
    assert ("services.private-mailbox" in {check for check, _, _ in found}) is wrong


def test_the_text_of_another_page_under_a_heading_that_it_does_not_speak_of(tmp_path: Path) -> None:
    text = "".join(
        f"<p>{line}</p>"
        for line in (
            "水土保持義務人開挖整地前，應擬具水土保持計畫送審。",
            "未經核定擅自開挖者，依水土保持法處以罰鍰。",
            "水土保持服務團每月第二週週三提供諮詢。",
        )
    )
    bodies = {"水土保持": text + "<p>下載：自主檢查表及範例各一份</p>", "老人福利": text}
    said = [item for item in _checks(bodies, tmp_path, ("content",)) if item[0] == "content.duplicate-page"]
    assert [key for _, key, _ in said] == ["text"]
    assert "'title': '老人福利'" in said[0][2]
    alike = {"水土保持": text + "<p>下載：自主檢查表及範例各一份</p>", "水土保持須知": text}
    assert "content.duplicate-page" not in {
        check for check, _, _ in _checks(alike, tmp_path / "alike", ("content",))
    }


@pytest.mark.parametrize(
    ("shares", "wrong"),
    [
        (("60%", "25%", "10%", "5%"), 0),
        (("60%", "125%", "10%", "5%"), 1),
        (("160%", "125%", "110%", "95%"), 0),
        (("60.4%", "24.6%", "10%", "5%"), 0),
    ],
)
def test_a_share_that_is_not_that_of_its_count(shares: tuple[str, ...], wrong: int, tmp_path: Path) -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>{count}</td><td>{share}</td></tr>"
        for name, count, share in zip(("東村", "西村", "南村", "北村"), (120, 50, 20, 10), shares, strict=True)
    )
    body = f"<table><tr><th>村</th><th>件數</th><th>比率</th></tr>{rows}<tr><td>合計</td><td>200</td><td>100%</td></tr></table>"
    found = _checks({"申辦件數": body}, tmp_path, ("content",))
    assert [check for check, key, _ in found if key == "total"] == ["content.contradiction"] * wrong


def test_small_shares_prove_nothing(tmp_path: Path) -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>{count}</td><td>{share}</td></tr>"
        for name, count, share in (
            ("東村", 9000, "2.5%"),
            ("西村", 20, "0.5%"),
            ("南村", 0, "0%"),
            ("北村", 30, "1%"),
        )
    )
    body = f"<table><tr><th>村</th><th>件數</th><th>成長率</th></tr>{rows}</table>"
    assert not [key for _, key, _ in _checks({"申辦件數": body}, tmp_path, ("content",)) if key == "total"]
