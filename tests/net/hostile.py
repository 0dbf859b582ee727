"""Other ends of a line that keep it open and do not say what they should: they drip, or swallow."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def dripping(pieces: list[bytes], *, asked: bool = True) -> Iterator[str]:
    """The address of a server that sends a piece, waits for a request, ..., and then a byte every 20 ms.

    Without `asked` it does not wait for the first one.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve(line: socket.socket) -> None:
        with suppress(OSError), line:
            for number, piece in enumerate(pieces):
                if asked and (number == 0 or piece == b""):
                    while b"\r\n\r\n" not in line.recv(1 << 16):
                        pass
                line.sendall(piece)
            while not over.wait(0.02):
                line.sendall(b"x")

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/page"
    finally:
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


class Swallowing:
    """A line to a server on loopback that can stop to carry, and keeps both ends open."""

    def __init__(self, port: int) -> None:
        self.carries = True
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._open = [self._listening]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listening.accept()
                there = socket.create_connection(("127.0.0.1", self._to))
                self._open += [here, there]
                for ends in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(1 << 16):
                if self.carries:
                    target.sendall(piece)
            target.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def swallowing_line(port: int) -> Iterator[Swallowing]:
    """A line to a server on loopback, for the length of the block."""
    line = Swallowing(port)
    try:
        yield line
    finally:
        line.close()
