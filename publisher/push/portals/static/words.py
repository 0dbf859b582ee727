"""The vocabularies of the portal in both languages: dates, update frequencies, categories, licences, formats.

Frequencies, categories and the licence are those of 資料集詮釋資料標準規範 (NDC, 2015-07).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone

from publisher.model.frequencies import IRREGULAR, frequency
from publisher.model.text import Language, LocalText

TAIPEI = timezone(timedelta(hours=8), "Asia/Taipei")
"""Taiwan has had no summer time since 1979."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def local_time(moment: datetime) -> datetime:
    """A moment in Taiwan; one without a zone is taken to be there already."""
    return moment.astimezone(TAIPEI) if moment.tzinfo else moment.replace(tzinfo=TAIPEI)


def local_day(value: datetime | date) -> date:
    """The day in Taiwan."""
    return local_time(value).date() if isinstance(value, datetime) else value


def day(value: datetime | date, language: Language) -> str:
    """A day as people read it: both calendars in Chinese, the Gregorian one spelt out in English."""
    value = local_day(value)
    if language == "en":
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return f"民國{value.year - 1911}年{value.month}月{value.day}日"


def size(count: int) -> str:
    """Bytes as people read them."""
    if count < 1000:
        return f"{count} B"
    amount, units = count / 1000, ["TB", "GB", "MB"]
    unit = "kB"
    while amount >= 999.5 and units:
        amount, unit = amount / 1000, units.pop()
    return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:.0f} {unit}"


def due(modified: datetime, every: str) -> date | None:
    """The last day on which an update is still on time; none for what is continuous or irregular.

    The standard sets no tolerance; a period and a fifth, and three days, is ours.
    """
    days = frequency(every).order
    return local_day(modified) + timedelta(days=int(days * 1.2) + 3) if 0.5 <= days < IRREGULAR else None


EU_THEMES: Mapping[str, str] = {
    "100": "HEAL",
    "200": "SOCI",
    "300": "EDUC",
    "400": "GOVE",
    "500": "ECON",
    "600": "ECON",
    "700": "SOCI",
    "800": "ECON",
    "900": "EDUC",
    "A00": "TRAN",
    "B00": "HEAL",
    "C00": "SOCI",
    "D00": "GOVE",
    "E00": "SOCI",
    "F00": "SOCI",
    "G00": "SOCI",
    "H00": "SOCI",
    "I00": "GOVE",
}
"""The nearest of the EU's data themes by service category; the choice is ours."""
EU_THEME_NAMES: Mapping[str, str] = {
    "ECON": "Economy and finance",
    "EDUC": "Education, culture and sport",
    "HEAL": "Health",
    "GOVE": "Government and public sector",
    "SOCI": "Population and society",
    "TRAN": "Transport",
}


TEXTS: Mapping[str, LocalText] = {
    "title": LocalText("名稱", "title"),
    "description": LocalText("描述", "description"),
    "keywords": LocalText("關鍵字", "keywords"),
    "notes": LocalText("備註", "remarks"),
    "frequency": LocalText("更新頻率", "update frequency"),
    "category": LocalText("服務分類", "theme"),
    "spatial": LocalText("空間範圍", "area covered"),
    "licence": LocalText("授權", "licence"),
    "licence_url": LocalText("授權說明網址", "address of the licence"),
    "agency": LocalText("提供機關與聯絡方式", "agency and contact"),
    "charge": LocalText("計費方式", "fee"),
    "landing_page": LocalText("資料相關網頁", "page about the data"),
    "conforms_to": LocalText("資料標準", "data standard"),
}

ROLES: Mapping[str, LocalText] = {
    "direct-identifier": LocalText("直接識別", "direct identifier"),
    "quasi-identifier": LocalText("間接識別", "quasi-identifier"),
    "sensitive": LocalText("敏感", "sensitive"),
    "insensitive": LocalText("一般", "insensitive"),
}

PRIORITIES: Mapping[str, LocalText] = {
    "essential": LocalText("必要", "essential"),
    "important": LocalText("重要", "important"),
    "useful": LocalText("有益", "useful"),
}
"""Of the indicators of the FAIR Data Maturity Model."""

TECHNIQUES: Mapping[str, LocalText] = {
    "keep": LocalText("原樣公開", "published as it is"),
    "drop": LocalText("不公開", "left out"),
    "mask": LocalText("部分遮蔽", "partly masked"),
    "redact-text": LocalText("遮蔽文中個人資料", "personal data in the text removed"),
    "pseudonym": LocalText("以金鑰轉為代碼", "replaced by a keyed code"),
    "generalise-date": LocalText("日期粗略化", "date made coarser"),
    "age-band": LocalText("改為年齡層", "made an age band"),
    "address-level": LocalText("地址只留行政區", "address cut to its district"),
    "hierarchy": LocalText("依階層表概括", "generalised by a hierarchy"),
    "top-bottom-code": LocalText("極端數值併為一組", "extreme numbers put together"),
    "winsorise": LocalText("最極端的數值以其內側數值表示", "the most extreme numbers as the next ones inside"),
    "round": LocalText("數值取整", "rounded"),
    "noise": LocalText("加入雜訊", "noise added"),
    "microaggregate": LocalText("以相近紀錄的平均取代", "replaced by the mean of like records"),
}

MODELS: Mapping[str, LocalText] = {
    "k-anonymity": LocalText("k-匿名：相同組合的最少筆數", "k-anonymity: least records that share a combination"),
    "distinct-l-diversity": LocalText(
        "l-多樣性：每一組合內敏感值的最少種數",
        "distinct l-diversity: least number of sensitive values in a combination",
    ),
    "entropy-l-diversity": LocalText(
        "熵 l-多樣性：每一組合內敏感值分布的有效種數",
        "entropy l-diversity: effective number of sensitive values in a combination",
    ),
    "recursive-l-diversity": LocalText(
        "遞迴 (c, l)-多樣性：最常見敏感值對其餘的比值",
        "recursive (c, l)-diversity: the commonest sensitive value against the rest",
    ),
    "t-closeness": LocalText(
        "t-接近性：組合內與全表敏感值分布的最大距離",
        "t-closeness: largest distance of a combination's sensitive values from the whole table's",
    ),
    "minimum-cell-count": LocalText(
        "最小細格：非零計數的最小值", "minimum cell count: least count that is not zero"
    ),
}


def word(words: Mapping[str, LocalText], key: str) -> LocalText:
    """The text of `key`; one without a text is called by its name."""
    return words.get(key, LocalText(key, key))
