"""Addresses of a person's device: IP and MAC. Those of services and networks are nobody's.

An address is one person's only where a person is spoken of: 登入IP, the visitor's address. RFC 4291, RFC 7042.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.subject import SEPARATOR, Recogniser, Subject

_V4 = re.compile(
    r"(?:(?<![0-9A-Za-z.])|(?<=IP)|(?<=ip))[0-9]{1,3}(?:(?:\.|\[\.\]|\(\.\))[0-9]{1,3}){3}(?![0-9A-Za-z]|\.[0-9]|/[0-9])"
)
"""The points also as reports of incidents write them, so that nobody follows them: 192[.]0[.]2[.]1."""
_V6 = re.compile(
    r"(?:(?<![0-9A-Za-z.])|(?<=IP))(?<![0-9A-Fa-f:]:)(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![0-9A-Za-z:]|/[0-9])"
)
_MAC = re.compile(
    r"(?:(?<![0-9A-Za-z])(?<![0-9A-Fa-f]{2}-)(?<![^A-Za-z][0-9A-Fa-f]{2}:)|(?<=MAC)|(?<=mac)|(?<=Mac))"
    r"(?:[0-9A-Fa-f]{2}([:._-])(?:\r?\n ?)?"
    r"(?:[0-9A-Fa-f]{2}\1(?:\r?\n ?)?){4}[0-9A-Fa-f]{2}"
    r"|(?=[0-9.:-]{0,13}[A-Fa-f])(?:[0-9A-Fa-f]{4}([.:-])[0-9A-Fa-f]{4}\2[0-9A-Fa-f]{4}"
    r"|[0-9A-Fa-f]{6}[.:-][0-9A-Fa-f]{6}))"
    r"(?![0-9A-Za-z]|[:-][0-9A-Fa-f]{2}(?![G-Zg-z]))"
)
_MAC_SPACED = re.compile(
    r"(?<![0-9A-Za-z-])(?<![^A-Za-z][0-9A-Fa-f]{2} )[0-9A-F]{2}(?: [0-9A-F]{2}){5}(?! ?[0-9A-Za-z-])"
)
_MAC_BARE = re.compile(
    r"(?<![0-9A-Za-z-])(?=[0-9]*[A-Fa-f])(?=[A-Fa-f]*[0-9])[0-9A-F]{12}(?![0-9A-Za-z-])|(?<![0-9A-Za-z-])"
    r"(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{12}(?![0-9A-Za-z-])"
)
_HOME = re.compile(
    r"小孩|孩子|女兒|兒子|[我他她]的|自己|私[人接架自]|住家|家裡|家中|家用|自家|我家|宿舍|遠端工作|在家|[人者]的?裝置|手機|筆電|平板|手錶|手環|自備|\bBYOD\b|\bSTA\b|\bclient\b|\bhome\b",
    re.IGNORECASE,
)
"""What is somebody's own, though it is a device as well."""
_ADDRESS_WORDS = re.compile(r"IP|位址|位置|連線|來源|來自|登入|登錄|上網|網址|from|address", re.IGNORECASE)
_PERSON_WORDS = re.compile(
    r"登入|登錄|登出|上網|用戶|使用者|網友|來源|留言|發文|貼文|回文|報名|填[表寫報]|問卷|報案|投票|民眾|會員|申請|陳情"
    r"|檢舉|投訴|訪客|讀者|學員|客戶"
    r"|當事人|本人|來自|其IP|他的|她的|我的|個人|住戶|家長|學生|員工|老師|家中|帳號|連入|下載|瀏覽|存取紀錄|client|forwarded|remote|DHCP|lease|user"
    r"|visitor|log(?:ged)? ?in|login|from|applicant|posted",
    re.IGNORECASE,
)
_SERVICE_WORDS = re.compile(
    r"DNS|伺服|主機|公務|printer|server|gateway|閘道|防火牆|firewall|NTP|proxy|代理|路由|router|交換器|switch|網段"
    r"|遮罩|host|印表機|攝影機|監視|服務|系統|網站|機房"
    r"|設備|基地台|\bAP\b|節點|監測|感測|感應|閘門|讀卡機|版本|version|版|ver",
    re.IGNORECASE,
)
_MAC_WORDS = re.compile(
    r"MAC|乙太|網卡|網路卡|實體位址|硬體位址|手機|筆電|電腦|平板|裝置|藍[牙芽]|\bBYOD\b|自備|wi-?fi|無線|bluetooth|device|\bdev\b|client|\bSTA\b|DHCP|iPhone|iPad"
    r"|\barp\b|\bethernet\b|\bwlan[0-9]?\b|綁定|station|\bhw(?:addr)?\b|\bNIC\b",
    re.IGNORECASE,
)
# The common log format of web servers (W3C httpd): address, identity, user, [time].
_VISIT = re.compile(r" (?:-|\S{1,64}) (?:-|\S{1,64}) \[[0-9]{1,2}/[A-Za-z]{3}/[0-9]{4}:")
_REQUEST = re.compile(r"HTTP/[0-9.]+[\"'] [1-5][0-9]{2} [^\n\ufdd0]*$")
"""A request and its answer, before the address that some servers log last."""
_WHO = re.compile(
    r"(?:使用|填寫|填表|留言|報名|申請|登入|登錄|登記|檢舉|申訴|投訴|投票)[者人]|用戶|民眾|會員|訪客|本人|住戶|visitor|applicant"
    r"|登入(?!主機|系統|伺服|頁|介面|設備)|\blog(?:ged)?[ -]?(?:in|on)\b",
    re.IGNORECASE,
)
_PRIVATE = re.compile(r"10\.|192\.168\.|172\.(?:1[6-9]|2[0-9]|3[01])\.")
"""Addresses inside a network (RFC 1918)."""
_WHOSE = (_SERVICE_WORDS, _WHO)
_BEFORE, _BEHIND, _RIGHT_BEFORE = 30, 16, 8
_END = re.compile(rf"[。;\n{SEPARATOR}]")
_OWN_BEHIND = re.compile(r"本人|私人|自備|手機|筆電|iPhone|iPad|[我他她]的|[-_ ]laptop|[-_ ]notebook")
_OF_MANY = re.compile(
    r"01-?00-?5E|33-?33-?[0-9A-F]{2}|01-?80-?C2|01-?00-?0C|(?:FF-?){6}|(?:00-?){6}", re.IGNORECASE
)
"""Addresses of groups and of all, which are no device's (RFC 7042, IEEE 802.1)."""
_WITH_A_MAC = re.compile(r"\)?(?: (?:is )?at)?[ ,]{1,2}" + _MAC.pattern)
"""Behind an IP address: the address of its device, as a table of a network has them."""
_HIGHEST_OF_VERSIONS = 63


def find_ip_addresses(subject: Subject, _cues: Sequence[int]) -> Iterator[Hit]:
    """IP addresses of persons: behind a word for an address and one for a person, or under the label."""
    for pattern in (_V4, _V6):
        for match in subject.in_runs(pattern):
            if (_is_address(match[0]) and _VISIT.match(subject.text, match.end())) or (
                _is_address(match[0]) and _REQUEST.search(subject.text, max(0, match.start() - 200), match.start())
            ):
                yield Hit("ip_address", *match.span(), "medium")
            elif _is_address(match[0]):
                yield Hit("ip_address", *match.span(), _confidence(subject, match))


def find_mac_addresses(subject: Subject, _cues: Sequence[int]) -> Iterator[Hit]:
    """Hardware addresses behind a word for them, or under the label; else faint; those of services are none."""
    for match in chain(*map(subject.in_runs, (_MAC, _MAC_BARE, _MAC_SPACED))):
        if _OF_MANY.match(re.sub(r"[ .:_]", "-" if match.re is _MAC else "", match[0])):
            continue
        if _is_somebodys(subject.text, match.end()):
            yield Hit("mac_address", *match.span(), "medium")
            continue
        if "mac_address" not in subject.hinted and is_of_a_service(subject, *match.span()):
            if not is_of_a_service(subject, *match.span(), _RIGHT_BEFORE):
                yield Hit("mac_address", *match.span(), "faint")  # a person may stand between
            continue
        told = subject.near(*match.span(), _MAC_WORDS, before=_BEFORE) or _MAC_WORDS.search(subject.label)
        if told or "mac_address" in subject.hinted or subject.near(*match.span(), _HOME, before=_BEFORE):
            yield Hit("mac_address", *match.span(), "medium")
        elif match.re is not _MAC_BARE:
            yield Hit("mac_address", *match.span(), "faint")


def _is_somebodys(text: str, end: int) -> bool:
    """Whether what stands right behind an address says that the device is a person's own."""
    return bool(_OWN_BEHIND.search(_END.split(text[end : end + _BEHIND])[0]))


def is_of_a_service(subject: Subject, start: int, end: int, before: int = _BEFORE) -> bool:
    """Whether the words before speak of a service, and of nobody's home."""
    if not subject.near(start, end, _SERVICE_WORDS, before=before) or subject.near(
        start, end, _HOME, before=_BEFORE
    ):
        return False
    ahead = subject.text[max(0, start - before) : start]
    if _PRIVATE.match(subject.text, start):
        return True
    service, person = (max((found.end() for found in words.finditer(ahead)), default=-1) for words in _WHOSE)
    return service >= person  # 系統紀錄: 填寫人 IP … is the person's


def _confidence(subject: Subject, match: re.Match[str]) -> Confidence:
    if "ip_address" in subject.hinted:
        return "medium"
    device = _WITH_A_MAC.match(subject.text, match.end())
    if device and _is_somebodys(subject.text, device.end()):
        return "medium"
    if is_of_a_service(subject, *match.span()):
        return "low" if subject.near(*match.span(), _ADDRESS_WORDS) else "faint"
    person = subject.near(*match.span(), _PERSON_WORDS, before=_BEFORE) or subject.near(
        *match.span(), _HOME, before=_BEFORE
    )
    if not subject.near(*match.span(), _ADDRESS_WORDS):
        return "medium" if person and _is_no_version(match[0]) else "faint"
    return "medium" if person else "low"


def _is_no_version(text: str) -> bool:
    """Whether the form alone tells an address from the number of a version: those seldom go so high."""
    return ":" in text or any(int(number) > _HIGHEST_OF_VERSIONS for number in re.findall("[0-9]+", text))


def _is_address(text: str) -> bool:
    try:
        address = ipaddress.ip_address(re.sub(r"[\[\]()]", "", text))
    except ValueError:
        return False
    return not (address.is_unspecified or address.is_loopback or address.is_multicast)


RECOGNISERS = (
    Recogniser(
        ("ip_address",),
        find_ip_addresses,
        rough=(
            r"(?:^|[^0-9.])[0-9]{1,3}(?:[\[(]?\.[\])]?[0-9]{1,3}){3}(?:$|[^0-9])"
            r"|[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]"
        ),
    ),
    Recogniser(
        ("mac_address",),
        find_mac_addresses,
        rough=(
            r"[0-9A-Fa-f]{12}|[0-9A-F]{2}(?: [0-9A-F]{2}){5}"
            r"|(?:[0-9A-Fa-f]{2}[:._-][ \r\n]{0,3}){4}"
            r"|[0-9A-Fa-f]{4}[.:-][0-9A-Fa-f]{4}[.:-][0-9A-Fa-f]{4}|[0-9A-Fa-f]{6}[.:-][0-9A-Fa-f]{6}"
        ),
    ),
)
