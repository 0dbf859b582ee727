"""What a walk with the keys says of the focus: only what was seen while the element really had it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.browser import BrowserSettings, keyboard, open_browser
from publisher.browser.session import Browser
from publisher.browser.tab import Tab
from tests.browser.axe import needs_browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGE = """<!doctype html><html lang="zh-TW"><head><meta charset="utf-8"><title>申辦</title>
<style>*{{outline:none!important}}</style></head><body><main><h1>申辦</h1>{}</main></body></html>"""
SHOWN = PAGE.format(
    """<p><a href="#a" id="a" onfocus="this.style.color='red'" onblur="this.style.color=''">服務時間</a></p>"""
)
UNSEEN = PAGE.format("""<p><a href="#a" id="a" onfocus="void 0">服務時間</a></p>""")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    needs_browser()
    with open_browser(BrowserSettings(files=True, quiet_seconds=0.03)) as opened:
        yield opened


def _faults(browser: Browser, folder: Path, page: str) -> set[str]:
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    return {fault.rule for fault in browser.audit(path.as_uri()).faults} & {"focus-visible", "keyboard-trap"}


def test_focus_is_judged_also_after_the_walk_has_left_the_page(browser: Browser, tmp_path: Path) -> None:
    assert _faults(browser, tmp_path, SHOWN) == set()
    assert _faults(browser, tmp_path, UNSEEN) == {"focus-visible"}


@pytest.mark.parametrize("page", [SHOWN, UNSEEN])
def test_a_window_without_the_focus_accuses_nobody(
    page: str, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last Tab takes the focus out of the window; what then looks the same with it and without proves nothing."""

    def lose(tab: Tab) -> None:
        tab.run("document.hasFocus = () => false")

    monkeypatch.setattr(keyboard, "_come_back", lose)
    assert _faults(browser, tmp_path, page) == set()


def test_another_place_on_the_same_page_is_a_visit_of_its_own(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(UNSEEN, encoding="utf-8")
    audits = [browser.audit(path.as_uri() + place) for place in ("", "#a", "#b", "#b")]
    assert [audit.untested for audit in audits] == [None] * 4
    assert [audit.final.rpartition("#")[2] for audit in audits[1:]] == ["a", "b", "b"]
    assert {len(audit.faults) for audit in audits} == {len(audits[0].faults)}
