"""All subcommands: where each is written and what it is for. Only the one that is asked for is imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "init": (
            "init:init",
            "Start a workspace with one example dataset, or draft a dataset of a workspace from a source.",
        ),
        "inspect": (
            "inspect:inspect",
            "Take stock of a source: heading, notes, types, personal data, what singles people out. Shows no"
            " value.",
        ),
        "inventory": (
            "stock:inventory",
            "Hold the agency's inventory against what is there, and write it as a spreadsheet or a list.",
        ),
        "plan": ("plan:plan", "Print what a run would do and why, without doing any of it."),
        "run": ("run:run", "Do the night's work: prepare, prove, publish and verify what changed, and report."),
        "structure": (
            "stages:structure",
            "Read a dataset's source and structure it into a table (still with its personal data).",
        ),
        "deidentify": (
            "stages:deidentify",
            "Apply a dataset's policy to its structured table, and say what was changed.",
        ),
        "export": (
            "stages:export",
            "Write the files that a dataset would publish (not yet proven by the gate).",
        ),
        "gate": (
            "stages:gate",
            "Prove what a dataset would publish: measure the policy, search personal data in the files, compare"
            " with what is published of it and of its release group, and show the record of de-identification.",
        ),
        "validate": (
            "validate:validate",
            "Validate what a dataset would publish, or a file by itself against a Table Schema.",
        ),
        "push": (
            "push:push",
            "Push what earlier runs have proven to the portals, and verify it as an anonymous reader.",
        ),
        "convert": (
            "convert:convert_files",
            "Convert office files, web pages and Markdown into drafts: an OpenDocument twin and a tagged PDF.",
        ),
        "document": (
            "document:document",
            "Make documents about what is published: an OpenDocument text and a tagged PDF (PDF/UA, PDF/A) of"
            " each.",
        ),
        "crawl": (
            "crawl:crawl",
            "Crawl a website politely, and print what is there and what does not work. Needs no workspace.",
        ),
        "check": (
            "check:check",
            "Check one page and its links, or a whole site, and print what is wrong. Needs no workspace.",
        ),
        "report": (
            "report:report",
            "Say where the latest report is; with --format json, print it. With --period, a month or a year"
            " for signing.",
        ),
        "accept": (
            "accept:accept",
            "Accept a finding for a time: it is written to checks/accepted.yaml, and counts for no exit code until"
            " then.",
        ),
        "case": (
            "cases:case",
            "Assign a finding, give it a day, put it aside, comment on it, or say that it is mended.",
        ),
        "cases": (
            "cases:cases",
            "List what stands after the last night with its owner, state and due day.",
        ),
        "status": (
            "status:status",
            "Show where each dataset stands after the last run, and what the portals show.",
        ),
        "schedule": (
            "schedule:schedule",
            "Print (or install) what starts the night: a hardened systemd timer that catches up, or cron lines.",
        ),
        "logs": (
            "logs:logs",
            "Print what the last nights did, oldest first: as text, or with --format json as one object a line.",
        ),
        "serve": (
            "serve:serve",
            "Serve the static portal, the latest report or the console on 127.0.0.1 until interrupted.",
        ),
        "keys": ("keys:app", "Make and list the keys behind pseudonyms."),
        "state": ("state:app", "Check, copy, move and restore what is remembered between nights."),
        "explain": ("explain:explain", "Explain a check; without an id, list them all."),
        "schema": (
            "schema:schema",
            "Print the JSON Schema of a workspace file, for completion and checks in an editor.",
        ),
        "doctor": (
            "doctor:doctor",
            "Say what is missing on this machine or in this workspace, and how to get it.",
        ),
    }
)
"""By name: the module of this package with the function (or the group), and the first paragraph of its help."""


class _Commands(dict[str, Any]):
    """Commands by name, each made when it is first taken out; `made` is told of it."""

    def __init__(self, made: Callable[[Any], object]) -> None:
        super().__init__()
        self._made = made

    def __missing__(self, name: str) -> Any:
        if name not in COMMANDS:
            raise KeyError(name)
        self[name] = command = _make(name)
        self._made(command)
        return command

    def get(self, name: str, default: Any = None) -> Any:
        """As of any mapping."""
        return self[name] if name in COMMANDS else default

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)

    def __contains__(self, name: object) -> bool:
        return name in COMMANDS

    def keys(self) -> Any:
        """The names, none of them taken out."""
        return COMMANDS.keys()

    def values(self) -> Any:
        """All commands, made."""
        return [self[name] for name in COMMANDS]

    def items(self) -> Any:
        """All names and commands, made."""
        return [(name, self[name]) for name in COMMANDS]


class LazyGroup(TyperGroup):
    """The program with its subcommands. `say` puts a sentence into the person's language, `made` a command."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """As of any group."""
        super().__init__(*arguments, **named)
        self.say: Callable[[str], str] = str
        self.made: Callable[[Any], object] = bool
        self.commands = _Commands(lambda command: self.made(command))

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the parser calls it so
        """The list of `publisher --help`, from the sentences that stand here."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.say(text)) for name, (_, text) in COMMANDS.items()])


def _make(name: str) -> Any:
    module, _, attribute = COMMANDS[name][0].partition(":")
    home = import_module(f"publisher.cli.{module}")
    target = getattr(home, attribute)
    command: Any
    if isinstance(target, typer.Typer):
        target.rich_markup_mode = None
        command = typer.main.get_group(target)
    else:
        one = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)
        one.command(name, help=getattr(home, "HELP", None))(target)
        command = typer.main.get_command(one)
    command.name = name
    return command
