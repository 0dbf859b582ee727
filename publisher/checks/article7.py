"""The ten items of article 7, paragraph 1, with their parts, and the pages that every agency's site has.

政府資訊公開法第7條第1項 (promulgated 2005-12-28). The words under which agencies publish them are data of the
rulebook (`checks/disclosure/*/check.yaml`, params), where an agency adds its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from publisher.checks.base import Context
from publisher.checks.naming import Words, lines_of
from publisher.model.text import LocalText


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an item (the law names several things in one item)."""

    id: str
    title: LocalText


@dataclass(frozen=True, slots=True)
class DisclosureItem:
    """One item: its number in the law, its name and its parts (none: the item is one thing)."""

    number: int
    title: LocalText
    parts: tuple[Part, ...] = ()

    @property
    def id(self) -> str:
        """FOI-7-1-6 and the like: key of findings and of word lists."""
        return f"FOI-7-1-{self.number}"


def _parts(*parts: tuple[str, str, str]) -> tuple[Part, ...]:
    return tuple(Part(name, LocalText(zh, en)) for name, zh, en in parts)


ITEMS: tuple[DisclosureItem, ...] = (
    DisclosureItem(1, LocalText("條約、對外關係文書、法律、法規命令及自治法規", "treaties, laws and regulations")),
    DisclosureItem(2, LocalText("解釋性規定及裁量基準", "interpretive rules and standards of discretion")),
    DisclosureItem(
        3,
        LocalText(
            "組織、職掌、地址、電話、傳真、網址及電子郵件信箱", "organisation, duties and contacts of the agency"
        ),
        _parts(
            ("organisation", "組織", "organisation"),
            ("duties", "職掌", "duties"),
            ("address", "地址", "address"),
            ("phone", "電話", "telephone"),
            ("fax", "傳真", "fax"),
            ("web", "網址", "web address"),
            ("mail", "電子郵件信箱", "e-mail address"),
        ),
    ),
    DisclosureItem(4, LocalText("行政指導有關文書", "documents of administrative guidance")),
    DisclosureItem(
        5,
        LocalText("施政計畫、業務統計及研究報告", "policy plans, statistics and research reports"),
        _parts(
            ("plan", "施政計畫", "policy plan"),
            ("statistics", "業務統計", "statistics"),
            ("research", "研究報告", "research reports"),
        ),
    ),
    DisclosureItem(
        6,
        LocalText("預算及決算書", "budget and final accounts"),
        _parts(("budget", "預算", "budget"), ("accounts", "決算", "final accounts")),
    ),
    DisclosureItem(
        7,
        LocalText("請願之處理結果及訴願之決定", "results of petitions and decisions on appeals"),
        _parts(
            ("petitions", "請願之處理結果", "results of petitions"),
            ("appeals", "訴願之決定", "decisions on appeals"),
        ),
    ),
    DisclosureItem(8, LocalText("書面之公共工程及採購契約", "contracts of public works and procurement")),
    DisclosureItem(
        9,
        LocalText("支付或接受之補助", "subsidies paid or received"),
        _parts(("paid", "支付之補助", "subsidies paid"), ("received", "接受之補助", "subsidies received")),
    ),
    DisclosureItem(10, LocalText("合議制機關之會議紀錄", "minutes of collegiate bodies")),
)


@dataclass(frozen=True, slots=True)
class RequiredPage:
    """A page that every site of an agency has; its id is the name of its word list, too."""

    id: str
    title: LocalText


REQUIRED_PAGES: tuple[RequiredPage, ...] = (
    RequiredPage("sitemap", LocalText("網站導覽", "site map")),
    RequiredPage("privacy", LocalText("隱私權政策", "privacy policy")),
    RequiredPage("security", LocalText("資訊安全政策", "security policy")),
    RequiredPage("open-data", LocalText("政府網站資料開放宣告", "open data declaration")),
    RequiredPage("contact", LocalText("聯絡我們或意見信箱", "contact")),
    RequiredPage("search", LocalText("全站搜尋", "search")),
)


def section_words(context: Context) -> Words:
    """What agencies call the section for all items (plan item 五(一)1.2 wants 主動公開資訊)."""
    return context.once("section words", lambda: Words(lines_of(context, "disclosure.missing-section", "names")))


def item_words(context: Context) -> dict[str, Words]:
    """By id of an item or `id/part`, the words under which it is published."""

    def read() -> dict[str, Words]:
        ids = [item.id for item in ITEMS] + [f"{item.id}-{part.id}" for item in ITEMS for part in item.parts]
        return {name: Words(lines_of(context, "disclosure.missing-item", name)) for name in ids}

    return context.once("item words", read)


def page_words(context: Context) -> dict[str, Words]:
    """By id of a required page, the words of the link to it."""
    return {
        page.id: Words(lines_of(context, "disclosure.missing-required-page", page.id)) for page in REQUIRED_PAGES
    }
