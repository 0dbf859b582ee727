"""Servers and pages as awkward as real ones: what must not be asked, not believed, and not be called broken."""

from __future__ import annotations

import gzip
from pathlib import Path

from publisher.model.site import Answer as Word
from publisher.model.site import Budget, Politeness, Verdict
from tests.crawl.sites import by_path, look, page
from tests.net.server import Answer, Asked, serving


def markup(body: str, head: str = "") -> Answer:
    words = "這是供測試的網頁內容，文字足夠長，不會被當成空白。" * 5
    return Answer(f'<html lang="zh-Hant-TW"><head>{head}</head><main><p>{words}</p>{body}</main></html>')


def test_addresses_that_are_no_pages_are_left_alone(tmp_path: Path) -> None:
    links = (
        "tel:06-000-0000",
        "data:text/html,<p>x</p>",
        "blob:https://a/1",
        "javascript:void(0)",
        "sms:1",
        "about:blank",
        "#",
        "",
        "?",
    )
    with serving({"/": page(*links)}) as server:
        snapshot = look(server, tmp_path)
        assert set(server.paths()) <= {"/", "/?"}
    assert all(
        item.verdict is Verdict.WORKS
        for item in snapshot.targets()
        if item.url.startswith("http") and "sitemap" not in item.url
    )
    assert not [item for item in snapshot.targets() if not item.url.startswith("http")]


def test_pictures_for_every_screen_are_each_asked_once(tmp_path: Path) -> None:
    body = (
        '<picture><source srcset="/w.avif 1x, /w2.avif 2x" type="image/avif"><source srcset="/gone.webp"></picture>'
        '<img src="/a.png" srcset="/a,1.png 320w,/b.png 640w" alt="a">'
        '<img srcset="data:image/png;base64,AAAA 1x, /c.png 2x" src="/a.png" alt="b">'
    )
    pictures = {
        name: Answer(b"\x89PNG\r\n\x1a\n", kind="image/png")
        for name in ("/w.avif", "/w2.avif", "/a.png", "/a,1.png", "/b.png", "/c.png")
    }
    with serving({"/": markup(body), **pictures}) as server:
        targets = by_path(server, look(server, tmp_path))
        assert sorted(server.paths()) == sorted(["/", *pictures, "/gone.webp"])
    assert targets["/gone.webp"].answer is Word.NOT_FOUND


def test_frames_and_refreshes_lead_on(tmp_path: Path) -> None:
    refreshes = ("0;url=/r1", "5; URL='/r2'", '3 , url="/r3"', "0;/r4", "30")
    head = "".join(
        f"<meta http-equiv='Refresh' content=\"{item}\">"
        if '"' not in item
        else f"<meta http-equiv=refresh content='{item}'>"
        for item in refreshes
    )
    body = '<iframe src="/frame"></iframe><iframe srcdoc="&lt;a href=/srcdoc&gt;"></iframe><object data="/object"></object><embed src="/embed">'
    with serving(
        {
            "/": markup(body, head),
            **{path: page(title=path) for path in ("/r1", "/r2", "/r3", "/r4", "/frame", "/object", "/embed")},
        }
    ) as server:
        look(server, tmp_path)
        assert sorted(server.paths()) == [
            "/",
            "/embed",
            "/frame",
            "/object",
            "/r1",
            "/r2",
            "/r3",
            "/r4",
            "/srcdoc",
        ]


def test_the_base_of_a_page_is_the_first_and_only_of_the_web(tmp_path: Path) -> None:
    with serving(
        {
            "/": page("/d/one", "/d/two", "/d/three"),
            "/d/one": markup('<a href="x">x</a>', '<base target="_top"><base href="/e/"><base href="/f/">'),
            "/d/two": markup('<a href="y">y</a>', '<base href="javascript:alert(1)">'),
            "/d/three": markup('<a href="z">z</a><a href="#top">t</a>', '<base href="//">'),
            "/e/x": page(),
            "/d/y": page(),
            "/d/z": page(),
        }
    ) as server:
        targets = by_path(server, look(server, tmp_path))
    assert {name for name, item in targets.items() if item.verdict is Verdict.BROKEN} <= {"/sitemap.xml"}


def test_one_spelling_or_the_other_of_a_path_is_one_page(tmp_path: Path) -> None:
    with serving(
        {"/": page("/%e6%96%b0", "/%E6%96%B0", "/新"), "/%e6%96%b0": page(), "/%E6%96%B0": page()}
    ) as server:
        snapshot = look(server, tmp_path)
        assert len(server.paths()) == 2
    assert snapshot.coverage.pages == 2


def test_hosts_in_chinese_are_asked_by_their_ascii_name(tmp_path: Path) -> None:
    with serving({"/": page("http://監理站.invalid/", "http://bücher.invalid/a")}) as server:
        targets = by_path(server, look(server, tmp_path))
    names = {url: item.answer for url, item in targets.items() if ".invalid" in url}
    assert set(names) == {"http://xn--fct80v6la.invalid/", "http://xn--bcher-kva.invalid/a"} or all(
        "xn--" in url for url in names
    )
    assert set(names.values()) == {Word.NO_SUCH_HOST}


def test_a_bomb_is_too_large_and_nothing_else(tmp_path: Path) -> None:
    bomb = gzip.compress(b"<p>" + b"0" * 40_000_000)
    with serving(
        {"/": page("/bomb", "/fine"), "/bomb": Answer(bomb, headers={"Content-Encoding": "gzip"}), "/fine": page()}
    ) as server:
        snapshot = look(server, tmp_path, budget=Budget(minutes=1, page_bytes=1_000_000))
    assert [(item.url.removeprefix(server.url), item.reason) for item in snapshot.coverage.untested] == [
        ("/bomb", "too-large")
    ]
    assert snapshot.coverage.pages == 2


def test_a_body_that_never_ends_is_a_timeout(tmp_path: Path) -> None:
    with serving(
        {"/": page("/slow", "/fine"), "/slow": Answer(b"x" * 4_000, drip=0.05), "/fine": page()}
    ) as server:
        snapshot = look(server, tmp_path, polite=Politeness(rate=0, concurrency=8, timeout=0.5, patience=0.02))
    assert by_path(server, snapshot)["/slow"].answer is Word.TIMEOUT
    assert {item.reason for item in snapshot.coverage.untested} == {"timeout"}


def test_redirects_without_end_between_hosts_end(tmp_path: Path) -> None:
    def to(base: str) -> Answer:
        def give(asked: Asked) -> Answer:
            number = int(asked.target.rpartition("=")[2])
            return Answer("", 302, {"Location": f"{base}/go?n={number + 1}"})

        return give  # type: ignore[return-value]

    with serving({}) as other, serving({"/": page("/go?n=0")}) as server:
        other.fallback, server.fallback = to(server.url), to(other.url)
        targets = by_path(server, look(server, tmp_path))
        assert len(server.paths()) + len(other.paths()) <= 24
    assert targets["/go?n=0"].answer is Word.TOO_MANY_REDIRECTS
    assert targets["/go?n=0"].verdict is Verdict.BROKEN


def test_a_redirect_to_where_clouds_keep_secrets_is_refused(tmp_path: Path) -> None:
    with serving(
        {"/": page("/meta"), "/meta": Answer("", 302, {"Location": "http://169.254.169.254/latest/"})}
    ) as server:
        targets = by_path(server, look(server, tmp_path))
    assert targets["/meta"].answer is Word.PRIVATE_ADDRESS


def test_a_wall_of_cookies_is_no_circle_of_pages(tmp_path: Path) -> None:
    """A site that sends everyone without its cookie to one page: that page is read, and the rest is said to lead there."""

    def wall(asked: Asked) -> Answer:
        return Answer("", 302, {"Location": "/consent", "Set-Cookie": "seen=1"})

    with serving({"/": page("/a", "/b", "/consent"), "/consent": page(title="同意")}, wall) as server:
        targets = by_path(server, look(server, tmp_path))
    assert targets["/a"].final.endswith("/consent")
    assert all("cookie" not in item.headers for item in server.asked)


def test_what_the_content_is_counts_more_than_what_it_is_called(tmp_path: Path) -> None:
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    hidden = page("/gone").body
    with serving(
        {
            "/": page("/file", "/page.txt", "/download"),
            "/file": Answer(pdf, kind="text/html"),
            "/page.txt": Answer(hidden, kind="text/plain"),
            "/download": Answer(
                pdf,
                kind="application/octet-stream",
                headers={"Content-Disposition": "attachment; filename*=UTF-8''%E8%A1%A8.pdf"},
            ),
        }
    ) as server:
        snapshot = look(server, tmp_path)
    targets = by_path(server, snapshot)
    assert targets["/gone"].answer is Word.NOT_FOUND
    documents = {item.url.removeprefix(server.url): (item.found_type, item.name) for item in snapshot.documents()}
    assert documents["/download"] == ("pdf", "表.pdf")


def test_addresses_in_every_element_are_asked(tmp_path: Path) -> None:
    head = (
        '<link rel="preload" as="image" imagesrcset="/p1 1x,\n/p2 2x" href="/p0"><meta property="og:image" content="/og">'
        '<meta name="twitter:image" content="/tw"><style>b{background:image-set("/s1" 1x, url(/s2) 2x type("image/png"))}</style>'
        '<script type="application/ld+json">{"@graph":[{"url":"/j1","image":{"url":"/j2"},"name":"/never"}]}</script>'
        '<link rel="alternate" type="application/rss+xml" href="/rss"><link rel="alternate" href="/atom">'
    )
    body = (
        '<svg><a xlink:href="/v1"><text>x</text></a><image href="/v2"/><use href="#i"/><use xlink:href="/v3#i"/></svg>'
        '<form action="/f1"><button formaction="/f2">x</button><button formmethod="post" formaction="/never">x</button></form>'
        '<form method="post" action="/never"><input type="submit" formaction="/never"></form>'
        '<img alt="" srcset="/i1,\n/i2 2x,\t/i3\t3x" src="/i0"><a href="　/wide">x</a><a href=" /thin&#12;">x</a>'
        "<iframe srcdoc=\"<img srcset='/d1 1x'><iframe src=/d2></iframe>\"></iframe>"
    )
    rss = b'<?xml version="1.0" encoding="big5"?><rss version="2.0"><channel><link>/l1</link><item><title>\xa4\xa4</title><link> /l2 </link><enclosure url="/l3"/></item></channel></rss>'
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/t1"/></entry></feed>'
    feeds = {"/rss": Answer(rss, kind="application/rss+xml"), "/atom": Answer(atom, kind="application/atom+xml")}
    with serving({"/": markup(body, head), **feeds}) as server:
        look(server, tmp_path)
        asked = set(server.paths()) - {"/", "/rss", "/atom"}
    assert asked == {
        *("/p0", "/p1", "/p2", "/og", "/tw", "/s1", "/s2", "/j1", "/j2", "/v1", "/v2", "/v3", "/f1", "/f2"),
        *("/i0", "/i1", "/i2", "/i3", "/d1", "/d2", "/l1", "/l2", "/l3", "/t1", "/thin", "/%E3%80%80/wide"),
    }


def test_schemes_that_are_misspelt_and_addresses_that_are_none(tmp_path: Path) -> None:
    wrong = (
        "htps://a.test/",
        "htttp://a.test/",
        "ttp://a.test/",
        "mailto:nobody",
        "mailto:a＠b.test",
        "tel:",
        "javascrip:x()",
    )
    right = (
        "mailto:a@b.test?subject=x",
        "mailto:a@b.test,c@d.test",
        "mailto:?subject=x",
        "tel:+886-2-000",
        "line://x",
        "ftp://a.test/",
    )
    with serving({"/": page(*wrong, *right)}) as server:
        snapshot = look(server, tmp_path)
    found = {item.url for item in snapshot.targets() if item.answer is Word.MALFORMED}
    assert found == set(wrong)


def test_a_query_is_asked_in_the_encoding_of_its_page(tmp_path: Path) -> None:
    body = '<meta charset="big5"><title>查詢</title><main>一段夠長的說明文字內容在這裡<a href="路?q=中文#中">x</a><a href="/s?é">x</a></main>'
    with serving({"/": Answer(body.encode("big5", "xmlcharrefreplace"), kind="text/html")}) as server:
        look(server, tmp_path)
        assert set(server.paths()) == {"/", "/%E8%B7%AF?q=%A4%A4%A4%E5", "/s?%26%23233%3B"}


def test_no_password_is_kept_or_sent(tmp_path: Path) -> None:
    with serving({"/a": page()}) as server:
        secret = server.url.replace("//", "//web:Secret55@")
        server.routes["/"] = page(
            secret + "/a", "//u:Secret55@127.0.0.1:9/b", "ftp://u:Secret55@h/", "htps://u:Secret55@h/"
        )
        snapshot = look(server, tmp_path, start=(secret + "/",))
        links = [link for _, some in snapshot.source.link_lists() for link in some]
        markup_of_page = next(iter(snapshot.pages())).html
    assert "Secret55" not in repr((links, [*snapshot.targets()], snapshot.coverage)) + markup_of_page
    assert not any("authorization" in item.headers for item in server.asked)
    assert all(b"Secret55" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def _sitemap(*addresses: str, index: bool = False) -> Answer:
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    rows = "".join(f"<{inner}><loc>{address}</loc></{inner}>" for address in addresses)
    return Answer(
        f'<{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{outer}>', kind="text/xml"
    )


def test_the_sitemaps_of_the_host_to_which_the_start_leads_are_read_in_every_form(tmp_path: Path) -> None:
    with serving({}) as new, serving({"/": Answer("", 301, {"Location": new.url + "/"})}) as old:
        parts = ("/sitemap.xml?page=1", "/map.ashx", "/map.txt")
        new.routes = {
            "/": page(),
            "/sitemap.xml": _sitemap(*(new.url + part for part in parts), index=True),
            parts[0]: _sitemap(new.url + "/one"),
            parts[1]: Answer(
                gzip.compress(str(_sitemap(new.url + "/two").body).encode()), kind="application/gzip"
            ),
            parts[2]: Answer(new.url + "/three\n", kind="text/plain"),
            "/one": page(),
        }
        targets = {item.url.removeprefix(new.url): item for item in look(old, tmp_path).targets()}
    assert targets["/one"].answer is Word.OK
    assert targets["/two"].answer is targets["/three"].answer is Word.NOT_FOUND
