"""What a file really is, whatever its name promises: told by its first bytes, so that the message helps."""

from __future__ import annotations

import re

from publisher.model.errors import SourceError
from publisher.model.text import msg
from publisher.signatures import START, kind_of
from publisher.source import limits
from publisher.source.formats.opened import SourceFile

_OLE_DIRECTORY = 2 * 1024**2
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


_TEXTS = frozenset({"csv", "json", "jsonl", "xml", "kml", "html", "fixed", "px"})
_BINARIES = {
    "zip": msg("The file is not text but a ZIP archive, or a workbook (.xlsx, .ods)"),
    "ole": msg("The file is not text but a document of an old Office program (.xls, .doc)"),
    "gzip": msg("The file is not text but packed with gzip"),
    "pdf": msg("The file is not text but a PDF"),
    "parquet": msg("The file is not text but a Parquet file"),
}


def check_content(file: SourceFile, format_name: str) -> None:
    """Raise SourceError for a file without content, and for one that cannot be the text its format promises."""
    with file.path.open("rb") as data:
        head = data.read(START)
    if not head:
        raise _empty(file)
    if format_name not in _TEXTS:
        return
    kind = kind_of(head)
    if kind in _BINARIES:
        hint = msg("put the right file there, or declare the format of what it is")
        raise file.fault(_BINARIES[kind], hint)
    if format_name == "csv" and kind == "html":
        raise file.fault(
            msg("The file is a web page, perhaps one that says why there is no file"),
            msg("open it in a browser, read what it says, and put the right file there"),
        )


def is_packed(file: SourceFile) -> bool:
    """Whether the file is a ZIP archive; an old workbook may hold one (its theme) without being one."""
    with file.path.open("rb") as data:
        return kind_of(data.read(START)) == "zip"


def check_signature(file: SourceFile) -> None:
    """Raise SourceError when a file that is no ZIP archive is no old workbook (.xls) either, or is encrypted."""
    with file.path.open("rb") as data:
        head = data.read(START)
        kind = kind_of(head)
        if kind == "ole":
            if _ENCRYPTED in head + data.read(_OLE_DIRECTORY):
                raise password(file)
            return
    if not head:
        raise _empty(file)
    if kind == "html":
        raise file.fault(
            msg("The file is a web page that was saved under the name of a spreadsheet"),
            msg("open it in LibreOffice or Excel and save it as .xlsx or .ods there"),
        )
    if kind == "text" and re.search(rb"[,;\t|]", head):
        raise file.fault(
            msg("The file is text with separators that was saved under the name of a spreadsheet"),
            msg("declare format: csv as source.file.format in dataset.yaml, or name it .csv"),
        )
    raise limits.damaged(file.shown)


def _empty(file: SourceFile) -> SourceError:
    return file.fault(msg("The file is empty"), msg("make the file again where it comes from"))


def password(file: SourceFile) -> SourceError:
    """The error for a spreadsheet that asks for a password."""
    return file.fault(
        msg("The file is protected by a password"),
        msg("save it without a password, in a folder that only the nightly job and its owners may read"),
    )
