"""Kinds of pages that a fifth stranger's sites had, on sibling pages: numbered items, tables without rows."""

from __future__ import annotations

from pathlib import Path

from tests.checks_site.test_contents import failed, looked_at

_PAGE = "<!DOCTYPE html><html lang='zh-Hant-TW'><meta charset='utf-8'><title>{0}｜示範站</title><main><h1>{0}</h1>{1}</main>"
_ITEMS = {
    "1. 法律、法規命令": "<a href='/law'>法規</a>",
    "2. 解釋與裁量規定": "<a href='https://www.example.gov.tw/rules'>主管機關統一發布</a>",
    "3. 組織、職掌、聯絡方式": "<a href='/org'>本站簡介</a>",
    "4. 行政指導文書": "尚無",
    "5. 施政計畫、業務統計、研究報告": "<a href='/plan'>115年度計畫</a>",
    "6. 預算、決算": "<a href='/plan'>115年度</a>",
    "7. 請願、訴願": "無請願及訴願案件",
    "8. 工程及採購契約": "<a href='/law'>115年度勞務採購</a>",
    "9. 補助": "115年無支付或接受之補助",
    "10. 會議紀錄": "本站非合議制機關",
}
_NO_ROWS = (
    "<table><caption>採購契約</caption><tr><th>標的</th><th>廠商</th></tr><tr><td></td><td></td></tr></table>"
)


def _site(items: dict[str, str]) -> dict[str, str]:
    listed = "".join(f"<h4>{label}</h4><div>{text}</div>" for label, text in items.items())
    words = "<p>本頁說明本站辦理之業務及相關規定，供民眾查閱。</p>"
    return {
        "/": _PAGE.format("示範站", "<p><a href='/open'>主動公開資訊</a></p>"),
        "/open": _PAGE.format("主動公開資訊", listed),
        "/law": _PAGE.format("法規", words),
        "/org": _PAGE.format("本站簡介", words),
        "/plan": _PAGE.format("計畫", words),
    }


def _said(items: dict[str, str], folder: Path) -> set[tuple[str, str]]:
    result = looked_at(_site(items), folder, families=("disclosure",))
    return {(check, key) for check, key, _ in failed(result) if check.endswith("-item")}


def test_items_under_numbers_and_other_names_are_found(tmp_path: Path) -> None:
    assert _said(_ITEMS, tmp_path) == set()


def test_a_table_without_rows_is_no_content(tmp_path: Path) -> None:
    assert _said({**_ITEMS, "8. 工程及採購契約": _NO_ROWS}, tmp_path) == {("disclosure.empty-item", "FOI-7-1-8")}
    with_a_row = _NO_ROWS.replace("<td></td>", "<td>資訊設備維護</td>", 1)
    assert _said({**_ITEMS, "8. 工程及採購契約": with_a_row}, tmp_path / "row") == set()


def test_a_list_of_services_is_no_page_of_one(tmp_path: Path) -> None:
    labels = "<h2>承辦單位</h2><p>車輛課</p><h2>應備文件</h2><p>身分證</p><h2>處理時限</h2><p>1日</p><h2>流程</h2><p>收件、核發</p>"
    rest = "<h2>書表</h2><p><a href='/f.odt'>申請書</a></p><p>電話 049-230-0010</p>"
    head = "<tr><th>服務</th><th>承辦單位</th><th>處理時限</th><th>費用</th></tr>"
    rows = "".join(
        f"<tr><td>{name}</td><td>車輛課</td><td>1日</td><td>免費</td></tr>" for name in ("甲", "乙", "丙")
    )
    names = {"/a": "牌照補發", "/b": "駕照審驗", "/c": "車輛過戶"}
    links = "".join(f"<a href='{path}'>{name}</a>" for path, name in names.items())
    pages = {path: _PAGE.format(name, labels + rest) for path, name in names.items()}
    pages["/"] = _PAGE.format("示範站", f"<p>{links}<a href='/list'>服務一覽</a></p>")
    pages["/list"] = _PAGE.format("服務一覽", f"<table>{head}{rows}</table>")
    result = looked_at(pages, tmp_path, families=("services",))
    assert [check for check, _, _ in failed(result) if check == "services.missing-part"] == []
