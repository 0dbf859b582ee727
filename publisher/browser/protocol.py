"""Speaking the browser's own protocol (Chrome DevTools Protocol) over its WebSocket: one caller, no threads.

Selenium starts and ends the browser; what is looked at goes through here, because the driver in between waits for
frames that never load and cannot see requests under way, nor run a script where the page cannot touch it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import websocket

Json = dict[str, Any]
_CALL_SECONDS = 60.0


class GoneError(Exception):
    """The browser or the tab is gone."""


class SlowError(GoneError):
    """No answer came in time."""


class CommandError(Exception):
    """The browser refuses a command: the document it was meant for has gone, most often."""


class Connection:
    """One WebSocket to one browser. Events go to the listener of their session while an answer is awaited."""

    def __init__(self, address: str) -> None:
        try:
            self._socket = websocket.create_connection(
                address, suppress_origin=True, timeout=_CALL_SECONDS, skip_utf8_validation=True
            )
        except (OSError, websocket.WebSocketException) as error:
            raise GoneError from error
        self._number = 0
        self.listeners: dict[str, Callable[[str, Json], None]] = {}
        self.gone: set[str] = set()
        """Sessions whose tab has crashed or was closed: they answer no more."""

    def close(self) -> None:
        """Let go of the browser."""
        self._socket.close(timeout=0)

    def abort(self) -> None:
        """The same from another thread: whoever waits for an answer gets GoneError."""
        self._socket.abort()  # type: ignore[no-untyped-call]

    def tell(self, method: str, params: Mapping[str, Any] | None = None, session: str = "") -> int:
        """Send a command and do not wait for its answer; gives its number."""
        self._number += 1
        message: Json = {"id": self._number, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        try:
            self._socket.send(json.dumps(message))
        except (OSError, websocket.WebSocketException) as error:
            raise GoneError from error
        return self._number

    def call(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        session: str = "",
        seconds: float = _CALL_SECONDS,
    ) -> Json:
        """Send a command and give its answer; CommandError when it is refused, GoneError when none comes."""
        number = self.tell(method, params, session)
        until = time.monotonic() + seconds
        while True:
            message = self._receive(until)
            if message is None:
                raise SlowError
            if message.get("id") == number:
                if "error" in message:
                    raise CommandError(method)
                result: Json = message["result"]
                return result
            self._hand_on(message)
            if session in self.gone:
                raise GoneError

    def listen(self, seconds: float) -> bool:
        """Hand on one event, if one comes within so many seconds."""
        message = self._receive(time.monotonic() + seconds)
        if message is not None:
            self._hand_on(message)
        return message is not None

    def _hand_on(self, message: Json) -> None:
        listener = self.listeners.get(message.get("sessionId", ""))
        if listener is not None and "method" in message:
            listener(message["method"], message.get("params", {}))

    def _receive(self, until: float) -> Json | None:
        self._socket.settimeout(max(0.001, until - time.monotonic()))
        try:
            text = self._socket.recv()
        except websocket.WebSocketTimeoutException:
            return None
        except (OSError, websocket.WebSocketException) as error:
            raise GoneError from error
        if not text:
            raise GoneError
        message: Json = json.loads(text)
        return message
