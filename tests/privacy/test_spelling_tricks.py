"""Full-width forms, other dashes, invisible characters: found all the same, at the place they stand in."""

from __future__ import annotations

from random import Random

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


@pytest.mark.parametrize("text", ["<!-- x -->", "<!---->", "<!-- --><!-- -->", "&zwnj;<!-- -->"])
def test_a_text_that_is_only_a_comment_has_no_hits(text: str) -> None:
    assert scan(text) == ()


@pytest.mark.parametrize("value", ["R199853410", "li-01@example.org", "0900-000-002"])
def test_a_comment_is_searched_and_an_empty_one_joins(value: str) -> None:
    for text in (
        f"<!-- 承辦 {value} -->",
        f"{value[:4]}<!-- -->{value[4:]}",
        f"{value[:4]}<!-- text: 7 -->{value[4:]}",
    ):
        (hit,) = scan(text)
        assert value[:4] in text[hit.start : hit.end]
        assert value[4:] in text[hit.start : hit.end]


def test_escapes_of_scripts() -> None:
    text = 'var id = "' + "".join(f"\\x{ord(sign):02X}" for sign in "R199853410") + '";'
    (hit,) = scan(text)
    assert (hit.kind, len(text[hit.start : hit.end])) == ("national_id", 40)


def test_decimals_as_programs_write_them_are_no_cards() -> None:
    random = Random(5)
    numbers = [repr(random.uniform(1, 99)) for _ in range(3000)]
    assert not [number for number in numbers if any(hit.kind == "card" for hit in scan(number) if hit.blocks)]
    assert [hit.kind for hit in scan("名單 1.4111111111111111")] == ["card"]
    assert [hit.kind for hit in scan("卡號 7.378282246310005")] == ["card"]


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert comparable(once) == comparable(text)
