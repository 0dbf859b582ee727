"""Answers that say nothing of the page: guards, ended visits, refusals of us, and programs that fell."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.crawl.asking import answer_of
from publisher.crawl.signs import signs_of
from publisher.crawl.snapshot import verdict_of
from publisher.model.site import Answer as Word
from publisher.model.site import Verdict
from publisher.net import html
from tests.crawl.sites import FIRST, SECOND, by_path, look, page
from tests.net.server import Answer, serving


@pytest.mark.parametrize(
    ("status", "first", "second"),
    [
        (404, Verdict.BROKEN, Verdict.BROKEN),
        (410, Verdict.BROKEN, Verdict.BROKEN),
        (400, Verdict.PROBABLY_BROKEN, Verdict.BROKEN),
        (422, Verdict.PROBABLY_BROKEN, Verdict.BROKEN),
        (403, Verdict.PROBABLY_BROKEN, Verdict.PROBABLY_BROKEN),
        *((code, Verdict.UNVERIFIABLE, Verdict.UNVERIFIABLE) for code in (401, 411, 412, 413, 415, 416, 417, 424)),
        *((code, Verdict.UNVERIFIABLE, Verdict.UNVERIFIABLE) for code in (426, 431, 440, 449, 460, 494, 499, 999)),
        (500, Verdict.PROBABLY_BROKEN, Verdict.BROKEN),
    ],
)
def test_what_a_status_says_of_a_page_of_the_site(status: int, first: Verdict, second: Verdict) -> None:
    said = [verdict_of(answer_of(status), status, nights, own=True, our_line_is_down=False) for nights in (1, 2)]
    assert said == [first, second]


def test_what_our_library_cannot_read_stays_in_doubt() -> None:
    for own in (True, False):
        verdict = verdict_of(Word.BAD_ANSWER, None, 5, own=own, our_line_is_down=False)
        assert verdict is Verdict.PROBABLY_BROKEN


@pytest.mark.parametrize(
    ("title", "body", "signs"),
    [
        ("訊息", "您的登入已逾期，請重新登入系統。", ("sign-in",)),
        ("Session", "Your session has expired. Please log in again.", ("sign-in",)),
        ("驗證", "請先通過圖形驗證後繼續瀏覽本站", ("firewall",)),
        ("Security check", "Please verify that you are human to continue.", ("firewall",)),
        ("禁止存取", "本系統只允許國內 IP 連線。", ("firewall",)),
        ("Error", "We detected unusual activity from your network.", ("firewall",)),
        ("登入教學", '<a href="/1">網頁顯示連線逾時，請重新登入怎麼辦</a><a href="/2">補發</a>', ()),
        ("最新消息", '<a href="/1">本站遭異常連線攻擊事件說明</a>', ()),
        ("資安公告", "民眾反映畫面出現「您的連線已被防火牆阻擋」字樣，已請廠商處理。", ()),
        ("維修公告", "本系統十二月一日零時起停機維護。", ()),
        ("Application", "Traceback (most recent call last): File app.py line 3", ("crashed",)),
        ("網站", "SQLSTATE[HY000] [2002] Connection refused", ("crashed",)),
    ],
)
def test_words_of_what_stands_before_a_page(title: str, body: str, signs: tuple[str, ...]) -> None:
    assert signs_of(html.facts(f"<title>{title}</title><main><p>{body}</p></main>")) == signs


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "「File not found：遺失的檔案」特展",
            "<h1>「File not found：遺失的檔案」特展</h1><p>展期至明年三月，免費入場。</p>",
        ),
        (
            "為何出現找不到網頁",
            "<h1>為何出現找不到網頁</h1><p>網址打錯時會看到「網頁不存在」的畫面，請檢查網址。</p>",
        ),
        ("公告", '<ul><li><a href="/1">舊版網頁已移除公告</a></li><li><a href="/2">停車場啟用</a></li></ul>'),
    ],
)
def test_pages_that_speak_of_missing_ones(title: str, body: str) -> None:
    assert signs_of(html.facts(f"<title>{title}</title><main>{body}</main>")) == ()


@pytest.mark.parametrize(
    "body",
    [
        "<h1>頁面不存在</h1><p>您要的網址 /m/12/abc 不存在，代碼 9f2</p>",
        "<h1>Not Found</h1><p>The requested URL /old/x.html was not found on this server.</p>",
        "<h1>HTTP状态 404 - 未找到</h1><p>消息 /a.do 源服务器未能找到目标资源的表示</p><p>未能找到資源</p>",
    ],
)
def test_an_error_page_that_repeats_the_address(body: str) -> None:
    found = signs_of(html.facts(f"<title>{body[4 : body.index('</h1>')]}</title><main>{body}</main>"))
    assert {"title", "main"} <= set(found)


def test_guards_before_a_site_are_no_missing_pages(tmp_path: Path) -> None:
    login = page(
        title="登入", body='<form method="post"><input type="password" name="p"></form>請輸入帳號與密碼以使用'
    )
    routes = {
        "/": page("/m/1", "/m/2", "/m/3", "/c/8", "/c/9", "/blocked", "/long", "/many", title="首頁"),
        "/blocked": Answer("<title>x</title><p>您的連線已被防火牆阻擋</p>", 403),
        "/long": Answer("", 302, {"Location": "/sso?request=" + "x" * 6_000}),
        "/many": Answer("<title>選擇</title><p>請選擇語言版本</p><a href='/zh'>中文</a>", 300),
        "/zh": page(title="中文"),
    }
    riddle = page(title="確認", body='<input name="captcha_code">看圖輸入文字，然後按下按鈕，謝謝您的配合')
    with serving(routes) as server:
        server.fallback = lambda asked: (
            login if asked.target.startswith("/m/") else riddle if "/c/" in asked.target else Answer("", 404)
        )
        targets = by_path(server, look(server, tmp_path))
    verdicts = {path: item.verdict for path, item in targets.items()}
    assert all(verdicts[path] is Verdict.WORKS for path in ("/m/1", "/m/2", "/m/3", "/c/8", "/c/9"))
    assert verdicts["/blocked"] is verdicts["/long"] is Verdict.UNVERIFIABLE
    assert targets["/blocked"].note == "firewall"
    assert verdicts["/many"] is verdicts["/zh"] is Verdict.WORKS


def test_a_404_of_the_site_is_no_guards_and_a_notice_among_menus_none_either(tmp_path: Path) -> None:
    menu = "".join(f'<li><a href="/{number}">項目</a></li>' for number in range(30))
    routes = {
        "/": Answer(f"<title>首頁</title><ul>{menu}</ul><main>本站僅開放國內 IP 連線，敬請配合。</main>"),
        "/0": Answer("<title>404 Not Found</title><p>您要求的網頁不存在或已被封鎖</p>", 404),
        "/1": Answer("<title>攔截</title><p>您的請求已被防火牆阻擋</p>", 404),
    }
    with serving(routes) as server:
        snapshot = look(server, tmp_path)
        targets = by_path(server, snapshot)
    assert [item.url.removeprefix(server.url) for item in snapshot.pages()] == ["/"]
    assert targets["/0"].verdict is Verdict.BROKEN
    assert targets["/1"].verdict is Verdict.UNVERIFIABLE


def test_addresses_that_are_written_wrong_stay_so_on_the_second_night(tmp_path: Path) -> None:
    wrong = ["http://[station/a", "http://station.example:99999/", "http://sta tion.example/"]
    with serving({"/": page(*wrong, title="首頁")}) as server:
        nights = [by_path(server, look(server, tmp_path, now)) for now in (FIRST, SECOND)]
    for targets in nights:
        assert {targets[url].answer for url in wrong} == {Word.MALFORMED}


def test_numbers_sent_to_the_list_and_to_an_error_page(tmp_path: Path) -> None:
    living = [f"/view/{number}" for number in (1, 2, 3, 4)]
    routes = {
        "/": page(*living, "/view/771", "/doc/8.aspx", "/doc/9.aspx", title="首頁"),
        "/list": page(title="列表"),
        "/oops/error.aspx": page(title="出了狀況", body="系統忙線，請洽管理員協助處理，謝謝您。"),
    }
    routes |= {path: page(title=f"活動{'零甲乙丙丁'[int(path[-1])]}") for path in living}
    with serving(routes) as server:
        server.fallback = lambda asked: (
            Answer("", 302, {"Location": "/list"})
            if asked.target.startswith("/view/")
            else Answer("", 302, {"Location": f"/oops/error.aspx?from={asked.target}"})
            if asked.target.startswith("/doc/")
            else routes["/oops/error.aspx"]
            if asked.target.startswith("/oops/")
            else Answer("", 404)
        )
        targets = by_path(server, look(server, tmp_path))
    missing = {path for path, item in targets.items() if item.answer is Word.SOFT_404}
    assert {"/view/771", "/doc/8.aspx", "/doc/9.aspx"} <= missing
    assert not missing & set(living)


def test_a_program_that_fell_is_the_servers_trouble(tmp_path: Path) -> None:
    fell = Answer("<b>Fatal error</b>: Uncaught TypeError: strlen() in /var/www/a.php:3")
    with serving({"/": page("/a.php", title="首頁"), "/a.php": fell}) as server:
        target = by_path(server, look(server, tmp_path))["/a.php"]
    assert (target.answer, target.verdict, target.note) == (Word.SERVER_ERROR, Verdict.PROBABLY_BROKEN, "crashed")


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("會員專區", "本系統閒置三十分鐘會自動登出，屆時請重新登入。"),
        ("填表說明", "頁面逾時後未儲存之資料不予保留，請重新登入再填。"),
        ("e-Services", "Sessions time out after 20 minutes of rest; please log in again."),
        ("服務說明", "若您的登入已逾期，請重新登入。"),
        ("常見問題", "畫面顯示連線已逾時，請重新整理。"),
        ("租屋補貼", "您的登入已逾期，請重新登入系統。本補貼受理期間為每年八月，應備文件見附表，由各區公所受理。"),
        ("帳號說明", "您的帳號遭到封鎖時，可於上班時間洽服務台。"),
        ("繳費查詢", "請輸入車號及驗證碼後檢視應繳金額。"),
        ("資安通報", "本月偵測到大量連線，已由自動化程式處理。"),
        ("採購", "新購防火牆一批，供應商遭拒絕往來者不得投標。"),
        ("限定服務", "電子書只開放館內特定網段使用。"),
        ("登入問題", "畫面出現 SQLSTATE[HY000] 時，表示資料庫忙線。"),
        ("Help", "Why do I see java.lang.NullPointerException?"),
        ("系統公告", "ORA-00942 訊息已排除，造成不便敬請見諒。"),
    ],
)
def test_pages_that_speak_of_ended_visits_guards_and_faults(title: str, body: str) -> None:
    assert signs_of(html.facts(f"<title>{title}</title><main><h1>{title}</h1><p>{body}</p></main>")) == ()


@pytest.mark.parametrize(
    ("title", "body", "signs"),
    [
        ("系統訊息", "閒置過久，連線已逾時，請重新登入。", ("sign-in",)),
        ("Notice", "Your session has timed out. Please sign in again.", ("sign-in",)),
        ("示範縣政府", "您的連線已被防火牆阻擋，請洽管理員。", ("firewall",)),
        ("安全性驗證 - 示範縣政府", "請完成驗證後繼續瀏覽。", ("firewall",)),
        (
            "示範縣政府",
            "ORA-01017: invalid username/password; logon denied<p>請洽資訊室，分機 123。</p>",
            ("crashed",),
        ),
        (
            "HTTP Status 500",
            "<b>Exception</b><pre>java.lang.NullPointerException\n\tat a.B.c(B.java:3)</pre>",
            ("crashed",),
        ),
    ],
)
def test_the_same_words_in_place_of_a_page(title: str, body: str, signs: tuple[str, ...]) -> None:
    assert signs_of(html.facts(f"<title>{title}</title><main><p>{body}</p></main>")) == signs


def test_a_status_that_keeps_out_is_the_second_sign_of_a_guard() -> None:
    facts = html.facts("<title>示範縣政府</title><p>本系統只允許國內 IP 連線。</p>")
    assert (signs_of(facts), signs_of(facts, refused=True)) == ((), ("firewall",))


def test_a_site_begins_where_it_begins_and_like_words_everywhere_accuse_no_page(tmp_path: Path) -> None:
    only_here = page(title="系統", body="本系統只允許國內 IP 連線。")
    routes = {
        "/": page("/sign", "/m/1", "/m/2", "/m/3", title="系統", body="您的登入已逾期，請重新登入系統。"),
        "/sign": page(title="登入", body="請輸入帳號與密碼以使用本系統的各項服務，謝謝您的配合。"),
    }
    with serving(routes) as server:
        server.fallback = lambda asked: only_here if asked.target.startswith("/m/") else Answer("", 404)
        snapshot = look(server, tmp_path)
        targets = by_path(server, snapshot)
    assert snapshot.coverage.stopped == ""
    assert {targets[path].verdict for path in ("/", "/sign", "/m/1", "/m/2", "/m/3")} == {Verdict.WORKS}


@pytest.mark.parametrize(
    "around", ["<nav>選單</nav><p class=content>公告</p>" * 3, "<div class=main></div>" * 1_200]
)
def test_marks_in_vain_leave_the_words_of_the_body(around: str) -> None:
    assert "內文" in html.facts(f"<body>{around}<p>內文</p></body>").main_text


def test_the_main_block_behind_refused_marks_is_found() -> None:
    marks = "<a class=main></a>" * 5 + "<p class=content>標</p>" * 5
    found = html.facts(f"<body><nav>選單</nav>{marks}<div class=content><p>內文</p></div></body>")
    assert found.main_text == "內文"
