"""Whole nights against the real CKAN, killed between any two steps: the next one ends like an undisturbed one."""

from __future__ import annotations

import fcntl
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from publisher.pipeline import Settings, run_night
from publisher.state import StateStore
from publisher.workspace import load
from tests.ckan import CkanServer, running_ckan
from tests.pipeline import kill_at
from tests.pipeline.workspaces import make_workspace
from tests.push.ckan_lab import CkanLab

# One after another, of other checkouts too: the datasets have the same names in every night, and CKAN has each once.
pytestmark = [pytest.mark.ckan, pytest.mark.xdist_group("whole nights on CKAN")]

NOW = kill_at.NOW


@pytest.fixture(scope="module")
def server() -> Iterator[CkanServer]:
    with running_ckan() as server, (server.folder / "nights.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield server


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("fresh") / "space", records=200)


class Nights:
    """Nights of copies of one workspace, each on an organisation of its own."""

    def __init__(self, server: CkanServer, fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._server, self._fresh, self._folder, self._patch = server, fresh, tmp_path, monkeypatch

    @contextmanager
    def workspace(self, name: str, settings: str = "") -> Iterator[tuple[CkanLab, Path]]:
        """A copy that publishes to an organisation of its own too; `settings` are more of that portal's."""
        lab = CkanLab(self._server, self._patch, self._folder, self._server.editor)
        root = Path(shutil.copytree(self._fresh, self._folder / name, symlinks=True))
        catalog = root / "catalog.yaml"
        portal = (
            f"portals:\n  - {{id: ckan, type: ckan, title: {{zh: 測試, en: Test}}, url: {lab.definition.url},"
            f" organization: {lab.organization}, token_env: {lab.definition.token_env}{settings}}}"
        )
        catalog.write_text(catalog.read_text(encoding="utf-8").replace("portals:", portal, 1), encoding="utf-8")
        try:
            yield lab, root
        finally:
            for package in self._server.datasets(lab.organization):
                self._server.call("dataset_purge", {"id": package["id"]})

    def after(self, boundary: int | None) -> tuple[Any, int]:
        """What CKAN shows after a night (killed at `boundary` and run again), and the number of boundaries."""
        with self.workspace(f"killed-{boundary}") as (lab, root):
            done = subprocess.run(
                [sys.executable, "-m", "tests.pipeline.kill_at", str(root), str(boundary or 0)],
                check=False,
                capture_output=True,
            )
            if boundary is not None:
                assert done.returncode == -signal.SIGKILL
                report = run_night(load(root), Settings(NOW, root / "keys"), lambda: NOW).report
                assert all(item.error is None for item in report.portals)
            return self._shown(lab, root), int(done.stdout or 0)

    @staticmethod
    def _shown(lab: CkanLab, root: Path) -> Any:
        state = StateStore(root / ".publisher")
        try:
            receipts = state.receipts("ckan")
            assert all(receipt.verified for receipt in receipts.values())
            assert receipts.keys() == state.publications().keys()
            return lab.snapshot(*state.publications().values())
        finally:
            state.close()


@pytest.fixture
def nights(server: CkanServer, fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Nights:
    return Nights(server, fresh, tmp_path, monkeypatch)


def test_a_killed_night_leaves_ckan_like_an_undisturbed_one(nights: Nights) -> None:
    undisturbed, boundaries = nights.after(None)
    assert [package["name"] for package in undisturbed] == ["cases", "cases-monthly", "counter-visits"]
    for boundary in (boundaries // 2, boundaries - 1):
        assert nights.after(boundary)[0] == undisturbed, boundary


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_a_night_killed_at_any_boundary_leaves_ckan_like_an_undisturbed_one(nights: Nights) -> None:
    undisturbed, boundaries = nights.after(None)
    for boundary in range(1, boundaries + 1):
        assert nights.after(boundary)[0] == undisturbed, boundary


@pytest.mark.parametrize("policy", ["keep", "overwrite"])
def test_what_a_stranger_edits_is_kept_or_written_over_and_told_of(nights: Nights, policy: str) -> None:
    with nights.workspace(policy, f", foreign_edits: {policy}") as (lab, root):

        def night(days: int) -> tuple[dict[str, Any], dict[str, str], int]:
            now = NOW + timedelta(days=days)
            done = run_night(load(root), Settings(now, root / "keys", portals=frozenset({"ckan"})), lambda: now)
            report = json.loads(done.json.read_text(encoding="utf-8"))
            (portal,) = report["night"]["portals"]
            said = {item["subject"]: item["check"] for item in portal["findings"]}
            return portal, said, report["night"]["exit_code"]

        first, said, _ = night(0)
        assert said == {}
        assert all(receipt["verified"] and sum(receipt["tables"].values()) for receipt in first["receipts"])
        title = lab.package("counter-visits")["title"]
        lab.edit_as_stranger("counter-visits")
        edited = lab.package("counter-visits")
        second, said, code = night(1)
        if policy == "keep":
            assert said == {"counter-visits": "portal.conflict"}
            assert (second["writes"], code) == (0, 4)
            assert lab.package("counter-visits") == edited
            assert {item["dataset"] for item in second["receipts"]} == {"cases", "cases-monthly"}
            lab.server.call("package_patch", {"id": "counter-visits", "title": title})
            assert night(2)[1] == {}  # undone on the portal, the conflict is over
        else:
            assert said == {"counter-visits": "portal.overwritten"}
            assert second["writes"] == 1
            assert lab.package("counter-visits")["title"] == title
            third, said, _ = night(2)
            assert (third["writes"], said) == (0, {})
