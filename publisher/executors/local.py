"""Processes of this machine, which end with their parent; it outlives the death of each."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, connection, parent_process
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self, TypeVar

from publisher.executors.base import DiedError
from publisher.executors.forking import context_for, started_within

T = TypeVar("T")
_ATTEMPTS = 2
_SECONDS_TO_START = 300.0


class LocalExecutor:
    """Each process works alone, so what one call does to its process touches no other call.

    The time of a call begins when its process is ready: a busy machine makes nothing late.
    """

    def __init__(self, workers: int, memory: int | None = None) -> None:
        """`memory` are the bytes that one worker may take (default: nine tenths of the machine's)."""
        self._workers = workers
        self._memory = memory
        self._threads = ThreadPoolExecutor(workers, "executor")
        self._free: SimpleQueue[LocalPool] = SimpleQueue()
        self._made: list[LocalPool] = []
        self._ended = False

    @property
    def width(self) -> int:
        """As many as there are workers."""
        return self._workers

    def submit(self, function: Callable[..., T], *arguments: Any, patience: float) -> Future[T]:
        """Call `function` in a worker; see `Executor`."""
        return self._threads.submit(self._work, function, arguments, patience)

    def everywhere(self, function: Callable[..., T], *arguments: Any) -> tuple[T, ...]:
        """What it says here."""
        return (function(*arguments),)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for pool in self._made:
            pool.end()
        if kind is not None and not issubclass(kind, Exception):
            end_all_children()

    def _work(self, function: Callable[..., T], arguments: tuple[Any, ...], patience: float) -> T:
        pool = self._one(function)
        try:
            for _ in range(_ATTEMPTS):
                try:
                    self._make_ready(pool)
                    return self._call(pool, function, arguments, patience)
                except BrokenProcessPool:
                    self._renew(pool)
            raise DiedError
        finally:
            self._free.put(pool)

    def _one(self, function: Callable[..., Any]) -> LocalPool:
        """A pool of one process, which is this thread's until it is put back."""
        try:
            return self._free.get_nowait()
        except Empty:
            try:
                pool = LocalPool(1, self._memory, function)
            except OSError:
                raise DiedError from None
            self._made.append(pool)
            return pool

    def _make_ready(self, pool: LocalPool) -> None:
        """One that died since its last call is not the doing of the next; one that never begins counts as dead."""
        try:
            self._call(pool, _ready, (), _SECONDS_TO_START)
        except (BrokenProcessPool, TimeoutError):
            self._renew(pool)
            try:
                self._call(pool, _ready, (), _SECONDS_TO_START)
            except TimeoutError:
                raise DiedError from None

    def _call(self, pool: LocalPool, function: Callable[..., T], arguments: tuple[Any, ...], patience: float) -> T:
        future = pool.submit(function, *arguments)
        if self._ended:  # whoever ended us may not have seen a process that was just being started
            self._renew(pool)
        if not wait([future], patience).done:
            self._renew(pool)
            raise TimeoutError
        return future.result()

    def _renew(self, pool: LocalPool) -> None:
        if self._ended:
            pool.end()
            raise CancelledError
        try:
            pool.renew()
        except OSError:
            raise DiedError from None


class LocalPool:
    """`submit` as in concurrent.futures; after a worker died, `renew` gives fresh ones."""

    def __init__(
        self, workers: int, memory: int | None = None, function: Callable[..., Any] | None = None
    ) -> None:
        """`memory` are the bytes that one worker may take (default: nine tenths of the machine's).

        `function` is what they will call, so that what it needs is imported once for all (`forking.context_for`).
        """
        self._workers = workers
        self._memory = memory or most_memory()
        self._function = function
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
        if self._pool._processes:
            return self._pool.submit(function, *arguments)
        try:
            with started_within(_SECONDS_TO_START):
                return self._pool.submit(function, *arguments)
        except (EOFError, OSError):  # the server that makes workers died, or the machine has no room for another
            raise BrokenProcessPool from None

    def renew(self) -> None:
        """Replace a broken pool, or one whose workers are not to be waited for. Those of other pools work on."""
        _end(self._pool)
        self._pool = self._make(self._workers)

    def kill(self) -> None:
        """End the workers at once."""
        end_all_children()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def end(self) -> None:
        """End its own workers at once."""
        _end(self._pool)

    def _make(self, workers: int) -> ProcessPoolExecutor:
        context, environment = context_for(self._function)
        pool = ProcessPoolExecutor(
            workers, mp_context=context, initializer=_begin_worker, initargs=(self._memory, environment)
        )
        # When its workers are dead, the Python of Debian 12 (3.11.2) waits for ever for work on the way to them
        # (gh-94777). The queue has no public name.
        pool._call_queue.cancel_join_thread()  # type: ignore[attr-defined]
        return pool


def end_all_children() -> None:
    """End all children, not only those that a pool knows.

    An interrupt may come while one is being started, and the interpreter would wait for it at its end.
    """
    for process in active_children():
        with contextlib.suppress(ProcessLookupError):
            process.kill()


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


def _begin_worker(memory: int, environment: Mapping[str, str]) -> None:
    """A worker leaves signals to its parent, and ends when the parent is gone, however it went.

    It may take `memory` bytes; when the machine has none left, the kernel takes a worker first, and the parent is
    there to say so. `environment` is the parent's: that of its server may be older.
    """
    os.environ.clear()
    os.environ.update(environment)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):  # systemd and a terminal that closes send them to all of us
        signal.signal(number, lambda *_: None)
    os.umask(0o077)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # last, for a thread that finds no memory to begin is waited for without an end
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _ready() -> None:
    """What a worker does first: be there."""
