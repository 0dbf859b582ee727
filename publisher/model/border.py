"""The border of faults: any exception becomes one that names what it kept from being done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from publisher.model.errors import PublisherError
from publisher.model.machine import is_panic
from publisher.model.unforeseen import explained

T = TypeVar("T")


def attempt(doing: str, work: Callable[[], T], folder: Path) -> T | PublisherError:
    """What `work` gives, or why it could not be done. `folder` is where it writes, `doing` the word for it."""
    try:
        return work()
    except PublisherError as problem:
        return problem
    except BaseException as fault:
        if not isinstance(fault, Exception) and not is_panic(fault):
            raise
        return explained(doing, fault, folder)
