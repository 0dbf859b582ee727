"""Full-width forms, other dashes, invisible characters: found all the same, at the place they stand in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.privacy.recognisers import scan
from publisher.privacy.recognisers.normalise import comparable, normalise

PLAIN = {
    "national_id": "R199853410",
    "mobile": "0900-000-002",
    "plate_car_new": "ABC-1235",
    "email": "li-01@example.org",
}
INVISIBLE = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e"]


def wide(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


@pytest.mark.parametrize(("kind", "value"), PLAIN.items())
def test_full_width(kind: str, value: str) -> None:
    text = f"備註：{wide(value)}。"
    (hit,) = scan(text)
    assert (hit.kind, text[hit.start : hit.end]) == (kind, wide(value))


@pytest.mark.parametrize(("kind", "value"), PLAIN.items())
@pytest.mark.parametrize("invisible", INVISIBLE)
def test_invisible_characters_inside(kind: str, value: str, invisible: str) -> None:
    hidden = invisible.join(value)
    text = f"內容{hidden}，其他"
    (hit,) = scan(text)
    assert (hit.kind, text[hit.start : hit.end]) == (kind, hidden)


@pytest.mark.parametrize("dash", ["－", "‐", "‑", "‒", "–", "—", "−", "﹣"])
def test_other_dashes(dash: str) -> None:
    text = f"洽0900{dash}000{dash}002"
    (hit,) = scan(text)
    assert (hit.kind, text[hit.start : hit.end]) == ("mobile", f"0900{dash}000{dash}002")


def test_characters_that_become_several_shift_the_offsets() -> None:
    text = "㈱㍿①R199853410"
    hits = [hit for hit in scan("㈱㍿、R199853410") if hit.kind == "national_id"]
    assert [(hit.start, hit.end) for hit in hits] == [(3, 13)]
    assert normalise(text).original(len(normalise(text).text) - 10, len(normalise(text).text)) == (3, 13)


@given(st.text(max_size=40), st.text(max_size=40))
def test_offsets_map_back_to_what_was_normalised(before: str, after: str) -> None:
    value = "R199853410"
    text = f"{before}。{value}。{after}"
    start = len(before) + 1
    assert any((hit.start, hit.end) == (start, start + 10) for hit in scan(text) if hit.kind == "national_id")


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert comparable(once) == comparable(text)
