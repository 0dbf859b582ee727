"""Who stands out: what all published fields together tell, whatever the policy calls them.

Distinction is the share of different records, separation the share of pairs that some field tells apart (Motwani,
Xu 2007). A minimal unique set is a set of fields by which a record is alone, and by no part of it (Elliot, Manning
2002; SUDA): which fields occur in most of them says what singles records out. Two things hold a release until
people have answered: records of persons that go out with every field called insensitive, and a field called
insensitive that tells records apart by itself, such as a time to the second or an exact amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

from publisher.gate import finding as checks
from publisher.gate.about import about_persons
from publisher.gate.finding import make
from publisher.model.certificate import StandingOut
from publisher.model.finding import Finding, Place, Severity
from publisher.model.policy import Drop, MinimumCellCount, Noise, Policy, Pseudonym, RedactText, Role
from publisher.model.stage import Services
from publisher.model.text import Scalar
from publisher.model.workspace import Dataset

_ALONE = 0.1
"""Share of the records that a field may tell apart by itself, when it is called insensitive."""
_SOME = 0.05
"""Share of the records that may be unique in a table of persons that nobody called sensitive."""
_FEWEST = 5
_MOST_FIELDS = 14
_MOST_CELLS = 20_000_000
_NAMED = 3
_COUNTED = re.compile(
    r"[件人戶輛次張案場篇筆票家所棟座床]數|人次|車次|件次|小計|合計|總計|平均|比率|比例|百分|[率%％]|\b(?:counts?|number|total|average|mean|rate|cases|persons)\b",
    re.I,
)
Codes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]


def standing_out(frame: pl.DataFrame) -> StandingOut | None:
    """What the fields of the published table tell together; None for a table without records."""
    if not frame.height or not frame.width:
        return None
    names = [name for name in frame.columns if frame[name].n_unique() > 1]
    codes = {name: _coded(frame[name]) for name in names}
    sizes = _sizes([codes[name] for name in names], frame.height)
    different = float((1 / sizes).sum())
    pairs = frame.height * (frame.height - 1) / 2
    alike = float(((sizes - 1) / 2).sum())
    weights = _minimal_unique(names, codes, frame.height)
    total = sum(weights.values())
    telling = sorted(weights, key=lambda name: -weights[name]) if total else []
    return StandingOut(
        distinction=different / frame.height,
        separation=1 - alike / pairs if pairs else 0.0,
        unique=int((sizes == 1).sum()),
        fields={name: weights[name] / total for name in telling[:_MOST_FIELDS] if weights[name]},
    )


def findings(
    dataset: Dataset, frame: pl.DataFrame, found: StandingOut | None, services: Services
) -> Iterator[Finding]:
    """What holds a release of records of persons until people have answered (`reviewed: standing-out`)."""
    policy = dataset.policy
    if found is None or frame.height < _FEWEST or tabulated(policy, frame):
        return
    declared = bool(policy.published_with_role(Role.QUASI_IDENTIFIER)) or any(
        rule.role is Role.DIRECT_IDENTIFIER for rule in policy.fields.values()
    )
    reviewed = "standing-out" in policy.reviewed
    called = [
        name
        for role in (Role.QUASI_IDENTIFIER, Role.SENSITIVE)
        for name in policy.published_with_role(role)
        if name in frame.columns
    ]
    if not called and (declared or about_persons(dataset, frame)) and found.unique > frame.height * _SOME:
        fields = list(found.fields)[:_NAMED] or frame.columns[:_NAMED]
        params: dict[str, Scalar] = {
            "records": frame.height,
            "unique": found.unique,
            "share": f"{found.unique / frame.height:.1%}",
            "fields": "、".join(fields),
        }
        item = make(services, dataset.id, checks.UNREVIEWED_RECORDS, params=params, count=found.unique)
        yield replace(item, severity=Severity.ADVICE) if reviewed else item
    elif declared:
        yield from _singling(dataset, frame, services, reviewed=reviewed)


def _singling(dataset: Dataset, frame: pl.DataFrame, services: Services, *, reviewed: bool) -> Iterator[Finding]:
    """Fields that are called insensitive and tell records apart by themselves."""
    for source, rule in dataset.policy.fields.items():
        name = rule.publish_as or source
        treated = isinstance(rule.technique, Drop | Pseudonym | RedactText | Noise)
        if rule.role is not Role.INSENSITIVE or treated or name not in frame.columns:
            continue
        alone = int((_sizes([_coded(frame[name])], frame.height)[frame[name].is_not_null().to_numpy()] == 1).sum())
        if alone >= max(_FEWEST, frame.height * _ALONE):
            params: dict[str, Scalar] = {
                "field": name,
                "unique": alone,
                "share": f"{alone / frame.height:.1%}",
                "records": frame.height,
            }
            item = make(
                services,
                dataset.id,
                checks.SINGLING_FIELD,
                key=name,
                params=params,
                places=(Place(field=name),),
                count=alone,
            )
            yield replace(item, severity=Severity.ADVICE) if reviewed else item


def tabulated(policy: Policy, frame: pl.DataFrame) -> bool:
    """Whether the rows are no records: a table of counts, by the policy or by what its columns are called."""
    if policy.private_counts() or any(isinstance(model, MinimumCellCount) for model in policy.models):
        return True
    if any(rule.counts for rule in policy.fields.values()):
        return True
    counts = [name for name in frame.columns if _COUNTED.search(name) and _numeric(frame[name])]
    others = [name for name in frame.columns if name not in counts]
    return bool(counts and others) and bool(frame.select(others).is_unique().all())


def _numeric(values: pl.Series) -> bool:
    shown = values.drop_nulls()
    return bool(shown.len()) and shown.cast(pl.Float64, strict=False).null_count() == 0


def _coded(values: pl.Series) -> Codes:
    codes: Codes = values.fill_null("").rank("dense").to_numpy()
    return codes


def _sizes(columns: Sequence[Codes], height: int) -> Counts:
    """For each record how many are the same in all `columns`."""
    combined: Counts = np.zeros(height, dtype=np.int64)
    for column in columns:
        combined *= int(column.max()) + 1
        combined += column
        combined = np.unique(combined, return_inverse=True)[1]
    sizes: Counts = np.bincount(combined)[combined]
    return sizes


def _minimal_unique(names: Sequence[str], codes: dict[str, Codes], height: int) -> dict[str, float]:
    """How much each field has part in minimal unique sets of up to three fields; shorter ones weigh more."""
    weights = dict.fromkeys(names, 0.0)
    looked_at = sorted(names, key=lambda name: int(codes[name].max()))[:_MOST_FIELDS]
    unique: dict[tuple[str, ...], npt.NDArray[np.bool_]] = {}
    cells = 0
    for size in (1, 2, 3):
        for fields in combinations(looked_at, size):
            cells += height
            if cells > _MOST_CELLS:
                return weights
            alone = _sizes([codes[name] for name in fields], height) == 1
            minimal = alone.copy()
            for part in combinations(fields, size - 1):
                minimal &= ~unique.get(part, np.zeros(height, dtype=np.bool_))
            if size < 3:
                unique[fields] = alone
            for name in fields:
                weights[name] += float(minimal.sum()) / 2.0 ** (size - 1)
    return weights
