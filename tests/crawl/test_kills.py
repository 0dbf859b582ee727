"""A crawl of the sample website that is killed with SIGKILL ends in the same state as one that was let alone."""

from __future__ import annotations

import pickle
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from publisher.checks import Context, check_site
from publisher.crawl import crawl, snapshot_of
from publisher.model.site import Site
from publisher.model.state_place import StatePlace
from publisher.state.backups import export_state, put_back
from publisher.state.crawl import CrawlStore
from publisher.state.squeezing import Loosener
from publisher.workspace import load
from samples import website
from tests.checks_site.test_sample_website import WITHOUT_BROWSER
from tests.crawl.sites import FIRST
from tests.state.places import state_servers

WORKSPACE = load(Path(__file__).resolve().parents[2])
_TABLES = {"crawl_targets": "url", "crawl_runs": "id"}
"""Beside the contents, which are compared as they are read: which page they are packed with depends on the order."""
_OF_ITS_WAY = {"coverage", "spent", "origin"}
"""What depends on the order of answers, or counts otherwise: requests, seconds, which link led to a page first."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("sample")
    website.write(folder)
    with website.running(folder) as address:
        site = website.site(address)
        yield replace(site, polite=replace(site.polite, rate=0, timeout=1, patience=0.02))


@pytest.fixture(scope="module")
def undisturbed(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return _end_of(site, tmp_path_factory.mktemp("undisturbed"))


def _killed_at(
    border: int, site: Site, folder: Path, place: StatePlace | None = None
) -> subprocess.CompletedProcess[bytes]:
    (folder / "what").write_bytes(pickle.dumps((place or folder / "state", site)))
    command = [sys.executable, "-m", "tests.crawl.kill_at", folder / "what", str(border)]
    return subprocess.run(command, check=False, capture_output=True)


def _end_of(site: Site, folder: Path, place: StatePlace | None = None) -> dict[str, object]:
    """Crawl, or go on with what was killed: the state afterwards, its documents, and what the checks find."""
    store = CrawlStore(place or folder / "state")
    snapshot = snapshot_of(site, store) or crawl(site, store, FIRST)
    context = Context(site, FIRST, WORKSPACE.checks, WORKSPACE.allowlist)
    result = check_site(snapshot, context, WITHOUT_BROWSER)
    store.close()
    assert snapshot.coverage.complete
    assert not result.crashed
    if place is not None:  # read as a file, into which it moves
        export_state(place, folder / "state.jsonl")
        put_back(folder / "state", folder / "state.jsonl", FIRST)
    return {"findings": result.findings, **_state(folder / "state")}


def _state(folder: Path) -> dict[str, object]:
    with sqlite3.connect(folder / "state.sqlite") as file:
        file.row_factory = sqlite3.Row
        dictionaries = {
            bytes.fromhex(row["url"]): row["body"]
            for row in file.execute("SELECT url, body FROM crawl_contents WHERE kind = 'dictionary'")
        }
        loosener = Loosener(dictionaries.__getitem__)
        contents = {
            row["url"]: loosener.loosen(row["kind"], row["facts"], row["links"], row["body"])
            for row in file.execute("SELECT * FROM crawl_contents WHERE kind <> 'dictionary'")
        }
        rows = {
            f"{name} {row[key]}": {item: row[item] for item in row.keys() if item not in _OF_ITS_WAY}  # noqa: SIM118
            for name, key in _TABLES.items()
            for row in file.execute(f"SELECT * FROM {name}")
        }
    documents = sorted(path.relative_to(folder) for path in (folder / "documents").rglob("*") if path.is_file())
    return {**rows, "contents": contents, "documents": documents}


@pytest.mark.injects("killed")
@pytest.mark.parametrize("border", [20, 63])
def test_a_killed_crawl_ends_like_an_undisturbed_one(
    border: int, site: Site, undisturbed: dict[str, object], tmp_path: Path
) -> None:
    assert _killed_at(border, site, tmp_path).returncode == -signal.SIGKILL
    assert _end_of(site, tmp_path) == undisturbed


@pytest.mark.injects("killed")
def test_a_crawl_killed_again_and_again_ends_like_an_undisturbed_one(
    site: Site, undisturbed: dict[str, object], tmp_path: Path
) -> None:
    for border in (9, 15, 7):
        assert _killed_at(border, site, tmp_path).returncode == -signal.SIGKILL
    assert _end_of(site, tmp_path) == undisturbed


@pytest.mark.injects("killed")
def test_on_a_server_it_ends_like_an_undisturbed_one_in_a_file(
    site: Site, undisturbed: dict[str, object], tmp_path: Path
) -> None:
    with state_servers() as server:
        place = server.place(tmp_path / "state")
        for border in (9, 40):
            assert _killed_at(border, site, tmp_path, place).returncode == -signal.SIGKILL
        assert _end_of(site, tmp_path, place) == undisturbed


@pytest.mark.injects("killed")
@pytest.mark.full
def test_a_crawl_killed_at_any_border_ends_like_an_undisturbed_one(
    site: Site, undisturbed: dict[str, object], tmp_path: Path
) -> None:
    for border in count(1):
        folder = tmp_path / str(border)
        folder.mkdir()
        ended = _killed_at(border, site, folder)
        if ended.returncode == 0:
            break
        assert ended.returncode == -signal.SIGKILL, ended.stderr
        assert _end_of(site, folder) == undisturbed, border
    assert border > 60, "there are no fewer borders than documents, batches and the end ask for"
