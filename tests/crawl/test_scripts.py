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
