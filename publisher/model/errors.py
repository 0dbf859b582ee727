"""Exceptions: what kept us from looking. What we saw in the data is a Finding, never one of these.

    PublisherError
      UserError             configuration, policy, schema, usage: the person can mend it (exit 2)
        ManyErrors          several of them, found in one look
        BusyError           another run holds the workspace (exit 2)
        StateError          the state is damaged, away, locked, too new, or cannot be written (exit 2)
        DiskError           a disk is full or cannot be written (exit 2)
      DatasetError          one dataset cannot be processed; the others go on (exit 4)
        SourceError         its source cannot be read
      PortalError           a portal does not answer, refuses, or answers nonsense (exit 4)
      MissingPartError      a program or an extra that this machine lacks (exit 2)

All are picklable (they cross process borders) and none carries a cell's value in its message.
"""

from __future__ import annotations

from dataclasses import dataclass

from publisher.model.text import Message


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a fault in a person's file; line and column count from 1."""

    file: str
    line: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return place if self.field is None else f"{place} ({self.field})"


class PublisherError(Exception):
    """Base of everything that is shown without a traceback: what happened, where, and what to do next."""

    def __init__(self, message: Message, where: Where | None = None, hint: Message | None = None) -> None:
        super().__init__(message, where, hint)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        return str(self.message)


class UserError(PublisherError):
    """The person can mend it: configuration, policy, schema, or the way the command was called."""


class ManyErrors(UserError):  # noqa: N818 - a plural reads better than ManyErrorsError
    """Several errors found in one look, so that a person mends them in one go."""

    def __init__(self, errors: tuple[UserError, ...]) -> None:
        Exception.__init__(self, errors)
        first = errors[0]
        self.message, self.where, self.hint = first.message, first.where, first.hint
        self.errors = errors


class BusyError(UserError):
    """Another run holds the workspace."""


class StateError(UserError):
    """The state cannot be used: damaged, locked, of a newer program, or not to be written."""


class DiskError(UserError):
    """A disk has no space left, or cannot be written."""


class MissingPartError(UserError):
    """A program, font or extra that this machine lacks; the hint says how to get it."""


class DatasetError(PublisherError):
    """One dataset cannot be processed; the others go on."""


class SourceError(DatasetError):
    """A dataset's source cannot be read."""


class PortalError(PublisherError):
    """A portal does not answer, refuses, or answers something that is not its protocol."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What kept the night from something, as people are told: what, where, and the next step."""

    message: Message
    where: str = ""
    hint: Message | None = None

    @classmethod
    def of(cls, error: PublisherError) -> tuple[Trouble, ...]:
        """An exception as it is told: one trouble, or each of several errors."""
        errors = error.errors if isinstance(error, ManyErrors) else (error,)
        return tuple(cls(one.message, str(one.where or ""), one.hint) for one in errors)
