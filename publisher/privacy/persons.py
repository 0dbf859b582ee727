"""Who the records are about: the source field that tells persons apart, and one number for each person.

A record is not a person: six records of one are one person, however a class counts them. A policy names the field
(`person`); without it a direct identifier of the source does: the only one that occurs in more than one record, or
the one that holds national IDs. What occurs once in every record (a case number) tells records and not persons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from publisher.model.policy import Policy, Role
from publisher.model.table import Table
from publisher.privacy.recognisers import scan_column

_IDS = frozenset({"national_id", "ui_no_new", "ui_no_old", "passport"})
_LOOKED_AT = 200
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Telling:
    """The source `fields` that tell persons apart; `named` when the policy says so.

    Where several could and nobody says which, `fields` is empty and `candidates` has them.
    """

    fields: tuple[str, ...] = ()
    named: bool = False
    candidates: tuple[str, ...] = ()


def telling(policy: Policy, table: Table) -> Telling:
    """What tells persons apart in the structured `table`; nothing where every record is of a person of its own."""
    named = policy.person_fields()
    if named:
        return Telling(named, named=True)
    direct = [
        name
        for name, rule in policy.fields.items()
        if rule.role is Role.DIRECT_IDENTIFIER and name in table.columns
    ]
    if not direct or not table.rows:
        return Telling()
    scanned = pl.scan_parquet(table.path)
    counts = scanned.select(
        *(pl.col(name).n_unique().alias(f"u{at}") for at, name in enumerate(direct)),
        *(pl.col(name).count().alias(f"n{at}") for at, name in enumerate(direct)),
        *(pl.col(name).null_count().alias(f"e{at}") for at, name in enumerate(direct)),
    ).collect().row(0, named=True)  # fmt: skip
    ids = [name for name in direct if _holds_ids(scanned.select(name).head(_LOOKED_AT).collect()[name], name)]
    repeated = [
        name for at, name in enumerate(direct) if counts[f"u{at}"] - (counts[f"e{at}"] > 0) < counts[f"n{at}"]
    ]
    if len(ids) == 1:
        return Telling((ids[0],)) if ids[0] in repeated else Telling()
    chosen = [name for name in ids if name in repeated] or repeated
    if len(chosen) < 2:
        return Telling(tuple(chosen))
    return Telling(candidates=tuple(chosen))


def _holds_ids(values: pl.Series, name: str) -> bool:
    shown = values.drop_nulls()
    if not shown.len():
        return False
    return any(hit.kind in _IDS and hit.count >= shown.len() * _MOSTLY for hit in scan_column(shown, name))


def persons(table: Table, fields: Sequence[str]) -> pl.Series:
    """One number for the person of each record: equal numbers, one person. Spellings of one value are one.

    Records without a value are taken for one person: nobody can say how many they are.
    """
    parts = [
        pl.col(name)
        .fill_null("")
        .str.normalize("NFKC")
        .str.to_uppercase()
        .str.replace_all(r"[\s\-]+", "")
        .str.replace_all("臺", "台", literal=True)
        for name in fields
    ]
    code = pl.concat_str(parts, separator="\x1f").hash(seed=20_26).alias("person")
    return pl.scan_parquet(table.path).select(code).collect(engine="streaming").to_series()
