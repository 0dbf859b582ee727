"""What a file says where nobody looks: names of parts, comments, keys, stray objects, footers.

For the gate, which has to call a whole file safe. A part that nobody here can read (a picture, an attached file,
an earlier revision) is an error: what was not read was not searched.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from publisher import markup
from publisher.documents.contents import MOST_TEXT, too_much, unreadable
from publisher.documents.libraries import missing_extra
from publisher.documents.search import Bounds, DocumentWalk, Item, Passage, Unsearched, pdf_objects, xml
from publisher.documents.search.items import SpentError

_ODF_READ = (".xml", ".rdf", ".svg")
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
        import pikepdf
    except ImportError:
        missing_extra()
    content = path.read_bytes()
    between = pdf_objects.between_streams(content)
    if between.count(b"%%EOF") != 1 or not content.rstrip().endswith(b"%%EOF"):
        raise unreadable(path, "PDF")
    walk, kept = DocumentWalk(Bounds(most_part=MOST_TEXT)), pdf_objects.Kept()
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True, attempt_recovery=False) as document:
            items = list(pdf_objects.objects(walk, document, path.name, kept))
            items += [item for stream in kept.streams for item in _stream_texts(path, walk, stream, kept)]
            encrypted = document.is_encrypted
    except (
        pikepdf.PdfError,
        pikepdf.PasswordError,
        SpentError,
        OSError,
        ValueError,
        KeyError,
        TypeError,
        RuntimeError,
    ):
        raise unreadable(path, "PDF") from None
    whole = not encrypted and not kept.pictures and not kept.unreached()
    if not whole or any(isinstance(item, Unsearched) for item in items):
        raise unreadable(path, "PDF")
    comments = (match[1].decode("utf-8", "replace").strip() for match in _PDF_COMMENT.finditer(between))
    texts = [item.text for item in items if isinstance(item, Passage)]
    if sum(map(len, texts)) > MOST_TEXT:
        raise too_much(path)
    return tuple(dict.fromkeys([*texts, *(text for text in comments if text)]))


def _stream_texts(path: Path, walk: DocumentWalk, stream: Any, kept: pdf_objects.Kept) -> Iterator[Item]:
    """The words of XMP; nothing of pages, fonts and colours. Others raise UnreadableDocumentError."""
    number = stream.objgen[0]
    if number in kept.dull or number in kept.contents:
        return
    content = pdf_objects.unpacked(stream, MOST_TEXT)
    if content is None:
        raise too_much(path)
    if stream.get("/Type") == "/Metadata":
        try:
            yield from xml.lines(io.BytesIO(content), path.name, walk.bounds, hidden=True)
        except markup.RefusedXmlError:
            raise unreadable(path, "XMP") from None
    elif content and not pdf_objects.is_font_or_colour(content):
        raise unreadable(path, "PDF")


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
