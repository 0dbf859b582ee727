"""What goes into the browser and what comes out: frozen, picklable, JSON-able."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from publisher.model.finding import Outcome
from publisher.net.urls import resolve


class NotTested(StrEnum):
    """Why a page could not be tested. Such a page is never clean."""

    STATUS = "status"
    """The server answered 400 or above."""
    LOGIN = "login"
    """The address led to another one that asks for a password."""
    ELSEWHERE = "elsewhere"
    """The address led away from the hosts that may be asked."""
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    CRASH = "crash"
    """The browser, the page or the engine broke down, twice."""
    EMPTY = "empty"
    """Nothing is on the page, also after its scripts had run."""
    NOT_HTML = "not-html"
    LOADING = "loading"
    """What the page is not there without had not come when the time was over."""
    ACTION = "action"
    """A declared step (of a state or of the login) could not be taken."""
    SIGN = "sign"
    """The declared sign that the page is there did not show."""


@dataclass(frozen=True, slots=True)
class Viewing:
    """How the page is looked at: CSS pixels, phone or desktop, light or dark, or in the few colours that a reader
    has forced on all pages (high contrast); `name` is said with its findings."""

    width: int = 1280
    height: int = 900
    mobile: bool = False
    dark: bool = False
    name: str = ""
    forced: bool = False

    @property
    def colours(self) -> str:
        """The media feature by which a style sheet asks for these colours; empty for a view of its own size."""
        return "forced-colors" if self.forced else "prefers-color-scheme" if self.dark else ""


DESKTOP = Viewing()
PHONE = Viewing(width=390, height=844, mobile=True, name="phone")
DARK = Viewing(dark=True, name="dark")
FORCED = Viewing(name="high-contrast", forced=True)
ALSO = {view.name: view for view in (PHONE, DARK, FORCED)}
"""Views in which a page may be looked at once more, by their names."""


@dataclass(frozen=True, slots=True)
class BrowserSettings:
    """One way of running Chromium.

    `hosts` are the only names and addresses that pages may load anything from; a name that leads to an address
    that is not public is refused unless `allow_private`. `page_seconds` is the hard limit of one attempt, after
    which the browser is killed; a page gets two attempts. `settle_seconds` are given to what the page asks for,
    and to the element `wait_for` (a CSS selector), without which it is not there. `aaa` also asks what only
    level AAA of WCAG wants. `pages_per_browser` and `memory_mb` (resident, all its processes) end a browser
    between two pages. `empty_pages` tests pages that show nothing, too. `also` are views in which what the
    first one did not show is judged, in the same visit. `files` lets the browser read files of this machine,
    for our own pages. `login_steps` are taken at `login_url` by each browser before its first page, and its
    cookies stay; `cookies` (`name=value`) and `headers` (`Name: value`) are sent to `own_hosts` and to no other,
    `${NAME}` in them is a variable of the environment; `excluded` are selectors of what is not judged. `grid` is
    the address of a Selenium Grid whose browsers are used instead of this machine's.
    """

    hosts: tuple[str, ...] = ()
    allow_private: bool = False
    files: bool = False
    view: Viewing = DESKTOP
    also: tuple[Viewing, ...] = ()
    experimental: bool = False
    aaa: bool = False
    best_practice: bool = True
    empty_pages: bool = False
    page_seconds: float = 60.0
    wait_for: str = ""
    login_url: str = ""
    login_steps: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    own_hosts: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    quiet_seconds: float = 0.1
    settle_seconds: float = 15.0
    pages_per_browser: int = 100
    memory_mb: int = 1_500
    language: str = "zh-TW"
    grid: str = ""
    chromium: Path | None = None
    chromedriver: Path | None = None
    axe: Path | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """One element at fault, without any word of the page.

    `path` is its place by tag and number, frame by frame; `shape` its opening tag with values left out;
    `checks` the parts of the rule that failed; `facts` what they measured (colours, ratio, size).
    """

    path: tuple[str, ...]
    shape: str
    classes: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def selector(self) -> str:
        """In CSS, as developer tools take it; `>>>` stands where a frame begins."""
        return " >>> ".join(self.path)


@dataclass(frozen=True, slots=True)
class AxeFault:
    """What one rule of axe-core found on a page: failed, or cannot tell without a person.

    `elements` are the first 200 of `count`.
    """

    rule: str
    outcome: Outcome
    impact: str
    count: int
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """One page, tested or `untested` with the reason.

    `passed` are rules that found something to judge and no fault; `frames` were tested with the page,
    `frames_left_out` belong to other hosts or did not answer. `sheets_left_out` are hosts whose style sheets
    were not loaded since they were not declared: contrast and sizes may then be judged wrongly. `resources` are
    the names (`name_of`) of everything that page and frames loaded; `settled` is false when the page may show
    something else the next time although all of these are the same (its scripts asked the server, or too much was
    loaded to be listed). `stops` are the places that the Tab key can
    reach, `stops_reached` those that were walked to. `engine` and `browser` are versions.
    """

    url: str
    final: str = ""
    status: int = 0
    untested: NotTested | None = None
    faults: tuple[AxeFault, ...] = ()
    passed: tuple[str, ...] = ()
    frames: int = 0
    frames_left_out: int = 0
    sheets_left_out: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    settled: bool = False
    stops: int = 0
    stops_reached: int = 0
    seconds: float = 0.0
    attempts: int = 1
    engine: str = ""
    browser: str = ""


def name_of(address: str) -> str:
    """A name for an address that does not tell it: addresses hold words of the page, and verdicts are kept."""
    reference = resolve(address, address)
    key = address if reference is None else reference.key
    return hashlib.sha256(key.encode()).hexdigest()[:32]
