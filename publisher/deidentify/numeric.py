"""What is wrong with a technique on numbers, before any data are looked at."""

from __future__ import annotations

import math
from collections.abc import Iterator

from publisher.deidentify.decimals import decimals_of
from publisher.model.policy import (
    SENSITIVE,
    FieldPolicy,
    KAnonymity,
    Microaggregate,
    Noise,
    Policy,
    Role,
    Round,
    Technique,
    TopBottomCode,
    Winsorise,
)
from publisher.model.text import Message, msg
from publisher.model.workspace import Dataset

MOST_DECIMALS = 9
_NUMERIC = ("integer", "number")


def numeric_problems(policy: Policy, name: str, technique: Technique) -> Iterator[Message]:
    """Problems of the technique of the source field `name`."""
    match technique:
        case TopBottomCode():
            yield from _bound_problems(technique)
        case Winsorise():
            if not 0 <= technique.share < 0.5 or technique.least < 2:
                yield msg("winsorise: share must be from 0 to 0.5, and least 2 or more.")
        case Round():
            if not 0 < technique.base < math.inf:
                yield msg("round: base must be more than 0.")
            yield from _unknown_fields(policy, technique)
        case Noise():
            yield from _noise_problems(technique)
            yield from _unknown_fields(policy, technique)
        case Microaggregate():
            yield from _cluster_problems(policy, name, technique)


def schema_problems(dataset: Dataset) -> Iterator[tuple[str, Message]]:
    """Fields whose technique, or the mode, writes something else than the schema allows."""
    listed = dataset.schema.get("fields", ())
    fields = {str(item["name"]): item for item in listed} if isinstance(listed, list | tuple) else {}
    types = {name: item.get("type") for name, item in fields.items()}
    if dataset.policy.mode_in_force() == "cells":
        for name in dataset.policy.published_with_role(Role.QUASI_IDENTIFIER):
            if fields.get(name, {}).get("constraints", {}).get("required"):
                yield name, msg("In mode cells a quasi-identifier may be empty; take required out of schema.json.")
    for name, rule in dataset.policy.fields.items():
        kind = types.get(rule.publish_as or name)
        if kind not in _NUMERIC:
            continue
        if isinstance(rule.technique, TopBottomCode) and _labels(rule.technique):
            yield (
                name,
                msg("top-bottom-code: with a label the field is text; write type: string in schema.json."),
            )
        elif kind == "integer" and _decimals(rule):
            yield (
                name,
                msg(
                    "{technique}: this writes decimals; write type: number in schema.json, or fewer decimals.",
                    technique=rule.technique.technique,
                ),
            )


def _labels(technique: TopBottomCode) -> bool:
    return technique.top_label is not None or technique.bottom_label is not None


def _decimals(rule: FieldPolicy) -> int:
    match rule.technique:
        case Round(base=base) if 0 < base < math.inf:
            return decimals_of(base)
        case Noise(decimals=decimals) | Microaggregate(decimals=decimals):
            return decimals
        case TopBottomCode(top=top, bottom=bottom):
            return max(decimals_of(bound) for bound in (top or 0.0, bottom or 0.0))
        case _:
            return 0


def _bound_problems(technique: TopBottomCode) -> Iterator[Message]:
    bounds = [bound for bound in (technique.bottom, technique.top) if bound is not None]
    if not bounds:
        yield msg("top-bottom-code: write top, bottom or both.")
    if not all(map(math.isfinite, bounds)) or (len(bounds) == 2 and not bounds[0] < bounds[1]):
        yield msg("top-bottom-code: bottom must be less than top, and both are numbers.")
    for bound, label in ((technique.top, technique.top_label), (technique.bottom, technique.bottom_label)):
        if bound is None and label is not None:
            yield msg("top-bottom-code: a label needs its bound.")


def _noise_problems(technique: Noise) -> Iterator[Message]:
    if not 0 < technique.scale < math.inf:
        yield msg("noise: scale must be more than 0.")
    if technique.limit is not None and not 0 < technique.limit < math.inf:
        yield msg("noise: limit must be more than 0.")
    if technique.limit is not None and technique.distribution == "uniform":
        yield msg("noise: uniform noise is bounded by its scale; take limit out.")
    if (
        technique.minimum is not None
        and technique.maximum is not None
        and not technique.minimum < technique.maximum
    ):
        yield msg("noise: minimum must be less than maximum.")
    yield from _decimal_problems(technique)


def _decimal_problems(technique: Noise | Microaggregate) -> Iterator[Message]:
    if not 0 <= technique.decimals <= MOST_DECIMALS:
        yield msg("{technique}: decimals must be 0 to {most}.", technique=technique.technique, most=MOST_DECIMALS)


def _unknown_fields(policy: Policy, technique: Round | Noise) -> Iterator[Message]:
    for name in technique.by:
        if name not in policy.fields:
            yield msg(
                '{technique}: by names the field "{field}", which the policy does not have.',
                technique=technique.technique,
                field=name,
            )


def _cluster_problems(policy: Policy, name: str, technique: Microaggregate) -> Iterator[Message]:
    if technique.k < 2:
        yield msg("microaggregate: k must be at least 2.")
    yield from _decimal_problems(technique)
    group = [
        rule.technique
        for rule in policy.fields.values()
        if isinstance(rule.technique, Microaggregate) and rule.technique.group == technique.group
    ]
    if technique.group is not None and len({(item.k, item.within) for item in group}) > 1:
        yield msg(
            'microaggregate: the fields of group "{group}" need the same k and within.', group=technique.group
        )
    if technique.within == "classes":
        yield from _within_problems(policy, name, technique)


def _within_problems(policy: Policy, name: str, technique: Microaggregate) -> Iterator[Message]:
    rule = policy.fields[name]
    least = max((model.k for model in policy.models if isinstance(model, KAnonymity)), default=0)
    if rule.role is Role.QUASI_IDENTIFIER:
        yield msg("microaggregate: a quasi-identifier cannot be averaged within classes; take within out.")
    if technique.k > least:
        yield msg("microaggregate: within classes k can be at most that of k-anonymity.")
    named = {model.sensitive for model in policy.models if isinstance(model, SENSITIVE)}
    if (rule.publish_as or name) in named:
        yield msg("microaggregate: the sensitive field of a model cannot be averaged within classes.")
