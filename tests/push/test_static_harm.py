"""What others do to the portal's files after the proof is noticed the same night and made anew."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from publisher.model.flow import Publication, PushAction, Receipt
from publisher.model.night import PortalOutcome
from publisher.model.text import LocalText
from publisher.model.workspace import Catalog, StaticPortalDefinition
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
        )
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
        assert "dataset/alpha/cases.csv" in str(outcome.findings[0].params["reason_en"])
        assert (nights.lab.current / "dataset/alpha/cases.csv").read_bytes() == b"a,b\n1,2\n"
        assert b"defaced" not in (nights.lab.current / "index.html").read_bytes()
    nights.edits = "overwrite"
    nights.night()
    assert nights.night().findings == ()
    assert (nights.lab.current / "dataset/alpha/cases.csv").read_bytes() != b"a,b\n1,2\n"


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
