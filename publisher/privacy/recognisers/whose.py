"""Whose a land line is: nobody's in a text that speaks of an office and of no person.

A mobile number is a person's wherever it stands. A land line is one only beside a person; most of those that
agencies publish are their own. Where a text says neither, it stays what it was found to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.subject import SEPARATOR

_REACH = 80
_HAN = r"[\u4e00-\u9fff]"
_A_PERSON = re.compile(
    r"姓名|先生|小姐|女士|太太|師傅|(?<!原)住|家[裡中電用長屬人]|戶籍|本人|(?<!其)[他她]|我(?![們國縣市])"
    rf"|{_HAN}人(?=電話|手機|聯絡|(?!{_HAN}))|者(?=[:( ]|$)|[失屋車業飼雇案地債僱]主|房東|房客|案家|個案|病患"
    r"|患者|長者"
    r"|學[生員](?!事務|輔導|會|宿舍|證)|老師|員工|移工|看護|志工|爸|媽|父|母|妻|丈夫|兒子|女兒|子女|哥|姊|弟|妹|嬸|姑|舅|叔|伯|姨"
    r"|親屬|監護|回電|回撥|請找|晚上|下班"
    r"|\b(?:my|his|her|me|mrs?|ms|miss|home|house|flat|owner|tenant|patient|applicant|caller|resident|guardian"
    r"|parent)s?\b|please (?:call|ring|phone)",
    re.IGNORECASE,
)
_AN_OFFICE = re.compile(
    r"總機|分機|轉 ?[0-9]|#[0-9]|傳真|專線|熱線|窗口|代表號|客服|公務|辦公|上班時間|服務|洽詢|諮詢|機關|公司|廠商"
    r"|公所|政府"
    rf"|{_HAN}[科課股組室處局署廳所院館站校部隊司](?!{_HAN})|[本該貴][科課股組室處局署廳所院館站校部隊會]|中心(?!{_HAN})"
    r"|\b(?:fax|ext|extension|office|hotline|helpline|desk|reception|switchboard|department|bureau|section|division"
    r"|agency)\b",
    re.IGNORECASE,
)
_ABOUT_A_PERSON = frozenset(
    {"name", "national_id", "ui_no_new", "ui_no_old", "passport", "nhi_card", "mobile", "account", "plate_car_new"}
    | {"bank_account", "medical_record", "birth_date", "address"}
)


def without_lines_of_offices(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """The hits of a normalised text; land lines near which an office is spoken of, and nobody is, are low."""
    people = [hit for hit in hits if hit.kind in _ABOUT_A_PERSON and (hit.blocks or hit.kind == "name")]
    for hit in hits:
        if hit.kind == "landline" and hit.blocks and _is_an_office_s(text, hit, people):
            yield hit._replace(confidence="low")
        else:
            yield hit


def _is_an_office_s(text: str, hit: Hit, people: Sequence[Hit]) -> bool:
    start = max(text.rfind(SEPARATOR, 0, hit.start) + 1, hit.start - _REACH)
    end = text.find(SEPARATOR, hit.end)
    end = min(end if end >= 0 else len(text), hit.end + _REACH)
    if any(start < other.end and other.start < end for other in people):
        return False
    around = f"{text[start : hit.start]}\n{text[hit.end : end]}"
    return bool(_AN_OFFICE.search(around)) and not _A_PERSON.search(around)
