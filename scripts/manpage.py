"""The manual page of the program, from its parser, in both languages: what `--help` says, as man shows it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any

import typer

from publisher.cli.helping import speak
from publisher.cli.main import app
from publisher.model.exits import Exit
from publisher.model.text import Language

_WORDS = {
    "en": ("NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "EXIT STATUS", "SEE ALSO"),
    "zh-TW": ("名稱", "語法", "說明", "指令", "結束碼", "另見"),
}
_BRIEF = {
    "en": "nightly open-data and public-information compliance publisher",
    "zh-TW": "機關開放資料與資訊公開之夜間發布作業",
}
_EXITS = {
    "en": "0 clean, 1 findings at or above the threshold, 2 usage or configuration, 3 a fault of the program, 4 some"
    " datasets were held or failed, 130 interrupted.",
    "zh-TW": "0 無發現，1 有達門檻之發現，2 用法或設定錯誤，3 程式錯誤，4 部分資料集暫停發布或失敗，130 已中斷。",
}


def manual(language: Language) -> str:
    """The page, in the macros of man(7)."""
    root: Any = typer.main.get_command(app)
    speak(root, language)
    name, synopsis, description, commands, exits, also = _WORDS[language]
    lines = [
        '.\\" Made by scripts/reference.py from the code: change the code, then run it.',
        '.TH PUBLISHER 1 "" publisher',
        ".ad l",  # justified lines tear Chinese apart
        f".SH {name}",
        f"publisher \\- {_BRIEF[language]}",
        f".SH {synopsis}",
        ".B publisher",
        "COMMAND [OPTIONS]",
        f".SH {description}",
        *_prose(root.help or ""),
        f".SH {commands}",
    ]
    for path, command in _walk((), root):
        lines += [f".SS publisher {_plain(' '.join(path))}", *_prose(command.help or "")]
        for item in command.params:
            if item.name != "help":
                said = " ".join((getattr(item, "help", None) or "").split())
                lines += [".TP", f".B {_plain(_names(item))}", _plain(said) or "\\&"]
    lines += [
        f".SH {exits}",
        *_prose(_EXITS[language]),
        f".SH {also}",
        ".BR man (1)",
        ".PP",
        "publisher COMMAND --help",
    ]
    assert {str(int(code)) for code in Exit} <= set(re.findall(r"\d+", _EXITS[language]))
    return "\n".join(lines) + "\n"


def _walk(path: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name, item in inner.items():
        yield from _walk((*path, name), item)


def _names(item: Any) -> str:
    return ", ".join(item.opts) if item.param_type_name == "option" else str(item.name).upper()


def _prose(text: str) -> Iterator[str]:
    """Paragraphs filled, indented ones (commands to copy) as they are."""
    for part in textwrap.dedent(text).strip("\n").split("\n\n"):
        if part.startswith("    "):
            yield from (".PP", ".EX", *map(_plain, part.splitlines()), ".EE")
        elif part.strip():
            yield from (".PP", _plain(" ".join(part.split())))


def _plain(line: str) -> str:
    """Text that troff takes for nothing else."""
    line = line.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{line}" if line.startswith((".", "'")) else line
