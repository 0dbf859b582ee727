"""Telephones and addresses of offices: what stands right behind an office's name is nobody's home.

Only other numbers, labels of numbers and punctuation may stand between: 本所總機：…，傳真：…，地址：….
"""

from __future__ import annotations

import re

from publisher.privacy.recognisers.subject import SEPARATOR

_REACH = 70
_OFFICE = (
    r"[\u4e00-\u9fff]{0,2}[科課股組室隊處館院](?:內|的)?(?=電話|專線|傳真|市話)|總機|代表號|服務[台臺]|公務傳真|switchboard|免付費|政府|公所|分局|派出所|監理[站所]|事務所|衛生所|清潔隊"
    r"|圖書館|文化局|大學|國[中小]|高中|服務中心|[本該](?:所|局|處|會|校|院|館|府|部|署|站|中心)|委員會|[市縣]府"
    r"|[局署](?=[ :(,全])|(?:管理|辦事)處|主計總處|行政院"
)
_BETWEEN = (
    r"(?:[ :,、()#-]|[0-9]|總機|掛號|預約|報修|申訴|檢舉|代表號|電話|傳真|服務|公務|專線"
    r"|網站|全球資訊網|入口網|客服|洽詢|諮詢|地址|址"
    r"|分機|轉|[Tt][Ee][Ll]|[Ff][Aa][Xx]|fax|ext)*"
)
_ADDRESS = r"(?:[^。;\n]{4,34}號(?:[0-9]{1,2}樓)?)?"
_BEHIND_AN_OFFICE = re.compile(rf"(?:{_OFFICE}){_BETWEEN}{_ADDRESS}{_BETWEEN}$")
_IN_A_SENTENCE = re.compile(
    r"[\u4e00-\u9fff]{2}(?:院|館|署|局|處|所|部|學校|大學|公司|協會|基金會|車站|機場)(?=[^\u4e00-\u9fff]|地址|電話|專線|位於|開放|服務|營業)"
    r"[^。;\n]{0,40}?(?:地址|電話|專線|位於)[:為是 ]{0,2}$"
)
_A_PERSON = re.compile(r"姓名|先生|小姐|女士|住|家屬|家人|民眾|申請人|聯絡人|本人|車主|[他她我]")
"""The address of an office said later in its sentence, where no person is spoken of between."""
_SAID_BEHIND = re.compile(r" ?\((?:main )?(?:switchboard|總機|公務|服務|代表號)")
_END = re.compile(rf"[。;\n{SEPARATOR}]")


def is_of_an_office(text: str, start: int, end: int) -> bool:
    """Whether what stands at `start:end` belongs to the office named right before it, or is said to behind it."""
    if _SAID_BEHIND.match(text, end):
        return True
    ahead = _END.split(text[max(0, start - _REACH) : start])[-1]
    said = _IN_A_SENTENCE.search(ahead)
    return _BEHIND_AN_OFFICE.search(ahead) is not None or (said is not None and not _A_PERSON.search(ahead))
