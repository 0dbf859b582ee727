# ruff: noqa: E501 - the texts of the pages
"""The clean half: pages on which nothing may be reported, among them everything that merely looks like a fault."""

from __future__ import annotations

from urllib.parse import quote

from samples.places import PLACES
from samples.website.markup import cards, files, items, news, paragraphs, table
from samples.website.values import PARTNER, Behaviour, SamplePage

ABOUT = (("/about/index.html", "關於本站"),)
SERVICE = (("/service/index.html", "便民服務"),)
NEWS = (("/news/index.html", "最新消息"),)
EVENTS = (("/events/index.html", "活動訊息"),)
FOI = (("/foi/index.html", "主動公開資訊"),)
CHINESE = "/service/" + quote("汽車檢驗") + ".html"


def pages() -> tuple[SamplePage, ...]:
    """All of them."""
    return (*_about(), *_news(), *_service(), *_disclosure(), *_events(), *_site(), *_english())


def behaviours() -> dict[str, Behaviour]:
    """Awkward and right: what a server may do without anything being wrong."""
    return {
        "/service/statistics-map.html": {"delay": 1.5},
        "/service/booking-help.html": {"head": 405},
        "/news/1151105-system.html": {"first": 503, "retry_after": 1},
        "/service/queue-online.html": {"first": 429, "retry_after": 1},
        "/service/licence": {"redirect": "/service/licence.html", "status": 301},
        "/news/latest": {"redirect": "/news/newest", "status": 302},
        "/news/newest": {"redirect": "/news/1151101-winter.html", "status": 308},
        "/admin/": {"status": 500},
        "/events/month": {"calendar": True},
    }


def _about() -> tuple[SamplePage, ...]:
    places = [(row[1], row[4], row[5], row[9]) for row in PLACES]
    return (
        SamplePage(
            "/about/index.html",
            "關於本站",
            paragraphs(
                "府城監理站隸屬交通部公路局示範區監理所，服務臺南市南區域之汽車、機車與駕駛人，辦理牌照、駕照、檢驗、"
                "違規裁罰與規費徵收等業務，並定期檢討服務流程，以縮短民眾等候時間。",
                "本站為展示用之虛構機關，網站所載內容均為電腦產生之模擬資料。",
            )
            + cards(
                ("/about/organisation.html", "組織與職掌", "各股業務與聯絡方式"),
                ("/about/places.html", "服務據點", "本站、服務點、考驗場與檢驗線"),
                ("/about/history.html", "沿革", "本站成立以來大事"),
                ("/about/leader.html", "站長的話", "給民眾的一封信"),
                ("/about/transport.html", "交通資訊", "大眾運輸與停車"),
            ),
        ),
        SamplePage(
            "/about/organisation.html",
            "組織與職掌",
            "<h2 id='組織'>組織架構</h2>"
            + paragraphs("本站置站長一人，綜理站務；下設車輛管理股、駕駛人管理股、違規裁罰股、企劃股及行政室。")
            + "<h2 id='職掌'>業務職掌</h2>"
            + table(
                "各股職掌",
                ("單位", "職掌"),
                (
                    ("車輛管理股", "領牌、過戶、異動登記、停駛、報廢及定期檢驗"),
                    ("駕駛人管理股", "駕照考驗、換發、補發及審驗"),
                    ("違規裁罰股", "違規案件裁決、申訴與講習"),
                    ("企劃股", "為民服務、資料開放、研考與資訊業務"),
                    ("行政室", "人事、主計、政風、出納與採購"),
                ),
            )
            + "<h2 id='聯絡'>聯絡資訊</h2>"
            + items(
                "地址：臺南市東區測試路1號",
                "電話：06-000-0000",
                "傳真：06-000-0000（按傳真鍵）",
                "網址：https://www.example.gov.tw/fucheng/",
                "電子郵件信箱：service@mail.example.gov.tw",
            ),
            crumbs=ABOUT,
        ),
        SamplePage(
            "/about/places.html",
            "服務據點",
            paragraphs("下列據點均提供無障礙停車位與愛心鈴，請於服務時間內洽辦。")
            + table("服務據點一覽", ("名稱", "地址", "電話", "服務時間"), places),
            crumbs=ABOUT,
        ),
    )


def _news() -> tuple[SamplePage, ...]:
    return (
        SamplePage(
            "/news/index.html",
            "最新消息",
            news(
                ("2026-11-12", "/news/1151112-recruit.html", "本站徵求約僱人員公告（公開甄選）"),
                ("2026-11-10", "/news/1151110-tender.html", "辦公廳舍清潔勞務採購招標公告"),
                ("2026-11-05", "/news/1151105-system.html", "監理服務網系統維護公告"),
                ("2026-11-01", "/news/1151101-winter.html", "冬季行車安全宣導"),
                ("2026-09-22", "/news/winners.html", "行車安全有獎徵答得獎名單"),
                ("2026-07-30", "/news/typhoon.html", "颱風過後泡水車檢驗服務"),
                ("2026-01-06", "/news/recruit-spring.html", "徵求臨時人員公告"),
                ("2026-01-02", "/news/tender-spring.html", "車牌保管室整修工程招標公告"),
                ("2023-05-10", "/news/archive-1120510.html", "【歷史公告】機車考照場地整修期間改場考照"),
                ("2022-03-01", "/news/recruit-closed.html", "【已截止】約聘人員甄選"),
            )
            + '<p><a href="/news/latest">看最新一則</a></p>',
            updated="2026-11-12",
        ),
        SamplePage(
            "/news/1151112-recruit.html",
            "本站徵求約僱人員公告",
            paragraphs("本站因業務需要，公開甄選約僱人員二名，歡迎符合資格者報名。")
            + items(
                "職稱：約僱人員（櫃檯服務），正取二名、備取二名",
                "報名期間：民國115年11月12日至12月4日",
                "報名方式：檢附履歷表及學歷證明，以掛號郵寄本站行政室（臺南市東區測試路1號）",
                "洽詢電話：06-000-0000 轉 201",
            )
            + files(("/files/forms/resume.odt", "履歷表", "ODT"), ("/files/forms/resume.docx", "履歷表", "DOCX")),
            updated="2026-11-12",
            crumbs=NEWS,
        ),
        SamplePage(
            "/news/1151110-tender.html",
            "辦公廳舍清潔勞務採購招標公告",
            items(
                "採購案號：FC115-018",
                "採購方式：公開招標，最低標決標",
                "截止投標：115年12月1日下午5時",
                "開標時間及地點：115年12月2日上午10時，本站二樓會議室",
            )
            + files(("/files/tender-fc115-018.pdf", "招標文件", "PDF")),
            updated="2026-11-10",
            crumbs=NEWS,
        ),
        SamplePage(
            "/news/1151105-system.html",
            "監理服務網系統維護公告",
            paragraphs(
                "為提升服務品質，監理服務網將於115年11月28日（六）22時至翌日6時進行系統維護，期間暫停線上換照、"
                "選號及繳費服務，造成不便，敬請見諒。"
            ),
            updated="2026-11-05",
            crumbs=NEWS,
        ),
        SamplePage(
            "/news/1151101-winter.html",
            "冬季行車安全宣導",
            paragraphs(
                "入冬後日照時間縮短，清晨及傍晚視線不佳，請提早開啟頭燈並保持安全距離。",
                "出發前請檢查胎壓、雨刷與煞車，長途行車每兩小時休息一次。",
            )
            + '<!-- 舊版連結：<a href="/news/winter-2019.html">去年宣導</a> -->\n'
            '<script>var oldPage = "/news/never-linked.html"; var html = "<a href=\'/news/in-script.html\'>x</a>";</script>',
            updated="2026-11-01",
            crumbs=NEWS,
        ),
        SamplePage(
            "/news/archive-1120510.html",
            "【歷史公告】機車考照場地整修期間改場考照",
            '<p class="notice">本公告為歷史資料，活動已結束，僅供參考。</p>'
            + items("活動日期：112年5月20日至6月10日", "地點：新化考驗場"),
            updated="2023-05-10",
            crumbs=NEWS,
        ),
        SamplePage(
            "/news/recruit-closed.html",
            "【已截止】約聘人員甄選",
            items("報名截止日期：111年3月31日（已截止，錄取名單另行通知）", "職稱：約聘技術員一名"),
            updated="2022-03-01",
            crumbs=NEWS,
        ),
    )


def _service() -> tuple[SamplePage, ...]:
    return (
        SamplePage(
            "/service/index.html",
            "便民服務",
            cards(
                ("/service/licence", "換發駕照", "承辦單位、應備文件與處理時限"),
                ("/service/transfer.html", "汽機車過戶", "原車主與新車主應備文件"),
                (CHINESE, "汽車定期檢驗", "檢驗週期與逾期處罰"),
                ("/service/fees.html", "規費一覽", "駕照、行照與牌照規費"),
                ("/service/booking-help.html", "線上預約說明", "預約考照與驗車"),
                ("/service/appointment.html", "預約洽公登記", "線上填寫預約資料"),
                ("/service/queue.html", "叫號進度", "各櫃檯目前服務號碼"),
                ("/service/queue-online.html", "線上取號", "出發前先取號"),
                ("/service/statistics-map.html", "據點服務量", "各據點每月服務件數"),
                ("/service/steps.html", "申辦流程說明", "各項業務辦理步驟"),
                ("/service/links.html", "相關網站", "其他機關與舊網站連結"),
                ("/service/moved.html", "網站改版對照", "舊網址與新網址"),
            ),
        ),
        SamplePage(
            "/service/licence.html",
            "換發駕照",
            '<p>前往：<a href="#應備文件">應備文件</a>、<a href="#%E8%99%95%E7%90%86%E6%99%82%E9%99%90">處理時限</a>、'
            '<a href="#top">回頁首</a></p>'
            '<h2 id="應備文件">應備文件</h2>'
            + items("身分證明文件正本", "原領駕照", "最近一年內二吋照片二張", "新臺幣200元規費")
            + '<h2 id="處理時限">處理時限</h2>'
            + table(
                "承辦資訊",
                ("項目", "承辦單位", "電話", "處理時限"),
                (
                    ("換發普通駕照", "駕駛人管理股", "06-000-0000", "隨到隨辦，15分鐘"),
                    ("補發職業駕照", "駕駛人管理股", "06-000-0000", "30分鐘"),
                ),
            )
            + '<p>據點請見<a href="/about/places.html#center">服務據點</a>，'
            '<a href="/about/organisation.html#%E8%81%B7%E6%8E%8C">業務職掌</a>請見組織頁。</p>',
            crumbs=SERVICE,
        ),
        SamplePage(
            "/service/transfer.html",
            "汽機車過戶",
            "<h2>辦理方式</h2><ol><li>備妥文件至本站車輛管理股。</li><li>繳清違規罰鍰與稅費。</li><li>繳納規費並領取新行照。</li></ol>"
            + files(
                ("/files/forms/transfer.odt", "汽機車過戶登記書", "ODT"),
                ("/files/forms/transfer.docx", "汽機車過戶登記書", "DOCX"),
                ("/files/forms/transfer.pdf", "汽機車過戶登記書", "PDF"),
            ),
            crumbs=SERVICE,
        ),
        SamplePage(
            "/service/汽車檢驗.html",
            "汽車定期檢驗",
            table(
                "檢驗週期",
                ("車齡", "每年次數"),
                (("未滿五年", "免檢驗"), ("五年以上未滿十年", "一次"), ("十年以上", "二次")),
            )
            + f'<p>本頁另有<a href="{CHINESE}#center">固定網址</a>，電子檔：'
            f'<a href="/files/{quote("檢驗通知範例")}.odt">檢驗通知範例（ODT）</a></p>',
            crumbs=SERVICE,
        ),
        SamplePage(
            "/service/booking-help.html",
            "線上預約說明",
            paragraphs(
                "考照與驗車均可於監理服務網預約。預約成功後，請於預約時段前十分鐘報到。",
                "逾時未到者，視同放棄，可再次預約。",
            ),
            crumbs=SERVICE,
        ),
        SamplePage(
            "/service/queue-online.html",
            "線上取號",
            paragraphs("每日上午八時至下午四時開放線上取號，過號三號以上請重新取號。"),
            crumbs=SERVICE,
        ),
        SamplePage(
            "/service/statistics-map.html",
            "據點服務量",
            table(
                "115年10月服務件數",
                ("據點", "駕照", "車輛", "違規"),
                (
                    ("府城監理站", "3,218", "4,907", "2,644"),
                    ("新化監理服務點", "412", "388", "305"),
                    ("永康監理服務點", "655", "701", "430"),
                ),
            ),
            crumbs=SERVICE,
        ),
    )


def _disclosure() -> tuple[SamplePage, ...]:
    return (
        SamplePage(
            "/foi/index.html",
            "主動公開資訊",
            paragraphs("依政府應主動公開之項目，彙整本站相關資訊如下，並依更新規定定期檢視。")
            + cards(
                ("/foi/regulations.html", "相關法規", "監理業務適用之法規"),
                ("/foi/rulings.html", "解釋性規定及裁量基準", "違規裁罰基準與函釋"),
                ("/about/organisation.html", "組織、職掌與聯絡資訊", "地址、電話、傳真、網址及電子郵件"),
                ("/foi/plans.html", "施政計畫", "年度工作計畫"),
                ("/foi/statistics.html", "業務統計", "月報與年報"),
                ("/foi/research.html", "研究報告", "委託研究與出國報告"),
                ("/foi/budget.html", "預算及決算書", "年度預算與決算"),
                ("/foi/appeals.html", "請願及訴願", "處理結果與決定"),
                ("/foi/contracts.html", "書面之公共工程及採購契約", "決標與契約清單"),
                ("/foi/subsidy.html", "支付或接受之補助", "補助清單"),
                ("/foi/minutes.html", "合議制機關之會議紀錄", "適用說明"),
            ),
            clean=False,
        ),
        SamplePage(
            "/foi/regulations.html",
            "相關法規",
            items("公路法", "道路交通管理處罰條例", "道路交通安全規則", "汽車運輸業管理規則")
            + f'<p>條文請至<a href="{PARTNER}/partner/law.html">法規資料庫</a>查詢。</p>',
            crumbs=FOI,
        ),
        SamplePage(
            "/foi/rulings.html",
            "解釋性規定及裁量基準",
            items("逾期檢驗裁罰基準（115年版）", "補發駕照審查注意事項", "過戶案件補正期限解釋令")
            + files(("/files/rulings-115.pdf", "裁量基準彙編", "PDF")),
            crumbs=FOI,
        ),
        SamplePage(
            "/foi/plans.html",
            "施政計畫",
            files(
                ("/files/plan-115.pdf", "115年度工作計畫", "PDF"),
                ("/files/plan-115.odt", "115年度工作計畫", "ODT"),
            ),
            crumbs=FOI,
        ),
        SamplePage(
            "/foi/statistics.html",
            "業務統計",
            paragraphs("業務統計每月更新，以開放格式提供下載，資料來源為本站監理業務系統。")
            + table(
                "115年各月受理件數", ("月份", "件數"), (("8月", "21,340"), ("9月", "20,877"), ("10月", "22,015"))
            )
            + files(
                ("/files/statistics-11510.ods", "115年10月業務統計", "ODS"),
                ("/files/statistics-11510.xlsx", "115年10月業務統計", "XLSX"),
            ),
            updated="2026-11-05",
            crumbs=FOI,
        ),
        SamplePage(
            "/foi/research.html",
            "研究報告",
            paragraphs("本站115年度無委託研究案，亦無出國報告。歷年報告請洽企劃股調閱。"),
            crumbs=FOI,
        ),
        SamplePage(
            "/foi/budget.html",
            "預算及決算書",
            files(
                ("/files/budget-115.pdf", "115年度預算書", "PDF"),
                ("/files/budget-115.ods", "115年度預算書", "ODS"),
                ("/files/accounts-114.pdf", "114年度決算書", "PDF"),
            ),
            crumbs=FOI,
        ),
        SamplePage(
            "/foi/appeals.html",
            "請願及訴願",
            paragraphs("本站115年度無請願案件；訴願決定由上級機關作成，本年度尚無涉及本站之訴願決定。"),
            crumbs=FOI,
        ),
        SamplePage(
            "/foi/contracts.html",
            "書面之公共工程及採購契約",
            table(
                "115年契約清單",
                ("案號", "名稱", "契約金額（元）"),
                (("FC115-003", "考驗場標線重繪工程", "486,000"), ("FC115-009", "辦公設備租賃", "312,500")),
            )
            + files(("/files/contracts-115.ods", "契約清單", "ODS")),
            crumbs=FOI,
        ),
        SamplePage(
            "/foi/minutes.html",
            "合議制機關之會議紀錄",
            paragraphs("本站為首長制機關，非合議制機關，無此項應公開之會議紀錄。"),
            crumbs=FOI,
        ),
    )


def _events() -> tuple[SamplePage, ...]:
    return (
        SamplePage(
            "/events/index.html",
            "活動訊息",
            news(
                ("2026-12-12", "/events/safety-day.html", "道路安全日親子活動"),
                ("2026-11-27", "/events/seminar.html", "高齡駕駛人講習"),
                ("2026-05-16", "/events/spring-fair.html", "機車安全駕駛體驗營"),
                ("2025-10-18", "/events/ended-1141018.html", "道安園遊會（活動已結束）"),
            )
            + '<p><a href="/events/calendar.html">活動行事曆</a>　<a href="/events/gallery.html">活動照片</a></p>',
            updated="2026-11-10",
        ),
        SamplePage(
            "/events/calendar.html",
            "活動行事曆",
            '<p><a href="/events/month?m=2026-10">上個月</a>　<a href="/events/month?m=2026-12">下個月</a></p>'
            + _calendar(),
            updated="2026-11-10",
            crumbs=EVENTS,
        ),
        SamplePage(
            "/events/safety-day.html",
            "道路安全日親子活動",
            items(
                "活動日期：民國115年12月12日（六）上午9時至12時",
                "地點：本站考驗場",
                "對象：國小學童及家長，免費參加",
            ),
            updated="2026-11-10",
            crumbs=EVENTS,
        ),
        SamplePage(
            "/events/seminar.html",
            "高齡駕駛人講習",
            items(
                "課程日期：115/11/27（五）14:00-16:00",
                "地點：道安講習教室（臺南市北區示範街12號）",
                "報名電話：06-000-0050",
            ),
            updated="2026-11-02",
            crumbs=EVENTS,
        ),
        SamplePage(
            "/events/ended-1141018.html",
            "道安園遊會（活動已結束）",
            items("活動日期：114年10月18日", "成果：共計一千二百人次參與，活動已圓滿結束。"),
            updated="2025-10-20",
            crumbs=EVENTS,
        ),
    )


def _calendar() -> str:
    marked = {12: "招標說明", 27: "高齡駕駛人講習"}
    days = [""] * 6 + [str(day) for day in range(1, 31)] + [""] * 6  # 1 November 2026 is a Sunday
    rows = []
    for week in range(0, 42, 7):
        cells = days[week : week + 7]
        if any(cells):
            inside = "".join(
                f"<td>{day}{'<br>' + marked[int(day)] if day and int(day) in marked else ''}</td>" for day in cells
            )
            rows.append(f"<tr>{inside}</tr>")
    head = "".join(f'<th scope="col">{name}</th>' for name in "一二三四五六日")
    return (
        f"<table><caption>115年11月</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _site() -> tuple[SamplePage, ...]:
    return (
        SamplePage(
            "/faq.html",
            "常見問答",
            '<h2 id="q1">換發駕照要帶什麼？</h2><p>請攜帶身分證明文件、原領駕照及照片，詳見'
            '<a href="/service/licence.html#應備文件">應備文件</a>。</p>'
            '<h2 id="q2">可以委託他人辦理過戶嗎？</h2><p>可以，受託人應攜帶委託書及雙方證件。</p>'
            '<h2 id="q3">找不到罰單怎麼辦？</h2><p>可於監理服務網以證號查詢，或撥 06-000-0000 洽詢。</p>',
        ),
        SamplePage(
            "/contact.html",
            "聯絡我們",
            items("地址：臺南市東區測試路1號", "電話：06-000-0000", "電子郵件信箱：service@mail.example.gov.tw")
            + '<h2>意見信箱</h2><form action="/contact.html" method="get">'
            '<div class="field"><label for="subject">主旨</label><input id="subject" name="subject"></div>'
            '<div class="field"><label for="text">意見內容</label><textarea id="text" name="text" rows="4"></textarea></div>'
            "<button>送出</button></form>",
        ),
        SamplePage(
            "/search.html",
            "全站搜尋",
            '<form action="/search.html" method="get" aria-label="進階搜尋"><div class="field"><label for="words">關鍵字</label>'
            '<input id="words" name="q" type="search"></div><div class="field"><label for="kind">主題分類</label>'
            '<select id="kind" name="theme"><option>全部</option><option>駕照</option><option>車輛</option></select></div>'
            "<button>開始搜尋</button></form><p>請輸入關鍵字；亦可依主題、施政與服務三種分類瀏覽。</p>",
        ),
        SamplePage("/privacy.html", "隱私權保護政策", paragraphs(
            "本網站蒐集之資料僅供統計瀏覽人次之用，不作其他用途，亦不提供予第三人。",
            "線上申辦所填資料，以加密方式傳送，並依個人資料保護法規定保存與銷毀。如有疑義，請洽本站企劃股。")),
        SamplePage("/security.html", "資訊安全政策", paragraphs(
            "本站依資通安全管理法辦理資通安全維護，並定期進行弱點掃描、社交工程演練及系統備份。",
            "發現資安事件，請立即通報本站企劃股，電話06-000-0000。")),
        SamplePage("/odf.html", "ODF 文件應用工具", paragraphs(
            "本站提供下載之可編輯文件採開放文件格式（ODF），可用自由軟體開啟及編輯。",
            "如需安裝軟體，請洽各機關資訊單位或下載國家發展委員會推廣之文件應用工具。")),
        SamplePage("/accessibility.html", "無障礙服務說明", paragraphs(
            "本網站以鍵盤即可瀏覽，並提供快速鍵：Alt+U 上方導覽區、Alt+C 中央內容區、Alt+Z 下方頁尾區、Alt+S 搜尋。",
            "使用上如有困難，請來電06-000-0000，將有專人協助。")),
        SamplePage("/rss.html", "RSS 訂閱", '<p>訂閱最新消息：<a href="/rss.xml">RSS 頻道</a></p>'),
        SamplePage("/data/index.html", "府城監理資料專區", paragraphs(
            "本站盤點業務資料，經結構化與去識別化處理，以開放格式提供下載。")
            + files(("/files/places.csv", "服務據點", "CSV"), ("/files/places.ods", "服務據點", "ODS"))),
        SamplePage("/forms/index.html", "表單下載", table_of_forms(), clean=False),
    )  # fmt: skip


def table_of_forms() -> str:
    """The list of forms, which leads to good and bad files alike."""
    return files(
        ("/files/forms/transfer.odt", "汽機車過戶登記書", "ODT"),
        ("/files/forms/transfer.docx", "汽機車過戶登記書", "DOCX"),
        ("/files/forms/transfer.pdf", "汽機車過戶登記書", "PDF"),
        ("/files/forms/renewal.odt", "駕照換發申請書", "ODT"),
        ("/files/forms/renewal.doc", "駕照換發申請書", "DOC"),
        ("/files/forms/deregister.docx", "車輛報廢申請書", "DOCX"),
        ("/files/forms/proxy.doc", "委託書", "DOC"),
        ("/files/forms/refund.odt", "規費退還申請書", "ODT"),
        ("/files/forms/guide.odt", "填表說明", "ODT"),
    )


def _english() -> tuple[SamplePage, ...]:
    return (
        SamplePage(
            "/en/index.html",
            "Welcome",
            "<p>Fucheng Motor Vehicle Station registers vehicles, examines drivers and collects fees in southern Tainan."
            " The station is fictitious and made for demonstration.</p>"
            + cards(
                ("/en/services.html", "Services", "What we do and where"),
                ("/en/licence.html", "Driving licences", "Exchange of foreign licences"),
                ("/en/visit.html", "How to reach us", "Bus, train and parking"),
            ),
            language="en",
        ),
        SamplePage("/en/services.html", "Services", "<ul><li>Vehicle registration and inspection</li>"
            "<li>Driving tests and licences</li><li>Payment of fines and fees</li></ul>", language="en"),
        SamplePage("/en/licence.html", "Driving licences", "<h2>Exchange of a foreign licence</h2><ol><li>Bring your passport"
            " and residence permit.</li><li>Bring the licence and its certified translation.</li><li>Pay the fee of NT$200."
            "</li></ol>", language="en"),
        SamplePage("/en/contact.html", "Contact us", "<p>Please write to service@mail.example.gov.tw or call"
            " 06-000-0000 during office hours.</p>", language="en"),
        SamplePage("/en/privacy.html", "Privacy policy", "<p>We count visits and keep no data about individual visitors."
            "</p>", language="en"),
    )  # fmt: skip
