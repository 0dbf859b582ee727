"""Days without marks, months of a call, what is put off or called off, and promises without a subject (set K)."""

from __future__ import annotations

import pytest

from publisher.checks.freshness.dates import days_in, with_figures
from tests.checks_site.test_freshness_by_own_words import EVENT, NOTICE, STALE, found

FIGURES = "<table><tr><th>市場</th><th>均價</th></tr><tr><td>第一</td><td>21</td></tr></table>"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("公告起訖：1151102-1151113", ["2026-11-02", "2026-11-13"]),
        ("收件期限 20261030", ["2026-10-30"]),
        ("自1151110起至1151120止", ["2026-11-10", "2026-11-20"]),
        ("1151120前寄達", ["2026-11-20"]),
        ("電話 07-1150909", []),
        ("案號：1151102", []),
        ("文號 1150000123", []),
        ("20261301-20261302", []),
        ("13 to 16 November 2026", ["2026-11-13", "2026-11-16"]),
    ],
)
def test_days_without_marks_are_read_where_they_can_be_nothing_else(text: str, days: list[str]) -> None:
    assert [day.day.isoformat() for day in days_in(with_figures(text))] == days


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>社工員甄選</h1><p>公告起訖：1151102-1151113</p><p>意者請郵寄履歷。</p>", {NOTICE}),
        (
            "<h1>違建拆除補助</h1><p>目前受理115年第3季申請，文件請送使用管理科。</p><p>經費有限，請儘速申請。</p>",
            {NOTICE},
        ),
        ("<h1>違建拆除補助</h1><p>目前受理115年第4季申請，文件請送使用管理科。</p>", set()),
        ("<h1>違建拆除補助</h1><p>目前已核定115年第3季申請128件，請申請人留意。</p>", set()),
        ("<h1>租屋補貼 線上申請中</h1><p>本期受理期間為115年8月至10月，請備妥租約。</p>", {NOTICE}),
        (
            "<h1>Call for Volunteers</h1><p>Posted: June 3, 2026</p><p>Period: July to September</p>"
            "<p>Please email the form.</p>",
            {NOTICE},
        ),
        (
            "<h1>細部計畫公開展覽</h1><p>公告日期：115年9月20日</p><p>自公告當日起公開展覽三十天，"
            "有意見者得於展覽期間內以書面提出。</p>",
            {NOTICE},
        ),
        (
            "<h1>親子故事時間</h1><p>公告日期：2026-10-01</p><p>10/17 小熊</p><p>10/24 月亮</p><p>免費入場。</p>",
            {EVENT},
        ),
        (
            "<h1>健走活動延期</h1><p>發布：115年11月3日</p><p>原訂11月8日舉辦之健走活動因天候延至12月13日辦理。</p>"
            "<p>已報名者毋須重新報名；欲退費者請於11月15日前洽承辦人。</p>",
            set(),
        ),
        (
            "<h1>晨間路跑順延</h1><p>原定115年11月14日之路跑順延至115年12月5日上午6時起跑，請踴躍參加。</p>"
            "<p>得於115年11月20日前申請退費。</p>",
            set(),
        ),
        ("<h1>課程退費申請</h1><p>請於115年11月20日前提出退費申請。</p>", {NOTICE}),
        (
            "<h1>簡章修正</h1><p>原簡章載明報名截止日為115年11月20日，現修正為115年12月11日。</p>",
            set(),
        ),
        (
            "<h1>簡章修正</h1><p>原簡章載明報名截止日為115年10月20日，現修正為115年11月11日，歡迎報名。</p>",
            {NOTICE},
        ),
        (
            "<h1>花卉嘉年華</h1><p>115年11月21日之活動因颱風來襲取消，攤商請於115年11月27日前領回保證金。</p>",
            set(),
        ),
        (
            "<h1>Lantern workshop</h1><p>The workshop on November 14, 2026 has been cancelled due to illness.</p>"
            "<p>Fees will be refunded by November 25, 2026.</p>",
            set(),
        ),
        (
            "<h1>Vaccination records</h1><p>Vaccines given before 31 December 2023 are recorded on the yellow card. "
            "Please bring your card.</p>",
            set(),
        ),
        (
            "<h1>中秋園遊會</h1><p>115年9月20日舉辦，如遇颱風取消，請踴躍參加。</p><p>時間：115年9月20日</p>",
            {EVENT},
        ),
    ],
)
def test_what_is_asked_for_put_off_and_called_off(body: str, expected: set[str]) -> None:
    assert found(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<h1>果菜行情</h1><p>每週三下午更新，供農民參考。</p>{FIGURES}<p>統計截止：115年10月16日</p>", {STALE}),
        (f"<h1>魚貨行情</h1><p>本行情每週五更新。</p>{FIGURES}<p>統計截止：115年10月16日</p>", {STALE}),
        (
            f"<h1>候補人數</h1><p>公布頻率：每月</p>{FIGURES}<p>最新資料：115年6月（115年7月4日公布）</p>",
            {STALE},
        ),
        (
            f"<h1>Prices</h1><p>We refresh these figures on the last day of every month.</p>{FIGURES}"
            "<p>Last updated: 3 August 2026</p>",
            {STALE},
        ),
        (
            f"<h1>候補人數</h1><p>公布頻率：每月</p>{FIGURES}<p>最新資料：115年10月（115年11月4日公布）</p>",
            set(),
        ),
        (f"<h1>執照</h1><p>每六個月更新執業執照。</p>{FIGURES}<p>最後更新：115年3月1日</p>", set()),
    ],
)
def test_promises_whose_subject_is_the_page(body: str, expected: set[str]) -> None:
    assert found(body) == expected
