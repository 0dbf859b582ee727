"""What stands on the portal beside the release that readers see is looked at, too, and costs little."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.push.portals.static.kept import trees
from publisher.state import watch
from tests.push.publications import ROWS, make_publication
from tests.push.test_static_harm import Nights, nights, put

__all__ = ["nights"]


def publish(nights: Nights, name: str, rows: object) -> None:
    nights.desired["alpha"] = make_publication(nights.lab.root / name, "alpha", rows, modified=nights.now)  # type: ignore[arg-type]
    outcome = nights.night()
    assert (outcome.error, outcome.findings) == (None, ())


def older(nights: Nights) -> Path:
    """A release that readers do not see."""
    shown = nights.lab.current.resolve()
    return next(path for path in sorted(shown.parent.iterdir()) if path != shown and not path.name.startswith("."))


def _replaced(path: Path) -> None:
    status = path.stat()
    path.unlink()
    path.write_bytes(b"x" * status.st_size)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


DEFACED: dict[str, Callable[[Path], object]] = {
    "a file that both releases have": lambda release: _replaced(release / "dataset/beta/cases.csv"),
    "a file of that release alone": lambda release: put(release / "dataset/alpha/dcat.ttl", b"no", quietly=True),
    "a page": lambda release: (release / "dataset/alpha/index.html").write_text("defaced"),
    "a file about the catalogue": lambda release: (release / "data.json").write_text("[]"),
    "the record": lambda release: (release / ".portal.json").write_text("{}"),
    "its sums": lambda release: (release / ".sums").write_text(""),
    "a file lost": lambda release: (release / "en/dataset/beta/index.html").unlink(),
    "a folder lost": lambda release: shutil.rmtree(release / "dataset/beta"),
    "a file added": lambda release: (release / "dataset/beta/evil.html").write_text("evil"),
    "a file added beside the datasets": lambda release: (release / "dataset/evil.html").write_text("evil"),
    "a link in the place of a file": lambda release: (
        (release / "dataset/beta/index.html").unlink(),
        (release / "dataset/beta/index.html").symlink_to("/etc/hostname"),
    ),
    "one file in the place of another": lambda release: (
        (release / "dataset/beta/index.html").unlink(),
        os.link(release / "dataset/beta/dcat.ttl", release / "dataset/beta/index.html"),
    ),
}


@pytest.mark.parametrize("how", DEFACED)
@pytest.mark.parametrize("quiet_nights", [0, 2])
def test_an_earlier_release_that_others_changed_is_said_and_goes(
    how: str, quiet_nights: int, nights: Nights
) -> None:
    publish(nights, "second", ROWS[:2])
    for _ in range(quiet_nights):
        assert nights.night().findings == ()
    release = older(nights)
    DEFACED[how](release)
    (found,) = nights.night().findings
    assert (found.check, found.subject, found.key) == ("portal.kept-release-changed", "static", release.name)
    assert f"releases/{release.name}/" in str(found.params["files"])
    assert not release.exists()
    assert nights.night().findings == ()


def test_with_keep_it_stays_and_is_said_every_night(nights: Nights) -> None:
    nights.edits = "keep"
    publish(nights, "second", ROWS[:2])
    release = older(nights)
    (release / "dataset/alpha/dcat.ttl").write_text("defaced")
    for _ in range(2):
        (found,) = nights.night().findings
        assert (found.check, found.count) == ("portal.kept-release-changed", 1)
    assert (release / "dataset/alpha/dcat.ttl").read_text() == "defaced"


def test_what_we_took_out_ourselves_is_nobodys_work(nights: Nights) -> None:
    publish(nights, "second", ROWS[:2])
    nights.withdraw = {"alpha": nights.lab.title}
    assert nights.night().findings == ()
    for _ in range(3):
        assert nights.night().findings == ()
    nights.withdraw = {}
    assert nights.night().findings == ()
    assert nights.night().findings == ()


def test_bits_that_rot_in_any_release_are_found_in_time(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(nights, "second", ROWS[:2])
    nights.night()
    nights.night()
    marks = trees._marks
    for file in (
        older(nights) / "dataset/alpha/dcat.ttl",
        nights.lab.current.resolve() / "dataset/beta/cases.json",
    ):
        known = os.lstat(file)
        put(file, bytes(reversed(file.read_bytes())), quietly=True)
        now = os.lstat(file)

        def rotten(root: str, names: str, _was: os.stat_result = known, _is: os.stat_result = now) -> bytes | None:
            """Marks as if nothing had moved: a bit that flips on a disk moves nothing."""
            found = marks(root, names)
            old, new = (item.st_ctime_ns.to_bytes(8, "little") for item in (_was, _is))
            return found.replace(new, old) if found is not None else None

        monkeypatch.setattr(trees, "_marks", rotten)
        said = [item.check for _ in range(watch.DAYS) for item in nights.night().findings]
        assert len(said) == 1, file
        monkeypatch.setattr(trees, "_marks", marks)
        nights.night()
        nights.night()


def test_an_unchanged_dataset_is_not_opened_and_not_linked(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):  # as many releases as are kept
        publish(nights, f"n{number}", ROWS[: 1 + number % 2])
    read: list[str] = []
    linked: list[str] = []
    true_read, true_link = watch.sha256_of, os.link
    nights.now = nights.now.replace(hour=23)
    monkeypatch.setattr(trees, "sha256_of", lambda path: read.append(str(path)) or true_read(path))
    monkeypatch.setattr(os, "link", lambda one, two: linked.append(str(one)) or true_link(one, two))
    publish(nights, "last", (*ROWS, ("2026-12", "新營監理站", "9")))
    assert [path for path in linked if "beta" in path] == []
    assert nights.lab.current.resolve().joinpath("dataset/beta/cases.csv").is_file()


def test_all_data_has_no_bytes_of_others(nights: Nights) -> None:
    nights.edits = "keep"
    put(nights.lab.current / "dataset/alpha/cases.csv", b"theirs", quietly=True)
    nights.desired["beta"] = make_publication(nights.lab.root / "more", "beta", ROWS[:1], modified=nights.now)
    (found,) = nights.night().findings
    assert found.check == "portal.conflict"
    with zipfile.ZipFile(nights.lab.current / "all-data.zip") as archive:
        assert "dataset/alpha/cases.csv" not in archive.namelist()
        assert "dataset/alpha/cases.json" in archive.namelist()
        assert all(archive.read(name) != b"theirs" for name in archive.namelist())
