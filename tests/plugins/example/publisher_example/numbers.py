"""The Dutch citizen service number (BSN): nine digits that pass the test of eleven."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.subject import Recogniser, Subject

_FORM = re.compile(r"(?<![0-9A-Za-z.-])[0-9]{9}(?![0-9A-Za-z-])")
_WORDS = re.compile(r"BSN|burgerservicenummer|sofinummer", re.IGNORECASE)


def passes(digits: str) -> bool:
    """The test of eleven: weights 9 to 2, and -1 for the last digit."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return any(map(int, digits)) and sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0


def find(subject: Subject, _cues: Sequence[int]) -> Iterator[Hit]:
    """High where the number's name stands beside it."""
    for match in subject.in_runs(_FORM):
        if passes(match[0]):
            named = subject.wants("national_id", *match.span(), _WORDS)
            yield Hit("national_id", *match.span(), "high" if named else "low")


CITIZEN_SERVICE_NUMBER = Recogniser(("national_id",), find, rough="[0-9]{9}")
