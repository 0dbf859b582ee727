"""Archives and packed files other than ZIP: tar, gzip, bzip2, xz. 7z and RAR are named as not searched."""

from __future__ import annotations

import bz2
import io
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publisher.documents.search.characters import decoded
from publisher.documents.search.items import Item, Passage, SpentError, Unsearched
from publisher.signatures import ARCHIVES, kind_of

if TYPE_CHECKING:
    from publisher.documents.search.walking import DocumentWalk

_GZIP, _BZIP, _XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"
_CLOSED = ARCHIVES - {"gzip", "bzip2", "xz", "tar"}
_CHUNK = 1 << 20
_GZIP_HEAD = 10
_TROUBLE = (tarfile.TarError, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)


def read(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    """Every member, or the unpacked content."""
    kind = kind_of(content)
    if kind in _CLOSED:
        yield Unsearched("format", where)
        yield from walk.strange(content[: 1 << 16], where)
    elif kind == "tar":
        yield from _tar(walk, content, where)
    else:
        for text in _gzip_names(content):
            if walk.bounds.is_new(text):
                yield Passage(text, where, hidden=True)
        try:
            inner = _unpacked(content, walk.bounds.most_part)
        except _TROUBLE:
            yield Unsearched("damaged", where)
            return
        yield from walk.part(inner, where.rpartition("/")[2].rpartition(".")[0], f"{where}/unpacked")


def _gzip_names(content: bytes) -> Iterator[str]:
    """The name and the remark that a gzip file may have in its head (RFC 1952)."""
    if not content.startswith(_GZIP) or len(content) < _GZIP_HEAD:
        return
    flags, place = content[3], _GZIP_HEAD
    if flags & 4:
        place += 2 + int.from_bytes(content[place : place + 2], "little")
    for flag in (8, 16):
        if flags & flag:
            end = content.find(b"\0", place)
            yield decoded(content[place:end])
            place = end + 1


def _unpacked(content: bytes, most: int) -> bytes:
    """The content of a packed file, of all its members; SpentError when there is more than `most`."""
    made = bytearray()
    while content:
        unpacker = _unpacker(content)
        rest = content
        while not unpacker.eof:
            made += unpacker.decompress(rest, _CHUNK)
            rest = unpacker.unconsumed_tail if hasattr(unpacker, "unconsumed_tail") else b""
            if len(made) > most:
                raise SpentError
            if not rest and not unpacker.eof and getattr(unpacker, "needs_input", True):
                raise EOFError
        content = unpacker.unused_data.lstrip(b"\0")
        if not content.startswith((_GZIP, _BZIP, _XZ)):
            made += content  # what stands behind is part of what the file says
            break
    return bytes(made)


def _unpacker(content: bytes) -> zlib._Decompress | bz2.BZ2Decompressor | lzma.LZMADecompressor:
    if content.startswith(_GZIP):
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    return bz2.BZ2Decompressor() if content.startswith(_BZIP) else lzma.LZMADecompressor(memlimit=128 * 1024**2)


def _tar(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
            for member in archive:
                walk.bounds.take(0)
                for text in (
                    member.name,
                    member.linkname,
                    member.uname,
                    member.gname,
                    *map(str, member.pax_headers.values()),
                ):
                    if text and walk.bounds.is_new(text):
                        yield Passage(text, where, hidden=True)
                at = f"{where}/{member.name}"
                if not member.isfile():
                    continue
                if member.size > walk.bounds.most_part:
                    yield Unsearched("too-large", at)
                    continue
                stream = archive.extractfile(member)
                if stream is not None:
                    yield from walk.part(stream.read(), member.name, at)
    except _TROUBLE:
        yield Unsearched("damaged", where)
