"""Words of the field that people read wherever a dataset is described: licences, types of fields, categories."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.model.text import LocalText

# Issued 2015-07-27 by the National Development Council; the SPDX list has it under this id.
_LICENCES = {
    "OGDL-Taiwan-1.0": LocalText("政府資料開放授權條款-第1版", "Open Government Data License, version 1.0"),
    "CC-BY-4.0": LocalText("創用CC 姓名標示 4.0 國際", "Creative Commons Attribution 4.0 International"),
    "CC0-1.0": LocalText("CC0 1.0 通用（公眾領域貢獻宣告）", "CC0 1.0 Universal"),
}
FIELD_TYPES: Mapping[str, LocalText] = {
    "string": LocalText("文字", "text"),
    "integer": LocalText("整數", "integer"),
    "number": LocalText("數值", "number"),
    "boolean": LocalText("是／否", "true or false"),
    "date": LocalText("日期", "date"),
    "time": LocalText("時間", "time"),
    "datetime": LocalText("日期時間", "date and time"),
    "year": LocalText("西元年", "year"),
    "yearmonth": LocalText("年月", "year and month"),
    "duration": LocalText("期間", "duration"),
    "geopoint": LocalText("座標", "coordinates"),
    "geojson": LocalText("GeoJSON", "GeoJSON"),
    "object": LocalText("物件", "object"),
    "array": LocalText("陣列", "array"),
    "list": LocalText("清單", "list"),
    "any": LocalText("不限", "any"),
}
"""The types of Table Schema, by their names."""
CATEGORIES: Mapping[str, LocalText] = {
    "100": LocalText("生育保健", "Childbirth and health"),
    "200": LocalText("出生及收養", "Birth and adoption"),
    "300": LocalText("求學及進修", "Education"),
    "400": LocalText("服兵役", "Military service"),
    "500": LocalText("求職及就業", "Employment"),
    "600": LocalText("開創事業", "Starting a business"),
    "700": LocalText("婚姻", "Marriage"),
    "800": LocalText("投資理財", "Investment and finance"),
    "900": LocalText("休閒旅遊", "Leisure and travel"),
    "A00": LocalText("交通及通訊", "Transport and communication"),
    "B00": LocalText("就醫", "Medical care"),
    "C00": LocalText("購屋及遷徙", "Housing and moving"),
    "D00": LocalText("選舉及投票", "Elections and voting"),
    "E00": LocalText("生活安全及品質", "Safety and quality of life"),
    "F00": LocalText("退休", "Retirement"),
    "G00": LocalText("老年安養", "Old age"),
    "H00": LocalText("生命禮儀", "Funerals"),
    "I00": LocalText("公共資訊", "Public information"),
}
"""Service categories (服務分類) by code; the English is ours, the standard has none."""


def licence_title(licence: str) -> LocalText:
    """The licence's full name; its id when it is not one that we know."""
    return _LICENCES.get(licence, LocalText(licence, licence))


def type_name(kind: str) -> LocalText:
    """A type of Table Schema; one we do not know stands for itself."""
    return FIELD_TYPES.get(kind, LocalText(kind, kind))


def category_name(code: str) -> LocalText:
    """The name of a service category; one we do not know stands for itself."""
    return CATEGORIES.get(code, LocalText(code, code))
