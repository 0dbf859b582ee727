"""Chinese names in sentences: a surname and characters of given names, where the words around allow it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.lexicon import ends_words, first_characters, is_like_a_word, name_odds
from publisher.privacy.recognisers.name_words import (
    BEFORE_A_NAME,
    ENDING_LIKE_SURNAMES,
    MAY_GO_ON,
    NO_GIVEN,
    NO_NAMES,
    NOT_BEHIND_NAMES,
    OFFICES,
    SPEECH,
    TITLES,
    WHO,
)
from publisher.privacy.recognisers.names import is_organisation
from publisher.privacy.recognisers.prefilter import Cue
from publisher.privacy.recognisers.subject import SEPARATOR, Recogniser, Subject
from publisher.privacy.recognisers.surnames import COMPOUND_SURNAMES, GIVEN, SURNAMES, USUAL_SURNAMES

_COMPOUND_ENDS = frozenset(surname[1] for surname in COMPOUND_SURNAMES)
_RESIDENT = re.compile(r"[里村鄰](?:民|長|幹事)")
_OFFICE_BEHIND = re.compile(OFFICES)
OFFICE_BEFORE = re.compile(rf"(?:{OFFICES})[: ]{{0,2}}$")

_EDGE = re.compile(
    rf"(?:^|[\s\u0000-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00ff、。,;:!?()「」『』《》【】〔〕\[\]…—"
    rf"－~～•●○■◆★☆0-9{SEPARATOR}])$"
)
_SAYS = re.compile(rf"(?:{SPEECH})")
STRONG_SAYS = re.compile(
    r"(?:來電|致電|來信|來函|來訪|來文|來站|到站|表示|反映|陳情|申訴|檢舉|投訴|詢問|洽詢|主張|陳述|聲稱"
    r"|自稱|指稱|到場|未到|到案|受傷|死亡|家住|現住|住在|說|稱"
    r"|身[分份]證|證號|電話|手機|性別|敬上|敬啟|謹上|謹啟|上$|拜託|不服|坦承|供稱|否認|就讀|任職|親自"
    r"|親洽|打電話|打來|未出席|簽名|簽收|代領|\s?[(:,/-]{0,2}\s?(?:09|0[2-8]-|\(0[2-8]|[A-Z][12][0-9]"
    r"|民國?[0-9]{2}年|[男女][,、) ]|[(,、]? ?[0-9]{1,3} ?歲|證稱|陳稱|泣訴|哭訴|送醫|不治|敬邀|[您你]好))"
)
_TO_EDGE = re.compile(rf"(?:$|[\s、。,;:!?()「」『』《》【】〔〕\[\]…—~～/{SEPARATOR}])")


NAMED_FOR = re.compile(
    r"氏?症(?!狀)|氏(?:病|反應|試驗|染色|[溫硬]度|定[律理]|貧血|腫瘤|淋巴|桿菌|球菌|宗[祠親]|家[廟祠]|[祖古]厝|後[代裔])|傳[說奇]|特展|[個畫影]展|回顧展|[\u4e00-\u9fff]{0,4}展覽|古厝|故居|舊居|故宅|紀念|文物|墓園|墓$|銅像|公祠|家祠|祠堂|將軍|路|街|國[中小]|高中|獎學金|隧道|步道|大橋|登山|遊憩|風景|[\u4e00-\u9fff]{0,4}基金會|事件|事變|之役|百年|故里|誕辰|逝世"
)
"""What is named for a person who is long known: 林安泰古厝, 唐氏症."""


def find_names_in_sentences(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """A surname and two characters of given names, where nothing says that they are part of other words.

    A usual surname suffices; another needs a word beside it that speaks of a person, or an end of the sentence.
    An official's name beside his office is low.
    """
    text = subject.text
    for place in cues:
        start, end = place - 1, place + 2
        if text[max(0, start) : place + 1] in COMPOUND_SURNAMES:
            end += text[end : end + 1] in GIVEN
        elif text[max(0, start)] not in first_characters():
            continue
        if (
            start < 0
            or end > len(text)
            or not set(text[place : place + 2]) <= GIVEN | _COMPOUND_ENDS
            or is_part_of_words(text, start, end)
            or NAMED_FOR.match(text, end)
            or is_like_a_word(text[start:end])
            or (text[start] not in SURNAMES and is_organisation(text[start:end]))
        ):
            continue
        ahead, behind = text[max(0, start - 7) : start], text[end : end + 14]
        if start and ahead[-1] in SURNAMES and ahead[-2:] not in ENDING_LIKE_SURNAMES and is_edge(ahead[:-1]):
            start, ahead = start - 1, ahead[:-1]  # a married name: both surnames
        if told(text, start, end) >= _least_told(text, place - 1, end):
            official = OFFICE_BEFORE.search(ahead) or _OFFICE_BEHIND.match(behind)
            yield Hit("name", start, end, "low" if official else "medium")


_NEVER = 9
_AMONG_NAMES = 5.0
"""Nats that a list of names adds for each of its items."""
_WORDS, _LIKELY, _SURE = -3.0, 3.5, 7.0
"""Nats that speak for a name: below the first it is other words."""
_HAN_BEHIND = re.compile(r"[\u4e00-\u9fff]")


def _least_told(text: str, start: int, end: int) -> int:
    """How much the words around have to tell: the less, the likelier a name is than other words in its place.

    Much of what begins like a word, of an item of a list that goes on (、文心蘭外銷、), and of a rare surname.
    """
    listed = in_list_of_names(text, start)
    if listed is False:
        return _NEVER
    odds = name_odds(text, start, end) + _AMONG_NAMES * bool(listed)
    goes_on = text[start - 1 : start] == "、" and _HAN_BEHIND.match(text, end)
    if text[start : start + 2] in MAY_GO_ON or (goes_on and text[start] not in USUAL_SURNAMES):
        return 2
    if text[start] in USUAL_SURNAMES:
        return 2 if goes_on else _NEVER if odds < _WORDS else 0
    least = 2 - (odds >= _LIKELY) - (odds >= _SURE)
    if text[start] in SURNAMES or text[start : start + 2] in COMPOUND_SURNAMES:
        return least if odds >= _WORDS else 3
    if "、" in text[max(0, start - 1) : end + 1] and not listed:
        return 3
    ends = _TO_EDGE.match(text, end) or _SAYS.match(text, end)
    return max(2, least) if odds >= 0 and ends else 3


def is_part_of_words(text: str, start: int, end: int) -> bool:
    """Whether the characters belong to known words, on either side or inside.

    Behind a word for a person what follows is no part of the name (本人林建成長期…).
    """
    if (
        text[start : start + 2] in NO_NAMES
        or text[start + 1 : start + 3] in NO_NAMES
        or text[start + 1 : start + 3] in NO_GIVEN
        or text[max(0, start - 1) : start + 1] in ENDING_LIKE_SURNAMES
    ):
        return True
    across = text[end - 1 : end + 1]
    goes_on = across in NO_GIVEN or across in NO_NAMES or text[end : end + 1] in NOT_BEHIND_NAMES
    goes_on |= _is_end_of_a_word(text, end) or bool(_COUNTED.match(text, end))
    return goes_on and not (WHO.search(text[max(0, start - 7) : start]) or _RESIDENT.match(text, end))


_COUNTED = re.compile(
    r" ?[0-9]{1,5} ?(?:號|株|棵|盆|隻|頭|尾|輛|台|臺|艘|瓶|罐|盒|包|件|座|份|公斤|公噸|斤|箱|顆|粒|朵)"
)
"""Behind a plant, a ship, a dish: 羅漢松6株."""
_ONE_MORE = re.compile(r"[\u4e00-\u9fff](?![\u4e00-\u9fff])")
_STANDS_BEHIND = frozenset(
    "說稱問想住遭被將已未到持向也亦又的之等寄是為要及和與或在於並且們而不都才就即若對以由"
    "來去看走過了得記動回開加推做辦接拉打掉給換錄收啟上"
    "君氏父母妻夫子女兄弟姊姐妹叔伯姨嬸嫂爺婆公印章案員人者生師士家宅戶份工長主任手客"
)
"""Characters that stand behind a name at the end of a clause, though many words end with them."""
_LIST = re.compile(r"[^、\u4e00-\u9fff ()]")
_ITEM = re.compile(rf"(?<=[、:\n{SEPARATOR}])[\u4e00-\u9fff]{{2,12}}(?=[、。,;:(\n{SEPARATOR}]|$)")
_REACH, _FEWEST, _LONGEST_NAME = 80, 3, 4
_TITLED = re.compile(rf"(?:{TITLES}|{OFFICES})$")


def in_list_of_names(text: str, start: int) -> bool | None:
    """Whether most of the other items of the list (、) that `start` stands in may be names; None for no list."""
    if "、" not in text[max(0, start - 1) : start + 5]:
        return None
    before = [match.start() for match in _LIST.finditer(text, max(0, start - _REACH), start)]
    first = before[-1] if before else max(0, start - _REACH)
    behind = _LIST.search(text, start)
    last = behind.end() if behind else min(len(text), start + _REACH)
    items = [match.span() for match in _ITEM.finditer(text, first, last) if match.start() != start]
    if len(items) < _FEWEST:
        return None
    return 2 * sum(_may_be_name(text, *item) for item in items) > len(items)


def _may_be_name(text: str, start: int, end: int) -> bool:
    item = text[start:end]
    if len(item) > _LONGEST_NAME:
        return bool(_TITLED.search(item))
    return not GIVEN.isdisjoint(item[1:]) and not is_organisation(item) and name_odds(text, start, end) >= _WORDS


def _is_end_of_a_word(text: str, place: int) -> bool:
    """Whether one character between a name and the end of its clause makes a word of it: 左宗棠雞 is a dish."""
    one = text[place : place + 1]
    return ends_words(one) and one not in _STANDS_BEHIND and bool(_ONE_MORE.match(text, place))


def told(text: str, start: int, end: int) -> int:
    """How much the words on both sides of a stretch speak of a person: 0 to 4."""
    ahead, behind = text[max(0, start - 7) : start], text[end : end + 14]
    before = 2 if WHO.search(ahead) else 1 if is_edge(ahead) or BEFORE_A_NAME.search(ahead) else 0
    after = 2 if STRONG_SAYS.match(behind) else 1 if _TO_EDGE.match(behind) or _SAYS.match(behind) else 0
    return before + after


def is_edge(ahead: str) -> bool:
    """Whether what stands ahead ends a clause, or nothing does."""
    return not ahead or bool(_EDGE.search(ahead))


_EVERY_GIVEN = "".join(sorted(GIVEN))
RECOGNISERS = (
    Recogniser(
        ("name",),
        find_names_in_sentences,
        (
            Cue("".join(sorted(first_characters())), _EVERY_GIVEN, _EVERY_GIVEN),
            Cue(
                "".join(sorted({surname[0] for surname in COMPOUND_SURNAMES})),
                "".join(sorted(_COMPOUND_ENDS)),
                _EVERY_GIVEN,
            ),
        ),
    ),
)
