"""Damage that a night has not seen, or leaves as it is, is never written down as right by what the night makes."""

from __future__ import annotations

import os
import shutil
import sqlite3
from array import array
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from publisher.model.text import LocalText
from publisher.push.portals.static import site
from publisher.push.portals.static.kept import releases
from publisher.push.portals.static.kept.files import remove
from publisher.push.portals.static.kept.releases import ReleaseFolder
from publisher.push.portals.static.kept.sums import owner_of
from publisher.push.portals.static.kept.whole import read_sums
from publisher.state.watch import FileMark, mark_of, sha256_of
from tests.push.lab_static import make_lab
from tests.push.publications import make_publication
from tests.push.test_recycled import IDS, changed, night
from tests.push.test_recycled import nights as recycled
from tests.push.test_static_harm import Nights, nights, put, tree

__all__ = ["nights"]
THEIRS = "統計年月,監理站,受理件數\r\n2026-10,東區監理站,0\r\n".encode()


def rot(nights: Nights, path: str, old: bytes, new: bytes) -> None:
    """Change bytes as a failing disk does: nothing that a look sees moves, until the file's turn to be read."""
    file = nights.lab.current.resolve() / path
    body = file.read_bytes()
    assert old in body and len(old) == len(new)
    put(file, body.replace(old, new), quietly=True)
    seen, day = mark_of(file), nights.now.date().isoformat()
    assert seen is not None
    with closing(sqlite3.connect(nights.lab.root / "portal" / ".watch.sqlite")) as memory, memory:
        change = "update files set inode = ?, size = ?, modified = ?, changed = ? where path = ?"
        if not memory.execute(change, (*seen, path)).rowcount:
            _rot_of_a_dataset(memory, owner_of(path), path, seen)
        memory.execute("update files set read = ?", (day,))  # it is nobody's turn
        memory.execute("update contents set read = ?", (day,))


def _rot_of_a_dataset(memory: sqlite3.Connection, dataset: str, path: str, seen: FileMark) -> None:
    question = "select names, marks from contents where dataset = ?"
    ((names, marks),) = memory.execute(question, (dataset,)).fetchall()
    at = 32 * names.split("\n").index(path)
    marks = marks[:at] + array("Q", seen).tobytes() + marks[at + 32 :]
    memory.execute("update contents set marks = ? where dataset = ?", (marks, dataset))


def change_beta(nights: Nights, number: int = 1) -> None:
    title = LocalText(f"第{number}個名稱", f"Name {number}")
    nights.desired["beta"] = make_publication(nights.lab.root / f"beta-{number}", "beta", title=title)


def wrong(nights: Nights) -> set[str]:
    """The files that are not what the sums of the release say."""
    sums = read_sums(nights.lab.current.resolve())
    assert sums is not None
    return {path for path, value in sums.items() if sha256_of(nights.lab.current / path) != value}


@pytest.mark.parametrize("how", ["in place", "anew", "gone"])
def test_a_file_in_conflict_keeps_its_right_sum_when_its_dataset_is_made_anew(how: str, nights: Nights) -> None:
    nights.edits = "keep"
    victim = nights.lab.current / "dataset/alpha/cases.csv"
    right = victim.read_bytes()
    if how != "in place":
        victim.unlink()
    if how != "gone":
        victim.write_bytes(THEIRS)
    page = nights.lab.current / "dataset/alpha/index.html"
    before = page.read_bytes()
    nights.now += timedelta(days=400)  # late: its page says so
    for _ in range(3):
        outcome = nights.night()
        assert outcome.error is None and "portal.conflict" in [item.check for item in outcome.findings]
    assert page.read_bytes() != before or how == "gone", "not made anew"
    assert "dataset/alpha/cases.csv" in wrong(nights)
    nights.edits = "overwrite"
    nights.night()
    assert victim.read_bytes() == right and not wrong(nights)
    assert (nights.lab.current / "dataset/alpha/version/1/cases.csv").read_bytes() == right
    assert nights.night().findings == ()


LINES = (
    "data.json",
    "dcat-us-3.jsonld",
    "api/3/action/package_search",
    "assets/search/cards/0.js",
    ".parts/alpha.json",
)


@pytest.mark.parametrize("path", LINES)
def test_unseen_damage_goes_into_no_new_file(path: str, nights: Nights) -> None:
    rot(nights, path, b"alpha", b"ALPHA")
    change_beta(nights)
    if path.startswith(".parts"):  # lines that stay are taken from the files themselves
        put(nights.lab.current / "data.json", b"{}")
    outcome = nights.night()
    assert outcome.error is None
    for name in LINES:
        if name == path == ".parts/alpha.json":
            continue  # found when its turn comes
        assert b"ALPHA" not in (nights.lab.current / name).read_bytes(), name
    assert wrong(nights) <= {".parts/alpha.json"}


def test_an_unseen_change_of_the_record_is_seen(nights: Nights) -> None:
    rot(nights, ".portal.json", b"Nanying", b"NANYING")
    change_beta(nights)
    outcome = nights.night()
    assert [item.check for item in outcome.findings] == ["portal.files-changed"]
    assert b"NANYING" not in (nights.lab.current / ".portal.json").read_bytes()
    assert not wrong(nights)


def test_pages_made_of_a_harmed_dataset_are_made_again_with_it(nights: Nights) -> None:
    nights.edits = "keep"
    put(
        nights.lab.current / "dataset/alpha/cases.csv",
        THEIRS.replace("東區監理站".encode(), "別人的名稱".encode()),
    )
    nights.now += timedelta(days=400)  # late: the parts are made anew, too, and those of the catalogue with them
    nights.night()
    theirs = {path for path, body in tree(nights.lab.current).items() if "別人的名稱".encode() in body}
    assert any(path.startswith(".parts") for path in theirs), "this test proves nothing"
    nights.edits = "overwrite"
    nights.night()
    assert not [path for path, body in tree(nights.lab.current).items() if "別人的名稱".encode() in body]
    assert not wrong(nights)
    assert nights.night().writes == 0


@pytest.mark.parametrize("path", ["dataset/alpha/cases.csv", ".parts/alpha.json"])
def test_a_file_gone_of_a_dataset_in_conflict_stops_no_other(path: str, nights: Nights) -> None:
    nights.edits = "keep"
    (nights.lab.current / path).unlink()
    change_beta(nights)
    outcome = nights.night()
    assert outcome.error is None and outcome.writes == 1
    assert "portal.conflict" in [item.check for item in outcome.findings]
    assert "Name 1" in (nights.lab.current / "en/dataset/beta/index.html").read_text(encoding="utf-8")
    assert "dataset/alpha/" in (nights.lab.current / "data.json").read_text(encoding="utf-8")


def test_new_folders_are_open_under_a_strict_umask_in_later_releases_too(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        found = Nights(make_lab(tmp_path), {"alpha": make_publication(tmp_path / "publications", "alpha")})
        for number in range(5):  # more than the releases that are kept
            found.desired[f"new-{number}"] = make_publication(tmp_path / "publications", f"new-{number}")
            assert found.night().error is None, number
    finally:
        os.umask(before)
    assert not [path for path in found.lab.current.resolve().rglob("*") if not path.stat().st_mode & 0o004]


def test_a_file_changed_between_the_look_and_the_switch_is_found_the_next_night(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = ReleaseFolder.switch

    def switch(folder: ReleaseFolder, key: str) -> Path:
        made = true(folder, key)
        put(made / "dataset/alpha/cases.csv", THEIRS)
        return made

    for number in range(4):  # linked anew, and brought up to date
        change_beta(nights, number)
        with monkeypatch.context() as patched:
            patched.setattr(ReleaseFolder, "switch", switch)
            assert nights.night().error is None
        assert "portal.overwritten" in [item.check for item in nights.night().findings]
        assert not wrong(nights)


@pytest.mark.parametrize("path", ["assets/search/words/0.js", "all-data.zip", ".parts/alpha.json"])
def test_a_withdrawal_broken_off_after_the_switch_is_done_again(
    path: str, nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_beta(nights)
    nights.night()
    nights.withdraw = {"alpha": LocalText("停止提供", "no longer kept")}
    del nights.desired["alpha"]

    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(ReleaseFolder, "forget", broken)
        assert nights.night().error is not None
    kept = [item for item in nights.lab.current.resolve().parent.iterdir() if item != nights.lab.current.resolve()]
    assert any((item / path).exists() for item in kept), "this test proves nothing"
    assert nights.night().error is None
    assert not any((item / path).exists() for item in kept)
    assert (nights.lab.current / "assets/search/words/0.js").is_file()


@pytest.mark.parametrize("keep", [1, 2])
def test_a_release_that_is_half_removed_is_none(
    keep: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, desired = recycled(tmp_path / "lab", IDS, 3, 3)
    lab.keep_releases = keep
    names: list[str] = []
    true = shutil.rmtree
    monkeypatch.setattr(shutil, "rmtree", lambda path: (names.append(path.name), true(path)))
    night(lab, changed(lab, desired, "alpha", 9))
    assert names and set(names) <= {".delta", ".building"}


def test_the_code_that_makes_pages_elsewhere_has_a_part_in_their_key(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    true = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: (read.append(path), true(path))[1])
    site._code.__wrapped__()
    assert {path.name for path in read} >= {"frequencies.py", "filetypes.py", "standard.py", "table_schema.py"}
    assert any(path.match("model/release.py") for path in read)


def test_an_old_release_from_which_nothing_can_be_taken_is_set_aside_and_said(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        change_beta(nights, number)
        nights.night()

    def refused(true: Callable[..., None]) -> Callable[..., None]:
        def call(path: object, *arguments: object, **named: object) -> None:
            if ".building/dataset/beta" in str(path) or ".building-1" in str(path):
                raise PermissionError(1, "Operation not permitted")
            true(path, *arguments, **named)

        return call

    def kept(path: Path) -> None:
        if path.name == ".building" and path.exists():
            raise PermissionError(1, "Operation not permitted")
        remove(path)

    monkeypatch.setattr(os, "unlink", refused(os.unlink))
    monkeypatch.setattr(releases, "remove", kept)
    for number in range(3, 6):
        change_beta(nights, number)
        outcome = nights.night()
        assert outcome.error is None and not wrong(nights)
    said = [
        place.file for item in outcome.findings if item.check == "portal.strange-files" for place in item.places
    ]
    assert "releases/.building-1" in said
