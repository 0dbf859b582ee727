"""What every portal does, as one class of tests: subclass it with a `lab` fixture and the portal answers to it.

A lab is one real, empty portal (a folder, an organisation on a real CKAN) that outlives the Portal objects
opened on it, so that a second night is a second object, as in life.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests

from publisher.model.night import PortalOutcome, PortalPlan
from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Publication
from publisher.model.stage import Services
from publisher.model.text import LocalText
from publisher.push import push
from publisher.push.base import Portal
from publisher.push.preview import preview
from tests.push.publications import MODIFIED, ROWS, make_publication

NOW = MODIFIED + timedelta(hours=1)
MORE_ROWS = (*ROWS, ("2026-11", "麻豆監理站", "91"))
REASON = LocalText("資料來源系統停用", "The source system was switched off")


class PortalLab(ABC):
    """One real portal, empty at the start of a test."""

    @abstractmethod
    def open(self) -> Portal:
        """A new Portal object on the same place, as a new process would make it."""

    @abstractmethod
    def corrupt(self, dataset: str, path: str) -> None:
        """Change one byte of a stored file behind the portal's back, its length staying the same."""

    @abstractmethod
    def edit_as_stranger(self, dataset: str) -> None:
        """Change what the portal shows of `dataset` as another person would, not through us."""

    def name(self, dataset: str) -> str:
        """The dataset id to use for `dataset`; a portal shared by tests makes it unique."""
        return dataset


class PortalContract:
    """The behaviours. Subclasses define the fixture `lab`."""

    @pytest.fixture
    def lab(self, tmp_path: Path) -> PortalLab:
        raise NotImplementedError("a portal's tests define the fixture `lab`")

    @pytest.fixture
    def services(self, tmp_path: Path) -> Services:
        work = tmp_path / "work"
        work.mkdir(mode=0o700)
        return Services(work=work, now=NOW, keys=tmp_path / "keys", language="zh-TW")

    @pytest.fixture
    def files(self, tmp_path: Path) -> Path:
        return tmp_path / "publications"

    def test_the_first_night_creates_and_proves(self, lab: PortalLab, services: Services, files: Path) -> None:
        desired = _publications(lab, files, "alpha", "beta")
        portal = lab.open()
        outcome = _night(portal, desired, {}, services)
        assert outcome.error is None
        assert outcome.findings == ()
        assert {item.dataset: item.action for item in outcome.receipts} == dict.fromkeys(
            desired, PushAction.CREATE
        )
        for receipt in outcome.receipts:
            publication = desired[receipt.dataset]
            assert receipt.verified
            assert receipt.verified_files == len(publication.artifacts)
            assert receipt.publication == publication.hash
            assert set(receipt.files) == {item.path for item in publication.artifacts}
        assert portal.writes > 0
        assert outcome.writes == portal.writes
        remote = lab.open().read()
        assert {item: remote[item].publication for item in desired} == {
            item: publication.hash for item, publication in desired.items()
        }

    def test_the_second_night_changes_nothing(self, lab: PortalLab, services: Services, files: Path) -> None:
        desired = _publications(lab, files, "alpha", "beta")
        first = _receipts(_night(lab.open(), desired, {}, services))
        portal = lab.open()
        outcome = _night(portal, desired, first, services, days=1)
        assert portal.writes == 0
        assert outcome.error is None
        assert outcome.findings == ()
        second = _receipts(outcome)
        for dataset, receipt in second.items():
            assert receipt == replace(first[dataset], action=PushAction.UNCHANGED, read=receipt.read)
            assert all(day >= first[dataset].read[path] for path, day in receipt.read.items())

    def test_lost_state_is_found_again(self, lab: PortalLab, services: Services, files: Path) -> None:
        desired = _publications(lab, files, "alpha")
        first = _receipts(_night(lab.open(), desired, {}, services))
        portal = lab.open()
        outcome = _night(portal, desired, {}, services, days=1)
        assert portal.writes == 0
        assert outcome.findings == ()
        (receipt,) = outcome.receipts
        assert receipt.action is PushAction.UNCHANGED
        assert receipt.verified
        assert dict(receipt.files) == dict(first[receipt.dataset].files)
        assert receipt.page_url == first[receipt.dataset].page_url

    def test_a_kill_before_the_receipts_were_kept_is_no_conflict(
        self, lab: PortalLab, services: Services, files: Path
    ) -> None:
        name = lab.name("alpha")
        first = _receipts(_night(lab.open(), _publications(lab, files, "alpha"), {}, services))
        changed = {name: make_publication(files, name, MORE_ROWS)}
        _night(lab.open(), changed, first, services, days=1)
        portal = lab.open()
        outcome = _night(portal, changed, first, services, days=2)
        assert portal.writes == 0
        assert outcome.findings == ()
        assert _receipts(outcome)[name].publication == changed[name].hash
        assert _receipts(outcome)[name].verified

    def test_an_update_keeps_every_address(self, lab: PortalLab, services: Services, files: Path) -> None:
        name = lab.name("alpha")
        desired = _publications(lab, files, "alpha", "beta")
        first = _receipts(_night(lab.open(), desired, {}, services))
        desired[name] = make_publication(files, name, MORE_ROWS, modified=MODIFIED + timedelta(days=1))
        portal = lab.open()
        outcome = _night(portal, desired, first, services, days=1)
        second = _receipts(outcome)
        assert outcome.findings == ()
        assert second[name].action is PushAction.UPDATE
        assert second[name].verified
        assert dict(second[name].files) == dict(first[name].files)
        assert second[name].page_url == first[name].page_url
        assert second[lab.name("beta")].action is PushAction.UNCHANGED
        assert _read(portal, first[name], "cases.csv") == (desired[name].folder / "cases.csv").read_bytes()

    def test_metadata_alone_is_an_update(self, lab: PortalLab, services: Services, files: Path) -> None:
        name = lab.name("alpha")
        first = _receipts(_night(lab.open(), _publications(lab, files, "alpha"), {}, services))
        desired = {name: make_publication(files, name, title=LocalText("新的名稱", "A new title"))}
        outcome = _night(lab.open(), desired, first, services, days=1)
        receipt = _receipts(outcome)[name]
        assert receipt.action is PushAction.UPDATE
        assert receipt.verified
        assert dict(receipt.files) == dict(first[name].files)

    def test_one_that_fails_leaves_the_others_and_its_own_past(
        self, lab: PortalLab, services: Services, files: Path
    ) -> None:
        alpha, beta = lab.name("alpha"), lab.name("beta")
        old = _publications(lab, files, "alpha", "beta")
        first = _receipts(_night(lab.open(), old, {}, services))
        desired = {name: make_publication(files, name, MORE_ROWS) for name in (alpha, beta)}
        (desired[alpha].folder / "cases.json").unlink()
        portal = lab.open()
        outcome = _night(portal, desired, first, services, days=1)
        assert [(item.check, item.subject) for item in outcome.findings] == [("portal.dataset-refused", alpha)]
        second = _receipts(outcome)
        assert second[beta].action is PushAction.UPDATE
        assert second[beta].verified
        assert alpha not in second
        assert _read(portal, first[alpha], "cases.csv") == (old[alpha].folder / "cases.csv").read_bytes()
        assert lab.open().read()[alpha].publication == old[alpha].hash

    def test_a_withdrawal_keeps_the_page_and_takes_the_files(
        self, lab: PortalLab, services: Services, files: Path
    ) -> None:
        alpha = lab.name("alpha")
        desired = _publications(lab, files, "alpha", "beta")
        first = _receipts(_night(lab.open(), desired, {}, services))
        del desired[alpha]
        portal = lab.open()
        outcome = _night(portal, desired, first, services, days=1, withdraw=alpha)
        assert outcome.findings == ()
        receipt = _receipts(outcome)[alpha]
        assert receipt.action is PushAction.WITHDRAW
        assert receipt.verified
        assert receipt.files == {}
        with portal.reader() as base:
            page = requests.get(urljoin(base, first[alpha].page_url), timeout=30)
            assert page.status_code == 200
            assert REASON.zh in page.content.decode()
            for address in first[alpha].files.values():
                assert requests.get(urljoin(base, address), timeout=30).status_code in (403, 404, 410)
        remote = lab.open().read()[alpha]
        assert remote.withdrawn
        again = lab.open()
        _night(again, desired, {**first, alpha: receipt}, services, days=2, withdraw=alpha)
        assert again.writes == 0

    def test_a_restored_dataset_has_its_addresses_back(
        self, lab: PortalLab, services: Services, files: Path
    ) -> None:
        alpha = lab.name("alpha")
        desired = _publications(lab, files, "alpha", "beta")
        first = _receipts(_night(lab.open(), desired, {}, services))
        rest = {name: item for name, item in desired.items() if name != alpha}
        gone = _receipts(_night(lab.open(), rest, first, services, days=1, withdraw=alpha))
        outcome = _night(lab.open(), desired, {**first, **gone}, services, days=2)
        receipt = _receipts(outcome)[alpha]
        assert outcome.findings == ()
        assert receipt.action is PushAction.RESTORE
        assert receipt.verified
        assert dict(receipt.files) == dict(first[alpha].files)
        assert receipt.page_url == first[alpha].page_url

    def test_a_mass_withdrawal_needs_a_word(self, lab: PortalLab, services: Services, files: Path) -> None:
        alpha = lab.name("alpha")
        desired = _publications(lab, files, "alpha", "beta")
        first = _receipts(_night(lab.open(), desired, {}, services))
        rest = {name: item for name, item in desired.items() if name != alpha}
        portal = lab.open()
        outcome = push(
            portal,
            rest,
            {alpha: REASON},
            first,
            NOW,
            allow_withdrawals=False,
            withdrawal_limit=0.2,
            services=services,
        )
        assert outcome.error is not None
        assert outcome.hint is not None
        assert portal.writes == 0
        assert not lab.open().read()[alpha].withdrawn

    def test_a_changed_byte_is_found(self, lab: PortalLab, services: Services, files: Path) -> None:
        alpha = lab.name("alpha")
        desired = _publications(lab, files, "alpha", "beta")
        first = _receipts(_night(lab.open(), desired, {}, services))
        lab.corrupt(alpha, "cases.csv")
        unproven = {name: replace(item, verified=False, verified_files=0) for name, item in first.items()}
        outcome = _night(lab.open(), desired, unproven, services, days=1)
        found = ("portal.verification-failed", "portal.conflict")  # a portal of files looks at them by itself
        faults = [item for item in outcome.findings if item.check in found]
        assert [item.subject for item in faults] == [alpha]
        assert [place.file or place.field for place in faults[0].places] == ["cases.csv"]
        second = _receipts(outcome)
        assert alpha not in second or not second[alpha].verified
        assert second[lab.name("beta")].verified

    def test_an_unproven_receipt_is_proven_the_next_night(
        self, lab: PortalLab, services: Services, files: Path
    ) -> None:
        alpha = lab.name("alpha")
        desired = _publications(lab, files, "alpha")
        first = _receipts(_night(lab.open(), desired, {}, services))
        unproven = {alpha: replace(first[alpha], verified=False, verified_files=0)}
        portal = lab.open()
        outcome = _night(portal, desired, unproven, services, days=1)
        assert portal.writes == 0
        assert _receipts(outcome)[alpha].verified
        assert _receipts(outcome)[alpha].verified_files == len(desired[alpha].artifacts)

    def test_a_strangers_edit_is_never_overwritten(self, lab: PortalLab, services: Services, files: Path) -> None:
        alpha = lab.name("alpha")
        desired = _publications(lab, files, "alpha", "beta")
        first = _receipts(_night(lab.open(), desired, {}, services))
        lab.edit_as_stranger(alpha)
        before = lab.open().read()[alpha]
        desired = {name: make_publication(files, name, MORE_ROWS) for name in desired}
        outcome = _night(lab.open(), desired, first, services, days=1)
        assert [(item.check, item.subject) for item in outcome.findings] == [("portal.conflict", alpha)]
        second = _receipts(outcome)
        assert alpha not in second
        assert second[lab.name("beta")].action is PushAction.UPDATE
        assert lab.open().read()[alpha] == before

    def test_a_preview_tells_what_an_update_changes_and_changes_nothing(
        self, lab: PortalLab, services: Services, files: Path
    ) -> None:
        alpha, beta = lab.name("alpha"), lab.name("beta")
        first = _receipts(_night(lab.open(), _publications(lab, files, "alpha", "beta"), {}, services))
        title = LocalText("新的名稱", "A new title")
        desired = {
            alpha: make_publication(files, alpha, MORE_ROWS, title=title),
            **_publications(lab, files, "beta", "gamma"),
        }
        portal = lab.open()
        before = portal.read()
        seen = _preview(portal, desired, first)
        assert seen.error is None
        steps = {step.dataset: step for step in seen.steps}
        assert {name: step.action for name, step in steps.items()} == {
            alpha: PushAction.UPDATE,
            beta: PushAction.UNCHANGED,
            lab.name("gamma"): PushAction.CREATE,
        }
        changes = {(change.kind, change.name): change for change in steps[alpha].changes}
        hashes = {item.path: item.sha256 for item in desired[alpha].artifacts}
        assert changes["file", "cases.csv"].after == hashes["cases.csv"]
        assert changes["file", "cases.csv"].before not in (None, hashes["cases.csv"])
        assert any(change.after is not None and title.zh in change.after for change in steps[alpha].changes)
        assert not any(name == "description" or name == "notes" for _, name in changes)
        assert steps[beta].changes == ()
        added = {change.name for change in steps[lab.name("gamma")].changes if change.kind == "file"}
        assert added == set(hashes)
        assert portal.writes == 0
        assert lab.open().read() == before

    def test_an_agreed_plan_is_carried_out_or_nothing_is(
        self, lab: PortalLab, services: Services, files: Path
    ) -> None:
        alpha = lab.name("alpha")
        first = _receipts(_night(lab.open(), _publications(lab, files, "alpha", "beta"), {}, services))
        desired = _publications(lab, files, "beta") | {alpha: make_publication(files, alpha, MORE_ROWS)}
        agreed = _preview(lab.open(), desired, first)
        lab.edit_as_stranger(lab.name("beta"))
        before = lab.open().read()
        portal = lab.open()
        outcome = _night(portal, desired, first, services, days=1, agreed=agreed)
        assert outcome.error is not None
        assert lab.name("beta") in str(outcome.error)
        assert outcome.receipts == ()
        assert portal.writes == 0
        assert lab.open().read() == before

    def test_an_agreed_plan_that_still_holds_is_carried_out(
        self, lab: PortalLab, services: Services, files: Path
    ) -> None:
        alpha = lab.name("alpha")
        first = _receipts(_night(lab.open(), _publications(lab, files, "alpha"), {}, services))
        desired = {alpha: make_publication(files, alpha, MORE_ROWS)}
        agreed = _preview(lab.open(), desired, first)
        outcome = _night(lab.open(), desired, first, services, days=1, agreed=agreed)
        assert outcome.error is None
        assert _receipts(outcome)[alpha].verified

    def test_a_conflict_is_shown_as_a_difference(self, lab: PortalLab, services: Services, files: Path) -> None:
        alpha = lab.name("alpha")
        desired = _publications(lab, files, "alpha")
        first = _receipts(_night(lab.open(), desired, {}, services))
        lab.edit_as_stranger(alpha)
        (step,) = _preview(lab.open(), desired, first).steps
        assert step.action is PushAction.CONFLICT
        assert len(step.changes) == 1
        (finding,) = _night(lab.open(), desired, first, services, days=1).findings
        assert [place.field for place in finding.places] == [step.changes[0].name]

    def test_awkward_texts_arrive(self, lab: PortalLab, services: Services, files: Path) -> None:
        name = lab.name("awkward")
        publication = make_publication(
            files,
            name,
            title=LocalText("<script>alert(1)</script>「引號」&符號、頓號", "<b>bold</b> \"quotes\" & 'more'"),
            description=LocalText(
                "第一段。\n\n第二段 <img src=x onerror=alert(1)>", "Line one\n\nLine two </script>"
            ),
            keywords=(LocalText("監理、裁罰（申訴）", "fines, appeals/complaints"), LocalText("", "only English")),
        )
        outcome = _night(lab.open(), {name: publication}, {}, services)
        assert outcome.findings == ()
        assert outcome.receipts[0].verified
        again = lab.open()
        _night(again, {name: publication}, _receipts(outcome), services, days=1)
        assert again.writes == 0


def _publications(lab: PortalLab, files: Path, *names: str) -> dict[str, Publication]:
    return {lab.name(name): make_publication(files, lab.name(name)) for name in names}


def _night(
    portal: Portal,
    desired: Mapping[str, Publication],
    receipts: Mapping[str, Receipt],
    services: Services,
    *,
    days: int = 0,
    withdraw: str | None = None,
    agreed: PortalPlan | None = None,
) -> PortalOutcome:
    return push(
        portal,
        desired,
        {} if withdraw is None else {withdraw: REASON},
        receipts,
        NOW + timedelta(days=days),
        allow_withdrawals=True,
        withdrawal_limit=0.2,
        services=services,
        agreed=agreed,
    )


def _preview(portal: Portal, desired: Mapping[str, Publication], receipts: Mapping[str, Receipt]) -> PortalPlan:
    return preview(portal, desired, {}, receipts, allow_withdrawals=False, withdrawal_limit=0.2)


def _receipts(outcome: PortalOutcome) -> dict[str, Receipt]:
    return {item.dataset: item for item in outcome.receipts}


def _read(portal: Portal, receipt: Receipt, path: str) -> bytes:
    with portal.reader() as base:
        answer = requests.get(urljoin(base, receipt.files[path]), timeout=30)
        assert answer.status_code == 200
        return answer.content
