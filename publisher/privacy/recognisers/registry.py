"""All recognisers, one module per family; and the scan of one text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from publisher.privacy.recognisers import (
    addresses,
    contact,
    dates,
    financial,
    names,
    national_ids,
    phones,
    vehicles,
)
from publisher.privacy.recognisers.allowlist import AllowList
from publisher.privacy.recognisers.kinds import KINDS, RANK, Hit
from publisher.privacy.recognisers.labels import read_label
from publisher.privacy.recognisers.normalise import normalise
from publisher.privacy.recognisers.subject import Recogniser, Subject

RECOGNISERS: tuple[Recogniser, ...] = (
    *national_ids.RECOGNISERS,
    *phones.RECOGNISERS,
    *contact.RECOGNISERS,
    *vehicles.RECOGNISERS,
    *financial.RECOGNISERS,
    *addresses.RECOGNISERS,
    *names.RECOGNISERS,
    *dates.RECOGNISERS,
)
_ORDER = {kind: position for position, kind in enumerate(KINDS)}
ANY_ROUGH = "|".join(f"(?:{recogniser.rough})" for recogniser in RECOGNISERS)
"""What every text with a hit matches, unless its label alone makes it one. Runs in Python and in Polars."""
_ANYTHING = re.compile(ANY_ROUGH)
_SHORT = 64


def scan(
    text: str,
    *,
    label: str | None = None,
    kinds: frozenset[str] | None = None,
    allow: AllowList | None = None,
) -> tuple[Hit, ...]:
    """Personal data in `text`, in order, without overlaps.

    `label` is the name of the column or field that the text stands under, and counts as context. `kinds` limits
    the search. What `allow` holds is left out. Offsets are those of `text` as given.
    """
    normal = normalise(text)
    plain, hinted, numbered = read_label(label) if label else ("", frozenset[str](), False)
    if not hinted and len(normal.text) <= _SHORT and not _ANYTHING.search(normal.text):
        return ()
    subject = Subject(normal.text, plain, hinted, numbered)
    found: list[Hit] = []
    for recogniser in RECOGNISERS:
        if kinds is not None and kinds.isdisjoint(recogniser.kinds):
            continue
        found.extend(
            hit
            for hit in recogniser.find(subject)
            if (kinds is None or hit.kind in kinds)
            and not (allow and allow.allows(hit.kind, normal.text[hit.start : hit.end]))
        )
    if not found:
        return ()
    return tuple(
        Hit(hit.kind, *normal.original(hit.start, hit.end), hit.confidence) for hit in _without_overlaps(found)
    )


def _without_overlaps(hits: Iterable[Hit]) -> list[Hit]:
    """The surest hit of each stretch; of equally sure ones the longest."""
    kept: list[Hit] = []
    for hit in sorted(
        hits, key=lambda hit: (-RANK[hit.confidence], hit.start - hit.end, _ORDER[hit.kind], hit.start)
    ):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)
