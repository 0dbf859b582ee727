"""Asking axe-core about the page that the browser shows.

axe-selenium-python brings the way to inject and to run; the script is ours (its own one is of 2018 and finds a
third fewer failures with eighteen times the false alarms). Injected in every frame that can hold the agency's own
content, since axe only hears of frames in which it runs itself.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_selenium_python import Axe
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from publisher.browser.values import BrowserSettings, Element, Fault
from publisher.model.finding import Outcome

WCAG_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
_BEST_PRACTICE = "best-practice"
_EXPERIMENTAL = "experimental"
_MOST_FRAMES = 40
_DEEPEST = 4


@cache
def script(name: str) -> str:
    """One of our scripts that run in the page."""
    return (Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8")


class EngineError(Exception):
    """axe-core broke down in this page; carries the JavaScript class of the error and nothing else."""


def ask(driver: Chrome, axe_script: Path, settings: BrowserSettings) -> dict[str, Any]:
    """The answer of axe-core on the page and its frames, as made by reporter.js; raises EngineError."""
    axe = Axe(driver, script_url=str(axe_script))
    frames = _inject(driver, axe, settings)
    version = driver.execute_script(script("reporter"))
    # the class writes its options into the script as they are, so they come as JSON
    answer = axe.run(options=json.dumps(_options(settings)))
    if not isinstance(answer, dict) or "faults" not in answer:
        raise EngineError(answer.get("error", "") if isinstance(answer, dict) else "")
    return {**answer, "version": version, "frames": frames[0], "frames_left_out": frames[1]}


def _options(settings: BrowserSettings) -> dict[str, object]:
    tags = [*WCAG_TAGS]
    if settings.best_practice:
        tags.append(_BEST_PRACTICE)
    if settings.experimental:
        tags.append(_EXPERIMENTAL)
    return {
        "runOnly": {"type": "tag", "values": tags},
        "resultTypes": ["violations", "incomplete"],
        "reporter": "publisher",
        "ancestry": True,
        "selectors": False,
        "preload": settings.experimental,  # only an experimental rule reads style sheets of other hosts
    }


def _inject(driver: Chrome, axe: Axe, settings: BrowserSettings) -> tuple[int, int]:
    """Inject into the page and its frames; returns how many frames were reached and how many left out."""
    driver.switch_to.default_content()
    _inject_here(driver, axe)
    counts = [0, 0]
    _into_frames(driver, axe, frozenset(host.lower() for host in settings.hosts), counts, 1)
    driver.switch_to.default_content()
    return counts[0], counts[1]


def _inject_here(driver: Chrome, axe: Axe) -> None:
    axe.inject()
    # frames of files and of srcdoc have no origin of their own to be compared with
    driver.execute_script("axe.configure({allowedOrigins: ['<unsafe_all_origins>']});")


def _into_frames(driver: Chrome, axe: Axe, hosts: frozenset[str], counts: list[int], depth: int) -> None:
    for frame in driver.find_elements(By.CSS_SELECTOR, "iframe, frame"):
        if sum(counts) >= _MOST_FRAMES or depth > _DEEPEST:
            counts[1] += 1
            continue
        try:
            driver.switch_to.frame(frame)
        except WebDriverException:
            counts[1] += 1
            continue
        try:
            if _is_own(driver.execute_script("return document.URL"), hosts):
                _inject_here(driver, axe)
                counts[0] += 1
                _into_frames(driver, axe, hosts, counts, depth + 1)
            else:
                counts[1] += 1
        except WebDriverException:
            counts[1] += 1
        finally:
            driver.switch_to.parent_frame()


def _is_own(url: str, hosts: frozenset[str]) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("about", "data", "blob", "file") or (parts.hostname or "") in hosts


def faults(answer: dict[str, Any]) -> tuple[Fault, ...]:
    """The answer as values, in the order of rules."""
    found = [
        Fault(
            rule=item["rule"],
            outcome=Outcome(item["outcome"]),
            impact=item["impact"],
            count=item["count"],
            elements=tuple(_element(node) for node in item["nodes"]),
        )
        for item in answer["faults"]
    ]
    return tuple(sorted(found, key=lambda fault: (fault.rule, fault.outcome)))


def _element(node: list[Any]) -> Element:
    path, shape, classes, checks, facts = node
    return Element(tuple(path), shape, tuple(classes), tuple(checks), tuple(sorted(facts.items())))
