"""ZIP packages: OpenDocument, Office Open XML, EPUB, and plain archives, with what stands between their parts."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from publisher import markup
from publisher.documents.search import packed, xml
from publisher.documents.search.characters import runs
from publisher.documents.search.flat import table_of
from publisher.documents.search.items import Item, Passage, SpentError, Unsearched

if TYPE_CHECKING:
    from publisher.documents.search.walking import DocumentWalk

ENDINGS = frozenset(
    {"zip", "odt", "ods", "odp", "odg", "docx", "xlsx", "pptx", "docm", "xlsm", "pptm", "dotx", "xltx", "potx"}
    | {"xlsb", "epub", "kmz"}
)
_XML = (".xml", ".rdf", ".rels", ".vml", ".xhtml", ".opf", ".ncx", ".kml")
_META = frozenset({"meta.xml", "core.xml", "app.xml", "custom.xml", "settings.xml"})
_BEHIND = ("docprops/", "customxml/", "_xmlsignatures/", "word/glossary/")
"""Parts of Office packages that no page shows."""
_SHOWN_IN = frozenset({"t", "v"})
"""Elements of Office texts and slides whose text is shown: what runs say, and the values of charts."""
_ALL: frozenset[str] = frozenset()
_DULL = (".odttf", ".ttf", ".otf", ".woff", ".woff2", ".ttc")
_ENCRYPTED = 1
_LOCAL = struct.Struct("<4s5H3L2H")
_TROUBLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    LookupError,
    ValueError,
    struct.error,
)
_MOST_PACKED = 4 * 1024**2
"""Bytes of an XML part that may hold files as base64: larger ones are sheets and bodies."""
_FLOAT_WHOLE = 2.0**53


def read(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    """Every part of a package, then its tables row by row."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        parts = package.infolist()
    except _TROUBLE:
        yield Unsearched("damaged", where)
        yield from walk.strange(content, where)
        return
    names = {part.filename for part in parts}
    with package:
        yield from _told(walk, package, parts, where)
        if _is_encrypted_odf(package, names):
            yield Unsearched("encrypted", where)
        else:
            for part in parts:
                yield from _part(walk, package, part, where)
        yield from _between(walk, content, parts, where)
    if "content.xml" in names or any(name.startswith(("xl/", "XL/")) for name in names):
        yield from sheets(walk, content, where)


def _told(
    walk: DocumentWalk, package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], where: str
) -> Iterator[Item]:
    """Names and comments of the package and its parts."""
    texts = runs(package.comment)
    for part in parts:
        texts += [name_of(part), *runs(part.comment), *(runs(part.extra) if len(part.extra) > 64 else ())]
    for text in texts:
        if walk.bounds.is_new(text):
            yield Passage(text, where, hidden=True)


def name_of(part: zipfile.ZipInfo) -> str:
    """The name of a part; without the mark of UTF-8 it is what programs in Taiwan write, Big5."""
    if part.flag_bits & 0x800:
        return part.filename
    raw = part.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "cp950"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return part.filename


def _part(walk: DocumentWalk, package: zipfile.ZipFile, part: zipfile.ZipInfo, where: str) -> Iterator[Item]:
    name = name_of(part)
    at = f"{where}/{name}"
    if name.endswith("/") or name.lower().endswith(_DULL) or not part.file_size:
        return  # Writer and Calc leave parts empty; what a wrong size hides is between the parts
    if part.flag_bits & _ENCRYPTED:
        yield Unsearched("encrypted", at)
        return
    if why := walk.why_skipped(at):
        yield Unsearched(why, at)
        return
    try:
        if name.lower().endswith(_XML):
            yield from _xml_part(walk, package, part, at)
            return
        inner = _unpacked(package, part, walk.bounds.most_part)
    except SpentError:
        yield Unsearched("too-large", at)
        return
    except _TROUBLE:
        yield Unsearched("damaged", at)
        return
    if name.lower().endswith("vbaproject.bin"):
        yield Unsearched("macros", at)
    if name == "layout-cache":  # where Writer broke the lines
        yield from walk.strange(inner, at)
        return
    # a thumbnail shows the first page, whose words are searched
    yield from walk.part(inner, name, at, picture_known=name.startswith(("Thumbnails/", "docProps/thumbnail")))


def _xml_part(walk: DocumentWalk, package: zipfile.ZipFile, part: zipfile.ZipInfo, at: str) -> Iterator[Item]:
    walk.bounds.take(0)
    walk.begin(at)
    name = name_of(part).lower()
    meta = name.rpartition("/")[2] in _META or name.startswith(_BEHIND)
    shown_in = _SHOWN_IN if name.startswith(("word/", "ppt/")) else _ALL
    is_sheet = name.startswith("xl/worksheets/")
    try:
        with package.open(part) as stream:
            yield from xml.lines(stream, at, walk.bounds, hidden=meta, is_sheet=is_sheet, shown_in=shown_in)
    except markup.RefusedXmlError as error:
        loose = error.reason == "damaged" and at.endswith(".vml")  # Office writes drawings as careless HTML
        if error.reason != "doctype" and not loose:
            yield Unsearched(error.reason, at)
        yield from xml.lines_of_damaged(_unpacked(package, part, walk.bounds.most_part), at, walk.bounds)
    if part.file_size <= _MOST_PACKED:
        yield from packed.files(walk, _unpacked(package, part, walk.bounds.most_part), at)


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of a part, whatever size its directory states; SpentError when there are more than `most`."""
    with package.open(part) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise SpentError
    return content


def _is_encrypted_odf(package: zipfile.ZipFile, names: set[str]) -> bool:
    if "META-INF/manifest.xml" not in names:
        return False
    try:
        with package.open("META-INF/manifest.xml") as stream:
            return b"encryption-data" in stream.read(1 << 22)
    except _TROUBLE:
        return False


def _between(walk: DocumentWalk, content: bytes, parts: list[zipfile.ZipInfo], where: str) -> Iterator[Item]:
    """What stands before, between and behind the parts that the directory names."""
    spans = []
    for part in parts:
        header = content[part.header_offset : part.header_offset + _LOCAL.size]
        if len(header) == _LOCAL.size:
            fields = _LOCAL.unpack(header)
            begin = part.header_offset + _LOCAL.size + fields[9] + fields[10]
            spans.append((part.header_offset, begin + part.compress_size))
    end = content.rfind(b"PK\x05\x06")
    directory = content.find(b"PK\x01\x02", max((last for _, last in spans), default=0))
    if end >= 0:
        comment = int.from_bytes(content[end + 20 : end + 22], "little")
        spans.append((directory if 0 <= directory < end else end, end + 22 + comment))
    place = 0
    for first, last in sorted(spans):
        gap = content[place:first]
        if len(gap) > 24:  # a data descriptor is 12 to 24
            if b"PK\x03\x04" in gap:
                yield Unsearched("damaged", where)
            yield from walk.strange(gap, where)
        place = max(place, last)
    if content[place:]:
        yield from walk.strange(content[place:], where)


def sheets(walk: DocumentWalk, content: bytes, where: str, *, texts_read: bool = True) -> Iterator[Item]:
    """The tables of a spreadsheet by columns, hidden sheets too; of packages the texts are read as XML as well."""
    import python_calamine

    at = f"{where}#sheets"
    if why := walk.why_skipped(at):
        yield Unsearched(why, at)
        return
    walk.begin(at)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet in book.sheets_metadata:
            hidden = sheet.visible != python_calamine.SheetVisibleEnum.Visible
            rows = ([_cell(cell) for cell in row] for row in book.get_sheet_by_name(sheet.name).iter_rows())
            if sheet.typ is python_calamine.SheetTypeEnum.WorkSheet:
                yield from table_of(rows, f"{where}/{sheet.name}", hidden=hidden)
                continue
            for row in rows:  # what a chart or a macro keeps is no table
                if (text := "\t".join(row).strip()) and walk.bounds.is_new(text):
                    yield Passage(text, f"{where}/{sheet.name}", hidden=True)
    except (python_calamine.CalamineError, OSError, ValueError, IndexError, RuntimeError):
        if not texts_read:  # else the texts were read from the XML
            yield Unsearched("damaged", at)


def _cell(value: object) -> str:
    match value:
        case float():
            return f"{value:.0f}" if value.is_integer() and abs(value) < _FLOAT_WHOLE else repr(value)
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)
