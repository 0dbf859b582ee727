from __future__ import annotations

import pytest

from publisher.structure.numbers import read_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[("0", "0"), ("7", "7"), ("-7", "-7"), ("+7", "7"), ("3.14", "3.14"), ("1.50", "1.50"), (".5", "0.5")],
        *[("1,234", "1234"), ("1,759,775", "1759775"), ("-1,234.5", "-1234.5"), ("12,345", "12345")],
        *[
            ("１，２３４", "1234"),
            ("３．５", "3.5"),
            (" 12 ", "12"),
            ("　12　", "12"),
            ("-0", "0"),
            ("(0.0)", "0.0"),
        ],
        *[
            ("△1,234", "-1234"),
            ("▲3", "-3"),
            ("(1)", "-1"),
            ("（１，０００）", "-1000"),
            ("－5", "-5"),
            ("−5", "-5"),
        ],
        *[("007", "7"), ("00.5", "0.5"), ("9" * 30, "9" * 30)],
    ],
)
def test_number(text: str, expected: str) -> None:
    assert read_number(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("1,23", "1234,567", "1,2345", ",1", "1,", "1,,000", "12,34,567", "1.234.567"),
        *("5.", ".", "", "-", "－", "—", "△", "()", "-(1)", "(-1)", "--1", "1e5", "1.2E+05", "0x10", "1_000"),
        *("95%", "12 輛", "NT$100", "約3", "一百", "1 234", "NaN", "INF", "#N/A", "٣", "1/2"),
    ],
)
def test_what_would_have_to_be_guessed_is_not_read(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        *[
            ("12輛", "輛", "12"),
            ("1,234 輛", "輛", "1234"),
            ("12", "輛", "12"),
            ("95%", "%", "95"),
            ("95％", "%", "95"),
        ],
        *[("12人", "輛", None), ("輛", "輛", None), ("12輛輛", "輛", None), ("(3)件", "件", "-3")],
    ],
)
def test_unit(text: str, unit: str, expected: str | None) -> None:
    assert read_number(text, unit) == expected
