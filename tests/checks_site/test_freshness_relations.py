"""What a day, a promise or a year belongs to: siblings of what two strangers' pages showed (sets 17 and 18)."""

from __future__ import annotations

from datetime import date

import pytest

from publisher.checks import Context
from publisher.checks.freshness import old_year, stale_page
from publisher.checks.freshness.often import OFTEN, days_allowed, promised
from publisher.checks.freshness.updated import put_up_days, updated_on
from publisher.model.finding import Outcome
from tests.checks_site.test_freshness_by_own_words import NOTICE, SERVICE, YEAR, found
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
