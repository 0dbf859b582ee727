"""A web server on loopback for tests: answers by path, well-behaved or not, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 404: "Not Found", 503: "Busy"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    target: str
    headers: Mapping[str, str]


@dataclass(slots=True)
class Answer:
    """What to answer. `raw` is sent as it is; `drip` sends the body byte by byte with this pause in seconds."""

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"
    raw: bytes | None = None
    drip: float = 0.0
    wait: float = 0.0
    drop: bool = False


_NOT_FOUND = Answer("<title>404</title>", 404)

Give = Answer | Callable[[Asked], Answer]


class Server:
    """Serves `routes` (path with query) on 127.0.0.1; `fallback` answers the rest. `asked` is the log."""

    def __init__(self, routes: Mapping[str, Give], fallback: Give | None = None) -> None:
        self.routes = dict(routes)
        self.fallback: Give = fallback or _NOT_FOUND
        self.asked: list[Asked] = []
        self.url = ""
        self.most_at_once = 0
        self._at_once = 0

    def paths(self) -> list[str]:
        """What was asked for, robots.txt and the default sitemap aside."""
        return [item.target for item in self.asked if item.target not in ("/robots.txt", "/sitemap.xml")]

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                asked = _parse(await reader.readuntil(b"\r\n\r\n"))
                self.asked.append(asked)
                self._at_once += 1
                self.most_at_once = max(self.most_at_once, self._at_once)
                try:
                    if not await self._give(asked, writer):
                        return
                finally:
                    self._at_once -= 1
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _give(self, asked: Asked, writer: asyncio.StreamWriter) -> bool:
        usual = asked.target in ("/robots.txt", "/sitemap.xml")
        give = self.routes.get(asked.target, _NOT_FOUND if usual else self.fallback)
        answer = give(asked) if callable(give) else give
        await asyncio.sleep(answer.wait)
        if answer.drop:
            writer.transport.abort()
            return False
        if answer.raw is not None:
            writer.write(answer.raw)
            await writer.drain()
            return False
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        headers = {"Content-Type": answer.kind, "Content-Length": str(len(body)), **answer.headers}
        head = f"HTTP/1.1 {answer.status} {REASONS.get(answer.status, 'X')}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
        writer.write(head.encode() + b"\r\n")
        if answer.drip:
            for at in range(len(body)):
                writer.write(body[at : at + 1])
                await writer.drain()
                await asyncio.sleep(answer.drip)
        else:
            writer.write(body)
        await writer.drain()
        return True


def _parse(head: bytes) -> Asked:
    lines = head.decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ", 2)
    pairs = (line.partition(":") for line in lines[1:] if line)
    return Asked(method, target, {name.lower(): value.strip() for name, _, value in pairs})


@contextmanager
def serving(routes: Mapping[str, Give], fallback: Give | None = None) -> Iterator[Server]:
    """A server that runs for the length of the block."""
    server = Server(routes, fallback)
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    async def main() -> None:
        listening = await asyncio.start_server(server._client, "127.0.0.1", 0, limit=1 << 20)
        server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        ready.set()
        await stop.wait()
        listening.close()

    stop = asyncio.Event()
    thread = threading.Thread(target=_run, args=(loop, main), daemon=True)
    thread.start()
    assert ready.wait(5)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(5)


def _run(loop: asyncio.AbstractEventLoop, main: Callable[[], Awaitable[None]]) -> None:
    asyncio.set_event_loop(loop)
    loop.run_until_complete(main())
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
