"""What others do to a dataset on CKAN after the proof is told as what it is, and mended where the agency says so."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from publisher.model.night import PortalOutcome
from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Publication
from publisher.model.stage import Services
from publisher.push import push
from tests.ckan import CkanServer, ckan
from tests.push.ckan_lab import CkanLab, kept, night
from tests.push.contract import NOW
from tests.push.fault_proxy import Fault, proxied
from tests.push.publications import ROWS, make_publication

__all__ = ["ckan"]

pytestmark = [pytest.mark.ckan, pytest.mark.xdist_group("ckan")]


@dataclass
class Shown:
    """One dataset that is published and proven, and the nights after it."""

    lab: CkanLab
    name: str
    desired: dict[str, Publication]
    receipts: dict[str, Receipt]
    days: int = 0
    ours: frozenset[str] = frozenset()

    def night(self, *, overwrite: bool = False) -> PortalOutcome:
        self.days += 1
        now = NOW + timedelta(days=self.days)
        outcome = push(
            self.lab.open(),
            self.desired,
            {},
            self.receipts,
            now,
            allow_withdrawals=False,
            withdrawal_limit=0.2,
            services=Services(work=Path(), now=now, keys=Path(), language="zh-TW"),
            ours=self.ours | {receipt.publication for receipt in self.receipts.values()},
            overwrite=overwrite,
        )
        self.receipts |= kept(outcome)
        return outcome

    def package(self) -> dict[str, Any]:
        return self.lab.package(self.receipts[self.name].remote_id)

    def resource(self, path: str = "cases.csv") -> dict[str, Any]:
        (found,) = [item for item in self.package()["resources"] if item["pub_path"] == path]
        return dict(found)

    def call(self, action: str, **data: Any) -> Any:
        return self.lab.server.call(action, data)


@pytest.fixture
def shown(ckan: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shown:
    lab = CkanLab(ckan, monkeypatch, tmp_path, ckan.editor)
    name = lab.name("alpha")
    desired = {name: make_publication(tmp_path, name)}
    receipts = kept(night(lab.open(), desired, {}))
    assert receipts[name].verified
    return Shown(lab, name, desired, receipts)


def _replace_file(shown: Shown) -> None:
    """Another file of the same name and length, as the portal's own form uploads it."""
    resource = shown.resource()
    content = requests.get(resource["url"], timeout=30).content
    answer = requests.post(
        f"{shown.lab.server.url}/api/3/action/resource_patch",
        data={"id": resource["id"]},
        files={"upload": (resource["url"].rpartition("/")[2], content[:-3] + b"9\r\n")},
        headers={"Authorization": shown.lab.server.admin},
        timeout=60,
    )
    assert answer.status_code == 200


def _reorder(shown: Shown) -> None:
    package = shown.package()
    shown.call("package_resource_reorder", id=package["id"], order=[package["resources"][-1]["id"]])


EDITS: dict[str, tuple[Callable[[Shown], object], str]] = {
    "renamed": (
        lambda s: s.call("package_patch", id=s.package()["id"], name=f"{s.name}-new"),
        "renamed on the portal to",
    ),
    "draft": (lambda s: s.call("package_patch", id=s.package()["id"], state="draft"), "a draft on the portal"),
    "reordered": (_reorder, "order of its files"),
    "elsewhere": (
        lambda s: s.call(
            "resource_patch", id=s.resource()["id"], url="http://127.0.0.1:9/x/cases.csv", url_type=""
        ),
        "leads elsewhere",
    ),
    "format": (
        lambda s: s.call("resource_patch", id=s.resource()["id"], format="XLS"),
        "changed it on the portal",
    ),
    "hash": (lambda s: s.call("resource_patch", id=s.resource()["id"], hash=""), "checksums"),
    "replaced": (_replace_file, "not as they were written: cases.csv"),
    "unmarked": (lambda s: s.call("package_patch", id=s.package()["id"], extras=[]), "marks it as ours"),
    "private": (lambda s: s.call("package_patch", id=s.package()["id"], private=True), "made private"),
    "title": (lambda s: s.call("package_patch", id=s.package()["id"], title="別的標題"), "wrote it: title"),
    "tags": (lambda s: s.call("package_patch", id=s.package()["id"], tags=[]), "wrote it: tags"),
    "encoding": (
        lambda s: s.call("resource_patch", id=s.resource()["id"], encoding="Big5"),
        "wrote it: cases.csv encoding",
    ),
    "code": (
        lambda s: s.call("resource_patch", id=s.resource()["id"], resource_code="X"),
        "wrote it: cases.csv resource_code",
    ),
    "removed": (lambda s: s.call("resource_delete", id=s.resource("cases.json")["id"]), "cases.json"),
    "added": (
        lambda s: s.call("resource_create", package_id=s.package()["id"], url="http://127.0.0.1:9/x.csv"),
        "a file was added",
    ),
    "lost": (
        lambda s: s.lab.server.stored_file(s.resource()["id"]).unlink(),
        "not as they were written: cases.csv",
    ),
}


def _extras(shown: Shown, **changes: str | None) -> None:
    known = {item["key"]: item["value"] for item in shown.package()["extras"]} | changes
    more = [{"key": key, "value": value} for key, value in known.items() if value is not None]
    shown.call("package_patch", id=shown.package()["id"], extras=more)


def _put_anew(shown: Shown) -> None:
    """The same file deleted and uploaded again, under another id."""
    resource = shown.resource()
    content = requests.get(resource["url"], timeout=30).content
    shown.call("resource_delete", id=resource["id"])
    kept_fields = {key: value for key, value in resource.items() if isinstance(value, str)}
    of_ckan = ("id", "url", "last_modified", "created", "metadata_modified", "size")
    answer = requests.post(
        f"{shown.lab.server.url}/api/3/action/resource_create",
        data={key: value for key, value in kept_fields.items() if key not in of_ckan},
        files={"upload": ("cases.csv", content)},
        headers={"Authorization": shown.lab.server.admin},
        timeout=60,
    )
    assert answer.status_code == 200


def _swap_behind_the_portal(shown: Shown) -> None:
    """Other bytes of the same number and time, as a disk or an intruder leaves them: no mark moves."""
    stored = shown.lab.server.stored_file(shown.resource()["id"])
    status, content = stored.stat(), bytearray(stored.read_bytes())
    content[-3] ^= 1
    stored.write_bytes(bytes(content))
    os.utime(stored, ns=(status.st_atime_ns, status.st_mtime_ns))


def _add_a_group(shown: Shown) -> None:
    group = shown.call("group_create", name=shown.lab.name("group"))
    shown.call("package_patch", id=shown.package()["id"], groups=[{"name": group["name"]}])


def _patch(**changes: Any) -> Callable[[Shown], object]:
    return lambda shown: shown.call("package_patch", id=shown.package()["id"], **changes)


def _patch_file(**changes: Any) -> Callable[[Shown], object]:
    return lambda shown: shown.call("resource_patch", id=shown.resource()["id"], **changes)


CONFLICTS: dict[str, tuple[Callable[[Shown], object], str]] = {
    "licence": (_patch(license_id="cc-by"), "license_id"),
    "notes": (_patch(notes="別的說明"), "notes"),
    "contact": (_patch(maintainer_email="other@station.example.org"), "maintainer_email"),
    "extra": (lambda s: _extras(s, frequency="x"), "frequency"),
    "extra-gone": (lambda s: _extras(s, temporal_start=None), "temporal_start"),
    "our-hash": (lambda s: _extras(s, pub_hash="0" * 64), "marks it as ours was changed"),
    "as-withdrawn": (lambda s: _extras(s, pub_withdrawn="2026-01-01"), "marks it as ours was changed"),
    "no-seal": (lambda s: _extras(s, pub_seal=None), "marks it as ours was taken off"),
    "anew": (_put_anew, "cases.csv was put on the portal anew"),
    "swapped": (_swap_behind_the_portal, "not as they were written: cases.csv"),
    "cut": (lambda s: os.truncate(s.lab.server.stored_file(s.resource()["id"]), 9), "written: cases.csv"),
    "no-files": (_patch(resources=[]), "cases.csv is gone from the portal"),
    "file-added": (
        lambda s: s.call("resource_create", package_id=s.package()["id"], name="舊檔", url="http://127.0.0.1:9/x"),
        "a file was added to it on the portal: 舊檔",
    ),
    "file-renamed": (_patch_file(pub_path="other.csv"), "cases.csv is gone from the portal"),
    "media-type": (_patch_file(mimetype="text/html"), "cases.csv mimetype"),
}
ADDITIONS: dict[str, tuple[Callable[[Shown], object], str]] = {
    "group": (_add_a_group, "groups.group-"),
    "foreign-extra": (lambda s: _extras(s, reviewed_by="x"), "reviewed_by"),
    "author": (_patch(author="x", version="9"), "author, version"),
    "cache": (_patch_file(cache_url="http://127.0.0.1:9/x"), "resources.cache_url"),
}


def test_many_edits_of_one_night_are_each_told_as_what_they_are(shown: Shown, tmp_path: Path) -> None:
    kinds = {**CONFLICTS, **ADDITIONS}
    all_ = {kind: replace(shown, name=shown.lab.name(kind)) for kind in kinds}
    shown.desired |= {one.name: make_publication(tmp_path, one.name) for one in all_.values()}
    shown.night()
    for kind, one in all_.items():
        kinds[kind][0](replace(one, receipts=shown.receipts))
    outcome = shown.night()
    said = {item.subject: (item.check, str(item.params["reason"].en)) for item in outcome.findings}
    assert {kind for kind, one in all_.items() if one.name not in said} == set()
    assert len(outcome.findings) == len(kinds)
    for kind, one in all_.items():
        check, words = said[one.name]
        assert check == ("portal.added-to" if kind in ADDITIONS else "portal.conflict"), kind
        assert kinds[kind][1] in words, kind
    assert outcome.writes == 0
    mended = shown.night(overwrite=True)
    assert {item.subject for item in mended.findings} == {all_[kind].name for kind in CONFLICTS}
    assert all(receipt.verified for receipt in shown.receipts.values())
    assert shown.night().findings == ()


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_told_every_night_and_written_over_where_the_agency_says_so(edit: str, shown: Shown) -> None:
    change, word = EDITS[edit]
    before = shown.package()
    change(shown)
    for _ in range(2):
        outcome = shown.night()
        assert [item.check for item in outcome.findings] == ["portal.conflict"]
        assert word in str(outcome.findings[0].params["reason"].en)
        assert outcome.writes == 0
    outcome = shown.night(overwrite=True)
    assert [item.check for item in outcome.findings] == ["portal.overwritten"]
    receipt = shown.receipts[shown.name]
    assert (receipt.action, receipt.verified, receipt.remote_id) == (PushAction.UPDATE, True, before["id"])
    after = shown.package()
    assert (after["name"], after["state"]) == (shown.name, "active")
    assert [item["id"] for item in after["resources"]] == [item["id"] for item in before["resources"]]
    assert shown.night().findings == ()


def test_a_dataset_that_was_moved_to_another_organisation_is_told_and_comes_home(shown: Shown) -> None:
    home, other = shown.package()["owner_org"], shown.lab.server.new_organization()
    shown.call("package_patch", id=shown.package()["id"], owner_org=other)
    (finding,) = shown.night().findings
    assert finding.check == "portal.conflict"
    assert "moved to another organisation" in str(finding.params["reason"].en)
    assert [item.check for item in shown.night(overwrite=True).findings] == ["portal.overwritten"]
    assert shown.package()["owner_org"] == home
    assert shown.night().findings == ()


def test_a_dataset_that_was_deleted_is_told_and_comes_back(shown: Shown) -> None:
    shown.call("package_delete", id=shown.package()["id"])
    outcome = shown.night()
    assert [item.check for item in outcome.findings] == ["portal.overwritten"]
    assert "gone from the portal" in str(outcome.findings[0].params["reason"].en)
    assert shown.receipts[shown.name].verified
    assert shown.night().findings == ()


def test_a_dataset_that_was_purged_is_told_and_comes_back(shown: Shown) -> None:
    shown.call("dataset_purge", id=shown.package()["id"])
    outcome = shown.night()
    assert [item.check for item in outcome.findings] == ["portal.overwritten"]
    assert "gone from the portal" in str(outcome.findings[0].params["reason"].en)
    assert shown.receipts[shown.name].verified
    assert shown.night().findings == ()


def test_a_lost_organisation_is_one_finding(shown: Shown, tmp_path: Path) -> None:
    names = [shown.lab.name(f"d{number}") for number in range(5)]
    shown.desired |= {name: make_publication(tmp_path / "many", name) for name in names}
    assert shown.night().findings == ()
    for name in (shown.name, *names):
        shown.call("dataset_purge", id=name)
    (found,) = shown.night().findings
    assert (found.check, found.subject, found.count) == ("portal.overwritten", "ckan", 6)
    assert shown.night().findings == ()


ROW_EDITS: dict[str, Callable[[Shown, str, dict[str, Any]], object]] = {
    "a row added": lambda s, r, row: s.call(
        "datastore_upsert",
        resource_id=r,
        force=True,
        method="insert",
        records=[{**row, next(name for name in row if isinstance(row[name], str)): "2030-01"}],
    ),
    "a row taken": lambda s, r, row: s.call("datastore_delete", resource_id=r, force=True, filters=row),
    "all rows taken": lambda s, r, _: s.call("datastore_delete", resource_id=r, force=True, filters={}),
}


@pytest.mark.parametrize("edit", ROW_EDITS)
def test_rows_that_others_changed_are_found_that_night_and_mended(
    edit: str, ckan: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lab = CkanLab(ckan, monkeypatch, tmp_path, ckan.editor, datastore=True)
    name = lab.name("table")
    desired = {name: make_publication(tmp_path, name)}
    shown = Shown(lab, name, desired, kept(night(lab.open(), desired, {})))
    resource = shown.resource()["id"]
    rows = shown.call("datastore_search", resource_id=resource)["records"]
    ROW_EDITS[edit](shown, resource, {key: value for key, value in rows[0].items() if key != "_id"})
    assert {item.check for item in shown.night().findings} <= {"portal.conflict", "portal.overwritten"} != set()
    shown.night(overwrite=True)
    assert shown.call("datastore_search", resource_id=resource)["total"] == len(ROWS)
    assert shown.night().findings == ()


def test_a_portal_that_was_set_back_is_told_and_brought_forward(shown: Shown, tmp_path: Path) -> None:
    earlier = dict(shown.desired)
    shown.desired = {shown.name: make_publication(tmp_path / "new", shown.name, ROWS[:2])}
    assert shown.night().findings == ()
    night(shown.lab.open(), earlier, {})  # as a backup of the day before leaves it
    shown.ours = frozenset({item.hash for item in (*earlier.values(), *shown.desired.values())})
    outcome = shown.night()
    assert [item.check for item in outcome.findings] == ["portal.overwritten"]
    assert "set back" in str(outcome.findings[0].params["reason"].en)
    assert shown.night().findings == ()


def test_a_changed_value_of_a_table_is_found_that_night_and_mended(
    ckan: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lab = CkanLab(ckan, monkeypatch, tmp_path, ckan.editor, datastore=True)
    name = lab.name("table")
    desired = {name: make_publication(tmp_path, name)}
    shown = Shown(lab, name, desired, kept(night(lab.open(), desired, {})))
    resource = shown.resource()["id"]
    row = shown.call("datastore_search", resource_id=resource)["records"][0]
    shown.call(
        "datastore_upsert",
        resource_id=resource,
        force=True,
        method="update",
        records=[{**{key: value for key, value in row.items() if key != "_id"}, "cases": 9}],
    )
    outcome = shown.night()
    assert [item.check for item in outcome.findings] == ["portal.conflict"]
    assert "other rows than its file" in str(outcome.findings[0].params["reason"].en)
    assert [item.check for item in shown.night(overwrite=True).findings] == ["portal.overwritten"]
    assert shown.call("datastore_search", resource_id=resource)["total"] == len(ROWS)
    assert row in shown.call("datastore_search", resource_id=resource)["records"]
    assert shown.night().findings == ()


def test_a_table_that_was_dropped_is_told_and_loaded_again(
    ckan: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lab = CkanLab(ckan, monkeypatch, tmp_path, ckan.editor, datastore=True)
    name = lab.name("table")
    desired = {name: make_publication(tmp_path, name)}
    shown = Shown(lab, name, desired, kept(night(lab.open(), desired, {})))
    shown.call("datastore_delete", resource_id=shown.resource()["id"], force=True)
    (finding,) = shown.night().findings
    assert finding.check == "portal.overwritten"
    assert "table is missing" in str(finding.params["reason"].en)
    assert shown.night().findings == ()


def test_a_copy_is_told_and_does_not_take_the_place(shown: Shown) -> None:
    original = shown.package()
    for word in ("a", "z", "copy"):
        shown.call(
            "package_create",
            name=f"{shown.name}-{word}",
            owner_org=original["owner_org"],
            title=original["title"],
            extras=original["extras"],
        )
    outcome = shown.night()
    (finding,) = outcome.findings
    assert (finding.check, finding.count) == ("portal.copy", 3)
    assert shown.receipts[shown.name].remote_id == original["id"]
    shown.desired[shown.name] = make_publication(
        shown.lab.folder / "more", shown.name, title=None, spatial="高雄市"
    )
    assert kept(shown.night())[shown.name].action is PushAction.UPDATE
    assert shown.package()["id"] == original["id"]


def test_a_quiet_night_keeps_the_proof_alive_by_asking_for_each_file(shown: Shown) -> None:
    shown.night()
    receipt = shown.receipts[shown.name]
    assert set(receipt.etags) == set(receipt.files)
    for _ in range(32):
        shown.days += 1
        shown.night()
        receipt = shown.receipts[shown.name]
        assert receipt.verified
        assert receipt.proven_on() >= (NOW + timedelta(days=shown.days - 31)).date()


def test_a_token_that_dies_in_the_night_stops_the_portal_with_the_right_word(shown: Shown) -> None:
    names = [shown.lab.name(f"d{number}") for number in range(6)]
    desired = {name: make_publication(shown.lab.folder / "many", name) for name in names}
    dead = False

    def spoil(action: str, nth: int) -> Fault | None:
        nonlocal dead
        dead = dead or (action == "package_create" and nth == 2)
        return Fault.FORBIDDEN if dead else None

    with proxied(shown.lab.server.url) as proxy:
        proxy.spoil = spoil
        outcome = night(shown.lab.open(url=proxy.url), desired, {})
    assert outcome.error is not None
    assert "token" in str(outcome.error)
    assert not [item for item in outcome.findings if "not ours" in str(item.params["reason"].en)]
