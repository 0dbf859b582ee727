"""What a file really is that a spreadsheet's name promises: told by its first bytes, so that the message helps."""

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
        raise file.fault(msg("The file is empty"), msg("make the file again where it comes from"))
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


def password(file: SourceFile) -> SourceError:
    """The error for a spreadsheet that asks for a password."""
    return file.fault(
        msg("The file is protected by a password"),
        msg("save it without a password, in a folder that only the nightly job and its owners may read"),
    )
