"""Number plates of Taiwan and chassis or engine numbers: they name the owner through the register.

Plates are few characters long and look like many other things. The form since 2012 (three letters without I and
O, hyphen, four digits) is telling alone; the older ones need a word or a label beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.prefilter import Cue
from publisher.privacy.recognisers.subject import Recogniser, Subject, one_lower

_PLATE_WORDS = re.compile(r"車號|車牌|牌照|號牌|懸掛|plate", re.IGNORECASE)
_VEHICLE_WORDS = re.compile(
    r"車號|車牌|牌照|號牌|懸掛|plate|汽車|機車|轎車|貨車|客車|自小|自用車|車輛|小車|我的車|本車|該車|愛車"
    r"|車子|駕駛|騎乘|行照|重機|罰單|罰鍰|違規|過戶|驗車|燃料費|報廢|車主|拖吊",
    re.IGNORECASE,
)
_START = r"(?<![A-Za-z0-9])(?<![A-Za-z0-9]-)"
_END = r"(?![A-Za-z0-9]|-[A-Za-z0-9])"
_NEW = re.compile(_START + r"([A-HJ-NP-Z]{3})-([0-9]{4})" + _END)
_OLD_MOTORCYCLE = re.compile(
    _START + r"(?:(?=[A-Z0-9]{0,2}[A-Z])[A-Z0-9]{3}-[0-9]{3}|[0-9]{3}-[A-HJ-NP-Z]{3})" + _END
)
_OLD_CAR = re.compile(
    _START
    + r"(?=[A-Z0-9-]*[A-Z])"
    + r"(?:[A-Z0-9]{2}-[0-9]{4}|[0-9]{4}-[A-Z0-9]{2}|[A-Z0-9]{2}-[0-9]{2,3}|[0-9]{2,3}-[A-Z0-9]{2})"
    + _END
)
_SPECIAL = re.compile(
    r"(?:軍[A-Z0-9]?[- ]?[0-9]{4,5}|(?:使|領|外) ?[0-9]{3,4}|試 ?[0-9]{4}|臨 ?[0-9]{4,6})(?![A-Za-z0-9])"
)
# Written without its hyphen, with a space, or in small letters: only where a plate is expected.
_LOOSE = re.compile(
    r"(?<![A-Za-z0-9-])(?=[A-Za-z0-9 -]*[A-Za-z])(?=[A-Za-z0-9 -]*[0-9]{2})"
    r"(?:[A-Za-z]{3}[- ]?[0-9]{3,4}|[A-Za-z0-9]{2}[- ]?[0-9]{3,4}|[0-9]{3,4}[- ]?[A-Za-z0-9]{2,3}"
    r"|[A-Za-z][A-Za-z0-9]{2}[- ]?[0-9]{3})"
    r"(?![A-Za-z0-9]|-[A-Za-z0-9])"
)
_VIN = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-HJ-NPR-Z0-9]*[0-9])(?=[A-HJ-NPR-Z0-9]*[A-HJ-NPR-Z])[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9])"
)
_ENGINE = re.compile(
    r"(?:引擎|車身)(?:號碼|號)[:\s]{0,3}((?=[A-Z0-9-]*[0-9])[A-Z0-9][A-Z0-9-]{4,16})(?![A-Za-z0-9-])"
)
_ENGINE_ALONE = re.compile(r"(?<![A-Za-z0-9-])(?=[A-Z0-9-]*[0-9])[A-Z0-9][A-Z0-9-]{4,16}(?![A-Za-z0-9-])")
_VIN_WORDS = re.compile(r"車身|車架|引擎|VIN", re.IGNORECASE)

# Series written letters-hyphen-number whose letters could be a plate's (own list): low unless expected.
_SERIES_NAMES = "CNS JAS RFC SAE CVE FCC NCC UTF PDF CSV XML USB REV VER FAX TEL EXT TWD USD EUR HKD GBP CHF AUD"
_SERIES = frozenset(_SERIES_NAMES.split())
_MONTHS = frozenset(("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "DEC"))
_PERIOD = re.compile(r"[0-9]{2,4}-(?:Q[1-4]|H[12]|W[0-9]{1,2})")


def find_plates(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Number plates of every series. One plate may fit several; the caller keeps the surest hit."""
    hinted = "plate_car_new" in subject.hinted
    for match in subject.in_runs(_NEW):
        expected = hinted or subject.near(*match.span(), _VEHICLE_WORDS)
        confidence: Confidence = "high" if expected else "medium"
        if not expected and _is_series(match[1], match[2]):
            confidence = "low"
        elif not expected and subject.numbered:
            confidence = one_lower(confidence)
        kind = "plate_motorcycle" if match[1][0] in "ML" or match[1][:2] in ("EM", "EP", "EW") else "plate_car_new"
        yield Hit(kind, match.start(), match.end(), confidence)
    for kind, pattern in (("plate_motorcycle", _OLD_MOTORCYCLE), ("plate_car_old", _OLD_CAR)):
        for match in subject.in_runs(pattern):
            if hinted or subject.near(*match.span(), _PLATE_WORDS):
                yield Hit(kind, match.start(), match.end(), "high")
            elif subject.near(*match.span(), _VEHICLE_WORDS):
                yield Hit(kind, match.start(), match.end(), "medium")
            elif not (subject.numbered or match[0][:3] in _SERIES | _MONTHS or _PERIOD.fullmatch(match[0])):
                yield Hit(kind, match.start(), match.end(), "low")
    yield from _expected_only(subject, cues, hinted=hinted)


def _expected_only(subject: Subject, cues: Sequence[int], *, hinted: bool) -> Iterator[Hit]:
    for match in _SPECIAL.finditer(subject.text) if hinted else subject.around(_SPECIAL, cues, 20, 40):
        if hinted or subject.near(*match.span(), _PLATE_WORDS):
            yield Hit("plate_special", match.start(), match.end(), "medium")
    for match in subject.in_runs(_LOOSE) if hinted else subject.around(_LOOSE, cues, 20, 40):
        if (hinted or subject.near(*match.span(), _PLATE_WORDS, before=8)) and match[0][:3].upper() not in _SERIES:
            yield Hit("plate_car_new", match.start(), match.end(), "medium")


def _is_series(letters: str, digits: str) -> bool:
    return letters in _SERIES or (letters in _MONTHS and digits[:2] in ("19", "20"))


def find_chassis_numbers(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Chassis numbers (ISO 3779: 17 characters without I, O, Q); engine numbers behind their word or label.

    The check digit is North American and not required in Taiwan.
    """
    hinted = "vin" in subject.hinted
    for match in subject.in_runs(_VIN):
        expected = hinted or subject.near(*match.span(), _VIN_WORDS)
        confidence: Confidence = "high" if expected else ("low" if subject.numbered else "medium")
        yield Hit("vin", match.start(), match.end(), confidence)
    for match in subject.around(_ENGINE, cues, 1, 40):
        yield Hit("vin", match.start(1), match.end(1), "medium")
    if hinted:
        for match in _ENGINE_ALONE.finditer(subject.text):
            yield Hit("vin", match.start(), match.end(), "medium")


RECOGNISERS = (
    Recogniser(
        ("plate_car_new", "plate_car_old", "plate_motorcycle", "plate_special"),
        find_plates,
        (Cue("車", "號牌"), Cue("牌", "照"), Cue("號", "牌"), Cue("懸", "掛"), Cue("Pp", "Ll")),
        r"[A-Z][A-Z0-9]{0,2}-[0-9]{2,4}|[0-9]{1,2}[A-Z][A-Z0-9]?-[0-9]{2,4}|[0-9]{2,4}-[A-Z0-9]{0,2}[A-Z]",
    ),
    Recogniser(
        ("vin",),
        find_chassis_numbers,
        (Cue("引", "擎"), Cue("車", "身")),
        r"(?:^|[^A-Za-z0-9])[A-HJ-NPR-Z0-9]{17}(?:$|[^A-Za-z0-9])",
    ),
)
