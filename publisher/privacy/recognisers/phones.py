"""Telephone numbers: mobile numbers of Taiwan, land lines by area code and the length it has, numbers abroad.

Toll-free numbers (0800, 0809), 1999, 412-xxxx and other service numbers belong to no person and are not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.offices import (
    is_a_label_of_an_office,
    is_a_line_of_offices,
    is_of_an_office,
    is_of_an_office_abroad,
)
from publisher.privacy.recognisers.prefilter import ANY, Cue
from publisher.privacy.recognisers.subject import Recogniser, Subject, is_fraction, one_lower

_CONTEXT = re.compile(
    r"電話|手機|行動|聯絡|聯繫|連絡|來電|致電|去電|回電|回撥|撥|門號|專線|傳真|市話|電洽|簡訊|微信|同號|TEL|FAX"
    r"|Phone|Mobile|Cell|"
    r"Call|Contact|WhatsApp|Viber|\b[CH]/?P\b|(?:(?<![\u4e00-\u9fff])家|[宅電])[:( ]{0,2}$|[☎☏📞📱✆]",
    re.IGNORECASE,
)
_START = r"(?<![0-9])(?<![0-9]-)"
_END = r"(?![0-9]|[-.](?!09|0[2-8][-)]|[0-9]{1,2}(?![0-9.-]))[0-9])"
_BREAK = r" ?-?\r?\n {0,4}-?"
_SEPARATOR = rf"(?:{_BREAK}| ?[-._/~] ?| {{1,3}})?"
_ABROAD = r"(?:\(?\+?|00[1-9]?[- ]?)886\)?[-. ]{0,2}(?:\(0\)|0)?[-. ]{0,2}"

_MOBILE = re.compile(
    _START
    + rf"(?:{_ABROAD}9{_SEPARATOR}[0-9]{{2}}|\(09[0-9]{{2}}\)|09[0-9]{{2}})"
    + _SEPARATOR
    + r"[0-9]{3}"
    + _SEPARATOR
    + r"[0-9]{3}"
    + _END
    + "|"
    + _START
    + r"(?:09-[0-9]{4}-[0-9]{4}|09[0-9]{2}([-. ])[0-9]{2}\1[0-9]{2}\1[0-9]{2}|09[0-9]([-. ])[0-9]{3}\2[0-9]{4}"
    r"|09[0-9]([-. ])[0-9]{4}\3[0-9]{3}|09[0-9]{2}([- ])[0-9]{4}\4[0-9]{2}"
    r"|0([-. ])9(?:\5[0-9]){8}|09([-. ])[0-9]{4}\6[0-9]{4})" + _END
)
# In any groups, or cut by the end of a line: where a number is expected.
_MOBILE_LOOSE = re.compile(_START + rf"(?<![A-Za-z])[0Oo]{_SEPARATOR}9(?:{_SEPARATOR}[0-9Oo]){{8}}(?![0-9A-Za-z])")
_MOBILE_MASKED = re.compile(
    _START + r"(?=09[0-9 -]{0,10}[*Xx●○])09[0-9*Xx●○]{2}[- ]?[0-9*Xx●○]{3}[- ]?[0-9*Xx●○]{3}(?![0-9])"
)
_LEAST_HIDDEN = 3
"""Digits that a mask must hide: with two, a hundred calls find the person."""
_WRITTEN_AT_HOME = re.compile(
    r"(?<![零〇○一二三四五六七八九十百])[零〇○][二三四五六七八](?:[-、, ]{0,2}[零〇○一二三四五六七八九]){7,8}"
    r"(?![零〇○一二三四五六七八九十百])"
)
_WRITTEN = re.compile(r"[零〇○]九(?:[-、, ]?[零〇○一二三四五六七八九]){8}(?![零〇○一二三四五六七八九十百])")

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
_PAUSE = rf"(?: ?[-./~] ?| {{1,2}}|{_BREAK})?"
_GROUPS = {
    8: rf"(?:[0-9]{{4}}{_PAUSE}[0-9]{{4}}|[0-9]{{2}}(?:[- ][0-9]{{2}}){{3}})",
    7: rf"(?:[0-9]{{3}}{_PAUSE}[0-9]{{4}}|[0-9]{{4}}[- ][0-9]{{3}}|[0-9]{{3}}[- ][0-9]{{2}}[- ][0-9]{{2}})",
    6: rf"(?:[0-9]{{3}}{_PAUSE}[0-9]{{3}}|[0-9]{{2}}-[0-9]{{4}})",
    5: r"[0-9]{5}",
}
_LOCAL = "|".join(
    f"{area[1:]}\\)?{_PAUSE}{_GROUPS[length]}(?![0-9])" for area, lengths in _AREAS.items() for length in lengths
)
_SERIAL = re.compile(
    r"(?:序號|流水號|料號|批號|條碼)[^。;\n]{0,10}$|(?:序號|流水號)[^。;\n]{0,4}[0-9]+ ?[至到~-] ?$"
)
_NUMBER_OF = re.compile(r"(?:編號|案號|文號|單號|料號|序號|批號|條碼)[: ]{0,2}$")
_EXTENSION = re.compile(r"[\s,]?(?:#|轉|分機|ext\.?)\s?:?[0-9]{1,6}(?![0-9])", re.IGNORECASE)
_LANDLINE = re.compile(_START + r"(?:(?:\((?=0[0-9]{1,3}\)))?0|" + _ABROAD + ")(?:" + _LOCAL + ")" + _END)
# In any groups: where a number is expected.
_LANDLINE_LOOSE = re.compile(
    _START + r"\(?0(?=(?:[-. )~]{0,2}[0-9]){8,9}(?![0-9]))[2-8](?:[-. )~]{1,2}[0-9]+|[0-9]+){1,4}"
    r"(?![0-9A-Za-z]|[-.~][0-9])"
)
# Without its area code: only under a label or right behind a word. 412-xxxx and 449-xxxx are service numbers.
_LOCAL_ONLY = re.compile(
    r"(?<![0-9A-Za-z.-])(?!4(?:12|49)-?[0-9]{4}(?![0-9]))[2-8][0-9]{2,3}[- .]?[0-9]{4}(?![0-9A-Za-z-]|\.[0-9])"
)
_RIGHT_BEHIND = re.compile(
    r"(?:電話|手機|市話|住家|住宅|家裡|家用|宅電|來電|回電|致電|電洽|(?<!劃)撥打?|打|TEL\.?)"
    r"(?:號碼)?(?:\([宅家公日夜HO]\))?[:是為 ]{0,2}$",
    re.IGNORECASE,
)
_UNITS = re.compile(r" ?(?:元|件|人|次|筆|公|度|戶|輛|冊|份|名|萬|億|%|/)")
_COUNTED = re.compile(r"數|量|次|率|分|秒")
# A spreadsheet that took the column for numbers has lost the zero in front.
_MOBILE_NO_ZERO = re.compile(r"(?<![0-9A-Za-z.-])9[0-9]{8}(?![0-9A-Za-z-]|\.[0-9])")

_IN_CHARGE = re.compile(
    r"(?:(?:承辦|經辦|主辦|洽辦|業務)(?:人員?|窗口|單位|同仁)?|(?:聯[絡繫]|洽詢|服務)窗口)"
    r"[: ]{0,2}[\u4e00-\u9fff]{1,6}[ ,、:(]{0,3}(?:電話|專線|TEL)?[: (]{0,3}$"
)
_LANDLINE_NO_ZERO = re.compile(r"(?<![0-9A-Za-z.-])[2-8][- ](?:[0-9]{7,8}|[0-9]{3,4}[- ][0-9]{4})(?![0-9A-Za-z-])")

_NUMBER_WORDS = frozenset(
    {"tel", "fax", "phone", "mobile", "cell", "mob", "ph", "m", "t", "p", "h", "call", "line", "no"}
)
_ADDED_WORDS = frozenset({"ext", "x", "or", "and"})
_LETTERS_BEFORE = re.compile(r"[A-Za-z]+\Z")
_A_WORD = re.compile(r"(?:^|[A-Z])[a-z]{2,}\Z")
_LETTERS_AFTER = re.compile(r"[A-Za-z]+")

# Country codes of the E.164 plan (ITU-T E.164.D), Taiwan's left out.
_COUNTRY = (
    r"(?:1|7|2[07]|2[1-69][0-9]|3[0-469]|3[578][0-9]|4[013-9]|42[0-9]|5[1-8]|5[09][0-9]|6[0-6]|6[7-9][0-9]"
    r"|8[1246]|85[0-9]|87[08]|88(?!6)[0-9]|9[0-58]|9[679][0-9])"
)
_FOREIGN = re.compile(
    rf"(?<![0-9A-Za-z+])(?:\(\+{_COUNTRY}\)|\+{_COUNTRY})(?:[-. ()/]{{0,2}}[0-9]){{7,13}}(?![0-9]|[-.][0-9])"
)
# +886 in groups that no area has: somebody's all the same, a slip of the pen.
_FROM_ABROAD = re.compile(r"(?<![0-9A-Za-z+])\(?\+ ?886\)?(?:[-. ()/]{0,2}[0-9]){8,10}(?![0-9]|[-.][0-9])")
_FOREIGN_BARE = re.compile(
    r"(?<![0-9A-Za-z.+-])(?:(?:00[29]?|001)[- ]?(?!886|800)[1-9](?:[- ]?[0-9]){8,13}"  # dialled from Taiwan
    r"|1[3-9][0-9](?:[- ]?[0-9]{4}){2}|0[789]0-[0-9]{4}-[0-9]{4}|(?:852|853|86|84|62|63|66|60|65|81"
    r"|82)[- ][0-9](?:[- ]?[0-9]){6,10}"
    r"|\([2-9][0-9]{2}\) ?[2-9][0-9]{2}-[0-9]{4}"
    rf"|\({_COUNTRY}\) ?(?:[0-9]{{7,9}}|[0-9]{{1,5}}(?:[- ][0-9]{{2,5}}){{1,4}}))(?![0-9]|[-.][0-9])"
)
_SHORTEST_ABROAD = 9
# As dialled from most of the world, in groups: nobody's by itself.
_DIALLED = re.compile(
    rf"(?<![0-9A-Za-z.+-])00(?!886){_COUNTRY}(?:[- ][0-9]{{2,5}}){{2,4}}(?![0-9A-Za-z]|[-.][0-9])"
)


def find_mobiles(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Mobile numbers: 09 and eight digits, or +886 9; masked ones are low."""
    text = subject.text
    for match in subject.in_runs(_MOBILE):
        if is_fraction(text, match.start()) and match[0].isdigit():
            continue
        expected = subject.wants("mobile", *match.span(), _CONTEXT)
        confidence: Confidence = "high"
        serial = not expected and _SERIAL.search(text, max(0, match.start() - 26), match.start())
        if _is_part(text, *match.span()) or serial or (subject.numbered and not expected):
            confidence = "low"  # the tail of a document or part number
        yield Hit("mobile", match.start(), match.end(), confidence)
    for match in subject.in_runs(_MOBILE_LOOSE):
        misread = match[0].count("-") > 1 and match[0][0] in "Oo"  # the letter for the digit
        if not match[0].isdigit() and (misread or subject.wants("mobile", *match.span(), _CONTEXT)):
            yield Hit("mobile", match.start(), match.end(), "medium")
    if "mobile" in subject.hinted:
        for match in subject.in_runs(_MOBILE_NO_ZERO):
            yield Hit("mobile", match.start(), match.end(), "high")
    for match in subject.in_runs(_MOBILE_MASKED):
        hidden = sum(not character.isdigit() for character in re.sub("[- ]", "", match[0]))
        yield Hit("mobile", match.start(), match.end(), "low" if hidden >= _LEAST_HIDDEN else "medium")
    for place in cues:
        if written := _WRITTEN.match(text, place - 1):
            yield Hit("mobile", *written.span(), "medium")


def find_landlines(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Land lines: area code and the number of digits it has; bare digits need a word or a label beside them."""
    text = subject.text
    for match in subject.in_runs(_LANDLINE):
        if is_fraction(text, match.start()) and match[0].isdigit():
            continue
        expected = subject.wants("landline", *match.span(), _CONTEXT)
        extension = _EXTENSION.match(text, match.end())
        numbered = subject.numbered or bool(_NUMBER_OF.search(text, max(0, match.start() - 8), match.start()))
        confidence: Confidence = "medium" if extension or not match[0].isdigit() else "low"
        if _is_part(text, *match.span()) or (numbered and not expected):
            confidence = one_lower(confidence)
        elif _is_an_office_s(subject, match):
            confidence = "low"
        elif expected:
            confidence = "high"
        yield Hit("landline", match.start(), extension.end() if extension else match.end(), confidence)
    yield from _in_any_groups(subject)
    for match in subject.around(_WRITTEN_AT_HOME, cues, 4, 24):
        if subject.wants("landline", *match.span(), _CONTEXT):
            yield Hit("landline", *match.span(), "medium")
    if "landline" in subject.hinted and not _COUNTED.search(subject.label):
        for match in chain(subject.in_runs(_LOCAL_ONLY), subject.in_runs(_LANDLINE_NO_ZERO)):
            yield Hit("landline", *match.span(), "medium")
    for match in chain(subject.around(_LOCAL_ONLY, cues, 0, 24), subject.in_runs(_LOCAL_ONLY)):
        behind = _RIGHT_BEHIND.search(text, max(0, match.start() - 10), match.start())
        if behind and not _UNITS.match(text, match.end()):
            yield Hit("landline", *match.span(), "medium")


def _is_an_office_s(subject: Subject, match: re.Match[str]) -> bool:
    if "landline" in subject.hinted:
        return is_a_line_of_offices(subject.label)
    if is_of_an_office(subject.text, *match.span()) or is_of_an_office_abroad(subject.text, match.start()):
        return True
    return is_a_label_of_an_office(subject.label) or _is_in_charge(subject.text, match)


def _is_in_charge(text: str, match: re.Match[str]) -> bool:
    """Whether it is the extension of who deals with a matter: 承辦人:王小姐 (02)2000-0001#123."""
    extension = _EXTENSION.match(text, match.end())
    return extension is not None and _IN_CHARGE.search(text, max(0, match.start() - 24), match.start()) is not None


def _in_any_groups(subject: Subject) -> Iterator[Hit]:
    """Land lines in groups that few write, where one is expected (06-2-345678)."""
    for match in subject.in_runs(_LANDLINE_LOOSE):
        if _LANDLINE.fullmatch(match[0]) or not _has_an_area(match[0]):
            continue
        if subject.wants("landline", *match.span(), _CONTEXT):
            low = subject.numbered or _is_an_office_s(subject, match)
            yield Hit("landline", *match.span(), "low" if low else "medium")


def _has_an_area(number: str) -> bool:
    """Whether digits begin with an area code and go on as long as its numbers are."""
    digits = re.sub("[^0-9]", "", number)
    return any(digits.startswith(area) and len(digits) - len(area) in lengths for area, lengths in _AREAS.items())


def find_foreign_phones(subject: Subject, _cues: Sequence[int]) -> Iterator[Hit]:
    """Numbers abroad: +, country code and at least seven digits; as dialled or bare only where one is expected."""
    for match in subject.in_runs(_FOREIGN):
        digits = sum(map(str.isdigit, match[0]))
        if _SHORTEST_ABROAD <= digits <= 15 and not subject.numbered:
            sure: Confidence = "high" if _expected(subject, match) else "medium"
            office = is_of_an_office_abroad(subject.text, match.start())
            yield Hit("foreign_phone", *match.span(), "low" if office else sure)
    for match in subject.in_runs(_FROM_ABROAD):
        if _expected(subject, match) and not _is_an_office_s(subject, match):
            yield Hit("landline", *match.span(), "medium")
    for match in subject.in_runs(_FOREIGN_BARE):
        if _expected(subject, match) and sum(map(str.isdigit, match[0])) >= _SHORTEST_ABROAD:
            office = is_of_an_office(subject.text, *match.span())
            yield Hit("foreign_phone", *match.span(), "low" if office else "medium")
    for match in subject.in_runs(_DIALLED):
        digits = sum(map(str.isdigit, match[0]))
        if 11 <= digits <= 17 and not subject.numbered and not is_of_an_office(subject.text, *match.span()):
            yield Hit("foreign_phone", *match.span(), "faint")


def _expected(subject: Subject, match: re.Match[str]) -> bool:
    return subject.wants("foreign_phone", *match.span(), _CONTEXT)


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether it touches a letter that is no label (TEL0900…), or is a document's number (第0900000002號)."""
    before = _LETTERS_BEFORE.search(text, max(0, start - 12), start)
    if before and _A_WORD.search(before[0]) and not text[start:end].isdigit():
        before = None  # the end of a name or of a word: Oanh0900-000-001
    after = _LETTERS_AFTER.match(text, end)
    return (
        text[start - 1 : start] == "第"
        or (before is not None and before[0].lower() not in _NUMBER_WORDS)
        or (after is not None and after[0].lower() not in _ADDED_WORDS)
    )


RECOGNISERS = (
    Recogniser(
        ("mobile",),
        find_mobiles,
        (Cue("零〇○", "九", "零〇○一二三四五六七八九-、, "),),
        rough=r"(?:^|[^0-9])(?:[Oo]9[0-9Oo]{2}|09[0-9*Xx●○]{2}[- ]?[0-9*Xx●○]{3}"
        r"|09[0-9]{2}\)?[-._/ \r\n]{0,5}[0-9*Xx●○]{2}|09[-. ][0-9]{2}|0[-. ]9[-. ][0-9]"
        r"|09[0-9][-. ][0-9]{3}|09[-._/ \r\n]{0,5}[0-9][-._/ \r\n]{0,5}[0-9])|886[-.() 0]{0,5}9",
    ),
    Recogniser(
        ("landline",),
        find_landlines,
        (
            Cue("電市", "話"),
            Cue("來回致宅", "電"),
            Cue("電住", "洽宅"),
            Cue("家", "裡用"),
            Cue("零〇○", "二三四五六七八", "零〇○一二三四五六七八九-、, "),
            Cue(ANY, "撥打"),
            Cue("話機", "號", "碼"),
        ),
        rough=(
            r"(?:^|[^0-9])0[2-8][0-9]{0,2}\)?[-./~ \r\n]{0,5}[0-9]{1,4}[-./~ \r\n]{0,5}[0-9]{1,2}"
            r"|886[-() 0]{0,4}[2-8]"
            r"|(?:[Tt][Ee][Ll])[.: ]{0,2}[2-8][0-9]{2,3}[- ]?[0-9]{4}"
        ),
    ),
    Recogniser(
        ("foreign_phone",),
        find_foreign_phones,
        rough=(
            r"\+ ?[1-9][-.() 0-9]{8}|\([1-9][0-9]{0,2}\)(?:[- ]?[0-9]){7}"
            r"|(?:^|[^0-9A-Za-z.+-])(?:00[0-9]?[- ]?[1-9](?:[- ]?[0-9]){8}"
            r"|1[3-9][0-9]([- ]?[0-9]{4}){2}"
            r"|0[789]0-[0-9]{4}-|[68][0-9]{1,2}[- ][0-9](?:[- ]?[0-9]){6}|\([2-9][0-9]{2}\) ?[2-9][0-9]{2}-)"
        ),
    ),
)
