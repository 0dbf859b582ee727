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
