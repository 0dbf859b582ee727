"""Chinese names that no list knows: the words around say that a person is named, and what stands there is no word.

`sentences.py` finds names by the characters that are usual in them. Here any surname and any character will do,
where the likeliest reading of the sentence has a name in it (`lexicon.py`): the less the words around tell, the
more it has to be likelier. What is listed is judged together: a list of places has no person in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.lexicon import first_characters, is_like_a_word, name_odds, word_cost
from publisher.privacy.recognisers.name_words import (
    LABEL_SET,
    NO_NAMES,
    NOT_BEHIND_NAMES,
    OFFICES,
    TITLES,
    WHO,
)
from publisher.privacy.recognisers.names import is_organisation, label_before
from publisher.privacy.recognisers.prefilter import ANY, Cue
from publisher.privacy.recognisers.sentences import (
    NAMED_FOR,
    OFFICE_BEFORE,
    STRONG_SAYS,
    is_edge,
    is_part_of_words,
    told,
)
from publisher.privacy.recognisers.subject import Recogniser, Subject
from publisher.privacy.recognisers.surnames import (
    COMPOUND_SURNAMES,
    GIVEN,
    JAPANESE_SURNAMES,
    SURNAMES,
    VIETNAMESE_MIDDLE,
)

_HAN = r"[\u4e00-\u9fff]"
_HAN_RUN = re.compile(rf"{_HAN}{{2,4}}")
_TITLE = re.compile(rf"(?:{TITLES})")
_TITLE_WORDS = frozenset(TITLES.split("|"))
_OFFICE = re.compile(OFFICES)
_BOTH_SIDES, _ONE_SIDE = -5.0, 2.0
"""Nats that have to speak for a name where both sides tell, and where one does."""
_SPEAKING = 5.0
"""And where only what is said behind tells."""
_GAP = 3
_GAPS = ": \n\r(「"
_SHORT_TOO = 3.0
"""How many more for two characters: so many words have two."""


def find_introduced_names(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """A name right behind a word for a person (屋主, 會員, 同事); medium, low beside an office."""
    for place in cues:
        start = place + 1
        while start - place <= _GAP and subject.text[start : start + 1] in _GAPS:
            start += 1
        if subject.text[start : start + 2] in NO_NAMES or not any(_ends(subject.text, start)):
            continue
        who = start - place <= _GAP and WHO.search(subject.text[max(0, start - 9) : start])
        if who and _is_title(subject.text, start, who):
            continue
        if who or (start == place + 1 and label_before(subject.text, start)):
            yield from _named(subject.text, start)


def _is_title(text: str, start: int, who: re.Match[str]) -> bool:
    """Whether the word for a person is the title of somebody named before it (張媽媽), and introduces nobody."""
    before = start - len(who[0]) - 1
    return who[0] in _TITLE_WORDS and before >= 0 and text[before] in SURNAMES and is_edge(text[:before][-1:])


def find_speaking_names(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """A name of three characters that begins a clause and of which a person's deed is said (陳攸之表示)."""
    text = subject.text
    for place in cues:
        start, end = place, place + (4 if text[place : place + 2] in COMPOUND_SURNAMES else 3)
        if text[place + 1 : place + 2] in VIETNAMESE_MIDDLE:
            yield from _vietnamese(text, place)
            continue
        says = STRONG_SAYS.match(text, end)
        if not says or text[start : start + 2] in NO_NAMES or not _HAN_RUN.fullmatch(text, start, end):
            continue
        if (
            is_like_a_word(text[start:end])
            or is_part_of_words(text, start, end)
            or is_organisation(text[start:end])
            or _TITLE.search(text[start:end])
        ):
            continue
        if name_odds(text, start, end) >= _SPEAKING:
            low = OFFICE_BEFORE.search(text[max(0, start - 7) : start])
            yield Hit("name", start, end, "low" if low else "medium")


def find_names_from_abroad(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """A name of any characters between a word for a person and where he is from: 個案…(泰國籍)."""
    for place in cues:
        match = _FROM_ABROAD.search(subject.text, max(0, place - _REACH_ABROAD), place + 1)
        if match is None:
            continue
        run, end = match["run"], match.end("run")
        for length in range(2, min(len(run), 6)):
            name = run[-length:]
            if WHO.search(run[:-length]) and word_cost(name[-4:]) is None and not is_organisation(name):
                yield Hit("name", end - length, end, "medium")
                break


_REACH_ABROAD = 20
_FROM_ABROAD = re.compile(rf"(?P<run>{_HAN}{{3,12}})\({_HAN}{{1,4}}籍$")


def _vietnamese(text: str, start: int) -> Iterator[Hit]:
    """A surname, 氏 and a given name that is no word (阮氏秋莊, and not 王氏宗親), where a clause ends behind."""
    if NAMED_FOR.match(text, start + 3):
        return
    for end in (start + 4, start + 3):
        given = text[start + 2 : end]
        if (
            end > len(text)
            or not _HAN_RUN.fullmatch(text, start, end)
            or NAMED_FOR.match(given)
            or given[0] in "病症"
            or told(text, start, end) < 2
        ):
            continue
        told_a_person = len(given) == 1 or word_cost(given) is None or STRONG_SAYS.match(text, end)
        if told_a_person and name_odds(text, start, end) >= _ONE_SIDE:
            yield Hit("name", start, end, "medium")
            return


def _named(text: str, start: int) -> Iterator[Hit]:
    best: tuple[float, int] | None = None
    for end in _ends(text, start):
        name = text[start:end]
        if is_like_a_word(name):
            continue
        odds = name_odds(text, start, end) - _SHORT_TOO * (end - start == 2)
        if (
            odds < _BOTH_SIDES
            or (
                (is_organisation(name) and not _may_end_so(name, odds))
                or (end - start > 3 and is_organisation(text[start : end + 1]))
            )
            or _TITLE.search(name)
            or NAMED_FOR.match(text, end)
        ):
            continue
        strong = STRONG_SAYS.match(text, end) or _TITLE.match(text, end) or told(text, start, end) > 2
        over = odds - (_BOTH_SIDES if strong else _ONE_SIDE)
        if over >= 0 and (best is None or over > best[0]):
            best = over, end
    if best is not None:
        low = OFFICE_BEFORE.search(text[max(0, start - 7) : start]) or _OFFICE.match(text, best[1])
        yield Hit("name", start, best[1], "low" if low else "medium")


def _may_end_so(name: str, odds: float) -> bool:
    """Whether a given name that ends like a place (德山, 玉橋) is likelier than one."""
    return len(name) == _GAP and name[-1] in GIVEN and odds >= _SPEAKING


def _ends(text: str, start: int) -> Iterator[int]:
    """Where a name that begins at `start` may end."""
    match = _HAN_RUN.match(text, start)
    if match is None or match[0][0] not in first_characters() or match[0][:2] in _WHO_WORDS:
        return
    if match[0][0] in _ENDS_OF_ROLES and match[0][0] not in SURNAMES:
        return
    two = match[0][:2] in COMPOUND_SURNAMES or match[0][:2] in JAPANESE_SURNAMES
    for length in (4, 3) if two else (4, 3, 2) if match[0][1] in VIETNAMESE_MIDDLE else (3, 2):
        if length <= len(match[0]) and text[start + length : start + length + 1] not in NOT_BEHIND_NAMES:
            yield start + length


_WHO_WORDS = frozenset(word for word in re.findall(rf"{_HAN}+", WHO.pattern) if len(word) > 1)
_ENDS_OF_ROLES = "人者員師生民女子"


def _cues() -> Iterator[Cue]:
    firsts = "".join(sorted(first_characters()))
    labels = [word for word in LABEL_SET if word not in _WHO_WORDS and word[-1] not in _ENDS_OF_ROLES]
    for words in (_WHO_WORDS, labels):
        before, last = ("".join(sorted({word[place] for word in words})) for place in (-2, -1))
        yield Cue(before, last, firsts + _GAPS)
    yield Cue(ANY, "人者員師生民", firsts + ":\n\r")
    yield Cue("一二三四五六七八九十123456789", "名", firsts + ":")
    yield Cue(f"{_CLAUSE}其之獨養繼", "父母夫妻子女兄弟姊妹", firsts + ":")


_SURNAME_FIRSTS = "".join(sorted(SURNAMES | {surname[0] for surname in COMPOUND_SURNAMES}))
_CLAUSE = ",。;:、()「」『』! \n\r\ufdd0\uffff據經由與和向對請洽給找讓被"
"""What stands before a name that begins a clause."""
RECOGNISERS = (
    Recogniser(("name",), find_introduced_names, tuple(_cues())),
    Recogniser(("name",), find_names_from_abroad, (Cue("國尼南賓度寮埔甸來", "籍"),)),
    Recogniser(("name",), find_speaking_names, (Cue(_CLAUSE, _SURNAME_FIRSTS),)),
)
