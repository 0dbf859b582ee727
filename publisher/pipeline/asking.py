"""Ask every source whether it has changed: side by side, each with a time limit, and each for itself."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from publisher.model.border import attempt
from publisher.model.errors import DatasetError, PublisherError
from publisher.model.text import msg

_AT_ONCE = 8


class NotAnsweredError(DatasetError):
    """A source that had not answered when its time was over."""


def ask_all(
    names: Iterable[str], ask: Callable[[str], str], patience: float, folder: Path
) -> Mapping[str, str | PublisherError]:
    """What `ask` says for each name, or why it could not be asked; NotAnsweredError after `patience` seconds.

    A source that hangs keeps a thread of its own until the program ends, and nothing else.
    """
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    answers: queue.SimpleQueue[tuple[str, str | PublisherError | None]] = queue.SimpleQueue()
    open_names = list(names)
    for name in open_names:
        waiting.put(name)

    def work() -> None:
        while True:
            try:
                name = waiting.get_nowait()
            except queue.Empty:
                return
            answers.put((name, None))  # it begins
            answers.put((name, attempt("source", partial(ask, name), folder)))

    def hire() -> None:
        threading.Thread(target=work, daemon=True).start()

    for _ in range(min(_AT_ONCE, len(open_names))):
        hire()
    found: dict[str, str | PublisherError] = {}
    begun: dict[str, float] = {}
    while len(found) < len(open_names):
        first = min(begun.values(), default=None)
        pause = None if first is None else max(0.0, first + patience - time.monotonic())
        try:
            name, answer = answers.get(timeout=pause)
        except queue.Empty:
            for late in [name for name, since in begun.items() if time.monotonic() - since >= patience]:
                del begun[late]
                found[late] = _late(patience)
                hire()
            continue
        if answer is None:
            begun[name] = time.monotonic()
        elif name in begun:
            del begun[name]
            found[name] = answer
    return found


def _late(patience: float) -> NotAnsweredError:
    return NotAnsweredError(
        msg("its source did not answer within {seconds} seconds", seconds=round(patience)),
        hint=msg("see whether its server is up; the next run asks again"),
    )
