"""National ID numbers and the UI numbers of foreign residents, old and new.

Forms: Ministry of the Interior, as restated by taiwan-id-validator 2.1.0 and checked against it. The number of a
person's driving licence is the ID number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.model.id_numbers import LETTER_VALUES, is_valid_id
from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.prefilter import NUMERALS, UPPER, Cue
from publisher.privacy.recognisers.subject import Recogniser, Subject

_LENGTH = 10

# What may stand between the characters: one separator, the end of a line with a hyphen or without.
_GAP = r"(?: ?[-._/] ?| |-?\r?\n {0,4})"
_START = r"(?:(?<![A-Za-z0-9])|(?<=ID)|(?<=Id)|(?<=id)|(?<=[Nn][Oo]))"
# The number of a food business: a letter, the number of a company, and -00000-0 behind.
_NO_REGISTRATION = r"(?!-[0-9]{5}-[0-9](?![0-9]))"
_NUMBER = re.compile(_START + r"([A-Za-z])[- ]?([1289A-Da-d])([0-9]{8})(?![A-Za-z0-9])" + _NO_REGISTRATION)
_SPACED = re.compile(
    _START + rf"([A-Za-z])({_GAP}?)([1289A-Da-d])((?:{_GAP}?[0-9]){{8}})(?![A-Za-z0-9]|[-.][0-9])"
)
# Read by a machine: O for 0, I or l for 1. Only where a number is expected.
_MISREAD = re.compile(_START + r"([A-Za-z])([12Il|])([0-9OoIl|SB]{8})(?![A-Za-z0-9])")
_AS_DIGITS = str.maketrans("OoIl|SB", "0011158")
# Said aloud: a letter and nine numerals.
_SPOKEN = re.compile(
    r"(?<![A-Za-z0-9])(?P<letter>[A-Za-z])[-、, ]{0,2}"
    r"(?P<digits>[一二八九](?:[-、, ]?[零〇○一二三四五六七八九]){8})"
    r"(?![零〇○一二三四五六七八九十百千萬])"
)
_SPOKEN_DIGITS = str.maketrans("零〇○一二三四五六七八九", "000123456789")
_DATE_BEHIND = re.compile(r"(?:19|20)[0-9]{2}[-./]?(?:0[1-9]|1[0-2])[-./]?(?:0[1-9]|[12][0-9]|3[01])$")
_HIDDEN = "*Xx#?_●○•◯▲"
_MASKED = re.compile(
    rf"(?<![A-Za-z0-9*])(?=[^{_HIDDEN}]{{0,9}}[{_HIDDEN}])(?=[A-Z{_HIDDEN}]{{0,9}}[0-9])"
    rf"[A-Z{_HIDDEN}][1289A-D{_HIDDEN}][0-9{_HIDDEN}]{{8}}(?![A-Za-z0-9*])"
)
# A part of a number, without what was cut off: under a label that says what it is.
_PART = re.compile(r"(?<![A-Za-z0-9*])(?:[A-Z][0-9]{5,8}|[0-9]{5,9})(?![A-Za-z0-9*])")
LEAST_POSSIBLE = 1000
"""Numbers that a masked or shortened one must leave possible, the check digit counted.

The usual official mask, of the last four digits, leaves just so many."""
_CONTEXT = re.compile(
    r"身[分份]證|身證|居留證|統一證號|證號|證件|統一編號|統號|駕照|駕駛執照|\bID\b|national id|identity|ARC",
    re.IGNORECASE,
)
_INVOICE = re.compile(
    r"發票|字軌|載具|invoice|收據|訂單|料號|序號|批號|案號|單號|編號|order|serial", re.IGNORECASE
)


def _kind_of(second: str) -> str:
    if second in "12":
        return "national_id"
    return "ui_no_new" if second in "89" else "ui_no_old"


def find_id_numbers(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """National ID and UI numbers, whole (checksum), in groups or over the end of a line, or masked (low)."""
    for match in subject.in_runs(_NUMBER):
        letter, second, rest = match.groups()
        kind = _kind_of(second.upper())
        as_printed = letter.isupper() and len(match[0]) == 10
        valid = is_valid_id(f"{letter}{second}{rest}".upper())
        confidence: Confidence
        if subject.wants(kind, *match.span(), _CONTEXT):
            confidence = "high" if valid else "medium"  # a slip of the pen in a national ID is still somebody's
        elif valid and as_printed:
            other = subject.near(*match.span(), _INVOICE, before=8) or subject.numbered
            confidence = "low" if other and kind == "ui_no_old" else "high"  # two letters: an invoice's form, too
        elif valid or as_printed:
            confidence = "medium" if valid else "low"
        else:
            continue
        yield Hit(kind, match.start(), match.end(), confidence)
    yield from _in_groups(subject)
    for match in subject.around(_SPOKEN, cues, 4, 24):
        digits = re.sub("[-、, ]", "", match["digits"]).translate(_SPOKEN_DIGITS)
        kind = _kind_of(digits[0])
        if is_valid_id(match["letter"].upper() + digits) or subject.wants(kind, *match.span(), _CONTEXT):
            yield Hit(kind, *match.span(), "medium")
    for match in subject.in_runs(_MASKED):
        if not _is_mask(match[0]) and "national_id" not in subject.hinted:
            continue
        confidence = "medium" if possible(match[0]) < LEAST_POSSIBLE else "low"
        yield Hit("national_id", match.start(), match.end(), confidence)
    if "national_id" in subject.hinted:
        for match in _PART.finditer(subject.text):
            if _possible_of_part(match[0]) < LEAST_POSSIBLE:
                yield Hit("national_id", *match.span(), "medium")


def _is_mask(text: str) -> bool:
    """Whether a text is masked for sure: one X may as well end the code of an agency (A99000000X)."""
    hidden = [character for character in text if character in _HIDDEN]
    return len(hidden) > 1 or hidden[0] in "*●○•◯▲"


def possible(masked: str) -> int:
    """How many numbers a masked one of ten characters may be; of all letters and digits one in ten is right."""
    letters = 1 if masked[0].isalpha() and masked[0] not in _HIDDEN else len(LETTER_VALUES)
    seconds = 1 if masked[1] in "1289ABCD" else 2
    hidden = sum(not character.isdigit() for character in masked[2:])
    return max(1, letters * seconds * int(10**hidden) // 10)


def _possible_of_part(part: str) -> int:
    """The same of a number cut short: with its letter the end is missing, without it the beginning."""
    if part[0].isalpha():
        return possible(part.ljust(_LENGTH, "*"))
    return possible(part.rjust(_LENGTH, "*"))


def _in_groups(subject: Subject) -> Iterator[Hit]:
    """Numbers with separators inside; the check digit has to be right, or a word says what is meant."""
    for match in subject.in_runs(_SPACED):
        number = re.sub(r"[^A-Za-z0-9]", "", match[0]).upper()
        if len(match[4]) + len(match[2]) == 8 or (len(match[4]) == 8 and match[2] in ("-", " ")):
            continue  # whole, and found already
        kind = _kind_of(number[1])
        expected = subject.wants(kind, *match.span(), _CONTEXT)
        one_kind = len(set(_gaps(match[0]))) == 1
        if not expected and _IN_A_LINK.search(subject.text, max(0, match.start() - 40), match.start()):
            continue
        if (expected and one_kind) or (is_valid_id(number) and (expected or _tells(match, number))):
            yield Hit(kind, *match.span(), "medium")
    for match in subject.in_runs(_MISREAD):
        number = (match[1] + (match[2] + match[3]).translate(_AS_DIGITS)).upper()
        misread = not match[0][1:].isdigit() and is_valid_id(number)
        if misread and subject.wants("national_id", *match.span(), _CONTEXT):
            yield Hit("national_id", *match.span(), "medium")


_IN_A_LINK = re.compile(
    r"[?&](?:[ro]id|[a-z_]{0,12}(?:resource|dataset|data|document|doc|file|item|product|layer|table|ref|code|key|sku)"
    r"(?:[_-]?(?:id|no))?)=$"
    r"|/(?:datasets?|resources?|files?|items?|documents?|layers?|products?|data|downloads?)/$",
    re.IGNORECASE,
)
"""A part of a link that names a thing: its groups are those of another number."""


def _gaps(text: str) -> list[str]:
    return re.findall(r"[^A-Za-z0-9]+", text)


def _tells(match: re.Match[str], number: str) -> bool:
    """Whether groups tell by themselves: one kind of separator, and no date behind a letter and a digit."""
    return len(set(_gaps(match[0]))) == 1 and not _DATE_BEHIND.search(match[0]) and not _DATE_BEHIND.search(number)


RECOGNISERS = (
    Recogniser(
        ("national_id", "ui_no_new", "ui_no_old"),
        find_id_numbers,
        (Cue(f"{UPPER}{UPPER.lower()}-、, ", "一二八九", f"{NUMERALS}-、, "),),
        rough=(
            r"(?:^|[^A-Za-z0-9]|[Ii][Dd]|[Nn][Oo])(?:[A-Za-z][-._/ \r\n]{0,6}[1289A-Da-dIl"
            r"|](?:[-._/ \r\n]{0,6}[0-9OoIl|SB]){8}"
            r"|[A-Z*Xx#?_●○•◯▲][1289A-D*Xx#?_●○•◯▲][0-9*Xx#?_●○•◯▲]{8})(?:$|[^A-Za-z0-9])"
        ),
    ),
)
