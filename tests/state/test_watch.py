"""What is watched cannot change without a word: not by hand, not with its times set back, not by a flipped bit."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from publisher.state import PublicationStore, watch
from publisher.state.watch import DAYS, Watch
from tests.push.publications import make_publication

TODAY = date(2026, 11, 20)


def files(root: Path, count: int = 60) -> dict[str, str]:
    """So many files of different bytes, and their SHA-256."""
    expected = {}
    for number in range(count):
        path = root / f"d{number % 7}" / f"{number}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"{number},b\n".encode() * 100)
        expected[str(path.relative_to(root))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return expected


def flip(path: Path) -> None:
    """One bit changed in place, size and times set back, as a tamperer would leave it."""
    status = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    with path.open("r+b") as file:
        file.write(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_a_quiet_night_reads_a_share_only(tmp_path: Path) -> None:
    expected = files(tmp_path / "root")
    memory = tmp_path / "memory"
    assert Watch(memory, TODAY).look("p", tmp_path / "root", expected).read == 60
    assert Watch(memory, TODAY).look("p", tmp_path / "root", expected).read == 0
    assert Watch(memory, TODAY + timedelta(days=1)).look("p", tmp_path / "root", expected).read == 3


def test_every_file_is_read_whole_within_the_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "root"
    expected = files(root)
    read: Counter[str] = Counter()
    real = watch.sha256_of
    monkeypatch.setattr(
        watch, "sha256_of", lambda path: (read.update([str(Path(path).relative_to(root))]), real(path))[1]
    )
    for night in range(DAYS + 1):
        found = Watch(tmp_path / "memory", TODAY + timedelta(days=night)).look("p", root, expected)
        assert found.overdue == 0
        assert found.read <= 60 if night == 0 else found.read <= 3
    assert min(read[path] for path in expected) >= 2


def test_a_job_that_slept_for_months_reads_everything(tmp_path: Path) -> None:
    expected = files(tmp_path / "root")
    Watch(tmp_path / "memory", TODAY).look("p", tmp_path / "root", expected)
    assert Watch(tmp_path / "memory", TODAY + timedelta(days=90)).look("p", tmp_path / "root", expected).read == 60


@pytest.mark.parametrize("harm", ["flip", "gone", "other", "link", "folder"])
def test_harm_is_found_the_same_night(harm: str, tmp_path: Path) -> None:
    root = tmp_path / "root"
    expected = files(root)
    Watch(tmp_path / "memory", TODAY).look("p", root, expected)
    victim = root / "d3" / "3.csv"
    if harm == "flip":
        flip(victim)
    else:
        content = victim.read_bytes()
        victim.unlink()
        if harm == "other":
            victim.write_bytes(content[:-2] + b"x\n")
        elif harm == "link":
            (tmp_path / "elsewhere").write_bytes(content)
            victim.symlink_to(tmp_path / "elsewhere")
        elif harm == "folder":
            victim.mkdir()
    found = Watch(tmp_path / "memory", TODAY).look("p", root, expected)
    assert list(found.wrong) == ["d3/3.csv"]
    again = Watch(tmp_path / "memory", TODAY).look("p", root, expected)
    assert again.wrong == found.wrong


def test_links_made_by_us_do_not_count_as_touched(tmp_path: Path) -> None:
    root = tmp_path / "root"
    expected = files(root)
    seen = Watch(tmp_path / "memory", TODAY)
    seen.look("p", root, expected)
    (tmp_path / "other").hardlink_to(root / "d3" / "3.csv")  # moves the file's change time
    seen.remember("p", root, expected)
    assert seen.look("p", root, expected).read == 0


def test_a_lost_or_damaged_memory_is_made_anew(tmp_path: Path) -> None:
    expected = files(tmp_path / "root")
    memory = tmp_path / "memory"
    memory.write_bytes(b"no database at all" * 400)
    assert Watch(memory, TODAY).look("p", tmp_path / "root", expected).read == 60
    with sqlite3.connect(memory) as connection:
        assert connection.execute("select count(*) from files").fetchone() == (60,)


def test_a_damaged_publication_makes_room_for_the_same_one_made_again(tmp_path: Path) -> None:
    folder = tmp_path / ".publisher"
    store = PublicationStore(folder)
    kept = store.keep(make_publication(tmp_path / "a", "case-log"))
    assert store.is_whole(kept)
    flip(kept.folder / "cases.csv")
    assert not PublicationStore(folder).is_whole(kept)
    again = PublicationStore(folder).keep(make_publication(tmp_path / "b", "case-log"))
    assert again.folder == kept.folder
    assert PublicationStore(folder).is_whole(again)
    store.prune([again])
    assert [path.name for path in (folder / "store" / "case-log").iterdir()] == [again.hash]
    assert store.is_whole(again)
