"""What the crawl asks for, in which manner, and what it makes of the answers."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from publisher.model.site import Answer as Word
from publisher.model.site import Budget, Politeness, Untested, Verdict
from tests.crawl.sites import FIRST, SECOND, by_path, look, page
from tests.net.server import Answer, Asked, serving


def test_every_page_and_thing_is_asked_once(tmp_path: Path) -> None:
    with serving(
        {
            "/": page("/a", "/a#x", "b/c", "/style.css", "mailto:x@mail.example"),
            "/a": page("/"),
            "/b/c": page("/a", "/gone"),
            "/style.css": Answer("p{background:url(/bg.png)}", kind="text/css"),
            "/bg.png": Answer(b"\x89PNG\r\n\x1a\n", kind="image/png"),
        }
    ) as server:
        snapshot = look(server, tmp_path)
        targets = by_path(server, snapshot)
        # the style sheet is linked with <a>, and read all the same
        assert sorted(server.paths()) == ["/", "/a", "/b/c", "/bg.png", "/gone", "/style.css"]
    assert targets["/gone"].answer is Word.NOT_FOUND
    assert targets["/gone"].verdict is Verdict.BROKEN
    assert {name for name, target in targets.items() if target.verdict is Verdict.WORKS} == {
        "/",
        "/a",
        "/b/c",
        "/bg.png",
        "/style.css",
    }
    assert [item.url.removeprefix(server.url) for item in snapshot.pages()] == ["/", "/a", "/b/c"]
    assert snapshot.coverage.complete
    assert snapshot.coverage.pages == 3
    assert {item.headers["user-agent"].split("/")[0] for item in server.asked} == {"publisher"}


def test_robots_txt_is_obeyed_and_said(tmp_path: Path) -> None:
    robots = Answer("User-agent: *\nDisallow: /secret\nCrawl-delay: 0.1\n", kind="text/plain")
    with serving({"/robots.txt": robots, "/": page("/a", "/secret/x"), "/a": page()}) as server:
        began = time.monotonic()
        snapshot = look(server, tmp_path)
        assert time.monotonic() - began > 0.19  # three requests after robots.txt, a tenth of a second apart
        assert "/secret/x" not in server.paths()
    target = by_path(server, snapshot)["/secret/x"]
    assert (target.answer, target.verdict) == (Word.ROBOTS, Verdict.SKIPPED)
    assert [(item.url.removeprefix(server.url), item.reason) for item in snapshot.coverage.untested] == [
        ("/secret/x", "robots")
    ]


def test_a_failing_robots_txt_stops_the_crawl(tmp_path: Path) -> None:
    with serving({"/robots.txt": Answer("", 500), "/": page("/a")}) as server:
        snapshot = look(server, tmp_path)
        assert server.paths() == []
    assert (snapshot.coverage.complete, snapshot.coverage.stopped) == (False, "robots")


def test_an_own_site_may_be_looked_at_without_robots_txt(tmp_path: Path) -> None:
    polite = Politeness(rate=0, timeout=2, obey_robots=False, patience=0.05)
    robots = Answer("User-agent: *\nDisallow: /\n", kind="text/plain")
    with serving({"/robots.txt": robots, "/": page("/a"), "/a": page()}) as server:
        assert look(server, tmp_path, polite=polite).coverage.pages == 2


def test_scope_is_host_and_path(tmp_path: Path) -> None:
    with (
        serving({"/other": page("/deep")}) as other,
        serving(
            {
                "/tw/": page("/tw/a", "/en/", other.url + "/other"),
                "/tw/a": page("/tw/no/x"),
                "/en/": page("/en/deep"),
            }
        ) as server,
    ):
        snapshot = look(server, tmp_path, start=(server.url + "/tw/",), include=("/tw/",), exclude=("/tw/no/",))
        assert sorted(server.paths()) == ["/en/", "/tw/", "/tw/a", "/tw/no/x"]
        assert other.paths() == ["/other"]
    assert snapshot.coverage.pages == 2


def test_private_addresses_are_refused_unless_declared(tmp_path: Path) -> None:
    with serving({"/": page("/a")}) as server:
        snapshot = look(server, tmp_path, allow_private=False)
        assert server.asked == []
    assert (snapshot.coverage.complete, snapshot.coverage.stopped) == (False, "private")


def test_redirects_are_followed_hop_by_hop(tmp_path: Path) -> None:
    def to(place: str, status: int = 302) -> Answer:
        return Answer("", status, {"Location": place})

    routes = {
        "/": page("/old", "/circle", "/self", "/nowhere", "/long-0"),
        "/old": to("/new", 301),
        "/new": page(title="新址"),
        "/circle": to("/circle-2"),
        "/circle-2": to("/circle"),
        "/self": to("/self"),
        "/nowhere": to("/gone"),
        **{f"/long-{number}": to(f"/long-{number + 1}") for number in range(40)},
    }
    with serving(routes) as server:
        targets = by_path(server, look(server, tmp_path))
        assert len([path for path in server.paths() if path.startswith("/long")]) == 21
    assert targets["/old"].verdict is Verdict.WORKS
    assert targets["/old"].final.endswith("/new")
    assert targets["/old"].statuses == (301,)
    assert targets["/circle"].answer is Word.REDIRECT_LOOP
    assert targets["/self"].answer is Word.REDIRECT_LOOP
    assert targets["/nowhere"].answer is Word.NOT_FOUND
    assert targets["/long-0"].answer is Word.TOO_MANY_REDIRECTS


def test_a_start_that_moves_to_another_host_takes_the_site_along(tmp_path: Path) -> None:
    with (
        serving({"/": page("/a"), "/a": page()}) as new,
        serving({"/": Answer("", 301, {"Location": new.url + "/"})}) as server,
    ):
        snapshot = look(server, tmp_path)
    assert snapshot.coverage.pages == 2


def test_passing_troubles_are_asked_again(tmp_path: Path) -> None:
    seen: set[str] = set()

    def busy_once(asked: Asked) -> Answer:
        if asked.target in seen:
            return page(title="好了")
        seen.add(asked.target)
        return Answer("busy", 503 if asked.target == "/a" else 429, {"Retry-After": "1"})

    with serving({"/": page("/a", "/b"), "/a": busy_once, "/b": busy_once}) as server:
        targets = by_path(server, look(server, tmp_path))
        assert server.paths().count("/a") == 2
    assert {targets["/a"].verdict, targets["/b"].verdict} == {Verdict.WORKS}


def test_one_bad_night_proves_nothing_and_two_do(tmp_path: Path) -> None:
    with serving({"/": page("/bad"), "/bad": Answer("", 500)}) as server:
        first = by_path(server, look(server, tmp_path))["/bad"]
        again_the_same_day = by_path(server, look(server, tmp_path))["/bad"]
        second = by_path(server, look(server, tmp_path, SECOND))["/bad"]
    assert (first.verdict, first.nights) == (Verdict.PROBABLY_BROKEN, 1)
    assert (again_the_same_day.verdict, again_the_same_day.nights) == (Verdict.PROBABLY_BROKEN, 1)
    assert (second.verdict, second.nights) == (Verdict.BROKEN, 2)


def test_hosts_of_others_that_forbid_are_not_called_broken(tmp_path: Path) -> None:
    forbidding = {"/x": Answer("", 403), "/y": Answer("", 404), "/z": Answer("", 401)}
    with (
        serving(forbidding) as other,
        serving(
            {
                "/": page(other.url + "/x", other.url + "/y", other.url + "/z", "/closed"),
                "/closed": Answer("", 403),
            }
        ) as server,
    ):
        targets = by_path(server, look(server, tmp_path))
    assert targets[other.url + "/x"].verdict is Verdict.UNVERIFIABLE
    assert targets[other.url + "/z"].verdict is Verdict.UNVERIFIABLE
    assert targets[other.url + "/y"].verdict is Verdict.BROKEN
    assert targets["/closed"].verdict is Verdict.PROBABLY_BROKEN


@pytest.mark.parametrize("status", [401, 402, 405, 406, 407, 408, 418, 421, 425, 429, 451, 999])
def test_walls_and_pleas_to_come_back_are_not_called_broken(status: int, tmp_path: Path) -> None:
    with serving({"/": page("/a"), "/a": Answer("hello", status)}) as server:
        for night in (FIRST, SECOND):
            polite = Politeness(rate=0, concurrency=8, timeout=2, patience=0.001)
            assert (
                by_path(server, look(server, tmp_path, night, polite=polite))["/a"].verdict is Verdict.UNVERIFIABLE
            )


BLOCKED = "<title>Request Rejected</title>The requested URL was rejected. Your support ID is: 1234567890"


def test_a_firewall_in_front_of_the_site_proves_nothing(tmp_path: Path) -> None:
    """What was seen before stays, nothing is called missing, and the site counts as not looked at."""
    with serving({"/": page("/a", "/b"), "/a": page("/dead"), "/b": page()}) as server:
        look(server, tmp_path)
        server.routes = {"/a": Answer(BLOCKED), "/b": Answer(BLOCKED, 403), "/": server.routes["/"]}
        snapshot = look(server, tmp_path, SECOND)
        targets = by_path(server, snapshot)
        server.fallback = server.routes["/"] = Answer(BLOCKED)
        third = look(server, tmp_path, SECOND + timedelta(days=1))
    assert targets["/dead"].answer is Word.NOT_FOUND
    assert targets["/a"].verdict is Verdict.UNVERIFIABLE
    assert (snapshot.coverage.complete, snapshot.coverage.stopped) == (False, "firewall")
    assert (third.coverage.complete, third.coverage.stopped) == (False, "firewall")


def test_requests_at_once_and_a_second_are_limited(tmp_path: Path) -> None:
    links = [f"/{number}" for number in range(12)]
    slow = Answer(page().body, wait=0.05)
    with serving({"/": page(*links), **dict.fromkeys(links, slow)}) as server:
        look(server, tmp_path / "a", polite=Politeness(rate=0, concurrency=3, timeout=2))
        assert server.most_at_once <= 3
        began = time.monotonic()
        look(server, tmp_path / "b", polite=Politeness(rate=20, concurrency=8, timeout=2))
        assert time.monotonic() - began > 0.6


def test_budgets_end_a_crawl_as_partial(tmp_path: Path) -> None:
    def endless(asked: Asked) -> Answer:
        number = int(asked.target.strip("/") or 0)
        body = "各頁不同" + "字" * (number % 100)  # an address that nobody linked to is asked for, too
        return page(f"/{number * 2 + 1}", f"/{number * 2 + 2}", title=f"第 {number} 頁", body=body)

    with serving({}, endless) as server:
        few = look(server, tmp_path / "a", budget=Budget(pages=30, minutes=1))
        short = look(
            server,
            tmp_path / "b",
            budget=Budget(minutes=0.02),
            polite=Politeness(rate=20, concurrency=2, timeout=2),
        )
        shallow = look(server, tmp_path / "c", budget=Budget(depth=3, minutes=1))
    assert (few.coverage.complete, few.coverage.stopped) == (False, "pages")
    assert 30 <= few.coverage.pages < 45
    assert (short.coverage.complete, short.coverage.stopped) == (False, "time")
    assert short.coverage.untested_count > 0
    assert shallow.coverage.pages == 15
    assert {item.reason for item in shallow.coverage.untested} == {"depth"}


def test_a_page_that_scripts_make_is_not_taken_for_seen(tmp_path: Path) -> None:
    shell = Answer(
        '<html lang="zh-Hant-TW"><title>查詢</title><div id="app"></div><script>start()</script>',
        headers={"ETag": "1"},
    )
    linked = Answer('<html lang="zh-Hant-TW"><title>首頁</title><a href="/app">進入</a><script>start()</script>')
    with serving({"/": linked, "/app": shell}) as server:
        for night in (FIRST, SECOND):
            coverage = look(server, tmp_path, night).coverage
            assert coverage.complete
            assert coverage.untested == (Untested(f"{server.url}/app", "script-only"),)


def test_a_calendar_without_end_is_left(tmp_path: Path) -> None:
    def calendar(asked: Asked) -> Answer:
        month = int(asked.target.rpartition("=")[2])
        return page(f"/c?m={month - 1}", f"/c?m={month + 1}", title="行事曆", body=f"{month} 月沒有活動")

    with serving({"/": page("/c?m=100")}, calendar) as server:
        snapshot = look(server, tmp_path)
        asked = server.paths()
        assert len(asked) < 60
        server.asked.clear()
        again = look(server, tmp_path, SECOND)
        assert sorted(server.paths()) == sorted(asked), "what is known does not lead further in"
    assert {item.reason for item in snapshot.coverage.untested} == {"trap"}
    assert again.coverage.untested == snapshot.coverage.untested


def test_a_long_chain_of_real_pages_is_no_trap(tmp_path: Path) -> None:
    def chain(asked: Asked) -> Answer:
        number = int(asked.target.rpartition("=")[2])
        figures = "甲乙丙丁戊己庚辛壬癸"
        words = "".join(figures[int(digit)] for digit in str(number))
        return page(
            *([f"/n?id={number + 1}"] if number < 60 else []), title="公告", body=f"第{words}號公告的內容。" * 5
        )

    with serving({"/": page("/n?id=0")}, chain) as server:
        assert look(server, tmp_path).coverage.pages == 62


def test_names_of_visits_make_no_new_pages(tmp_path: Path) -> None:
    minted = iter(range(10_000))

    def shop(asked: Asked) -> Answer:
        token = f"{next(minted):06d}" + "c0ffee0123456789"
        return page(*(f"/p{number}?visit={token}" for number in range(5)), *(f"/q?sid={token}" for _ in range(3)))

    with serving({"/": page("/p0")}, shop) as server:
        look(server, tmp_path)
        assert len(server.paths()) < 60


def test_sitemaps_bring_pages_that_nobody_links(tmp_path: Path) -> None:
    def sitemap(*places: str) -> Answer:
        rows = "".join(f"<url><loc>{server.url}{place}</loc></url>" for place in places)
        return Answer(
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>', kind="text/xml"
        )

    with serving({"/": page("/a"), "/a": page(), "/orphan": page("/gone")}) as server:
        server.routes["/robots.txt"] = Answer(f"Sitemap: {server.url}/map.xml", kind="text/plain")
        server.routes["/map.xml"] = sitemap("/a", "/orphan", "/dead-row")
        snapshot = look(server, tmp_path)
    targets = by_path(server, snapshot)
    assert targets["/gone"].answer is Word.NOT_FOUND
    assert targets["/dead-row"].answer is Word.NOT_FOUND
    assert {item.url.removeprefix(server.url): item.found_by for item in snapshot.pages()}["/orphan"] == "sitemap"


def test_hostile_answers_leave_pages_untested_and_the_rest_whole(tmp_path: Path) -> None:
    deep = Answer("<div>" * 9_000)
    large = Answer("x" * 60_000)
    with serving(
        {
            "/": page("/deep", "/large", "/drop", "/rubbish", "/fine", "http://[1::", "file:///C:/a.doc"),
            "/deep": deep,
            "/large": large,
            "/drop": Answer(drop=True),
            "/rubbish": Answer(raw=b"nonsense\r\n\r\n"),
            "/fine": page(),
        }
    ) as server:
        snapshot = look(server, tmp_path, budget=Budget(minutes=1, page_bytes=50_000))
    targets = by_path(server, snapshot)
    assert targets["/deep"].verdict is targets["/large"].verdict is Verdict.WORKS
    assert {item.url.removeprefix(server.url): item.reason for item in snapshot.coverage.untested} == {
        "/deep": "hostile-markup",
        "/large": "too-large",
        "/drop": "dropped",
        "/rubbish": targets["/rubbish"].answer,
    }
    assert targets["/drop"].verdict is Verdict.PROBABLY_BROKEN
    assert targets["http://[1::"].answer is Word.MALFORMED
    assert targets["file:///C:/a.doc"].answer is Word.LOCAL_FILE
    assert snapshot.coverage.complete
