"""Requests to portals that end by a stated time, also where the answer comes a byte at a time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import requests
from requests.adapters import HTTPAdapter

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


class _Watched:
    """What every connection does beside its own: also one through a SOCKS proxy, which is of another class."""

    sock: socket.socket | None

    def _new_conn(self) -> socket.socket:
        made: socket.socket = super()._new_conn()  # type: ignore[misc]
        _watch(made)
        return made

    def request(self, *arguments: Any, **named: Any) -> None:
        _watch(self.sock)  # one that was kept open
        super().request(*arguments, **named)  # type: ignore[misc]


@cache
def _bound_pool(pool: Any) -> Any:
    """The same class of pools, of connections that are watched."""
    connection = type(f"Bound{pool.ConnectionCls.__name__}", (_Watched, pool.ConnectionCls), {})
    return type(f"Bound{pool.__name__}", (pool,), {"ConnectionCls": connection})


def _bind(manager: Any) -> None:
    manager.pool_classes_by_scheme = {
        scheme: pool if issubclass(pool.ConnectionCls, _Watched) else _bound_pool(pool)
        for scheme, pool in manager.pool_classes_by_scheme.items()
    }


class _BoundAdapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, **named)
        _bind(self.poolmanager)

    def proxy_manager_for(self, *arguments: Any, **named: Any) -> Any:
        made = super().proxy_manager_for(*arguments, **named)
        _bind(made)
        return made
