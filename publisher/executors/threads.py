"""Work that mostly waits for others (websites), side by side in threads of this process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import TypeVar

T = TypeVar("T")
S = TypeVar("S")


def side_by_side(work: Callable[[S], T], items: Sequence[S], at_once: int) -> Iterator[tuple[S, T]]:
    """Each of `items` with what `work` gives for it, in their order, with so many of them under way.

    One at a time is worked on here and now. The threads end with the process: who is interrupted waits for none.
    """
    if at_once <= 1 or len(items) <= 1:
        for item in items:
            yield item, work(item)
        return
    waiting: SimpleQueue[tuple[S, Future[T]]] = SimpleQueue()
    futures: list[tuple[S, Future[T]]] = [(item, Future()) for item in items]
    for pair in futures:
        waiting.put(pair)
    for number in range(min(at_once, len(items))):
        threading.Thread(target=_work_off, args=(work, waiting), name=f"side-{number}", daemon=True).start()
    try:
        for item, future in futures:
            yield item, future.result()
    finally:
        for _, future in futures:
            future.cancel()  # what has not begun


def _work_off(work: Callable[[S], T], waiting: SimpleQueue[tuple[S, Future[T]]]) -> None:
    while True:
        try:
            item, future = waiting.get_nowait()
        except Empty:
            return
        if not future.set_running_or_notify_cancel():
            continue
        try:
            future.set_result(work(item))
        except BaseException as fault:  # noqa: BLE001 - raised again where the result is asked for
            future.set_exception(fault)
