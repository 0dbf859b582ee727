"""Multidimensional generalisation: records are halved at medians as long as both halves meet the models.

LeFevre, DeWitt, Ramakrishnan, Mondrian multidimensional k-anonymity, ICDE 2006. Leaves are ordered along their
hierarchy (numbers by size). Every class shows an interval of numbers or a set of values, so the values published
differ from class to class and from night to night.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from publisher.deidentify.ladders import Rung
from publisher.privacy.engine import Histogram, Ladder, ModelCondition, field_losses

Codes = npt.NDArray[np.int64]
MISSING = "缺"
"""A missing value in a set of values."""


@dataclass(frozen=True, slots=True)
class Parted:
    """The quasi-identifiers of all records, and the loss of each field."""

    columns: list[pl.Series]
    losses: tuple[float, ...]


def part(rungs: Sequence[Rung], conditions: Sequence[ModelCondition], sensitive: Sequence[Codes]) -> Parted | None:
    """Classes that meet every condition, without leaving a record out; None when the whole table does not."""
    records = rungs[0].codes.size if rungs else 0
    orders = [_order(item.ladder) for item in rungs]
    places = [_inverse(order)[item.codes] for order, item in zip(orders, rungs, strict=True)]
    everyone = np.arange(records, dtype=np.int64)
    if records and not _met([everyone], conditions, sensitive):
        return None
    shown = [np.empty(records, dtype=np.int64) for _ in rungs]
    labels: list[dict[str, int]] = [{} for _ in rungs]
    costs = np.zeros(len(rungs), dtype=np.int64)
    waiting = [everyone] if records else []
    while waiting:
        members = waiting.pop()
        halves = _halved(members, places, conditions, sensitive)
        if halves is not None:
            waiting += halves
            continue
        for number, (item, order) in enumerate(zip(rungs, orders, strict=True)):
            leaves = order[np.unique(places[number][members])]
            costs[number] += leaves.size * members.size
            text = _label(item.ladder, leaves)
            shown[number][members] = labels[number].setdefault(text, len(labels[number]))
    columns = [
        pl.Series(list(known), dtype=pl.String)
        .replace("", None)
        .cast(pl.Enum([label for label in known if label]))
        .gather(pl.Series(at, dtype=pl.UInt32))
        .alias(item.ladder.name)
        for item, known, at in zip(rungs, labels, shown, strict=True)
    ]
    losses = tuple(
        float(field_losses(np.array([cost], dtype=np.float64), records, item.ladder.total)[0])
        for cost, item in zip(costs.tolist(), rungs, strict=True)
    )
    return Parted(columns, losses)


def _halved(
    members: Codes, places: Sequence[Codes], conditions: Sequence[ModelCondition], sensitive: Sequence[Codes]
) -> list[Codes] | None:
    """Two halves along the field with the widest spread that allows it."""
    spans = []
    for number, column in enumerate(places):
        here = column[members]
        spread = int(here.max() - here.min())
        if spread:
            spans.append((-spread / (int(column.max()) or 1), number))
    for _, number in sorted(spans):
        here = places[number][members]
        middle = np.partition(here, here.size // 2)[here.size // 2]
        for left in (here < middle, here <= middle):
            halves = [members[left], members[~left]]
            if all(half.size for half in halves) and _met(halves, conditions, sensitive):
                return halves
    return None


def _met(groups: Sequence[Codes], conditions: Sequence[ModelCondition], sensitive: Sequence[Codes]) -> bool:
    sizes = np.array([group.size for group in groups], dtype=np.int64)
    for condition in conditions:
        histogram = None
        if condition.sensitive >= 0:
            parts = [np.unique(sensitive[condition.sensitive][group], return_counts=True) for group in groups]
            histogram = Histogram(
                np.repeat(np.arange(len(groups), dtype=np.int64), [values.size for values, _ in parts]),
                np.concatenate([values for values, _ in parts]),
                np.concatenate([counts for _, counts in parts]).astype(np.int64),
            )
        if not condition.met(sizes, histogram).all():
            return False
    return True


def _order(ladder: Ladder) -> Codes:
    """Leaves in the order of numbers, else so that those with common values above stand together."""
    leaves = ladder.labels[0]
    numbers = _numbers(leaves)
    if numbers is not None:
        return np.argsort(np.array(numbers), kind="stable").astype(np.int64)
    return np.lexsort(tuple(ladder.codes)).astype(np.int64)


def _numbers(labels: Sequence[str]) -> list[float] | None:
    try:
        return [float(label) if label else -np.inf for label in labels]
    except ValueError:
        return None


def _inverse(order: Codes) -> Codes:
    places = np.empty(order.size, dtype=np.int64)
    places[order] = np.arange(order.size)
    return places


def _label(ladder: Ladder, leaves: Codes) -> str:
    labels: list[str] = [ladder.labels[0][leaf] for leaf in leaves.tolist()]
    if len(labels) == 1:
        return labels[0]
    if all(labels) and _numbers(labels) is not None:
        return f"{labels[0]}~{labels[-1]}"
    return "、".join(label or MISSING for label in labels)
