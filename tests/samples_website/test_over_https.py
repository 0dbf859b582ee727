"""The sample website over TLS with a private authority: what can only be seen there, and what an untrusted line gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from publisher.model.site import SiteResult
from samples import website
from tests.samples_website.certificates import authority


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, website.Truth]]:
    folder = tmp_path_factory.mktemp("secure")
    truth = website.write(folder / "website")
    ca, context = authority(folder / "authority")
    with (
        website.serving(folder / "website") as plain,
        website.serving(folder / "website", secure=context, partner=plain.partner_url) as server,
    ):
        yield server.base_url, ca, truth


def check(address: str, **environment: str) -> tuple[int, dict[str, Any]]:
    words = (
        "check",
        f"{address}/",
        "--whole",
        "--only",
        "links",
        "--allow-private",
        "--rate",
        "0",
        "--format",
        "json",
    )
    done = subprocess.run(
        [sys.executable, "-m", "publisher", *words],
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment},
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, dict(json.loads(done.stdout))


def test_every_planted_link_is_found_over_https_mixed_content_too(secure: tuple[str, Path, website.Truth]) -> None:
    address, ca, truth = secure
    code, answer = check(address, SSL_CERT_FILE=str(ca))
    assert code == 1
    result = TypeAdapter(SiteResult).validate_python(answer)
    score = website.score(result.findings, truth, checks=["links"], has=["external", "https"])
    assert score.missed == ()
    assert score.false_on_clean == ()
    assert score.false_elsewhere == ()
    assert [item.places[0].url for item in result.findings if item.check == "links.mixed-content"] == [
        f"{address}/service/moved.html"
    ]


def test_a_site_whose_certificate_is_not_trusted_was_not_looked_at(
    secure: tuple[str, Path, website.Truth],
) -> None:
    code, answer = check(secure[0])
    assert code == 4
    assert answer["coverage"]["complete"] is False
    assert answer["coverage"]["pages"] == 0
    assert answer["coverage"]["untested"][0]["reason"] == "tls-error"
