"""Asking axe-core about the page that the browser shows.

axe-selenium-python brings the way to inject and to run; the script is ours (its own one is of 2018 and finds a
third fewer failures with eighteen times the false alarms). Injected in every frame that can hold the agency's own
content, since axe only hears of frames in which it runs itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_selenium_python import Axe
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from publisher.browser.values import BrowserSettings, Element, Fault, name_of
from publisher.model.finding import Outcome

WCAG_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
_BEST_PRACTICE = "best-practice"
_EXPERIMENTAL = "experimental"
_AAA = ("wcag2aaa", "wcag21aaa", "wcag22aaa")
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
    visit = _Visit(frozenset(host.lower() for host in settings.hosts))
    _inject(driver, axe, visit)
    version = driver.execute_script(script("reporter"))
    # the class writes its options into the script as they are, so they come as JSON
    answer = axe.run(options=json.dumps(_options(settings)))
    if not isinstance(answer, dict) or "faults" not in answer:
        raise EngineError(answer.get("error", "") if isinstance(answer, dict) else "")
    return {
        **answer,
        "version": version,
        "frames": visit.frames,
        "frames_left_out": visit.left_out,
        "resources": sorted(visit.resources),
        "settled": visit.settled,
    }


def _options(settings: BrowserSettings) -> dict[str, object]:
    tags = [*WCAG_TAGS]
    if settings.best_practice:
        tags.append(_BEST_PRACTICE)
    if settings.experimental:
        tags.append(_EXPERIMENTAL)
    if settings.aaa:
        tags += _AAA
    return {
        "runOnly": {"type": "tag", "values": tags},
        "resultTypes": ["violations", "incomplete"],
        "reporter": "publisher",
        "ancestry": True,
        "selectors": False,
        "preload": settings.experimental,  # only an experimental rule reads style sheets of other hosts
    }


@dataclass(slots=True)
class _Visit:
    """What was met on the way through the frames of a page."""

    hosts: frozenset[str]
    frames: int = 0
    left_out: int = 0
    resources: set[str] = field(default_factory=set)
    settled: bool = True


def _inject(driver: Chrome, axe: Axe, visit: _Visit) -> None:
    """Inject into the page and its frames."""
    driver.switch_to.default_content()
    _inject_here(driver, axe, visit)
    _into_frames(driver, axe, visit, 1)
    driver.switch_to.default_content()


def _inject_here(driver: Chrome, axe: Axe, visit: _Visit) -> None:
    resources, settled = driver.execute_script(script("loaded"))
    # data: and blob: stand in the page or are made by its scripts
    visit.resources.update(
        name_of(str(address)) for address in resources if str(address).startswith(("http://", "https://"))
    )
    visit.settled = visit.settled and bool(settled)
    axe.inject()
    # frames of files and of srcdoc have no origin of their own to be compared with
    driver.execute_script("axe.configure({allowedOrigins: ['<unsafe_all_origins>']});")


def _into_frames(driver: Chrome, axe: Axe, visit: _Visit, depth: int) -> None:
    for frame in driver.find_elements(By.CSS_SELECTOR, "iframe, frame"):
        if visit.frames + visit.left_out >= _MOST_FRAMES or depth > _DEEPEST:
            visit.left_out += 1
            continue
        try:
            driver.switch_to.frame(frame)
        except WebDriverException:
            visit.left_out += 1
            continue
        try:
            if _is_own(driver.execute_script("return document.URL"), visit.hosts):
                _inject_here(driver, axe, visit)
                visit.frames += 1
                _into_frames(driver, axe, visit, depth + 1)
            else:
                visit.left_out += 1
        except WebDriverException:
            visit.left_out += 1
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
