"""Where other writers put text: behind control words of RTF, in heads of gzip, in mail before MIME, in packed lines."""

from __future__ import annotations

import binascii
import struct
import zlib
from pathlib import Path

import pytest

from publisher.documents.search import Passage, Unsearched, search

ID = "L290000036"
_PACKAGE = b"\x01\x05\0\0\x02\0\0\0\x08\0\0\0Package\0" + b"\0" * 8 + struct.pack("<I", 10) + ID.encode()
_NAMED = b"\x1f\x8b\x08\x1c" + b"\0" * 5 + b"\3" + b"\4\0aaaa"
_BODY = zlib.compress(b"x")[2:-4] + struct.pack("<II", zlib.crc32(b"x"), 1)
FILES: dict[str, bytes] = {
    "object.rtf": b"{\\rtf1{\\object{\\*\\objdata " + _PACKAGE.hex().encode() + b"}}}",
    "lines.rtf": b"{\\rtf1{\\object{\\*\\objdata\r\n" + b"\r\n".join([_PACKAGE.hex().encode()[:40], _PACKAGE.hex().encode()[40:]]) + b"}}}",
    "field.rtf": b"{\\rtf1{\\*\\datafield " + ID.encode("utf-16-le").hex().encode() + b"}}",
    "name.gz": _NAMED + ID.encode() + b"\0remark\0" + _BODY,
    "remark.gz": _NAMED + b"n\0" + ID.encode() + b"\0" + _BODY,
    "old.eml": b"From: a@mail.example\nSubject: x\n\nbegin 644 a.txt\n" + binascii.b2a_uu(ID.encode()) + b"`\nend\n",
    "printable.vcf": b"BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:=4C2900=\n00036\nEND:VCARD\n",
    "packed.vcf": b"BEGIN:VCARD\r\nNOTE;ENCODING=b:" + binascii.b2a_base64(ID.encode()) + b"END:VCARD\r\n",
    "people.ldif": b"dn: cn=a\ndescription:: " + binascii.b2a_base64(f"證號 {ID}".encode()),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_what_others_write_is_searched(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(FILES[name])
    items = list(search(tmp_path / name))
    assert any(ID in item.text for item in items if isinstance(item, Passage))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bad.vcf", b"BEGIN:VCARD\nNOTE;ENCODING=b:***\nEND:VCARD\n"),
        ("cut.gz", b"\x1f\x8b\x08\x1f" + b"\0" * 6 + b"\xff\xff"),
    ],
)
def test_what_is_spoilt_stops_nothing(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert list(search(tmp_path / name))


def test_a_spoilt_file_in_a_mail_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"From: a@mail.example\n\nbegin 644 a.txt\n!AAAABBBB\nend\n")
    assert [item for item in search(tmp_path / "a.eml") if isinstance(item, Unsearched)]
