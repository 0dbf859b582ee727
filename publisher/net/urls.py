"""Addresses as browsers read them (WHATWG URL), the name under which one is kept, and what belongs to a site.

The name (`key`) is the address without fragment and without session identifiers; percent-encoding is written in
capitals. What is sent is the address as it stood, never the key's spelling of the path.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

import ada_url

from publisher.model.site import Section, Site

SESSION_NAMES = frozenset(
    {
        "sid",
        "sessid",
        "sessionid",
        "session_id",
        "session-id",
        "jsessionid",
        "phpsessid",
        "aspsessionid",
        "asp.net_sessionid",
        "cfid",
        "cftoken",
        "oscsid",
        "zenid",
    }
)
"""Parameters that name a visit, not a page."""

_PATH_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_ASPNET_SESSION = re.compile(r"/\(S\([0-9a-z]{16,32}\)\)(?=/)", re.IGNORECASE)
_LOWER_HEX = re.compile(r"%[0-9A-Fa-f]{2}")
_NUMBERS = re.compile(r"[0-9]+")
_PROBABLY_A_TOKEN = re.compile(r"(?=[^=]*[0-9])(?:[0-9a-fA-F]{16,}|[0-9A-Za-z_-]{24,})\Z")
_TOKEN_IN_PATH = re.compile(r"/(?=[A-Za-z_-]*[0-9])(?:[0-9a-fA-F]{12,}|[0-9A-Za-z_-]{20,})(?=/|\Z)")
_LONGEST = 4_000
_LONGEST_USER = 202
_USER = re.compile(r"^([a-z][a-z0-9+.-]*://)[^/?#]*@")
_IN_USER = r"[^/\\?#\s\"'<>@]"
_WRITTEN_USER = re.compile(
    rf"([/\\]{{2}}){_IN_USER}{{1,200}}(?:@{_IN_USER}{{0,200}})*?@(?={_IN_USER}*(?:[/\\?#\s\"'<>]|\Z))"
)
_BIG5_LEAD = 0xA1
"""The Encoding standard reads the Hong Kong extensions before it and never writes them."""
_NEVER_FOLLOWED = frozenset({"javascript", "data", "blob", "about", "file", "vbscript", "view-source", "ftp"})
"""Schemes to which browsers follow no redirect."""
_OF_ONES_OWN = tuple(
    f".{name}" for name in ("local", "internal", "intranet", "lan", "corp", "home.arpa", "private")
)
"""Domains that are not of the public tree (RFC 6762, RFC 8375, ICANN 2024, and what private networks use)."""
_MEANT = ("http", "https", "mailto", "javascript")
_MAIL = re.compile(r"(?:[^<>@\s]*<)?[^@\s<>＠]+@[^@\s<>＠]+\.[^@\s<>.＠]+>?\Z")


@dataclass(frozen=True, slots=True)
class UrlReference:
    """Where a written link leads: the address to ask for, its key, and the fragment as written."""

    url: str
    key: str
    fragment: str | None


@lru_cache(maxsize=65_536)
def resolve(base: str, href: str, encoding: str = "utf-8") -> UrlReference | None:
    """`href` as a browser at `base` reads it; None when it is no address at all.

    A query is written in the `encoding` of its page, as the URL standard has it. User names and passwords are cut.
    """
    if len(href) > _LONGEST:
        return None
    if encoding != "utf-8" and "?" in href and not href.isascii():
        href = _in_encoding(href, encoding)
    try:
        whole = ada_url.join_url(base, href)
    except ValueError:
        return None
    url, mark, fragment = whole.partition("#")
    if "@" in url:
        url = _USER.sub(r"\1", url)
    return UrlReference(url, key_of(url), fragment if mark else None)


def can_be_asked(url: str) -> bool:
    """Whether this is a whole address of the web, and not one that is written wrong."""
    return is_web(url) and ada_url.check_url(url)


def is_too_long(href: str) -> bool:
    """Whether an address is longer than those that are kept; browsers open it all the same."""
    return len(href) > _LONGEST


def without_user(text: str) -> str:
    """A written address without user name and password."""
    at = text.find("@")
    while at >= 0:
        before = text[max(0, at - _LONGEST_USER) : at]
        if "//" in before or "\\\\" in before:
            return _WRITTEN_USER.sub(r"\1", text)
        at = text.find("@", at + 1)
    return text


def _in_encoding(href: str, encoding: str) -> str:
    before, mark, rest = href.partition("?")
    if "#" in before:
        return href
    query, hash_mark, fragment = rest.partition("#")
    written = "".join(sign if sign.isascii() else _percent(sign, encoding) for sign in query)
    return f"{before}{mark}{written}{hash_mark}{fragment}"


def _percent(sign: str, encoding: str) -> str:
    for name in ("big5hkscs", "cp950") if encoding == "big5" else (encoding,):
        try:
            written = sign.encode(name)
        except (UnicodeEncodeError, LookupError):
            continue
        if encoding != "big5" or written[0] >= _BIG5_LEAD:
            return "".join(f"%{byte:02X}" for byte in written)
    return f"%26%23{ord(sign)}%3B"


def opens_a_program(url: str) -> bool:
    """Whether an address is for another program of the reader's machine (mail, telephone, a messenger)."""
    scheme = url.partition(":")[0].lower()
    return not is_web(url) and scheme not in _NEVER_FOLLOWED and not misspelt_scheme(url)


def misspelt_scheme(href: str) -> bool:
    """Whether what stands before the colon was meant to be http, https, mailto or javascript."""
    scheme = href.partition(":")[0].lower()
    return scheme not in _MEANT and bool(difflib.get_close_matches(scheme, _MEANT, n=1, cutoff=0.74))


def is_written_wrong(href: str) -> bool:
    """Whether an address for mail or telephone is none: no name, no host, no figures."""
    scheme, _, rest = href.partition(":")
    if scheme.lower() == "tel":
        return not any(sign.isdigit() for sign in unquote(rest))
    if scheme.lower() != "mailto":
        return False
    written = unquote(rest.partition("?")[0]).strip()
    return bool(written) and not all(
        _MAIL.match(item.strip()) for item in re.split("[,;]", written) if item.strip()
    )


@lru_cache(maxsize=65_536)
def key_of(url: str) -> str:
    """The name under which an absolute address is kept."""
    url = url.partition("#")[0]
    if ";" in url or "(" in url:
        url = _ASPNET_SESSION.sub("", _PATH_SESSION.sub("", url))
    if "?" in url:
        url = without_parameters(url, SESSION_NAMES)
    return _LOWER_HEX.sub(lambda found: found[0].upper(), url) if "%" in url else url


def without_parameters(url: str, names: Iterable[str]) -> str:
    """`url` without the query parameters of these names (compared in small letters)."""
    path, _, query = url.partition("?")
    dropped = frozenset(names)
    kept = [part for part in query.split("&") if part.partition("=")[0].lower() not in dropped]
    return f"{path}?{'&'.join(kept)}" if kept and kept != [""] else path


def tokens(url: str) -> tuple[str, ...]:
    """Names of query parameters whose value looks like a random token."""
    query = url.partition("?")[2]
    pairs = (part.partition("=") for part in query.split("&") if part)
    return tuple(name.lower() for name, _, value in pairs if _PROBABLY_A_TOKEN.match(value))


def is_web(url: str) -> bool:
    """Whether it is an http or https address."""
    return url.startswith(("http://", "https://"))


def host_of(url: str) -> str:
    """Host and port as in the address."""
    return url.split("/", 3)[2].rpartition("@")[2] if is_web(url) else ""


def is_internal(url: str) -> bool:
    """Whether only a network of one's own knows the host: a name without a dot, or of such a domain."""
    name = host_of(url).partition(":")[0].rstrip(".").lower()
    if not name or name.startswith("["):
        return False
    return name != "localhost" and ("." not in name or name.endswith(_OF_ONES_OWN))


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    scheme, _, rest = url.partition("//")
    return f"{scheme}//{rest.partition('/')[0]}"


def directory_of(url: str) -> str:
    """The address up to the last slash of the path."""
    path = url.partition("?")[0]
    return path[: path.rfind("/") + 1]


@lru_cache(maxsize=65_536)
def pattern_of(url: str) -> str:
    """The address with its numbers, tokens and the values of its query masked: pages of one kind share it."""
    query = url.partition("?")[2]
    names = "&".join(part.partition("=")[0] for part in query.split("&")) if query else ""
    return family_of(url) + ("?" + names if query else "")


@lru_cache(maxsize=65_536)
def family_of(url: str) -> str:
    """The path with its numbers and tokens masked, whatever the query."""
    path = url.partition("?")[0]
    return _NUMBERS.sub("0", _TOKEN_IN_PATH.sub("/0", path))


def readable(url: str) -> str:
    """The address as a person reads it: Chinese instead of percent signs, where that is UTF-8."""
    try:
        return unquote(url, errors="strict")
    except UnicodeDecodeError:
        return url


@dataclass(frozen=True, slots=True)
class Scope:
    """Which addresses are the site. `hosts` are host names with their port, if any, in small letters."""

    hosts: frozenset[str]
    include: tuple[str, ...]
    exclude: tuple[str, ...]

    @classmethod
    def of(cls, site: Site) -> Scope:
        """The scope that a site declares."""
        starts = (resolve(url, url) for url in site.start)
        hosts = {host_of(reference.url) for reference in starts if reference is not None}
        return cls(frozenset(hosts | {host.lower() for host in site.hosts}), site.include, site.exclude)

    def is_own_host(self, url: str) -> bool:
        """Whether the address is on a host of the site."""
        return host_of(url) in self.hosts

    def holds(self, url: str) -> bool:
        """Whether the address is to be crawled: on a host of the site, included and not excluded."""
        if host_of(url) not in self.hosts:
            return False
        path = readable_path(url)
        return path.startswith(self.include) and not (self.exclude and path.startswith(self.exclude))


def readable_path(url: str) -> str:
    """The path with its Chinese readable, beginning with a slash."""
    return unquote(urlsplit(url).path) or "/"


def section_of(site: Site, url: str) -> Section | None:
    """The section with the longest prefix that fits the path of `url`."""
    path = readable_path(url)
    fitting = [
        (len(prefix), section) for section in site.sections for prefix in section.paths if path.startswith(prefix)
    ]
    return max(fitting, key=lambda item: item[0])[1] if fitting else None
