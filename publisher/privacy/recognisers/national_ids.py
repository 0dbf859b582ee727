"""National ID numbers and the UI numbers of foreign residents, old and new; passports; health insurance cards.

Letter values, weights and forms: Ministry of the Interior, as restated by taiwan-id-validator 2.1.0 and checked
against it. The number of a person's driving licence is the ID number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import mul

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.prefilter import Cue
from publisher.privacy.recognisers.subject import Recogniser, Subject

_LETTER_VALUES = {
    letter: value
    for value, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", start=10)  # W 32, Z 33, I 34, O 35
}
_WEIGHTS = (7, 6, 5, 4, 3, 2, 1, 1)
"""Of the digits from the third character on; those before weigh 1, 9 (the letter) and 8."""

_NUMBER = re.compile(r"(?<![A-Za-z0-9])([A-Za-z])[- ]?([1289A-Da-d])([0-9]{8})(?![A-Za-z0-9])")
_SPACED = re.compile(r"(?<![A-Za-z0-9])([A-Za-z])[- ]?([1289A-Da-d])((?:[- ]?[0-9]){8})(?![A-Za-z0-9]|[- ][0-9])")
_MASKED = re.compile(
    r"(?<![A-Za-z0-9*])[A-Z](?=[0-9*X○●]*[*X○●]{2})(?=[*X○●]*[0-9])[12*X○●][0-9*X○●]{8}(?![A-Za-z0-9*])"
)
_CONTEXT = re.compile(r"身[分份]證|居留證|統一證號|證號|統一編號|駕照|駕駛執照|ID\s*(?:no|number)", re.IGNORECASE)
_PASSPORT = re.compile(
    r"(?:護照|passport)\s?(?:號碼|號)?\s?(?:no\.?|number)?[:\s(#為是]{0,3}([0-9]{9})(?![A-Za-z0-9])", re.IGNORECASE
)
_PASSPORT_ALONE = re.compile(r"(?<![A-Za-z0-9])[0-9]{9}(?![A-Za-z0-9])")
_NHI = re.compile(
    r"健康?保險?(?:IC)?卡?(?:卡號|號碼|號)?[:\s(為是]{0,3}([0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4})(?![A-Za-z0-9])"
)
_REACH = 40
_NHI_ALONE = re.compile(r"(?<![A-Za-z0-9])[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}(?![A-Za-z0-9])")


def is_valid_id(number: str) -> bool:
    """Whether a letter and nine characters (upper case) have the right check digit.

    One in ten random strings passes: a checksum alone is no proof.
    """
    first = _LETTER_VALUES[number[0]]
    second = _LETTER_VALUES[number[1]] % 10 if number[1].isalpha() else int(number[1])
    rest: int = sum(map(mul, map(int, number[2:]), _WEIGHTS))
    return (first // 10 + first % 10 * 9 + second * 8 + rest) % 10 == 0


def _kind_of(second: str) -> str:
    if second in "12":
        return "national_id"
    return "ui_no_new" if second in "89" else "ui_no_old"


def find_id_numbers(subject: Subject, _cues: Sequence[int]) -> Iterator[Hit]:
    """National ID and UI numbers, whole (checksum) or masked (low)."""
    for match in subject.in_runs(_NUMBER):
        letter, second, rest = match.groups()
        kind = _kind_of(second.upper())
        as_printed = letter.isupper() and len(match[0]) == 10
        valid = is_valid_id(f"{letter}{second}{rest}".upper())
        confidence: Confidence
        if valid and as_printed:
            confidence = "high"
        elif subject.wants(kind, *match.span(), _CONTEXT):
            confidence = "high" if valid else "medium"  # a slip of the pen in a national ID is still somebody's
        elif valid or as_printed:
            confidence = "medium" if valid else "low"
        else:
            continue
        yield Hit(kind, match.start(), match.end(), confidence)
    for match in subject.in_runs(_SPACED):
        kind = _kind_of(match[2].upper())
        number = re.sub("[- ]", "", match[0]).upper()
        if len(match[3]) > 8 and is_valid_id(number) and subject.wants(kind, *match.span(), _CONTEXT):
            yield Hit(kind, *match.span(), "medium")
    for match in subject.in_runs(_MASKED):
        yield Hit("national_id", match.start(), match.end(), "low")


def find_passports(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Passport numbers: nine digits behind the word, or under the label."""
    for match in subject.around(_PASSPORT, cues, 5, _REACH):
        yield Hit("passport", *match.span(1), "high")
    if "passport" in subject.hinted:
        for match in _PASSPORT_ALONE.finditer(subject.text):
            yield Hit("passport", match.start(), match.end(), "high")


def find_health_cards(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Health insurance card numbers: twelve digits behind the word, or under the label."""
    for match in subject.around(_NHI, cues, 3, _REACH):
        yield Hit("nhi_card", match.start(1), match.end(1), "high")
    if "nhi_card" in subject.hinted:
        for match in _NHI_ALONE.finditer(subject.text):
            yield Hit("nhi_card", match.start(), match.end(), "high")


RECOGNISERS = (
    Recogniser(
        ("national_id", "ui_no_new", "ui_no_old"),
        find_id_numbers,
        rough=r"(?:^|[^A-Za-z0-9])(?:[A-Za-z][- ]?[1289A-Da-d](?:[- ]?[0-9]){8}|[A-Z][12*X○●][0-9*X○●]{8})"
        r"(?:$|[^A-Za-z0-9])",
    ),
    Recogniser(("passport",), find_passports, (Cue("護", "照"), Cue("Ss", "Pp", "Oo"))),
    Recogniser(("nhi_card",), find_health_cards, (Cue("健", "保"), Cue("保", "險"))),
)
