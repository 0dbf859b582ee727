"""Numbers of persons in other countries, by python-stdnum; of three regions it lacks, by their own rules.

Each is valid by the rules of its country and stands beside a word of that country for it (NIK, PESEL), beside a
general one with the country named (法國社會安全號碼, Korean resident number), or under such a label: most check
digits are right once in ten or twenty times. A few forms tell by themselves (18 characters with a day of birth and
a check digit).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import import_module

from publisher.privacy.recognisers.financial import passes_luhn
from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.prefilter import Cue
from publisher.privacy.recognisers.subject import SEPARATOR, Recogniser, Subject


@dataclass(frozen=True, slots=True)
class _Number:
    """A number by its module in stdnum (or its rule here), its form, the words for it, and its country's names.

    `telling` is the form in which it needs no word: with its separators, or long enough.
    """

    module: str
    form: re.Pattern[str]
    words: re.Pattern[str]
    keys: tuple[str, ...]
    country: re.Pattern[str]
    telling: re.Pattern[str] | None = None


def _whole(form: str, keys: Sequence[str] = ()) -> re.Pattern[str]:
    """A form between no letters and digits, but for a word for it that touches (SSN999-…)."""
    touching = "".join(rf"|(?<={re.escape(key)})" for key in keys if key.isascii())
    return re.compile(rf"(?:(?<![A-Za-z0-9]){touching})(?:{form})(?![A-Za-z0-9])", re.IGNORECASE)


def _number(module: str, form: str, words: str, country: str, telling: str = "") -> _Number:
    keys = tuple(words.casefold().split("|"))
    named = "|".join(map(re.escape, keys))
    said = re.compile(
        rf"(?<![A-Za-zÀ-ɏ0-9])(?:{named})(?:-?(?:nr|nummer|number|no))?(?![A-Za-zÀ-ɏ])", re.IGNORECASE
    )
    return _Number(
        module,
        _whole(form, keys),
        said,
        keys,
        re.compile(country, re.IGNORECASE),
        _whole(telling) if telling else None,
    )


_ELEVEN = r"[0-9]{2}[ .]?[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}|[0-9]{11}"
_DAY_FIRST = r"[0-9]{6}[- ]?[0-9]{4}"
_CODICE = r"[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]"
_NUMBERS = (
    _number("at.vnr", r"[0-9]{4} ?[0-9]{6}", "SVNR|Sozialversicherungsnummer", "奧地利|Austria|Österreich"),
    _number("au.tfn", r"[0-9]{3} ?[0-9]{3} ?[0-9]{2,3}", "TFN|tax file number", "澳洲|澳大利亞|Australia"),
    _number("be.nn", r"[0-9]{2}\.?[0-9]{2}\.?[0-9]{2}[- ]?[0-9]{3}[.-]?[0-9]{2}",
            "rijksregister|registre national|NISS|INSZ", "比利時|Belgi"),
    _number("bg.egn", r"[0-9]{10}", "EGN|ЕГН", "保加利亞|Bulgaria"),
    _number("br.cpf", r"[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2}", "CPF", "巴西|Brazil|Brasil",
            r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}"),
    _number("ca", r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}", "SIN|social insurance number", "加拿大|Canad"),
    _number("ch.ssn", r"756\.?[0-9]{4}\.?[0-9]{4}\.?[0-9]{2}", "AHV|AVS", "瑞士|Swiss|Switzerland|Schweiz",
            r"756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}"),
    _number("cl.rut", r"[0-9]{1,2}\.?[0-9]{3}\.?[0-9]{3}-[0-9K]", "RUT|RUN", "智利|Chile"),
    _number("cn", r"[1-8][0-9]{5}(?:19|20)[0-9]{9}[0-9X]|[1-8][0-9]{5} (?:19|20)[0-9]{6} [0-9]{3}[0-9X]",
            "居民身份證|居民身分證|公民身份號碼", "大陸|中國|陸籍|陸配|中华|China|Chinese|PRC",
            r"[1-8][0-9]{5}(?:19|20)[0-9]{9}[0-9X]"),
    _number("cz.rc", r"[0-9]{6}/?[0-9]{3,4}", "rodné číslo", "捷克|Czech"),
    _number("de.idnr", _ELEVEN, "Steuer-ID|SteuerID|Steueridentifikationsnummer|IdNr", "德國|German|Deutsch"),
    _number("dk.cpr", _DAY_FIRST, "CPR", "丹麥|Denmark|Danish|Danmark"),
    _number("ee.ik", r"[0-9]{11}", "isikukood", "愛沙尼亞|Estonia"),
    _number("es.dni", r"[0-9]{8}[- ]?[A-Z]", "DNI|NIF", "西班牙|Spain|Spanish|España"),
    _number("es.nie", r"[XYZ][- ]?[0-9]{7}[- ]?[A-Z]", "NIE|NIF", "西班牙|Spain|Spanish|España"),
    _number("fi.hetu", r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]", "henkilötunnus|hetu|personbeteckning",
            "芬蘭|Finland|Finnish"),
    _number("fr.nir", r"[12][ .]?[0-9]{2}[ .]?[0-9]{2}[ .]?[0-9AB]{2}[ .]?[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{2}",
            "NIR|sécurité sociale|sécu|INSEE", "法國|法籍|French|France|Français",
            r"[12] [0-9]{2} [0-9]{2} [0-9AB]{2} [0-9]{3} [0-9]{3} [0-9]{2}"),
    _number("gb", r"[A-CEGHJ-TW-Z][A-CEGHJ-NP-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]",
            "NI number|NINO|national insurance", "英國|英籍|Britain|British|UK|United Kingdom",
            r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] [0-9]{2} [0-9]{2} [0-9]{2} [A-D]"),
    _number("gb.nhs", r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}", "NHS", "英國|Britain|British|UK"),
    _number("gr.amka", r"[0-9]{11}", "AMKA|ΑΜΚΑ", "希臘|Greece|Greek"),
    _number("hk", r"[A-Z]{1,2}[0-9]{6} ?\(?[0-9A]\)?", "HKID|香港身份證|香港身分證",
            "香港|港澳|港籍|Hong ?Kong|HK"),
    _number("hr.oib", r"[0-9]{11}", "OIB", "克羅埃西亞|Croatia"),
    _number("id.nik", r"[0-9]{16}|[0-9]{4} [0-9]{4} [0-9]{4} [0-9]{4}", "NIK|KTP", "印尼|印度尼西亞|Indonesia"),
    _number("ie.pps", r"[0-9]{7}[A-W][A-IW]?", "PPS|PPSN", "愛爾蘭|Ireland|Irish"),
    _number("il.idnr", r"[0-9]{8}-?[0-9]", "teudat zehut", "以色列|Israel"),
    _number("in_.aadhaar", r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}", "Aadhaar|Aadhar|आधार", "印度(?!尼)|India"),
    _number("in_.pan", r"[A-Z]{5}[0-9]{4}[A-Z]", "PAN|permanent account number", "印度(?!尼)|India"),
    _number("is_.kennitala", r"[0-9]{6}-?[0-9]{4}", "kennitala", "冰島|Iceland"),
    _number("it.codicefiscale", _CODICE, "codice fiscale|C.F.", "義大利|意大利|Ital", _CODICE),
    _number("jp.in_", r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}", "マイナンバ-|個人番號|my number",
            "日本|日籍|Japan"),
    _number("kr.rrn", r"[0-9]{6}-?[0-9]{7}", "주민등록번호|주민번호|외국인등록번호|住民登錄號碼|住民登錄|RRN",
            "韓國|南韓|韓籍|Korea"),
    _number("lt.asmens", r"[0-9]{11}", "asmens kodas", "立陶宛|Lithuania"),
    _number("lv.pvn", r"[0-9]{6}-?[0-9]{5}", "personas kods", "拉脫維亞|Latvia"),
    _number("mo", r"[157][0-9]{6} ?\([0-9]\)|[157]/[0-9]{6}/[0-9]|[157][0-9]{7}",
            "BIR|澳門身份證|澳門身分證", "澳門|Maca[uo]"),
    _number("mx.curp", r"[A-Z]{4}[0-9]{6}[HM][A-Z]{5}[A-Z0-9][0-9]", "CURP", "墨西哥|Mexic",
            r"[A-Z]{4}[0-9]{6}[HM][A-Z]{5}[A-Z0-9][0-9]"),
    _number("my.nric", r"[0-9]{6}-?[0-9]{2}-?[0-9]{4}", "NRIC|MyKad|kad pengenalan|no. KP",
            "馬來西亞|大馬|馬籍|Malaysia"),
    _number("nl.bsn", r"[0-9]{9}|[0-9]{4}[ .][0-9]{2}[ .][0-9]{3}", "BSN|burgerservicenummer",
            "荷蘭|Netherlands|Dutch"),
    _number("no.fodselsnummer", r"[0-9]{6} ?[0-9]{5}", "fødselsnummer|personnummer", "挪威|Norway|Norwegian"),
    _number("ph", r"[0-9]{4}[- ][0-9]{4}[- ][0-9]{4}(?:[- ][0-9]{4})?|[0-9]{2}-[0-9]{7}-[0-9]|[0-9]{12}|[0-9]{16}",
            "PhilSys|PhilID|PSN|PCN|UMID|SSS", "菲律賓|菲籍|Philippine|Filipin"),
    _number("pk.cnic", r"[0-9]{5}-?[0-9]{7}-?[0-9]", "CNIC", "巴基斯坦|Pakistan", r"[0-9]{5}-[0-9]{7}-[0-9]"),
    _number("pl.pesel", r"[0-9]{11}", "PESEL", "波蘭|Poland|Polish"),
    _number("pt.nif", r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}", "NIF|contribuinte", "葡萄牙|Portug"),
    _number("ro.cnp", r"[0-9]{13}", "CNP", "羅馬尼亞|Romania"),
    _number("se.personnummer", r"(?:[0-9]{2})?[0-9]{6}[-+]?[0-9]{4}", "personnummer|samordningsnummer",
            "瑞典|Sweden|Swedish"),
    _number("sg", r"[STFGM][0-9]{7}[A-Z]", "NRIC|FIN", "新加坡|星國|星籍|Singapore"),
    _number("si.emso", r"[0-9]{13}", "EMŠO|EMSO|JMBG", "斯洛維尼亞|塞爾維亞|Sloveni|Serbia"),
    _number("sk.rc", r"[0-9]{6}/?[0-9]{3,4}", "rodné číslo", "斯洛伐克|Slovak"),
    _number("th.pin", r"[0-9][- ]?[0-9]{4}[- ]?[0-9]{5}[- ]?[0-9]{2}[- ]?[0-9]",
            "เลขประจำตัวประชาชน|บัตรประชาชน|เลขบัตร", "泰國|泰籍|Thai",
            r"[0-9]-[0-9]{4}-[0-9]{5}-[0-9]{2}-[0-9]"),
    _number("tr.tckimlik", r"[0-9]{11}", "T.C. kimlik|TC kimlik|kimlik no|TCKN", "土耳其|Turk|Türk"),
    _number("ua.rntrc", r"[0-9]{10}", "РНОКПП|ІПН|RNTRC", "烏克蘭|Ukrain"),
    _number("us.ssn", r"[0-9]{3}-[0-9]{2}-[0-9]{4}", "SSN|social security", "美國|美籍|American|USA|U\\.S"),
    _number("vn", r"[0-9]{3} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}|[0-9]{9}",
            "CCCD|CMND|căn cước|chứng minh nhân dân|số định danh", "越南|越籍|Vietnam|Việt Nam"),
    _number("za.idnr", r"[0-9]{6} ?[0-9]{4} ?[0-9]{3}", "RSA ID", "南非|South Africa"),
)  # fmt: skip
_GENERAL = re.compile(
    r"身[分份][證號]|社會(?:安全|保險|保障)|社安|社保|住民|居民(?:登[錄記]|號碼|證)|國民(?:號碼|編號|登錄|ID|證)"
    r"|個人(?:識別|號碼|編號|番號|稅號)|公民|稅[號籍]|納稅人|保險號|(?<![A-Za-z])(?:(?-i:ID|I\.D\.)|identi(?:ty|fication)"
    r"|national|social (?:security|insurance)|resident|personal|tax(?:payer)?|citizen)(?![A-Za-z])"
    r"|(?<![A-Za-z])(?-i:IC)(?![A-Za-z卡])",
    re.IGNORECASE,
)
"""Words for such a number in any country; which one, the country's name near has to say."""
_ANY_COUNTRY = re.compile(
    r"母國|外國|外籍|原籍|本國籍|國外|他國|(?<![A-Za-z])(?:home country|foreign)(?![A-Za-z])", re.IGNORECASE
)
_OTHER_COUNTRIES = (
    r"[\u4e00-\u9fff](?<![戶學本原書國外典祖])籍|緬甸|柬埔寨|寮國|蒙古|尼泊爾|孟加拉|斯里蘭卡|不丹|汶萊|東帝汶|哈薩克|烏茲別克|吉爾吉斯|俄羅斯|俄國|白俄"
    r"|伊朗|伊拉克|敘利亞|約旦|黎巴嫩|沙烏地|阿聯|卡達|科威特|埃及|摩洛哥|突尼西亞|奈及利亞|肯亞|迦納|衣索比亞|烏干達|史瓦帝尼"
    r"|宏都拉斯|瓜地馬拉|薩爾瓦多|尼加拉瓜|巴拿馬|哥斯大黎加|多明尼加|海地|古巴|巴拉圭|烏拉圭|秘魯|祕魯|阿根廷|哥倫比亞"
    r"|委內瑞拉|厄瓜多|玻利維亞|貝里斯|聖露西亞|帛琉|諾魯|吐瓦魯|馬紹爾|斐濟|紐西蘭|澳門|匈牙利|盧森堡|馬爾他|賽普勒斯|喬治亞|亞美尼亞|摩爾多瓦"
    r"|Myanmar|Cambodia|Lao|Mongolia|Nepal|Bangladesh|Sri Lanka|Kazakh|Russia|Iran|Egypt|Nigeria|Kenya|Ghana"
    r"|Hondura|Guatemala|Peru|Argentin|Colombia|Ecuador|New Zealand|Maca[uo]|Hungar|Eswatini|Palau"
)
"""Countries whose rules are not known here, and whoever is said to be of a nationality."""
_ANYBODY_S = re.compile(
    r"(?:身[分份]證|身[分份]號|社會(?:安全|保險)|社安|住民(?:登[錄記])?|公民(?:身[分份])?|國民(?:身[分份])?證?|個人(?:識別)?"
    r"|(?i:national id(?:entity)?|identity card|social security|resident|personal id(?:entification)?|citizen))"
    r"(?:統一)?(?:字號|號碼?|編號|證號|(?i: ?(?:card|number|no\.?)){0,2})?[:：#為是 (]{0,3}"
    r"(?P<number>(?=(?:[^0-9\n]{0,12}[0-9]){6})[A-Z0-9](?:[A-Z0-9]|[-/. ()](?=[A-Z0-9(])){5,24}\)?)(?![A-Za-z0-9])"
)
"""A number right behind such a word; what the rules of its country are, nobody has to know."""
_NATIONS = re.compile(
    "|".join((*(item.country.pattern for item in _NUMBERS), _OTHER_COUNTRIES, _ANY_COUNTRY.pattern))
)
_BEFORE, _AFTER, _OF_THE_COUNTRY, _RIGHT_BEFORE, _NATION_BEFORE = 40, 30, 60, 18, 24
_BREAK = re.compile(rf"[\n\r;。{SEPARATOR}]")


def _day(year: int, month: str, day: str) -> bool:
    try:
        return date(year, int(month), int(day)) is not None
    except ValueError:
        return False


def _of_china(number: str) -> bool:
    """GB 11643: a region, the day of birth, a check character (ISO 7064 mod 11-2)."""
    plain = number.replace(" ", "").upper()
    total = sum((10 if one == "X" else int(one)) * pow(2, 17 - place, 11) for place, one in enumerate(plain))
    return total % 11 == 1 and _day(int(plain[6:10]), plain[10:12], plain[12:14])


def _of_hong_kong(number: str) -> bool:
    """One or two letters, six digits, a check digit (mod 11)."""
    plain = re.sub(r"[ ()]", "", number).upper().rjust(9)
    values = [36 if one == " " else ord(one) - 55 if one.isalpha() else int(one) for one in plain[:8]]
    total = sum(value * (9 - place) for place, value in enumerate(values))
    return (total + int(plain[8], 16)) % 11 == 0


def _of_singapore(number: str) -> bool:
    """A letter for the century and the status, seven digits, a check letter (mod 11)."""
    first, digits, last = number[0].upper(), number[1:8], number[8].upper()
    total = sum(int(one) * weight for one, weight in zip(digits, (2, 7, 6, 5, 4, 3, 2), strict=True))
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "F": "XWUTRQPNMLK", "G": "XWUTRQPNMLK", "M": "KLJNPQRTUWX"}
    more = {"T": 4, "G": 4, "M": 3}.get(first, 0)
    place = (total + more) % 11
    return letters[first][10 - place if first == "M" else place] == last


def _of_vietnam(number: str) -> bool:
    """Twelve digits begin with a province (001 to 096), then sex and century; the nine of the old card do not."""
    plain = number.replace(" ", "")
    return len(plain) == 9 or (1 <= int(plain[:3]) <= 96 and plain[3] in "0123")


_OWN_RULES: dict[str, Callable[[str], bool]] = {
    "ca": lambda number: passes_luhn(re.sub("[^0-9]", "", number)),
    "cn": _of_china,
    "gb": lambda number: number[:2].upper() not in ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ"),
    "hk": _of_hong_kong,
    "mo": lambda number: len(set(number)) > 2,
    "ph": lambda number: len(set(number)) > 2,
    "sg": _of_singapore,
    "vn": _of_vietnam,
}
"""Numbers that stdnum has no rules for; those of the Philippines, of Vietnam and Britain have no check digit."""


@cache
def _rule(module: str) -> Callable[[str], bool]:
    return _OWN_RULES.get(module) or import_module(f"stdnum.{module}").is_valid


def named(text: str) -> bool:
    """Whether a text has a word for such a number; then every run of digits in it is worth a look."""
    return any(item.words.search(text) for item in _with_keys(text))


def find_numbers_abroad(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Numbers of persons in other countries, valid and beside their word."""
    for item in _with_keys(f"{subject.label} {subject.text}"):
        for match in subject.in_runs(item.form):
            if _is_named(subject, match, item.words) and _rule(item.module)(match[0]):
                yield Hit("national_id", *match.span(), "high")
    if _GENERAL.search(subject.label):
        yield from _of_countries(subject, subject.label, [(0, len(subject.text))])
    for stretch in subject.stretches(cues, _OF_THE_COUNTRY, _BEFORE):
        yield from _of_countries(subject, "", [stretch])
        for match in _ANYBODY_S.finditer(subject.text, *stretch):
            ahead = _BREAK.split(subject.text[max(0, match.start() - _NATION_BEFORE) : match.start()])[-1]
            if _NATIONS.search(ahead):
                yield Hit("national_id", *match.span("number"), "medium")


def _of_countries(subject: Subject, label: str, stretches: Sequence[tuple[int, int]]) -> Iterator[Hit]:
    """Numbers of countries that are named in a label, or in a stretch before a general word for them."""
    for start, end in stretches:
        said = label or subject.text[start:end]
        if not _NATIONS.search(said):
            continue
        any_country = _ANY_COUNTRY.search(said) is not None
        for item in _NUMBERS:
            if not any_country and not item.country.search(said):
                continue
            for match in item.form.finditer(subject.text, start, end):
                if (label or _is_of(subject, match, item.country)) and _rule(item.module)(match[0]):
                    yield Hit("national_id", *match.span(), "high")


def _is_of(subject: Subject, match: re.Match[str], country: re.Pattern[str]) -> bool:
    """Whether a general word stands right before and its country's name before that, or both right behind."""
    ahead = _BREAK.split(subject.text[max(0, match.start() - _OF_THE_COUNTRY) : match.start()])[-1]
    if _GENERAL.search(ahead[-_RIGHT_BEFORE:]):
        return bool(country.search(ahead) or _ANY_COUNTRY.search(ahead))
    behind = _BREAK.split(subject.text[match.end() : match.end() + _RIGHT_BEFORE])[0]
    return bool(_GENERAL.search(behind) and (country.search(behind) or _ANY_COUNTRY.search(behind)))


def find_telling_numbers(subject: Subject, _cues: Sequence[int]) -> Iterator[Hit]:
    """Numbers of other countries whose form and check digit tell without a word."""
    if subject.numbered:
        return
    for item in _NUMBERS:
        if item.telling is not None:
            for match in subject.in_runs(item.telling):
                if _rule(item.module)(match[0]):
                    yield Hit("national_id", *match.span(), "medium")


_KEYS = tuple((key, item) for item in _NUMBERS for key in item.keys)


@lru_cache(maxsize=4)
def _with_keys(text: str) -> tuple[_Number, ...]:
    """Those whose words may be in a text: looked for in a way that costs little where there is none."""
    said = text.casefold()
    found = [item for key, item in _KEYS if key in said]
    return tuple({item.module: item for item in found}.values())


def _is_named(subject: Subject, match: re.Match[str], words: re.Pattern[str]) -> bool:
    if words.search(subject.label):
        return True
    ahead = _BREAK.split(subject.text[max(0, match.start() - _BEFORE) : match.start()])[-1]
    behind = _BREAK.split(subject.text[match.end() : match.end() + _AFTER])[0]
    return bool(words.search(ahead) or words.search(behind))


RECOGNISERS = (
    Recogniser(
        ("national_id",),
        find_numbers_abroad,
        (
            Cue("身", "分份", "證號"),
            Cue("會", "安保", "全險障"),
            Cue("社", "安保"),
            Cue("住", "民"),
            Cue("居國", "民", "登號編證I"),
            Cue("Oo", "Cc", "Ii"),
            Cue("Tt", "Ii", "Zz"),
            Cue("I", ".", "D"),
            Cue("個", "人", "識號編番稅"),
            Cue("公", "民"),
            Cue("稅", "號籍"),
            Cue("稅", "人"),
            Cue("險", "號"),
            Cue("", "I", "DC"),
            Cue("Ii", "Dd", "Ee"),
            Cue("Ii", "Oo", "Nn"),
            Cue("Ss", "Ii", "Dd"),
            Cue("Rr", "Ss", "Oo"),
            Cue("Tt", "Aa", "Xx"),
        ),
        every_run=True,
    ),
    Recogniser(
        ("national_id",),
        find_telling_numbers,
        rough=(
            r"[1-8][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx]|756\.[0-9]{4}\.[0-9]{4}\.|[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}"
            r"|[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z]|[A-Z]{4}[0-9]{6}[HM][A-Z]{5}"
            r"|[0-9]-[0-9]{4}-[0-9]{5}-[0-9]{2}-[0-9]|[0-9]{5}-[0-9]{7}-[0-9]"
            r"|[12] [0-9]{2} [0-9]{2} [0-9AB]{2} [0-9]{3} [0-9]{3} |[A-Z]{2} [0-9]{2} [0-9]{2} [0-9]{2} [A-D]"
        ),
    ),
)
