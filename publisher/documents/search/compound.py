"""Compound files (CFB): Word, Excel and PowerPoint up to 2003, Outlook messages, and what they embed.

Their text stands in streams as UTF-16 or in one byte a character, in runs long enough to be searched; the tables
of workbooks are read besides. Whether a file is locked is told by the marks of MS-DOC, MS-XLS, MS-PPT and
MS-OFFCRYPTO.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from publisher.documents.libraries import missing_extra
from publisher.documents.search import images, legacy, messages, packages
from publisher.documents.search.characters import runs
from publisher.documents.search.items import Item, Passage, SpentError, Unsearched

if TYPE_CHECKING:
    from publisher.documents.search.walking import DocumentWalk

_FIB_ENCRYPTED = 0x0100
_FILEPASS, _BOUND = 0x002F, 0x0809
_PPT_ENCRYPTED = b"\xdf\xc4\xd1\xf3"
_KNOWN = (
    b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf",
)  # fmt: skip
"""Beginnings of embedded files, which stand a few bytes into their streams."""
_OWN_WAYS = frozenset({"VisioDocument", "BodyText", "HwpSummaryInformation"})
"""Streams and storages of programs that pack their texts in ways of their own (Visio, Hangul)."""
_PICTURES = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff[\xe0-\xef\xdb]|GIF8[79]a")
_DEEP = 512
_SLIDES = ("PP97_DUALSTORAGE/PowerPoint Document", "PowerPoint Document")
"""A file for PowerPoint 95 and 97 has the slides twice."""
_DRAWING = re.compile(rb"\x00\xfe(?=\x78[\x01\x5e\x9c\xda])")
"""A packed drawing (EMF, WMF) in the records of MS-ODRAW: the end of its header, and the beginning of zlib."""
_MOST_DRAWINGS = 2_000
_PICTURE_HEAD = 1 << 18


def read(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    """Every stream. Never raises for what the file holds."""
    try:
        import olefile
    except ImportError:
        missing_extra()
    try:
        package = olefile.OleFileIO(io.BytesIO(content))
        paths = package.listdir()
    except (OSError, ValueError, IndexError, struct.error, RecursionError, TypeError, AttributeError):
        yield Unsearched("damaged", where)
        yield from walk.strange(content, where)
        return
    with package:
        locked = _is_locked(package, {"/".join(path) for path in paths})
        if locked:
            yield Unsearched("encrypted", where)
        yield from _properties(walk, package, where)
        if not locked:
            yield from _texts(walk, package, {"/".join(path) for path in paths}, where)
        if any(path[-1] in _OWN_WAYS or path[0] in _OWN_WAYS for path in paths):
            yield Unsearched("format", where)
        for path in paths:
            yield from _stream(walk, package, path, where, locked=locked)
        if not locked and any(path[-1].lower() in ("workbook", "book") for path in paths):
            yield from packages.sheets(walk, content, where, texts_read=False)


def _bytes(package: Any, path: list[str] | str) -> bytes | None:
    try:
        with package.openstream(path) as stream:
            return bytes(stream.read())
    except (OSError, ValueError, IndexError, struct.error, TypeError, AttributeError):
        return None


def _is_locked(package: Any, names: set[str]) -> bool:
    if names & {"EncryptedPackage", "EncryptedSummary", "EncryptionInfo"}:
        return True
    word = _bytes(package, "WordDocument") if "WordDocument" in names else None
    if word and len(word) > 12 and struct.unpack_from("<H", word, 10)[0] & _FIB_ENCRYPTED:
        return True
    for name in ("Workbook", "Book"):
        book = _bytes(package, name) if name in names else None
        if book and _has_filepass(book):
            return True
    user = _bytes(package, "Current User") if "Current User" in names else None
    return bool(user and _PPT_ENCRYPTED in user[8:20])


def _has_filepass(book: bytes) -> bool:
    """Whether the record that announces encryption is among the first of the workbook."""
    place = 0
    for _ in range(60):
        if place + 4 > len(book):
            return False
        kind, length = struct.unpack_from("<HH", book, place)
        if kind == _FILEPASS:
            return True
        place += 4 + length
    return False


def _texts(walk: DocumentWalk, package: Any, names: set[str], where: str) -> Iterator[Item]:
    """The text of Word and PowerPoint files line by line."""
    lines: list[str] = []
    slides = next((name for name in _SLIDES if name in names), None)
    try:
        if "WordDocument" in names:
            word = _bytes(package, "WordDocument") or b""
            lines = legacy.word_lines(word, _bytes(package, legacy.table_name(word)) or b"")
        elif slides:
            user = slides.replace("PowerPoint Document", "Current User")
            lines = legacy.slide_lines(_bytes(package, slides) or b"", _bytes(package, user) or b"")
    except (ValueError, struct.error, IndexError):
        yield Unsearched("damaged", where)
    for line in lines:
        if walk.bounds.is_new(line):
            yield Passage(line, where)


def _properties(walk: DocumentWalk, package: Any, where: str) -> Iterator[Item]:
    try:
        meta = package.get_metadata()
        said = [getattr(meta, name, None) for name in (*meta.SUMMARY_ATTRIBS, *meta.DOCSUM_ATTRIBS)]
    except (OSError, ValueError, IndexError, struct.error, TypeError, AttributeError, KeyError):
        return  # the runs of the stream are read all the same
    for value in said:
        texts = [value] if isinstance(value, str) else runs(value) if isinstance(value, bytes) else []
        for text in texts:
            if text.strip("\0 ") and walk.bounds.is_new(text):
                yield Passage(text.strip("\0 "), where, hidden=True)


def _stream(walk: DocumentWalk, package: Any, path: list[str], where: str, *, locked: bool) -> Iterator[Item]:
    at = f"{where}/{'/'.join(path)}"
    content = _bytes(package, path)
    if content is None:
        yield Unsearched("damaged", at)
        return
    for name in path:
        if walk.bounds.is_new(name):
            yield Passage(name, where, hidden=True)
    if locked and path[-1] in ("WordDocument", "Workbook", "Book", "PowerPoint Document", "EncryptedPackage"):
        return
    try:
        walk.bounds.take(len(content))
    except SpentError:
        yield Unsearched("too-large", at)
        return
    if "VBA" in path[:-1] and path[-1] == "dir":
        yield Unsearched("macros", at)
    yield from messages.parts(walk, path[-1], content, at)
    yield from _embedded(walk, content, at)
    visible = path[-1] in ("WordDocument", "Workbook", "Book", "PowerPoint Document") or path[-1].startswith(
        "__substg"
    )
    for text in runs(content):
        if walk.bounds.is_new(text):
            yield Passage(text, at, hidden=not visible)


def _embedded(walk: DocumentWalk, content: bytes, at: str) -> Iterator[Item]:
    """A file inside a stream, at its beginning or behind the few bytes in which OLE names it; its pictures."""
    for mark in _KNOWN:
        place = content.find(mark, 0, _DEEP)
        if place >= 0:
            yield from walk.part(content[place:], "", at)
            break
    sizes = (
        images.size_of(content[match.start() : match.start() + _PICTURE_HEAD])
        for match in _PICTURES.finditer(content)
    )
    if any(images.may_hold_words(*size) for size in sizes):
        yield Unsearched("picture", at)
    for number, match in enumerate(_DRAWING.finditer(content), 1):
        if number > _MOST_DRAWINGS:
            yield Unsearched("too-large", at)
            return
        unpacker = zlib.decompressobj()
        try:
            drawing = unpacker.decompress(content[match.end() :], walk.bounds.most_part)
        except zlib.error:
            continue  # chance bytes: they are among the runs
        if unpacker.unconsumed_tail:
            yield Unsearched("too-large", at)
        elif drawing:
            yield from walk.part(drawing, "drawing.emf", f"{at}/drawing {number}", is_hidden=True)
