"""JSON-stat: a cube of figures, laid out as one record for each of its cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import Any

from publisher.model.text import msg
from publisher.source.formats.opened import SourceFile

_MOST_CELLS = 5_000_000


def cube(file: SourceFile, value: object) -> list[dict[str, object]] | None:
    """The records of a JSON-stat dataset (version 1 or 2), or None for what is none.

    Categories stand in the order of their index, with their labels; a cell that a sparse cube leaves out is blank.
    """
    data = _dataset(value)
    if data is None:
        return None
    try:
        return list(_records(*data))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise file.fault(
            msg("The JSON-stat file does not have as many values as its dimensions say"),
            msg("make it again where it comes from, or ask for the data as CSV"),
        ) from None


_Cube = tuple[Mapping[str, object], list[object], list[object], dict[str, Any]]


def _dataset(value: object) -> _Cube | None:
    """The dataset, the names of its dimensions, their sizes, and what is said of each."""
    if not isinstance(value, dict):
        return None
    if isinstance(inner := value.get("dataset"), dict):
        value = inner
    dimension = value.get("dimension")
    if not isinstance(dimension, dict) or "value" not in value:
        return None
    ids, sizes = value.get("id", dimension.get("id")), value.get("size", dimension.get("size"))
    if not isinstance(ids, list) or not isinstance(sizes, list):
        return None
    return value, ids, sizes, dimension


def _records(
    data: Mapping[str, object], ids: list[object], said: list[object], dimension: dict[str, Any]
) -> Iterator[dict[str, object]]:
    names = [str(name) for name in ids]
    values, status, sizes = data["value"], data.get("status"), [int(str(size)) for size in said]
    labels = [_labels(dimension[name]["category"]) for name in names]
    cells = prod(sizes)
    if [len(keys) for keys in labels] != sizes or cells > _MOST_CELLS:
        raise ValueError
    if len(values) != cells if isinstance(values, list) else any(int(at) >= cells for at in _dict(values)):
        raise ValueError
    heads = [str(dimension[name].get("label") or name) for name in names]
    if len({*heads, "value", "status"}) != len(heads) + 2:
        heads = names
    for at, keys in enumerate(product(*labels)):
        record: dict[str, object] = dict(zip(heads, keys, strict=True))
        record["value"] = _at(values, at)
        if isinstance(status, dict | list):
            record["status"] = _at(status, at)
        yield record


def _at(values: object, at: int) -> object:
    return values[at] if isinstance(values, list) else _dict(values).get(str(at))


def _dict(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _labels(category: dict[str, Any]) -> list[str]:
    """The labels of a dimension's categories, in the order of their index."""
    index, labels = category.get("index"), category.get("label", {})
    if isinstance(index, dict):
        keys = sorted(index, key=lambda key: int(str(index[key])))
    else:
        keys = list(labels if index is None else index)
    return [str(labels.get(key, key)) for key in keys]
