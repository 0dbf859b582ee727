"""What stands in binary files: found between packed data, by old tables, and in pictures that are no icons."""

from __future__ import annotations

import random
import struct

import pytest

from publisher.documents.search import legacy
from publisher.documents.search.characters import runs
from publisher.documents.search.images import may_hold_words

NAME, CODE = "王小明居住於臺南市", "L290000036"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-8", "cp950"])
def test_a_text_amid_packed_data_is_found_and_little_else(encoding: str) -> None:
    noise = random.Random(7).randbytes(400_000)
    written = f"{NAME} {CODE}".encode(encoding)
    content = noise[:200_003] + b"\0\0" + written + b"\0\0" + noise[200_003:]
    found = runs(content)
    assert any(CODE in text for text in found)
    assert any("臺南市" in text for text in found)
    assert len(found) < len(content) / 50  # a tenth when every four characters count


def test_texts_around_packed_data_stay_whole() -> None:
    words = "本表所列案件均已結案，相關文件依規定保存。" * 400
    noise = random.Random(8).randbytes(60_000)
    content = words.encode("utf-16-le") + noise + words.encode("utf-16-le")
    assert max(map(len, runs(content))) > len(words) / 2


def test_the_text_of_word_95_is_read_in_the_code_page_of_its_language() -> None:
    text = f"姓名 {NAME}\r證號 {CODE}\r".encode("cp950")
    head = bytearray(768)
    struct.pack_into("<HHHH", head, 0, 0xA5DC, 104, 0, 0x0404)
    struct.pack_into("<II", head, 0x18, 768, 768 + len(text))
    assert legacy.word_lines(bytes(head) + text, b"") == [f"姓名 {NAME}", f"證號 {CODE}"]
    struct.pack_into("<II", head, 0x18, 768, 9_000)
    with pytest.raises(ValueError, match=r"^$"):
        legacy.word_lines(bytes(head) + text, b"")


def _record(kind: int, data: bytes, *, container: bool = False) -> bytes:
    return struct.pack("<HHI", 0x0F if container else 0, kind, len(data)) + data


def test_slides_are_read_past_what_is_no_record() -> None:
    text = _record(4000, NAME.encode("utf-16-le"))
    odd = _record(1000, b"\x00\x00\xff\xff\xff\xff\xff\x7fodd", container=True)
    assert legacy.slide_lines(odd + text, b"") == [NAME]
    hole = b"\x00\x00\x01\x00\xff\xff\xff\x7f"
    directory = _record(0x1772, struct.pack("<II", (1 << 20) | 1, 0))
    place = len(text) + len(directory)
    edit = _record(0x0FF5, struct.pack("<IIII", 0, 0, 0, len(text)) + bytes(12))
    user = bytes(16) + struct.pack("<I", place)
    assert legacy.slide_lines(text + directory + edit + hole, user) == [NAME]
    with pytest.raises((ValueError, struct.error)):
        legacy.slide_lines(text + hole, user)


@pytest.mark.parametrize(
    ("size", "may"),
    [((16, 16), False), ((128, 128), False), ((900, 20), False), ((800, 100), True), ((300, 300), True)],
)
def test_a_line_of_words_is_wide_and_low(size: tuple[int, int], may: bool) -> None:
    assert may_hold_words(*size) is may
