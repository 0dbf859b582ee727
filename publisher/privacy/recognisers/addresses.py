"""Postal addresses down to the house number: 縣市, 鄉鎮市區, 村里, 鄰, 路街段巷弄, 號, 樓."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.prefilter import DIGITS, NUMERALS, Cue
from publisher.privacy.recognisers.subject import Recogniser, Subject
from publisher.privacy.taiwan_addresses import CITY_PATTERN

_NUMBER = r"(?:[0-9]{1,4}|[〇零○一二三四五六七八九十百]{1,5})"
_HOUSE = rf"{_NUMBER}(?: ?[之-] ?{_NUMBER})? ?號(?:之{_NUMBER})?"
_FLOOR = rf"(?: ?,? ?(?:地下)?(?:{_NUMBER} ?[樓Ff](?:層)?)(?:[之-]{_NUMBER})?)?(?: ?[0-9A-Za-z]{{1,4}}室)?"
_NO_COUNTER = r"(?!窗口|櫃|機臺|機台|線|案|令|函|出口|公車|停車|次)"
_HAN = r"[\u4e00-\u9fff]"

_FULL = re.compile(
    rf"(?:[0-9]{{3}}(?:[0-9]{{2,3}})? ?)?{CITY_PATTERN}(?P<body>[\u4e00-\u9fff0-9〇○ ,()之-]{{0,34}}?)"
    rf"(?P<house>{_HOUSE}){_NO_COUNTER}{_FLOOR}"
)
_PLACE = re.compile(r"路|街|大道|段|巷|弄|[村里鄰莊寮社]|區|鄉|鎮|市")
_NO_ADDRESS = re.compile(r"政府|編號|路燈|電桿|站牌|字第|第[0-9〇○零一二三四五六七八九十百]*$|公告|法院")
_PARTIAL = re.compile(
    rf"(?:{_HAN}{{1,3}}[鄉鎮市區])?(?:{_HAN}{{1,4}}[村里])?(?:{_NUMBER}鄰)?"
    rf"{_HAN}{{1,6}}(?:路|街|大道)(?:{_NUMBER}段)?(?:{_NUMBER}巷)?(?:{_NUMBER}弄)?{_HOUSE}{_NO_COUNTER}{_FLOOR}"
)
_RURAL = re.compile(rf"{_HAN}{{1,4}}[村里](?:{_NUMBER}鄰)(?:{_HAN}{{1,5}})?(?:{_HOUSE}{_FLOOR})?")
_DISTRICT = re.compile(rf"^{_HAN}{{1,3}}[鄉鎮市區]{_HAN}")
_HOUSE_NUMBER = re.compile(rf"(?<![第0-9〇○零一二三四五六七八九十百]){_NUMBER} ?號$|[村里]{_NUMBER}鄰$")
_VERB = re.compile(r"(?:[我家居]?住[在於]?|位[在於]|寄[到至]|送[到至達]|[在於])")
_STREET = re.compile(r"[路街道段巷弄村里鄰莊寮社區鄉鎮市]")
_CONTEXT = re.compile(r"住|地址|戶籍|通訊處|居所|家在|寄到|寄至|送達")


def find_addresses(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Addresses with a house number; without a city they need a district, a word or a label to count fully."""
    text = subject.text
    houses = [place for place in cues if _HOUSE_NUMBER.search(text, max(0, place - 7), place + 1)]
    stretches = [found for found in subject.stretches(houses, 70, 24) if _STREET.search(text, *found)]
    for match in _in(_FULL, text, stretches):
        if _PLACE.search(match["body"]) and not _NO_ADDRESS.search(match["body"]):
            yield Hit("address", match.start(), match.end(), "high")
    for match in _in(_PARTIAL, text, stretches):
        if _NO_ADDRESS.search(match[0]):
            continue
        sure = subject.wants("address", *match.span(), _CONTEXT) or bool(_CONTEXT.search(match[0]))
        verb = _VERB.match(match[0])
        start = match.start() + (verb.end() if verb else 0)
        confidence: Confidence = "medium" if sure or _DISTRICT.match(text[start : match.end()]) else "low"
        yield Hit("address", start, match.end(), confidence)
    for match in _in(_RURAL, text, stretches):
        sure = subject.wants("address", *match.span(), _CONTEXT)
        yield Hit("address", match.start(), match.end(), "medium" if sure and "號" in match[0] else "low")


def _in(pattern: re.Pattern[str], text: str, stretches: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    for start, end in stretches:
        yield from pattern.finditer(text, start, end)


RECOGNISERS = (Recogniser(("address",), find_addresses, (Cue(f"{DIGITS}{NUMERALS} ", "號鄰"),)),)
