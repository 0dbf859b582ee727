"""What frictionless does over and over for each error, done once or directly: half of the cost of an error.

Each stand-in gives what the original gives; only the work to get there differs. They are in place while a report
is made, because an error spells the names of its attributes in snake case, asks for each whether it was set by
comparing all defaults, and copies the row cell by cell.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from typing import Any

from frictionless import Metadata
from frictionless.metadata import metadata
from frictionless.vendors import stringcase

_OBJECTS = 200_000
"""New objects between two searches for cycles (a table of thousands of columns leaves many behind)."""


@contextmanager
def errors() -> Iterator[None]:
    """Make errors cheaply, and search rows and errors that are all kept for cycles less often."""
    spell, defined, thresholds = stringcase.snakecase, Metadata.has_defined, gc.get_threshold()
    stringcase.snakecase = cache(spell)
    Metadata.has_defined = _has_defined  # type: ignore[method-assign]
    metadata.deepcopy = _copied  # type: ignore[assignment, attr-defined]
    gc.set_threshold(_OBJECTS, *thresholds[1:])
    try:
        yield
    finally:
        stringcase.snakecase = spell
        Metadata.has_defined = defined  # type: ignore[method-assign]
        metadata.deepcopy = deepcopy  # type: ignore[attr-defined]
        gc.set_threshold(*thresholds)


def _has_defined(self: Any, name: str) -> bool:
    """Whether `name` is in `self.list_defined()`."""
    if name in self.metadata_assigned:
        return True
    if name not in self.metadata_defaults:
        return False
    value = getattr(self, name, None)
    if isinstance(value, type):
        value = value.__dict__.copy()
    return bool(value != self.metadata_defaults[name])


def _copied(value: Any) -> Any:
    """A deep copy; texts need none."""
    if type(value) is list and all(type(item) is str for item in value):
        return value.copy()
    return deepcopy(value)
