"""A real Selenium Grid judges pages as a browser of this machine does, and keeps nothing when one hangs."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from publisher.browser import BrowserSettings, NotTested, audit_all, mark_of, missing_parts, open_browser, versions
from publisher.model.errors import MissingPartError
from tests.browser import grid
from tests.browser.site import Website, serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HERE = BrowserSettings(hosts=("127.0.0.1",), allow_private=True, page_seconds=30.0)


@pytest.fixture(scope="module")
def site() -> Iterator[Website]:
    with serve() as server:
        yield server


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserSettings]:
    with grid.running(tmp_path_factory.mktemp("grid")) as address:
        yield replace(HERE, grid=address)


def sessions(settings: BrowserSettings) -> list[str]:
    with urllib.request.urlopen(f"{settings.grid}/status", timeout=5) as answer:
        (node,) = json.load(answer)["value"]["nodes"]
    return [slot["session"]["sessionId"] for slot in node["slots"] if slot["session"] is not None]


def take_back_all(settings: BrowserSettings) -> None:
    """What a Grid does with a session that got no command for too long."""
    for name in sessions(settings):
        ending = urllib.request.Request(f"{settings.grid}/session/{name}", method="DELETE")
        urllib.request.urlopen(ending, timeout=30).close()


def none_left(settings: BrowserSettings) -> bool:
    deadline = time.monotonic() + 30
    while sessions(settings) and time.monotonic() < deadline:
        time.sleep(0.2)
    return not sessions(settings)


def test_it_says_the_same_of_every_page(site: Website, there: BrowserSettings) -> None:
    paths = ("/good", "/frames", "/personal", "/late", "/empty", "/missing", "/dark", "/downloads")
    urls = [site.base + path for path in paths]
    assert missing_parts(there) == ()
    said = [[replace(audit, seconds=0.0) for audit in audit_all(urls, where, 2)] for where in (there, HERE)]
    assert said[0] == said[1]
    assert sum(len(audit.faults) for audit in said[0]) > 5
    assert none_left(there)


def test_a_page_that_hangs_ends_its_browser_and_the_next_one_is_tested(
    site: Website, there: BrowserSettings
) -> None:
    with open_browser(replace(there, page_seconds=4.0)) as browser:
        audit = browser.audit(site.base + "/hangs-script")
        assert (audit.untested, audit.attempts) == (NotTested.TIMEOUT, 2)
    with open_browser(there) as browser:
        assert browser.audit(site.base + "/good").untested is None
    assert none_left(there)


def test_a_browser_that_the_grid_took_back_is_asked_for_again(site: Website, there: BrowserSettings) -> None:
    with open_browser(there) as browser:
        assert browser.audit(site.base + "/good").untested is None
        take_back_all(there)
        assert none_left(there)
        audit = browser.audit(site.base + "/good")
        assert (audit.untested, audit.attempts) == (None, 1)


def test_verdicts_are_kept_while_its_version_is_told(there: BrowserSettings) -> None:
    assert mark_of(there)
    assert mark_of(there) != mark_of(HERE)
    assert versions(there)["chromium"].startswith("Chromium ")


def test_a_grid_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    nowhere = replace(HERE, grid="http://somebody:secret-word@127.0.0.1:9")
    (missing,) = missing_parts(nowhere)
    assert "127.0.0.1:9" in str(missing)
    assert "secret-word" not in str(missing)
    with pytest.raises(MissingPartError):
        open_browser(nowhere)
