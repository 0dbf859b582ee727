"""Columns of numbers that anybody turns back: reversed, or written in base64 or as hexadecimal bytes."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.registry import scan_many

_LEAST = 5
_MOSTLY = 0.9
_LOOKED_AT = 100
"""Different values that are turned back first; the others only where most of these are personal."""
_TELLING = frozenset({"national_id", "ui_no_new", "ui_no_old", "card", "mobile"})
"""Kinds with a form so strict that nine in ten values do not have it by chance."""
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,100}={0,2}")
_HEXADECIMAL = re.compile(r"(?:0x)?((?:[0-9a-fA-F]{2}){8,60})")


def _reversed(value: str) -> str | None:
    return value[::-1] if 8 <= len(value) <= 40 else None


def _from_base64(value: str) -> str | None:
    if not _BASE64.fullmatch(value):
        return None
    plain = value.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return None


def _from_hexadecimal(value: str) -> str | None:
    match = _HEXADECIMAL.fullmatch(value)
    try:
        return bytes.fromhex(match[1]).decode("ascii") if match else None
    except UnicodeDecodeError:
        return None


_WAYS: tuple[Callable[[str], str | None], ...] = (_reversed, _from_base64, _from_hexadecimal)


def disguised(values: Sequence[str]) -> Mapping[str, str]:
    """Of different values those that are personal data turned round, with the kind; none unless nearly all are."""
    if len(values) < _LEAST:
        return {}
    for way in _WAYS:
        first = values[:_LOOKED_AT]
        if len(dict(_turned_back(first, way))) >= _MOSTLY * len(first):
            found = dict(_turned_back(values, way))
            if len(found) >= _MOSTLY * len(values):
                return found
    return {}


def _turned_back(values: Sequence[str], way: Callable[[str], str | None]) -> Iterator[tuple[str, str]]:
    plain = [(value, text) for value in values if (text := way(value.strip())) is not None]
    if len(plain) < _MOSTLY * len(values):
        return
    texts = [text for _, text in plain]
    for number, hit in scan_many(texts, kinds=_TELLING):
        if hit.blocks and _all_of(hit, texts[number]):
            yield plain[number][0], hit.kind


def _all_of(hit: Hit, text: str) -> bool:
    return hit.end - hit.start >= len(text.strip())
