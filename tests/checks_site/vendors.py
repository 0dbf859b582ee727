"""Websites as the systems that agencies buy make them, with made-up words and nobody's data.

The layouts follow what such systems write: WordPress (blocks, `entry-content`), Drupal (`node`, `field--name-body`), Joomla
(`com-content-article`), the municipal systems of Tainan, Kaohsiung and Taipei (`area-essay`, `News.aspx?n=&sms=`, `lp-`
and `cp-` addresses), JSP with ids in the query, ASP.NET tables of 2005, library systems, and the pages of household
offices that quote articles 7 and 18 (sfhr.hl.gov.tw).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

Pages = dict[str, str]
TEXT = "本項資料由業務單位彙整後公開，每季檢視一次，如需紙本得至服務台申請閱覽。"
BADGE = (
    '<a href="https://accessibility.moda.gov.tw/Applications/Detail?category=20260105">'
    '<img src="/aa.png" alt="通過AA檢測等級無障礙網頁檢測" width="88" height="31"></a>'
)
METAS = "".join(
    f'<meta name="{name}" content="{value}">'
    for name, value in {
        "DC.Title": "示範",
        "DC.Creator": "示範機關",
        "DC.Subject": "監理",
        "DC.Description": "示範網站",
        "DC.Contributor": "示範機關",
        "DC.Type": "網頁",
        "DC.Format": "text",
        "DC.Source": "示範機關",
        "DC.Language": "zh-TW",
        "DC.Coverage.t.min": "2026-01-01",
        "DC.Coverage.t.max": "2036-01-01",
        "DC.Publisher": "示範機關",
        "DC.Date": "2026-11-02",
        "DC.Identifier": "315180000M",
        "DC.Relation": "示範",
        "DC.Rights": "示範機關",
        "Category.Theme": "170",
        "Category.Cake": "140",
        "Category.Service": "E10",
    }.items()
)


@dataclass(frozen=True)
class Fault:
    """What is wrong: an item left out, with nothing behind it, or leading nowhere; pages replaced, pages taken out."""

    drop: int = 0
    empty: int = 0
    broken: int = 0
    without: str = ""
    extra: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Vendor:
    """A system: how it lays out a page (title, content, menu, footer) and the section, and how it writes addresses.

    `said` are items for which it says in words that there is none, `index` how the section's page lists the rest.
    """

    section: str
    names: Mapping[int, str]
    page: Callable[[str, str, str, str], str]
    index: Callable[[list[tuple[int, str, str, str]]], str]
    address: Callable[[int], str]
    said: Mapping[int, str] = field(default_factory=dict)
    foot: Mapping[str, str] = field(default_factory=lambda: FOOT)
    menu: Callable[[list[tuple[str, str]]], str] = lambda links: _list(links)
    text: str = TEXT
    front: str = "/gip"


FOOT = {
    "/privacy": "隱私權政策",
    "/security": "資訊安全政策",
    "/declare": "政府網站資料開放宣告",
    "/sitemap": "網站導覽",
    "/contact": "聯絡資訊",
}
EN_FOOT = {
    "/privacy": "Privacy Policy",
    "/security": "Security Policy",
    "/declare": "Open Government Data Declaration",
    "/sitemap": "Site Map",
    "/contact": "Contact Us",
}


def _a(path: str, words: str) -> str:
    return f'<a href="{path}" title="{escape(words)}">{escape(words)}</a>'


def _list(links: list[tuple[str, str]]) -> str:
    return "<ul>" + "".join(f"<li>{_a(*link)}</li>" for link in links) + "</ul>"


def _head(title: str, name: str, language: str = "zh-Hant-TW", split: str = " - ") -> str:
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">{METAS}'
        f"<title>{escape(title)}{split}{name}</title></head>"
    )


OFFICE = "<p>地址：701 臺南市東區示範路1段88號　總機：06-2990000　傳真：06-2990001</p><p>更新日期：115-11-16</p>"


def wordpress(title: str, content: str, menu: str, foot: str) -> str:
    return (
        f'{_head(title, "示範區公所", split=" &#8211; ")}<body class="page wp-embed-responsive"><a class="skip-link" href="#primary">跳至主要內容</a>'
        f'<header id="masthead" class="site-header"><p class="site-title"><a href="/" rel="home">示範區公所</a></p>'
        f'<nav id="site-navigation" class="main-navigation"><button class="menu-toggle" aria-expanded="false">選單</button><div class="menu-primary-container">{menu}</div></nav></header>'
        f'<main id="primary" class="site-main"><article class="page type-page hentry"><header class="entry-header"><h1 class="entry-title">{title}</h1></header>'
        f'<div class="entry-content">{content}</div><footer class="entry-footer">最後更新：2026 年 11 月 2 日</footer></article></main>'
        f'<aside class="widget-area"><section class="widget widget_search"><form role="search" class="search-form" action="/"><label><span class="screen-reader-text">搜尋關鍵字:</span><input type="search" name="s"></label></form></section>'
        f'<section class="widget widget_recent_entries"><h2 class="widget-title">近期文章</h2>{_list([("/news/1", "本所公布115年度預算書"), ("/news/2", "提醒您保護個人隱私")])}</section></aside>'
        f'<footer id="colophon" class="site-footer">{foot}{BADGE}{OFFICE}</footer></body></html>'
    )


def drupal(title: str, content: str, menu: str, foot: str) -> str:
    return (
        f'{_head(title, "示範水利分署", split=" | ")}<body class="path-node page-node-type-page"><div class="dialog-off-canvas-main-canvas"><div class="layout-container">'
        f'<header role="banner"><div class="region region-header"><div id="block-sitebranding"><a href="/" rel="home">示範水利分署</a></div>'
        f'<div class="search-block-form"><form action="/search/node" method="get"><input title="輸入您要搜尋的字詞。" type="search" name="keys"></form></div></div></header>'
        f'<nav role="navigation" class="block block-menu navigation">{menu}</nav><main role="main"><a id="main-content"></a><div class="breadcrumb"><ol><li><a href="/">首頁</a></li><li>{title}</li></ol></div>'
        f'<div class="region region-content"><h1 class="page-title"><span class="field field--name-title">{title}</span></h1><article class="node node--type-page"><div class="node__content"><div class="clearfix text-formatted field field--name-body">{content}</div></div></article></div></main>'
        f'<footer role="contentinfo"><div class="region region-footer">{foot}{BADGE}{OFFICE}</div></footer></div></div></body></html>'
    )


def joomla(title: str, content: str, menu: str, foot: str) -> str:
    return (
        f'{_head(title, "示範國中", split=" - ")}<body class="site com_content wrapper-static view-article"><header class="header container-header"><a class="brand-logo" href="/">示範國中</a>'
        f'<div class="grid-child"><nav>{menu}</nav><form class="mod-finder" action="/search"><input class="js-finder-search-query form-control" name="q" placeholder="搜尋 …"></form></div></header>'
        f'<div class="site-grid"><div class="grid-child container-component"><nav class="mod-breadcrumbs__wrapper" aria-label="Breadcrumbs"><ol class="mod-breadcrumbs breadcrumb"><li>您的位置：</li><li><a href="/">首頁</a></li></ol></nav>'
        f'<main><div class="com-content-article item-page"><div class="page-header"><h1>{title}</h1></div><dl class="article-info"><dt>詳細內容</dt><dd>分類：公開</dd><dd>點擊數：412</dd></dl><div class="com-content-article__body">{content}</div></div></main></div></div>'
        f'<footer class="container-footer">{foot}{BADGE}{OFFICE}</footer></body></html>'
    )


def tainan(title: str, content: str, menu: str, foot: str) -> str:
    return (
        f'{_head(title, "示範市政府工務局")}<body><div class="wrapper"><div class="group sys-root"><div class="base-section"><a accesskey="U" href="#Accesskey_U" id="Accesskey_U" title="上方選單連結區">:::</a>'
        f'<div class="area-customize hd"><a href="/" class="logo">示範市政府工務局</a>{_list([("/sitemap", "網站導覽"), ("/en", "English")])}<div class="gsc"><input id="txtSearch" type="text" title="關鍵字"><a href="javascript:void(0)" title="搜尋">搜尋</a></div>'
        f'<div class="megamenu nav">{menu}</div></div></div><div class="group page-content"><a accesskey="C" href="#Accesskey_C" id="Accesskey_C" title="主要內容區">:::</a>'
        f'<div class="area-essay page-caption-p" data-type="0"><div class="in"><div class="ct"><div class="in"><p>現在位置</p>{_list([("/", "首頁"), ("/gip", "資訊公開")])}</div></div></div></div><div class="area-essay caption"><h2><span>{title}</span></h2></div>'
        f'<div class="area-editor user-edit">{content}</div><div class="list-text detail"><ul><li>上版日期：115-03-12</li><li>修改時間：115-11-02</li><li>點閱數：1024</li></ul></div></div>'
        f'<div class="group page-footer">{foot}{BADGE}{OFFICE}</div></div></div></body></html>'
    )


def taipei(title: str, content: str, menu: str, foot: str) -> str:
    return (
        f'{_head(title, "示範市建築管理處", split="-")}<body><noscript>您的瀏覽器不支援JavaScript語法</noscript><header class="header"><h1 class="logo"><a href="/">示範市建築管理處</a></h1><nav class="navigation">{_list([("/sitemap", "網站導覽"), ("/contact", "單一陳情系統")])}</nav>'
        f'<form action="/sp-redirect" class="search"><label for="q">全站搜尋</label><input id="q" name="q"></form><nav class="menu">{menu}</nav></header>'
        f'<section class="main"><a href="#C" id="C" accesskey="C">:::</a><nav class="breadcrumb">{_list([("/", "首頁")])}</nav><section class="cp"><h2 class="title">{title}</h2>{content}'
        f'<ul class="info"><li>資料更新：115-11-12 09:10</li><li>資料檢視：115-11-12 09:10</li><li>資料維護：示範市建築管理處秘書室</li></ul></section></section>'
        f'<section class="fatfooter"><button>展開</button>{menu}</section><footer class="footer">{foot}{BADGE}{OFFICE}</footer></body></html>'
    )


def aspnet(title: str, content: str, menu: str, foot: str) -> str:
    return (
        f'{_head(title, "示範鄉公所", "zh-tw", ":")}<body><form method="post" action="./" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="/wEPDwUKMTY1NDU2MTA1Mg9kFgICAw9kFgICAQ8PFgIeBFRleHQFBUhlbGxvZGRk"><table width="100%"><tr><td colspan="2"><img src="/logo.gif" alt="示範鄉公所全球資訊網">'
        f'<input name="ctl00$txtKeyword" type="text" id="ctl00_txtKeyword" title="請輸入關鍵字"></td></tr><tr><td valign="top" width="180"><a href="#L" accesskey="L" id="L">:::</a><table><tr><td>{menu}</td></tr></table></td>'
        f'<td valign="top"><a href="#C" accesskey="C" id="C">:::</a><table><tr><td>目前位置：<a href="/">首頁</a> &gt; {title}</td></tr><tr><td class="title"><span id="ctl00_lblTitle">{title}</span></td></tr><tr><td>{content}</td></tr></table></td></tr>'
        f'<tr><td colspan="2">{foot}{BADGE}{OFFICE}</td></tr></table></form></body></html>'
    )


def jsp(title: str, content: str, menu: str, foot: str) -> str:
    return (
        f'{_head(title, "示範地方檢察署", split="::")}<body><div id="header"><div id="logo"><a href="/"><img src="/logo.png" alt="示範地方檢察署"></a></div><div id="mainmenu">{menu}</div>'
        f'<div id="search"><form action="/search.jsp"><input type="text" name="schword" title="請輸入查詢關鍵字"></form></div></div><div id="content"><div id="path"><a href="/">首頁</a>&raquo;<span>{title}</span></div><h3>{title}</h3><div class="essay">{content}</div>'
        f'<div class="func"><a href="javascript:history.back()">回上一頁</a><a href="#top">回頁首</a></div></div><div id="footer">{foot}{BADGE}{OFFICE}</div></body></html>'
    )


def library(title: str, content: str, menu: str, foot: str) -> str:
    return (
        f'{_head(title, "示範市立圖書館", split="｜")}<body><div class="top-bar"><a href="/" class="lib-logo">示範市立圖書館</a></div><div class="navbar"><div class="dropdown">{menu}</div></div>'
        f'<div class="search-box"><input type="text" placeholder="書名、作者、關鍵詞" aria-label="館藏查詢"><button aria-label="搜尋館藏">查詢</button></div><div class="container"><div class="row"><div class="col-md-9"><div class="panel"><div class="panel-heading"><h2>{title}</h2></div><div class="panel-body">{content}</div></div></div></div></div>'
        f'<div class="footer">{foot}{BADGE}{OFFICE}</div></body></html>'
    )


def household(title: str, content: str, menu: str, foot: str) -> str:
    return (
        f'{_head(title, "示範縣示範戶政事務所", "zh-Hant")}<body><div id="pagewrap"><div class="mm_top"><a href="/">首頁</a><a href="/sitemap">網站地圖</a></div><div class="mm_left"><div class="mt"><span>主選單</span></div>{menu}<div class="mt">站內搜尋</div><form action="/app/index.php"><input name="SchKey" type="text"></form></div>'
        f'<div class="mm_mid"><div class="ptname"><h2>{title}</h2></div><div class="meditor">{content}</div></div><div class="mm_foot">{foot}{BADGE}{OFFICE}</div></div></body></html>'
    )


def english(title: str, content: str, menu: str, foot: str) -> str:
    return (
        f'{_head(title, "Sample Port Office", "en")}<body><div class="wrap"><div class="hd"><a href="/">Sample Port Office</a><form action="/search"><input name="keyword" title="Search"></form>{menu}</div><div class="bd"><h2 class="tit">{title}</h2><div class="txt">{content}</div></div>'
        f'<div class="ft">{foot}<p>No. 88, Sample Rd., East Dist., Tainan City 701, Taiwan (R.O.C.) Tel: +886-6-299-0000</p><p>Last updated: 2026-11-16</p></div></div></body></html>'
    )


def blocks(entries: list[tuple[int, str, str, str]]) -> str:
    return "".join(
        f'<div class="wp-block-group"><h2 class="wp-block-heading">{words}</h2><p>{said or _a(path, "前往查閱")}</p></div>'
        for _, words, path, said in entries
    )


def listing(entries: list[tuple[int, str, str, str]]) -> str:
    rows = "".join(
        f'<li data-index="{number}"><span class="num">{number}</span><span>{_a(path, words) if not said else f"{words}：{said}"}</span></li>'
        for number, words, path, said in entries
    )
    return f'<div class="list-text"><ul data-child="{len(entries)}">{rows}</ul></div>'


def table(entries: list[tuple[int, str, str, str]]) -> str:
    rows = "".join(
        f'<tr><td>{number}</td><td align="left"><font size="2">{words}</font></td><td>{said or _a(path, "瀏覽")}</td></tr>'
        for number, words, path, said in entries
    )
    return f"<table border='1'><tr><td>編號</td><td>項目</td><td>內容</td></tr>{rows}</table>"


def icons(entries: list[tuple[int, str, str, str]]) -> str:
    return "".join(
        f'<div class="item"><a href="{path}"><span class="img"><img src="/i{number}.png" alt=""></span><p>{words}</p></a></div>'
        if not said
        else f'<div class="item"><p>{words}</p><p>{said}</p></div>'
        for number, words, path, said in entries
    )


def article(entries: list[tuple[int, str, str, str]]) -> str:
    marks = "一二三四五六七八九十"
    items = "".join(
        f"<p>{marks[number - 1]}、{words}。</p><p>{said or _a(path, '詳如連結')}</p>"
        for number, words, path, said in entries
    )
    return (
        f"<p>依據政府資訊公開法第七條規定，下列政府資訊，除依第十八條規定限制公開或不予提供者外，應主動公開：</p>{items}"
        "<p>政府資訊公開的限制：</p><p>依同法第18條第1項，有下列情形之一者，應限制公開或不予提供：</p>"
        "<p>第一款　經依法核定為國家機密或其他法律、法規命令規定應秘密事項。</p>"
        "<p>第三款　作成意思決定前，內部單位之擬稿或其他準備作業。</p><p>第六款　公開或提供有侵害個人隱私者。</p>"
    )


def sentence(entries: list[tuple[int, str, str, str]]) -> str:
    items = "".join(f"<dt>{words}</dt><dd>{said or _a(path, 'more')}</dd>" for _, words, path, said in entries)
    return f"<dl>{items}</dl>"


def columns(entries: list[tuple[int, str, str, str]]) -> str:
    cards = "".join(
        f'<div class="col-sm-4"><div class="card"><div class="card-header">{words}</div><div class="card-body">{said or _a(path, words)}</div></div></div>'
        for _, words, path, said in entries
    )
    return f'<div class="row">{cards}</div>'


SHORT = {
    1: "法規專區",
    2: "行政規則及裁量基準",
    3: "機關組織與聯絡方式",
    4: "行政指導有關文書",
    5: "施政計畫、業務統計與研究報告",
    6: "預算、決算書",
    7: "訴願決定與請願處理結果",
    8: "工程及採購契約",
    9: "支付或接受之補助",
    10: "合議制機關會議紀錄",
}
USUAL = {
    1: "主管法規查詢",
    2: "函釋彙編",
    3: "組織職掌及通訊資訊",
    4: "行政指導文書",
    5: "年度施政計畫與統計",
    6: "財務資訊（預決算及會計報告）",
    7: "請願及訴願",
    8: "採購及工程契約公開",
    9: "對民間團體補捐助",
    10: "本府委員會會議紀錄",
}
SCHOOL = {
    1: "相關法令",
    2: "解釋性規定及裁量基準",
    3: "學校簡介與行政組織",
    4: "行政指導",
    5: "校務計畫、工作計畫與統計",
    6: "學校預決算",
    7: "訴願與請願",
    8: "採購契約資訊",
    9: "接受補助情形",
    10: "校務會議紀錄",
}
ENGLISH = {
    1: "Acts and Regulations",
    2: "Interpretative Rules and Discretionary Criteria",
    3: "Organization, Duties and Contact Information",
    4: "Administrative Guidance",
    5: "Annual Plans, Statistics and Reports",
    6: "Budget and Final Accounts",
    7: "Petitions and Appeals",
    8: "Public Works and Procurement Contracts",
    9: "Grants and Subsidies",
    10: "Minutes of Meetings",
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
WITHHELD = "涉及個人隱私，依政府資訊公開法第18條第1項第6款規定不予公開。"


def mega(links: list[tuple[str, str]]) -> str:
    """Three levels, empty heads, everything twice."""
    inner = "".join(f"<li>{_a(*link)}</li>" for link in links)
    return f'<ul class="lv1"><li><a href="#" title="關於本局">關於本局</a><ul class="lv2">{inner}</ul></li><li><a href="javascript:;">便民服務</a><ul class="lv2"><li>{_a("/svc/1", "補助申請須知")}</li></ul></li></ul>'


VENDORS: Mapping[str, Vendor] = {
    "wordpress": Vendor(
        "政府資訊公開",
        SHORT,
        wordpress,
        blocks,
        lambda n: f"/open/{n}",
        {4: "本所無此類文書。", 10: "本所為首長制，非合議制機關。"},
    ),
    "drupal": Vendor("主動公開資訊", LAW, drupal, listing, lambda n: f"/node/{n + 40}", {4: "無"}),
    "joomla": Vendor(
        "資訊公開專區", SCHOOL, joomla, columns, lambda n: f"/component/content/article/{n}", {4: "本校無此業務"}
    ),
    "tainan": Vendor(
        "主動公開政府資訊", USUAL, tainan, listing, lambda n: f"/News-{n}-{n * 7}", {7: WITHHELD}, menu=mega
    ),
    "taipei": Vendor(
        "政府公開資訊",
        SHORT,
        taipei,
        icons,
        lambda n: f"/cp-{n}-88{n}-2",
        {10: "本處非屬合議制機關，爰無會議紀錄。"},
        menu=mega,
    ),
    "aspnet": Vendor("公開資訊", SHORT, aspnet, table, lambda n: f"/web/{n}", {4: "（本項無資料）", 10: "不適用"}),
    "jsp": Vendor(
        "應主動公開之資訊",
        USUAL,
        jsp,
        listing,
        lambda n: f"/ct.jsp/{n * 1001}",
        {8: "本署近3年無書面公共工程及採購契約。"},
    ),
    "library": Vendor("政府資訊公開專區", SHORT, library, columns, lambda n: f"/lib/{n}", {2: "目前尚無相關資料"}),
    "household": Vendor(
        "政府資訊公開法專區",
        LAW,
        household,
        article,
        lambda n: f"/files/11-{n}",
        {4: "（無）", 7: "本所無是項業務。"},
    ),
    "english": Vendor(
        "Government Information",
        ENGLISH,
        english,
        sentence,
        lambda n: f"/en/{n}",
        {4: "None at present.", 10: "Not applicable: this office is not a collegiate body."},
        EN_FOOT,
        text="The list is reviewed every quarter and can be read at our service desk.",
    ),
}


def built(name: str, fault: Fault = Fault()) -> Pages:
    """A whole website of a vendor; without a fault everything on it is right."""
    make = VENDORS[name]
    is_english = make.text != TEXT
    entries: list[tuple[int, str, str, str]] = []
    pages: dict[str, tuple[str, str]] = {}
    for number, words in make.names.items():
        if number == fault.drop:
            continue
        path, said = make.address(number), make.said.get(number, "")
        if number in (fault.empty, fault.broken):
            said = ""
        entries.append((number, words, path, said))
        if not said and number != fault.broken:
            body = (
                ("Under construction" if is_english else "資料建置中")
                if number == fault.empty
                else _body(number, make.text)
            )
            pages[path] = (words if len(words) < 30 else words[:20], body)
    foot = {path: words for path, words in make.foot.items() if path != fault.without}
    pages[make.front] = (make.section, make.index(entries))
    pages |= {path: (words, _foot_page(path, words, make.text)) for path, words in foot.items()}
    news = [
        ("/news/1", "本所公布115年度預算書"),
        ("/news/2", "提醒您保護個人隱私"),
        ("/news/3", "敬老金補助開始受理申請"),
    ]
    if is_english:
        news = [
            ("/news/1", "Budget Hearing Held"),
            ("/news/2", "Privacy Day Celebrated"),
            ("/news/3", "Grant Season Opens"),
        ]
    links = [("/news", "News" if is_english else "最新消息"), (make.front, make.section)]
    pages["/"] = ("Home" if is_english else "首頁", f"<p>{make.text}</p>{_list(news)}")
    pages["/news"] = (links[0][1], _list(news))
    pages |= {path: (words, f"<p>{words}。{make.text}</p>") for path, words in news}
    pages["/svc/1"] = ("補助申請須知", f"<p>申請人應備身分證明文件，向本機關提出。{make.text}</p>")
    if is_english:
        del pages["/svc/1"]
    links += [(path, words) for path, (words, _) in fault.extra.items()]
    pages |= fault.extra
    pages |= {
        f"/dl/{file}": ("File" if is_english else "檔案下載", f"<p>{make.text}</p>")
        for file in ("115b", "114b", "113a")
    }
    shown_foot = _list(list(foot.items()))
    menu = make.menu(links)
    return {path: make.page(title, body, menu, shown_foot) for path, (title, body) in pages.items()}


def _body(number: int, text: str) -> str:
    if number == 6:
        return (
            _list(
                [
                    ("/dl/115b", "115年度單位預算書"),
                    ("/dl/114b", "114年度單位預算書"),
                    ("/dl/113a", "113年度單位決算書"),
                ]
            )
            + f"<p>{text}</p>"
        )
    if number == 3:
        return (
            "<p>本機關設秘書室、業務科及會計室，掌理示範業務。</p><p>地址：701 臺南市東區示範路1段88號</p><p>電話：06-2990000</p><p>傳真：06-2990001</p>"
            "<p>網址：https://www.sample.gov.tw</p><p>電子郵件信箱：service@sample.gov.tw</p>"
            if text == TEXT
            else f"<p>Address: No. 88, Sample Rd. Telephone: +886-6-299-0000 Fax: +886-6-299-0001 E-mail: service@sample.gov.tw</p><p>{text}</p>"
        )
    return f"<p>{text}</p>"


def _foot_page(path: str, words: str, text: str) -> str:
    if path == "/contact" and text == TEXT:
        return "<p>地址：701 臺南市東區示範路1段88號</p><p>總機：06-2990000</p><p>傳真：06-2990001</p>"
    return f"<p>{words}：{text}</p>"
