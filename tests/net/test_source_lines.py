"""The line of an element, or nothing: never another element's."""

import pytest

from publisher.net.html import parse
from publisher.net.source_lines import PageSource

PAGE = """<!doctype html>
<html lang="zh-Hant">
<head><title>公告 <img></title>
<script>document.write("<img src='x'>")</script>
</head>
<body>
<!-- <img src="old"> -->
<main>
<ul>
<li><a href="/a" title="1 > 0">第一則</a></li>
<li><a class=x
   href='/b'><img src="b.png" alt=""> 第二則</a></li>
</ul>
<img src="c.png">
</main>
</body></html>
"""


def at(selector: str, markup: str = PAGE, attributes: list[str] | None = None) -> int | None:
    found = PageSource(markup, parse(markup)).find(selector, attributes)
    return None if found is None else found.line


@pytest.mark.parametrize(
    ("selector", "line"),
    [
        ("html > body > main > ul > li:nth-child(1) > a", 10),
        ("html > body > main > ul > li:nth-child(2) > a", 11),
        ("html > body > main > ul > li:nth-child(2) > a > img", 12),
        ("html > body > main > img:nth-child(2)", 14),
        ("html > body > main > img:nth-child(7)", None),
        ("html > body > main > ul > li > a", None),
        ("a >>> img", None),
    ],
)
def test_the_line_is_that_of_the_opening_tag(selector: str, line: int | None) -> None:
    assert at(selector) == line


def test_words_and_code_come_with_it() -> None:
    found = PageSource(PAGE, parse(PAGE)).find("html > body > main > ul > li:nth-child(2) > a")
    assert found is not None
    assert found.code == "<a class=x\n   href='/b'>"
    assert found.words == "第二則"


def test_what_scripts_have_changed_has_no_line() -> None:
    path = "html > body > main > img:nth-child(2)"
    assert at(path, attributes=["src"]) == 14
    assert at(path, attributes=["src", "class"]) == 14  # a script has added a class
    assert at(path, attributes=["alt"]) is None  # the browser showed another element


def test_a_page_that_browsers_mend_has_lines_only_where_both_agree() -> None:
    table = (
        "<html><body><table>\n<tr><td>1</td></tr>\n<tr><td><b>2</td></tr></table>\n<p><b>x</b></p></body></html>"
    )
    assert at("html > body > table > tbody > tr:nth-child(2)", table) == 3
    assert at("html > body > table > tbody", table) is None  # nobody has written it
    windows = PAGE.replace("\n", "\r\n")
    assert at("html > body > main > img:nth-child(2)", windows) == 14


def test_a_page_without_end_of_a_tag_is_read_to_its_end() -> None:
    assert at("html > body > p", "<html><body><p>a</p><script>var a = '<p>'") == 1
    assert at("html > body > p", "<html><body><p>a</p><!-- <p>") == 1
    assert at("html > body > p", "<html><body><p>a</p>" + "<p " * 200_000) == 1
    assert at("p", "<" * 5_000) is None
