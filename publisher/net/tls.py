"""Whom a secure connection is made with: trusted roots, and the words for what is wrong with a certificate.

Certificates are judged as browsers do it. Python 3.13 made OpenSSL strict about extensions (RFC 5280) that the
chains of Taiwanese authorities lack and that no browser asks for; and a server that forgets to send the
certificate between its own and the root works in browsers, which fetch it from the address in the certificate.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from collections.abc import Iterable, Sequence
from pathlib import Path

from publisher.model.errors import UserError, Where
from publisher.model.text import msg
from publisher.net.guard import guarded_socket

NO_ISSUER = "unknown-issuer"
LONGEST_CHAIN = 4
MOST_BYTES = 100_000

_WORDS = {
    9: "not-yet-valid",
    10: "expired",
    18: "self-signed",
    19: "self-signed",
    2: NO_ISSUER,
    20: NO_ISSUER,
    21: NO_ISSUER,
    23: "revoked",
    26: "wrong-purpose",
    62: "wrong-host",
    64: "wrong-host",
    66: "weak-key",
    67: "weak-key",
    68: "weak-key",
}
"""Words for OpenSSL's X509_V_ERR numbers."""

_CA_ISSUERS = re.compile(
    rb"\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02\x86(?:\x81(?P<long>.)|(?P<short>[\x00-\x7f]))", re.S
)
"""id-ad-caIssuers (RFC 5280, 4.2.2.1) with the head of its address."""


def context(ca_file: Path | None = None) -> ssl.SSLContext:
    """A context that trusts the system's roots, and those in `ca_file` (PEM)."""
    made = ssl.create_default_context()
    made.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    # with it, a certificate that was only fetched to complete a chain would be a root of its own
    made.verify_flags &= ~getattr(ssl, "VERIFY_X509_PARTIAL_CHAIN", 0)
    if ca_file is not None:
        try:
            made.load_verify_locations(cafile=str(ca_file))
        except (OSError, ValueError):  # an SSLError is an OSError
            raise UserError(
                msg("the certificates of ca_file cannot be read"),
                Where(str(ca_file)),
                msg("name a file in PEM form that the account of the nightly job can read"),
            ) from None
    return made


def word_for(errors: Sequence[BaseException]) -> str:
    """What is wrong with a certificate, or with the handshake, in one word."""
    # aiohttp's own exceptions say to be certificate errors and carry no number: the one they wrap does
    inner = [getattr(error, "certificate_error", error) for error in errors]
    codes = [code for error in inner if (code := getattr(error, "verify_code", None)) is not None]
    if codes:
        return _WORDS.get(codes[0], "not-trusted")
    reasons = {str(getattr(error, "reason", "") or "") for error in errors}
    if reasons & {"TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "WRONG_VERSION_NUMBER"}:
        return "old-protocol" if "WRONG_VERSION_NUMBER" not in reasons else "no-tls"
    return "http2-only" if reasons & {"TLSV1_ALERT_NO_APPLICATION_PROTOCOL"} else "handshake"


async def certificate_of(host: str, port: int, *, allow_private: bool) -> bytes | None:
    """The certificate (DER) that a server shows, unjudged. Nothing is sent over the connection."""
    unjudged = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unjudged.check_hostname = False
    unjudged.verify_mode = ssl.CERT_NONE
    loop = asyncio.get_running_loop()
    make = guarded_socket(allow_private=allow_private)
    for info in await loop.getaddrinfo(host, port, type=1):
        sock = make(info)
        sock.settimeout(0)
        try:
            await loop.sock_connect(sock, info[4])
            _, writer = await asyncio.open_connection(sock=sock, ssl=unjudged, server_hostname=host)
        except OSError:
            sock.close()
            continue
        shown: bytes | None = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.transport.abort()
        return shown
    return None


def issuer_address(certificate: bytes) -> str | None:
    """Where the issuer's certificate lies, as the certificate (DER) says; http: alone."""
    found = _CA_ISSUERS.search(certificate)
    if found is None:
        return None
    length = (found["long"] or found["short"])[0]
    address = certificate[found.end() : found.end() + length].decode("ascii", "replace")
    return address if address.startswith("http://") else None


def certificates_in(body: bytes) -> list[bytes]:
    """The certificates (DER) in what an issuer offers: one in DER or PEM, or several in PKCS #7 (RFC 5280)."""
    if b"-----BEGIN CERTIFICATE-----" in body:
        with contextlib.suppress(ValueError):
            return [ssl.PEM_cert_to_DER_cert(body.decode("ascii", "ignore"))]
        return []
    if _PKCS7 in body[:30]:
        return _certificates_of_pkcs7(body)
    return [body] if body[:1] == b"\x30" else []


def trust_as_links(made: ssl.SSLContext, certificates: Iterable[bytes]) -> bool:
    """Let certificates stand between a server's and a root that is trusted; True when one could be read."""
    added = False
    for certificate in certificates:
        with contextlib.suppress(ssl.SSLError, ValueError):
            if _is_self_signed(certificate):
                continue  # that would make a root of it
            made.load_verify_locations(cadata=certificate)
            added = True
    return added


_PKCS7 = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"


def _certificates_of_pkcs7(body: bytes) -> list[bytes]:
    """ContentInfo [0] SignedData: the elements of its field [0] (RFC 5652, 5.1)."""
    try:
        signed = _children(_children(_children(body)[0][1])[1][1])[0][1]
        fields = _children(signed)
        return [whole for tag, content, *_ in fields if tag == 0xA0 for _, _, whole in _children(content)]
    except IndexError:
        return []


def _is_self_signed(certificate: bytes) -> bool:
    """Issuer and subject are the same (RFC 5280, 4.1: version, serial, algorithm, issuer, validity, subject)."""
    try:
        fields = [item for item in _children(_children(_children(certificate)[0][1])[0][1]) if item[0] != 0xA0]
        return fields[2][2] == fields[4][2]
    except IndexError:
        return True


def _children(body: bytes) -> list[tuple[int, bytes, bytes]]:
    """The elements of DER one after the other: tag, content, and the whole; raises IndexError for what is none."""
    found: list[tuple[int, bytes, bytes]] = []
    at = 0
    while at < len(body):
        length, start = body[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            if not 0 < size <= 4:
                raise IndexError
            length, start = int.from_bytes(body[start : start + size], "big"), start + size
        if start + length > len(body):
            raise IndexError
        found.append((body[at], body[start : start + length], body[at : start + length]))
        at = start + length
    return found
