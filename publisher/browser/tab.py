"""One tab: what it is loading, what it has loaded, and scripts run beside the page where it cannot touch them.

What the page's own world holds (its own axe, changed prototypes, a policy against scripts) does not reach an
isolated world of the browser: only the document is shared.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from publisher.browser.protocol import CommandError, Connection, GoneError, Json, SlowError

_WORLD = "publisher"
_ASKING = frozenset({"XHR", "Fetch", "EventSource", "WebSocket"})
"""Ways in which a script asks the server for something that no list of the page's parts shows."""
_NEEDED = frozenset({"Document", "Stylesheet", "Script", "Font", "XHR", "Fetch"})
"""What a page is not there without."""
_SHOWN = frozenset({"Image", "Media", "TextTrack"})


class MovedError(Exception):
    """The document that was being looked at has gone: the page leads elsewhere, or loads itself again."""


class ScriptError(Exception):
    """A script of ours broke down; carries the class of the JavaScript error and nothing else."""


@dataclass(slots=True)
class Loading:
    """What is known of the document in the tab."""

    loader: str = ""
    url: str = ""
    unreachable: bool = False
    ready: bool = False
    loaded: bool = False
    documents: int = 0
    """How many documents have stood in the tab since it was sent to its address."""
    answers: dict[str, tuple[int, str, bool]] = field(default_factory=dict)
    """Status, media type and whether it may run no script, by loader."""
    leaving: set[str] = field(default_factory=set)
    under_way: dict[str, str] = field(default_factory=dict)
    """Requests without an end yet: their kind."""
    resources: set[str] = field(default_factory=set)
    asked: bool = False
    crashed: bool = False

    @property
    def answer(self) -> tuple[int, str, bool]:
        """Status, media type (empty when unknown) and whether the page may run no script."""
        return self.answers.get(self.loader, (0, "", False))

    @property
    def needed(self) -> bool:
        """Whether something is under way without which the page is not there."""
        return not self.ready or bool(self.leaving) or any(kind in _NEEDED for kind in self.under_way.values())

    @property
    def pictures(self) -> bool:
        """Whether pictures, films or sounds are under way."""
        return not self.loaded or any(kind in _SHOWN for kind in self.under_way.values())


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of the page; `path` counts from the page."""

    id: str
    url: str


class Tab:
    """A tab of a browser, with its events heard."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._target = str(connection.call("Target.createTarget", {"url": "about:blank"})["targetId"])
        answer = connection.call("Target.attachToTarget", {"targetId": self._target, "flatten": True})
        self._session = str(answer["sessionId"])
        connection.listeners[self._session] = self._hear
        self.state = Loading()
        self._worlds: dict[tuple[str, str], int] = {}
        self._pinned = False
        self._own: frozenset[str] = frozenset()
        self._headers: dict[str, str] = {}
        self._main = self._target  # the main frame of a tab bears its name
        for domain in ("Page", "Inspector"):
            self.call(f"{domain}.enable")
        self.call("Network.enable", maxTotalBufferSize=0, maxResourceBufferSize=0)

    def call(self, method: str, *, seconds: float = 60.0, **params: Any) -> Json:
        """A command to this tab; MovedError when the document it was for has gone."""
        if self.state.crashed:
            raise GoneError
        try:
            return self._connection.call(method, params, self._session, seconds)
        except CommandError as error:
            if self.state.crashed:
                raise GoneError from error
            raise MovedError from error

    def tell(self, method: str, **params: Any) -> None:
        """A command whose answer nobody waits for."""
        self._connection.tell(method, params, self._session)

    def listen(self, seconds: float) -> None:
        """Hear what happens within so many seconds."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self.state.crashed:
            self._connection.listen(left)

    def hear_next(self, seconds: float) -> None:
        """Hear one event, if one comes within so many seconds."""
        self._connection.listen(seconds)
        if self.state.crashed:
            raise GoneError

    # -- where the tab stands

    def open(self, url: str, seconds: float) -> Json:
        """Send the tab to `url`; gives the browser's word on it (`errorText`, `isDownload`)."""
        self.state = Loading()
        self._worlds.clear()
        return self.call("Page.navigate", seconds=seconds, url=url)

    def rest(self) -> None:
        """Leave the page: its scripts and sounds end."""
        self.unpin()
        self.open("about:blank", 10.0)

    def pin(self) -> None:
        """From now on the page leads nowhere: what it asks for instead of itself is refused."""
        if not self._pinned:
            self._pinned = True
            self._stop_requests()

    def unpin(self) -> None:
        """Let the page lead on again."""
        if self._pinned:
            self._pinned = False
            self._stop_requests()

    def send_to(self, hosts: frozenset[str], headers: Mapping[str, str]) -> None:
        """From now on send these headers to these hosts, and to no other one."""
        self._own, self._headers = hosts, dict(headers)
        self._stop_requests()

    def _stop_requests(self) -> None:
        """Have requests wait for `_paused`: all where headers are added, else those that lead the page away."""
        if self._headers:
            self.call("Fetch.enable", patterns=[{"requestStage": "Request"}])
        elif self._pinned:
            self.call("Fetch.enable", patterns=[{"resourceType": "Document", "requestStage": "Request"}])
        else:
            self.call("Fetch.disable")

    def frames(self) -> Iterator[tuple[Frame, int]]:
        """The frames within the page, each with its depth (1: a frame of the page itself)."""

        def below(tree: Json, depth: int) -> Iterator[tuple[Frame, int]]:
            for child in tree.get("childFrames", ()):
                frame = child["frame"]
                yield Frame(str(frame["id"]), str(frame.get("url", ""))), depth
                yield from below(child, depth + 1)

        yield from below(self.call("Page.getFrameTree")["frameTree"], 1)

    # -- scripts

    def run(self, script: str, frame: str = "", seconds: float = 60.0) -> Any:
        """The value of a script beside the page (or a frame of it); a promise is waited for."""
        return self._evaluate(script, seconds, contextId=self._world(frame or self._main))

    def run_inside(self, script: str) -> Any:
        """The value of a script in the page's own world: what it says is the page's word."""
        return self._evaluate(script, 10.0)

    def _evaluate(self, script: str, seconds: float, **where: Any) -> Any:
        answer = self.call(
            "Runtime.evaluate", seconds=seconds, expression=script, returnByValue=True, awaitPromise=True, **where
        )
        if "exceptionDetails" in answer:
            thrown = answer["exceptionDetails"].get("exception", {})
            raise ScriptError(str(thrown.get("className", ""))[:60])
        return answer["result"].get("value")

    def _world(self, frame: str) -> int:
        key = (frame, self.state.loader)
        if key not in self._worlds:
            made = self.call("Page.createIsolatedWorld", frameId=frame, worldName=_WORLD)
            self._worlds[key] = int(made["executionContextId"])
        return self._worlds[key]

    # -- what is heard

    def _hear(self, event: str, params: Json) -> None:
        known = _EVENTS.get(event)
        if known is not None:
            known(self, params)

    def _navigated(self, params: Json) -> None:
        frame, state = params["frame"], self.state
        if frame.get("parentId"):
            return
        state.loader, state.url = str(frame["loaderId"]), str(frame["url"]) + str(frame.get("urlFragment", ""))
        state.unreachable = bool(frame.get("unreachableUrl"))
        state.ready = state.loaded = False
        state.documents += 1
        state.leaving.discard(state.loader)
        state.under_way.clear()
        state.resources.clear()
        state.asked = False
        self._worlds.clear()

    def _ready(self, _: Json) -> None:
        self.state.ready = True

    def _loaded(self, _: Json) -> None:
        self.state.ready = self.state.loaded = True

    def _requested(self, params: Json) -> None:
        state, kind, request = self.state, params.get("type", ""), params["requestId"]
        if kind == "Document" and params.get("frameId") == self._main:
            state.leaving.add(request)
            return
        state.under_way[request] = kind
        state.asked = state.asked or kind in _ASKING
        if kind != "Other":  # the icon of a site is nothing that a verdict depends on
            state.resources.add(str(params["request"]["url"]))

    def _answered(self, params: Json) -> None:
        if params.get("type") == "Document" and params.get("frameId") == self._main:
            response = params["response"]
            headers = {name.lower(): str(value) for name, value in response.get("headers", {}).items()}
            policy = headers.get("content-security-policy", "").lower()
            silent = any(
                "allow-scripts" not in part
                for part in policy.replace(",", ";").split(";")
                if part.split()[:1] == ["sandbox"]
            )
            self.state.answers[params["requestId"]] = (int(response["status"]), response["mimeType"], silent)

    def _ended(self, params: Json) -> None:
        self.state.under_way.pop(params["requestId"], None)
        if "errorText" in params:
            self.state.leaving.discard(params["requestId"])

    def _stays(self, params: Json) -> None:
        if params.get("frameId") == self._main:
            self.state.leaving.clear()  # what came was a file to keep, or nothing
            if self.state.documents:
                self.state.ready = self.state.loaded = True

    def _socket_opened(self, _: Json) -> None:
        self.state.asked = True

    def _paused(self, params: Json) -> None:
        leads = params.get("frameId") == self._main and params.get("resourceType") == "Document"
        if leads and self._pinned:
            self.tell("Fetch.failRequest", requestId=params["requestId"], errorReason="Aborted")
            return
        more: Json = {}
        if self._headers:
            # what is carried on from a host of ours to another one is taken away there
            request = params["request"]
            ours = {name.lower() for name in self._headers}
            sent = {name: value for name, value in request["headers"].items() if name.lower() not in ours}
            if (urlsplit(request["url"]).hostname or "") in self._own:
                sent |= self._headers
            more["headers"] = [{"name": name, "value": value} for name, value in sent.items()]
        self.tell("Fetch.continueRequest", requestId=params["requestId"], **more)

    def _asked(self, params: Json) -> None:
        leaving = params.get("type") == "beforeunload"
        self.tell("Page.handleJavaScriptDialog", accept=leaving)

    def _crashed(self, _: Json) -> None:
        self.state.crashed = True
        self._connection.gone.add(self._session)


_EVENTS = {
    "Page.frameNavigated": Tab._navigated,
    "Page.domContentEventFired": Tab._ready,
    "Page.loadEventFired": Tab._loaded,
    "Page.frameStoppedLoading": Tab._stays,
    "Page.downloadWillBegin": Tab._stays,
    "Page.javascriptDialogOpening": Tab._asked,
    "Network.requestWillBeSent": Tab._requested,
    "Network.responseReceived": Tab._answered,
    "Network.loadingFinished": Tab._ended,
    "Network.loadingFailed": Tab._ended,
    "Network.webSocketCreated": Tab._socket_opened,
    "Fetch.requestPaused": Tab._paused,
    "Inspector.targetCrashed": Tab._crashed,
    "Inspector.detached": Tab._crashed,
}

__all__ = ["Frame", "GoneError", "Loading", "MovedError", "ScriptError", "SlowError", "Tab"]
