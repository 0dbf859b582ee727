"""What every executor promises: work is carried out in another process, and always comes to an end."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from publisher.model.errors import PublisherError

T = TypeVar("T")


class DiedError(Exception):
    """The process that worked on it died, and the one that tried again died, too: most likely its own doing."""


class LostError(PublisherError):
    """Nobody is left to work on it: says nothing of the work, and everything of the cluster."""


class Executor(Protocol):
    """Carries out functions of modules with arguments that can be pickled."""

    @property
    def width(self) -> int:
        """How many calls can be worked on at once; at least one."""
        ...

    def submit(self, function: Callable[..., T], *arguments: Any, patience: float) -> Future[T]:
        """Call `function` in a process that may take `patience` seconds for it.

        The future raises what the function raised, TimeoutError when the time was over, DiedError when its process
        died twice, LostError when nobody is left to work on it. None of these touches another call.
        """
        ...

    def everywhere(self, function: Callable[..., T], *arguments: Any) -> tuple[T, ...]:
        """What `function` says on each machine that works for this executor."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes; after an error at once, whatever they are at."""
        ...
