"""Workers are forked from a server that has imported what they all need: the first pays for it, and no other.

The server belongs to this process, starts when the first worker is asked for, and never works itself: unlike this
process it has no threads at work, no locks and no connections that a fork would copy.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from multiprocessing import forkserver, get_context
from multiprocessing.context import BaseContext
from typing import Any

from publisher.model.alarm import after

_ITSELF = "publisher.executors.served"
_STARTING = threading.Lock()


def context_for(function: Callable[..., Any] | None = None) -> tuple[BaseContext, dict[str, str]]:
    """How workers are started that will call `function`, and the environment that is theirs.

    Its module can name in `BEFOREHAND` what its functions import; when it is the first, that is imported once.
    """
    context = get_context("forkserver")
    with _STARTING:
        module = sys.modules.get(getattr(function, "__module__", ""))
        context.set_forkserver_preload([_ITSELF, *getattr(module, "BEFOREHAND", ())])
        environment = dict(os.environ)
        ours = {name: os.environ.get(name) for name in ("PYTHONPATH", "PYTHONSAFEPATH")}
        # It shall import what we would, and nothing that lies in the folder where we were called
        os.environ |= {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONSAFEPATH": "1"}
        try:
            forkserver.ensure_running()
        finally:
            for name, value in ours.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
        atexit.unregister(_end_server)
        atexit.register(_end_server)
    return context, environment


def started_within(seconds: float) -> AbstractContextManager[None]:
    """A server that has not made the worker by then is killed; whoever waits for one hears of it (EOFError)."""
    return after(seconds, _kill_server)


def _end_server() -> None:
    """End it before we end and wait for it: what it and its workers used is then counted as used by us."""
    pid = _kill_server()
    with suppress(ChildProcessError):
        if pid is not None:
            os.waitpid(pid, 0)


def _kill_server() -> int | None:
    pid: int | None = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]  # it has no public name
    with suppress(ProcessLookupError):
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
    return pid
