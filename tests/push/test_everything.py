"""All files of all datasets in one archive: whole, the same while they are, and none where it would be too large."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from publisher.push.plan import plan
from publisher.push.portals.static.described import everything
from tests.push.contract import MORE_ROWS, NOW, REASON
from tests.push.lab_static import StaticLab, make_lab
from tests.push.publications import ROWS, make_publication


def show(lab: StaticLab, rows: object = ROWS) -> Path:
    portal, folder = lab.open(), lab.root / "made"
    desired = {"alpha": make_publication(folder, "alpha"), "beta": make_publication(folder, "beta", rows)}  # type: ignore[arg-type]
    remote = portal.read()
    list(portal.apply(plan(desired, remote, {}, {}, [item.hash for item in desired.values()]), desired, NOW))
    return lab.current / everything.NAME


def test_the_archive_holds_every_file_as_it_is_published(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    path = show(lab)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            assert archive.read(name) == (lab.current / name).read_bytes()
    files = {str(item.relative_to(lab.current)) for item in lab.current.glob("dataset/*/cases.*")}
    assert files <= set(archive.namelist())
    assert 'href="all-data.zip"' in (lab.current / "index.html").read_text(encoding="utf-8")
    before = hashlib.sha256(path.read_bytes()).digest()
    (tmp_path / "other").mkdir()
    assert hashlib.sha256(show(make_lab(tmp_path / "other")).read_bytes()).digest() == before
    assert hashlib.sha256(show(lab, MORE_ROWS).read_bytes()).digest() != before


def test_a_portal_that_is_too_large_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everything, "MOST_BYTES", 300)
    lab = make_lab(tmp_path)
    assert not show(lab).exists()
    assert "all-data.zip" not in (lab.current / "index.html").read_text(encoding="utf-8")


def test_what_is_withdrawn_is_in_no_archive_any_more(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    show(lab)
    portal = lab.open()
    remote = portal.read()
    alpha = make_publication(lab.root / "made", "alpha")
    steps = plan({"alpha": alpha}, remote, {}, {"beta": REASON}, [alpha.hash])
    list(portal.apply(steps, {"alpha": alpha}, NOW))
    archives = list(lab.current.resolve().parent.glob(f"*/{everything.NAME}"))
    assert archives == [lab.current.resolve() / everything.NAME]
    with zipfile.ZipFile(archives[0]) as archive:
        assert not [name for name in archive.namelist() if "beta" in name]
