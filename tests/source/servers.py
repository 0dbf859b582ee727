"""Throw-away database servers on loopback, each in its own folder, for the tests of SQL sources."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from tests.parts import missing

_SECONDS = 60.0


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def program(name: str, *, part: str, package: str) -> str:
    """The path of a server's program, also where Debian hides it from PATH."""
    hidden = sorted(str(path) for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = shutil.which(name) or next(iter(hidden[::-1]), None) or shutil.which(name, path="/usr/sbin:/sbin")
    return found or missing(part, f"apt-get install {package}")


def _account(folder: Path) -> str | None:
    """Database servers refuse to run as root; then `nobody` has to, and own the folder."""
    if os.geteuid() != 0:
        return None
    shutil.chown(folder, "nobody", "nogroup")
    return "nobody"


def _run(command: Sequence[str], account: str | None) -> None:
    subprocess.run(command, check=True, capture_output=True, user=account, group=account and "nogroup", cwd="/")


@contextmanager
def _serving(command: Sequence[str], account: str | None, port: int) -> Iterator[None]:
    server = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=account,
        group=account and "nogroup",
        cwd="/",
    )
    try:
        _wait(server, port)
        yield
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, "the database server did not start"
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the database server does not answer")


def _answers(url: str) -> None:
    """Wait until the server takes a connection: its port is open before it is ready."""
    engine = create_engine(url)
    until = time.monotonic() + _SECONDS
    while True:
        try:
            engine.connect().close()
            break
        except OperationalError:
            assert time.monotonic() < until, "the database server does not take connections"
            time.sleep(0.1)
    engine.dispose()


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="db-", dir="/tmp"))  # a short path, for sockets have little room
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgresql() -> Iterator[str]:
    """The SQLAlchemy address of a running PostgreSQL."""
    initdb = program("initdb", part="PostgreSQL", package="postgresql")
    postgres = program("postgres", part="PostgreSQL", package="postgresql")
    with _folder() as folder:
        account, port = _account(folder), free_port()
        data = str(folder / "data")
        first = folder / "password"
        first.write_text("loopback-only\n", encoding="utf-8")
        asked = ["-A", "scram-sha-256", f"--pwfile={first}"]
        _run([initdb, "-D", data, "-U", "tester", *asked, "-E", "UTF8", "--locale=C", "-N"], account)
        command = [postgres, "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", str(folder), "-F"]
        with _serving(command, account, port):
            url = f"postgresql+psycopg://tester:loopback-only@127.0.0.1:{port}/postgres"
            _answers(url)
            yield url


@contextmanager
def mariadb() -> Iterator[str]:
    """The SQLAlchemy address of a running MariaDB."""
    install = program("mariadb-install-db", part="MariaDB", package="mariadb-server")
    mariadbd = program("mariadbd", part="MariaDB", package="mariadb-server")
    with _folder() as folder:
        account, port = _account(folder), free_port()
        first = folder / "first.sql"
        first.write_text(
            "CREATE DATABASE test CHARACTER SET utf8mb4;\n"
            "CREATE USER tester@'127.0.0.1' IDENTIFIED BY 'loopback-only';\n"
            "GRANT ALL ON test.* TO tester@'127.0.0.1';\n",
            encoding="utf-8",
        )
        data = f"--datadir={folder / 'data'}"
        common = ["--no-defaults", data, f"--tmpdir={folder}"]
        _run([install, *common, "--auth-root-authentication-method=normal", "--skip-test-db"], account)
        command = [
            mariadbd,
            *common,
            f"--port={port}",
            "--bind-address=127.0.0.1",
            f"--socket={folder / 's'}",
            f"--pid-file={folder / 'pid'}",
            f"--init-file={first}",
            "--skip-name-resolve",
            "--innodb-flush-log-at-trx-commit=0",
        ]
        with _serving(command, account, port):
            url = f"mysql+pymysql://tester:loopback-only@127.0.0.1:{port}/test?charset=utf8mb4"
            _answers(url)
            yield url
