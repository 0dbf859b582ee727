"""`publisher state`: is what we remember whole, a copy of it, and the ways back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format, Screen
from publisher.model.disk import disk_fault
from publisher.model.errors import StateError, UserError
from publisher.model.exits import Exit
from publisher.model.text import Message, msg

if TYPE_CHECKING:
    from publisher.model.state_place import StatePlace
    from publisher.model.workspace import Workspace
    from publisher.state.home import StateHome

app = typer.Typer(no_args_is_help=True, help="Check, copy, move and restore what is remembered between nights.")


_NONE = msg("there is no state: no run has been here, or it was moved away")


@app.command()
def check(
    workspace: options.WorkspaceOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Say whether the state is whole, and list its backups. Exit code 1 when it is not.

    Examples:

        publisher state check
    """
    from publisher.state.backups import backups, faults
    from publisher.state.home import home_of

    screen = options.screen(language, format)
    home = home_of(_place(workspace))
    state = home.shown
    copies = [(path, _wrong(partial(faults, path))) for path in backups(home.folder)]
    wrong = _wrong(home.faults) if home.exists() else [_NONE]
    screen.give(
        {
            "state": state,
            "wrong": [screen._(item) for item in wrong],
            "backups": [{"file": path, "whole": not found} for path, found in copies],
        }
    )
    screen.say(f"{state}: " + screen._(wrong[0] if wrong else msg("whole")))
    for item in wrong[1:]:
        screen.say(f"  {screen._(item)}")
    for path, found in copies:
        screen.say(f"{path}: " + screen._(found[0] if found else msg("whole")))
    raise typer.Exit(Exit.FINDINGS if wrong else Exit.CLEAN)


@app.command()
def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to write it (default: among the workspace's own backups).", show_default=False),
    ] = None,
    workspace: options.WorkspaceOption = None,
    now: options.NowOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Copy the state as it is at this moment; a run may be at work meanwhile.

    Examples:

        publisher state backup

        publisher state backup /mnt/backup/state.sqlite
    """
    from publisher.state.backups import back_up

    screen = options.screen(language, format)
    with _disk(file):
        made = back_up(_place(workspace), options.clock(now), file)
    if made is None:
        raise UserError(msg("there is no state yet"), hint=msg("start with `publisher run`"))
    screen.give({"file": made})
    screen.say(str(made))


@app.command("export")
def export_(
    file: Annotated[Path, typer.Argument(help="Where to write it, as JSON Lines.", show_default=False)],
    workspace: options.WorkspaceOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Write everything that is remembered as text, one value a line, for another machine or another database.

    Examples:

        publisher state export state.jsonl
    """
    from publisher.state.backups import export_state

    screen = options.screen(language, format)
    with _disk(file):
        count = export_state(_place(workspace), file)
    screen.give({"file": file, "values": count})
    screen.say(msg("{count} values written to {file}", count=count, file=str(file)))


@app.command("import")
def import_(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="A backup or an export (default: the newest backup that is whole).", show_default=False
        ),
    ] = None,
    workspace: options.WorkspaceOption = None,
    now: options.NowOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Put a backup or an export in the place of the state; what was there is kept beside the backups.

    So the state moves: to another machine, or between its file and a server that `state` of catalog.yaml names.

    Examples:

        publisher state import

        publisher state import /mnt/backup/state.sqlite
    """
    from publisher.state import hold_lock, standing_place
    from publisher.state.backups import backups, faults, put_back
    from publisher.state.home import home_of

    screen = options.screen(language, format)
    place, moment = _place(workspace), options.clock(now)
    folder = place.folder
    chosen = file or next((path for path in backups(folder) if not _wrong(partial(faults, path))), None)
    if chosen is None:
        raise UserError(
            msg("there is no whole backup in {folder}", folder=str(folder / "backups")),
            hint=msg("`publisher state rebuild` takes what can be taken from the portals and the published files"),
        )
    with _disk(folder), hold_lock(place):
        aside = put_back(place, chosen, moment)
        standing_place.note(home_of(place))
    screen.give({"from": chosen, "kept": aside})
    screen.say(msg("the state is that of {file}", file=str(chosen)))
    _say_kept(screen, aside)


@app.command()
def rebuild(
    workspace: options.WorkspaceOption = None,
    now: options.NowOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Make a lost state anew from what the static portals show, so that the next night compares with it.

    Nothing is published anew: what is on a portal is taken as what was proven, where its files are whole. When
    findings were first seen and what was published on CKAN alone cannot be found again; a dataset that could not
    be taken back is held until somebody names it in `run --only`, and the exit code is 4.

    Examples:

        publisher state rebuild
    """
    from publisher.state import hold_lock, standing_place
    from publisher.state.backups import set_aside
    from publisher.state.home import home_of

    screen = options.screen(language, format)
    space = options.open_workspace(workspace)
    place = space.state_place
    home = home_of(place)
    if _stands(home):
        raise UserError(
            msg("the state is whole; there is nothing to rebuild"),
            hint=msg("move it away first if it is not the right one: {file}", file=home.shown),
        )
    moment = options.clock(now)
    with _disk(place.folder), hold_lock(place):
        aside = set_aside(place, moment)
        taken = _take_back(space)
        lost = sorted(set(space.datasets) - set(taken))
        _hold(place, lost)
        standing_place.note(home)
    screen.give({"taken": sorted(taken), "lost": lost, "kept": aside})
    screen.say(msg("{count} datasets taken back from the static portals", count=len(taken)))
    for name in lost:
        screen.say(
            msg(
                "{dataset}: nothing published was found; it is held until somebody runs "
                "`publisher run --only {dataset}`",
                dataset=name,
            )
        )
    _say_kept(screen, aside)
    raise typer.Exit(Exit.SOME_STOPPED if lost else Exit.CLEAN)


def _stands(home: StateHome) -> bool:
    """Whether there is a whole state that a run has written into."""
    from publisher.state.integrity import is_empty

    if not home.exists() or _wrong(home.faults):
        return False
    with home.reading() as connection:
        return not is_empty(connection)


def _take_back(space: Workspace) -> set[str]:
    """Put what the static portals show into a new state and its store; returns the datasets."""
    from publisher.model.catalog import StaticPortalDefinition
    from publisher.model.night import DatasetOutcome, State
    from publisher.push.portals.static.kept import recover
    from publisher.state import PublicationStore, StateStore

    folder = space.state_folder
    state, store = StateStore(space.state_place), PublicationStore(folder)
    work = folder / "work" / "rebuild"
    shutil.rmtree(work, ignore_errors=True)
    taken: set[str] = set()
    try:
        for portal in space.catalog.portals:
            if not isinstance(portal, StaticPortalDefinition):
                continue
            for dataset, publication in recover.shown(portal, space.root).items():
                if dataset in space.datasets and dataset not in taken:
                    kept = store.keep(recover.copied(publication, work / dataset))
                    state.record_outcome(DatasetOutcome(dataset, State.UNCHANGED, "", publication=kept.hash), kept)
                    taken.add(dataset)
    finally:
        shutil.rmtree(work, ignore_errors=True)
        state.close()
    return taken


def _hold(place: StatePlace, lost: list[str]) -> None:
    """Hold what cannot be compared with its earlier releases until a person says that it may go out."""
    from publisher.model.night import DatasetOutcome, State
    from publisher.state import StateStore

    state = StateStore(place)
    try:
        for name in lost:
            outcome = DatasetOutcome(
                name,
                State.FAILED,
                "",
                stage="plan",
                error=msg("the state was rebuilt, and nothing was found of what was published of it before"),
                hint=msg(
                    "if it was never published, or may go out without that comparison: "
                    "`publisher run --only {dataset}`",
                    dataset=name,
                ),
                history_lost=True,
            )
            state.record_outcome(outcome)
    finally:
        state.close()


def _say_kept(screen: Screen, aside: Path | None) -> None:
    if aside is not None:
        screen.say(msg("what was there is kept as {file}", file=str(aside)))


def _place(workspace: Path | None) -> StatePlace:
    return options.read_foundation(workspace).state_place


def _wrong(look: Callable[[], Iterator[Message]]) -> list[Message]:
    try:
        return list(look())
    except StateError as error:
        return [error.message]


@contextmanager
def _disk(place: Path | None) -> Iterator[None]:
    """A file that cannot be written is the user's to mend."""
    try:
        yield
    except OSError as error:
        fault = disk_fault(error, place)
        if fault is None:
            fault_of_user = msg(
                "{file} cannot be written: {reason}", file=str(place or ""), reason=error.strerror or ""
            )
            raise UserError(fault_of_user) from None
        raise fault from None
