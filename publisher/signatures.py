"""What content is by its first bytes, whatever its name and its sender say: the one table of file signatures.

A signature of letters that a text may begin with (BM, MZ, OTTO) counts only with the binary bytes that follow it
in a real file: a table whose first heading is BMI is no picture.
"""

from __future__ import annotations

import re

START = 4096
"""Bytes of the start that are enough for `kind_of`."""

OFFICE = ("zip", "ole")
PICTURES = frozenset({"png", "jpeg", "gif", "bmp", "tiff", "jp2", "wmf", "emf", "webp"})
ARCHIVES = frozenset({"7z", "rar", "gzip", "bzip2", "xz", "zstd", "lz4", "cab", "chm", "tar"})

_SIGNATURES = (
    ("zip", rb"PK(?:\x03\x04|\x05\x06|\x07\x08)"),
    ("ole", rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("rtf", rb"\s*\{\\rt"),
    ("png", rb"\x89PNG\r\n\x1a\n"),
    ("jpeg", rb"\xff\xd8\xff"),
    ("gif", rb"GIF8[79]a"),
    ("bmp", rb"BM.{4}\x00{4}"),
    ("tiff", rb"II\*\x00|MM\x00\*"),
    ("jp2", rb"\x00\x00\x00\x0cjP"),
    ("wmf", rb"\xd7\xcd\xc6\x9a|\x01\x00\x09\x00\x00\x03"),
    ("emf", rb"\x01\x00{3}.{36} EMF"),
    ("webp", rb"RIFF.{4}WEBP"),
    ("7z", rb"7z\xbc\xaf\x27\x1c"),
    ("rar", rb"Rar!\x1a\x07"),
    ("gzip", rb"\x1f\x8b"),
    ("bzip2", rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),
    ("xz", rb"\xfd7zXZ\x00"),
    ("zstd", rb"\x28\xb5\x2f\xfd"),
    ("lz4", rb"\x04\x22\x4d\x18"),
    ("cab", rb"MSCF\x00"),
    ("chm", rb"ITSF[\x01-\x09]\x00"),
    ("tar", rb".{257}ustar[\x00 ]"),
    ("exe", rb"MZ.{0,60}\x00"),
    ("sqlite", rb"SQLite format 3\x00"),
    ("parquet", rb"PAR1[\x00-\x1f]"),
    ("font", rb"\x00\x01\x00\x00\x00|OTTO\x00|wOF[F2](?:\x00\x01\x00\x00|OTTO\x00?|true|ttcf)|ttcf\x00"),
)
_BINARY = re.compile(b"|".join(b"(?P<k%d>%s)" % (at, mark) for at, (_, mark) in enumerate(_SIGNATURES)), re.DOTALL)
_PDF_WITHIN = 1024
"""Readers of PDF accept so many bytes of rubbish in front."""
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|title|script|meta|table|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\s*<\?xml\b")
_ODF = re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument\.([a-z-]+)")
_ODF_KINDS = {"text": "odt", "spreadsheet": "ods", "presentation": "odp", "graphics": "odg", "formula": "odf"}
_OOXML = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"))
_OLE_STREAMS = (
    ("WordDocument".encode("utf-16-le"), "doc"),
    ("Workbook".encode("utf-16-le"), "xls"),
    ("PowerPoint Document".encode("utf-16-le"), "ppt"),
)


def kind_of(content: bytes) -> str:
    """The kind of a file by its first START bytes (more may be given); "" when they tell none.

    `zip` and `ole` are what Office files are packed in (`office_kind` tells them apart), `text` is anything
    without a zero byte.
    """
    start = content[:START]
    if b"%PDF-" in start[:_PDF_WITHIN]:
        return "pdf"
    if found := _BINARY.match(start):
        return _SIGNATURES[int((found.lastgroup or "k0")[1:])][0]
    plain = start.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(plain):
        return "html"
    if _XML.match(plain):
        return "html" if b"<html" in plain[:2048].lower() else "xml"
    return "text" if start and b"\0" not in start else ""


def office_kind(kind: str, start: bytes, whole: bytes) -> str:
    """Which Office file a `zip` or `ole` is (odt, docx, xls …), told by names of its parts; else `kind` itself."""
    if kind == "ole":
        return next((office for mark, office in _OLE_STREAMS if mark in whole), kind)
    if kind == "zip":
        if odf := _ODF.search(start[:200]):
            return _ODF_KINDS.get(odf[1].decode("ascii").removesuffix("-template"), kind)
        return next((office for mark, office in _OOXML if mark in whole), kind)
    return kind
