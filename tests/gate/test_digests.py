"""Codes that are digests of the source, however they are written; and codes that are none."""

from __future__ import annotations

import base64
import hashlib
import hmac
import zlib
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from publisher.gate.digests import digests_of_the_source
from tests.deidentify.making import make_table

IDS = [f"L19{number:06}0" for number in range(101, 121)]


def md5(value: str) -> bytes:
    return hashlib.md5(value.encode()).digest()


WRITTEN: dict[str, Callable[[str], str]] = {
    "upper case": lambda item: md5(item).hex().upper(),
    "cut to eight": lambda item: md5(item).hex()[:8],
    "with its name": lambda item: "{MD5}" + base64.b64encode(md5(item)).decode(),
    "in pairs": lambda item: md5(item).hex(":"),
    "base32": lambda item: base64.b32encode(hashlib.sha1(item.encode()).digest()).decode(),
    "SHA-3, named": lambda item: "sha3_256:" + hashlib.sha3_256(item.encode()).hexdigest(),
    "BLAKE2, urlsafe": lambda item: base64.urlsafe_b64encode(hashlib.blake2b(item.encode()).digest()).decode(),
    "of small letters": lambda item: hashlib.sha256(item.lower().encode()).hexdigest()[:20],
    "a checksum in digits": lambda item: str(zlib.crc32(item.encode())),
    "twice": lambda item: md5(md5(item).hex()).hex(),
}


def said(codes: list[str], folder: Path, declared: frozenset[str] = frozenset()) -> list[tuple[str, bool]]:
    source = make_table(folder, {"證號": IDS, "鄉鎮": ["甲", "乙"] * 10})
    frame = pl.DataFrame({"代號": codes, "鄉鎮": ["甲", "乙"] * 10})
    found = digests_of_the_source("a.csv", frame, source, None, {"代號": declared})
    return [(item.where, item.blocks) for item in found]


@pytest.mark.parametrize("write", WRITTEN.values(), ids=WRITTEN)
def test_a_digest_is_made_anew(write: Callable[[str], str], tmp_path: Path) -> None:
    assert said([write(item) for item in IDS], tmp_path) == [("代號", True)]


def test_what_is_no_digest_of_the_source(tmp_path: Path) -> None:
    keyed = [hmac.digest(b"key", item.encode(), "sha256").hex() for item in IDS]
    counted = [f"{number:08}" for number in range(20)]
    for codes in (keyed, counted, IDS, [md5(item).hex() for item in reversed(IDS)]):
        assert said(codes, tmp_path) == []
    assert said([md5(item).hex() for item in IDS], tmp_path, frozenset({"digest"})) == [("代號", False)]
