"""One browser against pages that behave well and badly: every page ends with a verdict or as untested."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.browser import (
    AXE_VERSION,
    DESKTOP,
    PHONE,
    BrowserSettings,
    NotTested,
    Viewing,
    audit_all,
    open_browser,
    processes,
)
from publisher.browser.seats import sweep
from publisher.browser.session import Browser
from publisher.model.errors import MissingPartError
from publisher.model.finding import Outcome
from publisher.model.jsonable import to_json
from tests.browser.axe import needs_browser
from tests.browser.site import PAGE, Website, serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SETTINGS = BrowserSettings(hosts=("127.0.0.1",), allow_private=True, page_seconds=20.0)


@pytest.fixture(scope="module")
def site() -> Iterator[Website]:
    with serve() as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    needs_browser()
    with open_browser(SETTINGS) as opened:
        yield opened


def test_a_clean_page_is_tested_and_says_with_what(site: Website, browser: Browser) -> None:
    audit = browser.audit(site.base + "/good")
    assert (audit.untested, audit.faults, audit.status, audit.attempts) == (None, (), 200, 1)
    assert audit.engine == AXE_VERSION
    assert audit.browser.startswith("Chromium ")
    assert "html-has-lang" in audit.passed
    assert pickle.loads(pickle.dumps(audit)) == audit
    assert json.dumps(to_json(audit))


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/missing", NotTested.STATUS),
        ("/broken", NotTested.STATUS),
        ("/members", NotTested.LOGIN),
        ("/away", NotTested.UNREACHABLE),
        ("/empty", NotTested.EMPTY),
        ("/text", NotTested.NOT_HTML),
    ],
)
def test_what_is_not_the_page_is_untested_and_never_clean(
    site: Website, browser: Browser, path: str, reason: NotTested
) -> None:
    audit = browser.audit(site.base + path)
    assert audit.untested is reason
    assert audit.faults == audit.passed == ()


def test_an_address_that_nobody_answers_is_unreachable(browser: Browser) -> None:
    assert browser.audit("http://127.0.0.1:1/").untested is NotTested.UNREACHABLE
    assert browser.audit("http://nowhere.example.test/").untested is NotTested.UNREACHABLE
    assert browser.audit("file:///etc/passwd").untested is NotTested.UNREACHABLE


def test_frames_of_the_site_are_tested_and_others_are_named_as_not(site: Website, browser: Browser) -> None:
    audit = browser.audit(site.base + "/frames")
    faults = {(fault.rule, fault.outcome): fault for fault in audit.faults}
    image = faults["image-alt", Outcome.FAILED].elements[0]
    assert image.path == ("html > body > main > iframe:nth-child(2)", "html > body > main > img:nth-child(3)")
    assert len(faults["button-name", Outcome.FAILED].elements[0].path) == 3
    assert ("valid-lang", Outcome.FAILED) in faults
    assert ("frame-tested", Outcome.CANT_TELL) in faults
    assert (audit.frames, audit.frames_left_out) == (3, 1)


def test_no_word_of_the_page_comes_out(site: Website, browser: Browser) -> None:
    audit = browser.audit(site.base + "/personal")
    assert {"image-alt", "link-name", "color-contrast"} <= {fault.rule for fault in audit.faults}
    assert audit.resources
    written = json.dumps(to_json(audit), ensure_ascii=False)
    for word in ("王", "小明", "L190000001", "0900000001", "someone", "example.org"):
        assert word not in written
    (image,) = next(fault for fault in audit.faults if fault.rule == "image-alt").elements
    assert image.shape == '<img id src title="" class>'
    assert image.classes == ("photo",)


def test_a_page_that_fills_itself_is_waited_for(site: Website, browser: Browser) -> None:
    assert [fault.rule for fault in browser.audit(site.base + "/late").faults] == ["image-alt"]


def test_prompts_and_windows_do_not_stop_the_next_page(site: Website, browser: Browser) -> None:
    assert browser.audit(site.base + "/prompts").untested is None
    assert browser.audit(site.base + "/good").untested is None


def test_nothing_is_carried_from_page_to_page(site: Website, browser: Browser) -> None:
    browser.audit(site.base + "/sets-cookie")
    assert browser.audit(site.base + "/sees-cookie").faults == ()


def test_nothing_is_downloaded(site: Website, browser: Browser) -> None:
    browser.audit(site.base + "/downloads")
    assert browser.audit(site.base + "/file").untested is not None
    home = Path.home() / "Downloads"
    assert not (home / "a.zip").exists()
    assert not list(Path(tempfile.gettempdir()).glob("publisher-browser-*/**/a.zip"))


def test_the_view_decides(site: Website, browser: Browser) -> None:
    url = site.base + "/dark"
    assert browser.audit(url).faults == ()
    (fault,) = browser.audit(url, Viewing(dark=True)).faults
    assert fault.rule == "color-contrast"
    assert dict(fault.elements[0].facts)["bgColor"] == "#000000"
    assert browser.audit(url, PHONE).faults == browser.audit(url, DESKTOP).faults == ()


def test_only_declared_hosts_are_asked(site: Website, browser: Browser) -> None:
    """Another name for the same machine, and another machine: both stay unasked."""
    with serve() as inner:
        port = inner.server_address[1]
        body = f'<img alt="" src="http://localhost:{port}/secret"><script>fetch("http://[::1]:{port}/x")</script>'
        site.markup["/reaches-out"] = PAGE.format(head="", body=body)
        assert browser.audit(site.base + "/reaches-out").untested is None
        assert inner.seen == []
    assert browser.audit(site.base + "/styled-from-elsewhere").sheets_left_out == ("cdn.example.test",)


def test_a_private_address_is_not_asked_unless_declared(site: Website) -> None:
    needs_browser()
    before = len(site.seen)
    with open_browser(BrowserSettings(hosts=("127.0.0.1", "localhost"))) as careful:
        assert careful.audit(site.base + "/good").untested is NotTested.UNREACHABLE
    assert len(site.seen) == before


def test_a_page_that_hangs_is_killed_and_the_next_one_tested(site: Website) -> None:
    needs_browser()
    with open_browser(BrowserSettings(hosts=("127.0.0.1",), allow_private=True, page_seconds=2.0)) as quick:
        for path in ("/hangs-script", "/hangs"):
            audit = quick.audit(site.base + path)
            assert (audit.untested, audit.attempts) == (NotTested.TIMEOUT, 2)
        assert quick.audit(site.base + "/good").untested is None


def test_a_browser_that_dies_is_started_again(site: Website, browser: Browser) -> None:
    running = browser._running
    assert running is not None
    children = [process for process in processes.family(running.seat.process) if process != running.seat.process]
    assert children
    processes.kill(running.seat.process)
    audit = browser.audit(site.base + "/good")
    assert (audit.untested, audit.attempts) == (None, 2)
    assert not any(Path(f"/proc/{process}/exe").exists() for process in children)


def test_browsers_are_changed_after_so_many_pages_and_so_much_memory(site: Website) -> None:
    needs_browser()
    urls = [site.base + "/good"] * 2
    for limit in ({"pages_per_browser": 1}, {"memory_mb": 1}):
        settings = BrowserSettings(hosts=("127.0.0.1",), allow_private=True, **limit)
        with open_browser(settings) as careful:
            seen = set()
            for url in urls:
                assert careful.audit(url).untested is None
                assert careful._running is not None
                seen.add(careful._running.seat.process)
            assert len(seen) == 2


def test_several_browsers_give_every_page_once_in_order_and_leave_nothing(site: Website) -> None:
    needs_browser()
    urls = [f"{site.base}{path}?{number}" for number in range(2) for path in ("/good", "/missing")]
    audits = list(audit_all(urls, SETTINGS, browsers=2))
    assert [audit.url for audit in audits] == urls
    assert [audit.untested for audit in audits] == [None, NotTested.STATUS] * 2


def test_browsers_of_a_killed_program_are_ended_by_the_next() -> None:
    needs_browser()
    code = (
        "import os, signal; from publisher.browser import *; b = open_browser(BrowserSettings()); b.__enter__();"
        "print(b._running.seat.profile, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60).stdout
    profile = Path(output.strip())
    assert profile.is_dir()
    left = processes.using(profile)
    assert len(left) >= 2  # the driver and the browser
    sweep()
    assert not any(Path(f"/proc/{process}/cwd").exists() for process in left)
    assert not profile.exists()
    assert not processes.using(profile)


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    needs_browser()
    with pytest.raises(MissingPartError) as missing:
        open_browser(BrowserSettings(axe=tmp_path / "axe.min.js"))
    assert "axe-core" in str(missing.value)
    assert missing.value.hint is not None
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPartError):
        open_browser(BrowserSettings())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs without the sandbox")
def test_the_sandbox_is_only_left_out_for_root(monkeypatch: pytest.MonkeyPatch) -> None:
    from publisher.browser import chromium

    assert chromium._sandbox() == ("--no-sandbox",)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert chromium._sandbox() == ()
