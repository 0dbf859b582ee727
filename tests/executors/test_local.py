"""The pool outlives its workers' deaths, and its workers do not outlive it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import polars as pl
import pytest

from publisher.executors import DiedError, LocalExecutor, LocalPool, local
from publisher.executors.local import most_memory
from publisher.model.border import attempt
from publisher.model.errors import PublisherError

_ORPHANS = """
import os, sys, time
from publisher.executors import LocalPool
if __name__ == "__main__":
    with LocalPool(2) as pool:
        print(pool.submit(os.getppid).result(), *{pool.submit(os.getpid).result() for _ in range(8)}, flush=True)
        pool.submit(time.sleep, 600)
        time.sleep(600)
"""

_WORK_ON_THE_WAY = """
import time
from publisher.executors import LocalPool
if __name__ == "__main__":
    with LocalPool(1) as pool:
        pool.submit(abs, 1).result()
        for _ in range(4):
            pool.submit(time.sleep, 600)
            pool.submit(len, bytes(10_000_000))
        time.sleep(1)
        raise KeyboardInterrupt
"""


def test_it_computes_in_other_processes() -> None:
    with LocalPool(2) as pool:
        assert pool.submit(os.getpid).result() != os.getpid()
        assert pool.submit(divmod, 7, 2).result() == (3, 1)


@pytest.mark.injects("worker-killed")
def test_a_dead_worker_breaks_the_pool_until_it_is_renewed() -> None:
    with LocalPool(1) as pool:
        with pytest.raises(BrokenProcessPool):
            pool.submit(os._exit, 1).result()
        pool.renew()
        assert pool.submit(abs, -3).result() == 3


@pytest.mark.injects("worker-memory")
def test_a_worker_has_an_end_of_memory() -> None:
    with LocalPool(1, memory=400_000_000) as pool:
        with pytest.raises(MemoryError):
            pool.submit(bytearray, 1_000_000_000).result()
        assert len(pool.submit(bytearray, 1_000_000).result()) == 1_000_000
    assert 0 < most_memory() < 2**50


@pytest.mark.injects("worker-memory")
@pytest.mark.parametrize("megabytes", [1, 8, 16])
def test_a_worker_without_memory_to_begin_says_so_at_once(megabytes: int) -> None:
    """Nobody waits for it."""
    with LocalExecutor(1, memory=megabytes << 20) as executor:
        fault = executor.submit(bytearray, 100_000_000, patience=60).exception()
    assert isinstance(fault, MemoryError | DiedError)


@pytest.mark.injects("worker-memory")
def test_a_worker_that_never_begins_counts_as_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_SECONDS_TO_START", 0.0)
    with LocalExecutor(1) as executor, pytest.raises(DiedError):
        executor.submit(abs, -3, patience=60).result()


def test_what_one_call_does_to_its_process_touches_no_other() -> None:
    with LocalExecutor(2) as executor:
        died = executor.submit(os._exit, 1, patience=60)
        late = executor.submit(time.sleep, 600, patience=0.5)
        others = [executor.submit(divmod, number, 2, patience=60) for number in range(6)]
        assert [other.result() for other in others] == [divmod(number, 2) for number in range(6)]
        with pytest.raises(DiedError):
            died.result()
        with pytest.raises(TimeoutError):
            late.result()


def test_a_process_that_died_between_calls_is_not_the_doing_of_the_next() -> None:
    with LocalExecutor(1) as executor:
        os.kill(executor.submit(os.getpid, patience=60).result(), signal.SIGKILL)
        assert executor.submit(abs, -3, patience=60).result() == 3


@pytest.mark.injects("worker-killed")
def test_a_call_whose_process_was_killed_is_tried_once_more(tmp_path: Path) -> None:
    with LocalExecutor(1) as executor:
        assert executor.submit(die_once, tmp_path / "begun", patience=60).result() == "done"


def test_what_a_call_raises_is_raised_here() -> None:
    with LocalExecutor(1) as executor, pytest.raises(ZeroDivisionError):
        executor.submit(divmod, 1, 0, patience=60).result()


def test_the_end_ends_what_is_under_way() -> None:
    with LocalExecutor(1) as executor:
        process = executor.submit(os.getpid, patience=60).result()
        executor.submit(time.sleep, 600, patience=600)
    deadline = time.monotonic() + 10
    while _alive(process):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def die_once(begun: Path) -> str:
    if begun.exists():
        return "done"
    begun.touch()
    os._exit(1)


def test_what_workers_write_is_for_their_user_alone(tmp_path: Path) -> None:
    with LocalPool(1) as pool:
        pool.submit(Path.touch, tmp_path / "raw").result()
    assert (tmp_path / "raw").stat().st_mode & 0o077 == 0


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_ORPHANS, encoding="utf-8")
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = [int(word) for word in parent.stdout.readline().split()]  # and the server that forked them
    assert len(set(workers) - {parent.pid}) >= 2
    parent.send_signal(signal.SIGKILL)
    parent.wait(10)
    deadline = time.monotonic() + 10
    while any(_alive(worker) for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_an_interrupted_parent_does_not_wait_for_what_is_on_the_way_to_its_workers(tmp_path: Path) -> None:
    """The Python of Debian 12 (3.11.2) would: the pipe is full, and nobody is left to read it (gh-94777)."""
    script = tmp_path / "parent.py"
    script.write_text(_WORK_ON_THE_WAY, encoding="utf-8")
    parent = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert "KeyboardInterrupt" in parent.stderr


def _alive(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_the_panic_of_a_library_in_rust_is_a_fault_like_others(tmp_path: Path) -> None:
    """It is no Exception of Python, and would end the night."""

    def panic() -> None:
        raise pl.exceptions.PanicException("a value of a cell")

    said = attempt("structure", panic, tmp_path)
    assert isinstance(said, PublisherError)
    assert "PanicException at" in str(said)
    assert "a value of a cell" not in str(said)
    with pytest.raises(KeyboardInterrupt):
        attempt("structure", lambda: (_ for _ in ()).throw(KeyboardInterrupt), tmp_path)
