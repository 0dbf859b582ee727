"""Build the plan of a night: which datasets changed, what has to be done, in which order. Changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from graphlib import TopologicalSorter
from pathlib import Path

from publisher import __version__, source, structure
from publisher.model.errors import SourceError
from publisher.model.flow import Publication
from publisher.model.jsonable import content_hash, to_json
from publisher.model.night import Action, DatasetOutcome, DatasetPlan, Plan, State, Step
from publisher.model.policy import Pseudonym, needs_key
from publisher.model.text import Message, msg
from publisher.model.workspace import Dataset, Workspace
from publisher.pipeline.counterparts import counterparts
from publisher.privacy import keys

STAGES = ("source", "structure", "deidentify", "validate", "export", "gate", "compare")
"""The stages of one dataset, in order; push, verify and report follow for all of them."""

_RESULT_FORMAT = 2
"""Raised when the same inputs give other files than before, so that everything is made anew once."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the state knows that a plan depends on. `whole` names the datasets whose files are all there."""

    outcomes: Mapping[str, DatasetOutcome]
    publications: Mapping[str, Publication]
    fingerprints: Mapping[str, str]
    whole: frozenset[str]


def build_plan(
    workspace: Workspace,
    remembered: Remembered,
    now: datetime,
    keys_folder: Path,
    portals: tuple[str, ...],
    only: frozenset[str] = frozenset(),
) -> Plan:
    """The plan for `workspace` at `now`; with `only`, other datasets and websites are left as they are."""
    prints = fingerprints(workspace, now, keys_folder)
    datasets = [
        _decide(workspace.datasets[dataset_id], prints[dataset_id], remembered, now)
        if not only or dataset_id in only
        else DatasetPlan(dataset_id, Action.UNCHANGED, msg("not asked for"), prints[dataset_id])
        for dataset_id in workspace.datasets
    ]
    datasets = _once_more(workspace.datasets, datasets, remembered)
    datasets += [
        DatasetPlan(dataset_id, Action.WITHDRAW, msg("no longer in the workspace"), "")
        for dataset_id in remembered.publications
        if dataset_id not in workspace.datasets and not only
    ]
    to_publish = {item.dataset for item in datasets if item.action is Action.PUBLISH}
    websites = tuple(site.id for site in workspace.catalog.websites if not only or site.id in only)
    return Plan(now, tuple(datasets), _steps(workspace.datasets, to_publish), portals, websites)


def fingerprints(workspace: Workspace, now: datetime, keys_folder: Path) -> dict[str, str]:
    """By dataset, a hash over everything its result depends on; empty when its source cannot be read."""
    common = {
        "program": __version__,
        "format": _RESULT_FORMAT,
        "agency": workspace.catalog.agency,
        "defaults": workspace.catalog.defaults,
        "allowlist": workspace.allowlist,
        "checks": {
            check.id: {"severity": check.severity, "params": check.params, "enabled": check.enabled}
            for check in workspace.checks.values()
        },
    }
    released = _released(workspace, now)
    prints: dict[str, str] = {}
    order = TopologicalSorter({item.id: item.derived_from for item in workspace.datasets.values()}).static_order()
    for dataset_id in order:
        dataset = workspace.datasets[dataset_id]
        definition = to_json(dataset)
        assert isinstance(definition, dict)
        del definition["folder"]
        try:
            own = source.fingerprint(dataset) + structure.fingerprint(dataset)
        except SourceError:
            prints[dataset_id] = ""
            continue
        parents = [prints[parent] for parent in dataset.derived_from]
        prints[dataset_id] = (
            content_hash(
                [common, definition, own, parents, _key_mark(dataset, now, keys_folder), *released[dataset_id]]
            )
            if all(parents)
            else ""
        )
    return _with_counterparts(workspace, prints)


def _with_counterparts(workspace: Workspace, prints: Mapping[str, str]) -> dict[str, str]:
    """Totals that have to agree with another dataset's are looked at again when that one changes."""
    whole = {}
    for dataset_id, own in prints.items():
        others = [prints.get(other, "") for other in counterparts(workspace.datasets[dataset_id])]
        whole[dataset_id] = content_hash([own, others]) if own and others else own
    return whole


def _released(workspace: Workspace, now: datetime) -> Mapping[str, list[str]]:
    """By dataset the findings accepted today: what was held is tried again when one comes or expires."""
    released: defaultdict[str, list[str]] = defaultdict(list)
    for item in workspace.accepted:
        if item.in_force(now.date()):
            released[item.subject].append(item.finding)
    return released


def _key_mark(dataset: Dataset, now: datetime, folder: Path) -> str:
    """What of the dataset's key the result depends on: its fingerprint, and the periods of its pseudonyms."""
    keyed = [rule.technique for rule in dataset.policy.fields.values() if needs_key(rule.technique)]
    if not keyed:
        return ""
    periods = {keys.period_name(item.period, now) for item in keyed if isinstance(item, Pseudonym)}
    return keys.key_fingerprint(keys.load_key(folder, dataset.id)) + "".join(sorted(periods))


def _decide(dataset: Dataset, fingerprint: str, remembered: Remembered, now: datetime) -> DatasetPlan:
    action, reason = _action(dataset.id, fingerprint, remembered, now)
    return DatasetPlan(dataset.id, action, reason, fingerprint)


def _action(dataset: str, fingerprint: str, remembered: Remembered, now: datetime) -> tuple[Action, Message]:
    outcome = remembered.outcomes.get(dataset)
    if not fingerprint:
        return Action.PUBLISH, msg("its source cannot be read; the run will say why")
    if outcome is None:
        return Action.PUBLISH, msg("it is new")
    if outcome.state is State.FAILED:
        return Action.PUBLISH, msg("it failed last time")
    if outcome.fingerprint != fingerprint:
        return Action.PUBLISH, msg("its data or its settings have changed")
    if (day := outcome.counters.get("validate", {}).get("fresh_until")) is not None and day < now.toordinal():
        return Action.PUBLISH, msg("its data have grown old")
    if outcome.state is State.HELD:
        return Action.STILL_HELD, msg("it was held, and nothing about it has changed")
    if remembered.fingerprints.get(dataset) != fingerprint or dataset not in remembered.whole:
        return Action.PUBLISH, msg("its published files are not in the store")
    return Action.UNCHANGED, msg("nothing has changed")


def _once_more(
    datasets: Mapping[str, Dataset], plans: list[DatasetPlan], remembered: Remembered
) -> list[DatasetPlan]:
    """A dataset that only its release group held is worked on again when another of the group is."""
    moving = {item.dataset for item in plans if item.action is Action.PUBLISH}

    def again(item: DatasetPlan) -> bool:
        outcome = remembered.outcomes.get(item.dataset)
        held = item.action is Action.STILL_HELD and outcome is not None and outcome.stage == STAGES[-1]
        return held and bool(group_of(datasets, item.dataset) & moving)

    reason = msg("another dataset of its release group has changed")
    return [replace(item, action=Action.PUBLISH, reason=reason) if again(item) else item for item in plans]


def _steps(datasets: Mapping[str, Dataset], to_publish: set[str]) -> tuple[Step, ...]:
    """All steps of the datasets to publish, and of each parent that one of them needs the first two."""
    feeding = {parent for dataset_id in to_publish for parent in _ancestors(datasets, dataset_id)}
    steps = []
    for dataset_id in sorted(to_publish | feeding):
        last: str | None = None
        for stage in STAGES if dataset_id in to_publish else STAGES[:2]:
            needs = [last] if last else [f"{parent}/structure" for parent in datasets[dataset_id].derived_from]
            if stage == "validate":
                others = (other for other in counterparts(datasets[dataset_id]) if other in to_publish)
                needs += [f"{other}/deidentify" for other in others]
            if stage == STAGES[-1]:
                needs += [f"{other}/gate" for other in group_of(datasets, dataset_id) & to_publish]
            last = f"{dataset_id}/{stage}"
            steps.append(Step(last, dataset_id, stage, tuple(needs)))
    return tuple(steps)


def group_of(datasets: Mapping[str, Dataset], dataset_id: str) -> set[str]:
    """The other datasets of its release group."""
    group = datasets[dataset_id].release_group
    if group is None:
        return set()
    return {name for name, item in datasets.items() if item.release_group == group} - {dataset_id}


def _ancestors(datasets: Mapping[str, Dataset], dataset_id: str) -> set[str]:
    found: set[str] = set()
    for parent in datasets[dataset_id].derived_from:
        found |= {parent} | _ancestors(datasets, parent)
    return found
