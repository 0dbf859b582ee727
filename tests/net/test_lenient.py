"""The forgiving reader forgives no answer without an end."""

from __future__ import annotations

import ssl

import pytest

from publisher.net import lenient
from tests.net.hostile import dripping

HEAD = b"HTTP/1.1 200 OK\r\nA line without a colon\r\n"


@pytest.mark.injects("dripping")
@pytest.mark.parametrize(
    ("sent", "came"),
    [
        (HEAD + b"X-Long: ", None),
        (b"HTTP/1.1 100 Continue\r\n", None),
        (HEAD + b"Content-Length: 9999\r\n\r\n", True),
        (HEAD + b"\r\n", True),
    ],
)
def test_what_drips_is_cut_off(sent: bytes, came: bool | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lenient, "_LONGEST_SECONDS", 0.5)
    with dripping([sent]) as url:
        raw = lenient.get(
            url, {}, lambda *_: 1 << 20, timeout=2, allow_private=True, tls=ssl.create_default_context()
        )
    assert (raw and raw.cut) is came
