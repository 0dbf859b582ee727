"""Update frequencies as the metadata standard writes them, and as the rest of the world does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.model.text import LocalText

EU = "http://publications.europa.eu/resource/authority"
"""Where the EU's authority tables stand, of which DCAT-AP takes its terms."""
LANGUAGES = {"zh-TW": f"{EU}/language/ZHO", "zh": f"{EU}/language/ZHO", "en": f"{EU}/language/ENG"}
IRREGULAR = 10_000.0
"""Days of a frequency that is none: it comes last."""


@dataclass(frozen=True, slots=True)
class Frequency:
    """An update frequency: its text, an id for addresses, ISO 8601, its code in the EU's table, its days."""

    text: LocalText
    id: str
    iso: str
    eu: str | None
    order: float


# 資料集詮釋資料標準規範 (2015), field 更新頻率: 即時, 不定期, or 每 + integer (left out when 1) + unit
_EVERY = re.compile(r"^每\s*(?P<n>\d+)?\s*(?P<unit>分鐘|小時|日|天|週|周|個月|月|季|半年|年)$")
_UNITS = {
    "分鐘": ("minute", "PT", "M", 1, 1 / 1440),
    "小時": ("hour", "PT", "H", 1, 1 / 24),
    "日": ("day", "P", "D", 1, 1),
    "天": ("day", "P", "D", 1, 1),
    "週": ("week", "P", "W", 1, 7),
    "周": ("week", "P", "W", 1, 7),
    "個月": ("month", "P", "M", 1, 30),
    "月": ("month", "P", "M", 1, 30),
    "季": ("quarter", "P", "M", 3, 91),
    "半年": ("half-year", "P", "M", 6, 182),
    "年": ("year", "P", "Y", 1, 365),
}
_CODES = {
    "PT5M": "5MIN",
    "PT10M": "10MIN",
    "PT15M": "15MIN",
    "PT30M": "30MIN",
    "PT1H": "HOURLY",
    "P1D": "DAILY",
    "P1W": "WEEKLY",
    "P2W": "BIWEEKLY",
    "P1M": "MONTHLY",
    "P2M": "BIMONTHLY",
    "P3M": "QUARTERLY",
    "P6M": "ANNUAL_2",
    "P12M": "ANNUAL",
    "P1Y": "ANNUAL",
    "P2Y": "BIENNIAL",
    "P3Y": "TRIENNIAL",
    "P5Y": "QUINQUENNIAL",
    "P10Y": "DECENNIAL",
}
"""Codes of the EU's table of frequencies, which DCAT-AP wants, by ISO 8601 duration."""


def frequency(text: str) -> Frequency:
    """The update frequency that `text` (每月, 每10分鐘, 即時, 不定期) says; anything else counts as irregular."""
    text = text.strip()
    if text == "即時":
        return Frequency(LocalText(text, "Continuously"), "realtime", "R/PT1S", "CONT", 0)
    match = _EVERY.match(text)
    if match is None:
        zh = text or "不定期"
        return Frequency(LocalText(zh, "Irregularly"), "irregular", "irregular", "IRREG", IRREGULAR)
    count = int(match["n"] or 1)
    name, prefix, letter, factor, days = _UNITS[match["unit"]]
    iso = f"{prefix}{count * factor}{letter}"
    english = f"Every {name}" if count == 1 else f"Every {count} {name}s"
    return Frequency(LocalText(text, english), iso, f"R/{iso}", _CODES.get(iso), count * days)
