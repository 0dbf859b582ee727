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
from contextlib import suppress
from multiprocessing import forkserver, get_context
from multiprocessing.context import BaseContext
from typing import Any

_ITSELF = "publisher.executors.served"
_STARTING = threading.Lock()


def context_for(function: Callable[..., Any] | None = None) -> BaseContext:
    """How workers are started that will call `function`.

    Its module can name in `BEFOREHAND` what its functions import; when it is the first, that is imported once.
    """
    context = get_context("forkserver")
    with _STARTING:
        module = sys.modules.get(getattr(function, "__module__", ""))
        context.set_forkserver_preload([_ITSELF, *getattr(module, "BEFOREHAND", ())])
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
    return context


def _end_server() -> None:
    """End it before we end and wait for it: what it and its workers used is then counted as used by us."""
    pid = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]  # it has no public name
    with suppress(ProcessLookupError, ChildProcessError, TypeError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
