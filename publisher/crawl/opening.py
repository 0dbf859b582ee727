"""Documents are opened beside the crawl, by processes that hostile files may crash or keep for ever.

The clock of a document starts when its process is ready, so a busy machine makes no document slow.
"""

from __future__ import annotations

import asyncio
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from publisher.documents.inspecting import DocumentInspection, inspect
from publisher.executors import LocalPool

SLOW = "slow"
"""Problem of a document that was not read in time: it says nothing of the document, and is not remembered."""

_WORKERS = 2
_SECONDS = 60.0
_SECONDS_TO_START = 300.0


class Openers:
    """Processes that look into documents, started when the first is met."""

    def __init__(self, *, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._pools: list[LocalPool] = []
        self._free: asyncio.Queue[LocalPool] = asyncio.Queue()

    async def inspect(self, path: Path, kind: str) -> DocumentInspection:
        """What is in a document."""
        pool = await self._one()
        try:
            # a document that ends its worker is tried once more: it may have been the machine
            return await self._inspect(pool, path, kind) or await self._inspect(pool, path, kind) or _DAMAGED
        finally:
            self._free.put_nowait(pool)

    async def _one(self) -> LocalPool:
        if self._free.empty() and len(self._pools) < _WORKERS:
            pool = LocalPool(1)
            self._pools.append(pool)
            return pool
        return await self._free.get()

    async def _inspect(self, pool: LocalPool, path: Path, kind: str) -> DocumentInspection | None:
        """None when the worker died."""
        try:
            await asyncio.wait_for(asyncio.wrap_future(pool.submit(_ready)), _SECONDS_TO_START)
            return await asyncio.wait_for(asyncio.wrap_future(pool.submit(inspect, path, kind)), self._seconds)
        except TimeoutError:
            pool.renew()
            return DocumentInspection(readable=False, problem=SLOW)
        except BrokenProcessPool:
            pool.renew()
            return None

    def close(self) -> None:
        """End the processes at once."""
        for pool in self._pools:
            pool.kill()


_DAMAGED = DocumentInspection(readable=False, problem="damaged")


def _ready() -> None:
    """What a worker does first: be there, with what it needs for reading."""
