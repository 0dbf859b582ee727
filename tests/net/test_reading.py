"""What comes over the net: encodings, markup, sitemaps, style sheets, robots.txt, kinds of files."""

from __future__ import annotations

import gzip

import pytest

from publisher import encodings
from publisher.net import css, encoding, html, robots, sitemaps, sniffing
from publisher.net.placing import spots_of

WORDS = "公告：本站自民國一百一十五年起受理機車定期檢驗，歡迎民眾線上申請。"


@pytest.mark.parametrize(
    ("body", "content_type", "name"),
    [
        (WORDS.encode(), "text/html; charset=utf-8", "utf-8"),
        (WORDS.encode(), "text/html", "utf-8"),
        (WORDS.encode(), "text/html; charset=big5", "utf-8"),
        (WORDS.encode("big5"), "text/html", "big5"),
        (WORDS.encode("big5"), "text/html; charset=utf-8", "big5"),
        (WORDS.encode("big5"), "text/html; charset=iso-8859-1", "big5"),
        (b'<meta charset="big5">' + WORDS.encode("big5"), "text/html", "big5"),
        (b"\xef\xbb\xbf" + WORDS.encode(), "text/html; charset=big5", "utf-8"),
        (WORDS.encode(), "text/html; charset=no-such-thing", "utf-8"),
        (WORDS.encode("utf-16"), "text/html", "utf-16"),
    ],
)
def test_pages_are_decoded_whatever_they_say_of_themselves(body: bytes, content_type: str, name: str) -> None:
    text, found = encoding.decode(body, content_type)
    assert WORDS in text
    assert found == name


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "text/html", "text/html; charset=big5"])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("監理站公告\ufffd".encode(), "監理站公告\ufffd"),  # as a database of the agency gave it out
        ("監理站公告站".encode()[:-1], "監理站公告\ufffd"),
        ("監理站".encode() + b"\xa4" + "公告".encode(), "監理站\ufffd公告"),
    ],
)
def test_a_short_page_with_a_broken_place_stays_utf_8(body: bytes, expected: str, content_type: str) -> None:
    assert encoding.decode(body, content_type) == (expected, "utf-8")


@pytest.mark.parametrize(("text", "codec"), [("監理站公告", "big5"), ("车辆管理所通知公告网站", "gb18030")])
def test_a_short_page_of_another_encoding_is_not_taken_for_utf_8(text: str, codec: str) -> None:
    assert encoding.decode(text.encode(codec), "text/html; charset=utf-8") == (text, codec)


def test_big5_has_the_letters_of_hong_kong_and_of_microsoft() -> None:
    assert encoding.decode("碁銹裏墻恒粧嫺".encode("cp950"), "text/html; charset=big5")[0] == "碁銹裏墻恒粧嫺"


def test_one_look_gives_everything() -> None:
    facts = html.facts(
        '<html lang="zh-Hant"><head><title> 首 頁\n</title><base href="/b/"><meta name="DC.Title" content="甲">'
        "<style>p{background:url(x.png)}</style></head><body><nav><a href=n>選單</a></nav><main id=m><h1>標題</h1>"
        '<a name=old></a><img src=a.png srcset="b.png 1x, c.png 2x" alt=圖><a href="x"><img src=i.png alt=字></a>'
        '<video poster=p.png></video><meta http-equiv=refresh content="5; url=/r"></main>'
        "<!-- <a href=never>x</a> --><script>'<a href=never2>'</script><template><a href=never3></a></template>"
    )
    assert (facts.title, facts.language, facts.base) == ("首 頁", "zh-Hant", "/b/")
    assert facts.metas == (("dc.title", "甲"),)
    assert facts.headings == ((1, "標題"),)
    assert facts.ids == {"m", "old"}
    assert [(link.element, link.href) for link in facts.links] == [
        ("css url()", "x.png"),
        ("a", "n"),
        ("img", "a.png"),
        ("img srcset", "b.png"),
        ("img srcset", "c.png"),
        ("a", "x"),
        ("img", "i.png"),
        ("video poster", "p.png"),
        ("meta refresh", "/r"),
    ]
    assert [link.text for link in facts.links if link.href == "x"] == ["字"]
    assert "選單" not in facts.main_text


def test_words_of_one_block_stay_together() -> None:
    text = html.text_lines(
        "<p>身分證：<b>A1</b><i>23</i></p><table><tr><td>甲<td>乙</table><img alt=圖><script>x</script>"
    )
    assert text.split("\n") == ["身分證：A123", "甲", "乙", "圖"]


def test_places_of_links_have_line_and_selector() -> None:
    page = (
        '<html>\n<body>\n<div id="a">\n<p><a href="/x?a=1&amp;b=2">1</a>\n<a href="/x?a=1&amp;b=2">2</a></p></div>'
    )
    spots = spots_of(page, [0, 1])
    assert [(spot.line, spot.selector) for spot in spots.values()] == [
        (4, "#a > p > a:nth-of-type(1)"),
        (5, "#a > p > a:nth-of-type(2)"),
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 400_000,
        "<p " + " ".join(f"a{number}=1" for number in range(200_000)) + ">",
        "".join(f"<b c={number}>" for number in range(3_000)) + "<p>x" * 3_000,
        "<font><div>" * 100_000,
    ],
    ids=["deep", "attributes", "styles", "both"],
)
def test_markup_made_to_exhaust_a_parser_is_refused(hostile: str) -> None:
    with pytest.raises(html.HostileMarkupError):
        html.facts(hostile)


@pytest.mark.parametrize(
    "wild",
    [
        "",
        "<",
        "plain words",
        "<html><a href=" + "x" * 300_000,
        "<td>" * 20_000,
        "<p>" * 20_000,
        "<a href=x>" * 20_000,
        "\0<a href='\0'>",
        "<frameset><frame src=a.html></frameset>",
        "<svg><a xlink:href=x></a></svg>" * 100,
    ],
)
def test_wild_markup_is_read_all_the_same(wild: str) -> None:
    assert isinstance(html.facts(wild), html.PageFacts)
    assert isinstance(html.text_lines(wild), str)


def test_sitemaps_of_all_kinds() -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    image = 'xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"'
    picture = "<i:image><i:loc>p</i:loc></i:image>"
    pages = f"<urlset {space} {image}><url><loc> https://a.example/1 </loc>{picture}</url></urlset>"
    index = f"<sitemapindex {space}><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>"
    assert sitemaps.read(pages.encode()) == sitemaps.Sitemap(("https://a.example/1",), ())
    assert sitemaps.read(gzip.compress(pages.encode())) == sitemaps.Sitemap(("https://a.example/1",), ())
    assert sitemaps.read(index.encode()) == sitemaps.Sitemap((), ("https://a.example/s.xml",))
    assert sitemaps.read(b"https://a.example/1\nhttps://a.example/2\n") is not None
    assert sitemaps.read(b"<html><p>not found</p></html>") is None
    other = '<l xmlns="http://www.w3.org/1999/xhtml" rel="alternate" href="https://a.example/en"/>'.replace(
        "<l ", "<link "
    )
    written = f"<!DOCTYPE urlset><urlset {space}><url><loc>https://a.example/1?a=1&b=2</loc>{other}"
    written += "<lastmod>2026-01-02T03:04:05+08:00</lastmod></url></urlset>"
    listed = sitemaps.Sitemap(
        ("https://a.example/1?a=1&b=2", "https://a.example/en"), (), {"https://a.example/1?a=1&b=2": "2026-01-02"}
    )
    for spelling in (f"\ufeff{written}", f'\n <?xml version="1.0"?>{written}'):
        assert sitemaps.read(spelling.encode()) == listed
    assert sitemaps.read(f'<?xml version="1.0" encoding="UTF-16"?>{written}'.encode("utf-16")) == listed
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><urlset><url><loc>&a;</loc></url></urlset>'
    assert sitemaps.read(bomb) is None


def test_addresses_of_style_sheets() -> None:
    sheet = (
        "@import 'a.css'; /* url(no.png) */ p{background:url( \"b c.png\" )} q{x:url(d\\29.png)} r{y:url(data:x)}"
    )
    assert list(css.addresses(sheet)) == ["a.css", "b c.png", "d).png"]


def test_robots_rules_delay_and_sitemaps() -> None:
    rules = robots.read(
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n"
        b"User-agent: publisher\nDisallow: /internal/\nAllow: /internal/ok\n"
        b"Crawl-delay: 2\nSitemap: https://a.example/s.xml\n",
        "publisher/0.1 (x)",
    )
    assert rules.allows("https://a.example/news")
    assert not rules.allows("https://a.example/internal/x")
    assert rules.allows("https://a.example/internal/ok")
    assert rules.delay == 2
    assert rules.sitemaps == ("https://a.example/s.xml",)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"\n\n%PDF-1.4", "pdf"),
        (b"<!DOCTYPE html><p>", "html"),
        (b"\xef\xbb\xbf  <html>", "html"),
        (b"<?xml version='1.0'?><feed>", "xml"),
        (b"{\\rtf1", "rtf"),
        (b"a,b\n1,2", "text"),
        (b"\0\1\2", ""),
        (b"", ""),
    ],
)
def test_kinds_by_first_bytes(start: bytes, kind: str) -> None:
    assert sniffing.found_type(start) == kind


LETTER = "承辦人王小明，聯絡電話請洽監理站，本案依規定辦理。"


@pytest.mark.parametrize("own", [b"\x81\x40", b"\x8e\x41", b"\xc8\xe0", b"\xfe\xfe"])
def test_an_office_s_own_characters_leave_a_letter_in_big5(own: bytes) -> None:
    for many in (1, 30):
        text, name = encoding.decode(LETTER.encode("cp950") * 9 + own * many + LETTER.encode("cp950"))
        assert (name, text.startswith(LETTER), text.endswith(LETTER)) == ("big5", True, True)


def test_own_characters_lie_where_windows_puts_them() -> None:
    places = {
        b"\xfa\x40": 0xE000,
        b"\xfe\xfe": 0xE310,
        b"\x8e\x40": 0xE311,
        b"\xa0\xfe": 0xEEB7,
        b"\x81\x40": 0xEEB8,
    }
    places |= {b"\x8d\xfe": 0xF6B0, b"\xc6\xa1": 0xF6B1, b"\xc8\xfe": 0xF848}
    for two, code in places.items():
        assert encodings._private(*two) == chr(code)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("王明 身份证", "gb18030"),
        ("姓名,电话\n张三,13800138000", "gb18030"),
        ("氏名,電話\n田中太郎,03", "shift_jis"),
        ("歐陽菲菲 台南市", "big5hkscs"),
        ("游", "big5hkscs"),
    ],
)
def test_short_texts_that_nobody_declared(text: str, codec: str) -> None:
    assert encoding.decode(text.encode(codec))[0] == text
