"""What a file really is, whatever its name promises: told by its first bytes, so that the message helps."""

from __future__ import annotations

import re

from publisher.model.errors import SourceError
from publisher.model.text import msg
from publisher.source import limits
from publisher.source.formats.opened import SourceFile

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_DIRECTORY = 2 * 1024**2
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WEB_PAGE = re.compile(
    rb"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body|table|meta|div)", re.I | re.S
)
_SPREADSHEET_ML = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet")


_TEXTS = frozenset({"csv", "json", "jsonl", "xml", "kml", "html", "fixed", "px"})
_BINARIES = {
    b"PK\x03\x04": msg("The file is not text but a ZIP archive, or a workbook (.xlsx, .ods)"),
    _OLE: msg("The file is not text but a document of an old Office program (.xls, .doc)"),
    b"\x1f\x8b": msg("The file is not text but packed with gzip"),
    b"%PDF-": msg("The file is not text but a PDF"),
    b"PAR1\x15": msg("The file is not text but a Parquet file"),
}


def check_content(file: SourceFile, format_name: str) -> None:
    """Raise SourceError for a file without content, and for one that cannot be the text its format promises."""
    with file.path.open("rb") as data:
        head = data.read(_HEAD)
    if not head:
        raise _empty(file)
    if format_name not in _TEXTS:
        return
    for start, message in _BINARIES.items():
        if head.startswith(start):
            raise file.fault(message, msg("put the right file there, or declare the format of what it is"))
    if format_name == "csv" and _WEB_PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise file.fault(
            msg("The file is a web page, perhaps one that says why there is no file"),
            msg("open it in a browser, read what it says, and put the right file there"),
        )


def is_packed(file: SourceFile) -> bool:
    """Whether the file is a ZIP archive; an old workbook may hold one (its theme) without being one."""
    with file.path.open("rb") as data:
        return data.read(2) == b"PK"


def check_signature(file: SourceFile) -> None:
    """Raise SourceError when a file that is no ZIP archive is no old workbook (.xls) either, or is encrypted."""
    with file.path.open("rb") as data:
        head = data.read(_HEAD)
        if head.startswith(_OLE):
            if _ENCRYPTED in head + data.read(_OLE_DIRECTORY):
                raise password(file)
            return
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if not head:
        raise _empty(file)
    if _WEB_PAGE.match(plain):
        raise file.fault(
            msg("The file is a web page that was saved under the name of a spreadsheet"),
            msg("open it in LibreOffice or Excel and save it as .xlsx or .ods there"),
        )
    if _SPREADSHEET_ML.search(plain):
        raise file.fault(
            msg("The file is an XML spreadsheet of Excel 2003, which is not read"),
            msg("open it in LibreOffice or Excel and save it as .xlsx or .ods there"),
        )
    if b"\0" not in head and not head.startswith((b"PK", b"%PDF")) and re.search(rb"[,;\t|]", head):
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
