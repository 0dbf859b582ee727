"""Signs that a page which answered 200 is not there (a soft 404), read from the page alone.

What a page says of itself counts when it says little else: a title or heading that is mostly such a phrase, a
short main block, a window that a script opens. A page about missing pages, or on bus 404, has only the words.
"""

from __future__ import annotations

import re

from publisher.net.html import PageFacts

TITLE = "title"
MAIN = "main"
ALERT = "alert"
ONLY = "nothing-else"
"""The page, or its script, says that something is missing, and there is not one more word on it."""
FIREWALL = "firewall"
"""Note on an answer of a guard in front of the server, in place of the page."""
SIGN_IN = "sign-in"
"""Note on a page that says that a visit has ended, in place of what was asked for."""
CRASHED = "crashed"
"""Note on a page that holds the words with which a program or its framework ends."""

_SHORT = 400
_MOSTLY = 0.5
_PAGE = r"(?:網頁|頁面|網址|檔案|文件|公告|連結|路徑)"
_THING = (
    r"(?:網頁|頁面|網址|檔案|文件|內容|公告|連結|路徑|資源|資料|訊息|消息|新聞|活動|文章|項目|紀錄|記錄|商品|單元"
    r"|節點|主題|相片|影片|相簿|資訊)"
)
_NOT_FOUND = re.compile(
    rf"(?:找不到|無法找到|尋找不到|查無|沒有找到)(?:您|你)?"
    rf"(?:所|想|要|欲|這|此|該|本|指定|請求|瀏覽|查詢|查看|存取|尋找|點選|的|之|個|一|筆|則|篇|相關|符合|條件|任何)*"
    rf"{_PAGE}|未找到\s*\Z|未能找到(?:目標)?(?:資源|网页|網頁|頁面|檔案)"
    rf"|{_PAGE}\s*[:：「]?\s*[!-~]{{1,300}}\s*」?\s*(?:不存在|找不到|無法找到|已移除|已被移除)"
    r"|requested (?:url|page|resource|file)\s+[!-~]{1,300}\s+(?:was|is|could|does|cannot)\s+not?\s*"
    r"(?:be )?(?:found|exist)"
    r"|(?:網頁|頁面|網址|連結)(?:已經|已|可能)?遺失"
    rf"|{_THING}(?:已經|已|並|可能|似乎|目前|現已|[,，])*"
    r"(?:不存在|不在|移除|被移除|刪除|被刪除|失效|下架|過期|找不到|無法找到|無法顯示|停用|關閉|隱藏|撤下|未發布|未公開)"
    r"|(?:錯誤|error)\s*(?:代碼|碼|code|訊息)?\s*[:：]?\s*404|404\s*(?:錯誤|not\s*found|error|找不到|頁)|http\s*(?:status|狀態|状态|錯誤|错误)?\s*[-–:：]?\s*404"
    r"|\A\s*404\s*(?:\Z|[-|:：,，。!！])"
    r"|(?:page|file|document|url|resource|address|record|item|article|content|post)\s+"
    r"(?:(?:you|was|is|could|can|has|been|are|requested|were|looking|for|that|does|may|have|no)\s+)*"
    r"(?:not\s*(?:be\s+)?(?:found|available|exist)|cannot\s+be\s+found|can't\s+be\s+found"
    r"|longer\s+(?:available|exists?)|(?:doesn't|does\s+not)\s+exist|removed|missing|moved\s+or\s+deleted)"
    r"|(?:page|file|record|item|article)\s+not\s+found|not\s+found\s*\Z|no\s+such\s+(?:page|record|item|article)",
    re.IGNORECASE,
)
_EMPTY_ONE = re.compile(
    r"(?:查無|沒有|無)(?:此|這|該|您要的|您所查詢的)(?:筆|則|篇|項)?(?:相關)?(?:資料|訊息|內容|公告|編號|紀錄)"
    r"|參數(?:錯誤|不正確)|invalid\s+(?:id|parameter)",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"\b(?:alert|swal|Swal\.fire|layer\.msg|confirm)\s*\(\s*(?:\{[^}]{0,80}?(?:text|title)\s*:\s*)?"
    r"[\"'`]([^\"'`\n]{2,80})[\"'`]"
)
_GONE_SPOKEN = re.compile(
    r"查無|找不到|不存在|無此|無該|已下架|已刪除|已移除|已失效|沒有資料|參數錯誤|not\s+found|no\s+data|does\s+not\s+exist"
    r"|invalid",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"[\s,，。.!！?？:：;；()（）\[\]「」『』~～…\-]|很抱歉|抱歉|對不起|不好意思|您好|我們|系統訊息|錯誤訊息"
    r"|sorry|oops|the|we're|we|are",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*[-|｜_–—:：»>]+\s*")
_ERROR_ADDRESS = re.compile(
    r"(?:^|[/_.\-=?])(?:404|error(?:s|page|_page|404)?|err|not_?-?found|page_?-?not_?-?found|nofound|missing)"
    r"(?:[/_.\-?=]|$)",
    re.IGNORECASE,
)
_PRODUCT = (
    r"(?:web application firewall|\bwaf\b|fortiweb|fortiguard|imperva|incapsula|mod_?security|sucuri|cloudflare"
    r"|akamai|防火牆)"
)
_BLOCKED = r"(?:block|reject|denied|forbidden|not allowed|阻擋|阻斷|封鎖|拒絕|攔截)"
_GUARD = re.compile(
    r"the requested url was rejected|your support id is|support id:? *[0-9]{6}"
    r"|\A\s*request rejected"
    r"|attention required! \| cloudflare|\A\s*just a moment\.\.\."
    r"|checking (?:your|if the site) (?:browser|connection)"
    r"|reference ?#[0-9a-f]+\.[0-9a-f]+\.|attack id: *[0-9]+|incident id: *[0-9]"
    r"|您的?(?:請求|連線|存取|瀏覽|要求|ip)[^。\n]{0,12}(?:已被|已遭|遭到|被)(?:本站|系統|防火牆|資安設備)?"
    r"(?:阻擋|阻斷|封鎖|拒絕|攔截)"
    r"|由於您(?:訪問|瀏覽|存取)的(?:url|網址|頁面)[^。\n]{0,16}(?:威脅|攻擊)|(?:訪問|访问)被(?:攔截|拦截|阻斷|阻断|拒絕|拒绝)",
    re.IGNORECASE,
)
"""What only a guard says, and says to whoever was stopped."""
_LIKE_A_GUARD = re.compile(
    rf"{_PRODUCT}[^。\n]{{0,60}}{_BLOCKED}|{_BLOCKED}[^。\n]{{0,60}}{_PRODUCT}"
    r"|您[^。\n]{0,12}(?:已被|已遭|遭到|被)(?:本站|系統|防火牆|資安設備)?(?:阻擋|阻斷|封鎖|拒絕|攔截)"
    r"|您[^。\n]{0,16}(?:攻擊|惡意|異常)[^。\n]{0,8}(?:行為|連線|請求|存取)"
    r"|(?:請|please|to)[^。.\n]{0,12}(?:輸入|填寫|完成|通過|勾選|enter|complete|solve|verify)[^。.\n]{0,12}"
    r"(?:驗證|我不是機器人|captcha|you are (?:a )?human)[^。.\n]{0,8}"
    r"(?:以|後|才能|再|方可|to\b|before)[^。.\n]{0,4}(?:繼續|瀏覽|進入|存取|檢視|觀看|造訪|連線|continu|proceed|access|visit|view)"
    r"|(?:僅|只)(?:開放|限|允許|接受|提供)?(?:予|由|於)?[^。\n]{0,8}(?:國內|境內|臺灣|台灣|內部|特定)[^。\n]{0,8}"
    r"(?:ip|連線|網段|來源)|(?:國外|境外|海外)[^。\n]{0,8}(?:ip|連線|來源|網段)[^。\n]{0,10}"
    r"(?:無法|限制|禁止|不開放|不允許|阻擋|封鎖)"
    r"|not available in your (?:country|region|location)"
    r"|(?:異常|不正常|可疑|大量)(?:的)?(?:網路)?(?:流量|存取|連線)[^。\n]{0,40}(?:自動|機器人|程式|稍後|驗證)"
    r"|unusual (?:traffic|activity)[^.\n]{0,60}(?:computer|network|ip|device|automated)",
    re.IGNORECASE,
)
"""What guards say, and notices, forms with a riddle and rules of a service too: a second sign is needed."""
_GUARDS_TITLE = re.compile(
    r"(?:圖形|安全性?|真人|人機|機器人|請先|請完成|需要|進行|中)*(?:驗證|檢查)(?:碼|中|頁面|您的身分)*"
    r"|(?:禁止|限制|拒絕|無法)(?:存取|連線|進入|瀏覽|訪問|使用)"
    r"|(?:存取|連線|請求)?(?:已?(?:被|遭))?(?:攔截|阻擋|阻斷|封鎖|拒絕|受限)"
    r"|防火牆|錯誤|警告|(?:web )?(?:page|request|access|security|human|robot) (?:blocked|denied|forbidden"
    r"|rejected|check|verification|alert|violation|challenge)|error|blocked|forbidden|captcha|warning"
    r"|are you (?:a )?(?:human|robot)\??",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"(?:連線|登入|工作階段|作業|網頁|頁面|系統|操作|閒置|session|your (?:session|login|visit))[^。.\n]{0,10}?"
    r"(?P<done>已經?|has|have|was|is)?\s*(?:逾時|逾期|過期|失效|中斷|結束|expired|timed? ?out|ended)"
    r"(?P<then>[^\n]{0,24})"
    r"(?:重新(?:登入|登錄|整理|連線|進入|開啟|操作|查詢)|再次登入|(?:log|sign)(?:ged)?[ -]?in|start again)",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"如果|如(?!下)|若|倘|假如|當|遇|萬一|為避免|為防止|\b(?:if|when|whenever|once|before|after|unless)\b",
    re.IGNORECASE,
)
_AS_A_RULE = re.compile(
    r"將|(?:就|便|即|則|也)?會(?!員|議|計)|自動|超過|(?:分鐘?|小時|秒鐘?|minutes?|hours?)|\b(?:will|would|may|can|automatically)\b",
    re.IGNORECASE,
)
_AFTER_IT = re.compile(r"\s*(?:後|之後|時(?!間)|者|即|就|則|便)")
_CRASH = re.compile(
    r"server error in '[^']*' application|(?:\bphp )?\bfatal error: +\S|(?:\bphp )?\bparse error: +syntax error"
    r"|uncaught \S*(?:error|exception)"
    r"|sqlstate\[|\bora-[0-9]{5}\b"
    r"|you have an error in your sql syntax|traceback \(most recent call last\)"
    r"|(?:microsoft|adodb|active server)[^.\n]{0,60}error '(?:8[0-9a-f]{7}|asp [0-9]{4})'"
    r"|\b(?:java|javax|org\.apache|org\.springframework|system)\.[\w.]*(?:exception|error)\b|srve[0-9]{4}e"
    r"|whoops, looks like something went wrong|whitelabel error page|\Aruntime error\b",
    re.IGNORECASE,
)
_CRASH_WITHIN = 300
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MOST_SAID_AFTER = 40
"""Letters with which a site may excuse itself below the words of its program; an article has more."""
_ASKS_OR_TELLS = re.compile(
    r"[？]|[^\W\d_]\?(?:\s|\Z)|為什麼|為何|如何|怎麼|怎樣|該怎|常見問|問答"
    r"|\b(?:faqs?|q ?& ?a|how to|how do|why|what to)\b",
    re.IGNORECASE,
)
"""A question, which a machine does not ask: what a page says is then spoken of."""


def signs_of(facts: PageFacts, markup: str = "", *, refused: bool = False) -> tuple[str, ...]:
    """The signs on one page; `refused` when it came with a status that keeps its reader out."""
    words = " ".join(facts.main_text.split())
    short = len("".join(words.split())) <= _SHORT
    said_here = ""
    if short:  # the links of a long page are many, and nothing is asked of it
        said_here = _unquoted(_without(words, [link.text for link in facts.links if link.element == "a"]))
        before = _stands_before(facts, words, said_here, refused=refused)
        if before:
            return (before,)
    if _has_fallen(facts):
        return (CRASHED,)
    found = []
    spoken = [facts.title, *(text for level, text in facts.headings if level <= 2)]
    if any(_is_mostly(part) for text in map(_unquoted, spoken) for part in [text, *_PARTS.split(text)]):
        found.append(TITLE)
    if short and _says_it_is_gone(_beside(said_here, spoken)):
        found.append(MAIN)
    said = [part[1] for part in _SPOKEN.finditer(markup) if _GONE_SPOKEN.search(part[1])] if short else []
    if said:
        found.append(ALERT)
    if _is_mostly(words) or (said and not words):
        found.append(ONLY)
    return tuple(found)


_MOST_LINKS = 20
"""A guard's page stands outside the site's template: alike words among menus are a notice of the site."""


def _stands_before(facts: PageFacts, words: str, said_here: str, *, refused: bool) -> str:
    """The note of what stands in place of a short page; "" where it is the page itself."""
    if sum(link.element == "a" for link in facts.links) > _MOST_LINKS:
        return ""
    told = f"{_unquoted(facts.title)} {said_here}"
    if (match := _GUARD.search(told)) and not _is_about(told, match):
        return FIREWALL
    if _LIKE_A_GUARD.search(told) and (refused or _is_a_guards_title(facts.title)):
        return FIREWALL
    ended = _ENDED.search(said_here)
    return SIGN_IN if ended and _has_ended(said_here, ended, words, facts) else ""


def _is_a_guards_title(title: str) -> bool:
    """Whether a title, or the part of it beside the site's name, is mostly the name of a stop."""
    for part in (title, *_PARTS.split(title)):
        named, letters = _GUARDS_TITLE.search(part), len("".join(part.split()))
        if named and len("".join(named[0].split())) > _MOSTLY * letters:
            return True
    return False


def _has_ended(said: str, match: re.Match[str], words: str, facts: PageFacts) -> bool:
    """Whether a visit has ended, and the page says hardly anything else; not the rule by which visits end."""
    begin = max(map(said[: match.start()].rfind, _ENDS)) + 1
    before = said[begin : match.start()]
    if _SUPPOSED.search(before) or _is_about(said, match) or _asks(facts):
        return False
    if not match["done"] and (_AS_A_RULE.search(before + match[0]) or _AFTER_IT.match(match["then"])):
        return False
    ends = [at for sign in _ENDS if (at := said.find(sign, match.end())) >= 0]
    return min(ends, default=len(said)) - begin > _MOSTLY * len(words)


_ENDS = "。！？!?\n"


def _asks(facts: PageFacts) -> bool:
    """Whether a page asks a question, or is called one that answers some."""
    return any(map(_ASKS_OR_TELLS.search, (facts.title, *(text for _, text in facts.headings), facts.main_text)))


def may_stand_before(title: str, main: str) -> bool:
    """Whether short words may be those of a guard, or of an ended visit: enough to accuse no page."""
    told = " ".join(f"{title} {main}".split())
    return len(told) <= _SHORT and bool(_GUARD.search(told) or _LIKE_A_GUARD.search(told) or _ENDED.search(told))


def _has_fallen(facts: PageFacts) -> bool:
    """Whether a program's last words stand on a page as its own, not in a question or an article."""
    main = facts.main_text
    said = [match for match in _CRASH.finditer(main, 0, _CRASH_WITHIN) if _is_said(main, match)]
    if not said or len(facts.headings) > _MOST_HEADINGS or _asks(facts):
        return False
    return len(_HAN.findall(main, said[0].end())) <= _MOST_SAID_AFTER


def _is_said(main: str, match: re.Match[str]) -> bool:
    """Whether a message begins its line, or follows a sign, and no sentence goes on behind it."""
    before = main[: match.start()].rpartition("\n")[2].rstrip()
    after = main[match.end() :].partition("\n")[0].lstrip()
    return not before[-1:].isalnum() and not _HAN.match(after)


_MOST_HEADINGS = 3


def names_what_is_missing(facts: PageFacts) -> bool:
    """Whether a page says anywhere that something is not there."""
    return _NOT_FOUND.search(f"{facts.title} {facts.main_text}") is not None


def _unquoted(text: str) -> str:
    """A text without what it quotes, which is spoken of and not said; all of it when it is one quotation."""
    rest = _QUOTED.sub(" ", text)
    return rest if _POLITE.sub("", rest) else text


_QUOTED = re.compile(r"「[^」]*」|『[^』]*』|《[^》]*》|〈[^〉]*〉|“[^”]*”")


def _beside(said: str, spoken: list[str]) -> str:
    """What a page says beside its title and headings; these, too, when there is hardly anything else."""
    rest = _without(said, spoken)
    return rest if len("".join(rest.split())) >= _FEW else said


def _without(words: str, texts: list[str]) -> str:
    """Words without some of the texts among them: what the links say is said of other pages."""
    rest = words
    for text in sorted({" ".join(text.split()) for text in texts}, key=len, reverse=True):
        rest = rest.replace(text, " ", 1) if len(text) > 1 else rest
    return rest


_FEW = 8


def _is_mostly(text: str) -> bool:
    """Whether a title says that something is missing, and hardly anything else."""
    match = _NOT_FOUND.search(text)
    if match is None or _is_about(text, match):
        return False
    rest = _POLITE.sub("", text[: match.start()] + text[match.end() :])
    return len(match[0]) >= _MOSTLY * (len(match[0]) + len(rest))


def _says_it_is_gone(words: str) -> bool:
    match = _NOT_FOUND.search(words) or _EMPTY_ONE.search(words)
    return match is not None and not _is_about(words, match)


def _is_about(text: str, match: re.Match[str]) -> bool:
    """Whether the words speak of missing pages in general: when one is missing, if you cannot find it."""
    before = max(0, match.start() - _NEAR)
    asked = _ASKED.search(text, before, match.start())
    return bool(_WHEN.match(text, match.end()) or asked or _IF.search(text, before, match.start()))


_NEAR = 12
_ASKED = re.compile(
    r"(?:為什麼|為何|為甚麼|什麼是|何謂|如何|怎麼|認識|關於|談|why|what|how|about)[^。，,!！]{0,10}\Z",
    re.IGNORECASE,
)


_WHEN = re.compile(
    r"[,，\s]*(?:時|的時候|怎麼|如何|該怎|之處理|的處理|的原因|者"
    r"|(?:之|的)?(?:申請|申辦|申報|流程|程序|說明|須知|作業|辦法|規定|登記|補發|怎麼辦|標準|原則|通報))"
)
_IF = re.compile(r"(?:如果|如|若|倘若|假如|當|遇到|萬一|if|when)[^。，,]{0,8}\Z", re.IGNORECASE)


def names_an_error(url: str) -> bool:
    """Whether an address calls itself an error page."""
    return bool(_ERROR_ADDRESS.search(url.split("/", 3)[-1]))


def says_it_is_for_now(words: str) -> bool:
    """Whether a page says that it has nothing at present, or is closed for a time: it is there all the same."""
    return _FOR_NOW.search(words) is not None


_FOR_NOW = re.compile(
    r"(?:目前|現在|現階段|本[期月週年日季]|當[日月]|近期|暫時?|尚|仍)[^。\n]{0,6}(?:無|沒有|未有|未發[布佈]|未提供)"
    r"|(?:no|not)\b[^.\n]{0,40}\b(?:yet|currently|at\s+present|at\s+the\s+moment|at\s+this\s+time)\b"
    r"|(?:currently|at\s+present)\b[^.\n]{0,20}\bno\b"
    r"|(?:維護|維修|保養|更新|升級|施工|建置|整修)(?:作業)?中|暫停(?:服務|使用|開放)|under\s+(?:maintenance|construction)",
    re.IGNORECASE,
)
