"""What is CKAN's own: tokens, organisations, identities, texts, counts of requests."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from publisher.model.errors import PortalError
from publisher.model.portal import PushAction, Receipt
from publisher.model.text import LocalText
from publisher.push.plan import plan
from publisher.push.portals.ckan import client
from publisher.push.portals.ckan.packages import package_id
from publisher.push.portals.ckan.portal import CkanPortal
from publisher.push.portals.ckan.texts import download_name, tags
from publisher.push.preview import preview
from tests.ckan import CkanServer, ckan
from tests.push.ckan_lab import VARIABLE, CkanLab, kept, night
from tests.push.contract import MORE_ROWS, NOW
from tests.push.fault_proxy import LOGIN_PAGE, Fault, proxied
from tests.push.publications import AGENCY, MODIFIED, make_publication
from tests.push.upload_memory import large_file, large_table, measure

__all__ = ["ckan"]
pytestmark = pytest.mark.ckan


@pytest.fixture
def lab(ckan: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CkanLab:
    return CkanLab(ckan, monkeypatch, tmp_path, ckan.editor)


def _error(portal: CkanPortal) -> PortalError:
    with pytest.raises(PortalError) as caught:
        portal.read()
    assert caught.value.hint is not None
    return caught.value


@contextmanager
def _web_server(status: int, content: bytes, **headers: str) -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for key, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(key.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(content)

        def log_request(self, code: object = "-", size: object = "-") -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# --- tokens and organisations -------------------------------------------------------------------------------


def test_without_a_token(lab: CkanLab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    assert VARIABLE in str(_error(lab.open()))


def test_a_wrong_token_is_told_from_a_right_one(lab: CkanLab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "eyJhbGciOiJIUzI1NiJ9.not-a-token")
    error = _error(lab.open())
    assert "does not know the token" in str(error)
    assert "not-a-token" not in f"{error} {error.hint}"


def test_a_token_that_broke_in_copying(lab: CkanLab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "half of\na token")
    error = _error(lab.open())
    assert "half" not in f"{error} {error.hint}"


def test_a_token_in_a_private_file(lab: CkanLab, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(lab.server.editor + "\n")
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv(f"{VARIABLE}_FILE", str(file))
    file.chmod(0o644)
    assert "chmod 600" in str(_error(lab.open()).hint)
    file.chmod(0o600)
    assert lab.open().read() == {}
    file.unlink()
    with pytest.raises(PortalError, match="cannot be read"):
        lab.open().read()


def test_a_token_of_somebody_without_rights_there(lab: CkanLab) -> None:
    other = f"{lab.organization}-2"
    lab.server.call("organization_create", {"name": other})
    assert "may not publish" in str(_error(lab.open(organization=other)))


def test_an_organisation_that_does_not_exist(lab: CkanLab) -> None:
    assert "has no organisation" in str(_error(lab.open(organization="no-such-organisation")))


def test_a_missing_organisation_and_group_are_made_once_when_the_catalogue_says_so(
    ckan: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lab = CkanLab(ckan, monkeypatch, tmp_path, ckan.admin)
    lab.organization = f"{lab.organization}-new"
    group = f"group-{lab.organization}"
    lab.definition = replace(lab.definition, organization=lab.organization, groups={"A00": group})
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    assert "has no organisation" in str(night(lab.open(), desired, {}).error)
    made = ("organization_create", "group_create")
    with proxied(ckan.url) as proxy:
        proxy.spoil = lambda action, nth: Fault.LOST_AFTER if action in made else None
        outcome = night(lab.open(url=proxy.url, create=True), desired, {})
    assert outcome.error is None
    assert outcome.findings == ()
    assert [proxy.seen.count(action) for action in made] == [1, 1]
    assert ckan.call("organization_show", {"id": lab.organization})["title"] == AGENCY.title.zh
    assert [item["name"] for item in lab.package(alpha)["groups"]] == [group]


def test_a_group_that_is_missing_or_not_ours_to_fill_is_said_before_anything_is_written(
    lab: CkanLab, tmp_path: Path
) -> None:
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    group = f"group-{lab.organization}"
    missing = night(lab.open(groups={"A00": group}), desired, {})
    lab.server.call("group_create", {"name": group})
    closed = night(lab.open(groups={"A00": group}), desired, {})
    assert "has no group" in str(missing.error)
    assert "may not add datasets to the group" in str(closed.error)
    assert (missing.writes, closed.writes) == (0, 0)
    lab.server.call("group_member_create", {"id": group, "username": "editor", "role": "editor"})
    assert kept(night(lab.open(groups={"A00": group}), desired, {}))[alpha].verified


# --- what is no CKAN ----------------------------------------------------------------------------------------


def test_nobody_answers(lab: CkanLab) -> None:
    assert "does not answer" in str(_error(lab.open(url="http://127.0.0.1:9")))


def test_an_address_that_is_no_ckan(lab: CkanLab) -> None:
    assert "web page instead of its API" in str(_error(lab.open(url=f"{lab.server.url}/nowhere")))


def test_a_login_page(lab: CkanLab) -> None:
    with _web_server(200, LOGIN_PAGE, Content_Type="text/html") as url:
        error = _error(lab.open(url=url))
    assert "web page instead of its API" in str(error)
    assert "登入" not in f"{error} {error.hint}"


def test_an_address_that_moved(lab: CkanLab) -> None:
    with _web_server(301, b"", Location="https://example.org/") as url:
        error = _error(lab.open(url=url))
    assert "elsewhere" in str(error)


def test_another_api(lab: CkanLab) -> None:
    with _web_server(200, b'{"success": true}', Content_Type="application/json") as url:
        assert "middle of its answer" in str(_error(lab.open(url=url)))


# --- identities ---------------------------------------------------------------------------------------------


def test_a_sysadmin_chooses_the_ids(ckan: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lab = CkanLab(ckan, monkeypatch, tmp_path, ckan.admin)
    alpha = lab.name("alpha")
    outcome = night(lab.open(), {alpha: make_publication(tmp_path, alpha)}, {})
    (receipt,) = outcome.receipts
    organization = ckan.call("organization_show", {"id": lab.organization})["id"]
    assert receipt.remote_id == package_id(organization, alpha)
    assert receipt.verified


@pytest.mark.parametrize("who", ["editor", "admin"])
def test_deleted_on_the_portal_it_comes_back_under_its_addresses(
    ckan: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, who: str
) -> None:
    lab = CkanLab(ckan, monkeypatch, tmp_path, getattr(ckan, who))
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    first = kept(night(lab.open(), desired, {}))
    shown = lab.snapshot()
    ckan.call("package_delete", {"id": alpha})
    outcome = night(lab.open(), desired, first, days=1)
    assert [item.check for item in outcome.findings] == ["portal.overwritten"]
    (receipt,) = outcome.receipts
    assert receipt.action is PushAction.CREATE
    assert receipt.verified
    assert receipt.remote_id == first[alpha].remote_id
    assert dict(receipt.files) == dict(first[alpha].files)
    assert lab.snapshot() == shown


def test_a_name_that_is_somebody_elses_is_left_alone(lab: CkanLab, tmp_path: Path) -> None:
    mine, theirs, hidden = lab.name("mine"), lab.name("theirs"), lab.name("hidden")
    other = lab.server.new_organization()
    lab.server.call("package_create", {"name": theirs, "owner_org": lab.organization, "title": "別人的"})
    lab.server.call(
        "package_create",
        {"name": hidden, "owner_org": other, "private": True, "extras": [{"key": "x", "value": "y"}]},
    )
    lab.server.call("organization_member_delete", {"id": other, "username": "editor"})
    before = [lab.package(name) for name in (theirs, hidden)]
    desired = {name: make_publication(tmp_path, name) for name in (mine, theirs, hidden)}
    outcome = night(lab.open(), desired, {})
    assert sorted(item.subject for item in outcome.findings) == sorted([theirs, hidden])
    assert {item.check for item in outcome.findings} == {"portal.dataset-refused"}
    assert set(kept(outcome)) == {mine}
    assert [lab.package(name) for name in (theirs, hidden)] == before


def test_a_file_that_goes_and_one_that_comes(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    whole = make_publication(tmp_path, alpha)
    csv, _, descriptor = whole.artifacts
    fewer = replace(whole, hash="a" * 64, artifacts=(csv, descriptor))
    first = kept(night(lab.open(), {alpha: fewer}, {}))
    outcome = night(lab.open(), {alpha: whole}, first, days=1)
    second = kept(outcome)
    assert [item["pub_path"] for item in lab.package(alpha)["resources"]] == [
        "cases.csv",
        "cases.json",
        "datapackage.json",
    ]
    assert second[alpha].verified
    assert first[alpha].files.items() <= second[alpha].files.items()
    portal = lab.open()
    again = night(portal, {alpha: fewer}, second, days=2)
    assert kept(again)[alpha].verified
    assert kept(again)[alpha].files == first[alpha].files
    assert portal.writes == 1
    gone = second[alpha].files["cases.json"]
    assert requests.get(gone, timeout=30).status_code == 404


# --- what others do meanwhile -------------------------------------------------------------------------------


def test_what_others_added_stays(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    first = kept(night(lab.open(), {alpha: make_publication(tmp_path, alpha)}, {}))
    group = lab.server.call("group_create", {"name": f"group-{alpha}"})["name"]
    # CKAN 2.12 lets nobody revise a dataset in a group where he has no rights, even if it stays there
    lab.server.call("group_member_create", {"id": group, "username": "editor", "role": "editor"})
    extras = [*lab.package(alpha)["extras"], {"key": "harvest_source", "value": "交通部"}]
    lab.server.call("package_patch", {"id": alpha, "extras": extras, "groups": [{"name": group}]})
    outcome = night(lab.open(), {alpha: make_publication(tmp_path, alpha, MORE_ROWS)}, first, days=1)
    assert [item.check for item in outcome.findings] == ["portal.added-to"]
    assert kept(outcome)[alpha].action is PushAction.UPDATE
    package = lab.package(alpha)
    assert {"key": "harvest_source", "value": "交通部"} in package["extras"]
    assert [item["name"] for item in package["groups"]] == [group]


@pytest.mark.parametrize("change", [{"private": True}, {"notes": "改"}, {"tags": []}, {"resources": []}])
def test_every_change_of_ours_is_seen_until_it_is_undone(
    lab: CkanLab, tmp_path: Path, change: dict[str, object]
) -> None:
    alpha = lab.name("alpha")
    night(lab.open(), {alpha: make_publication(tmp_path, alpha)}, {})
    assert not lab.open().read()[alpha].edited
    before = lab.package(alpha)
    lab.server.call("package_patch", {"id": alpha, **change})
    assert lab.open().read()[alpha].edited
    if "resources" not in change:
        lab.server.call("package_patch", {"id": alpha, **{key: before[key] for key in change}})
        assert not lab.open().read()[alpha].edited


def test_a_change_between_plan_and_apply_is_not_overwritten(lab: CkanLab, tmp_path: Path) -> None:
    alpha, beta = lab.name("alpha"), lab.name("beta")
    first = kept(night(lab.open(), {name: make_publication(tmp_path, name) for name in (alpha, beta)}, {}))
    desired = {name: make_publication(tmp_path, name, MORE_ROWS) for name in (alpha, beta)}
    portal = lab.open()
    steps = plan(desired, portal.read(), first, {})
    lab.edit_as_stranger(alpha)
    edited = lab.package(alpha)
    refused, receipt = sorted(portal.apply(steps, desired, NOW), key=lambda item: not isinstance(item, tuple))
    assert isinstance(refused, tuple)
    assert refused[0].dataset == alpha
    assert "someone changed" in str(refused[1])
    assert receipt.dataset == beta  # type: ignore[union-attr]
    assert lab.package(alpha) == edited


def test_a_file_that_somebody_replaced_is_told_in_detail(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    first = kept(night(lab.open(), desired, {}))
    (resource,) = [item for item in lab.package(alpha)["resources"] if item["pub_path"] == "cases.csv"]
    answer = requests.post(
        f"{lab.server.url}/api/3/action/resource_patch",
        data={"id": resource["id"], "description": "換過的檔案"},
        files={"upload": ("other.csv", b"a,b\r\n1,2\r\n")},
        headers={"Authorization": lab.server.admin},
        timeout=60,
    )
    assert answer.status_code == 200
    lab.server.call("package_patch", {"id": alpha, "private": True})
    outcome = night(lab.open(), desired, first, days=1)
    (finding,) = outcome.findings
    assert finding.check == "portal.conflict"
    assert {place.field for place in finding.places} == {
        "private",
        "cases.csv description",
        "cases.csv file",
        "cases.csv bytes",
    }


# --- what an earlier version wrote --------------------------------------------------------------------------


def _as_an_earlier_version_wrote_it(
    lab: CkanLab, dataset: str, receipt: Receipt, seal: str = "0" * 64
) -> dict[str, Receipt]:
    """The dataset under a seal that covers other things than today's, and the receipt of that."""
    extras = [item for item in lab.package(dataset)["extras"] if item["key"] != "pub_seal"]
    lab.server.call("package_patch", {"id": dataset, "extras": [*extras, {"key": "pub_seal", "value": seal}]})
    return {dataset: replace(receipt, revision=lab.package(dataset)["metadata_modified"], tables={})}


@pytest.mark.parametrize("lost", [False, True], ids=["with its receipts", "the state was lost"])
def test_what_an_earlier_version_wrote_is_no_conflict_and_written_anew_once(
    lab: CkanLab, tmp_path: Path, lost: bool
) -> None:
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    first = kept(night(lab.open(), desired, {}))
    shown = lab.snapshot()
    files = [(item["url"], item["last_modified"]) for item in lab.package(alpha)["resources"]]
    old = _as_an_earlier_version_wrote_it(lab, alpha, first[alpha])
    planned = preview(lab.open(), desired, {}, old, allow_withdrawals=False, withdrawal_limit=0.2)
    assert [(step.action, step.changes) for step in planned.steps] == [(PushAction.UPDATE, ())]
    with proxied(lab.server.url) as proxy:
        outcome = night(lab.open(url=proxy.url), desired, {} if lost else old, days=1)
    assert outcome.findings == ()
    assert outcome.writes == 1
    assert proxy.seen.count("package_revise") == 1
    assert kept(outcome)[alpha].verified
    assert [(item["url"], item["last_modified"]) for item in lab.package(alpha)["resources"]] == files
    assert lab.snapshot() == shown
    assert night(lab.open(), desired, kept(outcome), days=2).writes == 0


def test_a_foreign_edit_of_what_an_earlier_version_wrote_stays_a_conflict(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    first = kept(night(lab.open(), desired, {}))
    old = _as_an_earlier_version_wrote_it(lab, alpha, first[alpha])
    lab.edit_as_stranger(alpha)
    edited = lab.package(alpha)
    outcome = night(lab.open(), {alpha: make_publication(tmp_path, alpha, MORE_ROWS)}, old, days=1)
    (finding,) = outcome.findings
    assert finding.check == "portal.conflict"
    assert "title" in [place.field for place in finding.places]
    assert "earlier version" in str(finding.params["reason"].en)
    assert outcome.writes == 0
    assert lab.package(alpha) == edited


def test_a_seal_without_its_form_that_fits_proves_that_nobody_was_there(lab: CkanLab, tmp_path: Path) -> None:
    """The first version's seal: the same hash, and nothing before it."""
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    first = kept(night(lab.open(), desired, {}))
    seal = next(item["value"] for item in lab.package(alpha)["extras"] if item["key"] == "pub_seal")
    _as_an_earlier_version_wrote_it(lab, alpha, first[alpha], seal.rpartition("-")[2])
    assert lab.open().read()[alpha].edited is False
    assert night(lab.open(), desired, first, days=1).findings == ()  # although another revision is there


def test_other_settings_reach_what_is_published_already(lab: CkanLab, tmp_path: Path) -> None:
    names = [lab.name("alpha"), lab.name("beta")]
    desired = {name: make_publication(tmp_path, name) for name in names}
    first = kept(night(lab.open(), desired, {}))
    fields = {"contact_point": "{maintainer}"}
    outcome = night(lab.open(fields=fields), desired, first, days=1)
    assert outcome.writes == 2
    for name in names:
        assert {"key": "contact_point", "value": "資訊小組"} in lab.package(name)["extras"]
    assert night(lab.open(fields=fields), desired, kept(outcome), days=2).writes == 0


# --- how much is asked --------------------------------------------------------------------------------------


def test_a_quiet_night_asks_twice_and_one_change_writes_once(lab: CkanLab, tmp_path: Path) -> None:
    names = [lab.name(word) for word in ("alpha", "beta", "gamma")]
    desired = {name: make_publication(tmp_path, name) for name in names}
    first = kept(night(lab.open(), desired, {}))
    with proxied(lab.server.url) as proxy:
        assert night(lab.open(url=proxy.url), desired, first, days=1).writes == 0
        assert [action for action in proxy.seen if action != "page"] == [
            "organization_list_for_user",
            "package_search",
        ]
        proxy.seen.clear()
        desired[names[1]] = make_publication(tmp_path, names[1], MORE_ROWS)
        assert night(lab.open(url=proxy.url), desired, first, days=2).writes == 1
    assert proxy.seen.count("package_revise") == 1
    assert not {"package_create", "package_patch", "resource_create"} & set(proxy.seen)


def test_a_portal_with_more_datasets_than_one_answer_holds_is_paged(
    lab: CkanLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [lab.name(f"d{number}") for number in range(5)]
    desired = {name: make_publication(tmp_path, name) for name in names}
    first = kept(night(lab.open(), desired, {}))
    monkeypatch.setattr(client, "PAGE", 2)
    with proxied(lab.server.url) as proxy:
        portal = lab.open(url=proxy.url)
        assert sorted(portal.read()) == names
        assert proxy.seen.count("package_search") == 3
        assert night(lab.open(url=proxy.url), desired, first, days=1).writes == 0


def test_only_the_file_that_changed_is_sent_again(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    first = kept(night(lab.open(), {alpha: make_publication(tmp_path, alpha)}, {}))
    before = {item["pub_path"]: item["last_modified"] for item in lab.package(alpha)["resources"]}
    changed = make_publication(tmp_path, alpha, MORE_ROWS, modified=MODIFIED + timedelta(days=1))
    night(lab.open(), {alpha: changed}, first, days=1)
    after = {item["pub_path"]: item["last_modified"] for item in lab.package(alpha)["resources"]}
    assert {path for path in before if before[path] != after[path]} == {"cases.csv", "cases.json"}


# --- texts --------------------------------------------------------------------------------------------------


def test_the_metadata_of_the_standard_arrive(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    remarks = LocalText("每月 5 日前更新", "Updated by the 5th of each month")
    publication = make_publication(tmp_path, alpha, notes=remarks)
    assert night(lab.open(), {alpha: publication}, {}).findings == ()
    package = lab.package(alpha)
    extras = {item["key"]: item["value"] for item in package["extras"]}
    assert package["title"] == publication.title.zh
    assert package["notes"] == publication.description.zh
    assert package["license_id"] == "other-at"
    assert (package["maintainer"], package["maintainer_email"]) == ("資訊小組", "opendata@station.example.org")
    assert extras["license_title"] == "OGDL-Taiwan-1.0"
    assert extras["license_url"] == "https://data.gov.tw/license"
    assert extras["identifier"] == "A15030000H-000001"
    assert extras["field_description"].startswith("統計年月(案件受理的年月)、監理站(")
    assert (extras["accrual_periodicity"], extras["cost"], extras["dataset_type_tw"]) == (
        "每月",
        "免費",
        "rawData",
    )
    assert extras["frequency"] == "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
    assert (extras["temporal_start"], extras["temporal_end"]) == ("2026-10-01", "2026-11-30")
    assert (extras["issued"], extras["modified"]) == ("2026-11-03", "2026-11-03 02:00:00")
    assert extras["remarks"] == remarks.zh
    assert {item["name"] for item in package["tags"]} == {"監理", "受理件數", "motor vehicles", "cases"}
    for resource, artifact in zip(package["resources"], publication.artifacts, strict=True):
        assert resource["format"] == artifact.format.upper()
        assert resource["mimetype"] == artifact.media_type
        assert resource["size"] == artifact.bytes
        assert resource["hash"] == artifact.sha256
        assert resource["hash_algorithm"] == "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
        assert resource["url"].endswith(f"/download/{artifact.path}")


def test_texts_that_ckan_would_change_are_no_conflict(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    odd = LocalText("  第一行\r\n第二行\x00\x0b \u3000", "\ttext\r")
    publication = make_publication(tmp_path, alpha, title=odd, description=odd, notes=odd, spatial="")
    assert night(lab.open(), {alpha: publication}, {}).findings == ()
    assert lab.package(alpha)["title"] == "第一行\n第二行"
    assert not lab.open().read()[alpha].edited


def test_a_file_name_that_ckan_would_spoil(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    publication = make_publication(tmp_path, alpha)
    csv, *others = publication.artifacts
    (publication.folder / csv.path).rename(publication.folder / "受理件數 2026 (Final).CSV")
    renamed = replace(csv, path="受理件數 2026 (Final).CSV")
    publication = replace(publication, artifacts=(renamed, *others))
    first = night(lab.open(), {alpha: publication}, {})
    assert first.receipts[0].verified
    assert re.search(r"/download/2026-final-[0-9a-f]{10}\.csv$", first.receipts[0].files[renamed.path])
    portal = lab.open()
    assert not portal.read()[alpha].edited
    assert night(portal, {alpha: publication}, kept(first), days=1).writes == 0


@pytest.mark.parametrize("path", ["cases.csv", "a_b-c.2026.json", "x" * 70 + ".parquet"])
def test_a_plain_file_name_stays(path: str) -> None:
    assert download_name(path) == path


@pytest.mark.parametrize(
    "path", ["Cases.csv", "a--b.csv", "資料.csv", "x" * 101 + ".csv", "noending", "a.b/ü.csv"]
)
def test_a_file_name_is_made_plain_and_stays_its_own(path: str) -> None:
    name = download_name(path)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+", name)
    assert len(name) <= 80
    assert name == download_name(path)
    assert name != download_name("other/" + path)


def test_keywords_become_tags_that_ckan_takes() -> None:
    keywords = (
        LocalText("監理、裁罰（申訴）", "fines, appeals/complaints"),
        LocalText("ＡＢ", "x"),
        LocalText("監理", ""),
        LocalText("長" * 101, "C++"),
    )
    assert tags(keywords, "zh-TW") == tuple(
        sorted(["監理", "裁罰 申訴", "fines", "appeals", "complaints", "ＡＢ"])
    )


# --- size ---------------------------------------------------------------------------------------------------


@pytest.mark.full
def test_memory_does_not_grow_with_the_file(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    assert measure(lab.definition, large_file(tmp_path, alpha, 200 * 2**20), tmp_path).above < 80


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_memory_does_not_grow_with_the_table(lab: CkanLab, tmp_path: Path) -> None:
    definition = replace(lab.definition, datastore=True, timeout=60)
    publication = large_table(tmp_path, lab.name("alpha"), 200 * 2**20)
    assert measure(definition, publication, tmp_path).above < 80
