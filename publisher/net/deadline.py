"""A time by which an exchange is over, however slowly the other end drips its answer.

The time limits of sockets begin anew with every byte that comes; a byte a minute keeps them waiting for months.
"""

from __future__ import annotations

import os
import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Protocol, Self


class HasFileno(Protocol):
    """A socket, or a driver's connection over one."""

    def fileno(self) -> int:
        """Its number."""


class Deadline:
    """Ends the connections it was shown when the time is over, so that whoever waits for one of them wakes up.

    A connection that was ended may look like an answer without an end: ask `late` whatever came.
    """

    def __init__(self, seconds: float) -> None:
        self.late = False
        self._watched: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for one in self._watched:
                one.close()
            self._watched.clear()

    def watch(self, connection: HasFileno) -> None:
        """End this one as well; TimeoutError when the time is over already. TLS may be put on it later."""
        with self._lock:
            if self.late:
                raise TimeoutError
            self._watched.append(socket.socket(fileno=os.dup(connection.fileno())))

    def _end(self) -> None:
        with self._lock:
            self.late = True
            for one in self._watched:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
