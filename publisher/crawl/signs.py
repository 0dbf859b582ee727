"""Signs that a page which answered 200 is not there (a soft 404), read from the page alone.

A title or heading that says so is one sign, a short main block that says so another. One sign is never enough: a
page about missing pages has the first, a search without results the second.
"""

from __future__ import annotations

import re

from publisher.net.html import Facts

TITLE = "title"
MAIN = "main"
_SHORT = 400
_NOT_FOUND = re.compile(
    r"(?:找不到|無法找到|查無|沒有找到)(?:您|你)?(?:所|想|要|欲|這|此|該|指定|請求|瀏覽|查詢|存取|的|之|個|一)*(?:網頁|頁面|網址|檔案|文件|公告|連結|路徑)"
    r"|(?:網頁|頁面|網址|檔案|文件|內容|公告|連結|路徑|資源)(?:已經|已|並|可能|似乎|目前|，)*"
    r"(?:不存在|移除|被移除|刪除|被刪除|失效|下架|過期|遺失|找不到|無法找到|無法顯示)"
    r"|(?:錯誤|error)\s*(?:代碼|碼|code|訊息)?\s*[:：]?\s*404|404\s*(?:錯誤|not\s*found|error|找不到)|http\s*404|\A\s*404\b"
    r"|(?:page|file|document|url|resource|address)\s+(?:(?:you|was|is|could|can|has|been|are|requested|were|looking|for"
    r"|that|does)\s+)*(?:not\s*(?:be\s+)?(?:found|available|exist)|cannot\s+be\s+found|can't\s+be\s+found|no\s+longer"
    r"|(?:doesn't|does\s+not)\s+exist|removed|missing)"
    r"|(?:page|file)\s+not\s+found|not\s+found\s*\Z",
    re.IGNORECASE,
)
_ERROR_ADDRESS = re.compile(
    r"(?:^|[/_.\-=?])(?:404|error(?:s|page|_page|404)?|err|not_?-?found|page_?-?not_?-?found|nofound|missing)"
    r"(?:[/_.\-?=]|$)",
    re.IGNORECASE,
)


def signs_of(facts: Facts) -> tuple[str, ...]:
    """The signs on one page."""
    found = []
    spoken = [facts.title, *(text for level, text in facts.headings if level <= 2)]
    if any(_NOT_FOUND.search(text) for text in spoken):
        found.append(TITLE)
    words = "".join(facts.main_text.split("\n"))
    if len(words) <= _SHORT and _NOT_FOUND.search(facts.main_text.replace("\n", " ")):
        found.append(MAIN)
    return tuple(found)


def names_an_error(url: str) -> bool:
    """Whether an address calls itself an error page."""
    return bool(_ERROR_ADDRESS.search(url.split("/", 3)[-1]))
