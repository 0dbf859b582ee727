"""Several browsers at once. Threads are enough: they only wait for their browsers, which are processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from queue import SimpleQueue

from publisher.browser.session import Browser
from publisher.browser.values import Audit, BrowserSettings


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
