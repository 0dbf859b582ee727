"""All recognisers, and the search with all of them: of one text, and of many at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from publisher.model.errors import UserError, Where
from publisher.model.text import msg
from publisher.plugins import each
from publisher.privacy.recognisers import (
    abroad,
    addresses,
    contact,
    dates,
    devices,
    financial,
    homes,
    latin_names,
    likely,
    names,
    national_ids,
    other_scripts,
    papers,
    phones,
    sentences,
    vehicles,
)
from publisher.privacy.recognisers.again import named_again
from publisher.privacy.recognisers.allowlist import AllowList
from publisher.privacy.recognisers.beside import names_beside, raised, whole_names
from publisher.privacy.recognisers.escapes import ANY_HAN, readings_of
from publisher.privacy.recognisers.inline import under_labels
from publisher.privacy.recognisers.kinds import KINDS, RANK, Hit
from publisher.privacy.recognisers.labels import read_label
from publisher.privacy.recognisers.masks import masked
from publisher.privacy.recognisers.normalise import Normal
from publisher.privacy.recognisers.pasted import crosses_rows
from publisher.privacy.recognisers.prefilter import Prefilter
from publisher.privacy.recognisers.subject import SEPARATOR, Recogniser, Subject
from publisher.privacy.recognisers.surnames import COMPOUND_SURNAMES
from publisher.privacy.recognisers.whose import without_lines_of_offices
from publisher.privacy.recognisers.works import without_works

_OWN: tuple[Recogniser, ...] = (
    *national_ids.RECOGNISERS,
    *papers.RECOGNISERS,
    *phones.RECOGNISERS,
    *contact.RECOGNISERS,
    *devices.RECOGNISERS,
    *vehicles.RECOGNISERS,
    *financial.RECOGNISERS,
    *addresses.RECOGNISERS,
    *homes.RECOGNISERS,
    *names.RECOGNISERS,
    *sentences.RECOGNISERS,
    *likely.RECOGNISERS,
    *latin_names.RECOGNISERS,
    *other_scripts.RECOGNISERS,
    *dates.RECOGNISERS,
    *abroad.RECOGNISERS,
)


def _brought() -> Iterator[Recogniser]:
    """Those of other packages: of kinds that people have words for."""
    for plugin, recogniser in each("recognisers", Recogniser):
        for kind in recogniser.kinds:
            if kind not in KINDS:
                what = msg("the plug-in finds a kind of personal data that is not known: {kind}", kind=kind)
                raise UserError(what, Where(str(plugin)), msg("known kinds: {known}", known=", ".join(KINDS)))
        yield recogniser


RECOGNISERS: tuple[Recogniser, ...] = (*_OWN, *_brought())
_ORDER = {kind: position for position, kind in enumerate(KINDS)}
_BARE = 3
"""Characters that alone tell little, though they look like a name."""
_CHUNK = 1 << 18
"""Characters searched at once."""
_OVERLAP = 512
"""Characters before and behind a chunk that are searched with it: more than any hit with its context is long."""


@lru_cache(maxsize=64)
def searching(kinds: frozenset[str] | None) -> tuple[tuple[Recogniser, ...], Prefilter]:
    """The recognisers of `kinds` (None: all), and the one pass over a text that shows where they have to look."""
    wanted = tuple(item for item in RECOGNISERS if kinds is None or not kinds.isdisjoint(item.kinds))
    return wanted, Prefilter([item.cues for item in wanted], [item.rough for item in wanted if item.rough])


def scan(
    text: str,
    *,
    label: str | None = None,
    kinds: frozenset[str] | None = None,
    allow: AllowList | None = None,
) -> tuple[Hit, ...]:
    """Personal data in `text` of any length, in order, without overlaps.

    `label` is the name of the column or field that the text stands under, and counts as context. `kinds` limits
    the search. What `allow` holds is left out. Offsets are those of `text` as given.
    """
    if len(text) <= _CHUNK:
        return tuple(_find(text, label, kinds, allow))
    found: list[Hit] = []
    for start in range(0, len(text), _CHUNK):
        first = max(0, start - _OVERLAP)
        found += (
            Hit(hit.kind, first + hit.start, first + hit.end, hit.confidence)
            for hit in _find(text[first : start + _CHUNK + _OVERLAP], label, kinds, allow)
            if start <= first + hit.start < start + _CHUNK
        )
    return tuple(found)


def scan_many(
    texts: Iterable[str],
    *,
    label: str | None = None,
    kinds: frozenset[str] | None = None,
    allow: AllowList | None = None,
) -> Iterator[tuple[int, Hit]]:
    """What `scan` finds in each of many texts, with the number of the text (from 0); each stands for itself.

    Short texts are searched together, which is much quicker than one by one.
    """
    batch: list[str] = []
    first, size = 0, 0
    for number, text in enumerate(texts):
        if size + len(text) > _CHUNK and batch:
            yield from _find_in(batch, first, label, kinds, allow)
            batch, first, size = [], number, 0
        batch.append(text)
        size += len(text) + 1
    if batch:
        yield from _find_in(batch, first, label, kinds, allow)


def _find_in(
    batch: list[str], first: int, label: str | None, kinds: frozenset[str] | None, allow: AllowList | None
) -> Iterator[tuple[int, Hit]]:
    if len(batch) == 1:
        yield from ((first, hit) for hit in scan(batch[0], label=label, kinds=kinds, allow=allow))
        return
    starts, position = [], 0
    for text in batch:
        starts.append(position)
        position += len(text) + 1
    for hit in _find(SEPARATOR.join(batch), label, kinds, allow):
        index = bisect_right(starts, hit.start) - 1
        offset = starts[index]
        yield first + index, Hit(hit.kind, hit.start - offset, hit.end - offset, hit.confidence)


def _find(text: str, label: str | None, kinds: frozenset[str] | None, allow: AllowList | None) -> Iterator[Hit]:
    readings = readings_of(text)
    hits = [hit for normal in readings for hit in _read(normal, text, label, kinds, allow)]
    yield from hits if len(readings) == 1 else without_overlaps(hits)


def _read(
    normal: Normal, text: str, label: str | None, kinds: frozenset[str] | None, allow: AllowList | None
) -> Iterator[Hit]:
    """What is found in one reading of a text, where it stands there."""
    found = _found(normal, label, kinds, allow)
    found += further(normal.text, label, kinds, lambda some, said, named: _found(some, said, named, allow))
    for hit in judged(normal.text, found, kinds, allow):
        start, end = normal.original(hit.start, hit.end)
        rare = allow is not None and ANY_HAN in normal.text[hit.start : hit.end]
        if rare and _allowed(allow, Hit(hit.kind, start, end, hit.confidence), text):
            continue
        yield Hit(hit.kind, start, end, hit.confidence)


Look = Callable[[Normal, str | None, frozenset[str] | None], list[Hit]]
"""What recognisers see in a normalised text under a label, overlapping."""


def further(text: str, label: str | None, kinds: frozenset[str] | None, look: Look) -> Iterator[Hit]:
    """What is seen in a normalised text by looking again: with masks filled in, and under the labels inside."""

    def in_each(texts: Sequence[str], said: str | None, named: frozenset[str] | None) -> Iterator[tuple[int, Hit]]:
        starts = list(accumulate((len(item) + 1 for item in texts), initial=0))
        for hit in without_overlaps(look(Normal(SEPARATOR.join(texts), None, starts[-1] - 1), said, named)):
            number = bisect_right(starts, hit.start) - 1
            yield number, Hit(hit.kind, hit.start - starts[number], hit.end - starts[number], hit.confidence)

    yield from masked(text, lambda texts: in_each(texts, label, kinds))
    yield from under_labels(
        text, lambda texts, said, named: in_each(texts, said, named if kinds is None else named & kinds)
    )


def _found(normal: Normal, label: str | None, kinds: frozenset[str] | None, allow: AllowList | None) -> list[Hit]:
    """What the recognisers see in a normalised text, overlapping."""
    plain, hinted, numbered = read_label(label) if label else ("", frozenset[str](), False)
    recognisers, prefilter = searching(kinds)
    every_run = bool(hinted) or abroad.named(f"{plain} {normal.text}")
    spots = prefilter.spots(normal.text, normal.codes, every_run=every_run)
    if not spots and not hinted:
        return []
    subject = Subject(normal.text, plain, hinted, numbered, spots.runs)
    found = [
        hit
        for recogniser, cues in zip(recognisers, spots.cues, strict=True)
        if cues or recogniser.rough or hinted or (every_run and recogniser.every_run)
        for hit in recogniser.find(subject, cues)
        if (kinds is None or hit.kind in kinds) and not crosses_rows(normal.text, hit.start, hit.end)
    ]
    return found if allow is None else list(_without_allowed(allow, found, normal.text))


def _without_allowed(allow: AllowList, hits: Sequence[Hit], text: str) -> Iterator[Hit]:
    """The hits but those that the list allows, and those inside one of these: a part of an address is it, too."""
    allowed = sorted((hit.start, hit.end, KINDS[hit.kind].group) for hit in hits if _allowed(allow, hit, text))
    for hit in hits:
        place = bisect_right(allowed, (hit.start, len(text) + 1, ""))
        inside = (
            hit.end <= end and group == KINDS[hit.kind].group
            for _, end, group in allowed[max(0, place - 3) : place]
        )
        if not any(inside):
            yield hit


def judged(
    text: str, found: Iterable[Hit], kinds: frozenset[str] | None = None, allow: AllowList | None = None
) -> list[Hit]:
    """The surest of what recognisers found in a normalised text, and the names that stand beside it."""
    surest = without_overlaps(found)
    hits = whole_names(text, raised(text, surest))
    if kinds is not None and "name" not in kinds:
        return hits
    names = [hit for hit in names_beside(text, hits) if not _allowed(allow, hit, text)]
    if names:  # of those, too, something may stand beside them
        hits = raised(text, without_overlaps([*surest, *hits, *whole_names(text, names)]))
    everything = hits
    again = [hit for hit in named_again(text, everything) if not _allowed(allow, hit, text)]
    if kinds is None or "birth_date" in kinds:
        again += [hit for hit in dates.births_beside(text, everything) if not _allowed(allow, hit, text)]
    everything = without_overlaps([*everything, *again]) if again else everything
    return list(without_lines_of_offices(text, list(without_works(text, everything))))


def _allowed(allow: AllowList | None, hit: Hit, text: str) -> bool:
    """Whether the list allows a hit; one with a rare character is judged at last, as it was given."""
    value = text[hit.start : hit.end]
    return allow is not None and ANY_HAN not in value and allow.allows(hit.kind, value)


def is_bare_name(hit: Hit, text: str) -> bool:
    """Whether a text is nothing but what looks like a name: three characters alone tell little.

    A column or a page is judged by what stands around.
    """
    name = text[hit.start : hit.end]
    if len(name) > _BARE and name[:2] in COMPOUND_SURNAMES:
        return False  # 范姜秀琴 tells more
    return hit.kind == "name" and hit.confidence == "medium" and name == text.strip()


def without_overlaps(hits: Iterable[Hit]) -> list[Hit]:
    """The surest hit of each stretch, in order; of equally sure ones the longest."""
    kept: list[Hit] = []
    touching: list[Hit] = []
    end = -1
    for hit in sorted(hits, key=lambda hit: hit.start):
        if hit.start >= end and touching:
            kept += _surest(touching)
            touching = []
        touching.append(hit)
        end = max(end, hit.end)
    return [*kept, *_surest(touching)]


def _surest(hits: list[Hit]) -> list[Hit]:
    if len(hits) < 2:
        return hits
    kept: list[Hit] = []
    for hit in sorted(
        hits, key=lambda hit: (-RANK[hit.confidence], hit.start - hit.end, _ORDER[hit.kind], hit.start)
    ):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)
