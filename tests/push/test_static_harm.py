"""What others do to the portal's files after the proof is noticed the same night and made anew."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import resource
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from publisher.model.catalog import Catalog, StaticPortalDefinition
from publisher.model.jsonable import to_json
from publisher.model.night import PortalOutcome
from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Publication
from publisher.model.text import LocalText
from publisher.push import open_portal, push
from tests.push.contract import NOW
from tests.push.lab_static import ABOUT, TITLE, StaticLab, make_lab
from tests.push.publications import AGENCY, ROWS, make_publication


@dataclass
class Nights:
    """Nights of one portal with two datasets, one after another."""

    lab: StaticLab
    desired: dict[str, Publication]
    edits: str = "overwrite"
    url: str | None = None
    receipts: dict[str, Receipt] | None = None
    withdraw: dict[str, LocalText] | None = None
    now: datetime = NOW
    ours: set[str] = field(default_factory=set)

    def night(self) -> PortalOutcome:
        definition = StaticPortalDefinition("static", TITLE, path="portal", url=self.url, foreign_edits=self.edits)  # type: ignore[arg-type]
        catalog = Catalog(agency=AGENCY, title=TITLE, description=ABOUT, portals=(definition,))
        services = replace(self.lab.services, now=self.now)
        outcome = push(
            open_portal(definition, catalog, self.lab.root, services),
            self.desired,
            self.withdraw or {},
            self.receipts or {},
            self.now,
            allow_withdrawals=True,
            withdrawal_limit=1.0,
            services=services,
            overwrite=self.edits == "overwrite",
            ours=self.ours,
        )
        self.ours |= {item.hash for item in self.desired.values()}
        self.receipts = {**(self.receipts or {}), **{item.dataset: item for item in outcome.receipts}}
        self.now += timedelta(days=1)
        return outcome


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    made = {name: make_publication(tmp_path / "publications", name) for name in ("alpha", "beta")}
    found = Nights(make_lab(tmp_path), made)
    assert found.night().error is None
    assert found.night().writes == 0
    return found


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def put(path: Path, content: bytes, *, quietly: bool = False) -> None:
    """Write a file as an intruder does: in place or anew, with the old time when `quietly`."""
    status = path.stat() if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if quietly and status is not None:
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


EDITS = {
    "dataset page": ("dataset/alpha/index.html", "alpha"),
    "English page": ("en/dataset/alpha/index.html", "alpha"),
    "sums": ("dataset/alpha/SHA256SUMS", "alpha"),
    "data": ("dataset/alpha/cases.csv", "alpha"),
    "description": ("dataset/alpha/dcat.ttl", "alpha"),
    "answer": ("api/3/action/package_show/alpha.json", "alpha"),
    "parts": (".parts/alpha.json", "alpha"),
    "home": ("index.html", ""),
    "list": ("data.json", ""),
    "script": ("assets/search.js", ""),
    "record": (".portal.json", ""),
    "own sums": (".sums", ""),
}


@pytest.mark.parametrize("how", ["changed", "quietly", "gone"])
@pytest.mark.parametrize("name", EDITS)
def test_a_harmed_file_is_a_finding_and_made_anew(name: str, how: str, nights: Nights) -> None:
    path, owner = EDITS[name]
    if name == "record":
        nights.desired["alpha"] = make_publication(nights.lab.root / "again", "alpha", ROWS[:1])
        nights.night()  # an earlier release has a record to go by
    before = tree(nights.lab.current)
    victim = nights.lab.current / path
    if how == "gone":
        victim.unlink()
    elif how == "changed":
        put(victim, b"defaced")
    else:
        data = bytearray(victim.read_bytes())
        data[len(data) // 2] ^= 1
        put(victim, bytes(data), quietly=True)
    outcome = nights.night()
    assert outcome.error is None
    expected = "portal.overwritten" if owner else "portal.files-changed"
    assert [found.check for found in outcome.findings] == [expected]
    assert outcome.findings[0].subject == (owner or "static")
    assert outcome.writes == 1
    if name == "record":  # what the last version had changed stood there alone
        before = {path: content for path, content in before.items() if path.endswith(".csv")}
    assert {path: content for path, content in tree(nights.lab.current).items() if path in before} == before
    quiet = nights.night()
    assert (quiet.writes, quiet.findings) == (0, ())
    assert all(receipt.verified for receipt in quiet.receipts)


@pytest.mark.parametrize("path", ["evil.html", "dataset/alpha/evil.exe", "dataset/evil/index.html", "assets/x.js"])
def test_a_file_that_is_not_ours_goes(path: str, nights: Nights) -> None:
    before = tree(nights.lab.current)
    put(nights.lab.current / path, b"<script>")
    assert len(nights.night().findings) == 1
    assert tree(nights.lab.current) == before
    assert nights.night().writes == 0


def test_a_changed_night_takes_nothing_over_that_was_harmed(nights: Nights) -> None:
    put(nights.lab.current / "dataset/alpha/index.html", b"defaced")
    nights.desired["beta"] = make_publication(nights.lab.root / "new", "beta", ROWS[:2])
    outcome = nights.night()
    assert [found.check for found in outcome.findings] == ["portal.overwritten"]
    assert {item.dataset: item.action for item in outcome.receipts} == {
        "alpha": PushAction.UPDATE,
        "beta": PushAction.UPDATE,
    }
    assert b"defaced" not in (nights.lab.current / "dataset/alpha/index.html").read_bytes()


def test_a_withdrawn_page_is_made_anew_too(nights: Nights) -> None:
    nights.withdraw = {"alpha": LocalText("停止提供", "no longer kept")}
    del nights.desired["alpha"]
    nights.night()
    page = nights.lab.current / "dataset/alpha/index.html"
    before = page.read_bytes()
    put(page, b"defaced")
    outcome = nights.night()
    assert [found.check for found in outcome.findings] == ["portal.files-changed"]
    assert page.read_bytes() == before


def test_kept_edits_are_a_conflict_that_says_which_file(nights: Nights) -> None:
    nights.edits = "keep"
    put(nights.lab.current / "dataset/alpha/cases.csv", b"a,b\n1,2\n")
    put(nights.lab.current / "index.html", b"defaced")
    for _ in range(2):
        outcome = nights.night()
        assert "portal.conflict" in [found.check for found in outcome.findings]
        assert "dataset/alpha/cases.csv" in str(outcome.findings[0].params["reason"].en)
        assert (nights.lab.current / "dataset/alpha/cases.csv").read_bytes() == b"a,b\n1,2\n"
        assert b"defaced" not in (nights.lab.current / "index.html").read_bytes()
    nights.edits = "overwrite"
    nights.night()
    assert nights.night().findings == ()
    assert (nights.lab.current / "dataset/alpha/cases.csv").read_bytes() != b"a,b\n1,2\n"


def test_what_others_put_beside_a_dataset_in_conflict_stays_and_is_said_every_night(nights: Nights) -> None:
    nights.edits = "keep"
    stranger = nights.lab.current / "dataset/alpha/theirs.csv"
    put(stranger, b"x,y\n")
    put(nights.lab.current / "dataset/alpha/cases.csv", b"a,b\n1,2\n")
    (nights.lab.current / "dataset/alpha/dcat.ttl").unlink()
    for number in range(5):  # more than the releases that are kept
        rows = (*ROWS[:2], ("2026-11", "麻豆監理站", str(number)))
        nights.desired["beta"] = make_publication(nights.lab.root / f"more-{number}", "beta", rows)
        outcome = nights.night()
        said = " ".join(str(found.params.get("reason")) for found in outcome.findings)
        assert outcome.writes == 1 and "theirs.csv" in said and "cases.csv" in said and "dcat.ttl" in said
        assert stranger.read_bytes() == b"x,y\n"
        assert (nights.lab.current / "dataset/alpha/cases.csv").read_bytes() == b"a,b\n1,2\n"
        assert not (nights.lab.current / "dataset/alpha/dcat.ttl").exists()


def test_a_lost_memory_is_no_harm(nights: Nights) -> None:
    (nights.lab.root / "portal" / ".watch.sqlite").unlink()
    outcome = nights.night()
    assert (outcome.writes, outcome.findings) == (0, ())


def test_a_release_of_an_earlier_version_is_built_anew_without_a_word(nights: Nights) -> None:
    (nights.lab.current / ".sums").unlink()
    (nights.lab.root / "portal" / ".watch.sqlite").unlink()
    outcome = nights.night()
    assert (outcome.writes, outcome.findings) == (1, ())
    assert nights.night().writes == 0


def test_a_file_lost_from_portal_and_store_is_said_every_night(nights: Nights) -> None:
    put(nights.lab.current / "dataset/alpha/cases.csv", b"wrong")
    shutil.rmtree(nights.desired["alpha"].folder)
    for _ in range(2):
        outcome = nights.night()
        assert "portal.dataset-refused" in [found.check for found in outcome.findings]
    assert nights.receipts is not None
    assert (nights.lab.current / "dataset/beta/cases.csv").is_file()


def test_a_closed_folder_above_the_portal_is_said(nights: Nights) -> None:
    nights.url = "http://127.0.0.1:9/"
    nights.lab.root.chmod(0o700)
    outcome = nights.night()
    found = [item for item in outcome.findings if item.check == "portal.not-readable"]
    assert len(found) == 1


def _link_to_a_copy(nights: Nights, folder: str) -> None:
    """A folder of the release taken elsewhere, with a link in its place: the same bytes, in somebody else's hands."""
    place = nights.lab.current / folder
    shutil.copytree(place, nights.lab.root / "elsewhere")
    shutil.rmtree(place)
    place.symlink_to(nights.lab.root / "elsewhere")


def _as_a_link(nights: Nights) -> None:
    page = nights.lab.current / "dataset/alpha/cases.csv"
    shutil.copy(page, nights.lab.root / "copy.csv")
    page.unlink()
    page.symlink_to(nights.lab.root / "copy.csv")


def _as_a_pipe(nights: Nights) -> None:
    for name in ("dataset/alpha/index.html", ".portal.json"):
        (nights.lab.current / name).unlink()
        os.mkfifo(nights.lab.current / name)


def _odd_names(nights: Nights) -> None:
    (nights.lab.current / os.fsdecode(b"assets/\xff\n.js")).write_text("x", encoding="utf-8")


def _deep(nights: Nights) -> None:
    (nights.lab.current / "/".join("d" * 60)).mkdir(parents=True)


def _moved_link(nights: Nights) -> None:
    release = nights.lab.current.resolve()
    shutil.copytree(release, nights.lab.root / "elsewhere" / release.name)
    (nights.lab.root / "elsewhere" / release.name / "index.html").write_text("defaced", encoding="utf-8")
    nights.lab.current.unlink()
    nights.lab.current.symlink_to(nights.lab.root / "elsewhere" / release.name)


def _lost_release(nights: Nights) -> None:
    shutil.rmtree(nights.lab.current.resolve())


def _memory_of_another_program(nights: Nights) -> None:
    (nights.lab.root / "portal" / ".watch.sqlite").write_bytes(b"not a database at all" * 500)
    put(nights.lab.current / "index.html", b"defaced")


def _set_back(nights: Nights) -> None:
    """The whole folder as it was in a backup that was made before last night."""
    shutil.copytree(nights.lab.root / "portal", nights.lab.root / "backup", symlinks=True)
    nights.desired["alpha"] = make_publication(nights.lab.root / "new", "alpha", ROWS[:2])
    nights.night()
    shutil.rmtree(nights.lab.root / "portal")
    shutil.copytree(nights.lab.root / "backup", nights.lab.root / "portal", symlinks=True)


def _restored_without_links(nights: Nights) -> None:
    """As a backup by FTP, or by rsync -L, brings it back."""
    shutil.copytree(nights.lab.current, nights.lab.root / "copy")
    nights.lab.current.unlink()
    shutil.move(nights.lab.root / "copy", nights.lab.current)


def _folders_for_files(nights: Nights) -> None:
    """What the program keeps beside the releases, each with a folder in its place."""
    for name in (".lock", ".watch.sqlite", ".record.json"):
        (nights.lab.root / "portal" / name).unlink()
        (nights.lab.root / "portal" / name).mkdir()
    put(nights.lab.current / "index.html", b"defaced")


HARMS: dict[str, Callable[[Nights], object]] = {
    "a folder is a link": lambda nights: _link_to_a_copy(nights, "dataset/alpha"),
    "the folder of all is a link": lambda nights: _link_to_a_copy(nights, "dataset"),
    "the folder of assets is a link": lambda nights: _link_to_a_copy(nights, "assets"),
    "a file is a link": _as_a_link,
    "a file is a pipe": _as_a_pipe,
    "odd names": _odd_names,
    "deep folders": _deep,
    "the link leads elsewhere": _moved_link,
    "the release is gone": _lost_release,
    "the memory is no database": _memory_of_another_program,
    "set back to a backup": _set_back,
    "restored without links": _restored_without_links,
    "folders for files": _folders_for_files,
    "a folder is gone": lambda nights: shutil.rmtree(nights.lab.current / "en"),
    "a file grew": lambda nights: (nights.lab.current / "feed.atom").open("ab").write(b"<!-- -->"),
    "half a file": lambda nights: os.truncate(nights.lab.current / "catalog.ttl", 100),
    "sums and file agree": lambda nights: [
        put(nights.lab.current / ".sums", b"0" * 64 + b"  index.html\n"),
        put(nights.lab.current / "index.html", b"x"),
    ],
}


@pytest.mark.parametrize("harm", HARMS)
def test_whatever_became_of_the_folder_is_told_and_healed_with_its_history(harm: str, nights: Nights) -> None:
    nights.desired["alpha"] = make_publication(nights.lab.root / "second", "alpha", ROWS[:1])
    nights.night()
    HARMS[harm](nights)
    wanted = {
        f"dataset/{name}/{item.path}": item.sha256
        for name, publication in nights.desired.items()
        for item in publication.artifacts
    }
    outcome = nights.night()
    assert outcome.error is None
    assert {item.check for item in outcome.findings} <= {"portal.overwritten", "portal.files-changed"}
    assert outcome.findings, "nothing was said"
    json.dumps([to_json(item) for item in outcome.findings], ensure_ascii=False).encode()
    for path, sha256 in wanted.items():
        assert hashlib.sha256((nights.lab.current / path).read_bytes()).hexdigest() == sha256
    assert not [path for path in nights.lab.current.rglob("*") if path.is_symlink() or not path.exists()]
    assert not {path.stat().st_ino for path in nights.lab.current.rglob("*")} & {
        path.stat().st_ino for path in (nights.lab.root / "elsewhere").rglob("*") if path.is_file()
    }
    page = (nights.lab.current / "dataset/alpha/feed.atom").read_text(encoding="utf-8")
    assert page.count("<entry>") >= 2, "the history is gone"
    quiet = nights.night()
    assert (quiet.writes, quiet.findings) == (0, ())


def test_closed_or_open_to_all_is_told_and_mended(nights: Nights) -> None:
    portal, release = nights.lab.root / "portal", nights.lab.current.resolve()
    modes = {
        portal: 0o700,
        release: 0o700,
        release / "dataset/alpha": 0,
        release / "dataset/alpha/cases.csv": 0,
        release / "index.html": 0o666,
    }
    for path, mode in modes.items():
        path.chmod(mode)
    (finding,) = nights.night().findings
    assert (finding.check, finding.count) == ("portal.was-closed", len(modes))
    assert {oct(path.stat().st_mode & 0o777) for path in modes} == {"0o755", "0o644"}
    assert nights.night().findings == ()


def test_what_lies_beside_the_releases_is_told_and_left(nights: Nights) -> None:
    portal = nights.lab.root / "portal"
    put(portal / ".htaccess", b"Redirect / http://127.0.0.1:9/")
    put(portal / "releases/evil/index.html", b"<script>")
    for _ in range(2):
        (finding,) = nights.night().findings
        assert finding.check == "portal.strange-files"
        assert {place.file for place in finding.places} == {".htaccess", "releases/evil"}
    assert (portal / ".htaccess").is_file()


def test_a_file_in_the_place_of_the_portal_is_said_plainly(nights: Nights) -> None:
    shutil.rmtree(nights.lab.root / "portal")
    (nights.lab.root / "portal").write_text("x", encoding="utf-8")
    outcome = nights.night()
    assert outcome.error is not None and "cannot be written" in outcome.error.template


@pytest.mark.injects("disk-full-during")
@pytest.mark.parametrize("room", [100, 5_000, 20_000])
def test_a_disk_that_takes_no_more_leaves_all_as_it_was_until_the_next_night(room: int, nights: Nights) -> None:
    before = tree(nights.lab.current)
    nights.desired["alpha"] = make_publication(nights.lab.root / "new", "alpha", ROWS[:2])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        outcome = nights.night()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert outcome.error is not None
    assert "cannot be written" in outcome.error.template
    assert tree(nights.lab.current) == before
    healed = nights.night()
    assert healed.error is None
    assert [item.check for item in healed.findings] == []
    assert nights.night().writes == 0


def test_two_publishers_on_one_folder_do_not_mix(nights: Nights) -> None:
    with (nights.lab.root / "portal" / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        nights.desired["alpha"] = make_publication(nights.lab.root / "new", "alpha", ROWS[:1])
        outcome = nights.night()
    assert outcome.error is not None and "another run" in outcome.error.template
    assert nights.night().writes == 1


def test_under_a_strict_umask_and_a_closed_folder_the_web_server_can_read(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        found = Nights(make_lab(tmp_path), {"alpha": make_publication(tmp_path / "publications", "alpha")})
        (tmp_path / "portal").mkdir()
        found.night()
    finally:
        os.umask(before)
    for path in (tmp_path / "portal", tmp_path / "portal/releases", *found.lab.current.rglob("*")):
        assert path.stat().st_mode & 0o004, path


def test_a_clock_that_was_ahead_by_years_does_not_end_the_readings(nights: Nights) -> None:
    now = nights.now
    nights.now = now + timedelta(days=3650)
    nights.night()
    nights.now = now
    seen = [nights.night() for _ in range(2)]
    assert all(item.error is None for item in seen)
    with closing(sqlite3.connect(nights.lab.root / "portal" / ".watch.sqlite")) as memory:
        days = [day for (day,) in memory.execute("select read from files")]
    assert min(days) <= nights.now.date().isoformat()
