"""Telephones and addresses of offices: what stands right behind an office's name is nobody's home.

Only other numbers, labels of numbers and punctuation may stand between: 本所總機：…，傳真：…，地址：….
"""

from __future__ import annotations

import re

from publisher.privacy.recognisers.names import is_organisation
from publisher.privacy.recognisers.subject import SEPARATOR

_REACH = 70
_SOMEBODY = (
    r"(?![\u4e00-\u9fff]{0,20}(?:報名|參加|加入|退出|開|經營|上班|工作|[去到在想要請問住找我你他她]"
    r"|先生|小姐|女士|太太))"
)
"""What speaks of a person who joins, keeps or goes to it: the number behind may be that person's."""
_AN_ASSOCIATION = (
    rf"(?<![\u4e00-\u9fff]){_SOMEBODY}(?:(?:中華|[台臺]灣|全國|[\u4e00-\u9fff]{{2}}[市縣])[\u4e00-\u9fff]{{2,14}}"
    r"(?<!說明)(?<!座談)(?<!音樂)(?<!公聽)(?<!研討)(?<!運動)(?<!園遊)(?<!演唱)(?<![家校]長)(?<!學生)(?<!同學)"
    r"(?<![開聚茶餐晚年社機誤不才就都])會"
    r"|[\u4e00-\u9fff]{3,14}(?:[協公工商農漁]|基金|委員|教育|體育|促進|研究|聯合)會)"
)
"""An association by its whole name, which begins its clause."""
_A_SHOP = re.compile(
    rf"^ ?{_SOMEBODY}[\u4e00-\u9fff]{{3,8}}[店舖鋪][ ,|;:]{{1,2}}(?:(?:電話|專線|[Tt][Ee][Ll])[: ]{{0,2}})?$"
)
"""A shop by its whole name, right before its telephone number."""
_OFFICE = (
    r"^ ?[\u4e00-\u9fff]{2,12}(?<![教住寢臥病])[科課股組室隊處館院署局站部](?=[ ,|;])"
    r"|[\u4e00-\u9fff]{0,2}[科課股組室隊處館院](?:內|的)?(?=電話|專線|傳真|市話)|總機|代表號|服務[台臺]"
    rf"|{_AN_ASSOCIATION}(?=[ ,|;:])|基金會(?=[ ,|;:])|代表處|辦事處|領事館|大使館"
    r"|@[a-z0-9.-]{1,40}\.gov(?:\.tw)?(?=[ ,;|)])"
    r"|公務傳真|switchboard|[Hh]otline|[Hh]elpline|[Gg]eneral (?:enquiries|inquiries)"
    r"|免付費|政府|公所|分局|派出所|監理[站所]|事務所|衛生所|清潔隊"
    r"|加油站|餐廳|飯店|旅館|診所|藥局|醫院|門市|分店|車行|銀行|郵局|農會|機場|車站|補習班|幼兒園|圖書館|文化局|大學|國[中小]|高中|服務中心|[本該](?:所|局|處|會|校|院|館|府|部|署|站|中心)|委員會|[市縣]府"
    r"|[局署](?=[ :(,全\"'])|(?:管理|辦事)處|主計總處|行政院|機關"
    r"|(?:服務|市民|民眾|通報|關懷|洽詢|諮詢|客服|申訴|檢舉|報名|預約|查詢|訂位|公務|免付費)的?(?:專線|熱線|電話|傳真)|熱線"
)
_BETWEEN = (
    r"(?:[ :,、()#-]|[0-9]|總機|掛號|預約|報修|申訴|檢舉|代表號|電話|傳真|服務|公務|專線"
    r"|網站|全球資訊網|入口網|客服|洽詢|諮詢|地址|位址|址|(?:外縣市|市話|手機|國外|海外)?請?撥打?"
    r"|[\"'{}=]|addr(?:ess)?|phone|\b(?:at|on|is|number)\b|分機|轉|[Tt][Ee][Ll]|[Ff][Aa][Xx]|fax|ext)*"
)
_ADDRESS = r"(?:[^。;\n]{4,34}號(?:[0-9]{1,2}樓)?)?"
_BEHIND_AN_OFFICE = re.compile(rf"(?:{_OFFICE}){_BETWEEN}{_ADDRESS}{_BETWEEN}$")
_IN_A_SENTENCE = re.compile(
    r"[\u4e00-\u9fff]{2}(?:院|館|署|局|處|所|部|學校|大學|公司|協會|基金會|車站|機場)(?=[^\u4e00-\u9fff]|地址|電話|專線|位於|開放|服務|營業)"
    r"[^。;\n]{0,40}?(?:地址|電話|專線|位於)[:為是 ]{0,2}$"
)
_UNITS = r"(?:[大分中小]隊|[局處署部所院館校站課科組室]|中心|公司|協會|公會|委員會|基金會|宮|廟)"
"""How offices, companies and their units end."""
_A_UNIT = re.compile(rf"[\u4e00-\u9fff]{{2}}{_UNITS}(?:\([\u4e00-\u9fff]{{1,8}}\))?(?:電話|專線|傳真)?: ?\(?$")
"""A label that names a unit (消防分隊：…)."""
_A_PLACE = re.compile(r"[住居場處]所|[住通訊收寄件到各何全]處|[聯連]絡處|全部|教室|寢室|臥室|住院|出院")
"""What ends like a unit and is none."""
_A_PERSON = re.compile(r"姓名|先生|小姐|女士|住|家屬|家人|民眾|申請人|聯絡人|本人|車主|[他她我]")
"""The address of an office said later in its sentence, where no person is spoken of between."""
_SAID_BEHIND = re.compile(
    r" ?\((?i:(?:main )?(?:switchboard|reception|front desk"
    r"|(?:service|help|information)[ -]?(?:desk|counter|cent(?:er|re))"
    r"|customer (?:service|care)|hot-?line|operator|general (?:line|enquiries))|總機|公務|服務|代表號)"
    rf"| ?\([\u4e00-\u9fff]{{0,12}}(?:總機|代表號|客服|{_UNITS})\)"
)
_OWNER = re.compile(r"戶名[:為是 ]{0,2}[「『\"]?(?P<owner>[\u4e00-\u9fff]{3,30})")
_PUBLIC_ACCOUNT = re.compile(r"劃撥|公庫|國庫|市庫|縣庫|庫款|專戶(?!名)")
_AN_OFFICE_ABROAD = re.compile(
    r"Universit|School|College|Ministry|Bureau|Departments?\b|Dept|Treasury|Foundation|Association|Company|Ltd|Inc\b",
    re.IGNORECASE,
)
_MISSION = re.compile(
    r"\b(?:Institute|Association|Foundation|Bureau|Department|Ministry|Commission|Council|Museum|Library"
    r"|City Hall)\b"
    r"|(?:Representative|Cultural|Liaison|Trade|Visa) Office|Embassy|Consulate|Mission of|Chamber of"
)
_A_PERSON_ABROAD = re.compile(r"\b(?:my|his|her|me|I|Mr|Mrs|Ms|applicant|employee)\b", re.IGNORECASE)
_REACH_ABROAD = 120
_REACH_OF_AN_OWNER = 40
_GOES_ON = re.compile(r";(?= ?(?:傳真|電話|專線|分機|地址|網址|信箱|fax|tel))", re.IGNORECASE)
"""Between two lines of one office."""
_END = re.compile(rf"[。;\n{SEPARATOR}]")
_LINE_END = re.compile(r" *\r?\n *")
_WAYS = (
    r"(?:地址|會址|所址|校址|院址|館址|電話|總機|傳真|專線|免付費|網址|信箱|電郵"
    r"|[服上辦營開]\w?[務班公業放]時間|統一編號|統編|TEL|FAX|Add(?:ress)?|Phone|E-?mail)"
)
_A_LABEL = re.compile(rf"[ (\[・·-]{{0,3}}{_WAYS}[^:]{{0,4}}[ :)\]]{{0,3}}", re.IGNORECASE)
_A_LINE = re.compile(rf"[ (\[・·-]{{0,3}}{_WAYS}.{{0,60}}", re.IGNORECASE)
"""A line that says how an office is reached."""
_IN_BRACKETS = re.compile(r"\([^()]{1,12}\)$")
_LINE_OF_OFFICES = re.compile(
    r"^(?:(?:(?:[承主經協合]辦|主管|業務|權責|轄管|填報|提供|發布|受理|管理|維護|執行)?(?:科室|課室|機關|單位)|[各本主管承經]?(?:機關|機構|公所|局處|局|處|所|館|園|院|校|站|單位|學校|醫院|診所|店家|旅館|商家)|場館)(?:聯絡|連絡|總機|服務|代表|洽詢)?"
    r"|總機|代表號|公務|免付費|客服|服務(?:中心|台|專線)?|洽詢|諮詢|報修)的?"
    r"(?:電話|專線|熱線|市話|傳真)(?:號碼|代表號)?(?:\d|[一二三])?$|^(?:總機|代表號|服務專線|客服專線)$|switchboard|hotline"
    r"|^(?:agency|school|hospital|organi[sz]ation)[_ ](?:phone|tel|fax)",
    re.IGNORECASE,
)
_ADDRESS_OF_OFFICES = re.compile(
    r"^(?:機關|機構|學校|校[區舍]|園所|醫院|診所|藥局|店家|商家|門市|分[店行公]|場[館所地]|旅館|景點|據點|站點?|公所"
    r"|辦公室?|服務處)的?(?:所在)?(?:地址|住址|位置)$"
)
_REACH_OF_A_HEADING, _LONGEST_HEADING = 200, 30


def is_of_an_office(text: str, start: int, end: int) -> bool:
    """Whether what stands at `start:end` belongs to the office named right before it, or is said to behind it."""
    if _SAID_BEHIND.match(text, end) or _is_headed_by_an_office(text, start):
        return True
    ahead = _END.split(_GOES_ON.sub(",", text[max(0, start - _REACH) : start]))[-1]
    said = _IN_A_SENTENCE.search(ahead)
    unit = _A_UNIT.search(ahead)
    if _A_SHOP.search(ahead) and text[start] in "0(+":
        return True
    if _BEHIND_AN_OFFICE.search(ahead) or (unit is not None and not _A_PLACE.search(unit[0])):
        return True
    return said is not None and not _A_PERSON.search(ahead)


def _is_headed_by_an_office(text: str, start: int) -> bool:
    """Whether it is one of a few labelled lines below a line that is the name of an office."""
    before = text[max(0, start - _REACH_OF_A_HEADING) : start].rpartition(SEPARATOR)[2].rpartition("\n\n")[2]
    *above, line = _LINE_END.split(before)
    if not above or not _A_LABEL.fullmatch(line):
        return False
    for other in reversed(above):
        if not _A_LINE.fullmatch(other):
            return len(other) <= _LONGEST_HEADING and is_organisation(
                _IN_BRACKETS.sub("", other.strip(" 【】[]《》■●◎"))
            )
    return False


def is_of_an_office_abroad(text: str, start: int) -> bool:
    """Whether the sentence before `start` is the address of an office, an embassy or the like."""
    ahead = re.split(rf"[。;\n{SEPARATOR}]", text[max(0, start - _REACH_ABROAD) : start])[-1]
    return bool(_MISSION.search(ahead)) and not _A_PERSON_ABROAD.search(ahead)


def is_a_label_of_an_office(label: str) -> bool:
    """Whether a column's label speaks of an office's line or address (服務專線, 機關地址)."""
    return _BEHIND_AN_OFFICE.search(label) is not None


def is_a_line_of_offices(label: str) -> bool:
    """Whether a column's label says that its telephone numbers are those of offices, and of nobody who calls."""
    return _LINE_OF_OFFICES.search(label) is not None


def is_an_address_of_offices(label: str) -> bool:
    """Whether a column's label says that its addresses are those of offices, schools, shops and the like."""
    return _ADDRESS_OF_OFFICES.search(label) is not None


def is_an_account_of_an_office(text: str, start: int, end: int) -> bool:
    """Whether the account at `start:end` is said to be an office's, or one that all may pay into."""
    ahead = _END.split(text[max(0, start - _REACH_OF_AN_OWNER) : start])[-1]
    behind = _END.split(text[end : end + _REACH_OF_AN_OWNER])[0]
    owner = _OWNER.search(ahead) or _OWNER.search(behind)
    if owner is not None:
        return is_organisation(owner["owner"])
    return bool(
        _PUBLIC_ACCOUNT.search(ahead) or _AN_OFFICE_ABROAD.search(ahead) or _AN_OFFICE_ABROAD.search(behind)
    )
