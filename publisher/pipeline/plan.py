"""Build the plan of a night: which datasets changed, what has to be done, in which order. Changes nothing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from graphlib import TopologicalSorter
from pathlib import Path

from publisher import __version__, source, structure
from publisher.documents import templates
from publisher.model.border import attempt
from publisher.model.errors import DatasetError, PublisherError, SourceError, Trouble
from publisher.model.jsonable import canonical_json, content_hash, to_json
from publisher.model.night import Action, DatasetPlan, Plan, State, Step
from publisher.model.packed_rulebook import PackedRulebook, settings_mark
from publisher.model.policy import Pseudonym
from publisher.model.sources import MeasuresSource
from publisher.model.text import Message, msg
from publisher.model.workspace import Dataset, Workspace
from publisher.pipeline.asking import ask_all
from publisher.pipeline.counterparts import counterparts
from publisher.pipeline.remembered import Remembered
from publisher.pipeline.settings import Settings, chosen_portals
from publisher.plugins import installed
from publisher.privacy import keys

STAGES = ("source", "structure", "deidentify", "validate", "export", "gate", "compare")
"""The stages of one dataset, in order; push, verify and report follow for all of them."""

_RESULT_FORMAT = 2
"""Raised when the same inputs give other files than before, so that everything is made anew once."""


def build_plan(workspace: Workspace, remembered: Remembered, settings: Settings) -> Plan:
    """The plan for `workspace`; with `settings.only`, other datasets and websites are left as they are."""
    only, now = settings.only, settings.now
    prints = fingerprints(workspace, settings)
    datasets = [
        _decide(dataset_id, prints[dataset_id], remembered, settings)
        if not only or dataset_id in only
        else DatasetPlan(dataset_id, Action.UNCHANGED, msg("not asked for"), prints[dataset_id].mark)
        for dataset_id in workspace.datasets
    ]
    datasets += [_cannot(name, errors) for name, errors in workspace.broken.items() if not only or name in only]
    datasets = _without_their_parents(workspace, datasets)
    datasets = _once_more(workspace.datasets, datasets, remembered)
    datasets += [
        DatasetPlan(dataset_id, Action.WITHDRAW, msg("no longer in the workspace"), "")
        for dataset_id in remembered.publications
        if not workspace.declares(dataset_id) and not only
    ]
    to_publish = {item.dataset: STAGES[-1] for item in datasets if item.action is Action.PUBLISH}
    portals = tuple(portal.id for portal in chosen_portals(workspace, settings))
    websites = tuple(site.id for site in workspace.catalog.websites if not only or site.id in only)
    return Plan(now, tuple(datasets), steps_to(workspace.datasets, to_publish), portals, websites)


@dataclass(frozen=True, slots=True)
class Print:
    """A hash over everything a dataset's result depends on; empty when its source cannot be read.

    `error` is why it cannot be worked on at all.
    """

    mark: str
    error: PublisherError | None = None


def fingerprints(workspace: Workspace, settings: Settings) -> dict[str, Print]:
    """The fingerprint of every dataset that is in order. A source is asked beside the others, and for itself."""
    now, checks = settings.now, workspace.checks
    common: dict[str, object] = {
        "program": __version__,
        "format": _RESULT_FORMAT,
        "agency": workspace.catalog.agency,
        "defaults": workspace.catalog.defaults,
        "allowlist": workspace.allowlist,
        "checks": checks.mark if isinstance(checks, PackedRulebook) else settings_mark(checks),
    }
    if brought := [str(plugin) for plugin in installed()]:
        common["plugins"] = brought
    if looks := templates.mark(workspace.root):
        common["templates"] = looks
    # the same for all, and long: it is written and hashed once
    begun = hashlib.sha256(f"[{canonical_json(common)},".encode())
    released = _released(workspace, now)
    datasets, folder = workspace.datasets, workspace.state_folder
    asked = ask_all(datasets, lambda name: _own_mark(datasets[name]), settings.patience, folder)
    prints: dict[str, Print] = {}
    for dataset_id in TopologicalSorter({item.id: item.derived_from for item in datasets.values()}).static_order():
        if dataset_id not in datasets:  # a parent whose declaration has errors
            continue
        dataset, own = datasets[dataset_id], asked[dataset_id]
        parents = [prints[parent].mark if parent in prints else "" for parent in dataset.derived_from]
        if isinstance(own, SourceError):
            prints[dataset_id] = Print("")  # the run reads it, and says why it cannot
            continue
        if isinstance(own, PublisherError):
            prints[dataset_id] = Print("", own)
            continue
        definition = to_json(dataset)
        assert isinstance(definition, dict)
        del definition["folder"]
        key = attempt("plan", partial(_key_mark, dataset, now, settings.keys), folder)
        if isinstance(key, PublisherError):
            prints[dataset_id] = Print("", key)
            continue
        digest = begun.copy()
        digest.update(canonical_json([definition, own, parents, key, *released[dataset_id]])[1:].encode())
        prints[dataset_id] = Print(digest.hexdigest() if all(parents) else "")
    return _with_counterparts(workspace, prints)


def _own_mark(dataset: Dataset) -> str:
    return source.fingerprint(dataset) + structure.fingerprint(dataset) + _signed_mark(dataset)


def _signed_mark(dataset: Dataset) -> str:
    """SHA-256 (hex) over the signed copies, empty without one: what came, went or was changed is said."""
    digest = hashlib.sha256()
    for copy in dataset.policy.signed:
        path = (dataset.folder / copy.file).resolve()
        found = b"?"
        if path.is_relative_to(dataset.folder.resolve()) and path.is_file():
            with suppress(OSError), path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").digest()
        digest.update(found)
    return digest.hexdigest() if dataset.policy.signed else ""


def _with_counterparts(workspace: Workspace, prints: Mapping[str, Print]) -> dict[str, Print]:
    """Totals that have to agree with another dataset's are looked at again when that one changes."""
    whole = {}
    for dataset_id, own in prints.items():
        names = counterparts(workspace.datasets[dataset_id])
        others = [prints[other].mark if other in prints else "" for other in names]
        whole[dataset_id] = replace(own, mark=content_hash([own.mark, others])) if own.mark and others else own
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
    if not dataset.policy.needs_key():
        return ""
    techniques = [rule.technique for rule in dataset.policy.fields.values()]
    periods = {keys.period_name(item.period, now) for item in techniques if isinstance(item, Pseudonym)}
    return keys.key_fingerprint(keys.load_key(folder, dataset.id)) + "".join(sorted(periods))


def _decide(dataset: str, own: Print, remembered: Remembered, settings: Settings) -> DatasetPlan:
    if own.error is not None:
        return _cannot(dataset, (own.error,))
    if remembered.history_lost(dataset) and dataset not in settings.only:
        return DatasetPlan(
            dataset, Action.STILL_HELD, msg("what was published of it before is not known"), own.mark
        )
    action, reason = _action(dataset, own.mark, remembered, settings.now)
    return DatasetPlan(dataset, action, reason, own.mark)


def _cannot(dataset: str, errors: Iterable[PublisherError]) -> DatasetPlan:
    troubles = tuple(trouble for error in errors for trouble in Trouble.of(error))
    return DatasetPlan(dataset, Action.CANNOT, troubles[0].message, "", troubles)


def could_not_be_read(parent: str) -> DatasetError:
    """Why a derived dataset cannot be worked on."""
    return DatasetError(
        msg("the dataset {parent}, from which it is derived, could not be read", parent=parent),
        hint=msg("see what the report says of {parent}", parent=parent),
    )


def _without_their_parents(workspace: Workspace, plans: Sequence[DatasetPlan]) -> list[DatasetPlan]:
    """What is derived from a dataset that cannot be worked on cannot be worked on, either."""
    missing = {item.dataset for item in plans if item.action is Action.CANNOT} | set(workspace.broken)

    def stopped(item: DatasetPlan) -> DatasetPlan:
        above = sorted(_ancestors(workspace.datasets, item.dataset) & missing)
        working = item.action is Action.PUBLISH
        return _cannot(item.dataset, (could_not_be_read(above[0]),)) if above and working else item

    return [stopped(item) for item in plans]


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
    judged = outcome.facts.get("validate")
    if judged is not None and judged.fresh_until is not None and judged.fresh_until < now.date():
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


def steps_to(datasets: Mapping[str, Dataset], wanted: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps of each wanted dataset up to its last stage, and of each parent that one of them needs the first
    two."""
    feeding = {parent for dataset_id in wanted for parent in _ancestors(datasets, dataset_id)}
    measured = {parent for dataset_id in feeding | wanted.keys() for parent in _measured(datasets[dataset_id])}
    to_publish = wanted.keys()
    steps = []
    for dataset_id in sorted(to_publish | feeding):
        last: str | None = None
        upto = STAGES.index(wanted.get(dataset_id, "structure"))
        if dataset_id in feeding:
            upto = max(upto, STAGES.index("deidentify" if dataset_id in measured else "structure"))
        for stage in STAGES[: upto + 1]:
            parents = [f"{parent}/{feeds(datasets[dataset_id])}" for parent in datasets[dataset_id].derived_from]
            needs = [last] if last else parents
            if stage == "validate":
                others = (other for other in counterparts(datasets[dataset_id]) if other in to_publish)
                needs += [f"{other}/deidentify" for other in others]
            if stage == STAGES[-1]:
                needs += [f"{other}/gate" for other in group_of(datasets, dataset_id) & to_publish]
            last = f"{dataset_id}/{stage}"
            steps.append(Step(last, dataset_id, stage, tuple(needs)))
    return tuple(steps)


def feeds(dataset: Dataset) -> str:
    """The stage of its parents whose table it is made of: measures are computed from what is published."""
    return "deidentify" if isinstance(dataset.source, MeasuresSource) else "structure"


def _measured(dataset: Dataset) -> tuple[str, ...]:
    return dataset.derived_from if isinstance(dataset.source, MeasuresSource) else ()


def group_of(datasets: Mapping[str, Dataset], dataset_id: str) -> set[str]:
    """The other datasets of its release group."""
    group = datasets[dataset_id].release_group
    if group is None:
        return set()
    return {name for name, item in datasets.items() if item.release_group == group} - {dataset_id}


def _ancestors(datasets: Mapping[str, Dataset], dataset_id: str) -> set[str]:
    found: set[str] = set()
    for parent in datasets[dataset_id].derived_from if dataset_id in datasets else ():
        found |= {parent} | _ancestors(datasets, parent)
    return found
