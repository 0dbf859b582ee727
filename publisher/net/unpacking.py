"""Bodies as they were before the server packed them: gzip (several members too), deflate, br and zstd.


Every step gives no more than it is asked for, so a bomb costs no more than a page; `ended` tells a body that came
whole from one that was cut off on the way.
"""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable
from typing import Any, Protocol


def _library(*names: str) -> Any:
    """The first of these modules that is there: an installation from before they were needed asks for less."""
    for name in names:
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None


_brotli: Any = _library("brotli")
_zstd: Any = _library("compression.zstd", "backports.zstd")

ACCEPTED = ", ".join(["gzip", "deflate", *(["br"] if _brotli else []), *(["zstd"] if _zstd else [])])
"""What a request says that we read."""

_MOST_STEPS = 3
_STEP = 1 << 16
"""Bytes that an inner step gives to the next at once: the room of the outermost is what the caller gave."""


class UnpackingError(ValueError):
    """The body is not what its header says."""


class Unpacker(Protocol):
    """Unpacks a body that comes in pieces."""

    def unpack(self, chunk: bytes, most: int) -> bytes:
        """At most `most` bytes of what `chunk` and what came before hold; raises UnpackingError."""
        ...

    @property
    def ended(self) -> bool:
        """Whether what came so far is a whole body."""
        ...


def unpacker(encoding: str) -> Unpacker | None:
    """The way to read a body with this Content-Encoding; None when it is one we do not read."""
    names = [name.strip().lower() for name in encoding.split(",")]
    names = [name for name in names if name not in ("", "identity", "none", "utf-8", "binary", "8bit")]
    if not names:
        return _Plain()
    steps = [_STEPS.get(name) for name in reversed(names)]
    if len(steps) > _MOST_STEPS or None in steps:
        return None
    first, *others = [make() for make in steps if make is not None]
    for other in others:
        first = _Chain(first, other)
    return first


class _Plain:
    ended = True

    def unpack(self, chunk: bytes, most: int) -> bytes:
        return chunk[:most]


class _Zlib:
    """gzip and deflate. A gzip body may be several members one after the other; rubbish behind them is padding."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._reader = zlib.decompressobj(zlib.MAX_WBITS | 16) if gzip else None
        self._whole = False

    def unpack(self, chunk: bytes, most: int) -> bytes:
        if self._reader is None:
            if not chunk:
                return b""
            # deflate with or without the zlib header, for servers send both
            wrapped = len(chunk) > 1 and chunk[0] & 0x0F == 8 and (chunk[0] * 256 + chunk[1]) % 31 == 0
            self._reader = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        parts: list[bytes] = []
        room = most
        try:
            chunk = (self._reader.unused_data if self._reader.eof else self._reader.unconsumed_tail) + chunk
            while room > 0 and chunk:
                if self._reader.eof:
                    if not self._gzip or not chunk.startswith(b"\x1f"):
                        break
                    self._reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
                part = self._reader.decompress(chunk, room)
                parts.append(part)
                room -= len(part)
                chunk = self._reader.unused_data if self._reader.eof else self._reader.unconsumed_tail
        except zlib.error as error:
            if self._whole and self._gzip:
                return b"".join(parts)
            raise UnpackingError from error
        self._whole = self._whole or self._reader.eof
        return b"".join(parts)

    @property
    def ended(self) -> bool:
        return self._reader is not None and self._whole


class _Brotli:
    def __init__(self) -> None:
        self._reader = _brotli.Decompressor()

    def unpack(self, chunk: bytes, most: int) -> bytes:
        parts: list[bytes] = []
        size = 0
        try:
            while size < most and not self._reader.is_finished():
                part = self._reader.process(chunk, output_buffer_limit=most - size)
                chunk = b""
                parts.append(part)
                size += len(part)
                if not part and self._reader.can_accept_more_data():
                    break
        except _brotli.error as error:
            raise UnpackingError from error
        return b"".join(parts)[:most]

    @property
    def ended(self) -> bool:
        return bool(self._reader.is_finished())


class _Zstd:
    """One or several frames. RFC 9659 lets a window be 8 MB."""

    _WINDOW = 23

    def __init__(self) -> None:
        self._reader = self._new()

    def _new(self) -> Any:
        return _zstd.ZstdDecompressor(options={_zstd.DecompressionParameter.window_log_max: self._WINDOW})

    def unpack(self, chunk: bytes, most: int) -> bytes:
        parts: list[bytes] = []
        room = most
        try:
            while room > 0:
                if self._reader.eof:
                    chunk = self._reader.unused_data + chunk
                    if not chunk:
                        break
                    self._reader = self._new()
                part = self._reader.decompress(chunk, room)
                chunk = b""
                parts.append(part)
                room -= len(part)
                if not self._reader.eof and self._reader.needs_input:
                    break
        except _zstd.ZstdError as error:
            raise UnpackingError from error
        return b"".join(parts)

    @property
    def ended(self) -> bool:
        return bool(self._reader.eof)


class _Chain:
    """Two steps: what the first gives goes into the second, a little at a time."""

    def __init__(self, first: Unpacker, second: Unpacker) -> None:
        self._first = first
        self._second = second

    def unpack(self, chunk: bytes, most: int) -> bytes:
        parts: list[bytes] = []
        room = most
        while room > 0:
            inner = self._first.unpack(chunk, _STEP)
            chunk = b""
            part = self._second.unpack(inner, room)
            parts.append(part)
            room -= len(part)
            if not inner:
                break
        return b"".join(parts)

    @property
    def ended(self) -> bool:
        return self._first.ended and self._second.ended


_STEPS: dict[str, Callable[[], Unpacker]] = {
    "gzip": lambda: _Zlib(gzip=True),
    "x-gzip": lambda: _Zlib(gzip=True),
    "deflate": lambda: _Zlib(gzip=False),
    **({"br": _Brotli} if _brotli else {}),
    **({"zstd": _Zstd} if _zstd else {}),
}
