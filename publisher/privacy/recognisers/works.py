"""Names in the titles of works and in brands: who is played, sung, read or sold there is nobody in the data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.subject import SEPARATOR

_REACH = 40
_OPEN = re.compile(r"[《〈](?P<ahead>[^《》〈〉\n]*)$")
_CLOSE = re.compile(r"(?P<behind>[^《》〈〉\n]*)[》〉]")
_A_PAPER = re.compile(
    r"陳情|申訴|檢舉|訴|判決|裁定|處分|通知|證明|報告|切結|契約|合約|同意|申請|名[冊單]|清冊|病歷|筆錄|紀錄|案|函"
    r"|履歷|[書狀表單]$|先生|小姐|女士"
)
"""What is set in the same marks and is no work: a paper about somebody."""
_QUOTED = re.compile(r"(?P<more>[^「」『』\n]{1,4})[」』](?P<behind>[^。;\n]{0,30})")
_A_BRAND = re.compile(r"商標|品牌|店名|片名|劇名|書名|曲名|團名|戲碼|劇目")


def without_works(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """The hits of a text, with names of works as low, where nothing else of a person stands beside them."""
    others = [hit for hit in hits if hit.blocks and hit.kind != "name"]
    for hit in hits:
        named = hit.kind == "name" and hit.confidence == "medium"
        if named and _is_of_a_work(text, hit) and not any(_is_near(text, hit, other) for other in others):
            yield hit._replace(confidence="low")
        else:
            yield hit


def _is_of_a_work(text: str, hit: Hit) -> bool:
    ahead = text[max(0, hit.start - _REACH) : hit.start].rpartition(SEPARATOR)[2]
    behind = text[hit.end : hit.end + _REACH].partition(SEPARATOR)[0]
    if ahead[-1:] in tuple("》〉"):  # whoever stands right behind a title: its author, who acts in it
        title = ahead[:-1].rpartition("《")[2]
        return not _A_PAPER.search(title)
    opened, closed = _OPEN.search(ahead), _CLOSE.match(behind)
    if opened and closed:
        return not _A_PAPER.search(opened["ahead"] + closed["behind"])
    quoted = _QUOTED.match(behind) if ahead[-1:] in tuple("「『") else None
    return quoted is not None and _A_BRAND.search(quoted["behind"]) is not None


def _is_near(text: str, hit: Hit, other: Hit) -> bool:
    first, second = sorted((hit, other), key=lambda item: item.start)
    return second.start - first.end <= _REACH and SEPARATOR not in text[first.end : second.start]
