"""What a file is by its first bytes, whatever its name and its server say."""

from __future__ import annotations

import re

_ZIP = b"PK\x03\x04"
_ODF = re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument\.([a-z-]+)")
_ODF_KINDS = {"text": "odt", "spreadsheet": "ods", "presentation": "odp", "graphics": "odg", "formula": "odf"}
_OOXML = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x1f\x8b", "gzip"),
    (b"MZ", "exe"),
)
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|script|meta|table|div)\b", re.I | re.S
)
_XML = re.compile(rb"\s*<\?xml\b")
_OLE_STREAMS = (
    ("WordDocument".encode("utf-16-le"), "doc"),
    ("Workbook".encode("utf-16-le"), "xls"),
    ("PowerPoint Document".encode("utf-16-le"), "ppt"),
)

EXTENSIONS = {
    "pdf": "pdf",
    "doc": "doc",
    "docx": "docx",
    "xls": "xls",
    "xlsx": "xlsx",
    "ppt": "ppt",
    "pptx": "pptx",
    "odt": "odt",
    "ods": "ods",
    "odp": "odp",
    "odg": "odg",
    "rtf": "rtf",
    "csv": "text",
    "txt": "text",
    "json": "text",
    "xml": "xml",
    "zip": "zip",
    "7z": "7z",
    "rar": "rar",
    "png": "png",
    "jpg": "jpeg",
    "jpeg": "jpeg",
    "gif": "gif",
}
"""What the content of a file with this ending should be."""

DOCUMENTS = frozenset({"pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "odg", "rtf"})
EDITABLE = frozenset({"doc", "docx", "xls", "xlsx", "ppt", "pptx", "rtf"})
ODF = frozenset({"odt", "ods", "odp", "odg"})


def found_type(start: bytes, whole: bytes | None = None) -> str:
    """The kind of a file by its first bytes (4 kB are plenty; `whole` tells Office files apart); "" if unknown.

    Office files of the older kind are `ole`, zip packages `zip`, when their kind cannot be seen.
    """
    body = start if whole is None else whole
    window = start[:1024]
    if b"%PDF-" in window:  # readers accept a few bytes of rubbish in front
        return "pdf"
    if start.startswith(_ZIP):
        return _zip_kind(start, body)
    if start.startswith(_OLE):
        return next((kind for mark, kind in _OLE_STREAMS if mark in body), "ole")
    for mark, kind in _STARTS:
        if start.startswith(mark):
            return kind
    plain = start[3:] if start.startswith(b"\xef\xbb\xbf") else start
    if _HTML.match(plain[:4096]):
        return "html"
    if _XML.match(plain[:256]):
        return "html" if b"<html" in plain[:2048].lower() else "xml"
    return "text" if start and b"\0" not in start else ""


def _zip_kind(start: bytes, body: bytes) -> str:
    odf = _ODF.search(start[:200])
    if odf:
        return _ODF_KINDS.get(odf[1].decode("ascii").removesuffix("-template"), "zip")
    return next((kind for mark, kind in _OOXML if mark in body), "zip")


def extension_of(path: str) -> str:
    """The ending of a path in small letters, without the dot; "" when it has none."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


_ARCHIVES = frozenset({"7z", "rar", "gzip"})
_NEVER_TYPES = ("text/css", "text/html", "application/xhtml", "application/manifest", "application/wasm")
_NEVER_KINDS = frozenset({"video", "audio", "font"})
_PARTS = frozenset(
    {"css", "js", "mjs", "map", "webmanifest", "woff", "woff2", "ttf", "otf", "eot", "ico", "wasm", "swf"}
    | {"mp3", "mp4", "m4a", "m4v", "mov", "avi", "wmv", "webm", "ogg", "ogv", "wav", "flv", "mkv", "m3u8", "ts"}
)
_WORDS_IN_PICTURES = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"EXIF", b"Exif", b"XMP ", b"xmpmeta")


def may_be_offered(media_type: str, address: str) -> bool:
    """Whether an answer may be a file that people download, before its content is known.

    Parts of pages and films are none.
    """
    kind = media_type.partition("/")[0]
    return not (
        kind in _NEVER_KINDS
        or media_type.startswith(_NEVER_TYPES)
        or "javascript" in media_type
        or extension_of(address.partition("?")[0]) in _PARTS
    )


def is_offered(found: str, media_type: str, address: str, body: bytes) -> bool:
    """Whether a file without a document's first bytes is one that people download.

    Data, archives, pictures that say something beside their pixels, and what is no part of a page or film.
    """
    if found in _ARCHIVES or found == "jpeg":
        return True
    if found in ("png", "gif", "bmp") or media_type.startswith("image/"):
        return found in ("text", "xml") or any(mark in body for mark in _WORDS_IN_PICTURES)
    return found in ("text", "xml", "") and bool(body) and may_be_offered(media_type, address)
