"""Addresses in feeds, as `xml:base` has them."""

from __future__ import annotations

import pytest

from publisher.net import feeds


@pytest.mark.parametrize(
    ("base", "inner", "address", "found"),
    [
        ("", "", "a", "a"),
        ("/news/", "", "a", "/news/a"),
        ("https://www.station.example/f/", "sub/", "a?x=1", "https://www.station.example/f/sub/a?x=1"),
        ("/news/", "", "https://other.example/", "https://other.example/"),
        ("http://[", "", "a", "a"),
    ],
)
def test_bases_within_bases(base: str, inner: str, address: str, found: str) -> None:
    feed = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{base}"><entry xml:base="{inner}">'
        f'<link href="{address}"/></entry><link href="https://last.example/"/></feed>'
    )
    assert feeds.read(feed.encode()) == (("feed link", found), ("feed link", "https://last.example/"))
