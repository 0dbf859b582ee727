"""Whatever the umask: what is the agency's own is its owner's alone, and what is for everybody can be read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from publisher.pipeline import Settings, run_night
from publisher.workspace import load
from tests.pipeline.workspaces import STARTER


@pytest.fixture(params=[0o077, 0o022, 0o000])
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_umask")
def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    root = Path(shutil.copytree(STARTER, tmp_path / "ws"))
    now = datetime.fromisoformat("2026-11-20T03:00+08:00")
    night = run_night(load(root), Settings(now, tmp_path / "keys", jobs=1), lambda: now)
    assert night.report.exit_code == 0
    own = root / ".publisher"
    assert own.stat().st_mode & 0o777 == 0o711
    for path in (own / "portal", *(own / "portal").rglob("*")):
        if not path.is_symlink() and not path.name.startswith((".watch", ".lock", ".record")):
            assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path
    for name in ("state.sqlite", "lock"):
        assert (own / name).stat().st_mode & 0o777 == 0o600
    for name in ("reports", "store"):
        assert (own / name).stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (own / "reports").rglob("report.*")} == {0o600}
    mask = os.umask(0o022)
    os.umask(mask)
    assert mask in (0o077, 0o022, 0o000)
