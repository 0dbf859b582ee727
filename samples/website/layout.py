# ruff: noqa: E501 - the texts of the pages
"""The frame of every page: header with ::: anchors and access keys, menus, metadata, footer; and the style sheet."""

from __future__ import annotations

from html import escape

from samples.website.values import PARTNER, SamplePage, roc

AGENCY = "府城監理站（虛構機關）"
FULL_NAME = "交通部公路局示範區監理所府城監理站（虛構機關）"
AGENCY_EN = "Fucheng Motor Vehicle Station (fictitious)"

_MENU = (
    ("/about/index.html", "關於本站"),
    ("/news/index.html", "最新消息"),
    ("/service/index.html", "便民服務"),
    ("/forms/index.html", "表單下載"),
    ("/events/index.html", "活動訊息"),
    ("/foi/index.html", "主動公開資訊"),
    ("/faq.html", "常見問答"),
)
_MENU_EN = (
    ("/en/index.html", "Home"),
    ("/en/services.html", "Services"),
    ("/en/licence.html", "Driving licences"),
    ("/en/contact.html", "Contact us"),
)

STYLE = """\
:root { --ink: #1d2b36; --navy: #14395b; --teal: #0b6b6b; --pale: #eef4f8; --line: #c9d6df; --gold: #b8860b; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #fff; line-height: 1.75;
  font: 1.0625rem/1.75 "Noto Sans CJK TC", "Noto Sans TC", "Microsoft JhengHei", sans-serif; }
a { color: #0b4f8a; text-underline-offset: .2em; }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible { outline: 3px solid #c2410c;
  outline-offset: 2px; }
.skip { position: absolute; left: -999rem; top: 0; padding: .5rem 1rem; background: #fff; color: var(--navy); }
.skip:focus { left: .5rem; z-index: 9; }
.wrap { max-width: 70rem; margin: 0 auto; padding: 0 1.25rem; }
header.site { background: #14395b; color: #fff; border-bottom: 4px solid #d9a521; }
header.site a { color: #fff; }
.top { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; justify-content: flex-end; padding-top: .5rem;
  font-size: .9rem; }
.top ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; }
.top a, .anchor { display: inline-block; min-height: 1.75rem; min-width: 1.75rem; }
.anchor { color: #5a6b78; text-decoration: none; font-size: .85rem; letter-spacing: .1em; }
.brand { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; justify-content: space-between;
  padding: .75rem 0 1rem; }
.brand a.name { font-size: 1.6rem; font-weight: 700; text-decoration: none; letter-spacing: .06em; display: flex;
  gap: .75rem; align-items: center; }
.brand img { display: block; }
form.search { display: flex; gap: .5rem; }
form.search input { min-width: 12rem; }
input, select, textarea, button { font: inherit; padding: .35rem .6rem; border: 1px solid #6b7c89; border-radius: 4px; }
button { background: var(--teal); color: #fff; border-color: var(--teal); cursor: pointer; }
nav.menu { background: #fff; border-bottom: 1px solid var(--line); box-shadow: 0 2px 6px rgb(20 57 91 / 8%); }
nav.menu ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; }
nav.menu a { display: block; padding: .7rem 1.1rem; text-decoration: none; color: var(--navy); font-weight: 600; }
nav.menu a:hover, nav.menu a[aria-current] { background: var(--pale); box-shadow: inset 0 -3px 0 #d9a521; }
nav.crumbs { font-size: .9rem; padding: .75rem 0 0; }
nav.crumbs ol { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem; margin: 0; padding: 0; }
nav.crumbs li + li::before { content: "›"; margin-right: .5rem; color: #5a6b78; }
main { padding: .5rem 0 3rem; min-height: 24rem; }
h1 { color: var(--navy); font-size: 1.8rem; line-height: 1.35; margin: .25rem 0 1.25rem; padding-bottom: .5rem;
  border-bottom: 2px solid var(--line); }
h2 { color: var(--navy); font-size: 1.3rem; border-left: 5px solid #d9a521; padding-left: .7rem; margin-top: 2rem; }
h3 { color: var(--teal); font-size: 1.1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: left; font-weight: 600; padding: .35rem 0; }
th, td { border: 1px solid var(--line); padding: .5rem .75rem; text-align: left; vertical-align: top; }
thead th { background: var(--pale); color: var(--navy); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 1rem; padding: 0;
  list-style: none; }
.cards li { border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.25rem; background: #fff; }
.cards li a { font-weight: 600; }
.cards span { display: block; font-size: .9rem; color: #44545f; }
.banner { background: var(--pale); border-radius: 10px; padding: 1.5rem 1.75rem; margin: 1.25rem 0; }
.banner p { margin: .25rem 0; }
.news { list-style: none; padding: 0; }
.news li { display: flex; gap: 1rem; border-bottom: 1px dotted var(--line); padding: .45rem 0; }
.news time { color: #44545f; white-space: nowrap; font-variant-numeric: tabular-nums; }
.files a { display: inline-block; margin-right: .75rem; }
.notice { border-left: 5px solid var(--gold); background: #fff8e6; padding: .75rem 1rem; }
.updated { text-align: right; color: #44545f; font-size: .9rem; margin-top: 2.5rem; }
.field { display: grid; gap: .25rem; max-width: 26rem; margin: 0 0 1rem; }
footer.site { background: #12283a; color: #e6edf2; font-size: .95rem; padding: 1.25rem 0 2rem; }
footer.site a { color: #fff; display: inline-block; min-height: 1.75rem; }
footer.site .anchor { color: #c8d6e0; }
footer.site ul { list-style: none; padding: 0; margin: 0 0 .75rem; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }
footer.site p { margin: .25rem 0; }
footer.site img { display: block; }
@media (max-width: 40rem) { .brand a.name { font-size: 1.25rem; } table { font-size: .95rem; } }
"""


def metas(page: SamplePage) -> dict[str, str]:
    """The fifteen elements of Dublin Core and the three classifications, as this page has them."""
    english = page.language == "en"
    agency = AGENCY_EN if english else FULL_NAME
    said: dict[str, str | None] = {
        "DC.Title": page.title,
        "DC.Creator": agency,
        "DC.Subject": "Motor vehicle services" if english else "監理業務",
        "DC.Description": page.title,
        "DC.Contributor": agency,
        "DC.Type": "網頁",
        "DC.Format": "text/html",
        "DC.Source": agency,
        "DC.Language": page.language,
        "DC.Coverage.t.min": page.updated or None,
        "DC.Coverage.t.max": "2099-12-31" if page.updated else None,
        "DC.Publisher": agency,
        "DC.Date": page.updated or None,
        "DC.Identifier": "A99000000X",
        "DC.Relation": "府城監理站全球資訊網",
        "DC.Rights": agency,
        "Category.Theme": "730",
        "Category.Cake": "C21",
        "Category.Service": "E10",
    }
    said |= page.head
    return {name: content for name, content in said.items() if content is not None}


def render(page: SamplePage) -> str:
    """The markup of a page."""
    english = page.language == "en"
    language = page.language if page.said_language is None else page.said_language
    attribute = f' lang="{language}"' if language else ""
    shown = f"{page.title}｜{AGENCY_EN if english else AGENCY}" if page.said_title is None else page.said_title
    title = f"<title>{escape(shown)}</title>\n" if shown else ""
    tags = "".join(f'<meta name="{name}" content="{escape(text)}">\n' for name, text in metas(page).items())
    style = f"<style>{page.style}</style>\n" if page.style else ""
    head = (
        f'<!DOCTYPE html>\n<html{attribute}>\n<head>\n<meta charset="{page.encoding}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n{title}{tags}'
        '<link rel="stylesheet" href="/static/site.css">\n<link rel="icon" href="/static/emblem.png">\n'
        f'<link rel="alternate" type="application/rss+xml" title="RSS" href="/rss.xml">\n{style}</head>\n'
    )
    if page.bare:
        return f"{head}<body>\n<main>\n<h1>{escape(page.title)}</h1>\n{page.body}\n</main>\n</body>\n</html>\n"
    return (
        f"{head}<body>\n{_header(page, english=english)}"
        f'<div class="wrap">\n{_crumbs(page, english=english)}'
        f'<main id="center">\n<a class="anchor" href="#center" accesskey="C" title="{_says(english)[1]}">:::</a>\n'
        f"<h1>{escape(page.title)}</h1>\n{page.body}\n{_updated(page, english=english)}</main>\n</div>\n"
        f"{_footer(english=english)}</body>\n</html>\n"
    )


def _says(english: bool) -> tuple[str, str, str]:
    if english:
        return ("Top links", "Main content", "Footer")
    return ("上方導覽區", "中央內容區", "下方頁尾區")


def _header(page: SamplePage, *, english: bool) -> str:
    top = (
        (("/index.html", "中文版"), ("/en/contact.html", "Contact us"))
        if english
        else (
            ("/index.html", "回首頁"),
            ("/sitemap.html", "網站導覽"),
            ("/contact.html", "聯絡我們"),
            ("/en/index.html", "English"),
            ("/rss.html", "RSS 訂閱"),
        )
    )
    links = "".join(f'<li><a href="{path}">{words}</a></li>' for path, words in top)
    menu = "".join(
        f'<li><a href="{path}"{_current(page, path)}>{words}</a></li>'
        for path, words in (_MENU_EN if english else _MENU)
    )
    home, name = ("/en/index.html", AGENCY_EN) if english else ("/index.html", AGENCY)
    said = ("Search", "Search this site", "Main menu", "Skip to main content", "Quick links") if english else (
        "搜尋", "全站搜尋", "主選單", "跳到主要內容", "快速連結"
    )  # fmt: skip
    return (
        f'<a class="skip" href="#center">{said[3]}</a>\n<header class="site" id="top-area"><div class="wrap">\n'
        f'<nav class="top" aria-label="{said[4]}"><a class="anchor" style="color:#fff" href="#top-area" accesskey="U"'
        f' title="{_says(english)[0]}">:::</a><ul>{links}</ul></nav>\n'
        f'<div class="brand"><a class="name" href="{home}"><img src="/static/emblem.png" alt="" width="44" height="44">'
        f"<span>{name}</span></a>\n"
        f'<form class="search" role="search" aria-label="{said[1]}" action="/search.html" method="get">'
        f'<input type="search" name="q" accesskey="S" aria-label="{said[1]}"><button>{said[0]}</button></form></div>\n'
        f'</div></header>\n<nav class="menu" aria-label="{said[2]}"><div class="wrap"><ul>{menu}</ul></div></nav>\n'
    )


def _current(page: SamplePage, path: str) -> str:
    return ' aria-current="page"' if page.path == path else ""


def _crumbs(page: SamplePage, *, english: bool) -> str:
    if page.path in ("/index.html", "/en/index.html"):
        return ""
    start = ("/en/index.html", "Home") if english else ("/index.html", "首頁")
    steps = "".join(f'<li><a href="{path}">{words}</a></li>' for path, words in (start, *page.crumbs))
    label = "Breadcrumb" if english else "目前位置"
    return f'<nav class="crumbs" aria-label="{label}"><ol>{steps}<li>{escape(page.title)}</li></ol></nav>\n'


def _updated(page: SamplePage, *, english: bool) -> str:
    if not page.updated:
        return ""
    words = f"Last updated: {page.updated}" if english else f"更新日期：{roc(page.updated)}"
    return f'<p class="updated">{words}</p>\n'


def _footer(*, english: bool) -> str:
    anchor = f'<a class="anchor" href="#footer-area" accesskey="Z" title="{_says(english)[2]}">:::</a>'
    if english:
        words = (
            '<ul><li><a href="/en/privacy.html">Privacy policy</a></li></ul>'
            "<p>No. 1, Ceshi Road, East District, Tainan (fictitious). Office hours: Monday to Friday, 08:00–17:00</p>"
        )
    else:
        words = (
            '<ul><li><a href="/privacy.html">隱私權保護政策</a></li><li><a href="/security.html">資訊安全政策</a></li>'
            '<li><a href="/odf.html">ODF 文件應用工具</a></li><li><a href="/accessibility.html">無障礙服務說明</a></li></ul>'
            "<p>本站地址：臺南市東區測試路1號</p><p>服務電話：06-000-0000</p>"
            "<p>服務時間：週一至週五 08:00-17:00（中午不休息）</p>"
        )
    alt = "Accessibility badge, level AA" if english else "通過 AA 無障礙網頁檢測"
    return (
        f'<footer class="site" id="footer-area"><div class="wrap">{anchor}\n{words}\n'
        f'<a href="{PARTNER}/partner/accessibility.html"><img src="/static/badge.png" width="88" height="31"'
        f' alt="{alt}"></a>\n</div></footer>\n'
    )
