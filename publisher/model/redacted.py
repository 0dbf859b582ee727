"""Evidence that cannot quote personal data.

A Redacted value keeps the kind and the shape of what was seen and never the value itself, so nothing that is
handed on, stored or printed later can leak it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

FORMULA_ERROR = r"^(?:#[A-Z][A-Z0-9_/]*[!?]|#N/A|#GETTING_DATA|#ERROR|(?:Err|錯誤)[:：] ?5[0-9]{2})$"
"""What Excel and Calc show where a formula has no value; CSV files made by them hold it as text."""

_FORMULA_ERROR = re.compile(FORMULA_ERROR)
_SHAPE_LIMIT = 24


@dataclass(frozen=True, slots=True)
class Redacted:
    """What was seen, without the thing itself: its kind, and its shape or length."""

    kind: str
    shape: str

    def __str__(self) -> str:
        return f"⟨{self.kind}: {self.shape}⟩"


def redact(kind: str, value: str) -> Redacted:
    """Evidence of a personal-data hit: its kind and its length, nothing else."""
    return Redacted(kind, f"{len(value)} characters")


def value_class(value: str | None) -> Redacted:
    """Evidence of a value that could not be read: digits become 9, letters a or A, Chinese characters 字.

    The error of a formula (#N/A) stands as it is.
    """
    if value is None:
        return Redacted("value", "missing")
    if not value.strip():
        return Redacted("value", "blank")
    if _FORMULA_ERROR.match(value):
        return Redacted("value", value)
    shape = "".join(_class_of(character) for character in value[:_SHAPE_LIMIT])
    return Redacted("value", shape + ("…" if len(value) > _SHAPE_LIMIT else ""))


def _class_of(character: str) -> str:
    category = unicodedata.category(character)
    if category.startswith("N"):
        return "9"
    if category == "Lu":
        return "A"
    if category == "Ll":
        return "a"
    if category.startswith("L"):
        return "字"
    return " " if category.startswith(("Z", "C")) else character
