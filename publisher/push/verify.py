"""Read a portal back as anyone may: no token, no cookie, every file, every byte.

Nothing here knows how a portal stores things; it follows the addresses of a receipt. Everything is bounded:
the time to connect and between bytes, the time for a file, its size, the number of redirects.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import AuthBase

from publisher.model.portal import Receipt
from publisher.model.release import Artifact, Publication
from publisher.model.text import msg
from publisher.push.base import ReadFault
from publisher.push.bounded import bound, within

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
LEAST_BYTES_PER_SECOND = 100_000
MOST_REDIRECTS = 5
PAGE_BYTES = 20_000_000
_CHUNK = 1 << 16
_GONE = (401, 403, 404, 410)


class _Anonymous(AuthBase):
    """No credentials, not even those that .netrc has for the host."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.pop("Authorization", None)
        return request


class _Session(requests.Session):
    """Asks the environment for proxies and authorities once for each host: it takes as long as to read a file."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[object, ...], Any] = {}

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        """As of `requests`."""
        ask = partial(super().merge_environment_settings, url, proxies, stream, verify, cert)
        if proxies:
            return ask()
        key = (*urlsplit(url)[:2], stream, verify, cert)
        if key not in self._known:
            self._known[key] = ask()
        return self._known[key]


def anonymous_session() -> requests.Session:
    """A session without credentials that keeps no cookies and follows few redirects."""
    session = _Session()
    bound(session)
    session.auth = _Anonymous()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.max_redirects = MOST_REDIRECTS
    session.headers.update({"User-Agent": "publisher (verification)", "Accept-Encoding": "identity"})
    return session


def verify(
    session: requests.Session, base: str, receipt: Receipt, publication: Publication | None
) -> tuple[ReadFault, ...]:
    """What is wrong with what `receipt` says is shown: nothing, when every file reads back as published."""
    faults = list(page_faults(session, urljoin(base, receipt.page_url)))
    if publication is None:
        return tuple(faults)
    for artifact in publication.artifacts:
        address = receipt.files.get(artifact.path)
        if address is None:
            faults.append(ReadFault(artifact.path, msg("the portal gave it no address")))
            continue
        fault = file_fault(session, urljoin(base, address), artifact)
        if fault is not None:
            faults.append(fault)
    return tuple(faults)


def verify_gone(session: requests.Session, base: str, files: Mapping[str, str]) -> tuple[ReadFault, ...]:
    """Which files of a withdrawn dataset an anonymous reader can still get, by path and earlier address."""
    faults = []
    for path, address in files.items():
        try:
            with _got(session, urljoin(base, address)) as answer:
                if answer.status_code not in _GONE:
                    what = msg("it still answers, with status {status}", status=answer.status_code)
                    faults.append(ReadFault(path, what))
        except requests.RequestException as error:
            faults.append(_no_answer(path, error))
    return tuple(faults)


@contextmanager
def _got(session: requests.Session, url: str, most: int = 0) -> Iterator[requests.Response]:
    """An answer of which `most` bytes are to be read, for no longer than they may take."""
    with (
        within(3 * READ_SECONDS + most / LEAST_BYTES_PER_SECOND),
        closing(session.get(url, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS))) as answer,
    ):
        yield answer


def _no_answer(path: str | None, error: requests.RequestException) -> ReadFault:
    if isinstance(error, requests.TooManyRedirects):
        return ReadFault(path, msg("it redirects more than {most} times", most=MOST_REDIRECTS))
    if isinstance(error, requests.Timeout):
        return ReadFault(path, msg("no answer in time"), unreachable=True)
    return ReadFault(path, msg("no answer, or one that broke off"), unreachable=True)


def page_faults(session: requests.Session, url: str) -> Iterator[ReadFault]:
    """What is wrong with a dataset's page."""
    try:
        with _got(session, url, PAGE_BYTES) as answer:
            if answer.status_code != 200:
                yield ReadFault(None, msg("its page answers with status {status}", status=answer.status_code))
                return
            if not answer.headers.get("Content-Type", "").startswith(("text/html", "application/xhtml+xml")):
                yield ReadFault(None, msg("its page is not HTML"))
            for _ in _chunks(answer, PAGE_BYTES):
                pass
    except _TooMuchError:
        yield ReadFault(None, msg("its page has no end"))
    except requests.RequestException as error:
        yield _no_answer(None, error)


def file_fault(session: requests.Session, url: str, artifact: Artifact) -> ReadFault | None:
    """What is wrong with a file, read whole; None when it is as it was proven."""
    path = artifact.path
    try:
        with _got(session, url, artifact.bytes) as answer:
            if answer.status_code != 200:
                return ReadFault(path, msg("status {status} instead of the file", status=answer.status_code))
            reading = _Reading()
            chunks = reading.watch(_chunks(answer, artifact.bytes))
            rows = _csv_records(chunks) if _counts_rows(artifact) else None
            for _ in chunks:
                pass
    except _TooMuchError:
        return ReadFault(path, msg("more than its {bytes} bytes, or too slow to be read", bytes=artifact.bytes))
    except requests.RequestException as error:
        return _no_answer(path, error)
    if reading.bytes != artifact.bytes:
        return ReadFault(path, msg("{seen} bytes instead of {bytes}", seen=reading.bytes, bytes=artifact.bytes))
    if reading.hash.hexdigest() != artifact.sha256:
        return ReadFault(path, msg("its SHA-256 is another one"))
    if rows is not None and rows != artifact.rows:
        return ReadFault(path, msg("{seen} rows instead of {rows}", seen=rows, rows=artifact.rows or 0))
    return None


class _TooMuchError(Exception):
    """More bytes or more time than the file may take."""


class _Reading:
    """Counts and hashes the bytes that go by."""

    def __init__(self) -> None:
        self.bytes = 0
        self.hash = hashlib.sha256()

    def watch(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.bytes += len(chunk)
            self.hash.update(chunk)
            yield chunk


def _chunks(answer: requests.Response, most: int) -> Iterator[bytes]:
    """The body, at most `most` bytes of it and not slower than the floor; _TooMuchError beyond."""
    deadline = time.monotonic() + READ_SECONDS + most / LEAST_BYTES_PER_SECOND
    seen = 0
    for chunk in answer.iter_content(_CHUNK):
        seen += len(chunk)
        if seen > most or time.monotonic() > deadline:
            raise _TooMuchError
        yield chunk


def _counts_rows(artifact: Artifact) -> bool:
    return artifact.kind == "data" and artifact.rows is not None and artifact.format.lower() == "csv"


def _csv_records(chunks: Iterator[bytes]) -> int | None:
    """Records below the header, or None when the bytes are not CSV in UTF-8 (the hash then says so too)."""
    try:
        return max(sum(1 for _ in csv.reader(_lines(chunks))) - 1, 0)
    except (UnicodeDecodeError, csv.Error):
        return None


def _lines(chunks: Iterator[bytes]) -> Iterator[str]:
    """Lines with their ends, as csv.reader wants them: it joins those that a quoted value spans."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    rest = ""
    for chunk in chunks:
        *lines, rest = (rest + decoder.decode(chunk)).split("\n")
        yield from (line + "\n" for line in lines)
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest
