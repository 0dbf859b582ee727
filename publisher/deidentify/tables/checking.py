"""What is wrong with the methods under `tables` of a policy, before any data are looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from publisher.model.policy import (
    CellKey,
    ComplementarySuppression,
    ControlledRounding,
    DifferentialPrivacy,
    Drop,
    Keep,
    MinimumCellCount,
    Policy,
)
from publisher.model.text import Message, msg
from publisher.model.workspace import Dataset
from publisher.privacy.tables.declared import enumerated

_MOST_PERCENT = 90
_MOST_EPSILON, _MOST_DELTA = 20.0, 1e-3
"""More than that is no protection that deserves its name (NIST SP 800-226, 2.3; delta well below 1 / persons)."""


def table_problems(dataset: Dataset) -> Iterator[Message]:
    """Problems of the methods, with what to write."""
    policy = dataset.policy
    if not 0 <= policy.releases.possible_percent <= _MOST_PERCENT:
        yield msg("releases: possible_percent must be from 0 to {most}.", most=_MOST_PERCENT)
    models = [model for model in policy.models if isinstance(model, MinimumCellCount)]
    least = {name: model.at_least for model in models for name in model.fields}
    known_small = {name for model in models if model.empty == "small" for name in model.fields}
    amounts = {
        name for item in policy.tables if isinstance(item, ComplementarySuppression) for name in item.contributions
    }
    named = Counter(name for method in policy.tables for name in method.fields)
    for name, times in named.items():
        if name not in least and name not in amounts and not policy.private_counts():
            yield msg(
                'tables: the field "{field}" needs its least count; add minimum-cell-count for it under models.',
                field=name,
            )
        if times > 1:
            yield msg(
                'tables: the field "{field}" is named {times} times; one method can protect it.',
                field=name,
                times=times,
            )
    for method in policy.tables:
        if not method.fields:
            yield msg("{method}: fields names no field.", method=method.method)
        match method:
            case ComplementarySuppression():
                yield from _suppression_problems(dataset, method, known_small)
            case CellKey():
                yield from _noise_problems(method)
            case DifferentialPrivacy():
                yield from _privacy_problems(dataset, method)
            case ControlledRounding():
                most = max((least.get(name, 0) for name in method.fields), default=0)
                if method.base < 0 or 0 < method.base < most:
                    yield msg("controlled-rounding: base must be at least {least}, the least count.", least=most)


def _noise_problems(method: CellKey) -> Iterator[Message]:
    if not 1 <= method.deviation <= 100:
        yield msg("cell-key: deviation must be from 1 to 100.")
    if not 0 < method.variance <= 1000:
        yield msg("cell-key: variance must be more than 0, and at most 1000.")


def _privacy_problems(dataset: Dataset, method: DifferentialPrivacy) -> Iterator[Message]:
    policy = dataset.policy
    if len(policy.tables) > 1 or policy.models:
        yield msg(
            "differential-privacy: it stands alone; take models and the other methods under tables out, because "
            "what they leave out depends on the persons."
        )
    for number in (method.epsilon, method.budget.epsilon):
        if not 0 < number <= _MOST_EPSILON:
            yield msg("differential-privacy: epsilon must be more than 0, and at most {most}.", most=_MOST_EPSILON)
    if method.epsilon > method.budget.epsilon or method.delta > method.budget.delta:
        yield msg("differential-privacy: one release costs more than the whole budget.")
    if method.cells_per_person < 1 or method.times_per_cell < 1:
        yield msg("differential-privacy: cells_per_person and times_per_cell must be 1 or more.")
    gaussian = method.mechanism == "discrete-gaussian"
    if not (0 < method.delta <= _MOST_DELTA if gaussian else method.delta == 0):
        yield msg(
            "differential-privacy: delta belongs to the discrete Gaussian mechanism, more than 0 and at most "
            "{most}.",
            most=_MOST_DELTA,
        )
    yield from _public_problems(dataset, method)


def _public_problems(dataset: Dataset, method: DifferentialPrivacy) -> Iterator[Message]:
    """Everything that is published is noisy, or is the same whoever is in the data."""
    listed = enumerated(dataset)
    for name, rule in dataset.policy.fields.items():
        shown = rule.publish_as or name
        if isinstance(rule.technique, Drop):
            continue
        if shown in method.fields:
            if not isinstance(rule.technique, Keep) or rule.counts:
                yield msg(
                    'differential-privacy: the field "{field}" has to be kept as it is, without counts.',
                    field=shown,
                )
        elif shown not in method.public and shown not in listed:
            yield msg(
                'differential-privacy: the field "{field}" would be published beside the noisy counts; '
                "name it among the fields, list its values as enum in schema.json, or name it under public if "
                "they are known whoever is in the data.",
                field=shown,
            )
    published = set(dataset.policy.published_names())
    for name in (*method.fields, *method.public):
        if name not in published:
            yield msg('differential-privacy: no published field is called "{field}".', field=name)


def _suppression_problems(
    dataset: Dataset, method: ComplementarySuppression, known_small: set[str]
) -> Iterator[Message]:
    published = dataset.policy.published_names()
    for name in method.fields:
        if name in known_small:
            yield msg(
                'complementary-suppression: it empties larger counts, too; take "empty: small" out for "{field}".',
                field=name,
            )
        if name in _required(dataset):
            yield msg(
                'complementary-suppression: schema.json says that "{field}" is required; take that out.',
                field=name,
            )
    yield from _amount_problems(dataset.policy, method)
    for row in method.keep:
        for name in row:
            if name not in published or name in method.fields:
                yield msg(
                    'complementary-suppression: keep names "{field}", which is no published field that says what '
                    "is counted.",
                    field=name,
                )


def _amount_problems(policy: Policy, method: ComplementarySuppression) -> Iterator[Message]:
    kept = {rule.publish_as or name for name, rule in policy.fields.items() if isinstance(rule.technique, Keep)}
    wanted = max(2 if method.p_percent else 0, method.dominance.n if method.dominance else 0)
    if bool(method.contributions) != bool(wanted):
        yield msg("complementary-suppression: contributions and a rule (p_percent or dominance) need each other.")
    if method.p_percent is not None and not 0 < method.p_percent <= 100:
        yield msg("complementary-suppression: p_percent is a share of the largest contribution, from 0 to 100.")
    if method.dominance and not (method.dominance.n >= 1 and 0 < method.dominance.k < 100):
        yield msg("complementary-suppression: dominance needs n of 1 or more, and k between 0 and 100.")
    for name, fields in method.contributions.items():
        if name not in method.fields or name not in kept:
            yield msg(
                'complementary-suppression: contributions names "{field}", which has to be one of the fields '
                "and be kept as it is.",
                field=name,
            )
        for other in fields:
            if other not in policy.fields:
                yield msg(
                    'complementary-suppression: contributions names the field "{field}", which the policy '
                    "does not have.",
                    field=other,
                )
        if len(fields) < wanted:
            yield msg(
                'complementary-suppression: the rule needs the {wanted} largest contributions of "{field}".',
                wanted=wanted,
                field=name,
            )


def _required(dataset: Dataset) -> set[str]:
    listed = dataset.schema.get("fields", ())
    found = set()
    for item in listed if isinstance(listed, list | tuple) else ():
        constraints = item.get("constraints") if isinstance(item, Mapping) else None
        if isinstance(constraints, Mapping) and constraints.get("required") is True:
            found.add(str(item.get("name")))
    return found
