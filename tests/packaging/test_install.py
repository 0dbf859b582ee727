"""The wheel as an agency gets it: installed alone, upgraded, downgraded, removed (docs/how-to/install.md)."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from publisher.model.extras import install_hint

REPOSITORY = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")
pytestmark = pytest.mark.full


def call(*words: object, at: Path, code: int = 0) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(at), "LANG": "en_US.UTF-8", "UV_LINK_MODE": "copy"}
    environment |= {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_"))}
    done = subprocess.run([str(word) for word in words], cwd=at, env=environment, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, at=REPOSITORY)
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_alone_gives_init_and_run_and_keeps_the_state(wheel: Path, tmp_path: Path) -> None:
    def install() -> None:
        call(
            UV,
            "pip",
            "install",
            "--python",
            tmp_path / "venv",
            "--reinstall-package",
            "publisher",
            wheel,
            at=tmp_path,
        )

    call(UV, "venv", "--python", sys.executable, "venv", at=tmp_path)
    install()
    publisher = tmp_path / "venv/bin/publisher"
    call(publisher, "init", "agency", at=tmp_path)
    root = tmp_path / "agency"
    assert "1 published" in call(publisher, "run", "-j", "1", at=root)
    said = call(publisher, "doctor", at=root, code=1)
    (line,) = [line for line in said.splitlines() if "publisher[ckan]" in line]
    assert wheel.as_uri() in line
    install()  # an upgrade finds the state as it was
    assert "1 unchanged" in call(publisher, "run", "-j", "1", at=root)
    state = root / ".publisher/state.sqlite"
    with sqlite3.connect(state) as connection:  # a downgrade: the state is of a version that is not known here
        connection.execute("update alembic_version set version_num = '9999'")
    assert "newer version" in call(publisher, "run", "-j", "1", at=root, code=2)
    call(publisher, "state", "import", at=root)
    assert "1 unchanged" in call(publisher, "run", "-j", "1", at=root)
    call(UV, "pip", "uninstall", "--python", tmp_path / "venv", "publisher", at=tmp_path)
    assert state.exists()
    assert not publisher.exists()


def test_it_is_installed_without_the_network_from_what_was_carried_over(wheel: Path, tmp_path: Path) -> None:
    """The words of docs/how-to/install.md, behind a network that is not there."""
    (tmp_path / "dist").mkdir()
    shutil.copy(wheel, tmp_path / "dist")
    call(sys.executable, "-m", "venv", "online", at=tmp_path)
    call("online/bin/pip", "wheel", "-q", "-w", "wheels", tmp_path / "dist" / wheel.name, at=tmp_path)
    up = 'ip link set lo up && exec "$0" "$@"'  # our own machine stays there
    alone: tuple[str, ...] = ("unshare", "--user", "--map-root-user", "--net", "sh", "-c", up)
    try:
        call(*alone, "true", at=tmp_path)
    except (AssertionError, FileNotFoundError):
        alone = ("env", "PIP_INDEX_URL=http://127.0.0.1:1/", "HTTPS_PROXY=http://127.0.0.1:1/")
    call(sys.executable, "-m", "venv", "agency", at=tmp_path)
    carried = tmp_path / "wheels" / wheel.name
    call(*alone, "agency/bin/pip", "install", "-q", "--no-index", "--find-links", "wheels", carried, at=tmp_path)
    publisher = tmp_path / "agency/bin/publisher"
    call(*alone, publisher, "init", "office", at=tmp_path)
    assert "1 published" in call(*alone, publisher, "run", "-j", "1", at=tmp_path / "office")


def test_what_is_handed_on_is_listed_and_signed(tmp_path: Path) -> None:
    for name in ("publisher", "checks", "scripts", "requirements"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "THIRD_PARTY.md"):
        shutil.copy(REPOSITORY / name, tmp_path)
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    call("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key", at=tmp_path)
    call("scripts/wheel.sh", tmp_path / "key", at=tmp_path)
    dist = tmp_path / "dist"
    call("sha256sum", "--check", "SHA256SUMS", at=dist)
    (dist / "allowed").write_text(f"us {(tmp_path / 'key.pub').read_text()}", encoding="utf-8")
    verify = "ssh-keygen -Y verify -f allowed -I us -n publisher -s SHA256SUMS.sig < SHA256SUMS"
    call("/bin/sh", "-c", verify, at=dist)
    listed = json.loads((dist / "publisher.cdx.json").read_text(encoding="utf-8"))
    assert listed["bomFormat"] == "CycloneDX"
    lock = (REPOSITORY / "requirements/run.txt").read_text(encoding="utf-8")
    locked = {line.partition("==")[0] for line in lock.splitlines() if "==" in line and not line.startswith(" ")}
    assert {item["name"] for item in listed["components"]} == locked
    with (dist / "SHA256SUMS").open("a", encoding="utf-8") as file:
        file.write("\n")
    call("/bin/sh", "-c", verify, at=dist, code=255)


def test_no_wheel_is_made_without_axe(tmp_path: Path) -> None:
    names = ("publisher", "checks", "scripts", "pyproject.toml", "README.md", "LICENSE", "THIRD_PARTY.md")
    for name in names:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "axe.min.js"))
        else:
            shutil.copy(source, tmp_path)
    assert "no wheel without axe-core" in call(
        sys.executable, "-m", "hatchling", "build", "-t", "wheel", at=tmp_path, code=1
    )


def test_the_hint_names_what_is_installed() -> None:
    assert json.dumps(str(install_hint("ckan"))).count("publisher[ckan]") == 1
