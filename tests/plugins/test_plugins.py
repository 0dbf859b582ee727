"""A package beside the program brings a recogniser, a check, rules, a format and a portal, and a night uses them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from publisher.model.exits import Exit

EXAMPLE = Path(__file__).parent / "example"
SEEN = """
import json
from publisher.checks.registry import CHECKS
from publisher.export import EXPORTERS
from publisher.plugins import installed
from publisher.privacy.recognisers import scan
print(json.dumps({
    "installed": [str(item) for item in installed()],
    "checks": [check.id for check in CHECKS if check.id.startswith("example.")],
    "formats": [name for name in EXPORTERS if name == "tsv"],
    "found": [(hit.kind, hit.confidence) for hit in scan("BSN: 111222333, 111222334")],
}))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, built as its makers would and installed in a folder of its own."""
    folder = tmp_path_factory.mktemp("example")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=EXAMPLE,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


ROOT = Path(__file__).resolve().parents[2]


def python(site: Path, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The program with what lies in `site` beside it."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{ROOT}", "LC_ALL": "C.UTF-8", "LANGUAGE": "en"},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture
def page(tmp_path: Path) -> Iterator[str]:
    """The address of a page that only greets."""
    text = '<!doctype html><html lang="en"><title>Welcome!</title><h1>Fees</h1></html>'
    (tmp_path / "index.html").write_text(text, encoding="utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def test_one_of_each_is_found(site: Path) -> None:
    seen = json.loads(python(site, "-c", SEEN).stdout)
    assert len(seen.pop("installed")) == 6
    assert seen == {
        "checks": ["example.old-greeting"],
        "formats": ["tsv"],
        "found": [["national_id", "high"]],
    }


def test_a_check_of_a_package_judges_pages_in_the_words_of_its_rules(site: Path, page: str) -> None:
    words = (
        "-m",
        "publisher",
        "check",
        page,
        "--only",
        "example.old-greeting",
        "--allow-private",
        "--format",
        "json",
    )
    done = python(site, *words)
    assert "A title that only greets" in python(site, "-m", "publisher", "explain", "example.old-greeting").stdout
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["check"] == "example.old-greeting"


def test_a_night_writes_a_format_and_fills_a_portal_of_a_package(site: Path, tmp_path: Path) -> None:
    root = tmp_path / "agency"
    assert python(site, "-m", "publisher", "init", str(root)).returncode == Exit.CLEAN
    catalog = root / "catalog.yaml"
    text = catalog.read_text(encoding="utf-8").replace("exports: [csv,", "exports: [csv, tsv,")
    mirror = "  - {id: mirror, type: plugin, plugin: folder, title: {zh: 鏡像站, en: Mirror}, options: {path: mirror}}\n"
    catalog.write_text(text.replace("portals:\n", "portals:\n" + mirror), encoding="utf-8")
    done = python(site, "-m", "publisher", "run", "--format", "json", cwd=root)
    night = json.loads(done.stdout)["night"]
    assert done.returncode in (Exit.CLEAN, Exit.FINDINGS), done.stderr
    shown = {
        portal["portal"]: [receipt["verified"] for receipt in portal["receipts"]] for portal in night["portals"]
    }
    assert shown["mirror"] == [True]
    written = {path.suffix for path in (root / "mirror").glob("*/*") if path.name != "line.json"}
    assert written >= {".csv", ".tsv", ".html"}


@pytest.mark.parametrize(
    ("points", "word"),
    [
        ("[publisher.recognisers]\nbroken = no_such_module:THING\n", "cannot be loaded"),
        ("[publisher.formats]\nodd = json:dumps\n", "brings a function, not a Exporter"),
        ("[publisher.checks]\ntwin = publisher.checks.accessibility:CHECKS\n", "is there already"),
    ],
)
def test_a_package_that_is_broken_is_named_and_nothing_is_looked_at_without_it(
    points: str, word: str, tmp_path: Path
) -> None:
    info = tmp_path / "site" / "odd_thing-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odd-thing\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(points)
    root = tmp_path / "agency"
    python(tmp_path, "-m", "publisher", "init", str(root))
    done = python(tmp_path / "site", "-m", "publisher", "run", cwd=root)
    assert done.returncode == Exit.USAGE
    assert word in done.stderr
    assert "odd-thing 1.0" in done.stderr
