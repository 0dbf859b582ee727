"""The state on a real PostgreSQL: what is wrong has its word, nothing is half-written, and it moves both ways."""

from __future__ import annotations

import json
import pickle
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from publisher.model.errors import PublisherError, StateError
from publisher.model.state_place import StatePlace, StateServer
from publisher.state import StateStore, hold_lock, open_for_run
from publisher.state.backups import back_up, backups, export_state, faults, put_back, set_aside
from publisher.state.crawl import Answered, CrawlStore, Queued
from publisher.state.home import home_of
from tests.state.places import VARIABLE, StateServers
from tests.state.test_faults import filled

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture
def stood(server: StateServers, tmp_path: Path) -> StatePlace:
    """A place in which something of every kind stands, moved there from a file."""
    place = server.place(tmp_path / "own")
    filled(place.folder)
    export_state(place.folder, tmp_path / "moved.jsonl")
    put_back(place, tmp_path / "moved.jsonl", NOW)
    return place


def test_moving_there_and_back_loses_nothing(stood: StatePlace, tmp_path: Path) -> None:
    there, back = tmp_path / "there.jsonl", tmp_path / "back.jsonl"
    export_state(stood, there)
    assert there.read_bytes() == (tmp_path / "moved.jsonl").read_bytes()
    put_back(stood.folder, there, NOW)
    export_state(stood.folder, back)
    assert back.read_bytes() == there.read_bytes()
    store = StateStore(stood)
    assert store.begin_run(NOW) == 2  # numbers go on
    store.close()


def test_a_file_of_a_backup_can_be_put_on_a_server(stood: StatePlace) -> None:
    copy = next(path for path in backups(stood.folder) if path.suffix == ".sqlite")
    aside = put_back(stood, copy, NOW)
    assert aside is not None
    assert list(faults(aside)) == []
    assert list(home_of(stood).faults()) == []


BROKEN: dict[str, tuple[str, str]] = {
    "newer": ("update alembic_version set version_num = '9999_from_the_future'", "newer version"),
    "no version": ("delete from alembic_version", "alembic_version"),
    "no receipts": ("drop table receipts", "lacks a part that belongs into it: receipts"),
    "no column": ("alter table runs drop column exit_code", "lacks a part.*runs.exit_code"),
    "a digit": ("update outcomes set outcome = replace(outcome, 'fff', 'ffe')", "what the state keeps of"),
    "a verdict": ("update receipts set receipt = replace(receipt, 'true', 'false')", "what the state keeps of"),
    "gone": ("delete from runs; delete from outcomes", "the state is gone"),
    "all gone": (
        "drop table runs, outcomes, publications, publication_hashes, receipts, withdrawn, spendings, findings, "
        "crawl_runs, crawl_targets, crawl_contents, crawl_notes, alembic_version",
        "the state is gone",
    ),
}


@pytest.mark.injects("state-broken")
@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_named_and_a_backup_mends_it(name: str, stood: StatePlace, server: StateServers) -> None:
    open_for_run(stood, NOW).close()
    copy = backups(stood.folder)[0]
    assert copy.suffix == ".jsonl"
    assert copy.stat().st_mode & 0o777 == 0o600
    damage, word = BROKEN[name]
    server.run(damage, schema=stood.server.schema)
    with pytest.raises(StateError, match=word) as caught:
        open_for_run(stood, NOW)
    assert caught.value.hint is not None
    assert stood.server.schema in str(caught.value.where)
    put_back(stood, copy, NOW)
    store = open_for_run(stood, NOW)
    assert [item.verified for item in store.receipts("open-data").values()] == [True]
    assert len(store.outcomes()) == len(store.publications()) == 1
    store.close()


def test_what_is_taken_out_is_kept_whole_even_of_a_newer_program(stood: StatePlace, server: StateServers) -> None:
    server.run(
        "alter table runs add column mood varchar",
        "update runs set mood = '很好'",
        "create table dreams (id integer primary key, dream text)",
        "insert into dreams values (1, '發布')",
        "update alembic_version set version_num = '0999'",
        schema=stood.server.schema,
    )
    aside = set_aside(stood, NOW)
    assert aside is not None
    kept = aside.read_text(encoding="utf-8")
    assert json.loads(kept.splitlines()[0])["version"] == "0999"
    assert "很好" in kept
    assert '["dreams", [1, "發布"]]' in kept
    assert not home_of(stood).exists()


def test_a_quiet_night_makes_no_backup(stood: StatePlace) -> None:
    open_for_run(stood, NOW).close()
    before = backups(stood.folder)
    store = open_for_run(stood, NOW)
    assert backups(stood.folder) == before
    store.finish_run(store.begin_run(NOW), NOW, 0)
    store.close()
    assert len(backups(stood.folder)) == len(before) + 1


def test_a_backup_sees_one_moment_and_no_pages(stood: StatePlace, server: StateServers) -> None:
    engine = server.administrator()
    with engine.connect().execution_options(isolation_level="READ COMMITTED") as writer:
        writer.execute(text(f"insert into {stood.server.schema}.runs (started) values ('half')"))
        copy = back_up(stood, NOW)
        writer.rollback()
    engine.dispose()
    assert copy is not None
    assert "half" not in copy.read_text(encoding="utf-8")
    assert list(faults(copy)) == []
    whole = copy.read_bytes()
    for broken in (whole[:-30], whole.replace(b"case-log", b"kase-log", 1)):
        copy.write_bytes(broken)
        assert [str(item).startswith("the export is ") for item in faults(copy)] == [True]
        with pytest.raises(StateError, match="the export is"):
            put_back(stood, copy, NOW)
    assert list(home_of(stood).faults()) == []


def _closed() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _away(server: StateServer) -> StateServer:
    return replace(server, address=f"postgresql://127.0.0.1:{_closed()}/postgres")


REFUSALS: dict[str, tuple[Callable[[StateServer], StateServer], str]] = {
    "away": (_away, "cannot be reached"),
    "no such host": (lambda it: replace(it, address="postgresql://no-such-host.invalid/x"), "cannot be reached"),
    "no database": (lambda it: replace(it, address=it.address.replace("/postgres", "/nothing")), "no database"),
    "no encryption": (
        lambda it: replace(it, address=f"{it.address}?sslmode=require"),
        "cannot be encrypted as asked for",
    ),
    "no account": (lambda it: replace(it, account="nobody_here"), "refuses the account or its password"),
    "a wrong password": (lambda it: replace(it, password_env="WRONG"), "refuses the account or its password"),
    "no password": (lambda it: replace(it, password_env="NOT_SET"), "asks for a password, and there is none"),
}


@pytest.mark.injects("server-refused")
@pytest.mark.parametrize("name", REFUSALS)
def test_each_refusal_has_its_word_and_tells_no_secret(
    name: str, stood: StatePlace, server: StateServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRONG", "Sesam-öffne-dich")
    monkeypatch.setenv("PGPASSFILE", "/dev/null")
    change, word = REFUSALS[name]
    place = StatePlace(stood.folder, change(stood.server))
    with pytest.raises(StateError, match=word) as caught, hold_lock(place):
        open_for_run(place, NOW)
    said = f"{caught.value} {caught.value.where} {caught.value.hint} {place!r} {pickle.dumps(place)!r}"
    assert server.password not in said
    assert "Sesam" not in said
    assert "no-such-host" not in str(caught.value)


@pytest.mark.parametrize("way", ["pgpass", "file"])
def test_a_password_may_lie_in_a_private_file(
    way: str, stood: StatePlace, server: StateServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    monkeypatch.delenv(VARIABLE)
    if way == "pgpass":
        secret.write_text(f"127.0.0.1:*:*:*:{server.password}\n")
        monkeypatch.setenv("PGPASSFILE", str(secret))
        word = "asks for a password, and there is none"
    else:
        secret.write_text(f"{server.password}\n")
        monkeypatch.setenv(f"{VARIABLE}_FILE", str(secret))
        word = "others may read the password file"
    secret.chmod(0o640)
    with pytest.raises(StateError, match=word):
        open_for_run(stood, NOW)
    secret.chmod(0o600)
    open_for_run(stood, NOW).close()


@pytest.mark.injects("server-refused")
def test_an_account_that_may_only_read_is_told_before_anything_is_done(
    stood: StatePlace, server: StateServers
) -> None:
    schema = stood.server.schema
    server.run(
        f"create role reader_{schema} login password '{server.password}'",
        f"grant usage on schema {schema} to reader_{schema}",
        f"grant select on all tables in schema {schema} to reader_{schema}",
    )
    reader = StatePlace(stood.folder, replace(stood.server, account=f"reader_{schema}"))
    with pytest.raises(StateError, match="may not use the schema"), hold_lock(reader):
        open_for_run(reader, NOW)
    strange = StatePlace(stood.folder, replace(reader.server, schema="not_there"))
    with pytest.raises(StateError, match="may not use the schema"):
        StateStore(strange)
    server.run("alter role tester in database postgres set default_transaction_read_only = on")
    try:
        with pytest.raises(StateError, match="read-only"), hold_lock(stood):
            open_for_run(stood, NOW)
    finally:
        server.run("set default_transaction_read_only = off", "alter role tester in database postgres reset all")
    open_for_run(stood, NOW).close()


@pytest.mark.injects("server-refused")
def test_a_full_server_is_told_from_one_that_refuses(stood: StatePlace, server: StateServers) -> None:
    name = f"one_{stood.server.schema}"
    server.run(f"create role {name} login connection limit 0 password '{server.password}'")
    with pytest.raises(StateError, match="too busy"):
        home_of(StatePlace(stood.folder, replace(stood.server, account=name))).exists()


def test_many_that_begin_at_once_make_one_schema(server: StateServers, tmp_path: Path) -> None:
    """Also under a word of SQL, and through a socket of the machine."""
    (socket_folder,) = server.asked("show unix_socket_directories")[0]
    place = StatePlace(
        tmp_path, replace(server.named(), address=f"postgresql:///postgres?host={socket_folder}", schema="user")
    )
    place = replace(place, server=replace(place.server, address=f"{place.server.address}&sslmode=disable"))
    address = urlsplit(server.address)
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(6) as pool:
        patch.setenv("PGPORT", str(address.port))
        for store in pool.map(lambda _: StateStore(place), range(6)):
            store.begin_run(NOW)
            store.close()
        assert list(home_of(place).faults()) == []
        store = StateStore(place)
        assert len(store.runs()) == 6
        store.close()
        assert home_of(place).shown == "postgresql:///postgres (user)"


def test_tables_of_others_are_left_alone(server: StateServers, tmp_path: Path) -> None:
    place = server.place(tmp_path / "own")
    schema = place.server.schema
    server.run(f"create schema {schema}", f"create table {schema}.salaries (name text)")
    with pytest.raises(StateError, match="has tables of others: salaries"):
        StateStore(place)
    with pytest.raises(StateError, match="has tables of others: salaries"):
        set_aside(place, NOW)
    assert server.asked(f"select count(*) from {schema}.salaries") == [(0,)]


@pytest.mark.injects("server-lost")
def test_a_lost_connection_is_said_and_what_was_begun_is_not_there(
    stood: StatePlace, server: StateServers
) -> None:
    """The lock goes with the connection: from then on the run writes nothing, for another one may have begun."""
    with hold_lock(stood):
        store = open_for_run(stood, NOW)
        store.begin_run(NOW)
        server.asked(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name like 'publisher %%' and pid <> pg_backend_pid()"
        )
        with pytest.raises(StateError, match="connection to the server of the state was lost"):
            store.finish_run(2, NOW, 0)
        assert server.asked("select count(*) from pg_locks where locktype = 'advisory'") == [(0,)]
        with pytest.raises(StateError, match="connection to the server of the state was lost"):
            store.begin_run(NOW)
        store.close()
    assert server.asked(f"select id, finished is null from {stood.server.schema}.runs order by id") == [
        (1, False),
        (2, True),
    ]


def test_an_import_that_fails_leaves_the_state_as_it_was(stood: StatePlace, server: StateServers) -> None:
    schema = stood.server.schema
    before = server.asked(f"select * from {schema}.outcomes")
    server.run(f"create view {schema}.watching as select * from {schema}.receipts")  # so it cannot be dropped
    with pytest.raises(StateError, match="something else in the database depends on"):
        put_back(stood, backups(stood.folder)[0], NOW)
    assert server.asked(f"select * from {schema}.outcomes") == before
    assert list(stood.folder.glob("backups/replaced*")) == []
    assert not (stood.folder / "backups" / ".fresh").exists()


def test_a_run_does_not_take_an_older_state_that_lies_in_the_other_place(stood: StatePlace) -> None:
    open_for_run(stood, NOW).close()
    with pytest.raises(StateError, match=r"kept in another place up to now: postgresql://127\.0\.0\.1"):
        open_for_run(stood.folder, NOW)
    export_state(stood, stood.folder / "x.jsonl")
    put_back(stood.folder, stood.folder / "x.jsonl", NOW)


def test_the_crawl_keeps_any_address_and_gives_them_in_the_same_order(
    server: StateServers, tmp_path: Path
) -> None:
    """Long ones, letters whose order depends on the language, and a NUL that a hostile page may send."""
    noise = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(4000))
    urls = [
        "http://x/b",
        "http://x/B",
        "http://x/a",
        "http://x/é",
        "http://x/中",
        f"http://x/{noise}",
        "http://x/_",
    ]
    seen = []
    for place in (server.place(tmp_path / "server"), StatePlace(tmp_path / "file")):
        store = CrawlStore(place)
        run = store.begin("site", NOW, NOW)
        store.commit(run, [], [Queued(url, url) for url in [*urls, *urls]])
        store.commit(run, [Answered(url, url, {}, "ok", failed=False, note="a\0b", etag="\0") for url in urls], [])
        seen.append([item.url for item in store.of_run(run, done=True)])
        assert set(store.known("site", urls)) == set(urls)
        store.notes("site", "kind").put(urls[5], "k", b"\0\1")
        notes = store.notes("site", "kind")
        for url in [*urls, *urls]:
            notes.put(url, "k", b"\0\1")
            notes.flush()
        assert dict(notes.all()) == dict.fromkeys(urls, ("k", b"\0\1"))
        store.prune(run, [], 1)
        store.forget("site")
        assert store.known("site", urls) == {}
        store.close()
    assert seen[0] == seen[1] == sorted(urls, key=str.encode)


def test_many_agencies_share_a_database(server: StateServers, tmp_path: Path) -> None:
    places = [server.place(tmp_path / name) for name in "ab"]
    with hold_lock(places[0]), hold_lock(places[1]):
        stores = [StateStore(place) for place in places]
        stores[0].begin_run(NOW)
        assert [len(store.runs()) for store in stores] == [1, 0]
        for store in stores:
            store.close()


def test_a_place_is_a_publisher_error_everywhere(stood: StatePlace) -> None:
    """What the border catches: nothing of the driver's own comes out."""
    place = StatePlace(stood.folder, _away(stood.server))
    for ask in (home_of(place).exists, lambda: list(home_of(place).faults()), lambda: StateStore(place)):
        with pytest.raises(PublisherError):
            ask()
