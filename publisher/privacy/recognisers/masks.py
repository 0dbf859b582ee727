"""Values of which a few characters are hidden: how many values what is left of them may be.

Every recogniser is asked by the same way: the hidden characters are filled in, and what is recognised then was
masked. So a mask is judged for each kind there is, in every form and context in which the whole value is found.
Whoever tries out a few hundred values has found the person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import product

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.subject import SEPARATOR

Search = Callable[[Sequence[str]], Iterator[tuple[int, Hit]]]
"""What is found in each of several texts, under the label that is searched now."""

_HIDDEN = "*●○•◯▲"
_SHOWN = "A-Za-z0-9"
_SIGN = re.compile(rf"[{_HIDDEN}]|(?<![A-Za-z])[Xx]{{2}}")
_RUN = re.compile(
    rf"(?<![{_SHOWN}])[(+]?[{_SHOWN}{_HIDDEN}](?:[-./@_+() ]{{0,2}}[{_SHOWN}{_HIDDEN}年月日]){{4,40}}"
)
_REACH = 60
_CHARACTERS = re.compile(rf"[{_HIDDEN}]+|(?<![A-Za-z])[Xx]{{2,}}(?![A-Za-z])")
_BEFORE, _AFTER = 30, 12
"""Characters of its text that are read with a value."""
_LEAST_SHOWN = 4
_MOST_HIDDEN = 6
_MOST_OF_A_SHAPE, _MOST = 20, 600
"""Masked values that are looked at in one text or batch: a column of them has few shapes."""
_FEW = 100
"""Values up to which all are tried, and not only some."""
_LEAST_POSSIBLE = 1000
_LEAST_OF = {"birth_date": 28}
"""Values that have to stay possible: of a day of birth those of a month, which may be published as such."""
_DIGITS, _LETTERS = "0123456789", "ABCDEFGHJKLMNPQRSTUVWXYZ"
_BASES = ("1", "0"), ("B", "K")
_CHECKED = {"card": 10, "national_id": 10, "ui_no_new": 10, "ui_no_old": 10, "iban": 97}
"""Of so many values of these kinds one has the right check digits."""
_ANY_CHARACTER = {"email": 36, "account": 36}
_NOT_ASKED = frozenset({"name", "address"})


def masked(text: str, search: Search) -> Iterator[Hit]:
    """Values of a normalised text that their mask leaves to be worked out."""
    shapes: Counter[str] = Counter()
    for match in _runs(text):
        hidden = [at for found in _CHARACTERS.finditer(text, *match.span()) for at in range(*found.span())]
        shown = sum(character.isalnum() for character in match[0]) - sum(text[at].isalpha() for at in hidden)
        if not 0 < len(hidden) <= _MOST_HIDDEN or shown < _LEAST_SHOWN:
            continue
        shape = re.sub(r"[A-Za-z]", "A", re.sub("[0-9]", "0", match[0]))
        shapes[shape] += 1
        if shapes[shape] > _MOST_OF_A_SHAPE or len(shapes) > _MOST:
            continue
        found = _judged(text, match.span(), hidden, search)
        if found is not None:
            yield found


def _runs(text: str) -> Iterator[re.Match[str]]:
    """Stretches around what may be hidden, each once."""
    end = -1
    for sign in _SIGN.finditer(text):
        if sign.start() < end:
            continue
        for match in _RUN.finditer(text, max(0, sign.start() - _REACH, end), sign.start() + _REACH):
            if match.end() > sign.start():
                if match.start() <= sign.start():
                    end = match.end()
                    yield match
                break


def _judged(text: str, span: tuple[int, int], hidden: Sequence[int], search: Search) -> Hit | None:
    """The kind that a run is when its hidden characters are filled in, where few values are possible."""
    first = text.rfind(SEPARATOR, max(0, span[0] - _BEFORE), span[0]) + 1 or max(0, span[0] - _BEFORE)
    last = text.find(SEPARATOR, span[1], span[1] + _AFTER)
    last = min(len(text), span[1] + _AFTER) if last < 0 else last
    window = text[first:last]
    places = [at - first for at in hidden]
    possible: Counter[str] = Counter()
    where: dict[str, tuple[int, int]] = {}
    for alphabets in dict.fromkeys((_neighbours(text, hidden), (_DIGITS,) * len(hidden))):
        size = 1
        for alphabet in alphabets:
            size *= len(alphabet)
        fillings = list(product(*alphabets)) if size <= _FEW else list(_some(alphabets))
        seen: Counter[str] = Counter()
        for _, hit in search([_filled(window, places, filling) for filling in fillings]):
            covers = sum(hit.start <= at < hit.end for at in places) == len(places)
            if hit.blocks and covers and hit.kind not in _NOT_ASKED:
                seen[hit.kind] += 1
                where[hit.kind] = (first + hit.start, first + hit.end)
        for kind, count in seen.items():
            if size <= _FEW and kind not in _ANY_CHARACTER:
                possible[kind] += count
            else:
                possible[kind] += max(1, _size(kind, size, len(hidden)))
    few = [kind for kind, count in possible.items() if count < _LEAST_OF.get(kind, _LEAST_POSSIBLE)]
    if not few or len(few) < len(possible):
        return None
    kind = min(few, key=lambda item: possible[item])
    return Hit(kind, *where[kind], "medium")


def _size(kind: str, size: int, hidden: int) -> int:
    """How many values there are of a kind, where `size` fillings are possible."""
    if kind in _ANY_CHARACTER:
        return int(_ANY_CHARACTER[kind] ** hidden)
    return size // _CHECKED.get(kind, 1)


def _neighbours(text: str, hidden: Sequence[int]) -> tuple[str, ...]:
    """For each hidden character whether it is a letter or a digit, as what stands beside it."""
    found = []
    for at in hidden:
        beside = (text[place] for place in (at - 1, at + 1, at - 2, at + 2, at + 3) if 0 <= place < len(text))
        shown = next((one for one in beside if one.isascii() and one.isalnum() and one not in "Xx"), "0")
        found.append(_LETTERS if shown.isalpha() else _DIGITS)
    return tuple(found)


def _some(alphabets: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Fillings of which one has any check digit: the last character takes every value, the others a few."""
    for number in range(2):
        before = tuple(_BASES[alphabet is _LETTERS][number] for alphabet in alphabets[:-1])
        yield from ((*before, character) for character in alphabets[-1])


def _filled(window: str, places: Sequence[int], filling: Sequence[str]) -> str:
    characters = list(window)
    for place, character in zip(places, filling, strict=True):
        characters[place] = character
    return "".join(characters)
