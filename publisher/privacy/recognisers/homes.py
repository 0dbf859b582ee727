"""Coordinates of a home: a pair beside a word for where somebody lives, or beside a person (`beside.py`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.prefilter import DIGITS, Cue
from publisher.privacy.recognisers.subject import Recogniser, Subject

_DEGREES = r"[NESW北東南西]?緯?經?度? ?:? ?-?[0-9]{1,3}\.[0-9]{3,}[°度]? ?[NESW]?"
_SECONDS = (
    r"[NESW北東南西]?緯?經? ?[0-9]{1,3} ?[°度] ?[0-9]{1,2}(?:\.[0-9]+)? ?['′分]"
    r"(?: ?[0-9]{1,2}(?:\.[0-9]+)? ?(?:[\"″秒]|['′]{2})?)? ?[NESW]?"
)
_PAIR = re.compile(
    rf"(?i)(?<![0-9.A-Za-z])(?P<one>{_DEGREES}|{_SECONDS})(?: ?[,，、;/|] ?|\s{{0,3}})(?:[東北]經?緯?|[NE]"
    rf"|[A-Za-z_\"'&?]{{0,6}}(?:lon(?:gitude)?|lng|long)[\"']?|[XYxy])?[:= ]{{0,2}}"
    rf"(?P<other>{_DEGREES}|{_SECONDS})(?![0-9])"
)
_GRID = re.compile(
    r"(?<![0-9.])(?P<one>[12][0-9]{5}(?:\.[0-9]+)?)(?: ?[,，、;/] ?"
    r"|\s{1,3})(?:[YyNn] ?[:=] ?)?(?P<other>2[3-8][0-9]{5}(?:\.[0-9]+)?)(?![0-9.])"
)
_HOME = re.compile(
    r"住家|自家|到宅|居服|老太太|老先生|緊急救援|[嬤公爸媽婆爺奶伯叔姨姐姊哥弟妹]家|住處|住所|住址|住宅|住在|家中|家裡|自宅|宅|居所|居住|戶籍|老家|家門|租屋|我家|他家|她家|家的"
    r"|(?<![專國農店商廠管])家(?= ?(?:[:(座位定TWD]|$))"
    r"|個案|案[家主]|病患|長者|受訪|家戶|家訪|訪視|獨居|居家|補助戶|列冊|家定位|家門口"
    r"|\bhome\b|\bhouse\b|residence|\blives?\b|resides|dwelling",
    re.IGNORECASE,
)
_BEFORE, _BEHIND = 40, 24
_LINK = re.compile(r"https?://[^\s\u4e00-\u9fff\ufdd0]*$")
"""A link to a map that ends in the pair: the words stand before it."""
_END = re.compile("[。;\\n\ufdd0]")
_LONGEST_LINK = 120


def find_home_coordinates(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Pairs of degrees (WGS84) or of metres (TWD97) shortly behind a word for a home."""
    for pattern in (_PAIR, _GRID):
        for match in chain(subject.in_runs(pattern), subject.around(pattern, cues, 24, 24)):
            link = _LINK.search(subject.text, max(0, match.start() - _LONGEST_LINK), match.start())
            start = link.start() if link else match.start()
            behind = _END.split(subject.text[match.end() : match.end() + _BEHIND])[0]
            if (
                _HOME.search(behind)
                or subject.near(start, match.end(), _HOME, before=_BEFORE)
                or _HOME.search(subject.label)
            ):
                yield Hit("coordinates", match.start("one"), match.end(), "medium")
            else:
                yield Hit("coordinates", match.start("one"), match.end(), "faint")


RECOGNISERS = (
    Recogniser(
        ("coordinates",),
        find_home_coordinates,
        (Cue(f"{DIGITS}° ", "、東北經緯度", f"{DIGITS}緯經度: 東北、,"), Cue(DIGITS, "°", f"{DIGITS} NESW")),
        rough=(
            r"[0-9]{1,3}\.[0-9]{3,}.{1,18}[0-9]{1,3}\.[0-9]{3}|[0-9]°"
            r"|[12][0-9]{5}(?:\.[0-9]+)?[,;/ ]{1,3}(?:[YyNn] ?[:=] ?)?2[3-8][0-9]{5}"
        ),
    ),
)
