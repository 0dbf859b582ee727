"""A field of a Table Schema as the proof needs it, whoever read the schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldDescription:
    """One field. `read` gives a limit or value of the schema as the judge reads it (None: it cannot be read).

    `limits` are the constraints that fields of this type may have; `missing` the texts that stand for no value.
    """

    name: str
    type: str
    format: str
    constraints: Mapping[str, Any]
    limits: frozenset[str]
    missing: Sequence[Any]
    read: Callable[[object], Any]
    decimal_char: str = "."
    group_char: str = ""
    bare_number: bool = True
    true_values: Sequence[Any] = ()
    false_values: Sequence[Any] = ()

    @property
    def required(self) -> bool:
        """Whether every record must have a value."""
        return bool(self.constraints.get("required"))
