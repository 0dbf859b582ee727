"""Telephone numbers of Taiwan: mobile numbers, and land lines by area code and the length it has.

Toll-free numbers (0800, 0809), 1999, 412-xxxx and other service numbers belong to no person and are not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.subject import Recogniser, Subject, one_lower

_CONTEXT = re.compile(
    r"電話|手機|行動|聯絡|聯繫|連絡|來電|致電|去電|回電|撥|門號|專線|傳真|TEL|FAX|Phone|Mobile", re.IGNORECASE
)
_START = r"(?<![0-9.])(?<![0-9]-)"
_END = r"(?![0-9]|[-.][0-9])"
_SEPARATOR = r"(?: ?[-._/] ?| {1,2})?"
_ABROAD = r"(?:\(?\+?|00[1-9]?[- ]?)886\)?[- ]?(?:\(0\)|0)?[- ]?"

_MOBILE = re.compile(
    _START
    + rf"(?:{_ABROAD}9[0-9]{{2}}|\(09[0-9]{{2}}\)|09[0-9]{{2}})"
    + _SEPARATOR
    + r"[0-9]{3}"
    + _SEPARATOR
    + r"[0-9]{3}"
    + _END
    + "|"
    + _START
    + r"(?:09-[0-9]{4}-[0-9]{4}|09[0-9]{2}(?:-[0-9]{2}){3}|0 9(?: [0-9]){8})"
    + _END
)
_MOBILE_MASKED = re.compile(
    _START + r"09[0-9]{2}[- ]?(?=[0-9*Xx●○]{0,3}[- ]?[*Xx●○])[0-9*Xx●○]{3}[- ]?[0-9*Xx●○]{3}(?![0-9])"
)

# Area code -> lengths of the number behind it; longer codes first, because 037 also starts with 03.
_AREAS = {
    "0826": (5,),
    "0836": (5,),
    "037": (6,),
    "049": (7,),
    "082": (6,),
    "089": (6,),
    "02": (8,),
    "03": (7,),
    "04": (8, 7),
    "05": (7,),
    "06": (7,),
    "07": (7,),
    "08": (7,),
}
_GROUPS = {
    8: r"[0-9]{4}(?: ?- ?| )?[0-9]{4}",
    7: r"[0-9]{3}(?: ?- ?| )?[0-9]{4}",
    6: r"(?:[0-9]{3}(?: ?- ?| )?[0-9]{3}|[0-9]{2}-[0-9]{4})",
    5: r"[0-9]{5}",
}
_LOCAL = "|".join(
    f"{area[1:]}\\)?(?: ?- ?| )?{_GROUPS[length]}(?![0-9])"
    for area, lengths in _AREAS.items()
    for length in lengths
)
_EXTENSION = re.compile(r"\s?(?:#|轉|分機|ext\.?)\s?[0-9]{1,6}(?![0-9])", re.IGNORECASE)
_LANDLINE = re.compile(_START + r"(?:(?:\((?=0[0-9]{1,3}\)))?0|" + _ABROAD + ")(?:" + _LOCAL + ")" + _END)
# Without its area code: only under a label. 412-xxxx and 449-xxxx are service numbers.
_LOCAL_ONLY = re.compile(
    r"(?<![0-9A-Za-z.-])(?!4(?:12|49)-?[0-9]{4}(?![0-9]))[2-8][0-9]{2,3}-?[0-9]{4}(?![0-9A-Za-z-]|\.[0-9])"
)
_COUNTED = re.compile(r"數|量|次|率|分|秒")
# A spreadsheet that took the column for numbers has lost the zero in front.
_MOBILE_NO_ZERO = re.compile(r"(?<![0-9A-Za-z.-])9[0-9]{8}(?![0-9A-Za-z-]|\.[0-9])")


def find_mobiles(subject: Subject, _cues: Sequence[int]) -> Iterator[Hit]:
    """Mobile numbers: 09 and eight digits, or +886 9; masked ones are low."""
    for match in subject.in_runs(_MOBILE):
        expected = subject.wants("mobile", *match.span(), _CONTEXT)
        confidence: Confidence = "high"
        if _is_part(subject.text, *match.span()) or (subject.numbered and not expected):
            confidence = "low"  # the tail of a document or part number
        yield Hit("mobile", match.start(), match.end(), confidence)
    if "mobile" in subject.hinted:
        for match in subject.in_runs(_MOBILE_NO_ZERO):
            yield Hit("mobile", match.start(), match.end(), "high")
    for match in subject.in_runs(_MOBILE_MASKED):
        yield Hit("mobile", match.start(), match.end(), "low")


def find_landlines(subject: Subject, _cues: Sequence[int]) -> Iterator[Hit]:
    """Land lines: area code and the number of digits it has; bare digits need a word or a label beside them."""
    for match in subject.in_runs(_LANDLINE):
        expected = subject.wants("landline", *match.span(), _CONTEXT)
        extension = _EXTENSION.match(subject.text, match.end())
        confidence: Confidence = "medium" if extension or not match[0].isdigit() else "low"
        if _is_part(subject.text, *match.span()) or (subject.numbered and not expected):
            confidence = one_lower(confidence)
        elif expected:
            confidence = "high"
        yield Hit("landline", match.start(), extension.end() if extension else match.end(), confidence)
    if "landline" in subject.hinted and not _COUNTED.search(subject.label):
        for match in subject.in_runs(_LOCAL_ONLY):
            yield Hit("landline", *match.span(), "medium")


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether it touches a letter, or is a document's number (第0900000002號)."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return before == "第" or any(side.isascii() and side.isalpha() for side in (before, after) if side)


RECOGNISERS = (
    Recogniser(
        ("mobile",),
        find_mobiles,
        rough=r"(?:^|[^0-9.])(?:09[0-9]{2}\)?[-._/ ]{0,3}[0-9*Xx●○]{2}|09-[0-9]{4}-|0 9 [0-9] [0-9])"
        r"|886[-() 0]{0,4}9",
    ),
    Recogniser(
        ("landline",),
        find_landlines,
        rough=r"(?:^|[^0-9.])0[2-8][0-9]{0,2}\)?[- ]{0,3}[0-9]{2,4}[- ]{0,3}[0-9]{3}|886[-() 0]{0,4}[2-8]",
    ),
)
