"""Days of examples, by which a page shows how something is reckoned: they announce nothing.

例如：甲於112年3月15日…，應於…前申報。如上例，可延至…; 假設某乙…; for example, if … on 2 May 2024.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from publisher.checks.freshness.dates import all_days_in
from publisher.checks.freshness.phrases import EXAMPLE

_SENTENCE = re.compile(r"(?:[^。；;!！?？\n.]|\.(?!\s+[A-Z]))+(?:[。；;!！?？\n.]+|\Z)")
_MARK = re.compile(
    r"例如|舉[一個]{0,2}例|[範釋實]例\s*[:：一二三四五六七八九十0-9]|假設|假如|設若|(?:\A|[，,。:：])\s*設\s*(?=[某甲乙丙丁])|以[^,，。]{1,20}為例"
    r"|\b(?:for\s+(?:example|instance)|e\.g\.|suppos(?:e|ing)|assum(?:e|ing))",
    re.IGNORECASE,
)
_OF_THE_SAME = re.compile(
    r"[承如同續依][前上]?(?:開|述|揭)?[上前本]?例(?![行會外假如子規])|[上前本此該]\s*例(?=[,，中之]|\s*可)"
    r"|\bin\s+(?:this|that|the\s+(?:above|same|previous))\s+(?:example|case)",
    re.IGNORECASE,
)
"""By which a later sentence reckons on: 如上例, 承前例."""
_SOMEBODY = re.compile(
    r"(?<![\u4e00-\u9fff])某?[甲乙丙丁](?:君|男|女|生|童|公司|先生|小姐|廠商|商號|民|員)?(?=[於在自向應可須為因將收買])|某[甲乙丙丁]"
    r"|(?<![\u4e00-\u9fff])[甲乙丙丁](?:君|男|女|生|童|公司|先生|小姐|廠商|商號)"
)
"""Whom examples are about; 甲、乙 and 甲級 are none of them."""
_IF = re.compile(
    r"(?:\A|[,，。;；:：\s])\s*(?:若|如|倘|假使|設|if\b)(?!期|下|附|有|未|欲|需|逾|上|前|not\b)", re.IGNORECASE
)
_ASKS = re.compile(
    r"(?:\A|\n)\s*(?:[QＱ問][0-9]{0,2}|question)\s*[:：.、]|(?:如何|怎麼|怎樣|何時)[^\n]{0,12}(?:算|[?？])"
    r"|(?:計算|起算|算法)(?:方式|方法|標準|說明|期間)?\s*(?:\Z|\n)|的計算|\bhow\s+(?:is|are|do|does|to)\b[^\n]{0,60}(?:count|calculat|comput|reckon|\?)",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"\W*(?:範例|案例|示例|實例|例|[^。，,:：]{0,16}(?:計[算列][^。，,:：]{0,4}[範實案示]?例|舉例|釋例))(?:說明|計算)?\s*[0-9一二三四五六七八九十]{0,2}\W*"
    r"|[^。，,:：]{0,24}(?:[(（]|(?:填寫|書寫|填表|填報|填列|撰寫|格式|填具))\s*(?:參考)?(?:範例|示例|範本|樣張|樣本|釋例)\s*[)）]?"
    r"|\W*(?:worked\s+)?examples?\W*|[^.,:]{0,60}\b(?:(?:sample|specimen)\s+(?:form|application|entry|entries)|completed\s+example|filled-?in\s+example)\W*"
    r"|[^.,:]{0,60}\((?:sample|specimen|example)\)\W*",
    re.IGNORECASE,
)


def explains(titles: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether a page answers questions, or says how something is reckoned."""
    return any(_ASKS.search(text) for text in (*titles, *texts))


def heads_examples(heading: str) -> bool:
    """Whether what stands under a heading or a title are examples."""
    return _HEADING.fullmatch(heading) is not None


def without_examples(text: str, *, explaining: bool) -> str:
    """A line without its sentences of examples; "" where it begins as one.

    Where a page explains how something is reckoned, an example goes on to the end of its line, and what happens if
    something was on a day is one as well.
    """
    if EXAMPLE.match(text):
        return ""
    if not _MARK.search(text) and not _OF_THE_SAME.search(text) and not explaining:
        return text
    kept, within = [], False
    for found in _SENTENCE.finditer(text):
        sentence = found[0]
        within = (within and explaining) or _is_example(sentence, explaining=explaining)
        if not within:
            kept.append(sentence)
    return "".join(kept)


def _is_example(sentence: str, *, explaining: bool) -> bool:
    mark = _MARK.search(sentence) or _OF_THE_SAME.search(sentence)
    if mark is None and explaining:
        mark = _SOMEBODY.search(sentence) or _IF.search(sentence)
    if mark is None:
        return False
    first = next(iter(sorted(day.start for day in all_days_in(sentence, None))), None)
    if first is None or first < mark.start():
        return False
    between = sentence[mark.end() : first]
    return explaining or not re.search(r"[)）]|[，,]\s*(?:並|且|請|及|於)|\bplease\b", between)
