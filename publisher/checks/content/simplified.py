"""Simplified characters on pages in Chinese as it is written in Taiwan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.naming import lines_of

_ID = "content.simplified"
_HAN = re.compile("[\u4e00-\u9fff]")
_FEWEST = 5
_SHARE = 0.02
_OTHER = ("zh-hans", "zh-cn", "zh-sg", "en", "ja")


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """At least `fewest` different characters that Taiwan does not write, in more than 2 % of the page's words."""
    if view.page.language.lower().startswith(_OTHER):
        return
    known = context.once("simplified", lambda: frozenset("".join(lines_of(context, _ID, "characters"))))
    text = view.page.main_text
    found = [character for character in text if character in known]
    if len(set(found)) >= context.param(_ID, "fewest", _FEWEST) and len(found) > _SHARE * len(_HAN.findall(text)):
        yield Fault(view.place(), "", view.url, {"number": len(found)})


CHECK = Check(_ID, page=look)
