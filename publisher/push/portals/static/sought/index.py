"""The files of the search index: parts of its terms, and cards of what can be found.

A term stands in the part that its hash names, so a question needs as many parts as it has terms. There are as many
parts as keep each small (a power of two, by the number of datasets); a dataset keeps its number while it is shown.
So a dataset that changed touches the parts of those of its terms that came, went or weigh otherwise, and its card.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import numpy as np

from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.sought.postings import decode, encode
from publisher.push.portals.static.sought.terms import card, part_of, terms

FOLDER = "assets/search"
ON_CARD_FILE = 2
"""Datasets whose cards are one file: a page of hits asks for as many files as it has hits."""
_IN_PART = 8
_MOST_PARTS = 1 << 14


class IndexFiles(Protocol):
    """What the index is made of, and where it goes."""

    def searched(self, entry: Entry) -> list[object] | None:
        """What `harvest.search_entry` says of a dataset that is shown now, or was in the last release; none where
        that release's word cannot be relied on."""

    def whole(self, path: str) -> str | None:
        """The text of a file of the last release, if it is what was written."""

    def put(self, path: str, content: str) -> None:
        """Write a file, unless the last release has the same."""

    def keep(self, paths: Iterable[str]) -> bool:
        """Carry over files of the last release; false, and nothing is, where it has not all of them unharmed."""


def parts(datasets: int) -> int:
    """Of how many parts the index of so many datasets is."""
    return min(1 << max(-(-datasets // _IN_PART) - 1, 0).bit_length(), _MOST_PARTS)


def write_index(now: Mapping[int, Entry], before: Mapping[int, Entry], files: IndexFiles) -> None:
    """Write the index of the datasets shown `now`, by their numbers; `before` are those of the last release, none
    where nothing can be taken from it."""
    if not _changed_parts(now, before, files):
        _all_parts(now, files)


def _words(part: int) -> str:
    return f"{FOLDER}/words/{part}.js"


def _cards(block: int) -> str:
    return f"{FOLDER}/cards/{block}.js"


def _changed_parts(now: Mapping[int, Entry], before: Mapping[int, Entry], files: IndexFiles) -> bool:
    count = parts(len(now))
    if not before or count != parts(len(before)):
        return False
    changed = [number for number in now.keys() | before.keys() if now.get(number) is not before.get(number)]
    moved: dict[int, dict[str, dict[int, int | None]]] = {}
    for number in sorted(changed):
        old, new = (_terms(shown.get(number), files) for shown in (before, now))
        if old is None or new is None:
            return False
        for term in old.keys() | new.keys():
            if old.get(term) != new.get(term):
                moved.setdefault(part_of(term, count), {}).setdefault(term, {})[number] = new.get(term)
    written = {}
    for part, touched in moved.items():
        text = files.whole(_words(part))
        if text is None:
            return False
        written[_words(part)] = _moved(part, text, touched)
    blocks = {number // ON_CARD_FILE for number in changed}
    stay = [_words(part) for part in range(count) if part not in moved]
    stay += [_cards(block) for block in {number // ON_CARD_FILE for number in now} - blocks]
    if not files.keep(stay):
        return False
    for path, text in written.items():
        files.put(path, text)
    _card_files(blocks, now, files)
    return True


def _terms(entry: Entry | None, files: IndexFiles) -> Mapping[str, int] | None:
    if entry is None:
        return {}
    item = files.searched(entry)
    return None if item is None else terms(item)


def _moved(part: int, text: str, touched: Mapping[str, Mapping[int, int | None]]) -> str:
    """A part with some of its terms moved."""
    lines = dict(json.loads(f"[{line.removesuffix(',')}]") for line in text.split("\n")[1:-2])
    for term, numbers in touched.items():
        found = decode(lines.get(term, ""))
        stay = found[~np.isin(found >> 3, list(numbers))]
        come = [number << 3 | kind for number, kind in numbers.items() if kind is not None]
        found = np.sort(np.concatenate([stay, np.array(come, np.int64)]))
        if found.size:
            lines[term] = encode(found)
        else:
            lines.pop(term, None)
    return _part(part, lines)


def _part(part: int, lines: Mapping[str, str]) -> str:
    rows = "".join(f'{json.dumps(term, ensure_ascii=False)},"{lines[term]}",\n' for term in sorted(lines))
    return f'portalPart("words/{part}",[\n{rows}]);\n'


def _all_parts(now: Mapping[int, Entry], files: IndexFiles) -> None:
    count = parts(len(now))
    found: list[dict[str, array[int]]] = [{} for _ in range(count)]
    places: dict[str, int] = {}
    for number in sorted(now):
        for term, kind in (_terms(now[number], files) or {}).items():
            place = places.get(term)
            if place is None:
                place = places[term] = part_of(term, count)
            found[place].setdefault(term, array("L")).append(number << 3 | kind)
    for part, lists in enumerate(found):
        lines = {term: encode(np.array(packed, np.int64)) for term, packed in lists.items()}
        files.put(_words(part), _part(part, lines))
    _card_files({number // ON_CARD_FILE for number in now}, now, files)


def _card_files(blocks: Iterable[int], now: Mapping[int, Entry], files: IndexFiles) -> None:
    for block in sorted(blocks):
        rows = "".join(f"{json.dumps(row, ensure_ascii=False)},\n" for row in _rows(block, now, files))
        if rows:
            files.put(_cards(block), f'portalPart("cards/{block}",[\n{rows}]);\n')


def _rows(block: int, now: Mapping[int, Entry], files: IndexFiles) -> Iterator[list[object]]:
    for number in range(block * ON_CARD_FILE, (block + 1) * ON_CARD_FILE):
        item = files.searched(now[number]) if number in now else None
        if item is not None:
            yield [number, *card(item)]
