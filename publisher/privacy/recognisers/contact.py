"""E-mail addresses, and accounts of messengers and social networks.

Role mailboxes of agencies belong on the allow-list; other *.gov.tw ones are low, as are official accounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.offices import is_of_an_office
from publisher.privacy.recognisers.prefilter import ANY, DIGITS, UPPER, Cue
from publisher.privacy.recognisers.subject import SEPARATOR, Recogniser, Subject

_LOCAL = r"(?<![A-Za-z0-9._%+*'-])[A-Za-z0-9._%+*'-]{1,64}"
_EMAIL = re.compile(
    rf"(?:{_LOCAL}@|(?<![A-Za-z0-9._%+*'-])[A-Za-z][A-Za-z0-9._%+-]{{2,63}} ?@ ?)[A-Za-z0-9-]{{1,63}}(?:"
    rf"\.[A-Za-z0-9-]{{1,63}}){{0,6}}\.[A-Za-z][A-Za-z0-9-]{{1,62}}"
)
_AT = r"\s?(?:[\[({<]\s?(?:at|a|@|小老鼠)\s?[\])}>]|\s(?:at|AT)\s|小老鼠|\(?at\)|_at_|#)\s?"
_DOT = r"(?:\.|\s?(?:[\[({<]\s?(?:dot|d|\.|點)\s?[\])}>]|\s(?:dot|DOT)\s|點)\s?)"
_SPELLED = re.compile(
    rf"{_LOCAL}{_AT}[A-Za-z0-9-]{{1,63}}(?:{_DOT}[A-Za-z0-9-]{{2,63}}){{1,6}}(?![A-Za-z0-9@])", re.IGNORECASE
)
_QUOTED = re.compile(
    r"(?<![A-Za-z0-9@])\"[A-Za-z0-9][A-Za-z0-9._ +-]{1,62}\"@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,63}){1,6}"
)
"""With its first part in quotation marks (RFC 5321)."""
_APART = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_+-]{1,40}(?: ?\. ?[A-Za-z0-9_+-]{1,40}){0,4} ?@ ?"
    r"[A-Za-z0-9-]{2,63}(?: ?\. ?[A-Za-z]{2,12}){1,3}(?![A-Za-z0-9@])"
)
"""With spaces around its dots, as it is dictated or read from a scanned page."""
_TOP_LEVEL = re.compile(
    r"(?:com|net|org|edu|tw|io|me|info|biz|cc|co|jp|cn|hk|uk|us|eu|de|fr|vn|id|th|ph)$", re.IGNORECASE
)
_LONGEST = 254
_NOBODY = re.compile(
    r"(?:no|do-?not|donot)[-._]?reply|mailer-daemon|postmaster|bounces?[-+@]|webmaster@|hostmaster@", re.IGNORECASE
)
"""Mailboxes of programs (RFC 2142), which nobody reads or writes from."""

_SERVICES = (
    r"LINE|WeChat|微信|微博|QQ|IG|Instagram|FB|Facebook|臉書|Messenger|Telegram|TG|Skype|Discord"
    r"|Twitter|推特|TikTok|抖音|insta|脆|噗浪|Plurk|PTT|批踢踢|巴哈|蝦皮|露天|旋轉(?:拍賣)?|Carousell|Steam|Twitch"
    r"|小紅書|WhatsApp|Threads|Dcard|Viber|KakaoTalk|Kakao|Zalo|Signal|賴|紙飛機"
)
_NAMED = r"(?:ID|id|Id|帳號|帳戶|賬號|號碼|號|名稱|暱稱|account|handle|username|user)"
# A handle: letters first or a digit, three to thirty characters; a word of prose has no mark before it.
_HANDLE = (
    r"(?P<handle>@?(?:[A-Za-z0-9]|[._]{1,2}(?=[A-Za-z0-9]))[A-Za-z0-9._-]{2,29})(?<![.-])"
    r"(?![A-Za-z0-9]*\.(?:com|net|tw)/)"
)
_ACCOUNT = re.compile(
    rf"(?<![A-Za-z-])(?<![0-9A-Fa-f]{{2}}:)(?P<service>{_SERVICES})\)?"
    r"(?: ?(?:我|的|我的|上面?的?|裡的?)?(?:一下)? ?"
    rf"\(?{_NAMED}\)?(?: ?(?:是|為|叫|:|=|→|➜|➡|is"
    rf"|#))? ?| ?(?:[都也]?(?:是|為|叫做?|用)|:|=|加|搜尋?|找) ?| ?(?=@))"
    rf"{_HANDLE}",
    re.IGNORECASE,
)
_LISTED = re.compile(
    rf"(?: ?\([^()\n;。{SEPARATOR}]{{1,12}}\))? ?[、,/及和與]{{1,2}} ?{_HANDLE}(?= ?[(、,。;\n{SEPARATOR}]|$)"
)
"""Another account of a list whose first one names the service."""
_ADDED = re.compile(
    rf"(?<![A-Za-z-])(?P<service>{_SERVICES}) ?(?P<me>我|好友)?(?:一下)?[: ]{{0,2}}{_HANDLE}", re.IGNORECASE
)
_APPOSED = re.compile(
    rf"(?<![A-Za-z-])(?P<service>{_SERVICES})(?: ?(?P<pointed>[→➜➡👉>~]) ?|(?<=[\u4e00-\u9fff]) ?| |/)"
    rf"(?=[a-z][A-Za-z0-9._-]*[._0-9])(?=[A-Za-z0-9._-]*[A-Za-z]{{3}}){_HANDLE}(?![A-Za-z0-9@])",
    re.IGNORECASE,
)
"""Right behind its service, without a sign: a person has to stand near."""
_BARE_ID = re.compile(
    rf"(?<![A-Za-z])(?:ID|帳號)(?:是|為)?[: ]{{1,2}}(?=[A-Za-z0-9._-]*[._0-9])(?=[A-Za-z0-9._-]*[A-Za-z]{{3}})"
    rf"{_HANDLE}(?![A-Za-z0-9@])"
)
"""Behind a word for an account, where its service was named before."""
_SERVICE_BEFORE = re.compile(rf"(?<![A-Za-z-])(?:{_SERVICES})(?![A-Za-z-])", re.IGNORECASE)
_REACH_OF_A_SERVICE = 60
_BRACKETED = re.compile(rf"(?<![A-Za-z-])(?P<service>{_SERVICES}) ?[(「『\"']{_HANDLE}[)」』\"']", re.IGNORECASE)
_BY_ACCOUNT = re.compile(
    rf"(?:(?:帳號|[小分]帳|使用者|\baccount|\buser(?:name)?)[:是為叫「 ]{{1,2}}|[小分]帳|帳號)"
    r"(?=[A-Za-z0-9._-]*[A-Za-z])"
    rf"(?=[A-Za-z0-9._-]*[0-9._-]){_HANDLE}(?![A-Za-z0-9@])",
    re.IGNORECASE,
)
"""An account without its service: letters with a digit or a mark."""
_OF_A_SYSTEM = re.compile(
    r"測試|預設|系統|管理[者員]|共用|公用|服務|範例|公務|銀行|郵局|匯|轉帳|存款|虛擬|繳款"
    r"|主機|資料庫|排程|test|default|admin|service|bank",
    re.IGNORECASE,
)
_LEAST_HANDLE, _LONG_HANDLE = 6, 8
_PROGRAM = re.compile(
    r"(?:^|[._-])(?:portal|svc|srv|service|api|sys|system|web|db|app|bot|root|sql|ftp|batch)(?:$|[._0-9-])",
    re.IGNORECASE,
)
_TELLING = re.compile(r"(?=.*[A-Za-z])(?=.*[0-9._-]).{5}")
_PROFILE = re.compile(
    r"(?<![A-Za-z0-9])(?:facebook|fb|instagram|twitter|threads|tiktok|x)\.(?:com|net)/"
    r"(?!(?:pages|groups|events|share|sharer|watch|p|reel|hashtag|search|login|i)(?![A-Za-z0-9._-]))"
    r"@?[A-Za-z0-9_][A-Za-z0-9._-]{2,49}(?<![.])",
    re.IGNORECASE,
)
_AT_SIGN = re.compile(
    r"(?<![A-Za-z0-9._@/-])@(?=[A-Za-z0-9._]*[0-9._])[A-Za-z0-9][A-Za-z0-9._]{3,29}(?![A-Za-z0-9@-])"
)
"""An account as most networks write it; those of offices on LINE begin so, too."""
_ADDED_AT = re.compile(
    rf"(?<![A-Za-z-])(?:{_SERVICES}) ?[:,]? ?(?:可以|請|直接|歡迎)?[加找搜密傳]"
    r"我?[\u4e00-\u9fff]{0,5}[: ,]{0,2}"
    r"(?P<handle>@[A-Za-z0-9][A-Za-z0-9._]{3,29})(?![A-Za-z0-9@-])",
    re.IGNORECASE,
)
"""Whoever is to be added by it: line 加我就好@…."""
_OF_SOMEBODY = re.compile(
    r"帳號|案[主家]|子女|學生|成員|留言|辱罵|私訊|貼文|臉書|盜用|對方|網友|本人|個人|嫌|[我你他她其]的?|account|profile|user",
    re.IGNORECASE,
)
_BEHIND_A_LINK = 16
_INVITED = re.compile(
    r"(?:我|他|她|本人|或|可|用|加|搜尋|密|聯絡|連絡|私訊|視訊|我的"
    r"|contact|add)[^。;\n\ufdd0]{0,6}$",
    re.IGNORECASE,
)
_INVITING = re.compile(r"[ ,]{0,2}(?:可以|都|就|也)?(?:找得?到?我|加我|密我|聯絡我|私我|私訊|連絡|聯絡|傳訊)")
_LINK = re.compile(
    r"line\.me/ti/p/~?[A-Za-z0-9._@-]{3,40}|(?<![A-Za-z0-9.])t\.me/[A-Za-z0-9_]{5,32}|wa\.me/[0-9]{8,15}"
)
_A_HOST = re.compile(r"(?:[A-Za-z]{2,8}://|(?<![A-Za-z0-9])www\.)[A-Za-z0-9.-]{1,100}")
_OF_A_PATH = re.compile(
    r"(?:pages|groups|events|share|sharer|watch|hashtag|search|people|profile|user|users|channel|in)$"
    r"|[A-Za-z0-9_-]{1,40}\.(?:php|html?|aspx?|jsp)$",
    re.IGNORECASE,
)
"""Parts of an address that are no account."""
_OWN_NUMBER = re.compile(r"user|login|uid|member|account", re.IGNORECASE)
"""A label under which a bare number is the system's own."""
_LINE = re.compile(r"line", re.IGNORECASE)
_OFFICIAL = re.compile(
    r"(?<!不是)(?<!非)官方|粉絲|專頁|客服|本[站所局處府會]|服務帳號|生活圈|機關|official", re.IGNORECASE
)
_NOT_OFFICIAL = re.compile(r"[ ,(是]{0,3}(?:不是|非|並非)官方|[ ,(是]{0,3}(?:私人|個人|本人|我的)")
_NO_ACCOUNT = re.compile(
    r"\.(?:com|net|org|tw|io|me|jpe?g|png|gif|pdf|txt|csv|xlsx?|docx?|html?|js|py|json|xml|zip|apk|exe)$"
    r"|^v(?:er(?:sion)?)?[._-]?[0-9]|^[a-z]+[._-]?[0-9]$",
    re.IGNORECASE,
)
"""A site, a file, a version, and a word with one digit behind it."""
_NO_HANDLE = re.compile(
    r"(?:https?|www|pay|official|bot|today|call|system|id|fb|ig|line|point|points|app|messenger|account"
    r"|(?:user|test|guest|demo|admin|staff)[_.-]?[0-9]*|login|qr|qrcode|admin|administrator|root|guest|test|anonymous|null|none|nobody|unknown)$",
    re.IGNORECASE,
)


def find_emails(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """E-mail addresses, also spelled out; masked ones (w***@example.com) and those of the government are low."""
    for match in subject.around(_EMAIL, cues, 65, _LONGEST):
        government = match[0].lower().endswith((".gov.tw", ".gov"))
        low = government or "*" in match[0] or _NOBODY.match(match[0]) is not None
        yield Hit("email", match.start(), match.end(), "low" if low else "high")
    for pattern in (_QUOTED, _APART):
        for match in subject.around(pattern, cues, 65, _LONGEST):
            plain = re.sub(r"[ \"]", "", match[0]).lower()
            if plain == match[0].lower() or not _TOP_LEVEL.search(plain.rpartition(".")[2]):
                continue
            low = plain.endswith((".gov.tw", ".gov")) or _NOBODY.match(plain) is not None
            yield Hit("email", *match.span(), "low" if low else "medium")
    for match in subject.around(_SPELLED, cues, 65, _LONGEST):
        domain = re.sub(r"[^A-Za-z]", "", match[0][-4:])
        if "@" in match[0].strip("@") and _EMAIL.fullmatch(match[0]):
            continue
        if _TOP_LEVEL.search(domain) and not match[0].isdigit():
            low = match[0].lower().replace(" ", "").endswith(("gov.tw", "govtw"))
            yield Hit("email", match.start(), match.end(), "low" if low else "medium")


def find_accounts(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Accounts behind the name of their service; official ones (LINE's begin with @) are low."""
    text = subject.text
    yield from _behind_a_service(subject, cues)
    for match in subject.around(_ADDED, cues, 12, 60):
        handle = match["handle"]
        telling = _TELLING.match(handle)
        invited = _INVITED.search(text, max(0, match.start() - 12), match.start())
        if telling and (invited or match["me"] or _INVITING.match(text, match.end())):
            yield from _judged(subject, match)
    yield from _apposed(subject, cues)
    for match in subject.around(_BRACKETED, cues, 12, 60):
        if _TELLING.match(match["handle"]):
            yield from _judged(subject, match)
    for match in subject.around(_BY_ACCOUNT, cues, 12, 60):
        of_a_program = _NO_HANDLE.match(match["handle"]) or _PROGRAM.search(match["handle"])
        if (
            len(match["handle"]) >= _LEAST_HANDLE
            and not of_a_program
            and not subject.near(*match.span(), _OF_A_SYSTEM)
        ):
            yield Hit("account", *match.span("handle"), "medium")
    yield from _named_alone(subject, cues)
    if "account" in subject.hinted:
        official = bool(_OFFICIAL.search(subject.label))
        hosts = [host.span() for host in _A_HOST.finditer(text)]
        for match in re.finditer(_HANDLE, text):
            at = match.start("handle")
            if _NO_HANDLE.match(match["handle"]) or any(start <= at < end for start, end in hosts):
                continue
            if hosts and _OF_A_PATH.match(match["handle"]):
                continue
            of_line = match["handle"][0] == "@" and _LINE.search(subject.label)
            its_own = match["handle"].isdigit() and _OWN_NUMBER.match(subject.label)
            yield Hit("account", *match.span("handle"), "low" if official or of_line or its_own else "medium")


def _apposed(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Accounts right behind their service, or behind ID in a text that named it: faint, long ones medium."""
    for match in subject.around(_APPOSED, cues, 12, 60):
        if not _NO_ACCOUNT.search(match["handle"]):
            sure = match["pointed"] or (not match["service"].isascii() and len(match["handle"]) >= _LONG_HANDLE)
            yield from (
                hit if sure else hit._replace(confidence="faint") for hit in _judged(subject, match) if hit.blocks
            )
    for match in subject.around(_BARE_ID, cues, 4, 60):
        before = subject.text[max(0, match.start() - _REACH_OF_A_SERVICE) : match.start()].rpartition(SEPARATOR)[2]
        program = _NO_HANDLE.match(match["handle"]) or _PROGRAM.search(match["handle"])
        if _SERVICE_BEFORE.search(before) and not program and not subject.near(*match.span(), _OF_A_SYSTEM):
            yield Hit("account", *match.span("handle"), "faint")


def _behind_a_service(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    for match in subject.around(_ACCOUNT, cues, 12, 60):
        for hit in _judged(subject, match):
            yield hit
            if hit.blocks:
                yield from _listed_behind(subject.text, hit.end)


def _listed_behind(text: str, end: int) -> Iterator[Hit]:
    """Accounts in the list that goes on at `end`."""
    while match := _LISTED.match(text, end):
        if not _TELLING.match(match["handle"]) or _NO_HANDLE.match(match["handle"]):
            return
        yield Hit("account", *match.span("handle"), "medium")
        end = match.end("handle")


def _named_alone(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Links to somebody's page and accounts behind @, which name no service or are no handle alone."""
    for match in subject.around(_PROFILE, cues, 12, 60):
        if not subject.near(*match.span(), _OFFICIAL):
            behind = subject.text[match.end() : match.end() + _BEHIND_A_LINK].partition(SEPARATOR)[0]
            told = subject.near(*match.span(), _OF_SOMEBODY) or _OF_SOMEBODY.search(behind)
            yield Hit("account", *match.span(), "medium" if told else "faint")
    for match in subject.around(_AT_SIGN, cues, 1, 34):
        if not subject.near(*match.span(), _OFFICIAL) and not subject.near(*match.span(), _LINE):
            somebody = subject.near(*match.span(), _OF_SOMEBODY)
            yield Hit("account", *match.span(), "medium" if somebody else "faint")
    signs = [place for place in cues if subject.text[place] == "@"]
    for match in subject.around(_ADDED_AT, signs, 24, 34):
        if not subject.near(match.start(), match.end(), _OFFICIAL) and _TELLING.match(match["handle"]):
            yield Hit("account", *match.span("handle"), "medium")
    for match in subject.around(_LINK, cues, 12, 60):
        yield Hit("account", *match.span(), "low" if "@" in match[0] else "medium")


def _judged(subject: Subject, match: re.Match[str]) -> Iterator[Hit]:
    handle = match["handle"]
    if match[0].isascii() and match[0].isalnum():
        return  # letters and digits without a break, as in the middle of a code
    if _NO_HANDLE.match(handle) or handle[0] not in "@_." + UPPER + UPPER.lower() + "0123456789":
        return
    official = (
        handle[0] == "@"
        and match["service"].upper() == "LINE"
        and not match.groupdict().get("me")
        and not _NOT_OFFICIAL.match(subject.text, match.end())
    ) or subject.near(match.start(), match.end(), _OFFICIAL)
    official = official or is_of_an_office(subject.text, match.start(), match.start())
    yield Hit("account", *match.span("handle"), "low" if official else "medium")


RECOGNISERS = (
    Recogniser(
        ("email",),
        find_emails,
        (
            Cue(ANY, "@"),
            Cue("[({< _", "Aa", "Tt])}>"),
            Cue("小", "老", "鼠"),
        ),
    ),
    Recogniser(
        ("account",),
        find_accounts,
        (
            Cue(ANY, "@", f"{UPPER}{UPPER.lower()}{DIGITS}"),
            Cue("微", "信博"),
            Cue("臉", "書"),
            Cue("抖", "音"),
            Cue("推", "特"),
            Cue("紅", "書"),
            Cue("紙", "飛"),
            Cue(ANY, "賴", f"帳號:I是i 的我@→➜➡>~/{UPPER}{UPPER.lower()}{DIGITS}"),
            Cue("Ll", "Ii", "Nn"),
            Cue("Ee", "Cc", "Hh"),
            Cue("Qq", "Qq"),
            Cue("Ii", "Gg", " :@帳號是為I=→➜➡>~/\uffff"),
            Cue("Ff", "Bb", " :@帳號是為I=→➜➡>~/\uffff"),
            Cue("Cc", "Ee", "Bb"),
            Cue("Nn", "Ss", "Tt"),
            Cue("Ll", "Ee", "Gg"),
            Cue("Tt", "Gg", " :@帳號是為I=→➜➡>~/\uffff"),
            Cue("Ss", "Kk", "Yy"),
            Cue("Ss", "Tt", "Aa"),
            Cue("Ss", "Cc", "Oo"),
            Cue("Aa", "Kk", "Aa"),
            Cue("帳", "號", f" :是為叫「_.@{DIGITS}{UPPER}{UPPER.lower()}"),
            Cue("小分", "帳", f" :是為叫「_.@{DIGITS}{UPPER}{UPPER.lower()}"),
            Cue("用", "者", " :「是為叫"),
            Cue("I", "D", " :是為"),
            Cue("蝦", "皮"),
            Cue("旋", "轉"),
            Cue("露", "天"),
            Cue("噗", "浪"),
            Cue("批踢", "踢"),
            Cue("巴", "哈"),
            Cue(ANY, "脆", " 帳:@是→➜➡>~/"),
            Cue("Pp", "Tt", "Tt"),
            Cue("Tt", "Ee", "Aa"),
            Cue("Rr", "Oo", "Uu"),
            Cue("Ll", "Uu", "Rr"),
            Cue("Tt", "Ss", "Aa"),
            Cue("Mm", "Ee", "/"),
            Cue("Tt", "Ww", "Ii"),
            Cue("Tt", "Ii", "Kk"),
            Cue("Hh", "Rr", "Ee"),
            Cue("Zz", "Aa", "Ll"),
        ),
    ),
)
