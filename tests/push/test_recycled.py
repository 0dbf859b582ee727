"""A release with one change: an old one brought up to date, by as many names as changed, and none of the others."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.model.errors import PortalError
from publisher.model.release import Publication
from publisher.push.plan import plan
from publisher.push.portals.static.kept import files, releases
from tests.push.contract import NOW
from tests.push.lab_static import StaticLab, make_lab
from tests.push.publications import ROWS, make_publication

IDS = ("alpha", "beta", "gamma", "delta")


def night(lab: StaticLab, desired: dict[str, Publication]) -> list[object]:
    """One run of the portal: what `apply` gave."""
    portal = lab.open()
    remote = portal.read()
    ours = {item.hash for item in desired.values()} | {str(item.publication) for item in remote.values()}
    steps = [step for step in plan(desired, remote, {}, {}, ours) if str(step.action) != "unchanged"]
    return list(portal.apply(steps, desired, NOW))


def changed(lab: StaticLab, desired: dict[str, Publication], name: str, number: int) -> dict[str, Publication]:
    """The same with other rows in one of them."""
    rows = (*ROWS[:2], ("2026-11", "麻豆監理站", str(number)))
    return {**desired, name: make_publication(lab.root / f"publications-{number}", name, rows)}


def nights(root: Path, names: tuple[str, ...], keep: int, count: int) -> tuple[StaticLab, dict[str, Publication]]:
    """A portal after `count` nights, of which each but the first changed one dataset."""
    root.mkdir(exist_ok=True)
    lab = make_lab(root, keep_releases=keep)
    desired = {name: make_publication(root / "publications", name) for name in names}
    night(lab, desired)
    for number in range(1, count):
        desired = changed(lab, desired, names[number % 2], number)
        night(lab, desired)
    return lab, desired


def tree(release: Path) -> dict[str, tuple[bytes, int, int]]:
    """Every file with its content, its time and its mode."""
    found = {}
    for path in sorted(release.rglob("*")):
        if path.is_file():
            status = path.stat()
            seconds = 0 if path.name.startswith(".") else int(status.st_mtime)
            found[str(path.relative_to(release))] = (path.read_bytes(), seconds, status.st_mode)
    return found


def folders(release: Path) -> dict[str, int]:
    root = release.resolve()
    return {str(path.relative_to(root)): path.stat().st_mode for path in root.rglob("*") if path.is_dir()}


def test_a_release_brought_up_to_date_is_what_one_linked_anew_is(tmp_path: Path) -> None:
    recycled, _ = nights(tmp_path / "two", IDS, 2, 5)
    linked, _ = nights(tmp_path / "nine", IDS, 9, 5)
    assert tree(recycled.current) == tree(linked.current)
    assert folders(recycled.current) == folders(linked.current)
    assert len(list((tmp_path / "two/portal/releases").iterdir())) == 2
    assert len(list((tmp_path / "nine/portal/releases").iterdir())) == 5


def test_one_change_links_as_many_files_among_many_as_among_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: Counter[str] = Counter()

    def counted(name: str) -> Callable[..., None]:
        true = getattr(os, name)

        def call(*args: object, **kwargs: object) -> None:
            counts[f"{lab.root.name} {name}"] += 1
            true(*args, **kwargs)

        return call

    labs = [
        nights(tmp_path / f"of-{count}", (*IDS, *(f"more-{n}" for n in range(count))), 2, 3) for count in (0, 6)
    ]
    for lab, desired in labs:
        with monkeypatch.context() as patched:
            for name in ("link", "unlink", "mkdir"):
                patched.setattr(os, name, counted(name))
            assert len(night(lab, changed(lab, desired, "alpha", 7))) == 1
    few, many = (
        {what.split()[1]: number for what, number in counts.items() if what.startswith(f"of-{n} ")} for n in (0, 6)
    )
    assert few == many and few["link"] > 0


def _replace(path: Path) -> None:
    path.unlink()
    path.write_text("不是我們的")


def _link_away(path: Path) -> None:
    folder = path.parent
    shutil.copytree(folder, folder.parents[3] / "elsewhere")
    shutil.rmtree(folder)
    folder.symlink_to(folder.parents[3] / "elsewhere")


def _put_beside(path: Path) -> None:
    stranger = path.parent / "stranger/page.html"
    stranger.parent.mkdir()
    stranger.write_text("<p>不是我們的</p>")


HARMS: dict[str, Callable[[Path], object]] = {
    "replaced": _replace,
    "gone": Path.unlink,
    "a folder in its place": lambda path: (path.unlink(), (path / "deep").mkdir(parents=True)),
    "a stranger beside it": _put_beside,
    "a link in the place of its folder": _link_away,
    "its folder closed": lambda path: path.parent.chmod(0o700),
}


@pytest.mark.parametrize("harm", HARMS)
def test_nothing_is_shown_of_what_others_did_to_an_old_release(harm: str, tmp_path: Path) -> None:
    lab, desired = nights(tmp_path / "harmed", IDS, 2, 4)
    other, _ = nights(tmp_path / "whole", IDS, 2, 4)
    (old,) = (path for path in (lab.root / "portal/releases").iterdir() if path != lab.current.resolve())
    HARMS[harm](old / "dataset/delta/index.html")
    for place in (lab, other):
        night(place, changed(place, desired if place is lab else _desired(place), "alpha", 9))
    assert tree(lab.current) == tree(other.current)
    assert folders(lab.current) == folders(other.current)
    assert lab.current.resolve().name in {path.name for path in (lab.root / "portal/releases").iterdir()}


def _desired(lab: StaticLab) -> dict[str, Publication]:
    names = {name: make_publication(lab.root / "publications-again", name) for name in IDS}
    for number in range(1, 4):
        rows = (*ROWS[:2], ("2026-11", "麻豆監理站", str(number)))
        name = IDS[number % 2]
        names[name] = make_publication(lab.root / f"publications-again-{number}", name, rows)
    return names


def test_what_is_refused_costs_no_kept_release(tmp_path: Path) -> None:
    lab, desired = nights(tmp_path / "lab", IDS, 2, 4)
    before = {path.name: tree(path) for path in (lab.root / "portal/releases").iterdir()}
    broken = changed(lab, desired, "gamma", 11)
    (broken["gamma"].folder / broken["gamma"].artifacts[0].path).write_text("x")
    ((_, error),) = night(lab, broken)  # type: ignore[misc]
    assert isinstance(error, PortalError)
    assert {path.name: tree(path) for path in (lab.root / "portal/releases").iterdir()} == before


def test_broken_off_while_an_old_release_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, desired = nights(tmp_path / "lab", IDS, 2, 4)
    shown = tree(lab.current)
    fresh = changed(lab, desired, "alpha", 12)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(releases, "flush_folders", full)
        with pytest.raises(PortalError):
            night(lab, fresh)
    assert tree(lab.current) == shown
    assert len(night(lab, fresh)) == 1
    assert (
        lab.current.joinpath("dataset/alpha/cases.csv").read_bytes()
        == (fresh["alpha"].folder / "cases.csv").read_bytes()
    )
    assert {path.name for path in (lab.root / "portal/releases").iterdir() if path.name.startswith(".")} == set()


def test_without_hard_links_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(files.os, "link", none)
    copied, _ = nights(tmp_path / "copied", IDS, 2, 4)
    monkeypatch.undo()
    linked, _ = nights(tmp_path / "linked", IDS, 2, 4)
    assert tree(copied.current) == tree(linked.current)
