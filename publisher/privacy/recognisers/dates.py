"""Dates of birth. A date alone is nobody's; it needs a word (出生, 生日) or a label beside it.

Years of the Republic: Gregorian year - 1911; 民國前n年 is 1912 - n; 元年 is 1; there is no year 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.latin_names import is_english
from publisher.privacy.recognisers.names import likely_name, looks_like_name
from publisher.privacy.recognisers.prefilter import DIGITS, UPPER, Cue
from publisher.privacy.recognisers.subject import Recogniser, Subject
from publisher.privacy.recognisers.surnames import GIVEN, JAPANESE_SURNAMES

_NUMERAL = "〇○零一二三四五六七八九十廿卅百元壹貳參叁肆伍陸柒捌玖拾佰"
_DIGITS = {"〇": 0, "○": 0, "零": 0, "元": 1} | {
    character: value
    for numerals in ("一二三四五六七八九", "壹貳參肆伍陸柒捌玖")
    for value, character in enumerate(numerals, 1)
}
_DIGITS["叁"] = 3
_WRITTEN = re.compile(
    r"(?P<era>中華民國|民國|西元|公元|明治|大正|昭和|平成)? ?(?P<before>前)? ?"
    rf"(?P<year>[0-9]{{1,4}}|[{_NUMERAL}]{{1,6}}) ?年 ?"
    rf"(?P<month>[0-9]{{1,2}}|[{_NUMERAL}]{{1,3}}) ?月 ?(?P<day>[0-9]{{1,2}}|[{_NUMERAL}]{{1,3}}) ?[日號]"
)
# The old calendar: 正月初八; its month and day stand for those of the year, near enough for somebody's birthday.
_LUNAR = re.compile(
    rf"(?P<era>民國?(?=前)|民國|西元)? ?(?P<before>前)? ?(?P<year>[0-9]{{1,4}}|[{_NUMERAL}]{{1,6}}) ?年 ?"
    r"(?:農曆|舊曆|陰曆)? ?閏?"
    rf"(?P<month>正|冬|臘|[{_NUMERAL}]{{1,2}}|[0-9]{{1,2}}) ?月 ?初?(?P<day>[{_NUMERAL}]{{1,3}})"
    rf"(?=[^{_NUMERAL}日]|$)"
)
_LUNAR_MONTHS = {"正": 1, "冬": 11, "臘": 12}
_KOREAN = re.compile(r"(?P<year>[0-9]{4})년 ?(?P<month>[0-9]{1,2})월 ?(?P<day>[0-9]{1,2})일")
_VIETNAMESE = re.compile(
    r"(?P<day>[0-9]{1,2}) tháng (?P<month>[0-9]{1,2})(?: năm|,)? (?P<year>[0-9]{4})", re.IGNORECASE
)
_OTHER_MONTHS = {
    name: number
    for names in (
        "januari februari maret april mei juni juli agustus september oktober november desember",
        "enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre",
        "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.",
        "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    )
    for number, name in enumerate(names.split(), 1)
}
"""Months in Indonesian, Filipino and Thai (Unicode CLDR)."""
_MONTH_WORDS = "|".join(map(re.escape, sorted(_OTHER_MONTHS, key=len, reverse=True)))
_OTHER = re.compile(
    rf"(?<![0-9])(?P<day>[0-9]{{1,2}}) (?P<month>{_MONTH_WORDS}) (?P<year>[0-9]{{4}})(?![0-9])", re.IGNORECASE
)
_SEPARATED = re.compile(
    r"(?<![0-9.])(?P<year>[0-9]{2,4})(?P<separator>[/.-])(?P<month>[0-9]{1,2})(?P=separator)(?P<day>[0-9"
    r"]{1,2})(?![0-9]|[/.-][0-9])"
)
_SPACED = re.compile(r"(?<![0-9.])(?P<year>[0-9]{2,4}) (?P<month>[0-9]{2}) (?P<day>[0-9]{2})(?![0-9]|[ .-][0-9])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*)\.?"
_ENGLISH = re.compile(
    rf"(?<![0-9])(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]?{_MONTH},?[ -]?"
    r"(?P<year>[0-9]{4}|'?[0-9]{2})(?![0-9])",
    re.IGNORECASE,
)
_AMERICAN = re.compile(
    rf"(?<![A-Za-z]){_MONTH} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})(?![0-9])", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    r"(?<![0-9.])(?P<day>[0-9]{1,2})(?P<separator>[/.-])(?P<month>[0-9]{1,2})(?P=separator)(?P<year>(?:1"
    r"9|20)[0-9]{2})(?![0-9]|[/.-][0-9])"
)
_MONTH_FIRST = re.compile(
    r"(?<![0-9.])(?P<month>[0-9]{1,2})(?P<separator>[/.-])(?P<day>1[3-9]|2[0-9]|3[01])(?P=separator)"
    r"(?P<year>(?:19|20)[0-9]{2})(?![0-9]|[/.-][0-9])"
)
_SHORT = re.compile(
    r"(?<![0-9.])(?P<month>[0-9]{1,2})(?P<separator>[/.-])(?P<day>[0-9]{1,2})(?P=separator)(?P<year>[3-9][0-9])"
    r"(?![0-9]|[/.-][0-9])"
)
"""With the year of the century last: under a label only."""
_COMPACT = re.compile(
    r"(?:(?<![0-9A-Za-z.-])|(?<=DOB)|(?<=dob))(?P<year>[0-9]{2,4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![0-9A-Za-z-]|\.[0-9])"
)
_CONTEXT = re.compile(
    r"出生(?!人|率|數|登記|地|證)|(?<![發產學衛慶])生日|誕生|(?<![發產學衛])生於|年次|生辰|出世|壽星|年籍|生年月日|(?<![A-Za-z])TTL(?![A-Za-z])|출생"
    r"|birth|born|DOB|D\.O\.B|B-?day|(?:[,;(] ?b|(?<![A-Za-z])geb)\. ?$"
    r"|lahir|sinh ngày|ngày sinh|생년월일|เกิด",
    re.IGNORECASE,
)
_WORD = re.compile(
    r".?생|.?生|年[次籍]|TTL|出世|lahir|sinh|.?เกิด|.?b\.|birth|born|D\.?O\.?B|B-?day", re.IGNORECASE | re.DOTALL
)
_BORN_AFTER = re.compile(r" ?(?:\([^()]{1,12}\))? ?(?:出生|生|次生|出世|생)(?![效活產態涯前])")
_BORN_THEN = re.compile(r" ?(?:出生|生)(?=[,;。、) ]|$)")
_SEX_AHEAD = re.compile(
    r"(?:(?<![\u4e00-\u9fff])[男女]性?"
    r"|(?:^|[\u4e00-\u9fff][ ,/|]{1,2}|(?<=[A-Za-z])[/|^])[MF])[\s/,、|;()\"']{1,4}"
    r"(?:民國?|西元|'|R\.?O\.?C\.? ?)?$"
)
_JAPANESE_YEARS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988}
"""The year before the first of each reign."""
_EARLIEST, _LATEST = 1860, 2110
_LATEST_BIRTH, _LATEST_GROWN = 2018, 2012
_OF_THIS_CENTURY, _BUDDHIST = 30, 2400
_NAME_AHEAD = re.compile(r"[\u4e00-\u9fff○〇●*]{3,5}$")
_OPENED = re.compile(r" ?\((?:民國?|西元|')?$")
_LATIN_AHEAD = re.compile(r"(?<![A-Za-z])(?P<name>[A-Z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+){1,3})$")
_NAME_IN_A_ROW = re.compile(
    r"(?<![\u4e00-\u9fff])(?P<name>[\u4e00-\u9fff]{2,4}(?:[·‧・•∙⋅][\u4e00-\u9fff]{2,5})?)[ ,/|;]{1,3}$"
)
_LATIN_IN_A_ROW = re.compile(r"(?:[A-Z][A-Za-z'-]+,? ){1,3}[A-Z][A-Za-z'-]+[ ,/|;]{1,3}$")
_A_LIST = re.compile(
    r"名單|名冊|清冊|投保|保險|幼兒|學員|(?:crew|passenger|guest|participant|name) ?list|manifest", re.IGNORECASE
)
_LIST_WORD = re.compile(r"名[單冊]|清冊|ist", re.IGNORECASE)
_REACH_OF_A_LIST = 90
_NUMBER_BEHIND = re.compile(r"[ ,|;]{1,3}\(?(?:0[2-9]|\+?886)[0-9-]")
_DATE_IN_A_ROW = re.compile(
    r"(?<![0-9.])[0-9]{2,4}(?P<separator>[/.-])[0-9]{1,2}(?P=separator)[0-9]{1,2}[ ,|;]{1,3}\(?(?:0[2-9]|\+?886)"
)
_HALF_A_NAME = re.compile(r"[\u4e00-\u9fff][○〇●*]+[\u4e00-\u9fff]?$")
_ID = r"[A-Za-z][- ]?[1289A-Da-d](?:[-. \r\n]?[0-9]){8}"
_NHI = r"000[0-9][- ]?[0-9]{4}[- ]?[0-9]{4}"
"""The number of a health insurance card, as it is printed."""
_AN_ID = re.compile(rf"(?<![A-Za-z0-9])(?:{_ID}|{_NHI})(?![0-9])")
_ID_AHEAD = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_ID}|{_NHI})[\s/,;、|()\"'-]{{1,4}}"
    rf"(?:[男女][\s/,、|\"']{{0,4}})?(?:民國?|西元|'|R\.?O\.?C\.? ?)?$"
)
_ID_BEHIND = re.compile(
    rf"[\s/,;、|()\"'-]{{1,4}}(?:生,)?(?:[男女][\s/,、|\"']{{0,4}})?(?:身[分份]證(?:統一編號|字號"
    rf"|號碼?)?[: ]{{0,2}})?{_ID}(?![0-9])"
)


_ELSEWHERE = (_LUNAR, _KOREAN, _VIETNAMESE, _OTHER)
_PATTERNS = (_WRITTEN, _SEPARATED, _SPACED, _COMPACT, _ENGLISH, _AMERICAN, _DAY_FIRST, _MONTH_FIRST, *_ELSEWHERE)


def read_number(text: str) -> int | None:
    """A number in digits or Chinese numerals (一○六, 一百零六, 十二, 廿五, 卅一); None when it is none."""
    if text.isascii():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十").replace("拾", "十").replace("佰", "百")
    if not any(character in text for character in "十百"):
        return int("".join(str(_DIGITS[character]) for character in text))
    total, digit = 0, 0
    for character in text:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def _date_of(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    said = groups["month"].lower()
    month = (
        _OTHER_MONTHS[said]
        if said in _OTHER_MONTHS
        else _LUNAR_MONTHS[said]
        if said in _LUNAR_MONTHS
        else _MONTHS.index(groups["month"][:3].lower()) + 1
        if groups["month"][:1].isascii() and groups["month"][:1].isalpha()
        else read_number(groups["month"])
    )
    year, day = (read_number(groups[name].lstrip("'")) for name in ("year", "day"))
    if year is None or month is None or day is None:
        return None
    era = groups.get("era")
    if groups.get("before"):
        year = 1912 - year if year > 0 else 0
    elif match.re in (_ENGLISH, _SHORT) and year < 100:
        year += 1900 if year > _OF_THIS_CENTURY else 2000
    elif match.re is _OTHER and year > _BUDDHIST:
        year -= 543
    elif era in _JAPANESE_YEARS:
        year += _JAPANESE_YEARS[era]
    elif era in ("西元", "公元") or (len(groups["year"]) == 4 and era is None):
        pass
    else:
        year = year + 1911 if year > 0 else 0
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_date(text: str) -> date | None:
    """The day that a normalised text names, in the ROC or the Gregorian calendar; None when it names none."""
    for pattern in (_WRITTEN, _SEPARATED, _COMPACT):
        match = pattern.fullmatch(text.strip())
        if match:
            return _date_of(match)
    return None


def find_birth_dates(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Dates of birth, to the day: under the label, behind the word, or before 生."""
    hinted = "birth_date" in subject.hinted
    words = [place for place in cues if _WORD.match(subject.text, max(0, place - 1))]
    ids = [match.start() for match in subject.in_runs(_AN_ID)]
    brackets = [place for place in cues if subject.text[place] in "(男女MF"]
    lists = [place for place in cues if _LIST_WORD.match(subject.text, max(0, place - 1))]
    rows = [match.start() for match in subject.in_runs(_DATE_IN_A_ROW)]
    places = sorted({*words, *ids, *brackets, *rows, *lists})
    stretches = [(0, len(subject.text))] if hinted else list(subject.stretches(places, 40, 50))
    for pattern in (*_PATTERNS, _SHORT) if hinted else _PATTERNS:
        for match in (match for stretch in stretches for match in pattern.finditer(subject.text, *stretch)):
            after = _BORN_THEN if pattern is _COMPACT else _BORN_AFTER
            born = after.match(subject.text, match.end())
            expected = hinted or born or subject.near(*match.span(), _CONTEXT, before=16)
            expected = expected or _beside_an_id(subject.text, match) or _behind_a_name(subject.text, match)
            expected = expected or _in_a_row(subject.text, match)
            if expected and _date_of(match) is not None:
                yield Hit("birth_date", match.start(), match.end(), "high" if hinted else "medium")


_SEPARATES = r"[ ,/|;]{1,3}"
_BEHIND_A_PERSON = re.compile(
    rf"{_SEPARATES}(?P<date>[0-9]{{2,4}}(?P<mark>[/.-])[0-9]{{1,2}}(?P=mark)[0-9]{{1,2}})(?=[,|;、])"
)
_MONTH_BEHIND = re.compile(
    rf"{_SEPARATES}(?P<date>(?:民國|西元)?(?:(?:19|20)[0-9]{{2}}|[0-9]{{2,3}}) ?年(?: ?[0-9]{{1,2}} ?月)?)"
    r" ?(?:出?生|次)(?=[,;。、) ]|$)"
)


def births_beside(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Dates (medium) right behind the names among `hits`, as forms and lists have them: 陳測試,1970/01/01,….

    The month or the year, too, where somebody is said to be born in it.
    """
    for hit in hits:
        if hit.kind != "name" or not hit.blocks:
            continue
        match = _BEHIND_A_PERSON.match(text, hit.end)
        if match is not None:
            said = read_date(match["date"])
            if said is not None and said.year <= _LATEST_GROWN:
                yield Hit("birth_date", *match.span("date"), "medium")
        elif (match := _MONTH_BEHIND.match(text, hit.end)) is not None:
            yield Hit("birth_date", *match.span("date"), "medium")


def _behind_a_name(text: str, match: re.Match[str]) -> bool:
    """Whether it stands in brackets right behind a name: 葉金池(41.07.23)."""
    said = _date_of(match)
    opened = _OPENED.search(text, max(0, match.start() - 4), match.start())
    if said is None or said.year > _LATEST_BIRTH or opened is None:
        return False
    if text[match.end() : match.end() + 1] not in tuple("),生 男女"):
        return False
    name = _NAME_AHEAD.search(text, max(0, opened.start() - 5), opened.start())
    if name is None:
        latin = _LATIN_AHEAD.search(text, max(0, opened.start() - 40), opened.start())
        return latin is not None and not is_english(latin["name"].split(" "))
    return likely_name(name[0][-3:]) or _HALF_A_NAME.search(name[0]) is not None


def _in_a_row(text: str, match: re.Match[str]) -> bool:
    """Whether it stands between a name and a telephone number, as in a list of persons (陳阿滿 42.07.11 037-…)."""
    said = _date_of(match)
    if said is None or said.year > _LATEST_BIRTH:
        return False
    listed = _A_LIST.search(text[max(0, match.start() - _REACH_OF_A_LIST) : match.start()].rpartition("\n\n")[2])
    if not listed and not _NUMBER_BEHIND.match(text, match.end()):
        return False
    name = _NAME_IN_A_ROW.search(text, max(0, match.start() - 16), match.start())
    if name is not None:
        return "·" in name["name"] or looks_like_name(name["name"]) or name["name"][:2] in JAPANESE_SURNAMES
    return bool(listed and _LATIN_IN_A_ROW.search(text, max(0, match.start() - 40), match.start()))


def _beside_an_id(text: str, match: re.Match[str]) -> bool:
    """Whether an ID number stands right beside it, or the sex before it, and it is long enough ago for a birth."""
    said = _date_of(match)
    if said is None or said.year > _LATEST_BIRTH:
        return False
    ahead, behind = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 24]
    return bool(_SEX_AHEAD.search(ahead) or _ID_AHEAD.search(ahead) or _ID_BEHIND.match(behind))


RECOGNISERS = (
    Recogniser(
        ("birth_date",),
        find_birth_dates,
        (
            Cue(f"出誕日次{DIGITS}{_NUMERAL}) ", "生"),
            Cue("生", "日於辰"),
            Cue("年", "次籍"),
            Cue("生", "年", "月"),
            Cue("T", "T", "L"),
            Cue("출", "생"),
            Cue("".join(sorted(GIVEN)), "(", DIGITS + "'民西"),
            Cue(" ,、/|;(\"'", "男女", " ,、/|;)性\"'"),
            Cue(" " + UPPER + UPPER.lower(), "(", DIGITS + "'民西"),
            Cue(" ,/|^", "MF", " ,/|^"),
            Cue(" ,(e", "b", "."),
            Cue("名清", "單冊"),
            Cue("Ii", "Ss", "Tt"),
            Cue("出", "世"),
            Cue("일 ", "생"),
            Cue("Ll", "Aa", "Hh"),
            Cue("Ss", "Ii", "Nn"),
            Cue("เ", "ก"),
            Cue("Bb", "IiOo", "Rr"),
            Cue("Dd", "Oo.", "BbOo"),
            Cue("Bb-", "Dd", "Aa"),
        ),
        rough=(
            r"000[0-9][- ]?[0-9]{4}[- ]?[0-9]{4}|[A-Za-z][- ]?[1289A-Da-d](?:[-. \r\n]?[0-9]){8}"
            r"|[/.-][0-9]{1,2}[ ,|;]{1,3}\(?(?:0[2-9]|\+?886)"
        ),
    ),
)
