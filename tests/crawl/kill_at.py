"""Crawl in this process and kill it (SIGKILL) at the N-th border of a write: `kill_at.py FILE N`.

`FILE` holds the place of the state and the site, pickled. A border lies before and after everything that a crawl writes: a batch, a document, the
second look, its end, the forgetting. With fewer than N it ends well.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from publisher.crawl import crawl
from publisher.model.state_place import StatePlace
from publisher.state.crawl import CrawlStore
from tests.crawl.sites import FIRST

P = ParamSpec("P")
T = TypeVar("T")


class MortalStore(CrawlStore):
    """A store that takes its process down at the `last`-th border."""

    def __init__(self, where: Path | StatePlace, last: int) -> None:
        super().__init__(where)
        self.borders = 0
        for name in ("begin", "commit", "keep_document", "mark", "finish", "prune"):
            setattr(self, name, self._mortal(getattr(self, name), last))

    def _mortal(self, write: Callable[P, T], last: int) -> Callable[P, T]:
        @wraps(write)
        def writing(*args: P.args, **kwargs: P.kwargs) -> T:
            self._cross(last)
            result = write(*args, **kwargs)
            self._cross(last)
            return result

        return writing

    def _cross(self, last: int) -> None:
        self.borders += 1
        if self.borders == last:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    place, site = pickle.loads(Path(sys.argv[1]).read_bytes())
    store = MortalStore(place, int(sys.argv[2]))
    crawl(site, store, FIRST)
    store.close()
