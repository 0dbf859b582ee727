"""Columns of a table in a document: as wide as what stands in them asks for."""

from __future__ import annotations

from itertools import pairwise

from publisher.documents.columns import column_shares
from publisher.model.document import Grid

HEADER = ("發現事項", "對象", "權責單位", "狀態", "辦理期限")
ROWS = (
    ("連結無法開啟：伺服器回應找不到（404）；出現於 1 處。", "https://www.example.gov.tw/forms/filled.html", "企劃股", "未處理", "2026-11-23"),
    ("圖片沒有替代文字：3 處，分布於 2 個網頁。", "https://www.example.gov.tw/news/winners.html", "駕駛人管理股", "未處理", "-"),
)  # fmt: skip


def test_short_cells_keep_one_line_and_long_texts_share_the_rest() -> None:
    finding, subject, owner, state, day = column_shares(Grid("待改善", HEADER, ROWS))
    assert min(finding, subject) > max(owner, day) > state
    assert owner >= 12  # six Chinese characters
    assert day >= 10
    assert finding + subject > 3 * state


def test_what_was_asked_for_stands() -> None:
    assert column_shares(Grid("簽核", ("身分", "簽名"), (("製作", "　"),), widths=(3, 2))) == (3, 2)


def test_the_page_is_filled_whatever_the_cells() -> None:
    short = column_shares(Grid("x", ("代碼", "值"), (("A", "1"),)))
    long = column_shares(Grid("x", ("說明", "附註"), (("字" * 40, "註" * 20),)))
    assert round(sum(short)) == round(sum(long))
    assert long[0] > long[1] > 0


def test_a_table_with_more_words_than_the_page_has_room_for() -> None:
    shares = column_shares(Grid("x", tuple(f"heading{n:02}" for n in range(20)), (("word",) * 20,)))
    assert len(shares) == 20
    assert all(share == other for share, other in pairwise(shares))


def test_a_table_without_rows_or_with_empty_cells() -> None:
    assert all(share > 0 for share in column_shares(Grid("x", ("", "值"), ())))
    assert all(share > 0 for share in column_shares(Grid("x", ("項目", ""), (("", ""),))))
