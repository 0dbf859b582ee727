"""Chance that is the same every night and that nobody can repeat without the dataset's key.

A number is drawn from HMAC-SHA-256 of the field, the record and the value. With the record alone, the difference
of two nights would show by how much a value has changed; with the value alone, equal values would be seen to be
equal.
"""

from __future__ import annotations

import hashlib
import hmac

import numpy as np
import polars as pl

from publisher.deidentify.treatment import Floats, TreatmentContext
from publisher.model.policy import Noise, Policy, Role, Round
from publisher.privacy.keys import load_key

_PURPOSE = b"publisher noise"
_CHUNK = 200_000
_BETWEEN = "\x1f"
_NOTHING = "\x00"


def rests_on_the_table(technique: object, policy: Policy) -> bool:
    """Whether a draw depends on all records: where nothing tells them apart, alike ones are counted."""
    if not isinstance(technique, Noise) and not (isinstance(technique, Round) and technique.method == "random"):
        return False
    known = any(rule.role is Role.DIRECT_IDENTIFIER for rule in policy.fields.values())
    return not (technique.by or known)


def draw(found: Floats, by: tuple[str, ...], context: TreatmentContext) -> Floats:
    """For every number in `found` one between 0 and 1, uniform; NaN stays. Raises UserError without a key."""
    key = hmac.digest(load_key(context.keys, context.dataset), _PURPOSE, hashlib.sha256)
    drawn = np.full(found.size, np.nan)
    records = _records(by, context)
    for begin in range(0, found.size, _CHUNK):
        part = found[begin : begin + _CHUNK].tolist()
        for place, (number, record) in enumerate(zip(part, records[begin : begin + _CHUNK], strict=True), begin):
            if number == number:  # not NaN
                message = f"{context.field}{_BETWEEN}{number!r}{_BETWEEN}{record}"
                digest = hmac.digest(key, message.encode(), hashlib.sha256)
                drawn[place] = ((int.from_bytes(digest[:8]) >> 11) + 0.5) * 2.0**-53
    return drawn


def _records(by: tuple[str, ...], context: TreatmentContext) -> pl.Series:
    """What tells records apart: the fields `by`, else direct identifiers, else everything (alike ones counted)."""
    if ("records", by) in context.shared:
        known: pl.Series = context.shared[("records", by)]
        return known
    identifiers = [
        name
        for name, rule in context.policy.fields.items()
        if rule.role is Role.DIRECT_IDENTIFIER and name in context.frame.columns
    ]
    whole = not by and not identifiers
    names = sorted(by or identifiers or context.frame.columns)
    text = pl.DataFrame([context.frame[name].str.strip_chars().fill_null(_NOTHING).alias(name) for name in names])
    marks = text.select(pl.concat_str(pl.all(), separator=_BETWEEN).alias("mark"))
    if whole:
        again = pl.int_range(pl.len()).over("mark").cast(pl.String)
        marks = marks.select(pl.concat_str(pl.col("mark"), again, separator=_BETWEEN).alias("mark"))
    context.shared[("records", by)] = marks["mark"]
    return marks["mark"]
