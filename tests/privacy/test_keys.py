"""Keys: made once, readable by their owner only, never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.model.errors import UserError
from publisher.privacy.keys import default_folder, ensure_key, key_fingerprint, key_path, load_key, period_key


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "keys"
    key, made = ensure_key(folder, "case-log")
    assert (len(key), made) == (32, True)
    assert ensure_key(folder, "case-log") == (key, False)
    assert load_key(folder, "case-log") == key
    assert ensure_key(folder, "complaints")[0] != key


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    ensure_key(folder, "case-log")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert key_path(folder, "case-log").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in folder.iterdir()) == ["case-log.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    key, _ = ensure_key(tmp_path, "case-log")
    key_path(tmp_path, "case-log").chmod(mode)
    with pytest.raises(UserError) as caught:
        load_key(tmp_path, "case-log")
    assert "chmod 600" in str(caught.value.hint)
    assert key.hex() not in repr(caught.value)


def test_a_missing_key_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        load_key(tmp_path, "case-log")
    assert str(caught.value.hint).endswith("publisher keys create")
    assert caught.value.where is not None
    assert caught.value.where.file.endswith("case-log.key")


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32, "00" * 31, "00" * 33])
def test_a_damaged_key_is_neither_used_nor_replaced(tmp_path: Path, content: str) -> None:
    path = key_path(tmp_path, "case-log")
    path.write_text(content)
    path.chmod(0o600)
    for read in (load_key, ensure_key):
        with pytest.raises(UserError, match="damaged"):
            read(tmp_path, "case-log")
    assert path.read_text() == content


@pytest.mark.parametrize("dataset", ["../case-log", "a/b", "", ".hidden", "a" * 101])
def test_ids_cannot_leave_the_folder(tmp_path: Path, dataset: str) -> None:
    with pytest.raises(UserError):
        key_path(tmp_path, dataset)


def test_fingerprints_tell_keys_apart_and_do_not_hold_them() -> None:
    first, second = bytes(32), bytes(31) + b"\x01"
    assert key_fingerprint(first) != key_fingerprint(second)
    assert key_fingerprint(first) == key_fingerprint(bytes(32))
    assert len(key_fingerprint(first)) == 16
    assert key_fingerprint(first) not in first.hex()


def test_periods_have_keys_of_their_own() -> None:
    assert len({period_key(bytes(32), "2026"), period_key(bytes(32), "2027"), bytes(32)}) == 3


def test_the_folder_can_be_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLISHER_KEYS", str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.delenv("PUBLISHER_KEYS")
    monkeypatch.setenv("HOME", "/home/somebody")
    assert default_folder() == Path("/home/somebody/.config/publisher/keys")
