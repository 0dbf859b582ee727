"""What a page says of itself: until when it stands, how often it is updated, which year this one is, what is open."""

from __future__ import annotations

from datetime import date

import pytest

from publisher.checks import Context
from publisher.checks.freshness import expired_event, expired_notice, old_year, past_take_down_date, stale_page
from publisher.checks.freshness.dates import days_in, with_figures
from publisher.checks.freshness.updated import put_up_days
from publisher.model.finding import Outcome
from tests.checks_site.test_freshness_wordings import NOW, RULEBOOK, SITE, page_of, view

CHECKS = (expired_event, expired_notice, old_year, past_take_down_date, stale_page)
SERVICE = "借書證請持身分證明文件至服務台申辦，當場核發，遺失補發工本費五十元，未滿十二歲者由家長代辦。"
NOTICE, EVENT, YEAR, POSTED, STALE = (
    f"freshness.{name}"
    for name in ("expired-notice", "expired-event", "old-year", "past-take-down-date", "stale-page")
)


def found(body: str) -> set[str]:
    context = Context(SITE, NOW, RULEBOOK)
    faults = ((check.CHECK.id, fault) for check in CHECKS for fault in check.look(view(body), context))
    return {name for name, fault in faults if fault.outcome is Outcome.FAILED}


@pytest.mark.parametrize(
    ("title", "updated"),
    [
        ("辦證", "最後檢核：114-05-01"),
        ("辦證", "2025-05-01 更新"),
        ("黑面琵鷺", "更新日期：107年5月"),
        ("隱私權保護政策", "Last reviewed: May 2018"),
    ],
)
def test_whether_an_old_page_of_no_rule_still_holds_a_person_has_to_tell(title: str, updated: str) -> None:
    page = view(f"<h1>{title}</h1><p>{SERVICE}</p><p>{updated}</p>")
    (fault,) = stale_page.look(page, Context(SITE, NOW, RULEBOOK))
    assert fault.outcome is Outcome.CANT_TELL


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>節電宣導</h1><p>隨手關燈。</p><p>刊登期限：115年10月15日</p>", {POSTED}),
        (
            "<h1>節電宣導</h1><p>隨手關燈。</p><table><tr><th>上架期間</th><td>115/9/1 至 115/10/15</td></tr></table>",
            {POSTED},
        ),
        ("<h1>Save power</h1><p>Switch off the light.</p><p>Posting end date: 2026-10-15</p>", {POSTED}),
        ("<h1>志工招募</h1><p>報名至115年11月5日止，歡迎報名。</p><p>下線時間：115-11-06</p>", {NOTICE, POSTED}),
        ("<h1>節電宣導</h1><p>隨手關燈。</p><p>張貼期限：116年1月15日</p>", set()),
        ("<h1>節電宣導</h1><p>甲：下架日期 115/10/1</p><p>乙：下架日期 116/10/1</p>", set()),
        ("<h1>節電宣導</h1><p>隨手關燈。</p><p>公佈期間 115/9/1～115/10/31</p>", {POSTED}),
        (
            "<h1>雨量</h1><table><tr><td>更新說明</td><td>每月10日前更新上月資料</td></tr></table><p>最後更新 115年5月4日</p>",
            {STALE},
        ),
        ("<h1>雨量</h1><p>每週更新資料</p><p>更新日期：115-10-20</p>", {STALE}),
        ("<h1>雨量</h1><p>每週三更換展品</p><p>更新日期：115-10-20</p>", set()),
        ("<h1>春展</h1><p>展期</p><p>2026/6/20(六)–2027/1/10(日)</p>", set()),
        ("<h1>春展</h1><p>展期</p><p>2026/6/20(六)–2026/9/10(四)</p>", {EVENT}),
        (f"<h1>辦證</h1><p>{SERVICE}</p><p>更新日期：115-01-10</p>", set()),
        (f"<h1>辦證</h1><p>{SERVICE}</p><p>發布日期：113-05-01</p><p>更新日期：113-05-01</p>", set()),
        (f"<h1>歷史資料</h1><p>本頁封存。{SERVICE}</p><p>更新日期：109-05-01</p>", set()),
        (f"<h1>112年度業務報告</h1><p>{SERVICE}</p><p>更新日期：113-05-01</p>", set()),
        ("<h1>雨量（每週更新）</h1><p>本週雨量如下表。</p><p>更新日期：115-10-20</p>", {STALE}),
        ("<h1>雨量</h1><p>更新頻率：每季</p><p>更新日期：115-10-20</p>", set()),
        ("<h1>雨量</h1><p>This table is updated monthly.</p><p>Last updated: 2026-08-20</p>", {STALE}),
        ("<h1>今年放流日程</h1><p>今年（114年）放流日程如下。</p><p>更新：2026-01-08</p>", {YEAR}),
        ("<h1>放流日程</h1><p>本（114）年度放流日程如下表所列。</p><p>更新：2026-01-08</p>", {YEAR}),
        ("<h1>本學年度作息</h1><p>114學年度作息如下。</p><p>更新：2025-12-08</p>", {YEAR}),
        ("<h1>本學年度作息</h1><p>115學年度作息如下。</p><p>更新：2026-02-08</p>", set()),
        ("<h1>本年度預算</h1><p>115年度預算及114年度決算。</p><p>更新：2026-02-08</p>", set()),
        ("<h1>表揚志工</h1><p>本（114）年度表揚三十位志工。</p><p>發布日期：2025-11-08</p>", set()),
        (
            "<h1>課程一覽</h1><table><tr><th>課程</th><th>報名截止</th><th>情形</th></tr><tr><td>甲</td><td>115/11/2</td>"
            "<td>報名中</td></tr><tr><td>乙</td><td>115/12/20</td><td>報名中</td></tr></table>",
            {NOTICE},
        ),
        (
            "<h1>課程一覽</h1><table><tr><th>課程</th><th>報名截止</th><th>情形</th></tr><tr><td>甲</td><td>115/11/2</td>"
            "<td>已截止</td></tr><tr><td>乙</td><td>115/12/20</td><td>報名中</td></tr></table>",
            set(),
        ),
        ("<h1>繳費說明</h1><p>請依限繳納。</p><p>舉例：115年3月份者，應於115年4月30日前繳納。</p>", set()),
        ("<h1>報價徵求</h1><p>收件期限：一一五年十一月廿一日</p>", {NOTICE}),
        ("<h1>Auction</h1><p>Registration is accepted through 5:00 p.m., Friday, 20 November 2026.</p>", {NOTICE}),
        ("<h1>光的展覽</h1><img alt='展期：2026年7月1日至10月31日'><p>現正展出，歡迎參觀。</p>", {EVENT}),
        ("<h1>步道封閉</h1><p>步道115年9月1日至9月9日封閉，已恢復開放。</p>", set()),
        (
            "<h1>開會通知</h1><p>開會時間：115年11月5日</p><p>開會地點：二樓</p><p>主持人：主任</p><p>出席人員：各課</p>",
            {EVENT},
        ),
        ("<h1>業務會議紀錄</h1><p>時間：115年11月5日</p><p>主席：主任</p><p>決議：通過。</p>", set()),
    ],
)
def test_a_page_is_held_to_what_it_says_of_itself(body: str, expected: set[str]) -> None:
    assert found(body) == expected


def test_goods_that_are_taken_off_the_shelves_are_no_page() -> None:
    assert POSTED not in found("<h1>瑕疵電池回收</h1><p>型號甲之下架日期：115/10/15，請停止使用。</p>")


def test_a_time_element_says_the_day_that_its_words_leave_out() -> None:
    body = (
        "<h1>晚風音樂會</h1><header><time datetime='2026-11-03'>11月3日</time></header>"
        "<p>演出時間：<time datetime='2026-11-14T19:00'>下週六晚間七點</time></p><p>歡迎自備野餐墊。</p>"
    )
    assert put_up_days(view(body)) == (date(2026, 11, 3),)
    assert found(body) == {EVENT}


def test_a_menu_beside_the_text_in_a_table_of_places_is_no_text() -> None:
    menu = "".join(f'<a href="/{name}">{name}</a><br>' for name in ("消息", "業務", "12月24日 報佳音"))
    text = "10月20日停電檢修，請民眾提早洽公，造成不便，敬請見諒。<br>停電期間電話無法接通，急件請以傳真聯繫。"
    page = page_of(
        f"<html><title>停電通知</title><body><table><tr><td>{menu}</td><td><b>停電通知</b><br>{text}"
        "<p>發布日期：115/10/12</p></td></tr></table></body></html>"
    )
    context = Context(SITE, NOW, RULEBOOK)
    assert [fault.params["day"] for fault in expired_notice.look(page, context)] == ["2026-10-20"]


@pytest.mark.parametrize(
    "text",
    [
        "ngày 3 tháng 11 năm 2026",
        "Ngày đăng: 03/11/2026",
        "3 November 2026",
        "3 พฤศจิกายน 2569",
        "令和8年11月3日",
        "2026년 11월 3일",
    ],
)
def test_days_in_the_languages_of_new_residents_are_read(text: str) -> None:
    assert [item.day for item in days_in(with_figures(text))] == [date(2026, 11, 3)]


def test_pages_in_other_languages_are_judged() -> None:
    over = "<h1>Pelatihan</h1><p>Tanggal posting: 2026-10-01</p><p>Silakan mendaftar sampai 20 Oktober 2026.</p>"
    ahead = "<h1>料理教室</h1><p>掲載日：令和8年11月2日</p><p>開催日：令和8年12月13日。ご参加をお待ちしております。</p>"
    assert found(over) & {NOTICE, EVENT}
    assert found(ahead) == set()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<h1>各課室分機一覽</h1><p>民政課 21，建設課 31，社會課 41，農業課 51，主計室 61。</p><p>更新日期：112年2月1日</p>",
            {STALE},
        ),
        (f"<h1>Fees of the library</h1><p>{SERVICE}</p><p>Last reviewed: March 2022</p>", {STALE}),
        (
            f"<h1>規費一覽</h1><p>{SERVICE}</p><p>本頁異動日期：109-07-03</p><p>本網站更新日期：115-11-28</p>",
            {STALE},
        ),
        (f"<h1>規費一覽</h1><p>{SERVICE}</p><p>本網站更新日期：115-11-28</p>", set()),
        (f"<h1>規費一覽</h1><p>{SERVICE}</p><p>更新日期：115年11月</p>", set()),
        ("<h1>本學期課表</h1><p>114學年度第二學期課表，請至教務處領取紙本。</p>", {YEAR}),
        ("<h1>本學期課表</h1><p>115學年度第1學期課表，請至教務處領取紙本。</p>", set()),
        ("<h1>Clubs</h1><p>Clubs of this semester (Spring 2026): chess, choir.</p>", {YEAR}),
        ("<h1>Clubs</h1><p>Clubs of this semester (Fall 2026): chess, choir.</p>", set()),
        ("<h1>本月輪值</h1><p>115年9月份輪值表：第一週林老師。</p>", {YEAR}),
        ("<h1>本月輪值</h1><p>115年11月份輪值表：第一週林老師。</p>", set()),
        ("<h1>本季稽查重點</h1><p>115年第2季：餐飲業、冷凍食品。</p>", {YEAR}),
        ("<h1>本季稽查重點</h1><p>115年第四季：餐飲業、冷凍食品。</p>", set()),
        ("<h1>目前學年度：113學年度</h1><p>導師名單如下。</p>", {YEAR}),
        ("<h1>拒絕毒品</h1><p>勇敢說不。</p><p>揭示期限：115年9月30日</p>", {POSTED}),
        ("<h1>Say no</h1><dl><dt>Keep online until</dt><dd>31 Oct 2026</dd></dl><p>Stay safe.</p>", {POSTED}),
        ("<h1>Say no</h1><dl><dt>Show until</dt><dd>31 Jan 2027</dd></dl><p>Stay safe.</p>", set()),
        ("<h1>遷葬公告</h1><p>公告日期：115年6月1日</p><p>請墓主自公告之日起三個月內辦理起掘。</p>", {NOTICE}),
        ("<h1>遷葬公告</h1><p>公告日期：115年10月1日</p><p>請墓主自公告之日起三個月內辦理起掘。</p>", set()),
        (
            "<h1>草案預告</h1><p>發文日期：115年9月3日</p><p>請於本公告刊登縣府公報之次日起六十日內，向本局陳述意見。</p>",
            {NOTICE},
        ),
        (
            "<h1>草案預告</h1><p>發文日期：115年11月3日</p><p>請於本公告刊登縣府公報之次日起六十日內，向本局陳述意見。</p>",
            set(),
        ),
        (
            "<h1>Fee Draft</h1><p>Published: 1 September 2026</p><p>Comments are welcome within thirty (30) days of this notice.</p>",
            {NOTICE},
        ),
        (
            "<h1>河川圖籍</h1><p>公告日期：115年10月20日</p><p>展覽期間：自公告日起60日。</p><p>說明會已於115年11月10日辦竣。</p>",
            set(),
        ),
        (
            "<h1>草案預告</h1><p>發文日期：115年11月3日</p><p>依據消防法第六條（112年6月21日公布）。</p>"
            "<p>有意見者，請於本公告刊登公報之隔日起60日內陳述意見。</p>",
            set(),
        ),
        (
            "<title>某國小</title><div>首頁 &gt; 教務處</div><b>本學年度作息</b><p>113學年度作息時間如下</p>",
            {YEAR},
        ),
        ("<h1>林道搶修</h1><p>林道前因落石自115年8月2日起封閉，已於115年10月28日下午3時20分恢復通行。</p>", set()),
        ("<h1>林道搶修</h1><p>林道因落石自115年8月2日起封閉至115年10月28日，請改道。</p>", {NOTICE}),
        (
            "<h1>分館公告</h1><div>日期</div><div>週一, 10/05/2026 - 09:12</div><p>10/12(一)至10/25(日)暫停開放，目前無法提供服務，敬請見諒。</p>",
            {NOTICE},
        ),
    ],
)
def test_what_a_page_says_of_now_and_of_its_days(body: str, expected: set[str]) -> None:
    assert found(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<h1>Harvest Fair</h1><p>Come and taste on Saturday, November 7, 2026 at 9 a.m. in the park.</p>",
            {EVENT},
        ),
        ("<h1>Harvest Fair</h1><p>Come and taste on Saturday, December 5, 2026 at 9 a.m. in the park.</p>", set()),
        (
            "<h1>Ranger's Notes</h1><p>On Sunday, October 4, 2026 at 6 a.m. I met a bear. Please keep away.</p>",
            set(),
        ),
        ("<h1>作家的一天</h1><p>2026年3月7日（六）下午2點，作家來到本館，談創作歷程。歡迎借閱其作品。</p>", set()),
        ("<h1>親師座談</h1><p>115.11.14 SAT 14:30　視聽教室　免費入場</p>", {EVENT}),
        ("<h1>里民登山</h1><p>115年11月8日（日）上午7點在登山口集合，走完可領毛巾，歡迎一起來！</p>", {EVENT}),
        ("<h1>里民登山集錦</h1><p>115年11月8日（日）上午7點在登山口集合，走完領毛巾。</p>", set()),
        ("<h1>複檢注意事項</h1><p>複檢訂於115年10月28日上午8時於市立醫院辦理，請準時報到。</p>", {EVENT}),
        ("<h1>場地租用注意事項</h1><p>本注意事項訂於112年6月1日實施，請於使用日前7日申請。</p>", set()),
        (
            "<h1>Upcoming Walks</h1><ul><li>Oct. 3, 2026 — Old harbour</li><li>Nov. 7, 2026 — Tea road</li></ul>",
            {EVENT},
        ),
        (
            "<h1>Upcoming Walks</h1><ul><li>Oct. 3, 2026 — Old harbour</li><li>Jan. 9, 2027 — Tea road</li></ul>",
            set(),
        ),
        ("<h1>公聽會</h1><p>115年11月18日（三）晚上7點假國小舉行，歡迎里民出席表達意見。</p>", {EVENT}),
        ("<h1>公聽會</h1><p>115年11月18日（三）晚上7點假國小舉行，里民50人出席。</p>", set()),
        ("<h1>噴藥</h1><p>本里訂於115年10月24日上午6時起進行戶外噴藥，請緊閉門窗。</p>", {EVENT}),
        ("<h1>拆遷</h1><p>自動拆遷期限：115年9月30日。請所有權人如期騰空。</p>", {NOTICE}),
        ("<h1>時數</h1><p>採計期間為114年10月1日至115年9月30日，請志工上網查詢。</p>", set()),
        ("<h1>補助</h1><p>最後收件日 115.10.30（郵戳）</p>", {NOTICE}),
        ("<h1>Internship</h1><p>We accept applications until the end of October 2026.</p>", {NOTICE}),
        ("<h1>圖書館揭幕典禮</h1><p>揭幕典禮預定於115年10月中旬舉行，歡迎市民參加。</p>", {EVENT}),
        ("<h1>圖書館揭幕典禮</h1><p>揭幕典禮預定於116年1月中旬舉行，歡迎市民參加。</p>", set()),
        (
            "<h1>約僱人員甄選</h1><p>報名時間：115年9月1日至9月8日。</p><p>僱用：自報到日起至116年6月30日止。</p>",
            {NOTICE},
        ),
        (
            "<h1>Bridge Closure</h1><p>Status: CLOSED</p><p>Period: September 1 to November 14, 2026</p>"
            "<p>The bridge is currently closed to all traffic. Please take Route 9.</p>",
            {NOTICE},
        ),
        (
            "<h1>Swimming Course</h1><p>Course period: September 1 to November 14, 2026</p><p>Registration is closed.</p>",
            set(),
        ),
        ("<h1>學區</h1><p>本學年度為113學年度，家長請依戶籍地辦理。</p>", {YEAR}),
        ("<h1>學區</h1><p>本學年度為115學年度，家長請依戶籍地辦理。</p>", set()),
        ("<h1>城市馬拉松</h1><p>2026.10.25（日）06:30 中央公園</p><p>選手請提早抵達。</p>", {EVENT}),
        ("<h1>違規處分公告</h1><p>處罰鍰六萬元，限於115年9月30日前改善完成。</p>", set()),
    ],
)
def test_what_people_are_called_to_without_a_label(body: str, expected: set[str]) -> None:
    assert found(body) == expected


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026.9.26-27 白沙灣", [date(2026, 9, 26), date(2026, 9, 27)]),
        ("115.11.30-15 樓", []),
        ("Nov. 7 (Sat.) 2026, 9:30", [date(2026, 11, 7)]),
        ("until the end of February 2028", [date(2028, 2, 29)]),
        ("週一, 10/05/2026 - 09:12", [date(2026, 10, 5)]),
        ("Fri, 02/10/2026", [date(2026, 10, 2)]),
        ("02/10/2026", []),
        ("10/30/2026", [date(2026, 10, 30)]),
        ("自115年11月2日起算15日", [date(2026, 11, 2), date(2026, 11, 16)]),
    ],
)
def test_more_spellings_of_days(text: str, days: list[date]) -> None:
    assert [found.day for found in days_in(with_figures(text))] == days
