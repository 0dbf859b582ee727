"""What roles do not say: a dropped field that tells persons apart, and classes of persons of one kind.

A number that a person keeps (of a card, a member) is known by what it does, whatever it is called: its records
agree on what stays the same of a person (district, age band), more often than chance would have it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import polars as pl

from publisher.model.policy import Drop, KAnonymity, Microaggregate, Noise, Policy, Pseudonym, RedactText, Role
from publisher.model.table import Table
from publisher.privacy.models.classes import with_one_missing
from publisher.privacy.persons import persons

_AGREE = 0.97
_CHANCE = math.log(1e-6)
_TRAITS = 2
_FINER = 2
_COMMON = 0.5
_OF_A_PERSON = re.compile(r"性別|年齡|歲|出生|生日|生年|\b(?:sex|gender|age|birth|born)", re.I)
_SOMETIMES = 0.5
"""Share of the codes with one sex or age below which they are no persons' but those of a school or a village."""


def quietly_telling(
    policy: Policy, frame: pl.DataFrame, structured: Table, rows: pl.Series | None
) -> Iterator[tuple[str, pl.Series]]:
    """Fields that are left out and tell persons apart though no direct identifiers: with their persons."""
    quasi = [name for name in policy.published_with_role(Role.QUASI_IDENTIFIER) if name in frame.columns]
    if len(quasi) < _TRAITS or not any(isinstance(model, KAnonymity) for model in policy.models):
        return
    shown = with_one_missing(frame, quasi)
    for name, rule in policy.fields.items():
        if rule.role is Role.DIRECT_IDENTIFIER or not isinstance(rule.technique, Drop):
            continue
        if name not in structured.columns:
            continue
        codes = persons(structured, (name,))
        codes = codes if rows is None else codes.gather(rows)
        if _keeps_traits(shown, codes):
            yield name, codes


def _keeps_traits(shown: pl.DataFrame, codes: pl.Series) -> bool:
    """Whether records of one code agree on two quasi-identifiers or more, which many other codes share."""
    different = codes.n_unique()
    again = codes.len() - different
    if not again or different < _FINER:
        return False
    with_codes = shown.with_columns(codes.alias("\x00code"))
    repeated = with_codes.filter(pl.len().over("\x00code") > 1)
    traits = []
    changing = []
    for name in shown.columns:
        shares = shown[name].value_counts(name="\x00n")["\x00n"] / shown.height
        alike = float((shares**2).sum())
        if alike < 1 and again * math.log(alike) < _CHANCE:
            kept = repeated.group_by("\x00code").agg(pl.col(name).n_unique().alias("n"))["n"]
            share = float((kept == 1).mean() or 0)  # type: ignore[arg-type]
            if share >= _AGREE:
                traits.append(name)
            if _OF_A_PERSON.search(name.replace("_", " ")):
                changing.append(share < _SOMETIMES)
    if changing and all(changing):
        return False
    traits = _independent(shown, traits)
    return len(traits) >= _TRAITS and different >= _FINER * shown.select(traits).n_unique()


def _independent(shown: pl.DataFrame, traits: list[str]) -> list[str]:
    """`traits` without those that another tells: the city is that of the district."""
    left = list(traits)
    for name in traits:
        others = [other for other in left if other != name]
        if any(shown.group_by(other).agg(pl.col(name).n_unique().alias("n"))["n"].max() == 1 for other in others):
            left.remove(name)
    return left


def classes_of_one_kind(policy: Policy, frame: pl.DataFrame) -> Iterator[tuple[str, int]]:
    """Sensitive fields without a model of their own, with the classes in which all have one unusual value.

    What half of all records have says little of a class; which diversity is wanted beyond that, the policy says.
    """
    quasi = [name for name in policy.published_with_role(Role.QUASI_IDENTIFIER) if name in frame.columns]
    if not quasi or not any(isinstance(model, KAnonymity) for model in policy.models):
        return
    guarded = {getattr(model, "sensitive", "") for model in policy.models}
    guarded |= {
        rule.publish_as or name
        for name, rule in policy.fields.items()
        if isinstance(rule.technique, Microaggregate | Noise | Pseudonym | RedactText)
    }
    for name in policy.published_with_role(Role.SENSITIVE):
        if name not in frame.columns or name in guarded:
            continue
        values = with_one_missing(frame, [*quasi, name])
        common = values[name].value_counts(name="\x00n").filter(pl.col("\x00n") >= frame.height * _COMMON)[name]
        classes = values.group_by(quasi).agg(pl.col(name).n_unique().alias("\x00n"), pl.col(name).first())
        unusual = pl.col(name).is_not_null() & ~pl.col(name).is_in(common.to_list())
        alike = classes.filter((pl.col("\x00n") == 1) & unusual)
        if alike.height:
            yield name, alike.height
