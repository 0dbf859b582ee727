"""Columns whose values are not all explained by the kind that was found: a person has to look at them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import polars as pl

from publisher.model.structuring import Missing
from publisher.structure.numbers import read_number
from publisher.survey.kinds import (
    MOSTLY_DATES,
    MOSTLY_NUMBERS,
    OF_A_TIME,
    PERHAPS_MISSING,
    UNCLEAR_SIGN,
    ColumnKind,
)

Unsure = Literal["", "mixed", "perhaps-missing", "formula-error", "marked", "heading", "serial"]

_MOST_VALUES = 5000
_FEWEST, _NEARLY_ALL = 4, 0.75
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|[A-Z_]{4,14}!)|Err:[0-9]{3}")
_LIKE_A_DATE = re.compile(r"[0-3]?[0-9]([./-])[0-3]?[0-9]\1(?:[12][0-9]{3}|[0-9]{2})")
_MARKED = re.compile(r"\S.*?\s*(?P<mark>[(（\[][0-9a-z]{1,2}[)）\]]|[*＊†‡※]{1,3}|[¹²³⁴⁵]|註[0-9一二三四五])")
_SERIAL = re.compile(r"(?:3[3-9]|4[0-9]|5[0-4])[0-9]{3}(?:\.[0-9]+)?")
"""A day as spreadsheets number it (1990 to 2050), where the format of its cell is lost."""
_ALL_ALIKE = re.compile(r"-([1-9])\1{2,}(?:\.\1*0*)?")
_PAIRS = (("(", ")"), ("（", "）"), ("[", "]"), ("【", "】"))


def unsure_of(name: str, values: pl.Series, kind: ColumnKind, notes: Sequence[str]) -> Unsure:
    """What is not sure of a column; `notes` are the texts of the rows that are notes."""
    if any(name.count(opening) != name.count(closing) for opening, closing in _PAIRS):
        return "heading"
    if kind.word in (MOSTLY_DATES, MOSTLY_NUMBERS, UNCLEAR_SIGN):
        return "mixed"
    different = values.drop_nulls().str.strip_chars().unique(maintain_order=True).head(_MOST_VALUES).to_list()
    nothing = {value for step in kind.steps if isinstance(step, Missing) for value in step.values}
    texts = [text for text in different if text and text not in nothing]
    if any(_ERROR.fullmatch(text) for text in texts):
        return "formula-error"
    if kind.type in ("integer", "number"):
        if OF_A_TIME.search(name) and texts and all(_SERIAL.fullmatch(text) for text in texts):
            return "serial"
        return "perhaps-missing" if kind.word == PERHAPS_MISSING or _has_a_sign(texts) else ""
    if kind.type == "string" and len(texts) >= _FEWEST and _is_mixed(kind, texts):
        return "mixed"
    marks = {found["mark"] for text in texts if (found := _MARKED.fullmatch(text))}
    few = 2 * sum(bool(_MARKED.fullmatch(text)) for text in texts) < len(texts)
    return "marked" if few and any(note.lstrip().startswith(mark) for mark in marks for note in notes) else ""


def _has_a_sign(texts: Sequence[str]) -> bool:
    """Whether the one negative figure is made of one numeral only, far below all others (-666666666)."""
    below = [text for text in texts if text.startswith("-")]
    return bool(below) and len(texts) >= _FEWEST and all(_ALL_ALIKE.fullmatch(text) for text in below)


def _is_mixed(kind: ColumnKind, texts: Sequence[str]) -> bool:
    """Whether most are figures or like dates and were read as neither: some are not, or their order is unclear."""
    dates = sum(bool(_LIKE_A_DATE.fullmatch(text)) for text in texts)
    if dates >= _NEARLY_ALL * len(texts):
        return True
    figures = sum(read_number(text) is not None for text in texts)
    return kind.word != "code" and _NEARLY_ALL * len(texts) <= figures < len(texts)
