"""Personal data over several columns: 姓 and 名, year, month and day of birth, an ID in two halves.

What stands in one record is read as one text, cell behind cell, and by labels that belong together; it counts when
most records hold it, so that numbers that happen to meet are none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations, pairwise, permutations

import polars as pl

from publisher.model.id_numbers import is_valid_id
from publisher.privacy.recognisers import kinds_named, kinds_of_label, scan_many
from publisher.privacy.recognisers.dates import read_date
from publisher.privacy.recognisers.names import likely_name, looks_like_name

_MOST_RECORDS = 2000
"""Records that are read, one every so many; what is split over columns is so in most of them."""
_LEAST_RECORDS = 3
_SHARE = 0.5
_MOST_COLUMNS = 40
_LONGEST_PART = 24
"""Characters of a cell that may be a part of a value."""
_MOST_PARTS = 12
_MOST_OF = 0.9
_ID_LENGTH = 10
_JOINERS = ("", "-", "@")
_UNDER_LABELS = kinds_named(("phone", "plate", "email", "bank_account", "card", "passport", "iban"))
_HOST = re.compile(r"[A-Za-z0-9-]{2,}(?:\.[A-Za-z0-9-]{2,}){1,4}")
_UNIT = re.compile(r"[鄰段巷弄號樓]$")
_HIDDEN = "*Xx#?_●○•◯▲＊"
_MASKED = re.compile(rf"(?=[^{_HIDDEN}]*[{_HIDDEN}])[A-Za-z0-9{_HIDDEN}@.+() /-]{{4,}}")
_FAMILY = re.compile(r"^(?:姓|姓氏|.*(?:人|者|主)姓氏?)$|surname|last.?name|family.?name", re.IGNORECASE)
_GIVEN_NAME = re.compile(r"^(?:名|名字|.*(?:人|者|主)名字?)$|given.?name|first.?name|fore.?name", re.IGNORECASE)
_BIRTH = re.compile(r"出生|生日|^生|birth|(?:^|_)dob", re.IGNORECASE)
_PARTS = {
    "year": re.compile(r"年(?!齡)|year|yy", re.IGNORECASE),
    "month": re.compile(r"月|month|mm", re.IGNORECASE),
    "day": re.compile(r"(?<!生)日(?!期)|生日日|day|dd", re.IGNORECASE),
}
_ID_PART = re.compile(r"[A-Z]?[0-9]{1,9}|[A-Z]")
_KINDS = frozenset({"national_id", "ui_no_new", "ui_no_old", "mobile", "address", "email", "card"})
"""Kinds that cells behind one another may make; names are told by labels and surnames."""


@dataclass(frozen=True, slots=True)
class SplitValue:
    """Personal data of one kind over these columns, in so many of the records that were read (rows from 1)."""

    kind: str
    columns: tuple[str, ...]
    rows: tuple[int, ...]
    length: int


def split_over_columns(frame: pl.DataFrame) -> tuple[SplitValue, ...]:
    """What is split over the columns of a table, each kind and set of columns once."""
    if frame.width < 2 or frame.height < _LEAST_RECORDS:
        return ()
    names = frame.columns[:_MOST_COLUMNS]
    step = max(1, frame.height // _MOST_RECORDS)
    some = frame.with_row_index("\0row", offset=1).gather_every(step).head(_MOST_RECORDS)
    rows = some["\0row"].to_list()
    cells = {name: [(value or "").strip() for value in some[name].cast(pl.String).to_list()] for name in names}
    found = (
        *_names(cells, rows),
        *_births(cells, rows),
        *_joined(cells, rows),
        *_under_labels(cells, rows),
        *_parts_of_ids(cells, rows),
        *_merged(cells, rows),
    )
    return tuple({(item.kind, item.columns): item for item in found}.values())


def _names(cells: Mapping[str, Sequence[str]], rows: Sequence[int]) -> Iterator[SplitValue]:
    """A surname and a given name: by their labels, or because nearly all of two columns make likely names."""
    for family, given in ((one, other) for one in cells for other in cells if one != other):
        labelled = _FAMILY.search(family) and _GIVEN_NAME.search(given)
        if not labelled and not _are_adjacent(cells, family, given):
            continue
        at = [
            place
            for place, (one, other) in enumerate(zip(cells[family], cells[given], strict=True))
            if _is_name(one, other, labelled=bool(labelled))
        ]
        filled = sum(bool(one or other) for one, other in zip(cells[family], cells[given], strict=True))
        share = _SHARE if labelled else 0.9
        if len(at) >= _LEAST_RECORDS and len(at) >= share * filled:
            surnames = {cells[family][place] for place in at}
            if labelled or len(surnames) >= _LEAST_RECORDS:
                yield _split("name", (family, given), at, rows, 3)


def _is_name(family: str, given: str, *, labelled: bool) -> bool:
    if not family or not given:
        return False
    if labelled and (family + given).isascii():
        return family.replace("-", "").isalpha()
    whole = family + given
    fits = len(family) <= 2 and 1 <= len(given) <= 3
    return fits and (looks_like_name(whole) if labelled else len(given) == 2 and likely_name(whole))


def _are_adjacent(cells: Mapping[str, Sequence[str]], one: str, other: str) -> bool:
    order = list(cells)
    return abs(order.index(one) - order.index(other)) == 1


def _births(cells: Mapping[str, Sequence[str]], rows: Sequence[int]) -> Iterator[SplitValue]:
    """Year, month and day of birth in two or three columns, by their labels."""
    parts: dict[str, str] = {}
    for name in cells:
        if _BIRTH.search(name):
            rest = _BIRTH.sub("", name, count=1) or name
            for part, pattern in _PARTS.items():
                if pattern.search(rest) and part not in parts:
                    parts[part] = name
    columns = tuple(dict.fromkeys(parts.values()))
    if len(parts) < len(_PARTS) or len(columns) < 2:
        return
    at = [
        place
        for place in range(len(rows))
        if read_date("/".join(number for name in columns for number in _numbers(cells[name][place], parts, name)))
    ]
    filled = sum(bool(value) for value in cells[columns[0]])
    if len(at) >= _LEAST_RECORDS and len(at) >= _SHARE * filled:
        yield _split("birth_date", columns, at, rows, 8)


def _numbers(cell: str, parts: Mapping[str, str], column: str) -> list[str]:
    """The numbers of a cell that holds one part of a date, or two with or without a mark between them."""
    numbers = re.findall("[0-9]+", cell)
    wanted = sum(name == column for name in parts.values())
    if len(numbers) == 1 and wanted == 2 and len(numbers[0]) > 2:
        return [numbers[0][:-2], numbers[0][-2:]]
    return numbers


def _joined(cells: Mapping[str, Sequence[str]], rows: Sequence[int]) -> Iterator[SplitValue]:
    """What is found in a record's cells behind one another, and runs over the end of one."""
    names = list(cells)
    records = list(zip(*(_with_unit(name, values) for name, values in cells.items()), strict=True))
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    at: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    lengths: dict[tuple[str, tuple[str, ...]], int] = {}
    for place, hit in scan_many(("".join(record) for record in records), kinds=_KINDS):
        ends = list(accumulate(map(len, records[place])))
        touched = tuple(
            name
            for name, end, cell in zip(names, ends, records[place], strict=True)
            if cell and end - len(cell) < hit.end and end > hit.start
        )
        if hit.blocks and len(touched) > 1:
            key = (hit.kind, touched)
            seen[key] += 1
            at.setdefault(key, []).append(place)
            lengths[key] = hit.end - hit.start
    for (kind, columns), count in seen.items():
        whole = all(all(cells[name][place] for place in at[kind, columns]) for name in columns)
        if whole and count >= _LEAST_RECORDS and count >= _SHARE * len(records):
            yield _split(kind, columns, at[kind, columns], rows, lengths[kind, columns])


def _with_unit(name: str, values: Sequence[str]) -> Sequence[str]:
    """The cells with the unit of an address that their label says (門牌號: 12), where they are bare numbers."""
    unit = _UNIT.search(name)
    return [f"{value}{unit[0]}" if unit and value.isdigit() else value for value in values]


def _under_labels(cells: Mapping[str, Sequence[str]], rows: Sequence[int]) -> Iterator[SplitValue]:
    """Two columns beside each other, of which a label says what both together are (區碼, 電話)."""
    short = {name: values for name, values in cells.items() if max(map(len, values), default=0) <= _LONGEST_PART}
    for one, other in pairwise(cells):
        hinted = (kinds_of_label(one) | kinds_of_label(other)) & _UNDER_LABELS
        if _are_hosts(cells[other]) and len(set(cells[one])) > _SHARE * len(rows):
            hinted |= {"email"}
        if not hinted or one not in short or other not in short:
            continue
        pairs = list(zip(short[one], short[other], strict=True))
        filled = [place for place, pair in enumerate(pairs) if all(pair)]
        label = f"{one} {other}"
        for joiner in _JOINERS:
            found = _whole_of(hinted, [joiner.join(pairs[place]) for place in filled], label)
            alone = max(len(_whole_of(hinted, [pair[side] for pair in pairs], label)) for side in (0, 1))
            at = [filled[number] for number in found]
            if len(at) >= max(_LEAST_RECORDS, _MOST_OF * len(filled)) and alone < len(at):
                yield _split(next(iter(found.values())), (one, other), at, rows, len("".join(pairs[at[0]])))
                break


def _are_hosts(values: Sequence[str]) -> bool:
    """Whether a column holds names of mail servers."""
    return sum(_HOST.fullmatch(value) is not None for value in values) >= _MOST_OF * len(values)


def _whole_of(kinds: frozenset[str], texts: Sequence[str], label: str) -> dict[int, str]:
    """The texts (by number) that are personal data as a whole, with their kind."""
    return {
        number: hit.kind
        for number, hit in scan_many(texts, label=label, kinds=kinds)
        if hit.blocks and hit.end - hit.start >= len(texts[number])
    }


def _parts_of_ids(cells: Mapping[str, Sequence[str]], rows: Sequence[int]) -> Iterator[SplitValue]:
    """Two or three parts of one ID in any columns, in any order."""
    short = _mostly(cells, _ID_PART)
    for many in (2, 3):
        for names in combinations(short, many):
            at = [
                place
                for place, parts in enumerate(zip(*(short[name] for name in names), strict=True))
                if sum(map(len, parts)) == _ID_LENGTH
                and any(_is_id("".join(order)) for order in permutations(parts))
            ]
            if len(at) >= _LEAST_RECORDS and len(at) >= _SHARE * len(rows):
                yield _split("national_id", names, at, rows, _ID_LENGTH)


def _is_id(text: str) -> bool:
    return re.fullmatch(r"[A-Z][1289][0-9]{8}", text) is not None and is_valid_id(text)


def _merged(cells: Mapping[str, Sequence[str]], rows: Sequence[int]) -> Iterator[SplitValue]:
    """One value masked in two ways, in any two columns: each shows what the other hides."""
    for one, other in combinations(_mostly(cells, _MASKED), 2):
        pairs = list(zip(cells[one], cells[other], strict=True))
        texts = [_shown_of(first, second) if len(first) == len(second) else "" for first, second in pairs]
        more = [
            text if _shown(text) > max(_shown(first), _shown(second)) else ""
            for text, (first, second) in zip(texts, pairs, strict=True)
        ]
        kinds: dict[int, str] = {}
        for number, hit in scan_many(more, label=f"{one} {other}"):
            if hit.blocks:
                kinds[number] = hit.kind
        at = sorted(kinds)
        if len(at) >= _LEAST_RECORDS and len(at) >= _SHARE * len(rows):
            yield _split(kinds[at[0]], (one, other), at, rows, len(more[at[0]]))


def _shown_of(first: str, second: str) -> str:
    return "".join(two if one in _HIDDEN else one for one, two in zip(first, second, strict=True))


def _shown(text: str) -> int:
    return sum(character not in _HIDDEN for character in text)


def _mostly(cells: Mapping[str, Sequence[str]], form: re.Pattern[str]) -> dict[str, Sequence[str]]:
    """The columns of short values that nearly all have a form, the first few of them."""
    found = {
        name: values
        for name, values in cells.items()
        if sum(len(value) <= _LONGEST_PART and form.fullmatch(value) is not None for value in values)
        >= _MOST_OF * len(values)
    }
    return dict(list(found.items())[:_MOST_PARTS])


def _split(kind: str, columns: tuple[str, ...], at: Sequence[int], rows: Sequence[int], length: int) -> SplitValue:
    return SplitValue(kind, columns, tuple(rows[place] for place in at), length)
