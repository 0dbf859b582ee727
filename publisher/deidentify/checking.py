"""What is wrong with a policy by itself, before any data are looked at."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from publisher.deidentify.numeric import numeric_problems, schema_problems
from publisher.deidentify.tables.checking import table_problems
from publisher.model.policy import (
    SENSITIVE,
    AddressLevel,
    AgeBand,
    DistinctLDiversity,
    Drop,
    EntropyLDiversity,
    FieldPolicy,
    GeneraliseDate,
    Hierarchy,
    KAnonymity,
    Keep,
    Mask,
    MinimumCellCount,
    Policy,
    PrivacyModel,
    Pseudonym,
    RecursiveLDiversity,
    RedactText,
    Role,
    TCloseness,
    Technique,
    has_levels,
)
from publisher.model.text import Message, msg
from publisher.model.thresholds import PROFILES
from publisher.model.workspace import Dataset
from publisher.privacy.recognisers import GROUPS, kinds_named

_FROM_FINE_TO_COARSE = ("day", "month", "quarter", "year", "decade", "village", "district", "city")
_SHORTEST, _LONGEST = 8, 52
"""Characters of a pseudonym: 40 bits at least against chance meetings; 52 is all of SHA-256 in base32."""


def check_policy(dataset: Dataset) -> list[tuple[str, Message]]:
    """Problems of the dataset's policy, each with the field of `policy.yaml` it stands at."""
    policy = dataset.policy
    return [
        *(problem for name, rule in policy.fields.items() for problem in _field_problems(policy, name, rule)),
        *_model_problems(policy),
        *(("tables", problem) for problem in table_problems(dataset)),
        *_name_problems(dataset),
        *schema_problems(dataset),
    ]


def _field_problems(policy: Policy, name: str, rule: FieldPolicy) -> Iterator[tuple[str, Message]]:
    if rule.role is Role.DIRECT_IDENTIFIER and isinstance(rule.technique, Keep):
        yield name, msg("A direct identifier cannot be published as it is; drop it or use a pseudonym.")
    if isinstance(rule.technique, Drop) and rule.publish_as is not None:
        yield name, msg("A field that is dropped has no published name; take publish_as out.")
    for kind in rule.declared.kinds if rule.declared else ():
        yield from ((name, problem) for problem in _kind_problems("declared", kind))
    yield from ((name, problem) for problem in _technique_problems(policy, rule.technique))
    yield from ((name, problem) for problem in numeric_problems(policy, name, rule.technique))


def _technique_problems(policy: Policy, technique: Technique) -> Iterator[Message]:
    match technique:
        case Hierarchy() as hierarchy:
            if hierarchy.level is not None and hierarchy.level < 0:
                yield msg("hierarchy: level must be 0 or more.")
        case GeneraliseDate() | AddressLevel() as chosen:
            if list(chosen.levels) != sorted(set(chosen.levels), key=_FROM_FINE_TO_COARSE.index):
                yield msg("{technique}: write levels once each, from fine to coarse.", technique=chosen.technique)
        case AgeBand() as band:
            yield from _age_problems(policy, band)
        case Mask() as mask:
            if mask.keep_first < 0 or mask.keep_last < 0:
                yield msg("mask: keep_first and keep_last must be 0 or more.")
            if len(mask.character) != 1:
                yield msg("mask: character must be one character.")
        case Pseudonym() as pseudonym:
            yield from _pseudonym_problems(policy, pseudonym)
        case RedactText() as redact:
            yield from (problem for kind in redact.types for problem in _kind_problems("redact-text", kind))


def _pseudonym_problems(policy: Policy, pseudonym: Pseudonym) -> Iterator[Message]:
    if not _SHORTEST <= pseudonym.length <= _LONGEST:
        yield msg("pseudonym: length must be {least} to {most} characters.", least=_SHORTEST, most=_LONGEST)
    if pseudonym.at is not None and pseudonym.period == "none":
        yield msg("pseudonym: at needs a period (year, quarter or month).")
    if pseudonym.at is not None and pseudonym.at not in policy.fields:
        yield msg('pseudonym: at names the field "{field}", which the policy does not have.', field=pseudonym.at)


def _age_problems(policy: Policy, band: AgeBand) -> Iterator[Message]:
    widths = (*band.levels, *band.levels[-1:])
    if any(width < 1 or above % width for width, above in pairwise(widths)) or len(set(band.levels)) < len(
        band.levels
    ):
        yield msg("age-band: each width in levels must be a multiple of the one before.")
    if band.at not in policy.fields:
        yield msg('age-band: at names the field "{field}", which the policy does not have.', field=band.at)
    if band.width < 1:
        yield msg("age-band: width must be at least 1.")
    if not 0 <= band.bottom < band.top:
        yield msg("age-band: bottom must be 0 or more, and less than top.")


def _kind_problems(where: str, kind: str) -> Iterator[Message]:
    try:
        kinds_named([kind])
    except KeyError:
        yield msg(
            '{where}: there is no type "{kind}"; write one of: {kinds}',
            where=where,
            kind=kind,
            kinds=", ".join(sorted(GROUPS)),
        )


def _model_problems(policy: Policy) -> Iterator[tuple[str, Message]]:
    published = set(policy.published_names())
    quasi = policy.published_with_role(Role.QUASI_IDENTIFIER)
    yield from _mode_problems(policy, quasi)
    for name in policy.person_fields():
        if name not in policy.fields:
            yield "person", msg('person names the field "{field}", which the policy does not have.', field=name)
    if not 0 <= policy.suppression_limit <= 1:
        yield "suppression_limit", msg("suppression_limit is a share of the records, from 0 to 1.")
    for model in policy.models:
        yield from (("models", problem) for problem in _one_model(model, published, quasi))
    if any(isinstance(model, KAnonymity) for model in policy.models):
        return
    for name, rule in policy.fields.items():
        if rule.role is Role.QUASI_IDENTIFIER and not isinstance(rule.technique, Drop):
            yield (
                name,
                msg("A quasi-identifier is published and no model protects it; add k-anonymity under models."),
            )


def _mode_problems(policy: Policy, quasi: tuple[str, ...]) -> Iterator[tuple[str, Message]]:
    if not 0 <= policy.cell_limit <= 1:
        yield "cell_limit", msg("cell_limit is a share of the quasi-identifiers' cells, from 0 to 1.")
    for name, weight in policy.cell_weights.items():
        if name not in quasi or not 0 < weight < math.inf:
            yield (
                "cell_weights",
                msg(
                    'cell_weights: "{field}" needs to be a published quasi-identifier with a number over 0.',
                    field=name,
                ),
            )
    if not 0 <= policy.keep_levels_within <= 1:
        yield "keep_levels_within", msg("keep_levels_within is a share of the loss, from 0 to 1.")
    for name, rule in policy.fields.items():
        if has_levels(rule.technique) and rule.role is not Role.QUASI_IDENTIFIER:
            yield name, msg("Only a quasi-identifier can have levels to choose from; write one level.")
    if policy.mode_in_force() == "suppress":
        return
    if not quasi:
        yield "mode", msg("The mode needs a quasi-identifier that is published.")
    for model in policy.models:
        fields = model.fields if isinstance(model, MinimumCellCount) else ()
        named = (model.sensitive,) if isinstance(model, SENSITIVE) else fields
        for name in named:
            if name in quasi:
                yield (
                    "models",
                    msg('The field "{field}" of a model cannot be a quasi-identifier here.', field=name),
                )


def _one_model(model: PrivacyModel, published: set[str], quasi: tuple[str, ...]) -> Iterator[Message]:
    match model:
        case KAnonymity():
            if model.k < 2:
                yield msg("k-anonymity: k must be at least 2.")
            yield from _profile_problems(model, model.k)
            if not quasi:
                yield msg("k-anonymity: no quasi-identifier is published, so the model would protect nothing.")
        case DistinctLDiversity() | EntropyLDiversity() | RecursiveLDiversity() | TCloseness():
            yield from _sensitive_problems(model)
            if model.sensitive not in published:
                yield msg(
                    '{model}: the sensitive field "{field}" is not published under this name.',
                    model=model.model,
                    field=model.sensitive,
                )
        case MinimumCellCount():
            if model.at_least < 2:
                yield msg("minimum-cell-count: at_least must be at least 2.")
            yield from _profile_problems(model, model.at_least)
            if not model.fields:
                yield msg("minimum-cell-count: fields names no field.")
            for name in model.fields:
                if name not in published:
                    yield msg(
                        'minimum-cell-count: the field "{field}" is not published under this name.', field=name
                    )


def _profile_problems(model: KAnonymity | MinimumCellCount, threshold: int) -> Iterator[Message]:
    if model.profile is not None and threshold != PROFILES[model.profile].threshold:
        yield msg("{model}: write a number or a profile, not both.", model=model.model)


def _sensitive_problems(
    model: DistinctLDiversity | EntropyLDiversity | RecursiveLDiversity | TCloseness,
) -> Iterator[Message]:
    if isinstance(model, TCloseness):
        if not 0 <= model.t <= 1:
            yield msg("t-closeness: t must be from 0 to 1.")
        if model.distance == "hierarchical" and model.file is None:
            yield msg("t-closeness: the hierarchical distance needs file, a CSV hierarchy of the sensitive field.")
        return
    if isinstance(model, EntropyLDiversity):
        if model.l <= 1:
            yield msg("entropy-l-diversity: l must be more than 1.")
    elif model.l < 2:
        yield msg("{model}: l must be at least 2.", model=model.model)
    if isinstance(model, RecursiveLDiversity) and model.c <= 0:
        yield msg("recursive-l-diversity: c must be more than 0.")


def _name_problems(dataset: Dataset) -> Iterator[tuple[str, Message]]:
    policy = dataset.policy
    published = policy.published_names()
    if not published:
        yield "fields", msg("The policy drops every field; nothing would be published.")
    for name, count in Counter(published).items():
        if count > 1:
            yield name, msg('{count} fields would be published as "{name}".', count=count, name=name)
    if "fields" not in dataset.schema:
        return
    described = dataset.field_names()
    for name in described:
        if name not in published:
            yield (
                name,
                msg('schema.json describes the field "{name}", which the policy does not publish.', name=name),
            )
    for name in published:
        if name not in described:
            yield (
                name,
                msg('The policy publishes the field "{name}", which schema.json does not describe.', name=name),
            )
