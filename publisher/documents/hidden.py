"""What a file says where nobody looks: names of parts, comments, keys, stray objects, footers.

For the gate, which has to call a whole file safe. A part that nobody here can read (a picture, an attached file,
an earlier revision) is an error: what was not read was not searched.
"""

from __future__ import annotations

import base64
import binascii
import io
import logging
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers import expat

from publisher.documents.libraries import missing_extra
from publisher.documents.reading import (
    MOST_TEXT,
    too_much,
    unreadable,
    xml_lines,
)

if TYPE_CHECKING:
    from pypdf import PdfReader

_ODF_READ = (".xml", ".rdf")
_PDF_STREAMS = frozenset(
    {"/Contents", "/FontFile", "/FontFile2", "/FontFile3", "/ToUnicode", "/CIDSet", "/CIDToGIDMap", "/Metadata"}
)
"""Streams by the key that leads to them: pages (read as pages), fonts, XMP. All others are refused."""
_PDF_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_PDF_COMMENT = re.compile(rb"%([^\r\n]*)")
_RUN = re.compile(r"[^\x00-\x1f\x7f-\x9f\ufffd]{4,}")
_PARQUET = b"PAR1"


def odf_package_texts(path: Path) -> tuple[str, ...]:
    """Names and comments of the parts of an ODF package (its XML is read by `odf_lines`).

    Raises UnreadableDocumentError: something stands before or behind the package, or a part is no XML.
    """
    try:
        with zipfile.ZipFile(path) as package, path.open("rb") as file:
            parts = package.infolist()
            starts = sorted(part.header_offset for part in parts)
            if not starts or starts[0] or file.read(4) != b"PK\x03\x04":
                raise unreadable(path, "ODF")
            file.seek(-22 - len(package.comment), io.SEEK_END)
            if file.read(4) != b"PK\x05\x06":
                raise unreadable(path, "ODF")
            texts = [package.comment.decode("utf-8", "replace")]
            for part in parts:
                if not part.filename.endswith((*_ODF_READ, "/")) and part.filename != "mimetype":
                    raise unreadable(path, "ODF")
                if not part.filename.endswith(_ODF_READ):
                    texts.append(package.read(part).decode("utf-8", "replace"))
                texts += [part.filename, part.comment.decode("utf-8", "replace"), *_runs(part.extra)]
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        raise unreadable(path, "ODF") from None
    return tuple(text for text in texts if text)


def pdf_texts(path: Path) -> tuple[str, ...]:
    """Every text of a PDF outside its pages: of all objects under any key, names, XMP, comments.

    Raises UnreadableDocumentError: damaged or encrypted, an earlier revision or an object that nothing leads to,
    an attached file, a picture or another stream that is neither a page nor a font.
    """
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        missing_extra()
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the file
    try:
        raw = path.read_bytes()
        outside = _PDF_STREAM.sub(b"", raw)
        reader = pypdf.PdfReader(io.BytesIO(raw), strict=False)
        if reader.is_encrypted or outside.count(b"%%EOF") != 1 or not raw.rstrip().endswith(b"%%EOF"):
            raise unreadable(path, "PDF")
        texts = list(_pdf_objects(path, reader))
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # pypdf meets damaged objects with any of these
        raise unreadable(path, "PDF") from None
    comments = (match[1].decode("utf-8", "replace").strip() for match in _PDF_COMMENT.finditer(outside))
    return tuple(dict.fromkeys([*texts, *(text for text in comments if text)]))


def parquet_texts(path: Path) -> tuple[str, ...]:
    """Runs of characters in the footer of a Parquet file: names, key-value metadata, the writer, statistics.

    The Arrow schema that stands there in base64 is looked into as well. Raises UnreadableDocumentError.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4)
            file.seek(-8, io.SEEK_END)
            length, tail = int.from_bytes(file.read(4), "little"), file.read(4)
            if head != _PARQUET or tail != _PARQUET:
                raise unreadable(path, "Parquet")
            file.seek(-8 - length, io.SEEK_END)
            runs = _runs(file.read(length))
    except (OSError, ValueError):
        raise unreadable(path, "Parquet") from None
    inner = [text for run in runs for text in _base64_runs(run)]
    return tuple(dict.fromkeys([*runs, *inner]))


def _runs(content: bytes) -> list[str]:
    return _RUN.findall(content.decode("utf-8", "replace"))


def _base64_runs(run: str) -> list[str]:
    if len(run) < 64 or not re.fullmatch(r"[^A-Za-z0-9+/]?[A-Za-z0-9+/]+={0,2}", run):
        return []
    found: list[str] = []
    for text in (run, run[1:]):  # the byte before a text is its length and may look like a letter
        try:
            found += _runs(base64.b64decode(text + "=" * (-len(text) % 4)))
        except (binascii.Error, ValueError):
            continue
    return found


def _pdf_objects(path: Path, reader: PdfReader) -> Iterator[str]:
    from pypdf.generic import (
        ArrayObject,
        ByteStringObject,
        DictionaryObject,
        IndirectObject,
        NameObject,
        StreamObject,
        TextStringObject,
    )

    seen: set[int] = set()
    length = 0
    waiting: list[tuple[str, object]] = [("", reader.trailer)]
    while waiting:
        key, item = waiting.pop()
        if isinstance(item, IndirectObject):
            if item.idnum in seen:
                continue
            seen.add(item.idnum)
            item = item.get_object()
        texts: list[str] = []
        if isinstance(item, StreamObject):
            texts += _pdf_stream(path, key, item)
        if isinstance(item, DictionaryObject):
            texts += [str(name)[1:] for name in item]
            waiting.extend((name, item.raw_get(name)) for name in item)
        elif isinstance(item, ArrayObject):
            waiting.extend((key, inner) for inner in item)
        elif isinstance(item, NameObject):
            texts.append(str(item)[1:])
        elif isinstance(item, TextStringObject):
            texts.append(str(item))
        elif isinstance(item, ByteStringObject) and key != "/ID":
            texts.append(bytes(item).decode("latin-1"))
        length += sum(map(len, texts))
        if length > MOST_TEXT:
            raise too_much(path)
        yield from texts
    known = {number for numbers in reader.xref.values() for number in numbers} | set(reader.xref_objStm)
    if any(_holds_something(reader, number) for number in known - seen - {0}):
        raise unreadable(path, "PDF")


def _holds_something(reader: PdfReader, number: int) -> bool:
    from pypdf.generic import IndirectObject, NullObject, StreamObject

    item = IndirectObject(number, 0, reader).get_object()
    container = isinstance(item, StreamObject) and item.get("/Type") in ("/XRef", "/ObjStm")
    return not (item is None or isinstance(item, NullObject) or container)


def _pdf_stream(path: Path, key: str, stream: object) -> list[str]:
    from pypdf.generic import StreamObject

    assert isinstance(stream, StreamObject)
    if key == "/Metadata":
        try:
            return list(xml_lines(path, io.BytesIO(stream.get_data()), None, everything=True))
        except expat.ExpatError:
            raise unreadable(path, "XMP") from None
    colours = "/N" in stream and stream.get("/Type") is None and "/Subtype" not in stream
    if key not in _PDF_STREAMS and not colours:
        raise unreadable(path, "PDF")
    return []
