"""What is handed out says what it stands on, and whether it is what we built: `make wheel`."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.parts import missing

REPOSITORY = Path(__file__).parents[2]
pytestmark = pytest.mark.full


def run(*words: object, code: int = 0, **more: object) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload]
    assert done.returncode == code, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signed release and the key of its maker."""
    if shutil.which("ssh-keygen") is None:
        missing("OpenSSH", "apt-get install openssh-client")
    folder = tmp_path_factory.mktemp("supply")
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "key")
    run("scripts/wheel.sh", folder / "key", cwd=REPOSITORY, env={**os.environ, "DIST": str(folder / "dist")})
    return folder


def test_the_list_of_components_is_that_of_the_lock(made: Path) -> None:
    said = json.loads((made / "dist" / "publisher.cdx.json").read_text(encoding="utf-8"))
    assert said["bomFormat"] == "CycloneDX"
    assert said["metadata"]["component"]["name"] == "publisher"
    locked = re.findall(r"^(\S+)==([^\s;]+)", (REPOSITORY / "requirements" / "run.txt").read_text(), re.MULTILINE)
    assert {(item["name"], item["version"]) for item in said["components"]} == set(locked)
    assert all(item["purl"].startswith("pkg:pypi/") for item in said["components"])


def test_the_checksums_are_of_what_is_there_and_signed_by_the_key_alone(made: Path) -> None:
    dist = made / "dist"
    sums = dict(line.split("  ./")[::-1] if "./" in line else line.split("  ")[::-1]
                for line in (dist / "SHA256SUMS").read_text().splitlines())  # fmt: skip
    assert sums == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in dist.iterdir()
        if path.suffix in (".whl", ".json")
    }
    signers = made / "signers"
    signers.write_text(f"us@agency.example {(made / 'key.pub').read_text()}", encoding="utf-8")
    check = ("ssh-keygen", "-Y", "verify", "-f", signers, "-I", "us@agency.example", "-n", "publisher", "-s")
    signed = (dist / "SHA256SUMS").read_text()
    run(*check, dist / "SHA256SUMS.sig", input=signed)
    run(*check, dist / "SHA256SUMS.sig", input=signed.replace("0", "1"), code=255)
