"""The engine's answers from the formulas, record by record and node by node, in plain Python."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from publisher.model.policy import (
    DistinctLDiversity,
    EntropyLDiversity,
    KAnonymity,
    PrivacyModel,
    RecursiveLDiversity,
    TCloseness,
)

Levels = Sequence[Sequence[str]]
"""For one field: per level the value of every leaf."""


def optimum(
    fields: Sequence[Levels], records: Sequence[Sequence[int]], sensitive: Sequence[int],
    models: Sequence[PrivacyModel], allowed: int, tree: Levels = (),
) -> float | None:  # fmt: skip
    """The least loss over all nodes, None when no node meets the limit."""
    losses = [
        loss
        for levels in itertools.product(*(range(len(field)) for field in fields))
        if (loss := loss_at(fields, records, sensitive, models, allowed, levels, tree)) is not None
    ]
    return min(losses, default=None)


def loss_at(
    fields: Sequence[Levels], records: Sequence[Sequence[int]], sensitive: Sequence[int],
    models: Sequence[PrivacyModel], allowed: int, levels: Sequence[int], tree: Levels = (),
) -> float | None:  # fmt: skip
    shown = [
        tuple(field[level][leaf] for field, level, leaf in zip(fields, levels, record, strict=True))
        for record in records
    ]
    classes = defaultdict(list)
    for key, value in zip(shown, sensitive, strict=True):
        classes[key].append(value)
    kept = {
        key for key, values in classes.items() if all(meets(model, values, sensitive, tree) for model in models)
    }
    if sum(key not in kept for key in shown) > allowed:
        return None
    product = 1.0
    for position, (field, level) in enumerate(zip(fields, levels, strict=True)):
        under = Counter(field[level])
        total, count = len(field[0]), len(records)
        cost = sum(under[key[position]] / total if key in kept else 1.0 for key in shown)
        if total > 1:
            share = max(0.0, (cost - count / total) / (count - count / total))
            product *= (
                math.floor(share * 1e10 + 1e-6) / 1e10 + 1
            )  # a rounding error is not one of the ten decimals
    return product ** (1 / len(fields)) - 1


def meets(model: PrivacyModel, values: Sequence[int], everyone: Sequence[int], tree: Levels = ()) -> bool:
    counts = sorted(Counter(values).values(), reverse=True)
    size = len(values)
    match model:
        case KAnonymity():
            return size >= model.k
        case DistinctLDiversity():
            return len(counts) >= model.l
        case EntropyLDiversity():
            return -sum(count / size * math.log(count / size) for count in counts) >= math.log(model.l) - 1e-9
        case RecursiveLDiversity():
            return len(counts) >= model.l and counts[0] < model.c * sum(counts[model.l - 1 :])
        case TCloseness():
            return distance(model, values, everyone, tree) <= model.t + 1e-9
        case _:
            raise TypeError


def distance(model: TCloseness, values: Sequence[int], everyone: Sequence[int], tree: Levels) -> float:
    """Earth mover's distance by the definitions of Li et al., section 3."""
    domain = sorted(set(everyone)) if model.distance != "hierarchical" else range(len(tree[0]))
    here, all_over = list(values), list(everyone)
    extra = {value: here.count(value) / len(here) - all_over.count(value) / len(all_over) for value in domain}
    if model.distance == "equal":
        return sum(abs(item) for item in extra.values()) / 2
    if model.distance == "ordered":
        running = [abs(sum(extra[value] for value in list(domain)[: last + 1])) for last in range(len(domain))]
        return sum(running) / (len(domain) - 1) if len(domain) > 1 else 0.0
    carried = {(0, leaf, tree[0][leaf]): item for leaf, item in extra.items()}
    cost, height = 0.0, len(tree) - 1
    for level in range(1, height + 1):
        children = defaultdict(list)
        for (_, leaf, _label), item in carried.items():
            children[tree[level][leaf]].append((leaf, item))
        carried = {}
        for label, items in children.items():
            over = sum(max(item, 0.0) for _, item in items)
            lacking = sum(max(-item, 0.0) for _, item in items)
            cost += level / height * min(over, lacking)
            carried[(level, items[0][0], label)] = over - lacking
    return cost
