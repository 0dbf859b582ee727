"""Menus and pages that scripts make: read through the browser, or said to be not looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.crawl import rendering
from publisher.model.errors import MissingPartError
from publisher.model.site import Answer as Word
from publisher.model.text import msg
from tests.crawl.sites import by_path, look
from tests.net.server import Answer, serving
from tests.parts import needs_part

MENU = """fetch("/menu.json").then(r => r.json()).then(m => { document.getElementById("nav").innerHTML =
m.map(x => `<a href="${x}">${x}</a>`).join("") + '<button onclick="location.href=\\'/clicked\\'">x</button>' })"""


def menu(title: str) -> Answer:
    return Answer(
        f'<html lang="zh-Hant-TW"><meta charset="utf-8"><title>{title}</title><nav id="nav"></nav><script>{MENU}</script>'
        f"<main><h1>{title}</h1><p>歡迎光臨本機關網站，這裡有{title}的靜態文字說明。</p></main></html>"
    )


SITE = {
    "/": menu("首頁"),
    "/menu.json": Answer('["/a", "/b", "/dead"]', kind="application/json"),
    "/a": menu("業務"),
    "/b": menu("公告"),
    "/clicked": menu("查詢"),
}


def test_links_that_scripts_make_are_followed(tmp_path: Path) -> None:
    needs_part(
        not rendering.missing_parts(), "Chromium with its driver", "see packages/run.txt and the extra [site]"
    )
    with serving(SITE) as server:
        snapshot = look(server, tmp_path)
        targets = by_path(server, snapshot)
    assert {"/a", "/b", "/clicked"} <= {path for path, item in targets.items() if item.answer is Word.OK}
    assert targets["/dead"].answer is Word.NOT_FOUND
    assert (snapshot.coverage.complete, snapshot.coverage.pages) == (True, 4)


def test_without_a_browser_the_site_is_not_called_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = (MissingPartError(msg("{path} cannot be read", path="chromium")),)
    monkeypatch.setattr(rendering, "missing_parts", lambda _settings: missing)
    with serving(SITE) as server:
        snapshot = look(server, tmp_path)
    assert (snapshot.coverage.complete, snapshot.coverage.stopped) == (False, "script")
    assert [(item.url, item.reason) for item in snapshot.coverage.untested] == [(server.url + "/", "script-only")]


def test_a_menu_of_scripts_beside_static_links_is_read_where_the_site_begins(tmp_path: Path) -> None:
    needs_part(
        not rendering.missing_parts(), "Chromium with its driver", "see packages/run.txt and the extra [site]"
    )
    static = "".join(f'<a href="/{name}">{name}</a>' for name in ("privacy", "security", "contact", "sitemap"))
    home = Answer(
        f'<html lang="zh-Hant-TW"><title>首頁</title><main><p>歡迎光臨本機關網站，這裡有首頁的靜態文字說明。</p></main>'
        f'<div id="nav"></div><footer>{static}</footer><script>{MENU}</script></html>'
    )
    with serving(SITE | {"/": home}) as server:
        targets = by_path(server, look(server, tmp_path))
    assert {"/a", "/b", "/clicked"} <= {path for path, item in targets.items() if item.answer is Word.OK}
    assert "/privacy" in targets


def test_handlers_that_lead_somewhere_are_links_without_a_browser(tmp_path: Path) -> None:
    body = """<a href="#" onclick="location.href='/one'; return false">1</a>
    <button onclick='window.open("/two.html", "_blank")'>2</button>
    <a href="javascript:void(window.open('/three'))">3</a>
    <li onclick="history.pushState({}, '', '/four')">4</li>
    <select onchange="location = this.value"><option value="">選擇</option><option value="/five">5</option></select>
    <button onclick="location.href='/six?id=' + this.id">6</button><button onclick="open('關於')">7</button>
    <p>這一頁有自己的文字說明，供查詢參考之用。</p>"""
    with serving({"/": Answer(f"<title>首頁</title><main>{body}</main>")}) as server:
        look(server, tmp_path)
        asked = set(server.paths())
    assert asked == {"/", "/one", "/two.html", "/three", "/four", "/five"}


DEEP = """
<div id="app"><ul id="bar"><li id="hover">業務</li><li id="click" style="cursor:pointer">公告</li>
<li id="push" role="menuitem">查詢</li><li id="far" style="cursor:pointer">服務</li></ul>
<a href="#/one">一</a><div id="view"></div><button id="send">刪除</button></div><script>
const put = (words, href) => { const a = document.createElement("a"); a.href = href; a.textContent = words;
  document.getElementById("view").append(a) };
document.getElementById("hover").addEventListener("mouseenter", () => put("子選單", "/hovered"));
document.getElementById("click").addEventListener("click", () => put("次選單", "/opened"));
document.getElementById("push").addEventListener("click", () => { history.pushState({}, "", "/pushed"); put("x", "/behind") });
document.getElementById("far").addEventListener("click", () => { location.href = "/far" });
document.getElementById("send").addEventListener("click", () => fetch("/delete", {method: "POST"}));
addEventListener("hashchange", () => put("路由", location.hash === "#/one" ? "/routed#/two" : "/other"));
</script>"""


def test_menus_that_open_and_routes_are_gone_through_and_nothing_is_sent(tmp_path: Path) -> None:
    needs_part(
        not rendering.missing_parts(), "Chromium with its driver", "see packages/run.txt and the extra [site]"
    )
    names = ["/hovered", "/opened", "/pushed", "/behind", "/far", "/routed"]
    plain = Answer("<title>x</title><main><p>這一頁有自己的文字說明，供查詢參考之用。</p></main>")
    with serving({"/": Answer(f"<title>首頁</title>{DEEP}"), **dict.fromkeys(names, plain)}) as server:
        targets = by_path(server, look(server, tmp_path))
        methods = {item.method for item in server.asked}
    assert {path for path, item in targets.items() if item.answer is Word.OK} >= set(names)
    assert methods == {"GET"}
