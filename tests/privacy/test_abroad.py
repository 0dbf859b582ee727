"""Numbers of other countries: found beside their word where they are valid. Examples are those of python-stdnum's docs."""

from __future__ import annotations

import polars as pl
import pytest

from publisher.privacy.recognisers import scan, scan_column
from publisher.privacy.recognisers.abroad import _NUMBERS, _rule

SENTENCES = [
    ("Il codice fiscale è RCCMNL83S18D969H.", "RCCMNL83S18D969H"),
    ("NIR : 2 95 10 99 126 111 93", "2 95 10 99 126 111 93"),
    ("Meine Steuer-ID ist 36 574 261 809", "36 574 261 809"),
    ("mijn BSN is 111222333, dank u", "111222333"),
    ("PESEL: 44051401458", "44051401458"),
    ("personnummer 880320-0016", "880320-0016"),
    ("AHV-Nr. 756.9217.0769.85", "756.9217.0769.85"),
    ("CPR 211062-5629", "211062-5629"),
    ("con DNI 54362315K", "54362315K"),
    ("henkilötunnus 131052-308T", "131052-308T"),
]


@pytest.mark.parametrize(("text", "value"), SENTENCES)
def test_a_number_beside_its_word(text: str, value: str) -> None:
    hits = [hit for hit in scan(text) if hit.blocks]
    assert [(hit.kind, text[hit.start : hit.end]) for hit in hits] == [("national_id", value)]


@pytest.mark.parametrize(
    "text", ["order 111222333", "BSN 111222334", "PESEL: 44051401459", "OIB 2026", "NIF: 100 件"]
)
def test_a_number_that_is_none(text: str) -> None:
    assert not any(hit.kind == "national_id" for hit in scan(text))


def test_a_column_under_its_label() -> None:
    (hit,) = scan_column(pl.Series(["111222333", "123456782"] * 4), "BSN")
    assert (hit.kind, hit.count) == ("national_id", 8)
    assert scan_column(pl.Series(["111222333", "123456782"] * 4), "order") == ()


def test_every_country_has_its_rule() -> None:
    assert len(_NUMBERS) >= 25
    assert all(callable(_rule(item.module)) for item in _NUMBERS)
