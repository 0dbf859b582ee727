"""Searches and judges documents of strangers in a process of its own, with bounds on time and memory.

One process reads one document after another; it is replaced when a document ends it, when it has grown, or when a
search is given up. A step that ended it is left out in a second try, so that one page costs that page and not the
document: whatever happens, the rest comes, and what is missing is an `Unsearched`.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from publisher.documents.accessible import faults
from publisher.documents.contents import UnreadableDocumentError, pdf_text, unreadable
from publisher.documents.search import Bounds, Item, Passage, Reason, Rows, Unsearched, search
from publisher.documents.structure import DocumentFault

SECONDS = 20
"""Processor seconds for one document."""
MEGABYTES = 512
"""Memory of the process, without the libraries' code."""

_PATIENCE = 6
"""How much longer than its processor time a search may take on a busy machine."""
_MOST_DEATHS = 3
_GROWN = 320 * 1024
"""Kilobytes from which the process is replaced after a document."""
_MOST_DOCUMENTS = 500
_READ = 1 << 16
_FULL = 0.4
"""The part of its memory, as last seen, from which its death is put down to that: what grows, doubles."""
_TICK = 0.1
_MOST_WORDS = 4096
_NO_MEMORY = re.compile(
    rb"MemoryError|bad_alloc|memory allocation|[Oo]ut of memory|[Cc]annot (?:allocate memory|map)|failed to map"
)
"""What Python, C++, Rust, C and the dynamic linker say when there is none."""


class Apart:
    """Searches documents apart from this process. Use as a context, or `close` it; one thread at a time."""

    def __init__(self, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""
        self._open: list[IO[bytes]] = []
        self._last_words, self._most = b"", 0

    def __enter__(self) -> Apart:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
                if pipe is not None:
                    with contextlib.suppress(OSError):  # what was not yet sent to one that died
                        pipe.close()
            self._process = None
        self._rest = b""

    def search(self, path: Path, name: str = "") -> Iterator[Item]:
        """The same as `search.search`, within the bounds. Each item once; never raises for what the file holds."""
        skip: dict[str, Reason] = {}
        given: set[int] = set()
        until = time.monotonic() + self._seconds * _PATIENCE
        shown = name or path.name
        for _ in range(_MOST_DEATHS):
            step = shown
            done = False
            try:
                for line in self._answers({"path": str(path), "name": name, "skip": skip}, until):
                    word, rest = line[0], line[1:]
                    if word == "begin":
                        step = rest[0]
                    elif word == "end":
                        done = True
                        if rest[0]:
                            self.close()
                    elif (key := hash(str(line))) not in given:
                        given.add(key)
                        yield _item(word, rest)
                if done:
                    return
            finally:
                if not done:
                    reason = self._reason(until)
                    self.close()
            if reason == "slow" or step in skip:
                yield Unsearched(reason, shown)
                return
            skip[step] = reason
        yield Unsearched(reason, shown)

    def faults(self, path: Path, kind: str) -> tuple[DocumentFault, ...] | Reason:
        """The same as `accessible.faults` within the bounds, or why the process did not come to the end.

        Raises UnreadableDocumentError.
        """
        found = self._told(path, {"kind": kind}, kind)
        return tuple(DocumentFault(*rest) for rest in found) if isinstance(found, list) else found

    def pages(self, path: Path) -> tuple[str, ...] | Reason:
        """The same as `contents.pdf_text` within the bounds, or why the process did not come to the end.

        Raises UnreadableDocumentError.
        """
        found = self._told(path, {"pages": True}, "PDF")
        return tuple(text for (text,) in found) if isinstance(found, list) else found

    def _told(self, path: Path, request: dict[str, Any], kind: str) -> list[list[Any]] | Reason:
        """What the process says of a document for such a request, or why it did not come to the end."""
        until = time.monotonic() + self._seconds * _PATIENCE
        found = []
        for word, *rest in self._answers({"path": str(path), **request}, until):
            if word == "told":
                found.append(rest)
            elif word == "unreadable":
                raise unreadable(path, kind)
            elif word == "end":
                if rest[0]:
                    self.close()
                return found
        reason = self._reason(until)
        self.close()
        return reason

    def _answers(self, request: dict[str, Any], until: float) -> Iterator[list[Any]]:
        """What the process writes for one document, until it is at the end, dies, or takes too long."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(request | {"seconds": self._seconds}).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            return
        while True:
            while b"\n" not in self._rest:
                left = until - time.monotonic()
                ready, _, _ = select.select(self._open, [], [], min(max(left, 0), _TICK))
                self._most = max(self._most, _memory_of(process.pid))
                if left > 0 and process.stdout not in ready:
                    if process.stderr in ready:
                        self._listen(process.stderr)
                    continue
                piece = os.read(process.stdout.fileno(), _READ) if process.stdout in ready else b""
                if not piece:
                    return
                self._rest += piece
            lines = self._rest.split(b"\n")
            self._rest = lines.pop()
            for place, raw in enumerate(lines):
                line = json.loads(raw)
                if line[0] == "end":
                    self._rest = b"\n".join([*lines[place + 1 :], self._rest])
                    yield line
                    return
                yield line

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "publisher.documents.apart"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
            self._bound(self._process.pid)
            self._open = [pipe for pipe in (self._process.stderr, self._process.stdout) if pipe is not None]
        self._last_words, self._most = b"", 0
        return self._process

    def _bound(self, pid: int) -> None:
        """Its memory ends from its first moment on: what it imports counts, and no file comes before that."""
        limit = self._megabytes * 1024**2
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_DATA, (limit, limit))
            resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))

    def _listen(self, pipe: IO[bytes]) -> None:
        piece = os.read(pipe.fileno(), _READ)
        self._last_words = (self._last_words + piece)[-_MOST_WORDS:]
        if not piece:
            self._open.remove(pipe)

    def _reason(self, until: float) -> Reason:
        """Why the process did not come to the end."""
        if time.monotonic() >= until:
            return "slow"
        if self._process is None or self._process.stderr is None:
            return "crashed"
        end = time.monotonic() + 1
        pipe = self._process.stderr
        while pipe in self._open and time.monotonic() < end and select.select([pipe], [], [], _TICK)[0]:
            self._listen(pipe)
        try:
            code = self._process.wait(max(end - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            return "crashed"
        if code == -signal.SIGXCPU:
            return "slow"
        full = self._most > self._megabytes * 1024**2 * _FULL
        killed = code == -signal.SIGKILL  # nobody else ends it so
        return "too-large" if full or killed or _NO_MEMORY.search(self._last_words) else "crashed"


def _memory_of(pid: int) -> int:
    """Bytes that count against the limit of a process; none of one that died."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[5]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def _item(word: str, rest: list[Any]) -> Item:
    if word == "text":
        return Passage(*rest)
    if word == "rows":
        header, rows, where, hidden = rest
        return Rows(tuple(header), tuple(map(tuple, rows)), where, hidden)
    return Unsearched(*rest)


def _line(item: Item) -> list[Any]:
    match item:
        case Passage(text, where, page, hidden):
            return ["text", text, where, page, hidden]
        case Rows(header, rows, where, hidden):
            return ["rows", header, rows, where, hidden]
        case Unsearched(reason, where, page):
            return ["unsearched", reason, where, page]


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """The life of the process: a request on each line, its items and an end for each."""

    def put(line: list[Any]) -> None:
        answers.write(json.dumps(line).encode() + b"\n")

    def begin(step: str) -> None:
        put(["begin", step])
        answers.flush()

    for number, raw in enumerate(requests, 1):
        request = json.loads(raw)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + request["seconds"], hard))
        path = Path(request["path"])
        if "name" not in request:
            try:
                if "pages" in request:
                    for text in pdf_text(path):
                        put(["told", text])
                else:
                    for fault in faults(path, request["kind"]):
                        put(["told", fault.kind, fault.count, fault.sure, fault.why, fault.page])
            except UnreadableDocumentError:
                put(["unreadable"])
        else:
            for item in search(path, request["name"], bounds=Bounds(), begin=begin, skip=request["skip"]):
                put(_line(item))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > _GROWN
        last = grown or number >= _MOST_DOCUMENTS
        put(["end", last])
        answers.flush()
        if last:
            return


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
