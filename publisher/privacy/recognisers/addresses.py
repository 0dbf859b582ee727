"""Postal addresses down to the house number: 縣市, 鄉鎮市區, 村里, 鄰, 路街段巷弄, 號, 樓."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.names import is_organisation
from publisher.privacy.recognisers.offices import (
    is_a_label_of_an_office,
    is_an_address_of_offices,
    is_of_an_office,
)
from publisher.privacy.recognisers.prefilter import DIGITS, NUMERALS, Cue
from publisher.privacy.recognisers.subject import SEPARATOR, Recogniser, Subject
from publisher.privacy.taiwan_addresses import CITY_PATTERN

_NUMBER = r"(?:[0-9]{1,4}|[〇零○一二三四五六七八九十百]{1,5})"
_ZIP = r"(?<![0-9])(?<![0-9][- .])[1-9][0-9]{2}(?:[0-9]{2,3})? ?"
_GAP = r"(?: {0,2}|\r?\n {0,4})"
"""Between the parts: nothing, a space, or the end of a line."""
_HOUSE = rf"{_NUMBER}(?: ?[之-] ?{_NUMBER})? ?號(?:[之-] ?{_NUMBER})?"
_BUILDING_BEHIND = r"(?:[\u4e00-\u9fff]{0,6}[A-Za-z0-9甲乙丙丁]{1,2}[棟幢座](?= ?[0-9]{1,4} ?[樓室Ff]))?"
"""The building and what follows it: 宿舍B棟301室."""
_FLOOR = (
    rf"{_BUILDING_BEHIND}(?:{_GAP},?{_GAP}(?:地下)?(?:{_NUMBER} ?(?:樓"
    rf"|[Ff](?![A-Za-z]))(?:層)?)(?: ?[之-] ?{_NUMBER})?)?(?: ?[0-9A-Za-z]{{1,4}}室)?"
)
_NO_COUNTER = r"(?!窗口|櫃|機臺|機台|線|案|令|函|出口|公車|停車|次)"
_HAN = r"[\u4e00-\u9fff]"

_FULL = re.compile(
    rf"(?:{_ZIP})?{CITY_PATTERN}(?P<body>[\u4e00-\u9fff0-9〇○ ,()之-]{{0,34}}?"
    rf"(?:\r?\n {{0,4}}[\u4e00-\u9fff0-9〇○ ,()之-]{{0,34}}?)?)(?P<house>{_HOUSE}){_NO_COUNTER}{_FLOOR}"
)
_PLACE = re.compile(r"路|街|大道|段|巷|弄|[村里鄰莊寮社]|區|鄉|鎮|市")
_NO_ADDRESS = re.compile(r"政府|編號|路燈|電桿|站牌|字第|第[0-9〇○零一二三四五六七八九十百]*$|公告|法院")
_ROAD = rf"{_HAN}{{1,6}}(?:路|街|大道)"
_LANE = rf"(?:(?P<lane>{_NUMBER}巷){_GAP})?(?:(?P<alley>{_NUMBER}(?:弄|衖)){_GAP})?"
_PARTIAL = re.compile(
    rf"(?P<zip>{_ZIP})?(?:{_HAN}{{1,3}}[鄉鎮市縣區]{_GAP})?(?:{_HAN}{{1,"
    rf"4}}[村里]{_GAP})?(?:{_NUMBER}鄰{_GAP})?"
    rf"{_ROAD}{_GAP}(?:[東西南北中]?{_NUMBER}段{_GAP})?{_LANE}{_HOUSE}{_NO_COUNTER}(?P<floor>{_FLOOR})"
)
# A lane named for its place, or lane and number where the road was said before.
_LANE_ONLY = re.compile(
    rf"(?:{_ZIP})?(?:{_HAN}{{1,5}}(?={_NUMBER}巷))?{_NUMBER}巷{_GAP}(?:"
    rf"{_NUMBER}(?:弄|衖){_GAP})?{_HOUSE}{_NO_COUNTER}{_FLOOR}"
    rf"|(?:{_ZIP})?(?:{_HAN}{{1,3}}[鄉鎮市縣區])?{_HAN}{{1,5}}巷{_GAP}(?"
    rf":{_NUMBER}(?:弄|衖){_GAP})?{_HOUSE}{_NO_COUNTER}{_FLOOR}"
)
_RURAL = re.compile(
    rf"{_HAN}{{1,4}}[村里]{_GAP}(?:{_NUMBER}鄰){_GAP}(?:{_HAN}{{1,5}}{_GAP})?(?:{_HOUSE}{_FLOOR})?"
)
_VILLAGE = re.compile(rf"{_HAN}{{1,3}}[鄉鎮市區]{_GAP}{_HAN}{{1,4}}[村里]{_GAP}{_HOUSE}{_NO_COUNTER}{_FLOOR}")
# In a building that has no number of its own: 三峽區大學路(社區)B棟9樓.
_BUILDING = re.compile(
    rf"{_HAN}{{1,3}}[鄉鎮市區]{_HAN}{{1,8}}(?:[路街巷]|社區|大樓|國宅|新村)(?:\({_HAN}{{1,8}}\))?{_HAN}{{0,8}}"
    rf"[A-Za-z0-9甲乙丙丁]{{1,2}}[棟幢座] ?{_NUMBER} ?樓(?: ?[之-] ?{_NUMBER})?"
)
# A lane without a number: where somebody is at home in it.
_HOME_LANE = re.compile(
    rf"(?:{CITY_PATTERN}{_HAN}{{0,7}}?|{_HAN}{{1,3}}[鄉鎮市區])?{_HAN}{{1,5}}(?:路|街|大道)(?:{_NUMBER}段)?"
    rf"{_NUMBER}巷(?:{_NUMBER}(?:弄|衖))?(?!{_GAP}{_NUMBER} ?(?:號|弄|衖|之))"
)
_DWELLS = re.compile(r"(?<!入)(?<!居)住[在於]?$|家住$|搬[到至]$|租[住屋][在於]$")
_AT_HOME = re.compile(r" ?[內裡]?的? ?(?:[我他她]?家[裡中內]|[我他她]的?住家|住處|租屋處|租處)")
_DISTRICT = re.compile(rf"^{_HAN}{{1,3}}[鄉鎮市區]{_HAN}")
_HOUSE_NUMBER = re.compile(rf"(?<![第0-9〇○零一二三四五六七八九十百]){_NUMBER} ?號$|[村里] ?{_NUMBER}鄰$")
_VERB = re.compile(
    r"(?:[\u4e00-\u9fff]{0,3}?[我家居現]?住(?![宅院戶民])[在於]?|位[在於]|寄[到至]|送[到至達]|搬[到至]|[在於到至])"
)
_STREET = re.compile(r"[路街道段巷弄村里鄰莊寮社區鄉鎮市]")
_CONTEXT = re.compile(
    r"住|地址|戶籍|通訊處|居所|家在|家裡|家中|老家|自宅|租屋|搬到|寄到|寄至|寄回|送達|門牌|收件處|宅配"
    r"|收件|配送|寄送|外送|郵寄|轉寄|掛號"
)

_ENGLISH_ROAD = r"(?:Rd|Road|St|Street|Blvd|Boulevard|Ave|Avenue|Dr|Drive)\b\.?"
_ENGLISH_PART = (
    r"(?:(?:Aly|Alley|Ln|Lane|Sec|Section)\.? ?[0-9]{1,4}(?:-[0-9]{1,3})?|[0-9]{1,3} ?F\.?(?:-[0-9]+)?"
    r"|(?:Rm|Room|Floor|Flr)\.? ?[0-9A-Z]{1,5}|[0-9]{1,3}(?:st|nd|rd|th) Fl(?:oor)?\.?)"
)
_ENGLISH = re.compile(
    rf"(?:{_ENGLISH_PART},? ?\s?)*(?:(?:No|Number)\.? ?|#)?(?<![0-9])[0-9]{{1,4}}(?:-[0-9]{{1,3}})?,?\s"
    rf"(?:{_ENGLISH_PART},?\s)*(?:[A-Z][A-Za-z0-9'-]*\.?\s(?:[0-9](?:st|nd|rd|th)\s)?){{1,4}}{_ENGLISH_ROAD}(?:,?\s(?:{_ENGLISH_PART}))*"
    r"(?:,\s?[A-Z][A-Za-z'-]+(?:\s(?:[A-Z][A-Za-z'.-]*|[0-9]{3,6}))*){0,5}"
)
_ENGLISH_HOME = re.compile(
    r"liv(?:e|es|ed|ing)|resid|\b(?:room|rm|dorm(?:itory)?|unit|suite)\b|address|home|house|mail|apartment|flat|stay|moved|send|sent|cheque|check"
    r"|letter|parcel|go to|write to|deliver|forward",
    re.IGNORECASE,
)
_ENGLISH_INSIDE = re.compile(r"(?:Aly|Alley|Ln|Lane|[0-9] ?F\b|Floor|Rm|Room)")


def find_addresses(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Addresses with a house number; without a city they need a lane, a district, a word or a label.

    Those of offices are low.
    """
    hits = list(_addresses(subject, cues))
    own = "address" in subject.hinted and not _is_labelled_so(subject.label)
    offices = () if own else tuple(hit for hit in hits if _is_of_an_office(subject, hit))
    for hit in hits:  # a part of an office's address is its address, too
        office = any(hit.start < other.end and other.start < hit.end for other in offices)
        yield hit._replace(confidence="low") if office else hit


def _is_of_an_office(subject: Subject, hit: Hit) -> bool:
    text = subject.text
    return (
        _is_labelled_so(subject.label) or is_of_an_office(text, hit.start, hit.end) or _is_a_venue(text, hit.start)
    )


_VENUE = re.compile(
    r"(?:(?:活動|上課|集合|報到|開會|會議|展[出覽售]|演[出講]|表演|[比競]賽|研習|講[座習]|訓練|課程|投票|開票|接種|篩檢|辦理|舉辦|受理|洽辦"
    r"|領取|考試|甄[試選]|[招開]標|說明會|座談會|公聽會|放映|捐血|(?<!自)營業|門市|停車|接駁)(?:的)?(?:地[點址]|場[地所]|會場|位置)"
    r"|(?<![\u4e00-\u9fff])(?:會場|場地)|[校園所院館會局廠社廟]址|[投開]票所)"
    rf"[:為在於是 ]{{0,3}}(?:(?P<place>{_HAN}{{2,14}}) ?\()?$"
)
"""Before the address of a school or of where something takes place."""
_END_OF_A_SENTENCE = re.compile(r"[。;\n]")
_IN_BRACKETS = re.compile(rf"(?P<place>{_HAN}{{2,14}}) ?\($")
_A_DWELLING = re.compile(
    r"社區|大樓|[住居場處寓]所|[住居租屋各]處|家|[住自私民]宅|宅$|戶籍|[住居]址|府上|宿舍|套房|公寓|[戶號路街里村區樓厝寮棟]$"
)
_PUBLIC = re.compile(r"[廳堂府宮園場館校院室站廟寺]$|戲院|影城|劇院|市場")
_FOR_MEETINGS = re.compile(r"(?:中心|據點|教室|會議室|集會所|圖書館)$")
_PERSON = re.compile(r"先生|小姐|女士|住|本人|[我他她]")
_TO_A_HOME = re.compile(
    r"[到在居自]宅|到府|府上|居家|家[中裡訪]|[住居寓]所|[住居]處|戶籍|接送|復康|長照|個案|案[主家]|病[患人]|患者|長者|被照顧|服務對象"
)
"""Of what is done at the home of somebody, or for somebody who is fetched from there."""


def _is_a_venue(text: str, start: int) -> bool:
    """Whether the label of a place for all, or the name of a public building and a bracket, stand before."""
    ahead = text[max(0, start - 30) : start].rpartition(SEPARATOR)[2]
    said = _END_OF_A_SENTENCE.split(ahead)[-1]
    if _TO_A_HOME.search(said) or _PERSON.search(said):
        return False
    venue = _VENUE.search(ahead)
    if venue is not None and (venue["place"] is None or _FOR_MEETINGS.search(venue["place"])):
        return True
    named = _IN_BRACKETS.search(ahead)
    if named is None or _A_DWELLING.search(named["place"]) or _PERSON.search(ahead):
        return False
    return is_organisation(named["place"]) or bool(_PUBLIC.search(named["place"]))


def _is_labelled_so(label: str) -> bool:
    return is_a_label_of_an_office(label) or is_an_address_of_offices(label)


def _addresses(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
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
        home = bool(match["zip"] or match["lane"] or match["alley"] or match["floor"])
        confidence: Confidence = "medium" if sure or home or _DISTRICT.match(text[start : match.end()]) else "low"
        yield Hit("address", start, match.end(), confidence)
    for match in _in(_LANE_ONLY, text, stretches):
        sure = subject.wants("address", *match.span(), _CONTEXT) or bool(_CONTEXT.search(match[0]))
        telling = sure or match[0][0].isdigit() or any(word in match[0] for word in "弄衖樓F縣市")
        if not _NO_ADDRESS.search(match[0]):
            yield Hit("address", match.start(), match.end(), "medium" if telling else "low")
    for match in subject.around(_HOME_LANE, [place for place in cues if text[place] in "巷弄"], 40, 12):
        verb = _VERB.match(match[0])
        start = match.start() + (verb.end() if verb else 0)
        dwells = _DWELLS.search(text[max(0, start - 6) : start].rpartition(SEPARATOR)[2])
        if (dwells and text[start] not in "宅院戶民警家") or _AT_HOME.match(text, match.end()):
            yield Hit("address", start, match.end(), "medium")
    for match in _in(_RURAL, text, stretches):
        yield Hit("address", match.start(), match.end(), "medium" if "號" in match[0] else "low")
    for match in subject.around(_BUILDING, cues, 40, 12):
        yield Hit("address", match.start(), match.end(), "medium")
    for match in _in(_VILLAGE, text, stretches):
        verb = _VERB.match(match[0])
        yield Hit("address", match.start() + (verb.end() if verb else 0), match.end(), "medium")


def find_english_addresses(subject: Subject, _cues: Sequence[int]) -> Iterator[Hit]:
    """No. 5, Ln. 12, Dongmen Rd., and 12 Dongmen Road: with a lane or a floor, or beside a word for a home."""
    for match in subject.in_runs(_ENGLISH):
        sure = "address" in subject.hinted or subject.near(*match.span(), _ENGLISH_HOME, before=30)
        sure = sure or bool(_ENGLISH_INSIDE.search(match[0]))
        yield Hit("address", match.start(), match.end(), "medium" if sure else "low")


def _in(pattern: re.Pattern[str], text: str, stretches: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    for start, end in stretches:
        yield from pattern.finditer(text, start, end)


RECOGNISERS = (
    Recogniser(("address",), find_addresses, (Cue(f"{DIGITS}{NUMERALS} ", "號鄰巷弄"), Cue("", "棟幢座"))),
    Recogniser(
        ("address",),
        find_english_addresses,
        rough=(
            r"[0-9],?[ \r\n][A-Z].*?(?: (?:Rd|Road|St|Street|Blvd|Boulevard|Ave|Avenue|Dr"
            r"|Drive)(?:[^A-Za-z]|$))"
        ),
    ),
)
