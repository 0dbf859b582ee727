"""E-mail (RFC 5322, MIME) and mailboxes: headers, texts and attachments."""

from __future__ import annotations

import binascii
import email
import email.errors
import email.policy
import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from typing import TYPE_CHECKING

from publisher.documents.search.characters import decoded
from publisher.documents.search.items import Item, Passage, Unsearched

if TYPE_CHECKING:
    from publisher.documents.search.walking import DocumentWalk

_BOX = re.compile(rb"(?:\A|\n)From [^\r\n]*\r?\n")
_UUENCODED = re.compile(
    rb"^begin [0-7]{3,4} (?P<name>[^\r\n]*)\r?\n(?P<lines>(?:[\x20-\x60]*\r?\n)*?)end\s*$", re.MULTILINE
)
_LOCKED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
"""S/MIME: locked, unless it says that it is only signed."""
_MOST_PARTS = 2_000


def read(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    """Every message, with its headers decoded and its parts read by their content."""
    if content.startswith(b"From "):
        messages = [piece for piece in _BOX.split(content) if piece.strip()]
    else:
        messages = [content]
    for number, raw in enumerate(messages, 1):
        at = where if len(messages) == 1 else f"{where}/message {number}"
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        yield from _message(walk, message, at)


def _message(walk: DocumentWalk, message: Message, where: str) -> Iterator[Item]:
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            yield Unsearched("too-large", where)
            return
        for name, value in part.items():
            text = f"{name}: {_decoded(str(value))}"
            if walk.bounds.is_new(text):
                yield Passage(text, where, hidden=name.lower() not in ("from", "to", "cc", "subject"))
        if part.is_multipart():
            continue
        body = part.get_payload(decode=True)
        said = _file_name(part)
        if said and walk.bounds.is_new(said):
            yield Passage(said, where)
        if isinstance(body, bytes) and body.strip():
            name = said or _ending(part.get_content_type())
            if part.get_content_type() in _LOCKED and part.get_param("smime-type") != "signed-data":
                yield Unsearched("encrypted", f"{where}/part {number}")
            body = _as_utf8(part, body)
            yield from walk.part(body, name, f"{where}/{name or f'part {number}'}")
            yield from _flowed(walk, part, body, where)
            yield from _uuencoded(walk, body, where)
    for defect_of in (message.preamble, message.epilogue):
        if defect_of and defect_of.strip() and walk.bounds.is_new(defect_of):
            yield Passage(defect_of, where, hidden=True)


def _file_name(part: Message) -> str:
    """The name of an attached file, put together from its pieces (RFC 2231)."""
    try:
        return _decoded(part.get_filename() or "")
    except (LookupError, ValueError):
        return ""


def _flowed(walk: DocumentWalk, part: Message, body: bytes, where: str) -> Iterator[Item]:
    """The paragraphs of a text whose long lines go on in the next, as a space at their end says (RFC 3676)."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return
    joint = "" if str(part.get_param("delsp", "")).lower() == "yes" else " "
    for line in re.sub(r" \r?\n", joint, decoded(body)).splitlines():
        if line.strip() and walk.bounds.is_new(line):
            yield Passage(line, where)


def _uuencoded(walk: DocumentWalk, body: bytes, where: str) -> Iterator[Item]:
    """Files that stand in the text itself, as mail had them before MIME."""
    for found in _UUENCODED.finditer(body):
        name = found["name"].decode("utf-8", "replace").strip()
        try:
            content = b"".join(binascii.a2b_uu(line) for line in found["lines"].splitlines())
        except binascii.Error:
            yield Unsearched("damaged", f"{where}/{name}")
            continue
        yield from walk.part(content, name, f"{where}/{name}")


def _ending(kind: str) -> str:
    return {"text/html": "text.html", "text/plain": "text.txt", "text/csv": "text.csv"}.get(kind, "")


def _as_utf8(part: Message, body: bytes) -> bytes:
    """A text body in UTF-8, when it says in which characters it is written."""
    charset = part.get_content_charset()
    if part.get_content_maintype() != "text" or not charset:
        return body
    try:
        return body.decode({"big5": "cp950"}.get(charset, charset)).encode()
    except (LookupError, UnicodeDecodeError):
        return body


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError, email.errors.HeaderParseError):
        return value
