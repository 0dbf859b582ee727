"""One CKAN's Action API as it really answers: each request bounded in time, its outcome put in one of three.

The outcome of a request is a result, a refusal (asking again would not help), or a disturbance (nobody knows
what happened there). Reads are simply repeated after a disturbance. A write is not: who sent it must first look
what became of it (see `writing`). The protocol's envelope is ckanapi's; its transport has neither timeouts nor
retries and holds files in memory, so sending is done here.
"""

from __future__ import annotations

import hashlib
import json
import random
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any, BinaryIO

import requests
from ckanapi.common import prepare_action, reverse_apicontroller_action
from ckanapi.errors import CKANAPIError, NotAuthorized, NotFound, ServerIncompatibleError, ValidationError
from requests_toolbelt.multipart.encoder import MultipartEncoder

from publisher.model.errors import PortalError
from publisher.model.text import Message, msg
from publisher.push.bounded import bound, within
from publisher.push.portals.ckan.token import TokenAuth

CONNECT_SECONDS = 10.0
PAGE = 1000
"""Datasets asked for at once; CKAN cuts a larger number to this silently."""
_LONGEST_ANSWER = 5
"""A whole answer may take this many times the timeout, however slowly its pieces come."""
_LEAST_BYTES_PER_SECOND = 100_000
MOST_BYTES = 256_000_000
"""Of one answer; a page of datasets with dozens of files each takes a tenth of it."""
_PIECE = 1 << 16
_TRANSIENT = (408, 425, 429, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a disturbed portal is waited for: tries of one request, seconds between them, seconds in all."""

    tries: int = 5
    first_wait: float = 0.5
    longest_wait: float = 60.0
    budget: float = 300.0


class _LongAnswerError(requests.RequestException):
    """More than any action of CKAN says."""


class RefusalError(PortalError):
    """The portal understood and said no. `status` is HTTP's; `fields` are what a validation found fault with."""

    status: int = 0
    fields: frozenset[str] = frozenset()


class DisturbanceError(PortalError):
    """No answer, or none that tells what happened. `retry_after` is what the portal asked for, in seconds."""

    retry_after: float | None = None
    worth: int = 99
    """How many tries it is worth: a fault inside CKAN is mostly there to stay."""


class TokenLostError(PortalError):
    """The portal does not know the token any more, or it lost its rights: nothing else can be written."""


class ChangedFileError(PortalError):
    """A file is not any more what was proven; nothing of it was taken."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file for the key `key` of a request, under the plain ASCII `name`; it must have this hash."""

    key: str
    path: Path
    name: str
    media_type: str
    bytes: int
    sha256: str


class CkanClient:
    """Requests to one portal. `writes` counts those sent to change something. Threads may share it.

    `time` is what the portal's own clock said with its last answer: the one clock that all its writers see.
    """

    def __init__(self, url: str, auth: TokenAuth, timeout: float, patience: Patience) -> None:
        self.url = url.rstrip("/")
        self.writes = 0
        self.time: datetime | None = None
        self._auth = auth
        self._timeout = (min(CONNECT_SECONDS, timeout), timeout)
        self._patience = patience
        self._waited = 0.0
        self._lock = threading.Lock()
        self._local = threading.local()

    def session(self) -> requests.Session:
        """This thread's session, with the token and without cookies."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            bound(session)
            session.auth = self._auth
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            session.max_redirects = 5
            session.headers.update({"User-Agent": "publisher", "Accept-Encoding": "identity"})
            self._local.session = session
        return session

    def read(self, action: str, **data: Any) -> Any:
        """The result of an action that changes nothing; repeated while the portal is disturbed."""
        for count in range(1, self._patience.tries + 1):
            try:
                return self._send(action, data)
            except DisturbanceError as disturbance:
                self.wait(count, disturbance)
        raise AssertionError("wait() ends the last try")

    def write(self, action: str, data: Mapping[str, Any], uploads: Sequence[Upload] = ()) -> Any:
        """Send an action that changes something, once."""
        with self._lock:
            self.writes += 1
        return self._send(action, data, uploads)

    def wait(self, count: int, disturbance: DisturbanceError) -> None:
        """Wait before try `count` + 1; raises `disturbance` when it is not worth it or patience is at its end."""
        patience = self._patience
        asked = disturbance.retry_after or 0.0
        if count >= min(patience.tries, disturbance.worth) or asked > patience.longest_wait:
            raise disturbance
        random_wait = random.uniform(0, min(patience.longest_wait, patience.first_wait * 2**count))  # noqa: S311
        seconds = asked + random_wait
        with self._lock:
            if self._waited + seconds > patience.budget:
                raise disturbance
            self._waited += seconds
        time.sleep(seconds)

    def search(self, query: str) -> Iterator[dict[str, Any]]:
        """Every dataset that `query` (Solr's filter syntax) finds, the private ones too, whole."""
        start = 0
        while True:
            found = self.read(
                "package_search",
                fq=query,
                include_private=True,
                include_drafts=True,
                sort="id asc",
                rows=PAGE,
                start=start,
            )
            yield from found["results"]
            start += len(found["results"])
            if start >= found["count"] or not found["results"]:
                return

    def _send(self, action: str, data: Mapping[str, Any], uploads: Sequence[Upload] = ()) -> Any:
        url, body, headers = prepare_action(action, data, base_url=f"{self.url}/api/3/action/")
        with ExitStack() as files:
            if uploads:
                body = _multipart(data, uploads, files)
                headers = {"Content-Type": body.content_type}
            try:
                with (
                    within(_seconds(self._timeout[1], uploads)),
                    self.session().post(
                        url, data=body, headers=headers, timeout=self._timeout, allow_redirects=False, stream=True
                    ) as answer,
                ):
                    text = _read(answer)
            except requests.RequestException as error:
                raise _no_answer(self.url, error) from None
        self.time = _portal_time(answer) or self.time
        return _result(self.url, action, answer, text)


def _read(answer: requests.Response) -> str:
    """The whole answer. Raises _LongAnswerError before it fills the memory."""
    content = bytearray()
    for piece in answer.iter_content(_PIECE):
        content += piece
        if len(content) > MOST_BYTES:
            raise _LongAnswerError
    return content.decode(errors="replace")


def _seconds(timeout: float, uploads: Sequence[Upload]) -> float:
    """How long sending and the whole answer may take: `timeout` is that of one piece of it."""
    return timeout * _LONGEST_ANSWER + sum(upload.bytes for upload in uploads) / _LEAST_BYTES_PER_SECOND


class _CheckedFile:
    """A file that is hashed while it is sent, and breaks off before its end when it is not what was proven.

    The length is announced before the first byte, so a request that breaks off is none to the portal.
    """

    def __init__(self, file: BinaryIO, upload: Upload) -> None:
        self._file = file
        self._upload = upload
        self._hash = hashlib.sha256()
        self.len = upload.bytes

    def read(self, size: int = -1) -> bytes:
        if not self.len:
            return b""
        data = self._file.read(self.len if size < 0 else min(size, self.len))
        self._hash.update(data)
        self.len -= len(data)
        longer = not self.len and self._file.read(1)
        if not data or longer or (not self.len and self._hash.hexdigest() != self._upload.sha256):
            raise changed(self._upload.name)
        return data


def changed(name: str) -> ChangedFileError:
    """The error of a file that is gone or another one."""
    return ChangedFileError(
        msg("the file {name} is not any more what was proven; it was not sent", name=name),
        hint=msg("something changed or removed it on this machine; the next run makes it again"),
    )


def _multipart(data: Mapping[str, Any], uploads: Sequence[Upload], files: ExitStack) -> MultipartEncoder:
    fields: list[tuple[str, Any]] = [(key, json.dumps(value)) for key, value in data.items()]
    for upload in uploads:
        try:
            file = files.enter_context(upload.path.open("rb"))
        except OSError:
            raise changed(upload.name) from None
        # An empty file would never be read, and so never be compared.
        body = _CheckedFile(file, upload) if upload.bytes else file
        fields.append((upload.key, (upload.name, body, upload.media_type)))
    return MultipartEncoder(fields)


def _no_answer(url: str, error: requests.RequestException) -> DisturbanceError:
    """Our words for it: an exception's text quotes addresses, headers and bodies."""
    message: Message
    if isinstance(error, requests.exceptions.SSLError):
        message = msg("the portal at {url} has no certificate that this machine trusts", url=url)
    elif isinstance(error, requests.Timeout):
        message = msg("the portal at {url} did not answer in time", url=url)
    elif isinstance(error, requests.exceptions.ChunkedEncodingError):
        message = msg("the portal at {url} broke off in the middle of its answer", url=url)
    elif isinstance(error, _LongAnswerError):
        message = msg("the portal at {url} answers without end", url=url)
    else:
        message = msg("the portal at {url} does not answer", url=url)
    return DisturbanceError(
        message,
        hint=msg("see that its address in catalog.yaml is right and its server runs; the next run tries again"),
    )


def _result(url: str, action: str, answer: requests.Response, text: str) -> Any:
    status = answer.status_code
    if status in _TRANSIENT:
        raise _disturbed(
            answer, msg("the portal at {url} is disturbed (HTTP status {status})", url=url, status=status)
        )
    if status in (301, 302, 303, 307, 308):
        raise _refusal(
            status,
            msg(
                "the portal at {url} sends its API requests elsewhere (HTTP status {status})",
                url=url,
                status=status,
            ),
            msg("write the address to which it leads in catalog.yaml, for example https instead of http"),
        )
    if status == 413:
        raise _too_large()
    try:
        result = reverse_apicontroller_action(url, status, text)
    except ValidationError as error:
        raise _invalid(error) from None
    except NotAuthorized:
        raise _refusal(
            status,
            msg("the portal does not let this token do it ({action})", action=action),
            msg(
                "the token's user must be an editor of the organisation, and of every group that the dataset is in"
            ),
        ) from None
    except NotFound:
        raise _refusal(
            status, msg("the portal does not have what was asked for ({action})", action=action)
        ) from None
    except (CKANAPIError, ServerIncompatibleError, KeyError, TypeError, RecursionError):
        raise _no_ckan(url, action, answer) from None
    if not _is_shape(action, result):
        raise _no_ckan(url, action, answer)
    return result


def _is_shape(action: str, result: Any) -> bool:
    """Whether a result is of the kind that CKAN's names of actions tell: a list of things, or one of them."""
    if action == "organization_list_for_user":
        return isinstance(result, list) and all(
            isinstance(one, dict) and {"name", "id"} <= one.keys() for one in result
        )
    if action.endswith("_list"):
        return isinstance(result, list)
    return isinstance(result, dict) or not action.endswith(("_show", "_search"))


def _no_ckan(url: str, action: str, answer: requests.Response) -> PortalError:
    """What an answer without CKAN's envelope means: a fault in CKAN, or something that is not CKAN at all."""
    status = answer.status_code
    page = answer.headers.get("Content-Type", "").startswith(("text/html", "application/xhtml"))
    if page and status < 500:
        fault = _disturbed(
            answer,
            msg("the portal at {url} answers with a web page instead of its API (HTTP status {status})",
                url=url, status=status),
            msg("a login page or a firewall stands in front, or the address in catalog.yaml is not a CKAN's"),
        )  # fmt: skip
        fault.worth = 3
        return fault
    if status >= 500:
        fault = _disturbed(
            answer,
            msg(
                "the portal at {url} failed in {action} (HTTP status {status})",
                url=url,
                action=action,
                status=status,
            ),
            msg("its own log says why; ask its webmaster if the next run fails as well"),
        )
        fault.worth = 2
        return fault
    if status == 200:
        fault = _disturbed(answer, msg("the portal at {url} broke off in the middle of its answer", url=url))
        fault.worth = 3
        return fault
    return _refusal(
        status,
        msg("the portal at {url} does not understand {action} (HTTP status {status})",
            url=url, action=action, status=status),
        msg("CKAN 2.10 or later is needed, and its address without /api"),
    )  # fmt: skip


def _disturbed(answer: requests.Response, message: Message, hint: Message | None = None) -> DisturbanceError:
    fault = DisturbanceError(message, hint=hint or msg("nothing is lost: the next run goes on from here"))
    fault.retry_after = _retry_after(answer)
    return fault


def _retry_after(answer: requests.Response) -> float | None:
    """Seconds that the portal asks to wait; a date is taken against the portal's own clock."""
    value = answer.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(answer.headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return max(wait.total_seconds(), 0.0)


def _portal_time(answer: requests.Response) -> datetime | None:
    try:
        moment = parsedate_to_datetime(answer.headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _refusal(
    status: int, message: Message, hint: Message | None = None, fields: frozenset[str] = frozenset()
) -> RefusalError:
    refusal = RefusalError(message, hint=hint)
    refusal.status = status
    refusal.fields = fields
    return refusal


def _too_large() -> RefusalError:
    return _refusal(
        413,
        msg("a file is larger than the portal takes"),
        msg("ask its webmaster to raise ckan.max_resource_size (and the limit of the web server in front)"),
        frozenset({"upload"}),
    )


def _invalid(error: ValidationError) -> RefusalError:
    fields = frozenset(str(key) for key in error.error_dict if key != "__type")
    if "upload" in fields or any("upload" in str(item) for item in _nested(error.error_dict.get("resources"))):
        return _too_large()
    return _refusal(
        409,
        msg("the portal does not accept what the dataset has in: {fields}", fields=", ".join(sorted(fields))),
        msg("its schema asks for something else; its webmaster knows what"),
        fields,
    )


def _nested(value: object) -> Iterator[object]:
    """The keys of the faults of single resources."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                yield from item
