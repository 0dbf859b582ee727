"""Patterns of a Table Schema: can their cost be bounded, and can a linear-time engine prove a match?

Table Schema patterns are Python regular expressions to frictionless, which backtracks: `(a+)+` on one cell of 29
characters took 36 seconds. Polars matches with automata in linear time, but its syntax means other things in
places, so a pattern is not handed over as text: it is parsed as Python parses it and written anew from the parts
that mean the same in both.
"""

from __future__ import annotations

import re

# Private by name, but the only reading of a pattern that is Python's own; its old public name is deprecated.
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_MOST_REPEATS = 1000
_MOST_OPEN_REPEATS = 2
_DIGIT = "0-9"
_WORD = "0-9A-Za-z_"
_SPACE = r" \t\n\r\x{0B}\x{0C}"
_CLASSES = {
    constants.CATEGORY_DIGIT: _DIGIT,
    constants.CATEGORY_WORD: _WORD,
    constants.CATEGORY_SPACE: _SPACE,
}
_REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT)
_BACKWARD = (constants.GROUPREF, constants.GROUPREF_EXISTS)


class _OutsideError(Exception):
    """The pattern uses something that the two engines may read differently."""


def fault(pattern: str) -> str | None:
    """What is wrong with `pattern` as a regular expression, or None."""
    try:
        re.compile(f"^{pattern}$")
    except (re.error, OverflowError, RecursionError) as error:
        return getattr(error, "msg", None) or "too complex"
    return None


def linear(pattern: str) -> str | None:
    """A pattern for Polars whose every match is also a match to frictionless, or None when that is not provable.

    frictionless matches `^pattern$` from the start without a group around it; the same tree is translated here.
    Classes such as `\\d` are narrowed to ASCII, so a match is sufficient, not necessary.
    """
    try:
        tree = parser.parse(f"^{pattern}$")
        if tree.state.flags & ~re.UNICODE:
            return None
        return r"\A(?:" + _sequence(tree) + ")"
    except (_OutsideError, re.error, OverflowError, RecursionError):
        return None


def risky(pattern: str) -> bool:
    """Whether matching could take far more time than the cell is long (and so needs a time limit)."""
    try:
        tree = parser.parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return True
    return _nested(tree, inside=False) or _open_repeats(tree) > _MOST_OPEN_REPEATS


def _sequence(tree: Any) -> str:
    return "".join(_part(operation, argument) for operation, argument in tree)


def _part(operation: Any, argument: Any) -> str:
    if operation is constants.LITERAL:
        return _character(argument)
    if operation is constants.NOT_LITERAL:
        return f"[^{_character(argument)}]"
    if operation is constants.ANY:
        return r"[^\n]"
    if operation is constants.IN:
        return _class(argument)
    if operation is constants.BRANCH:
        return "(?:" + "|".join(_sequence(branch) for branch in argument[1]) + ")"
    if operation is constants.SUBPATTERN:
        _, added, removed, inner = argument
        if added or removed:
            raise _OutsideError
        return f"(?:{_sequence(inner)})"
    if operation in _REPEATS:
        return _repeat(*argument)
    if operation is constants.AT and argument is constants.AT_BEGINNING:
        return r"\A"
    if operation is constants.AT and argument is constants.AT_END:
        return r"\z"  # Python also allows a newline behind; narrower is safe
    raise _OutsideError


def _repeat(least: int, most: Any, inner: Any) -> str:
    unlimited = most is constants.MAXREPEAT
    if least > _MOST_REPEATS or (not unlimited and most > _MOST_REPEATS):
        raise _OutsideError
    return f"(?:{_sequence(inner)}){{{least},{'' if unlimited else most}}}"


def _class(items: Any) -> str:
    negated = bool(items) and items[0][0] is constants.NEGATE
    parts = []
    for operation, argument in items[1:] if negated else items:
        if operation is constants.LITERAL:
            parts.append(_character(argument))
        elif operation is constants.RANGE:
            parts.append(f"{_character(argument[0])}-{_character(argument[1])}")
        elif operation is constants.CATEGORY and not negated and argument in _CLASSES:
            parts.append(_CLASSES[argument])
        else:
            raise _OutsideError
    return f"[{'^' if negated else ''}{''.join(parts)}]"


def _character(code: int) -> str:
    if 0xD800 <= code <= 0xDFFF:
        raise _OutsideError
    return f"\\x{{{code:X}}}"


def _nested(tree: Any, *, inside: bool) -> bool:
    """Whether a repeat of varying length stands in a repeat, or a part refers back."""
    for operation, argument in tree:
        if operation in _REPEATS or operation is constants.POSSESSIVE_REPEAT:
            least, most, inner = argument
            varying = least != most
            if (inside and varying) or _nested(inner, inside=inside or most > 1):
                return True
            if most > 1 and _has_choice(inner):
                return True
        elif operation in _BACKWARD or any(
            _nested(inner, inside=inside) for inner in _children(operation, argument)
        ):
            return True
    return False


def _has_choice(tree: Any) -> bool:
    return any(
        operation is constants.BRANCH or any(_has_choice(inner) for inner in _children(operation, argument))
        for operation, argument in tree
    )


def _open_repeats(tree: Any) -> int:
    total = 0
    for operation, argument in tree:
        if operation in _REPEATS and argument[0] != argument[1] and argument[1] > _MOST_REPEATS:
            total += 1
        total += sum(_open_repeats(inner) for inner in _children(operation, argument))
    return total


def _children(operation: Any, argument: Any) -> tuple[Any, ...]:
    if operation in _REPEATS or operation is constants.POSSESSIVE_REPEAT:
        return (argument[2],)
    if operation is constants.SUBPATTERN:
        return (argument[3],)
    if operation is constants.BRANCH:
        return tuple(argument[1])
    if operation in (constants.ASSERT, constants.ASSERT_NOT):
        return (argument[1],)
    if operation is constants.ATOMIC_GROUP:
        return (argument,)
    return ()
