"""Websites after the structure of real Taiwanese agencies, with made-up words and nobody's data.

`law_article` follows the page of a household office that repeats the law's own sentences (sfhr.hl.gov.tw), `guide` the
service page of the Executive Yuan (ey.gov.tw), `english_article` the English guide of a prison (tcp.moj.gov.tw) in the
words of the Ministry of Justice's translation of the law, `themes` a section with themes that are none of the ten items.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Pages = dict[str, str]
TEXT = "本項資料由業務單位定期彙整公開，供民眾查閱，如有疑問請於上班時間電洽服務台。"
EN_TEXT = "The information is published on our website and at the front desk and is reviewed every quarter."
BADGE = '<a href="https://accessibility.moda.gov.tw/Applications/Detail?category=1"><img src="/aa.png" alt="通過AA檢測等級無障礙網頁檢測"></a>'
SEARCH = '<form action="/find"><label for="kw">關鍵字</label><input id="kw" name="kw"><button>搜尋</button></form>'
FOOT = {
    "/priv": "隱私權保護政策",
    "/sec": "資訊安全政策",
    "/opn": "政府網站資料開放宣告",
    "/sm": "網站導覽",
    "/mail": "意見信箱",
}
EN_FOOT = {
    "/priv": "Privacy Statement",
    "/sec": "Security Policy",
    "/opn": "Open Government Data Declaration",
    "/sm": "Sitemap",
    "/mail": "Mailbox",
}
LAW = {
    1: "條約、對外關係文書、法律、緊急命令、中央法規標準法所定之命令、法規命令及地方自治法規",
    2: "政府機關為協助下級機關或屬官統一解釋法令、認定事實、及行使裁量權，而訂頒之解釋性規定及裁量基準",
    3: "政府機關之組織、職掌、地址、電話、傳真、網址及電子郵件信箱帳號",
    4: "行政指導有關文書",
    5: "施政計畫、業務統計及研究報告",
    6: "預算及決算書",
    7: "請願之處理結果及訴願之決定",
    8: "書面之公共工程及採購契約",
    9: "支付或接受之補助",
    10: "合議制機關之會議紀錄",
}
EN = {
    1: "Laws and Regulations",
    2: "Interpretary Orders and Discretionary Standards",
    3: "Structure, Duties, Address, Telephone, Fax, Website and E-mail",
    4: "Documents about Administrative Guidance",
    5: "Administrative Plans, Statistics and Research Reports",
    6: "Budgets and Audits",
    7: "Results of Petitions and Decisions of Administrative Appeals",
    8: "Documents related to Public Works and Procurements",
    9: "Subsidies Paid or Accepted",
    10: "Meeting Records",
}
THEMED = {
    1: "主管法規",
    2: "釋示函令",
    3: "本局簡介",
    4: "行政指導",
    5: "施政計畫",
    6: "預決算書表",
    7: "訴願專區",
    8: "採購資訊",
    9: "捐補助資訊",
    10: "委員會議紀錄",
}
THEMES = ("性別主流化專區", "廉政園地", "內部控制聲明書", "檔案應用", "遊說專區", "政策宣導廣告執行情形")


@dataclass(frozen=True)
class Fault:
    """The item that is left out, that has nothing behind it, or that leads nowhere."""

    drop: int = 0
    empty: int = 0
    broken: int = 0


Make = Callable[[Fault], Pages]


def link(path: str, words: str) -> str:
    return f'<a href="{path}">{words}</a>'


def frame(
    title: str,
    content: str,
    menu: str,
    *,
    foot: Mapping[str, str] = FOOT,
    name: str = "示範地政事務所",
    language: str = "zh-tw",
) -> str:
    """Divs only, as old systems make them: no main, no nav, no footer element."""
    below = "".join(f"<li>{link(path, words)}</li>" for path, words in foot.items())
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title} - {name}</title></head><body>'
        f'<div id="hd">{link("/", name)}<ul>{menu}</ul>{SEARCH}</div><div id="bd"><div class="title">{title}</div>'
        f'<div class="cont">{content}</div></div><div id="ft"><ul>{below}</ul>{BADGE}</div></body></html>'
    )


def site(menu: str, pages: Mapping[str, tuple[str, str]], *, english: bool = False) -> Pages:
    foot, text = (EN_FOOT, EN_TEXT) if english else (FOOT, TEXT)
    shown = {
        "/": ("Home" if english else "首頁", f"<p>{text}</p>"),
        **{path: (words, f"<p>{words} {text}</p>") for path, words in foot.items()},
        **pages,
    }
    shown |= {f"/f/{number}": ("File" if english else "檔案下載", f"<p>{text}</p>") for number in range(1, 11)}
    made: Pages = {}
    for path, (title, content) in shown.items():
        made[path] = (
            frame(title, content, menu, foot=foot, name="Sample Prison", language="en")
            if english
            else frame(title, content, menu)
        )
    return made


def law_article(fault: Fault) -> Pages:
    """The law's own sentences, and below each a link or a remark that there is none."""
    said = {4: "（無）", 7: "（無）", 10: "本所非屬合議制機關"}

    def block(number: int, words: str) -> str:
        below = said.get(number, link(f"/f/{number}", "詳見附件"))
        below = (
            "資料更新中"
            if number == fault.empty
            else link("/gone", "點此連結")
            if number == fault.broken
            else below
        )
        return f"<p>{'一二三四五六七八九十'[number - 1]}、{words}。</p><p>{below}</p>"

    opening = (
        "<p>依據政府資訊公開法第七條規定，下列政府資訊，除依第十八條規定限制公開或不予提供者外，應主動公開：</p>"
    )
    items = "".join(block(number, words) for number, words in LAW.items() if number != fault.drop)
    return site(f"<li>{link('/foi', '政府資訊公開')}</li>", {"/foi": ("政府資訊公開", opening + items)})


def guide(fault: Fault) -> Pages:
    """A bold name, and several links in the sentence after it."""

    def entry(number: int, words: str) -> str:
        said = {4: "本部目前無行政指導有關文書。", 10: "不適用（本部為首長制機關）。"}.get(
            number, f"請參閱{link(f'/f/{number}', '資料一')}、{link('https://www.gov.tw/', '資料二')}。"
        )
        said = (
            "整理中，敬請期待"
            if number == fault.empty
            else link("/gone", "資料一")
            if number == fault.broken
            else said
        )
        return f"<li><strong>{words}</strong>　{said}</li>"

    items = "".join(entry(number, words) for number, words in LAW.items() if number != fault.drop)
    pages = {
        "/196": ("為民服務", f"<ul><li>{link('/1966', '主動公開政府資訊')}</li></ul>"),
        "/1966": ("主動公開政府資訊", f"<p>為提供民眾公平公開獲得政府資訊權利，彙整如下：</p><ol>{items}</ol>"),
    }
    return site(f"<li>{link('/196', '為民服務')}</li>", pages)


def english_article(fault: Fault) -> Pages:
    """A nested list of sentences."""

    def entry(number: int, words: str) -> str:
        said = {2: "None.", 4: "None.", 10: "Not applicable, as this prison is not a collegiate agency."}.get(
            number, f"{EN_TEXT[:-1]} ({link(f'/f/{number}', 'PDF')})."
        )
        said = (
            "under construction"
            if number == fault.empty
            else link("/gone", "here")
            if number == fault.broken
            else said
        )
        return f"<li>{words}: {said}</li>"

    items = "".join(entry(number, words) for number, words in EN.items() if number != fault.drop)
    opening = "<p>According to Article 7 of the Freedom of Government Information Law we publish:</p>"
    return site(
        f"<li>{link('/foi', 'Information Disclosed Proactively')}</li>",
        {"/foi": ("Information Disclosed Proactively", f"{opening}<ul>{items}</ul>")},
        english=True,
    )


def themes(fault: Fault) -> Pages:
    """A menu of the items, and of themes that have nothing to do with them."""
    items = {f"/node/{number}": (number, words) for number, words in THEMED.items() if number != fault.drop}
    other = {f"/theme/{number}": words for number, words in enumerate(THEMES)}
    entries = "".join(
        f"<li>{link(path, words)}</li>"
        for path, words in [*((path, words) for path, (_, words) in items.items()), *other.items()]
    )
    pages = {
        path: (words, "<p>建置中</p>" if number == fault.empty else f"<p>{words}：{TEXT}</p>")
        for path, (number, words) in items.items()
        if number != fault.broken
    }
    pages |= {path: (words, f"<p>{TEXT}</p>") for path, words in other.items()}
    return site(
        f"<li>{link('/foi', '資訊公開專區')}<ul>{entries}</ul></li>",
        {"/foi": ("資訊公開專區", "<p>本局依法公開各項資訊。</p>"), **pages},
    )


AGENCIES: Mapping[str, Make] = {make.__name__: make for make in (law_article, guide, english_article, themes)}
