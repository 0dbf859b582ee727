"""A record read no further than a night asks is the record, and a night asks little."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from publisher.model.jsonable import to_json
from publisher.model.portal import PushAction
from publisher.model.text import LocalText
from publisher.push.plan import plan
from publisher.push.portals.static.described import feeds
from publisher.push.portals.static.kept import quick
from publisher.push.portals.static.kept import record as records
from publisher.push.portals.static.kept.quick import KeptPublication, read_quickly
from publisher.push.portals.static.kept.record import Entry
from tests.push.contract import NOW
from tests.push.lab_static import StaticLab
from tests.push.publications import make_publication
from tests.push.test_recycled import changed, night, nights


@pytest.fixture
def lab(tmp_path: Path) -> StaticLab:
    """Datasets with versions and what these changed, of which one was withdrawn."""
    lab, desired = nights(tmp_path, ("alpha", "beta", "gamma"), 2, 4)
    odd = LocalText('"}: {\u2028 "odd"', "},\r{")
    desired["odd"] = make_publication(tmp_path / "more", "odd", title=odd, notes=odd, keywords=())
    night(lab, desired)
    del desired["gamma"]
    portal = lab.open()
    remote = portal.read()
    ours = {str(item.publication) for item in remote.values()}
    steps = plan(desired, remote, {}, {"gamma": LocalText("停止提供", "no longer kept")}, ours)
    list(portal.apply([step for step in steps if step.action is not PushAction.UNCHANGED], desired, NOW))
    return lab


def test_it_is_the_record(lab: StaticLab) -> None:
    release = lab.current.resolve()
    whole = records.load(release)
    content = (release / records.RECORD).read_bytes()
    found = read_quickly(content, release)
    assert found is not None and found.key == whole.key and list(found.entries) == list(whole.entries)
    for dataset, entry in whole.entries.items():
        kept = found.entries[dataset]
        assert (kept.issued, kept.modified) == (entry.issued, entry.modified)
        assert isinstance(kept.publication, KeptPublication) == (entry.withdrawn is None)
        assert kept == entry and entry == kept and to_json(kept) == to_json(entry)
        for field in fields(Entry):
            assert getattr(kept, field.name) == getattr(entry, field.name), field.name
    assert records.dump(found, found.entries) == records.dump(whole, {}) == content


def test_a_copy_of_an_entry_is_an_entry_like_others(lab: StaticLab) -> None:
    release = lab.current.resolve()
    found = read_quickly((release / records.RECORD).read_bytes(), release)
    assert found is not None
    copy = replace(found.entries["alpha"], late=True)
    assert type(copy) is Entry and copy.modified == found.entries["alpha"].modified
    assert type(replace(copy.publication, rows=1)) is type(make_publication(lab.root / "x", "x"))
    with pytest.raises(AttributeError):
        _ = copy.nothing  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        _ = found.entries["beta"].nothing  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"null",
        b"\xff\n\xff\n\n",
        b'{"key": "a", "entries": {\n"x": {}\n}}\n',
        b'{"key": "a", "entries": {\n',
    ],
)
def test_what_is_written_otherwise_is_left_to_the_strict_reader(content: bytes, tmp_path: Path) -> None:
    assert read_quickly(content, tmp_path) is None


def test_a_record_in_another_layout_is_left_to_the_strict_reader(lab: StaticLab) -> None:
    release = lab.current.resolve()
    indented = json.dumps(json.loads((release / records.RECORD).read_bytes()), indent=1)
    assert read_quickly(indented.encode(), release) is None


def test_a_night_with_one_change_reads_few_entries_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    true, read = quick._ENTRY, []

    class Counted:
        def validate_json(self, line: bytes) -> Any:
            read.append(line)
            return true.validate_json(line)

    lab, desired = nights(tmp_path, tuple(f"set-{number:02}" for number in range(12)), 2, 3)
    monkeypatch.setattr(quick, "_ENTRY", Counted())
    monkeypatch.setattr(feeds, "NEWEST", 2)
    night(lab, desired)
    assert not read
    night(lab, changed(lab, desired, "set-01", 9))
    names = {json.loads(line)["publication"]["dataset"] for line in read}
    assert "set-01" in names and len(names) <= 3 and len(read) <= 6
