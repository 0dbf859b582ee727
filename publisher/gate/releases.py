"""May this release stand beside the others? Against last night's of the same dataset, and against its release
group.

Every release in question is read back from its files as anyone could. Within a group the releases of tonight
are taken together with those that stand published. A pair that discloses something holds the members of it that
are new; then the others are looked at again beside what stands published of those held, until nothing changes.
So the order in which datasets are worked on plays no part, and what is published already is never touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from publisher.gate import finding as checks
from publisher.gate.alignment import shared_fields
from publisher.gate.differencing import small_changes
from publisher.gate.finding import make
from publisher.gate.linkage import Linked, linked
from publisher.gate.nights import from_two_nights
from publisher.gate.published import Published, published
from publisher.gate.subtraction import Derived, HiddenCondition, derived, uncompared
from publisher.model.certificate import Compared
from publisher.model.errors import DatasetError
from publisher.model.finding import MOST_PLACES, Finding, Outcome, Place, Severity
from publisher.model.policy import KAnonymity, MinimumCellCount, Policy
from publisher.model.release import Release
from publisher.model.stage import Services, StageResult
from publisher.model.text import Scalar
from publisher.model.workspace import Dataset
from publisher.privacy.tables.audit import Room
from publisher.privacy.tables.declared import room_of
from publisher.tableschema.polars_faults import POLARS_FAULTS

Disclosure = Linked | Derived


@dataclass(slots=True)
class _GroupReleases:
    """What is known of a release group: releases of tonight, releases that stand, both read at most once."""

    fresh: Mapping[str, Release]
    standing: Mapping[str, Release]
    room: Room
    _read: dict[tuple[str, bool], Published] = field(default_factory=dict)
    _linked: dict[tuple[str, bool, str, bool], tuple[Linked, ...]] = field(default_factory=dict)

    def release(self, dataset: str, *, new: bool) -> Published:
        """A release read back. Raises DatasetError."""
        if (dataset, new) not in self._read:
            self._read[dataset, new] = published((self.fresh if new else self.standing)[dataset])
        return self._read[dataset, new]

    def disclosures(self, candidates: frozenset[str]) -> list[Disclosure]:
        """What comes to light when tonight's releases of `candidates` stand beside what else is published."""
        names = sorted(candidates | self.standing.keys())
        world = {name: name in candidates for name in names}
        found: list[Disclosure] = []
        for one, other in combinations(names, 2):
            if world[one] or world[other]:
                found += self._pair(one, other, world)
        found += derived([self.release(name, new=new) for name, new in world.items()], self.room)
        return [item for item in found if {item.dataset, item.other} & candidates]

    def _pair(self, one: str, other: str, world: Mapping[str, bool]) -> tuple[Linked, ...]:
        key = (one, world[one], other, world[other])
        if key not in self._linked:
            self._linked[key] = linked(self.release(one, new=world[one]), self.release(other, new=world[other]))
        return self._linked[key]

    def verdicts(self) -> dict[str, list[Disclosure]]:
        """By dataset, why its release of tonight is held; none for those that may be published."""
        held: dict[str, list[Disclosure]] = {}
        candidates = frozenset(self.fresh)
        while True:
            blamed: dict[str, list[Disclosure]] = {}
            for item in self.disclosures(candidates):
                for name in {item.dataset, item.other} & candidates:
                    blamed.setdefault(name, []).append(item)
            if not blamed:
                return held
            held |= blamed
            candidates -= blamed.keys()


def compare(
    dataset: Dataset,
    fresh: Mapping[str, Release],
    standing: Mapping[str, Release],
    services: Services,
) -> StageResult:
    """Hold tonight's release of `dataset` against the others. Its findings hold the dataset when they are errors.

    `fresh` has the releases of tonight that passed the gate, that of `dataset` among them, `standing` those
    that are published now (of `dataset` as well, if any), both of the datasets of its release group only. A
    release that cannot be read back cannot be compared, and holds the dataset.
    """
    rule = dataset.policy.releases
    group = _GroupReleases(fresh, standing, room_of(dataset.policy))
    findings: list[Finding] = []
    try:
        now = group.release(dataset.id, new=True)
        if dataset.id in standing:
            findings += _since_last(dataset, group.release(dataset.id, new=False), now, services)
        siblings = sorted((fresh.keys() | standing.keys()) - {dataset.id})
        if dataset.release_group is not None and siblings:
            findings += _in_group(dataset, group, siblings, services)
    except (DatasetError, *POLARS_FAULTS, OSError, ValueError):
        siblings = []
        findings.append(make(services, dataset.id, checks.NOT_COMPARED, outcome=Outcome.CANT_TELL))
    compared = Compared(
        rule.between_nights,
        _smallest_change(dataset.policy),
        dataset.release_group,
        tuple(siblings) if dataset.release_group is not None else (),
    )
    return StageResult(
        stage="compare",
        dataset=dataset.id,
        findings=tuple(findings),
        counters={"compared": len(siblings) + (dataset.id in standing)},
        certificate=replace(fresh[dataset.id].certificate, compared=compared),
    )


def _smallest_change(policy: Policy) -> int:
    if policy.releases.smallest_change is not None:
        return policy.releases.smallest_change
    cells = [model.at_least for model in policy.models if isinstance(model, MinimumCellCount)]
    return max(cells or [model.k for model in policy.models if isinstance(model, KAnonymity)], default=0)


def _since_last(dataset: Dataset, last: Published, now: Published, services: Services) -> Iterator[Finding]:
    """What can be seen by holding two nights against each other."""
    rule = dataset.policy.releases
    for change in small_changes(last, now, rule.smallest_change):
        params: dict[str, Scalar] = {
            "field": change.field or "—",
            "groups": change.groups,
            "records": change.records,
            "least": change.least,
        }
        found = make(
            services, dataset.id, checks.SMALL_CHANGE, key=change.field, params=params, count=change.groups
        )
        yield replace(found, severity=Severity.ERROR) if rule.between_nights == "hold" else found
    for away in from_two_nights(last, now, room_of(dataset.policy)):
        facts: dict[str, Scalar] = {"field": away.field, "groups": away.cells, "least": away.least}
        places = tuple(Place(row=row, field=away.field) for row in away.rows[:MOST_PLACES])
        key = f"{away.field}/{away.kind}"
        yield make(
            services, dataset.id, checks.NIGHTS_GIVE_COUNT, key=key, params=facts, places=places, count=away.cells
        )
    for item in linked(last, now, same_dataset=True):
        yield _singled_out(dataset, replace(item, other="="), services)


def _in_group(
    dataset: Dataset, group: _GroupReleases, siblings: list[str], services: Services
) -> Iterator[Finding]:
    said: set[tuple[str, str]] = set()
    for item in group.verdicts().get(dataset.id, ()):
        found = (
            _singled_out(dataset, item, services)
            if isinstance(item, Linked)
            else _derived(dataset, item, services)
        )
        if (found.check, found.key) not in said:
            said.add((found.check, found.key))
            yield found
    own = group.release(dataset.id, new=True)
    others = {name: group.release(name, new=name in group.fresh) for name in siblings}
    for unseen in uncompared([own, *others.values()]):
        if dataset.id in (unseen.dataset, unseen.other):
            yield _unseen(dataset, unseen, services)
    for name, other in others.items():
        if not shared_fields(own, other):
            yield make(services, dataset.id, checks.NOTHING_SHARED, key=name, params={"other": name})


def _singled_out(dataset: Dataset, item: Linked, services: Services) -> Finding:
    params: dict[str, Scalar] = {
        "dataset": item.dataset,
        "other": item.other,
        "fields": "、".join(item.fields),
        "records": item.records,
        "smallest": item.smallest,
        "k": item.k,
    }
    check = checks.LINKED_RELEASES if item.other == "=" else checks.LINKED_DATASETS
    return make(services, dataset.id, check, key=f"{item.dataset}/{item.other}", params=params, count=item.records)


def _derived(dataset: Dataset, item: Derived, services: Services) -> Finding:
    params: dict[str, Scalar] = {
        "dataset": item.dataset,
        "other": item.other,
        "field": item.field,
        "fields": "、".join(item.fields),
        "groups": item.groups,
        "least": item.least,
    }
    key = f"{item.dataset}/{item.other}/{item.field}"
    if item.kind == "unaudited":
        return make(
            services,
            dataset.id,
            checks.NOT_AUDITED,
            key=key,
            params=params,
            count=item.groups,
            outcome=Outcome.CANT_TELL,
        )
    kinds = {"remainder": checks.DERIVABLE_REMAINDER, "contradiction": checks.CONTRADICTORY_SUMS}
    check = kinds.get(item.kind, checks.DERIVABLE_CELL)
    return make(services, dataset.id, check, key=key, params=params, count=item.groups)


def _unseen(dataset: Dataset, item: HiddenCondition, services: Services) -> Finding:
    params: dict[str, Scalar] = {
        "dataset": item.dataset,
        "other": item.other,
        "field": item.field,
        "names": "、".join(item.names),
    }
    key = f"{item.dataset}/{item.other}/{item.field}"
    return make(services, dataset.id, checks.CONDITION_UNSEEN, key=key, params=params, outcome=Outcome.CANT_TELL)
