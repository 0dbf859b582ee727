"""Files on the web to be converted: lists of addresses, and what stands there, one after the other."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from publisher.net.client import Client, Reply, read_all
from publisher.net.sniffing import found_type

_AGENT = "publisher (drafts of open documents)"
_TIMEOUT = 30.0
_MOST_BYTES = 100 * 1024**2
_MOST_LIST_BYTES = 4 * 1024**2
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_LISTS = frozenset({".txt", ".urls", ".list", ".lst"})
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came from one address: a file, or nothing with a word for the reason (`not-there`, `too-large`)."""

    url: str
    path: Path | None
    problem: str = ""


def is_address(text: str) -> bool:
    """Whether this is an address on the web."""
    return text.lower().startswith(("http://", "https://")) and bool(urlsplit(text).hostname)


def addresses_in(path: Path) -> tuple[str, ...]:
    """The addresses of a list: one on each line, `#` before a remark. Empty when the file is no such list."""
    if path.suffix.lower() not in _LISTS or path.stat().st_size > _MOST_LIST_BYTES:
        return ()
    lines = (line.strip() for line in path.read_text(encoding="utf-8-sig", errors="replace").splitlines())
    told = [line for line in lines if line and not line.startswith("#")]
    return tuple(dict.fromkeys(told)) if told and all(map(is_address, told)) else ()


def fetch(urls: Sequence[str], folder: Path, *, allow_private: bool = False) -> tuple[Fetched, ...]:
    """Download each of `urls` into a folder of its own under `folder`. Never raises for what a server does."""
    return asyncio.run(_all(urls, folder, allow_private=allow_private))


async def _all(urls: Iterable[str], folder: Path, *, allow_private: bool) -> tuple[Fetched, ...]:
    async with Client(_AGENT, timeout=_TIMEOUT, connections=1, allow_private=allow_private) as client:
        return tuple([await _one(client, url, folder / f"{number:05}") for number, url in enumerate(urls)])


async def _one(client: Client, url: str, folder: Path) -> Fetched:
    address = url
    for _ in range(_MOST_REDIRECTS + 1):
        try:
            answer = await client.get(address, read_all(_MOST_BYTES))
        except ValueError:  # no address that could be asked
            return Fetched(url, None, "not-there")
        if not isinstance(answer, Reply):
            return Fetched(url, None, "not-there")
        if answer.status in _REDIRECTS and answer.header("location"):
            address = urljoin(address, answer.header("location"))
            if not is_address(address):
                return Fetched(url, None, "not-there")
            continue
        break
    if not isinstance(answer, Reply) or answer.status != 200 or answer.cut or not answer.body:
        return Fetched(url, None, "not-there")
    if answer.truncated:
        return Fetched(url, None, "too-large")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _name(answer, address)
    path.write_bytes(answer.body)
    return Fetched(url, path)


def _name(answer: Reply, address: str) -> str:
    """The name under which a browser would save it, with an ending by its content when it has none."""
    header = Message()
    header["content-disposition"] = answer.header("content-disposition")
    named = header.get_filename() or unquote(urlsplit(address).path).rpartition("/")[2] or "index"
    name = _FORBIDDEN.sub("_", re.split(r"[/\\\\]", named)[-1]).strip(". ")[-_LONGEST_NAME:] or "index"
    kind = found_type(answer.body[:4096], answer.body)
    if "." not in name and kind:
        name = f"{name}.{kind}"
    return name
