"""Pages that are not there although the server says so; and pages that only look like it."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.crawl.signs import names_an_error, signs_of
from publisher.model.site import Answer as Word
from publisher.net import html
from tests.crawl.sites import by_path, look, page
from tests.net.server import Answer, serving

SORRY = page(title="找不到網頁", body="很抱歉，您所要瀏覽的網頁不存在或已被移除。")


def test_a_page_that_says_so_twice(tmp_path: Path) -> None:
    with serving({"/": page("/news?id=9", "/a"), "/news?id=9": SORRY, "/a": page()}) as server:
        snapshot = look(server, tmp_path)
    targets = by_path(server, snapshot)
    assert targets["/news?id=9"].answer is Word.SOFT_404
    assert targets["/a"].answer is Word.OK
    assert [item.url.removeprefix(server.url) for item in snapshot.pages()] == ["/", "/a"]


def test_a_redirect_to_an_error_page(tmp_path: Path) -> None:
    routes = {
        "/": page("/old.asp", "/login-needed"),
        "/old.asp": Answer("", 302, {"Location": "/error404.html"}),
        "/error404.html": page(title="系統訊息", body="您要找的頁面不存在。"),
        "/login-needed": Answer("", 302, {"Location": "/login"}),
        "/login": page(title="會員登入", body="請輸入帳號密碼"),
    }
    with serving(routes) as server:
        targets = by_path(server, look(server, tmp_path))
    assert targets["/old.asp"].answer is Word.SOFT_404
    assert targets["/login-needed"].answer is Word.OK


def test_a_folder_that_answers_anything_with_the_same_words(tmp_path: Path) -> None:
    same = page(title="本站首頁", body="歡迎光臨本站，請由上方選單選擇服務項目。" * 5)
    with serving({"/": page("/old/1.htm", "/old/2.htm", "/print/1", "/print/2")}) as server:
        for number in (1, 2):
            server.routes[f"/print/{number}"] = page(title="同一份表", body="兩個網址內容相同，但都真的存在。" * 5)
        server.fallback = lambda asked: same if asked.target.startswith("/old/") else Answer("", 404)
        targets = by_path(server, look(server, tmp_path))
    assert targets["/old/1.htm"].answer is targets["/old/2.htm"].answer is Word.SOFT_404
    assert targets["/print/1"].answer is targets["/print/2"].answer is Word.OK


@pytest.mark.parametrize(
    ("title", "body", "signs"),
    [
        ("找不到網頁", "很抱歉，您所要瀏覽的網頁不存在或已被移除。", ("title", "main")),
        ("404 Not Found", "The page you requested could not be found.", ("title", "main", "nothing-else")),
        ("頁面不存在", "回首頁", ("title",)),
        ("錯誤訊息", "查無此網頁，請檢查網址是否正確", ("main",)),
        ("公告", "此公告已下架", ("main", "nothing-else")),
        ("找不到網頁怎麼辦？", "請依下列步驟檢查。" * 60, ()),
        ("網頁找不到時的處理方式", "如果您找不到網頁，請使用網站導覽。", ()),
        ("404 公車", "404 號公車路線 起點 終點", ()),
        ("Error 404 - 測試機關", "Sorry", ("title",)),
        ("查詢", "很抱歉，您所查詢的資料不存在或已下架！", ("main",)),
        ("The requested URL was rejected", "Please consult with your administrator.", ("firewall",)),
        ("法規查詢", "本法第 404 條規定如下。" * 40, ()),
        ("查詢結果", "查無資料", ()),
        ("監理業務說明", "檔案下載及線上申辦說明。", ()),
        ("遺失物公告", "拾獲身分證一枚，請失主洽領。", ()),
    ],
)
def test_signs_on_a_page(title: str, body: str, signs: tuple[str, ...]) -> None:
    facts = html.facts(f"<title>{title}</title><main><p>{body}</p></main>")
    assert signs_of(facts) == signs


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/error404.html", True),
        ("/Error.aspx?aspxerrorpath=/x", True),
        ("/404", True),
        ("/page-not-found", True),
        ("/news/4041.html", False),
        ("/terrors/", False),
        ("/mirror/err0rs.html", False),
    ],
)
def test_addresses_that_call_themselves_errors(path: str, says: bool) -> None:
    assert names_an_error(f"https://www.station.example{path}") is says


def test_numbers_that_nobody_gave_and_old_addresses_that_lead_home(tmp_path: Path) -> None:
    gone = page(title="測試機關-最新消息", body="很抱歉，您所查詢的資料不存在或已下架！")
    alert = Answer("<html lang='zh'><title>x</title><script>alert('查無此資料');history.back()</script>")
    links = ["/n.aspx?id=1", "/n.aspx?id=999", "/n.aspx?id=998", "/v?cat=2&sn=9", "/v?cat=2&sn=1", "/old/a.htm"]
    routes = {
        "/": page(*links, "/old/", "/p?x=1&t=list", "/q?c=7", "/q?c=8", title="首頁"),
        "/n.aspx?id=1": page(title="公告一"),
        "/v?cat=2&sn=1": page(title="詳細一"),
        "/v?cat=2&sn=9": alert,
        "/old/": Answer("", 302, {"Location": "/"}),
        "/p?x=1&t=list": page(title="清單"),
        "/q?c=7": page(title="第七類", body="目前尚無公告，敬請期待。歡迎常來本站。"),
        "/q?c=8": page(title="第八類", body="目前尚無公告，敬請期待。歡迎常來本站。"),
    }
    with serving(routes) as server:
        server.fallback = lambda asked: (
            gone
            if asked.target.startswith("/n.aspx")
            else Answer("", 302, {"Location": "/"})
            if asked.target.startswith("/old/")
            else alert
            if asked.target.startswith("/v?")
            else Answer("", 404)
        )
        targets = by_path(server, look(server, tmp_path))
    missing = {path for path, item in targets.items() if item.answer is Word.SOFT_404}
    assert missing == {"/n.aspx?id=999", "/n.aspx?id=998", "/v?cat=2&sn=9", "/old/a.htm"}


DEAD = {
    "other words": page(title="測試機關", body="<p>這個編號我們這裡並沒有呢，請回到上一頁。</p>"),
    "a fault of the program": Answer(
        "<title>Runtime Error</title><main>An application error occurred on the server.</main>"
    ),
    "nothing at all": Answer("<title>測試機關</title><main></main>"),
    "a refresh home": Answer('<meta http-equiv="refresh" content="3;url=/"><p>三秒後回首頁</p>'),
    "a script home": Answer("<script>location.href='/';</script>"),
    "a script to an error": Answer("<script>window.location.replace('/error.html')</script>"),
}


@pytest.mark.parametrize("kind", DEAD)
def test_numbers_that_give_what_any_number_gives(kind: str, tmp_path: Path) -> None:
    links = [f"/n.aspx?id={number}" for number in (1, 2, 3, 971, 982)]
    routes = {
        "/": page(*links, "/l?p=1", "/l?p=2", "/l?p=3", title="首頁"),
        "/error.html": page(title="出了一點狀況"),
    }
    routes |= {f"/n.aspx?id={number}": page(title=f"公告{'甲乙丙丁'[number]}") for number in (1, 2, 3)}
    lists = {
        f"/l?p={number}": page(*[f"/w/{number}-{row}" for row in range(5)], title=f"第{'零一二三'[number]}頁")
        for number in (1, 2, 3)
    }
    routes |= lists
    last = lists["/l?p=3"]
    with serving(routes) as server:
        server.fallback = lambda asked: (
            DEAD[kind]
            if asked.target.startswith("/n.aspx")
            else last
            if "/l?" in asked.target
            else Answer("", 404)
        )
        targets = by_path(server, look(server, tmp_path))
    missing = {path for path, item in targets.items() if item.answer is Word.SOFT_404}
    assert missing == set(links[3:])
