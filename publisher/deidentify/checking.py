"""What is wrong with a policy by itself, before any data are looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from publisher.model.policy import (
    AgeBand,
    DistinctLDiversity,
    Drop,
    FieldPolicy,
    KAnonymity,
    Keep,
    Mask,
    MinimumCellCount,
    Policy,
    PrivacyModel,
    Pseudonym,
    RedactText,
    Role,
    Technique,
)
from publisher.model.text import Message, msg
from publisher.model.workspace import Dataset
from publisher.privacy.recognisers import GROUPS, kinds_named

_SHORTEST, _LONGEST = 8, 52
"""Characters of a pseudonym: 40 bits at least against chance meetings; 52 is all of SHA-256 in base32."""


def check_policy(dataset: Dataset) -> list[tuple[str, Message]]:
    """Problems of the dataset's policy, each with the field of `policy.yaml` it stands at."""
    policy = dataset.policy
    return [
        *(problem for name, rule in policy.fields.items() for problem in _field_problems(policy, name, rule)),
        *_model_problems(policy),
        *_name_problems(dataset),
    ]


def _field_problems(policy: Policy, name: str, rule: FieldPolicy) -> Iterator[tuple[str, Message]]:
    if rule.role is Role.DIRECT_IDENTIFIER and isinstance(rule.technique, Keep):
        yield name, msg("A direct identifier cannot be published as it is; drop it or use a pseudonym.")
    if isinstance(rule.technique, Drop) and rule.publish_as is not None:
        yield name, msg("A field that is dropped has no published name; take publish_as out.")
    yield from ((name, problem) for problem in _technique_problems(policy, rule.technique))


def _technique_problems(policy: Policy, technique: Technique) -> Iterator[Message]:
    match technique:
        case AgeBand() as band:
            if band.at not in policy.fields:
                yield msg('age-band: at names the field "{field}", which the policy does not have.', field=band.at)
            if band.width < 1:
                yield msg("age-band: width must be at least 1.")
            if not 0 <= band.bottom < band.top:
                yield msg("age-band: bottom must be 0 or more, and less than top.")
        case Mask() as mask:
            if mask.keep_first < 0 or mask.keep_last < 0:
                yield msg("mask: keep_first and keep_last must be 0 or more.")
            if len(mask.character) != 1:
                yield msg("mask: character must be one character.")
        case Pseudonym() as pseudonym:
            if not _SHORTEST <= pseudonym.length <= _LONGEST:
                yield msg(
                    "pseudonym: length must be {least} to {most} characters.", least=_SHORTEST, most=_LONGEST
                )
        case RedactText() as redact:
            yield from (problem for kind in redact.types for problem in _type_problems(kind))


def _type_problems(kind: str) -> Iterator[Message]:
    try:
        kinds_named([kind])
    except KeyError:
        yield msg(
            'redact-text: there is no type "{kind}"; write one of: {kinds}',
            kind=kind,
            kinds=", ".join(sorted(GROUPS)),
        )


def _model_problems(policy: Policy) -> Iterator[tuple[str, Message]]:
    published = set(policy.published_names())
    quasi = policy.published_with_role(Role.QUASI_IDENTIFIER)
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


def _one_model(model: PrivacyModel, published: set[str], quasi: tuple[str, ...]) -> Iterator[Message]:
    match model:
        case KAnonymity():
            if model.k < 2:
                yield msg("k-anonymity: k must be at least 2.")
            if not quasi:
                yield msg("k-anonymity: no quasi-identifier is published, so the model would protect nothing.")
        case DistinctLDiversity():
            if model.l < 2:
                yield msg("distinct-l-diversity: l must be at least 2.")
            if model.sensitive not in published:
                yield msg(
                    'distinct-l-diversity: the sensitive field "{field}" is not published under this name.',
                    field=model.sensitive,
                )
        case MinimumCellCount():
            if model.at_least < 1:
                yield msg("minimum-cell-count: at_least must be at least 1.")
            if not model.fields:
                yield msg("minimum-cell-count: fields names no field.")
            for name in model.fields:
                if name not in published:
                    yield msg(
                        'minimum-cell-count: the field "{field}" is not published under this name.', field=name
                    )


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
