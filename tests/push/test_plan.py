"""The plan of a push as a table: what is wanted, what is there, what we last wrote, and what follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Publication
from publisher.model.text import LocalText
from publisher.push.base import PushStep, RemoteDataset
from publisher.push.plan import REMOVED, guard, plan
from tests.push.contract import NOW
from tests.push.publications import make_publication

REASON = LocalText("停用", "Switched off")
OLD, OTHER = "0" * 64, "f" * 64


@dataclass(frozen=True)
class Case:
    """`remote` and `receipt` name the hash that is there: "new" is the desired one; "" means withdrawn."""

    name: str
    action: PushAction | None
    remote: str | None = None
    receipt: str | None = None
    edited: bool | None = False
    moved: bool = True
    unmarked: bool = False
    gone: bool = False
    withdraw: bool = False
    ours: tuple[str, ...] = ()


CASES = (
    Case("nothing is there", PushAction.CREATE),
    Case("it is there as wanted", PushAction.UNCHANGED, "new", "new", moved=False),
    Case("it is there, the state was lost", PushAction.UNCHANGED, "new"),
    Case("an old one is there, the state was lost", PushAction.UPDATE, OLD),
    Case("the last one is there", PushAction.UPDATE, OLD, OLD, moved=False),
    Case("the last one is there and the portal touched it", PushAction.UPDATE, OLD, OLD),
    Case("killed before the receipt was kept", PushAction.UNCHANGED, "new", OLD),
    Case("killed, and the source has changed since", PushAction.UPDATE, OTHER, OLD, ours=(OTHER,)),
    Case("a publication we know nothing of", PushAction.CONFLICT, OTHER, OLD),
    Case("another hash under the revision of our receipt", PushAction.UPDATE, OTHER, OLD, moved=False),
    Case("edited by hand, wanted as it was", PushAction.CONFLICT, "new", "new", edited=True),
    Case("edited by hand, wanted anew", PushAction.CONFLICT, OLD, OLD, edited=True),
    Case("edited by hand, the state was lost", PushAction.CONFLICT, OLD, edited=True),
    Case("an earlier version wrote it", PushAction.UNCHANGED, "new", "new", edited=None, moved=False),
    Case("an earlier version wrote it, to be renewed", PushAction.UPDATE, OLD, OLD, edited=None, moved=False),
    Case("an earlier version wrote it, the state was lost", PushAction.UNCHANGED, "new", edited=None),
    Case("an earlier version wrote it and somebody was there", PushAction.CONFLICT, "new", "new", edited=None),
    Case("somebody else's dataset of that name", PushAction.CONFLICT, OLD, unmarked=True),
    Case("removed by hand", PushAction.CREATE, None, OLD),
    Case("taken away, and the portal knows", PushAction.CREATE, OLD, OLD, edited=True, gone=True),
    Case("taken away, the state was lost", PushAction.CREATE, "new", edited=True, gone=True),
    Case("taken away, and to be withdrawn", PushAction.WITHDRAW, OLD, OLD, edited=True, gone=True, withdraw=True),
    Case("withdrawn before, wanted again", PushAction.RESTORE, "", OLD),
    Case("withdrawn before, the state was lost", PushAction.RESTORE, ""),
    Case("to be withdrawn", PushAction.WITHDRAW, OLD, OLD, withdraw=True),
    Case("to be withdrawn although edited", PushAction.WITHDRAW, OLD, OLD, edited=True, withdraw=True),
    Case("withdrawn already", PushAction.UNCHANGED, "", OLD, withdraw=True),
    Case("to be withdrawn and never there", None, withdraw=True),
)


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return make_publication(tmp_path_factory.mktemp("publications"), "alpha")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case(case: Case, publication: Publication) -> None:
    remote, steps = _remote(case, publication), _steps(case, publication)
    assert [step.action for step in steps] == ([] if case.action is None else [case.action])
    for step in steps:
        assert step.reason.template
        assert step.remote == remote.get("alpha")
        assert step.publication == (None if case.withdraw else publication)
        assert step.notice == (REASON if case.withdraw else None)


def test_steps_come_in_the_order_of_their_ids_and_leave_strangers_alone(tmp_path: Path) -> None:
    desired = {name: make_publication(tmp_path, name) for name in ("gamma", "alpha")}
    stranger = RemoteDataset("zeta", "9", OTHER, "1")
    steps = plan(desired, {"zeta": stranger}, {}, {"beta": REASON})
    assert [step.dataset for step in steps] == ["alpha", "gamma"]


def test_what_is_left_of_a_dataset_that_was_taken_away_goes_when_nobody_desires_it() -> None:
    there = RemoteDataset("alpha", "1", OLD, "1", edited=True, gone=True)
    (step,) = plan({}, {"alpha": there, "beta": replace(there, dataset="beta", gone=False)}, {}, {})
    assert (step.dataset, step.action, step.notice, step.remote) == ("alpha", PushAction.WITHDRAW, REMOVED, there)
    assert guard([step], {"alpha": there}, allowed=False, limit=0.2) is not None


def test_a_withdrawal_outranks_a_desire(publication: Publication) -> None:
    there = RemoteDataset("alpha", "1", publication.hash, "1")
    (step,) = plan({"alpha": publication}, {"alpha": there}, {}, {"alpha": REASON})
    assert step.action is PushAction.WITHDRAW
    assert step.publication is None


def test_only_what_is_shown_counts_for_the_share_of_withdrawals(publication: Publication) -> None:
    shown = RemoteDataset("alpha", "1", OLD, "1")
    remote = {
        "alpha": shown,
        "beta": replace(shown, dataset="beta"),
        "gone": replace(shown, dataset="gone", publication=None, withdrawn=True),
    }
    steps = plan({}, remote, {}, {"alpha": REASON, "gone": REASON})
    refusal = guard(steps, remote, allowed=False, limit=0.4)
    assert refusal is not None
    assert (refusal.message.params["taken"], refusal.message.params["shown"]) == (1, 2)
    assert guard(steps, remote, allowed=False, limit=0.5) is None
    assert guard(steps, remote, allowed=True, limit=0.4) is None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_overwriting_turns_only_edits_of_ours_into_updates(case: Case, publication: Publication) -> None:
    steps, overwriting = (_steps(case, publication, overwrite=overwrite) for overwrite in (False, True))
    for kept, written in zip(steps, overwriting, strict=True):
        if kept.action is PushAction.CONFLICT and not case.unmarked:
            assert written.action is PushAction.UPDATE
        else:
            assert written == kept


def _named(name: str, publication: Publication) -> str:
    return publication.hash if name == "new" else name


def _remote(case: Case, publication: Publication) -> dict[str, RemoteDataset]:
    if case.remote is None:
        return {}
    shown = RemoteDataset(
        dataset="alpha",
        remote_id="1",
        publication=None if case.remote == "" or case.unmarked else _named(case.remote, publication),
        revision="2" if case.moved else "1",
        withdrawn=case.remote == "",
        edited=case.edited,
        gone=case.gone,
    )
    return {"alpha": shown}


def _steps(case: Case, publication: Publication, *, overwrite: bool = False) -> tuple[PushStep, ...]:
    receipts = {} if case.receipt is None else {"alpha": _receipt(_named(case.receipt, publication))}
    return plan(
        {} if case.withdraw else {"alpha": publication},
        _remote(case, publication),
        receipts,
        {"alpha": REASON} if case.withdraw else {},
        case.ours,
        overwrite=overwrite,
    )


def _receipt(publication: str) -> Receipt:
    return Receipt(
        portal="portal",
        dataset="alpha",
        action=PushAction.CREATE,
        publication=publication,
        remote_id="1",
        page_url="",
        files={},
        pushed_at=NOW,
        verified=True,
        revision="1",
    )
