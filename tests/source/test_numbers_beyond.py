"""Numbers that no sheet shows: they are read as they are written, and no day is made of them."""

from __future__ import annotations

import pytest

from publisher.source.formats.number_formats import NumberFormat, spelled


@pytest.mark.parametrize("kind", ["number", "date", "clock", "span"])
@pytest.mark.parametrize("written", ["1e999999", "-1e999999", "nan", "1E+305"])
def test_beyond_any_number_the_text_stays(kind: str, written: str) -> None:
    assert spelled(float(written), written, NumberFormat(kind), since_1904=False) == written


def test_a_span_longer_than_any_and_a_day_before_all_are_numbers() -> None:
    assert spelled(2e10, "20000000000", NumberFormat("span"), since_1904=False) == "20000000000"
    assert spelled(-99999999999.0, "-99999999999", NumberFormat("date"), since_1904=False) == "-99999999999"
    assert spelled(1.5, "1.5", NumberFormat("span"), since_1904=False) is not None
