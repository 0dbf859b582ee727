"""The static portal in a real browser, from disk: Chinese search, a phone's width, no network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.support.ui import WebDriverWait

from publisher.model.text import LocalText
from publisher.push.plan import plan
from tests.parts import needs_part
from tests.push.contract import NOW
from tests.push.lab_static import make_lab
from tests.push.publications import ROWS, make_publication

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("portal")
    lab = make_lab(root)
    files = root / "publications"
    desired = {
        "waiting": make_publication(
            files,
            "waiting",
            title=LocalText("臺南站窗口等候情形", "Waiting at the counters"),
            description=LocalText("各窗口等候人數，駕照業務亦在其中。", "People waiting at each counter."),
            keywords=(),
        ),
        "hostile": make_publication(files, "hostile", title=LocalText(HOSTILE, HOSTILE), keywords=(), notes=None),
        "exams": make_publication(
            files,
            "exams",
            (*ROWS, ("2026-11", "安南駕訓班", "5")),
            title=LocalText("駕照考驗", "Driving exams"),
            keywords=(),
            frequency="每年",
        ),
    }
    assert len(list(lab.open().apply(plan(desired, {}, {}, {}), desired, NOW))) == 3
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


def _found(browser: Any) -> list[str]:
    found: list[str] = browser.execute_script(
        "return [...document.querySelectorAll('#results a')].map(link => link.textContent)"
    )
    return found


@pytest.mark.parametrize(
    ("page", "question", "titles"),
    [
        ("search/index.html", "等候", ["臺南站窗口等候情形"]),
        ("search/index.html", "台南 窗口", ["臺南站窗口等候情形"]),
        ("search/index.html", "窗口的等候情形", ["臺南站窗口等候情形"]),
        ("search/index.html", "ＤＲＩＶ", ["駕照考驗"]),
        ("search/index.html", "受理 考驗", ["駕照考驗"]),
        ("search/index.html", "沒有這種東西", []),
        ("search/index.html", "安南駕訓班", ["駕照考驗"]),  # a value of its cells
        ("search/index.html", "駕駛執照測驗", ["駕照考驗"]),  # in other words, by the thesaurus
        ("en/search/index.html", "driver license test", ["Driving exams"]),
        ("en/search/index.html", "counters", ["Waiting at the counters"]),
        ("en/search/index.html", "exams&theme=A00&format=json&frequency=P1Y", ["Driving exams"]),
        ("en/search/index.html", "exams&frequency=P1M", []),
    ],
)
def test_search_from_disk(page: str, question: str, titles: list[str], portal: Path, browser: Any) -> None:
    browser.get(f"{(portal / page).as_uri()}?q={question}")
    assert _found(browser) == titles
    assert ("查無" in browser.find_element("id", "found").text) == (not titles and not page.startswith("en/"))


def test_a_title_ranks_before_a_description_and_what_was_asked_is_marked(portal: Path, browser: Any) -> None:
    browser.get(f"{(portal / 'search/index.html').as_uri()}?q=駕照")
    assert _found(browser) == ["駕照考驗", "臺南站窗口等候情形"]
    marks = browser.execute_script("return [...document.querySelectorAll('mark')].map(item => item.textContent)")
    assert set(marks) == {"駕照"}
    browser.find_element("id", "question").send_keys("考驗")
    browser.find_element("css selector", "#finder button").click()
    assert _found(browser) == ["駕照考驗"]
    assert "q=%E9%A7%95%E7%85%A7%E8%80%83%E9%A9%97" in browser.current_url


def test_the_search_on_the_home_page_leads_to_the_results(portal: Path, browser: Any) -> None:
    browser.get((portal / "index.html").as_uri())
    browser.find_element("id", "question").send_keys("等候\n")
    WebDriverWait(browser, 20).until(lambda _: "/search/index.html?q=" in browser.current_url)
    assert _found(browser) == ["臺南站窗口等候情形"]


def test_nothing_that_is_asked_or_found_becomes_html(portal: Path, browser: Any) -> None:
    browser.get(f"{(portal / 'search/index.html').as_uri()}?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    assert _found(browser) == ["<img src=x onerror=alert(1)>"]
    assert browser.execute_script("return document.querySelectorAll('#results img').length") == 0


PAGES = (
    *("index.html", "dataset/waiting/index.html", "about/index.html"),
    *("browse/theme/A00/index.html", "search/index.html"),
)


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
