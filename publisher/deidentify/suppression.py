"""Leaving out the records that keep a table from meeting its privacy models.

Classes are found here on integer codes and with NumPy, on purpose not with `publisher.privacy.models`: what this
code gets wrong, the gate's measurement sees.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from publisher.deidentify.conditions import for_values
from publisher.model.policy import (
    SENSITIVE,
    DistinctLDiversity,
    EntropyLDiversity,
    KAnonymity,
    MinimumCellCount,
    PrivacyModel,
    RecursiveLDiversity,
    TCloseness,
)
from publisher.privacy.engine import Histogram

_Codes = npt.NDArray[np.int64]
_Mask = npt.NDArray[np.bool_]
_LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class Suppression:
    """Which records may stay (one flag per record), and how many have to go."""

    kept: _Mask
    suppressed: int


@dataclass(frozen=True, slots=True)
class Relief:
    """The field that costs most records: generalised away, only `suppressed` would have to go."""

    field: str
    suppressed: int


def suppress(
    frame: pl.DataFrame,
    quasi_identifiers: Sequence[str],
    models: Sequence[PrivacyModel],
    folder: Path = Path(),
    persons: pl.Series | None = None,
) -> Suppression:
    """Take out every record of a class that violates a model, again until every model holds.

    With `persons` (a number for the person of each record) classes count persons, and each once for every value.

    No smaller set of whole classes would do: a class that violates k-anonymity or distinct l-diversity gets no
    better when other records go. For t-closeness the distribution is that of the records that stay, so others may
    come to violate it. Missing values are one category; hierarchies of sensitive fields are files in `folder`.
    """
    needed = {name for model in models for name in _columns_of(model)} | set(quasi_identifiers)
    codes = {name: _coded(frame[name]) for name in needed}
    small = {model: _small_cells(frame, model) for model in models if isinstance(model, MinimumCellCount)}
    kept: _Mask = np.ones(frame.height, dtype=np.bool_)
    person = None if persons is None else np.unique(persons.to_numpy(), return_inverse=True)[1].astype(np.int64)
    while True:
        violating: _Mask = np.zeros(frame.height, dtype=np.bool_)
        for model in models:
            match model:
                case KAnonymity():
                    violating |= _small_classes(_classes(codes, quasi_identifiers, kept), kept, model.k, person)
                case DistinctLDiversity():
                    keys = [name for name in quasi_identifiers if name != model.sensitive]
                    classes = _classes(codes, keys, kept)
                    violating |= _uniform_classes(classes, codes[model.sensitive], kept, model.l)
                    if person is not None:
                        violating |= _alike_classes(classes, codes[model.sensitive], kept, model.l, person)
                case EntropyLDiversity() | RecursiveLDiversity() | TCloseness():
                    keys = [name for name in quasi_identifiers if name != model.sensitive]
                    classes = _classes(codes, keys, kept)
                    counted = kept if person is None else _once(classes, codes[model.sensitive], kept, person)
                    violating |= _unlike_classes(classes, frame, model, kept, counted, folder)
                case MinimumCellCount():
                    violating |= small[model] & kept
        if not violating.any():
            return Suppression(kept, int(frame.height - kept.sum()))
        kept &= ~violating


def allowed(records: int, limit: float) -> int:
    """How many of `records` may be left out under a limit given as a share."""
    return math.floor(limit * records + 1e-9)


def greatest_relief(
    frame: pl.DataFrame,
    quasi_identifiers: Sequence[str],
    models: Sequence[PrivacyModel],
    folder: Path = Path(),
    persons: pl.Series | None = None,
) -> Relief | None:
    """The field without which the fewest records would have to go; None when no field matters.

    Fields are the quasi-identifiers, and the counts of minimum cell counts.
    """
    options = [
        Relief(
            name,
            suppress(
                frame, [other for other in quasi_identifiers if other != name], models, folder, persons
            ).suppressed,
        )
        for name in quasi_identifiers
    ]
    counts = dict.fromkeys(
        name for model in models if isinstance(model, MinimumCellCount) for name in model.fields
    )
    options += [
        Relief(
            name,
            suppress(
                frame, quasi_identifiers, [_without(model, name) for model in models], folder, persons
            ).suppressed,
        )
        for name in counts
    ]
    return min(options, key=lambda option: option.suppressed, default=None)


def _without(model: PrivacyModel, field: str) -> PrivacyModel:
    if not isinstance(model, MinimumCellCount):
        return model
    return replace(model, fields=tuple(name for name in model.fields if name != field))


def _columns_of(model: PrivacyModel) -> tuple[str, ...]:
    return (model.sensitive,) if isinstance(model, SENSITIVE) else ()


def _coded(values: pl.Series) -> _Codes:
    """A small integer for every value; missing and empty share one."""
    if isinstance(values.dtype, pl.Enum) and "" not in values.dtype.categories:
        codes: _Codes = values.to_physical().cast(pl.UInt32).fill_null(values.dtype.categories.len()).to_numpy()
        return codes
    text = values.cast(pl.String).fill_null("")
    different = text.unique()
    if different.is_empty():
        return np.empty(0, dtype=np.int64)
    return text.replace_strict(different, pl.int_range(different.len(), eager=True)).cast(pl.Int64).to_numpy()


def _classes(codes: dict[str, _Codes], names: Sequence[str], kept: _Mask) -> _Codes:
    """A dense class number for each kept record, -1 for the others; mixed radix over the columns."""
    combined: _Codes = np.zeros(int(kept.sum()), dtype=np.int64)
    for name in names:
        column = codes[name][kept]
        if not column.size:
            break
        radix = int(column.max()) + 1
        if (int(combined.max()) + 1) * radix > _LARGEST:
            combined = np.unique(combined, return_inverse=True)[1].astype(np.int64)
        combined = combined * radix + column
    classes: _Codes = np.full(kept.size, -1, dtype=np.int64)
    classes[kept] = np.unique(combined, return_inverse=True)[1]
    return classes


def _small_classes(classes: _Codes, kept: _Mask, k: int, person: _Codes | None) -> _Mask:
    violating: _Mask = np.zeros(kept.size, dtype=np.bool_)
    sizes = np.bincount(classes[kept]) if person is None else _persons_of(classes, kept, person)
    violating[kept] = sizes[classes[kept]] < k
    return violating


def _persons_of(classes: _Codes, kept: _Mask, person: _Codes) -> _Codes:
    """How many persons each class has."""
    radix = int(person.max(initial=0)) + 1
    pairs = np.unique(classes[kept] * radix + person[kept])
    sizes: _Codes = np.bincount(pairs // radix).astype(np.int64)
    return sizes


def _once(classes: _Codes, values: _Codes, kept: _Mask, person: _Codes) -> _Mask:
    """One record for each person and value of a class."""
    order = np.lexsort((values[kept], person[kept], classes[kept]))
    rows = np.flatnonzero(kept)[order]
    first = np.ones(rows.size, dtype=np.bool_)
    for column in (classes, person, values):
        found = column[rows]
        first[1:] &= found[1:] == found[:-1]
    once: _Mask = np.zeros(kept.size, dtype=np.bool_)
    first[1:] = ~first[1:]
    once[rows[first]] = True
    return once


def _alike_classes(classes: _Codes, values: _Codes, kept: _Mask, least: int, person: _Codes) -> _Mask:
    """Classes of fewer persons than values are asked for, and those with a value that every person has."""
    violating: _Mask = np.zeros(kept.size, dtype=np.bool_)
    if not kept.any():
        return violating
    people = _persons_of(classes, kept, person)
    once = _once(classes, values, kept, person)
    radix = int(values.max()) + 1
    pairs, holders = np.unique(classes[once] * radix + values[once], return_counts=True)
    alike = people < least
    alike[(pairs // radix)[holders == people[pairs // radix]]] = True
    violating[kept] = alike[classes[kept]]
    return violating


def _uniform_classes(classes: _Codes, sensitive: _Codes, kept: _Mask, least: int) -> _Mask:
    violating: _Mask = np.zeros(kept.size, dtype=np.bool_)
    if not kept.any():
        return violating
    radix = int(sensitive.max()) + 1
    pairs = np.unique(classes[kept] * radix + sensitive[kept])
    distinct = np.bincount(pairs // radix)
    violating[kept] = distinct[classes[kept]] < least
    return violating


def _unlike_classes(
    classes: _Codes,
    frame: pl.DataFrame,
    model: EntropyLDiversity | RecursiveLDiversity | TCloseness,
    kept: _Mask,
    counted: _Mask,
    folder: Path,
) -> _Mask:
    """Records of classes whose values, of the records `counted`, do not meet the model."""
    violating: _Mask = np.zeros(kept.size, dtype=np.bool_)
    if not kept.any():
        return violating
    condition, values = for_values(
        model, frame[model.sensitive].filter(pl.Series(counted, dtype=pl.Boolean)), 0, folder
    )
    radix = int(values.max()) + 1
    pairs, counts = np.unique(classes[counted] * radix + values, return_counts=True)
    met = condition.met(
        np.bincount(classes[counted]).astype(np.int64),
        Histogram(pairs // radix, pairs % radix, counts.astype(np.int64)),
    )
    violating[kept] = ~met[classes[kept]]
    return violating


def _small_cells(frame: pl.DataFrame, model: MinimumCellCount) -> _Mask:
    """Records with a count below the least one, other than zero, or with something that is no count."""
    violating: _Mask = np.zeros(frame.height, dtype=np.bool_)
    for name in model.fields:
        text = frame[name].cast(pl.String).str.strip_chars()
        given = (text.is_not_null() & (text != "")).to_numpy()
        count = text.cast(pl.Float64, strict=False).fill_null(math.nan).to_numpy()
        safe = (count == 0) | ((count >= model.at_least) & np.isfinite(count))
        violating |= given & ~safe
    return violating
