"""Contents of pages come back as they were kept, with a dictionary, without one, and as earlier versions packed them."""

from __future__ import annotations

import zlib

from publisher.state.crawl_values import StoredContent
from publisher.state.squeezing import Loosener, Squeezer

TEMPLATE = "".join(f'<a href="/menu/{number}">選單第 {number} 項</a>' for number in range(300))
PAGES = [
    StoredContent(
        "page", f'{{"main":"內容 {number}"}}'.encode(), b"[]", f"{TEMPLATE}<p>內容 {number}</p>".encode()
    )
    for number in range(3)
]
SHEET = StoredContent("sheet", b"{}", b"[[1]]")


def test_what_is_packed_with_a_page_of_the_site_comes_back() -> None:
    squeezer = Squeezer()
    packed = [squeezer.squeeze(content) for content in (SHEET, *PAGES)]
    assert squeezer.new is not None
    name, dictionary = squeezer.new
    later = Squeezer(dictionary)
    packed.append(later.squeeze(PAGES[2]))
    assert later.new is None
    loosener = Loosener({name: dictionary}.__getitem__)
    back = [loosener.loosen(item.kind, item.facts, item.links, item.body) for item in packed]
    assert back == [SHEET, *PAGES, PAGES[2]]
    assert len(packed[2].facts) * 20 < len(PAGES[1].body or b"")
    assert squeezer.squeeze(packed[1]) == packed[1]


def test_contents_of_earlier_versions_are_read() -> None:
    parts = [zlib.compress(part, 1) for part in (PAGES[0].facts, PAGES[0].links, PAGES[0].body or b"")]
    assert Loosener({}.__getitem__).loosen("page", *parts) == PAGES[0]
