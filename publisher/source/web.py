"""A file on the web, or behind a resource of a CKAN portal: within limits, and at public addresses only."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from urllib.parse import quote, urljoin, urlsplit

from publisher.model.errors import SourceError, Where
from publisher.model.site import Answer
from publisher.model.sources import CkanSource, FileSource, HttpSource
from publisher.model.text import Message, msg
from publisher.model.workspace import Dataset
from publisher.net.client import Client, Failure, Reply, read_all
from publisher.source.files import ENDINGS, read_one
from publisher.source.formats import FORMATS
from publisher.source.formats.opened import SourceFile
from publisher.source.found import shown
from publisher.source.grid import SourceGrid

WebSource = HttpSource | CkanSource

_AGENT = "publisher (open data, nightly)"
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_METADATA_BYTES = 4 * 1024**2
_MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "text/csv": ".csv",
        "text/tab-separated-values": ".tsv",
        "application/json": ".json",
        "application/x-ndjson": ".jsonl",
        "application/xml": ".xml",
        "text/xml": ".xml",
        "application/zip": ".zip",
        "application/gzip": ".gz",
        "application/vnd.ms-excel": ".xls",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
        "application/vnd.oasis.opendocument.spreadsheet": ".ods",
        "application/vnd.apache.parquet": ".parquet",
    }
)
_ENDING_OF = {"csv": ".csv", "excel": ".xlsx", "ods": ".ods", "json": ".json", "jsonl": ".jsonl", "xml": ".xml"}


def read(dataset: Dataset, source: WebSource, folder: Path) -> SourceGrid:
    """Download into `folder` and read as a file; SourceError says which server, and never what it sent."""
    reply = asyncio.run(_download(dataset, source))
    path = folder / f"download{_ending(dataset, source, reply)}"
    path.write_bytes(reply.body)
    file = FileSource(
        path.name,
        format=source.format,
        encoding=source.encoding,
        delimiter=source.delimiter,
        sheet=source.sheet,
        record=source.record,
        member=source.member,
        widths=source.widths,
    )
    return read_one(SourceFile(path, f"{shown(dataset)} ({_host(reply.url)})", file, folder, home=dataset.folder))


def add_to(digest: hashlib._Hash, dataset: Dataset, source: WebSource) -> None:
    """Feed the server's mark of the file into `digest` (ETag, Last-Modified), or the file where it sets none."""
    reply = asyncio.run(_marks(dataset, source))
    marks = [reply.header("etag"), reply.header("last-modified"), reply.header("content-length")]
    if not (marks[0] or marks[1]):
        digest.update(asyncio.run(_download(dataset, source)).body)
        return
    digest.update("\n".join([reply.url, *marks]).encode())


async def _marks(dataset: Dataset, source: WebSource) -> Reply:
    async with _client(source) as client:
        return await _get(dataset, client, await _address(dataset, source, client), 0)


async def _download(dataset: Dataset, source: WebSource) -> Reply:
    most = source.max_megabytes * 1024**2
    async with _client(source) as client:
        reply = await _get(dataset, client, await _address(dataset, source, client), most)
    if reply.truncated:
        raise _fault(
            dataset,
            msg("{host} sends more than {limit} megabytes", host=_host(reply.url), limit=source.max_megabytes),
            msg("raise max_megabytes of the source when that is right"),
        )
    return reply


def _client(source: WebSource) -> Client:
    return Client(_AGENT, timeout=source.timeout, connections=1, allow_private=source.allow_private)


async def _address(dataset: Dataset, source: WebSource, client: Client) -> str:
    if isinstance(source, HttpSource):
        return source.url
    asked = f"{source.portal.rstrip('/')}/api/3/action/resource_show?id={quote(source.resource, safe='')}"
    reply = await _get(dataset, client, asked, _METADATA_BYTES)
    try:
        url = json.loads(reply.body)["result"]["url"]
    except (ValueError, KeyError, TypeError, RecursionError):
        url = None
    if not isinstance(url, str) or not url:
        raise _fault(
            dataset,
            msg("{host} has no such resource, or is not a CKAN portal", host=_host(source.portal)),
            msg("check source.ckan.portal and source.ckan.resource in dataset.yaml"),
        )
    return _joined(f"{source.portal.rstrip('/')}/", url)


async def _get(dataset: Dataset, client: Client, url: str, most: int) -> Reply:
    """The answer with status 200, after redirects, each of which is judged as an address of its own."""
    first = url
    for _ in range(_MOST_REDIRECTS + 1):
        if not _is_address(url):
            raise _fault(
                dataset,
                msg("the source's address is not one of http or https"),
                msg("write it as https://host/path"),
            )
        outcome = await client.get(url, read_all(most))
        if isinstance(outcome, Failure):
            raise _failed(dataset, url, outcome)
        if outcome.status in _REDIRECTS and outcome.header("location"):
            url = _joined(url, outcome.header("location"))
            continue
        if outcome.status != 200:
            raise _refused(dataset, url, str(outcome.status))
        return outcome
    raise _fault(
        dataset,
        msg("{host} redirects too often", host=_host(first)),
        msg("open the address in a browser on this machine and correct it in dataset.yaml"),
    )


def _ending(dataset: Dataset, source: WebSource, reply: Reply) -> str:
    ending = PurePosixPath(urlsplit(reply.url).path).suffix.lower()
    media = _MEDIA_TYPES.get(reply.header("content-type").partition(";")[0].strip().lower(), "")
    if ".zip" in (ending, media):
        return ".zip"
    if ending == ".gz" or media == ".gz":
        inner = PurePosixPath(urlsplit(reply.url).path.removesuffix(".gz")).suffix.lower()
        return f"{inner if inner in ENDINGS else ''}.gz"
    if source.format is not None:
        return (
            ending if ENDINGS.get(ending) == source.format else _ENDING_OF.get(source.format, f".{source.format}")
        )
    found = ending if ending in ENDINGS else media
    if not found:
        raise _fault(
            dataset,
            msg("{host} does not say what format the file has", host=_host(reply.url)),
            msg("add format to the source: {formats}", formats=", ".join(sorted(FORMATS))),
        )
    return found


def _failed(dataset: Dataset, url: str, failure: Failure) -> SourceError:
    if failure.answer is Answer.PRIVATE_ADDRESS:
        return _fault(
            dataset,
            msg("{host} is not at a public address", host=_host(url)),
            msg("set allow_private: true in the source when it is a server of the agency's own network"),
        )
    return _refused(dataset, url, str(failure.answer))


def _refused(dataset: Dataset, url: str, reason: str) -> SourceError:
    return _fault(
        dataset,
        msg("{host} refused the request or did not answer ({reason})", host=_host(url), reason=reason),
        msg("open the address in a browser on this machine and correct it in dataset.yaml"),
    )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port of letters, half of an IPv6 address
        return False


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        return ""


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "?") if _is_address(url) else "?"


def _fault(dataset: Dataset, message: Message, hint: Message) -> SourceError:
    return SourceError(message, Where(shown(dataset), field="source"), hint)
