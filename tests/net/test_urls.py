"""Addresses as browsers read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model.site import Section, Site
from publisher.model.text import LocalText
from publisher.net.urls import Scope, key_of, pattern_of, readable, resolve, section_of

BASE = "https://www.station.example/news/list.html"
_TEXT = LocalText("測試", "A site")


@pytest.mark.parametrize(
    ("href", "key"),
    [
        ("a.html", "https://www.station.example/news/a.html"),
        ("\n  /a.html \t", "https://www.station.example/a.html"),
        ("..\\b\\c.html", "https://www.station.example/b/c.html"),
        ("/news/../x/./y", "https://www.station.example/x/y"),
        ("HTTPS://WWW.Station.Example:443/A", "https://www.station.example/A"),
        ("//other.example/x", "https://other.example/x"),
        ("http:///lost.example/x", "http://lost.example/x"),
        ("/公告/年 報.pdf", "https://www.station.example/%E5%85%AC%E5%91%8A/%E5%B9%B4%20%E5%A0%B1.pdf"),
        ("/%e5%85%ac", "https://www.station.example/%E5%85%AC"),
        ("/p?sid=abc&n=1", "https://www.station.example/p?n=1"),
        ("/p;jsessionid=AB12?n=1", "https://www.station.example/p?n=1"),
        ("/(S(0123456789abcdef01234567))/p.aspx", "https://www.station.example/p.aspx"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
    ],
)
def test_names_of_targets(href: str, key: str) -> None:
    reference = resolve(BASE, href)
    assert reference is not None
    assert reference.key == key


def test_what_is_sent_keeps_its_spelling() -> None:
    reference = resolve(BASE, "/%e5%85%ac?sid=1#%E6%B3%95")
    assert reference is not None
    assert reference.url == "https://www.station.example/%e5%85%ac?sid=1"
    assert reference.fragment == "%E6%B3%95"


@pytest.mark.parametrize("href", ["http://[1::", "http://a b/", "https://", "/" + "x" * 5000])
def test_what_is_no_address(href: str) -> None:
    assert resolve(BASE, href) is None


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_naming_is_stable(href: str) -> None:
    reference = resolve(BASE, href)
    if reference is not None:
        assert key_of(reference.key) == reference.key


def test_the_scope_is_hosts_and_paths() -> None:
    scope = Scope.of(
        Site("a", _TEXT, ("https://www.station.example/tw/",), include=("/tw/",), exclude=("/tw/old/",))
    )
    assert scope.holds("https://www.station.example/tw/x")
    assert not scope.holds("https://www.station.example/tw/old/x")
    assert not scope.holds("https://www.station.example/en/")
    assert not scope.holds("https://www.station.example.evil.example/tw/")
    assert not scope.holds("https://www.station.example@evil.example/tw/")
    assert scope.is_own_host("https://www.station.example/en/")


def test_the_longest_prefix_says_the_section() -> None:
    sections = (Section("a", _TEXT, ("/法規/",), _TEXT), Section("b", _TEXT, ("/法規/新/",), _TEXT))
    site = Site("a", _TEXT, ("https://www.station.example/",), sections=sections)
    found = section_of(site, "https://www.station.example/%E6%B3%95%E8%A6%8F/%E6%96%B0/1.html")
    assert found is not None
    assert found.id == "b"
    assert section_of(site, "https://www.station.example/other") is None


def test_patterns_and_reading() -> None:
    assert pattern_of("https://a.example/c/2026/11?y=2026&m=11") == "https://a.example/c/0/0?y&m"
    assert readable("https://a.example/%E5%85%AC%E5%91%8A") == "https://a.example/公告"
    assert readable("https://a.example/%B8%EA") == "https://a.example/%B8%EA"
