"""Chinese names of persons: by the label before them, the title behind them, and what a sentence says of them.

No model reads Chinese names here. A surname and characters usual in given names are no finding by themselves: what
stands on both sides has to speak of a person (民眾…來電, 我叫…, …、…、…). Masked names (王○明, 王先生) are low:
hiding a part of a name is no de-identification, but it names nobody by itself. So are those of officials before
their office.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.lexicon import name_odds, word_cost
from publisher.privacy.recognisers.name_words import (
    BEFORE_A_NAME,
    ENDING_LIKE_SURNAMES,
    LABEL_SET,
    LABEL_WORDS,
    LONGEST_LABEL,
    MAY_GO_ON,
    NO_NAMES,
    OFFICES,
    PARTICLES,
    SPEECH,
    TITLES,
    WHO,
)
from publisher.privacy.recognisers.prefilter import ANY, Cue
from publisher.privacy.recognisers.subject import SEPARATOR, Recogniser, Subject
from publisher.privacy.recognisers.surnames import (
    COMPOUND_SURNAMES,
    GIVEN,
    GIVEN_TOO,
    RARE,
    SURNAMES,
    TRANSLITERATED,
)

_ORGANISATION = re.compile(
    r"(?:公司|企業|商行|行號|工廠|事務所|中心|學校|協會|基金會|委員會|服務台|服務臺|櫃[檯台臺]|窗口"
    r"|監理[站所]|公所|分局|政府|車行|團體"
    r"|機關|單位|部門|辦公室|診所|醫院|大學|國小|國中|高中|社區|大樓|銀行|超商|餐廳|商店|工會|公會|門市"
    r"|戶|類|型|別|數|號"
    r"|[局署處室科課股院會站所隊組廠館社班系校店部區路街村里市縣鄉鎮橋站線站門城港山溪寺廟宮園崙厝寮坑崁埤圳墘堵族])$"
)
_HAN = r"[\u4e00-\u9fff]"
LABEL = re.compile(
    rf"(?:{LABEL_WORDS}|姓氏名字|人名|{_HAN}{{1,5}}[人者員])(?:的?(?:姓名|名字|名稱|全名))?$|姓名$|^名字$"
    rf"|(?:^|[_ ])name$|^(?:applicant|owner|driver|complainant|FN)$",
    re.IGNORECASE,
)
"""A column's label that says it holds names; 申請人數 and 車主類別 do not."""

_NEXT = (
    "市話|宅電|信箱|電郵|電子郵|護照|居留|健保|病歷|帳[號戶]|卡號|生於|民國|戶籍|統一證|統號"
    "|座標|保單|車籍|(?:父|母|配偶)[:姓]"
)
"""Labels of what else is said of a person, which may touch the name."""
_FOLLOWS = rf"(?=[^\u4e00-\u9fff]|$|{TITLES}|{OFFICES}|{SPEECH}|{_NEXT})"
_HARD_END = re.compile(rf"[^\u4e00-\u9fff]|$|{_NEXT}")
"""What no name goes on with."""
_GAP = r"(?P<gap>(?:[:\s\]】)=\"']|</?[A-Za-z][^<>\ufdd0]{0,60}>){0,6})"
_BEHIND = re.compile(rf"{_GAP}(?P<name>{_HAN}{{2,4}}?){_FOLLOWS}")
# A name written apart behind a colon (王　明), and one of three characters before a word of a sentence.
_SPACED = re.compile(rf"\s?:\s?(?P<name>{_HAN} {{1,2}}{_HAN}(?: {{0,2}}{_HAN})?)(?!{_HAN})")
_IN_SENTENCE = re.compile(
    rf"(?P<name>{_HAN}[^\u0000-\u4dff\ua000-\uffff{PARTICLES}]{{2}})(?=[於因與向已])"
    rf"|[: ]{{1,2}}(?P<apart>{_HAN}{{3,4}})(?=[於因與向已等])"
)
ASKED = r"(?:名字|姓名|大名|稱呼|名叫)[^。;\n?\ufdd0]{0,6}\? ?(?:A|答|回答)"
"""A question for a name and the sign of its answer, as in a record of an interview."""
_ASKED = re.compile(f"{ASKED}$")
_APART_LABEL = re.compile(r"姓 {1,4}名$")
_WITH_COLON = re.compile(rf"(?:{_HAN}[人者]|(?<!{_HAN})[父母夫妻子女兄弟姊妹姐名])$")
_TITLED = re.compile(rf"(?:{TITLES.removesuffix('|君')}|{OFFICES})|君(?!{_HAN})|君(?=[表來申致於之的電稱所])")
_TITLE_WORDS = frozenset((*TITLES.split("|"), *OFFICES.split("|")))
_OFFICE = re.compile(OFFICES)
_PERSON = re.compile(rf"姓(?:民眾|男子|女子|駕駛|車主|婦人|老翁|騎士|員工|同仁|學生|{TITLES})")
_MASKED = re.compile(
    rf"(?<![〇○零一二三四五六七八九十百年第])(?P<surname>{_HAN})(?:(?:[○〇●*]"
    rf"|[OoXx](?={_HAN}))(?P<rest>{_HAN}?)|[○〇●*]{{2}})"
    r"(?![〇○零一二三四五六七八九十百年月日號])"
)
_FIRSTS = frozenset(surname[0] for surname in SURNAMES | RARE | COMPOUND_SURNAMES) | TRANSLITERATED
_GAPS = ":=<\"' \n\r\v\f\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029\u205f】])"
"""What may stand between a label and a name: a colon or white space, as it is after normalising."""
_COUNTING = "123456789甲乙丙丁一二三四"
_COUNTED = re.compile(rf"\(?[{_COUNTING}]\)?(?=:)")
"""Of several under one label: 當事人1:, 證人乙:."""
_SECOND = SURNAMES | {"氏"}
"""Behind the surname of a name of four: the maiden name, or what Vietnamese names have there."""
_OF_ONE = frozenset(("漢名", "本名", "原名", "舊名", "別名", "族名", "全名", "真實姓名", "中文姓名"))
"""Labels that a sentence has for nothing but a name."""
_HAN_ONLY = re.compile(rf"{_HAN}{{2,4}}")
_PIECES = re.compile(rf"[^、,/;()（）\s{SEPARATOR}]+")
_OTHER_SCRIPT = re.compile(
    r"[\uac00-\ud7a3]{2,5}|[\u0e01-\u0e4e]{3,24}|[\u30a1-\u30fa][\u30a1-\u30fa-]{2,15}"
    r"|(?=.{2,8}$)[\u4e00-\u9fff]{0,3}[々\u3041-\u309f][\u4e00-\u9fff々\u3041-\u309f]{0,5}"
)
"""Hangul, Thai and Japanese, as a name under its label."""
_DOT = "·‧・•∙⋅.。"
_FOREIGN = "".join(sorted(TRANSLITERATED))
_DOTTED = re.compile(rf"{_HAN}{{1,6}}(?:[{_DOT}]{_HAN}{{1,6}}){{1,3}}")
_DOTTED_IN_TEXT = re.compile(rf"[{_FOREIGN}]{{1,6}}(?:[{_DOT[:-1]}][{_FOREIGN}]{{1,6}}){{1,3}}")
_DOTTED_BEHIND = re.compile(
    rf"(?:{OFFICES}|民眾|族人|學生|同學|頭目|耆老|牧師|{_HAN}[人者員民])"
    rf"(?P<name>{_HAN}{{1,4}}(?:[{_DOT[:-2]}]{_HAN}{{2,4}}?){{1,2}})(?=[^\u4e00-\u9fff{_DOT[:-2]}]|$|[與和及]|{SPEECH})"
)
_TRANSLITERATED = re.compile(
    rf"{_GAP}(?P<name>[{_FOREIGN}]{{3,8}}|{_HAN}{{1,6}}(?:[{_DOT[:-1]}]{_HAN}{{1,6}}){{1,3}}){_FOLLOWS}"
)


def find_labelled_names(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Names under or behind a label."""
    if "name" in subject.hinted:
        yield from _under_label(subject)
    for place in cues:
        label = label_before(subject.text, place + 1)
        if label:
            counted = _COUNTED.match(subject.text, place + 1)
            yield from _behind(subject.text, label, counted.end() if counted else place + 1)


def label_before(text: str, end: int) -> str | None:
    """The label that ends at `end`: a known word, or 人 and the like with a colon behind it."""
    for start in range(max(0, end - LONGEST_LABEL), end - 1):
        if text[start:end] in LABEL_SET:
            return text[start:end]
    if text[end : end + 1] == ":" and (match := _WITH_COLON.search(text, max(0, end - 2), end)):
        return match[0]
    if text[end - 1] in "答A" and _ASKED.search(text, max(0, end - 16), end):
        return "姓名"
    match = _APART_LABEL.search(text, max(0, end - 6), end)
    return match[0] if match else None


def _behind(text: str, label: str, place: int) -> Iterator[Hit]:
    """The name that begins behind a label at `place`, or behind its colon."""
    follows = text[place : place + 1]
    if follows not in _GAPS and follows not in _FIRSTS:
        return
    match = _BEHIND.match(text, place)
    dotted = match and text[match.end() : match.end() + 1] in tuple(_DOT[:-2])  # a full stop ends a sentence
    hard = match is not None and _HARD_END.match(text, match.end()) is not None
    if match and not dotted and (confidence := _behind_label(label, match["name"], match["gap"], hard=hard)):
        start, end = match.span("name")  # 林範君 may be a Lin Fan-jun as well as a Mr Lin Fan
        yield Hit("name", start, end + (end - start == 2 and text.startswith("君", end)), confidence)
    for pattern in (_SPACED, _IN_SENTENCE):
        match = pattern.match(text, place)
        if match and looks_like_name(match[match.lastgroup or 0].replace(" ", "")):
            yield Hit("name", *match.span(match.lastgroup or 0), "medium")
    match = _TRANSLITERATED.match(text, place)
    if match and (":" in match["gap"] or len(match["name"]) > 3) and match["name"][:2] not in NO_NAMES:
        yield Hit("name", *match.span("name"), "medium")


def _behind_label(label: str, name: str, gap: str, *, hard: bool) -> Confidence | None:
    """How sure a name is behind its label: with a colon any surname will do, without a gap nothing may be odd.

    `hard`: what stands behind it is no part of a name.
    """
    if (
        "某" in name
        or name[-2:] in _TITLE_WORDS
        or name in LABEL_SET
        or name[:2] in NO_NAMES
        or _ORGANISATION.search(name)
    ):
        return None
    if not gap:
        if likely_name(name) and (name[0] not in RARE or (hard and name[0] not in PARTICLES)):
            return "medium"
        return "medium" if hard and label in _OF_ONE and word_cost(name) is None else None
    if looks_like_name(name):
        return "high"
    if label[-1] != "名" and word_cost(name) is not None:
        return None
    if ":" in gap and (label[-1] in "人者名" or set(name[1:]) <= GIVEN):
        return "medium"
    return None


def find_titled_names(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Names before a title: 王大明先生 (medium), 王先生 and 王大明科長 (low)."""
    for match in subject.around(_TITLED, cues, 2, 3):
        found = _before_title(subject.text[max(0, match.start() - 8) : match.start()])
        if found is not None:
            length, confidence = found
            if _OFFICE.match(match[0]):
                confidence = "low"
            if length > 1 and name_odds(subject.text, match.start() - length, match.start()) < _OTHER_WORDS:
                continue  # 謝謝承辦小姐 thanks whoever was there
            yield Hit("name", match.start() - length, match.start() if length > 1 else match.end(), confidence)


_OTHER_WORDS = -6.0
"""Nats by which other words before a title are so much likelier that no name can be meant."""
_KIN = "嫂姐姊哥叔伯姨嬸嬤"


def find_kin(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """陳嫂, 林伯: somebody's name beside other data of a person only."""
    for place in cues:
        surname, kin = subject.text[place - 1 : place], subject.text[place]
        if kin in _KIN and surname in SURNAMES and word_cost(surname + kin) is None:
            yield Hit("name", place - 1, place + 1, "faint")


def find_masked_names(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """王○明, 王**, 王姓民眾: low."""
    for place in cues:
        masked = _MASKED.match(subject.text, place - 1) if place else None
        if masked and masked["surname"] in SURNAMES:
            yield Hit("name", *masked.span(), "low")


def find_surnames(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """王姓民眾: low."""
    for place in cues:
        match = _PERSON.match(subject.text, place)
        if match and subject.text[place - 1 : place] in SURNAMES:
            yield Hit("name", place - 1, match.end(), "low")


_DOTTED_TITLED = re.compile(rf"(?P<name>{_HAN}{{2}}[{_DOT[:-2]}]{_HAN}{{2,4}}?)(?:{TITLES})")


def find_dotted_names(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """比令·哈勇: names of other languages in two parts or more."""
    for match in subject.around(_DOTTED_IN_TEXT, cues, 8, 24):
        if len(match[0]) >= 5:
            yield Hit("name", match.start(), match.end(), "medium")
    for pattern in (_DOTTED_BEHIND, _DOTTED_TITLED):
        for match in subject.around(pattern, cues, 14, 24):
            yield Hit("name", *match.span("name"), "high" if pattern is _DOTTED_TITLED else "medium")


def is_organisation(text: str) -> bool:
    """Whether a text ends like the name of an office, a company or a place."""
    return bool(_ORGANISATION.search(text))


def looks_like_name(text: str) -> bool:
    """Whether a normalised text is two to four Chinese characters, a surname first, and no known word."""
    if not _HAN_ONLY.fullmatch(text) or text[:2] in NO_NAMES or text in MAY_GO_ON or _ORGANISATION.search(text):
        return False
    if text[:2] in MAY_GO_ON and not set(text[2:]) <= GIVEN:
        return False
    if text[:2] in COMPOUND_SURNAMES:
        return len(text) >= 3
    if text[0] in SURNAMES:
        return len(text) <= 3 or (text[1] in _SECOND and set(text[2:]) <= GIVEN | GIVEN_TOO)
    return text[0] in RARE and len(text) == 3 and set(text[1:]) <= GIVEN


def likely_name(text: str) -> bool:
    """Whether a text looks like a name, and goes on with characters that are usual in given names."""
    given = text[2:] if text[:2] in COMPOUND_SURNAMES or text[1:2] == "氏" else text[1:]
    return looks_like_name(text) and set(given) <= GIVEN


_IN_PLACE_OF_A_NAME = "甲乙丙丁戊己庚辛"


def _under_label(subject: Subject) -> Iterator[Hit]:
    definite = "姓名" in subject.label
    for match in _PIECES.finditer(subject.text):
        piece = match[0]
        if piece[:-1] in LABEL_SET and piece[-1] in _IN_PLACE_OF_A_NAME:
            continue
        if looks_like_name(piece):
            yield Hit("name", match.start(), match.end(), "high")
        elif (
            _DOTTED.fullmatch(piece)
            or (3 <= len(piece) <= 8 and set(piece) <= TRANSLITERATED)
            or _OTHER_SCRIPT.fullmatch(piece)
        ):
            yield Hit("name", match.start(), match.end(), "medium")
        elif definite and len(piece) == 2 and piece[0] in SURNAMES and _HAN_ONLY.fullmatch(piece):
            yield Hit("name", match.start(), match.end(), "medium")  # whatever word it is elsewhere: 江山
        elif _HAN_ONLY.fullmatch(piece) and piece[:2] not in NO_NAMES and not _ORGANISATION.search(piece):
            sure = definite or (len(piece) == 3 and piece[0] in RARE and word_cost(piece) is None)
            yield Hit("name", match.start(), match.end(), "medium" if sure else "low")


def _before_title(ahead: str) -> tuple[int, Confidence] | None:
    """How many characters before a title are a name: a whole one (medium), or a surname alone (low)."""
    run = re.search(rf"{_HAN}+$", ahead)
    if run is None:
        return None
    before = run[0]
    if len(before) >= 4 and before[-4:-2] in COMPOUND_SURNAMES:
        return 4, "medium"
    if len(before) >= 3 and before[-3:-1] in COMPOUND_SURNAMES:
        return 3, "medium"
    if before[-2:] in COMPOUND_SURNAMES:
        return 2, "low"
    if (
        len(before) >= 3
        and before[-3] in SURNAMES
        and (before[-3:-1] not in NO_NAMES or set(before[-2:]) <= GIVEN)
    ):
        married = len(before) >= 4 and before[-4] in SURNAMES and before[-4:-2] not in ENDING_LIKE_SURNAMES
        return 4 if married and set(before[-2:]) <= GIVEN and len(before) == 4 else 3, "medium"
    given = set(before[-2:])
    usual = given <= GIVEN | GIVEN_TOO and given & GIVEN
    if len(before) >= 3 and usual and before[-3:-1] not in NO_NAMES:
        apart = len(before) == 3 or BEFORE_A_NAME.search(before[:-3]) or WHO.search(before[:-3])
        if before[-3] in RARE or apart:  # any first character may be a surname where a name has to stand
            return 3, "medium"
    word_ends = before[-3:-1] in ENDING_LIKE_SURNAMES
    if len(before) >= 2 and before[-2] in SURNAMES and before[-2:] not in NO_NAMES and not word_ends:
        return 2, "medium"
    return (1, "low") if before[-1] in SURNAMES else None


def _ends_of(words: Iterable[str]) -> Iterator[Cue]:
    """The last two characters of the labels, as few cues; a name or a gap must follow."""
    firsts: dict[str, set[str]] = {}
    for word in words:
        firsts.setdefault(word[-1], set()).add(word[-2])
    for last, several in sorted(firsts.items()):
        yield Cue("".join(sorted(several)), last, _GAPS + _COUNTING + "(" + "".join(sorted(_FIRSTS)))


def _ends_of_titles() -> Iterator[Cue]:
    firsts: dict[str, set[str]] = {}
    for word in _TITLE_WORDS - {"君"}:
        firsts.setdefault(word[-1], set()).add(word[-2])
    for last, several in sorted(firsts.items()):
        yield Cue("".join(sorted(several)), last)


_EVERY_SURNAME = "".join(sorted(SURNAMES))
RECOGNISERS = (
    Recogniser(
        ("name",),
        find_labelled_names,
        (
            *_ends_of(LABEL_SET),
            Cue("", "人者父母夫妻子女兄弟姊妹姐名", ":"),
            Cue(ANY, "答A", ":"),
            Cue(" ", "名", _GAPS + "".join(sorted(_FIRSTS))),
        ),
    ),
    Recogniser(
        ("name",),
        find_titled_names,
        (*_ends_of_titles(), Cue(ANY, "君")),
    ),
    Recogniser(("name",), find_kin, (Cue(_EVERY_SURNAME, _KIN),)),
    Recogniser(("name",), find_masked_names, (Cue(_EVERY_SURNAME, "○〇●*OoXx"),)),
    Recogniser(("name",), find_surnames, (Cue(_EVERY_SURNAME, "姓"),)),
    Recogniser(("name",), find_dotted_names, (Cue(_FOREIGN, _DOT[:-1], _FOREIGN), Cue(ANY, _DOT[:-2]))),
)
