"""Whole websites of different make, each complete and right, and what may be wrong with one of them.

Every make says the same ten items with other markup and other words: menus that open, one page with tabs, tables,
cards, an English site. Served from files, so that crawl and checks meet them as they meet any site.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import escape

Pages = dict[str, str]
BADGE = '<a href="https://accessibility.moda.gov.tw/Applications/Detail?category=1"><img src="/aa.png" alt="通過AA檢測等級無障礙網頁檢測"></a>'
FILLER = "本單元由業務單位彙整，內容依法公開並定期檢視，民眾如需進一步資料，可於上班時間至服務台申請閱覽或抄錄。"


@dataclass(frozen=True)
class Wish:
    """What a site shall be: the items that it leaves out or leaves empty, its required pages, its news."""

    without: frozenset[int] = frozenset()
    empty: frozenset[int] = frozenset()
    coming: str = "本網頁內容更新中，敬請期待。"
    pages_without: frozenset[str] = frozenset()
    headlines: tuple[str, ...] = ("本所新版官網上線", "提醒車主定期檢驗")
    section: bool = True
    badge: str = BADGE
    budget_year: int = 115


Make = Callable[[Wish], Pages]

ZH: Mapping[int, str] = {
    1: "主管法規及自治法規",
    2: "解釋函令與裁量基準",
    3: "組織編制與業務職掌",
    4: "行政指導文書",
    5: "施政計畫、公務統計及研究報告",
    6: "預算書與決算書",
    7: "請願處理結果及訴願決定書",
    8: "公共工程與採購契約",
    9: "補（捐）助民間團體情形",
    10: "委員會議紀錄",
}
OTHER: Mapping[int, str] = {
    1: "法令規章",
    2: "行政規則及釋示",
    3: "關於本所（組織、電話、傳真及電子信箱）",
    4: "行政指導",
    5: "業務統計年報",
    6: "會計報告",
    7: "行政救濟",
    8: "勞務及財物採購決標資訊",
    9: "獎補助款",
    10: "議事錄",
}
EN: Mapping[int, str] = {
    1: "Laws and Regulations",
    2: "Interpretive Rules",
    3: "Organization and Functions",
    4: "Administrative Guidance",
    5: "Policy Plans and Statistics",
    6: "Budget and Final Accounts",
    7: "Petitions and Administrative Appeals",
    8: "Public Works and Procurement Contracts",
    9: "Subsidies",
    10: "Meeting Minutes",
}
REQUIRED = {
    "privacy": ("/privacy", "隱私權宣告"),
    "security": ("/security", "資通安全政策"),
    "open-data": ("/open", "政府網站資料開放宣告"),
    "sitemap": ("/map", "網站導覽"),
    "contact": ("/contact", "首長信箱"),
}
EN_REQUIRED = {
    "privacy": ("/privacy", "Privacy Policy"),
    "security": ("/security", "Information Security Policy"),
    "open-data": ("/open", "Government Website Open Information Announcement"),
    "sitemap": ("/map", "Sitemap"),
    "contact": ("/contact", "Contact Us"),
}


def link(path: str, words: str) -> str:
    return f'<a href="{path}">{escape(words)}</a>'


def listed(links: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in links) + "</ul>"


@dataclass(frozen=True)
class Frame:
    """The template of a site: what stands on all its pages."""

    wish: Wish
    menu: str
    name: str = "示範監理所"
    language: str = "zh-Hant-TW"
    required: Mapping[str, tuple[str, str]] = field(default_factory=lambda: REQUIRED)
    main: tuple[str, str] = ("<main>", "</main>")

    def page(self, title: str, content: str, aside: str = "") -> str:
        links = [link(*entry) for name, entry in self.required.items() if name not in self.wish.pages_without]
        search = (
            ""
            if "search" in self.wish.pages_without
            else '<form action="/find"><input name="q" title="關鍵字"></form>'
        )
        return (
            f'<!DOCTYPE html><html lang="{self.language}"><head><meta charset="utf-8"><title>{escape(title)} - {self.name}</title>'
            f'</head><body><header><a href="/">{self.name}</a>{search}{self.menu}</header>{aside}'
            f"{self.main[0]}<h1>{escape(title)}</h1>{content}{self.main[1]}"
            f"<footer>{listed(links)}{self.wish.badge}<p>地址：臺南市安平區測試路88號　電話：06-2990000</p>"
            "<p>更新日期：115-11-10</p></footer></body></html>"
        )

    def common(self) -> Pages:
        pages = {
            path: self.page(words, f"<p>{FILLER}{words}。</p>")
            for name, (path, words) in self.required.items()
            if name not in self.wish.pages_without
        }
        news = listed([link(f"/news/{number}", words) for number, words in enumerate(self.wish.headlines)])
        pages["/news"] = self.page("最新消息" if self.language.startswith("zh") else "News", news)
        for number, words in enumerate(self.wish.headlines):
            pages[f"/news/{number}"] = self.page(words, f"<p>{words}，詳情請洽服務台。{FILLER}</p>")
        files = (1, 2, 3, 5, 6, 7, 8, 9, self.wish.budget_year)
        return pages | {f"/dl/{number}": self.page("檔案", f"<p>{FILLER}</p>") for number in files}


def item_page(frame: Frame, number: int, words: str, aside: str = "") -> str:
    if number in frame.wish.empty:
        return frame.page(words, f"<p>{frame.wish.coming}</p>", aside)
    year = frame.wish.budget_year
    budget = listed([link(f"/dl/{year}", f"{year}年度單位預算"), link("/dl/1", f"{year - 2}年度單位決算")])
    return frame.page(words, budget if number == 6 else f"<p>{FILLER}</p>", aside)


def shown(wish: Wish, names: Mapping[int, str]) -> dict[int, str]:
    return {number: words for number, words in names.items() if number not in wish.without}


def opening_menu(wish: Wish) -> Pages:
    """A menu whose heads are buttons; what hangs below the section's name is the section, twice (desktop, phone)."""
    entries = shown(wish, ZH)
    below = listed([link(f"/p/{number}", words) for number, words in entries.items()])
    section = f'<li><button aria-expanded="false">政府資訊公開專區</button>{below}</li>' if wish.section else ""
    menu = (
        f'<ul><li>{link("/news", "最新消息")}</li>{section}<li><a href="#">便民服務</a>'
        f"{listed([link('/s/1', '駕照換發'), link('/s/2', '電動機車補助申請'), link('/s/3', '車輛檢驗')])}</li></ul>"
    )
    frame = Frame(wish, f'<nav class="desk">{menu}</nav><div class="phone">{menu}</div>')
    pages = frame.common() | {"/": frame.page("首頁", f"<p>{FILLER}</p>")}
    pages |= {f"/s/{number}": frame.page(f"服務{number}", f"<p>{FILLER}</p>") for number in (1, 2, 3)}
    if wish.section:
        pages |= {f"/p/{number}": item_page(frame, number, words) for number, words in entries.items()}
    return pages


def accordion(wish: Wish) -> Pages:
    """One page, a fold for each item, with statements that there is none; no main element, content in divs."""
    menu = f"<nav>{listed([link('/news', '最新消息'), *([link('/public', '資訊公開')] if wish.section else [])])}</nav>"
    frame = Frame(wish, menu, main=('<div id="wrap"><div class="cont">', "</div></div>"))
    said = {4: "本所無此項業務。", 7: "目前無。", 10: "本所非合議制機關，無會議紀錄。"}
    folds = "".join(
        f"<details><summary>（{'一二三四五六七八九十'[number - 1]}）{words}</summary>"
        f"<div>{wish.coming if number in wish.empty else said.get(number, FILLER)}</div></details>"
        for number, words in shown(wish, OTHER).items()
    )
    year = wish.budget_year
    files = listed([link(f"/dl/{year}", f"{year}年度法定預算")]) if 6 not in wish.without else ""
    pages = frame.common() | {"/": frame.page("首頁", f"<p>{FILLER}</p>")}
    return pages | ({"/public": frame.page("資訊公開", folds + files)} if wish.section else {})


def tabs(wish: Wish) -> Pages:
    """Tabs first, their panels after them."""
    menu = f"<nav>{listed([link('/news', '公告'), *([link('/open-info', '主動公開資訊專區')] if wish.section else [])])}</nav>"
    frame = Frame(wish, menu)
    entries = shown(wish, ZH)
    buttons = "".join(
        f'<button role="tab" aria-controls="t{number}">{words}</button>' for number, words in entries.items()
    )
    panels = "".join(
        f'<div role="tabpanel" id="t{number}"><p>{wish.coming if number in wish.empty else FILLER}</p></div>'
        for number in entries
    )
    pages = frame.common() | {"/": frame.page("首頁", f"<p>{FILLER}</p>")}
    return pages | ({"/open-info": frame.page("主動公開資訊專區", buttons + panels)} if wish.section else {})


def side_menu(wish: Wish) -> Pages:
    """A section page with a list at its side, a trail of breadcrumbs, ids for names, links to the agency above."""
    entries = shown(wish, OTHER)
    menu = f'<div class="menu">{link("/news", "最新消息")}{link("/cp/9", "主動公開之政府資訊") if wish.section else ""}</div>'
    frame = Frame(wish, menu, main=('<div id="CCMS_Content">', "</div>"))
    crumbs = f'<div class="path">{link("/", "首頁")} &gt; {link("/cp/9", "主動公開之政府資訊")} &gt; 預算</div>'
    aside = (
        '<div class="left"><h2>主動公開之政府資訊</h2>'
        + listed(
            [
                link(
                    "https://law.moj.gov.tw/"
                    if number == 1
                    else "https://www.thb.gov.tw/appeal"
                    if number == 7 and 7 not in wish.empty
                    else f"/cp/9{number}",
                    words,
                )
                for number, words in entries.items()
            ]
        )
        + "</div>"
    )
    pages = frame.common() | {"/": frame.page("首頁", f"<p>{FILLER}</p>")}
    if wish.section:
        pages["/cp/9"] = frame.page("主動公開之政府資訊", crumbs + f"<p>{FILLER}</p>", aside)
        pages |= {
            f"/cp/9{number}": item_page(frame, number, words, crumbs + aside) for number, words in entries.items()
        }
    return pages


def cards(wish: Wish) -> Pages:
    """Cards with a heading, a sentence and a link of the same words each; the section is named in the footer only."""
    frame = Frame(wish, f"<nav>{listed([link('/news', '新聞')])}</nav>")
    if wish.section:
        frame = replace(frame, required=REQUIRED | {"foi": ("/gov", "政府公開資訊")})
    entries = shown(wish, ZH)
    boxes = "".join(
        f'<div class="card"><h3>{words}</h3><p>彙整相關資料供民眾查閱。</p><a href="/gov/{number}">了解更多</a></div>'
        for number, words in entries.items()
    )
    pages = frame.common() | {"/": frame.page("首頁", f"<p>{FILLER}</p>")}
    if wish.section:
        pages["/gov"] = frame.page("政府公開資訊", boxes)
        pages |= {f"/gov/{number}": item_page(frame, number, words) for number, words in entries.items()}
    return pages


def wide_table(wish: Wish) -> Pages:
    """A table with number, item, content and unit; files are named by ids."""
    menu = f"<nav>{listed([link('/news', '最新消息'), *([link('/t', '政府資訊公開')] if wish.section else [])])}</nav>"
    frame = Frame(wish, menu)
    rows = "".join(
        f"<tr><td>{number}</td><td>{words}</td><td>"
        f"{wish.coming if number in wish.empty else '無' if number in (4, 10) else link(f'/dl/{number}', '開啟檔案')}</td><td>秘書室</td></tr>"
        for number, words in shown(wish, ZH).items()
    )
    table = f"<table><tr><th>項次</th><th>應公開事項</th><th>內容</th><th>單位</th></tr>{rows}</table>"
    pages = frame.common() | {"/": frame.page("首頁", f"<p>{FILLER}</p>")}
    return pages | ({"/t": frame.page("政府資訊公開", table)} if wish.section else {})


def definition_list(wish: Wish) -> Pages:
    """Terms by their number in the law, with definitions."""
    menu = f"<nav>{listed([link('/news', '最新消息'), *([link('/d', '應主動公開之政府資訊')] if wish.section else [])])}</nav>"
    frame = Frame(wish, menu)
    terms = "".join(
        f"<dt>第{'一二三四五六七八九十'[number - 1]}款　{words}</dt><dd>{wish.coming if number in wish.empty else FILLER}</dd>"
        for number, words in shown(wish, OTHER).items()
    )
    pages = frame.common() | {"/": frame.page("首頁", f"<p>{FILLER}</p>")}
    return pages | ({"/d": frame.page("應主動公開之政府資訊", f"<dl>{terms}</dl>")} if wish.section else {})


def english(wish: Wish) -> Pages:
    """A site in English only."""
    menu = f"<nav>{listed([link('/news', 'News'), *([link('/gi', 'Government Information Disclosure')] if wish.section else [])])}</nav>"
    frame = Frame(wish, menu, "Sample Motor Vehicles Office", "en", EN_REQUIRED)
    entries = shown(wish, EN)
    text = "This unit keeps its information up to date and answers questions at the service desk on working days."
    index = listed([link(f"/gi/{number}", words) for number, words in entries.items()])
    pages = frame.common() | {"/": frame.page("Home", f"<p>{text}</p>")}
    if wish.section:
        pages["/gi"] = frame.page("Government Information Disclosure", index)
        for number, words in entries.items():
            content = "Under construction." if number in wish.empty else text
            pages[f"/gi/{number}"] = frame.page(words, f"<p>{content}</p>")
    return pages


MAKES: Mapping[str, Make] = {
    make.__name__: make
    for make in (opening_menu, accordion, tabs, side_menu, cards, wide_table, definition_list, english)
}
