"""Simplified characters on pages in Chinese as it is written in Taiwan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.naming import lines_of
from publisher.model.finding import Outcome
from publisher.net import html

_ID = "content.simplified"
_HAN = re.compile("[\u4e00-\u9fff]")
_FEWEST = 5
_SHARE = 0.02
_SIMPLIFIED = ("zh-hans", "zh-cn", "zh-sg")
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk")
_FOR_OTHERS = re.compile(r"[简簡][体體]")
_OTHER = (*_SIMPLIFIED, "en", "ja")
_KANA = re.compile("[\u3041-\u30ff]")
_NO_TRADITIONAL = 0.15
"""Share of simplified characters from which a text is wholly in them: a third of all running words differ."""


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """At least `fewest` different characters that Taiwan does not write, in more than 2 % of the page's words.

    Japanese, and parts marked as another language, are left out. A page that is wholly in simplified characters,
    its title too, or a part of a page in another language, may be for other readers: a person has to tell.
    """
    language = view.page.language.lower()
    if language.startswith((*_SIMPLIFIED, "ja")):
        return
    known = context.once("simplified", lambda: frozenset("".join(lines_of(context, _ID, "characters"))))
    lines = view.page.main_text.split("\n")
    if not _is_much(lines, known, context):
        return
    others = _in_other_languages(view)
    lines = [line for line in lines if not _KANA.search(line) and html.squeeze(line) not in others]
    if _is_much(lines, known, context):
        found = [character for line in lines for character in line if character in known]
        titles = " ".join([view.page.title, *(text for _, text in view.page.headings[:2])])
        is_version = any(character in known for character in titles) and len(found) >= _NO_TRADITIONAL * len(
            _HAN.findall("".join(lines))
        )
        # said to be in the characters of Taiwan, and not called the version for others: no version
        is_version = is_version and not (language.startswith(_TRADITIONAL) and not _FOR_OTHERS.search(titles))
        is_chinese = language.startswith("zh") or not language
        outcome = Outcome.CANT_TELL if is_version or not is_chinese else Outcome.FAILED
        yield Fault(view.place(), "", view.url, {"number": len(found)}, outcome=outcome)


def _is_much(lines: list[str], known: frozenset[str], context: Context) -> bool:
    found = [character for line in lines for character in line if character in known]
    return len(set(found)) >= context.param(_ID, "fewest", _FEWEST) and len(found) > _SHARE * len(
        _HAN.findall("".join(lines))
    )


def _in_other_languages(view: PageView) -> str:
    """The words of parts that are marked as simplified Chinese or as another language."""
    return "\n".join(
        html.squeeze(node.text(deep=True))
        for node in view.tree.css("body [lang]")
        if (node.attributes.get("lang") or "").lower().startswith(_OTHER)
    )


CHECK = Check(_ID, page=look)
