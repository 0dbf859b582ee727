"""Documents are opened beside the crawl, by processes that hostile files may crash or keep for ever."""

from __future__ import annotations

import asyncio
from pathlib import Path

from publisher.documents.inspecting import DocumentInspection, inspect
from publisher.executors import DiedError, Executor

SLOW = "slow"
"""Problem of a document that was not read in time: it says nothing of the document, and is not remembered."""

_SECONDS = 60.0


class Openers:
    """Processes that look into documents. LostError when there are none any more."""

    def __init__(self, executor: Executor, *, seconds: float = _SECONDS) -> None:
        self._executor = executor
        self._seconds = seconds

    async def inspect(self, path: Path, kind: str) -> DocumentInspection:
        """What is in a document."""
        try:
            return await asyncio.wrap_future(self._executor.submit(inspect, path, kind, patience=self._seconds))
        except TimeoutError:
            return DocumentInspection(readable=False, problem=SLOW)
        except DiedError:
            return DocumentInspection(readable=False, problem="damaged")
