"""What a day, a promise or a year belongs to: siblings of what two strangers' pages showed (sets 17 and 18)."""

from __future__ import annotations

from datetime import date

import pytest
from holidays.calendars.chinese import _ChineseLunisolar

from publisher.checks import Context
from publisher.checks.freshness import old_year, stale_page
from publisher.checks.freshness.lunar import civil_day
from publisher.checks.freshness.often import OFTEN, days_allowed, promised
from publisher.checks.freshness.updated import put_up_days, updated_on
from publisher.model.finding import Outcome
from tests.checks_site.test_freshness_by_own_words import EVENT, NOTICE, SERVICE, YEAR, found
from tests.checks_site.test_freshness_wordings import NOW, RULEBOOK, SITE, view

TABLE = "<table><tr><th>站別</th><th>水位</th></tr><tr><td>上游</td><td>12.4</td></tr></table>"


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("This list is updated every Friday.", 7),
        ("The figures below are updated each quarter.", 92),
        ("This register is reviewed every two weeks.", 14),
        ("This directory is updated twice a year.", 184),
        ("This page is updated every business day.", 4),
        ("Updated once a month.", 31),
        ("資料來源：水利科｜更新頻率：每日", 1),
        ("Source: Water Division | Update frequency: weekly", 7),
        ("本手冊每年3月、9月更新。", 186),
        ("本特約藥局名冊每半年更新一次。", 183),
        ("待標售土地如下，每兩週更新一次，以現場公告為準。", 14),
        ("承辦人於每週五下班前更新本表。", 7),
        ("下表（每月更新一次）供參考。", 31),
        ("本表按季更新；如有錯誤請來電。", 92),
    ],
)
def test_how_often_a_page_says_that_it_is_updated(said: str, days: int) -> None:
    assert promised(view(f"<h1>水位</h1><p>{said}</p>{TABLE}")) == days


@pytest.mark.parametrize(
    "said",
    [
        "本圖書館每月更新館藏。",
        "本局資料庫每季更新一次。",
        "本所設有電子報，每月更新一次。",
        "統計資料每月更新；名冊按季更新；法規異動時更新；其他網頁每年檢視一次。",
        "資料每日更新。問答集每半年檢視一次。",
        "The office is updated every Friday by its branches.",
        "Members of the board meet every Monday.",
    ],
)
def test_what_something_else_is_updated_is_no_promise_of_a_page(said: str) -> None:
    assert promised(view(f"<h1>水位</h1><p>{said}</p>{TABLE}")) is None


def test_lengths_of_english_frequencies() -> None:
    said = {"each month": 31, "every 3 months": 93, "fortnightly": 14, "every weekday": 4, "every ten": None}
    for text, days in said.items():
        read = OFTEN.search(text)
        assert (days_allowed(read) if read else None) == days


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Last updated: Friday, October 9, 2026", date(2026, 10, 9)),
        ("Last reviewed on Mon. 5 October 2026", date(2026, 10, 5)),
        ("更新日期：星期五，115年10月9日", date(2026, 10, 9)),
    ],
)
def test_a_weekday_may_stand_before_the_day_of_an_update(line: str, day: date) -> None:
    assert updated_on(view(f"<h1>水位</h1>{TABLE}<p>{line}</p>"), NOW.date()) == day


@pytest.mark.parametrize(
    ("body", "days"),
    [
        ("<p>說明會訂於 <strong>115年10月5日</strong> 在三樓辦理。</p>", set()),
        ("<p>The office will open a talk on <b>Oct 5, 2026</b> in Room 3.</p>", set()),
        ("<p>115/10/05（一）刊登</p>", {date(2026, 10, 5)}),
        ("<div><span>115-10-05</span> <span>民政課</span></div>", {date(2026, 10, 5)}),
        ("<p>自民國99年1月1日起，瀏覽人次 12,345</p>", set()),
        ("<p>民國99年1月1日以來累計瀏覽 12,345 人次</p>", set()),
    ],
)
def test_the_day_on_which_a_page_was_put_up_stands_in_no_sentence_and_begins_no_count(
    body: str, days: set[date]
) -> None:
    assert {*put_up_days(view(f"<h1>說明會</h1>{body}"))} == days


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>本年度預決算</h1><p>本年度（112年度）預算總額如下。</p>", {YEAR}),
        (
            "<h1>本學年度校曆</h1><p>113學年度校曆</p><p>9/1 開學</p><p>自民國95年8月1日起，瀏覽人次 5,120</p>",
            {YEAR},
        ),
        ("<h1>本年度工作計畫</h1><h2>113年度工作計畫</h2><p>一、籌編115年度預算。</p>", {YEAR}),
        ("<h1>本年度工作計畫</h1><h2>115年度工作計畫</h2><p>一、檢討113年度成果。</p>", set()),
        ("<h1>本年度工作計畫</h1><p>115年度工作計畫如附件。</p><p>一、檢討113年度工作計畫執行情形。</p>", set()),
        (
            "<h1>申請書（填寫範例）</h1><p>活動日期：113年5月4日至5月5日</p><p>請依實際情形填寫，歡迎申請。</p>",
            set(),
        ),
        (
            "<h1>Sample form</h1><p>Event: family day, 4 May 2024, 9:00 to 12:00</p><p>Please apply at the desk.</p>",
            set(),
        ),
        (
            "<h1>優良教案徵件範例說明會</h1><p>報名至115年11月5日止，請踴躍報名。</p>",
            {NOTICE},
        ),
    ],
)
def test_years_and_samples(body: str, expected: set[str]) -> None:
    assert found(body) == expected


@pytest.mark.parametrize(
    ("title", "outcome"),
    [
        ("各課室分機", Outcome.FAILED),
        ("規費標準", Outcome.FAILED),
        ("Staff directory", Outcome.FAILED),
        ("遷徙登記申請須知", Outcome.CANT_TELL),
        ("開放時間", Outcome.CANT_TELL),
        ("How to renew a library card", Outcome.CANT_TELL),
        ("閱覽規則", Outcome.CANT_TELL),
    ],
)
def test_old_pages_fail_only_where_a_law_has_them_kept_up(title: str, outcome: Outcome) -> None:
    page = view(f"<h1>{title}</h1><p>{SERVICE}</p><p>更新日期：109年2月1日</p>")
    (fault,) = stale_page.look(page, Context(SITE, NOW, RULEBOOK))
    assert fault.outcome is outcome


def test_the_year_of_a_copyright_line_is_for_a_person() -> None:
    page = view(f"<h1>閱覽規則</h1><p>{SERVICE}</p><p>版權所有 © 2016 測試機關</p>")
    (fault,) = old_year.look(page, Context(SITE, NOW, RULEBOOK))
    assert (fault.outcome, fault.params["year"]) == (Outcome.CANT_TELL, 2016)


def test_the_number_of_a_hotline_beside_a_copyright_mark_is_no_year() -> None:
    page = view(f"<h1>閱覽規則</h1><p>{SERVICE}</p><p>市民專線 1999 · 版權所有 測試機關</p>")
    assert [*old_year.look(page, Context(SITE, NOW, RULEBOOK))] == []


@pytest.mark.parametrize(
    ("year", "month", "number", "leap", "day"),
    [
        (2026, 9, 9, False, date(2026, 10, 18)),
        (2026, 1, 1, False, date(2026, 2, 17)),
        (2025, 6, 30, True, None),
        (2025, 6, 1, True, date(2025, 7, 25)),
        (2026, 12, 30, False, None),
        (1990, 1, 1, False, None),
    ],
)
def test_days_of_the_lunar_calendar(year: int, month: int, number: int, leap: bool, day: date | None) -> None:
    assert civil_day(year, month, number, leap=leap) == day


def test_festivals_agree_with_a_library() -> None:
    known = _ChineseLunisolar()
    for year in range(2010, 2050):
        assert civil_day(year, 1, 1) == known.lunar_new_year_date(year)[0]
        assert civil_day(year, 5, 5) == known.dragon_boat_date(year)[0]
        assert civil_day(year, 8, 15) == known.mid_autumn_date(year)[0]
        assert civil_day(year, 9, 9) == known.double_ninth_date(year)[0]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>115年中元普度</h1><p>本所將於農曆七月十五日下午3時假廣場舉辦普度，歡迎參加。</p>", {EVENT}),
        (
            "<h1>敬老餐會</h1><p>發布日期：115年9月1日</p><p>重陽節當天上午10時於活動中心舉行，請踴躍參加。</p>",
            {EVENT},
        ),
        ("<h1>116年元宵燈會</h1><p>將於農曆正月十五日晚間6時於公園舉行，歡迎參加。</p>", set()),
        ("<h1>秋祭</h1><p>本宮每年農曆八月十五日舉行秋祭，歡迎參加。</p><p>更新日期：115年3月2日</p>", set()),
        ("<h1>秋祭</h1><p>本宮於農曆八月十五日舉行秋祭，歡迎參加。</p><p>更新日期：115年3月2日</p>", set()),
        (
            "<h1>道路封閉</h1><table><tr><th>路段</th><th>期間</th></tr><tr><td>中山橋</td><td>115年第2季</td></tr></table>",
            {NOTICE},
        ),
        ("<h1>道路施工</h1><p>施工期間：115年8月至10月，請改道。</p>", {NOTICE}),
        ("<h1>道路施工</h1><p>施工期間：115年9月至12月，請改道。</p>", set()),
        ("<h1>統計</h1><p>統計期間：115年7月至9月，歡迎下載。</p>", set()),
        (
            "<h1>加碼回饋</h1><p>上架：115/04/01</p><p>本季（115年第2季）申請電子帳單，回饋50元，請把握。</p>",
            {NOTICE},
        ),
        ("<h1>服務量統計</h1><p>本季（115年第3季）受理登記案件2,014件，請參閱附表。</p>", set()),
        (
            "<h1>捐血活動</h1><p>2026/10/12（一）發布</p><p>將於下週日上午9時在廣場舉行，致贈米一包、致贈毛巾，請踴躍參加。</p>",
            {EVENT},
        ),
        ("<h1>國慶連假開放時間</h1><p>115年10月9日至10月11日延長開放至晚間九點，歡迎闔家參觀。</p>", {NOTICE}),
        ("<h1>修復工程</h1><p>本館自115年1月1日至115年3月31日完成修復，歡迎參觀。</p>", set()),
        (
            "<h1>Reading</h1><p>Read ten books between July 1, 2026 and August 31, 2026. Please join us!</p>",
            {NOTICE},
        ),
        (
            "<h1>Public hearing</h1><p>It will take place at 7 p.m. on Thursday, October 15, 2026, in the Town Hall."
            " Residents are welcome.</p>",
            {EVENT},
        ),
        (
            "<h1>遷葬公告</h1><p>請墓主於公告日起三個月內辦理，逾期以無主墳墓處理。</p><p>中華民國115年6月1日</p>",
            {NOTICE},
        ),
        ("<h1>本週菜單</h1><p>第八週（10/19～10/23）</p><p>一 糙米飯</p>", {YEAR}),
        ("<h1>本週菜單</h1><p>第十四週（11/30～12/4）</p><p>一 糙米飯</p>", set()),
        (
            "<h1>本週菜單</h1><p>第十四週（11/30～12/4）</p><p>自民國98年1月1日起，瀏覽人次 5,120</p>"
            "<p>依個人資料保護法（84年8月11日公布）辦理。</p>",
            set(),
        ),
        ("<h1>本週公告</h1><p>Visitors since 1 January 2010: 2,972,110</p>", set()),
        ("<h1>This week</h1><p>Craft – Wed 7 October 2026, 14:00</p>", {YEAR}),
        ("<h1>現行課表</h1><p>113學年度第二學期</p><p>一 書法</p>", {YEAR}),
        ("<h1>現行課表</h1><p>115學年度第一學期</p><p>一 書法</p>", set()),
        ("<h1>Current timetable</h1><p>Valid 1 May – 30 September 2026</p><p>Mon–Fri 06:00–21:00</p>", {YEAR}),
        ("<h1>現行收費標準</h1><p>實施日期：113年1月1日</p>", set()),
        ("<h1>本季輪值</h1><p>115年4月至6月</p>", {YEAR}),
    ],
)
def test_stretches_and_days_by_what_they_belong_to(body: str, expected: set[str]) -> None:
    names = {EVENT: NOTICE}
    assert {names.get(name, name) for name in found(body)} == {names.get(name, name) for name in expected}
