"""A real Dask cluster of several processes: what happens to one call happens to no other, and all come to an end."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import parent_process
from pathlib import Path

import pytest
from distributed import Client, LocalCluster, Security

from publisher.executors import DiedError, Executor, LostError, dask, open_executor
from publisher.model.cluster import Cluster
from publisher.model.errors import UserError


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster


@pytest.fixture
def executor(cluster: LocalCluster, tmp_path: Path) -> Iterator[Executor]:
    cluster.wait_for_workers(2)
    with open_executor(Cluster(cluster.scheduler_address), 1, tmp_path) as executor:
        yield executor


def worker_processes(cluster: LocalCluster) -> list[int]:
    with Client(cluster) as client:
        return list(client.run(os.getpid).values())


def asking() -> int:
    """The process that has this one work for it; another one forked it."""
    parent = parent_process()
    assert parent is not None and parent.pid is not None
    return parent.pid


def remember_and_sleep(folder: Path) -> str:
    """Sleeps in the first process that calls it, and is quick in the next."""
    first = not (folder / "begun").exists()
    (folder / "begun").write_text(f"{os.getpid()} {asking()}")
    if first:
        time.sleep(600)
    return "done"


def end_process() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def begun(folder: Path) -> tuple[int, int]:
    deadline = time.monotonic() + 60
    while not (folder / "begun").exists() or not (folder / "begun").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process, parent = map(int, (folder / "begun").read_text().split())
    return process, parent


def is_there(process: int) -> bool:
    with suppress(OSError):
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    return False


def test_calls_are_carried_out_by_processes_of_the_workers(executor: Executor, cluster: LocalCluster) -> None:
    assert executor.width == 2
    parents = {executor.submit(asking, patience=60).result() for _ in range(6)}
    assert parents <= set(worker_processes(cluster))
    with pytest.raises(ZeroDivisionError):
        executor.submit(divmod, 1, 0, patience=60).result()


def test_what_one_call_does_to_its_process_touches_no_other(executor: Executor, cluster: LocalCluster) -> None:
    before = worker_processes(cluster)
    died, late = executor.submit(end_process, patience=60), executor.submit(time.sleep, 600, patience=0.5)
    others = [executor.submit(divmod, number, 2, patience=60) for number in range(20)]
    assert [other.result() for other in others] == [divmod(number, 2) for number in range(20)]
    with pytest.raises(DiedError):
        died.result()
    with pytest.raises(TimeoutError):
        late.result()
    assert worker_processes(cluster) == before


@pytest.mark.injects("cluster-lost")
def test_a_killed_worker_loses_nothing(executor: Executor, tmp_path: Path) -> None:
    future = executor.submit(remember_and_sleep, tmp_path, patience=600)
    process, worker = begun(tmp_path)
    os.kill(worker, signal.SIGKILL)
    assert future.result(60) == "done"
    assert not is_there(process), "what it had begun ended with it"


def test_the_end_of_a_night_ends_its_calls_and_nobody_elses(cluster: LocalCluster, tmp_path: Path) -> None:
    cluster.wait_for_workers(2)
    (tmp_path / "ours").mkdir()
    with open_executor(Cluster(cluster.scheduler_address), 1, tmp_path) as other:
        process_of_other = other.submit(os.getpid, patience=60).result()
        with open_executor(Cluster(cluster.scheduler_address), 1, tmp_path) as executor:
            executor.submit(remember_and_sleep, tmp_path / "ours", patience=600)
            process, _ = begun(tmp_path / "ours")
        deadline = time.monotonic() + 30
        while is_there(process):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert is_there(process_of_other)
        assert other.submit(abs, -3, patience=60).result() == 3


@pytest.mark.injects("cluster-lost")
def test_a_cluster_that_is_lost_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "_SECONDS_TO_CONNECT", 3)
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        with open_executor(Cluster(address), 1, tmp_path) as executor:
            future = executor.submit(remember_and_sleep, tmp_path, patience=600)
            begun(tmp_path)
            cluster.close()
            with pytest.raises(LostError):
                future.result(120)
    with pytest.raises(UserError, match="does not answer"):
        open_executor(Cluster(address), 1, tmp_path)


@pytest.mark.injects("cluster-lost")
def test_a_cluster_that_stays_without_workers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "_SECONDS_WITHOUT_WORKERS", 3.0)
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        with open_executor(Cluster(cluster.scheduler_address), 1, tmp_path) as executor:
            future = executor.submit(remember_and_sleep, tmp_path, patience=600)
            begun(tmp_path)
            cluster.scale(0)
            with pytest.raises(LostError):
                future.result(60)
        with pytest.raises(UserError, match="has no workers"):
            open_executor(Cluster(cluster.scheduler_address), 1, tmp_path)


def test_machines_must_have_the_same_program_and_see_the_same_folder(
    cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.wait_for_workers(2)
    monkeypatch.setattr(dask, "program_mark", lambda: "another")
    with pytest.raises(UserError, match="another version"):
        open_executor(Cluster(cluster.scheduler_address), 1, tmp_path)
    monkeypatch.undo()
    monkeypatch.setattr(dask.secrets, "token_hex", lambda _size: "a word that the workers do not read")
    monkeypatch.setattr(Path, "glob", lambda _self, _pattern: iter(()))
    with pytest.raises(UserError, match="does not share"):
        open_executor(Cluster(cluster.scheduler_address), 1, tmp_path)


def test_nothing_is_said_to_other_machines_in_clear(tmp_path: Path) -> None:
    for address in ("tcp://192.0.2.1:8786", "192.0.2.1:8786"):
        with pytest.raises(UserError, match="without encryption"):
            open_executor(Cluster(address), 1, tmp_path)


def certificate(folder: Path) -> dict[str, str]:
    """The files of a certificate that is its own authority."""
    files = {what: str(folder / f"{what}.pem") for what in ("cert", "key")}
    command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    subprocess.run(
        ["openssl", *command.split(), "-keyout", files["key"], "-out", files["cert"]],
        check=True,
        capture_output=True,
    )
    return files


def test_a_cluster_with_tls_wants_our_certificate(tmp_path: Path) -> None:
    files = certificate(tmp_path)
    security = Security(
        **{
            f"tls_{who}_{what}": files[what]
            for who in ("client", "scheduler", "worker")
            for what in ("cert", "key")
        },
        tls_ca_file=files["cert"],
        require_encryption=True,
    )
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, security=security
    ) as cluster:
        address = cluster.scheduler_address
        assert address.startswith("tls://")
        ours = Cluster(address, files["cert"], files["cert"], files["key"])
        with open_executor(ours, 1, tmp_path) as executor:
            assert executor.submit(abs, -3, patience=60).result() == 3
        with pytest.raises(UserError, match="does not answer"):
            open_executor(Cluster(address), 1, tmp_path)


def test_a_worker_that_came_later_with_another_program_is_named(
    executor: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask, "program_mark", lambda: "ours")
    with pytest.raises(LostError, match="another version"):
        executor.submit(abs, -3, patience=60).result()
