"""Keyed pseudonyms: HMAC-SHA-256 under the dataset's key, in base32."""

from __future__ import annotations

import base64
import hashlib
import hmac

import polars as pl

from publisher.deidentify.treatment import Context, Treated, per_value
from publisher.model.policy import Pseudonym
from publisher.privacy.keys import load_key, period_key, period_name
from publisher.privacy.recognisers.normalise import comparable


def apply(technique: Pseudonym, values: pl.Series, context: Context) -> Treated:
    """One pseudonym per value: the same under one key and period, another under another.

    Spellings of one value (full-width, small letters, spaces) get one pseudonym. Raises UserError when the key
    is missing or readable by others.
    """
    key = load_key(context.keys, context.dataset)
    if period := period_name(technique.period, context.now):
        key = period_key(key, period)
    # Eight characters say five bytes; the others need not be written.
    needed = -(-technique.length // 8) * 5

    def pseudonym(value: str) -> str:
        digest = hmac.digest(key, comparable(value).encode(), hashlib.sha256)
        code = base64.b32encode(digest[:needed]).decode("ascii").lower()
        return technique.prefix + code[: technique.length]

    return per_value(values, pseudonym)
