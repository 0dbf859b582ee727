"""Wordings of dates on pages of agencies: what is over, what is not, and what is no deadline at all (2026-11-29)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import pytest

from publisher.checks import Context, PageView
from publisher.checks.freshness import expired_event, expired_notice
from publisher.checks.freshness.dates import days_in
from publisher.checks.freshness.past import tells_of_the_past, titles
from publisher.checks.freshness.relative import written_out
from publisher.checks.freshness.updated import updated_on
from publisher.checks.freshness.words import words_of
from publisher.crawl.packing import as_packed, pack_body
from publisher.model.finding import CheckDefinition
from publisher.model.site import Page, Site
from publisher.model.text import LocalText
from publisher.net import html
from publisher.net.blocks import main_blocks
from publisher.workspace import load_rulebook

URL = "https://www.station.example/"
SITE = Site("site", LocalText("測試", "A site"), (URL,))
RULEBOOK = load_rulebook()
NOW = datetime.fromisoformat("2026-11-29T02:00:00+08:00")

DEADLINES = """
<h1>徵才公告</h1><p>收件截止日：114年6月30日（以郵戳為憑）</p>
<h1>徵才</h1><p>報名期間：114年5月1日至114年5月20日止。</p>
<h1>約僱人員甄選</h1><p>報名方式：請於114年7月15日（星期二）下午5時前將履歷表以掛號郵寄本所人事室。</p>
<h1>補助申請</h1><p>受理申請期間自114年3月1日起至114年3月31日止，逾期不予受理。</p>
<h1>工程採購</h1><table><tr><th>截止投標</th><td>114/04/22 17:00</td></tr><tr><th>開標時間</th><td>114/04/23 10:00</td></tr></table>
<h1>招標資訊</h1><table><tr><th>標案名稱</th><th>截止投標日期</th></tr><tr><td>清潔維護</td><td>114/02/03</td></tr></table>
<h1>獎學金</h1><p>即日起至114年10月15日止受理申請，請檢附成績單。</p>
<h1>志工招募</h1><p>即日起至 2025 年 9 月 30 日，歡迎踴躍報名！</p>
<h1>徵稿啟事</h1><p>截稿日期：中華民國113年12月31日</p>
<h1>意見徵詢</h1><p>對於本草案如有意見，請於公告日起至114年8月1日前以書面向本局提出。</p>
<h1>攝影比賽</h1><dl><dt>收件期間</dt><dd>2025/03/01－2025/06/30</dd></dl>
<h1>研習</h1><p>請於114年9月5日前完成線上報名，額滿為止。</p>
<h1>租金補貼</h1><p>申請期間：114年7月1日9時至8月31日17時止。</p>
<h1>Call for volunteers</h1><p>Please apply by 15 August 2025 using the form below.</p>
<h1>Tender notice</h1><p>Closing date: 30 June 2025, 17:00</p>
<h1>Scholarship</h1><p>Applications must be submitted no later than September 1, 2025.</p>
<h1>公開徵求</h1><p>有意願者請於一百一十四年五月三十一日前向本處提出申請。</p>
<h1>停車位抽籤</h1><p>登記日期：114年1月6日起至114年1月17日止</p>
<h1>社區營造</h1><p>提案期限 <b>114年3月底</b>前</p>
<h1>用地徵收公聽會意見</h1><p>陳述意見請於<strong>114年2月28日</strong>以前，<br>以書面送達本府。</p>
<h1>車輛拍賣</h1><p>領標期限：自公告日起至114年11月5日止。</p>
<h1>公告招領</h1><p>認領期限：114年6月1日至114年11月30日。</p>
<h1>招生簡章</h1><p>114學年度報名日期：3月3日至3月14日</p>
<h1>徵件</h1><p>【徵件時間】2025年4月1日(二)至5月31日(六)23:59止</p>
<h1>標租公告</h1><p>投標期間：自民國114年5月12日上午9時起至114年5月26日下午5時止</p>
<h1>歲末關懷</h1><p>報名截止：2024-12-10</p>
<h1>稅款繳納</h1><p>113年地價稅繳納期間自113年11月1日起至12月2日止，請如期繳納。</p>
<h1>閱覽</h1><p>公開閱覽期間：114年4月7日至114年4月11日</p>
<h1>預告</h1><p>預告期間自114年5月1日起60日，如有意見請於114年6月30日前提供。</p>
<h1>申請須知</h1><p>收件至114年9月30日止（郵戳為憑）。</p>
<h1>Public consultation</h1><p>Comments are invited until 31 March 2025.</p>
<h1>就業補助</h1><p>欲申請者，應於民國114年12月1日前備齊文件親送本站。</p>
<h1>公告本府114年度約聘人員甄選</h1><p>一、報名日期：自公告日起至114年2月14日止(星期五)。</p><p>二、報名地點</p>
<h1>標售報廢車輛</h1><p>投標截止時間：114年1月20日(星期一)上午10時00分</p>
<h1>補助計畫</h1><p>申請時間：114/01/02~114/02/28</p>
<h1>租屋補助</h1><p>本（114）年度受理期間為7月1日至8月31日，請把握時間申請。</p>
<h1>徵求建議</h1><p>敬請於114年4月30日（三）下班前惠復。</p>
<h1>考試公告</h1><p>網路報名：114年3月11日至3月20日</p>
<h1>志願服務獎勵</h1><p>請各單位於114年9月10日(週三)前函報本府彙辦。</p>
<h1>物品認領</h1><p>請失主於114年5月30日前攜帶證件至本站領回。</p>
<h1>招商說明</h1><p>截止收件時間為 2025年8月29日 下午5點</p>
<h1>創意提案競賽</h1><p>收件時間｜即日起－2025.06.15</p>
<h1>夏令營</h1><p>報名時間：114年5月12日(一)上午9:00起至5月16日(五)下午5:00止，額滿為止</p>
<h1>電動車補助</h1><p>補助申請期限至113年12月31日止</p>
<h1>牌照稅</h1><p>繳納期間：114年4月1日至4月30日</p>
<h1>身障車位</h1><table><tr><th>受理日期</th><td>114.05.01-114.05.31</td></tr></table>
<h1>租賃</h1><p>領標時間：自114年10月1日起至114年10月14日下午5時止</p>
<h1>Recruitment</h1><p>Applications close on 12 January 2025.</p>
<h1>Grant</h1><p>Submission deadline: 2025-04-30</p>
<h1>Course</h1><p>Registration closes: April 5th, 2025</p>
<h1>實習生招募</h1><p>有意者請將履歷於5月15日前寄至承辦人信箱。</p><p>公告日期：114年4月1日</p>
<h1>選拔</h1><p>推薦期限：中華民國114年6月底止</p>
<h1>投標須知</h1><p>等標期：自114年3月3日至114年3月17日</p>
<h1>國考</h1><p>報名起訖：114.3.11–114.3.20</p>
<h1>書面意見</h1><p>得於114年6月2日前以書面提出意見</p>
"""
EVENTS = """
<h1>講座</h1><p>活動時間：114年5月3日（星期六）下午2時至4時</p>
<h1>健走活動</h1><p>日期：113年10月20日(日) 上午8:00</p>
<h1>藝術展</h1><p>展覽期間：114年3月1日至114年5月31日</p>
<h1>說明會</h1><table><tr><td>說明會時間</td><td>114年6月5日上午10時</td></tr><tr><td>地點</td><td>三樓會議室</td></tr></table>
<h1>植樹節活動</h1><p>本站訂於114年3月12日舉辦植樹活動，歡迎民眾踴躍參加。</p>
<h1>Seminar</h1><p>Date and time: 12 May 2025, 14:00-16:00</p>
<h1>音樂會</h1><dl><dt>演出日期</dt><dd>2025年7月19日(六)19:30</dd></dl>
<h1>就業博覽會</h1><p>活動日期：114年9月13日、9月14日</p>
<h1>防災演練</h1><p>時間：114年9月19日上午9時</p><p>地點：本站廣場</p>
<h1>公聽會</h1><p>開會時間：中華民國114年4月18日（星期五）上午10時整</p>
<h1>捐血活動</h1><p>活動日期：114/06/14</p>
<h1>駕訓課程</h1><p>上課時間：114年7月5日至7月26日每週六</p>
<h1>交通安全月</h1><p>本站謹訂於114年10月5日（日）上午9時，假中正公園舉辦交通安全園遊會，敬邀闔家參加。</p>
<h1>特展</h1><p>展期：2025.02.11-2025.05.18</p>
<h1>Workshop</h1><p>Event date: June 3, 2025</p>
<h1>免費健檢活動</h1><p>活動時間 / 114年8月2日 09:00-12:00</p>
"""
FINE = """
<h1>徵才公告</h1><p>收件截止日：115年12月30日</p>
<h1>補助</h1><p>申請期間：114年1月1日起至經費用罄止。</p>
<h1>補助</h1><p>受理期間：自113年7月1日起，隨到隨辦。</p>
<h1>長照申請</h1><p>自112年1月1日起受理申請，全年受理。</p>
<h1>津貼</h1><p>申請資格：民國114年1月1日前設籍本市者。</p>
<h1>換照</h1><p>凡於113年6月30日以前領有證照者，應申請換發。</p>
<h1>育兒津貼</h1><p>申請對象：113年1月1日以後出生之兒童。</p>
<h1>會議紀錄</h1><p>開會時間：114年3月6日上午10時</p><p>主席：站長</p><p>紀錄：承辦人</p>
<h1>新聞稿</h1><p>發稿日期：114年3月6日</p><p>本站將於114年3月10日舉辦宣導活動。</p>
<h1>淨灘活動圓滿落幕</h1><p>活動日期114年4月22日，由站長率隊前往海邊，參與民眾達百人。</p>
<h1>甄選結果</h1><p>報名期間：114年5月1日至114年5月20日止。</p><p>錄取名單如下：</p>
<h1>決標公告</h1><p>截止投標：114年5月1日</p><p>決標日期：114年5月9日</p>
<h1>【已截止】志工招募</h1><p>報名截止日期：114年5月1日</p>
<h1>道路交通管理處罰條例</h1><p>中華民國114年5月1日修正公布</p><p>第 1 條 為加強管理，應於113年12月31日前完成登記。</p><p>第 2 條</p><p>第 3 條</p>
<h1>機關沿革</h1><p>民國114年1月1日前，本站名為監理所，受理申請。</p>
<h1>服務時間</h1><p>辦理時間：星期一至星期五 8:30-17:30（自112年5月1日起實施）</p>
<h1>統計年報</h1><p>資料期間：113年1月1日至113年12月31日</p>
<h1>聯絡我們</h1><p>電話：02-2019-0000</p>
<h1>最新消息</h1><p>發布日期：114年1月2日</p><p>更新日期：114年1月5日</p>
<h1>預算書</h1><p>會計期間：114年1月1日至114年12月31日</p>
<h1>講座</h1><p>報名截止：115年10月1日</p><p>活動時間：115年12月5日</p>
<h1>影音</h1><p>演講日期：114年5月3日，主講人分享經驗，現場座無虛席，獲得熱烈迴響。</p>
<h1>公告</h1><p>主旨：修正申請書表，自114年5月1日生效。</p>
<h1>公告</h1><p>依據：114年5月1日府授交字第1140000001號函。</p>
<h1>稅務說明</h1><p>每年5月1日至5月31日申報所得稅。</p>
<h1>表揚</h1><p>本站榮獲114年度服務獎，頒獎日期為114年8月8日，由站長代表領獎。</p>
<h1>FAQ</h1><p>問：113年12月31日前考領駕照者如何換發？答：可臨櫃申請。</p>
<h1>年度計畫</h1><p>計畫期程：113年1月1日至116年12月31日</p>
<h1>Opening hours</h1><p>Since 1 May 2023 the counter opens at 8:30.</p>
<h1>Minutes</h1><p>Date: 6 March 2025</p><p>Chair: the director</p>
<h1>活動成果</h1><p>活動時間：114年5月3日下午2時</p>
<h1>報名已額滿</h1><p>報名期間：114年5月1日至5月5日</p>
<h1>招生</h1><p>報名日期：114年3月3日至3月14日（已截止）</p>
<h1>補助</h1><p>第一期申請期限：114年3月31日；第二期申請期限：115年12月31日。</p>
<h1>退休</h1><p>112年7月1日前已任職並有職業工會年資者，得申請。</p>
<h1>汽燃費</h1><p>欠繳114年7月31日前應繳納之汽車燃料使用費者，將移送執行。</p>
<h1>車輛檢驗</h1><p>檢驗期限：指定檢驗日前後一個月內，例如114年5月1日者，可於114年4月1日至6月1日檢驗。</p>
<h1>個資聲明</h1><p>保存期限：至113年12月31日止。</p>
<h1>得標廠商</h1><p>履約期限：114年1月1日至114年12月31日</p>
<h1>人事異動</h1><p>新任站長於114年1月16日就任。</p>
<h1>修正公告</h1><p>本要點自113年7月1日施行，原申請書適用至113年12月31日。</p>
<h1>場地租借</h1><p>114年6月1日起受理線上申請。</p>
<h1>員工協助</h1><p>112年度決算書公告期間自113年5月1日</p>
<h1>線上服務</h1><p>系統自113年5月1日起改版，請民眾多加利用線上申請。</p>
<h1>115年度行事曆</h1><p>報名期間：115年12月1日至116年1月15日</p>
<h1>歷史公告</h1><p>報名截止日期：113年1月5日</p>
<h1>第3次委員會議</h1><p>時間：114年6月3日</p><p>出席人員：如簽到簿</p><p>決議：照案通過。</p>
<h1>大事記</h1><p>114年3月1日 舉辦開幕典禮</p><p>114年4月1日 受理申請</p>
<h1>站長參加交通安全宣導</h1><p>（本報訊）114年5月6日上午，站長表示，將持續推動，民眾指出受益良多。</p>
<h1>罰鍰</h1><p>逾114年1月1日未繳者，處罰鍰。</p>
<h1>施工公告</h1><p>施工期間：115年11月1日至115年12月31日</p>
<h1>補助辦法說明</h1><p>凡113年1月1日至113年12月31日購買新車者，得申請補助。</p>
<h1>榮譽榜</h1><p>頒獎時間：114年9月9日</p><p>得獎名單如下</p>
<h1>公務出國報告</h1><p>會議時間：114年6月1日至6月5日</p><p>報告人：科長</p>
<h1>新聞</h1><p>監理站表示，民眾應於114年6月30日前完成換照，逾期者已於7月起開罰。民眾指出感到便利。</p>
<h1>Annual report 2024</h1><p>Registration ended 31 December 2024. Figures by region.</p>
<h1>公告結果</h1><p>報名自114年1月1日至1月10日止，共計120人報名，業已完成抽籤，中籤名單如附件。</p>
<h1>法規草案</h1><p>本辦法於114年3月3日公布。</p>
<h1>活動紀實</h1><p>活動日期：114年3月3日</p>
<h1>異動公告</h1><p>更新時間：114年3月3日</p><p>報名請洽承辦人。</p>
<h1>專題演講 影片</h1><p>拍攝日期：114年3月3日</p>
"""


UPDATED = [
    "最後異動日期：114年3月5日",
    "維護日期 114/03/05",
    "修改日期：2025-03-05",
    "上架日期:114.03.05",
    "資料更新：114-03-05",
    "更新於 2025/3/5",
    "上次更新：114年3月5日",
    "最後修訂日期：民國114年3月5日",
    "最後編輯：2025年3月5日",
    "Update：2025-03-05",
    "最近更新 114.3.5",
    "Last Update: 5 March 2025",
    "更新日期</td><td>114年3月5日",
    "網站更新日期：[114-03-05]",
    "Updated on March 5, 2025",
    "更新日期：20250305",
    "發布日期 1140305",
    "張貼日：114年3月5日",
    "Date Modified: 2025/03/05",
    "最後檢視日期：一百一十四年三月五日",
    "資料更新日期</th></tr><tr><td>114/03/05",
    "最後更新時間：2025-03-05 10:22",
    "更新：114年3月5日",
    "修正日期：民國 114 年 03 月 05 日",
    "Last modified: Mar 5, 2025",
    "內容最後更新日期│114-03-05",
    "最後更新日期\n：\n114-03-05",
    "發佈 2025.03.05",
    "Publish Date: 2025/03/05",
    "Posted by admin on March 5, 2025",
    "本頁於 114 年 3 月 5 日更新",
    "Created: 5-Mar-2025",
    "更新日期：3 月 5, 2025",
    "2025-03-05",
    "5 Mar 2025",
    "114.3.5 人事室",
]


def lines(text: str) -> list[str]:
    return [line for line in text.strip().split("\n") if line]


def view(body: str) -> PageView:
    title = body.partition("</h1>")[0].removeprefix("<h1>")
    return page_of(
        f'<html lang="zh-Hant-TW"><title>{title}-測試機關</title><body><main>{body}</main></body></html>'
    )


def page_of(text: str) -> PageView:
    facts = html.facts(text)
    return PageView(
        Page(
            URL,
            URL,
            facts.title,
            "zh-Hant-TW",
            "utf-8",
            as_packed(pack_body(text)),
            facts.main_text,
            facts.headings,
            facts.metas,
            (),
            facts.ids,
            0,
        )
    )


def checks(body: str, rulebook: Mapping[str, CheckDefinition] = RULEBOOK) -> set[str]:
    context = Context(SITE, NOW, rulebook)
    return {
        check.CHECK.id
        for check in (expired_notice, expired_event)
        if any(True for _ in check.look(view(body), context))
    }


@pytest.mark.parametrize("body", lines(DEADLINES))
def test_deadlines_that_have_passed_are_found(body: str) -> None:
    assert checks(body) == {"freshness.expired-notice"}


@pytest.mark.parametrize("body", lines(EVENTS))
def test_events_that_are_over_are_found(body: str) -> None:
    assert checks(body) == {"freshness.expired-event"}


def test_what_ended_of_late_may_be_left_for_a_time() -> None:
    body = "<h1>徵才</h1><p>報名期間：115年11月1日至115年11月20日止。</p>"
    entry = RULEBOOK["freshness.expired-notice"]
    patient = {**RULEBOOK, entry.id: replace(entry, params={**entry.params, "grace_days": 30})}
    assert (checks(body), checks(body, patient)) == ({"freshness.expired-notice"}, set())


AHEAD = """
<h1>健檢公告</h1><p>發布日期：114年3月1日</p><p>巡迴車 3/12、3/13 兩天停在活動中心前，請攜帶健保卡。</p>
<h1>路樹修剪通知</h1><p>本所 4/8 起至 4/10 修剪中山路路樹，請勿停車。</p><p>某某鄉公所 敬啟　2025/4/1</p>
<h1>接駁預約</h1><p>行駛日：七月十八日至十月十日，每週五、六。</p><p>114-07-10 上架</p>
<h1>Film night</h1><p>Posted: 2025-04-02</p><p>Doors open on Friday 11 April 2025, bring a blanket, please.</p>
<h1>陶藝課</h1><p>2025-09-10 發表</p><p>9/19 五</p><p>10/17 五</p><p>還有名額，請把握！</p>
"""
NOT_AHEAD = """
<h1>費率公告</h1><p>發布日期：114年3月1日</p><p>自114年4月1日起調整停車費率，請留意。</p>
<h1>補助</h1><p>發布日期：114年3月1日</p><p>至114年6月30日或經費用罄為止，隨到隨辦，請洽承辦人。</p>
<h1>執照</h1><p>發布日期：114年3月1日</p><p>舊照適用至114年12月31日，請民眾安心。</p>
<h1>新聞稿</h1><p>發布日期：114年3月1日</p><p>市長將於114年3月5日視察，請媒體參考。</p>
"""


@pytest.mark.parametrize("body", lines(AHEAD))
def test_days_that_were_to_come_when_a_page_was_put_up_are_over(body: str) -> None:
    assert len(checks(body)) == 1


@pytest.mark.parametrize("body", lines(NOT_AHEAD))
def test_what_has_no_end_is_not_over(body: str) -> None:
    assert checks(body) == set()


def test_a_page_as_long_as_a_book_is_read_to_its_end() -> None:
    long = "本所辦理各項業務之說明如下，民眾可於上班時間查詢。" * 8_000
    assert checks(f"<h1>徵才</h1><p>{long}</p><p>{long}報名期限：114年3月1日止。</p>") == {
        "freshness.expired-notice"
    }


@pytest.mark.parametrize("body", lines(FINE))
def test_other_dates_are_left_alone(body: str) -> None:
    assert checks(body) == set()


@pytest.mark.parametrize("words", UPDATED)
def test_labels_of_update_are_read(words: str) -> None:
    page = view(f"<h1>x</h1><table><tr><td>{words}</td></tr></table>")
    assert updated_on(page, NOW.date()) == date(2025, 3, 5)


TABLES = {
    "<tr><td>班別</td><td>報名起</td><td>報名迄</td></tr><tr><td>A</td><td>115/1/2</td><td>115/2/3</td></tr>": "報名期間：115/1/2 ~ 115/2/3",
    "<tr><th rowspan=2>班</th><th colspan=2>報名</th></tr><tr><th>起日</th><th>迄日</th></tr>"
    "<tr><td>A</td><td>115/1/2</td><td>115/2/3</td></tr>": "報名期間：115/1/2 ~ 115/2/3",
    "<tr><th>項目</th><th>內容</th></tr><tr><td>收件期間</td><td>115/1/2至2/3</td></tr>": "收件期間：115/1/2至2/3",
    "<tr><th>Round</th><th>Start date</th><th>End date</th></tr><tr><td>1</td><td>1 May 2026</td><td>2 Jun 2026</td></tr>": (
        "period：1 May 2026 ~ 2 Jun 2026"
    ),
}


@pytest.mark.parametrize("rows", TABLES)
def test_cells_stand_behind_their_headings_and_beginnings_with_their_ends(rows: str) -> None:
    inner = f"<table>{rows}</table>"
    layout = f"<table><tr><td>menu</td><td><p>text</p>{inner}</td></tr></table>"
    assert TABLES[rows] in main_blocks(inner)
    assert TABLES[rows] in main_blocks(layout)


RELATIVE = {
    "即日起至本月20日止": date(2026, 11, 20),
    "即日起至下個月5日止": date(2026, 12, 5),
    "下週三": date(2026, 11, 11),
    "本週五": date(2026, 11, 6),
    "明(6)日": date(2026, 11, 6),
    "明年1月15日前": date(2027, 1, 15),
    "114年12月1日起至翌年2月28日止": date(2026, 2, 28),
    "115年8月1日起至同年9月30日止": date(2026, 9, 30),
    "公告日起三十日內": date(2026, 12, 5),
    "this Friday": date(2026, 11, 6),
    "next Tuesday": date(2026, 11, 10),
}


@pytest.mark.parametrize("text", RELATIVE)
def test_days_told_by_others_are_written_out(text: str) -> None:
    found = [item.day for item in days_in(written_out(text, date(2026, 11, 5)))]
    assert found[-1:] == [RELATIVE[text]]


def test_stories_and_days_without_a_day_of_writing_stay_as_they_are() -> None:
    assert written_out("昨(4)日，每月20日", date(2026, 11, 5)) == "昨(4)日，每月20日"
    assert written_out("本月20日", None) == "本月20日"


def test_a_title_behind_the_name_of_the_site_is_the_title() -> None:
    text = (
        "<title>大湳區公所-歷年人口</title><h1><a href='/'>大湳區公所</a></h1>"
        "<main><h3>歷年人口</h3><p>受理截止日期：113年12月31日</p></main>"
    )
    page = page_of(text)
    assert titles(page) == ["歷年人口"]
    assert tells_of_the_past(page, words_of(Context(SITE, NOW, RULEBOOK)))


def test_an_agency_adds_its_own_words() -> None:
    body = "<h1>封島公告</h1><p>114年3月3日封島，遊客不得登島。</p>"
    entry = RULEBOOK["freshness.expired-notice"]
    own = {**RULEBOOK, entry.id: replace(entry, params={**entry.params, "more-measures": "封島\n"})}
    assert checks(body) == set()
    assert checks(body, own) == {"freshness.expired-notice"}
