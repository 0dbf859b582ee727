"""The static portal answers to the contract of every portal, and survives what only files can meet."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from publisher.model.night import PortalOutcome
from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Publication
from publisher.model.text import LocalText
from publisher.push import push
from publisher.push.plan import plan
from publisher.push.portals.static import build as building
from publisher.push.portals.static.kept.files import flush_tree, take_over, write
from publisher.push.preview import differences
from tests.push.contract import NOW, PortalContract
from tests.push.killed_push import first_night, run, second_night
from tests.push.lab_static import StaticLab, make_lab
from tests.push.publications import MODIFIED, ROWS, make_publication

ROOT = Path(__file__).resolve().parents[2]


class TestStaticPortal(PortalContract):
    @pytest.fixture
    def lab(self, tmp_path: Path) -> StaticLab:
        return make_lab(tmp_path)


MEMORY = {".watch.sqlite", ".lock", ".record.json"}
"""What the portal keeps beside what readers see."""


def _push(lab: StaticLab, desired: dict[str, Publication], receipts: dict[str, Receipt]) -> PortalOutcome:
    return push(
        lab.open(),
        desired,
        {},
        receipts,
        NOW,
        allow_withdrawals=False,
        withdrawal_limit=0.2,
        services=lab.services,
    )


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".watch")
    }


def _releases(lab: StaticLab) -> set[str]:
    return {path.name for path in (lab.root / "portal" / "releases").iterdir()}


# -- reproducible, and no more written than needed


def test_the_same_publications_make_the_same_bytes_anywhere(tmp_path: Path) -> None:
    trees, names = [], []
    for place in ("here", "there"):
        root = tmp_path / place
        root.mkdir()
        assert run(root, 1, {}).error is None
        trees.append(_tree(root / "portal" / "current"))
        names.append((root / "portal" / "current").readlink())
    assert names[0] == names[1]
    assert trees[0] == trees[1]


def test_another_hash_seed_makes_the_same_bytes(tmp_path: Path) -> None:
    code = "import sys, pathlib; from tests.push.killed_push import run; run(pathlib.Path(sys.argv[1]), 1, {})"
    trees = []
    for seed in ("1", "2"):
        root = tmp_path / seed
        root.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, str(root)], cwd=ROOT, env=environment, check=True)
        trees.append(_tree(root / "portal" / "current"))
    assert trees[0] == trees[1]


def test_files_that_did_not_change_are_the_same_files(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    first = {item.dataset: item for item in run(tmp_path, 1, {}).receipts}
    before = (lab.current / "dataset/beta/index.html").stat().st_ino
    data = (lab.current / "dataset/beta/cases.csv").stat().st_ino
    run(tmp_path, 2, first)
    assert (lab.current / "dataset/beta/index.html").stat().st_ino == before
    assert (lab.current / "dataset/beta/cases.csv").stat().st_ino == data
    assert not (lab.current / "dataset/gamma/cases.csv").exists()


def test_files_have_the_time_of_their_data(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    run(tmp_path, 1, {})
    assert (lab.current / "dataset/alpha/cases.csv").stat().st_mtime == MODIFIED.timestamp()


def test_a_new_title_of_the_portal_makes_a_new_release_without_new_receipts(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    desired = {"alpha": make_publication(tmp_path / "publications", "alpha")}
    first = {item.dataset: item for item in _push(lab, desired, {}).receipts}
    lab.title = LocalText("新的站名", "A new name")
    outcome = _push(lab, desired, first)
    assert outcome.writes == 1
    assert [item.action for item in outcome.receipts] == [PushAction.UNCHANGED]
    assert "新的站名" in (lab.current / "dataset/alpha/index.html").read_text(encoding="utf-8")
    assert _push(lab, desired, first).writes == 0


def test_a_portal_without_datasets_has_its_pages_from_the_first_night(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    assert _push(lab, {}, {}).writes == 1
    assert "目前尚未發布任何資料集。" in (lab.current / "index.html").read_text(encoding="utf-8")
    assert _push(lab, {}, {}).writes == 0


def test_as_many_releases_are_kept_as_asked(tmp_path: Path) -> None:
    lab = make_lab(tmp_path, keep_releases=2)
    receipts: dict[str, Receipt] = {}
    names = []
    for night in range(4):
        rows = (*ROWS, ("2026-11", "麻豆監理站", str(night)))
        desired = {"alpha": make_publication(tmp_path / "publications", "alpha", rows)}
        receipts = {item.dataset: item for item in _push(lab, desired, receipts).receipts}
        names.append(lab.current.readlink().name)
    assert _releases(lab) == set(names[-2:])


def test_a_rollback_by_hand_is_brought_forward_again(tmp_path: Path) -> None:
    """The earlier release is ours as well: `ours` knows its publications."""
    lab = make_lab(tmp_path)
    files = tmp_path / "publications"
    old, new = make_publication(files, "alpha"), make_publication(files, "alpha", ROWS[:1])
    receipts = {item.dataset: item for item in _push(lab, {"alpha": old}, {}).receipts}
    earlier = lab.current.readlink()
    receipts = {item.dataset: item for item in _push(lab, {"alpha": new}, receipts).receipts}
    lab.current.unlink()
    lab.current.symlink_to(earlier)
    outcome = push(
        lab.open(),
        {"alpha": new},
        {},
        receipts,
        NOW,
        allow_withdrawals=False,
        withdrawal_limit=0.2,
        services=lab.services,
        ours={old.hash, new.hash},
    )
    assert [item.action for item in outcome.receipts] == [PushAction.UPDATE]
    assert (lab.current / "dataset/alpha/cases.csv").read_bytes() == (new.folder / "cases.csv").read_bytes()


def test_the_history_of_versions_is_remembered(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    receipts: dict[str, Receipt] = {}
    for night in range(3):
        rows = ROWS[: night + 1]
        publication = make_publication(
            tmp_path / "publications", "alpha", rows, modified=MODIFIED + timedelta(days=night)
        )
        receipts = {item.dataset: item for item in _push(lab, {"alpha": publication}, receipts).receipts}
    page = (lab.current / "en/dataset/alpha/index.html").read_text(encoding="utf-8")
    history = page[page.index('id="versions"') :]
    assert history.index("5 November 2026") < history.index("4 November 2026") < history.index("3 November 2026")
    assert history.count("Rows: 1 added, 0 removed, 0 changed") == 2
    assert "first version" in history


# -- killed at any moment


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A portal after its first night, and the tree that an undisturbed second night makes of it."""
    root = tmp_path_factory.mktemp("undisturbed")
    run(root, 1, {})
    after = tmp_path_factory.mktemp("after") / "root"
    shutil.copytree(root, after, symlinks=True)
    run(after, 2, {})
    return root, _tree(after / "portal" / "current")


def _night_killed_at(root: Path, change: int) -> subprocess.CompletedProcess[bytes]:
    process = subprocess.run(
        [sys.executable, "-m", "tests.push.killed_push", str(root), str(change)], cwd=ROOT, capture_output=True
    )
    assert process.returncode in (0, -9), process.stderr.decode()
    return process


def _survives(change: int, tmp_path: Path, undisturbed: tuple[Path, dict[str, bytes]]) -> bool:
    """Kill the second night at its n-th change: readers see one night or the other, and the next run mends it."""
    start, wanted = undisturbed
    root = tmp_path / str(change)
    shutil.copytree(start, root, symlinks=True)
    old = _tree(start / "portal" / "current")
    if _night_killed_at(root, change).returncode == 0:
        return False
    seen = _tree(root / "portal" / "current")
    assert seen in (old, wanted)
    outcome = run(root, 2, {})
    assert outcome.error is None
    assert outcome.findings == ()
    assert _tree(root / "portal" / "current") == wanted
    assert {path.name for path in (root / "portal").iterdir()} - MEMORY == {"current", "releases"}
    assert not any(path.name.startswith(".") for path in (root / "portal" / "releases").iterdir())
    shutil.rmtree(root)
    return True


@pytest.mark.injects("release-power")
@pytest.mark.parametrize("change", [1, 7, 40, 75])
def test_killed_while_building(change: int, tmp_path: Path, undisturbed: tuple[Path, dict[str, bytes]]) -> None:
    assert _survives(change, tmp_path, undisturbed)


@pytest.mark.injects("release-power")
def test_killed_around_the_switch(tmp_path: Path, undisturbed: tuple[Path, dict[str, bytes]]) -> None:
    last = _changes_of_an_undisturbed_night(tmp_path, undisturbed[0])
    # The record, the release's name, the new link, the switch.
    for change in range(last - 2, last + 1):
        assert _survives(change, tmp_path, undisturbed)


@pytest.mark.injects("release-power")
@pytest.mark.full
def test_killed_at_every_change(tmp_path: Path, undisturbed: tuple[Path, dict[str, bytes]]) -> None:
    change = 1
    while _survives(change, tmp_path, undisturbed):
        change += 1
    assert change > 50


def _changes_of_an_undisturbed_night(tmp_path: Path, start: Path) -> int:
    root = tmp_path / "count"
    shutil.copytree(start, root, symlinks=True)
    return int(_night_killed_at(root, 1_000_000).stdout)


# -- what is in the way


def test_a_folder_in_the_place_of_the_link_is_left_alone(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    lab.current.mkdir(parents=True)
    (lab.current / "mine.txt").write_text("mine", encoding="utf-8")
    outcome = _push(lab, first_night(tmp_path), {})
    assert outcome.error is not None
    assert outcome.error.template == "{path} is not a link to a release"
    assert outcome.hint is not None
    assert (lab.current / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_a_broken_record_is_made_anew_from_its_copy(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    desired = first_night(tmp_path)
    _push(lab, desired, {})
    (lab.current / ".portal.json").write_text("{}", encoding="utf-8")
    outcome = _push(lab, desired, {})
    assert outcome.error is None
    assert [item.check for item in outcome.findings] == ["portal.files-changed"]
    assert (lab.current / ".portal.json").read_bytes() == (tmp_path / "portal/.record.json").read_bytes()


def test_a_file_in_the_place_of_the_releases_is_said(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "releases").write_text("", encoding="utf-8")
    outcome = _push(lab, first_night(tmp_path), {})
    assert outcome.error is not None
    assert outcome.error.template.startswith("the portal's folder cannot be written")


def test_a_file_that_changed_after_it_was_proven_is_not_shown(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    desired = second_night(tmp_path)
    file = desired["alpha"].folder / "cases.csv"
    file.write_bytes(file.read_bytes().replace(b"132", b"133"))
    outcome = _push(lab, desired, {})
    assert [(item.check, item.subject) for item in outcome.findings] == [("portal.dataset-refused", "alpha")]
    assert "cases.csv" in str(outcome.findings[0].params["reason"])
    assert sorted(item.dataset for item in outcome.receipts) == ["beta", "delta"]
    assert not (lab.current / "dataset/alpha").exists()


def test_a_file_that_does_not_read_back_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that loses a bit while the release is written."""
    whole = building.build

    def losing(folder: Path, *rest: Any) -> Any:
        result = whole(folder, *rest)
        file = folder / "dataset/alpha/cases.csv"
        if file.exists():
            file.write_bytes(file.read_bytes().replace(b"132", b"133"))
        return result

    monkeypatch.setattr(building, "build", losing)
    lab = make_lab(tmp_path)
    outcome = _push(lab, first_night(tmp_path), {})
    assert [(item.check, item.subject) for item in outcome.findings] == [("portal.dataset-refused", "alpha")]
    assert sorted(item.dataset for item in outcome.receipts) == ["beta", "gamma"]
    assert not (lab.current / "dataset/alpha").exists()


@pytest.mark.injects("release-power")
def test_what_is_new_is_put_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: set[str] = set()

    def watched(descriptor: int) -> None:
        flushed.add(str(Path(f"/proc/self/fd/{descriptor}").readlink()))

    old, new = tmp_path / "old", tmp_path / "new"
    write(old / "deep/same.txt", "same", MODIFIED)
    take_over(old / "deep/same.txt", new / "deep/same.txt")
    write(new / "deep/other.txt", "other", MODIFIED)
    monkeypatch.setattr(os, "fsync", watched)
    flush_tree(new)
    assert flushed == {str(path) for path in (new, new / "deep", new / "deep/other.txt")}


def test_an_address_nobody_answers_leaves_the_receipts_unproven(tmp_path: Path) -> None:
    lab = make_lab(tmp_path, url="http://127.0.0.1:9/")
    outcome = _push(lab, first_night(tmp_path), {})
    assert outcome.error is not None
    assert outcome.error.params == {"portal": "static"}
    assert [item.verified for item in outcome.receipts] == [False, False, False]
    assert outcome.base_url == "http://127.0.0.1:9/"


def test_a_harmed_file_of_an_earlier_version_is_shown_with_what_it_should_be(tmp_path: Path) -> None:
    lab, files = make_lab(tmp_path), tmp_path / "publications"
    first = {"alpha": make_publication(files, "alpha")}
    receipts = {item.dataset: item for item in _push(lab, first, {}).receipts}
    second = {"alpha": make_publication(files, "alpha", ROWS[:2])}
    receipts = {item.dataset: item for item in _push(lab, second, receipts).receipts}
    earlier = lab.current / "dataset" / "alpha" / "version" / "1" / "cases.csv"
    earlier.unlink()
    earlier.write_bytes(b"defaced")
    opened = lab.open()
    (step,) = plan(second, opened.read(), receipts, {})
    (change,) = differences(*opened.shapes(step))
    right = next(item.sha256 for item in first["alpha"].artifacts if item.path == "cases.csv")
    assert (change.kind, change.name, change.after) == ("file", "version/1/cases.csv", right)
