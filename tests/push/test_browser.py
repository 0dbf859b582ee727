"""The static portal in a real browser, from disk: Chinese search, a phone's width, no network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publisher.model.text import LocalText
from publisher.push import plan
from tests.parts import needs_part
from tests.push.contract import NOW
from tests.push.lab_static import make_lab
from tests.push.publications import make_publication

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("portal")
    lab = make_lab(root)
    files = root / "publications"
    desired = {
        "waiting": make_publication(
            files, "waiting", title=LocalText("臺南站窗口等候情形", "Waiting at the counters"), keywords=()
        ),
        "exams": make_publication(files, "exams", title=LocalText("駕照考驗", "Driving exams"), keywords=()),
    }
    assert len(list(lab.open().apply(plan(desired, {}, {}, {}), desired, NOW))) == 2
    return lab.current


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    needs_part(program and driver, "Chromium with its driver", "apt-get install chromium chromium-driver")
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = str(program)
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    options.add_experimental_option(
        "mobileEmulation", {"deviceMetrics": {"width": 320, "height": 800, "pixelRatio": 1.0}}
    )
    chrome = Chrome(options=options, service=Service(str(driver)))
    yield chrome
    chrome.quit()


def _shown(browser: Any) -> list[str]:
    found: list[str] = browser.execute_script(
        "return [...document.querySelectorAll('.card')].filter(card => card.offsetParent !== null)"
        ".map(card => card.querySelector('a').textContent.trim())"
    )
    return found


@pytest.mark.parametrize(
    ("page", "question", "titles"),
    [
        ("index.html", "等候", ["臺南站窗口等候情形"]),
        ("index.html", "台南 窗口", ["臺南站窗口等候情形"]),
        ("index.html", "ＤＲＩＶＩＮＧ", ["駕照考驗"]),
        ("index.html", "沒有這種東西", []),
        ("en/index.html", "counters", ["Waiting at the counters"]),
    ],
)
def test_search_from_disk(page: str, question: str, titles: list[str], portal: Path, browser: Any) -> None:
    browser.get((portal / page).as_uri())
    assert len(_shown(browser)) == 2
    browser.find_element("id", "question").send_keys(question)
    assert _shown(browser) == titles
    assert str(len(titles)) in browser.find_element("id", "found").text


PAGES = ("index.html", "dataset/waiting/index.html", "about/index.html", "browse/theme/A00/index.html")


@pytest.mark.parametrize("page", [*PAGES, *(f"en/{page}" for page in PAGES)])
def test_a_phone_does_not_scroll_sideways_and_nothing_is_asked_of_a_network(
    page: str, portal: Path, browser: Any
) -> None:
    browser.get_log("performance")
    browser.get((portal / page).as_uri())
    width, window = browser.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= window == 320
    assert browser.get_log("browser") == []
    asked = [entry["message"] for entry in browser.get_log("performance")]
    assert not [message for message in asked if '"url":"http' in message]
