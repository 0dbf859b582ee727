"""YAML and JSON files of a workspace, read so that every value can be traced to its line."""

from __future__ import annotations

import json
import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from publisher.model.address import has_account
from publisher.model.errors import UserError, Where
from publisher.model.text import msg
from publisher.workspace.bounds import require_bounded
from publisher.workspace.quick import quickly

MOST_BYTES = 2_000_000

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A file's data, with the means to find the line of each value. `name` is how messages call the file.

    `text` is what it was read from, for the lines of a message (none: it has none); `above` is where `data` stands
    in it.
    """

    name: str
    data: Any
    text: str = ""
    above: Path_ = ()

    def line(self, path: Path_) -> int | None:
        """The line (from 1) of the value at `path`, or of the nearest thing above it that has one.

        Names in `path` that the file does not spell (a shorthand, a variant of a union) are passed over.
        """
        node, line = _marked(self.text), None
        for step in (*self.above, *path):
            found = _child(node, step)
            if found is None:
                continue
            holder, key = found
            marks = getattr(holder, "lc", None)
            if marks is not None:
                position = marks.key(key) if isinstance(holder, Mapping) else marks.item(key)
                line = position[0] + 1
            node = holder[key]
        return line

    def under(self, key: str) -> WrittenDocument:
        """What stands under a key of it, None where there is no such key."""
        return replace(self, data=self.data.get(key), above=(*self.above, key))

    def where(self, path: Path_, field: str | None = None) -> Where:
        """The place of `path` for a message."""
        return Where(self.name, self.line(path), field)


@lru_cache(maxsize=4)
def _marked(text: str) -> Any:
    """The data with the line of each value."""
    from ruamel.yaml import YAML  # most files are read without it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it warns of quotes the file
        return YAML(typ="rt").load(text) if text else None


def _child(node: Any, step: str | int) -> tuple[Any, Any] | None:
    if isinstance(node, Mapping):
        if step in node:
            return node, step
        if len(node) == 1:
            (inner,) = node.values()
            if isinstance(inner, Mapping) and step in inner:
                return inner, step
    elif isinstance(node, Sequence) and not isinstance(node, str) and isinstance(step, int) and step < len(node):
        return node, step
    return None


def read_text(path: Path, name: str) -> str:
    """A configuration file's text; UserError when it is missing, too large, or not UTF-8."""
    try:
        if path.exists() and not path.is_file():  # a pipe would keep us waiting, a device never end
            raise UserError(msg("this is no file"), Where(name))
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise UserError(msg("the file does not exist"), Where(name)) from None
    except OSError as error:
        raise UserError(
            msg("the file cannot be read: {reason}", reason=error.strerror or ""), Where(name)
        ) from None
    if len(raw) > MOST_BYTES:
        raise UserError(msg("the file is larger than {limit} bytes", limit=MOST_BYTES), Where(name))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        hint = msg("save the file as UTF-8")
        raise UserError(msg("the file is not UTF-8"), Where(name, line), hint) from None


def read_yaml(path: Path, name: str) -> WrittenDocument:
    """A YAML file (one document, a mapping)."""
    text = read_text(path, name)
    quick = quickly(text)
    if quick is not None:
        require_bounded(quick, name)
        return WrittenDocument(name, quick, text)
    data = _exactly(text, name)
    require_bounded(data, name)
    if not isinstance(data, Mapping):
        raise UserError(msg("the file must hold keys and values (a mapping)"), Where(name, 1))
    return WrittenDocument(name, data, text)


def _exactly(text: str, name: str) -> Any:
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return _marked(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        reason = " ".join(str(error.problem or error.context or "").split())
        hint = msg("look at the indentation, quotes and colons of this line and the one above")
        raise UserError(msg("this is not valid YAML: {reason}", reason=reason), Where(name, line), hint) from None
    except (YAMLError, *_SCALAR_FAULTS):
        hint = msg(
            "look for dates that do not exist, numbers of thousands of digits, and brackets that never close"
        )
        raise UserError(msg("the file holds a value that YAML cannot give a meaning"), Where(name), hint) from None


_SCALAR_FAULTS = (ValueError, TypeError, ArithmeticError, LookupError, AttributeError, RecursionError)
"""The reader turns scalars into values with Python's own types, whose errors it lets through."""


def read_json(path: Path, name: str) -> dict[str, Any]:
    """A JSON file (an object)."""
    text = read_text(path, name)
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise UserError(
            msg("this is not valid JSON: {reason}", reason=error.msg), Where(name, error.lineno)
        ) from None
    except (ValueError, RecursionError):
        hint = msg("look for NaN, Infinity, numbers of thousands of digits, and brackets that never close")
        raise UserError(msg("the file holds a value that JSON does not have"), Where(name), hint) from None
    require_bounded(data, name)
    if not isinstance(data, dict):
        raise UserError(msg("the file must hold keys and values (a mapping)"), Where(name, 1))
    return data


def _refuse_constant(_name: str) -> None:
    raise ValueError


def accounts(document: WrittenDocument, data: object, path: Path_ = ()) -> Iterator[UserError]:
    """An error for every text of `data` (plain) with an address that has a user or a password in it.

    Addresses are published, reported and kept; the error gives the place and never the address.
    """
    if isinstance(data, Mapping):
        for key, item in data.items():
            yield from accounts(document, item, (*path, key))
    elif isinstance(data, list):
        for at, item in enumerate(data):
            yield from accounts(document, item, (*path, at))
    elif isinstance(data, str) and has_account(data):
        field = ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
        yield UserError(
            msg("the address has a user or a password in it, which would stand in reports and on portals"),
            document.where(path, field),
            msg("write it without them: a portal's token and a database's password come from the environment"),
        )


_BETWEEN_CHINESE = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e])[ \n]+(?=[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e])"
)


def plain(value: Any) -> Any:
    """Plain Python data from what the YAML reader returns (it keeps comments and positions).

    A folded text leaves a blank where a line ended; between Chinese characters (under the key `zh`) it goes.
    """
    if isinstance(value, Mapping):
        data = {key if isinstance(key, str) else str(key): plain(item) for key, item in value.items()}
        if isinstance(data.get("zh"), str):
            data["zh"] = _BETWEEN_CHINESE.sub("", data["zh"])
        return data
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    return value


def shown_name(name: str) -> str:
    """The name of a folder as text: bytes that are no UTF-8, and characters that cannot be seen, as escapes."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
