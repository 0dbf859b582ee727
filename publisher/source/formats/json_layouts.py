"""Tables that JSON writes otherwise than as a list of objects: by key, by group, column by column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from publisher.source.canonical import Figures

_DEEPEST = 6
_ALIKE = 0.5
_SAME = 0.8
_FEWEST = 3
_CODE = re.compile(r"[A-Za-z]{0,3}[0-9][0-9A-Za-z:/_. +-]*|[0-9]+年([0-9]+月)?([0-9]+日)?")
"""Keys that are data: codes, dates, years."""

Record = dict[str, object]


def laid_out(value: object) -> tuple[list[Record], tuple[str, ...]] | None:
    """The records of the only such table, and what stands beside it; None where there is none, or several.

    Of tables in tables it is the outermost.
    """
    found = list(_tables(value, (), ()))
    return found[0] if len(found) == 1 else None


def says(path: str) -> bool:
    """Whether a name in a path is a code or a date, so that it says something of the records."""
    return any(_CODE.fullmatch(name) for name in path.split("."))


def _tables(
    value: object, path: tuple[str, ...], beside: tuple[str, ...]
) -> Iterator[tuple[list[Record], tuple[str, ...]]]:
    if not isinstance(value, dict) or len(path) >= _DEEPEST:
        return
    for layout in (_grouped, _indexed, _keyed, _columnar):
        records = layout(value, path[-1] if path else "key")
        if records:
            taken = _taken(layout, value)
            named = (name for name in path if _CODE.fullmatch(name))
            yield records, (*named, *beside, *(".".join((*path, name)) for name in value if name not in taken))
            return
    for name, member in value.items():
        others = tuple(".".join((*path, other)) for other in value if other != name)
        yield from _tables(member, (*path, name), (*beside, *others))


def _taken(layout: Callable[[Record, str], list[Record]], value: Record) -> set[str]:
    if layout is _grouped:
        return {name for name, member in value.items() if _is_list_of_records(member) or member == []}
    return set(_series(value)) if layout is _columnar else set(value)


def _is_list_of_records(member: object) -> bool:
    return isinstance(member, list) and bool(member) and all(isinstance(item, dict) for item in member)


def _grouped(value: Record, label: str) -> list[Record]:
    """Lists of records of one shape under several names, which are a column."""
    lists = {name: member for name, member in value.items() if _is_list_of_records(member)}
    names = [{key for record in member for key in record} for member in lists.values() if isinstance(member, list)]
    if len(lists) < (1 if all(map(_CODE.fullmatch, value)) else 2) or not _are_alike(names, _SAME):
        return []
    return [
        _labelled(label, name, record)
        for name, member in lists.items()
        if isinstance(member, list)
        for record in member
    ]


def _indexed(value: Record, label: str) -> list[Record]:
    """One object for each column, with the numbers of the records for keys; or with their codes.

    Codes alone would say that the objects are the records: there words in one column beside figures in another
    say that they are not. Numbers from 0 say nothing of the records.
    """
    columns = {name: member for name, member in value.items() if isinstance(member, dict)}
    keys = list(next(iter(columns.values()), {}))
    if len(columns) < 2 or len(columns) < len(value) or any(list(member) != keys for member in columns.values()):
        return []
    if len(keys) < 2 or any(isinstance(item, dict) for member in columns.values() for item in member.values()):
        return []
    counted = keys == [str(number) for number in range(len(keys))]
    of_figures = {kind for member in columns.values() if (kind := _are_figures(member.values())) is not None}
    told = False in of_figures and (counted or (all(map(_CODE.fullmatch, keys)) and True in of_figures))
    if not told or all(map(_CODE.fullmatch, columns)):
        return []
    records: list[Record] = [{name: member[key] for name, member in columns.items()} for key in keys]
    return records if counted else [_labelled(label, key, one) for key, one in zip(keys, records, strict=True)]


def _are_figures(items: Iterable[object]) -> bool | None:
    """Whether all values are numbers, or none is; None where some are, or there is no value."""
    kinds = {isinstance(item, int | float | Figures) for item in items if item not in (None, "")}
    return kinds.pop() if len(kinds) == 1 else None


def _keyed(value: Record, label: str) -> list[Record]:
    """Records of one shape by their keys, or one value for each code or date."""
    codes = all(_CODE.fullmatch(name) for name in value)
    plain = not any(isinstance(member, dict | list) for member in value.values())
    if codes and plain and len(value) >= _FEWEST:
        return [
            {label: name, "value" if label != "value" else "value_2": member} for name, member in value.items()
        ]
    records = {name: member for name, member in value.items() if isinstance(member, dict)}
    if len(records) < 2 or len(records) < len(value):
        return []
    names = [set(record) for record in records.values()]
    if not (codes and _are_codes(names)) and not _are_alike(names, _ALIKE):
        return []
    kinds: dict[str, set[type]] = {}
    for record in records.values():
        for key, item in record.items():
            if item is not None:
                kinds.setdefault(key, set()).add(type(item) if isinstance(item, dict | list) else str)
    if any(len(kind) > 1 for kind in kinds.values()):
        return []
    return _longer([_labelled(label, name, record) for name, record in records.items()])


def _longer(records: list[Record]) -> list[Record]:
    """Records whose only object in each has codes or dates for keys: one record for each of these."""
    inner = {name for record in records for name, member in record.items() if isinstance(member, dict)}
    if len(inner) != 1:
        return records
    (name,) = inner
    long: list[Record] = []
    for record in records:
        among = record.get(name)
        if not isinstance(among, dict) or not among or not all(_CODE.fullmatch(key) for key in among):
            return records
        for key, member in among.items():
            own = {other: value for other, value in record.items() if other != name}
            values = member if isinstance(member, dict) else {"value": member}
            if isinstance(member, list) or own.keys() & values.keys() or name in values:
                return records
            long.append({**own, name: key, **values})
    return long


def _columnar(value: Record, _label: str) -> list[Record]:
    """One list for each column, all of one length."""
    series = _series(value)
    lengths = {len(items) for items in series.values()}
    if len(series) < 2 or len(lengths) != 1 or lengths.pop() < _FEWEST:
        return []
    if any(isinstance(member, list) and name not in series for name, member in value.items()):
        return []
    return [dict(zip(series, row, strict=True)) for row in zip(*series.values(), strict=True)]


def _series(value: Record) -> dict[str, list[object]]:
    return {
        name: member
        for name, member in value.items()
        if isinstance(member, list) and member and not any(isinstance(item, dict | list) for item in member)
    }


def _are_codes(names: list[set[str]]) -> bool:
    return all(_CODE.fullmatch(name) for keys in names for name in keys)


def _are_alike(names: list[set[str]], share: float) -> bool:
    every = set().union(*names)
    return bool(every) and len(set.intersection(*names)) >= share * len(every)


def _labelled(label: str, name: str, record: object) -> Record:
    assert isinstance(record, dict)
    while label in record:
        label += "_key"
    return {label: name, **record}
