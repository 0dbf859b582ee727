"""What a configuration file may ask of this machine: how deep it goes, how much its aliases repeat, what it holds.

A file of a few hundred bytes can stand for billions of values (YAML's aliases of aliases) or for a depth that no
program can walk. Both are counted on what was read, where an alias is still one thing with many names, before
anything copies it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from publisher.model.errors import UserError, Where
from publisher.model.text import msg

MOST_REPEATED = 20_000
"""Values that the aliases of one file may repeat beyond those that it spells out."""
MOST_LEVELS = 100
_LARGEST = 10**18
_QUOTES = msg("put it in quotes when it is a text")


def require_bounded(data: Any, name: str) -> None:
    """Raise UserError when `data` (mappings, lists and scalars of the file `name`) is too deep, holds itself,
    repeats too much by aliases, or has a text that is none.

    Takes time in the number of values that the file spells out, however many they stand for.
    """
    sizes: dict[int, int] = {}
    open_: set[int] = set()
    stack: list[tuple[Any, Iterable[Any] | None]] = [(data, None)]
    spelled = 0
    while stack:
        node, inside = stack.pop()
        if inside is not None:
            open_.discard(id(node))
            sizes[id(node)] = 1 + sum(sizes.get(id(item), 1) for item in inside)
            continue
        below = _below(node)
        if below is None:
            _require_plain(node, name)
            continue
        if id(node) in sizes:
            continue
        if id(node) in open_:
            raise UserError(msg("a value of the file holds itself (an alias inside its own anchor)"), Where(name))
        open_.add(id(node))
        if len(open_) > MOST_LEVELS:
            raise UserError(msg("the file is nested deeper than {most} levels", most=MOST_LEVELS), Where(name))
        spelled += 1 + len(below)
        stack.append((node, below))
        stack.extend((item, None) for item in below)
    if sizes.get(id(data), 1) > spelled + MOST_REPEATED:
        raise UserError(
            msg("the aliases (*name) of the file repeat more than {most} values", most=MOST_REPEATED),
            Where(name),
            msg("write out what is meant, or use fewer aliases of aliases"),
        )


def _below(node: Any) -> list[Any] | None:
    if isinstance(node, Mapping):
        return [*node.keys(), *node.values()]
    if isinstance(node, list | tuple):
        return list(node)
    return None


def _require_plain(value: Any, name: str) -> None:
    """A text, a number, a date, true, false or nothing, as other files can hold them, too."""
    if isinstance(value, str):
        _require_text(value, name)
    elif isinstance(value, int):
        if not -_LARGEST <= value <= _LARGEST:
            raise UserError(msg("the file holds a number of more than 18 digits"), Where(name), _QUOTES)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise UserError(msg("the file holds a number without end (.inf or .nan)"), Where(name), _QUOTES)
    elif value is not None and not isinstance(value, date):
        raise UserError(
            msg("the file holds a value of a kind that is not known here (a tag such as !name)"),
            Where(name),
            msg("leave the tag out"),
        )


def _require_text(text: str, name: str) -> None:
    """Half of a character (a lone surrogate) can stand in an escape, and in no file that is written later."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UserError(
            msg("a text of the file holds half a character (an escape such as \\ud800 alone)"),
            Where(name),
            msg("write the character itself"),
        ) from None
