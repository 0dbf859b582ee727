"""Requests to portals that end by a stated time, also where the answer comes a byte at a time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from publisher.net.deadline import Deadline

_of_thread = threading.local()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is asked in the block through a `bound` session, and read of its answer, ends after `seconds`.

    Raises requests.Timeout then, whatever the ended connection looked like.
    """
    with Deadline(seconds) as deadline:
        before = getattr(_of_thread, "deadline", None)
        _of_thread.deadline = deadline
        try:
            yield
        except Exception as error:
            if not deadline.late or isinstance(error, requests.Timeout):
                raise
        finally:
            _of_thread.deadline = before
        if deadline.late:
            raise requests.ReadTimeout


def bound(session: requests.Session) -> None:
    """Let the requests of a session end with the time of `within`."""
    for scheme in ("http://", "https://"):
        session.mount(scheme, _BoundAdapter())


def _watch(connection: socket.socket | None) -> None:
    deadline: Deadline | None = getattr(_of_thread, "deadline", None)
    if deadline is not None and connection is not None:
        deadline.watch(connection)


class _BoundConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        _watch(made)
        return made

    def request(self, *arguments: Any, **named: Any) -> None:
        _watch(self.sock)  # one that was kept open
        super().request(*arguments, **named)


class _BoundTlsConnection(_BoundConnection, HTTPSConnection):
    pass


class _BoundPool(HTTPConnectionPool):
    ConnectionCls = _BoundConnection


class _BoundTlsPool(HTTPSConnectionPool):
    ConnectionCls = _BoundTlsConnection


class _BoundAdapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _BoundPool, "https": _BoundTlsPool}

    def proxy_manager_for(self, *arguments: Any, **named: Any) -> Any:
        made = super().proxy_manager_for(*arguments, **named)
        made.pool_classes_by_scheme = {"http": _BoundPool, "https": _BoundTlsPool}
        return made
