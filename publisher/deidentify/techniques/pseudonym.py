"""Keyed pseudonyms: HMAC-SHA-256 under the dataset's key, in base32."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable

import polars as pl

from publisher.deidentify.treatment import Treated, TreatmentContext, days, per_value
from publisher.model.policy import Pseudonym
from publisher.privacy.keys import load_key, period_key, period_name
from publisher.privacy.recognisers.normalise import comparable

_EVERY = {"year": "1y", "quarter": "1q", "month": "1mo"}


def apply(technique: Pseudonym, values: pl.Series, context: TreatmentContext) -> Treated:
    """One pseudonym per value: the same under one key and period, another under another.

    Spellings of one value (full-width, small letters, spaces) get one pseudonym. A record whose date in `at` is no
    date is not covered. Raises UserError when the key is missing or readable by others.
    """
    key = load_key(context.keys, context.dataset)
    if technique.at is None:
        period = period_name(technique.period, context.now)
        return per_value(values, _maker(technique, period_key(key, period) if period else key))
    return _by_date(technique, values, context.frame[technique.at], key)


def _by_date(technique: Pseudonym, values: pl.Series, dates: pl.Series, key: bytes) -> Treated:
    day_of = days(dates.cast(pl.String))
    result = pl.repeat(None, values.len(), dtype=pl.String, eager=True)
    for first in day_of.dt.truncate(_EVERY[technique.period]).drop_nulls().unique().sort():
        here = day_of.dt.truncate(_EVERY[technique.period]) == first
        made = _maker(technique, period_key(key, f"at {period_name(technique.period, first)}"))
        shown = per_value(values.filter(here).alias("value"), made).values
        places = here.fill_null(value=False).arg_true()
        result = result.scatter(places, shown)
    return Treated(result.alias(values.name), day_of.is_null() & values.is_not_null())


def _maker(technique: Pseudonym, key: bytes) -> Callable[[str], str]:
    # Eight characters say five bytes; the others need not be written.
    needed = -(-technique.length // 8) * 5

    def pseudonym(value: str) -> str:
        digest = hmac.digest(key, comparable(value).encode(), hashlib.sha256)
        code = base64.b32encode(digest[:needed]).decode("ascii").lower()
        return technique.prefix + code[: technique.length]

    return pseudonym
