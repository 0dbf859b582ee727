"""Numbers written in Chinese numerals, plain and of documents (一千零二十三, 壹仟貳佰, 二〇四)."""

from __future__ import annotations

from types import MappingProxyType

_FIGURES = MappingProxyType(
    {sign: value for value, signs in enumerate(
        ("零〇○", "一壹", "二貳贰兩两", "三參叁", "四肆", "五伍", "六陸陆", "七柒", "八捌", "九玖")
    ) for sign in signs}
)  # fmt: skip
_TENS = MappingProxyType({"廿": 20, "卅": 30, "卌": 40})
_UNITS = MappingProxyType({"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000})
_MYRIADS = MappingProxyType({"萬": 10**4, "万": 10**4, "億": 10**8, "亿": 10**8, "兆": 10**12})
_MEASURES = frozenset("兩两")
_SIGNS = frozenset((*_FIGURES, *_TENS, *_UNITS, *_MYRIADS))


def read_numeral(text: str) -> int | None:
    """The number, or None for what is none or may be read in two ways (二百五 is 205 in no document)."""
    negative = text[:1] in ("負", "负")
    text = text.removeprefix("負").removeprefix("负")
    if not text or not _SIGNS.issuperset(text):
        return None
    number = _by_place(text) if _FIGURES.keys() >= set(text) else _by_unit(text)
    return -number if negative and number else number


def is_written_out(text: str) -> bool:
    """Whether a numeral has signs for tens and more between figures, as no mark of a class has."""
    return len(text) > 1 and not _FIGURES.keys() >= set(text) and read_numeral(text) is not None


def _by_place(text: str) -> int | None:
    figures = [_FIGURES[sign] for sign in text]
    if len(figures) > 1 and (figures[0] == 0 or not _MEASURES.isdisjoint(text)):
        return None  # a code, or a weight
    return int("".join(map(str, figures)))


def _by_unit(text: str) -> int | None:
    total, last = 0, 10**16
    section = ""
    for sign in text:
        myriad = _MYRIADS.get(sign)
        if myriad is None:
            section += sign
            continue
        value = _section(section, first=total == 0)
        if value is None or not value or myriad >= last:
            return None
        total, last, section = total + value * myriad, myriad, ""
    if not section:
        return total
    rest = _section(section, first=total == 0)
    return None if rest is None else total + rest


def _section(text: str, *, first: bool) -> int | None:
    """Up to 9999; a place that is left out is said by 零, unless only tens follow."""
    total, last, zero = 0, 10_000 if first else 100_000, False
    figure: int | None = None
    for sign in text:
        if sign in _FIGURES and _FIGURES[sign] == 0:
            if figure is not None or zero or (first and not total):
                return None
            zero = True
        elif sign in _FIGURES:
            if figure is not None:
                return None
            figure = _FIGURES[sign]
        else:
            unit = 10 if sign in _TENS else _UNITS[sign]
            value = _TENS[sign] if sign in _TENS else unit * (figure if figure is not None else 1)
            alone = figure is None and (sign in _TENS or (unit == 10 and not total))
            if unit >= last or (figure is None and not alone) or (figure is not None and sign in _TENS):
                return None
            total, last, figure, zero = total + value, unit, None, False
    if figure is None:
        return None if zero else total
    return total + figure if zero or last == 10 or (last >= 10_000 and first) else None
