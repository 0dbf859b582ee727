"""Whatever the network does between us and a real CKAN, a night ends as an undisturbed one, or changes nothing."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import requests

from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Publication
from tests.ckan import CkanServer, ckan
from tests.push.ckan_lab import CkanLab, kept, night, night_in_a_process, open_ckan
from tests.push.contract import MORE_ROWS
from tests.push.fault_proxy import Fault, Proxy, proxied
from tests.push.publications import ROWS, make_publication

__all__ = ["ckan"]
pytestmark = pytest.mark.ckan

TIMES = {
    "package_create": 1,
    "package_revise": 7,
    "datastore_create": 2,
    "datastore_upsert": 2,
    "datastore_delete": 2,
    "package_create_default_resource_views": 3,
}
"""The requests that write in the night of the story: it is killed before and after each of them."""
WRITES = tuple(TIMES)
READS = ("package_search", "package_show", "license_list", "datastore_info", "datastore_search")
SAMPLE = (Fault.LOST_AFTER,)
ALL = (
    *SAMPLE,
    Fault.REFUSED,
    Fault.BUSY,
    Fault.GATEWAY_AFTER,
    Fault.LOGIN,
    Fault.HANG,
    Fault.CUT_AFTER,
    Fault.LIMITED,
    Fault.BROKEN_AFTER,
)
CHANGED = (ROWS[0], ("2026-10", "麻豆監理站", "90"), ("2026-11", "麻豆監理站", "91"))
"""One row as before, one changed, one gone, one new."""


def _or_full(every: Sequence[Any], sample: Sequence[Any]) -> list[Any]:
    """Parameters of which only the sample runs in `make test`."""
    return [item if item in sample else pytest.param(item, marks=pytest.mark.full) for item in every]


@pytest.fixture
def lab(ckan: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CkanLab:
    return CkanLab(ckan, monkeypatch, tmp_path, ckan.editor, datastore=True)


@pytest.fixture
def proxy(ckan: CkanServer) -> Iterator[Proxy]:
    with proxied(ckan.url) as running:
        yield running


class Story:
    """A night with everything in it: one dataset is created, one changed, one withdrawn, one restored."""

    def __init__(self, lab: CkanLab, files: Path) -> None:
        self.lab = lab
        new, changed, gone, back = (lab.name(word) for word in ("new", "changed", "gone", "back"))
        self.gone = gone
        self.before = {name: make_publication(files, name) for name in (changed, gone, back)}
        first = kept(night(lab.open(), self.before, {}))
        rest = {name: item for name, item in self.before.items() if name != back}
        self.receipts: dict[str, Receipt] = {**first, **kept(night(lab.open(), rest, first, withdraw=back))}
        self.addresses = {name: dict(receipt.files) for name, receipt in first.items()}
        self.desired: dict[str, Publication] = {
            new: make_publication(files, new),
            changed: make_publication(files, changed, CHANGED),
            back: self.before[back],
        }

    def run(self, **changes: object) -> dict[str, Receipt]:
        outcome = night(self.lab.open(**changes), self.desired, self.receipts, days=1, withdraw=self.gone)
        assert outcome.error is None
        assert [f"{item.check} {item.places} {item.params['reason'].en}" for item in outcome.findings] == []
        receipts = kept(outcome)
        assert all(receipt.verified for receipt in receipts.values())
        return receipts

    def snapshot(self) -> object:
        return self.lab.snapshot(*self.before.values(), *self.desired.values())

    def check(self, receipts: dict[str, Receipt], undisturbed: object) -> None:
        """The portal is as after an undisturbed night, and every earlier address lives."""
        assert _lines(self.snapshot()) == _lines(undisturbed)
        for name in self.addresses.keys() & self.desired.keys():
            assert dict(receipts[name].files) == self.addresses[name]


def _lines(snapshot: object) -> list[str]:
    """A difference of two snapshots is read more easily line by line."""
    return json.dumps(snapshot, ensure_ascii=False, indent=1, sort_keys=True).splitlines()


@pytest.fixture(scope="module")
def undisturbed(ckan: CkanServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """What the portal shows after the story's night, when nothing disturbs it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        lab = CkanLab(ckan, monkeypatch, tmp_path_factory.mktemp("undisturbed"), ckan.editor, datastore=True)
        story = Story(lab, lab.folder)
        with proxied(ckan.url) as proxy:
            actions = {item.action for item in story.run(url=proxy.url).values()}
            assert {action: proxy.seen.count(action) for action in TIMES} == TIMES
        assert actions == {PushAction.CREATE, PushAction.UPDATE, PushAction.WITHDRAW, PushAction.RESTORE}
        yield story.snapshot()


@pytest.mark.injects("portal-disturbed")
@pytest.mark.parametrize("fault", _or_full(ALL, SAMPLE), ids=lambda fault: fault.name.lower())
def test_every_action_disturbed_once(
    lab: CkanLab, proxy: Proxy, tmp_path: Path, undisturbed: object, fault: Fault
) -> None:
    story = Story(lab, tmp_path)
    quick = fault is Fault.HANG
    actions = (*WRITES, "package_search") if quick else (*WRITES, *READS)
    proxy.spoil = lambda action, nth: fault if action in actions and nth == 1 else None
    receipts = story.run(url=proxy.url, timeout=3 if quick else 20)
    assert set(actions) <= set(proxy.seen)
    story.check(receipts, undisturbed)


@pytest.mark.injects("portal-disturbed")
def test_every_action_disturbed_in_another_way(
    lab: CkanLab, proxy: Proxy, tmp_path: Path, undisturbed: object
) -> None:
    story = Story(lab, tmp_path)
    actions = (*WRITES, *READS)
    proxy.spoil = lambda action, nth: (
        ALL[actions.index(action) % len(ALL)] if action in actions and nth == 1 else None
    )
    receipts = story.run(url=proxy.url, timeout=3)
    assert set(actions) <= set(proxy.seen)
    story.check(receipts, undisturbed)


@pytest.mark.injects("portal-disturbed")
@pytest.mark.full
@pytest.mark.parametrize("fault", ALL, ids=lambda fault: fault.name.lower())
@pytest.mark.parametrize("every", [3, 5])
def test_every_kth_request_disturbed(
    lab: CkanLab, proxy: Proxy, tmp_path: Path, undisturbed: object, fault: Fault, every: int
) -> None:
    story = Story(lab, tmp_path)
    proxy.spoil = lambda action, nth: fault if action != "page" and len(proxy.seen) % every == 0 else None
    receipts: dict[str, Receipt] = {}
    for _ in range(16):  # a fault that comes again and again may end a night; the next one goes on
        portal = lab.open(url=proxy.url, timeout=3 if fault is Fault.HANG else 20)
        outcome = night(portal, story.desired, story.receipts, days=1, withdraw=story.gone)
        story.receipts.update(kept(outcome))
        if outcome.error is None and not outcome.findings:
            receipts = kept(outcome)
            break
    assert set(receipts) == {*story.desired, story.gone}
    proxy.spoil = lambda action, nth: None
    story.check(receipts, undisturbed)


def test_a_portal_that_asks_to_wait_is_waited_for(lab: CkanLab, proxy: Proxy, tmp_path: Path) -> None:
    proxy.spoil = lambda action, nth: Fault.BUSY if action == "package_search" and nth <= 2 else None
    started = time.monotonic()
    assert night(lab.open(url=proxy.url), {}, {}).error is None
    assert time.monotonic() - started >= 2


def test_a_portal_that_asks_for_an_hour_is_left_alone(lab: CkanLab, proxy: Proxy, tmp_path: Path) -> None:
    proxy.spoil = lambda action, nth: Fault.LATER
    outcome = night(lab.open(url=proxy.url), {}, {})
    assert outcome.error is not None
    assert "503" in str(outcome.error)
    assert len(proxy.seen) == 1  # it was not asked again, which would have waited


@pytest.mark.injects("portal-disturbed")
def test_a_portal_that_fails_for_good_is_given_up(lab: CkanLab, proxy: Proxy, tmp_path: Path) -> None:
    names = [lab.name(f"d{number}") for number in range(9)]
    desired = {name: make_publication(tmp_path, name) for name in names}
    proxy.spoil = lambda action, nth: Fault.REFUSED if action in WRITES else None
    outcome = night(lab.open(url=proxy.url), desired, {})
    assert outcome.error is not None
    assert outcome.hint is not None
    assert len(outcome.findings) == 3
    assert proxy.seen.count("package_create") < 9 * 5
    assert lab.snapshot() == []


def test_a_file_that_is_too_large_is_that_datasets_trouble(lab: CkanLab, proxy: Proxy, tmp_path: Path) -> None:
    alpha, beta = lab.name("alpha"), lab.name("beta")
    before = {name: make_publication(tmp_path, name) for name in (alpha, beta)}
    first = kept(night(lab.open(), before, {}))
    shown = lab.snapshot()
    proxy.spoil = lambda action, nth: Fault.TOO_LARGE if action == "package_revise" and nth == 1 else None
    desired = {name: make_publication(tmp_path, name, MORE_ROWS) for name in (alpha, beta)}
    outcome = night(lab.open(url=proxy.url), {**desired, beta: before[beta]}, first, days=1)
    assert [(item.check, item.subject) for item in outcome.findings] == [("portal.dataset-refused", alpha)]
    assert "larger than the portal takes" in str(outcome.findings[0].params["reason"].en)
    assert proxy.seen.count("package_revise") == 1
    assert lab.snapshot() == shown


KILLS = (("package_create", 1, "after"), ("datastore_upsert", 2, "before"), ("package_revise", 3, "before"))
ALL_KILLS = (
    *KILLS,
    *(
        (action, nth, when)
        for action, times in TIMES.items()
        for nth in range(1, times + 1)
        for when in ("before", "after")
        if (action, nth, when) not in KILLS
    ),
)


@pytest.mark.injects("release-power")
@pytest.mark.parametrize("kill", _or_full(ALL_KILLS, KILLS), ids=lambda kill: "-".join(map(str, kill)))
def test_killed_and_run_again(
    lab: CkanLab, proxy: Proxy, tmp_path: Path, undisturbed: object, kill: tuple[str, int, str]
) -> None:
    story = Story(lab, tmp_path)
    definition = lab.open(url=proxy.url)._definition
    process = multiprocessing.get_context("spawn").Process(
        target=night_in_a_process,
        args=(definition, lab.server.editor, tmp_path, story.desired, story.receipts, story.gone),
    )
    process.start()

    def watch(action: str, nth: int, when: str) -> None:
        if (action, nth, when) == kill:
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)

    proxy.watch = watch
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    story.check(story.run(), undisturbed)


def test_the_last_request_of_a_killed_run_may_arrive_during_the_next(
    lab: CkanLab, proxy: Proxy, tmp_path: Path
) -> None:
    """It ends the dataset under the hands of the next run, which knows its own publication and goes on."""
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    proxy.spoil = lambda action, nth: Fault.REFUSED if action == "package_revise" and nth >= 2 else None
    assert night(lab.open(url=proxy.url), desired, {}).findings != ()
    arrived = []

    def watch(action: str, nth: int, when: str) -> None:
        if (action, when) == ("package_revise", "before") and not arrived:
            arrived.append(night(lab.open(), desired, {}))

    proxy.spoil = lambda action, nth: None
    proxy.watch = watch
    outcome = night(lab.open(url=proxy.url), desired, {}, days=1)
    assert arrived[0].receipts[0].verified
    assert outcome.findings == ()
    assert outcome.receipts[0].verified
    assert night(lab.open(), desired, kept(outcome), days=2).writes == 0


def test_until_it_is_proven_nobody_sees_it(lab: CkanLab, proxy: Proxy, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    seen: list[tuple[int, ...]] = []

    def watch(action: str, nth: int, when: str) -> None:
        if action in WRITES and when == "before" and action != "package_create":
            package = lab.package(alpha)
            pages = [f"{lab.server.url}/dataset/{alpha}", *(item["url"] for item in package["resources"])]
            seen.append(tuple(requests.get(page, timeout=30, allow_redirects=False).status_code for page in pages))

    proxy.watch = watch
    outcome = night(lab.open(url=proxy.url), {alpha: make_publication(tmp_path, alpha)}, {})
    assert outcome.receipts[0].verified
    assert seen == [(404,), *[(404, 403, 403, 403)] * 3]


# --- two publishers at once -----------------------------------------------------------------------------------


def test_two_machines_do_not_write_one_dataset_at_once(lab: CkanLab, proxy: Proxy, tmp_path: Path) -> None:
    """While one loads the table of a new dataset the other comes: it is told who is there, and changes nothing."""
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    other = tmp_path / "another-machine"
    other.mkdir()
    outcomes = []

    def watch(action: str, nth: int, when: str) -> None:
        if (action, nth, when) == ("datastore_create", 1, "before"):
            outcomes.append(night(open_ckan(lab.definition, other), desired, {}))

    proxy.watch = watch
    mine = night(lab.open(url=proxy.url), desired, {})
    assert mine.findings == ()
    assert mine.receipts[0].verified
    (theirs,) = outcomes
    (finding,) = theirs.findings
    assert finding.check == "portal.dataset-refused"
    assert "another publisher, " in str(finding.params["reason"].en)
    assert theirs.writes <= 1  # the attempt to make a dataset of a name that is there already
    after = night(open_ckan(lab.definition, other), desired, {}, days=1)
    assert after.writes == 0
    assert after.receipts[0].verified


def test_a_claim_that_ran_out_holds_nobody(lab: CkanLab, proxy: Proxy, tmp_path: Path) -> None:
    """A machine died in the middle: another takes over once its claim has run out, and not before."""
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    first = kept(night(lab.open(), desired, {}))
    package = lab.package(alpha)

    def left_behind(until: str) -> None:
        extras = [item for item in package["extras"] if item["key"] not in ("pub_hash", "pub_seal")]
        extras.append({"key": "pub_unfinished", "value": f"dead-machine-01234567 {until}"})
        lab.server.call("package_patch", {"id": alpha, "extras": extras, "private": True})

    left_behind("2999-01-01T00:00:00Z")
    held = night(lab.open(), desired, first, days=1)
    assert "dead-machine-01234567" in str(held.findings[0].params["reason"].en)
    left_behind("2020-01-01T00:00:00Z")
    outcome = night(lab.open(), desired, first, days=1)
    assert outcome.findings == ()
    assert outcome.receipts[0].verified
    assert dict(outcome.receipts[0].files) == dict(first[alpha].files)


def test_one_who_lost_its_claim_stops(lab: CkanLab, proxy: Proxy, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}

    def watch(action: str, nth: int, when: str) -> None:
        if (action, nth, when) == ("datastore_create", 1, "after"):
            extras = [item for item in lab.package(alpha)["extras"] if item["key"] != "pub_unfinished"]
            extras.append({"key": "pub_unfinished", "value": "another-01234567 2999-01-01T00:00:00Z"})
            lab.server.call("package_patch", {"id": alpha, "extras": extras})

    proxy.watch = watch
    outcome = night(lab.open(url=proxy.url), desired, {})
    (finding,) = outcome.findings
    assert "another-01234567" in str(finding.params["reason"].en)
    assert requests.get(f"{lab.server.url}/dataset/{alpha}", timeout=30).status_code == 404
