"""A private certificate authority, as agencies have them, made for one test with the openssl program."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

_SUBJECT = "subjectAltName=IP:127.0.0.1,DNS:localhost"


def authority(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """The authority's certificate, to be trusted, and what a server on loopback needs to be trusted by it."""
    folder.mkdir(parents=True)
    ca, key = folder / "ca.pem", folder / "ca.key"
    _openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=Test authority", "-keyout", key.name, "-out", ca.name)  # fmt: skip
    _openssl(folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=127.0.0.1",
             "-keyout", "server.key", "-out", "server.csr")  # fmt: skip
    (folder / "names").write_text(_SUBJECT, encoding="ascii")
    _openssl(folder, "x509", "-req", "-in", "server.csr", "-CA", ca.name, "-CAkey", key.name, "-CAcreateserial",
             "-days", "2", "-extfile", "names", "-out", "server.pem")  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return ca, context


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
