"""Numbers as offices write them: thousands separators, full-width digits, △ or parentheses for negatives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from publisher.structure.numerals import is_written_out, read_numeral

_NUMBER = re.compile(r"(?P<sign>[-+△▲−]?)\s*(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.(?P<part>[0-9]+))?")
_SPACED = re.compile(r"(?<=[0-9])[\u00a0\u2007\u2009\u202f'’](?=[0-9]{3}(?![0-9]))")
_SPACED_OUT = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))")
"""Plain spaces between thousands, where commas stand before decimals (27 034,1)."""
_RAISED = re.compile("(?<=[0-9])[¹²³⁰⁴-⁹₀-₉]")
_BEFORE_UNIT = tuple("-+△▲−(")
_EXCHANGED = str.maketrans(",.", ".,")
_CIRCLE = "○"
_NEGATIVE = frozenset("-△▲−")


def read_number(text: str, unit: str = "", *, comma: bool = False, numerals: bool = False) -> str | None:
    """A plain decimal number, or None for what cannot be read without guessing.

    With `comma` it stands before the decimals, and points or spaces group the thousands (1.234,5).

    `unit` may stand behind the number, or before it (NT$). Thousands separators (commas, apostrophes, or the
    narrow and the no-break space of ISO 80000) stand in groups of three or not at all. A percent sign is a unit;
    an exponent means that a spreadsheet has already rounded the number away. Chinese numerals are read when
    asked for (`numerals`), and only those that are written out: 一 may be a dash, ○ a tick or a masked figure.
    """
    if _RAISED.search(text):  # a power or a mark of a note, which normalising would put behind the figure
        return None
    text = unicodedata.normalize("NFKC", _SPACED.sub("." if comma else ",", text)).strip()
    unit = unicodedata.normalize("NFKC", unit).strip()
    if unit and text.endswith(unit):
        text = text.removesuffix(unit).rstrip()
    elif unit and text.startswith("(") and text.endswith(f"{unit})"):
        text = f"{text.removesuffix(f'{unit})').rstrip()})"
    elif unit:
        text = _without_unit_before(text, unit)
    if comma:
        text = _SPACED_OUT.sub(".", text).translate(_EXCHANGED)
    enclosed = len(text) > 2 and text[0] == "(" and text[-1] == ")"
    found = _NUMBER.fullmatch(text[1:-1].strip() if enclosed else text)
    if found is None and numerals and _CIRCLE not in text and is_written_out(text):
        return str(read_numeral(text))
    if found is None or (found["whole"] is None and found["part"] is None) or (enclosed and found["sign"]):
        return None
    whole = (found["whole"] or "0").replace(",", "").lstrip("0") or "0"
    number = whole if found["part"] is None else f"{whole}.{found['part']}"
    negative = enclosed or (found["sign"] in _NEGATIVE and found["sign"] != "")
    return f"-{number}" if negative and number.strip("0.") else number


def _without_unit_before(text: str, unit: str) -> str:
    """`NT$5`, `-NT$5`, `NT$-5` and `(NT$5)` without the unit; a sign on each side of it stays unreadable."""
    start = 1 if text[:1] in _BEFORE_UNIT else 0
    if not text.startswith(unit, start):
        return text
    return text[:start] + text[start + len(unit) :].lstrip()


def unit_of(text: str, units: Mapping[str, float]) -> str | None:
    """The longest of the units that stands behind a number, as it was declared."""
    plain = unicodedata.normalize("NFKC", text).strip()
    fitting = [unit for unit in units if plain.endswith(unicodedata.normalize("NFKC", unit).strip())]
    return max(fitting, key=len, default=None)


def worth(number: str, factor: float) -> str:
    """A plain number times a factor, exactly as both are written."""
    product = Decimal(number) * Decimal(repr(factor))
    text = format(product, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
