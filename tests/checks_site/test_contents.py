"""Websites that are right in what they say are not accused; what is wrong with one is found."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from publisher.checks import Context, check_site
from publisher.crawl import crawl
from publisher.model.finding import Outcome
from publisher.model.site import Politeness, Service, Site, SiteResult
from publisher.model.text import LocalText
from publisher.state.crawl import CrawlStore
from publisher.workspace.rulebook import load_rulebook
from tests.checks_site.contents import MAKES, PLANTED, Pages, menu_of_items, planted

NOW = datetime.fromisoformat("2026-11-20T03:00:00+08:00")
RULEBOOK = load_rulebook()
FAMILIES = ("content", "services")
SERVICES = tuple(Service(name, LocalText(name, name), f"/{name}") for name in ("s1", "s2", "s3"))


@contextmanager
def served(pages: Pages) -> Iterator[str]:
    """The pages on loopback, by path and query."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path)
            kind = (
                "application/pdf" if body is not None and body.startswith("%PDF") else "text/html; charset=utf-8"
            )
            kind = "text/csv" if self.path.endswith(".csv") else kind
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write((body or "gone").encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def looked_at(
    pages: Pages, folder: Path, services: tuple[Service, ...] = (), families: tuple[str, ...] = FAMILIES
) -> SiteResult:
    with served(pages) as address:
        declared = Site(
            "stranger",
            LocalText("某網站", "A website"),
            (address,),
            external_links=False,
            allow_private=True,
            services=services,
            polite=Politeness(rate=0, concurrency=4, timeout=10, patience=0.05),
        )
        store = CrawlStore(folder / "state")
        result = check_site(crawl(declared, store, NOW), Context(declared, NOW, RULEBOOK), families)
        store.close()
    assert not result.crashed
    return result


def failed(result: SiteResult) -> list[tuple[str, str, str]]:
    return [
        (item.check, item.key, str(dict(item.params)))
        for item in result.findings
        if item.outcome is Outcome.FAILED
    ]


@pytest.mark.parametrize("make", MAKES)
def test_nothing_is_held_against_a_site_that_is_right(make: str, tmp_path: Path) -> None:
    services = SERVICES if make == "station" else ()
    assert failed(looked_at(MAKES[make](), tmp_path, services)) == []


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if at % 4 == 0 else pytest.mark.full) for at, name in enumerate(PLANTED)]
)
def test_what_is_wrong_is_found(name: str, tmp_path: Path) -> None:
    make, pages, check = planted(name)
    result = looked_at(pages, tmp_path, SERVICES if make == "station" else ())
    assert check in {item.check for item in result.findings}
    assert {wrong for wrong, _, _ in failed(result)} <= {check}


def test_items_without_a_section_are_left_to_a_person(tmp_path: Path) -> None:
    result = looked_at(menu_of_items(), tmp_path / "right", families=("disclosure",))
    sure = {(name, key) for name, key, _ in failed(result) if name != "disclosure.missing-accessibility-badge"}
    assert sure == {
        ("disclosure.missing-required-page", "sitemap"),
        ("disclosure.missing-required-page", "search"),
    }
    assert ("disclosure.missing-section", "missing") in {(item.check, item.key) for item in result.findings}

    pages = menu_of_items()
    pages["/a"] = pages["/a"].replace("隊址：示範市海濱路一號；傳真 00-0000-0001；電郵如名片；", "")
    pages = {
        path: text.replace("電話 00-0000-0000", "").replace("行政指導", "救生圈") for path, text in pages.items()
    }
    wrong = {
        (name, key) for name, key, _ in failed(looked_at(pages, tmp_path / "wrong", families=("disclosure",)))
    }
    assert ("disclosure.missing-part", "FOI-7-1-3") in wrong
