"""Addresses are read part by part, in the official spelling."""

from __future__ import annotations

import pytest

from publisher.privacy.taiwan_addresses import CITIES, COUNTIES, MERGED, AddressParts, parse_address


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("臺南市測試區範例里5鄰範例路一段12巷3弄45之6號7樓", ("臺南市", "測試區", "範例里")),
        ("台南市東區範例路1號", ("臺南市", "東區", None)),
        ("７０１臺南市東區範例路１號", ("臺南市", "東區", None)),
        ("70150 台南市 東區 範例路1號", ("臺南市", "東區", None)),
        ("臺灣省彰化縣測試鎮範例里1號", ("彰化縣", "測試鎮", "範例里")),
        ("高雄市前鎮區測試路1號", ("高雄市", "前鎮區", None)),
        ("桃園市平鎮區測試路1號", ("桃園市", "平鎮區", None)),
        ("臺南市左鎮區範例里1號", ("臺南市", "左鎮區", "範例里")),
        ("臺南市新市區測試街1號", ("臺南市", "新市區", None)),
        ("臺南縣新市鄉範例村1號", ("臺南市", "新市區", "範例村")),
        ("台南縣永康市測試路1號", ("臺南市", "永康區", None)),
        ("桃園縣桃園市測試路1號", ("桃園市", "桃園區", None)),
        ("臺北縣板橋市範例里1號", ("新北市", "板橋區", "範例里")),
        ("高雄市那瑪夏區範例里1鄰1號", ("高雄市", "那瑪夏區", "範例里")),
        ("臺東縣太麻里鄉範例村1號", ("臺東縣", "太麻里鄉", "範例村")),
        ("屏東縣屏東市測試路1號", ("屏東縣", "屏東市", None)),
        ("臺中市大里區中里路1號", ("臺中市", "大里區", None)),
        ("嘉義市東區", ("嘉義市", "東區", None)),
        ("臺南市", ("臺南市", None, None)),
        ("臺南市範例路1號", ("臺南市", None, None)),
    ],
)
def test_parts(address: str, parts: tuple[str, str | None, str | None]) -> None:
    assert parse_address(address) == AddressParts(*parts)


@pytest.mark.parametrize("address", ["", "東區範例路1號", "範例路1號", "不詳", "Tainan City", "第3號令"])
def test_without_a_city_there_is_nothing_to_say(address: str) -> None:
    assert parse_address(address) is None


def test_all_municipalities_and_counties_are_known() -> None:
    assert len(CITIES) + len(COUNTIES) == 22
    for name in (*CITIES, *COUNTIES, *MERGED):
        parts = parse_address(name.replace("臺", "台"))
        assert parts is not None
        assert parts.city == MERGED.get(name, name)
