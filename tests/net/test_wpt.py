"""Addresses joined as the URL standard's own tests have it.

`urltestdata.json` holds input, base and result (null: no address) of every case of web-platform-tests
`url/resources/urltestdata.json` whose base is an address of the web (3-clause BSD licence), as shipped in the crate
ada-url 4.0.0; cases without a base are kept when they stand alone.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from publisher.crawl.answers import resolve_all
from publisher.net.html import RawLink
from publisher.net.urls import is_web, resolve

CASES = json.loads((Path(__file__).parent / "urltestdata.json").read_text(encoding="utf-8"))
_AROUND = "".join(map(chr, range(0x21)))
_USER = re.compile(r"(?<=://)[^/?#]*@")


def test_every_case_agrees() -> None:
    wrong = []
    for href, base, wanted in CASES:
        found = resolve(base, href)
        got = None if found is None else found.url + ("" if found.fragment is None else f"#{found.fragment}")
        if got != (_USER.sub("", wanted, count=1) if wanted and is_web(wanted) else wanted):
            wrong.append((href, base, wanted, got))
    assert len(CASES) > 400
    assert wrong == []


def test_a_crawl_asks_for_what_is_an_address_and_for_nothing_else() -> None:
    for href, base, wanted in CASES:
        if href.strip(_AROUND):
            _, addresses = resolve_all(base, [RawLink("a", href, "")])
            asked = [_USER.sub("", wanted.partition("#")[0], count=1)] if wanted and is_web(wanted) else []
            assert [address for address in addresses if address] == asked, href
