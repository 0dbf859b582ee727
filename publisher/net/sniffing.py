"""Which answers of web servers are files that people download, and of what kind."""

from __future__ import annotations

from publisher.signatures import ARCHIVES, PICTURES, kind_of, office_kind

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
    return office_kind(kind_of(start), start, start if whole is None else whole)


def extension_of(path: str) -> str:
    """The ending of a path in small letters, without the dot; "" when it has none."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


_DATA = frozenset({"sqlite", "parquet"})
_NEVER_TYPES = ("text/css", "text/html", "application/xhtml", "application/manifest", "application/wasm")
_NEVER_KINDS = frozenset({"video", "audio", "font"})
_PARTS = frozenset(
    {"css", "js", "mjs", "map", "webmanifest", "woff", "woff2", "ttf", "otf", "eot", "ico", "wasm", "swf"}
    | {"mp3", "mp4", "m4a", "m4v", "mov", "avi", "wmv", "webm", "ogg", "ogv", "wav", "flv", "mkv", "m3u8", "ts"}
)
_WORDS_IN_PICTURES = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"EXIF", b"Exif", b"XMP ", b"xmpmeta", b"\x21\xfe")
"""Marks of what is beside the pixels; the last begins a comment in a GIF."""
_OF_PAGES = frozenset({"png", "gif", "webp"})
_PAGE_IMAGES = frozenset({"image/avif", "image/x-icon", "image/vnd.microsoft.icon"})
"""Pictures that pages are made of; others (TIFF, drawings, plans, photographs in layers) are taken home."""


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

    Data, archives and programs (which may be archives), pictures that are no part of pages or say something beside
    their pixels, and what is no part of a page or film.
    """
    if found in ARCHIVES or found in _DATA or found == "exe" or found in PICTURES - _OF_PAGES:
        return True
    if found in _OF_PAGES or media_type in _PAGE_IMAGES:
        return any(mark in body for mark in _WORDS_IN_PICTURES)
    if media_type.startswith("image/"):
        return bool(body)
    return found in ("text", "xml", "") and bool(body) and may_be_offered(media_type, address)
