"""Published codes that are unkeyed digests of a source column: proven by making the digests anew.

Whoever knows the form of what was hashed tries out all of it. However a digest is written (a prefix, upper case,
base64, cut short), its characters are those of a function that everybody has.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

import polars as pl

from publisher.gate.scanning import SeenData
from publisher.model.finding import Place
from publisher.model.table import Table
from publisher.privacy.recognisers import Confidence
from publisher.privacy.tables.amounts import records_of

_LOOKED_AT = 40
_LEAST = 5
_MOSTLY = 0.9
_SHORTEST = 6
_PREFIX = re.compile(r"^(?:0x|[A-Za-z0-9{}$_-]{1,16}[:}$=])+")
_BETWEEN = re.compile(r"[\s:_.-]")


@cache
def _functions() -> Mapping[str, Callable[[bytes], bytes]]:
    """The digests without a key that every language brings."""
    named = sorted(name for name in hashlib.algorithms_guaranteed if not name.startswith("shake"))
    found: dict[str, Callable[[bytes], bytes]] = {name: partial(_digest, name) for name in named}
    found["crc32"] = lambda data: zlib.crc32(data).to_bytes(4)
    found["adler32"] = lambda data: zlib.adler32(data).to_bytes(4)
    found["md5 of md5"] = lambda data: _digest("md5", _digest("md5", data).hex().encode())
    return found


def _digest(name: str, data: bytes) -> bytes:
    return hashlib.new(name, data, usedforsecurity=False).digest()


def digests_of_the_source(
    artifact: str,
    frame: pl.DataFrame,
    structured: Table | None,
    records: Path | None,
    declared: Mapping[str, frozenset[str]],
) -> Iterator[SeenData]:
    """Columns of the published `frame` that are digests of a column of the structured table, row by row.

    Low where the owner has `declared` that there are none.
    """
    if structured is None or frame.height < _LEAST:
        return
    source = records_of(structured, records)
    if source.height != frame.height:
        return
    for name in frame.columns:
        codes = frame[name].cast(pl.String)
        rows = codes.is_not_null().arg_true().head(_LOOKED_AT).to_list()
        written = [codes[row].strip() for row in rows]
        if len(set(written)) < _LEAST or not all(_may_be(code) for code in written):
            continue
        for column in source.columns:
            values = [source[column][row] for row in rows]
            if len(set(values)) >= _LEAST and _are_digests(written, values):
                places = (Place(file=artifact, row=rows[0] + 1, field=name),)
                sure: Confidence = "low" if "digest" in declared.get(name, ()) else "high"
                yield SeenData("digest", name, sure, codes.len() - codes.null_count(), places, (len(written[0]),))
                break


def _may_be(code: str) -> bool:
    return code.isascii() and any(len(plain) >= _SHORTEST for plain in _plain(code))


def _plain(code: str) -> set[str]:
    """The characters of a code, with what names its function in front and without."""
    return {_BETWEEN.sub("", text).rstrip("=") for text in (code, _PREFIX.sub("", code))}


def _are_digests(written: Sequence[str], values: Sequence[str | None]) -> bool:
    """Whether one function makes nearly all codes from the values beside them."""
    pairs = [(code, value) for code, value in zip(written, values, strict=True) if value]
    if len(pairs) < max(_LEAST, _MOSTLY * len(written)):
        return False
    for make in _functions().values():
        right = 0
        for seen, (code, value) in enumerate(pairs):
            right += _is_digest(code, value, make)
            if seen - right > (1 - _MOSTLY) * len(pairs):
                break
        if right >= _MOSTLY * len(pairs):
            return True
    return False


def _is_digest(code: str, value: str, make: Callable[[bytes], bytes]) -> bool:
    texts = {text for plain in _plain(code) if len(plain) >= _SHORTEST for text in (plain, plain.lower())}
    return any(
        form.startswith(text)
        for spelling in {value, value.strip(), value.strip().upper(), value.strip().lower()}
        for form in _forms(make(spelling.encode()))
        for text in texts
    )


def _forms(digest: bytes) -> Iterator[str]:
    """How a digest is written."""
    yield digest.hex()
    yield base64.b64encode(digest).decode().replace("+", "").replace("/", "")
    yield _BETWEEN.sub("", base64.urlsafe_b64encode(digest).decode()).rstrip("=")
    yield base64.b64encode(digest).decode()
    yield base64.b32encode(digest).decode()
    yield base64.b32encode(digest).decode().lower()
    yield str(int.from_bytes(digest))
