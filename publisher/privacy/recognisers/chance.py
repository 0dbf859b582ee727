"""What looks like personal data by chance: how often it is seen in a column, beside how often chance has it.

Of random numbers one in ten has the right check digit of an ID. Of random letters and digits some read as a number
or an account, and the more records there are, the surer one of them does: a column of pseudonyms must not be held
for that. What chance has is counted on codes drawn of the same characters.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from publisher.privacy.recognisers.financial import looks_like_iban
from publisher.privacy.recognisers.kinds import BLOCKING, Confidence
from publisher.privacy.recognisers.normalise import normalise

Seen = dict[tuple[str, Confidence], int]
"""Of one value: kinds and confidences seen, with the length of the first of each."""
Search = Callable[[Sequence[str], frozenset[str]], int]
"""In how many texts something of one of the kinds is found that blocks."""

_LEAST = 8
"""Values of a form from which a column is judged as one."""
_SIGMAS = 3.0
_FORMS = (
    (frozenset({"national_id", "ui_no_new", "ui_no_old"}), re.compile(r"[A-Z][1289A-D][0-9]{8}").fullmatch, 10),
    (frozenset({"card"}), re.compile(r"[2-6][0-9]{13,15}").fullmatch, 10),
    (frozenset({"iban"}), looks_like_iban, 97),
)
"""Kinds with check digits, their form without separators, and of how many random values one has the right ones."""
CHECKED = frozenset(kind for kinds, *_ in _FORMS for kind in kinds)

_CODE = re.compile(r"[A-Za-z0-9_-]{6,64}")
_CODE_SHARE = 0.9
_LEAST_MIXED = 4
"""Places of a code that hold letters in some values and digits in others, from which it is drawn by chance."""
_FEW = 0.05
_LEAST_DRAWN, _MOST_DRAWN = 100_000, 400_000
_HARDLY = 0.001
"""So seldom may chance bring what was found and still be the reason."""


def check_digits_by_chance(
    values: Sequence[str], hits: Mapping[str, Seen], hinted: frozenset[str]
) -> frozenset[str]:
    """The kinds whose check digits are right about as often as by chance, where the label does not name them."""
    found: frozenset[str] = frozenset()
    for kinds, form, one_in in _FORMS:
        if kinds & hinted:
            continue
        of_form, right = _counted(values, hits, kinds, form)
        if of_form >= _LEAST and 2 * right <= of_form and not _is_often(right, of_form, one_in):
            found |= kinds
    return found


def is_checked(values: Sequence[str], hits: Mapping[str, Seen], kind: str) -> bool:
    """Whether check digits are right more often than by chance: what the owner declares cannot be so."""
    kinds, form, one_in = next(item for item in _FORMS if kind in item[0])
    of_form, right = _counted(values, hits, kinds, form)
    return _is_often(right, of_form, one_in)


def _counted(
    values: Sequence[str], hits: Mapping[str, Seen], kinds: frozenset[str], has_form: Callable[[str], object]
) -> tuple[int, int]:
    """How many different values have the form as a whole, and how many of these the right check digit."""
    whole = [value for value in values if has_form(re.sub(r"[-\s]", "", normalise(value).text).upper())]
    right = sum(bool(_blocking(hits.get(value, {})) & kinds) for value in whole)
    return len(whole), right


def _is_often(right: int, of_form: int, one_in: int) -> bool:
    """Whether so many are more than three standard deviations (binomial) over one in so many."""
    expected = of_form / one_in
    return right > expected + _SIGMAS * math.sqrt(expected * (1 - 1 / one_in)) + 1


def _blocking(seen: Seen) -> frozenset[str]:
    return frozenset(kind for kind, confidence in seen if confidence in BLOCKING)


@dataclass(frozen=True, slots=True)
class RandomCodes:
    """Values of a column that are random codes of one form; `places` are the characters each place may have."""

    values: frozenset[str]
    places: tuple[str, ...]

    def drawn(self, count: int) -> list[str]:
        """Codes as chance would have them, the same at every call."""
        chance = random.Random(0)  # noqa: S311 - counts, no secrets
        return ["".join(map(chance.choice, self.places)) for _ in range(count)]


def codes_of(values: Sequence[str]) -> RandomCodes | None:
    """The codes of a column that holds hardly anything else, or nothing."""
    lengths = Counter(len(value) for value in values if _CODE.fullmatch(value))
    length, count = max(lengths.items(), key=lambda item: item[1], default=(0, 0))
    if count < max(_LEAST, _CODE_SHARE * len(values)):
        return None
    codes = [value for value in values if len(value) == length and _CODE.fullmatch(value)]
    seen = ["".join(sorted(set(place))) for place in zip(*codes, strict=True)]
    mixed = [bool(re.search("[A-Za-z]", place) and re.search("[0-9]", place)) for place in seen]
    if sum(mixed) < _LEAST_MIXED:
        return None
    every = "".join(
        sorted({one for place, is_mixed in zip(seen, mixed, strict=True) if is_mixed for one in place})
    )
    places = tuple(every if is_mixed else place for place, is_mixed in zip(seen, mixed, strict=True))
    return RandomCodes(frozenset(codes), places)


def seen_by_chance(
    codes: RandomCodes, hits: Mapping[str, Seen], hinted: frozenset[str], search: Search
) -> frozenset[str]:
    """The kinds that few of the codes look like, about as many as of codes drawn by chance."""
    count = Counter(kind for value in codes.values for kind in _blocking(hits.get(value, {})))
    few = {kind: number for kind, number in count.items() if number <= max(1, _FEW * len(codes.values))}
    found = set()
    drawn = codes.drawn(max(_LEAST_DRAWN, min(4 * len(codes.values), _MOST_DRAWN))) if few else []
    for kind, number in few.items():
        if kind not in hinted:
            expected = search(drawn, frozenset({kind})) / len(drawn) * len(codes.values)
            if _at_least(number, expected) >= _HARDLY:
                found.add(kind)
    return frozenset(found)


def _at_least(number: int, expected: float) -> float:
    """How probable so many or more are where `expected` are to be expected (Poisson)."""
    if number <= expected:
        return 1.0
    if expected == 0:
        return 0.0
    logs = (count * math.log(expected) - expected - math.lgamma(count + 1) for count in range(number))
    return 1.0 - math.fsum(map(math.exp, logs))
