"""From bytes to text as browsers do it, and a little better where pages lie about their encoding.

Order: byte order mark, HTTP header, `<meta>` in the first 1,024 bytes, detection. Big5 of Taiwanese pages is
Big5 with the Hong Kong and ETEN extensions, as the WHATWG standard has it, with Microsoft's code page 950 for what
that lacks. What was declared and does not decode is detected anew.
"""

from __future__ import annotations

import codecs
import re

from bs4.dammit import EncodingDetector

from publisher import encodings

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PRESCAN = 1024
_WIDE = {"utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}
"""What a server says of a page in UTF-16 without a mark, which begins with a zero byte beside every letter."""
_BEGINNING = 64
_CANDIDATES = ("utf-8", "big5", "gb18030", "shift_jis")
_SAME_AS = {"big5": "big5hkscs", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252"}
_ALSO = {
    "x-x-big5": "big5",
    "x-big5": "big5",
    "cn-big5": "big5",
    "big-5": "big5",
    "big5-eten": "big5",
    "ms950": "cp950",
    "windows-950": "cp950",
    "x-sjis": "shift_jis",
    "x-gbk": "gbk",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
}
"""Labels of the Encoding standard, and of servers, that Python does not know."""

_OF_PAGES = frozenset(
    {
        "utf-8",
        "utf-8-sig",
        "big5hkscs",
        "cp950",
        "gb18030",
        "hz",
        "euc_kr",
        "cp949",
        "euc_jp",
        "shift_jis",
        "cp932",
    }
    | {"iso2022_jp", "iso2022_kr", "tis-620", "cp874", "cp866", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"}
)
_FAMILIES_OF_PAGES = ("iso8859-", "cp125")
_XML_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_MOST_WRONG = 0.002
_PER_FAULT = 3
"""Whole characters for each broken place that make a text UTF-8."""
_ODD = 10
"""Shares of odd characters that one share of undecodable places weighs."""
_KANA = re.compile(r"[\u3040-\u30ff]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_FREQUENT = re.compile(
    r"[的一是不有在人這中大國上年到說們為子和地出也時道就可要會對事生以得家公所業站網首頁本機關資訊服務]"
)


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text and the name of its encoding; what cannot be decoded becomes U+FFFD."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace"), "utf-8" if name == "utf-8-sig" else name
    named = _CHARSET.search(content_type)
    declared = [named[1]] if named else []
    wide = _WIDE.get(declared[0].strip().lower()) if declared else None
    if wide and b"\0" in body[:_BEGINNING]:
        return body.decode(wide, "replace"), wide
    written = EncodingDetector.find_declared_encoding(body[:_PRESCAN], is_html=True)
    if written:
        declared.append(written)
    names = _known(declared)
    for name in names:
        if name == "cp1252" and not body.isascii():
            continue  # anything decodes as that, so it proves nothing
        text = _decode(body, name)
        wrong = _wrong(body, text, name)
        if wrong <= len(text) * _MOST_WRONG or (name == "utf-8" and _is_spoilt_utf8(text, wrong)):
            return text, _shown(name)
    return _detect(body, names)


def of_xml(body: bytes) -> str:
    """What the declaration of an XML file says of its encoding, as a Content-Type would; "" without one."""
    named = _XML_ENCODING.match(body)
    return f"charset={named[1].decode('ascii')}" if named else ""


def _known(labels: list[str]) -> list[str]:
    names = (_python_name(label) for label in labels)
    return [name for name in names if name is not None]


def _python_name(label: str) -> str | None:
    """The codec for a label of a page; None for one that is no encoding of text (`base64`, `undefined`, …)."""
    written = label.strip().lower()
    try:
        name = codecs.lookup(_ALSO.get(written, written)).name
    except (LookupError, ValueError):
        return None
    if name.startswith("utf-16"):  # a page that could be read up to this word is not UTF-16
        return "utf-8"
    name = _SAME_AS.get(name, name)
    return name if name in _OF_PAGES or name.startswith(_FAMILIES_OF_PAGES) else None


def _shown(name: str) -> str:
    return "big5" if name.startswith("big5") else name


def _decode(body: bytes, name: str) -> str:
    if name != "big5hkscs":
        return body.decode(name, "replace")
    try:
        return body.decode(name)
    except UnicodeDecodeError:
        return encodings.big5_with_own(body)


def _wrong(body: bytes, text: str, name: str) -> int:
    """How many places did not decode; a U+FFFD that the page itself has (from a database, say) is none."""
    if name not in ("utf-8", "utf-8-sig", "gb18030"):
        return text.count("\ufffd")
    return max(text.count("\ufffd") - body.count("\ufffd".encode(name)), 0)


def _is_spoilt_utf8(text: str, wrong: int) -> bool:
    """Whether a text is UTF-8 with a few broken places: characters of three bytes hardly come about by chance,
    while GB 18030 and Big5 have a character for almost any two bytes."""
    return wrong * _PER_FAULT <= sum(character >= "\u0800" and character != "\ufffd" for character in text)


def _detect(body: bytes, names: list[str]) -> tuple[str, str]:
    """The candidate that reads most like what people write, and leaves few bytes undecoded."""
    best: tuple[tuple[float, float], str, str] | None = None
    for name in _candidates(names):
        text = _decode(body, name)
        chinese = len(_CHINESE.findall(text)) or 1
        wrong = _wrong(body, text, name)
        if name == "utf-8" and _is_spoilt_utf8(text, wrong):
            return text, name
        odd = _ODD * wrong / (len(text) or 1) - encodings.share_of_common([_KANA.sub("", text)])
        rank = (round(odd, 1), -len(_FREQUENT.findall(text)) / chinese)
        if best is None or rank < best[0]:
            best = (rank, text, name)
        if name == "utf-8" and not wrong:
            break
    assert best is not None
    return best[1], _shown(best[2])


def _candidates(declared: list[str]) -> list[str]:
    """UTF-8 first, which little else can be taken for; then what was declared; then what is usual in Taiwan."""
    usual = [_SAME_AS.get(name, name) for name in _CANDIDATES]
    return list(dict.fromkeys(["utf-8", *declared, *usual]))
