"""Nights after the first, and nights that were killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from publisher.checks import Context, check_site
from publisher.crawl import crawl, snapshot_of
from publisher.crawl.asking import is_asked_anew
from publisher.crawl.frontier import Frontier
from publisher.crawl.record import CrawlRecord
from publisher.model.site import SiteSnapshot
from publisher.state.crawl import CrawlStore
from tests.crawl.sites import FIRST, SECOND, by_path, look, page, site_of
from tests.net.server import Answer, Asked, Give, Server, serving


def marked(answer: Answer, mark: str) -> Give:
    """An answer with ETag and Last-Modified that is not sent again when it is known."""
    day = "Fri, 20 Nov 2026 00:00:00 GMT"

    def give(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == mark:
            return Answer("", 304, {"ETag": mark, "Content-Length": ""})
        return replace(answer, headers={"ETag": mark, "Last-Modified": day})

    return give


def findings_of(snapshot: SiteSnapshot) -> list[tuple[str, str, str, int]]:
    result = check_site(snapshot, Context(snapshot.site, SECOND, {}), ["links", "documents", "metadata", "leaks"])
    assert result.crashed == ()
    return sorted((item.check, item.subject, item.key, item.count) for item in result.findings)


def test_the_second_night_fetches_only_what_has_changed(tmp_path: Path) -> None:
    with serving(
        {
            "/": marked(page("/a", "/b", "/gone", "/plain"), '"1"'),
            "/a": marked(page("/", "/b#nowhere"), '"2"'),
            "/b": marked(page(), '"3"'),
            "/plain": page("/a"),
        }
    ) as server:
        first = look(server, tmp_path)
        known = findings_of(first)
        before = {item.url: item.checksum for item in first.pages()}
        server.asked.clear()
        second = look(server, tmp_path, SECOND)
        assert findings_of(second) == known
        assert any(check == "links.missing-fragment" for check, *_ in known)
        anew = sum(is_asked_anew(server.url + path, run=2) for path in ("/", "/a", "/b"))
        assert second.coverage.unchanged == 3 - anew
        assert {item.url: item.checksum for item in second.pages()} == before
        assert all(before.values())
        server.routes["/b"] = marked(page("/gone-too"), '"4"')
        third = look(server, tmp_path, SECOND.replace(day=22))
        changed = [item.url for item in third.pages() if item.checksum != before.get(item.url)]
        assert [url.removeprefix(server.url) for url in changed] == ["/b"]
        assert "/gone-too" in by_path(server, third)
        seen = {item.url.removeprefix(server.url): item.changed for item in third.pages()}
        server.routes["/b"] = marked(page("/gone-too", body="今日人次 214，累計 918330。"), '"5"')
        look(server, tmp_path, SECOND.replace(day=23))
        server.routes["/b"] = marked(page("/gone-too", body="今日人次 215，累計 918545。"), '"6"')
        later = look(server, tmp_path, SECOND.replace(day=24))
        dates = {item.url.removeprefix(server.url): item.changed for item in later.pages()}
    assert seen == {"/": None, "/a": None, "/b": date(2026, 11, 22), "/plain": None}
    assert dates["/b"] == date(2026, 11, 23)


def test_what_is_not_linked_any_more_is_not_part_of_the_next_crawl(tmp_path: Path) -> None:
    with serving({"/": page("/gone", "/a"), "/a": page()}) as server:
        assert "/gone" in by_path(server, look(server, tmp_path))
        server.routes["/"] = page("/a")
        assert "/gone" not in by_path(server, look(server, tmp_path, SECOND))


def test_the_last_crawl_can_be_read_again(tmp_path: Path) -> None:
    with serving({"/": page("/a"), "/a": page()}) as server:
        made = look(server, tmp_path)
        store = CrawlStore(tmp_path)
        read = snapshot_of(site_of(server), store)
        store.close()
    assert read is not None
    assert read.coverage == made.coverage
    assert findings_of(read) == findings_of(made)


def wide_site(pages: int) -> dict[str, Give]:
    """A site where every page leads to two more, some to nothing, and takes a moment."""
    routes: dict[str, Give] = {}
    for number in range(pages):
        links = [f"/{child}" for child in (2 * number + 1, 2 * number + 2) if child < pages]
        if number % 7 == 0:
            links.append(f"/missing-{number}")
        answer = page(
            *links, f"/{number // 2}#part-{number % 5}", title=f"第 {number} 頁", body=f"編號 {number} 。" * 30
        )
        answer.wait = 0.01
        routes["/" if number == 0 else f"/{number}"] = answer
    return routes


def test_a_crawl_that_is_killed_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    with serving(wide_site(900)) as server:
        whole = findings_of(look(server, tmp_path / "whole"))
        asked_whole = len(server.paths())
        server.asked.clear()
        killed = tmp_path / "killed"
        while_it_works = _start(server, killed)
        _wait_until(lambda: len(server.paths()) >= 500)
        os.kill(while_it_works.pid, signal.SIGKILL)
        while_it_works.wait()
        done = _done(killed)
        asked_before = len(server.paths())
        assert 0 < done < 900
        server.asked.clear()
        store = CrawlStore(killed)
        snapshot = crawl(site_of(server), store, FIRST.replace(hour=3))
        store.close()
        asked_after = len(server.paths())
        assert findings_of(snapshot) == whole
    assert snapshot.coverage.complete
    assert snapshot.coverage.pages == 900
    assert asked_before >= done
    assert asked_after <= asked_whole - done + 1, "what was committed is not asked for again"


def test_what_was_learnt_before_a_kill_is_known_again(tmp_path: Path) -> None:
    """Hosts that became the site's, chains without end, names of visits: without them the rest is crawled otherwise."""
    tokens = iter(range(1_000))

    def pages(asked: Asked) -> Answer:
        path, _, query = asked.target.partition("?")
        if path == "/c":
            month = int(query.removeprefix("m="))
            return page(f"/c?m={month - 1}", f"/c?m={month + 1}", title="行事曆", body=f"{month} 月沒有活動")
        visit = f"{next(tokens):06d}c0ffee0123456789"
        return page("/c?m=100", *(f"/{name}?visit={visit}" for name in "ab"))

    with serving({}, pages) as server:
        named = server.url.replace("127.0.0.1", "localhost")
        server.routes["/"] = Answer("", 302, {"Location": f"{named}/home"})
        snapshot = look(server, tmp_path)
        store = CrawlStore(tmp_path)
        run, _ = store.last_run("site") or (None, None)
        assert run is not None
        frontier = Frontier(site_of(server), "agent", CrawlRecord(store, run), lambda _host: None)
        frontier.restore(list(store.of_run(run)))
        left = [known for known in store.of_run(run) if known.note == "trap"]
        store.close()
    assert len(left) == snapshot.coverage.untested_count
    assert snapshot.coverage.untested
    assert frontier.scope.is_own_host(named + "/")
    traps = frontier.traps
    assert all(traps.is_endless(item.url, 99) or traps.is_idle(item.origin.get("under", 0)) for item in left)
    assert frontier.traps.without_visit(f"{named}/a?visit=999999c0ffee0123456789") == f"{named}/a"
    result = check_site(snapshot, Context(snapshot.site, SECOND, {}))
    assert result.looked_at("metadata.missing-title", f"{named}/home")


def _start(server: Server, folder: Path) -> subprocess.Popen[bytes]:
    code = (
        "import sys; from pathlib import Path; from tests.crawl.sites import look;"
        "from tests.net.server import Server; server = Server({}); server.url = sys.argv[1];"
        "look(server, Path(sys.argv[2]))"
    )
    return subprocess.Popen([sys.executable, "-c", code, server.url, str(folder)])


def _done(folder: Path) -> int:
    if not (folder / "state.sqlite").exists():
        return 0
    store = CrawlStore(folder)
    try:
        last = store.last_run("site")
        counts: Mapping[str, int] = {} if last is None else store.counted(last[0])
        return sum(count for name, count in counts.items() if name)
    finally:
        store.close()


def _wait_until(true: object) -> None:
    assert callable(true)
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
