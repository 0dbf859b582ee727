"""Right pages that a second reviewer found accused, on sibling pages, with wrong ones beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.checks.freshness.dates import days_in, with_figures
from tests.checks_site.test_freshness_by_own_words import NOTICE, STALE, found
from tests.checks_site.test_sites_of_a_sixth_stranger import _checks

_POSTED = "<p>發布日期：2024-05-01</p>"


@pytest.mark.parametrize(("title", "wrong"), [("便民問與答", False), ("活動快訊", False), ("老人福利", True)])
def test_lists_may_hold_the_text_of_another_page(title: str, wrong: bool, tmp_path: Path) -> None:
    text = "<p>水土保持義務人開挖整地前，應擬具水土保持計畫送審。</p><p>未經核定擅自開挖者，依水土保持法處以罰鍰，請留意水土保持計畫。</p><p>水土保持服務團每月第二週週三提供諮詢，歡迎洽詢。</p>"
    said = _checks({"水土保持": text, title: text}, tmp_path, ("content",))
    assert ("content.duplicate-page" in {check for check, _, _ in said}) is wrong
    more = text + "<p>另公告本年度服務時間調整事宜，請民眾留意。</p>"
    said = _checks({"水土保持": text, title: more}, tmp_path / "more", ("content",))
    assert "content.duplicate-page" not in {check for check, _, _ in said}


@pytest.mark.parametrize(
    ("title", "body", "wrong"),
    [
        ("停車須知", "<p>小型車停車每次60元。</p>", True),
        ("小型車停車", "<p>小型車停車費60元。</p>", True),
        ("東門停車場", "<p>小型車停車每次60元。</p>", False),
        ("停車須知", "<p>小型車停車每月60元。</p>", False),
        ("停車須知", "<p>小型車停車每件60元。</p>", False),
        ("停車須知", "<h2>夜間場</h2><p>小型車停車每次60元。</p>", False),
        ("停車優惠", "<p>小型車停車每次60元。</p>", False),
    ],
)
def test_prices_are_of_one_place_unit_and_case(title: str, body: str, wrong: bool, tmp_path: Path) -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>每次</td><td>{p}</td></tr>" for n, p in (("小型車停車", 50), ("機車停放", 20))
    )
    table = f"<table><tr><th>項目</th><th>單位</th><th>金額</th></tr>{rows}</table>"
    said = _checks({"規費表": table, title: body}, tmp_path, ("content",))
    assert ("content.contradiction" in {check for check, _, _ in said}) is wrong


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<h1>志工招募</h1>{_POSTED}<p>報名期間：7月至9月</p>", {NOTICE}),
        (f"<h1>梅花季報名</h1>{_POSTED}<p>報名期間：1月至2月</p>", set()),
        (f"<h1>志工招募</h1>{_POSTED}<p>報名期間：7月至9月</p><p>每年辦理一次。</p>", set()),
        (f"<h1>封溪護魚</h1>{_POSTED}<p>封溪期間：3月至5月，請勿捕撈。</p>", set()),
        (f"<h1>烘焙比賽作品</h1>{_POSTED}<p>1/4 匙鹽</p><p>2/3 杯水</p>", set()),
        ("<h1>設備保養</h1><p>每半年更新濾網一次。</p><p>最後更新：113年5月1日</p>", set()),
        ("<h1>租約須知</h1><p>本契約每年更新。</p><p>最後更新：113年5月1日</p>", set()),
        ("<h1>停車資訊</h1><p>本水位每日更新。</p><p>最後更新：113年5月1日</p>", {STALE}),
    ],
)
def test_seasons_shares_and_advice_accuse_nobody(body: str, expected: set[str]) -> None:
    assert found(body) == expected


def test_days_behind_a_long_text_are_read() -> None:
    text = "20260101 " * 200 + "20261102-20261113"
    assert [str(day.day) for day in days_in(with_figures(text))][-2:] == ["2026-11-02", "2026-11-13"]


@pytest.mark.parametrize(
    ("heading", "wrong"), [("行政室", True), ("聯絡方式", True), ("早覺會協會", False), ("愛心志工聯誼", False)]
)
def test_the_heading_above_tells_whose_mailbox_it_is(heading: str, wrong: bool, tmp_path: Path) -> None:
    body = f"<p>地址：中正路5號</p><h2>{heading}</h2><p>電話：037-000-111</p><p>電子信箱：abc@gmail.com</p>"
    said = _checks({"聯絡我們": body}, tmp_path, ("services",))
    assert ("services.private-mailbox" in {check for check, _, _ in said}) is wrong
