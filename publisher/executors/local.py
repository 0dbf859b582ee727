"""A pool of spawned processes that ends with its parent and outlives a worker's death."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")


class LocalPool:
    """`submit` as in concurrent.futures; after a worker died, `renew` gives fresh ones."""

    def __init__(self, workers: int, memory: int | None = None) -> None:
        """`memory` are the bytes that one worker may take (default: nine tenths of the machine's)."""
        self._workers = workers
        self._memory = memory or most_memory()
        self._pool = self._make(workers)

    def __enter__(self) -> LocalPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._pool.shutdown()
        else:
            self.kill()

    def submit(self, function: Callable[..., T], *arguments: Any) -> Future[T]:
        """Call `function` (of a module) in a worker."""
        return self._pool.submit(function, *arguments)

    def alone(self, function: Callable[..., T], *arguments: Any, patience: float | None = None) -> T:
        """Call `function` in a process of its own, so that its death is known to be its own doing.

        Raises BrokenProcessPool when it died, and TimeoutError when it was not done after `patience` seconds.
        """
        pool = self._make(1)
        try:
            return pool.submit(function, *arguments).result(patience)
        finally:
            _end(pool)

    def renew(self) -> None:
        """Replace a broken pool, or one whose workers are not to be waited for. Those of other pools work on."""
        _end(self._pool)
        self._pool = self._make(self._workers)

    def kill(self) -> None:
        """End the workers at once."""
        # All children, not only those the pool knows: an interrupt may come while one is being started, and the
        # interpreter would wait for it at its end.
        for process in active_children():
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _make(self, workers: int) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=_begin_worker, initargs=(self._memory,)
        )
        # When its workers are dead, the Python of Debian 12 (3.11.2) waits for ever for work on the way to them
        # (gh-94777). The queue has no public name.
        pool._call_queue.cancel_join_thread()  # type: ignore[attr-defined]
        return pool


def _end(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    pool.shutdown(wait=False, cancel_futures=True)


def most_memory() -> int:
    """Nine tenths of the memory that the machine has, or the container that we are in."""
    found = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):  # "max"
            found.append(int(Path(path).read_text(encoding="ascii")))
    return min(found) * 9 // 10


def _begin_worker(memory: int) -> None:
    """A worker leaves signals to its parent, and ends when the parent is gone, however it went.

    It may take `memory` bytes; when the machine has none left, the kernel takes a worker first, and the parent is
    there to say so.
    """
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):  # systemd and a terminal that closes send them to all of us
        signal.signal(number, lambda *_: None)
    os.umask(0o077)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
