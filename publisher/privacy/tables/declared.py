"""What a dataset declares of its table of counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from publisher.model.policy import MinimumCellCount, Policy
from publisher.model.workspace import Dataset

if TYPE_CHECKING:
    from publisher.privacy.tables.audit import Room


def thresholds(policy: Policy) -> dict[str, int]:
    """The least count of every field that the policy guards."""
    least: dict[str, int] = {}
    for model in policy.models:
        if isinstance(model, MinimumCellCount):
            for name in model.fields:
                least[name] = max(least.get(name, 0), model.at_least)
    return least


def room_of(policy: Policy) -> Room:
    """What has to stay possible of a hidden count."""
    from publisher.privacy.tables.audit import Room  # a solver, which the check of a policy needs not

    return Room(policy.releases.possible_values, policy.releases.possible_percent)


def known_small(policy: Policy) -> frozenset[str]:
    """The fields of which an empty cell is known to be a small count."""
    models = (model for model in policy.models if isinstance(model, MinimumCellCount) and model.empty == "small")
    return frozenset(name for model in models for name in model.fields)


def enumerated(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """The values that the schema lists (`enum`) for a field, by its name."""
    fields = dataset.schema.get("fields", ())
    found = {}
    for item in fields if isinstance(fields, list | tuple) else ():
        constraints = item.get("constraints") if isinstance(item, Mapping) else None
        values = constraints.get("enum") if isinstance(constraints, Mapping) else None
        if isinstance(values, list | tuple):
            found[str(item.get("name"))] = tuple(map(str, values))
    return found


def texts_of(dataset: Dataset) -> list[str]:
    """What is said of the table and its fields, in both languages."""
    texts = (dataset.title, dataset.description, *([dataset.notes] if dataset.notes else []))
    said = [line for text in texts for line in (text.zh, text.en) if line]
    fields = dataset.schema.get("fields", ())
    assert isinstance(fields, list | tuple)
    names = ("title", "title_en", "description", "description_en")
    return said + [str(item[name]) for item in fields for name in names if item.get(name)]
