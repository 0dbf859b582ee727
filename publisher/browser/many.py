"""Several browsers at once: of this machine (threads only wait for them), or of the machines of an executor."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from queue import SimpleQueue

from publisher.browser.session import Browser
from publisher.browser.values import Audit, BrowserSettings, NotTested
from publisher.executors import DiedError, Executor

_TOGETHER = 10
"""Pages that a browser elsewhere tests in one go: its start hardly counts, and all end at about the same time."""
_SECONDS_TO_START = 60.0


def audit_all(urls: Iterable[str], settings: BrowserSettings, browsers: int = 1) -> Iterator[Audit]:
    """Test each of `urls`, in their order, with so many browsers at once; every URL has exactly one audit."""
    free: SimpleQueue[Browser] = SimpleQueue()

    def test(url: str) -> Audit:
        browser = free.get()
        try:
            return browser.audit(url)
        finally:
            free.put(browser)

    with ExitStack() as open_browsers, ThreadPoolExecutor(browsers) as threads:
        for _ in range(browsers):
            free.put(open_browsers.enter_context(Browser(settings)))
        waiting: deque[Future[Audit]] = deque()
        for url in urls:
            waiting.append(threads.submit(test, url))
            # a few ahead, so that a site of thousands of pages is not held in memory
            if len(waiting) >= 4 * browsers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def audit_elsewhere(urls: Iterable[str], settings: BrowserSettings, executor: Executor) -> Iterator[Audit]:
    """The same by browsers of other machines. LostError when no machine is left."""
    waiting: deque[tuple[tuple[str, ...], Future[tuple[Audit, ...]]]] = deque()
    left = iter(urls)
    while (some := tuple(islice(left, _TOGETHER))) or waiting:
        if some:
            waiting.append((some, _submit(some, settings, executor)))
        if not some or len(waiting) >= 2 * executor.width:
            yield from _answers(*waiting.popleft(), settings, executor)


def audit_some(urls: tuple[str, ...], settings: BrowserSettings) -> tuple[Audit, ...]:
    """Test these pages with one browser of the machine at hand."""
    with Browser(settings) as browser:
        return tuple(browser.audit(url) for url in urls)


def _submit(urls: tuple[str, ...], settings: BrowserSettings, executor: Executor) -> Future[tuple[Audit, ...]]:
    longest = 2 * len(urls) * (settings.page_seconds + settings.settle_seconds) + _SECONDS_TO_START
    return executor.submit(audit_some, urls, settings, patience=longest)


def _answers(
    urls: tuple[str, ...], future: Future[tuple[Audit, ...]], settings: BrowserSettings, executor: Executor
) -> Iterator[Audit]:
    """Where a process was lost with its pages, each of them is tried alone: one page is to blame."""
    try:
        yield from future.result()
    except (DiedError, TimeoutError) as fault:
        if len(urls) == 1:
            reason = NotTested.TIMEOUT if isinstance(fault, TimeoutError) else NotTested.CRASH
            yield Audit(urls[0], untested=reason)
            return
        for url in urls:
            yield from _answers((url,), _submit((url,), settings, executor), settings, executor)
