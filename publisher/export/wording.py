"""Words for what a dataset declares in codes: licence, frequency, types, constraints, techniques, models."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from publisher.i18n import gettext
from publisher.model.policy import (
    AddressLevel,
    AgeBand,
    DistinctLDiversity,
    Drop,
    GeneraliseDate,
    KAnonymity,
    Keep,
    Mask,
    MinimumCellCount,
    PrivacyModel,
    Pseudonym,
    RedactText,
    Technique,
)
from publisher.model.text import LocalText, Message, msg

# Issued 2015-07-27 by the National Development Council; the SPDX list has it under this id.
_LICENCES = {
    "OGDL-Taiwan-1.0": LocalText("政府資料開放授權條款-第1版", "Open Government Data License, version 1.0"),
    "CC-BY-4.0": LocalText("創用CC 姓名標示 4.0 國際", "Creative Commons Attribution 4.0 International"),
    "CC0-1.0": LocalText("CC0 1.0 通用（公眾領域貢獻宣告）", "CC0 1.0 Universal"),
}
# 資料集詮釋資料標準規範 (2015), field 更新頻率: 即時, 不定期, or 每 + integer (left out when 1) + unit
_FREQUENCY = re.compile(r"每\s*(?P<n>\d+)?\s*(?P<unit>分鐘|小時|日|天|週|周|個月|月|季|半年|年)")
_UNITS = {
    "分鐘": "minute",
    "小時": "hour",
    "日": "day",
    "天": "day",
    "週": "week",
    "周": "week",
    "個月": "month",
    "月": "month",
    "季": "quarter",
    "半年": "half-year",
    "年": "year",
}
_PRECISIONS = {"day": "日", "month": "月", "quarter": "季", "year": "年", "decade": "十年"}
_LEVELS = {"city": "縣市", "district": "鄉鎮市區", "village": "村里"}


def both(message: Message) -> LocalText:
    """A sentence of the program in both languages; parameters stay as they are."""
    return LocalText(gettext(message.template, "zh-TW").format(**message.params), str(message))


def licence_title(licence: str) -> LocalText:
    """The licence's full name; its id when it is not one that we know."""
    return _LICENCES.get(licence, LocalText(licence, licence))


def frequency(text: str) -> LocalText:
    """The update frequency of the metadata standard, and the same in English."""
    if text.startswith("不定期"):
        return LocalText(text, "irregular")
    if text == "即時":
        return LocalText(text, "real time")
    found = _FREQUENCY.fullmatch(text)
    if found is None:
        return LocalText(text, text)
    count, unit = int(found["n"] or 1), _UNITS[found["unit"]]
    return LocalText(text, f"every {unit}" if count == 1 else f"every {count} {unit}s")


def type_name(kind: str) -> LocalText:
    """A Table Schema type for people."""
    names = {
        "string": msg("text"),
        "integer": msg("integer"),
        "number": msg("number"),
        "boolean": msg("true or false"),
        "date": msg("date (YYYY-MM-DD)"),
        "datetime": msg("date and time"),
        "time": msg("time"),
        "year": msg("year"),
        "yearmonth": msg("year and month (YYYY-MM)"),
    }
    return both(names[kind]) if kind in names else LocalText(kind, kind)


def constraints(values: Mapping[str, object]) -> Iterator[LocalText]:
    """The constraints of a field, one sentence each, in a fixed order."""
    if values.get("required") is True:
        yield both(msg("never empty"))
    if values.get("unique") is True:
        yield both(msg("no value twice"))
    for key, template in (
        ("minimum", msg("at least {value}", value=_shown(values.get("minimum")))),
        ("maximum", msg("at most {value}", value=_shown(values.get("maximum")))),
        ("minLength", msg("at least {value} characters", value=_shown(values.get("minLength")))),
        ("maxLength", msg("at most {value} characters", value=_shown(values.get("maxLength")))),
        ("pattern", msg("pattern {value}", value=_shown(values.get("pattern")))),
    ):
        if key in values:
            yield both(template)
    enum = values.get("enum")
    if isinstance(enum, list | tuple) and enum:
        listed = "、".join(map(str, enum))
        yield LocalText(f"限值：{listed}", f"one of: {', '.join(map(str, enum))}")


def technique(applied: Technique) -> LocalText | None:
    """What was done to a field before it was published; nothing when it is published as it is."""
    match applied:
        case Keep():
            return None
        case Drop():
            return both(msg("not published"))
        case Mask():
            return both(msg("characters masked"))
        case RedactText():
            return both(msg("personal data found in the text replaced by their kind"))
        case Pseudonym():
            return both(msg("replaced by a keyed pseudonym"))
        case GeneraliseDate():
            return LocalText(f"日期概括至{_PRECISIONS[applied.to]}", f"date coarsened to the {applied.to}")
        case AgeBand():
            return both(
                msg(
                    "age bands of {width} years instead of the birth date; {top} and over together",
                    width=applied.width,
                    top=applied.top,
                )
            )
        case AddressLevel():
            return LocalText(f"地址僅留至{_LEVELS[applied.level]}", f"address cut after the {applied.level}")


def privacy_model(model: PrivacyModel) -> LocalText:
    """What a privacy model promises."""
    match model:
        case KAnonymity():
            return both(
                msg(
                    "k-anonymity: every combination of quasi-identifiers stands for at least {k} records",
                    k=model.k,
                )
            )
        case DistinctLDiversity():
            return both(
                msg(
                    "l-diversity: every such group has at least {l} different values of {field}",
                    l=model.l,
                    field=model.sensitive,
                )
            )
        case MinimumCellCount():
            return both(msg("every count is zero or at least {least}", least=model.at_least))


def _shown(value: object) -> str:
    return str(value)
