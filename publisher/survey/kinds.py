"""What the values of a column are: numbers with their unit, dates of any calendar, codes, categories, texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from publisher.model.structuring import Date, Missing, Number
from publisher.structure.dates import read_date
from publisher.structure.numbers import read_number
from publisher.structure.numerals import is_written_out
from publisher.structure.periods import read_period

NOTHING = (
    "N/A",
    "n/a",
    "NA",
    "N.A.",
    "n.a.",
    "NaN",
    "nan",
    "None",
    "<NA>",
    "NULL",
    "null",
    "(null)",
    "\\N",
    "無",
    "無資料",
    "查無資料",
    "不詳",
    "不明",
    "未填",
    "未統計",
    "尚無資料",
    "缺漏",
    "X",
    "x",
)
_SIGNS_ONLY = re.compile(r"^[^\w\s+%]+$|^[_ー─]+$")
_MARK = re.compile(
    r"[(（\[]?[A-Za-z]{1,3}[)）\]]?|(?:[A-Za-z]{1,2}\. ?){1,4}|"
    r"[:.…–-]{1,3}\s*[A-Za-z]{1,2}|#(?:N/A|[A-Z0-9/_]{3,14}[!?])|[(（][^\s\w]{1,3}[)）]"
)
"""A sign of a few letters, as statistics have them for what is withheld or not applicable: (D), nc, n.d., : c;
or what a spreadsheet shows for a formula without a value."""
_UNIT = re.compile(
    r"^\s*[-+△▲(（]?[0-9０-９][0-9０-９,，.．]*\s*(?P<unit>[^\s0-9０-９,.，．)）]{1,4})\s*[)）]?\s*$"
)
_UNIT_BEFORE = re.compile(
    r"^\s*[-+△▲(（]?(?P<unit>[^\s0-9０-９,.，．()（）△▲+-]{1,5})\s*[-+]?[0-9０-９][0-9０-９,，.．]*[)）]?\s*$"
)
_ISO_4217 = frozenset(
    re.findall(
        r"\S+",
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
        "CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF "
        "GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK "
        "LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NTD "
        "NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RMB RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD "
        "SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF "
        "XPF YER ZAR ZMW ZWG ",
    )
)
"""Letters of currencies (ISO 4217), and NTD and RMB, which stand in no list and in many tables."""
_CURRENCY = re.compile(r"[^\W\d_]{0,4}\W|(?:新?[臺台]|[日美港澳韓]|人民)[幣元]|新?[臺台]幣")
"""What stands before a figure and is no code (A12, DIG114001): a sign of currency, or its Chinese name."""
_NOTED = re.compile(
    r"(?P<number>.*[0-9０-９][)）]?)(?P<mark>\s*[(（\[][A-Za-z*]{1,2}[)）\]]|\s*[*＊†‡#]{1,3}|\s+[b-fnprsuz]{1,2})"
)
"""A figure with the mark of a note behind it: 5(r), 5 *, and the letters of SDMX and Eurostat (12.9 b)."""
_MOST_MARKS = 8
_CODE = re.compile(r"^0[0-9]+$")
_OF_A_CODE = re.compile(
    r"[^序]號$|[號代統卡條]碼$|統編$|(?:^|[_ -])(?:[Uu]?[Ii][Dd]|[Cc]ode|[Nn]o)$|^[Cc]ode\b"
    r"|[a-z](?:ID|UID|No|Code)$"
)
"""Names of columns whose figures count nothing: where all have one length they are codes."""
_SHORTEST_CODE, _LONGEST_FIGURE = 3, 11
_YEAR_BEHIND = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_YEAR = re.compile(r"年度?$|^year$", re.IGNORECASE)
_OF_A_YEAR = re.compile(r"[0-9０-９一二三四五六七八九十百]+年度?$")
"""A column of figures of one year (113年), as wide tables have them, holds no years."""

MOSTLY_DATES, MOSTLY_NUMBERS = "mostly dates", "mostly numbers"
"""Words for columns of text in which some values are no dates or numbers, or in more than one unit."""
UNCLEAR_SIGN = "numbers, commas or points unclear"
"""For figures such as 5,678 beside others such as 1.234: either sign may stand before decimals."""
PERHAPS_MISSING = "number, some perhaps missing"
"""For figures far from all others that are nines only (-999), as instruments write what they did not measure."""
_NINES = re.compile(r"-9{2,}(?:\.[09]+)?|9{4,}(?:\.[09]+)?|-9\.99[0-9]*[eE][-+]?[0-9]+")
_FAR = 3
_NUMERALS = re.compile(r"[零〇○一二三四五六七八九壹貳參肆伍陸柒捌玖十百千拾佰仟萬億廿卅]{2,}")
_ONE_SIGN = re.compile(r"[-+]?[1-9][0-9]{0,2}([.,])[0-9]{3}")
_FEWEST_MIXED = 4
_FIRST_YEAR, _LAST_YEAR = 1930, 2100
_BARE_MONTH = 6
OF_A_TIME = re.compile(
    r"[年月日期季]|時間|時點|(?i:date|day|month|year|time|period|quarter|\bym\b|datum|monat|jahr|mois)"
)
"""Names of columns in which bare figures of five or six places are months, and not the numbers of something."""
_MOST_CATEGORIES = 60
_MOST_VALUES = 20_000


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """`type` is that of Table Schema after `steps`, `word` what the values are, `sure` is from 0 to 1."""

    type: str
    word: str
    steps: tuple[Missing | Number | Date, ...] = ()
    sure: float = 1.0
    categories: tuple[str, ...] = field(default=())


def kind_of(name: str, values: pl.Series, *, comma: bool = False) -> ColumnKind:
    """The kind of a column by all of its different values (at most MOST_VALUES of them).

    With `comma` other columns of the table have decimal commas, and 1.034 is more than a thousand.
    """
    texts = values.drop_nulls().str.strip_chars()
    different = texts.filter(texts != "").unique(maintain_order=True).head(_MOST_VALUES).to_list()
    if not different:
        return ColumnKind("string", "empty", sure=0.5)
    if {text.casefold() for text in different} <= {"true", "false"}:
        return ColumnKind("boolean", "yes or no")
    nothing = tuple(text for text in different if _is_nothing(text) or _is_mark(text, different))
    rest = [text for text in different if text not in nothing]
    code = _is_code(name, rest, len(texts))
    named = code and _OF_A_CODE.search(name) is not None
    for found in (
        (None if named else _date(name, rest), None if code else _number(name, rest, comma=comma)) if rest else ()
    ):
        if found is not None:
            missing = (Missing(nothing, columns=(name,)),) if nothing else ()
            return ColumnKind(found.type, found.word, (*missing, *found.steps), found.sure)
    if len(different) <= _MOST_CATEGORIES and len(different) * 3 <= len(texts):
        return ColumnKind("string", "category", categories=tuple(sorted(different)))
    if rest and all(text.isascii() and text.isalnum() for text in rest):
        return ColumnKind("string", "code")
    length = sum(map(len, different)) / len(different)
    if length > 15:
        return ColumnKind("string", "text")
    word, share = _mostly(rest)
    return ColumnKind("string", word, sure=share) if word else ColumnKind("string", "name")


def sign_of(values: pl.Series) -> str:
    """The one sign in all figures of a column, three figures behind it (`,` or `.`); "" where it is not so."""
    found = [
        _ONE_SIGN.fullmatch(text.strip()) for text in values.drop_nulls().unique().head(_MOST_VALUES).to_list()
    ]
    signs = {match[1] for match in found if match is not None}
    return signs.pop() if len(found) >= _FEWEST_MIXED and all(found) and len(signs) == 1 else ""


def has_perhaps_missing(values: pl.Series) -> bool:
    """Whether nines stand below or above all other figures, farther from them than these are from each other."""
    texts = values.drop_nulls().str.strip_chars()
    nines = texts.str.contains(rf"^(?:{_NINES.pattern})$")
    if not nines.any() or nines.all():
        return False
    figures = (
        texts.filter(~nines).str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False).drop_nulls()
    )
    odd = texts.filter(nines).cast(pl.Float64, strict=False).drop_nulls().unique().to_list()
    if len(figures) < _FEWEST_MIXED:
        return False
    low, high = float(figures.min() or 0), float(figures.max() or 0)  # type: ignore[arg-type]
    reach = max(high - low, abs(high) / 10)
    tiny = (low >= 0 or high <= 0) and any(0 < abs(one) < 1e-6 for one in odd)
    return tiny or any((one < low - reach / _FAR and low >= -reach) or one > high + _FAR * reach for one in odd)


def _mostly(texts: Sequence[str]) -> tuple[str, float]:
    """What most of the texts are where some are not, so that all stay as they are; nothing where it is nothing."""
    if len(texts) < _FEWEST_MIXED:
        return "", 0.0
    for word, reads in (
        (MOSTLY_DATES, lambda text: read_date(text, "both", "date") is not None),
        (MOSTLY_NUMBERS, lambda text: read_number(text, _unit(text) or "") is not None or _writes_out(text)),
    ):
        share = sum(map(reads, texts)) / len(texts)
        if 2 * share >= 1:
            return word, share
    return "", 0.0


def _writes_out(text: str) -> bool:
    """Whether a number is written out in numerals among other letters (一百二十人)."""
    return any(is_written_out(found) for found in _NUMERALS.findall(text))


def _is_nothing(text: str) -> bool:
    """Signs for a missing figure: a word for it, or a sign that says nothing (-, .., :, ***)."""
    return text in NOTHING or _SIGNS_ONLY.match(text) is not None


def _is_mark(text: str, different: Sequence[str]) -> bool:
    """Whether it is a sign of letters for what is missing: most of the different values are figures."""
    return _MARK.fullmatch(text) is not None and 2 * sum(map(_has_figures, different)) >= len(different)


def _has_figures(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _unit(text: str) -> str | None:
    found = _UNIT.match(text)
    if found is not None:
        return found["unit"]
    before = _UNIT_BEFORE.match(text)
    if before is None or not (before["unit"] in _ISO_4217 or _CURRENCY.fullmatch(before["unit"])):
        return None
    return before["unit"]


def _is_code(name: str, texts: Sequence[str], rows: int) -> bool:
    """Whether figures are the signs of a code: all of one length, and longer than figures are or named so."""
    lengths = {len(text) if text.isascii() and text.isdigit() else 0 for text in texts}
    if len(lengths) != 1:
        return False
    (length,) = lengths
    named = length >= _SHORTEST_CODE and _OF_A_CODE.search(name) is not None
    return named or (length > _LONGEST_FIGURE and len(texts) == rows)


def _date(name: str, texts: Sequence[str]) -> ColumnKind | None:
    if all(text.isdigit() and len(text) < 5 for text in texts):
        return _year(name, texts)
    ways: tuple[tuple[str, str, str, Callable[[str], str | None]], ...] = (
        ("date", "date", "date", lambda text: read_date(text, "both", "date")),
        ("yearmonth", "yearmonth", "month", lambda text: read_date(text, "both", "yearmonth")),
        ("datetime", "datetime", "moment", lambda text: read_date(text, "both", "datetime")),
        ("quarter", "string", "quarter", lambda text: read_period(text, "both", "quarter")),
        ("half-year", "string", "half-year", lambda text: read_period(text, "both", "half-year")),
        ("school-year", "string", "school-year", lambda text: read_period(text, "both", "school-year")),
    )
    for to, kind, word, read in ways:
        if to == "date" and all(len(text) < 6 for text in texts):
            continue
        if all(_is_likely(read(text), text, name) for text in texts):
            return ColumnKind(kind, word, (Date((name,), to=to),), 0.9 if len(texts) < 5 else 1.0)  # type: ignore[arg-type]
    if order := _order_of(texts):
        return ColumnKind("date", "date", (Date((name,), order=order),), 0.9)
    if all(read_date(f"0{text}", "roc") for text in texts if len(text) == 6 and text.isdigit()) and all(
        len(text) == 6 and text.isdigit() for text in texts
    ):
        return ColumnKind("date", "date", (Date((name,), calendar="roc"),), 0.6)
    return _year(name, texts)


def _order_of(texts: Sequence[str]) -> Literal["dmy", "mdy", ""]:
    """The order of dates with the year behind, where all are days in one order only."""
    found = [_YEAR_BEHIND.fullmatch(text) for text in texts]
    parts = [(match[1], match[3], match[4]) for match in found if match]
    if len(parts) < len(texts):
        return ""
    dmy = all(read_date(f"{year}/{second}/{first}", "gregorian") for first, second, year in parts)
    mdy = all(read_date(f"{year}/{first}/{second}", "gregorian") for first, second, year in parts)
    return "" if dmy == mdy else "dmy" if dmy else "mdy"


def _is_likely(read: str | None, text: str, name: str) -> bool:
    """Whether a text was read, and bare figures (46001) as a day or month of our time in a column named so."""
    if read is None or not text.isdigit():
        return read is not None
    year = int(read[:4]) if read[:4].isdigit() else 0
    return _FIRST_YEAR - 30 <= year <= _LAST_YEAR and (
        len(text) > _BARE_MONTH or OF_A_TIME.search(name) is not None
    )


def _year(name: str, texts: Sequence[str]) -> ColumnKind | None:
    said = all(text.endswith(("年", "年度")) for text in texts)
    if not said and (not _YEAR.search(name) or _OF_A_YEAR.search(name)):
        return None
    years = [read_period(text, "both", "year") for text in texts]
    if all(year is not None and (said or _FIRST_YEAR <= int(year) <= _LAST_YEAR) for year in years):
        return ColumnKind("year", "year", (Date((name,), to="year"),), 0.9)
    return None


def _number(name: str, noted: Sequence[str], *, comma: bool) -> ColumnKind | None:
    if any(_CODE.match(text) for text in noted):
        return None
    texts, marks = _unmarked(noted)
    units = Counter(unit for text in texts if (unit := _unit(text)))
    unit = units.most_common(1)[0][0] if units and units.most_common(1)[0][1] > 0.5 * len(texts) else ""
    comma = _has_decimal_commas(texts, unit) or (comma and _may_have_decimal_commas(texts, unit))
    numerals = any(map(is_written_out, texts))
    numbers = [read_number(text, unit, comma=comma, numerals=numerals) for text in texts]
    if any(number is None for number in numbers):
        return None
    whole = all(number is not None and "." not in number for number in numbers)
    plain = (
        whole
        and not unit
        and not marks
        and all(number == text for number, text in zip(numbers, texts, strict=True))
    )
    steps = () if plain else (Number((name,), unit=unit, marks=marks, decimal="," if comma else "."),)
    word = "percent" if unit in ("%", "％") else f"number ({unit})" if unit else "number"
    return ColumnKind("integer" if whole else "number", word, steps, 1.0)


def _unmarked(texts: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """The texts without marks of notes behind figures, and the marks; as they are where a mark may be a unit."""
    found = {text: match for text in texts if read_number(text) is None and (match := _NOTED.fullmatch(text))}
    marks = sorted({match["mark"].strip() for match in found.values()}, key=lambda mark: (-len(mark), mark))
    numbers = [match["number"] for match in found.values()]
    if not found or len(marks) > _MOST_MARKS or any(read_number(number) is None for number in numbers):
        return list(texts), ()
    if 2 * len(found) > len(texts) and len(marks) < 2:  # one word behind most figures is their unit
        return list(texts), ()
    return [found[text]["number"].strip() if text in found else text for text in texts], tuple(marks)


def _may_have_decimal_commas(texts: Sequence[str], unit: str) -> bool:
    """Whether points may group thousands, and commas stand before decimals, in all of these."""
    return any("." in text or "," in text for text in texts) and all(
        read_number(text, unit, comma=True) is not None for text in texts
    )


def _has_decimal_commas(texts: Sequence[str], unit: str) -> bool:
    """Whether these are numbers only where a comma stands before the decimals (34,5; not 1,234)."""
    return any(read_number(text, unit) is None for text in texts) and all(
        read_number(text, unit, comma=True) is not None for text in texts
    )
