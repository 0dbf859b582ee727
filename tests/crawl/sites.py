"""Small sites for tests of the crawl."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from publisher.crawl import crawl
from publisher.model.site import Budget, Politeness, Site, SiteSnapshot, Target
from publisher.model.text import LocalText
from publisher.state.crawl import CrawlStore
from tests.net.server import Answer, Server

FIRST = datetime.fromisoformat("2026-11-20T02:00:00+08:00")
SECOND = datetime.fromisoformat("2026-11-21T02:00:00+08:00")
TEXT = LocalText("測試網站", "A site")


def page(*links: str, title: str = "網頁", body: str = "") -> Answer:
    """A page with these links and words of its own."""
    anchors = "\n".join(f'<a href="{link}">{link}</a>' for link in links)
    words = body or f"這是{title}的內容，供測試巡覽程式使用，連結如下。" * 8
    return Answer(f'<html lang="zh-Hant-TW"><title>{title}</title><main><p>{words}</p>{anchors}</main>')


def site_of(server: Server, **changes: object) -> Site:
    """A site that begins at the server's root."""
    site = Site(
        "site",
        TEXT,
        (server.url + "/",),
        allow_private=True,
        polite=Politeness(rate=0, concurrency=8, timeout=2, patience=0.05),
        budget=Budget(minutes=1),
    )
    return replace(site, **changes)  # type: ignore[arg-type]


def look(server: Server, folder: Path, now: datetime = FIRST, **changes: object) -> SiteSnapshot:
    """Crawl the server's site into the state of `folder`."""
    store = CrawlStore(folder)
    try:
        return crawl(site_of(server, **changes), store, now)
    finally:
        store.close()


def by_path(server: Server, snapshot: SiteSnapshot) -> dict[str, Target]:
    """Targets by the path on the server, or by their whole address."""
    return {target.url.removeprefix(server.url): target for target in snapshot.targets()}
