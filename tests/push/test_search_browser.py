"""The search in parts in a real browser: over HTTP under the strict policy, many parts, and what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from selenium.webdriver.support.ui import WebDriverWait

from publisher.model.text import LocalText
from publisher.push.plan import plan
from publisher.push.portals.static.served.server import served
from publisher.push.portals.static.sought import index
from publisher.push.portals.static.sought.terms import terms
from tests.push.contract import NOW
from tests.push.lab_static import make_lab
from tests.push.publications import make_publication
from tests.push.test_browser import browser  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser
TITLES = (
    "5G基地台分布",
    "ＡＢＣ檢驗站名冊",
    "公車動態2024年統計",
    "𠮷野家食品抽驗",
    "Crème brûlée 食譜",
    "İstanbul 姊妹市交流",
    "河濱公園constitution紀念碑",
    "第1234567890123號公告",
    "停車場收費標準",
    "停車場位置",
    *(f"公園設施第{number}批" for number in range(25)),
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("portal")
    lab = make_lab(root, url="https://data.example.org/")
    desired = {
        f"set-{number:02}": make_publication(
            root / "publications",
            f"set-{number:02}",
            title=LocalText(title, f"Number {number}"),
            keywords=(),
            notes=None,
        )
        for number, title in enumerate(TITLES)
    }
    assert len(list(lab.open().apply(plan(desired, {}, {}, {}), desired, NOW))) == len(TITLES)
    assert len(list((lab.current / index.FOLDER / "words").iterdir())) == 8
    with served(lab.current) as base:
        yield base


def asked(browser: Any, address: str, question: str) -> list[str]:  # noqa: F811
    browser.get_log("browser")
    browser.get(f"{address}search/index.html?q={question}")
    WebDriverWait(browser, 20).until(lambda _: browser.find_element("id", "found").text)
    found: list[str] = browser.execute_script(
        "return [...document.querySelectorAll('#results a')].map(link => link.textContent)"
    )
    return found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("5G基地台", [0]),
        ("5g", [0]),
        ("基地臺", [0]),
        ("abc", [1]),
        ("202", [2]),
        ("2024", [2]),
        ("crème br", [4]),
        ("brûl", [4]),
        ("İstanbul", [5]),
        ("constit", [6]),
        ("1234567890", [7]),
        ("1234567890123", [7]),
        ("12345678901234", []),
        ("停車場", [8, 9]),
        ("停車場的收費標準", [8]),
        ("𠮷野家", [3]),
        ("檢驗站ABC", [1]),
        ("constructor", []),
        ("__proto__", []),
        (":all", []),
        ("number 31", [31]),
    ],
)
def test_what_is_found(question: str, found: list[int], address: str, browser: Any) -> None:  # noqa: F811
    assert sorted(asked(browser, address, question)) == sorted(TITLES[number] for number in found)
    assert browser.get_log("browser") == [], "nothing that the policy forbids, and nothing missing"


def test_more_hits_are_shown_when_asked_for(address: str, browser: Any) -> None:  # noqa: F811
    assert len(asked(browser, address, "公園設施")) == 20
    assert "符合 25 個" in browser.find_element("id", "found").text
    more = browser.find_element("id", "more")
    browser.execute_script("arguments[0].click()", more)
    WebDriverWait(browser, 20).until(lambda _: len(browser.find_elements("css selector", "#results a")) == 25)
    assert not more.is_displayed()
    focused = (
        "return [...document.querySelectorAll('#results > li')].indexOf(document.activeElement.closest('li'))"
    )
    assert browser.execute_script(focused) == 20


def test_the_last_question_is_the_one_answered(address: str, browser: Any) -> None:  # noqa: F811
    asked(browser, address, "停車場")
    browser.execute_script(
        "const field = document.getElementById('question'); const form = document.getElementById('finder');"
        "for (const text of ['公園設施', '基地台', '抽驗']) { field.value = text; form.requestSubmit(); }"
    )
    shown = "return document.getElementById('results').innerText"
    WebDriverWait(browser, 20).until(lambda _: TITLES[3] in browser.execute_script(shown))
    assert browser.execute_script(shown).count(TITLES[3]) == 1
    assert TITLES[10] not in browser.execute_script(shown)


def test_a_part_that_cannot_be_loaded_is_said(address: str, browser: Any) -> None:  # noqa: F811
    asked(browser, address, "停車場")
    browser.execute_script("document.getElementById('results').dataset.parts = 1 << 20")
    browser.execute_script(
        "document.getElementById('question').value = '沒有載入'; document.getElementById('finder').requestSubmit()"
    )
    found = browser.find_element("id", "found")
    WebDriverWait(browser, 20).until(lambda _: "未能載入" in found.text)
    assert "符合" not in found.text


def test_the_browser_takes_texts_apart_as_the_program_does(address: str, browser: Any) -> None:  # noqa: F811
    asked(browser, address, "停車場")
    for title in (
        *TITLES,
        "ﬁnance Ⅳ½ ²",
        "ΣΊΣΥΦΟΣ",
        "ภาษาไทย",
        "가나다",
        "かな カナ",
        "a\u0301b",
        "〇一二",
        "龥鿯",
    ):
        script = """
          const { plain, runs, isHan, pairs } = globalThis.portalText;
          return runs(plain(arguments[0])).flatMap((run) => (isHan(run) ? pairs(run) : [run]));
        """
        known = terms(["", title, *[""] * 6, "", [], "", "", 0, ""])
        for term in browser.execute_script(script, title):
            limit = 9 if term.isascii() and term.isdigit() else 4
            assert term in known or term[:limit] in known, (title, term)
