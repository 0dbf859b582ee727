"""A machine that refuses something is told of in words, with an exit code that blames nobody else."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from publisher.cli.console import Screen
from publisher.model.errors import UserError
from publisher.model.exits import Exit
from publisher.model.machine import machine_fault
from publisher.model.unforeseen import explained
from publisher.privacy.keys import default_folder
from tests.pipeline.workspaces import STARTER

REPOSITORY = Path(__file__).parents[2]
RUN = f"{sys.executable} -m publisher"


def shell(script: str, tmp_path: Path) -> tuple[int, str]:
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env={"PYTHONPATH": str(REPOSITORY), "LANG": "C", "HOME": str(tmp_path)},
        capture_output=True, text=True,
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.mark.injects("odd-machine")
@pytest.mark.parametrize(
    ("script", "code", "words"),
    [
        (f"{RUN} explain >/dev/full", Exit.USAGE, "the output cannot be written"),
        (f"{RUN} explain 2>/dev/full | true; exit ${{PIPESTATUS[0]}}", Exit.CLEAN, ""),
        (f"{RUN} --help >/dev/full", Exit.USAGE, "the output cannot be written"),
        (f"{RUN} schema dataset >/dev/full", Exit.USAGE, "the output cannot be written"),
        (f"{RUN} explain no.such --format json >/dev/full", Exit.USAGE, "the output cannot be written"),
        (f"{RUN} plan --now 0001-01-01 | true; exit ${{PIPESTATUS[0]}}", Exit.USAGE, ""),
        (f"{RUN} explain no.such >/dev/full 2>/dev/full", Exit.USAGE, ""),
        (f"mkdir gone && cd gone && rmdir ../gone && {RUN} plan", Exit.USAGE, "started in is gone"),
    ],
    ids=[
        "full output",
        "nobody reads on",
        "help",
        "schema",
        "an error",
        "nobody reads an error",
        "both full",
        "no folder",
    ],
)
def test_streams_and_folders_that_are_gone(script: str, code: Exit, words: str, tmp_path: Path) -> None:
    ended, said = shell(script, tmp_path)
    assert ended == code, said
    assert words in said
    assert "fault of the program" not in said


def test_a_night_ends_as_it_ended_whoever_reads_on(tmp_path: Path) -> None:
    """One dataset fails: 4 is said to the scheduler also where nothing can be printed."""
    shutil.copytree(STARTER, tmp_path / "ws")
    (tmp_path / "ws/datasets/counter-visits/policy.yaml").write_text("fields: 5\n", encoding="utf-8")
    for reader in (">/dev/full", "--format json >/dev/full", "| true; exit ${PIPESTATUS[0]}"):
        ended, said = shell(f"cd ws && {RUN} run {reader}", tmp_path)
        assert ended == Exit.SOME_STOPPED, said
        assert "Traceback" not in said
    assert len(list((tmp_path / "ws/.publisher/reports").glob("*/report.html"))) == 4  # and latest


def test_a_time_zone_and_a_time_that_cannot_be(tmp_path: Path) -> None:
    shutil.copytree(STARTER, tmp_path / "ws")
    ended, said = shell(f"cd ws && TZ='<+99>-99' {RUN} plan", tmp_path)
    assert (ended, "time zone" in said) == (Exit.USAGE, True)
    for moment in ("0001-01-01T00:00+14:00", "9999-12-31T23:59+00:00"):
        ended, said = shell(f"cd ws && {RUN} plan --now {moment}", tmp_path)
        assert (ended, "is not a time" in said) == (Exit.USAGE, True)


def test_names_in_messages_are_shown_and_do_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen("en")
    screen.say("櫃\x1b[2J檯\u202e\n" + "長" * 100_000)
    screen.note("a\rb\tc")
    said, noted = capsys.readouterr()
    assert said == "櫃\\x1b[2J檯\\u202e\n" + "長" * 4000 + "…\n"
    assert noted == "a\\rb\tc\n"


def test_an_account_without_a_home_is_told_to_name_the_folder_of_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("PUBLISHER_KEYS", raising=False)
    monkeypatch.setattr(Path, "home", staticmethod(homeless))
    with pytest.raises(UserError, match="no home"):
        default_folder()
    monkeypatch.setenv("PUBLISHER_KEYS", "/srv/keys")
    assert default_folder() == Path("/srv/keys")


@pytest.mark.injects("odd-machine")
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OSError(errno.EMFILE, "x", "/srv/a"), "too many files"),
        (OSError(errno.ENAMETOOLONG, "x", "a" * 5000), "too long"),
        (PermissionError(errno.EPERM, "x", b"/srv/\xb8\xea"), "may not use"),
        (NotADirectoryError(errno.ENOTDIR, "x", "/srv/a"), "something else stands"),
        (MemoryError(), "not enough memory"),
    ],
)
def test_what_the_machine_refuses_has_a_word_of_its_own(fault: Exception, words: str) -> None:
    wrapped = RuntimeError("a library's words")
    wrapped.__cause__ = fault
    for one in (fault, wrapped):
        said = machine_fault(one)
        assert said is not None
        assert words in str(said.message)
        assert len(str(said.where or "")) < 300
        assert words in str(explained("source", one, Path()).message)
    assert machine_fault(KeyError("a")) is None
    assert machine_fault(FileNotFoundError(errno.ENOENT, "x", "/srv/a")) is None
