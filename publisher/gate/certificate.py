"""The certificate: what was promised and what was measured, written beside the data. People sign it, not we."""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from pathlib import Path

import polars as pl

import publisher
from publisher.model.flow import Artifact, Certificate
from publisher.model.jsonable import to_json
from publisher.model.text import LocalText

FILE = "certificate.json"


def text_of(certificate: Certificate) -> str:
    """The certificate as it is written."""
    return json.dumps(to_json(certificate), ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n"


def write_certificate(certificate: Certificate, folder: Path) -> Artifact:
    """Write `certificate.json` into `folder`. `judge` has searched this very text for personal data."""
    content = text_of(certificate).encode()
    (folder / FILE).write_bytes(content)
    return Artifact(
        path=FILE,
        kind="certificate",
        format="json",
        media_type="application/json",
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        title=LocalText("去識別化紀錄", "Record of de-identification"),
    )


def versions() -> dict[str, str]:
    """What measured: this program, Polars, and a fingerprint of the rules that look for personal data."""
    return {"publisher": publisher.__version__, "polars": pl.__version__, "recognisers": _rules()}


def _rules() -> str:
    digest = hashlib.sha256()
    folder = resources.files("publisher.privacy.recognisers")
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name.endswith(".py"):
            digest.update(item.name.encode() + b"\0" + item.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
