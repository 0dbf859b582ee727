"""Means of like records inside each equivalence class, of what is about to be published."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import polars as pl

from publisher.deidentify.mdav import means
from publisher.deidentify.treatment import numbers, written
from publisher.model.policy import Microaggregate, Policy, Role


def averaged_fields(policy: Policy) -> list[str]:
    """The fields, as published, that the policy averages within classes."""
    return [name for group in _groups(policy).values() for name, _ in group]


def _groups(policy: Policy) -> dict[str, list[tuple[str, Microaggregate]]]:
    groups: dict[str, list[tuple[str, Microaggregate]]] = defaultdict(list)
    for name, rule in policy.fields.items():
        if isinstance(rule.technique, Microaggregate) and rule.technique.within == "classes":
            groups[rule.technique.group or f"field {name}"].append((rule.publish_as or name, rule.technique))
    return groups


def average_within_classes(frame: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The records that stay (published names), with the fields averaged that the policy averages within classes.

    Every class has at least as many records as are averaged: the policy's check asks that of k-anonymity.
    """
    groups = _groups(policy)
    if not groups or not frame.height:
        return frame
    quasi = policy.published_with_role(Role.QUASI_IDENTIFIER)
    classes = frame.select(pl.struct(quasi).rank("dense") if quasi else pl.lit(1)).to_series().to_numpy()
    order = np.argsort(classes, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(classes[order])) + 1)
    for group in groups.values():
        table = np.stack([numbers(frame[name]) for name, _ in group], axis=1)
        for rows in members:
            table[rows] = means(table[rows], group[0][1].k)
        frame = frame.with_columns(
            written(table[:, at], technique.decimals, name) for at, (name, technique) in enumerate(group)
        )
    return frame
