"""What a person or a program sees: language, text or JSON, progress only on a terminal."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, TextIO

from publisher.i18n import gettext, translate
from publisher.model.errors import ManyErrors, PublisherError, Trouble, UserError, Where
from publisher.model.jsonable import to_json
from publisher.model.text import Language, Message, msg

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from publisher.model.event import Event, Headway


class Format(StrEnum):
    """How results are written to stdout."""

    TEXT = "text"
    JSON = "json"


_STAGE_NAMES = {
    "source": "reading",
    "structure": "structuring",
    "deidentify": "de-identifying",
    "validate": "validating",
    "export": "exporting",
    "gate": "proving",
    "compare": "comparing",
    "push": "publishing",
    "crawl": "crawling",
    "check": "checking",
    "inspect": "stocktaking",
}


def put_out(text: str = "") -> None:
    """Write to stdout, and at once, so that a full disk behind it is said here, as UserError.

    Where nobody reads on (`| head`), the rest goes nowhere: the command still ends with the code of what it found.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _unplug(sys.stdout)
    except OSError:
        _unplug(sys.stdout)
        raise UserError(
            msg("the output cannot be written"),
            Where("stdout"),
            msg("look where it goes to: a file on a full disk, or a terminal that is gone"),
        ) from None


_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that move the cursor, colour what follows or turn its direction: names in data may hold them."""
_LONGEST_LINE = 4_000


def _plain(text: str) -> str:
    """The text as any terminal and mail shows it: a name that holds a command or a whole book stays a name."""
    lines = (line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…" for line in text.split("\n"))
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), "\n".join(lines))


def _unplug(stream: TextIO) -> None:
    """Let go of what is still on its way: it would be tried once more at the end, and change the exit code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class Screen:
    """Where a command writes. `say` is for results in text, `give` for results in JSON, `note` for stderr."""

    def __init__(self, language: Language, format: Format = Format.TEXT) -> None:  # noqa: A002 - the option's name
        self.language = language
        self.format = format

    def _(self, message: Message) -> str:
        return translate(message, self.language)

    def say(self, text: Message | str = "") -> None:
        """A line of the result, in text mode."""
        if self.format is Format.TEXT:
            put_out(_plain(self._(text) if isinstance(text, Message) else text) + "\n")

    def give(self, value: object) -> None:
        """The result, in JSON mode."""
        if self.format is Format.JSON:
            put_out(json.dumps(to_json(value), ensure_ascii=False, indent=2) + "\n")

    def note(self, text: Message | str) -> None:
        """A line on stderr; where that cannot be written, the exit code still says how it ended."""
        try:
            sys.stderr.write(_plain(self._(text) if isinstance(text, Message) else text) + "\n")
            sys.stderr.flush()
        except OSError:
            _unplug(sys.stderr)

    def mention(self, error: PublisherError) -> None:
        """An error on stderr: where, what, and what to do."""
        for trouble in Trouble.of(error):
            self.note(self.trouble(trouble))

    def trouble(self, trouble: Trouble) -> str:
        """What went wrong, with its place and the next step, in lines."""
        where = f"{trouble.where}: " if trouble.where else ""
        hint = f"\n  → {self._(trouble.hint)}" if trouble.hint is not None else ""
        return f"{where}{self._(trouble.message)}{hint}"

    def complain(self, error: PublisherError) -> None:
        """An error on stderr, as `mention` does; as JSON on stdout, too, when that was asked for."""
        self.mention(error)
        errors = error.errors if isinstance(error, ManyErrors) else (error,)
        told = [
            {
                "message": self._(one.message),
                "where": None if one.where is None else to_json(one.where),
                "hint": None if one.hint is None else self._(one.hint),
            }
            for one in errors
        ]
        try:
            self.give({"errors": told})
        except UserError as lost:
            self.mention(lost)

    @contextmanager
    def progress(self) -> Iterator[Callable[[Event], None]]:
        """A progress bar on a terminal; without one, silence."""
        if not sys.stderr.isatty():
            yield lambda _event: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(self._(msg("planning")), total=None)
            searches: dict[str, TaskID] = {}

            def show(event: Event) -> None:
                if event.kind == "night":
                    return
                if event.headway is not None:
                    if event.dataset not in searches:
                        searches[event.dataset] = bar.add_task("")
                    self._show_search(bar, searches[event.dataset], event.dataset, event.headway)
                    return
                if event.dataset in searches:
                    bar.remove_task(searches.pop(event.dataset))
                name = gettext(_STAGE_NAMES[event.stage], self.language)
                what = event.dataset or event.portal
                if event.total:
                    bar.update(task, description=f"{name} {what}", completed=event.done, total=event.total)
                else:
                    bar.update(task, description=f"{name} {what}")

            yield show

    def _show_search(self, bar: Progress, task: TaskID, dataset: str, headway: Headway) -> None:
        """Combinations of levels looked at, of those that are at most looked at, and what is known of the loss."""
        found = "—" if headway.best is None else f"{headway.best:.1%}"
        text = msg(
            "searching {dataset}: loss {found}, at least {bound}",
            dataset=dataset,
            found=found,
            bound=f"{headway.bound:.1%}",
        )
        bar.update(task, description=self._(text), completed=headway.checked, total=headway.checked + headway.left)


def stage_name(stage: str, language: Language) -> str:
    """A stage in a person's words."""
    return gettext(_STAGE_NAMES.get(stage, stage), language)
