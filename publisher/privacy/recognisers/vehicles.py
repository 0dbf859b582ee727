"""Number plates of Taiwan and chassis or engine numbers: they name the owner through the register.

Plates are few characters long and look like many other things. The form since 2012 (three letters without I and
O, hyphen, four digits) is telling alone; the older ones need a word or a label beside them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.names import likely_name
from publisher.privacy.recognisers.prefilter import ANY, DIGITS, UPPER, Cue
from publisher.privacy.recognisers.subject import SEPARATOR, Recogniser, Subject

_PLATE_WORDS = re.compile(r"車號|車牌|牌照|號牌|牌號|懸掛|plate", re.IGNORECASE)
_VEHICLE_WORDS = re.compile(
    r"車號|車牌|牌照|號牌|牌號|懸掛|plate|汽車|機車|轎車|貨車|客車|休旅車|跑車|卡車|拖車|救護車|計程車"
    r"|公務車|軍車|自小|自用車|車輛|小車|大車|的車|車位|本車|該車|愛車|座車|輛"
    r"|行車紀錄|行車記錄|監視器(?:畫面|拍|顯示)|車禍|小黃|強制險|遊覽車|巴士|公車(?!路線|站)|廂型|吉普|eTag|聯結車|曳引車|砂石車|電動車"
    r"|[那這該某][台臺輛部]|車子|開車|駕駛|駕車|騎乘|騎士|行照|重機|罰單|罰鍰|違規|違停|停放|停車|超速|闖紅燈|擦撞|撞|肇事"
    r"|車[是為]|逆向|過戶|驗車|燃料費|報廢|車主|拖吊|失竊|尾隨|檢舉"
    r"|\bcar\b|vehicle|scooter|motorcycle|\btaxi\b|\btruck\b|licen[cs]e|parked|driver|registration",
    re.IGNORECASE,
)
_VEHICLE_BEHIND = re.compile(
    r" ?號?(?:之)?(?:的)?(?:白色|黑色|銀色|紅色|藍色|灰色)?(?:自小|自用|營業|營小|普通|重型|輕型|租賃"
    r"|電動|公務)?(?:機車|汽車|客車|貨車|小客|小貨|大貨|轎車|客貨|計程車|車主|車輛|休旅|車)"
)
_SAID_BEHIND = re.compile(
    r"開單|佔用|占用車|擋|開罰|被拍|違停|超速|闖紅燈|拖吊|吊扣|驗車|肇事|擦撞|追撞|過戶|停在|停放|占用|擋住|逆向|蛇行"
    r"|的車|車主|駕駛|parked|was ticketed|hit my"
)
_PLACES = re.compile(r"停車[格場位]|車格|教室|月台|出口|樓|室|區")
# What is named like a plate: models, parts, forms. Right before it, they say that it is none.
_THINGS = re.compile(
    r"型號|機型|規格|產品|商品|品名|料號|料件|零件|顯示卡|顯卡|印表機|螢幕|相機|筆電|電腦|主機|系列"
    r"|標準|規範|表單|版本|格式|版|型|(?<![扣罰繳付匯存貸])款|第|編號|代碼|代號|站號|站點|站名|樁號|晶片|處理器|專案|計畫"
    r"|公文|檔號|班機|航班|(?:水|電|瓦斯)表(?!示)|變電|作品|曲目|監視器|攝影機|感測|儀器|設備|門禁|路燈|燈桿|電桿|消防栓|費率|條例"
    r"|model|part|product|version|form|series|type|standard|chapter",
    re.IGNORECASE,
)
_A_PART = re.compile(r"(?:零件|料號|型號|品號|貨號)[: ]{0,2}$")
_LISTED_CODES = re.compile(r"(?:[A-Z]{2,4}[- ]?[0-9]{2,5} ?(?:[、,/及和與]|以及) ?){1,6}$")
_THING_LIST = re.compile(r"型號|料號|貨號|色號|編號|代碼|代號|零件|品[名項]|商品|產品")
_GOODS = re.compile(r"型號|料號|貨號|品[名項]|零件|庫存|採購|商品|產品|規格")
"""Words of goods, which are said of all the codes in their text."""
"""What a word says of the first code of a list it says of the others: 編號 RAL-7016、PMS-3005."""
_NO_PLATE = re.compile(f"{_PLACES.pattern}|{_THINGS.pattern}", re.IGNORECASE)
_END_OF_LIST = re.compile(rf"[。;\n{SEPARATOR}]")
_MARK = re.compile(r" ?[、,/] ?")
_NAMED_CODE = re.compile(
    r"(?P<noun>[\u4e00-\u9fff]{1,6}) ?(?P<code>[A-Z][A-Z0-9]*(?:[- ]?[A-Z0-9]+){1,2})[^A-Za-z0-9]{0,6}"
)
_ANY_PLATE = re.compile(r"[A-Z]{3}-?[0-9]{3,4}|[A-Z0-9]{2}-[0-9]{4}|[0-9]{3,4}-[A-Z0-9]{2,3}")
_REACH_OF_A_LIST, _LEAST_LISTED = 60, 3
_YEAR_BEHIND = re.compile(r"[A-Z]-20[12][0-9]$")
_LEAST_YEAR, _LAST_YEAR = 2010, 2035
_START = r"(?<![A-Za-z0-9])(?<![A-Za-z0-9]-)"
_END = r"(?![A-Za-z0-9]|-[A-Za-z0-9])"
_NEW = re.compile(_START + r"([A-HJ-NP-Z]{3})-([0-9]{4})" + _END)
_OLD_MOTORCYCLE = re.compile(
    _START + r"(?:(?=[A-Z0-9]{0,2}[A-Z])[A-Z0-9]{3}-[0-9]{3}|[0-9]{3}-[A-HJ-NP-Z]{3})" + _END
)
_OLD_CAR = re.compile(
    _START
    + r"(?=[A-Z0-9-]*[A-Z])"
    + r"(?:[A-Z0-9]{2}-[0-9]{4}|[0-9]{4}-[A-Z0-9]{2}|[A-Z0-9]{2}-[0-9]{2,3}|[0-9]{2,3}-[A-Z0-9]{2})"
    + _END
)
_SPECIAL = re.compile(
    r"(?:軍[A-Z0-9]?[- ]?[0-9]{4,5}|(?:使|領|外)[- ]?[0-9]{3,4}|試[- ]?[0-9]{4}|臨[- ]?[0-9]{4,6})(?![A-Za-z0-9])"
)
# Masked in its letters or digits; whoever tries out the few that are left finds the owner.
_HIDDEN = "*●○"
_MASKED = re.compile(
    rf"(?<![A-Za-z0-9{_HIDDEN}])(?=[A-Z0-9-]{{0,7}}[{_HIDDEN}])(?=[A-Z{_HIDDEN}]{{0,3}}[A-Z])"
    rf"[A-HJ-NP-Z{_HIDDEN}]{{3}}-[0-9{_HIDDEN}]{{4}}(?![A-Za-z0-9{_HIDDEN}-])"
)
_LETTERS = 3
_LEAST_POSSIBLE = 1000
"""Plates that a mask must leave possible: of 24 letters and ten digits."""
# Three letters and four digits without a hyphen, with another mark, or in small letters: beside a vehicle.
_BARE = re.compile(
    r"(?<![A-Za-z0-9-])(?:[A-HJ-NP-Z]{3}|[a-hj-np-z]{3})(?:[-. ·_]?| [-.·_] |-?\n)[0-9]{4}"
    r"(?![A-Za-z0-9]|-[A-Za-z0-9])"
)
# Written without its hyphen, with a space, or in small letters: only where a plate is expected.
_LOOSE = re.compile(
    r"(?<![A-Za-z0-9-])(?=[A-Za-z0-9 \n-]*[A-Za-z])(?=[A-Za-z0-9 \n-]*[0-9]{2})"
    r"(?:[A-Za-z]{3}(?:[- ]|-?\n)?[0-9]{3,4}|[A-Za-z0-9]{2}(?:[- ]|-?\n)?[0-9]{3,4}"
    r"|[0-9]{3,4}(?:[- ]|-?\n)?[A-Za-z0-9]{2,3}"
    r"|[A-Za-z][A-Za-z0-9]{2}[- ]?[0-9]{3})"
    r"(?![A-Za-z0-9]|-[A-Za-z0-9])"
)
_VIN = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-HJ-NPR-Z0-9]*[0-9])(?=[A-HJ-NPR-Z0-9]*[A-HJ-NPR-Z])[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9])"
)
_ENGINE = re.compile(
    r"(?:引擎|車身)(?:號碼|號)[:\s]{0,3}((?=[A-Z0-9-]*[0-9])[A-Z0-9][A-Z0-9-]{4,16})(?![A-Za-z0-9-])"
)
_ENGINE_ALONE = re.compile(r"(?<![A-Za-z0-9-])(?=[A-Z0-9-]*[0-9])[A-Z0-9][A-Z0-9-]{4,16}(?![A-Za-z0-9-])")
_VIN_WORDS = re.compile(r"車身|車架|引擎|VIN", re.IGNORECASE)

# Series written letters-hyphen-number whose letters could be a plate's (own list): low unless expected.
_SERIES_NAMES = (
    "SSD HDD CPU GPU RAM LED LCD NAS "
    "CNS JAS RFC SAE CVE FCC NCC UTF PDF CSV XML USB REV VER FAX TEL EXT TWD USD EUR HKD GBP CHF AUD"
)
_SERIES = frozenset(_SERIES_NAMES.split())
_MONTHS = frozenset(("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "DEC"))
_PERIOD = re.compile(r"[0-9]{2,4}-(?:Q[1-4]|H[12]|W[0-9]{1,2})")


def find_plates(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Number plates of every series. One plate may fit several; the caller keeps the surest hit."""
    hinted = "plate_car_new" in subject.hinted
    for match in subject.in_runs(_NEW):
        part = _A_PART.search(subject.text, max(0, match.start() - 6), match.start())
        expected = hinted or (part is None and _beside_a_vehicle(subject, match))
        confidence: Confidence = "high" if expected else "medium"
        if not expected and (_is_series(match[1], match[2]) or _is_thing(subject, match)):
            confidence = "low"
        kind = "plate_motorcycle" if match[1][0] in "ML" or match[1][:2] in ("EM", "EP", "EW") else "plate_car_new"
        yield Hit(kind, match.start(), match.end(), confidence)
    for kind, pattern in (("plate_motorcycle", _OLD_MOTORCYCLE), ("plate_car_old", _OLD_CAR)):
        for match in subject.in_runs(pattern):
            if hinted or subject.near(*match.span(), _PLATE_WORDS):
                yield Hit(kind, match.start(), match.end(), "high")
            elif (
                _beside_a_vehicle(subject, match)
                and not subject.near(*match.span(), _NO_PLATE, before=8)
                and not _YEAR_BEHIND.search(match[0])
            ):
                yield Hit(kind, match.start(), match.end(), "medium")
            elif not (subject.numbered or match[0][:3] in _SERIES | _MONTHS or _PERIOD.fullmatch(match[0])):
                yield Hit(kind, match.start(), match.end(), "low")
    yield from _expected_only(subject, cues, hinted=hinted)
    yield from _masked(subject, hinted)


def _expected_only(subject: Subject, cues: Sequence[int], *, hinted: bool) -> Iterator[Hit]:
    for match in _SPECIAL.finditer(subject.text) if hinted else subject.around(_SPECIAL, cues, 20, 40):
        if hinted or subject.near(*match.span(), _PLATE_WORDS) or _beside_a_vehicle(subject, match):
            yield Hit("plate_special", match.start(), match.end(), "medium")
    for match in subject.in_runs(_BARE):
        series = match[0][:3].upper() in _SERIES or _is_thing(subject, match)
        if not series and (hinted or _beside_a_vehicle(subject, match)):
            yield Hit("plate_car_new", match.start(), match.end(), "medium")
    for match in subject.in_runs(_LOOSE) if hinted else subject.around(_LOOSE, cues, 20, 40):
        if (hinted or subject.near(*match.span(), _PLATE_WORDS, before=10)) and match[0][
            :3
        ].upper() not in _SERIES:
            yield Hit("plate_car_new", match.start(), match.end(), "medium")


def _masked(subject: Subject, hinted: bool) -> Iterator[Hit]:
    """Masked plates: low where enough is hidden, like a whole one where the mask leaves only a few."""
    for match in subject.in_runs(_MASKED):
        if hinted or _beside_a_vehicle(subject, match):
            possible = math.prod(
                24 if place < _LETTERS else 10 for place, shown in enumerate(match[0]) if shown in _HIDDEN
            )
            yield Hit("plate_car_new", *match.span(), "medium" if possible < _LEAST_POSSIBLE else "low")


def _beside_a_vehicle(subject: Subject, match: re.Match[str]) -> bool:
    return subject.near(*match.span(), _VEHICLE_WORDS) or _said_behind(subject.text, match.end())


def _said_behind(text: str, end: int) -> bool:
    behind = re.split(rf"[。;\n{SEPARATOR}]", text[end : end + 10])[0]
    return bool(_VEHICLE_BEHIND.match(text, end) or _SAID_BEHIND.search(behind))


def _is_thing(subject: Subject, match: re.Match[str]) -> bool:
    """Whether it is a model or a part: by its label, by the words before it, or by a year behind its letters."""
    ahead = _LISTED_CODES.sub("", subject.text[max(0, match.start() - 60) : match.start()])
    if subject.numbered or subject.near(*match.span(), _THINGS, before=8) or _THING_LIST.search(ahead[-8:]):
        return True
    if _is_in_a_list_of_things(subject.text, *match.span()):
        return True
    said = ahead.rpartition(SEPARATOR)[2]
    if _GOODS.search(said) and not _VEHICLE_WORDS.search(said):
        return True
    return _LEAST_YEAR <= int(match[0][-4:]) <= _LAST_YEAR


def _is_in_a_list_of_things(text: str, start: int, end: int) -> bool:
    """Whether it is one of three or more codes, each behind the noun for it, of which one could be no plate."""
    ahead = _END_OF_LIST.split(text[max(0, start - _REACH_OF_A_LIST) : start])[-1]
    behind = _END_OF_LIST.split(text[end : end + _REACH_OF_A_LIST])[0]
    items = [_NAMED_CODE.fullmatch(item) for item in _MARK.split(ahead + text[start:end] + behind)]
    codes = [item for item in items if item is not None]
    if len(codes) < _LEAST_LISTED or any(
        _VEHICLE_WORDS.search(item["noun"]) or likely_name(item["noun"]) for item in codes
    ):
        return False
    return not all(_ANY_PLATE.fullmatch(item["code"]) for item in codes)


def _is_series(letters: str, digits: str) -> bool:
    return letters in _SERIES or (letters in _MONTHS and digits[:2] in ("19", "20"))


def find_chassis_numbers(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Chassis numbers (ISO 3779: 17 characters without I, O, Q); engine numbers behind their word or label.

    The check digit is North American and not required in Taiwan.
    """
    hinted = "vin" in subject.hinted
    for match in subject.in_runs(_VIN):
        expected = hinted or subject.near(*match.span(), _VIN_WORDS)
        confidence: Confidence = "high" if expected else ("low" if subject.numbered else "medium")
        yield Hit("vin", match.start(), match.end(), confidence)
    for match in subject.around(_ENGINE, cues, 1, 40):
        yield Hit("vin", match.start(1), match.end(1), "medium")
    if hinted:
        for match in _ENGINE_ALONE.finditer(subject.text):
            yield Hit("vin", match.start(), match.end(), "medium")


RECOGNISERS = (
    Recogniser(
        ("plate_car_new", "plate_car_old", "plate_motorcycle", "plate_special"),
        find_plates,
        (
            Cue("車", "號牌"),
            Cue("牌", "照號"),
            Cue("號", "牌"),
            Cue("懸", "掛"),
            Cue("Pp", "Ll"),
            Cue(ANY, "軍使領外試臨", f"{DIGITS}{UPPER}- "),
        ),
        r"(?:^|[^A-Za-z0-9])[A-Z*●○]{3}-[0-9*●○]{4}(?:$|[^A-Za-z0-9])"
        r"|(?:^|[^A-Za-z0-9])(?:[A-Z]{3}|[a-z]{3})(?:[-. _]?| [-._] )[0-9]{4}(?:$|[^A-Za-z0-9])"
        r"|[A-Z][A-Z0-9]{0,2}-[0-9]{2,4}|[0-9]{1,2}[A-Z][A-Z0-9]?-[0-9]{2,4}"
        r"|[0-9]{2,4}-[A-Z0-9]{0,2}[A-Z]",
    ),
    Recogniser(
        ("vin",),
        find_chassis_numbers,
        (Cue("引", "擎"), Cue("車", "身")),
        r"(?:^|[^A-Za-z0-9])[A-HJ-NPR-Z0-9]{17}(?:$|[^A-Za-z0-9])",
    ),
)
