"""Errors of the command line itself, in the person's language: what is wrong, where, and what to write."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from typing import Any

from typer import TyperException

from publisher.model.errors import UserError, Where
from publisher.model.text import Message, msg

_CHOICES = re.compile(r"is not one of (?P<known>'.+')", re.DOTALL)
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")
_FORMS: tuple[tuple[re.Pattern[str], Callable[..., Message]], ...] = (
    (
        re.compile(r"No such command '(?P<name>.*)'\.(?: Did you mean .*)?", re.DOTALL),
        lambda name: msg("there is no command {name}", name=name),
    ),
    (re.compile(r"Missing command\."), lambda: msg("a command is missing")),
    (
        re.compile(r"Got unexpected extra argument\(?s?\)? \((?P<words>.*)\)", re.DOTALL),
        lambda words: msg("more words than the command takes: {words}", words=words),
    ),
    (
        re.compile(r"Option '(?P<option>.*)' does not take a value\."),
        lambda option: msg("the option {option} takes no value", option=option),
    ),
    (
        re.compile(r"Option '(?P<option>.*)' requires .*"),
        lambda option: msg("the option {option} needs a value after it", option=option),
    ),
)
"""What the parser's English sentences say; one that is not here is told in general words."""


def explain(error: TyperException) -> UserError:
    """An error of the parser as one of ours."""
    context: Any = getattr(error, "ctx", None)
    path = str(context.command_path) if context is not None else "publisher"
    message, hint = _what(error, context)
    return UserError(message, Where(path), hint or msg("`{command} --help` says what it takes", command=path))


def _what(error: TyperException, context: Any) -> tuple[Message, Message | None]:
    name = type(error).__name__
    if name == "NoSuchOption":
        option = str(getattr(error, "option_name", ""))
        return msg("there is no option {option}", option=option), _near(option, _options(context))
    if name == "MissingParameter":
        what = _parameter(error)
        return msg("{what} is missing", what=what), None
    if name == "BadParameter":
        return _bad_value(error)
    text = error.message
    for pattern, make in _FORMS:
        match = pattern.fullmatch(text)
        if match is not None:
            words = match.groupdict()
            return make(**words), _near(words.get("name"), _commands(context))
    return msg("the command line cannot be understood"), None


def _bad_value(error: TyperException) -> tuple[Message, Message | None]:
    what = _parameter(error)
    choices = _CHOICES.search(error.message)
    hint = msg("write one of: {known}", known=", ".join(_QUOTED.findall(choices["known"]))) if choices else None
    return msg("the value of {what} is not possible", what=what), hint


def _parameter(error: TyperException) -> str:
    """The option as it is written, or the argument's name."""
    parameter: Any = getattr(error, "param", None)
    if parameter is None:
        return "?"
    options = [str(option) for option in parameter.opts]
    return options[0] if options and options[0].startswith("-") else str(parameter.name).upper()


def _options(context: Any) -> list[str]:
    if context is None:
        return []
    return [option for parameter in context.command.params for option in parameter.opts if option.startswith("--")]


def _commands(context: Any) -> list[str]:
    return list(getattr(context.command, "commands", ())) if context is not None else []


def _near(written: str | None, known: list[str]) -> Message | None:
    near = difflib.get_close_matches(written or "", known, n=1)
    return msg("did you mean {near}?", near=near[0]) if near else None
