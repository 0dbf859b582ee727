"""Chinese names beside other personal data: what is too weak alone is somebody's name beside his telephone number.

Around a hit that holds, less has to tell: a piece of two to four characters that begins with a surname and stands
by itself (a row, a list, a form), or a surname and given name between words that may stand beside one. A text that
holds nothing else is never held for such a name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain

from publisher.privacy.recognisers.again import titled_beside
from publisher.privacy.recognisers.devices import is_of_a_service
from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.labels import kinds_of_label
from publisher.privacy.recognisers.latin_names import PERSON, is_english, latin_words
from publisher.privacy.recognisers.lexicon import is_english_word, is_like_a_word, name_odds, word_cost
from publisher.privacy.recognisers.name_words import NO_GIVEN, NO_NAMES, PARTICLES, TITLES, WHO
from publisher.privacy.recognisers.names import is_organisation, looks_like_name
from publisher.privacy.recognisers.offices import is_of_an_office
from publisher.privacy.recognisers.sentences import is_part_of_words, told
from publisher.privacy.recognisers.subject import SEPARATOR, Subject
from publisher.privacy.recognisers.surnames import (
    COMPOUND_SURNAMES,
    GIVEN,
    GIVEN_TOO,
    JAPANESE_SURNAMES,
    RARE,
    ROMANISED,
    SURNAMES,
    USUAL_SURNAMES,
    VIETNAMESE_MIDDLE,
)

_BEFORE, _AFTER = 80, 60
_GIVEN_LENGTH, _MARRIED = 2, 4
"""Characters of most given names; of a name with two surnames, and the most words of one in Latin letters."""
_HAN = r"[\u4e00-\u9fff]"
_ALONE = re.compile(rf"(?<!{_HAN}){_HAN}{{2,4}}(?!{_HAN})")
_LATIN = re.compile(
    r"(?<![^\n\r:;,、|\"'()<>/「『【\ufdd0 ]) ?(?P<name>[A-ZÀ-ÖØ-ÞĀ-ɏḀ-ỿ][A-Za-zÀ-ɏḀ-ỿ' ,.-]{4,40}?)"
    r"(?=[\n\r:;、|\"'()<>/\ufdd0]|,? ?$|, | ?[\u4e00-\u9fff]|,(?:[\u4e00-\u9fff]|[A-Z]{0,4}[0-9 ]))"
)
_PLAIN = re.compile(
    r"(?<![A-Za-z0-9&'-])(?P<name>[A-ZÀ-ÖØ-ÞĀ-ɏḀ-ỿ][a-zÀ-ɏḀ-ỿ'-]+"
    r"(?: (?:(?:bin|binti|al|bte|de|del|dela|da|van|von|der|den|la) ){0,2}"
    r"(?:[OD]'|Mac|Mc)?[A-ZÀ-ÖØ-ÞĀ-ɏḀ-ỿ][a-zÀ-ɏḀ-ỿ'-]+){1,3})"
    r"(?=[,.;()] ?|[\u4e00-\u9fff]| ?[\u4e00-\u9fff]| [A-Z]{0,2}[0-9]{4}|$)"
)
"""A name in Latin letters within a sentence, each word with one capital."""
_TOUCHING = re.compile(
    rf"(?<={_HAN})(?P<name>[A-Z][A-Za-z'-]+(?: [A-Z][A-Za-z'.-]*){{1,3}})(?=[(,、;。\u4e00-\u9fff]| (?![A-Z]))"
)
"""A name that touches Chinese; brands do as well, so that a surname has to begin it, or it is all in capitals."""
_IN_A_ROW = re.compile(
    r"(?<![A-Za-z0-9&'-])(?P<name>[A-ZÀ-ÖØ-ÞĀ-ɏḀ-ỿ][A-Za-zÀ-ɏḀ-ỿ'-]+"
    r"(?:,? [A-ZÀ-ÖØ-ÞĀ-ɏḀ-ỿ](?:\.|[A-Za-zÀ-ɏḀ-ỿ'-]*)){1,4})"
    r"(?= (?P<next>[A-Za-z]{2,12}(?![A-Za-z])|[A-Z]{0,2}[0-9]{4}|[男女](?![\u4e00-\u9fff])))"
)
"""A name before a number or the label of one (1. AMY SAMPLE T893…, Amy Sample passport …)."""
_APART = re.compile(rf"(?<!{_HAN})[{''.join(sorted(SURNAMES))}] {{1,2}}[{''.join(sorted(GIVEN))}]{{2}}(?!{_HAN})")
"""A surname, a gap and a given name."""
_GLOSSED = re.compile(
    rf"(?P<latin>[A-Z][A-Za-z'-]+(?:,? [A-Z][A-Za-z'.-]*){{1,3}}) ?[(（](?P<name>{_HAN}{{2,4}})[)）]"
)
"""A name in Latin letters and, in brackets, the same in Chinese."""
_BEFORE_SEX = re.compile(rf"(?<!{_HAN})(?P<name>{_HAN}{{2,4}})[\"']?[,;|/、 ]{{1,3}}[\"']?[男女](?!{_HAN})")
"""A cell before that of the sex, as lists of persons have it."""
_LATIN_BEHIND = re.compile(
    rf"(?<![A-Za-z])(?i:{PERSON})\s(?P<name>[A-Z][A-Za-z'-]+(?:,? [A-Z][A-Za-z'.-]*){{1,3}})"
)
_DOTTED = re.compile(rf"(?<!{_HAN}){_HAN}{{1,6}}(?:[·‧・•∙⋅]{_HAN}{{1,6}}){{1,3}}")
_OF = frozenset(["bin", "binti", "al", "bte", "de", "del", "dela", "da", "van", "von", "der", "den", "la"])
"""Words without a capital inside names of other languages."""
_MIXED = re.compile(rf"(?<![A-Za-z])[A-Z][a-z]{{2,12}} ?[{''.join(sorted(USUAL_SURNAMES))}](?!{_HAN})")
_FIRST = re.compile(f"[{''.join(sorted(SURNAMES | RARE | {name[0] for name in COMPOUND_SURNAMES}))}]")
_LIKELY = GIVEN | GIVEN_TOO
_REST = re.compile(r"[\u4e00-\u9fffA-Za-z]{0,20}")
"""What of a word is cut off at the end of a stretch."""
_NEVER_GIVEN = frozenset(PARTICLES + "在到把被要會能沒個這那") - GIVEN_TOO
_TITLE = re.compile(TITLES)
_MAY = re.compile(r"會|可以|能|有|沒|去|來|幫|代|接|才|也|都|就|先|再")
"""What goes on behind a person who was introduced: 我先生…會接."""
_OTHER_LABELS = frozenset(
    (
        "id",
        "card",
        "account",
        "cell",
        "born",
        "room",
        "visa",
        "bank",
        "nhi",
        "fb",
        "line",
        "ig",
        "pp",
        "ppt",
        "hkid",
    )
)
"""Labels that tell too little to name the kind of a column."""
_TELLING = 8.0
"""Nats that tell as much as a word beside."""
_LEAST_ALONE = -4.0
_LEAST_ODDS = (3.0, 1.0, -1.0, -4.0)
"""Nats that have to speak for a name by how much is told around it; of usual characters three less."""


def names_beside(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Names (medium) near those of `hits` that hold, in a normalised text.

    `hits` are in order and do not overlap; no name lies in what holds already.
    """
    starts = [hit.start for hit in hits]
    for name in _names(text, hits):
        touching = hits[max(0, bisect_left(starts, name.start) - 1) : bisect_left(starts, name.end)]
        if not any(hit.blocks and hit.end > name.start for hit in touching):
            yield name


_SAME_TEXT = 60
"""Characters within which one plate says of another that it is one, and a person of what is faint beside it."""
_NEIGHBOURS = 3
_RIGHT_BEFORE, _NEXT_TO = 8, 6
_IN_CHARGE = re.compile(r"[承經主洽]辦|業務|窗口")
_OF_THE_OFFICE = re.compile(
    r"[。;\n]|[本該貴敝][所局處會校院館府部署站公中]|總機|代表號|專線|熱線|客服|公所|政府|機關|洽詢|服務[台處]|派出所|分局"
)
"""Characters within which a word says whose address it is, whoever is near."""
_OF_A_PERSON = frozenset({"name", "national_id", "ui_no_new", "ui_no_old", "mobile", "account", "medical_record"})
_NEAR_A_PERSON = frozenset({"ip_address", "mac_address", "coordinates"})
_PART_OF_A_NAME = re.compile("[○〇●*OoXx]")


def raised(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits of a text, some of them as medium: what is weak alone is sure beside what holds.

    So are plates near a plate (a list of vehicles, the old one and the new one), and an address of a device, a
    pair of coordinates and a masked name near a person. What stays faint is left out.
    """
    plates = [hit for hit in hits if hit.blocks and hit.kind.startswith("plate_")]
    persons = [hit for hit in hits if hit.blocks and hit.kind in _OF_A_PERSON]
    return [
        hit._replace(confidence="medium") if not hit.blocks and _is_beside(text, hit, plates, persons) else hit
        for hit in hits
        if hit.confidence != "faint" or _is_beside(text, hit, plates, persons)
    ]


def _is_beside(text: str, hit: Hit, plates: Sequence[Hit], persons: Sequence[Hit]) -> bool:
    if hit.kind.startswith("plate_"):
        return any(_near(text, hit, plates))
    if hit.kind == "name" and (_PART_OF_A_NAME.search(text, hit.start, hit.end) or titled_beside(text, hit)):
        return any(other.kind != "name" for other in _near(text, hit, persons))
    if hit.kind == "ip_address" and is_of_a_service(Subject(text), hit.start, hit.end, _RIGHT_BEFORE):
        return False
    if hit.kind == "landline":
        right = any(other.kind == "name" and _is_next_to(hit, other) for other in _near(text, hit, persons))
        if text[hit.start : hit.end].isdigit():
            return right and not is_of_an_office(text, hit.start, hit.end)
        return any(_says_whose(text, hit, other) for other in _near(text, hit, persons))
    return (hit.confidence == "faint" or hit.kind in _NEAR_A_PERSON) and any(_near(text, hit, persons))


def _says_whose(text: str, hit: Hit, name: Hit) -> bool:
    """Whether a name stands before a number in its sentence, and nothing between says that it is this office's.

    So the number behind where somebody works or learns is that person's: 陳測試(某某大學)電話….
    """
    between = text[name.end : hit.start]
    if _IN_CHARGE.search(text, max(0, name.start - _RIGHT_BEFORE), name.start):
        return False
    return name.kind == "name" and name.end <= hit.start and not _OF_THE_OFFICE.search(between)


def _is_next_to(hit: Hit, other: Hit) -> bool:
    return max(hit.start, other.start) - min(hit.end, other.end) <= _NEXT_TO


def _near(text: str, hit: Hit, others: Sequence[Hit]) -> Iterator[Hit]:
    """Those of `others` (in order) that stand near a hit, in the same text."""
    place = bisect_left(others, hit.start, key=lambda other: other.start)
    for other in others[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS]:
        first, second = sorted((hit, other), key=lambda item: item.start)
        if second.start - first.end <= _SAME_TEXT and SEPARATOR not in text[first.end : second.start]:
            yield other


def whole_names(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits, with names as long as they are: two surnames (林陳阿緞, 黎氏碧桃), what stands before a dot."""
    ends = [0, *(hit.end for hit in hits)]
    starts = [*(hit.start for hit in hits), len(text)]
    return [
        _whole(text, hit, ends[number], starts[number + 1]) if hit.kind == "name" else hit
        for number, hit in enumerate(hits)
    ]


def _whole(text: str, hit: Hit, first: int, last: int) -> Hit:
    """A name as long as is likeliest, between the hits before and behind it."""
    dotted = _BEFORE_A_DOT.search(text, max(first, hit.start - _REACH_OF_A_DOT), hit.start)
    if dotted:
        part = dotted.span("part")
        return hit._replace(start=max(range(part[0], part[1] - 1), key=lambda at: name_odds(text, at, part[1])))
    if hit.end - hit.start != _MARRIED - 1 or not _HAN_ONLY.fullmatch(text, hit.start, hit.end):
        return hit
    longer = [
        span
        for span in ((hit.start - 1, hit.end), (hit.start, hit.end + 1))
        if first <= span[0] and span[1] <= last
    ]
    odds = {span: name_odds(text, *span) for span in longer if _has_two_surnames(text[slice(*span)])}
    best = max(odds, key=lambda span: odds[span], default=None)
    if best is None or odds[best] < name_odds(text, hit.start, hit.end) + _LONGER:
        return hit
    return hit._replace(start=best[0], end=best[1])


_LONGER = 0.5
"""Nats by which a longer name has to be likelier."""
_REACH_OF_A_DOT = 5
_BEFORE_A_DOT = re.compile(rf"(?P<part>{_HAN}{{2,4}})[·‧・•∙⋅]$")
_HAN_ONLY = re.compile(rf"{_HAN}+")


def _has_two_surnames(name: str) -> bool:
    if len(name) != _MARRIED or not _HAN_ONLY.fullmatch(name):
        return False
    compound = name[:2] in COMPOUND_SURNAMES or name[:2] in JAPANESE_SURNAMES
    return compound or (name[0] in SURNAMES | RARE and name[1] in SURNAMES | VIETNAMESE_MIDDLE)


def _names(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    for start, end in _around(text, hits):
        spans = chain(_in_chinese(text, start, end), _in_latin(text, start, end))
        yield from (Hit("name", *span, "medium") for span in spans)


def _in_chinese(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for pattern in (_ALONE, _DOTTED):
        for match in pattern.finditer(text, start, end):
            if pattern is _DOTTED or (_is_name_alone(match[0]) and _is_no_word(text, *match.span())):
                yield match.span()
    for match in _BEFORE_SEX.finditer(text, start, end):
        name = match["name"]
        if _FIRST.match(name) and not is_organisation(name) and name[:2] not in NO_NAMES:
            yield match.span("name")
    for match in _GLOSSED.finditer(text, start, end):
        words = latin_words(match["latin"])
        if len(words) > 1 and not is_english(words) and looks_like_name(match["name"]):
            yield match.span("name")
    for pattern in (_MIXED, _APART):
        yield from (match.span() for match in pattern.finditer(text, start, end))
    for match in _FIRST.finditer(text, start, end):
        if length := _length_in_sentence(text, match.start()):
            yield match.start(), match.start() + length


def _in_latin(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for pattern in (_LATIN, _LATIN_BEHIND, _PLAIN):
        for match in pattern.finditer(text, start, end):
            if length := _length_in_latin(match["name"], labelled=pattern is _LATIN_BEHIND):
                yield match.start("name"), match.start("name") + length
    for match in _IN_A_ROW.finditer(text, start, end):
        if length := _length_in_a_row(match):
            yield match.start(), match.start() + length
    for match in _TOUCHING.finditer(text, start, end):
        words = latin_words(match["name"])
        if len(words) > 1 and (words[0].casefold() in ROMANISED or (match["name"].isupper() and len(words) > 2)):
            yield match.span()


def _around(text: str, hits: Sequence[Hit]) -> Iterator[tuple[int, int]]:
    """The stretches around hits that hold, in the same text, those that touch as one."""
    start = end = -1
    for hit in hits:
        if not hit.blocks:
            continue
        first = max(text.rfind(SEPARATOR, max(0, hit.start - _BEFORE), hit.start) + 1, hit.start - _BEFORE, 0)
        stop = text.find(SEPARATOR, hit.end, hit.end + _AFTER)
        last = stop if stop >= 0 else _end_of_word(text, min(len(text), hit.end + _AFTER))
        if first > end:
            if end >= 0:
                yield start, end
            start = first
        end = max(end, last)
    if end >= 0:
        yield start, end


def _end_of_word(text: str, place: int) -> int:
    match = _REST.match(text, place)
    return match.end() if match else place


def _is_no_word(text: str, start: int, end: int) -> bool:
    piece = text[start:end]
    return word_cost(piece) is None and not is_like_a_word(piece) and name_odds(text, start, end) >= _LEAST_ALONE


def _is_name_alone(piece: str) -> bool:
    if piece[:2] in JAPANESE_SURNAMES and len(piece) > _GIVEN_LENGTH:
        return not is_organisation(piece)
    if piece[:2] in COMPOUND_SURNAMES or len(piece) == _MARRIED:
        return looks_like_name(piece) and not _NEVER_GIVEN.intersection(piece[2:])
    if piece[:2] in NO_NAMES or piece[1:] in NO_NAMES | NO_GIVEN or _NEVER_GIVEN.intersection(piece[1:]):
        return False
    likely = sum(character in _LIKELY for character in piece[1:])
    if piece[0] in RARE:
        return likely == len(piece) - 1
    if piece[0] not in SURNAMES or (is_organisation(piece) and piece[1] not in GIVEN):
        return False
    return len(piece) > _GIVEN_LENGTH or likely == 1


def _length_in_a_row(match: re.Match[str]) -> int:
    """How long the name is that stands before a number or before a label; 0 for none."""
    words = match["name"].split(" ")
    follows = [match["next"]]
    while len(words) > 2 and _is_a_label(words[-1]):
        follows.insert(0, words.pop())
    if not (_is_a_label(follows[0]) or not follows[0].isalpha() or not follows[0].isascii()):
        return 0
    return _length_in_latin(" ".join(words))


def _is_a_label(word: str) -> bool:
    return bool(kinds_of_label(word)) or word.casefold() in _OTHER_LABELS


def _length_in_latin(piece: str, *, labelled: bool = False) -> int:
    """How long the name is that a piece in Latin letters begins with: two to four words with a capital; or 0."""
    words = latin_words(piece.rstrip(" ,"))
    if not 2 <= len(words) <= _MARRIED or not all(word[:1].isupper() or word in _OF for word in words):
        return 0
    if all(map(is_english_word, words)) if labelled else is_english(words):
        return 0
    end = piece.rindex(words[-1]) + len(words[-1])
    return 0 if piece[end:].strip(" .,") and not piece[end:].startswith(".") else end


def _length_in_sentence(text: str, start: int) -> int:
    """How long the name at `start` is; 0 for none."""
    surname = 2 if text[start : start + 2] in COMPOUND_SURNAMES else 1
    for given in (2, 1):
        end = start + surname + given
        piece = text[start:end]
        if len(piece) < surname + given or not looks_like_name(piece) or is_part_of_words(text, start, end):
            continue
        characters = piece[surname:]
        if is_like_a_word(piece) or _NEVER_GIVEN.intersection(characters):
            continue
        tells = told(text, start, end) + bool(_TITLE.match(text, end))
        tells += name_odds(text, start, end) >= _TELLING
        tells += bool(_MAY.match(text, end) and WHO.search(text[max(0, start - 7) : start]))
        if tells >= _least(characters, piece[0]) and _is_likelier(text, start, end, tells):
            return end - start
    return 0


def _is_likelier(text: str, start: int, end: int, tells: int = 2) -> bool:
    """Whether a name is likelier than the words that may stand there instead."""
    usual = set(text[start + 1 : end]) <= _LIKELY
    return name_odds(text, start, end) >= _LEAST_ODDS[min(tells, 3)] - 3 * usual


def _least(given: str, surname: str) -> int:
    """How much the words on both sides have to tell, of 4: little where the characters are usual in names."""
    usual = sum(character in _LIKELY for character in given)
    if len(given) == 1:
        return 2 if usual and surname in USUAL_SURNAMES else 3
    if surname in RARE:
        return 1 if usual == len(given) else 3
    return (2, 1, 0)[usual]
