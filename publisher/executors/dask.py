"""The workers of a Dask cluster as an executor.

A worker of the cluster only carries: it hands each call to a process of its own machine, with the same limits of
time and memory as at home (`local.py`), so that a hostile file ends that process and not the worker. When a worker
is lost, the scheduler gives its calls to another one. Everything that is worked on lies in a folder that all
machines see under the same name.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from multiprocessing import process
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from publisher.executors.base import DiedError, LostError
from publisher.executors.local import LocalExecutor
from publisher.executors.mark import program_mark
from publisher.model.cluster import Cluster
from publisher.model.errors import MissingPartError, UserError
from publisher.model.extras import install_hint
from publisher.model.text import Message, msg

try:
    import distributed
    from distributed.scheduler import KilledWorker
except ImportError as error:
    raise MissingPartError(
        msg("a Dask cluster needs the library distributed"), hint=install_hint("cluster")
    ) from error

T = TypeVar("T")
_Answer = tuple[T | None, Exception | None]
_SECONDS_TO_CONNECT = 30
_SECONDS_WITHOUT_WORKERS = 120.0
"""How long a cluster may be without workers: machines start again, and containers are moved."""
_LOOK_EVERY = 2.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


_SAME_WHEEL = msg("install the same wheel with the same libraries on all machines, and start it again")


def _another_version(worker: str) -> Message:
    return msg("the worker {worker} has another version of the program", worker=worker)


class DaskExecutor:
    """The workers of one scheduler, as many at once as the cluster has threads."""

    def __init__(self, cluster: Cluster, shared: Path) -> None:
        """Raises UserError when the scheduler does not answer, or a worker has another program or other files."""
        self._client = _connect(cluster)
        self._scheduler = cluster.scheduler
        self._shared = shared
        self._night = secrets.token_hex(8)
        self._pending: dict[Future[Any], Any] = {}
        self._ending = threading.Event()
        try:
            self._require_same_house()
        except BaseException:
            self._client.close()
            raise
        threading.Thread(target=self._watch, name="cluster", daemon=True).start()

    @property
    def width(self) -> int:
        """The threads of all workers of this moment."""
        with contextlib.suppress(OSError, TimeoutError):
            return max(1, sum(map(int, self._client.nthreads().values())))
        return 1

    def submit(self, function: Callable[..., T], *arguments: Any, patience: float) -> Future[T]:
        """Call `function` on some worker; see `Executor`."""
        ours: Future[T] = Future()
        if self._client.status != "running":
            ours.set_exception(self._lost())
            return ours
        # a new key for each call: what a function gives depends on files, so no answer may stand for another
        theirs = self._client.submit(
            _carry, self._night, program_mark(), function, arguments, patience, pure=False, retries=0
        )
        self._pending[ours] = theirs
        theirs.add_done_callback(partial(self._done, ours))
        return ours

    def everywhere(self, function: Callable[..., T], *arguments: Any) -> tuple[T, ...]:
        """What it says on each worker."""
        return tuple(self._client.run(function, *arguments).values())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        with contextlib.suppress(OSError, TimeoutError):  # a cluster that has gone needs no tidying
            # waiting calls are taken back; one under way ends with its process
            self._client.cancel(list(self._pending.values()))
            if self._client.status == "running":
                self._client.run(_end_processes, self._night)
            self._client.close()

    def _done(self, ours: Future[Any], theirs: Any) -> None:
        """In a thread of the client: hand on what became of a call."""
        self._pending.pop(ours, None)
        if ours.done():
            return
        if theirs.status == "finished":
            value, fault = theirs.result()
        elif theirs.status == "error" and isinstance(theirs.exception(), KilledWorker):
            value, fault = None, DiedError()
        else:
            value, fault = None, self._lost()
        with contextlib.suppress(Exception):  # the watch was quicker
            ours.set_result(value) if fault is None else ours.set_exception(fault)

    def _watch(self) -> None:
        """Give up what nobody will ever work on: a cluster can lose all its workers, or its scheduler."""
        seen = time.monotonic()
        while not self._ending.wait(_LOOK_EVERY):
            with contextlib.suppress(OSError, TimeoutError):  # not to be asked now
                if self._client.status == "running" and self._client.nthreads():
                    seen = time.monotonic()
            if self._client.status == "closed" or time.monotonic() - seen > _SECONDS_WITHOUT_WORKERS:
                for ours in list(self._pending):
                    self._pending.pop(ours, None)
                    with contextlib.suppress(Exception):
                        ours.set_exception(self._lost())

    def _lost(self) -> LostError:
        return LostError(
            msg("the cluster of {scheduler} was lost: no worker is left", scheduler=self._scheduler),
            hint=msg("look at the scheduler and its workers, and run it again: it goes on from here"),
        )

    def _require_same_house(self) -> None:
        """UserError when there is no worker, or one that has another program or does not see our folder."""
        word = secrets.token_hex(16)
        probe = self._shared / f"cluster-{word[:8]}"
        probe.mkdir(mode=0o700, parents=True)
        try:
            (probe / "word").write_text(word, encoding="ascii")
            told: dict[str, object] = self._client.run(_look, str(probe), word, on_error="return")
            seen = {path.read_text(encoding="ascii") for path in probe.glob("seen-*")}
        finally:
            for path in probe.iterdir():
                path.unlink()
            probe.rmdir()
        if not told:
            raise UserError(
                msg("the cluster of {scheduler} has no workers", scheduler=self._scheduler),
                hint=msg("start some: dask worker ADDRESS --nthreads 1 --nworkers 2"),
            )
        for worker, mark in sorted(told.items()):
            if mark != program_mark():
                raise UserError(_another_version(worker), hint=_SAME_WHEEL)
            if worker not in seen:
                raise UserError(
                    msg(
                        "the worker {worker} does not share the folder {folder}",
                        worker=worker,
                        folder=str(self._shared),
                    ),
                    hint=msg("mount the workspace on all machines under the same name, for the same user"),
                )


def _connect(cluster: Cluster) -> Any:
    host = urlsplit(cluster.scheduler).hostname or ""
    encrypted = cluster.scheduler.startswith("tls://")
    if not encrypted and host not in _LOOPBACK and not cluster.unencrypted:
        raise UserError(
            msg("the scheduler {scheduler} would be spoken to without encryption", scheduler=cluster.scheduler),
            hint=msg("set up TLS and write tls://…, or write `unencrypted: true` where the network is closed"),
        )
    named = {
        "tls_ca_file": cluster.ca_file,
        "tls_client_cert": cluster.certificate,
        "tls_client_key": cluster.key,
    }
    given = {name: path for name, path in named.items() if path}
    try:
        security = distributed.Security(  # type: ignore[no-untyped-call]
            **given, **({"require_encryption": True} if encrypted else {})
        )
        return distributed.Client(  # type: ignore[no-untyped-call]
            cluster.scheduler, security=security, timeout=_SECONDS_TO_CONNECT, set_as_default=False
        )
    except (OSError, TimeoutError, ValueError, TypeError) as fault:
        raise UserError(
            msg("the scheduler {scheduler} does not answer", scheduler=cluster.scheduler),
            hint=msg("start it, mend its address or its certificates, or run with `--scheduler here`"),
        ) from fault


# What follows runs on the workers.


@dataclass(slots=True)
class _Processes:
    executor: LocalExecutor
    used: float
    under_way: int = 0


_HERE: dict[str, _Processes] = {}
"""The processes of each night that works with this worker: several may share a cluster."""
_CHANGING = threading.Lock()
_SECONDS_IDLE = 3600.0


def _carry(
    night: str, mark: str, function: Callable[..., T], arguments: tuple[Any, ...], patience: float
) -> _Answer[T]:
    """Hand a call to a process of this machine.

    What it raises is an answer, too: the logs of a cluster quote the arguments of a task that fails.
    """
    if mark != program_mark():  # it came after the night had looked at all workers
        return None, LostError(_another_version(distributed.get_worker().address), hint=_SAME_WHEEL)
    here = _processes(night)
    try:
        return here.executor.submit(function, *arguments, patience=patience).result(), None
    except Exception as fault:  # noqa: BLE001 - the border: raised where the call was submitted
        return None, fault
    finally:
        with _CHANGING:
            here.under_way, here.used = here.under_way - 1, time.monotonic()


def _processes(night: str) -> _Processes:
    now = time.monotonic()
    with _CHANGING:
        idle = [name for name, item in _HERE.items() if not item.under_way and now - item.used > _SECONDS_IDLE]
        for other in idle:
            _HERE.pop(other).executor.__exit__(None, None, None)  # its night was killed and could not tidy up
        if night not in _HERE:
            worker = distributed.get_worker()
            # Dask makes its workers daemons, which may have no children; ours end with their parent by themselves
            process.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
            executor = LocalExecutor(worker.state.nthreads, worker.memory_manager.memory_limit)
            _HERE[night] = _Processes(executor, now)
        _HERE[night].under_way += 1
        return _HERE[night]


def _end_processes(night: str) -> None:
    with _CHANGING:
        if night in _HERE:
            _HERE.pop(night).executor.__exit__(None, None, None)


def _look(probe: str, word: str, dask_worker: Any) -> str:
    """The mark of the program here; leaves a word beside ours to show that we share a folder."""
    with contextlib.suppress(OSError):
        if (Path(probe) / "word").read_text(encoding="ascii") == word:
            seen = Path(probe) / f"seen-{secrets.token_hex(8)}"
            seen.touch(0o600)
            seen.write_text(dask_worker.address, encoding="ascii")
    return program_mark()
