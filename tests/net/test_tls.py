"""Certificates as browsers judge them: chains without key identifiers, incomplete ones, and what is wrong with others."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from publisher.model.site import Answer as Word
from publisher.net.client import Client, Failure, Outcome, Reply, read_all
from tests.net.server import Answer, serving

_EC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
_NO_IDENTIFIERS = "subjectKeyIdentifier=none\nauthorityKeyIdentifier=none\n"
_HERE = "subjectAltName=IP:127.0.0.1,DNS:localhost\n"


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


class Authority:
    """A root and, below it, an authority that signs servers, both without key identifiers, as GRCA's are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "root.ext").write_text("basicConstraints=critical,CA:TRUE\n" + _NO_IDENTIFIERS)
        _openssl(folder, "req", *_EC, "-subj", "/CN=Root", "-keyout", "root.key", "-out", "root.csr")
        _openssl(
            folder,
            *[
                "x509",
                "-req",
                "-in",
                "root.csr",
                "-signkey",
                "root.key",
                "-days",
                "2",
                "-extfile",
                "root.ext",
                "-out",
                "root.pem",
            ],
        )
        self.sign("middle", "basicConstraints=critical,CA:TRUE\n", "root")
        _openssl(folder, *["x509", "-in", "middle.pem", "-outform", "DER", "-out", "middle.cer"])
        _openssl(
            folder, *["crl2pkcs7", "-nocrl", "-certfile", "middle.pem", "-outform", "DER", "-out", "middle.p7b"]
        )

    @property
    def root(self) -> Path:
        return self.folder / "root.pem"

    def sign(self, name: str, extensions: str, by: str, *more: str) -> None:
        (self.folder / f"{name}.ext").write_text(extensions + _NO_IDENTIFIERS)
        _openssl(self.folder, "req", *_EC, "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        words = f"x509 -req -in {name}.csr -CA {by}.pem -CAkey {by}.key -CAcreateserial -extfile {name}.ext"
        _openssl(self.folder, *words.split(), "-out", f"{name}.pem", *(more or ("-days", "2")))

    def server(self, name: str, *, whole: bool = False) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        chain = self.folder / f"{name}.chain"
        below = (self.folder / "middle.pem").read_text() if whole else ""
        chain.write_text((self.folder / f"{name}.pem").read_text() + below)
        made.load_cert_chain(chain, self.folder / f"{name}.key")
        return made


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


class _Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def secure(context: ssl.SSLContext) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Hello)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def ask(url: str, ca_file: Path | None) -> Outcome:
    async def once() -> Outcome:
        async with Client("test", timeout=5, connections=4, allow_private=True, ca_file=ca_file) as client:
            return await client.get(url, read_all(100))

    return asyncio.run(once())


def word(context: ssl.SSLContext, ca_file: Path | None) -> str:
    with secure(context) as url:
        outcome = ask(url, ca_file)
    if isinstance(outcome, Reply):
        return "works"
    assert outcome.answer is Word.TLS_ERROR, outcome
    return outcome.note


def test_a_chain_without_key_identifiers_is_trusted(authority: Authority) -> None:
    authority.sign("whole", _HERE, "middle")
    assert word(authority.server("whole", whole=True), authority.root) == "works"
    assert word(authority.server("whole", whole=True), None) in ("self-signed", "unknown-issuer")


@pytest.mark.parametrize("kind", ["cer", "p7b"])
def test_a_missing_link_of_a_chain_is_fetched_where_the_certificate_says(authority: Authority, kind: str) -> None:
    body = (authority.folder / f"middle.{kind}").read_bytes()
    with serving({f"/middle.{kind}": Answer(body, kind="application/pkix-cert")}) as issuer:
        authority.sign(kind, f"{_HERE}authorityInfoAccess=caIssuers;URI:{issuer.url}/middle.{kind}\n", "middle")
        assert word(authority.server(kind), authority.root) == "works"
        assert word(authority.server(kind), None) == "unknown-issuer"
        assert {item.target for item in issuer.asked} == {f"/middle.{kind}"}


def test_a_root_that_is_offered_on_the_way_is_not_trusted_for_that(authority: Authority) -> None:
    with serving({"/root": Answer(ssl.PEM_cert_to_DER_cert(authority.root.read_text()))}) as issuer:
        authority.sign("own", f"{_HERE}authorityInfoAccess=caIssuers;URI:{issuer.url}/root\n", "root")
        assert word(authority.server("own"), None) == "unknown-issuer"


def test_what_is_wrong_with_a_certificate_is_said(authority: Authority) -> None:
    authority.sign("else", "subjectAltName=DNS:www.example.test\n", "root")
    assert word(authority.server("else"), authority.root) == "wrong-host"
    authority.sign("missing", _HERE, "middle")
    assert word(authority.server("missing"), authority.root) == "unknown-issuer"
    _openssl(
        authority.folder,
        *[
            "req",
            "-x509",
            "-subj",
            "/CN=alone",
            "-days",
            "2",
            "-keyout",
            "alone.key",
            "-out",
            "alone.pem",
            "-addext",
        ],
        "subjectAltName=IP:127.0.0.1",
        *_EC,
    )
    assert word(authority.server("alone"), authority.root) == "self-signed"
    authority.sign("old", _HERE, "root", "-days", "-1")
    assert word(authority.server("old"), authority.root) == "expired"


def test_what_speaks_only_http2_is_told_apart() -> None:
    settings = b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64\x00\x04\x00\x00\xff\xff\x00\x05\x00\x00\x40\x00"
    with serving({"/": Answer(raw=settings)}) as server:
        outcome = ask(server.url + "/", None)
        assert isinstance(outcome, Failure)
        assert (outcome.answer, outcome.note) == (Word.BAD_ANSWER, "http2-only")
