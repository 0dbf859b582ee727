"""The ten items of article 7, paragraph 1, and the words under which agencies publish them.

政府資訊公開法第7條第1項 (promulgated 2005-12-28); the words are those of agencies' own menus. A statement that
there is nothing to publish counts as published.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.model.text import LocalText


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its number in the law, its name, and the words by which it is found."""

    id: str
    number: int
    title: LocalText
    words: re.Pattern[str]


def _item(number: int, zh: str, en: str, *words: str) -> Item:
    return Item(f"FOI-7-1-{number}", number, LocalText(zh, en), re.compile("|".join(words)))


ITEMS: tuple[Item, ...] = (
    _item(
        1,
        "條約、對外關係文書、法律、法規命令及自治法規",
        "treaties, laws and regulations",
        "法規",
        "法令",
        "條約",
        "自治條例",
        "自治法規",
    ),
    _item(
        2,
        "解釋性規定及裁量基準",
        "interpretive rules and standards of discretion",
        "解釋性規定",
        "裁量基準",
        "函釋",
        "解釋令",
        "行政規則",
    ),
    _item(
        3,
        "組織、職掌、地址、電話、傳真、網址及電子郵件信箱",
        "organisation, duties and contacts of the agency",
        "組織",
        "職掌",
        "機關簡介",
        "本站簡介",
        "本所簡介",
        "關於本",
        "聯絡資訊",
        "通訊錄",
        "聯絡我們",
    ),
    _item(4, "行政指導有關文書", "documents of administrative guidance", "行政指導"),
    _item(
        5,
        "施政計畫、業務統計及研究報告",
        "policy plans, statistics and research reports",
        "施政計畫",
        "工作計畫",
        "業務統計",
        "統計資料",
        "統計年報",
        "統計專區",
        "研究報告",
        "出國報告",
    ),
    _item(6, "預算及決算書", "budget and final accounts", "預算", "決算", "會計月報"),
    _item(7, "請願之處理結果及訴願之決定", "results of petitions and decisions on appeals", "請願", "訴願"),
    _item(
        8,
        "書面之公共工程及採購契約",
        "contracts of public works and procurement",
        "採購契約",
        "公共工程",
        "採購",
        "工程及採購",
        "決標",
    ),
    _item(9, "支付或接受之補助", "subsidies paid or received", "補助", "補\\(捐\\)助", "捐助"),
    _item(10, "合議制機關之會議紀錄", "minutes of collegiate bodies", "會議紀錄", "會議記錄"),
)

SECTION = re.compile("主動公開資訊|主動公開之?政府資訊|主動公開專區|政府資訊公開|資訊公開專區|資訊公開")
"""What agencies call the section for all of it (plan item 五(一)1.2 wants 主動公開資訊)."""


@dataclass(frozen=True, slots=True)
class RequiredPage:
    """A page that every site of an agency has, and the words of the link to it."""

    id: str
    title: LocalText
    words: re.Pattern[str]


def _page(name: str, zh: str, en: str, *words: str) -> RequiredPage:
    return RequiredPage(name, LocalText(zh, en), re.compile("|".join(words), re.IGNORECASE))


REQUIRED_PAGES: tuple[RequiredPage, ...] = (
    _page("sitemap", "網站導覽", "site map", "網站導覽", "網站地圖", "site\\s*map"),
    _page("privacy", "隱私權政策", "privacy policy", "隱私權", "privacy"),
    _page(
        "security", "資訊安全政策", "security policy", "資訊安全", "網站安全", "安全政策", "資安政策", "security"
    ),
    _page("open-data", "政府網站資料開放宣告", "open data declaration", "開放宣告", "著作權聲明", "open\\s*data"),
    _page(
        "contact",
        "聯絡我們或意見信箱",
        "contact",
        "聯絡我們",
        "聯絡資訊",
        "意見信箱",
        "首長信箱",
        "民意信箱",
        "站長信箱",
        "所長信箱",
        "contact",
    ),
    _page("search", "全站搜尋", "search", "搜尋", "檢索", "search"),
)
