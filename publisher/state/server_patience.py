"""Connections that wait a stated time: a server may stay connected and say nothing more.

A server that was stopped, that hangs on its disk, or behind a firewall that forgot the connection still holds its
end open: neither keepalives nor the limits that the server itself keeps end the wait then.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from functools import cache
from typing import Any

CONNECT_SECONDS = 20
LOCK_SECONDS = 120
STATEMENT_SECONDS = 280
SILENT_SECONDS = 300.0
"""In this order: the server says what it waits for before we give up."""

SESSION = (
    ("lock_timeout", f"{LOCK_SECONDS}s"),
    ("statement_timeout", f"{STATEMENT_SECONDS}s"),
    ("idle_in_transaction_session_timeout", "0"),
    ("client_encoding", "UTF8"),
    ("tcp_keepalives_idle", "60"),
    ("tcp_keepalives_interval", "10"),
    ("tcp_keepalives_count", "6"),
)
"""What our sessions ask for, whatever the server's defaults are: reading a site takes long between statements, and
a machine that is gone must let go of the lock."""
ALIVE = {"keepalives_idle": 60, "keepalives_interval": 10, "keepalives_count": 6, "tcp_user_timeout": 120_000}


class Silence:
    """Whether a server was given up. A run that waited once in vain does not wait again for each statement."""

    def __init__(self) -> None:
        self.given_up = False

    def notice(self) -> None:
        """It said nothing."""
        self.given_up = True


def connect(silence: Callable[[], Silence | None], *arguments: Any, **named: Any) -> Any:
    """A psycopg connection that gives up by `silence` of the run that holds the server, where one does."""
    _go_on(silence())
    connection = _kind().connect(*arguments, **named)
    connection.silence = silence
    return connection


@cache
def _kind() -> type[Any]:
    from psycopg import Connection

    class PatientConnection(Connection):
        """Closed when the server says nothing for `SILENT_SECONDS`."""

        silence: Callable[[], Silence | None] = staticmethod(lambda: None)

        def wait(self, gen: Any, *arguments: Any, **named: Any) -> Any:
            silence = self.silence()
            try:
                _go_on(silence)
                return super().wait(_answered(gen), *arguments, **named)
            except BaseException as error:
                if isinstance(error, _given_up()):
                    self.close()
                if silence is not None and self.closed and not _is_lost(error):
                    silence.notice()
                raise

    return PatientConnection


def _answered(waiting: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
    """The same wait, with an end: the driver says by turns what it waits for, and is told what came."""
    try:
        state = next(waiting)
        since = time.monotonic()
        while True:
            ready = yield state
            if ready:
                since = time.monotonic()
            elif time.monotonic() - since > SILENT_SECONDS:
                raise _given_up()("no answer")
            state = waiting.send(ready)
    except StopIteration as end:
        return end.value


def _go_on(silence: Silence | None) -> None:
    if silence is not None and silence.given_up:
        raise _given_up()("no answer before")


def _is_lost(error: BaseException) -> bool:
    """Whether the server told us of it: it is no silence then. An interrupted wait that psycopg gave up is one."""
    return isinstance(error, Exception) and not isinstance(error, _given_up())


def _given_up() -> type[Exception]:
    from psycopg.errors import ConnectionTimeout

    return ConnectionTimeout
