"""One browser, reused from page to page, that always comes to an end: with a verdict or with `untested`."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urldefrag, urlsplit

from publisher.browser import chromium, engine, keyboard, portraits, readiness, seats, steps, views, written
from publisher.browser.parts import no_browser_starts, require_axe, require_browser
from publisher.browser.tab import GoneError, MovedError, ScriptError, SlowError, Tab
from publisher.browser.values import Audit, BrowserSettings, NotTested, Viewing, name_of
from publisher.model.alarm import after
from publisher.model.site import Rendered

_PAIR = 2
_ATTEMPTS = 2
_END_SECONDS = 5.0
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_NO_DOCUMENT = "net::ERR_ABORTED"
"""The browser's word when a file to keep, or nothing at all, came instead of a page."""
_KEPT = (
    "(window[Symbol.for('publisher.kept')]?.any ?? true) || localStorage.length > 0 || sessionStorage.length > 0"
)
"""Whether the page has put something by; what it says of itself when its storage is closed to it counts as yes."""
_SHORT_OF_MEANS = re.compile("net::ERR_INSUFFICIENT_RESOURCES")


class _NotTestableError(Exception):
    def __init__(self, reason: NotTested) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class _Running:
    seat: seats.Seat
    tab: Tab
    version: str
    pages: int = 0


class Browser:
    """A Chromium that tests pages one after another. Not for several threads at once."""

    def __init__(self, settings: BrowserSettings) -> None:
        require_browser(settings)
        self._axe = require_axe(settings)
        self._settings = settings
        self._hosts = frozenset(host.lower().strip("[]") for host in settings.hosts)
        self._view = settings.view
        self._signs_in = bool(settings.login_steps or settings.cookies or settings.headers)
        self._running: _Running | None = None
        self._seen = Audit("")

    def __enter__(self) -> Self:
        seats.sweep()
        self._ready()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def audit(self, url: str, view: Viewing | None = None, before: tuple[str, ...] = ()) -> Audit:
        """Test one page in this view, after these steps (steps.py); two attempts, each with a hard time limit."""
        began = time.monotonic()
        self._seen = Audit(url)
        reason = NotTested.CRASH
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                running = self._ready()
                with _limit(running.seat.strike, self._settings.page_seconds) as limit:
                    if self._signs_in and not running.pages:
                        self._sign_in(running.tab)
                    tested = self._look(running, url, view or self._settings.view, before)
                return replace(tested, attempts=attempt, seconds=_since(began))
            except _NotTestableError as fault:
                reason = fault.reason
                if reason is not NotTested.UNREACHABLE:
                    break
            except ScriptError:
                reason = NotTested.CRASH
            except MovedError:
                reason = NotTested.CRASH
                self._end()
            except seats.LOST as error:
                timed_out = limit.struck or isinstance(error, SlowError)
                reason = NotTested.TIMEOUT if timed_out else NotTested.CRASH
                self._end()
        return replace(self._seen, untested=reason, attempts=attempt, seconds=_since(began))

    def links(self, url: str) -> Rendered:
        """The links that stand on a page after its scripts have run, and where its menus lead when they are used.

        One attempt, with the hard time limit.
        """
        reason = NotTested.CRASH
        try:
            running = self._ready()
            with _limit(running.seat.strike, self._settings.page_seconds):
                found = self._links(running.tab, url)
            running.pages += 1
            return Rendered(url, tuple((str(address), str(words)) for address, words in found))
        except _NotTestableError as fault:
            reason = fault.reason
        except ScriptError:
            pass
        except (MovedError, *seats.LOST):
            self._end()
        return Rendered(url, untested=str(reason))

    def portraits(self, url: str, selectors: tuple[str, ...]) -> tuple[bytes | None, ...]:
        """A picture (PNG) of each of these elements; None of what is not there, is not seen, or came too late.

        One attempt, with the hard time limit.
        """
        taken: list[bytes | None] = []
        try:
            running = self._ready()
            with _limit(running.seat.strike, self._settings.page_seconds):
                if self._signs_in and not running.pages:
                    self._sign_in(running.tab)
                try:
                    self._open(running.tab, url, self._settings.view)
                    running.tab.pin()
                    self._judge_state(running.tab, url, running.tab.run(engine.script("state")))
                    taken.extend(portraits.take(running.tab, selectors))
                finally:
                    with suppress(GoneError, MovedError):
                        self._leave(running.tab)
            running.pages += 1
        except (_NotTestableError, ScriptError):
            pass
        except (MovedError, *seats.LOST):
            self._end()
        return (*taken, *[None] * (len(selectors) - len(taken)))

    def _links(self, tab: Tab, url: str) -> list[list[str]]:
        try:
            self._open(tab, url, self._settings.view)
            tab.pin()
            self._judge_state(tab, url, tab.run(engine.script("state")))
            found: list[list[str]] = tab.run(engine.script("links"))
            with suppress(ScriptError):
                told = tab.run_inside(engine.script("routes"))  # the page's own world: it may say anything
                rows = told if isinstance(told, list) else []
                found += [row for row in rows if isinstance(row, list) and len(row) == _PAIR]
                found += tab.run(engine.script("links"))
        finally:
            with suppress(GoneError, MovedError):
                self._leave(tab)
        return found

    # -- one page

    def _sign_in(self, tab: Tab) -> None:
        """Show cookies and headers, and take the steps of the login; what it leaves stays for later pages."""
        settings = self._settings
        try:
            steps.show_who(tab, settings.cookies, settings.headers, settings.own_hosts)
        except steps.StepError as error:
            raise _NotTestableError(NotTested.ACTION) from error
        if not settings.login_steps:
            return
        ready = self._open(tab, self._settings.login_url, self._settings.view)
        if ready.reason is None:
            self._take(tab, self._settings.login_steps)
        tab.rest()

    def _take(self, tab: Tab, taken: tuple[str, ...]) -> None:
        settings = self._settings
        try:
            steps.perform(tab, taken, settings.settle_seconds, lambda: self._wait_again(tab))
        except steps.StepError as error:
            raise _NotTestableError(NotTested.ACTION) from error

    def _wait_again(self, tab: Tab) -> None:
        readiness.wait(tab, self._settings, engine.script("settle"))

    def _look(self, running: _Running, url: str, view: Viewing, before: tuple[str, ...]) -> Audit:
        tab, settings = running.tab, self._settings
        try:
            ready = self._open(tab, url, view)
            self._take(tab, before)
            tab.pin()
            state: dict[str, Any] = tab.run(engine.script("state"))
            self._seen = Audit(url, final=state["address"], status=tab.state.answer[0], browser=running.version)
            self._judge_state(tab, url, state)
            loading = tab.state
            resources, asked = sorted(loading.resources), loading.asked
            answer = engine.ask(tab, self._axe, settings)
            answer["faults"] += written.faults(tab)
            for other in settings.also:
                if not engine.is_otherwise(tab, other):
                    continue
                chromium.show_as(tab, other)
                self._view = other
                answer["faults"] += engine.ask_also(tab, other, answer, settings.page_seconds)
            if self._view != view:
                chromium.show_as(tab, view)
                self._view = view
            answer["faults"] += views.faults(tab, view, moving=ready.moving)
            walk = keyboard.walk(tab)
            answer["faults"] += walk.faults
        finally:
            with suppress(GoneError, MovedError):
                self._leave(tab)
        running.pages += 1
        return replace(
            self._seen,
            faults=engine.faults(answer),
            passed=tuple(sorted(answer["passed"])),
            frames=answer["frames"],
            frames_left_out=answer["frames_left_out"],
            sheets_left_out=tuple(sorted(set(state["sheets"]) - self._hosts - {""})),
            # data: and blob: stand in the page or are made by its scripts
            resources=tuple(name_of(item) for item in resources if item.startswith(("http://", "https://"))),
            settled=ready.calm and not asked,
            stops=walk.stops,
            stops_reached=walk.reached,
            engine=str(answer["version"]),
        )

    def _open(self, tab: Tab, url: str, view: Viewing) -> readiness.Readiness:
        """Open the page and wait until it is there."""
        settings = self._settings
        if not settings.files and urlsplit(url).scheme not in ("http", "https"):
            raise _NotTestableError(NotTested.UNREACHABLE)
        if view != self._view:
            chromium.show_as(tab, view)
            self._view = view
        tab.unpin()
        if urldefrag(tab.state.url).url == urldefrag(url).url:
            tab.rest()  # another place on the same page would be no new document
        error = str(tab.open(url, settings.page_seconds).get("errorText", ""))
        refused = next((status for status, _, _ in tab.state.answers.values() if status >= 400), 0)
        if error and refused:
            self._seen = Audit(url, status=refused)
            raise _NotTestableError(NotTested.STATUS)
        if error.startswith(_NO_DOCUMENT):
            raise _NotTestableError(NotTested.NOT_HTML)
        if _SHORT_OF_MEANS.match(error):
            raise GoneError
        if error:
            raise _NotTestableError(NotTested.UNREACHABLE)
        ready = readiness.wait(tab, settings, engine.script("settle"), settings.wait_for)
        if ready.reason is not None:
            self._seen = Audit(url, final=tab.state.url, status=tab.state.answer[0])
            raise _NotTestableError(ready.reason)
        return ready

    def _judge_state(self, tab: Tab, asked: str, state: dict[str, Any]) -> None:
        """Raise for a page that is not the one that was to be tested: it must not count as clean."""
        parts, before = urlsplit(state["address"]), urlsplit(asked)
        web = parts.scheme in ("http", "https")
        status = tab.state.answer[0]
        if web and (parts.hostname or "").lower() not in self._hosts:
            raise _NotTestableError(NotTested.ELSEWHERE)
        # the browser's own page of an error stands under the address that was asked for
        if tab.state.unreachable or parts.scheme == "chrome-error" or (web and status == 0):
            raise _NotTestableError(NotTested.UNREACHABLE)
        if web and status >= 400:
            raise _NotTestableError(NotTested.STATUS)
        if state["type"] not in _HTML:
            raise _NotTestableError(NotTested.NOT_HTML)
        led = parts.path != before.path
        returns = any(before.path in value and before.path != "/" for _, value in parse_qsl(parts.query))
        if led and (state["login"] or (returns and state["asks"])):
            raise _NotTestableError(NotTested.LOGIN)
        if state["empty"] and not self._settings.empty_pages:
            raise _NotTestableError(NotTested.EMPTY)

    def _leave(self, tab: Tab) -> None:
        """The next page must not inherit anything but the cache; scripts and sounds of this one end here."""
        parts = urlsplit(tab.state.url)
        if parts.scheme == "file":
            return  # of our own: the next page ends its scripts, and it has put nothing by
        try:
            kept = bool(tab.run_inside(_KEPT))
        except ScriptError:
            kept = True
        tab.rest()
        if self._signs_in:
            return
        tab.call("Network.clearBrowserCookies")
        if kept and parts.scheme in ("http", "https"):
            origin = f"{parts.scheme}://{parts.netloc}"
            kinds = "local_storage,indexeddb,websql,service_workers,cache_storage,file_systems"
            tab.call("Storage.clearDataForOrigin", origin=origin, storageTypes=kinds)

    # -- the browser's life

    def _ready(self) -> _Running:
        running = self._running
        if running is not None and (self._used_up(running) or not running.seat.stays()):
            self._end()
        if self._running is None:
            self._running = self._start()
        return self._running

    def _used_up(self, running: _Running) -> bool:
        if running.pages >= self._settings.pages_per_browser:
            return True
        return running.pages > 0 and running.seat.memory() > self._settings.memory_mb * 1_000_000

    def _start(self) -> _Running:
        last: Exception | None = None
        for _ in range(_ATTEMPTS):
            try:
                seat = seats.take(self._settings)
            except seats.LOST as error:
                last = error
                continue
            try:
                tab = chromium.new_tab(seat.connection, self._settings)
            except seats.LOST as error:
                last = error
                self._leave_seat(seat)
                continue
            self._view = self._settings.view
            return _Running(seat, tab, f"Chromium {seat.driver.capabilities.get('browserVersion', '')}")
        raise no_browser_starts(self._settings) from last

    def _end(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            self._leave_seat(running.seat)

    def _leave_seat(self, seat: seats.Seat) -> None:
        if seat.is_there():
            with suppress(*seats.LOST), _limit(seat.strike, _END_SECONDS):
                seat.connection.close()
                seat.driver.quit()
        seat.clear()


@dataclass(slots=True)
class _Limit:
    struck: bool = False


@contextmanager
def _limit(end: Callable[[], None], seconds: float) -> Iterator[_Limit]:
    """Call `end` when the block takes longer: it ends the browser, and whatever waits for it gives up."""
    state = _Limit()

    def strike() -> None:
        state.struck = True
        end()

    with after(seconds, strike):
        yield state


def _since(began: float) -> float:
    return round(time.monotonic() - began, 3)
