"""Telephones and addresses of offices: what stands right behind an office's name is nobody's home.

Only other numbers, labels of numbers and punctuation may stand between: 本所總機：…，傳真：…，地址：….
"""

from __future__ import annotations

import re

from publisher.privacy.recognisers.subject import SEPARATOR

_REACH = 70
_OFFICE = (
    r"總機|代表號|服務[台臺]|公務傳真|switchboard|免付費|政府|公所|分局|派出所|監理[站所]|事務所|衛生所|清潔隊"
    r"|圖書館|文化局|大學|國[中小]|高中|服務中心|[本該](?:所|局|處|會|校|院|館|府|部|署|站|中心)|委員會|[市縣]府"
    r"|[局署](?=[ :(,全])|(?:管理|辦事)處|主計總處|行政院"
)
_BETWEEN = (
    r"(?:[ :,、()#-]|[0-9]|總機|代表號|電話|傳真|服務|公務|專線|網站|全球資訊網|入口網|客服|洽詢|諮詢|地址|址"
    r"|分機|轉|[Tt][Ee][Ll]|[Ff][Aa][Xx]|fax|ext)*"
)
_ADDRESS = r"(?:[^。;\n]{4,34}號(?:[0-9]{1,2}樓)?)?"
_BEHIND_AN_OFFICE = re.compile(rf"(?:{_OFFICE}){_BETWEEN}{_ADDRESS}{_BETWEEN}$")
_SAID_BEHIND = re.compile(r" ?\((?:main )?(?:switchboard|總機|公務|服務|代表號)")
_END = re.compile(rf"[。;\n{SEPARATOR}]")


def is_of_an_office(text: str, start: int, end: int) -> bool:
    """Whether what stands at `start:end` belongs to the office named right before it, or is said to behind it."""
    if _SAID_BEHIND.match(text, end):
        return True
    ahead = _END.split(text[max(0, start - _REACH) : start])[-1]
    return _BEHIND_AN_OFFICE.search(ahead) is not None
