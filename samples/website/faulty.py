# ruff: noqa: E501 - the texts of the pages
"""The other half: pages with faults, each beside what a check must say of it."""

from __future__ import annotations

from datetime import date
from random import Random

from samples.people import person, plate
from samples.website.clean import ABOUT, EVENTS, NEWS, SERVICE
from samples.website.layout import AGENCY
from samples.website.markup import files, items, paragraphs, table
from samples.website.values import PARTNER, Behaviour, Planted, SamplePage

HOME = "/index.html"
_GONE = '<p>很抱歉，您所要瀏覽的網頁不存在或已被移除。請由<a href="/sitemap.html">網站導覽</a>重新尋找。</p>'


def behaviours() -> dict[str, Behaviour]:
    """What the server does to the links of these pages."""
    return {
        "/news/2019-plan.html": {"status": 410},
        "/service/realtime.html": {"status": 500},
        "/go/loop-a": {"redirect": "/go/loop-b", "status": 302},
        "/go/loop-b": {"redirect": "/go/loop-a", "status": 302},
        "/go/lost": {"redirect": "/go/never-there.html", "status": 301},
        "/go/special": {"redirect": "/error.html", "status": 302},
        "/go/1": {"redirect": "/go/2", "status": 302},
        "/go/2": {"redirect": "/go/3", "status": 302},
        "/go/3": {"redirect": "/go/4", "status": 302},
        "/go/4": {"redirect": "/go/5", "status": 302},
        "/go/5": {"redirect": "/service/transfer.html", "status": 302},
    }


def pages(random: Random) -> tuple[SamplePage, ...]:
    """All of them."""
    return (_home(), *_links(), *_freshness(), *_disclosure(), *_metadata(), *_leaks(random), *_accessible())


def of_documents() -> tuple[Planted, ...]:
    """Faults in and of files, which stand on no page of their own."""
    forms = "/forms/index.html"
    return (
        Planted(
            "documents.no-odf-twin", forms, "/files/forms/deregister.docx", why="docx without an ODT beside it"
        ),
        Planted("documents.no-odf-twin", forms, "/files/forms/proxy.doc", why="doc without an ODT beside it"),
        Planted("documents.wrong-type", "/files/forms/refund.odt", why="a page that asks to log in, named .odt"),
        Planted("documents.wrong-type", "/files/report-114.pdf", why="a page that asks to log in, named .pdf"),
        *(
            Planted("services.personal-data-in-address", path, "account", why="a form to log in, sent by GET")
            for path in ("/files/forms/refund.odt", "/files/report-114.pdf")
        ),
        Planted(
            "accessibility.page-not-tested",
            "/files/forms/refund.odt",
            needs="browser",
            why="a page that browsers save as a file",
        ),
        Planted(
            "accessibility.page-not-tested",
            "/files/report-114.pdf",
            needs="browser",
            why="a page that browsers save as a file",
        ),
        Planted("documents.untagged-pdf", "/files/notice-1150730.pdf", why="text without tags"),
        Planted("documents.pdf-without-text", "/files/scan-1150106.pdf", why="a scanned sheet"),
        Planted("links.broken", "/files/tender-1150102.pdf", "/news/tender-attachment.html", why="404 in a PDF"),
        Planted("links.broken", "/files/forms/guide.odt", "/forms/filled-example.html", why="404 in an ODT"),
        Planted("links.broken", "/static/gallery.css", "/static/no-such-picture.png", why="404 in a style sheet"),
        Planted(
            "leaks.personal-data-in-document", "/files/winners-1150922.pdf", "national_id", why="IDs in a PDF"
        ),
        Planted("leaks.personal-data-in-document", "/files/winners-1150922.pdf", "mobile", why="phones in a PDF"),
        Planted(
            "leaks.personal-data-in-document", "/files/winners-1150922.ods", "national_id", why="IDs in an ODS"
        ),
        Planted("leaks.personal-data-in-document", "/files/winners-1150922.ods", "mobile", why="phones in an ODS"),
    )


def _home() -> SamplePage:
    return SamplePage(
        HOME,
        "府城監理站全球資訊網",
        '<div class="banner"><p><strong>線上辦，免排隊</strong></p><p>換照、過戶預約與繳費，均可於服務網辦理；'
        '也可先<a href="/service/queue-online.html">線上取號</a>再出門。</p></div>'
        "<h2>最新消息</h2>"
        '<ul class="news"><li><time datetime="2026-11-12">115-11-12</time><a href="/news/1151112-recruit.html">本站徵求約僱人員公告</a></li>'
        '<li><time datetime="2026-11-10">115-11-10</time><a href="/news/1151110-tender.html">辦公廳舍清潔勞務採購招標公告</a></li>'
        '<li><time datetime="2026-11-05">115-11-05</time><a href="/news/1151105-system.html">監理服務網系統維護公告</a></li></ul>'
        "<h2>熱門服務</h2>"
        '<ul class="cards"><li><a href="/service/licence.html">換發駕照</a><span>隨到隨辦，十五分鐘</span></li>'
        '<li><a href="/service/transfer.html">汽機車過戶</a><span>應備文件與流程</span></li>'
        '<li><a href="/foi/statistics.html">業務統計</a><span>每月更新，開放格式下載</span></li>'
        '<li><a href="/data/index.html">資料專區</a><span>開放格式，免費利用</span></li></ul>',
        updated="2026-11-12",
        clean=False,
        planted=(
            Planted(
                "disclosure.missing-required-page",
                HOME,
                "open-data",
                why="no link to a declaration of open data (政府網站資料開放宣告)",
            ),
            Planted("content.no-update-rule", "/index.html", why="no rule of regular updates is shown"),
            Planted("services.no-portal-link", "/index.html", why="no link to the government portal"),
            Planted(
                "disclosure.missing-accessibility-badge",
                HOME,
                "elsewhere",
                why="the badge leads to another body than the authority",
            ),
        ),
    )


def _links() -> tuple[SamplePage, ...]:
    links, moved = "/service/links.html", "/service/moved.html"

    def broken(page: str, target: str, why: str, needs: str = "") -> Planted:
        return Planted("links.broken", page, target, f'[href$="{target}"], [src$="{target}"]', needs, why)

    return (
        SamplePage(
            links,
            "相關網站",
            '<ul><li><a href="/service/license-renew.html">駕照到期換發（舊網頁）</a></li>'
            '<li><a href="/news/2019-plan.html">108年度服務計畫</a></li>'
            '<li><a href="/service/realtime.html">即時等候人數</a></li>'
            '<li><a href="http://[fucheng/booking">監理預約系統</a></li>'
            '<li><a href="http://localhost:1/booking">舊預約主機</a></li>'
            '<li><a href="file:///C:/公文/過戶表單.odt">過戶表單（共用資料夾）</a></li>'
            f'<li><a href="{PARTNER}/partner/law.html">法規資料庫</a></li>'
            f'<li><a href="{PARTNER}/partner/closed.html">市民卡中心</a></li>'
            '<li><a href="/service/licence.html#規費">換照規費</a></li>'
            '<li><a href="#驗車">驗車廠</a></li>'
            '<li><a href="/files/report-114.pdf">114年度服務成果報告（PDF）</a></li></ul>'
            '<p><img src="/static/partners.png" alt="合作單位標誌" width="320" height="60"></p>'
            '<script src="/static/counter.js"></script>'
            '<link rel="stylesheet" href="/static/print-2018.css">',
            crumbs=SERVICE,
            clean=False,
            planted=(
                broken(links, "/service/license-renew.html", "404 on a link"),
                broken(links, "/news/2019-plan.html", "410 on a link"),
                Planted("links.probably-broken", links, "/service/realtime.html", why="500, seen for the first time"),
                broken(links, "http://[fucheng/booking", "malformed address"),
                broken(links, "http://localhost:1/booking", "nothing listens on the port", "external"),
                Planted("links.local-file", links, "過戶表單.odt", why="a file of somebody's own disk"),
                broken(links, "/partner/closed.html", "404 at another body", "external"),
                Planted("links.missing-fragment", links, "/service/licence.html#規費", why="no such part on another page"),
                Planted("links.missing-fragment", links, "links.html#驗車", why="no such part on the same page"),
                broken(links, "/static/partners.png", "404 on a picture"),
                broken(links, "/static/counter.js", "404 on a script"),
                broken(links, "/static/print-2018.css", "404 on a style sheet"),
            ),
        ),
        SamplePage(
            moved,
            "網站改版對照",
            '<ul><li><a href="/go/loop-a">線上繳費</a></li><li><a href="/go/lost">牌照選號</a></li>'
            '<li><a href="/go/special">道安專案</a></li><li><a href="/service/e-form.html">線上表單</a></li>'
            '<li><a href="/go/1">過戶（舊網址）</a></li>'
            '<li><a href="/admin/login">管理者登入</a></li></ul>'
            f'<p><img src="{PARTNER}/static/emblem.png" alt="本站識別標誌" width="44" height="44"></p>'
            f'<form action="{PARTNER}/partner/law.html" method="get"><p><label for="law">法規名稱</label> <input id="law" name="name"> '
            '<button type="submit">查詢法規</button></p></form>',
            crumbs=SERVICE,
            clean=False,
            planted=(
                broken(moved, "/go/loop-a", "redirects in a circle"),
                broken(moved, "/go/lost", "redirect to a 404"),
                Planted("links.soft-404", moved, "/go/special", why="redirect to an error page that answers 200"),
                Planted("links.soft-404", moved, "/service/e-form.html", why="an error page that answers 200"),
                Planted("links.redirect-chain", moved, "/go/1", why="five redirects in a row"),
                Planted("links.insecure-form", moved, "/partner/law.html", needs="https", why="an https: page sends a form over http:"),
                Planted("links.mixed-content", moved, "/static/emblem.png", needs="https", why="http: in an https: page"),
            ),
        ),
        SamplePage("/service/e-form.html", "找不到網頁", _GONE, clean=False, in_sitemap=False),
        SamplePage("/error.html", "找不到您要的頁面", f"<p>系統已記錄本次錯誤。</p>{_GONE}", clean=False, in_sitemap=False),
        SamplePage(
            "/service/orphan-guide.html",
            "大型重型機車考照須知",
            paragraphs("報考大型重型機車駕照，應先領有普通重型機車駕照滿一年，並經訓練機構結訓。"),
            clean=False,
            planted=(Planted("links.orphan-page", "/service/orphan-guide.html", why="only the sitemap knows it"),),
        ),
    )  # fmt: skip


def _freshness() -> tuple[SamplePage, ...]:
    fees, queue, fair = "/service/fees.html", "/service/queue.html", "/events/spring-fair.html"
    job, tender, typhoon = "/news/recruit-spring.html", "/news/tender-spring.html", "/news/typhoon.html"
    return (
        SamplePage(
            fees,
            "規費一覽",
            table(
                "規費（新臺幣）", ("項目", "金額"), (("換發駕照", "200"), ("行車執照", "200"), ("過戶登記", "150"))
            ),
            updated="2023-03-01",
            crumbs=SERVICE,
            clean=False,
            planted=(Planted("freshness.stale-page", fees, why="updated 112-03-01, rule of /service/: one year"),),
        ),
        SamplePage(
            queue,
            "叫號進度",
            table("目前叫號", ("櫃檯", "號碼"), (("駕照", "0112"), ("車輛", "0087"))),
            updated="",
            crumbs=SERVICE,
            clean=False,
            planted=(
                Planted("freshness.missing-update-date", queue, why="says nowhere when it was updated"),
                Planted("metadata.missing-dublin-core", queue, "DC.Coverage, DC.Date", why="dates left out"),
            ),
        ),
        SamplePage(
            fair,
            "機車安全駕駛體驗營",
            items("活動日期：民國115年5月16日（六）上午9時至16時", "地點：本站考驗場", "名額：八十名，免費參加"),
            updated="2026-04-20",
            crumbs=EVENTS,
            clean=False,
            planted=(Planted("freshness.expired-event", fair, why="took place on 115-05-16, still announced"),),
        ),
        SamplePage(
            job,
            "徵求臨時人員公告",
            items("職稱：臨時人員一名", "報名截止日期：115年1月23日", "報名方式：檢附履歷表親送本站行政室")
            + files(("/files/scan-1150106.pdf", "甄選簡章", "PDF")),
            updated="2026-01-06",
            crumbs=NEWS,
            clean=False,
            planted=(Planted("freshness.expired-notice", job, why="deadline 115-01-23, still inviting"),),
        ),
        SamplePage(
            tender,
            "車牌保管室整修工程招標公告",
            items("截止投標：115/01/20 17:00", "開標：115/01/21 10:00，本站二樓會議室")
            + files(("/files/tender-1150102.pdf", "招標須知", "PDF")),
            updated="2026-01-02",
            crumbs=NEWS,
            clean=False,
            planted=(Planted("freshness.expired-notice", tender, why="tender closed on 115/01/20"),),
        ),
        SamplePage(
            typhoon,
            "颱風過後泡水車檢驗服務",
            paragraphs("受颱風影響之泡水車輛，可免費申請臨時檢驗一次，請攜帶行車執照至檢驗線辦理。")
            + files(("/files/notice-1150730.pdf", "服務公告", "PDF")),
            updated="2026-07-30",
            head={"DC.Coverage.t.max": "2026-09-30"},
            crumbs=NEWS,
            clean=False,
            planted=(Planted("freshness.past-take-down-date", typhoon, why="DC.Coverage.t.max is 2026-09-30"),),
        ),
    )


def _disclosure() -> tuple[SamplePage, ...]:
    return (
        SamplePage(
            "/foi/subsidy.html",
            "支付或接受之補助",
            "<p>建置中</p>",
            crumbs=(("/foi/index.html", "主動公開資訊"),),
            clean=False,
            planted=(
                Planted(
                    "disclosure.empty-item", "/foi/subsidy.html", "FOI-7-1-9", why="a page with nothing on it"
                ),
                Planted(
                    "disclosure.missing-item", "/foi/index.html", "FOI-7-1-4", why="行政指導有關文書 is nowhere"
                ),
            ),
        ),
    )


def _metadata() -> tuple[SamplePage, ...]:
    leader, history, visit, steps = (
        "/about/leader.html",
        "/about/history.html",
        "/en/visit.html",
        "/service/steps.html",
    )
    return (
        SamplePage(
            leader,
            "站長的話",
            '<p class="faint">感謝您瀏覽本站網站。我們以便民、效率與透明為目標，持續改善服務。</p>'
            "<p>若有任何建議，歡迎來信，我們將儘速回復。</p><p>版權所有 © 2015-2019 府城監理站</p>",
            style=".faint { color: #b9c0c6; background: #fff; }",
            said_title="",
            crumbs=ABOUT,
            clean=False,
            planted=(
                Planted("freshness.old-year", leader, "2019", why="the copyright line stopped in 2019"),
                Planted("metadata.missing-title", leader, why="no title element"),
                Planted("accessibility.document-title", leader, needs="browser", why="no title element"),
                Planted("accessibility.color-contrast", leader, selector=".faint", needs="browser", why="grey on white"),
            ),
        ),
        SamplePage(
            history,
            "沿革",
            '<p><img src="/static/building.png" width="320" height="180"></p>'
            + items("民國70年 成立府城監理站", "民國95年 啟用新考驗場", "民國110年 全面推動線上預約"),
            encoding="big5",
            head={"Category.Theme": "監理", "DC.Relation": ""},
            crumbs=ABOUT,
            clean=False,
            planted=(
                Planted("metadata.bad-category", history, "Category.Theme", why="words where a code belongs"),
                Planted("metadata.empty-dublin-core", history, "dc.relation", why="an element without content"),
                Planted(
                    "accessibility.image-alt", history, selector='img[src="/static/building.png"]', needs="browser",
                    why="a picture without alternative text (the page is in Big5)",
                ),
            ),
        ),
        SamplePage(
            visit,
            "How to reach us",
            "<p>Bus 7 stops at the station. Parking is free for visitors during office hours.</p>",
            language="en",
            said_language="",
            clean=False,
            planted=(
                Planted("metadata.missing-language", visit, why="no lang attribute"),
                Planted("accessibility.html-has-lang", visit, selector="html", needs="browser", why="no lang attribute"),
            ),
        ),
        SamplePage(
            steps,
            "申辦流程說明",
            "<h2>第一步</h2><p>抽取號碼牌，至等候區等候叫號。</p><h4>注意事項</h4><p>過號三號以上請重新抽號。</p>",
            head={"Category.Cake": None, "Category.Service": None},
            crumbs=SERVICE,
            clean=False,
            planted=(
                Planted("metadata.missing-category", steps, "Category.Cake, Category.Service", why="two of three are left out"),
                Planted("accessibility.heading-order", steps, selector="h4", needs="browser", why="h2 is followed by h4"),
            ),
        ),
    )  # fmt: skip


def _leaks(random: Random) -> tuple[SamplePage, ...]:
    winners = "/news/winners.html"
    return (
        SamplePage(
            winners,
            "行車安全有獎徵答得獎名單",
            paragraphs("恭喜下列民眾，請於115年12月31日前至本站領獎。")
            + table("得獎名單", *personal(random, 4))
            + files(
                ("/files/winners-1150922.pdf", "完整名單", "PDF"),
                ("/files/winners-1150922.ods", "完整名單", "ODS"),
            ),
            updated="2026-09-22",
            crumbs=NEWS,
            clean=False,
            planted=(
                Planted("leaks.personal-data-on-page", winners, "national_id", why="identity numbers"),
                Planted("leaks.personal-data-on-page", winners, "mobile", why="mobile numbers"),
                Planted("leaks.personal-data-on-page", winners, "address", why="home addresses"),
            ),
        ),
    )


def personal(random: Random, number: int) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Header and rows about invented people (see samples.people)."""
    rows = []
    for _ in range(number):
        one = person(random, date(2026, 11, 20))
        phone = f"0900-000-{random.randrange(100):03d}"
        home = f"臺南市永康區測試路{random.randrange(2, 300)}號"
        rows.append((one.name, one.national_id, phone, home, plate(random)))
    return ("姓名", "身分證字號", "聯絡電話", "地址", "車號"), tuple(rows)


def _accessible() -> tuple[SamplePage, ...]:
    transport, frame = "/about/transport.html", "/about/map-frame.html"
    appointment, gallery = "/service/appointment.html", "/events/gallery.html"
    return (
        SamplePage(
            transport,
            "交通資訊",
            paragraphs("公車：7路、14路於府城監理站下車。停車：本站備有汽車位八十格、機車位二百格。")
            + f'<iframe src="{frame}" title="位置示意圖" width="640" height="360"></iframe>',
            crumbs=ABOUT,
            clean=False,
            planted=(
                Planted("accessibility.image-alt", transport, selector="iframe", needs="browser", why="inside a frame"),
                Planted(
                    "accessibility.landmark-unique",
                    transport,
                    needs="browser",
                    why="the page in the frame has a main block as well",
                ),
            ),
        ),
        SamplePage(
            frame,
            "位置示意圖",
            '<p><img src="/static/map.png" width="560" height="200"></p>',
            clean=False,
            bare=True,
            in_sitemap=False,
            planted=(Planted("accessibility.image-alt", frame, needs="browser", why="a map without alternative text"),),
        ),
        SamplePage(
            appointment,
            "預約洽公登記",
            '<form action="/contact.html" method="get"><p>申請項目 <input name="item"></p>'
            '<div class="field"><label for="day">預約日期</label><input id="day" name="day" type="date"></div>'
            '<p><a href="/service/booking-help.html" accesskey="S">預約說明</a></p>'
            "<button>送出</button></form>",
            crumbs=SERVICE,
            clean=False,
            planted=(
                Planted("accessibility.label", appointment, selector='input[name="item"]', needs="browser", why="no label"),
                Planted(
                    "accessibility.accesskeys", appointment, selector='[accesskey="S"]', needs="browser",
                    why="the access key S twice",
                ),
            ),
        ),
        SamplePage(
            gallery,
            "活動照片",
            '<p class="strip">115年道安宣導活動剪影。</p><p><a href="/events/safety-day.html"></a>'
            '<img src="/static/building.png" alt="道安宣導活動現場" width="320" height="180"></p>'
            '<link rel="stylesheet" href="/static/gallery.css">',
            crumbs=EVENTS,
            clean=False,
            planted=(Planted("accessibility.link-name", gallery, selector="a:empty", needs="browser", why="an empty link"),),
        ),
    )  # fmt: skip


LOGIN = SamplePage(
    "/files/login",
    "會員登入",
    f"<p>{AGENCY}檔案下載區，請先登入後再下載。</p>"
    '<form action="/contact.html" method="get"><div class="field"><label for="account">帳號</label>'
    '<input id="account" name="account"></div><button>登入</button></form>',
    clean=False,
    bare=True,
    in_sitemap=False,
)
"""What a download gives to whoever is not logged in: a page under the name of a document."""
