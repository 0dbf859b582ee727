"""The plan is a value made from what is declared and what is remembered; these are its rules."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from publisher.model.exits import exit_for
from publisher.model.finding import Finding, Outcome, Severity
from publisher.model.night import Action, DatasetOutcome, PortalOutcome, State
from publisher.model.policy import SignedCopy
from publisher.model.site import Coverage, SiteResult, Untested
from publisher.model.stage import StageFacts
from publisher.model.text import LocalText, msg
from publisher.model.workspace import AllowedValue, Workspace
from publisher.pipeline import Settings, datasets
from publisher.pipeline.plan import build_plan, fingerprints
from publisher.pipeline.portals import stopped as portals_stopped
from publisher.pipeline.remembered import Remembered
from publisher.privacy import keys
from publisher.workspace import load
from tests.pipeline.kill_at import NOW
from tests.pipeline.workspaces import make_workspace
from tests.push.publications import make_publication

NOTHING = Remembered()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("plan") / "space", records=50)


@pytest.fixture
def workspace(root: Path) -> Workspace:
    return load(root)


def settings(workspace: Workspace, now: datetime = NOW) -> Settings:
    return Settings(now, workspace.root / "keys")


def marks(workspace: Workspace, now: datetime = NOW) -> dict[str, str]:
    return {name: own.mark for name, own in fingerprints(workspace, settings(workspace, now)).items()}


def test_a_signed_copy_that_came_or_was_changed_is_looked_at_again(workspace: Workspace) -> None:
    own = workspace.datasets["cases"]
    copy = SignedCopy("signed/a.pdf", "0" * 64, "0" * 64, "召集人", NOW.date())
    policy = replace(own.policy, signed=(copy,))
    signed = replace(workspace, datasets={**workspace.datasets, "cases": replace(own, policy=policy)})
    path = own.folder / "signed" / "a.pdf"
    path.parent.mkdir()
    found = [marks(signed)]
    for content in (b"first", b"other"):
        path.write_bytes(content)
        found.append(marks(signed))
    shutil.rmtree(path.parent)
    assert len({item["cases"] for item in found}) == 3
    assert len({item["counter-visits"] for item in found}) == 1


def remembered(workspace: Workspace, folder: Path, now: datetime = NOW) -> Remembered:
    """As after a night on which everything was published."""
    prints = marks(workspace, now)
    return Remembered(
        {name: DatasetOutcome(name, State.PUBLISHED, mark) for name, mark in prints.items()},
        {name: make_publication(folder / name, name) for name in prints},
        prints,
        frozenset(prints),
    )


def actions(workspace: Workspace, known: Remembered, now: datetime = NOW) -> dict[str, Action]:
    plan = build_plan(workspace, known, settings(workspace, now))
    return {item.dataset: item.action for item in plan.datasets}


def test_everything_is_new_at_first(workspace: Workspace) -> None:
    plan = build_plan(workspace, NOTHING, settings(workspace))
    assert {item.action for item in plan.datasets} == {Action.PUBLISH}
    assert len(plan.steps) == 28
    first = next(step for step in plan.steps if step.id == "cases-monthly/source")
    assert first.needs == ("cases/structure",)


def test_nothing_is_done_when_nothing_changed(workspace: Workspace, tmp_path: Path) -> None:
    assert set(actions(workspace, remembered(workspace, tmp_path)).values()) == {Action.UNCHANGED}


def test_a_child_alone_needs_only_the_first_steps_of_its_parent(workspace: Workspace, tmp_path: Path) -> None:
    known = remembered(workspace, tmp_path)
    known = replace(
        known, outcomes={name: item for name, item in known.outcomes.items() if name != "cases-monthly"}
    )
    plan = build_plan(workspace, known, settings(workspace))
    assert [step.id for step in plan.steps if step.dataset == "cases"] == ["cases/source", "cases/structure"]
    assert len([step for step in plan.steps if step.dataset == "cases-monthly"]) == 7


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (DatasetOutcome("counter-visits", State.FAILED, "same"), Action.PUBLISH),
        (DatasetOutcome("counter-visits", State.HELD, "same"), Action.STILL_HELD),
        (DatasetOutcome("counter-visits", State.HELD, "other"), Action.PUBLISH),
        (DatasetOutcome("counter-visits", State.PUBLISHED, "other"), Action.PUBLISH),
        (
            DatasetOutcome(
                "counter-visits",
                State.PUBLISHED,
                "same",
                facts={"validate": StageFacts(fresh_until=NOW.date() - timedelta(days=1))},
            ),
            Action.PUBLISH,
        ),
        (
            DatasetOutcome(
                "counter-visits", State.PUBLISHED, "same", facts={"validate": StageFacts(fresh_until=NOW.date())}
            ),
            Action.UNCHANGED,
        ),
    ],
)
def test_what_is_remembered_decides(
    workspace: Workspace, tmp_path: Path, outcome: DatasetOutcome, expected: Action
) -> None:
    known = remembered(workspace, tmp_path)
    if outcome.fingerprint == "same":
        outcome = replace(outcome, fingerprint=known.fingerprints["counter-visits"])
    known = replace(known, outcomes={**known.outcomes, "counter-visits": outcome})
    assert actions(workspace, known)["counter-visits"] is expected


def test_files_that_are_gone_from_the_store_are_made_again(workspace: Workspace, tmp_path: Path) -> None:
    known = replace(remembered(workspace, tmp_path), whole=frozenset({"cases", "cases-monthly", "broken"}))
    assert actions(workspace, known)["counter-visits"] is Action.PUBLISH


def test_a_dataset_out_of_the_workspace_is_withdrawn(workspace: Workspace, tmp_path: Path) -> None:
    known = remembered(workspace, tmp_path)
    known = replace(known, publications={**known.publications, "old": make_publication(tmp_path / "old", "old")})
    assert actions(workspace, known)["old"] is Action.WITHDRAW


def _prints(root: Path, now: datetime = NOW) -> dict[str, str]:
    return marks(load(root), now)


def test_a_fingerprint_covers_every_input_and_nothing_else(root: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(root, tmp_path / "copy"))
    before = _prints(copy)
    assert before == _prints(root)
    assert before == _prints(copy, NOW + timedelta(days=400))
    policy = copy / "datasets/counter-visits/policy.yaml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("at_least: 6", "at_least: 7"), encoding="utf-8")
    changed = {name for name, mark in _prints(copy).items() if mark != before[name]}
    assert changed == {"counter-visits"}
    keys.key_path(copy / "keys", "cases").unlink()
    keys.ensure_key(copy / "keys", "cases")
    changed = {name for name, mark in _prints(copy).items() if mark != before[name]}
    assert changed == {"cases", "cases-monthly", "counter-visits"}
    workspace = load(copy)
    allowed = AllowedValue("landline", "06-000-0001", LocalText("總機", "switchboard"), "某人", NOW.date())
    wider = replace(workspace, allowlist=(*workspace.allowlist, allowed))
    assert not set(marks(wider).values()) & set(_prints(copy).values())


def test_a_source_that_cannot_be_read_is_left_to_the_run(root: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(root, tmp_path / "copy"))
    (copy / "datasets/cases/cases.sqlite").unlink()
    assert _prints(copy)["cases"] == _prints(copy)["cases-monthly"] == ""
    assert actions(load(copy), NOTHING)["cases"] is Action.PUBLISH


WARNING = Finding("expectations.stale-data", Outcome.FAILED, Severity.WARNING, "a")
ERROR = Finding("portal.conflict", Outcome.FAILED, Severity.ERROR, "a")
FINE = DatasetOutcome("a", State.PUBLISHED, "")
PORTAL = PortalOutcome("open-data", "static", "")


@pytest.mark.parametrize(
    ("outcomes", "portals", "fail_on", "expected"),
    [
        ((FINE,), (PORTAL,), Severity.ERROR, 0),
        ((replace(FINE, findings=(WARNING,)),), (PORTAL,), Severity.ERROR, 0),
        ((replace(FINE, findings=(WARNING,)),), (PORTAL,), Severity.WARNING, 1),
        ((replace(FINE, findings=(WARNING,)),), (PORTAL,), Severity.ADVICE, 1),
        ((replace(FINE, state=State.HELD),), (PORTAL,), Severity.ERROR, 4),
        ((replace(FINE, state=State.FAILED, findings=(WARNING,)),), (PORTAL,), Severity.WARNING, 4),
        ((FINE,), (replace(PORTAL, error=msg("it is new")),), Severity.ERROR, 4),
        ((FINE,), (replace(PORTAL, findings=(ERROR,)),), Severity.ERROR, 4),
    ],
)
def test_the_exit_code_says_what_a_monitor_must_know(
    outcomes: tuple[DatasetOutcome, ...], portals: tuple[PortalOutcome, ...], fail_on: Severity, expected: int
) -> None:
    found = [finding for item in (*outcomes, *portals) for finding in item.findings]
    held = datasets.stopped(outcomes) or portals_stopped(portals)
    assert exit_for(found, stopped=held, fail_on=fail_on) == expected


def test_a_site_that_was_not_seen_whole_is_never_called_clean() -> None:
    seen = SiteResult("site", (), (), Coverage(complete=True), ())
    assert seen.came_to_end
    partial = replace(seen, coverage=Coverage(complete=False, stopped="time"))
    assert not partial.came_to_end
    crashed = replace(seen, crashed=(Untested("links.broken", "KeyError"),))
    assert not crashed.came_to_end
