"""`--help` in the person's language: the texts of commands and options, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from publisher.cli.commands import COMMANDS, LazyGroup
from publisher.i18n import gettext

if TYPE_CHECKING:
    from publisher.model.text import Language

HEADINGS = ("Usage: ", "Options", "Commands", "Arguments", "Show this message and exit.")
"""What the parser itself writes into every help text."""


def speak(command: Any, language: Language) -> None:
    """Put the help of `command` (as Typer makes it), of its options and of its subcommands into `language`."""
    command.context_class = _context_in(language, command.context_class)
    asking_for_help = command.get_help_option(command.context_class(command))
    if command.help:
        command.help = _translated(command.help, language)
        command.short_help = None if command.short_help is None else _translated(command.short_help, language)
    for parameter in (*command.params, asking_for_help):
        if getattr(parameter, "help", None):
            parameter.help = _translated(parameter.help, language)
    if isinstance(command, LazyGroup):
        command.say = partial(gettext, language=language)
        command.made = partial(speak, language=language)
        return
    for below in getattr(command, "commands", {}).values():
        speak(below, language)


def _context_in(language: Language, context: Any) -> Any:
    """The class of a command's context, with the parser's own headings in `language`."""

    class Formatter(context.formatter_class):  # type: ignore[misc]
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, prefix or gettext(HEADINGS[0], language))

        def write_heading(self, heading: str) -> None:
            super().write_heading(gettext(heading, language))

    return type("Context", (context,), {"formatter_class": Formatter})


def sentences(command: Any) -> Iterator[str]:
    """Every paragraph that `speak` translates."""
    texts = [command.help, *(getattr(parameter, "help", None) for parameter in command.params)]
    if isinstance(command, LazyGroup):
        texts += [text for _, text in COMMANDS.values()]
    for text in texts:
        yield from (_joined(part) for part in (text or "").split("\n\n") if _is_prose(part))
    for below in getattr(command, "commands", {}).values():
        yield from sentences(below)


def _translated(text: str, language: Language) -> str:
    return "\n\n".join(
        gettext(_joined(part), language) if _is_prose(part) else part for part in text.split("\n\n")
    )


def _is_prose(part: str) -> bool:
    """Commands to copy are indented, and the same in every language."""
    return bool(part.strip()) and not part.startswith("    ")


def _joined(part: str) -> str:
    return " ".join(part.split())
